"""What a person may see of a file, in one place for every kind of object."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models import BooleanField, ExpressionWrapper, Q

from mediation.models import (
    Attachment,
    Claim,
    Deadline,
    Dispatch,
    Event,
    Matter,
    Organ,
    Paper,
    Petition,
    Review,
    ServiceOfDocument,
)
from mediation.models.access import seats_of
from mediation.models.parts import in_parts
from mediation.permissions import Actor
from mediation.vocabulary import PartyRole
from mediation.workflows.base import lifecycles

# The steps that tell that something accuses.
SEALING = ("seal", "unseal")


def visible(model: type[models.Model], actor: Actor) -> models.QuerySet[Any]:
    """The objects of the model that the person may see; by its own queryset where it has one."""
    found: Any = model._default_manager.all()
    if _has_a_rule(model):
        return found.visible_to(actor).filter(_of_own_part(model, actor))
    found = found.filter(matter__in=Matter.objects.visible_to(actor)).filter(_of_own_part(model, actor))
    if _goes_with_a_paper(model):
        return found.filter(paper__in=Paper.objects.visible_to(actor))
    seats = seats_of(actor)
    return found.filter(~Q(matter__in=seats.files) | in_parts(model, seats)) if seats.files else found


def _of_own_part(model: type[models.Model], actor: Actor) -> Q:
    """Who has an extract reads of what organs do in the file what is its own, or names it; not what others do about the rest."""
    fields = _naming_organs(model)
    if actor.user is None or not fields:
        return Q()
    organs = actor.user.organ_ids(actor.on)
    own = Q(matter__organ__in=organs) | ~Q(matter__extracts__has_any_keys=[str(organ) for organ in organs])
    for name in fields:
        own |= Q(pk__in=model._base_manager.filter(**{f"{name}__in": organs}).values("pk"))
    return own


@cache
def _naming_organs(model: type[models.Model]) -> tuple[str, ...]:
    """The ways from a thing of a procedure to the organs whose it is; none where its own rule looks at extracts."""
    own_rule = model in (Petition, Claim, Paper, Deadline, Dispatch, Attachment)
    if own_rule or model not in lifecycles() or _goes_with_a_paper(model):
        return ()
    fields = (*model._meta.fields, *model._meta.many_to_many)
    named = [field.name for field in fields if field.related_model is Organ]
    return (*named, "opinion__organ") if model is Review else tuple(named)


@cache
def _has_a_rule(model: type[models.Model]) -> bool:
    """Whether the model says itself who sees its objects."""
    return hasattr(model._default_manager.all(), "visible_to")


@cache
def _goes_with_a_paper(model: type[models.Model]) -> bool:
    """Whether its objects are seen with their paper, for they have no rule of their own."""
    fields = model._meta.fields
    return not _has_a_rule(model) and any(one.name == "paper" and one.related_model is Paper for one in fields)


def with_paper(model: type[models.Model], paper: Paper) -> models.QuerySet[Any]:
    """What goes with a paper that the person sees, and is seen with it: its copies, the uses of a seal on it."""
    if not _goes_with_a_paper(model):
        raise LookupError(f"{model.__name__} is not seen with its paper")
    found: Any = model._default_manager.filter(paper=paper)
    return found


class Sight:
    """What one person sees of one file that may be seen, decided once for a page.

    Each kind is read once, with a mark on the rows that the person sees, and only where the file has any. All rows are
    at hand for the guards of the page (`Matter.every`), those that are seen for the page itself (`rows`).
    """

    def __init__(self, matter: Matter, actor: Actor) -> None:
        self.matter, self.actor = matter, actor
        matter.read_once()
        present = _kinds_in(matter)
        for kind in _kinds():
            if kind not in present:
                matter.hold(_relation(kind), [])
        self._seen: dict[type[models.Model], frozenset[int]] = {}

    def rows(self, model: type[models.Model], *beside: str, without: Iterable[str] = ()) -> list[Any]:
        """What the person sees of a kind, in the order in which it was made; read with what stands `beside` it."""
        every = self._every(model, beside, without)
        seen = self.seen(model)
        return [row for row in every if row.pk in seen]

    def seen(self, model: type[models.Model]) -> frozenset[int]:
        """The keys of what the person sees of a kind."""
        if model not in self._seen:
            every = self._every(model)  # which leaves the keys behind where it reads rows of a kind with a rule
            if model not in self._seen:
                self._seen[model] = frozenset(self._decided(model, every))
        return self._seen[model]

    def _decided(self, model: type[models.Model], every: list[Any]) -> Iterable[int]:
        if _goes_with_a_paper(model):
            papers = self.seen(Paper)
            return (row.pk for row in every if row.paper_id in papers)
        has_extract = self.has_extract() and _naming_organs(model)
        if every and (
            has_extract or self.in_part() or _has_a_rule(model)
        ):  # read by a guard, before the page itself asked
            return visible(model, self.actor).filter(matter=self.matter).values_list("pk", flat=True)
        return (row.pk for row in every)

    def has_extract(self) -> bool:
        """Whether the person knows the file by an extract of the letter alone."""
        user = self.actor.user
        return user is not None and self.matter.extract_of(user.organ_ids(self.actor.on)) is not None

    def in_part(self) -> bool:
        """Whether the person reads a part of the file alone."""
        return self.matter.pk in seats_of(self.actor).files

    def some(self, model: type[models.Model], keys: Iterable[int]) -> list[Any]:
        """Those among the keys that the person sees, where the whole kind need not be read."""
        if self.matter.held(_relation(model)) is not None:
            wanted = set(keys)
            return [row for row in self.rows(model) if row.pk in wanted]
        if not _goes_with_a_paper(model):
            found = visible(model, self.actor).filter(matter=self.matter, pk__in=keys)
        else:
            found = model._base_manager.filter(matter=self.matter, pk__in=keys, paper__in=self.seen(Paper))
        rows = list(found)
        for row in rows:
            row.matter = self.matter
        return rows

    def introduce(self, rows: Iterable[Any], *more: Any) -> None:
        """Let rows know what they point at, where that was read already (`more` is of no kind of its own); organs at once."""
        rows = list(rows)
        met = {(type(one), one.pk): one for one in (*rows, *more)}
        strangers: dict[int, list[tuple[Any, Any]]] = {}
        for row in rows:
            for field in _pointers(type(row)):
                key = row.__dict__.get(field.attname)
                if key is None or field.is_cached(row):
                    continue
                if (other := met.get((field.related_model, key))) is not None:
                    field.set_cached_value(row, other)
                elif field.related_model is Organ:
                    strangers.setdefault(key, []).append((field, row))
        for organ in Organ.objects.filter(pk__in=strangers).order_by() if strangers else ():
            for field, row in strangers[organ.pk]:
                field.set_cached_value(row, organ)

    def unseen(self, model: type[models.Model]) -> list[int]:
        """The keys of what is kept from the person."""
        seen = self.seen(model)
        return [row.pk for row in self._every(model) if row.pk not in seen]

    def _every(self, model: type[models.Model], beside: Iterable[str] = (), without: Iterable[str] = ()) -> list[Any]:
        known = self.matter.held(_relation(model))
        if known is not None:
            return known
        every: Any = model._default_manager if model is Deadline else model._base_manager
        found = every.filter(matter=self.matter).order_by("pk")
        found = found.select_related(*beside) if beside else found  # without names it would read whatever is pointed at
        if not _has_a_rule(model) and not self.in_part():
            return self.matter.hold(_relation(model), list(found.defer(*without)))
        theirs = visible(model, self.actor).filter(matter=self.matter).order_by().values("pk")
        mark = ExpressionWrapper(Q(pk__in=theirs), output_field=BooleanField())
        found = found.defer(*without).annotate(is_seen=mark)
        if model is Deadline and self.actor.user is not None:  # whose right it is makes no difference to staff
            found = found.alike_once()
        rows = list(found)
        self._seen[model] = frozenset(row.pk for row in rows if row.is_seen)
        return self.matter.hold(_relation(model), rows)


def sees_original(matter: Matter, actor: Actor) -> bool:
    """Whether the letter itself may be read: not by an organ that was given an extract only, nor by who reads a part of the file."""
    if actor.user is None:
        return actor.party is not None and actor.party.role == PartyRole.PETITIONER
    organs = actor.user.organ_ids(actor.on)
    if matter.pk in seats_of(actor).files:
        return False
    if matter.organ_id in organs:
        return True
    if any(claim.accused_organ_id in organs for claim in matter.every("claims")):
        return False
    return not any(one.extract and one.to_organ_id in organs for one in matter.every("dispatches"))


def events_seen(sight: Sight) -> models.QuerySet[Any]:
    """The ledger of a file without what concerns sealed claims, papers, dispatches and files."""
    matter = sight.matter
    sealed = {model._meta.model_name: sight.unseen(model) for model in _kept_kinds(sight)}
    parts = _parts_closed(sight, sealed["claim"])
    private = _kept_records(sight)
    if not any(sealed.values()) and not _has_parts(matter, parts):
        found = matter.events.exclude(private) if private else matter.events.all()
        return found.exclude(_sealing_unseen(sight)) if sight.rows(Attachment) else found
    services = ServiceOfDocument.objects.filter(paper__in=sealed["paper"]).order_by().values("pk")
    hidden = Q(object_type="serviceofdocument", object_id__in=services) | _sealing_unseen(sight) | private
    for kind, keys in sealed.items():
        hidden |= Q(object_type=kind, object_id__in=keys)
    if files := sealed["attachment"]:
        kept = Event.objects.filter(object_type="attachment", object_id__in=files, step="keep")
        hidden |= Q(step="hand_in", pk__in=list(kept.values_list("cause_id", flat=True)))
    hidden |= Q(object_type="deadline", object_id__in=_limits_unseen(sight, sealed))
    closed = list(Event.objects.filter(matter=matter, part__in=parts).defer("reason", "actor")) if parts else []
    hidden |= Q(pk__in=[pk for event in closed for pk in event.elsewhere])
    hidden |= Q(pk__in=[event.pk for event in closed if not _lies_open_now(event, sight, sealed)])
    return Event.objects.filter(matter=matter).exclude(hidden)


def _kept_records(sight: Sight) -> Q:
    """The records that objects keep from the person, who sees the objects themselves."""
    hidden = Q()
    for model in lifecycles():
        for row in sight.matter.every(_relation(model)) if model.keeps_records else ():
            hidden |= row.records_kept_from(sight.actor)
    return hidden


def _kept_kinds(sight: Sight) -> list[type[models.Model]]:
    """The kinds of which something may be kept from the person; with an extract, all that other organs do."""
    always = [Claim, Paper, Attachment, Dispatch, *(one for one in lifecycles() if one.records_go_with_it)]
    if sight.in_part():
        return [*always, *(one for one in lifecycles() if one not in always)]
    own = [model for model in lifecycles() if _naming_organs(model)] if sight.has_extract() else []
    return [*always, *own]


def _parts_closed(sight: Sight, sealed: Iterable[int]) -> set[str]:
    """The parts that the person knows nothing of: of accusations that he does not see, and of claims that accuse nobody now.

    That these once did is known to the office alone that has the letter.
    """
    claims, actor = sight.matter.every("claims"), sight.actor
    parts = {claim.part for claim in claims if claim.pk in sealed}
    if actor.user is None or sight.matter.organ_id not in actor.user.organ_ids(actor.on):
        parts |= {f"accusation:{claim.pk}" for claim in claims if not claim.part}
    return parts - {""}


def _lies_open_now(event: Event, sight: Sight, sealed: dict[str | None, list[int]]) -> bool:
    """Whether a record made apart is of a file that lies open since, and says nothing of what does not."""
    if event.object_type != "attachment" or event.step in SEALING or event.object_id not in sight.seen(Attachment):
        return False
    told = event.facts.get("claims") or []
    return not {one["id"] for one in told} & set(sealed["claim"])


def _has_parts(matter: Matter, parts: set[str]) -> bool:
    return bool(parts) and matter.events.filter(part__in=parts).exists()


def _sealing_unseen(sight: Sight) -> Q:
    """That a file was sealed from somebody, and opened again, is known to who keeps it and to the office that has the letter."""
    user = sight.actor.user
    organs = user.organ_ids(sight.actor.on) if user is not None else set()
    if sight.matter.organ_id in organs:
        return Q(pk__in=())
    others = [one.pk for one in sight.rows(Attachment) if one.organ_id not in organs]
    return Q(object_type="attachment", step__in=SEALING, object_id__in=others)


def _limits_unseen(sight: Sight, sealed: dict[str | None, list[int]]) -> list[int]:
    """The limits of sealed claims and papers; for staff also every limit that they may not see."""
    about = {("claim", pk) for pk in sealed["claim"]} | {("paper", pk) for pk in sealed["paper"]}
    unseen = set(sight.unseen(Deadline)) if sight.actor.user is not None else set()
    every = sight.matter.held(_relation(Deadline)) or sight.matter.every(_relation(Deadline))
    gone = [one for one in every if one.pk in unseen or (one.subject_type, one.subject_id) in about]
    alike = Q()
    for one in (one for one in gone if getattr(one, "alike", 1) > 1):
        alike |= Q(subject_type=one.subject_type, subject_id=one.subject_id, code=one.code, organ=one.organ_id)
    others = sight.matter.deadlines.filter(alike).values_list("pk", flat=True) if alike else ()
    return [*(one.pk for one in gone), *others]


@cache
def _kinds() -> dict[type[models.Model], str]:
    """Whatever lies in a file and may be kept from a reader, with its table."""
    return {model: model._meta.db_table for model in (*lifecycles(), Attachment) if _relation(model)}


def _kinds_in(matter: Matter) -> set[type[models.Model]]:
    """Of which kinds the file has anything."""
    asked = " UNION ALL ".join(
        f"SELECT {place} WHERE EXISTS (SELECT FROM {connection.ops.quote_name(table)} WHERE matter_id = %(matter)s)"  # noqa: S608
        for place, table in enumerate(_kinds().values())
    )
    with connection.cursor() as cursor:
        cursor.execute(asked, {"matter": matter.pk})
        places = {place for (place,) in cursor.fetchall()}
    return {kind for place, kind in enumerate(_kinds()) if place in places}


def keys_of(row: Any, model: type[models.Model]) -> set[int]:
    """The keys of the objects of a model at which the row points."""
    keys = (row.__dict__.get(field.attname) for field in _pointers(type(row)) if field.related_model is model)
    return {key for key in keys if key is not None}


@cache
def _pointers(model: type[models.Model]) -> list[Any]:
    """The fields by which its rows point at others."""
    return [field for field in model._meta.fields if field.many_to_one and field.name != "matter"]


@cache
def _relation(model: type[models.Model]) -> str:
    """How a file calls its rows of a kind."""
    field: Any = model._meta.get_field("matter")
    return str(field.remote_field.get_accessor_name())
