"""Rooms and sittings of some days: of a file that the reader may not see, the room and the hours alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import CharField, F, Q, QuerySet, Value
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from mediation.models import (
    Hearing,
    JointConference,
    Mediation,
    MediationSession,
    Room,
    RoomBooking,
    StaffBooking,
)
from mediation.permissions import Actor
from mediation.queries.sittings.soon import TOLD, takes_part, told
from mediation.queries.visibility import visible
from mediation.workflows.sittings.conference import JointConferenceState
from mediation.workflows.sittings.hearing_request import HearingState
from mediation.workflows.sittings.mediation_session import MediationSessionState
from mediation.workflows.sittings.mediation_state import GOING_ON

# What has its hours; a hearing put off, ended or called off has none.
TAKES_PLACE = {
    Hearing: (
        HearingState.SCHEDULED, HearingState.IN_SESSION, HearingState.ADJOURNED, HearingState.DELIBERATING,
        HearingState.CONCLUDED, HearingState.REPORTED,
    ),
    MediationSession: (MediationSessionState.SCHEDULED, MediationSessionState.OPEN, MediationSessionState.CLOSED),
    JointConference: (JointConferenceState.CONVENED, JointConferenceState.HELD, JointConferenceState.CONCLUDED),
}  # fmt: skip
ORGAN = {Hearing: "organ", MediationSession: "mediation__organ", JointConference: "organ"}
FIXED = ("scheduled", "convened")
OPEN = ("in_session", "open")


@dataclass
class Booking:
    """The hours of one sitting. Without `sitting` its file is not the reader's to see: then nothing is told but room and hours."""

    starts_at: datetime
    ends_at: datetime
    room_id: int | None
    sitting: Any = None
    mine: bool = False
    closed: bool = True
    announced: str = ""
    people: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)

    @property
    def day(self) -> Any:
        """The day on which it begins."""
        return self.starts_at.date()

    @property
    def masked_number(self) -> str:
        """As much of the file's number as stands where everybody passes: enough to find one's own by."""
        return str(self.sitting.matter.number)[-4:]

    @property
    def is_public(self) -> bool:
        """Whether everybody was told of it and may come."""
        return not self.closed and bool(self.announced)

    def overlaps(self, other: Booking) -> bool:
        """Whether both want some of the same time."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def rooms_of(actor: Actor) -> list[Room]:
    """The rooms of this person's organs, also those that are shut since."""
    found = Room.objects.filter(organ__in=actor.user.organ_ids(actor.on)).select_related("organ")
    return list(found.order_by("organ__path", "name", "pk"))


def bookings(actor: Actor, rooms: Iterable[Room], *, first: datetime, last: datetime, now: datetime) -> list[Booking]:
    """Whatever is held in the rooms, by this person's organs or with him from `first` until before `last`, in order.

    For any number of them as many statements.
    """
    known = {room.pk: room for room in rooms}
    held = list(
        RoomBooking.objects.filter(room__in=known, during__overlap=DateTimeTZRange(first, last))
        .order_by("during", "pk")
        .values_list("subject_type", "subject_id", "room", "during")
    )
    seen = {(one.sitting.page_name, one.sitting.pk): one for one in _seen(actor, known, first, last)}
    for kind, pk, room, during in held:
        if (kind, pk) not in seen:
            seen[kind, pk] = Booking(localtime(during.lower), localtime(during.upper), room)
    _name_people(seen)
    found = sorted(seen.values(), key=lambda one: (one.starts_at, one.ends_at, one.room_id or 0))
    _mark_conflicts(found, known, {(kind, pk) for kind, pk, _room, _during in held}, now)
    return found


def _seen(actor: Actor, rooms: dict[int, Room], first: datetime, last: datetime) -> list[Booking]:
    """Those of which the person may see the file."""
    organs = actor.user.organ_ids(actor.on)
    asked = []
    for place, (model, states) in enumerate(TAKES_PLACE.items()):
        part = takes_part(model, actor)
        theirs = Q(**{f"{ORGAN[model]}__in": organs}) | Q(room__in=rooms) | part
        rows = visible(model, actor).filter(theirs, state__in=states, starts_at__gte=first, starts_at__lt=last)
        hearing = model is Hearing
        rows = rows.order_by().annotate(
            kind=Value(place), mine=part, shut=F("closed") if hearing else Value(True),
            told=F("announcement__subject") if hearing else Value("", output_field=CharField()),
        )  # fmt: skip
        asked.append(rows.values_list("kind", "mine", "shut", "told", "room", *TOLD))
    found, *others = asked
    return [_booking(*row) for row in found.union(*others, all=True).order_by("starts_at", "kind", "pk")]


