"""Who of the offices opened a file, by day: what a party may ask to see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Max, Min
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from mediation.models import Appointment, Deputyship, FileView, Matter
from mediation.vocabulary import Role

A_PAGE = 100
# From when until when, in which organ, as what.
Post = tuple[date, date | None, str, str]


@dataclass(frozen=True)
class Reader:
    """Somebody who opened the file on a day: how often, between what hours, and what he held where."""

    day: date
    name: str
    employer: str
    times: int
    first: datetime
    last: datetime
    held: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def once(self) -> bool:
        """Whether one hour tells all."""
        return f"{self.first:%H:%M}" == f"{self.last:%H:%M}"


def readers_of(matter: Matter, page: int = 1) -> tuple[Page[dict[str, Any]], list[tuple[date, list[Reader]]]]:
    """Members of staff who opened the file, the latest day first, each once a day.

    A name, organs and posts of that day, hours and number: not what was opened, whose name may be another party's.
    """
    seen = FileView.objects.filter(matter=matter, user__isnull=False).annotate(day=TruncDate("seen_at"))
    by_day = (
        seen.order_by()
        .values("day", "user_id", username=F("user__username"), name=F("user__name"), employer=F("user__employer"))
        .annotate(times=Count("pk"), first=Min("seen_at"), last=Max("seen_at"))
        .order_by("-day", "-last", "user_id")
    )
    found = Paginator(by_day, A_PAGE).get_page(page)
    rows = list(found.object_list)
    posts = _posts_of({row["user_id"] for row in rows})
    people = [_reader(row, posts.get(row["user_id"], ())) for row in rows]
    return found, [(day, list(those)) for day, those in groupby(people, key=lambda one: one.day)]


def _posts_of(people: set[int]) -> dict[int, list[Post]]:
    """What each ever held, also in place of others."""
    found: dict[int, list[Post]] = {}
    for one in Appointment.objects.filter(user__in=people).select_related("organ"):
        found.setdefault(one.user_id, []).append((one.since, one.until, one.organ.name, str(Role(one.role).label)))
    for stood in Deputyship.objects.filter(deputy__in=people).select_related("appointment__organ"):
        whose = stood.appointment
        role = _("代理%s") % Role(whose.role).label
        found.setdefault(stood.deputy_id, []).append((stood.since, stood.until, whose.organ.name, role))
    return found


def _reader(row: dict[str, Any], posts: Iterable[Post]) -> Reader:
    held: dict[str, dict[str, None]] = {}
    for since, until, organ, role in posts:
        if since <= row["day"] and (until is None or row["day"] <= until):
            held.setdefault(organ, {})[role] = None
    told = {field: row[field] for field in ("day", "employer", "times", "first", "last")}
    return Reader(name=row["name"] or row["username"], held=tuple((o, tuple(r)) for o, r in held.items()), **told)
