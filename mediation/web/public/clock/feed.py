"""A person's limits and sittings for any calendar program, at a secret address. Numbers and days, no names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from mediation.models import CalendarFeed, Deadline
from mediation.permissions import Actor
from mediation.queries.clock.feed import own_deadlines, own_sittings
from mediation.queries.sittings.calendars import event_named, event_of
from mediation.web.audience import open_to_all
from mediation.web.middleware import today
from mediation.workflows.clock.deadline import DeadlineState

OFF = (DeadlineState.MET, DeadlineState.MET_LATE, DeadlineState.ENDED)
EVERY = timedelta(hours=4)


@open_to_all
@require_safe
@never_cache
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar at a secret address; an ended or unknown one does not exist."""
    found = CalendarFeed.objects.with_token(token)
    if found is None or (found.user is not None and not found.user.is_active):
        raise Http404
    actor = Actor(on=today(), user=found.user, party=found.party)
    with override(settings.LANGUAGE_CODE):
        text = calendar_of(own_deadlines(actor), own_sittings(actor), at=timezone.now())
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="mediation.ics"'
    answer["X-Robots-Tag"] = "noindex"
    return answer


def calendar_of(deadlines: Iterable[Deadline], sittings: Iterable[Any], *, at: datetime) -> bytes:
    """Write the calendar (RFC 5545)."""
    calendar = Calendar()
    calendar.add("prodid", "-//mediation//deadlines//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("信访事项期限"))
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    calendar.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT4H")
    for deadline in deadlines:
        calendar.add_component(_of_deadline(deadline, at))
    for sitting in sittings:
        calendar.add_component(event_of(sitting, at))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _of_deadline(deadline: Deadline, at: datetime) -> Event:
    """A whole day: the last one on which it is in time."""
    event = event_named("deadline", deadline, at, cancelled=deadline.state in OFF)
    said = _("%(number)s %(what)s：最后一日") % {"number": deadline.matter.number, "what": deadline.label}
    said += _("（暂定）") if deadline.provisional else ""
    event.add("summary", said + (_("（中止）") if deadline.suspended_on else ""))
    event.add("description", _("当日24时以前都算按时。依据：%s") % deadline.authority)
    event.add("dtstart", deadline.legal_on)
    event.add("dtend", deadline.legal_on + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event
