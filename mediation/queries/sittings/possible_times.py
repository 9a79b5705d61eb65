"""The first days and hours at which a sitting can be held: room, staff and those called are free, and are told in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import QuerySet
from django.utils.timezone import localtime

from mediation.models import Room, RoomBooking, StaffBooking, StaffLeave
from mediation.models.clock.calendar import current_calendar
from mediation.models.sittings.booking import opening_spans, opens_on
from mediation.queries.sittings.clashes import clashes
from mediation.workflows.base import Act
from mediation.workflows.writing import one_look

SHANGHAI = ZoneInfo("Asia/Shanghai")
WANTED = 3
AHEAD = 90  # days
EACH = timedelta(minutes=30)
DAY = timedelta(days=1)
UNKNOWN = 10_000  # a room of which nobody knows how many it holds comes last
Hours = tuple[datetime, datetime]


@dataclass(frozen=True)
class PossibleTime:
    """An hour at which it can be held, in which room, and until when whoever is called must have been told."""

    starts_at: datetime
    ends_at: datetime
    room: Room | None
    told_until: date | None


@one_look()
def possible_times(sitting: Any, act: Act, *, most: int = WANTED) -> list[PossibleTime]:
    """The first hour of each of the first days on which everybody can; fewer where the coming three months have no more.

    The sitting is as it stands before the act, in which is what is stated. A day whose last day of notice is today is
    passed over: nobody is served within the hour.
    """
    first = localtime(act.at).date() + timedelta(days=1)
    days = [first + timedelta(days=n) for n in range(AHEAD)]
    search, found = _Search(sitting, act, days), []
    for day in days:
        told_until = sitting.last_notice_on(_at(day, time(12)))
        if told_until is None or told_until > act.on:
            found += search.on(day, told_until)
        if len(found) == most:
            break
    return found


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=SHANGHAI)


class _Search:
    """What is asked of the database once for all days."""

    def __init__(self, sitting: Any, act: Act, days: list[date]) -> None:
        self.sitting, self.act = sitting, act
        self.staff, self.called = sitting.booked_people(), sitting.to_be_called(act)
        minutes = act.get("minutes") or sitting.as_told(act, "minutes") or sitting.USUAL_MINUTES
        self.length, self.calendar = timedelta(minutes=minutes), current_calendar()
        self.rooms = self._rooms()
        house = self.rooms[0].organ if self.rooms[0] else sitting.acting_organ
        self.opens = house.opening_hours if house is not None else ""
        self._look(_at(days[0], time()), _at(days[-1] + timedelta(days=1), time()))

    def _rooms(self) -> list[Room | None]:
        """The room stated or told before; none, if a place is; else the organ's, the smallest that holds everybody first."""
        sitting, act = self.sitting, self.act
        if (room := sitting.room_for(act)) is not None:
            return [room]
        organ = sitting.acting_organ
        if act.get("place") or sitting.as_told(act, "place") or organ is None:
            return [None]
        people = len(self.called) + len(self.staff)
        rooms = Room.objects.filter(organ=organ).open_on(act.on).select_related("organ")
        large = [room for room in rooms if room.capacity is None or room.capacity >= people]
        needed = (
            {
                name
                for one in sitting.wanted_by(self.called)
                for name in ("step_free", "hearing_loop")
                if getattr(one, name)
            }
            if large and sitting.matter_id
            else set()
        )
        return [
            *sorted(
                large,
                key=lambda room: (sum(not getattr(room, name) for name in needed), room.capacity or UNKNOWN, room.pk),
            )
        ] or [None]

    def _look(self, since: datetime, until: datetime) -> None:
        """What is held already, but for what the sitting itself holds, which may move."""
        span = {"during__overlap": DateTimeTZRange(since, until)}
        self.taken: dict[int, list[Hours]] = defaultdict(list)
        for row in self._others(RoomBooking.objects.filter(room__in=[room for room in self.rooms if room], **span)):
            self.taken[row.room_id].append((row.during.lower, row.during.upper))
        staff = self._others(StaffBooking.objects.filter(person__in=self.staff, **span))
        self.busy = [(row.during.lower, row.during.upper) for row in staff]
        called = clashes(self.sitting, self.called, since=since, until=until)
        self.busy += [(one.starts_at, one.ends_at) for one in called]
        days = localtime(since).date(), localtime(until).date()
        for one in StaffLeave.objects.standing().filter(person__in=self.staff).between(*days) if self.staff else ():
            self.busy.append((_at(one.first_on, time()), _at(one.last_on + DAY, time())))
        away = self.sitting.matter.hindrances.standing().filter(party__in=self.called)
        self.busy += [(_at(one.first_on, time()), _at(one.last_on + DAY, time())) for one in away]

    def _others(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        own = {"subject_type": self.sitting._meta.model_name, "subject_id": self.sitting.pk}
        return rows.exclude(**own) if self.sitting.pk else rows

    def on(self, day: date, told_until: date | None) -> list[PossibleTime]:
        """The first hour of the day, if it has one."""
        for starts_at in self._starts(day) if opens_on(self.opens, day, self.calendar) else ():
            hours = starts_at, starts_at + self.length
            if _free(hours, self.busy):
                for room in self.rooms:
                    if room is None or (room.is_open(day) and _free(hours, self.taken[room.pk])):
                        return [PossibleTime(*hours, room, told_until)]
        return []

    def _starts(self, day: date) -> Iterator[datetime]:
        """Each half hour from which so long a sitting lies in the opening hours; over noon only where it must."""
        spans = opening_spans(self.opens)
        whole = (spans[0][0], max(last for _first, last in spans))
        for first, last in (*spans, whole):
            starts_at = _at(day, first)
            while starts_at + self.length <= _at(day, last):
                yield starts_at
                starts_at += EACH


def _free(hours: Hours, taken: Iterable[Hours]) -> bool:
    return not any(first < hours[1] and hours[0] < last for first, last in taken)
