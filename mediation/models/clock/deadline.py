"""期限（案）: a limit that runs for someone in a matter."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from mediation.models.accused import accuses
from mediation.models.event import Event
from mediation.models.guarding import guarded, states_known
from mediation.models.matter import Matter, Party
from mediation.models.message import Reminder
from mediation.models.office.organ import Organ
from mediation.models.parts import by_part
from mediation.permissions import Actor
from mediation.timelimits import Bound, Direction, Excluded, Ground, Source, TimeLimit, Unit, WarningLevel
from mediation.workflows.clock.deadline import RUNNING_STATES, DeadlineLifecycle, DeadlineState
from mediation.workflows.objects import object_at

# Whoever withdrew is not pressed to think again: the last day stands on his page.
NOT_PRESSED = ("D20",)

LIMIT_FIELDS: dict[str, Callable[[Any], Any]] = {
    "unit": Unit,
    "direction": Direction,
    "bound": Bound,
    "source": Source,
    "excluded_grounds": lambda grounds: tuple(Ground(ground) for ground in grounds),
    "in_force_from": date.fromisoformat,
    "in_force_until": date.fromisoformat,
}


class DeadlineQuerySet(models.QuerySet[Any]):
    """Deadlines by standing and by subject."""

    def running(self) -> DeadlineQuerySet:
        """Those that still want something done."""
        return self.filter(state__in=RUNNING_STATES)

    def about(self, subject: Any) -> DeadlineQuerySet:
        """Those of one object."""
        return self.filter(subject_type=subject._meta.model_name, subject_id=subject.pk)

    @by_part
    def visible_to(self, actor: Actor) -> DeadlineQuerySet:
        """Those of visible files; a party sees the organs' limits and its own.

        An accused organ sees none about the accusation, and none of the organ to which it went.
        """
        found = self.filter(matter__in=Matter.objects.visible_to(actor))
        if actor.party is not None:
            return found.filter(models.Q(party=None) | models.Q(party=actor.party))
        if actor.user is None:
            return found
        organs = actor.user.organ_ids(actor.on)
        accused = Matter.objects.filter(accuses(actor, "claims__")).values("claims")
        went = models.Q(accuses(actor, "dispatches__claims__"), pk=models.OuterRef("matter"))
        to_it = Matter.objects.filter(went, dispatches__to_organ=models.OuterRef("organ"))
        with_it = Matter.objects.filter(went, dispatches=models.OuterRef("subject_id"))
        about = models.Q(subject_type="claim", subject_id__in=accused) | models.Q(models.Exists(to_it))
        found = found.exclude(about | (models.Q(subject_type="dispatch") & models.Exists(with_it)))
        # Who has an extract is told of its own limits, and of the rights to contest what it wrote.
        has = {"pk": models.OuterRef("matter")}
        own = models.Q(organ__in=organs) | models.Q(matter__organ__in=organs)
        own |= models.Q(
            models.Exists(Matter.objects.filter(**has, papers=models.OuterRef("subject_id"), papers__organ__in=organs)),
            subject_type="paper",
        )
        own |= models.Q(
            models.Exists(
                Matter.objects.filter(**has, reviews=models.OuterRef("subject_id"), reviews__opinion__organ__in=organs)
            ),
            subject_type="review",
        )
        return found.filter(own | ~models.Q(matter__extracts__has_any_keys=[str(organ) for organ in organs]))

    def by_urgency(self, on: date) -> DeadlineQuerySet:
        """What presses most first: overdue, red, amber, green; within a level what ends first."""
        level = models.Case(
            models.When(suspended_on__isnull=False, then=3),
            models.When(legal_on__lt=on, then=0),
            models.When(red_on__lte=on, then=1),
            models.When(amber_on__lte=on, then=2),
            default=3,
        )
        return self.order_by(level, "legal_on", "pk")

    def alike_once(self) -> DeadlineQuerySet:
        """The same right of many people, ending on one day, once: the newest of them, with how many there are (`alike`)."""
        own = models.Case(models.When(party=None, then=models.F("pk")), default=0)
        same = [own, "code", "subject_type", "subject_id", "organ", "legal_on", "state", "suspended_on"]
        counted = self.annotate(
            alike=models.Window(models.Count("pk"), partition_by=same),
            nth=models.Window(RowNumber(), partition_by=same, order_by=models.F("pk").desc()),
        )
        return counted.filter(nth=1)

    def laws_of(self, claims: Iterable[Any]) -> dict[int, str]:
        """The law that sets the limit of each claim on route 5, as at its acceptance, by the claim's id."""
        found = self.filter(subject_type="claim", subject_id__in=[claim.pk for claim in claims], code="D18")
        return dict(found.order_by("pk").values_list("subject_id", "authority"))

    def to_remind(self, on: date) -> DeadlineQuerySet:
        """Those on a level, amber or later, that was not told yet. A lapsed right is not dwelt on."""
        level = models.Case(
            models.When(state=DeadlineState.OVERDUE, then=models.Value(WarningLevel.OVERDUE.value)),
            models.When(red_on__lte=on, then=models.Value(WarningLevel.RED.value)),
            default=models.Value(WarningLevel.AMBER.value),
        )
        told = Reminder.objects.filter(deadline=models.OuterRef("pk"), legal_on=models.OuterRef("legal_on"))
        found = (
            self.running()
            .filter(amber_on__lte=on, suspended_on=None)
            .exclude(code__in=NOT_PRESSED)
            .exclude(state=DeadlineState.RUNNING, legal_on__lt=on)
        )
        return found.annotate(to_tell=level).filter(~models.Exists(told.filter(level=models.OuterRef("to_tell"))))

    def expired(self, on: date) -> DeadlineQuerySet:
        """Running ones whose legal day is over on the day."""
        return self.filter(state=DeadlineState.RUNNING, suspended_on=None, legal_on__lt=on)


