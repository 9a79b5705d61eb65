"""Local rules on review (复查复核办法): what the national statute does not say."""

from __future__ import annotations

from typing import Final

from .labelled import said
from .limits import Bound, Source, Stage, TimeLimit, Unit
from .petition_regulations import IN_FORCE_FROM

LIMITS: Final = (
    TimeLimit(
        code="D7a",
        stage=Stage.REVIEW,
        name=said("决定是否受理复查、复核请求"),
        plain=said("复查、复核机关最迟在这一天决定是否受理您的请求"),
        label=said("决定是否受理复查、复核请求"),
        length=3,
        unit=Unit.WORKING_DAYS,
        trigger=said("收到复查、复核请求之日"),
        bound=Bound.REVIEW_ORGAN,
        authority="参照《山东省信访条例》第四十三条、第四十四条（全国无统一规定，可由地方规则改定）",
        source=Source.LOCAL,
        in_force_from=IN_FORCE_FROM,
    ),
    TimeLimit(
        code="D9x",
        stage=Stage.REVIEW,
        name=said("延长复查、复核，只见于地方规定"),
        inner=True,
        label=said("延长复查、复核期限"),
        length=30,
        trigger=said("原复查、复核期限届满之日（未因休假日顺延的名义届满日）"),
        bound=Bound.REEXAMINATION_ORGAN,
        authority="《北京市信访条例》第五十条（仅见于地方规定）",
        source=Source.LOCAL,
        in_force_from=IN_FORCE_FROM,
        local_only=True,
    ),
)
