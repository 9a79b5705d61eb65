"""Staff: accounts, their roles in organs, and deputies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists
from django.db.models.fields.json import KeyTextTransform
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from mediation.models.access import MatterAccess
from mediation.models.kept_questions import Kept
from mediation.models.office.organ import Organ
from mediation.permissions import READS_WHOLE, Tokens
from mediation.vocabulary import HandlersRead, Role


@dataclass(frozen=True)
class Held:
    """A role in an organ from its first to its last day: whose appointment it is, and what of its files handlers read there."""

    role: str
    organ: int
    since: date
    until: date | None
    whose: int
    handlers_read: str | None
    reads_in_part: bool

    def covers(self, on: date) -> bool:
        """Whether it is held on the day."""
        return self.since <= on and (self.until is None or on <= self.until)

    @property
    def reads_whole(self) -> bool:
        """Whether who holds it reads every file of the organ."""
        return self.role in READS_WHOLE or (self.role == Role.HANDLER and self.handlers_read == HandlersRead.ORGAN)


def _as_long_as_the_organ(row: Held, ended: date | None, forerunners: dict[int, Organ]) -> Iterator[Held]:
    """The post until its organ ended, and since then the same one in each organ whose powers its organ has (第二十四条第二款)."""
    since, until = row.since, row.until
    if ended is not None:
        until = ended if until is None else min(until, ended)
    yield replace(row, until=until)
    begun = {row.organ: since}
    for one in forerunners.values():  # a successor stands before those that it succeeded
        if one.successor_id in begun and one.in_force_until is not None:
            begun[one.pk] = max(begun[one.successor_id], one.in_force_until + timedelta(days=1))
            yield replace(row, organ=one.pk, since=begun[one.pk], until=until)


def _covers(on: date) -> models.Q:
    ended = models.Q(until__isnull=True) | models.Q(until__gte=on)
    return ended & models.Q(since__lte=on)


class StaffManager(UserManager[Any]):
    """Members of staff by what they hold."""

    # No migration names this class: it may move.
    use_in_migrations = False

    def holding(self, role: str, organ: Organ, *, on: date) -> models.QuerySet[Any]:
        """Those who hold the role in the organ on the day, and their deputies."""
        held = Appointment.objects.filter(role=role, organ=organ.competent_on(on)).in_force(on)
        deputies = Deputyship.objects.filter(_covers(on), appointment__in=held)
        people = models.Q(appointments__in=held) | models.Q(deputyships__in=deputies)
        return self.filter(people, is_active=True).distinct()


class User(AbstractUser):
    """An account of a member of staff. Parties have none; they use a number and a code."""

    name = models.CharField(_("姓名"), max_length=60)
    post = models.CharField(_("职务"), max_length=60, blank=True)
    phone = models.CharField(_("办公电话"), max_length=40, blank=True)
    # Of whom comes from outside the offices: panellists, mediators, experts.
    employer = models.CharField(_("工作单位"), max_length=100, blank=True, default="")
    LONGEST_OUTER_ID = 200
    # By what the government's identity provider names the person; entered by an administrator.
    outer_id = models.CharField(_("统一身份认证的标识"), max_length=LONGEST_OUTER_ID, null=True, unique=True)  # noqa: DJ001 null for none
    # Until when a secret from a slip opens the first sign-in, at which the person sets a password of his own.
    start_secret_until = models.DateTimeField(_("首次登录口令的有效期"), null=True, editable=False)

    objects = StaffManager()
    # Accounts are kept by administrators, never by a step: within an act one is read once.
    unchanged_by_steps = True

    class Meta:
        verbose_name = _("工作人员")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name or self.username

    @cached_property
    def _held(self) -> list[Held]:
        """All that this person ever holds: own posts, deputyships, and the powers of organs that these have succeeded."""
        rows = POSTS.rows(self.pk)
        forerunners = Organ.succession({pk for row in rows for pk in row[8]})
        return [
            held
            for *post, ended, _keys, deputy_since, deputy_until in rows
            for held in _as_long_as_the_organ(_held(Held(*post), deputy_since, deputy_until), ended, forerunners)
        ]

    @property
    def may_read_in_part(self) -> bool:
        """Whether some row may have opened a part of a file to this person when his posts were read; without posts: not known."""
        return not self._held or any(one.reads_in_part for one in self._held)

    def holds(self, role: str, organ: Any, *, on: date) -> bool:
        """Whether this person holds the role in the organ on the day, also as a deputy."""
        organ_id = getattr(organ, "pk", organ)
        return self.is_active and any(h.role == role and h.organ == organ_id and h.covers(on) for h in self._held)

    def tokens(self, on: date) -> Tokens:
        """By what this person reads files on the day."""
        held = [one for one in self._held if one.covers(on)] if self.is_active else []
        roles = sorted({one.role for one in held})
        return Tokens(
            organs=frozenset(one.organ for one in held),
            whole=frozenset(one.organ for one in held if one.reads_whole),
            by_role=tuple((role, frozenset(one.organ for one in held if one.role == role)) for role in roles),
            stands_for=frozenset(one.whose for one in held if one.role == Role.HANDLER) - {self.pk},
        )

    def organ_ids(self, on: date) -> set[int]:
        """The organs in which this person holds any role on the day."""
        return {one.organ for one in self._held if one.covers(on)}

    def organs_as(self, *roles: str, on: date) -> set[int]:
        """The organs in which this person holds one of the roles on the day."""
        return {one.organ for one in self._held if one.role in roles and one.covers(on)}

    def roles(self, on: date) -> set[str]:
        """All roles held on the day, in any organ."""
        return {one.role for one in self._held if one.covers(on)}


def _posts_of(person: int) -> models.QuerySet[Any]:
    """All posts of a person, own ones and those he stands in for: every request of a member of staff asks for them."""
    before = Organ.objects.filter(successor=models.OuterRef("organ"), in_force_until__isnull=False)
    ended = models.Case(models.When(organ__successor__isnull=False, then=models.F("organ__in_force_until")))
    posts = Appointment.objects.order_by().values_list("role", "organ_id", "since", "until", "user_id")
    posts = posts.annotate(handlers_read=KeyTextTransform("handlers_read", "organ__settings"), in_part=_in_part(person))
    posts = posts.annotate(ended=ended, forerunners=ArraySubquery(before.order_by("pk").values("pk")))
    own = posts.filter(user=person).annotate(deputy_since=models.F("since"), deputy_until=models.F("until"))
    stands_in = posts.filter(deputies__deputy=person).annotate(
        deputy_since=models.F("deputies__since"), deputy_until=models.F("deputies__until")
    )
    return own.union(stands_in, all=True)


POSTS = Kept(_posts_of)


def _in_part(person: int) -> models.ExpressionWrapper[models.Q]:
    """Whether a row may open a part of a file to him or to his organ; of one that has succeeded others it is not said."""
    rows, organ = MatterAccess.objects, models.OuterRef("organ")
    some = models.Q(Exists(rows.in_part_to(user=person))) | models.Q(Exists(rows.in_part_to(organ=organ, until=None)))
    succeeds = models.Q(Exists(Organ.objects.filter(successor=organ)))
    return models.ExpressionWrapper(some | succeeds, models.BooleanField())


class AppointmentQuerySet(models.QuerySet[Any]):
    """Appointments on a day."""

    def in_force(self, on: date) -> AppointmentQuerySet:
        """Those in force on the day."""
        return self.filter(_covers(on))


class Appointment(models.Model):
    """A role of a person in an organ, with its dates."""

    user = models.ForeignKey(User, models.CASCADE, related_name="appointments", verbose_name=_("工作人员"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="appointments", verbose_name=_("机关"))
    role = models.CharField(_("岗位"), max_length=30, choices=Role.choices)
    since = models.DateField(_("起"), default=date(2000, 1, 1))
    until = models.DateField(_("止"), null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "organ", "role", "since"], name="appointment_once")]

    def __str__(self) -> str:
        return f"{self.user}　{self.get_role_display()}　{self.organ}"


class Deputyship(models.Model):
    """Who stands in for an appointment, with its dates."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="deputies", verbose_name=_("被代理岗位"))
    deputy = models.ForeignKey(User, models.CASCADE, related_name="deputyships", verbose_name=_("代理人"))
    since = models.DateField(_("起"))
    until = models.DateField(_("止"))

    class Meta:
        verbose_name = _("岗位代理")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(until__gte=models.F("since")), name="deputyship_order")
        ]

    def __str__(self) -> str:
        return f"{self.deputy}（{self.since:%Y-%m-%d}—{self.until:%Y-%m-%d}）"


def _held(post: Held, deputy_since: date, deputy_until: date | None) -> Held:
    """What is held of a post: by a deputy never longer than the appointment itself lasts."""
    ends = [day for day in (post.until, deputy_until) if day is not None]
    return replace(post, since=max(post.since, deputy_since), until=min(ends) if ends else None)
