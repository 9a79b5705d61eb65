"""The ledger: one row for each step, append-only, hash-chained per matter."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.workflows.base import lifecycle_named

GENESIS = "0" * 64
SEALED_FIELDS = (
    "matter_id", "seq", "object_type", "object_id", "version", "step", "from_state", "to_state",
    "user_id", "party_id", "actor", "facts", "reason", "basis", "done_on", "recorded_at", "cause_id", "key",
)  # fmt: skip


class EventQuerySet(models.QuerySet[Any]):
    """Records by what they did."""

    def moves_of(self, obj_type: str, obj_id: int) -> EventQuerySet:
        """Those that moved one object to another state on a day that counts, in order."""
        steps = lifecycle_named(obj_type).steps().values()
        dated = [step.name for step in steps if step.day_field and step.target]
        return self.filter(object_type=obj_type, object_id=obj_id, step__in=dated).order_by("seq")


class Event(models.Model):
    """A step that was taken: who, what, when it was done and when it was recorded, with its facts."""

    matter = models.ForeignKey("Matter", models.PROTECT, related_name="events", verbose_name=_("卷宗"))
    seq = models.PositiveIntegerField(_("序号"))
    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    version = models.PositiveIntegerField()
    step = models.CharField(_("步骤"), max_length=60)
    from_state = models.CharField(max_length=50)
    to_state = models.CharField(max_length=50)
    user = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("经办人"))
    party = models.ForeignKey("Party", models.PROTECT, null=True, related_name="+", verbose_name=_("当事人"))
    actor = models.CharField(_("由谁"), max_length=200)
    facts = models.JSONField(_("内容"), default=dict, encoder=DjangoJSONEncoder)
    reason = models.CharField(_("补录理由"), max_length=500, blank=True)
    basis = models.CharField(_("依据"), max_length=200, blank=True)
    done_on = models.DateField(_("办理日期"))
    recorded_at = models.DateTimeField(_("记录时间"))
    cause = models.ForeignKey("self", models.PROTECT, null=True, related_name="consequences")
    key = models.CharField(max_length=100, blank=True)
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("办理记录")
        ordering = ["matter", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "seq"], name="event_seq_once"),
            models.UniqueConstraint(fields=["matter", "prev"], name="event_no_fork"),
            models.UniqueConstraint(fields=["object_type", "object_id", "version"], name="event_version_once"),
            models.UniqueConstraint(fields=["key"], condition=~models.Q(key=""), name="event_key_once"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="never_emptied",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'the ledger is append-only';",
            ),
        ]

    def seal(self, prev: str) -> None:
        """Put the row at the end of its chain."""
        self.prev, self.hash = prev, digest(prev, self)

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
        return self.user_id is not None and self.step != "correct_day"

    def day(self, *, before: Event | None = None) -> date:
        """The day it stands for: as corrected last (`before` another record), as stated, or as it was done."""
        corrected = Event.objects.filter(matter_id=self.matter_id, step="correct_day", facts__event=self.seq)
        last = (corrected.filter(seq__lt=before.seq) if before else corrected).order_by("-seq").first()
        step = self.model.steps().get(self.step)
        stated = (last and last.facts["right_day"]) or (step and self.facts.get(step.day_field))
        return date.fromisoformat(stated) if stated else self.done_on

    def beside(self) -> tuple[Event | None, Event | None]:
        """The dated changes of state of the same object just before and just after it, if it is one itself."""
        moves = Event.objects.moves_of(self.object_type, self.object_id)
        if not moves.filter(pk=self.pk).exists():
            return None, None
        return moves.filter(seq__lt=self.seq).last(), moves.filter(seq__gt=self.seq).first()

    @property
    def label(self) -> str:
        """The step in words."""
        step = self.model.steps().get(self.step)
        return str(step.label) if step else self.step


def digest(prev: str, event: Event) -> str:
    """SHA-256 over the previous hash and the row's content in canonical JSON."""
    content = {name: getattr(event, name) for name in SEALED_FIELDS}
    content["recorded_at"] = event.recorded_at.timestamp()
    canonical = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256((prev + canonical).encode()).hexdigest()
