"""A file that a page only reads: what its guards and buttons ask of it is asked of the database once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class ReadOnce:
    """What a file knows of its rows. Unless a page said `read_once`, everything is asked anew each time.

    Who changes something locks a fresh file (`actions.gateway`) and never sees what a page has read.
    """

    _rows: dict[str, list[Any]] | None = None
    _answers: dict[Hashable, Any] | None = None

    def read_once(self) -> None:
        """From now on nothing is changed through this object: what was read holds until the page is made."""
        if self._rows is None:
            self._rows, self._answers = {}, {}

    def hold(self, relation: str, rows: list[Any]) -> list[Any]:
        """All rows of a kind, read by the page itself; what has no `matter` of its own is kept as it is."""
        for row in rows:
            if hasattr(row, "matter_id"):
                row.matter = self
        if self._rows is not None:
            self._rows[relation] = rows
        return rows

    def held(self, relation: str) -> list[Any] | None:
        """All rows of a kind in the order in which they were made, if the page has read them already."""
        return None if self._rows is None else self._rows.get(relation)

    def every(self, relation: str) -> list[Any]:
        """All rows of a kind in the order in which they were made: for kinds of which a file has few."""
        known = self.held(relation)
        return self.hold(relation, list(getattr(self, relation).order_by("pk"))) if known is None else known

    def held_row(self, model: Any, pk: int) -> Any:
        """One row, if the page has read all of its kind already."""
        if self._rows is None:
            return None
        relation = model._meta.get_field("matter").remote_field.get_accessor_name()
        one = self._state.fields_cache.get(relation)  # type: ignore[attr-defined] a petition, read beside its file
        known = self.held(relation) or ([one] if one is not None else [])
        return next((row for row in known if row.pk == pk), None)

    def asked(self, question: Hashable, ask: Callable[[], T]) -> T:
        """The answer to a question about the file."""
        if self._answers is None:
            return ask()
        if question not in self._answers:
            self._answers[question] = ask()
        found: T = self._answers[question]
        return found
