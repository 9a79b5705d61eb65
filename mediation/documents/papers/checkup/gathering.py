"""From a paper and its file to the model of facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any

from mediation.documents import remedies
from mediation.documents.papers.checkup.facts import Draft, passages_of
from mediation.documents.papers.checkup.periods import MEANT, OF_THE_RECEIVER, Replaced
from mediation.documents.papers.opinion import decided_claims
from mediation.documents.registry import document_type, document_types
from mediation.models import Claim, Event, Notebook, Organ, Paper, ServiceOfDocument, SettlementOffer
from mediation.models.clock.calendar import limit_in, rules_for
from mediation.timelimits import limit_for
from mediation.vocabulary import PaperKind, PartyKind
from mediation.written.confided import Marks

NONE: frozenset[int] = frozenset()
AGREED = (
    PaperKind.MEDIATION_AGREEMENT, PaperKind.SETTLEMENT_AGREEMENT, PaperKind.ORAL_AGREEMENT,
    PaperKind.CONFIRMATION_REQUEST, PaperKind.OVERDUE_NOTICE,
)  # fmt: skip


def facts_of(paper: Paper, on: date | None = None) -> Draft:
    """What was written in the paper and what its file knows, on the day (else that of the file's last record)."""
    return Gathered.of(paper, on or _last_day(paper))


class Gathered(Draft):
    """A draft whose file is asked for each thing when a rule first wants it: most drafts need little of it."""

    paper: Paper

    @classmethod
    def of(cls, paper: Paper, on: date) -> Gathered:
        """The draft as it is written, with its file behind it."""
        made = cls.__new__(cls)
        passages = tuple(passages_of(document_type(paper.kind), paper.content))
        told = {"kind": paper.kind, "on": on, "organ": paper.organ.name, "content": paper.content, "passages": passages}
        made.__dict__.update(told, paper=paper, print_forms=frozenset(paper.matter.print_forms))
        return made

    file: Any = cached_property(lambda d: d.paper.matter)
    subject: Any = cached_property(lambda d: d.paper.subject)
    decides: Any = cached_property(lambda d: d.paper.kind == PaperKind.HANDLING_OPINION)
    its_claims: Any = cached_property(lambda d: _claims(d))
    parties: Any = cached_property(lambda d: list(d.file.parties.all()))
    claims: Any = cached_property(lambda d: {d.paper.no_of(c): c.text for c in d.its_claims if not c.accused_organ_id})
    accusations: Any = cached_property(lambda d: tuple(c.text for c in d.its_claims if c.accused_organ_id))
    to_decide: Any = cached_property(
        lambda d: frozenset(map(d.paper.no_of, decided_claims(d.paper))) if d.decides else NONE
    )
    people: Any = cached_property(lambda d: _people(d) | _staff(d))
    organs: Any = cached_property(lambda d: _organs(d))
    numbers: Any = cached_property(
        lambda d: frozenset(d.file.papers.exclude(number="").values_list("number", flat=True))
    )
    series: Any = cached_property(lambda d: _series(d.paper))
    milestones: Any = cached_property(lambda d: _milestones(d.paper, d.its_claims))
    told: Any = cached_property(lambda d: _told(d.paper, d.its_claims))
    confided: Any = cached_property(lambda d: _confided(d.paper))
    overdue: Any = cached_property(lambda d: _overdue(d.paper))
    demanded: Any = cached_property(lambda d: getattr(d.subject, "report_due_on", None))
    replaced: Any = cached_property(lambda d: _replaced(d.paper, d.on))
    revoked: Any = cached_property(lambda d: _revoked(d.paper) if d.decides else ())
    remedy: Any = cached_property(lambda d: _remedy(d.paper, d.on) if d.decides else True)
    mediation_failed: Any = cached_property(
        lambda d: any(one.state == "terminated" for one in d.file.every("mediations"))
    )


def _claims(draft: Gathered) -> list[Claim]:
    """All of the file; of a letter that the organ has as an extract those that it was sent, and what accuses others."""
    told = draft.file.keys_told(draft.paper.numbering_organ)
    found = [one for one in draft.file.every("claims") if told is None or one.pk in told or one.accused_organ_id]
    return sorted(found, key=lambda claim: claim.no)


def _people(draft: Gathered) -> frozenset[str]:
    return frozenset(party.name for party in draft.parties if party.kind == PartyKind.PERSON)


def _staff(draft: Gathered) -> frozenset[str]:
    """Those who drafted and handle it; their names may stand in the paper."""
    handler = getattr(draft.subject, "handler", None)
    return frozenset(str(user) for user in (draft.paper.drafter, handler) if user)


def _organs(draft: Gathered) -> frozenset[str]:
    of_the_file = {party.name for party in draft.parties if party.kind != PartyKind.PERSON}
    return frozenset(Organ.objects.order_by().values_list("name", flat=True)) | of_the_file


def _confided(paper: Paper) -> tuple[Marks, ...]:
    """By what confided words and offers are known again; none is read for it. An agreement may say what was offered."""
    if not paper.matter.every("mediations"):
        return ()
    offered = () if paper.kind in AGREED else SettlementOffer.marks_in(paper.matter_id)
    return (*Notebook.marks_in(paper.matter_id), *offered)


def _last_day(paper: Paper) -> date:
    found = Event.objects.filter(matter=paper.matter_id).order_by("-pk").values_list("done_on", flat=True).first()
    return paper.issued_on or found or paper.matter.opened_on


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
    hearings = [one for one in matter.every("hearings") if one.opened_on is not None]
    accepted = {one.accepted_on for one in (*claims, *matter.every("reviews"))}
    return {
        "受理": _days(accepted | {m.accepted_on for m in matter.every("mediations")}),
        "登记": _days([matter.opened_on, petition and petition.received_on]),
        "举行听证": _days(day for h in hearings for day in (h.opened_on, h.held_on(), h.concluded_on)),
        "送达": _days(served.values_list("served_on", flat=True)),
    }


def _days(found: Iterable[Any]) -> frozenset[date]:
    return frozenset(day for day in found if day)


def _told(paper: Paper, claims: list[Claim]) -> str:
    """Where amounts may come from: the claims, the account, agreements."""
    petition = getattr(paper.matter, "petition", None)
    agreed = [agreement.terms for agreement in paper.matter.every("agreements")]
    return "\n".join([*(claim.text for claim in claims), petition.account if petition else "", *agreed])


def _overdue(paper: Paper) -> date | None:
    limits = paper.matter.handling_limits()
    return next((one.legal_on for one in limits if one.code == "D5" and one.state == "overdue"), None)


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
    return tuple(old.content.get("opinions", [])) if old else ()


def _remedy(paper: Paper, on: date) -> bool:
    try:
        return bool(
            remedies.after_opinion(paper.organ, paper.issued_on or on, matter=paper.matter, others=paper.co_issuers())
        )
    except remedies.NotEntered:
        return False
