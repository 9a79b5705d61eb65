"""调解: the mediation, who takes part, who mediates, its sessions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.models.accused import accused_as_told
from mediation.models.clock.deadline import Deadline
from mediation.models.guarding import guarded, states_known
from mediation.models.intake.claim import Claim
from mediation.models.intake.petition import Petition
from mediation.models.matter import Matter, Party
from mediation.models.office.organ import Organ
from mediation.models.office.staff import Appointment, User
from mediation.models.sittings.mediation_filed import HasItsOwnFile
from mediation.permissions import Actor
from mediation.vocabulary import MediationSide, MediationStart, Role, TerminationGround
from mediation.workflows.base import Act, NotPossibleNow
from mediation.workflows.sittings.mediation_filed import FiledMediationLifecycle
from mediation.workflows.sittings.mediation_state import UNDER_WAY, MediationState
from mediation.written.forms import name_form

CONFIDED = ("take_note", "hand_on_notes")


class Mediation(HasItsOwnFile, FiledMediationLifecycle):
    """One mediation. `parties` are bound by an agreement; participants speak for them."""

    organ_acts_once_set = True
    begun_by_any_organ = True
    SEALED_SINCE: ClassVar = {"filed_on": 3, "begun_by": 3, "sent_by": 3, "joint_organs": 3}
    keeps_records = True

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="mediations", verbose_name=_("卷宗"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("组织调解的机关"))
    claims = models.ManyToManyField(Claim, related_name="mediations", verbose_name=_("调解的诉求"))
    parties = models.ManyToManyField(Party, related_name="mediations", verbose_name=_("当事人"))
    subject = models.CharField(_("事由"), max_length=200, blank=True)
    dispute = models.TextField(_("纠纷的主要情况"))
    begun_by = models.CharField(_("受理方式"), max_length=20, choices=MediationStart.choices, blank=True)
    sent_by = models.CharField(_("移送、委托的单位"), max_length=200, blank=True)
    joint_organs = models.ManyToManyField(Organ, related_name="+", verbose_name=_("共同调解的人民调解委员会"))
    experts = models.CharField(_("受邀专家"), max_length=200, blank=True)
    proposed_on = models.DateField(_("提出日期"), null=True)
    rights_told_on = models.DateField(_("告知权利日期"), null=True)
    accepted_on = models.DateField(_("受理日期"), null=True)
    suspended_on = models.DateField(_("中止日期"), null=True)
    ended_on = models.DateField(_("结束日期"), null=True)
    filed_on = models.DateField(_("归档日期"), null=True)
    ground = models.CharField(_("中止的原因"), max_length=20, blank=True)
    termination_ground = models.CharField(_("终止的原因"), max_length=20, choices=TerminationGround.choices, blank=True)

    class Meta:
        verbose_name = _("调解")
        ordering = ["pk"]
        triggers = guarded(FiledMediationLifecycle, "mediation")
        constraints = states_known(FiledMediationLifecycle, "mediation")

    def __str__(self) -> str:
        return gettext("%(what)s：%(about)s") % {"what": self.thing(), "about": self.subject or self.matter.called}

    @property
    def petition(self) -> Petition | None:
        """The petition of the file, if there is one."""
        return getattr(self.matter, "petition", None) if self.matter_id else None

    @property
    def acting_organ(self) -> Organ | None:
        """The organ that arranges the mediation; before that is known, the responsible unit."""
        if self.organ_id:
            return self.organ
        return self.petition.acting_organ if self.petition else None

    def open_matter(self, act: Act) -> Matter:
        """A dispute without a petition has a file of its own, at the committee."""
        if not self.subject:
            raise NotPossibleNow("subject_missing", _("请用一句话写明事由。"))
        return Matter.open(organ=self.organ, subject=self.subject, on=act.on)

    def roles_in_matter(self) -> set[str]:
        """The sides already in the file."""
        return set(self.matter.parties.taking_part().values_list("role", flat=True)) if self.matter_id else set()

    def organs_among(self, act: Act) -> list[Organ]:
        """Organs that are themselves a side of the dispute: entered as one, or typed with its name."""
        rows = [*(act.get("applicants") or ()), *(act.get("respondents") or ())]
        keys = {row["organ"].pk for row in rows if row["organ"]}
        names = {name_form(row["name"]) for row in rows}
        if self.matter_id:
            for key, name in self.matter.asked("organs among parties", self._entered):
                keys.add(key)
                names.add(name)
        return list(Organ.objects.filter(Q(pk__in=keys) | Q(name__in=names)))

    def _entered(self) -> list[tuple[int | None, str]]:
        return list(self.matter.parties.order_by("pk").values_list("organ", "searched"))

    def interested_organs(self, act: Act) -> set[int]:
        """Who may neither organise nor mediate: the sides and whom who acts knows to be accused, with whoever has their powers."""
        found = self.organs_among(act)
        if self.matter_id:
            found += accused_as_told(self.matter, act.by)
            found += [organ for review in self.reviews_of_it(act) for organ in review.contested_organs()]
        return {key for organ in found for key in organ.competent_on(act.on).powers(act.on)}

    def reviews_of_it(self, act: Act) -> list[Any]:
        """The reviews and re-examinations under way of opinions that decided what is mediated."""
        named = act.get("claims") or (self.claims.all() if self.pk else ())
        return [one for one in self.matter.pending_reviews if one.looks_at(named)]

    def organiser(self, act: Act) -> Organ | None:
        """The organ named, else the one that reviews, else the responsible unit.

        A party need not know who may where that one is a side: the office that registered, or who is above.
        """
        if self.organ_id:
            return self.organ
        if self.matter_id and (reviews := self.reviews_of_it(act)):
            organ: Organ = reviews[-1].organ
            return organ
        usual: Organ | None = self.acting_organ_of(act.by)
        if usual is None or act.by.party is None or self.petition is None:
            return usual
        interested = self.interested_organs(act)
        others = [usual, self.petition.organ, *usual.superiors()]
        return next((organ for organ in others if organ.pk not in interested), usual)

    def organiser_is_interested(self, act: Act) -> bool:
        """Whether the organ that organises is a side, or is touched otherwise: then another one does (第二十八条第三款)."""
        organ = self.organiser(act)
        return organ is not None and organ.pk in self.interested_organs(act)

    def joined_by(self, act: Act) -> list[Organ]:
        """The committees that mediate together with the one that organises: those named, else those of the mediation."""
        named = act.get("joint_organs")
        return list(named if named is not None else self.joint_organs.order_by("pk") if self.pk else ())

    def how_it_began(self, act: Act) -> str:
        """As stated; else a party, or whoever entered one, applied, and an organ offered it of its own accord."""
        if act.begun_by:
            return str(act.begun_by)
        return MediationStart.APPLIED if act.by.party is not None or act.applicants else MediationStart.OFFERED

    def choices_of(self, fact: str, actor: Actor) -> models.QuerySet[Any] | None:
        """Whom a party may wish for: mediators of whoever organises, or mediates with it."""
        if fact != "wished" or not self.pk:
            return None
        organs = [self.organ_id, *self.joint_organs.order_by("pk").values_list("pk", flat=True)]
        held = User.objects.filter(
            appointments__in=Appointment.objects.in_force(actor.on).filter(organ__in=organs, role=Role.MEDIATOR)
        )
        return held.filter(is_active=True).distinct().order_by("pk").prefetch_related("appointments__organ")

    def refusers(self, act: Act) -> list[Party]:
        """Who refused to mediate the same claims before (without claims: the same file)."""
        if not self.matter_id:
            return []
        refused = Mediation.objects.filter(matter=self.matter, state=MediationState.REFUSED)
        if act.claims:
            refused = refused.filter(claims__in=act.claims)
        return list(Party.objects.filter(participations__mediation__in=refused, participations__consented=False))

    def running_beside(self, claims: Iterable[Claim]) -> bool:
        """Whether the same claims, or the same file without claims, are being mediated already."""
        if not self.matter_id:
            return False
        beside = Mediation.objects.filter(matter=self.matter, state__in=UNDER_WAY).exclude(pk=self.pk)
        claims = list(claims)
        return beside.filter(claims__in=claims).exists() if claims else beside.exists()

    def default_parties(self) -> models.QuerySet[Party]:
        """Everyone in the file, unless some were picked."""
        return self.matter.parties.taking_part()

    def speakers(self) -> list[Party]:
        """Who takes part: the representatives of those who have any, else each person."""
        people = list(self.parties.all())
        led = {p.role for p in people if p.is_representative}
        return [p for p in people if p.is_representative or p.role not in led]

    def strangers(self, act: Act) -> list[Party]:
        """Those named in the act, or acting, who do not take part."""
        named = list(act.get("who") or ([act.by.party] if act.by.party else []))
        known = set(self.participants.values_list("party_id", flat=True))
        return [p for p in named if p.pk not in known]

    def missing_from(self, who: Iterable[Party]) -> list[Party]:
        """The participants who are not among `who`."""
        named = {p.pk for p in who}
        return [p.party for p in self.participants.select_related("party") if p.party_id not in named]

    def interested(self, act: Act) -> list[Any]:
        """Proposed mediators whose own organ is a side of the dispute."""
        organs = self.interested_organs(act)
        return [user for user in proposed_in(act) if user.organ_ids(act.on) & organs]

    def handling(self, act: Act) -> list[Any]:
        """Proposed mediators who handle the matter: who decides what is not agreed does not mediate."""
        petition = self.petition
        if petition is None:
            return []
        handlers = set(petition.claims.exclude(handler=None).values_list("handler", flat=True)) | {petition.handler_id}
        handlers |= {review.reviewer_id for review in self.matter.pending_reviews}
        return [user for user in proposed_in(act) if user.pk in handlers]

    def meetings(self) -> list[Any]:
        """Its sessions."""
        return [one for one in self.matter.every("mediation_sessions") if one.mediation_id == self.pk]

    def drafts(self) -> list[Any]:
        """The agreements that came of it, in whatever state."""
        return [one for one in self.matter.every("agreements") if one.mediation_id == self.pk]

    def who_mediates(self) -> list[tuple[str, str]]:
        """Who mediates, who leads where they are several, and whom the parties would choose; in words, for the page."""
        sit = list(self.mediators.filter(left_on=None).select_related("user").order_by("-leads", "pk"))
        parts = any(one.leads for one in sit) and len(sit) > 1
        told = "、".join(f"{one}（{one.part}）" if parts else str(one) for one in sit)
        wishes = self.participants.exclude(wished=None).select_related("party", "wished").order_by("pk")
        rows = [(gettext("调解员"), told)] if told else []
        return rows + [(gettext("%s希望由谁调解") % one.party, str(one.wished)) for one in wishes]

    def has_mediators(self) -> bool:
        """Whether anyone has been named to mediate."""
        return self.mediators.filter(left_on=None).exists()

    def undeclared(self) -> list[Mediator]:
        """Who mediates and has not said yet that nothing stands against it."""
        return list(self.mediators.filter(left_on=None, declared_on=None).select_related("user"))

    def is_mediated_by(self, user: Any) -> bool:
        """Whether the member of staff mediates here."""
        return bool(user and self.pk) and (self.pk, user.pk) in self.matter.asked("mediators", self._sitting)

    def _sitting(self) -> set[tuple[int, int]]:
        """Who mediates in which mediation of the file."""
        sitting = Mediator.objects.filter(mediation__matter=self.matter_id, left_on=None)
        return set(sitting.order_by().values_list("mediation_id", "user_id"))

    def records_kept_from(self, actor: Actor) -> Q:
        """That something was confided, and to be told to whom, is read by those who mediate and by nobody else."""
        mine = Q(object_type=self._meta.model_name, object_id=self.pk, step__in=CONFIDED)
        if actor.user is None:
            return mine
        sits = self.mediators.filter(user=actor.user, left_on=None).order_by()
        return mine & ~Q(object_id__in=sits.values("mediation"))

    def not_accepting(self) -> list[Party]:
        """Participants who have not accepted the mediators (again, after a disclosure)."""
        waiting = self.participants.filter(mediator_accepted_on=None).select_related("party")
        return [p.party for p in waiting]

    def both_sides_among(self, present: Iterable[Party]) -> bool:
        """Whether both sides are there."""
        sides = self.participants.filter(party__in=list(present)).values_list("side", flat=True)
        return set(sides) == set(MediationSide.values)

    def period(self) -> Deadline | None:
        """The limit D12 of this mediation."""
        return Deadline.last_of(self, "D12") if self.pk else None

    def period_ends_on(self) -> date | None:
        """The last day of the month, as prolonged."""
        period = self.period()
        return period.legal_on if period else None

    def period_is_over(self, on: date) -> bool:
        """Whether the month, or the day on which they agreed to end, is over and nobody prolonged it."""
        last = self.last_day()
        return last is not None and last < on

    def last_day(self) -> date | None:
        """The last day of the mediation: of its period, or the earlier one on which the sides agreed."""
        return min((day for day in (self.period_ends_on(), self.agreed_end_on()) if day is not None), default=None)

    def agreed_end_on(self) -> date | None:
        """The day on which the sides have agreed to end, where they have; None once they agreed otherwise."""
        found = Deadline.last_of(self, "MEDIATED") if self.pk else None
        return found.legal_on if found and found.state in ("running", "lapsed") else None


def proposed_in(act: Act) -> list[Any]:
    """Whom an act would have mediate: those named, or the one whom a party wishes for."""
    wished = act.get("wished")
    return [wished] if wished is not None else list(act.get("mediators") or ())


class Mediator(models.Model):
    """A member of staff named to mediate, with what was disclosed."""

    mediation = models.ForeignKey(Mediation, models.CASCADE, related_name="mediators")
    user = models.ForeignKey("User", models.PROTECT, related_name="mediating", verbose_name=_("调解员"))
    chosen_by_parties = models.BooleanField(_("由当事人选定"), default=False)
    leads = models.BooleanField(_("主办"), default=False)
    disclosed = models.TextField(_("披露的情况"), blank=True)
    disclosed_on = models.DateField(_("披露日期"), null=True)
    declared_on = models.DateField(_("声明没有利害关系的日期"), null=True)
    left_on = models.DateField(_("不再担任的日期"), null=True)

    class Meta:
        verbose_name = _("调解员")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["mediation", "user"], name="mediator_once")]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def part(self) -> str:
        """主办 or 协办, where several mediate."""
        return gettext("主办") if self.leads else gettext("协办")
