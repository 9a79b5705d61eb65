"""The hours of a day as a line of cells: what is held, and what is free between."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.utils import timezone

from mediation.models import Room
from mediation.models.sittings.booking import OFFICE, opening_spans
from mediation.queries.sittings.bookings import Booking

STEP = 30


@dataclass
class Cell:
    """Some half hours of a line: what is held in them, or nothing."""

    span: int
    starts_at: datetime
    ends_at: datetime
    bookings: list[Booking] = field(default_factory=list)
    free: bool = False


@dataclass(frozen=True)
class Row:
    """The line of a room on a day; without a room, of what is held elsewhere."""

    day: date
    room: Room | None
    cells: list[Cell]

    @property
    def bookings(self) -> list[Booking]:
        """All that is held."""
        return [one for cell in self.cells for one in cell.bookings]


def hours_of(shown: Iterable[Booking]) -> list[int]:
    """The full hours that a page shows: those of an office, and more where something is held earlier or later."""
    first, last = OFFICE[0][0].hour, OFFICE[-1][1].hour
    for one in shown:
        first = min(first, one.starts_at.hour)
        ends_on_the_hour = one.ends_at.minute == 0
        same_day = one.ends_at.date() == one.day
        last = max(last, (one.ends_at.hour + (0 if ends_on_the_hour else 1)) if same_day else 24)
    return list(range(first, last))


def row_of(day: date, room: Room | None, shown: list[Booking], hours: list[int], *, free: bool) -> Row:
    """The cells of a line: bookings whose half hours meet share one."""
    begin, end = _moment(day, hours[0]), _moment(day, hours[0]) + timedelta(hours=len(hours))
    cells: list[Cell] = []
    reached = begin
    for one in sorted(shown, key=lambda one: one.starts_at):
        first, last = max(begin, _down(one.starts_at)), min(end, _up(one.ends_at))
        if cells and cells[-1].bookings and first < reached:
            cells[-1].bookings.append(one)
            reached = max(reached, last)
            cells[-1].ends_at = reached
            continue
        cells += _free(reached, first, room, free=free)
        cells.append(Cell(0, first, last, [one]))
        reached = last
    cells += _free(reached, end, room, free=free)
    for cell in cells:
        cell.span = int((cell.ends_at - cell.starts_at).total_seconds()) // 60 // STEP
    return Row(day, room, [cell for cell in cells if cell.span])


def _free(first: datetime, last: datetime, room: Room | None, *, free: bool) -> list[Cell]:
    """What lies between, parted where the house opens and shuts, and where it is now: only what is to come can be had."""
    if first >= last:
        return []
    house = opening_spans(room.organ.opening_hours) if room else list(OFFICE)
    now = timezone.localtime()
    cuts = {_up(now), *(_at(first, clock) for hours in house for clock in hours)}
    marks = [first, *sorted(cut for cut in cuts if first < cut < last), last]
    return [
        Cell(0, a, b, free=free and a >= now and any(opens <= a.time() < shuts for opens, shuts in house))
        for a, b in pairwise(marks)
    ]


def _moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=timezone.get_current_timezone())


def _at(day: datetime, clock: time) -> datetime:
    return _down(day.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0))


def _down(at: datetime) -> datetime:
    return at.replace(minute=at.minute - at.minute % STEP, second=0, microsecond=0)


def _up(at: datetime) -> datetime:
    return _down(at + timedelta(minutes=STEP, microseconds=-1))
