"""The parts of a file: what of it somebody reads who has a hearing, a mediation, a conference or a task of one to do with, and nothing else.

A row of access names a part and the object that it is of. What belongs to that object is decided by the columns of each row:
the object itself, what points at it (over however many steps), papers and limits that speak of it, the claims at stake in it,
what was handed in for these, and whoever acts for a party in it. What no column leads to is not read (closed by default).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Coalesce

from mediation.models.access import Seats, seats_of
from mediation.permissions import Actor
from mediation.vocabulary import AccessPart
from mediation.workflows.base import lifecycle_named, lifecycles

# What a part is of.
OBJECTS = {
    AccessPart.HEARING: "hearing",
    AccessPart.DELIBERATION: "hearing",
    AccessPart.MEDIATION: "mediation",
    AccessPart.CONFERENCE: "jointconference",
    AccessPart.RESOLUTION: "resolution",
    AccessPart.ITEM: "agendarequest",
}
# Whoever reads any part of a file is told what file it is, and who is a party in it.
OF_EVERY_PART = ("Petition", "Party")


# Once the hearing itself is over, whoever deliberated reads the hearing and its papers, and of the file nothing besides.
ALONE = {AccessPart.DELIBERATION: ("Hearing", "Paper")}


def by_part(rule: Callable[[Any, Actor], Any]) -> Callable[[Any, Actor], Any]:
    """A rule who sees rows of a kind, which gives of files that somebody reads in part what belongs to his parts alone."""

    @wraps(rule)
    def narrowed(self: Any, actor: Actor) -> Any:
        found = rule(self, actor)
        seats = seats_of(actor)
        return found.filter(~Q(matter__in=seats.files) | in_parts(self.model, seats)) if seats.files else found

    narrowed.by_part = True  # type: ignore[attr-defined]
    return narrowed


def in_parts(model: type[Model], seats: Seats) -> Q:
    """The rows of a kind that belong to one of the parts."""
    if model.__name__ in OF_EVERY_PART:
        return Q(matter__in=seats.files)
    found = Q(pk__in=())
    for part, keys in seats.objects:
        found |= _of(part, model, keys)
    return found


def _of(part: str, model: type[Model], keys: frozenset[int]) -> Q:
    kind = lifecycle_named(OBJECTS[AccessPart(part)])
    found = Q(pk__in=())
    if part in ALONE and model.__name__ not in ALONE[AccessPart(part)]:
        return found
    for path in _ways(model, kind):
        found |= Q(**{f"{path}__in": keys})
    if hasattr(model, "subject_type"):
        found |= _speaking_of(kind, keys)
    special = SPECIAL.get((model.__name__, part))
    return found | special(keys) if special else found


def _speaking_of(kind: type[Model], keys: frozenset[int]) -> Q:
    """Papers, limits and files about the object, or about something that points at it."""
    found = Q(subject_type=kind._meta.model_name, subject_id__in=keys)
    for other, paths in _pointing_at(kind):
        rows: QuerySet[Any] = other._base_manager.filter(_any(paths, keys)).order_by()
        found |= Q(subject_type=other._meta.model_name, subject_id__in=rows.values("pk"))
    return found


def _any(paths: tuple[str, ...], keys: Any) -> Q:
    found = Q(pk__in=())
    for path in paths:
        found |= Q(**{f"{path}__in": keys})
    return found


@cache
def _pointing_at(kind: type[Model]) -> list[tuple[type[Model], tuple[str, ...]]]:
    """The kinds of a file that point at the object."""
    return [(model, ways) for model in lifecycles() if model is not kind and (ways := _ways(model, kind))]


@cache
def _ways(model: type[Model], kind: type[Model]) -> tuple[str, ...]:
    """The columns by which a row of the model belongs to an object of the kind: its own key, or those that point at it."""
    if model is kind:
        return ("pk",)
    found = []
    for field in model._meta.fields:
        other = field.related_model
        if not field.many_to_one or not isinstance(other, type) or other is model or not _lies_in_a_file(other):
            continue
        found += [field.name if way == "pk" else f"{field.name}__{way}" for way in _ways(other, kind)]
    return tuple(found)


def _lies_in_a_file(model: type[Model]) -> bool:
    return any(field.name == "matter" for field in model._meta.fields) and model.__name__ != "Event"


def _rows(name: str, relation: str = "") -> Any:
    """All rows of a kind, or of what belongs to its objects by a relation."""
    kind: Any = lifecycle_named(name)
    return (kind._meta.get_field(relation).related_model if relation else kind)._base_manager.order_by()


# What a row of the kind says of a part in another way than by pointing at its object.


def _claims_heard(keys: frozenset[int]) -> Q:
    """Those that the organ of the hearing handles; in a review those that its opinion decided."""
    hearings = _rows("hearing").filter(pk__in=keys).select_related("review__opinion")
    found = Q(pk__in=())
    for hearing in hearings.order_by("pk"):
        if hearing.review_id:
            found |= Q(pk__in=hearing.review.claims().values("pk"))
            continue
        acting = Coalesce("organ", "petition__responsible_organ", "petition__organ")
        handled = (
            _rows("claim").filter(matter=hearing.matter_id).annotate(by_whom=acting).filter(by_whom=hearing.organ_id)
        )
        found |= Q(pk__in=handled.values("pk"))
    return found


def _claims_mediated(keys: frozenset[int]) -> Q:
    return Q(pk__in=_rows("claim").filter(mediations__in=keys).values("pk"))


def _claims_conferred_on(keys: frozenset[int]) -> Q:
    """A conference is about the matter."""
    files = _rows("jointconference").filter(pk__in=keys).values("matter")
    return Q(matter__in=files)


def _claims_of_a_task(keys: frozenset[int]) -> Q:
    return Q(matter__in=_rows("resolution").filter(pk__in=keys).values("matter"))


def _proofs_heard(keys: frozenset[int]) -> Q:
    """What was handed in for the claims that are heard."""
    handed = _rows("attachment").filter(claims__in=_rows("claim").filter(_claims_heard(keys)).values("pk"))
    return Q(pk__in=handed.values("pk"))


def _opinion_heard(keys: frozenset[int]) -> Q:
    """The opinion that a hearing of a review is about."""
    return Q(pk__in=_rows("hearing").filter(pk__in=keys).values("review__opinion"))


def _review_heard(keys: frozenset[int]) -> Q:
    return Q(pk__in=_rows("hearing").filter(pk__in=keys).values("review"))


def _agents_heard(keys: frozenset[int]) -> Q:
    """Those who act for a party that was invited."""
    invited = _rows("hearing", "invited").filter(hearing__in=keys)
    return Q(principal__in=invited.values("party"))


def _agents_mediated(keys: frozenset[int]) -> Q:
    return Q(principal__in=_rows("mediation").filter(pk__in=keys).values("parties"))


def _conference_of_a_task(keys: frozenset[int]) -> Q:
    return Q(pk__in=_rows("resolution").filter(pk__in=keys).values("conference"))


def _dispute_on_the_agenda(keys: frozenset[int]) -> Q:
    items = _rows("jointconference", "items").filter(conference__in=keys).exclude(dispute=None)
    return Q(pk__in=items.values("dispute"))


def _papers_of_an_item(keys: frozenset[int]) -> Q:
    """What is shown with it."""
    return Q(pk__in=_through("agendarequest", "papers", keys))


def _files_of_an_item(keys: frozenset[int]) -> Q:
    return Q(pk__in=_through("agendarequest", "files", keys))


def _through(name: str, relation: str, keys: frozenset[int]) -> QuerySet[Any]:
    return _rows(name).filter(pk__in=keys).exclude(**{relation: None}).values(relation)


SPECIAL: dict[tuple[str, str], Callable[[frozenset[int]], Q]] = {
    ("Claim", AccessPart.HEARING): _claims_heard,
    ("Claim", AccessPart.MEDIATION): _claims_mediated,
    ("Claim", AccessPart.CONFERENCE): _claims_conferred_on,
    ("Claim", AccessPart.RESOLUTION): _claims_of_a_task,
    ("Attachment", AccessPart.HEARING): _proofs_heard,
    ("Paper", AccessPart.HEARING): _opinion_heard,
    ("Review", AccessPart.HEARING): _review_heard,
    ("Agent", AccessPart.HEARING): _agents_heard,
    ("Agent", AccessPart.MEDIATION): _agents_mediated,
    ("JointConference", AccessPart.RESOLUTION): _conference_of_a_task,
    ("JurisdictionDispute", AccessPart.CONFERENCE): _dispute_on_the_agenda,
    ("Paper", AccessPart.ITEM): _papers_of_an_item,
    ("Attachment", AccessPart.ITEM): _files_of_an_item,
}
