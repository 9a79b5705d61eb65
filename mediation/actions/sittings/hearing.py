"""What follows the steps of a hearing: rights and limits, panel, notices, record, report."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.actions import access, gateway, messages, paperwork
from mediation.actions.clock import deadlines
from mediation.actions.consequences import PARTIES
from mediation.actions.previewing import preview_of
from mediation.actions.registry import effect_of, guard_of
from mediation.actions.serving.service import start_own_period, starts_right
from mediation.actions.sittings import booking
from mediation.models import (
    Deadline,
    Hearing,
    HearingParticipant,
    PanelMember,
    Paper,
    Party,
    ServiceOfDocument,
)
from mediation.models.sittings.hearing_people import to_account
from mediation.timelimits import Excluded, Ground
from mediation.vocabulary import (
    AccessPart,
    ClockGround,
    HearingStage,
    PaperKind,
    PartyRole,
    Presence,
    SignatureWay,
)
from mediation.workflows.base import Act, NotPossibleNow, Refused
from mediation.workflows.sittings.hearing_request import HearingState


def hearing_days(hearing: Hearing) -> tuple[date, date] | None:
    """What 复核 does not count: the days after the first of the two, up to and with the second.

    The first is the day of the notice, the second that of the conclusion (or the termination). None if no
    notice was issued or the hearing is not over.
    """
    first, last = hearing.noticed_on(), hearing.concluded_on or hearing.terminated_on
    if first is None or last is None or last <= first:
        return None
    return first, last


# The right to ask


@effect_of(Hearing, "offer", "propose", drafts=(PaperKind.HEARING_RIGHTS_NOTICE,))
def tell_the_right(hearing: Hearing, act: Act) -> None:
    """A 听证告知书 goes to every petitioner; D14 runs for each from its own service."""
    paperwork.prepare(
        act,
        PaperKind.HEARING_RIGHTS_NOTICE,
        organ=hearing.organ,
        subject=hearing,
        addressees=hearing.matter.petition.addressees(act.on),
        content={"question": hearing.question, "proposed": hearing.state == HearingState.PROPOSED},
    )


def period_to_answer(service: ServiceOfDocument, party: Party) -> tuple[str, Hearing] | None:
    """A petitioner's period while the hearing is offered or proposed."""
    hearing = service.paper.subject
    waits = party.role == PartyRole.PETITIONER and hearing.state in (HearingState.OFFERED, HearingState.PROPOSED)
    return ("D14", hearing) if waits else None


@starts_right(PaperKind.HEARING_RIGHTS_NOTICE, foreseen=period_to_answer)
def right_to_a_hearing(service: ServiceOfDocument, party: Party, act: Act) -> None:
    """D14: a petitioner may ask for the hearing, or agree to it, from its own service."""
    start_own_period(service, party, act)


@starts_right(PaperKind.HEARING_NOTICE)
def meet_the_notice_day(service: ServiceOfDocument, party: Party, act: Act) -> None:
    """D16 is met when the last participant has been served."""
    hearing = service.paper.subject
    if hearing.state == HearingState.SCHEDULED and not hearing.not_noticed():
        deadlines.meet(act, hearing, "D16")


@effect_of(Deadline, "lapse", after="take_expiry_step", takes=("Hearing.lapse",))
def waive_by_silence(deadline: Deadline, act: Act) -> None:
    """When the last petitioner's D14 is over and nobody asked, the right is waived."""
    if deadline.code == "D14" and isinstance(deadline.subject, Hearing):
        lapse_if_nobody_may_ask(deadline.subject, act)


@effect_of(Hearing, "waive", ends=("D14",), takes=("Hearing.lapse",))
def renounce(hearing: Hearing, act: Act) -> None:
    """Whoever gives up the right has no period any more."""
    people = hearing.waiving(act)
    hearing.renounced.add(*people)
    for deadline in Deadline.objects.about(hearing).filter(code="D14", party__in=people).running():
        gateway.follow(act, deadline, "end", why=_("信访人放弃听证"))
    lapse_if_nobody_may_ask(hearing, act)


