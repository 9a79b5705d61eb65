"""Whom a batch of limits is told to: asked for all of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from mediation.models import Deadline, Matter, Organ, Party, User
from mediation.models.accused import taken_off
from mediation.timelimits import Bound
from mediation.vocabulary import Role
from mediation.workflows.base import lifecycle_named

HANDLERS: dict[Bound | None, Role] = {
    Bound.PETITION_OFFICE: Role.PETITION_OFFICE,
    Bound.REVIEW_ORGAN: Role.REVIEWER,
    Bound.REEXAMINATION_ORGAN: Role.REVIEWER,
    Bound.MEDIATOR: Role.MEDIATOR,
}
NAMED = ("reviewer", "handler")


@dataclass
class Known:
    """Who holds what on the day of the sweep, asked once for each post and each person."""

    on: date
    posts: dict[tuple[str, int], list[User]] = field(default_factory=dict)
    there: dict[tuple[int, int], bool] = field(default_factory=dict)

    def holding(self, role: Role, organ: Organ) -> list[User]:
        """Those in a post of an organ."""
        key = (role, organ.pk)
        if key not in self.posts:
            self.posts[key] = list(User.objects.holding(role, organ, on=self.on))
        return self.posts[key]

    def works_in(self, user: User, organ: Organ) -> bool:
        """Whether the person is still there."""
        key = (user.pk, organ.pk)
        if key not in self.there:
            self.there[key] = user.is_active and organ.pk in user.organ_ids(self.on)
        return self.there[key]


class Asked:
    """Limits that still are to be told, their files locked first, as by the gateway: a step that moves or meets one waits, or is seen."""

    def __init__(self, keys: Sequence[int], on: date, known: Known) -> None:
        self.on, self.known = on, known
        files = Deadline.objects.filter(pk__in=keys).values("matter")
        self.matters = {
            one.pk: one
            for one in Matter.objects.select_for_update(of=("self",)).filter(pk__in=files).defer("words").order_by("pk")
        }
        wanted = Deadline.objects.to_remind(on).filter(pk__in=keys).select_related("organ__successor", "party")
        self.deadlines: list[Any] = list(wanted.order_by("legal_on", "pk"))

    def subject_of(self, deadline: Deadline) -> Any:
        """What the limit is about."""
        return self._subjects[deadline.subject_type, deadline.subject_id]

    def holders_of(self, deadline: Deadline) -> Iterable[Party]:
        """The party whose right it is; all parties of a right they have together; who owes and is owed; nobody if it merely runs out."""
        if deadline.party is not None:
            return [deadline.party]
        if deadline.subject_type == "obligation":
            owed = self.subject_of(deadline)
            return [*owed.debtors(), *owed.creditors()] if owed.is_outstanding else []
        return self._parties[deadline.matter_id] if deadline.bound is Bound.PARTIES else []

    def staff_of(self, deadline: Deadline, organ: Organ) -> list[User]:
        """The named handler, or all who handle such things in the organ; and its head. Nobody who was taken off."""
        named = self._named_handler(deadline)
        if named is not None and self.known.works_in(named, organ):
            handlers = [named]
        else:
            handlers = self.known.holding(HANDLERS.get(deadline.bound, Role.HANDLER), organ)
        everyone = {user.pk: user for user in (*handlers, *self.known.holding(Role.HEAD, organ))}
        off = self._taken_off[deadline.matter_id]
        return [user for pk, user in everyone.items() if pk not in off]

    def _named_handler(self, deadline: Deadline) -> User | None:
        """The person named for the object itself, else for the petition."""
        subject, petition = self.subject_of(deadline), self._petitions.get(deadline.matter_id)
        reviewer: User | None = getattr(subject, "reviewer", None)
        if reviewer is not None:
            return reviewer
        if petition is None or deadline.organ is None:
            return None
        if petition.parted:
            own: User | None = getattr(subject, "handler", None) or petition.handler_for(deadline.organ)
            return own
        return petition.handler if petition.acting_organ_key == deadline.organ.pk else None

    @cached_property
    def _subjects(self) -> dict[tuple[str, int], Any]:
        keys = defaultdict(set)
        for one in self.deadlines:
            keys[one.subject_type].add(one.subject_id)
        found = {}
        for name, wanted in keys.items():
            model = lifecycle_named(name)
            beside = [one for one in NAMED if one in {field.name for field in model._meta.concrete_fields}]
            rows = model._base_manager.select_related(*beside) if beside else model._base_manager
            found.update({(name, pk): row for pk, row in rows.in_bulk(wanted).items()})
        return found

    @cached_property
    def _petitions(self) -> dict[int, Any]:
        model: Any = Matter._meta.get_field("petition").related_model
        found = model._base_manager.filter(matter__in=self.matters).select_related("handler")
        return {one.matter_id: one for one in found}

    @cached_property
    def _parties(self) -> dict[int, list[Party]]:
        found = defaultdict(list)
        for party in Party.objects.filter(matter__in=self.matters):
            found[party.matter_id].append(party)
        return found

    @cached_property
    def _taken_off(self) -> dict[int, set[int]]:
        return taken_off(self.matters)
