"""What follows the steps of a dispute about competence: in the end one organ is responsible."""

from __future__ import annotations

from typing import cast

from django.utils.translation import gettext as _

from mediation.actions import access, gateway, paperwork
from mediation.actions.clock import deadlines
from mediation.actions.intake.dispatch import all_passed_on
from mediation.actions.intake.parting import give_claims
from mediation.actions.registry import effect_of
from mediation.models import Claim, Deadline, Dispatch, JurisdictionDispute, Organ, Petition
from mediation.vocabulary import AccessPart, PaperKind, Role
from mediation.workflows.base import Act


@effect_of(JurisdictionDispute, "bring_up")
def put_successors_in_place(dispute: JurisdictionDispute, act: Act) -> None:
    """An organ that was split, merged or abolished is replaced by its successor (第二十四条第二款)."""
    dispute.organs.set({organ.competent_on(act.on) for organ in dispute.organs.all()})


def claims_in_dispute(dispute: JurisdictionDispute, petition: Petition) -> list[Claim]:
    """The claims named; else the open ones of the organs that differ, or all where the claims have not parted."""
    found = list(petition.open_claims().filter(accused_organ=None))
    if named := set(dispute.claims.values_list("pk", flat=True)):
        return [claim for claim in found if claim.pk in named]
    organs = set(dispute.organs.values_list("pk", flat=True))
    return [claim for claim in found if claim.acting_organ.pk in organs] if petition.parted else found


@effect_of(JurisdictionDispute, "refer_to_superior")
def show_superior(dispute: JurisdictionDispute, act: Act) -> None:
    """The superior may read the file."""
    access.admit(
        act, dispute.matter, organ=dispute.superior, part=AccessPart.DISPUTE, about=dispute, roles=("", Role.HANDLER)
    )


def _owing_no_more(dispute: JurisdictionDispute, petition: Petition, organ: Organ, act: Act) -> list[Organ]:
    """The other organs of the dispute that have no claim left of which the petitioner waits to hear."""
    waiting = {"disposal": "", "accepted_on": None}
    others = dispute.organs.exclude(pk=organ.pk)
    return [other for other in others if not petition.claims_of(other, act.on).filter(**waiting).exists()]


def end_what_was_sent(act: Act, dispute: JurisdictionDispute, disputed: list[Claim], organ: Organ) -> None:
    """What still waits to be taken by another organ is not taken by its silence any more."""
    keys = {claim.pk for claim in disputed}
    for sent in Dispatch.objects.filter(matter=dispute.matter, state__in=("sent", "objected")).order_by("pk"):
        waiting = {claim.pk for claim in sent.claims.filter(disposal="")}
        if waiting and waiting <= keys and sent.to_organ.competent_on(act.on).pk != organ.pk:
            gateway.follow(act, sent, "fall_away", found=organ)


@effect_of(
    JurisdictionDispute, "agree", "decide", "settle", meets=("D1",), starts=("D3",), ends=("D3",),
    takes=("Dispatch.fall_away",),
)  # fmt: skip
def make_responsible(dispute: JurisdictionDispute, act: Act) -> None:
    """The organ that was found competent handles the petition, and tells the petitioner in time (D3)."""
    petition = Petition.objects.get(pk=dispute.matter.petition.pk)
    organ = cast(Organ, dispute.responsible_organ).competent_on(act.on)  # every one of these steps states it
    disputed = claims_in_dispute(dispute, petition)
    access.admit(act, dispute.matter, organ=organ, roles=("", Role.HANDLER))
    if (
        not disputed
        or any(claim.acting_organ.pk != organ.pk for claim in disputed)
        or petition.responsible_organ is None
    ):
        give_claims(act, petition, disputed, organ=organ, handler=None)
    petition = Petition.objects.get(pk=petition.pk)
    end_what_was_sent(act, dispute, disputed, organ)
    losing = dispute.organs.exclude(pk__in=[petition.organ_id, *petition.acting_organ_keys])
    access.shut(act, dispute.matter, organ__in=losing, part__in=(AccessPart.WHOLE, AccessPart.EXTRACT))
    if all_passed_on(petition):
        deadlines.meet(act, petition, "D1")
    running = Deadline.objects.about(petition).filter(code="D3", organ=organ).running()
    if all(claim.accepted_on is None for claim in disputed) and not running.exists():
        for other in _owing_no_more(dispute, petition, organ, act) if petition.parted else [None]:
            deadlines.end(act, petition, "D3", why=_("已确定由其他机关办理"), organ=other)
        deadlines.start(act, "D3", subject=petition, organ=organ)


@effect_of(JurisdictionDispute, "decide", after="make_responsible", drafts=(PaperKind.JURISDICTION_DECISION,))
def decide_in_writing(dispute: JurisdictionDispute, act: Act) -> None:
    """The 指定受理决定书 of the common superior waits for its head; it goes to the organ named, the others get copies."""
    paperwork.prepare(
        act, PaperKind.JURISDICTION_DECISION, organ=cast(Organ, dispute.superior), subject=dispute,
        to_organ=dispute.responsible_organ, content={"terms": dispute.terms},
    )  # fmt: skip
