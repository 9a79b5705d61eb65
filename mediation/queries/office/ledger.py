"""Verification of the ledger, row by row, and of the objects that it covers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.db import connection, transaction

from mediation.models import Event, Matter
from mediation.models.digests import digest_of_contents, digest_of_fields, digest_of_row
from mediation.models.event import FORMAT, GENESIS, SEALED_FIELDS
from mediation.models.sealed_rows import holds_confidences, select
from mediation.workflows.base import lifecycles

AT_ONCE = 5000
MOST_NAMED = 100  # missing rows, one by one: a forged number must not fill the memory
READ = (
    *SEALED_FIELDS,
    "salt",
    "actor",
    "facts",
    "reason",
    "facts_digest",
    "row_digest",
    "prev",
    "hash",
    "erased_at",
)
SEALED = len(SEALED_FIELDS)
# Spelt by the server as they were sealed: a day, a moment in UTC, JSON as text.
AS_SEALED = {
    "facts": "facts::text",
    "done_on": "to_char(done_on, 'YYYY-MM-DD')",
    "recorded_at": """to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')""",
}
MATTER, PART, SEQ, TYPE, STEP, ELSEWHERE = (
    SEALED_FIELDS.index(name) for name in ("matter_id", "part", "seq", "object_type", "step", "elsewhere")
)


@dataclass(frozen=True)
class Fault:
    """A row that does not fit its chain, or an object that does not fit its last record."""

    matter: str
    seq: int
    what: str
    part: str = ""

    def __str__(self) -> str:
        """In a sentence; a closed part is told by its name alone."""
        return f"卷宗{self.matter}{self.part and f'（{self.part}）'}第{self.seq}条：{self.what}"


@dataclass
class Verdict:
    """What a walk found: rows and objects looked at, records whose contents were erased by law, and every fault."""

    rows: int = 0
    objects: int = 0
    erased: int = 0
    found: list[Fault] = field(default_factory=list)


def faults() -> tuple[int, list[Fault]]:
    """Walk every chain; return how many rows were checked and every fault found."""
    verdict = verify()
    return verdict.rows, verdict.found


def verify() -> Verdict:
    """Walk every chain, then every object beside the record that left it so."""
    verdict = Verdict()
    with transaction.atomic():
        # Faults name their file by key until all are found.
        chains(verdict)
        for model in lifecycles():
            _Objects(model, verdict).walk()
        _records_about_nothing(verdict)
    numbers = dict(Matter.objects.filter(pk__in={int(one.matter) for one in verdict.found}).values_list("pk", "number"))
    verdict.found = [
        Fault(numbers.get(int(one.matter), one.matter), one.seq, one.what, one.part) for one in verdict.found
    ]
    return verdict


def chains(verdict: Verdict) -> None:
    """Every row in its chain: number, hash before, contents."""
    chain, prev, due = None, GENESIS, 1
    columns = ", ".join(AS_SEALED.get(name, name) for name in READ)
    for row in _streamed(f"SELECT {columns} FROM mediation_event ORDER BY matter_id, part, seq"):  # noqa: S608
        if (row[MATTER], row[PART]) != chain:
            chain, prev, due = (row[MATTER], row[PART]), GENESIS, 1
        verdict.rows += 1
        _of_row(row, prev, due, verdict)
        prev, due = row[-2], row[SEQ] + 1


def _of_row(row: tuple[Any, ...], prev: str, due: int, verdict: Verdict) -> None:
    salt, actor, facts, reason, contents, of_row, before, sealed, erased_at = row[SEALED:]
    fields = list(row[:SEALED])
    fields[ELSEWHERE] = [] if fields[ELSEWHERE] == "[]" else json.loads(fields[ELSEWHERE])
    found: list[tuple[int, str]] = []
    seq = row[SEQ]
    if seq != due:
        found += [(missing, "记录缺失（被删除）") for missing in range(due, min(seq, due + MOST_NAMED))]
        if (more := seq - due - MOST_NAMED) > 0:
            found.append((due + MOST_NAMED, f"以及其后共{more}条记录缺失（被删除，或者第{seq}条被插入）"))
        found += [(seq, "序号不应存在（被插入）")] if seq < due else []
    if sealed != digest_of_fields(before, fields, contents, of_row):
        found.append((seq, f"内容与哈希值不符（被改动或者插入）：{row[TYPE]}.{row[STEP]}"))
    elif before != prev and not found:
        found.append((seq, "与前一条记录不衔接（被调换、插入或者前一条被改动）"))
    if erased_at is not None and not salt:
        verdict.erased += 1
        if facts != "{}" or actor or reason:
            found.append((seq, "已删除的内容又有了文字（被改动）"))
    elif contents != digest_of_contents(salt, actor, json.loads(facts), reason):
        found.append((seq, f"所记的内容被改动：{row[TYPE]}.{row[STEP]}"))
    verdict.found += [Fault(str(row[MATTER]), number, what, row[PART]) for number, what in found]


