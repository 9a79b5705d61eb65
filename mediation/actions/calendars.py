"""Load the holiday notice of a year: the days it touches move, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from mediation.actions import gateway, messages
from mediation.actions.deadlines import computation, days_as_fields, note_change
from mediation.actions.registry import effect_of
from mediation.models import CalendarYear, Deadline
from mediation.models.calendar import current_calendar, days_of, with_row
from mediation.timelimits import Calendar, Computation, changed_days, chinese_day, keeping
from mediation.vocabulary import ClockGround
from mediation.workflows.base import Act
from mediation.workflows.deadline import RUNNING_STATES, DeadlineState

CAN_MOVE = Q(state__in=RUNNING_STATES) | Q(state=DeadlineState.LAPSED, expiry_step="")


@dataclass(frozen=True)
class Touched:
    """A deadline that a calendar touches: it moves, or it is no longer provisional (or newly so)."""

    deadline: Deadline
    computed: Computation

    @property
    def moves(self) -> bool:
        """Whether the counted or the legal day changes."""
        row = self.deadline
        return (row.nominal_on, row.legal_on) != (self.computed.nominal, self.computed.legal)

    @property
    def settles(self) -> bool:
        """Whether what is stored beside the day changes: it is provisional no longer, or a party keeps it."""
        row = self.deadline
        return (row.provisional, row.kept_on is not None) != (self.computed.provisional, self.computed.kept)


@dataclass(frozen=True)
class Loaded:
    """What a load did."""

    row: CalendarYear | None
    moved: int
    settled: int


def proposed(year: int, days: dict[str, dict[str, str]], *, notice: str, at: datetime, by: str = "") -> CalendarYear:
    """The next version of a year, not stored yet."""
    return CalendarYear(
        year=year, number=CalendarYear.next_number(year), notice=notice, loaded_at=at, loaded_by=by, **days
    )


def is_in_force(row: CalendarYear, calendar: Calendar) -> bool:
    """Whether a calendar says the same of the year already, resting on the same notice."""
    same = days_of(with_row(calendar, row), row.year) == days_of(calendar, row.year)
    beyond = not changed_days(calendar, with_row(calendar, row))
    return row.year in calendar.covered and same and beyond and row.notice == calendar.notice(row.year)


def load(row: CalendarYear, *, at: datetime) -> Loaded:
    """Store the year and count every deadline that it touches anew, all in one transaction.

    What is in force already is not stored again. Two loads at once wait for each other; a load that is
    killed leaves nothing behind.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE mediation_calendaryear IN SHARE ROW EXCLUSIVE MODE")
        new = not is_in_force(row, current_calendar())
        if new:
            row.number = CalendarYear.next_number(row.year)
            row.save(force_insert=True)
        moved, settled = recount(at=at)
    return Loaded(row if new else None, moved, settled)


def recount(*, at: datetime) -> tuple[int, int]:
    """Count the deadlines anew that the calendar in force touches; return how many moved and were settled."""
    moved = settled = 0
    for found in touched(current_calendar(), on=at.astimezone(gateway.SHANGHAI).date()):
        row, computed = found.deadline, found.computed
        notice = computed.calendar.notice(computed.legal.year)
        facts: dict[str, Any] = {"notice": notice or _("尚无放假安排")}
        if found.moves:
            facts |= {"old_legal_on": row.legal_on, "new_legal_on": computed.legal}
        gateway.perform(Deadline, row.pk, "recount" if found.moves else "settle", by=None, at=at, **facts)
        moved, settled = moved + found.moves, settled + (not found.moves)
    return moved, settled


def touched(calendar: Calendar, *, on: date) -> list[Touched]:
    """The deadlines of which a calendar says something else than is stored, in the order of their files.

    A right that has lapsed is touched only if it would live again.
    """
    found = []
    rows = Deadline.objects.filter(CAN_MOVE).exclude(limit={}).exclude(calendar_version=calendar.version)
    for row in rows.order_by("matter_id", "pk").iterator(chunk_size=2000):
        one = Touched(row, counted_anew(row, calendar))
        alive = row.state != DeadlineState.LAPSED or (one.moves and one.computed.legal >= on)
        if alive and (one.moves or one.settles):
            found.append(one)
    return found


def counted_anew(deadline: Deadline, calendar: Calendar) -> Computation:
    """The deadline on another calendar; a party's own right does not end earlier than it did."""
    computed = computation(deadline, calendar=calendar)
    return keeping(computed, legal=deadline.legal_on) if computed.legal < deadline.legal_on else computed


@effect_of(Deadline, "recount")
def move_with_the_calendar(deadline: Deadline, act: Act) -> None:
    """The day moves, the head is told for signing off, and the parties are told old and new day."""
    computed = counted_anew(deadline, current_calendar())
    note_change(
        act, deadline, computed, ground=ClockGround.CALENDAR, why=_("按%s重新计算") % act.facts["notice"], to_sign=True
    )
    tell_parties(act, deadline, old=deadline.legal_on, new=computed.legal, why=act.facts["notice"])
    _take_over(deadline, computed)


@effect_of(Deadline, "settle")
def settle_with_the_calendar(deadline: Deadline, act: Act) -> None:
    """The day stays; that it was provisional is over."""
    _take_over(deadline, counted_anew(deadline, current_calendar()))


def _take_over(deadline: Deadline, computed: Computation) -> None:
    changes = days_as_fields(computed) | {"kept_on": computed.legal if computed.kept else None}
    for name, value in changes.items():
        setattr(deadline, name, value)
    deadline.save(update_fields=[*changes])


def tell_parties(act: Act, deadline: Deadline, *, old: date, new: date, why: str) -> None:
    """Tell the party whose right it is, or the petitioners who wait for the organ."""
    parties = [deadline.party] if deadline.party else deadline.matter.petitioners
    said = _("“%(what)s”的最后一日由%(old)s改为%(new)s，原因：%(why)s。") % {
        "what": deadline.label, "old": chinese_day(old), "new": chinese_day(new), "why": why,
    }  # fmt: skip
    for party in parties:
        messages.tell(act, party, said, key=f"moved:{deadline.pk}:{act.event.pk}")
