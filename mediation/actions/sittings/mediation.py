"""What follows the steps of a mediation: those who take part, papers, its month, and messages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.actions import access, gateway, messages, paperwork
from mediation.actions.clock import deadlines
from mediation.actions.consequences import PARTIES
from mediation.actions.intake.petition import end_authority, enter_parties, write_down_authority
from mediation.actions.previewing import preview_of
from mediation.actions.registry import effect_of, guard_of
from mediation.actions.sittings import booking
from mediation.models import (
    Claim,
    Dispatch,
    Matter,
    Mediation,
    Mediator,
    Participant,
    Party,
    Petition,
    User,
)
from mediation.models.kept_questions import Kept
from mediation.timelimits import Excluded, Ground
from mediation.vocabulary import (
    AccessPart,
    ClockGround,
    PaperKind,
    PartyRole,
    Role,
    SuspensionGround,
    TerminationGround,
)
from mediation.workflows.base import Act, NotPossibleNow, Refused
from mediation.workflows.sittings.mediation_session import MediationSessionState
from mediation.workflows.sittings.mediation_state import UNDER_WAY


def acting_parties(act: Act) -> list[Party]:
    """The parties whose word it is: those named at the desk, or the one at the portal."""
    return list(act.who or ([act.by.party] if act.by.party else []))


def tell_participants(mediation: Mediation, act: Act, text: str, key: str, *, sitting: Any = None) -> None:
    """Tell everyone who takes part; with the session where it is about one."""
    for participant in mediation.participants.select_related("party"):
        messages.tell(act, participant.party, text, key=f"mediation:{mediation.pk}:{key}", sitting=sitting)


@effect_of(
    Mediation,
    "propose",
    issues=(
        PaperKind.MEDIATION_REQUEST,
        PaperKind.MEDIATION_INVITATION,
    ),
    tells=(Role.HEAD,),
)
def bring_sides_together(mediation: Mediation, act: Act) -> None:
    """Enter who was stated, and note who takes part: representatives, or each person."""
    # In the file of a petition it is the mediators' business; where it has a file of its own, also of who took it down.
    entered = (Role.HANDLER, Role.INTAKE_CLERK) if mediation.petition is None else ()
    access.admit(
        act, mediation.matter, organ=mediation.organ, part=part_of(mediation), about=mediation,
        roles=("", Role.MEDIATOR, *entered),
    )  # fmt: skip
    new = enter_parties(mediation, act.facts["applicants"], PartyRole.APPLICANT, act)
    new += enter_parties(mediation, act.facts["respondents"], PartyRole.OPPOSITE, act)
    picked = act.facts["parties"]
    mediation.parties.set([*picked, *new] if picked else mediation.default_parties())
    for party in mediation.speakers():
        Participant.objects.create(mediation=mediation, party=party, side=Participant.side_of(party))
    put_in_writing(mediation, [act.by.party] if act.by.party else new[: len(act.facts["applicants"])], act)
    ask_the_organ(mediation, act)


def part_of(mediation: Mediation) -> AccessPart:
    """What who mediates reads: his mediation; where it has a file of its own, that is the whole of it."""
    return AccessPart.WHOLE if mediation.petition is None else AccessPart.MEDIATION


def ask_the_organ(mediation: Mediation, act: Act) -> None:
    """An organ that is to mediate for another is told: it gives the rights notice and names the mediator."""
    if act.by.user is None or not act.by.is_member_of(mediation.organ):
        text = _("请你单位组织调解：%s。") % (mediation.subject or mediation.matter.called_by(mediation.organ))
        messages.tell_organ(act, mediation.organ, text, key=f"mediation:{mediation.pk}:asked")


MEDIATED = Kept(
    lambda matter, who: Mediator.objects.filter(mediation__matter=matter, user=who).values_list("pk")[:1], keys=2
)


def mediates_here(matter: Matter, person: User | None) -> Refused | None:
    """Who mediates a matter does not decide it."""
    if person is None or not MEDIATED.rows(matter.pk, person.pk):
        return None
    said = gettext_lazy("调解员不办理自己调解的事项（《信访工作条例》第二十八条第三款）：%s") % person
    return NotPossibleNow("handler_mediates", said, gettext_lazy("请指定其他承办人。"))


@guard_of(Petition, "assign_handler", says=gettext_lazy("承办人没有调解过本事项。"), on_facts=True)
def handler_is_no_mediator(petition: Petition, act: Act) -> Refused | None:
    """The handler named has not mediated here."""
    return mediates_here(petition.matter, act.handler)


@guard_of(Dispatch, "take", says=gettext_lazy("承办人没有调解过本事项。"), on_facts=True)
def handler_of_the_transfer_is_no_mediator(dispatch: Dispatch, act: Act) -> Refused | None:
    """Nor has the one whom the receiving organ names."""
    return mediates_here(dispatch.matter, act.handler)


def put_in_writing(mediation: Mediation, asking: list[Party], act: Act) -> None:
    """Who asked has asked in writing (调解申请书); everyone else is invited (调解邀请书)."""
    if asking:
        paperwork.issue_now(
            act, PaperKind.MEDIATION_REQUEST, organ=mediation.organ, subject=mediation, addressees=asking,
            content={"signed_on": act.on},
        )  # fmt: skip
    for participant in mediation.participants.exclude(party__in=asking).select_related("party"):
        paperwork.issue_now(
            act,
            PaperKind.MEDIATION_INVITATION,
            organ=mediation.organ,
            subject=mediation,
            addressees=[participant.party],
        )


def keep_answer(mediation: Mediation, act: Act, *, consents: bool) -> None:
    """The answer stands in the file as it was given (调解意愿书): one sheet for each side, never one for opponents."""
    answering = {party.pk for party in acting_parties(act)}
    sides: dict[str, list[Party]] = {}
    for participant in mediation.participants.filter(party__in=answering).select_related("party").order_by("pk"):
        sides.setdefault(participant.side, []).append(participant.party)
    for people in sides.values():
        paperwork.issue_now(
            act, PaperKind.MEDIATION_CONSENT, organ=mediation.organ, subject=mediation, addressees=people,
            content={"consents": consents, "signed_on": act.on},
        )  # fmt: skip


@effect_of(Mediation, "tell_rights", issues=(PaperKind.MEDIATION_RIGHTS_NOTICE,))
def give_rights_notice(mediation: Mediation, act: Act) -> None:
    """Each gets the notice."""
    for participant in mediation.participants.select_related("party"):
        party = participant.party
        paperwork.issue_now(
            act,
            PaperKind.MEDIATION_RIGHTS_NOTICE,
            organ=mediation.organ,
            subject=mediation,
            addressees=[party],
        )


@effect_of(Mediation, "consent", issues=(PaperKind.MEDIATION_CONSENT,), takes=("Mediation.accept",))
def note_consent(mediation: Mediation, act: Act) -> None:
    """Note who consents; with the last one the mediation is accepted."""
    mediation.participants.filter(party__in=acting_parties(act)).update(consented=True, answered_on=act.on)
    keep_answer(mediation, act, consents=True)
    if not mediation.participants.exclude(consented=True).exists():
        gateway.follow(act, mediation, "accept")


@effect_of(Mediation, "decline", issues=(PaperKind.MEDIATION_CONSENT,), tells=PARTIES)
def note_refusal(mediation: Mediation, act: Act) -> None:
    """Note who refuses, so that nobody proposes the same again against their will."""
    mediation.participants.filter(party__in=acting_parties(act)).update(consented=False, answered_on=act.on)
    keep_answer(mediation, act, consents=False)
    tell_participants(mediation, act, _("有当事人不同意调解，调解不再进行，其他程序不受影响。"), "refused")


@effect_of(Mediation, "accept", starts=("D12",))
def start_month(mediation: Mediation, act: Act) -> None:
    """The month of D12 begins; D5 of the claims runs on."""
    deadlines.start(act, "D12", subject=mediation, organ=mediation.organ)


@effect_of(Mediation, "name_mediators")
def put_mediators_in_place(mediation: Mediation, act: Act) -> None:
    """The former mediators leave; the new ones may read the file. Chosen together means accepted by all."""
    dismiss(mediation, act, keep=act.facts["mediators"])
    chosen, lead = act.facts["chosen_by_parties"], act.facts["lead"] or act.facts["mediators"][0]
    for user in act.facts["mediators"]:
        Mediator.objects.update_or_create(
            mediation=mediation, user=user,
            defaults={"chosen_by_parties": chosen, "left_on": None, "leads": user == lead},
        )  # fmt: skip
    booking.hold_for_sessions(mediation)
    about: dict[str, Any] = {"part": part_of(mediation), "about": mediation}
    access.admit_people(act, mediation.matter, [user.pk for user in act.facts["mediators"]], **about)
    access.shut(act, mediation.matter, role=Role.MEDIATOR, user=None, **about)
    mediation.participants.update(mediator_accepted_on=act.on if chosen else None)


def let_any_mediator_read(mediation: Mediation, act: Act) -> None:
    """Nobody is named, or another has to be: who was reads no more, any mediator of the organ does."""
    about: dict[str, Any] = {"part": part_of(mediation), "about": mediation}
    access.admit_people(act, mediation.matter, (), **about)
    access.admit(act, mediation.matter, organ=mediation.organ, roles=(Role.MEDIATOR,), **about)


def dismiss(mediation: Mediation, act: Act, keep: Iterable[object] = ()) -> None:
    """Mediators leave; one who never held a session did not mediate and is not remembered as one."""
    leaving = mediation.mediators.exclude(user__in=list(keep))
    if not keep:
        let_any_mediator_read(mediation, act)
    if mediation.sessions.exclude(held_on=None).exists():
        leaving.filter(left_on=None).update(left_on=act.on)
    else:
        leaving.delete()
    if not keep:
        booking.hold_for_sessions(mediation)


@effect_of(Mediation, "wish_for_mediator", tells=(Role.HEAD,))
def tell_whom_they_wish_for(mediation: Mediation, act: Act) -> None:
    """It stands beside the party; the heads of who organises learn it, and that all have chosen the same."""
    mediation.participants.filter(party=act.by.party).update(wished=act.facts["wished"])
    wishes = set(mediation.participants.order_by().values_list("wished", flat=True))
    same = _("各方选的是同一人。") if len(wishes) == 1 else ""
    text = _("%(party)s希望由%(who)s调解。") % {"party": act.by.party, "who": act.facts["wished"]}
    messages.tell_organ(act, mediation.organ, text + same, key=f"mediation:{mediation.pk}:wish:{act.event.pk}")


@effect_of(Mediation, "accept_mediator")
def note_acceptance(mediation: Mediation, act: Act) -> None:
    """Note who accepts the mediators."""
    mediation.participants.filter(party__in=acting_parties(act)).update(mediator_accepted_on=act.on)


@effect_of(Mediation, "object_to_mediator")
def make_room(mediation: Mediation, act: Act) -> None:
    """The mediators step back; others must be named."""
    dismiss(mediation, act)
    mediation.participants.update(mediator_accepted_on=None)


@effect_of(Mediation, "affirm")
def note_the_declaration(mediation: Mediation, act: Act) -> None:
    """It stands beside the mediator; whoever is named later declares for himself."""
    mediation.mediators.filter(user=act.by.user, left_on=None).update(declared_on=act.on)


@effect_of(Mediation, "disclose", tells=PARTIES)
def ask_again(mediation: Mediation, act: Act) -> None:
    """Everyone is told and must accept the mediators anew."""
    mediator = mediation.mediators.get(user=act.facts["mediator"])
    mediator.disclosed, mediator.disclosed_on = act.facts["circumstances"], act.on
    mediator.save(update_fields=["disclosed", "disclosed_on"])
    mediation.participants.update(mediator_accepted_on=None)
    text = _("调解员%(name)s披露了可能影响公正的情况：%(what)s您可以接受，也可以要求更换调解员。")
    tell_participants(
        mediation, act, text % {"name": mediator, "what": mediator.disclosed}, f"disclosed:{act.event.pk}"
    )


@effect_of(Mediation, "take_off_mediator", tells=PARTIES)
def take_off(mediation: Mediation, act: Act) -> None:
    """The mediator who must withdraw leaves; the parties are told."""
    mediation.mediators.filter(user=act.facts["person"]).update(left_on=act.on)
    booking.hold_for_sessions(mediation)
    let_any_mediator_read(mediation, act)
    tell_participants(mediation, act, _("原调解员回避，将另行确定调解员。"), f"recused:{act.event.pk}")


effect_of(Mediation, "record_authority", issues=(PaperKind.POWER_OF_ATTORNEY,))(write_down_authority)
effect_of(Mediation, "revoke_authority", tells=PARTIES)(end_authority)


def cancel_sessions(mediation: Mediation, act: Act, why: str) -> None:
    """Sessions that were arranged are not held."""
    for session in mediation.sessions.filter(state=MediationSessionState.SCHEDULED):
        gateway.follow(act, session, "cancel", why=why)


@effect_of(
    Mediation, "suspend", moves=("D12",), takes=("MediationSession.cancel",),
    issues=(PaperKind.MEDIATION_SUSPENSION,), tells=PARTIES,
)  # fmt: skip
def stand_still(mediation: Mediation, act: Act) -> None:
    """Arranged sessions are off for now; for an appraisal the month stands still."""
    period = mediation.period()
    if mediation.ground == SuspensionGround.APPRAISAL and period is not None:
        deadlines.suspend(act, period, why=_("鉴定、评估期间不计入"))
    cancel_sessions(mediation, act, _("调解中止"))
    paperwork.issue_now(
        act, PaperKind.MEDIATION_SUSPENSION, organ=mediation.organ, subject=mediation,
        addressees=[p.party for p in mediation.participants.select_related("party")],
        content={
            "ground": str(SuspensionGround(mediation.ground).label), "why": act.facts["why"], "suspended_on": act.on,
            "appraisal": mediation.ground == SuspensionGround.APPRAISAL,
        },
    )  # fmt: skip
    tell_participants(mediation, act, _("调解已中止，恢复时另行通知。"), f"suspended:{act.event.pk}")


@preview_of(Mediation, "resume")
def would_leave_out(mediation: Mediation, act: Act) -> list[deadlines.Moving]:
    """The month without the days of the appraisal."""
    period, since = mediation.period(), mediation.suspended_on
    if mediation.ground != SuspensionGround.APPRAISAL or not period or not since or since >= act.on:
        return []
    return [deadlines.preview(period, exclude=Excluded(since, act.on, Ground.APPRAISAL))]


@effect_of(Mediation, "resume", moves=("D12",), takes=("ClockChange.note",), tells=PARTIES)
def leave_out_appraisal(mediation: Mediation, act: Act) -> None:
    """The days of an appraisal are not counted; other reasons do not stop the month."""
    period, since = mediation.period(), mediation.suspended_on
    if mediation.ground == SuspensionGround.APPRAISAL and period and since and since < act.on:
        deadlines.leave_out(
            act, period, Excluded(since, act.on, Ground.APPRAISAL),
            ground=ClockGround.APPRAISAL, why=_("鉴定、评估期间不计入"),
        )  # fmt: skip
    elif period is not None:
        deadlines.resume(act, period)
    tell_participants(mediation, act, _("调解已恢复。"), f"resumed:{act.event.pk}")


@effect_of(Mediation, "agree", meets=("D12", "MEDIATED"))
def end_month(mediation: Mediation, act: Act) -> None:
    """Agreement was reached within its period, or late."""
    deadlines.meet(act, mediation, "D12", "MEDIATED")


@effect_of(
    Mediation,
    "give_up",
    "terminate",
    ends=("D12", "MEDIATED"),
    takes=(
        "MediationSession.cancel",
        "Agreement.abandon",
    ),
    issues=(PaperKind.MEDIATION_TERMINATION,),
    tells=PARTIES,
)
def end_without_agreement(mediation: Mediation, act: Act) -> None:
    """The month ends, a draft binds nobody, and everyone is told in writing of the other ways."""
    deadlines.end(act, mediation, "D12", "MEDIATED", why=_("调解终止"))
    cancel_sessions(mediation, act, _("调解终止"))
    for agreement in mediation.agreements.filter(state="drafted"):
        gateway.follow(act, agreement, "abandon", why=_("调解终止"))
    paperwork.issue_now(
        act,
        PaperKind.MEDIATION_TERMINATION,
        organ=mediation.organ,
        subject=mediation,
        addressees=[p.party for p in mediation.participants.select_related("party")],
    )
    text = _("调解已终止。您仍然可以依法通过仲裁、行政、司法等途径维护权利。")
    tell_participants(mediation, act, text, "ended")


@effect_of(
    Claim, "settle", "withdraw", "guide", "refuse", "forward",
    after="end_with_the_last_claim", takes=("Mediation.terminate",),
)  # fmt: skip
def end_with_its_claims(claim: Claim, act: Act) -> None:
    """Nothing is left to mediate once each of its claims has ended otherwise; its sessions are called off."""
    for mediation in claim.mediations.filter(state__in=UNDER_WAY):
        if not mediation.claims.filter(disposal="").exists():
            gateway.follow(act, mediation, "terminate", termination_ground=TerminationGround.IMPOSSIBLE)


@effect_of(Petition, "end_withdrawn", after="end_with_the_petition", takes=("Mediation.terminate",))
def end_with_petition(petition: Petition, act: Act) -> None:
    """Nobody mediates what was taken back."""
    for mediation in petition.matter.mediations.filter(state__in=UNDER_WAY):
        gateway.follow(act, mediation, "terminate", termination_ground=TerminationGround.IMPOSSIBLE)
