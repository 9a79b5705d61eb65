"""From a paper and its file to the model of facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from mediation.documents import remedies
from mediation.documents.papers.checkup.facts import Draft, passages_of
from mediation.documents.papers.checkup.periods import MEANT, OF_THE_RECEIVER, Replaced
from mediation.documents.papers.opinion import decided_claims
from mediation.documents.registry import document_type, document_types
from mediation.models import Claim, Deadline, Event, MediationNote, Organ, Paper, ServiceOfDocument
from mediation.models.clock.calendar import limit_in, rules_for
from mediation.timelimits import limit_for
from mediation.vocabulary import PaperKind


def facts_of(paper: Paper, on: date | None = None) -> Draft:
    """What was written in the paper and what its file knows, on the day (else that of the file's last record)."""
    matter, claims = paper.matter, list(Claim.objects.filter(matter=paper.matter).order_by("no"))
    day = on or _last_day(paper)
    parties = list(matter.parties.all())
    return Draft(
        kind=paper.kind,
        on=day,
        organ=paper.organ.name,
        content=paper.content,
        passages=tuple(passages_of(document_type(paper.kind), paper.content)),
        claims={claim.no: claim.text for claim in claims if not claim.accused_organ_id},
        to_decide=frozenset(c.no for c in decided_claims(paper)) if _decides(paper) else frozenset(),
        people=frozenset(p.name for p in parties if p.kind == "person") | _staff(paper),
        organs=frozenset(Organ.objects.values_list("name", flat=True))
        | {p.name for p in parties if p.kind != "person"},
        numbers=frozenset(matter.papers.exclude(number="").values_list("number", flat=True)),
        series=_series(paper),
        milestones=_milestones(paper, claims),
        told=_told(paper, claims),
        print_forms=frozenset(matter.print_forms),
        confided=tuple(MediationNote.objects.filter(mediation__matter=matter).values_list("text", flat=True)),
        accusations=tuple(claim.text for claim in claims if claim.accused_organ_id),
        overdue=_overdue(paper),
        demanded=getattr(paper.subject, "report_due_on", None),
        replaced=_replaced(paper, day),
        revoked=_revoked(paper),
        remedy=_remedy(paper, day),
        mediation_failed=matter.mediations.filter(state="terminated").exists(),
    )


def _decides(paper: Paper) -> bool:
    return paper.kind == PaperKind.HANDLING_OPINION


def _last_day(paper: Paper) -> date:
    found = Event.objects.filter(matter=paper.matter_id).order_by("-pk").values_list("done_on", flat=True).first()
    return paper.issued_on or found or paper.matter.opened_on


def _staff(paper: Paper) -> frozenset[str]:
    """Those who drafted and handle it; their names may stand in the paper."""
    handler = getattr(paper.subject, "handler", None)
    return frozenset(str(user) for user in (paper.drafter, handler) if user)


def _series(paper: Paper) -> frozenset[str]:
    """The words before 〔 in the numbers of the organs of this file."""
    issuing = Organ.objects.filter(pk__in=paper.matter.papers.order_by().values("organ"))
    organs: Iterable[Organ] = {paper.organ, paper.matter.acting_organ, *issuing}
    return frozenset(
        f"{organ.short}{kind.series}" for organ in organs for kind in document_types().values() if kind.series
    )


def _milestones(paper: Paper, claims: list[Claim]) -> dict[str, frozenset[date]]:
    matter = paper.matter
    petition = getattr(matter, "petition", None)
    served = ServiceOfDocument.objects.filter(matter=matter).exclude(served_on=None)
    hearings = matter.hearings.exclude(opened_on=None)
    accepted = {c.accepted_on for c in claims} | set(matter.reviews.values_list("accepted_on", flat=True))
    return {
        "受理": _days(accepted | {m.accepted_on for m in matter.mediations.all()}),
        "登记": _days([matter.opened_on, petition and petition.received_on]),
        "举行听证": _days(day for h in hearings for day in (h.opened_on, h.held_on(), h.concluded_on)),
        "送达": _days(served.values_list("served_on", flat=True)),
    }


def _days(found: Iterable[Any]) -> frozenset[date]:
    return frozenset(day for day in found if day)


def _told(paper: Paper, claims: list[Claim]) -> str:
    """Where amounts may come from: the claims, the account, agreements."""
    petition = getattr(paper.matter, "petition", None)
    agreed = [agreement.terms for agreement in paper.matter.agreements.all()]
    return "\n".join([*(claim.text for claim in claims), petition.account if petition else "", *agreed])


def _overdue(paper: Paper) -> date | None:
    late = Deadline.objects.filter(matter=paper.matter, code="D5", state="overdue").order_by("legal_on").first()
    return late.legal_on if late else None


def _replaced(paper: Paper, on: date) -> tuple[Replaced, ...]:
    """The national periods that a local rule replaces in this matter, for the organ that each binds."""
    receiver = paper.to_organ or paper.organ
    if rules_for(paper.organ) is None and rules_for(receiver) is None:
        return ()
    found = []
    for code in MEANT:
        here = limit_in(paper.matter, code, organ=receiver if code in OF_THE_RECEIVER else paper.organ, on=on)
        national = limit_for(code, on=max(paper.matter.begun_on, here.in_force_from))
        if (here.length, here.unit) != (national.length, national.unit):
            found.append(Replaced(code, national, here))
    return tuple(found)


def _revoked(paper: Paper) -> tuple[Any, ...]:
    old = paper.matter.papers.of_kind(PaperKind.HANDLING_OPINION).filter(state="revoked").order_by("-pk").first()
    return tuple(old.content.get("opinions", [])) if old and _decides(paper) else ()


def _remedy(paper: Paper, on: date) -> bool:
    if not _decides(paper):
        return True
    try:
        return bool(remedies.after_opinion(paper.organ, paper.issued_on or on, matter=paper.matter))
    except remedies.NotEntered:
        return False