def lapse_if_nobody_may_ask(hearing: Hearing, act: Act) -> None:
    """An offer or proposal that nobody can take up any more is over."""
    if hearing.state in (HearingState.OFFERED, HearingState.PROPOSED) and not hearing.may_still_ask():
        gateway.follow(act, hearing, "lapse")


@effect_of(Hearing, "request", starts=("D15",), issues=(PaperKind.HEARING_REQUEST,))
@effect_of(Hearing, "apply", starts=("D15",), meets=("D14",), ends=("D14",), issues=(PaperKind.HEARING_REQUEST,))
@effect_of(Hearing, "agree", starts=("D15",), meets=("D14",), ends=("D14",))
def decide_within_five_days(hearing: Hearing, act: Act) -> None:
    """The right was used, a posted letter from its postmark; D15 runs for the organ from its receipt."""
    for deadline in Deadline.objects.about(hearing).filter(code="D14").running():
        if deadline.party_id == hearing.requested_by_id:
            gateway.follow(act, deadline, "meet", met_on=act.posted_on)
        else:
            gateway.follow(act, deadline, "end", why=_("已有信访人申请或者同意听证"))
    deadlines.start(act, "D15", subject=hearing, organ=hearing.organ)
    if act.event.step != "agree":
        paperwork.issue_now(
            act, PaperKind.HEARING_REQUEST, organ=hearing.organ, subject=hearing,
            content={"signed_on": act.posted_on or act.on},
        )  # fmt: skip


@effect_of(Hearing, "grant", meets=("D15",))
@effect_of(Hearing, "refuse", meets=("D15",), drafts=(PaperKind.HEARING_REFUSAL,))
def decided(hearing: Hearing, act: Act) -> None:
    """D15 is met; a refusal is told in writing with its reasons."""
    deadlines.meet(act, hearing, "D15")
    if hearing.state == HearingState.REFUSED:
        paperwork.prepare(
            act,
            PaperKind.HEARING_REFUSAL,
            organ=hearing.organ,
            subject=hearing,
            addressees=[asker] if (asker := hearing.requested_by) else [],
            content={"why": hearing.decision_reason},
        )


# Preparing


@effect_of(Hearing, "appoint_panel", tells=PARTIES)
def seat_the_panel(hearing: Hearing, act: Act) -> None:
    """Those newly named sit, those no longer named leave; after the notices the parties are told who sits now."""
    named = {user.pk for user in act.facts["panel"]}
    hearing.sitting_members().exclude(user__in=named).update(removed_on=act.on)
    for user_id in sorted(named - set(hearing.panel_ids())):
        PanelMember.objects.create(hearing=hearing, user_id=user_id, since=act.on)
    sitting = {*hearing.panel_ids(), *(one for one in (hearing.presider_id, hearing.recorder_id) if one)}
    access.admit_people(act, hearing.matter, sitting, part=AccessPart.HEARING, about=hearing)
    if hearing.state == HearingState.SCHEDULED:
        booking.book_people(hearing)
    if hearing.panel_is_told():
        tell_who_sits(hearing, act)


def tell_who_sits(hearing: Hearing, act: Act) -> None:
    """Whoever was invited hears of the change, and may ask that a new member withdraw."""
    said = _("听证组有变动：主持人%(presider)s，听证员%(panel)s，记录员%(recorder)s。您可以申请回避。") % {
        "presider": hearing.presider, "recorder": hearing.recorder,
        "panel": "、".join(str(user) for user in act.facts["panel"]),
    }  # fmt: skip
    for invited in hearing.invited.select_related("party"):
        messages.tell(act, invited.party, said, key=f"panel:{act.event.pk}")


@effect_of(Hearing, "schedule", starts=("D16",), drafts=(PaperKind.HEARING_NOTICE,))
def invite(hearing: Hearing, act: Act) -> None:
    """A notice for each participant, the room, and D16 counted back from the day."""
    booking.book(hearing)
    deadlines.start(act, "D16", subject=hearing, organ=hearing.organ, trigger_on=hearing.held_on())
    people = hearing.to_be_called(act)
    hearing.invited.exclude(party__in=people).delete()
    for party in people:
        summon(hearing, party, act)
    for organ in to_account(hearing, act.on):
        paperwork.prepare(act, PaperKind.HEARING_NOTICE, organ=hearing.organ, subject=hearing, to_organ=organ)


