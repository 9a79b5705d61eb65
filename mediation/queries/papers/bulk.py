"""What may be done in bulk: the papers, services and files that wait for the same step of this person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from mediation.models import Matter, Paper, ServiceOfDocument
from mediation.permissions import Actor
from mediation.queries.office.desk import DRAFTERS, SERVERS
from mediation.queries.office.search import called_like, each_word
from mediation.queries.visibility import visible
from mediation.vocabulary import BulkAct, Role
from mediation.workflows.intake.registration import OPEN_STATES
from mediation.workflows.papers.paper import BEFORE_ISSUE, PaperState
from mediation.workflows.serving.service import ServingState

IN_CHARGE = (*DRAFTERS, Role.HEAD, Role.REGISTRAR)


def _to_submit(actor: Actor) -> Q:
    organs = actor.user.organs_as(*IN_CHARGE, on=actor.on)
    return Q(state=PaperState.DRAFTED, needs_approval=True, organ__in=organs)


def _to_endorse(actor: Actor) -> Q:
    organs = actor.user.organs_as(Role.SECTION_CHIEF, Role.LEGAL_REVIEWER, on=actor.on)
    return Q(state=PaperState.SUBMITTED, organ__in=organs) & ~Q(drafter=actor.user)


def _to_approve(actor: Actor) -> Q:
    organs = actor.user.organs_as(Role.HEAD, on=actor.on)
    return Q(state=PaperState.SUBMITTED, organ__in=organs) & ~Q(drafter=actor.user)


def _to_issue(actor: Actor) -> Q:
    organs = actor.user.organs_as(Role.REGISTRAR, on=actor.on)
    ready = Q(state=PaperState.APPROVED) | Q(state=PaperState.DRAFTED, needs_approval=False)
    return ready & Q(organ__in=organs)


PAPERS: dict[str, Callable[[Actor], Q]] = {
    BulkAct.SUBMIT: _to_submit, BulkAct.ENDORSE: _to_endorse, BulkAct.APPROVE: _to_approve, BulkAct.ISSUE: _to_issue,
}  # fmt: skip
NEEDS: dict[str, tuple[str, ...]] = {
    BulkAct.SUBMIT: IN_CHARGE, BulkAct.ENDORSE: (Role.SECTION_CHIEF, Role.LEGAL_REVIEWER), BulkAct.APPROVE: (Role.HEAD,),
    BulkAct.ISSUE: (Role.REGISTRAR,), BulkAct.DISPATCH: SERVERS,
}  # fmt: skip


def acts_of(actor: Actor) -> list[BulkAct]:
    """The steps that this person may take in bulk somewhere."""
    roles = actor.user.roles(actor.on)
    return [BulkAct(act) for act, needed in NEEDS.items() if roles & set(needed)]


def candidates(actor: Actor, act: str, *, words: str = "") -> QuerySet[Any]:
    """The papers (or for 送出 the services) that wait for the step, the oldest first."""
    if act == BulkAct.DISPATCH:
        due = Q(state__in=(ServingState.PLANNED, ServingState.NOT_REACHED), paper__state=PaperState.ISSUED)
        organs = actor.user.organs_as(*SERVERS, on=actor.on)
        found = visible(ServiceOfDocument, actor).filter(due, paper__organ__in=organs)
        found = found.select_related("matter", "paper__to_organ", "party").defer("paper__page", "paper__snapshot")
        found = found.order_by("paper__issued_on", "paper_id", "pk")
        return _called(found, words, actor)
    found = (
        Paper.objects.visible_to(actor)
        .filter(PAPERS[act](actor))
        .select_related("matter", "drafter", "to_organ")
        .defer("page", "snapshot")
    )
    found = found.prefetch_related("addressees").order_by("pk")
    return _called(found, words, actor)


def _called(found: QuerySet[Any], words: str, actor: Actor) -> QuerySet[Any]:
    organs = actor.user.organ_ids(actor.on)
    for word in each_word(words):
        found = found.filter(called_like(word, of="matter__", organs=organs))
    return found


def may_be_pattern(paper: Paper) -> bool:
    """Whether papers like it may be drafted in other files: it speaks of a petition, and stands in no other's place."""
    return paper.subject_type in ("", "petition") and not paper.corrects_id


def matters_alike(actor: Actor, pattern: Paper, *, words: str = "") -> QuerySet[Matter]:
    """Files in hand at the pattern's organ that have no paper of its kind yet."""
    here = Q(petition__responsible_organ=pattern.organ) | Q(
        petition__responsible_organ=None, petition__organ=pattern.organ
    )
    here = (here & Q(petition__parted=False)) | Q(petition__parted=True, claims__organ=pattern.organ)
    theirs = Paper.objects.filter(kind=pattern.kind, organ=pattern.organ)
    there = theirs.filter(state__in=(*BEFORE_ISSUE, PaperState.ISSUED))
    found = Matter.objects.visible_to(actor).filter(here, petition__state__in=OPEN_STATES)
    found = found.exclude(pk__in=there.values("matter")).prefetch_related("parties").order_by("pk")
    for word in each_word(words):
        found = found.filter(called_like(word, organs=actor.user.organ_ids(actor.on)))
    return found.distinct()
