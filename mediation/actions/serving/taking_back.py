"""What rests on service: a petition was closed because everybody was served and no right was running."""

from __future__ import annotations

from collections.abc import Iterable

from mediation.actions.annulling import rests_on
from mediation.models import Event


@rests_on("serviceofdocument")
def closed_upon_it(served: Event) -> Iterable[Event]:
    """The closing of the petition that came after it."""
    closed = Event.objects.filter(matter_id=served.matter_id, object_type="petition", step="close", pk__gt=served.pk)
    standing: Iterable[Event] = closed.standing()
    return standing
