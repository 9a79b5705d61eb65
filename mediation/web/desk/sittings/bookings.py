"""日程: what is held when and where, for a week, a day or a room; the sheet for the door; where something is free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from mediation.models import Hearing, JointConference, MediationSession, Room
from mediation.models.clock.calendar import current_calendar
from mediation.models.sittings.booking import opens_on
from mediation.queries.sittings.bookings import Booking, bookings, rooms_of, to_be_scheduled
from mediation.web.desk.access import staff_only
from mediation.web.desk.sittings.grid import Row, hours_of, row_of
from mediation.web.forms import days
from mediation.web.stepping.keys import whole_number

VIEWS = ("week", "day", "room")
KINDS = (Hearing, MediationSession, JointConference)
MOST = 50


@dataclass(frozen=True)
class Asked:
    """What the address asks for; what cannot be read there is as if it were not."""

    view: str
    day: date
    room: Room | None
    kind: str
    mine: bool

    @classmethod
    def of(cls, request: HttpRequest, rooms: list[Room]) -> Asked:
        """As the address says, else this week."""
        told = request.GET
        room = next((one for one in rooms if str(one.pk) == told.get("room")), None)
        view = told.get("view", "")
        view = view if view in VIEWS and not (view == "room" and room is None) else "week"
        kinds = [model._meta.model_name for model in KINDS]
        kind = told.get("kind", "")
        return cls(view, day_of(told.get("day", "")), room, kind if kind in kinds else "", told.get("who") == "me")

    @property
    def days(self) -> list[date]:
        """The days that are shown: one, or a week from its Monday."""
        if self.view == "day":
            return [self.day]
        monday = self.day - timedelta(days=self.day.weekday())
        return [monday + timedelta(days=n) for n in range(7)]

    def shows(self, one: Booking) -> bool:
        """Whether the filters leave it; of what may not be seen nobody knows the kind."""
        if self.view == "room" and self.room is not None and one.room_id != self.room.pk:
            return False
        if self.mine and not one.mine:
            return False
        return not self.kind or (one.sitting is not None and one.sitting.page_name == self.kind)

    def address(self, **other: Any) -> str:
        """The address of the same with something else."""
        told = {
            "view": self.view, "day": self.day.isoformat(), "room": self.room.pk if self.room else "", "kind": self.kind,
            "who": "me" if self.mine else "",
        }  # fmt: skip
        return "?" + urlencode({name: value for name, value in (told | other).items() if value})


def day_of(typed: str) -> date:
    """The day of an address, today if it names none."""
    try:
        found = days.day_of(typed)
    except (days.Unreadable, days.NoSuchDay):
        return timezone.localdate()
    return found if 1900 < found.year < 2200 else timezone.localdate()


def midnight(day: date) -> datetime:
    """Where a day begins in Shanghai."""
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())


@staff_only
def schedule(request: HttpRequest) -> HttpResponse:
    """The organ's sittings and rooms. Of a file that one may not see: that the room is taken, and when."""
    rooms = rooms_of(request.actor)
    asked = Asked.of(request, rooms)
    first, last = midnight(asked.days[0]), midnight(asked.days[-1] + timedelta(days=1))
    every = bookings(request.actor, rooms, first=first, last=last, now=timezone.now())
    shown = [one for one in every if asked.shows(one)]
    filtered = asked.mine or bool(asked.kind)
    rows = _week(asked, rooms, shown) if asked.view == "week" else _by_hours(asked, rooms, shown, free=not filtered)
    step = timedelta(days=1 if asked.view == "day" else 7)
    context = {
        "asked": asked, "rooms": [room for room in rooms if room.is_open(asked.days[0])], "rows": rows, "shown": shown,
        "hours": hours_of(shown) if asked.view != "week" else [], "today": request.actor.on, "last_day": asked.days[-1],
        "days": [(day, asked.address(view="day", day=day)) for day in asked.days],
        "before": asked.address(day=asked.day - step), "after": asked.address(day=asked.day + step),
        "now": asked.address(day=request.actor.on), "conflicts": [one for one in shown if one.conflicts],
        "views": [(name, label, asked.address(view=name)) for name, label in (("week", _("周")), ("day", _("日")))],
        "kinds": [("", _("全部")), *((model._meta.model_name, model.thing()) for model in KINDS)],
        "filtered": filtered,
    }  # fmt: skip
    return render(request, "desk/sittings/bookings.html", context)


