"""Records of a hearing that no longer count: attendance, and the right that lapsed while somebody used it in time."""

from __future__ import annotations

from mediation.actions.annulling import own_period_of
from mediation.actions.registry import effect_of
from mediation.models import Deadline, Event, Hearing
from mediation.workflows.base import Act


@own_period_of("hearing")
def right_of_whoever_asks(hearing: Hearing, act: Act) -> Deadline | None:
    """The D14 of the petitioner who asks or agrees; another's end does not shut him out."""
    asker = act.get("requested_by") or act.by.party
    return hearing.right_of(asker, act) if asker is not None else None


@effect_of(Hearing, "take_back")
def check_attendance_anew(hearing: Hearing, act: Act) -> None:
    """Who came is what the records of attendance say that stand, since the last notices."""
    records = Event.objects.of("hearing", hearing.pk).filter(step="record_attendance").order_by("pk")
    since = Event.objects.of("hearing", hearing.pk).filter(step="schedule").order_by("pk").last()
    records = records.filter(pk__gt=since.pk) if since else records
    named = {row["party"]["id"] for event in records for row in event.facts["attendance"]}
    hearing.invited.filter(party__in=named).update(outcome="", agents="", note="")
    for event in records.standing():
        for row in event.facts["attendance"]:
            found = hearing.invited.filter(party=row["party"]["id"])
            found.update(outcome=row["outcome"], agents=row["agents"], note=row["note"])
