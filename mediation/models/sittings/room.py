"""Rooms for hearings and mediation sessions. The database refuses a second booking of the same hours."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Value
from django.utils.translation import gettext
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
    capacity = models.PositiveSmallIntegerField(_("可容纳人数"), null=True)
    step_free = models.BooleanField(_("无障碍通行"), default=False)
    hearing_loop = models.BooleanField(_("助听设备"), default=False)
    equipment = models.CharField(_("设备"), max_length=200, blank=True, default="")
    closed_after = models.DateField(_("停用前的最后一日"), null=True, editable=False)

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = _("会场")
        ordering = ["organ", "name"]
        constraints = [models.UniqueConstraint(fields=["organ", "name"], name="room_name_once")]

    def __str__(self) -> str:
        return f"{self.organ.name}{self.name}"

    def is_open(self, on: date) -> bool:
        """Whether something may still be held there on the day."""
        return self.closed_after is None or on <= self.closed_after

    @property
    def where(self) -> str:
        """The room as a place is told to people: with its address."""
        return (
            gettext("%(room)s（%(address)s）") % {"room": self, "address": self.address} if self.address else str(self)
        )

    @property
    def furnishing(self) -> str:
        """How many it holds and what it offers, in words; empty where nothing was entered."""
        told = [
            gettext("可容纳%d人") % self.capacity if self.capacity else "",
            gettext("无障碍通行") if self.step_free else "",
            gettext("助听设备") if self.hearing_loop else "",
            self.equipment,
        ]
        return "、".join(one for one in told if one)


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
