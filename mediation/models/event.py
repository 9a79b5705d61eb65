"""The ledger: one row for each step, append-only, hash-chained per matter and part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.models.digests import digest_of_contents, digest_of_fields, digest_of_row
from mediation.models.sealed_rows import is_keyed
from mediation.workflows.base import lifecycle_named
from mediation.workflows.writing import look_for_records

GENESIS = "0" * 64
# How a row is sealed. Raised when that changes; rows keep the form in which they were sealed. From 3 on a row does not
# repeat the hash of the row before it (`prev` stays blank): its own hash covers it all the same.
FORMAT = 3
REPEATS_PREV = (1, 2)
# What the hash covers as it stands; the digests of contents and row stand for the rest.
SEALED_FIELDS = (
    "format", "matter_id", "part", "seq", "object_type", "object_id", "version", "step", "from_state", "to_state",
    "user_id", "party_id", "basis", "done_on", "recorded_at", "cause_id", "elsewhere", "key",
)  # fmt: skip
# What may name or describe a person: erased where the law asks for it, while the chain stands.
ERASABLE = ("actor", "facts", "reason")
SEALS = ("prev", "row_digest", "elsewhere", "hash")
ERASED = (*ERASABLE, "salt", "erased_at")


def _array(names: Sequence[str]) -> str:
    return "ARRAY[" + ", ".join(f"'{name}'" for name in names) + "]"


class EventQuerySet(models.QuerySet[Any]):
    """Records by what they did."""

    def of(self, obj_type: str, obj_id: int) -> EventQuerySet:
        """Those of one object."""
        return self.filter(object_type=obj_type, object_id=obj_id)

    def standing(self) -> EventQuerySet:
        """Those that count: no annulment has taken them back."""
        return self.filter(annulments=None)

    def moves_of(self, obj_type: str, obj_id: int) -> EventQuerySet:
        """Those that moved one object to another state on a day that counts, in order."""
        steps = lifecycle_named(obj_type).steps().values()
        dated = [step.name for step in steps if step.day_field and step.target]
        return self.of(obj_type, obj_id).standing().filter(step__in=dated).order_by("pk")

    def last_move_of(self, obj_type: str, obj_id: int) -> Any:
        """The record that brought one object to where it stands; None before any."""
        moved = self.of(obj_type, obj_id).standing().exclude(from_state=models.F("to_state"))
        return moved.exclude(step="take_back").order_by("pk").last()


class EventManager(models.Manager.from_queryset(EventQuerySet)):  # type: ignore[misc]
    """Records, also those that the act under way has entered and not stored yet."""

    use_in_migrations = False

    def get_queryset(self) -> EventQuerySet:
        """All records; what waits to be stored is stored first."""
        look_for_records()
        return super().get_queryset()


class Event(models.Model):
    """A step that was taken: who, what, when it was done and when it was recorded, with its facts.

    `part` is "" for the open file, or that of an accusation, whose records are a chain of their own. `elsewhere` are
    the keys of records in another part that this one brought about: there it is not named as their `cause`. The rows of an
    act are sealed when it is whole; who looks for one before that finds it open, without its hash.
    """

    format = models.PositiveSmallIntegerField(editable=False)
    # Found by `event_seq_once`, which begins with it.
    matter = models.ForeignKey("Matter", models.PROTECT, related_name="events", db_index=False, verbose_name=_("卷宗"))
    part = models.CharField(_("部分"), max_length=40, blank=True, default="")
    seq = models.PositiveIntegerField(_("序号"))
    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    version = models.PositiveIntegerField()
    step = models.CharField(_("步骤"), max_length=60)
    from_state = models.CharField(max_length=50)
    to_state = models.CharField(max_length=50)
    user = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("经办人"))
    party = models.ForeignKey(
        "Party", models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("当事人")
    )
    actor = models.CharField(_("由谁"), max_length=200)
    facts = models.JSONField(_("内容"), default=dict, encoder=DjangoJSONEncoder)
    reason = models.CharField(_("补录理由"), max_length=500, blank=True)
    basis = models.CharField(_("依据"), max_length=200, blank=True)
    done_on = models.DateField(_("办理日期"))
    recorded_at = models.DateTimeField(_("记录时间"))
    cause = models.ForeignKey("self", models.PROTECT, null=True, related_name="consequences", db_index=False)
    elsewhere = models.JSONField(default=list)
    key = models.CharField(max_length=100, blank=True)
    salt = models.CharField(max_length=32)
    facts_digest = models.CharField(max_length=64)
    row_digest = models.CharField(max_length=64, blank=True)
    prev = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, blank=True)
    erased_at = models.DateTimeField(_("内容删除时间"), null=True)

    objects = EventManager()

    class Meta:
        verbose_name = _("办理记录")
        base_manager_name = "objects"
        ordering = ["matter", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "part", "seq"], name="event_seq_once"),
            models.UniqueConstraint(
                fields=["matter", "part", "prev"],
                condition=~models.Q(hash="") & ~models.Q(prev=""),
                name="event_no_fork",
            ),
            models.UniqueConstraint(fields=["object_type", "object_id", "version"], name="event_version_once"),
            models.UniqueConstraint(fields=["key"], condition=~models.Q(key=""), name="event_key_once"),
        ]
        indexes = [
            models.Index(fields=["party"], condition=models.Q(party__isnull=False), name="event_of_party"),
            models.Index(fields=["cause"], condition=models.Q(cause__isnull=False), name="event_of_cause"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="append_only",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                declare=[("seal", f"text[] := {_array(SEALS)}"), ("erasable", f"text[] := {_array(ERASED)}")],
                func="""
                    IF TG_OP = 'UPDATE' AND OLD.hash = '' AND NEW.hash <> ''
                       AND to_jsonb(NEW) - seal = to_jsonb(OLD) - seal THEN
                        RETURN NEW;
                    END IF;
                    IF TG_OP = 'UPDATE' AND OLD.hash <> '' AND OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL
                       AND NEW.facts = '{}'::jsonb AND NEW.actor = '' AND NEW.reason = '' AND NEW.salt = ''
                       AND to_jsonb(NEW) - erasable = to_jsonb(OLD) - erasable THEN
                        RETURN NEW;
                    END IF;
                    RAISE EXCEPTION 'the ledger is append-only';
                """,
            ),
            pgtrigger.Trigger(
                name="sealed_at_last",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__hash=""),
                timing=pgtrigger.Deferred,
                func="""
                    IF EXISTS (SELECT 1 FROM mediation_event WHERE id = NEW.id AND hash = '') THEN
                        RAISE EXCEPTION 'event %: entered and not sealed', NEW.id;
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="never_emptied",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'the ledger is append-only';",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}（{self.thing}，{self.day()}）"

    def close_contents(self) -> None:
        """Take the digest of what was stated; the salt lies beside it until both are erased."""
        self.facts_digest = digest_of_contents(self.salt, self.actor, self.facts, self.reason)

    def seal(self, prev: str, row: str) -> None:
        """Put the row at the end of its chain; `row` is the object as its act left it, in canonical JSON."""
        self.row_digest = digest_of_row(self.salt, row, keyed=is_keyed(self.model, self.format))
        self.hash = digest(prev, self)

    @property
    def place(self) -> tuple[str, int, int]:
        """By what a correction names it: the object, and which of its records."""
        return self.object_type, self.object_id, self.version

    @property
    def model(self) -> Any:
        """The class of the object that moved."""
        return lifecycle_named(self.object_type)

    @property
    def thing(self) -> str:
        """What moved, in a word."""
        return str(self.model.thing())

    @property
    def day_was_stated(self) -> bool:
        """Whether a member of staff said on which day it was done; the clock and the portal do not err."""
        return self.user_id is not None and self.step not in ("correct_day", "annul", "take_back")

    def day(self, *, before: Event | None = None) -> date:
        """The day it stands for: as corrected last (`before` another record), as stated, or as it was done."""
        corrected = Event.objects.of(self.object_type, self.object_id).filter(
            step="correct_day", facts__event=self.version
        )
        last = (corrected.filter(pk__lt=before.pk) if before else corrected).order_by("-pk").first()
        step = self.model.steps().get(self.step)
        stated = (last and last.facts["right_day"]) or (step and self.facts.get(step.day_field))
        return date.fromisoformat(stated) if stated else self.done_on

    def beside(self) -> tuple[Event | None, Event | None]:
        """The dated changes of state of the same object just before and just after it, if it is one itself."""
        moves = Event.objects.moves_of(self.object_type, self.object_id)
        if not moves.filter(pk=self.pk).exists():
            return None, None
        return moves.filter(pk__lt=self.pk).last(), moves.filter(pk__gt=self.pk).first()

    @property
    def counts(self) -> bool:
        """Whether no annulment has taken it back."""
        return not self.annulments.exists()

    @property
    def outset(self) -> Event:
        """The act of a person, or of the clock, from which it followed; itself where it is one."""
        return self.cause.outset if self.cause is not None else self

    @property
    def by_clock(self) -> bool:
        """Whether nobody did it, but the passing of time."""
        return self.user_id is None and self.party_id is None

    @property
    def label(self) -> str:
        """The step in words."""
        step = self.model.steps().get(self.step)
        return str(step.label) if step else self.step


def digest(prev: str, event: Event) -> str:
    """The hash of a row behind the one with the hash `prev`."""
    return digest_of_fields(
        prev, [getattr(event, name) for name in SEALED_FIELDS], event.facts_digest, event.row_digest
    )
