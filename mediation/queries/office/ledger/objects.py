"""The objects that the ledger covers, each beside the last record about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import Any

from mediation.models.digests import digest_of_row
from mediation.models.sealed_rows import is_keyed, select
from mediation.queries.office.ledger.streaming import streamed
from mediation.queries.office.ledger.verdict import Fault, Verdict
from mediation.workflows.base import lifecycles

LAST = """
    SELECT DISTINCT ON (object_id) object_id, matter_id, part, seq, version, to_state, format, salt, row_digest, erased_at
    FROM mediation_event WHERE object_type = %s AND object_id >= %s AND object_id < %s
    ORDER BY object_id, version DESC
"""


def kinds() -> dict[str, Any]:
    """The models with records, by the name that these have."""
    return {str(model._meta.model_name): model for model in lifecycles()}


def objects(verdict: Verdict, name: str, first: int, end: int) -> None:
    """Those of one kind with keys from `first` to before `end`; a kind that is no model has records about nothing."""
    with ExitStack() as streams:
        _Objects(name, verdict, first, end, streams).walk()


class _Objects:
    """Objects and records in the order of the objects' keys, side by side."""

    def __init__(self, name: str, verdict: Verdict, first: int, end: int, streams: ExitStack) -> None:
        self.name, self.verdict, self.first, self.end, self.streams = name, verdict, first, end, streams
        self.model = kinds().get(name)
        self.last = _Beside(streamed(LAST, [name, first, end]), self._about_nothing)
        self.rows: dict[int, _Beside] = {}

    def walk(self) -> None:
        """Compare what is there with what was recorded last."""
        if self.model is not None:
            table = self.model._meta.db_table
            there = f"SELECT id, matter_id, version, state FROM {table} WHERE id >= %s AND id < %s ORDER BY id"  # noqa: S608
            for pk, matter, version, state in streamed(there, [self.first, self.end]):
                self.verdict.objects += 1
                self._compare(pk, matter, version, state)
        self.last.at(self.end)

    def _compare(self, pk: int, matter: int, version: int, state: str) -> None:
        word = f"{self.model._meta.verbose_name}{pk}"  # type: ignore[union-attr]
        event = self.last.at(pk)
        if event is None or event[4] != version:
            self._say(matter, 0, f"{word}的版本{version}没有对应的末条记录")
            return
        _pk, matter, part, seq, _version, to_state, form, salt, digest, erased_at = event
        if to_state != state:
            self._say(matter, seq, f"{word}的状态“{state}”与末条记录的“{to_state}”不符（被改动）", part)
        elif erased_at is None and digest != self._digest(pk, form, salt):
            self._say(matter, seq, f"{word}这一行在系统之外被改动", part)

    def _digest(self, pk: int, form: int, salt: str) -> str:
        """Rows of a form are read from the first object whose last record has it: mostly there is one form."""
        if form not in self.rows:
            asked = select(self.model, form, where="t.id >= %s AND t.id < %s") + " ORDER BY s.key"
            found = self.streams.enter_context(closing(streamed(asked, [pk, self.end])))
            self.rows[form] = _Beside((key, row) for _name, key, row in found)
        stored = self.rows[form].at(pk)
        return digest_of_row(salt, stored[1] if stored else "", keyed=is_keyed(self.model, form))

    def _about_nothing(self, event: tuple[Any, ...]) -> None:
        """A record whose object is not there: put in, or the object was taken away."""
        pk, matter, part, seq = event[:4]
        self._say(matter, seq, f"记录所指的{self.name}{pk}不存在（被插入，或者该项被删除）", part)

    def _say(self, matter: int, seq: int, what: str, part: str = "") -> None:
        self.verdict.say(Fault(str(matter), seq, what, part))


class _Beside:
    """Rows by rising key, asked for by rising key; those that nobody asked for are told."""

    def __init__(
        self, rows: Iterator[tuple[Any, ...]], passed: Callable[[tuple[Any, ...]], None] = lambda row: None
    ) -> None:
        self.rows, self.passed = rows, passed
        self.row = next(rows, None)

    def at(self, pk: int) -> tuple[Any, ...] | None:
        """The row with the key, if there is one."""
        while self.row is not None and self.row[0] < pk:
            self.passed(self.row)
            self.row = next(self.rows, None)
        if self.row is None or self.row[0] != pk:
            return None
        found, self.row = self.row, next(self.rows, None)
        return found