def summon(hearing: Hearing, party: Party, act: Act) -> None:
    """One participant gets a notice, and a place in the record of who came."""
    notice = paperwork.prepare(act, PaperKind.HEARING_NOTICE, organ=hearing.organ, subject=hearing, addressees=[party])
    blank = {"notice": notice, "outcome": "", "agents": "", "note": "", "signed": False}
    HearingParticipant.objects.update_or_create(hearing=hearing, party=party, defaults=blank)


# Holding it


@effect_of(Hearing, "record_attendance", starts=("D21",), ends=("D21",))
def note_attendance(hearing: Hearing, act: Act) -> None:
    """Who came, with which agents, and why someone did not; who is missing without a word may still say why (D21)."""
    for row in act.facts["attendance"]:
        hearing.invited.filter(party=row["party"]).update(
            outcome=row["outcome"], agents=row["agents"], note=row["note"]
        )
        wait_for_the_cause(hearing, row["party"], row["outcome"], act)


@effect_of(Hearing, "record_answers")
def note_answers(hearing: Hearing, act: Act) -> None:
    """What each side answered stands beside whether it came, and is printed in the record."""
    for row in act.facts["answers"]:
        told = {name: value for name, value in row.items() if name != "party"}
        hearing.invited.filter(party=row["party"]).update(**told)


def wait_for_the_cause(hearing: Hearing, party: Party, outcome: str, act: Act) -> None:
    """A petitioner who did not come has some days to say why; who came after all, or said why, needs them no more."""
    running = Deadline.objects.about(hearing).filter(code="D21", party=party).running()
    missing = outcome == Presence.ABSENT_WITHOUT_CAUSE and party.role == PartyRole.PETITIONER
    if missing and not running.exists():
        deadlines.start(act, "D21", subject=hearing, party=party)
    for deadline in () if missing else running:
        gateway.follow(act, deadline, "end", why=_("已经到场或者说明了理由"))


@effect_of(Hearing, "vote")
def note_votes(hearing: Hearing, act: Act) -> None:
    """Every vote is kept with its view, the minority's too."""
    for row in act.facts["votes"]:
        hearing.sitting_members().filter(user=row["member"]).update(agrees=row["agrees"], view=row["view"])


@effect_of(
    Hearing,
    "conclude",
    issues=(
        PaperKind.HEARING_RECORD,
        PaperKind.DELIBERATION_RECORD,
    ),
    starts=("D19",),
)
def close_the_record(hearing: Hearing, act: Act) -> None:
    """Signatures, the 听证笔录 for those who came, the room, the limit of the report, and the days that 复核 does not count."""
    for key, one in hearing.signed_as_it_stands().items():
        hearing.invited.filter(party=key).update(signed=one.way != SignatureWay.REFUSED, signature_note=one.why)
    # A row of the form that says nothing takes back no signature that was given on the page.
    for row in (row for row in act.facts["signatures"] if row["signed"] or row["note"]):
        hearing.invited.filter(party=row["party"]).update(signed=row["signed"], signature_note=row["note"])
    came = [p.party for p in hearing.invited.filter(outcome=Presence.PRESENT).select_related("party")]
    paperwork.issue_now(act, PaperKind.HEARING_RECORD, organ=hearing.organ, subject=hearing, addressees=came)
    paperwork.issue_now(act, PaperKind.DELIBERATION_RECORD, organ=hearing.organ, subject=hearing)
    booking.free(hearing)
    deadlines.start(act, "D19", subject=hearing, organ=hearing.organ)


def stopped_by(hearing: Hearing) -> list[Deadline]:
    """The running limits that the time of the hearing stops: in 复核 by law, elsewhere by local rule."""
    limits = Deadline.objects.filter(matter_id=hearing.matter_id, code="D5")
    if hearing.review is not None:
        limits = Deadline.objects.about(hearing.review).filter(code__in=("D7", "D9"))
    running = limits.running().exclude(limit={}).select_related("organ", "party")
    return [one for one in running if Ground.HEARING in one.time_limit.excluded_grounds]


