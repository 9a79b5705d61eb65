"""A sitting as calendar programs read it (RFC 5545), in a feed and as an invitation: numbers and hours, no names."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

REQUEST, CANCEL = "REQUEST", "CANCEL"


def event_of(sitting: Any, at: datetime) -> Event:
    """The sitting in Shanghai's time. Its name lasts; each of its steps raises the sequence, so that the latest counts."""
    starts_at, ends_at = sitting.hours()
    event = event_named(sitting.page_name, sitting, at, cancelled=sitting.is_off)
    event.add("summary", _("%(number)s %(what)s") % {"number": sitting.matter.number, "what": sitting.thing()})
    event.add("dtstart", localtime(starts_at))
    event.add("dtend", localtime(ends_at))
    if sitting.place:
        event.add("location", sitting.place)
    return event


def event_named(kind: str, thing: Any, at: datetime, *, cancelled: bool) -> Event:
    """Under the same name for ever; each step of the thing raises its sequence."""
    event = Event()
    event.add("uid", f"{kind}-{thing.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", at)
    event.add("sequence", thing.version)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    return event


def invitation(sitting: Any, *, to: str, at: datetime) -> tuple[str, bytes]:
    """The invitation for one address, and what it asks of the program: to enter it or bring it up to date, or to strike it out."""
    method = CANCEL if sitting.is_off else REQUEST
    calendar = Calendar()
    calendar.add("prodid", "-//mediation//sittings//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    event = event_of(sitting, at)
    organ = sitting.acting_organ
    event.add("organizer", _person(settings.DEFAULT_FROM_EMAIL, organ.name))
    event.add("attendee", _person(to, ""), encode=False)
    event.add("description", what_to_know(organ))
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return method, calendar.to_ical()


def what_to_know(organ: Any) -> str:
    """What to bring, and whom to call where one cannot come or needs help."""
    said = _("请携带身份证件和通知书。")
    if organ.phone:
        said += _("不能到场，或者需要翻译、手语、无障碍通行的，请致电%(organ)s：%(phone)s。") % {
            "organ": organ.name, "phone": organ.phone,
        }  # fmt: skip
    return said


def _person(address: str, name: str) -> vCalAddress:
    found = vCalAddress(f"MAILTO:{address}")
    if name:
        found.params["CN"] = vText(name)
    return found