def _week(asked: Asked, rooms: list[Room], shown: list[Booking]) -> list[tuple[Any, list[tuple[date, list[Booking]]]]]:
    """A line for each room, a column for each day; last what is held elsewhere."""
    by_place: dict[tuple[int | None, date], list[Booking]] = {}
    known = {room.pk for room in rooms}
    for one in shown:
        by_place.setdefault((one.room_id if one.room_id in known else None, one.day), []).append(one)
    used = {place for place, _day in by_place}
    filtered = asked.mine or bool(asked.kind)
    lines: list[Room | None] = [
        room for room in rooms if room.pk in used or (room.is_open(asked.days[0]) and not filtered)
    ]
    lines += [None] if None in used else []
    return [(room, [(day, by_place.get((room.pk if room else None, day), [])) for day in asked.days]) for room in lines]


def _by_hours(asked: Asked, rooms: list[Room], shown: list[Booking], *, free: bool) -> list[Row]:
    """A line for each room of one day, or for each day of one room, along the hours."""
    hours, calendar = hours_of(shown), current_calendar()

    def line(day: date, room: Room, some: list[Booking]) -> Row:
        can_be_had = free and room.is_open(day) and opens_on(room.organ.opening_hours, day, calendar)
        return row_of(day, room, some, hours, free=can_be_had)

    if asked.view == "room" and asked.room is not None:
        return [line(day, asked.room, [one for one in shown if one.day == day]) for day in asked.days]
    known = {room.pk for room in rooms}
    found = [
        line(asked.day, room, some)
        for room in rooms
        if (some := [one for one in shown if one.room_id == room.pk]) or (free and room.is_open(asked.day))
    ]
    elsewhere = [one for one in shown if one.room_id not in known]
    return [*found, row_of(asked.day, None, elsewhere, hours, free=False)] if elsewhere else found


@staff_only
def free(request: HttpRequest) -> HttpResponse:
    """What waits for a day and may be held in these free hours; each leads to its form with hour and room filled in."""
    rooms = rooms_of(request.actor)
    room = next((one for one in rooms if str(one.pk) == request.GET.get("room")), None)
    try:
        starts_at = datetime.fromisoformat(request.GET.get("at", ""))
    except ValueError:
        starts_at = None
    if room is None or starts_at is None:
        raise Http404
    hearings, mediations = to_be_scheduled(request.actor, most=MOST)
    query = urlencode({"starts_at": f"{starts_at:%Y-%m-%d %H:%M}", "room": room.pk})
    context = {"room": room, "starts_at": starts_at, "hearings": hearings, "mediations": mediations, "query": query}
    return render(request, "desk/sittings/free.html", context)


@staff_only
def doors(request: HttpRequest) -> HttpResponse:
    """门口张贴的日程: a sheet for each room, or for one, on a day: hours, kind and the end of the number, nobody's name."""
    rooms = rooms_of(request.actor)
    wanted, day = whole_number(request.GET.get("room", "")), day_of(request.GET.get("day", ""))
    first = midnight(day)
    found = bookings(request.actor, rooms, first=first, last=first + timedelta(days=1), now=timezone.now())
    sheets = [
        (room, some)
        for room in rooms
        if (some := [one for one in found if one.room_id == room.pk]) and wanted in (None, room.pk)
    ]
    with override(settings.LANGUAGE_CODE):  # what is printed is Chinese, whatever language the reader's
        return render(request, "desk/sittings/doors.html", {"sheets": sheets, "day": day})
