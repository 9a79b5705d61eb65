"""信访事项."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.models.guarding import guarded, states_known
from mediation.models.intake.acting import entrusted_to, in_place_of, recipients
from mediation.models.intake.rescinding import Rescinded
from mediation.models.matter import Matter, Party
from mediation.models.office.organ import Organ
from mediation.permissions import Actor
from mediation.vocabulary import Channel, ContentClass, Disposal, PaperKind, PartyRole, Submission
from mediation.workflows.base import Act
from mediation.workflows.intake.petition import PetitionLifecycle
from mediation.workflows.intake.registration import OPEN_STATES
from mediation.workflows.papers.paper import BEFORE_ISSUE

# Papers that answer a claim, or begin its handling; the petition is not answered while one waits.
# A question that a page may have answered already (`Matter.asked`).
PEOPLE_WAITING = "people waiting"
# So many of those whom a sentence speaks of are named in it.
NAMED = 10
ANSWERS = (
    PaperKind.ACCEPTANCE_NOTICE,
    PaperKind.REFUSAL_NOTICE,
    PaperKind.NO_FURTHER_ACCEPTANCE,
    PaperKind.GUIDANCE_NOTICE,
    PaperKind.HANDLING_OPINION,
    PaperKind.DUTY_ANSWER,
    PaperKind.SUGGESTION_REPLY,
    PaperKind.MEDIATION_AGREEMENT,
    PaperKind.SETTLEMENT_AGREEMENT,
)

# They tell what changed on the way; nothing rests on their service.
TOLD_ONLY = (
    PaperKind.HEARING_CHANGE,
    PaperKind.HEARING_CONCLUSION,
    PaperKind.MEDIATION_SUSPENSION,
    PaperKind.MEDIATION_NOTICE,
    PaperKind.OVERDUE_NOTICE,
)
# They begin the handling; what ends a claim is told of apart.
BEGINNINGS = (PaperKind.ACCEPTANCE_NOTICE,)
# Disposals that come before their paper, and the papers of which one tells them; the others follow the issue of theirs.
TOLD_BY = {
    Disposal.NOT_ACCEPTED: (PaperKind.REFUSAL_NOTICE, PaperKind.NO_FURTHER_ACCEPTANCE),
    Disposal.GUIDED: (PaperKind.GUIDANCE_NOTICE,),
}


class Petition(Rescinded, PetitionLifecycle):
    """One 信访事项 in its file. `responsible_organ` handles it, `organ` registered it."""

    matter = models.OneToOneField(Matter, models.PROTECT, related_name="petition", verbose_name=_("卷宗"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("登记机关"))
    responsible_organ = models.ForeignKey(
        Organ, models.PROTECT, null=True, related_name="+", verbose_name=_("责任单位")
    )
    handler = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("承办人"))
    channel = models.CharField(_("渠道"), max_length=20, choices=Channel.choices)
    subject = models.CharField(_("事由"), max_length=200)
    account = models.TextField(_("事实和理由"))
    received_on = models.DateField(_("收到日期"))
    closed_on = models.DateField(_("办结日期"), null=True)
    resolved = models.BooleanField(_("争议已化解"), default=False)
    closing_note = models.TextField(_("办结说明"), blank=True)
    duplicate_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="duplicates")
    content_class = models.CharField(_("内容分类"), max_length=20, choices=ContentClass.choices, blank=True)
    place = models.CharField(_("问题发生地"), max_length=200, blank=True)
    people_present = models.PositiveIntegerField(_("到场人数"), null=True)
    submission = models.CharField(_("初次或者重复"), max_length=10, choices=Submission.choices, blank=True)
    # The petition out of which this one was split off, with the days and limits of that one.
    apart_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name=_("由何事项分出"))
    # Whether its claims lie with several organs: each claim then names its own.
    parted = models.BooleanField(_("分由几个机关办理"), default=False)
    receipts_wait = models.BooleanField(default=False, editable=False)

    SEALED_SINCE: ClassVar = {
        "content_class": 2,
        "place": 2,
        "people_present": 2,
        "submission": 2,
        "parted": 2,
        "apart_from": 2,
    }
    UNSEALED: ClassVar = {"receipts_wait": "a note for the worker; who got a receipt is recorded with each"}

    class Meta:
        verbose_name = _("信访事项")
        ordering = ["pk"]
        triggers = guarded(PetitionLifecycle, "petition")
        constraints = states_known(PetitionLifecycle, "petition")
        indexes = [
            models.Index(
                fields=["responsible_organ", "state"],
                condition=models.Q(state__in=OPEN_STATES),
                name="petition_open_there",
            ),
            models.Index(
                fields=["organ", "state"],
                condition=models.Q(state__in=OPEN_STATES, responsible_organ__isnull=True),
                name="petition_open_here",
            ),
            models.Index(fields=["id"], condition=models.Q(receipts_wait=True), name="petition_receipts_wait"),
        ]

    def __str__(self) -> str:
        return str(self.matter)

    def is_placed(self) -> bool:
        """Whether the organ that registers it is known."""
        return self.organ_id is not None

    @property
    def acting_organ(self) -> Organ:
        """The responsible unit once there is one, before that the organ that registered."""
        return self.responsible_organ or self.organ

    @property
    def acting_organ_key(self) -> int | None:
        """Its key."""
        return self.responsible_organ_id or self.organ_id

    @property
    def acting_organ_keys(self) -> list[int]:
        """Every organ that handles one of its claims, by key; where they lie with several, each acts in the file for its own."""
        key = self.acting_organ_key
        own = self.claims.exclude(organ=None).values_list("organ_id", flat=True) if self.parted else ()
        return list(dict.fromkeys([*([] if key is None else [key]), *own]))

    @property
    def acting_organs(self) -> list[Organ]:
        """They."""
        if not self.parted:
            return [self.acting_organ]
        found = Organ.objects.in_bulk(self.acting_organ_keys)
        return [found[key] for key in self.acting_organ_keys]

    def claims_of(self, organ: Organ, on: date | None = None) -> models.QuerySet[Any]:
        """The claims for which the organ acts, on a day also those of organs whose powers it has; all where none parted."""
        return self.claims.of_organ(organ, on) if self.parted else self.claims.all()

    def handler_for(self, organ: Organ) -> Any:
        """Who handles the claims of an organ: the person named for them, else for the petition."""
        if not self.parted:
            return self.handler
        return next((claim.handler for claim in self.claims_of(organ) if claim.handler_id), None)

    def open_claims(self) -> models.QuerySet[Any]:
        """Claims without a disposal."""
        return self.claims.filter(disposal="")

    def open_matter(self, act: Act) -> Matter:
        """A petition opens a file of its own."""
        return Matter.open(organ=self.organ, subject=self.subject, on=act.on)

    def addressees(self, on: date) -> list[Party]:
        """To whom papers go on the day: the representatives, and each one whose authority to receive they lack."""
        return recipients(self.matter.parties.filter(role=PartyRole.PETITIONER, withdrawn_on=None), on)

    def spokespeople(self) -> list[Party]:
        """The representatives, or all petitioners where there are none."""
        people = self.pursuing()
        return [p for p in people if p.is_representative] or people

    def pursuing(self) -> list[Party]:
        """The petitioners who have not taken back their part."""
        return list(self.matter.petitioners.filter(withdrawn_on=None))

    def _given_receipts(self) -> models.QuerySet[Party]:
        """The spokespeople, as rows: a list of thousands is not read to find the next twenty."""
        people = self.matter.petitioners.filter(withdrawn_on=None)
        return people.filter(models.Q(is_representative=True) | ~models.Exists(people.filter(is_representative=True)))

    def _receipt(self) -> models.Exists:
        """Whether a receipt was made out to the party: the paper tells it, the slip with the code is another thing."""
        addressed = Party.papers.through.objects.filter(party=models.OuterRef("pk"))
        return models.Exists(addressed.filter(paper__kind=PaperKind.REGISTRATION_RECEIPT))

    def without_receipt(self, most: int | None = None) -> list[Party]:
        """Those of them who have not got their receipt yet, or the first of those."""
        return list(self._given_receipts().filter(~self._receipt())[:most])

    def receipts_given(self) -> tuple[int, int]:
        """How many have their receipt, of how many."""
        counted = self._given_receipts().aggregate(
            given=models.Count("pk", filter=self._receipt()), all=models.Count("pk")
        )
        return counted["given"], counted["all"]

    def first_due_day(self) -> date | None:
        """The day by which the petitioner hears next (D1, D3)."""
        found = self.matter.deadlines.filter(code__in=("D1", "D3")).order_by("pk").first()
        return found.legal_on if found else None

    def answers_waiting(self) -> bool:
        """Whether an answer is drafted or issued but not yet dispatched to anyone."""
        return self.matter.papers.of_kind(*ANSWERS).awaiting_dispatch().exists()

    def taking_back(self, act: Act) -> list[Party]:
        """Who withdraws: those named at the window, or the party at the portal."""
        return list(act.withdrawn_by or ([act.by.party] if act.by.party else []))

    def choices_of(self, fact: str, actor: Actor) -> models.QuerySet[Any] | None:
        """A party withdraws besides for those alone who have authorised it in writing."""
        if fact != "withdrawn_for" or actor.party is None:
            return None
        return Party.objects.filter(pk__in=entrusted_to(actor.party, "may_withdraw", actor.on)).order_by("pk")

    def is_still_asked(self) -> bool:
        """Whether somebody's part goes on: his own, or that of one who died and is still to be succeeded."""
        return any(party.withdrawn_on is None for party in in_place_of(self.matter.parties.filter(
            role=PartyRole.PETITIONER, withdrawn_on=None
        )))  # fmt: skip

    def _authorising(self, act: Act) -> set[int]:
        """Who gave one of those who act the written authority to withdraw for him, by id."""
        return set().union(*(entrusted_to(one, "may_withdraw", act.on) for one in self.taking_back(act)))

    def parts_taken_back(self, act: Act) -> list[Party]:
        """Whose parts end: of those who act, and of those for whom they may withdraw and say so, or do not say for whom."""
        named = {party.pk for party in act.withdrawn_for or ()} or self._authorising(act)
        ending = named | {party.pk for party in self.taking_back(act)}
        return [party for party in self.pursuing() if party.pk in ending]

    def without_authority(self, act: Act) -> list[Party]:
        """For whom those who act would withdraw without his written authority."""
        allowed = self._authorising(act) | {party.pk for party in self.taking_back(act)}
        return [party for party in act.withdrawn_for or () if party.pk not in allowed]

    def not_to_withdraw(self, act: Act) -> Iterator[Party]:
        """Those named who are no petitioners of this file, or have taken back their part before."""
        here = {party.pk for party in self.pursuing()}
        yield from (party for party in self.taking_back(act) if party.pk not in here)
        yield from (party for party in act.withdrawn_for or () if party.pk not in here)

    def papers_missing(self) -> list[str]:
        """What the file still owes: answers drafted and not issued, and disposals of which no issued paper tells."""
        return self.matter.asked("papers missing", lambda: [*self._answers_drafted(), *self._untold()])

    def _answers_drafted(self) -> list[str]:
        kinds = [kind for kind in ANSWERS if kind not in BEGINNINGS]
        if (known := self.matter.held("papers")) is not None:
            return [str(paper) for paper in known if paper.kind in kinds and paper.state in BEFORE_ISSUE]
        return [str(paper) for paper in self.matter.papers.of_kind(*kinds).filter(state__in=BEFORE_ISSUE)]

    def _untold(self) -> list[str]:
        claims = [claim for claim in self.matter.every("claims") if claim.disposal in TOLD_BY]
        kinds = {kind for claim in claims for kind in TOLD_BY[claim.disposal]}
        papers = self.matter.papers.of_kind(*kinds).issued() if kinds else []
        printed = {(paper, row["no"]) for paper in papers for row in paper.snapshot.get("claims") or []}
        papers_of = {paper for paper, _no in printed}
        return [
            f"{claim}（{claim.get_disposal_display()}）"
            for claim in sorted(claims, key=lambda claim: claim.no)
            if not any(
                paper.kind in TOLD_BY[claim.disposal] and (paper, paper.no_of(claim)) in printed for paper in papers_of
            )
        ]

    def unserved(self) -> list[Party]:
        """Parties who have not been served a paper that must reach them."""
        keys = self.unserved_keys()
        found = Party.objects.in_bulk(keys)
        return [found[key] for key in keys]

    def unserved_keys(self) -> list[int]:
        """They by id.

        That a sitting is put off or stands still is told; the proof of it holds up nothing.
        """
        waiting = self.people_waiting()
        found = (key for kind, keys in waiting.items() if kind not in TOLD_ONLY for key in keys)
        return list(dict.fromkeys(found))

    def people_waiting(self) -> dict[str, list[int]]:
        """By kind of paper, in the order of the papers: those whom it has not reached yet, by key."""
        copies = self.matter.services.unfinished().order_by().values("paper__kind")
        found = copies.annotate(first=models.Min("paper"), people=ArrayAgg("party_id", order_by="party_id")).order_by(
            "first"
        )
        return self.matter.asked(PEOPLE_WAITING, lambda: dict(found.values_list("paper__kind", "people")))

    def unserved_words(self) -> dict[str, Any]:
        """Their number, the names of the first, and which papers wait, for a sentence."""
        keys = self.unserved_keys()
        first = Party.objects.in_bulk(keys[:NAMED])
        names = "、".join(first[key].name for key in keys[:NAMED]) + ("…" if len(keys) > NAMED else "")
        papers = [str(PaperKind(kind).label) for kind in self.people_waiting() if kind not in TOLD_ONLY]
        return {"n": len(keys), "names": names, "papers": "、".join(papers)}

    def last_review_day(self) -> date | None:
        """The latest last day on which a petitioner may still ask for review or re-examination."""
        if (known := self.matter.held("deadlines")) is not None:
            rights = (one for one in known if one.code in ("D6", "D8") and one.state == "running")
            return max((one.legal_on for one in rights), default=None)
        running = self.matter.deadlines.filter(code__in=("D6", "D8"), state="running")
        return running.aggregate(last=models.Max("legal_on"))["last"]

    def review_pending(self) -> bool:
        """Whether a review or re-examination is under way."""
        return bool(self.matter.pending_reviews)

    def outstanding(self) -> list[Any]:
        """Obligations that are not performed yet."""
        open_ones = [one for one in self.matter.every("obligations") if one.is_outstanding]
        return sorted(open_ones, key=lambda one: (one.due_on, one.pk))

    def outstanding_words(self) -> str:
        """They in words."""
        return "；".join(str(o) for o in self.outstanding())
