"""Book and free rooms; called by the effects of steps that fix or give up a place and time."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from mediation.models.sittings.room import Room, RoomBooking
from mediation.workflows.base import Lifecycle, NotPossibleNow


def book(subject: Lifecycle, room: Room | None, *, start: datetime, end: datetime) -> None:
    """Hold the room for the object, in place of what it held before; raise `room_taken` if it is not free."""
    free(subject)
    if room is None:
        return
    try:
        with transaction.atomic():
            RoomBooking.objects.create(
                room=room,
                during=DateTimeTZRange(start, end),
                subject_type=str(subject._meta.model_name),
                subject_id=subject.pk,
            )
    except IntegrityError:
        raise NotPossibleNow("room_taken", _("这个会场在这段时间已经被占用。"), _("请改用其他会场或者时间。")) from None


def free(subject: Lifecycle) -> None:
    """Give up the room that the object holds."""
    RoomBooking.objects.filter(subject_type=str(subject._meta.model_name), subject_id=subject.pk).delete()
