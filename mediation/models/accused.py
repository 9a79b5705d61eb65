"""Whom an accusation is kept from: the accused organ, the accused person wherever he works, and who reads a part of the file alone (第三十条第三款)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from mediation.models.access import MatterAccess, seats_of
from mediation.models.kept_questions import Kept
from mediation.models.wording import worded
from mediation.permissions import Actor


def accuses(actor: Actor, prefix: str = "") -> Q:
    """That a claim (reached by `prefix`) accuses one of the organs of a member of staff, or himself.

    Who reads a part of the file alone is told of no accusation in it, whomever it accuses.
    """
    if actor.user is None:
        return Q(pk=None)
    return Q(**{f"{prefix}pk__in": _accusing(actor)})


def accuses_oneself(actor: Actor, prefix: str = "") -> Q:
    """The same, but for what is kept from whoever reads a part of the file alone: where that nothing is told would tell it."""
    if actor.user is None:
        return Q(pk=None)
    of_oneself = worded(actor, "accusing oneself", lambda: _either(_claims_against(actor)))
    return Q(**{f"{prefix}pk__in": of_oneself})


def _accusing(actor: Actor) -> RawSQL:
    """These claims by key, each kind by its index: "or" would look at every claim there is."""
    return worded(actor, "accusing", lambda: _either([*_claims_against(actor), *_claims_of_parts(actor)]))


def _either(found: list[QuerySet[Any]]) -> QuerySet[Any]:
    return found[0].union(*found[1:], all=True)


def _claims_against(actor: Actor) -> list[QuerySet[Any]]:
    claims = _claims()._base_manager
    organs = claims.filter(accused_organ__in=actor.user.organ_ids(actor.on)).order_by().values("pk")
    named = claims.model.accused_staff.through._base_manager.filter(user=actor.user).order_by().values("claim")
    return [organs, named]


def _claims_of_parts(actor: Actor) -> list[QuerySet[Any]]:
    in_part = seats_of(actor).files
    claims = _claims()._base_manager.filter(accused_organ__isnull=False, matter__in=in_part)
    return [claims.order_by().values("pk")] if in_part else []


def _claims() -> Any:
    """The model of claims, by way of the files that they lie in: it is declared later, and asks this module itself."""
    files: Any = MatterAccess._meta.get_field("matter").related_model
    return files.claims.rel.related_model


def accused_as_told(matter: Any, actor: Actor) -> set[Any]:
    """The organs that something in a file accuses, as far as the person reads it: what is refused for another's sake tells it.

    The clock, to whom nothing is told, counts all.
    """
    accusing = matter.claims.exclude(accused_organ=None).select_related("accused_organ")
    accused = {claim.pk: claim.accused_organ for claim in accusing}
    if accused and (actor.user is not None or actor.party is not None):
        seen = set(matter.claims.visible_to(actor).filter(pk__in=accused).values_list("pk", flat=True))
        return {organ for pk, organ in accused.items() if pk in seen}
    return set(accused.values())


def taken_off(matters: Iterable[int]) -> dict[int, set[int]]:
    """Who does not act in each of some files, by key: taken off by a granted recusal, or accused in it."""
    found: dict[int, set[int]] = {key: set() for key in matters}
    for matter, person in _who_does_not_act(found):
        found[matter].add(person)
    return found


def taken_off_of(matter: int) -> set[int]:
    """They in one file: every step asks."""
    return {person for _matter, person in TAKEN_OFF.rows(matter)}


def _who_does_not_act(matters: Iterable[int]) -> QuerySet[Any]:
    claims = _claims().objects
    recusals: Any = _claims()._meta.get_field("matter").related_model._meta.get_field("recusals").related_model.objects
    recused = recusals.granted().filter(matter__in=matters).order_by().values_list("matter", "person")
    accused = claims.filter(matter__in=matters).exclude(accused_staff=None).order_by()
    found: QuerySet[Any] = recused.union(accused.values_list("matter", "accused_staff"))
    return found


TAKEN_OFF = Kept(lambda matter: _who_does_not_act([matter]))
