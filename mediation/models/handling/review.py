"""复查、复核 and the requests that join in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.models.clock.deadline import Deadline
from mediation.models.guarding import guarded, states_known
from mediation.models.intake.rescinding import Rescinded
from mediation.models.matter import Matter, Party
from mediation.models.office.organ import Organ
from mediation.models.papers.paper import Paper
from mediation.models.serving.service import ServiceOfDocument
from mediation.permissions import Actor
from mediation.vocabulary import PaperKind, RefusalGround, ReviewOutcome, ReviewStage
from mediation.workflows.base import Act
from mediation.workflows.clock.deadline import DeadlineState
from mediation.workflows.handling.review import PENDING, ReviewLifecycle
from mediation.workflows.serving.service import DEEMED_STEPS

HANDLING = ("claim", "investigation", "extension", "mediation", "mediationsession")
CONTESTED = {ReviewStage.REVIEW: PaperKind.HANDLING_OPINION, ReviewStage.RE_EXAMINATION: PaperKind.REVIEW_OPINION}


class ReviewQuerySet(models.QuerySet[Any]):
    """Reviews by standing."""

    def pending(self) -> ReviewQuerySet:
        """Those not ended yet."""
        return self.filter(state__in=PENDING)


class Review(Rescinded, ReviewLifecycle):
    """One review (复查) or re-examination (复核) of one opinion by one organ."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="reviews", verbose_name=_("卷宗"))
    stage = models.CharField(_("阶段"), max_length=20, choices=ReviewStage.choices)
    opinion = models.ForeignKey(Paper, models.PROTECT, related_name="reviews", verbose_name=_("不服的意见书"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("复查、复核机关"))
    reviewer = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("承办人"))
    demand = models.TextField(_("请求"))
    grounds = models.TextField(_("事实和理由"))
    requested_on = models.DateField(_("请求日期"), null=True)
    accepted_on = models.DateField(_("受理日期"), null=True)
    good_cause = models.TextField(_("逾期的正当理由"), blank=True)
    ground = models.CharField(_("不予受理的理由"), max_length=30, choices=RefusalGround.choices, blank=True)
    explanation = models.TextField(_("说明"), blank=True)
    outcome = models.CharField(_("意见"), max_length=20, choices=ReviewOutcome.choices, blank=True)
    redo_days = models.PositiveSmallIntegerField(_("重新处理的期限（日）"), null=True)
    decided_on = models.DateField(_("作出意见日期"), null=True)
    order_received_on = models.DateField(_("原办理机关签收日期"), null=True)
    statements = models.TextField(_("申请人陈述"), blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("复查复核")
        ordering = ["pk"]
        triggers = guarded(ReviewLifecycle, "review")
        constraints = states_known(ReviewLifecycle, "review")

    def __str__(self) -> str:
        return f"{self.get_stage_display()}：{self.opinion}"

    @property
    def is_pending(self) -> bool:
        """Whether it has not ended yet."""
        return self.state in PENDING

    def windows(self) -> list[Organ]:
        """The organs at whose windows a request may be handed in: the one asked, and the one that handled."""
        first = [self.opinion.organ] if self.opinion_id else self.matter.acting_organs
        return [*([self.organ] if self.organ_id else []), *first]

    def choices_of(self, fact: str, actor: Actor) -> models.QuerySet[Any] | None:
        """What may be chosen when asking: opinions in force, and the organs of their remedy paragraphs."""
        opinions = Paper.objects.filter(matter=self.matter, kind__in=CONTESTED.values(), state="issued")
        if fact == "opinion":
            return opinions
        if fact == "organ" and not self.organ_id:
            opinions = opinions.filter(pk=self.opinion_id) if self.opinion_id else opinions
            stages = [self.stage] if self.stage else list(CONTESTED)
            found = {o.pk for p in opinions for stage in stages for o in p.review_organs(stage, actor.on)}
            return Organ.objects.filter(pk__in=found)
        return None

    def asking(self, act: Act) -> list[Party]:
        """Those who ask, or withdraw: the party at the portal, or those named at the window."""
        return [act.by.party] if act.by.party and not act.by.following else list(act.petitioners or ())

    def may_contest(self, opinion: Paper, stage: str) -> bool:
        """A 处理意见书 is reviewed, a 复查意见书 re-examined; both issued, in force, of this file."""
        return (
            opinion.matter_id == self.matter_id and opinion.kind == CONTESTED.get(stage) and opinion.state == "issued"
        )

    def something_to_contest(self) -> bool:
        """Whether an opinion that may be contested stands, in a matter that was not taken back."""
        if (known := self.matter.held("papers")) is not None:
            petition = getattr(self.matter, "petition", None)
            stand = any(paper.kind in CONTESTED.values() and paper.state == "issued" for paper in known)
            return stand and (petition is None or petition.state != "withdrawn")
        opinions = self.matter.papers.filter(kind__in=CONTESTED.values(), state="issued")
        return opinions.exclude(matter__petition__state="withdrawn").exists()

    def not_served(self, act: Act) -> list[Party]:
        """Those of them whom the opinion has not reached yet."""
        opinion = act.get("opinion") or (self.opinion if self.opinion_id else None)
        if opinion is None:
            return []
        return [party for party in self.asking(act) if opinion.right_of(party) is None]

    def heard_before(self, act: Act) -> list[Party]:
        """Those of them whose own request was decided already: a later petitioner gets a review of his own, nobody gets two."""
        opinion = act.get("opinion")
        if opinion is None:
            return []
        decided = ReviewRequest.objects.filter(
            review__in=opinion.reviews_of(act.stage).exclude(state__in=PENDING), withdrawn_on=None, turned_away_on=None
        )
        return [party for party in self.asking(act) if decided.filter(party=party).exists()]

    def another_pending(self) -> bool:
        """Whether the opinion is looked at again by another review, which a new request joins."""
        return bool(self.opinion.reviews_of(self.stage).exclude(pk=self.pk).filter(state__in=PENDING).exists())

    def organ_set(self, opinion: Paper, stage: str, on: date) -> list[Organ]:
        """The organs among which the petitioner may pick."""
        return list(opinion.review_organs(stage, on))

    def is_review_organ(self, act: Act) -> bool:
        """Whether the organ picked is one of the set."""
        return act.organ in self.organ_set(act.opinion, act.stage, act.on)

    def organ_words(self, act: Act) -> dict[str, Any]:
        """For the sentence that names the set."""
        names = "、".join(o.name for o in self.organ_set(act.opinion, act.stage, act.on)) or "—"
        return {"organ": act.organ, "stage": ReviewStage(act.stage).label, "set": names}

    def right_of(self, party: Party) -> Deadline | None:
        """The party's own period for asking."""
        return self.opinion.right_of(party)

    def applicants(self) -> models.QuerySet[ReviewRequest]:
        """Requests that stand."""
        return self.requests.filter(withdrawn_on=None, turned_away_on=None)

    def undecided(self) -> list[ReviewRequest]:
        """Late requests of which it is not decided whether they take part."""
        return list(self.applicants().filter(late=True, admitted_on=None))

    def timely(self) -> models.QuerySet[ReviewRequest]:
        """Requests made in time."""
        return self.applicants().filter(late=False)

    def late_words(self) -> str:
        """The late ones by name; of whose period began by deemed service it is said, for that alone ends no right."""
        return "、".join(f"{request.party}{self._how_deemed(request.party)}" for request in self.undecided())

    def _how_deemed(self, party: Party) -> str:
        right = self.right_of(party)
        begun = right.trigger_event.step if right is not None and right.trigger_event_id else ""
        return f"（{right.trigger_event.label}）" if right is not None and begun in DEEMED_STEPS else ""

    def took_part(self, user: Any) -> bool:
        """Whether a member of staff handled, drafted, approved, mediated or heard the matter before."""
        question = ("took part", self.stage, self.organ_id, user.pk)
        return self.matter.asked(question, lambda: self._took_part(user))

    def _took_part(self, user: Any) -> bool:
        papers = Paper.objects.filter(matter=self.matter).exclude(organ_id=self.organ_id)
        if papers.filter(models.Q(drafter=user) | models.Q(approver=user)).exists():
            return True
        petition = getattr(self.matter, "petition", None)
        reviews = self.matter.every("reviews")
        heard = self.matter.hearings.exclude(organ_id=self.organ_id).filter(members__user=user)
        handled = self.matter.events.filter(user=user, cause=None, object_type__in=HANDLING)
        return (
            (petition is not None and petition.handler_id == user.pk)
            or any(one.reviewer_id == user.pk and one.stage != self.stage for one in reviews)
            or heard.exists()
            or handled.exists()
            or user in self.matter.mediators()
            or user.pk in self.matter.taken_off
        )

    def received_on(self) -> date:
        """The day from which D7 and D9 run: the first request that stands and takes part; a late one once it is admitted."""
        applicants = self.applicants().order_by("received_on")
        taking_part = applicants.filter(models.Q(late=False) | models.Q(admitted_on__isnull=False))
        first = taking_part.first() or applicants.first()
        return first.received_on if first else self.requested_on

    def period(self) -> Deadline | None:
        """Its own running limit, D7 or D9."""
        found: Deadline | None = Deadline.objects.about(self).filter(code__in=("D7", "D9")).running().first()
        return found

    def longest_extension(self) -> int:
        """By how many days a rule of the place lets it be extended (D9x); the national statute knows no extension."""
        period = self.period()
        return (period.time_limit.max_extension or 0) if period else 0

    def rights_left(self) -> list[tuple[Party, date | None]]:
        """The petitioners who may still ask for a review of the opinion, each with his last day; None: it never reached him.

        Who has settled all that it decides is not answered by it (第三十五条): it was made for the others.
        """
        asked = ReviewRequest.objects.filter(review__in=self.opinion.reviews_of(self.stage)).values("party")
        left = []
        for party in self.matter.petitioners.filter(withdrawn_on=None).exclude(pk__in=asked):
            right = self.right_of(party)
            if party.has_settled(self.opinion.claims_decided()):
                continue
            if right is None or (right.state == DeadlineState.RUNNING):
                left.append((party, right.legal_on if right else None))
        return left

    @property
    def first_opinion(self) -> Paper:
        """The 处理意见书 that is looked at again, whatever the stage."""
        first: Paper = self.opinion.subject.opinion if self.stage == ReviewStage.RE_EXAMINATION else self.opinion
        return first

    def contested_organs(self) -> list[Organ]:
        """Who made the opinion that is looked at again, and the one before it."""
        signers = [*self.opinion.signing_organs(), *self.first_opinion.signing_organs()]
        return list(dict.fromkeys(signers))

    def claim_numbers(self) -> list[int]:
        """The claims that the first opinion decided, whatever stage looks at it again."""
        return [row["claim"] for row in self.first_opinion.content.get("opinions", [])]

    def claims(self) -> models.QuerySet[Any]:
        """The claims that are looked at again: those, and no other of the petition."""
        return self.first_opinion.claims_numbered(self.claim_numbers())

    def looks_at(self, claims: Iterable[Any]) -> bool:
        """Whether one of the claims is looked at again."""
        numbers = set(self.claim_numbers())
        return any(self.first_opinion.no_of(claim) in numbers for claim in claims)

    def served_on(self, party: Party) -> date | None:
        """The day on which the contested opinion reached the party; of an entry that was annulled, that of what stands now."""
        right = self.right_of(party)
        if right is None or right.trigger_event is None or right.trigger_event.counts:
            return right.trigger_on if right else None
        again = self.opinion.services.filter(party=party).exclude(served_on=None).order_by("-pk").first()
        return again.served_on if again is not None else None

    def services(self) -> models.QuerySet[ServiceOfDocument]:
        """Services of the contested opinion."""
        return self.opinion.services.all()


class ReviewRequest(models.Model):
    """One petitioner's request, in time or late by that petitioner's own period."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="requests", verbose_name=_("复查复核"))
    party = models.ForeignKey(Party, models.PROTECT, related_name="review_requests", verbose_name=_("请求人"))
    requested_on = models.DateField(_("请求日期"))
    received_on = models.DateField(_("收到日期"))
    late = models.BooleanField(_("逾期"), default=False)
    grounds = models.TextField(_("事实和理由"), blank=True)
    admitted_on = models.DateField(_("准予逾期请求的日期"), null=True)
    good_cause = models.TextField(_("逾期的正当理由"), blank=True)
    turned_away_on = models.DateField(_("不予受理的日期"), null=True)
    explanation = models.TextField(_("不予受理的说明"), blank=True)
    withdrawn_on = models.DateField(_("撤回日期"), null=True)

    class Meta:
        verbose_name = _("复查复核请求")
        ordering = ["pk"]
