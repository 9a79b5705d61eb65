"""What holds a room and people for some hours: a hearing, a session of mediation, a joint conference."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Func, Value
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.models.clock.calendar import current_calendar
from mediation.models.clock.deadline import Deadline
from mediation.models.sittings.leave import StaffLeave
from mediation.models.sittings.room import Room, RoomBooking
from mediation.timelimits import Calendar
from mediation.workflows.base import Act, lifecycle_named

# Nobody is called at night, wherever it is; a room of an organ that tells no hours is open like an office.
AWAKE = (time(7), time(21))
OFFICE = ((time(8), time(12)), (time(14), time(18)))
HOURS = re.compile(r"(\d{1,2})[:：](\d{2})\s*[—–~～至到-]+\s*(\d{1,2})[:：](\d{2})")
REST_DAYS_TOO = re.compile(r"周六|周日|星期六|星期日|每天|每日|节假日")
NAMED = 3
# The states in which a sitting has its time and waits for it.
FIXED = ("scheduled", "convened")
WAITING = {"hearing": "scheduled", "mediationsession": "scheduled", "jointconference": "convened"}


class StaffBooking(models.Model):
    """The hours for which a member of staff is taken by one sitting. The database refuses a second one."""

    person = models.ForeignKey("User", models.PROTECT, related_name="bookings", verbose_name=_("工作人员"))
    during = DateTimeRangeField(_("时间"))
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("人员占用")
        ordering = ["pk"]
        constraints = [
            ExclusionConstraint(
                name="person_booked_once",
                expressions=[
                    (Func(F("person"), F("person"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.UniqueConstraint(fields=["subject_type", "subject_id", "person"], name="person_booking_once_each"),
        ]


class Booked:
    """A sitting with its hours, its room and the members of staff whom it needs."""

    USUAL_MINUTES = 120
    MEETS_AT_NIGHT = False

    @property
    def is_off(self) -> bool:
        """Whether it does not take place as it was told."""
        return False

    @property
    def outcome_label(self: Any) -> str:
        """How it ended on the day to which it was fixed last."""
        return str(self.get_sitting_outcome_display())

    def booked_people(self) -> list[int]:
        """The user ids of whom it needs, sorted."""
        return []

    def to_be_called(self, act: Act) -> list[Any]:
        """The parties whom it calls, as the act states them or as they were called."""
        return []

    def may_be_moved_by(self, actor: Any) -> bool:
        """Whether the member of staff decides that it is held at another time."""
        return False

    def excuse_until(self, act: Act) -> date | None:
        """Until when whoever did not come may still say why, or the day itself while what was said waits; None if it is over."""
        last: date | None = (
            Deadline.objects.about(self).filter(code="D21").aggregate(last=models.Max("legal_on"))["last"]
        )
        if last is not None and last >= act.on:
            return last
        waits = self.hindrances.filter(state="handed_in").exists()  # type: ignore[attr-defined]
        return act.on if waits else None

    def cannot_come(self: Any, act: Act) -> str:
        """Who of those called has said that he cannot come on that day, and when; empty if all can."""
        called, day = self.to_be_called(act), localtime(self.hours(act)[0]).date()
        found = self.matter.hindrances.standing().on(day).filter(party__in=called).select_related("party")
        return "；".join(str(one) for one in found[:NAMED])

    def staff_away(self: Any, act: Act) -> str:
        """Who of the staff whom it needs is away on that day; empty if nobody is."""
        people = self.booked_people()
        day = localtime(self.hours(act)[0]).date()
        found = StaffLeave.objects.standing().filter(person__in=people).between(day, day) if people else ()
        return "；".join(str(one) for one in found.select_related("person")[:NAMED]) if people else ""

    def needs_unmet(self: Any, act: Act) -> list[str]:
        """What those who are called need in the room and it does not have, a sentence for each; no room, none."""
        room = self.room_for(act)
        asked = list(self.wanted_by(self.to_be_called(act))) if room is not None else []
        return [
            gettext("%(who)s需要%(what)s，会场“%(room)s”没有。")
            % {"who": one.party, "what": one._meta.get_field(name).verbose_name, "room": room}
            for one in asked
            for name in ("step_free", "hearing_loop")
            if getattr(one, name) and not getattr(room, name)
        ]

    def wanted_by(self: Any, called: Iterable[Any]) -> models.QuerySet[Any]:
        """What these parties have asked for in this file."""
        return self.matter.help_wanted.standing().filter(party__in=list(called)).select_related("party").order_by("pk")

    def those_waiting(self: Any, act: Act) -> list[Any]:
        """What else is fixed for later that day in its room (or its place in words, by the same organ), or with its staff."""
        day = datetime.combine(act.on, time(), tzinfo=localtime(act.at).tzinfo)
        span = DateTimeTZRange(max(day, self.starts_at), day + timedelta(days=1))
        later = models.Q(during__startswith__gt=span.lower, during__startswith__lt=span.upper)
        here = RoomBooking.objects.filter(later, room=self.room_id) if self.room_id else RoomBooking.objects.none()
        held = here.values_list("subject_type", "subject_id")
        theirs = StaffBooking.objects.filter(later, person__in=self.booked_people())
        keys = {*held, *theirs.values_list("subject_type", "subject_id")} - {(self.page_name, self.pk)}
        found = []
        for kind, states in WAITING.items():
            model = lifecycle_named(kind)
            wanted = models.Q(pk__in=[pk for name, pk in keys if name == kind])
            if not self.room_id and self.place:
                organ = "mediation__organ" if kind == "mediationsession" else "organ"
                wanted |= models.Q(place=self.place, room=None, **{organ: self.acting_organ})
            waiting = model._default_manager.filter(
                wanted, state=states, starts_at__gt=span.lower, starts_at__lt=span.upper
            )
            found += waiting.exclude(pk=self.pk) if kind == self.page_name else waiting
        return sorted(found, key=lambda one: (one.starts_at, one.pk))

    def last_notice_on(self, starts_at: datetime) -> date | None:
        """The last day on which whoever is called can be told of that time; None where nothing says how long before."""
        return None

    def hours(self: Any, act: Act | None = None) -> tuple[datetime, datetime] | None:
        """From when until when, as the act states it or as it is fixed; None before a time is fixed."""
        starts_at = (act and act.get("starts_at")) or self.starts_at
        minutes = self.minutes if act is None else act.get("minutes") or self.as_told(act, "minutes")
        return (starts_at, starts_at + timedelta(minutes=minutes or self.USUAL_MINUTES)) if starts_at else None

    def room_for(self: Any, act: Act) -> Room | None:
        """The room that the act means: the one stated, else the one told before, unless another place is stated."""
        return act.get("room") or (None if act.get("place") else self.as_told(act, "room"))

    def is_moved_by(self: Any, act: Act) -> bool:
        """Whether another time or another place is stated than was told."""
        told = act.before or self
        moved = act.starts_at != told.starts_at or act.get("room") not in (None, told.room)
        return moved or (act.place or told.place) != told.place

    def as_told(self, act: Act, name: str) -> Any:
        """What was told of a sitting that is fixed already and only moves; None where it is fixed anew."""
        told = act.before
        fixed = told is not None and told.pk and told.state in FIXED
        return getattr(told, name) if fixed else None

    def room_taken_by(self: Any, act: Act) -> str:
        """What holds the room stated in those hours, with whom to ask; empty if it is free."""
        hours, room = self.hours(act), self.room_for(act)
        if room is None or hours is None:
            return ""
        taken = _others(RoomBooking.objects.filter(room=room), self, hours).order_by("during").first()
        return _told(taken, gettext("会场“%s”") % room) if taken is not None else ""

    def people_taken_by(self: Any, act: Act, people: Iterable[int] | None = None) -> str:
        """Who of the people is in another sitting in those hours, and where; empty if all are free."""
        hours = self.hours(act)
        wanted = self.booked_people() if people is None else list(people)
        if hours is None or not wanted:
            return ""
        taken = _others(StaffBooking.objects.filter(person__in=wanted), self, hours)
        found = taken.select_related("person").order_by("person__name", "during")
        return "；".join(_told(one, str(one.person)) for one in found[:NAMED])

    def closed_then(self: Any, act: Act) -> str:
        """Why nothing is held in those hours: at night, when the organ's house is shut; empty if it may be."""
        starts_at, ends_at = (localtime(moment) for moment in self.hours(act))
        if not self.MEETS_AT_NIGHT and not _lies_in(starts_at, ends_at, AWAKE):
            return gettext("会议应当在%(first)s至%(last)s之间进行") % _clock(AWAKE)
        if (room := self.room_for(act)) is None:
            return ""
        if not room.is_open(ends_at.date()):
            return gettext("会场自%s以后停用") % room.closed_after
        told = room.organ.opening_hours
        if not opens_on(told, starts_at.date(), current_calendar()):
            return gettext("%s是休息日，机关的会场不开放") % starts_at.date()
        hours = opening_hours(told)
        return (
            ""
            if _lies_in(starts_at, ends_at, hours)
            else gettext("会场的开放时间是%(first)s至%(last)s") % _clock(hours)
        )


