"""文书."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any, ClassVar

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.models.access import seats_of
from mediation.models.accused import accuses
from mediation.models.clock.deadline import Deadline
from mediation.models.event import Event
from mediation.models.extracts import InItsNumbers
from mediation.models.guarding import guarded, states_known
from mediation.models.intake.claim import Claim
from mediation.models.intake.dispatch import Dispatch
from mediation.models.lasting import new_code
from mediation.models.matter import Matter, Party
from mediation.models.office.organ import Organ
from mediation.models.office.staff import User
from mediation.models.papers.result import result_of
from mediation.models.papers.to_many import ToMany
from mediation.models.parts import by_part
from mediation.permissions import Actor
from mediation.vocabulary import PaperKind, ReviewStage, Role
from mediation.workflows.base import lifecycle_named
from mediation.workflows.clock.deadline import DeadlineState
from mediation.workflows.objects import object_at, petition_of
from mediation.workflows.papers.paper import BEFORE_ISSUE, ISSUED_STATES, PaperLifecycle, PaperState

FROZEN = (
    "kind",
    "content",
    "snapshot",
    "edition",
    "number",
    "issued_on",
    "code",
    "matter_id",
    "organ_id",
    "corrects_id",
    "page",
)
# Set once, after the issue.
PRINTED = ("sha256", "sealed_sha256")

# They print a party's query code, and the receipt the whole letter: only who issues them may read them.
CARRY_CODE = (PaperKind.REGISTRATION_RECEIPT, PaperKind.MEDIATION_RIGHTS_NOTICE)
# They may hold the letter itself or an accusation in it: never for the accused organ, whenever it was accused.
CARRY_LETTER = (PaperKind.TRANSFER_SLIP, PaperKind.ASSIGNMENT_LETTER, PaperKind.WITHDRAWAL)
# The panel deliberates in private: its members and its recorder read the record, nobody else.
PANEL_ONLY = (PaperKind.DELIBERATION_RECORD,)
# What was typed, printed and agreed: many times as wide as the rest of a row.
BULKY = ("content", "snapshot", "page", "rounds", "answers", "endorsements", "cosignatures")

# Issued, and bears no seal yet of the kind that it should.
UNSTAMPED = {"state": PaperState.ISSUED, "bears_seal": True, "sealed_sha256": "", "seal_pending": False}


class PaperQuerySet(models.QuerySet[Any]):
    """Papers by standing and by reader."""

    def issued(self) -> PaperQuerySet:
        """Papers that have left the organ, also those since revoked or replaced."""
        return self.filter(state__in=ISSUED_STATES)

    def of_kind(self, *kinds: str) -> PaperQuerySet:
        """Papers of the kinds."""
        return self.filter(kind__in=kinds)

    def listed(self) -> PaperQuerySet:
        """As a list shows them, without what only the paper's own page reads."""
        return self.defer(*BULKY)

    def awaiting_dispatch(self) -> PaperQuerySet:
        """Papers that must be served and have not yet gone to anyone."""
        begun = models.Q(state__in=("drafted", "submitted", "approved"))
        not_sent = models.Q(state="issued") & ~models.Q(services__state__in=("dispatched", "served"))
        return self.filter(begun | not_sent, must_be_served=True)

    @by_part
    def visible_to(self, actor: Actor) -> PaperQuerySet:
        """Staff: papers of visible files that do not accuse their organ. A party: papers addressed to it.

        A paper with a party's query code is read by the organ that issued it and by no other.
        """
        found = self.filter(matter__in=Matter.objects.visible_to(actor))
        if actor.party is not None:
            # Who was split off reads from the new file what was sent to it in the old one.
            before = models.Q(addressees=actor.party.continues_id) if actor.party.continues_id else models.Q(pk=None)
            return (
                self.issued().filter(models.Q(matter=actor.party.matter_id, addressees=actor.party) | before).distinct()
            )
        if actor.user is None:
            return found
        organs = actor.user.organ_ids(actor.on)
        others_codes = models.Q(kind__in=CARRY_CODE) & ~models.Q(organ__in=organs)
        accusing = Claim.objects.filter(accuses(actor))
        about = models.Q(subject_type="claim", subject_id__in=accusing.values("pk"))
        about |= models.Q(
            subject_type="dispatch", subject_id__in=Dispatch.objects.filter(claims__in=accusing).values("pk")
        )
        letters = models.Q(kind__in=CARRY_LETTER, matter__in=accusing.values("matter")) & ~models.Q(to_organ__in=organs)
        found = found.exclude(pk__in=self._of_other_panels(actor.user))
        found = found.exclude(pk__in=self._not_passed_to(organs))
        if in_part := seats_of(actor).files:
            sealed = self.model._base_manager.filter(sealed_from__isnull=False, matter__in=in_part)
            found = found.exclude(pk__in=sealed.values("pk"))
        return found.exclude(sealed_from__in=organs).exclude(others_codes).exclude(about).exclude(letters)

    def _not_passed_to(self, organs: set[int]) -> models.QuerySet[Any]:
        """Where an organ has an extract: what others wrote, unless to it, about its part, or about its own opinion."""
        every = self.model._base_manager
        extract = every.filter(matter__extracts__has_any_keys=[str(organ) for organ in organs]).exclude(
            matter__organ__in=organs
        )
        dispatches = Dispatch.objects.filter(to_organ__in=organs).values("pk")
        reviews = every.filter(organ__in=organs).values("reviews")
        own = models.Q(organ__in=organs) | models.Q(to_organ__in=organs)
        own |= models.Q(subject_type="dispatch", subject_id__in=dispatches)
        own |= models.Q(subject_type="review", subject_id__in=reviews)
        return extract.exclude(own).values("pk")

    def _of_other_panels(self, user: Any) -> models.QuerySet[Any]:
        """Records of deliberations, and reports not made yet, of hearings in which the member of staff neither sat nor recorded."""
        sat = models.Q(hearings__members__user=user, hearings__members__removed_on=None)
        own = Matter.objects.filter(sat | models.Q(hearings__recorder=user)).values("hearings")
        early = models.Q(kind=PaperKind.HEARING_REPORT, state__in=BEFORE_ISSUE)
        return self.model._base_manager.filter(models.Q(kind__in=PANEL_ONLY) | early).exclude(subject_id__in=own)


