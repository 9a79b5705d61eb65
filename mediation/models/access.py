"""Who may read which file: rows that steps give and end, each with its part, its time and its reason."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mediation.models.office.organ import Organ
from mediation.models.searching import opened
from mediation.permissions import Actor
from mediation.vocabulary import AccessPart, Role


class AccessQuerySet(models.QuerySet[Any]):
    """Rows by standing and by reader."""

    def standing(self, on: date | None = None) -> AccessQuerySet:
        """Those that no step has ended yet; on a day also those given for a time that is not over."""
        return self.filter(Q(until=None) if on is None else Q(until=None) | Q(until__gt=on))

    def opening_to(self, actor: Actor) -> AccessQuerySet:
        """Those by which a member of staff reads on the day, by the tokens of the actor alone: person, organ, role in it."""
        if actor.user is None:
            return self.none()
        theirs = Q(organ__in=actor.user.organ_ids(actor.on), user=None) | Q(user=actor.user)
        return self.standing(actor.on).filter(theirs).exclude(part=AccessPart.BARRED)

    def lanes(self, actor: Actor) -> list[AccessQuerySet]:
        """The same rows, apart by index: of an organ as a whole or a role in it, the person's own, what is given for a time.

        Each lies there in the order in which lists show files.
        """
        opening = self.opening_to(actor).order_by()
        standing = opening.filter(until=None)
        organs = sorted(actor.user.organ_ids(actor.on)) if actor.user is not None else []
        lanes = [standing.filter(organ=organ, role=role, user=None) for organ in organs for role in ("", *Role.values)]
        return [*lanes, opening.filter(user=actor.user), opening.filter(until__isnull=False, user=None)]


class MatterAccess(models.Model):
    """阅卷权限: a person, or those who hold a role in an organ, may read one file or a part of it.

    A row is given and ended by steps alone (`actions.access`). `role` blank means the organ as a whole; `object_id` is the
    hearing, mediation … to which a part belongs. It holds from `since` until the day `until`, on which it holds no more;
    `given_by` and `ended_by` are the records that say why (none for what was there before reasons were kept). `opened_on` is
    the file's own day, by which lists are ordered.
    """

    matter = models.ForeignKey("Matter", models.CASCADE, related_name="access")
    opened_on = models.DateField()
    organ = models.ForeignKey(Organ, models.CASCADE, null=True, related_name="+")
    role = models.CharField(max_length=30, choices=Role.choices, blank=True, default="")
    user = models.ForeignKey("User", models.CASCADE, null=True, related_name="+")
    part = models.CharField(max_length=20, choices=AccessPart.choices, default=AccessPart.WHOLE)
    object_id = models.BigIntegerField(null=True)
    since = models.DateField()
    until = models.DateField(null=True)
    given_by = models.ForeignKey("Event", models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey("Event", models.PROTECT, null=True, related_name="+")

    objects = AccessQuerySet.as_manager()

    class Meta:
        verbose_name = _("阅卷权限")
        triggers = [opened]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "organ", "role", "user", "part", "object_id"], name="access_once",
                condition=Q(until=None), nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(organ__isnull=False) | Q(user__isnull=False), name="access_of_somebody"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="access_order"),
        ]  # fmt: skip
        indexes = [
            models.Index(
                F("organ"), F("role"), F("opened_on").desc(), F("matter").desc(),
                name="access_of_organ", condition=Q(until=None),
            ),
            models.Index(F("user"), F("opened_on").desc(), F("matter").desc(), name="access_of_person"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.user or self.organ}：{self.get_part_display()}"
