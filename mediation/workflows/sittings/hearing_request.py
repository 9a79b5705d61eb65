"""How a hearing comes about: offered, proposed or asked for, waived or granted; its states and who acts in it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import Actor, Permission, consequence, handler, head, petitioner
from mediation.vocabulary import HearingEnd, Power
from mediation.workflows import facts as f
from mediation.workflows.annulling import TakenBack
from mediation.workflows.base import NEW, Act, Lifecycle, step
from mediation.workflows.said_how import IN_WRITING
from mediation.workflows.sittings.hearing_guards import (
    heard_on_this_route,
    none_before,
    posted_before,
    requester_asks,
    requester_named,
    review_of_this_file,
    right_in_time,
    right_not_waived,
    somebody_asked,
    waiver_is_ones_own,
    withdrawn_not_renewed,
)
from mediation.workflows.sittings.outcome import ended_by


class HearingState(models.TextChoices):
    """Where a hearing stands; how it ended is a field of its own."""

    OFFERED = "offered", _("已告知听证权利")
    PROPOSED = "proposed", _("拟举行听证，等待同意")
    REQUESTED = "requested", _("待决定")
    GRANTED = "granted", _("已决定听证，准备中")
    REFUSED = "refused", _("不予听证")
    WAIVED = "waived", _("未申请或者不同意听证")
    SCHEDULED = "scheduled", _("已排期")
    IN_SESSION = "in_session", _("听证中")
    ADJOURNED = "adjourned", _("已中止")
    DELIBERATING = "deliberating", _("合议中")
    CONCLUDED = "concluded", _("已作出结论")
    REPORTED = "reported", _("已报告")
    TERMINATED = "terminated", _("已终止")


UNDER_WAY = (
    HearingState.OFFERED, HearingState.PROPOSED, HearingState.REQUESTED, HearingState.GRANTED, HearingState.SCHEDULED,
    HearingState.IN_SESSION, HearingState.ADJOURNED, HearingState.DELIBERATING,
)  # fmt: skip
PREPARING = (HearingState.REQUESTED, HearingState.GRANTED, HearingState.SCHEDULED)
HELD = (HearingState.IN_SESSION, HearingState.ADJOURNED, HearingState.DELIBERATING)


def _presides(hearing: Any, actor: Actor) -> bool:
    return actor.user is not None and hearing.presider_id == actor.user.pk


def _records(hearing: Any, actor: Actor) -> bool:
    return actor.user is not None and hearing.recorder_id == actor.user.pk


def _reviews(hearing: Any, actor: Actor) -> bool:
    if hearing.organ_id or hearing.review_id:
        return actor.holds("reviewer", hearing.acting_organ)
    return any(actor.holds("reviewer", review.organ) for review in hearing.matter.pending_reviews)


presides = Permission(_presides, _("本次听证的主持人"))
records = Permission(_records, _("本次听证的记录员"))
in_hand = handler | Permission(_reviews, _("复查复核承办人"))
HEARING_BASIS = "《信访工作条例》第三十一条第六项"

POSTED = f.day("posted_on", _("邮戳日期"), required=False, at_window=True, help=_("邮寄的以邮戳日期为申请日期。"))
REQUEST_FACTS = (
    f.one("requested_by", _("申请人"), "Party", required=False, at_window=True, asked_of_staff=True),
    f.long_text("grounds", _("申请听证的事项和理由"), longest=4000),
    f.long_text("evidence", _("证据"), required=False, longest=4000),
    POSTED,
)
REVIEW_FACT = f.one(
    "review", _("复查、复核件"), "Review", required=False, help=_("在复查、复核阶段举行的，选择是哪一件。")
)


class HearingRequest(Lifecycle):
    """The steps up to the decision whether a hearing is held."""

    State = HearingState
    course_told = True

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=HearingState.OFFERED,
        label=_("告知听证权利"),
        told_to_party=False,
        by=in_hand,
        guards=[review_of_this_file, heard_on_this_route, none_before],
        facts=[f.long_text("question", _("可以听证的事项"), longest=2000), REVIEW_FACT],
        basis=HEARING_BASIS,
        day_field="offered_on",
    )
    def offer(self, act: Act) -> None:
        """Tell the petitioners that they may ask for a hearing; D14 runs for each from its own service."""
        self.fix_stage(act)

    @step(
        source=NEW,
        target=HearingState.PROPOSED,
        label=_("拟举行听证"),
        told_to_party=False,
        by=in_hand | head,
        guards=[review_of_this_file, heard_on_this_route, none_before],
        facts=[f.long_text("question", _("拟听证的事项"), longest=2000), REVIEW_FACT],
        basis=HEARING_BASIS,
        day_field="offered_on",
    )
    def propose(self, act: Act) -> None:
        """The organ proposes a hearing; a petitioner may agree within D14, silence is a refusal."""
        self.fix_stage(act)

    @step(
        source=NEW,
        target=HearingState.REQUESTED,
        label=_("申请听证"),
        told_to_party=True,
        plain=_("请办理单位开一次听证会，当面听您陈述。"),
        period="D14",
        ways=IN_WRITING,
        by=petitioner | in_hand,
        guards=[
            review_of_this_file,
            requester_named,
            heard_on_this_route,
            posted_before,
            right_in_time,
            withdrawn_not_renewed,
            none_before,
        ],
        facts=[*REQUEST_FACTS, REVIEW_FACT],
        basis=HEARING_BASIS,
        day_field="requested_on",
    )
    def request(self, act: Act) -> None:
        """A petitioner asks for a hearing in writing, untold; the organ decides within D15."""
        self.requested_by, self.question = act.requested_by or act.by.party, act.grounds
        self.fix_stage(act)

    @step(
        source=HearingState.OFFERED,
        target=HearingState.REQUESTED,
        label=_("申请听证（经告知）"),
        told_to_party=True,
        plain=_("请办理单位开一次听证会，当面听您陈述。过了期限没有申请，就不再开听证会。"),
        period="D14",
        ways=IN_WRITING,
        by=petitioner | in_hand,
        guards=[requester_named, right_not_waived, posted_before, right_in_time],
        facts=REQUEST_FACTS,
        basis=HEARING_BASIS,
        day_field="requested_on",
        overtakes=("lapse",),
    )
    def apply(self, act: Act) -> None:
        """A petitioner uses the right that was told, within D14; the organ decides within D15."""
        self.requested_by = act.requested_by or act.by.party

    @step(
        source=HearingState.PROPOSED,
        target=HearingState.REQUESTED,
        label=_("同意听证"),
        told_to_party=True, plain=_("同意办理单位开听证会。过了期限没有同意，就不开听证会。"), period="D14",
        ways=IN_WRITING,
        by=petitioner | in_hand,
        guards=[requester_named, right_not_waived, posted_before, right_in_time],
        facts=[
            f.one(
                "requested_by", _("同意的信访人"), "Party", required=False, at_window=True,
                asked_of_staff=True,
            ),
            POSTED,
        ],
        day_field="requested_on",
        overtakes=("lapse",),
    )  # fmt: skip
    def agree(self, act: Act) -> None:
        """A petitioner agrees to the hearing that the organ proposes."""
        self.requested_by = act.requested_by or act.by.party

    @step(
        source=[HearingState.OFFERED, HearingState.PROPOSED],
        label=_("放弃听证"),
        power=Power.WITHDRAW,
        turns_back=True,
        plain=_("不要求开听证会。您的事项照常办理。"),
        quiet=True,
        ways=IN_WRITING,
        by=petitioner | in_hand,
        guards=[waiver_is_ones_own],
        facts=[f.some("waived_by", _("放弃的信访人"), "Party", required=False, at_window=True, asked_of_staff=True)],
    )
    def waive(self, act: Act) -> None:
        """A petitioner gives up the right; when the last one has, the matter goes on without a hearing."""

    @step(
        source=[HearingState.OFFERED, HearingState.PROPOSED],
        target=HearingState.WAIVED,
        label=_("逾期未申请听证"),
        told_to_party=False,
        by=consequence,
        annul=TakenBack(),
    )
    def lapse(self, act: Act) -> None:
        """The last D14 has run out: no petitioner asked, or agreed, in time."""

    @step(
        source=HearingState.REQUESTED,
        target=HearingState.GRANTED,
        label=_("决定听证"),
        told_to_party=True,
        by=head,
        facts=[f.long_text("decision_reason", _("理由"), required=False, longest=2000)],
        basis=HEARING_BASIS,
        day_field="decided_on",
    )
    def grant(self, act: Act) -> None:
        """The organ decides to hold the hearing; meets D15."""
        self.decided_by = act.by.user

    @step(
        source=HearingState.REQUESTED,
        target=HearingState.REFUSED,
        label=_("不予听证"),
        turns_back=True,
        told_to_party=True,
        by=head,
        facts=[f.long_text("decision_reason", _("理由"), longest=2000)],
        day_field="decided_on",
    )
    def refuse(self, act: Act) -> None:
        """No hearing, with reasons in writing; meets D15. The matter goes on."""
        self.decided_by = act.by.user

    @step(
        source=[HearingState.OFFERED, HearingState.PROPOSED, *PREPARING],
        target=HearingState.TERMINATED,
        label=_("撤回听证申请"),
        power=Power.WITHDRAW,
        turns_back=True,
        told_to_party=True,
        plain=_("不再要求开听证会。收回以后，不能用同样的事实再申请。"),
        quiet=True,
        ways=IN_WRITING,
        by=petitioner | in_hand,
        guards=[somebody_asked, requester_asks],
        facts=[f.long_text("why", _("理由"), required=False, longest=1000)],
        day_field="terminated_on",
    )
    def withdraw_request(self, act: Act) -> None:
        """The petitioner takes the request back and may not renew it on the same facts."""
        self.end_ground = HearingEnd.WITHDRAWN
        self.sitting_outcome = ended_by(self, act, "withdraw_request")