@preview_of(Hearing, "conclude", "terminate", "withdraw_request")
def would_leave_out(hearing: Hearing, act: Act) -> list[deadlines.Moving]:
    """The limits without the days from the notice to this day."""
    first = hearing.noticed_on()
    if first is None or act.on <= first:
        return []
    span = Excluded(first, act.on, Ground.HEARING)
    return [deadlines.preview(deadline, exclude=span) for deadline in stopped_by(hearing)]


@effect_of(
    Paper,
    "issue",
    after="plan_services",
    moves=(
        "D5",
        "D7",
        "D9",
    ),
)
def stop_for_the_hearing(paper: Paper, act: Act) -> None:
    """From the day after its notice the time of the hearing is not counted where the law says so."""
    if paper.kind == PaperKind.HEARING_NOTICE:
        for deadline in stopped_by(paper.subject):
            deadlines.suspend(act, deadline, why=_("听证所需时间不计算在内"))


@effect_of(
    Hearing,
    "conclude",
    "terminate",
    "withdraw_request",
    after=("close_the_record", "undo_the_preparations", "tell_the_change"),
    moves=(
        "D5",
        "D7",
        "D9",
    ),
    takes=("ClockChange.note",),
)
def leave_out_its_days(hearing: Hearing, act: Act) -> None:
    """The time of the hearing is not counted where the law says so: in 复核 (第三十六条第二款), elsewhere by local rule."""
    days = hearing_days(hearing)
    if days is None:
        for deadline in stopped_by(hearing):
            deadlines.resume(act, deadline)
        return
    notice = hearing.notices().order_by("pk").first()
    for deadline in stopped_by(hearing):
        deadlines.leave_out(
            act, deadline, Excluded(*days, Ground.HEARING),
            ground=ClockGround.HEARING, why=_("听证所需时间不计算在内"), paper=notice,
        )  # fmt: skip


@effect_of(Hearing, "report", issues=(PaperKind.HEARING_REPORT, PaperKind.HEARING_CONCLUSION), meets=("D19",))
def write_report(hearing: Hearing, act: Act) -> None:
    """The report is a main basis of the opinion and stays in the file; what was not announced on the spot is told in writing."""
    paperwork.issue_now(act, PaperKind.HEARING_REPORT, organ=hearing.organ, subject=hearing)
    if not hearing.announced:
        told = hearing.called()
        paperwork.issue_now(act, PaperKind.HEARING_CONCLUSION, organ=hearing.organ, subject=hearing, addressees=told)
    deadlines.meet(act, hearing, "D19")
    access.shut(act, hearing.matter, part=AccessPart.HEARING, about=hearing)
    access.see_out(act, hearing.matter, AccessPart.HEARING, hearing)


@guard_of(Paper, "issue", says=gettext_lazy("本阶段没有尚未办结的听证。"))
def heard_before_deciding(paper: Paper, act: Act) -> Refused | None:
    """No opinion goes out while a hearing of its stage is offered, being prepared or held."""
    stages = {
        PaperKind.HANDLING_OPINION: HearingStage.HANDLING,
        PaperKind.REVIEW_OPINION: HearingStage.REVIEW,
        PaperKind.RE_EXAMINATION_OPINION: HearingStage.RE_EXAMINATION,
    }
    stage = stages.get(PaperKind(paper.kind))
    under_way = (
        Hearing.objects.filter(matter_id=paper.matter_id, stage=stage).under_way() if stage else Hearing.objects.none()
    )
    if stage == HearingStage.HANDLING and paper.matter.petition.parted:
        under_way = under_way.filter(organ__in=paper.organ.powers(act.on))
    if under_way.exists():
        return NotPossibleNow(
            "hearing_not_over",
            gettext_lazy("听证还没有结束，不能作出意见。"),
            gettext_lazy("请先办结听证；信访人放弃的，请登记放弃。"),
        )
    return None
