"""Who may read which file: rows that steps give and end, each with its part, its time and its reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from mediation.models.office.organ import Organ
from mediation.models.searching import opened
from mediation.permissions import Actor
from mediation.vocabulary import AccessPart, Role

# Who reads for one of these alone reads of the file what belongs to its object, and of no accusation (`models.parts`).
OF_PARTS = (
    AccessPart.HEARING, AccessPart.DELIBERATION, AccessPart.MEDIATION, AccessPart.CONFERENCE, AccessPart.RESOLUTION,
    AccessPart.ITEM,
)  # fmt: skip


class AccessQuerySet(models.QuerySet[Any]):
    """Rows by standing and by reader."""

    def standing(self, on: date | None = None) -> AccessQuerySet:
        """Those that no step has ended yet; on a day also those given for a time that is not over."""
        return self.filter(Q(until=None) if on is None else Q(until=None) | Q(until__gt=on))

    def opening_to(self, actor: Actor) -> AccessQuerySet:
        """Those by which a member of staff reads on the day, by the tokens of the actor alone: person, organ, role in it."""
        if actor.user is None:
            return self.none()
        return self.standing(actor.on).filter(_rows_of(actor) | _own(actor)).unless_barred(actor)

    def lanes(self, actor: Actor) -> list[AccessQuerySet]:
        """The same rows, apart by index: of an organ as a whole or a role in it, the person's own, of whom he stands in for.

        Each lies there in the order in which lists show files.
        """
        if actor.user is None:
            return []
        rows, tokens = self.order_by().unless_barred(actor), actor.tokens
        posts = [("", tokens.whole), *tokens.by_role]
        lanes = [
            rows.filter(until=None, organ=o, role=role, user=None) for role, organs in posts for o in sorted(organs)
        ]
        return [*lanes, rows.standing(actor.on).filter(_own(actor)), *(
            rows.filter(until=None, user=one, role=Role.HANDLER, organ__in=tokens.organs) for one in sorted(tokens.stands_for)
        )]  # fmt: skip

    def barring(self, actor: Actor) -> AccessQuerySet:
        """Those that keep a member of staff from a file whatever else opens it: a granted recusal, an accusation of himself."""
        return self.standing().filter(user=actor.user, part=AccessPart.BARRED)

    def of_parts(self, actor: Actor) -> AccessQuerySet:
        """Those that open one part of a file to him, apart by index: his own, and those of his organs; few, for they end with it."""
        own = self.standing(actor.on).filter(_own(actor), part__in=OF_PARTS)
        return own.union(self.filter(_rows_of(actor), part__in=OF_PARTS), all=True)

    def in_part_to(self, **whom: Any) -> AccessQuerySet:
        """Those that open a part of a file to an organ or a person, by that index alone."""
        return self.filter(part__in=OF_PARTS, **whom).order_by()

    def unless_barred(self, actor: Actor) -> AccessQuerySet:
        """Those of files from which nothing keeps the person, as far as they open any."""
        barring = MatterAccess.objects.barring(actor).filter(matter=OuterRef("matter"))
        return self.filter(~Exists(barring)).exclude(part=AccessPart.BARRED)


def _own(actor: Actor) -> Q:
    """The rows that name the person, for as long as he holds something in the organ for which they name him."""
    return Q(Q(organ=None) | Q(organ__in=actor.tokens.organs), user=actor.user)


def _rows_of(actor: Actor) -> Q:
    """The rows that name an organ of theirs as a whole, a role of theirs in it, or somebody in whose place they handle.

    What is given for a time is given to one person.
    """
    tokens = actor.tokens
    found = Q(organ__in=tokens.whole, role="", user=None)
    for role, organs in tokens.by_role:
        found |= Q(organ__in=organs, role=role, user=None)
    if tokens.stands_for:
        found |= Q(organ__in=tokens.organs, user__in=tokens.stands_for, role=Role.HANDLER)
    return Q(until=None) & found


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
            models.Index(fields=["organ"], name="access_to_parts", condition=Q(until=None, part__in=OF_PARTS)),
            models.Index(F("user"), F("opened_on").desc(), F("matter").desc(), name="access_of_person"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.user or self.organ}：{self.get_part_display()}"

    def holds_on(self, on: date) -> bool:
        """Whether no step has put an end to it by the day."""
        return self.until is None or self.until > on

    def names(self, actor: Actor) -> bool:
        """Whether it is given to the member of staff: to himself, or without an end to an organ or office of his (`_rows_of`)."""
        tokens = actor.tokens
        own = self.user_id == actor.user.pk and (self.organ_id is None or self.organ_id in tokens.organs)
        if own or self.until is not None:
            return own
        if self.user_id is not None:
            return self.user_id in tokens.stands_for and self.role == Role.HANDLER and self.organ_id in tokens.organs
        return self.organ_id in (dict(tokens.by_role).get(self.role, ()) if self.role else tokens.whole)


@dataclass(frozen=True)
class Seats:
    """What a member of staff reads in part: `files` that nothing opens to him whole, and for each part the keys of its objects."""

    files: frozenset[int] = frozenset()
    objects: tuple[tuple[str, frozenset[int]], ...] = ()


def seats_of(actor: Actor) -> Seats:
    """What the person reads in part, asked once for a request; for nearly everybody there is nothing."""
    if actor.user is None:
        return Seats()
    if "seats" not in actor.__dict__:
        # His posts were read with it; who acts through a request was read for that request.
        none = actor.of_request and not actor.user.may_read_in_part
        actor.__dict__["seats"] = Seats() if none else _seats(actor)
    found: Seats = actor.__dict__["seats"]
    return found


def _seats(actor: Actor) -> Seats:
    columns = ("matter_id", "part", "object_id")
    rows = list(MatterAccess.objects.order_by().of_parts(actor).values_list(*columns)) if actor.user.is_active else []
    if not rows:
        return Seats()
    else_ = MatterAccess.objects.opening_to(actor).exclude(part__in=OF_PARTS).order_by()
    whole = set(else_.filter(matter__in={matter for matter, _part, _key in rows}).values_list("matter_id", flat=True))
    objects: dict[str, set[int]] = {}
    for matter, part, key in rows:
        if matter not in whole and key is not None:
            objects.setdefault(part, set()).add(key)
    files = frozenset(matter for matter, _part, _key in rows) - whole
    return Seats(files, tuple((part, frozenset(keys)) for part, keys in sorted(objects.items())))


def parts_read(rows: Iterable[MatterAccess], actor: Actor) -> frozenset[str]:
    """The rule of `opening_to` for the rows of one file: which parts of it a member of staff reads; none where he is barred."""
    if actor.user is None:
        return frozenset()
    standing = [row for row in rows if row.holds_on(actor.on)]
    barred = any(
        row.part == AccessPart.BARRED and row.user_id == actor.user.pk and row.until is None for row in standing
    )
    opening = (row.part for row in standing if row.part != AccessPart.BARRED and row.names(actor))
    return frozenset() if barred else frozenset(opening)
