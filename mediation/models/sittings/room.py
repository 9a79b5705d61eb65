"""Rooms for hearings and mediation sessions. The database refuses a second booking of the same hours."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Func, Value
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from mediation.models.office.organ import Organ


class RoomQuerySet(models.QuerySet[Any]):
    """Rooms by their days."""

    def open_on(self, on: date) -> RoomQuerySet:
        """Those in which something may be held on the day or later."""
        return self.filter(models.Q(closed_after=None) | models.Q(closed_after__gte=on))


class Room(models.Model):
    """A room of an organ."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="rooms", verbose_name=_("机关"))
    name = models.CharField(_("房间"), max_length=100)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    closed_after = models.DateField(_("停用前的最后一日"), null=True, editable=False)

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = _("会场")
        ordering = ["organ", "name"]
        constraints = [models.UniqueConstraint(fields=["organ", "name"], name="room_name_once")]

    def __str__(self) -> str:
        return f"{self.organ.name}{self.name}"

    def is_free(self, start: datetime, end: datetime, *, besides: models.Model | None = None) -> bool:
        """Whether it is open and nothing else is booked in the hours; `besides` is the object that may move its own booking."""
        if self.closed_after is not None and localtime(end).date() > self.closed_after:
            return False
        taken = self.bookings.filter(during__overlap=DateTimeTZRange(start, end))
        if besides is not None:
            taken = taken.exclude(subject_type=besides._meta.model_name, subject_id=besides.pk)
        return not taken.exists()


class RoomBooking(models.Model):
    """The hours for which a room is held for one object (a hearing, a session)."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="bookings", verbose_name=_("会场"))
    during = DateTimeRangeField(_("时间"))
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("会场占用")
        ordering = ["pk"]
        constraints = [
            ExclusionConstraint(
                name="room_booked_once",
                expressions=[
                    (
                        Func(
                            F("room"),
                            F("room"),
                            Value("[]"),
                            function="int8range",
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.UniqueConstraint(fields=["subject_type", "subject_id"], name="room_booking_once_each"),
        ]
