"""What the people of a panel do beside the hearing itself: they declare, prepare, and deliberate in private."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.permissions import Actor, Permission
from mediation.workflows import facts as f
from mediation.workflows.base import Act, Guard, step
from mediation.workflows.guards import names
from mediation.workflows.sittings.hearing_request import HearingRequest, HearingState

SEATED = (
    HearingState.GRANTED, HearingState.SCHEDULED, HearingState.IN_SESSION, HearingState.ADJOURNED,
    HearingState.DELIBERATING,
)  # fmt: skip


def _sits(hearing: Any, actor: Actor) -> bool:
    return bool(hearing.sits(actor.user))


sits = Permission(_sits, _("本次听证的听证员、记录员"))

declares_once = Guard(
    "interest_declared",
    _("本人已经声明过。"),
    lambda hearing, act: act.by.user is None or not hearing.declarations.filter(user=act.by.user).exists(),
    _("后来知道应当回避的，请办理“声明回避”。"),
)
everyone_declared = Guard(
    "interest_not_declared",
    lambda hearing, act: (
        _("听证组成员、记录员应当先声明与本事项没有利害关系，尚未声明：%s") % names(hearing.undeclared())
    ),
    lambda hearing, act: not hearing.undeclared(),
    _("请其本人声明；有应当回避的情形的，请声明回避。"),
)
minority_says_why = Guard(
    "minority_view_missing",
    lambda hearing, act: (
        _("不同意结论的，应当写明意见：%s")
        % names(row["member"] for row in act.votes or () if not row["agrees"] and not row["view"])
    ),
    lambda hearing, act: all(row["agrees"] or row["view"] for row in act.votes or ()),
    _("少数意见记入合议笔录；同意的，请勾选“同意”。"),
    on_facts=True,
)


class HearingPanel(HearingRequest):
    """The part of a hearing's course that belongs to its panel."""

    class Meta:
        abstract = True

    @step(
        source=SEATED,
        label=_("声明无利害关系"),
        by=sits,
        guards=[declares_once],
        facts=[
            f.long_text(
                "known", _("需要向当事人说明的情况"), required=False, longest=1000,
                help=_("相识、共事、有过往来等；没有的不填。有应当回避的情形的，不在这里填写，请办理“声明回避”。"),
            )
        ],
        basis="《信访工作条例》第二十八条第三款",
    )  # fmt: skip
    def affirm(self, act: Act) -> None:
        """Who is to sit or record declares that nothing stands against it; what the parties should know is told to them."""

    @step(
        source=SEATED,
        label=_("记准备笔记"),
        by=sits,
        facts=[f.long_text("text", _("笔记"), longest=20_000, confidential=True)],
    )
    def note(self, act: Act) -> None:
        """Whoever sits or records prepares the hearing in private; nobody else reads it, and a postponement leaves it."""

    @step(
        source=HearingState.DELIBERATING,
        label=_("记录合议讨论"),
        by=sits,
        facts=[f.long_text("text", _("讨论内容、拟作的结论"), longest=20_000, confidential=True)],
    )
    def discuss(self, act: Act) -> None:
        """What the panel discusses in private, drafts of the conclusion too; it is read by the panel and its recorder alone."""