def opening_spans(told: str) -> list[tuple[time, time]]:
    """The parts of the day in which an organ is open by its rules; office hours if it names none."""
    found = [tuple(int(part) for part in one) for one in HOURS.findall(told)]
    named = [(h1, m1, h2, m2) for h1, m1, h2, m2 in found if max(h1, h2) < 24 and max(m1, m2) < 60]
    return sorted((time(h1, m1), time(h2, m2)) for h1, m1, h2, m2 in named) or list(OFFICE)


def opening_hours(told: str) -> tuple[time, time]:
    """The first and the last hour of the day that an organ names in its rules; office hours if it names none."""
    spans = opening_spans(told)
    return min(first for first, _last in spans), max(last for _first, last in spans)


def opens_on(told: str, day: date, calendar: Calendar) -> bool:
    """Whether an organ with these rules opens its house on the day."""
    return calendar.is_working_day(day) or bool(REST_DAYS_TOO.search(told))


def _lies_in(starts_at: datetime, ends_at: datetime, hours: tuple[time, time]) -> bool:
    same_day = starts_at.date() == ends_at.date()
    return same_day and hours[0] <= starts_at.time() and ends_at.time() <= hours[1]


def _clock(hours: tuple[time, time]) -> dict[str, str]:
    return {"first": f"{hours[0]:%H:%M}", "last": f"{hours[1]:%H:%M}"}


