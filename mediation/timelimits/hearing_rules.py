"""Hearings (听证): there is no national rule, so these are defaults a local rule may replace."""

from __future__ import annotations

from typing import Final

from .labelled import said
from .limits import Bound, Direction, Source, Stage, TimeLimit, Unit
from .petition_regulations import IN_FORCE_FROM, PARTYS_GROUNDS

LIMITS: Final = (
    TimeLimit(
        code="D14",
        stage=Stage.HEARING,
        name=said("申请听证"),
        plain=said("您可以在这一天结束以前申请听证"),
        label=said("申请听证"),
        length=5,
        unit=Unit.WORKING_DAYS,
        trigger=said("被告知有权申请听证之日"),
        bound=Bound.PETITIONER,
        authority="参照《行政处罚法》第六十四条第一项、第八十五条（信访听证无全国统一规定，可由地方规则改定）",
        source=Source.DESIGN,
        in_force_from=IN_FORCE_FROM,
        excluded_grounds=PARTYS_GROUNDS,
        if_missed="视为放弃申请听证",
    ),
    TimeLimit(
        code="D15",
        stage=Stage.HEARING,
        name=said("决定是否举行听证"),
        plain=said("办理单位最迟在这一天决定是否举行听证"),
        label=said("决定是否举行听证"),
        length=5,
        unit=Unit.WORKING_DAYS,
        trigger=said("收到听证申请之日"),
        bound=Bound.ORGAN,
        authority="参照安徽、江苏等省信访听证规定（信访听证无全国统一规定，可由地方规则改定）",
        source=Source.DESIGN,
        in_force_from=IN_FORCE_FROM,
    ),
    TimeLimit(
        code="D16",
        stage=Stage.HEARING,
        name=said("送达听证通知书，从听证日倒着算"),
        plain=said("听证通知书最迟在这一天送到您手里"),
        label=said("送达听证通知书"),
        length=7,
        unit=Unit.WORKING_DAYS,
        direction=Direction.BACKWARD,
        trigger=said("举行听证之日"),
        bound=Bound.ORGAN,
        warn=10,
        authority="参照《行政处罚法》第六十四条第二项、第八十五条（信访听证无全国统一规定，可由地方规则改定）",
        source=Source.DESIGN,
        in_force_from=IN_FORCE_FROM,
        if_missed="不得开庭",
    ),
    TimeLimit(
        code="D21",
        stage=Stage.HEARING,
        name=said("说明没有到场的正当理由"),
        plain=said("您没有到场的，可以在这一天结束以前说明正当理由"),
        label=said("说明没有到场的正当理由"),
        length=3,
        unit=Unit.WORKING_DAYS,
        trigger=said("没有到场的听证之日"),
        bound=Bound.PETITIONER,
        authority="参照《行政处罚法》第六十四条第六项（无正当理由拒不出席的视为放弃；说明理由的期限全国无统一规定，可由地方规则改定）",
        source=Source.DESIGN,
        in_force_from=IN_FORCE_FROM,
        excluded_grounds=PARTYS_GROUNDS,
        if_missed="视为没有正当理由，听证可以终止",
    ),
    TimeLimit(
        code="D19",
        stage=Stage.HEARING,
        name=said("提交听证报告"),
        inner=True,
        label=said("提交听证报告"),
        length=20,
        trigger=said("作出听证结论之日"),
        bound=Bound.ORGAN,
        authority="参照地方信访听证规则（信访听证无全国统一规定，可由地方规则改定）",
        source=Source.DESIGN,
        in_force_from=IN_FORCE_FROM,
    ),
)