class PageStyle(models.Model):
    """A style sheet that issued papers were made with; papers name it by its hash."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    css = models.TextField()

    class Meta:
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.sha256[:12]


class Paper(InItsNumbers, ToMany, PaperLifecycle):
    """One paper. `content` is what was typed, `snapshot` everything that is printed, once issued."""

    organ_acts_once_set = True
    begun_by_any_organ = True

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="papers", verbose_name=_("卷宗"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("发文机关"))
    kind = models.CharField(_("文种"), max_length=40, choices=PaperKind.choices)
    edition = models.PositiveSmallIntegerField(_("版本"), default=1)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True)
    addressees = models.ManyToManyField(Party, related_name="papers", blank=True, verbose_name=_("受送达人"))
    to_organ = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+", verbose_name=_("主送机关"))
    sealed_from = models.ManyToManyField(Organ, related_name="+", blank=True)
    content = models.JSONField(_("内容"), default=dict, encoder=DjangoJSONEncoder)
    rounds = models.JSONField(_("历次送审稿"), default=list, encoder=DjangoJSONEncoder, editable=False)
    needs_approval = models.BooleanField(default=False)
    must_be_served = models.BooleanField(default=False)
    copies_wait = models.BooleanField(default=False, editable=False)
    bears_seal = models.BooleanField(default=False, editable=False)
    answers = models.JSONField(_("对提醒的说明"), default=list, encoder=DjangoJSONEncoder, editable=False)
    endorsements = models.JSONField(_("审核"), default=list, encoder=DjangoJSONEncoder, editable=False)
    cosignatures = models.JSONField(_("会签"), default=list, encoder=DjangoJSONEncoder, editable=False)
    drafter = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("起草人"))
    approver = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("批准人"))
    approved_hash = models.CharField(max_length=64, blank=True)
    number = models.CharField(_("文号"), max_length=80, blank=True)
    issued_on = models.DateField(_("成文日期"), null=True)
    snapshot = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    code = models.CharField(_("核验码"), max_length=16, default=new_code, unique=True)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="corrections", verbose_name=_("更正哪份文书")
    )
    replacement = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaces")
    page = models.TextField(blank=True, editable=False)
    pdf = models.FileField(upload_to="papers/%Y/%m/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    sealed = models.FileField(upload_to="papers/%Y/%m/", blank=True)
    sealed_sha256 = models.CharField(max_length=64, blank=True)
    # Asked of an e-seal system that seals later; the ticket is empty where it must be asked anew.
    seal_pending = models.BooleanField(default=False, editable=False)
    seal_ticket = models.CharField(max_length=200, blank=True, editable=False)
    pages = models.PositiveSmallIntegerField(default=0)
    rendered_at = models.DateTimeField(null=True)

    UNSEALED: ClassVar = {
        "copies_wait": "a note for the worker; each copy is recorded with its addressee",
        **dict.fromkeys(("page", "pdf", "sha256", "pages", "rendered_at"), "made by the worker after the issue"),
        **dict.fromkeys(("sealed", "sealed_sha256", "seal_pending", "seal_ticket"), "from the seal system, later"),
    }

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("文书")
        ordering = ["pk"]
        triggers = [
            *guarded(PaperLifecycle, "paper"),
            pgtrigger.Trigger(
                name="frozen_once_issued",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.snapshot <> '{}'::jsonb"),
                func=f"""
                    IF TG_OP = 'DELETE' OR {" OR ".join(f"OLD.{c} IS DISTINCT FROM NEW.{c}" for c in FROZEN)}
                       OR {" OR ".join(f"(OLD.{c} <> '' AND OLD.{c} <> NEW.{c})" for c in PRINTED)} THEN
                        RAISE EXCEPTION 'paper %: an issued paper is frozen', OLD.id;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]
        constraints = [
            *states_known(PaperLifecycle, "paper"),
            models.UniqueConstraint(
                fields=["organ", "number"], condition=~models.Q(number=""), name="paper_number_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["subject_type", "subject_id"], condition=models.Q(subject_id__isnull=False), name="paper_about"
            ),
            models.Index(fields=["subject_id"], condition=models.Q(kind__in=PANEL_ONLY), name="paper_of_panel"),
            models.Index(
                fields=["subject_id"],
                condition=models.Q(kind=PaperKind.HEARING_REPORT, state__in=BEFORE_ISSUE),
                name="paper_of_hearing",
            ),
            # What is in work; what was issued is never looked through for it.
            models.Index(fields=["organ", "state"], condition=models.Q(state__in=BEFORE_ISSUE), name="paper_in_work"),
            models.Index(fields=["drafter"], condition=models.Q(state__in=BEFORE_ISSUE), name="paper_of_drafter"),
            models.Index(fields=["id"], condition=models.Q(sha256="", state__in=ISSUED_STATES), name="paper_unprinted"),
            models.Index(fields=["id"], condition=models.Q(seal_pending=True), name="paper_awaiting_seal"),
            models.Index(fields=["id"], condition=models.Q(copies_wait=True), name="paper_copies_wait"),
            # By what a register is read, and a file is known again.
            models.Index(
                fields=["organ", "issued_on", "id"],
                include=["number"],
                condition=~models.Q(number=""),
                name="paper_register",
            ),
            models.Index(
                fields=["organ"],
                name="paper_to_another",
                condition=models.Q(must_be_served=False, to_organ__isnull=False, **UNSTAMPED),
            ),
            models.Index(fields=["sha256"], condition=~models.Q(sha256=""), name="paper_file"),
            models.Index(fields=["sealed_sha256"], condition=~models.Q(sealed_sha256=""), name="paper_sealed_file"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self.number and f'（{self.number}）'}"

    @property
    def part(self) -> str:
        """A paper about an accusation, or about its transfer, is recorded with it."""
        return self.subject.part if self.subject_type else self.corrects.part if self.corrects else ""

    @property
    def acting_organ(self) -> Organ:
        """The organ that issues; for a paper not yet begun that of what it corrects, else the one that handles the matter."""
        if self.organ_id is None and self.corrects:
            return self.corrects.organ
        return self.organ if self.organ_id else self.matter.acting_organ

    @property
    def acting_organ_keys(self) -> list[int]:
        """Before it is begun: the organ of what it corrects, else every organ that handles a claim of the file."""
        return [self.corrects.organ_id] if self.organ_id is None and self.corrects else super().acting_organ_keys

    def content_hash(self) -> str:
        """SHA-256 of what was typed and to whom it goes; approval is bound to it."""
        whole = [self.kind, self.content, [party.pk for party in self.addressed()], self.to_organ_id]
        return hashlib.sha256(
            json.dumps(whole, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False).encode()
        ).hexdigest()

    def drafted_on(self) -> date | None:
        """The day on which the draft was begun, and its addressees were chosen."""
        begun = Event.objects.filter(object_type="paper", object_id=self.pk, step="draft").order_by("pk")
        return begun.values_list("done_on", flat=True).first()

    def to_endorse(self) -> list[str]:
        """The roles of the organ's chain that have not yet endorsed exactly this content, in order."""
        chain = self.organ.approval_chain(self.kind)
        now = self.content_hash() if chain else ""
        given = {row["role"] for row in self.endorsements if row["hash"] == now}
        return [role for role in chain if role not in given]

    def line(self) -> list[Paper]:
        """This paper, then what it corrects, back to the first."""
        return [self, *(self.corrects.line() if self.corrects else [])]

    def changes_rights(self) -> bool:
        """Whether result or remedy differ from what it corrects, so that the periods begin anew; so in a first paper."""
        before = self.corrects
        mine = [result_of(self.content), self.snapshot.get("remedy")]
        return before is None or mine != [result_of(before.content), before.snapshot.get("remedy")]

    def of_same_result(self) -> list[Paper]:
        """This paper, then what it corrects in words alone."""
        return [self] if self.corrects is None or self.changes_rights() else [self, *self.corrects.of_same_result()]

    def claims_decided(self) -> models.QuerySet[Any]:
        """The claims on which the opinion decides, at whatever stage."""
        if self.subject_type == "review":
            found: models.QuerySet[Any] = self.subject.claims()
            return found
        return self.claims_numbered(row["claim"] for row in self.content.get("opinions", []))

    def right_of(self, party: Party) -> Deadline | None:
        """The party's own period to contest this result (D6, D8), not ended since."""
        lines = [paper.pk for paper in self.of_same_result()]
        found = Deadline.objects.filter(subject_type="paper", subject_id__in=lines, code__in=("D6", "D8"), party=party)
        return found.exclude(state=DeadlineState.ENDED).order_by("-pk").first()

    def reviews_of(self, stage: str) -> models.QuerySet[Any]:
        """Reviews of this opinion, or of what it corrects, at a stage that were not turned away."""
        every = self.reviews.model._default_manager.filter(opinion__in=[paper.pk for paper in self.line()], stage=stage)
        return every.exclude(state__in=("not_accepted", "withdrawn"))

    def is_contested(self) -> bool:
        """Whether a review or re-examination of it was asked for that was not turned away."""
        return any(self.reviews_of(stage).exists() for stage in ReviewStage.values)

    def latest(self) -> Paper:
        """What stands in its place now; itself where nothing has corrected it."""
        return self.replacement.latest() if self.replacement else self

    def is_ready(self) -> bool:
        """Whether the issued paper can be printed: made, and sealed if its electronic seal was asked for."""
        return bool(self.sha256) and not self.seal_pending

    def review_organs(self, stage: str, on: date) -> list[Organ]:
        """The organs that may look at this opinion again at a stage; of a joint one the organ above all who signed."""
        return Organ.reviewing(self.signing_organs(), stage, on)

    def signing_organs(self) -> list[Organ]:
        """Who signs and seals: the issuing organ first, then those that sign jointly, in their order (7.3.5.1)."""
        return [self.organ, *self.co_issuers()]

    def co_issuers(self) -> list[Organ]:
        """The organs that issue jointly with the lead, in their order (联合行文)."""
        asked = [row.get("organ") for row in self.content.get("co_issuers") or []]
        found = Organ.objects.in_bulk(asked) if any(asked) else {}
        return [found[pk] for pk in asked if pk in found]

    def to_cosign(self) -> list[Organ]:
        """The co-issuing organs that have not yet agreed to exactly this content, in their order."""
        asked = self.co_issuers()
        now = self.content_hash() if asked else ""
        given = {row["organ"] for row in self.cosignatures if row["hash"] == now}
        return [organ for organ in asked if organ.pk not in given]

    def without_head(self, on: date) -> list[Organ]:
        """The co-issuing organs in which nobody could sign on the day."""
        return [organ for organ in self.co_issuers() if not User.objects.holding(Role.HEAD, organ, on=on).exists()]

    def choices_of(self, name: str, actor: Actor) -> models.QuerySet[Any] | None:
        """Who may issue jointly with this paper's organ; for which of them the person signs."""
        if name == "organ":
            return Organ.objects.in_force(actor.on).exclude(pk=self.organ_id)
        if name == "co_issuer" and actor.user is not None:
            heads = actor.user.organs_as(Role.HEAD, on=actor.on)
            return Organ.objects.filter(pk__in=[organ.pk for organ in self.co_issuers() if organ.pk in heads])
        return None

    def unstamped_by(self) -> list[Organ]:
        """Organs that must still put their seal on by hand before the paper goes out, by the rule of its organ."""
        wanted = self.organ.stamped_states
        if not wanted or not self.bears_seal or self.sealed_sha256:
            return []
        done = set(self.seal_uses.filter(state__in=wanted).values_list("organ_id", flat=True))
        return [organ for organ in self.signing_organs() if organ.pk not in done]

    @property
    def file(self) -> Any:
        """What the parties receive: the file with the electronic seal if there is one."""
        return self.sealed or self.pdf

    @property
    def subject(self) -> Any:
        """The object that the paper is about (a hearing, a review …), else the petition."""
        if not self.subject_type:
            return petition_of(self.matter)
        read = self.matter.held_row(lifecycle_named(self.subject_type), self.subject_id)
        return read or object_at(self.subject_type, self.subject_id)
