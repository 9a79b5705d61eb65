"""Who opens unusually many files: noticed within minutes, told to the heads of the organ, kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, Min
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from mediation.actions import messages
from mediation.actions.gateway import SHANGHAI
from mediation.models import FileView, Matter, Organ, ReadingAlarm, User
from mediation.models.office.organ import FEWEST_FILES
from mediation.permissions import Actor
from mediation.vocabulary import Role

SPAN = timedelta(hours=1)


def watch(at: datetime) -> int:
    """Notice who has opened more files within the hour than his organ expects; return how often that was told.

    Safe to miss or double: of one person an organ is told once within an hour.
    """
    views = FileView.objects.filter(seen_at__gt=at - SPAN, seen_at__lte=at, user__isnull=False).order_by()
    counted = views.values("user").annotate(
        files=Count("matter", distinct=True), first=Min("seen_at"), last=Max("seen_at")
    )
    many = {row["user"]: row for row in counted.filter(files__gt=FEWEST_FILES)}
    with override(settings.LANGUAGE_CODE):
        return sum(_noticed(user, many[user.pk], at) for user in User.objects.filter(pk__in=many).order_by("pk"))


def _noticed(user: User, counted: Mapping[str, Any], at: datetime) -> int:
    """By each organ in which the person holds something, and of which the limit is passed."""
    on = at.astimezone(SHANGHAI).date()
    told = 0
    for organ in Organ.objects.filter(pk__in=user.organ_ids(on)).order_by("pk"):
        most = organ.files_an_hour(settings.FILES_AN_HOUR)
        before = ReadingAlarm.objects.filter(organ=organ, user=user, last_at__gt=at - SPAN)
        if counted["files"] > most and not before.exists():
            _tell(user, organ, counted, most, at)
            told += 1
    return told


@transaction.atomic
def _tell(user: User, organ: Organ, counted: Mapping[str, Any], most: int, at: datetime) -> None:
    times = {"first_at": counted["first"], "last_at": counted["last"]}
    alarm = ReadingAlarm.objects.create(organ=organ, user=user, files=counted["files"], most=most, **times)
    said = _("%(who)s在%(since)s至%(until)s间查阅了%(n)d件卷宗，超过本机关一小时%(most)d件的界限，请核实是否办事需要。") % {
        "who": user, "n": alarm.files, "most": most,
        "since": f"{localtime(alarm.first_at):%H:%M}", "until": f"{localtime(alarm.last_at):%H:%M}",
    }  # fmt: skip
    on = at.astimezone(SHANGHAI).date()
    sent = []
    for head in _heads(organ, user, at):
        seen = _last_seen_by_both(user, Actor(on=on, user=head), alarm)
        if seen is not None:
            sent.append(messages.Sent(seen, head, said, f"reading:{alarm.pk}"))
    messages.send_many(sent, at=at)


def _heads(organ: Organ, user: User, at: datetime) -> Iterable[User]:
    """The heads of the organ; of a head himself those of the organs above."""
    on = at.astimezone(SHANGHAI).date()
    own = list(User.objects.holding(Role.HEAD, organ, on=on).exclude(pk=user.pk).order_by("pk"))
    if own:
        return own
    above = (User.objects.holding(Role.HEAD, one, on=on) for one in organ.superiors())
    return {head.pk: head for found in above for head in found.exclude(pk=user.pk).order_by("pk")}.values()


def _last_seen_by_both(user: User, head: Actor, alarm: ReadingAlarm) -> int | None:
    """Where the message lies: the last file of these that the head reads too."""
    views = FileView.objects.filter(user=user, seen_at__gte=alarm.first_at, seen_at__lte=alarm.last_at)
    read = views.filter(matter__in=Matter.objects.visible_to(head)).order_by("-seen_at", "-pk")
    return read.values_list("matter_id", flat=True).first()