class Deadline(DeadlineLifecycle):
    """One running limit, with the limit it was made with (`limit`) and how its day came about.

    `excluded` holds triples (after, through, ground) of ISO days and a Ground. `kept_on` is a legal day that a
    party had before a new calendar would have taken it earlier: its own right does not end sooner. While
    `suspended_on` is set the clock stands still from the day after; the days are left out when it goes on.

    `expiry_step`, if set, is the step of the subject that the clock takes when the legal day is over.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="deadlines", verbose_name=_("卷宗"))
    code = models.CharField(_("代号"), max_length=10)
    label = models.CharField(_("期限"), max_length=100)
    authority = models.CharField(_("依据"), max_length=200)
    limit = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    organ = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+", verbose_name=_("义务机关"))
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="deadlines", verbose_name=_("权利人"))
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    trigger = models.CharField(_("起算事由"), max_length=200)
    trigger_on = models.DateField(_("起算事由发生日"))
    trigger_event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="deadlines")
    extension_days = models.PositiveIntegerField(_("延长"), default=0)
    excluded = models.JSONField(_("不计入的期间"), default=list, encoder=DjangoJSONEncoder)
    kept_on = models.DateField(_("不提前的届满日"), null=True)
    suspended_on = models.DateField(_("中止之日"), null=True)
    nominal_on = models.DateField(_("名义届满日"))
    legal_on = models.DateField(_("法定届满日"))
    amber_on = models.DateField(_("过半之日"))
    red_on = models.DateField(_("过四分之三之日"))
    provisional = models.BooleanField(_("暂定"), default=False)
    calendar_version = models.CharField(_("日历版本"), max_length=60)
    met_on = models.DateField(_("完成日期"), null=True)
    expiry_step = models.CharField(max_length=60, blank=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("期限")
        ordering = ["legal_on", "pk"]
        triggers = guarded(DeadlineLifecycle, "deadline")
        constraints = states_known(DeadlineLifecycle, "deadline")
        indexes = [
            models.Index(fields=["legal_on"], condition=models.Q(state="running"), name="deadline_running"),
            models.Index(
                fields=["amber_on"], condition=models.Q(state__in=["running", "overdue"]), name="deadline_to_remind"
            ),
            models.Index(fields=["subject_type", "subject_id"], name="deadline_subject"),
            models.Index(
                fields=["organ", "legal_on"],
                condition=models.Q(state__in=RUNNING_STATES, party__isnull=True),
                name="deadline_owed",
            ),
            models.Index(
                fields=["legal_on", "trigger_on"],
                condition=models.Q(provisional=True, state__in=RUNNING_STATES),
                name="deadline_provisional",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}（{self.legal_on:%Y-%m-%d}）"

    @classmethod
    def last_of(cls, subject: Any, code: str) -> Deadline | None:
        """The limit of the code that was begun last for an object; None where it never began."""
        known = subject.matter.held("deadlines")
        if known is None:
            return cls.objects.about(subject).filter(code=code).order_by("-pk").first()
        kind, key = subject._meta.model_name, subject.pk
        of_it = (one for one in known if (one.code, one.subject_type, one.subject_id) == (code, kind, key))
        return max(of_it, key=lambda one: one.pk, default=None)

    @property
    def time_limit(self) -> TimeLimit:
        """The limit that this deadline was made with, whatever the law says today."""
        kept = dict(self.limit)
        for name, read in LIMIT_FIELDS.items():
            if kept.get(name) is not None:
                kept[name] = read(kept[name])
        return TimeLimit(**kept)

    @property
    def spans(self) -> list[Excluded]:
        """The days left out, each with its ground."""
        return [Excluded(date.fromisoformat(a), date.fromisoformat(b), Ground(g)) for a, b, g in self.excluded]

    def level(self, on: date) -> WarningLevel:
        """How urgent it is on the day, to staff and party alike."""
        if self.suspended_on is not None:
            return WarningLevel.GREEN
        if self.legal_on < on:
            return WarningLevel.OVERDUE
        if self.red_on <= on:
            return WarningLevel.RED
        return WarningLevel.AMBER if self.amber_on <= on else WarningLevel.GREEN

    @property
    def bound(self) -> Bound | None:
        """Whom the limit binds by law; None for a day that an agreement or an organ has set."""
        return Bound(self.limit["bound"]) if self.limit else None

    @property
    def subject(self) -> Any:
        """The object that the limit is about."""
        return object_at(self.subject_type, self.subject_id)

    @property
    def part(self) -> str:
        """Where its subject is recorded."""
        return str(getattr(self.subject, "part", ""))

    @property
    def acting_organ(self) -> None:
        """Nobody acts on a deadline by hand."""
        return None
