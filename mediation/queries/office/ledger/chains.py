"""The chains of the ledger, row by row."""

from __future__ import annotations

import json
from typing import Any

from mediation.models.digests import digest_of_plain, digest_of_stated
from mediation.models.event import GENESIS, SEALED_FIELDS
from mediation.queries.office.ledger.streaming import streamed
from mediation.queries.office.ledger.verdict import Fault, Verdict

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
    "elsewhere": "elsewhere::text",
    "done_on": "to_char(done_on, 'YYYY-MM-DD')",
    "recorded_at": """to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')""",
}
MATTER, PART, SEQ, TYPE, STEP, ELSEWHERE = (
    SEALED_FIELDS.index(name) for name in ("matter_id", "part", "seq", "object_type", "step", "elsewhere")
)
NAMED = READ.index("prev")
CHAINS = f"""
    SELECT {", ".join(AS_SEALED.get(name, name) for name in READ)} FROM mediation_event
    WHERE matter_id >= %s AND matter_id < %s ORDER BY matter_id, part, seq
"""  # noqa: S608
_parsed = json.JSONDecoder().raw_decode


def chains(verdict: Verdict, first: int, end: int) -> None:
    """Every row in its chain: number, hash before, contents; of the files with keys from `first` to before `end`."""
    matter, part, before, due = None, None, (GENESIS,), 1
    for row in streamed(CHAINS, [first, end]):
        if row[MATTER] != matter or row[PART] != part:
            matter, part, before, due = row[MATTER], row[PART], (GENESIS,), 1
        verdict.rows += 1
        before, due = _of_row(row, before, due, verdict), row[SEQ] + 1


def _of_row(row: tuple[Any, ...], before: tuple[str, ...], due: int, verdict: Verdict) -> tuple[str, ...]:
    """Look at one row behind the hashes that the row before it may have had; most are whole, and words are found only for others.

    Returns its own: as stored, and as its contents give it. Whichever was changed, the row behind it is whole if it fits one.
    """
    salt, actor, facts, reason, contents, of_row, named, sealed, erased_at = row[SEALED:]
    elsewhere = [] if row[ELSEWHERE] == "[]" else json.loads(row[ELSEWHERE])
    told = [named or before[0], *row[:ELSEWHERE], elsewhere, *row[ELSEWHERE + 1 : SEALED], contents, of_row]
    digest = digest_of_plain(told)
    if digest != sealed and not named and len(before) > 1:
        digest = digest_of_plain([before[1], *told[1:]])
    if row[SEQ] != due or digest != sealed or (named and named not in before):
        _misplaced(row, due, verdict, whole=digest == sealed)
    if erased_at is not None and not salt:
        verdict.erased += 1
        if facts != "{}" or actor or reason:
            _say(row, "已删除的内容又有了文字（被改动）", verdict)
    elif contents != digest_of_stated(salt, [actor, _parsed(facts)[0], reason]):
        _say(row, f"所记的内容被改动：{row[TYPE]}.{row[STEP]}", verdict)
    return (sealed,) if digest == sealed else (sealed, digest)


def _misplaced(row: tuple[Any, ...], due: int, verdict: Verdict, *, whole: bool) -> None:
    seq = row[SEQ]
    for missing in range(due, min(seq, due + MOST_NAMED)):
        _say(row, "记录缺失（被删除）", verdict, seq=missing)
    if (more := seq - due - MOST_NAMED) > 0:
        said = f"以及其后共{more}条记录缺失（被删除，或者第{seq}条被插入）"
        _say(row, said, verdict, seq=due + MOST_NAMED)
    if seq < due:
        _say(row, "序号不应存在（被插入）", verdict)
    # Behind what is missing nothing can be said of a row that does not repeat the hash before it.
    if not whole and (seq <= due or row[NAMED]):
        _say(row, f"内容或者次序与哈希值不符（本条或者前一条被改动、调换或者插入）：{row[TYPE]}.{row[STEP]}", verdict)
    elif whole and seq == due:
        _say(row, "与前一条记录不衔接（被调换、插入或者前一条被改动）", verdict)


def _say(row: tuple[Any, ...], what: str, verdict: Verdict, *, seq: int | None = None) -> None:
    """The file is named by its key; its number is looked up at the end."""
    verdict.say(Fault(str(row[MATTER]), row[SEQ] if seq is None else seq, what, row[PART]))