class _Objects:
    """The objects of one model, each beside the last record about it; both come in the order of their keys."""

    LAST = """
        SELECT DISTINCT ON (object_id) object_id, matter_id, part, seq, version, to_state, format, salt, row_digest,
               erased_at
        FROM mediation_event WHERE object_type = %s ORDER BY object_id, version DESC
    """

    def __init__(self, model: Any, verdict: Verdict) -> None:
        self.model, self.verdict = model, verdict
        self.word = model._meta.verbose_name

    def walk(self) -> None:
        """Compare what is there with what was recorded last."""
        name, table = self.model._meta.model_name, self.model._meta.db_table
        last = _Beside(_streamed(self.LAST, [name]))
        rows = {form: _Beside(self._rows(form)) for form in range(1, FORMAT + 1)}
        there = f"SELECT id, matter_id, version, state FROM {table} ORDER BY id"  # noqa: S608
        for pk, matter, version, state in _streamed(there):
            self.verdict.objects += 1
            event = last.at(pk)
            stored = {form: one.at(pk) for form, one in rows.items()}
            if event is None or event[4] != version:
                self._say(matter, 0, f"{self.word}{pk}的版本{version}没有对应的末条记录")
                continue
            _pk, matter, part, seq, _version, to_state, form, salt, digest, erased_at = event
            if to_state != state:
                self._say(matter, seq, f"{self.word}{pk}的状态“{state}”与末条记录的“{to_state}”不符（被改动）", part)
            elif erased_at is None and digest != self._digest(salt, stored.get(form), form):
                self._say(matter, seq, f"{self.word}{pk}这一行在系统之外被改动", part)

    def _rows(self, form: int) -> Iterator[tuple[Any, ...]]:
        return ((pk, row) for _name, pk, row in _streamed(select(self.model, form, where="TRUE") + " ORDER BY s.key"))

    def _digest(self, salt: str, stored: tuple[Any, ...] | None, form: int) -> str:
        return digest_of_row(salt, stored[1] if stored else "", keyed=holds_confidences(self.model, form))

    def _say(self, matter: int, seq: int, what: str, part: str = "") -> None:
        self.verdict.found.append(Fault(str(matter), seq, what, part))


class _Beside:
    """Rows by rising key, asked for by rising key."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self.rows, self.row = rows, next(rows, None)

    def at(self, pk: int) -> tuple[Any, ...] | None:
        """The row with the key, if there is one."""
        while self.row is not None and self.row[0] < pk:
            self.row = next(self.rows, None)
        return self.row if self.row is not None and self.row[0] == pk else None


def _records_about_nothing(verdict: Verdict) -> None:
    """Records whose object is not there: put in, or the object was taken away."""
    tables = {str(model._meta.model_name): model._meta.db_table for model in lifecycles()}
    for name in Event.objects.order_by().values_list("object_type", flat=True).distinct():
        there = f"EXISTS (SELECT 1 FROM {tables[name]} t WHERE t.id = object_id)" if name in tables else "FALSE"  # noqa: S608
        gone = f"""
            SELECT DISTINCT ON (object_id) object_id, matter_id, part, seq FROM mediation_event
            WHERE object_type = %s AND NOT {there}
            ORDER BY object_id, version DESC
        """  # noqa: S608
        for pk, matter, part, seq in _streamed(gone, [name]):
            what = f"记录所指的{name}{pk}不存在（被插入，或者该项被删除）"
            verdict.found.append(Fault(str(matter), seq, what, part))


def _streamed(sql: str, params: Iterable[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """Rows as they come, a part at a time, so that memory does not grow with the ledger."""
    with connection.connection.cursor(name=f"ledger_{next(_numbers)}") as cursor:
        cursor.itersize = AT_ONCE
        cursor.execute(sql, list(params))
        while rows := cursor.fetchmany(AT_ONCE):
            yield from rows


_numbers = count()
