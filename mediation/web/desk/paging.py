"""Lists by the page: one that fits on its first page is not counted apart; a long one goes on from where a page ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.functional import cached_property

from mediation.models import Matter
from mediation.queries.office.files import Asked, Mark


@dataclass(frozen=True)
class MarkedPage:
    """A page of files that says where the next one goes on: what comes in meanwhile moves nothing."""

    rows: list[Matter]
    older: str
    newer: str
    count: int | None

    @property
    def turns(self) -> bool:
        """Whether there is another page."""
        return bool(self.older or self.newer)


def marked_page(request: HttpRequest, files: Asked, most: int) -> MarkedPage:
    """The page that the address names: `after` a mark come older files, `before` it newer ones."""
    after, before = (Mark.read(request.GET.get(name, "")) for name in ("after", "before"))
    rows = files.page(most + 1, after=after, before=before)
    backwards = before is not None and after is None
    more, rows = len(rows) > most, rows[-most:] if backwards else rows[:most]
    links = request.GET.copy()
    for name in ("after", "before", "page", "format"):
        links.pop(name, None)
    older, newer = "", ""
    if rows and (more or backwards):
        older = _link(links, "after", rows[-1])
    if rows and (more if backwards else after is not None):
        newer = _link(links, "before", rows[0])
    whole = not (older or newer or after)
    return MarkedPage(rows, older, newer, len(rows) if whole else files.count())


def _link(links: Any, name: str, row: Matter) -> str:
    links = links.copy()
    links[name] = str(Mark(row.opened_on, row.pk))
    return f"?{links.urlencode()}"


class Pages(Paginator):
    """Counts a short list by reading it, and a longer one in the database; what was read for it is the first page."""

    _begun: list[Any] | None = None

    @cached_property
    def count(self) -> int:
        """How many there are."""
        found: Any = self.object_list
        begun = list(found[: self.per_page + 1])
        if len(begun) > self.per_page:
            self._begun = begun[: self.per_page]
            return int(found.count())
        self.object_list = begun
        return len(begun)

    def page(self, number: Any) -> Page:
        """One page of them."""
        number = self.validate_number(number)
        if number == 1 and self._begun is not None:
            return self._get_page(self._begun, number, self)
        return super().page(number)
