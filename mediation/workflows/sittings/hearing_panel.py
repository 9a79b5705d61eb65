"""What the people of a panel do beside the hearing itself: they declare, prepare, and deliberate in private."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.permissions import Actor, Permission, consequence, head
from mediation.workflows import facts as f
from mediation.workflows.base import Act, Guard, step
from mediation.workflows.guards import names
from mediation.workflows.sittings.hearing_request import HearingRequest, HearingState, presides, records

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


held_in_public = Guard(
    "hearing_closed",
    _("本次听证不公开举行，不公告，不设旁听。"),
    lambda hearing, act: not hearing.closed,
)
leaver_sits = Guard(
    "not_on_this_panel",
    _("这个人不是本次听证的主持人、听证员或者记录员。"),
    lambda hearing, act: bool(hearing.office_of(act.person)),
    on_facts=True,
)
successor_is_new = Guard(
    "sits_already",
    _("接替的人已经是本次听证的听证员或者记录员。"),
    lambda hearing, act: not hearing.office_of(act.successor),
    _("请另选一人。"),
    on_facts=True,
)
successor_in_post = Guard(
    "successor_not_qualified",
    _("接替的人没有相应的岗位：接替主持人的应当是听证主持人，接替听证员、记录员的同理。"),
    lambda hearing, act: hearing.office_of(act.person) in act.successor.roles(act.on),
    _("请另选一人，或者先给他任职。"),
    on_facts=True,
)
successor_took_no_part = Guard(
    "successor_took_part",
    lambda hearing, act: (
        _("办理、调查、调解过本事项或者已经回避的人不得参加听证：%s") % hearing.not_to_sit([act.successor])
    ),
    lambda hearing, act: not hearing.not_to_sit([act.successor]),
    _("请另选一人。"),
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
        source=[HearingState.GRANTED, HearingState.SCHEDULED, HearingState.ADJOURNED],
        label=_("接替听证组成员"),
        by=head | consequence,
        guards=[leaver_sits, successor_is_new, successor_in_post, successor_took_no_part],
        facts=[
            f.one("person", _("离任、不能参加的人"), "User"),
            f.one("successor", _("接替的人"), "User"),
            f.text("why", _("原因"), help=_("如离任、生病；应当回避的，办理回避。")),
        ],
    )
    def succeed(self, act: Act) -> None:
        """Somebody who cannot sit any more is followed by another in the same office, who declares anew; the parties are told."""
        for part in ("presider", "recorder"):
            if getattr(self, f"{part}_id") == act.person.pk:
                setattr(self, part, act.successor)

    @step(
        source=HearingState.SCHEDULED,
        label=_("公告听证"),
        by=presides | records | head,
        guards=[held_in_public],
        facts=[
            f.text("subject", _("公告的事由"), longest=100, help=_("一句话，不写任何人的姓名、电话、住址。")),
            f.number("seats", _("旁听席位"), most=1000),
        ],
    )
    def announce(self, act: Act) -> None:
        """Anybody may read when, where and about what an open hearing is held, and how many may listen; nothing tells of whom."""

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