def _others(found: models.QuerySet[Any], subject: Any, hours: tuple[datetime, datetime]) -> models.QuerySet[Any]:
    """The bookings that overlap the hours, but for the sitting's own, which may move."""
    found = found.filter(during__overlap=DateTimeTZRange(*hours))
    return found.exclude(subject_type=subject._meta.model_name, subject_id=subject.pk) if subject.pk else found


def _told(booking: Any, who: str) -> str:
    """A booking in words: who, when, for what and where; of the file it says nothing, for the reader may not see it."""
    key = {"subject_type": booking.subject_type, "subject_id": booking.subject_id}
    first, last = (localtime(moment) for moment in (booking.during.lower, booking.during.upper))
    if isinstance(booking, StaffBooking):
        held = RoomBooking.objects.filter(**key).select_related("room__organ").first()
        beside = str(held.room) if held is not None else gettext("会场以外")
    else:
        staff = StaffBooking.objects.filter(**key).select_related("person").order_by("pk")[:NAMED]
        beside = "、".join(str(one.person) for one in staff)
    return gettext("%(who)s在%(day)s %(first)s—%(last)s已经用于%(what)s（%(beside)s）") % {
        "who": who, "day": first.date(), "first": f"{first:%H:%M}", "last": f"{last:%H:%M}",
        "what": lifecycle_named(booking.subject_type).thing(), "beside": beside or gettext("无人登记"),
    }  # fmt: skip
