"""The record of a sitting as it stands, with what was corrected; and whether it still is what the ledger has sealed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from mediation.models import Event, Hearing, HearingStatement, JointConference, MediationSession
from mediation.models.sittings.said import BEGINNING
from mediation.vocabulary import EntryKind

RECORDED: tuple[type[Any], ...] = (Hearing, MediationSession, JointConference)


@dataclass(frozen=True)
class Line:
    """One place in the record: what stands there (two wordings where two recorders corrected the same), and what was struck."""

    no: int
    standing: list[HearingStatement]
    struck: list[HearingStatement] = field(default_factory=list)

    @property
    def now(self) -> HearingStatement:
        """The entry that is read; the first of two that contradict."""
        return self.standing[0]

    @property
    def in_conflict(self) -> bool:
        """Whether somebody has to say which wording it is."""
        return len([one for one in self.standing if one.text]) > 1 and self.now.kind == EntryKind.SAID

    @property
    def is_read(self) -> bool:
        """Whether it is read out: words that stand, pauses, comings and goings; a part is told by its heading."""
        return not self.gone and (self.now.kind != EntryKind.STAGE or bool(self.now.text))

    @property
    def gone(self) -> bool:
        """Whether the words were struck out and nothing took their place."""
        return self.now.kind == EntryKind.SAID and not any(one.text for one in self.standing)


def lines_of(sitting: Any) -> list[Line]:
    """The record line by line."""
    rows = list(sitting.statements.select_related("by", "about").order_by("line", "no"))
    struck = {row.strikes_id for row in rows}
    found: dict[int, Line] = {}
    for row in rows:
        line = found.setdefault(row.line, Line(row.line, [], []))
        (line.struck if row.pk in struck else line.standing).append(row)
    for line in found.values():
        line.standing.sort(key=lambda one: not one.text)
    return list(found.values())


def corrections_of(line: Line) -> list[dict[str, str]]:
    """What somebody who took part had corrected on the line: what stood there, and who asked."""
    every = {row.pk: row for row in [*line.struck, *line.standing]}
    asked = [row for row in every.values() if row.asked_by and row.strikes_id in every]
    return [{"asked_by": row.asked_by, "was": _as_it_was(every[row.strikes_id], row)} for row in asked]


def _as_it_was(was: HearingStatement, now: HearingStatement) -> str:
    """What the entry said before, as far as it was changed."""
    told = [was.text] if was.text != now.text else []
    told += [_("发言人%s") % was.speaker] if was.speaker != now.speaker else []
    told += [str(was.get_phase_display())] if was.phase != now.phase else []
    return "，".join(told)


def clock_of(row: HearingStatement) -> str:
    """The minute at which it was said; empty where it is not known."""
    return localtime(row.at).strftime("%H:%M") if row.at else ""


@dataclass(frozen=True)
class Broken:
    """A record that is not what it was."""

    thing: str
    pk: int
    no: int
    what: str

    def __str__(self) -> str:
        return _("%(thing)s%(pk)d，笔录第%(no)d条：%(what)s") % {
            "thing": self.thing,
            "pk": self.pk,
            "no": self.no,
            "what": self.what,
        }


def verify_records() -> Iterator[Broken]:
    """Every entry that was changed, taken out or put between, and every seal of the ledger that the record does not bear out."""
    for model in RECORDED:
        yield from _verified(model)


def _verified(model: type[Any]) -> Iterator[Broken]:
    seals: dict[int, list[tuple[int, str]]] = {}
    kind, named = model._meta.model_name, model.RECORD
    sealed = Event.objects.filter(object_type=kind, facts__has_key="beside").order_by("pk")
    for pk, beside in sealed.values_list("object_id", "facts__beside").iterator():
        seals.setdefault(pk, []).append((beside["said"], beside["root"]))
    kept = HearingStatement.objects.exclude(**{named: None}).order_by().values_list(named, flat=True).distinct()
    for pk in sorted({*kept, *seals}):
        entries = HearingStatement.objects.filter(**{named: pk}).order_by("no")
        for no, what in _broken_in(entries, seals.get(pk, [])):
            yield Broken(model.thing(), pk, no, what)


def _broken_in(entries: Any, seals: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    before, roots = BEGINNING, {}
    for place, row in enumerate(entries.iterator(), start=1):
        if row.no != place:
            yield place, _("缺少这一条")
            return
        if row.hash != row.linked(before):
            yield row.no, _("内容或者顺序被改动")
            return
        before = roots[row.no] = row.hash
    for no, root in seals:
        if roots.get(no) != root:
            yield no, _("与办理记录中封存的校验值不符")
