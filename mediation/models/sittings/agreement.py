"""调解协议、和解协议: the agreement, its signatures, visits afterwards, and what is owed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.models.clock.deadline import Deadline
from mediation.models.guarding import guarded, states_known
from mediation.models.intake.acting import entrusted_to, in_place_of, recipients
from mediation.models.intake.agent import Agent
from mediation.models.intake.claim import Claim
from mediation.models.matter import Matter, Party
from mediation.models.office.organ import Organ
from mediation.models.sittings.mediation import Mediation
from mediation.models.sittings.ways import ways_of_agreement
from mediation.permissions import Actor
from mediation.vocabulary import AgreementKind, ConfirmationResult, SignatureManner, VisitManner
from mediation.workflows.base import Act
from mediation.workflows.sittings.agreement import BINDING, AgreementLifecycle
from mediation.workflows.sittings.mediation_state import MediationState
from mediation.written.amounts import in_capitals

# Who owes, or is owed, beside the one whom a row names first.
JOINTLY = ("joint_debtors", "joint_creditors")


class Agreement(AgreementLifecycle):
    """One agreement. `undertakings` are the obligations as written, before they come into force."""

    SEALED_SINCE: ClassVar = {"waived": 3, "conditions_known": 3}
    organ_acts_once_set = True

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="agreements", verbose_name=_("卷宗"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("组织调解的机关"))
    mediation = models.ForeignKey(
        Mediation, models.PROTECT, null=True, related_name="agreements", verbose_name=_("调解")
    )
    kind = models.CharField(_("协议种类"), max_length=20, choices=AgreementKind.choices)
    claims = models.ManyToManyField(Claim, related_name="agreements", verbose_name=_("了结的诉求"))
    parties = models.ManyToManyField(Party, related_name="agreements", verbose_name=_("当事人"))
    account = models.TextField(_("事实、争议和责任"))
    terms = models.TextField(_("协议内容"))
    undertakings = models.JSONField(_("履行事项"), default=list, encoder=DjangoJSONEncoder)
    waived = models.CharField(_("不再要求的部分"), max_length=200, blank=True)
    conditions_known = models.BooleanField(_("各方知道附条件的后果"), default=False)
    place = models.CharField(_("签订地点"), max_length=200, blank=True)
    about_wages = models.BooleanField(_("涉及拖欠劳动报酬"), default=False)
    paper_only = models.BooleanField(_("不适用电子签名"), default=False)
    mediator_signed_on = models.DateField(_("调解员签名日期"), null=True)
    effective_on = models.DateField(_("生效日期"), null=True)
    performed_on = models.DateField(_("履行完毕日期"), null=True)
    breached_on = models.DateField(_("报告不履行的日期"), null=True)
    court = models.CharField(_("人民法院"), max_length=200, blank=True)
    confirmation_asked_on = models.DateField(_("申请司法确认日期"), null=True)
    confirmation = models.CharField(_("司法确认结果"), max_length=20, choices=ConfirmationResult.choices, blank=True)
    ruling = models.CharField(_("裁定书文号"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("协议")
        ordering = ["pk"]
        triggers = guarded(AgreementLifecycle, "agreement")
        constraints = states_known(AgreementLifecycle, "agreement")

    def __str__(self) -> str:
        return gettext("%(what)s：%(about)s") % {"what": self.get_kind_display(), "about": self.matter.called}

    @property
    def of_mediation(self) -> Mediation | None:
        """Its mediation; before a draft says so, the one in the file that led to agreement."""
        if self.mediation is not None or self.pk:
            return self.mediation
        if not self.matter_id:
            return None
        return next((m for m in reversed(self.matter.every("mediations")) if m.state == MediationState.AGREED), None)

    @property
    def acting_organ(self) -> Organ | None:
        """Who arranged the mediation; for a settlement, the responsible unit keeps it."""
        if self.organ_id:
            return self.organ
        if mediation := self.of_mediation:
            return mediation.organ
        petition = getattr(self.matter, "petition", None) if self.matter_id else None
        return petition.acting_organ if petition else None

    def is_mediated_by(self, user: Any) -> bool:
        """Whether the member of staff mediated what was agreed."""
        mediation = self.of_mediation
        return mediation is not None and mediation.is_mediated_by(user)

    def organiser(self, act: Act) -> Organ | None:
        """The organ that seals it: the one that organised the mediation."""
        return self.acting_organ

    def organiser_is_interested(self, act: Act) -> bool:
        """Whether that organ is a side of the dispute. A settlement is the sides' own: it is signed, not sealed by a third."""
        mediation = self.of_mediation if self.kind != AgreementKind.SETTLEMENT else None
        return mediation is not None and mediation.organiser_is_interested(act)

    @staticmethod
    def rows(obligations: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """The obligations as written, with parties by id."""
        return [
            {
                **row, "debtor": row["debtor"].pk, "creditor": row["creditor"].pk,
                **{side: [one.pk for one in row.get(side) or () if one != row[side[6:-1]]] for side in JOINTLY},
            }
            for row in obligations or ()
        ]  # fmt: skip

    def rows_known(self, table: str) -> list[dict[str, Any]]:
        """The obligations as they were written, to be changed."""
        if table != "obligations":
            return []
        return [
            {
                **row,
                "due_on": date.fromisoformat(str(row["due_on"])),
                "amount": row["amount"] and Decimal(str(row["amount"])),
            }
            for row in self.undertakings
        ]

    def intended_parties(self, picked: Iterable[Party] = ()) -> list[Party]:
        """Whom the agreement binds: those picked, else the mediation's, else everyone in the file."""
        picked = list(picked)
        if picked:
            return picked
        if self.mediation_id:
            return in_place_of(self.mediation.parties.all(), money=True)
        return list(self.matter.parties.taking_part())

    def addressees(self, on: date) -> list[Party]:
        """Who gets a copy: everyone bound, but for those whose representative is authorised to receive on the day."""
        return recipients(self.parties.all(), on)

    def binds(self, parties: Iterable[Party]) -> bool:
        """Whether all of them are parties of the agreement (of the file, while it is being drafted)."""
        known = self.parties if self.pk else self.matter.parties
        wanted = {p.pk for p in parties}
        return wanted <= set(known.values_list("pk", flat=True))

    @staticmethod
    def who_settled(claim: Claim) -> set[int]:
        """Whom an agreement binds that settles the claim, or his part of it, by id."""
        found = Agreement.objects.filter(claims=claim, state__in=BINDING)
        return set(found.order_by().values_list("parties", flat=True))

    @staticmethod
    def still_asking(claim: Claim) -> list[Party]:
        """The petitioners who have neither settled their part of the claim nor taken it back."""
        settled = Agreement.who_settled(claim)
        return [party for party in claim.petition.pursuing() if party.pk not in settled]

    def petitioners_left_out(self, act: Act) -> list[Party]:
        """Petitioners of a claim that is to be settled who would not be bound."""
        if not act.claims:
            return []
        bound = {p.pk for p in self.intended_parties(act.parties or ())}
        waiting = {p.pk: p for claim in act.claims for p in self.still_asking(claim)}
        return [p for key, p in waiting.items() if key not in bound]

    @staticmethod
    def signing_agent(act: Act) -> Agent | None:
        """Who signs for the signer: the agent at the portal, or the one named at the desk."""
        found: Agent | None = act.by.agent or act.agent
        return found

    def signing_for(self, act: Act) -> list[Party]:
        """The signer and those for whom it signs, each once."""
        signer = act.signer or act.by.party
        return [*([signer] if signer else []), *(one for one in act.on_behalf_of or () if one != signer)]

    def signed_before(self, act: Act) -> list[Party]:
        """Those of them for whom a signature stands already."""
        done = set(self.signatures.values_list("party_id", flat=True))
        return [p for p in self.signing_for(act) if p.pk in done]

    def without_authority(self, act: Act) -> list[Party]:
        """Those whose written special authority to settle the signer does not hold."""
        signer = act.signer or act.by.party
        covered = entrusted_to(signer, "may_settle", act.on)
        return [p for p in act.on_behalf_of or () if p.pk not in covered and p != signer]

    def unsigned(self) -> list[Party]:
        """Parties without a signature of their own or by authority."""
        return list(self.parties.exclude(signatures__agreement=self)) if self.pk else []

    def not_joining(self, act: Act) -> list[Party]:
        """Parties who have not joined in the request; at the portal nobody joins another without authority."""
        joined = {p.pk for p in act.applicants or ()}
        if act.by.party is not None:
            joined &= {act.by.party.pk, *entrusted_to(act.by.party, "may_settle", act.on)}
        return [p for p in self.parties.all() if p.pk not in joined]

    def has_late(self, on: date) -> bool:
        """Whether an obligation is past its day."""
        owed = (one for one in self.matter.every("obligations") if one.agreement_id == self.pk)
        return any(one.is_outstanding and one.due_on < on for one in owed)

    def confirmation_period(self) -> Deadline | None:
        """The period for judicial confirmation (D11); None where it never began."""
        return Deadline.last_of(self, "D11")

    def confirmation_due_on(self) -> date | None:
        """The last day for judicial confirmation."""
        found = self.confirmation_period()
        return found.legal_on if found else None

    def confirmation_to_come(self, on: date) -> bool:
        """Whether both sides may still ask the court to confirm it, or have asked and nobody has written down the answer."""
        if self.confirmation_asked_on is not None:
            return not self.confirmation
        period = self.confirmation_period() if self.state in BINDING else None  # what is broken goes to court anyhow
        return period is not None and period.state == "running" and period.legal_on >= on

    def choices_of(self, fact: str, actor: Actor) -> models.QuerySet[Any] | None:
        """A party signs for those alone who have entrusted it with settling, in writing."""
        if fact != "on_behalf_of" or actor.party is None:
            return None
        return Party.objects.filter(pk__in=entrusted_to(actor.party, "may_settle", actor.on)).order_by("pk")

    def read_before(self, step: str, actor: Actor) -> list[tuple[str, list[str]]]:
        """Whoever signs reads the whole of it, and first what he himself will owe and be owed, with sums and days."""
        if step != "sign" or actor.party is None:
            return []
        own = actor.party.pk
        told = {row: self._as_sentence(row) for row in range(len(self.undertakings))}
        owed_by = [told[n] for n, row in enumerate(self.undertakings) if own in self.of_side(row, "debtor")]
        owed_to = [told[n] for n, row in enumerate(self.undertakings) if own in self.of_side(row, "creditor")]
        found = [
            (gettext("您要做到"), owed_by or [gettext("没有要您履行的事项。")]),
            (gettext("您应当得到"), owed_to or [gettext("没有应当给您的事项。")]),
            (gettext("其他人之间"), [one for one in told.values() if one not in (*owed_by, *owed_to)]),
            (gettext("事实、争议和责任"), [self.account]),
            (gettext("协议内容"), [self.terms]),
            (gettext("不再要求的部分"), [self.waived] if self.waived else []),
            (
                gettext("签名以后"),
                [gettext("协议生效后，各方都要照着办。对方到期不办的，会书面告诉您可以怎样要求履行。")],
            ),
        ]
        return [(heading, said) for heading, said in found if said]

    def _as_sentence(self, row: int) -> str:
        """One row as it is read out: by when, who, what, how much, to whom, how."""
        one, names = self.undertakings[row], self._names()
        amount, third = one.get("amount"), one.get("third_payer")
        sides = {side: self.side_said(one, side, names) for side in ("debtor", "creditor")}
        return gettext("%(due)s以前，%(debtor)s向%(creditor)s：%(what)s%(amount)s，方式：%(manner)s。") % {
            "due": date_format(date.fromisoformat(str(one["due_on"]))), **sides, "what": one["what"],
            "manner": one["manner"] + (gettext("，由%s代付") % third if third else "")
            + (gettext("，签订时当场履行") if one.get("done_at_once") else ""),
            "amount": "" if amount in (None, "") else "　" + in_capitals(Decimal(str(amount))),
        }  # fmt: skip

    @staticmethod
    def of_side(row: dict[str, Any], side: str) -> list[int]:
        """Who owes by a row ("debtor"), or is owed ("creditor"): the one named first, and who stands beside him."""
        return [row[side], *row.get(f"joint_{side}s", ())]

    @classmethod
    def side_said(cls, row: dict[str, Any], side: str, names: dict[int, str]) -> str:
        """A side of a row as it is read out: 甲和乙（连带）."""
        said = [names[one] for one in cls.of_side(row, side)]
        if len(said) == 1:
            return said[0]
        how = gettext("%s（连带）") if side == "debtor" else gettext("%s（共同）")
        return how % "、".join(said)

    def _names(self) -> dict[int, str]:
        """Its parties by key."""
        return {party.pk: party.name for party in self.matter.every("parties")}

    def routes(self) -> str:
        """Where the creditor may turn when the agreement is not performed."""
        return "；".join(map(str, ways_of_agreement(self)))


class Signature(models.Model):
    """签名: one party's signature, its own or by a representative with written authority."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="signatures")
    party = models.ForeignKey(Party, models.PROTECT, related_name="signatures", verbose_name=_("当事人"))
    signer = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("签名人"))
    agent = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+", verbose_name=_("代为签名的代理人"))
    manner = models.CharField(_("方式"), max_length=20, choices=SignatureManner.choices)
    signed_on = models.DateField(_("签名日期"))

    class Meta:
        verbose_name = _("签名")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["agreement", "party"], name="signature_once")]

    def __str__(self) -> str:
        if self.agent is not None and self.signer_id == self.party_id:
            return gettext("%(party)s（代理人%(agent)s代）") % {"party": self.party, "agent": self.agent.name}
        if self.signer_id == self.party_id:
            return str(self.party)
        return gettext("%(party)s（%(signer)s代）") % {"party": self.party, "signer": self.signer}


class Revisit(models.Model):
    """回访记录."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="revisits")
    visited = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("回访的当事人"))
    manner = models.CharField(_("回访的方式"), max_length=20, choices=VisitManner.choices, blank=True)
    purpose = models.CharField(_("回访的目的"), max_length=200, blank=True)
    performance = models.TextField(_("履行情况"))
    opinion = models.CharField(_("当事人的意见"), max_length=200, blank=True)
    left_open = models.CharField(_("仍有的争议"), max_length=200, blank=True)
    action = models.CharField(_("处理"), max_length=200, blank=True)
    visitor = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("回访人"))
    visited_on = models.DateField(_("回访日期"))
    next_on = models.DateField(_("下次回访的日期"), null=True)

    class Meta:
        verbose_name = _("回访")
        ordering = ["pk"]
