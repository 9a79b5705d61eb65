"""What a conference knows of its items: whom each concerns, what was said of it, what is still open."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from mediation.models.office.organ import Organ


class Discussed:
    """A conference as the keeper of its agenda."""

    pk: Any
    items: Any
    members: Any
    corrections: Any

    def items_read(self) -> list[Any]:
        """Its items, with whom each concerns; asked once for an object."""
        if "_items_read" not in self.__dict__:
            every = self.items.select_related("request", "returning").prefetch_related(
                "request__asked", "returning__cooperating", "resolved"
            )
            self.__dict__["_items_read"] = list(every)
        found: list[Any] = self.__dict__["_items_read"]
        return found

    def items_of(self, organ: Organ) -> list[Any]:
        """What a member confers on: the items about which it is asked, and those that were put on for all."""
        return [one for one in self.items_read() if one.concerns({organ.pk})]

    def open_numbers(self) -> set[int]:
        """The numbers of the items that were not put off."""
        return {one.no for one in self.items_read() if not one.deferred_why}

    def confers(self, organ: Organ, no: int) -> bool:
        """Whether the organ came, and the item concerns it."""
        came = {one.organ_id for one in self.members.all() if one.was_present}
        return organ.pk in came and any(one.no == no for one in self.items_of(organ))

    def undecided(self) -> list[str]:
        """The items asked for by a matter on which nothing was resolved, and which were not put off."""
        return [one.topic for one in self.items_read() if one.is_undecided()]

    def has_other_results(self) -> bool:
        """Whether an item was put off, or went to a higher meeting."""
        return self.items.filter(Q(request__state="referred") | ~Q(deferred_why="")).exists()

    def correction(self, no: int) -> Any:
        """What a member wanted corrected, by its number, if it waits for an answer."""
        return self.corrections.filter(no=no, settled_on=None).first()

    def waiting_corrections(self) -> list[str]:
        """The organs whose corrections wait for an answer."""
        waiting = self.corrections.filter(settled_on=None).select_related("organ").order_by("no")
        return list(dict.fromkeys(str(one.organ) for one in waiting))
