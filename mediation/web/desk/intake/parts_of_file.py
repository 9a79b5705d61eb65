"""The lists of a file that may be long: shown by the page, each turned for itself, and the page stays where it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from mediation.web.stepping.keys import whole_number

AT_ONCE = 20


@dataclass(frozen=True)
class Part:
    """A page of one list: its rows, how many there are in all, and where the neighbouring pages are."""

    rows: list[Any]
    count: int
    page: int = 1
    before: str = ""
    after: str = ""

    def __len__(self) -> int:
        """How many there are in all."""
        return self.count

    @property
    def pages(self) -> int:
        """On how many pages they are."""
        return max(-(-self.count // AT_ONCE), 1)

    @property
    def turns(self) -> bool:
        """Whether there is another page."""
        return bool(self.before or self.after)


class Turning:
    """What the address says of the lists of the page: which page of each, and from where on the course is told."""

    def __init__(self, said: QueryDict) -> None:
        self.said = said
        self.whole = "all" in said or "before" in said
        before = said.get("before", "")
        self.before = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else 0

    def part(self, name: str, rows: Sequence[Any]) -> Part:
        """The page of a list that is at hand."""
        first = self._first(name)
        return self._part(name, list(rows[first : first + AT_ONCE]), len(rows), first)

    def of_rows(self, name: str, found: QuerySet[Any]) -> Part:
        """The page of a list that is not; only a list of several pages is counted apart."""
        first = self._first(name)
        rows = list(found[first : first + AT_ONCE + 1])
        short = not first and len(rows) <= AT_ONCE
        return self._part(name, rows[:AT_ONCE], len(rows) if short else found.count(), first)

    def older(self, mark: int) -> str:
        """Where the course goes on; "" where it has begun."""
        return self._link("course", before=str(mark)) if mark else ""

    def _first(self, name: str) -> int:
        return AT_ONCE * max((whole_number(self.said.get(name, "")) or 1) - 1, 0)

    def _part(self, name: str, rows: list[Any], count: int, first: int) -> Part:
        page = first // AT_ONCE + 1
        before = self._link(name, **{name: str(page - 1)}) if page > 1 else ""
        after = self._link(name, **{name: str(page + 1)}) if first + AT_ONCE < count else ""
        return Part(rows, count, page, before, after)

    def _link(self, place: str, **changed: str) -> str:
        links = self.said.copy()
        for key, value in changed.items():
            links[key] = value
        return f"?{links.urlencode()}#{place}"
