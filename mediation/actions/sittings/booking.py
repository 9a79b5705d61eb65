"""Hold and give up rooms and people; called by the effects of steps that fix or give up a time."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _
from psycopg.errors import DeadlockDetected

from mediation.models.sittings.booking import StaffBooking
from mediation.models.sittings.room import RoomBooking
from mediation.workflows.base import NotPossibleNow
from mediation.workflows.sittings.mediation_session import MediationSessionState


def _key(sitting: Any) -> dict[str, Any]:
    return {"subject_type": str(sitting._meta.model_name), "subject_id": sitting.pk}


def book(sitting: Any) -> None:
    """Hold its room and its people for its hours, in place of what it held before.

    Guards have refused what is taken; `room_taken` and `people_taken` are raised here only for who was quicker meanwhile.
    """
    free(sitting)
    during = DateTimeTZRange(*sitting.hours())
    if sitting.room_id is not None:
        try:
            with transaction.atomic():
                RoomBooking.objects.create(room_id=sitting.room_id, during=during, **_key(sitting))
        except (IntegrityError, OperationalError) as error:
            _only_slower(error)
            said = _("这个会场在这段时间刚刚被占用。")
            raise NotPossibleNow("room_taken", said, _("请改用其他会场或者时间。")) from None
    _hold_people(sitting, sitting.booked_people(), during)


def book_people(sitting: Any) -> None:
    """Who was named since is held for its hours, who left is free again; the room stays as it was."""
    booked, wanted = StaffBooking.objects.filter(**_key(sitting)), sitting.booked_people()
    booked.exclude(person__in=wanted).delete()
    there = set(booked.values_list("person", flat=True))
    _hold_people(sitting, [pk for pk in wanted if pk not in there], DateTimeTZRange(*sitting.hours()))


def _hold_people(sitting: Any, people: list[int], during: DateTimeTZRange) -> None:
    """In the order of their keys, that two acts wait for each other and never both."""
    if not people:
        return
    rows = [StaffBooking(person_id=pk, during=during, **_key(sitting)) for pk in sorted(people)]
    try:
        with transaction.atomic():
            StaffBooking.objects.bulk_create(rows)
    except (IntegrityError, OperationalError) as error:
        _only_slower(error)
        said = _("参加的工作人员在这段时间刚刚另有安排。")
        raise NotPossibleNow("people_taken", said, _("请改用其他时间，或者更换人员。")) from None


def _only_slower(error: Exception) -> None:
    """Two who hold the same at the same instant wait for each other, and the database lets one go: that one was slower."""
    if isinstance(error, OperationalError) and not isinstance(error.__cause__, DeadlockDetected):
        raise error


def free(sitting: Any) -> None:
    """Give up the room and the people that it holds."""
    for model in (RoomBooking, StaffBooking):
        model.objects.filter(**_key(sitting)).delete()


def release(sitting: Any, person: Any) -> None:
    """One person is not needed any more."""
    StaffBooking.objects.filter(person=person, **_key(sitting)).delete()


def hold_for_sessions(mediation: Any) -> None:
    """Whoever mediates now is held for the sessions that are fixed, who left is free again."""
    for session in mediation.sessions.filter(state=MediationSessionState.SCHEDULED):
        book_people(session)
