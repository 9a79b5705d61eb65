"""The running record of a sitting: what was said, revision by revision, and who answered for it with a signature."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import Any

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.models.intake.attachment import Attachment
from mediation.models.matter import Party
from mediation.models.office.organ import Organ
from mediation.models.sittings.conference import JointConference
from mediation.models.sittings.hearing import Hearing
from mediation.models.sittings.mediation_session import MediationSession
from mediation.vocabulary import EntryKind, SignatureWay

BEGINNING = "0" * 64
SITTINGS = ("hearing", "session", "conference")


def of_one_sitting() -> models.Q:
    """Each row belongs to one sitting."""
    found = models.Q()
    for name in SITTINGS:
        others = {f"{other}__isnull": True for other in SITTINGS if other != name}
        found |= models.Q(**{f"{name}__isnull": False, **others})
    return found


class StatementQuerySet(models.QuerySet[Any]):
    """Entries of the record by standing."""

    def standing(self) -> StatementQuerySet:
        """Those that no later one has struck out, in the order of the record."""
        return self.filter(struck_by=None).order_by("line", "no")

    def spoken(self) -> StatementQuerySet:
        """What stands of what people said."""
        return self.standing().filter(kind=EntryKind.SAID).exclude(text="")

    def in_conflict(self) -> list[int]:
        """The lines of which two wordings stand: two recorders corrected the same words."""
        rows = self.standing().exclude(text="").filter(kind=EntryKind.SAID).order_by()
        twice = rows.values("line").annotate(n=models.Count("pk")).filter(n__gt=1)
        return sorted(row["line"] for row in twice)


class HearingStatement(models.Model):
    """One entry of the record of a hearing, a session or a conference, never changed: a correction is a new entry that strikes this one and stands on its line.

    `key` was given by the browser, so that it is kept once however often it is sent; `no` is the order of keeping, `line`
    the `no` of the entry that was first there. `hash` covers the entry and all before it.
    """

    hearing = models.ForeignKey(Hearing, models.PROTECT, null=True, related_name="statements", verbose_name=_("听证"))
    session = models.ForeignKey(
        MediationSession, models.PROTECT, null=True, related_name="statements", verbose_name=_("调解会议")
    )
    conference = models.ForeignKey(
        JointConference, models.PROTECT, null=True, related_name="statements", verbose_name=_("联席会议")
    )
    key = models.UUIDField(unique=True, editable=False)
    no = models.PositiveSmallIntegerField(_("序号"))
    line = models.PositiveSmallIntegerField(_("行"))
    kind = models.CharField(_("记录"), max_length=10, choices=EntryKind.choices, default=EntryKind.SAID)
    sitting = models.PositiveSmallIntegerField(_("第几次开庭"))
    phase = models.CharField(_("环节"), max_length=30)
    speaker = models.CharField(_("发言人"), max_length=200)
    text = models.TextField(_("发言内容"))
    on = models.DateField(_("日期"))
    at = models.DateTimeField(_("时刻"), null=True)
    by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("记录人"))
    strikes = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="struck_by", verbose_name=_("更正的记录")
    )
    asked_by = models.CharField(_("要求更正的人"), max_length=200, blank=True)
    about = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+", verbose_name=_("质证的材料"))
    hash = models.CharField(max_length=64, editable=False)

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("会议发言")
        ordering = ["hearing_id", "session_id", "conference_id", "no"]
        constraints = [
            models.CheckConstraint(condition=of_one_sitting(), name="statement_of_one_sitting"),
            models.UniqueConstraint(fields=["hearing", "no"], name="hearing_statement_no_once"),
            models.UniqueConstraint(fields=["session", "no"], name="session_statement_no_once"),
            models.UniqueConstraint(fields=["conference", "no"], name="conference_statement_no_once"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.no}．{self.speaker}"

    @property
    def said_at(self) -> Any:
        """The sitting in whose record it stands."""
        return next(getattr(self, name) for name in SITTINGS if getattr(self, f"{name}_id"))

    def get_phase_display(self) -> str:
        """The part in the words of its sitting."""
        return str(self.said_at.part_name(self.phase))

    def get_kind_display(self) -> str:
        """What it tells, in the words of its sitting."""
        return str(self.said_at.kind_name(self.kind))

    def linked(self, before: str) -> str:
        """Its hash after that of the entry before it. A verifier elsewhere needs these lines and no more."""
        told = [
            str(self.key), self.no, self.line, self.kind, self.sitting, self.phase, self.speaker, self.text,
            self.on.isoformat(), self.at.astimezone(UTC).isoformat() if self.at else "", self.by_id, self.strikes_id,
            self.asked_by, self.about_id,
        ]  # fmt: skip
        written = json.dumps([before, *told], ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(written.encode()).hexdigest()


class RecordSignature(models.Model):
    """笔录签名: somebody signed the record as it was read to him, or refused to; `root` is the hash of what was read."""

    hearing = models.ForeignKey(Hearing, models.PROTECT, null=True, related_name="signatures", verbose_name=_("听证"))
    session = models.ForeignKey(
        MediationSession, models.PROTECT, null=True, related_name="signatures", verbose_name=_("调解会议")
    )
    conference = models.ForeignKey(
        JointConference, models.PROTECT, null=True, related_name="signatures", verbose_name=_("联席会议")
    )
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", verbose_name=_("当事人"))
    organ = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+", verbose_name=_("单位"))
    signer = models.CharField(_("签名人"), max_length=100)
    way = models.CharField(_("方式"), max_length=10, choices=SignatureWay.choices)
    drawing = models.JSONField(_("笔迹"), default=list)
    witness = models.CharField(_("见证人"), max_length=100, blank=True)
    why = models.CharField(_("拒绝签名的情况"), max_length=200, blank=True)
    root = models.CharField(_("所读笔录的校验值"), max_length=64)
    device = models.CharField(_("设备"), max_length=200, blank=True)
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("记录人"))

    class Meta:
        verbose_name = _("笔录签名")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=of_one_sitting(), name="signature_of_one_sitting"),
            models.CheckConstraint(
                condition=models.Q(party=None, organ__isnull=False) | models.Q(party__isnull=False, organ=None),
                name="signature_for_one",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.signer}（{self.get_way_display()}）"
