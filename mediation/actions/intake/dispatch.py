"""What follows a transfer or assignment: sight of the file, limits, papers, the responsible unit."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from mediation.actions import access, gateway, paperwork
from mediation.actions.clock import deadlines
from mediation.actions.intake.attachment import may_go_along
from mediation.actions.intake.parting import give_claims
from mediation.actions.registry import effect_of
from mediation.models import Attachment, Claim, Dispatch, Event, JurisdictionDispute, Organ, Petition
from mediation.models.clock.calendar import limit_in
from mediation.vocabulary import AccessPart, DispatchKind, PaperKind, Role
from mediation.workflows.base import Act
from mediation.workflows.intake.dispatch import DispatchState
from mediation.workflows.intake.registration import PetitionState


@effect_of(
    Dispatch,
    "send",
    takes=("Petition.dispatch",),
    starts=(
        "D2",
        "D3",
        "D4",
    ),
    meets=("D1",),
    ends=("D3",),
    issues=(
        PaperKind.TRANSFER_SLIP,
        PaperKind.ASSIGNMENT_LETTER,
        PaperKind.TRANSFER_NOTICE,
    ),
)
def pass_on(dispatch: Dispatch, act: Act) -> None:
    """The organ may see what was passed; it has five working days to object and fifteen days to tell."""
    petition = dispatch.matter.petition
    part = AccessPart.EXTRACT if dispatch.extract else AccessPart.WHOLE
    access.admit(
        act, dispatch.matter, organ=dispatch.to_organ, part=part, about=dispatch, roles=("", Role.HANDLER)
    )  # fmt: skip
    if dispatch.extract:
        claims = sorted(act.facts["claims"], key=lambda claim: claim.no)
        # Its papers read the file that the act holds.
        act.event.matter.extract(organ=dispatch.to_organ, subject=dispatch.subject, claims=claims)
        dispatch.matter.extracts = act.event.matter.extracts
    dispatch.attachments.set(what_goes_along(dispatch, act.facts["claims"]))
    if petition.state != PetitionState.IN_HAND:  # another of its claims is handled already
        gateway.follow(act, petition, "dispatch")
    start_the_receivers_limits(dispatch, act)
    if all_passed_on(petition):
        deadlines.meet(act, petition, "D1")
    kind = PaperKind.ASSIGNMENT_LETTER if dispatch.kind == DispatchKind.ASSIGNMENT else PaperKind.TRANSFER_SLIP
    slip = paperwork.issue_now(
        act, kind, organ=dispatch.organ, subject=dispatch, to_organ=dispatch.to_organ, content={"demand": dispatch.note}
    )
    accused = {claim.accused_organ for claim in dispatch.matter.claims.exclude(accused_organ=None)}
    slip.sealed_from.set(accused - {dispatch.to_organ})
    paperwork.issue_now(
        act, PaperKind.TRANSFER_NOTICE, organ=dispatch.organ, subject=dispatch, addressees=petition.addressees(act.on)
    )


def what_goes_along(dispatch: Dispatch, claims: list[Claim]) -> QuerySet[Attachment]:
    """What proves the claims; with the original also what belongs to none; never what accuses the receiver."""
    along = Q(claims__in=claims) if dispatch.extract else Q(claims__in=claims) | Q(claims=None)
    files: QuerySet[Attachment] = may_go_along(dispatch.matter, dispatch.to_organ)
    return files.filter(along).distinct()


@effect_of(
    Claim,
    "accept",
    "accept_duty",
    "refuse",
    "guide",
    "forward",
    after=("start_handling", "move_the_envelope", "tell_guidance", "tell_refusal"),
    meets=("D1",),
)
def meet_once_nothing_lies_here(claim: Claim, act: Act) -> None:
    """D1 is met when the last claim was passed on or disposed of."""
    if all_passed_on(claim.petition):
        deadlines.meet(act, claim.petition, "D1")


@effect_of(
    Dispatch,
    "insist",
    starts=(
        "D2",
        "D3",
    ),
    ends=("D3",),
)
def start_the_receivers_limits(dispatch: Dispatch, act: Act) -> None:
    """D2 lets the receiver object, once; D3 makes it tell the petitioner, D4 makes it report."""
    petition, receiver = dispatch.matter.petition, dispatch.to_organ.competent_on(act.on)
    deadlines.start(act, "D2", subject=dispatch, organ=receiver, expiry_step="take_by_silence")
    if all_passed_on(petition):
        deadlines.end(act, petition, "D3", why=str(_("已转送")), organ=dispatch.organ)
    deadlines.start(act, "D3", subject=petition, organ=receiver, trigger_on=dispatch.sent_on)
    if dispatch.report_due_on and act.event.step == "send":
        reporting = limit_in(dispatch.matter, "D4", organ=dispatch.to_organ, on=act.on)
        deadlines.fix(
            act, "D4", subject=dispatch, organ=dispatch.to_organ, due_on=dispatch.report_due_on,
            label=reporting.label, authority=reporting.authority,
        )  # fmt: skip


def all_passed_on(petition: Petition) -> bool:
    """Whether every claim was disposed of or lies with an organ."""
    lying = Dispatch.objects.filter(matter=petition.matter).exclude(state=DispatchState.REROUTED)
    here = petition.claims.of_organ(petition.organ).filter(disposal="", accepted_on=None)
    return not here.exclude(dispatches__in=lying).exists()


@effect_of(Dispatch, "take", "take_by_silence", meets=("D2",))
def become_responsible(dispatch: Dispatch, act: Act) -> None:
    """The receiver is the responsible unit of these claims, with its handler if one was named."""
    deadlines.meet(act, dispatch, "D2")
    organ, handler = dispatch.to_organ.competent_on(act.on), act.facts.get("handler")
    claims = [claim for claim in dispatch.claims.all() if not found_elsewhere(dispatch, claim, organ, act)]
    if claims:
        give_claims(act, dispatch.matter.petition, claims, organ=organ, handler=handler)


def found_elsewhere(dispatch: Dispatch, claim: Claim, organ: Organ, act: Act) -> bool:
    """Whether another organ was found competent for the claim since it was sent (第二十四条)."""
    about_it = Q(claims=claim) | Q(claims=None)  # where none is named, of all
    disputes = JurisdictionDispute.objects.filter(about_it, matter=dispatch.matter).exclude(responsible_organ=None)
    last = disputes.order_by("settled_on", "pk").last()
    if last is None or last.responsible_organ is None or last.responsible_organ.competent_on(act.on) == organ:
        return False
    sent = Event.objects.of(dispatch.page_name, dispatch.pk).filter(step="send").first()
    return bool(Event.objects.last_move_of(last.page_name, last.pk).pk > sent.pk)


@effect_of(Dispatch, "fall_away", ends=("D2", "D3", "D4"))
def ask_no_more(dispatch: Dispatch, act: Act) -> None:
    """Who was not found competent neither has to object, nor to tell the petitioner, nor to report."""
    why = str(_("已确定由其他机关办理"))
    deadlines.end(act, dispatch, "D2", "D4", why=why)
    receiver, petition = dispatch.to_organ.competent_on(act.on), dispatch.matter.petition
    if not petition.claims_of(receiver, act.on).filter(disposal="", accepted_on=None).exists():
        deadlines.end(act, petition, "D3", why=why, organ=receiver)


@effect_of(Dispatch, "object", meets=("D2",), ends=("D3",), issues=(PaperKind.OBJECTION_LETTER,))
def give_back(dispatch: Dispatch, act: Act) -> None:
    """The objection goes back in writing; nobody need tell the petitioner yet."""
    deadlines.meet(act, dispatch, "D2")
    receiver = dispatch.to_organ.competent_on(act.on)
    deadlines.end(act, dispatch.matter.petition, "D3", why=str(_("受转单位提出异议")), organ=receiver)
    paperwork.issue_now(
        act, PaperKind.OBJECTION_LETTER, organ=dispatch.to_organ, subject=dispatch, to_organ=dispatch.organ
    )


@effect_of(Dispatch, "give_way", ends=("D4",))
def take_back(dispatch: Dispatch, act: Act) -> None:
    """The claims are with the sender again; what was to be reported is not."""
    access.shut(act, dispatch.matter, organ=dispatch.to_organ, about=dispatch)
    deadlines.end(act, dispatch, "D4", why=str(_("已同意退回")))


@effect_of(Dispatch, "report", meets=("D4",), issues=(PaperKind.COMPLETION_REPORT,))
def report_in_writing(dispatch: Dispatch, act: Act) -> None:
    """The report meets D4."""
    deadlines.meet(act, dispatch, "D4")
    paperwork.issue_now(
        act, PaperKind.COMPLETION_REPORT, organ=dispatch.to_organ, subject=dispatch, to_organ=dispatch.organ
    )