def _booking(kind: int, mine: bool, shut: bool, announced: str | None, room: int | None, *row: Any) -> Booking:
    sitting = told(kind, *row)
    starts_at = localtime(sitting.starts_at)
    ends_at = starts_at + timedelta(minutes=sitting.minutes)
    return Booking(starts_at, ends_at, room, sitting, mine, shut, announced or "")


def _name_people(seen: dict[tuple[str, int], Booking]) -> None:
    """Who of the staff is held by each that the reader may see."""
    keys: dict[str, list[int]] = {}
    for (kind, pk), one in seen.items():
        if one.sitting is not None:
            keys.setdefault(kind, []).append(pk)
    wanted = Q(pk__in=())
    for kind, pks in keys.items():
        wanted |= Q(subject_type=kind, subject_id__in=pks)
    held = StaffBooking.objects.filter(wanted).order_by("pk")
    for kind, pk, name in held.values_list("subject_type", "subject_id", "person__name"):
        seen[kind, pk].people.append(name)


def _mark_conflicts(found: list[Booking], rooms: dict[int, Room], held: set[tuple[str, int]], now: datetime) -> None:
    for one in found:
        it = one.sitting
        if it is None:
            continue
        room = rooms.get(one.room_id) if one.room_id else None
        if room is not None and it.state in FIXED and (it.page_name, it.pk) not in held:
            one.conflicts.append(_("会场没有占到"))
        if room is not None and not room.is_open(one.day):
            one.conflicts.append(_("会场已停用"))
        if it.state in OPEN and one.ends_at < now:
            one.conflicts.append(_("已超过预计的时间"))
    for first, second in _overlapping(found):
        for said in _why(first, second):
            first.conflicts.append(said)
            second.conflicts.append(said)


def _overlapping(found: list[Booking]) -> Iterable[tuple[Booking, Booking]]:
    """Pairs that want the same time in the same room, the same place in words, or of the same file; looked for in these alone."""
    groups: dict[tuple[str, Any], list[Booking]] = {}
    for one in found:
        if one.room_id is not None:
            groups.setdefault(("room", one.room_id), []).append(one)
        if one.sitting is not None:
            groups.setdefault(("file", one.sitting.matter_id), []).append(one)
            if one.room_id is None:
                groups.setdefault(("place", one.sitting.place), []).append(one)
    pairs: dict[tuple[int, int], tuple[Booking, Booking]] = {}
    for group in groups.values():
        for place, first in enumerate(group):  # in the order of their hours: what begins after the end ends the search
            for second in takewhile(first.overlaps, group[place + 1 :]):
                pairs[id(first), id(second)] = (first, second)
    return pairs.values()


def _why(first: Booking, second: Booking) -> list[str]:
    """What two that overlap have in common."""
    found = []
    if first.room_id is not None and first.room_id == second.room_id:
        found.append(_("同一会场时间重叠"))
    if first.sitting is None or second.sitting is None:
        return found
    if first.sitting.matter_id == second.sitting.matter_id:
        found.append(_("同一事项同时另有安排"))
    if first.room_id is None and second.room_id is None and first.sitting.place == second.sitting.place:
        found.append(_("同一地点时间重叠"))
    return found


def to_be_scheduled(actor: Actor, *, most: int) -> tuple[list[Hearing], list[Mediation]]:
    """Hearings granted and mediations under way of this person's organs, which wait for a day."""
    organs = actor.user.organ_ids(actor.on)
    hearings = visible(Hearing, actor).filter(state=HearingState.GRANTED, organ__in=organs)
    mediations = visible(Mediation, actor).filter(state__in=GOING_ON, organ__in=organs)

    def some(found: QuerySet[Any]) -> list[Any]:
        return list(found.select_related("matter").defer("matter__words").order_by("pk")[:most])

    return some(hearings), some(mediations)
