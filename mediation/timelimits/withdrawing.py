"""Taking back a withdrawal (取消撤回): no statute says until when, so this is a default that a local rule may replace."""

from __future__ import annotations

from typing import Final

from .labelled import said
from .limits import Bound, Source, Stage, TimeLimit
from .petition_regulations import IN_FORCE_FROM, PARTYS_GROUNDS

LIMITS: Final = (
    TimeLimit(
        code="D20",
        stage=Stage.HANDLING,
        name=said("取消撤回"),
        plain=said("您可以在这一天结束以前取消撤回"),
        label=said("取消撤回"),
        length=7,
        trigger=said("撤回之日"),
        bound=Bound.PETITIONER,
        authority="参照《民事诉讼法》第十三条第二款（当事人处分自己的权利；撤回多久以内可以取消，全国无统一规定，可由地方规则改定）",
        source=Source.DESIGN,
        in_force_from=IN_FORCE_FROM,
        excluded_grounds=PARTYS_GROUNDS,
        if_missed="撤回不能再取消；有新的事实和理由的，可以另行提出",
    ),
)
