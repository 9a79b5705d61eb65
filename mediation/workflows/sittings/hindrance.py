"""不便到场: days on which a party cannot come, and its request that a sitting of those days be held on another."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import Actor, Permission, a_party, handler, head, intake_clerk, mediator, recorder
from mediation.workflows import facts as f
from mediation.workflows.base import NEW, Act, Guard, Lifecycle, step
from mediation.workflows.said_how import BY_WORD
from mediation.workflows.sittings.booking import PLACE, ROOM

LONGEST = 92  # days
BASIS = "《信访工作条例》第三十一条第六项；《人民调解法》第二十三条第三项"


class HindranceState(models.TextChoices):
    """Where what a party has said of its days stands."""

    HANDED_IN = "handed_in", _("已提出")
    GRANTED = "granted", _("已同意改期")
    REFUSED = "refused", _("不同意改期")
    WITHDRAWN = "withdrawn", _("已撤回")


def _decides(hindrance: Any, actor: Actor) -> bool:
    sitting = hindrance.sitting
    return sitting is not None and actor.user is not None and sitting.may_be_moved_by(actor)


def _of_whom(hindrance: Any, act: Act) -> Any:
    return act.party or act.by.party


moves_it = Permission(_decides, _("听证的主持人、机关负责人，安排调解会议的人"))

party_named = Guard(
    "hindered_party_missing",
    _("请选择不便到场的当事人。"),
    lambda hindrance, act: (whose := _of_whom(hindrance, act)) is not None and whose.matter_id == hindrance.matter_id,
    on_facts=True,
)
days_in_order = Guard(
    "hindered_days_wrong",
    _("最后一日不能早于第一日，一次填写的日子也不能过长。"),
    lambda hindrance, act: (
        act.first_on is None or act.last_on is None or 0 <= (act.last_on - act.first_on).days <= LONGEST
    ),
    _("请核对日期；日子长的，分几次填写。"),
    on_facts=True,
)
still_moves = Guard(
    "sitting_not_fixed",
    _("这几天没有可以改期的听证或者调解会议。"),
    lambda hindrance, act: hindrance.sitting is not None and hindrance.sitting.state == "scheduled",
    _("登记的日子仍然有效，以后排期时避开。"),
)
new_time_stated = Guard(
    "new_time_missing",
    _("调解会议改期，应当写明新的时间。"),
    lambda hindrance, act: hindrance.session_id is None or act.starts_at is not None,
    _("请填写新的时间；听证改期后另行排期，不填。"),
    on_facts=True,
)
new_time_suits = Guard(
    "new_time_unsuited",
    _("新的时间仍在不便到场的日子以内。"),
    lambda hindrance, act: act.starts_at is None or not hindrance.covers(act.starts_at),
    _("请另选日子。"),
    on_facts=True,
)


class HindranceLifecycle(Lifecycle):
    """What one party has said of some days."""

    State = HindranceState
    course_told = True

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=HindranceState.HANDED_IN,
        label=_("不便到场、申请改期"),
        plain=_("写明哪几天来不了和原因。这几天已经排了听证、调解的，就是请求改期；没有排的，以后排期会避开。没有按时到场的，也在这里说明理由。"),
        told_to_party=True,
        ways=BY_WORD,
        by=a_party | handler | mediator | recorder | intake_clerk,
        guards=[party_named, days_in_order],
        facts=[
            f.one("party", _("当事人"), "Party", required=False, at_window=True, asked_of_staff=True),
            f.day("first_on", _("从哪一天起")),
            f.day("last_on", _("到哪一天止")),
            f.long_text("reason", _("原因"), longest=500),
            f.text(
                "help_wanted", _("到场时需要的帮助"), required=False,
                help=_("如翻译、手语、无障碍通行；不需要的不填。"),
            ),
        ],
        basis=BASIS,
        day_field="handed_in_on",
    )  # fmt: skip
    def hand_in(self, act: Act) -> None:
        """A party says on which days it cannot come and why; a sitting fixed for them is asked to be moved."""
        self.party = act.party or act.by.party
        self.hearing, self.session = self.sittings_then()

    @step(
        source=HindranceState.HANDED_IN,
        target=HindranceState.GRANTED,
        label=_("同意改期"),
        told_to_party=True,
        by=moves_it,
        guards=[still_moves, new_time_stated, new_time_suits],
        facts=[
            f.moment(
                "starts_at", _("新的时间"), required=False, help=_("调解会议填写；听证改期后另行排期、重新通知。")
            ),
            ROOM,
            PLACE,
            f.text("decision_reason", _("理由"), required=False),
            f.text("help_offered", _("对所需帮助的答复"), required=False, help=_("如已安排手语翻译；没有要求的不填。")),
        ],
        basis=BASIS,
        day_field="decided_on",
    )
    def grant(self, act: Act) -> None:
        """There is good cause: the sitting is put off, and everybody who was called is told."""
        self.decided_by = act.by.user

    @step(
        source=HindranceState.HANDED_IN,
        target=HindranceState.REFUSED,
        label=_("不同意改期"),
        turns_back=True,
        told_to_party=True,
        by=moves_it,
        guards=[still_moves],
        facts=[
            f.long_text("decision_reason", _("理由"), longest=500),
            f.text("help_offered", _("对所需帮助的答复"), required=False, help=_("如已安排手语翻译；没有要求的不填。")),
        ],
        basis=BASIS,
        day_field="decided_on",
    )
    def refuse(self, act: Act) -> None:
        """No good cause: the sitting stays, and the party is told why."""
        self.decided_by = act.by.user

    @step(
        source=HindranceState.HANDED_IN,
        target=HindranceState.WITHDRAWN,
        label=_("撤回不便到场的说明"),
        plain=_("这几天又可以到场了。"),
        turns_back=True,
        quiet=True,
        told_to_party=True,
        ways=BY_WORD,
        by=a_party | handler | mediator | recorder | head,
    )
    def withdraw(self, act: Act) -> None:
        """The party can come after all."""
