"""用印登记簿 and what of it waits for somebody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from mediation.models import Attachment, Organ, Paper, SealUse, ServiceOfDocument
from mediation.models.papers.paper import BULKY, UNSTAMPED
from mediation.permissions import Actor
from mediation.vocabulary import Role, SealBeforeService
from mediation.workflows.papers.seal_use import OPEN, STAMPED, SealUseState
from mediation.workflows.serving.service import ServingState

MAY_APPLY = (Role.HANDLER, Role.HEAD, Role.REGISTRAR, Role.REVIEWER, Role.MEDIATOR, Role.PETITION_OFFICE)


@dataclass(frozen=True)
class Entry:
    """One line of the register: its place in the year, and the use of the seal."""

    place: int
    use: SealUse


def register_of(organ: Organ, year: int) -> list[Entry]:
    """The whole register of the year."""
    return lines_of(organ, year)[0:]


def lines_of(organ: Organ, year: int) -> Lines:
    """Every application of the organ's year in the order in which they were made, also what was refused or void."""
    whole_year = (date(year, 1, 1), date(year, 12, 31))
    return Lines(SealUse.objects.filter(organ=organ, applied_on__range=whole_year).order_by("applied_on", "pk"))


class Lines:
    """The lines of a register, read as far as they are asked for: `lines[200:400]`."""

    def __init__(self, uses: QuerySet[SealUse]) -> None:
        self.uses = uses

    def __len__(self) -> int:
        return self.uses.count()

    def __getitem__(self, part: slice) -> list[Entry]:
        keys = self.uses.values("pk")[part]  # from the index alone, however far down
        found = SealUse.objects.filter(pk__in=keys).order_by("applied_on", "pk")
        found = found.select_related("paper", "matter", "applied_by", "decided_by", "keeper")
        bulky = [f"paper__{name}" for name in BULKY]
        return [
            Entry(place, use)
            for place, use in enumerate(found.defer("matter__words", *bulky), start=(part.start or 0) + 1)
        ]


def waiting(actor: Actor) -> QuerySet[SealUse]:
    """What this person may approve, stamp or scan."""
    user, on = actor.user, actor.on
    keepers = user.organs_as(Role.REGISTRAR, on=on)
    theirs = Q(state=SealUseState.APPLIED, organ__in=user.organs_as(Role.HEAD, on=on))
    theirs |= Q(state=SealUseState.APPROVED, organ__in=keepers)
    theirs |= Q(state=SealUseState.STAMPED, organ__in=keepers)
    found = SealUse.objects.filter(theirs, paper__in=Paper.objects.visible_to(actor))
    found = found.select_related("paper", "matter", "applied_by").order_by("applied_on", "pk")
    return found.defer("matter__words", *(f"paper__{name}" for name in BULKY))


def to_apply_for(actor: Actor) -> QuerySet[Paper]:
    """Printed papers of organs that serve nothing without their seal, still to be sent, whose own organ has not applied."""
    wanting = Organ.objects.filter(settings__seal_before_service__in=SealBeforeService.values)
    organs = wanting.filter(pk__in=actor.user.organs_as(*MAY_APPLY, on=actor.on)).order_by()
    copies = ServiceOfDocument.objects.unfinished().exclude(state=ServingState.DISPATCHED).filter(issuer__in=organs)
    to_another = Paper.objects.filter(organ__in=organs, must_be_served=False, to_organ__isnull=False, **UNSTAMPED)
    to_send = copies.order_by().values("paper").union(to_another.order_by().values("pk"), all=True)
    own = Q(organ=None) | Q(organ=F("paper__organ"))
    applied = SealUse.objects.filter(own, paper=OuterRef("pk"), state__in=(*OPEN, *STAMPED))
    found = Paper.objects.visible_to(actor).filter(pk__in=to_send, **UNSTAMPED).exclude(sha256="")
    found = found.filter(~Exists(applied)).listed().select_related("matter", "organ", "to_organ")
    return found.defer("matter__words").prefetch_related("addressees").order_by("pk")


def scans_of(uses: Iterable[SealUse], actor: Actor) -> dict[int, list[Attachment]]:
    """The kept files of each use's scan that the person may open."""
    kept: dict[int, list[Attachment]] = {}
    keys = [use.pk for use in uses]
    for file in Attachment.objects.visible_to(actor).filter(subject_type="sealuse", subject_id__in=keys):
        kept.setdefault(file.subject_id, []).append(file)
    return kept


def stamped_files(paper: Paper) -> QuerySet[Attachment]:
    """The scan of a paper with its seal: whoever may read the paper may read it."""
    uses = paper.seal_uses.filter(state=SealUseState.SCANNED).values("pk")
    return Attachment.objects.filter(subject_type="sealuse", subject_id__in=uses)


def to_be_scanned(paper: Paper) -> SealUse | None:
    """The use of a seal for whose scan one waits: stamped and not yet scanned."""
    return paper.seal_uses.filter(state=SealUseState.STAMPED).order_by("pk").first()
