"""调解方案: the offers of a mediation. What is offered lies under a key of its own, given to whom its side tells it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.models import confided
from mediation.models.guarding import guarded, states_known
from mediation.models.matter import Matter, Party
from mediation.models.office.organ import Organ
from mediation.models.office.staff import User
from mediation.models.sittings.mediation import Mediation
from mediation.models.sittings.mediation_people import Participant
from mediation.models.sittings.notebook import CHECKUP
from mediation.permissions import Actor
from mediation.vocabulary import MediationSide, Power
from mediation.workflows.sittings.mediation_state import GOING_ON
from mediation.workflows.sittings.settlement_offer import STANDS, SettlementOfferLifecycle, SettlementOfferState
from mediation.written.confided import Marks, marks_of


@dataclass(frozen=True)
class Offered:
    """What is offered, in clear."""

    amount: Decimal | None
    terms: str


class SettlementOfferQuerySet(models.QuerySet[Any]):
    """Who may know of an offer."""

    def visible_to(self, actor: Actor) -> SettlementOfferQuerySet:
        """To whom its key was given and who still reads the file; an agent only where he may settle for his principal."""
        found = self.filter(matter__in=Matter.objects.visible_to(actor))
        if actor.party is not None:
            may = actor.agent is None or actor.agent.has(Power.SETTLE)
            return (
                found.filter(pk__in=OfferKey.objects.filter(party=actor.party).values("offer")) if may else self.none()
            )
        if actor.user is None:
            return self.none()
        return found.filter(pk__in=OfferKey.objects.filter(user=actor.user).values("offer"))


class SettlementOffer(SettlementOfferLifecycle):
    """One offer of one side; `counters` the one of the other side that it answers.

    `marking` keeps the key by which the check-up of papers knows its words again: it opens nothing.
    """

    UNSEALED: ClassVar = {
        "marking": "kept anew where the keys of the site change; what it opens is worthless without the marks"
    }

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="settlement_offers", verbose_name=_("卷宗"))
    mediation = models.ForeignKey(Mediation, models.PROTECT, related_name="offers", verbose_name=_("调解"))
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("谁提出的"))
    side = models.CharField(_("一方"), max_length=10, choices=MediationSide.choices)
    counters = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="countered_by", verbose_name=_("针对哪一个方案")
    )
    name = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sealed = models.BinaryField(_("内容（加密）"))
    marking = models.BinaryField(_("比对密钥"))
    marks = ArrayField(models.CharField(max_length=80), verbose_name=_("比对值"), editable=False)
    valid_until = models.DateField(_("有效到哪一天"), null=True)
    made_on = models.DateField(_("提出日期"), null=True)
    told_mediator_on = models.DateField(_("告知调解员的日期"), null=True)
    told_on = models.DateField(_("告知对方的日期"), null=True)
    ended_on = models.DateField(_("答复或者收回的日期"), null=True)

    key_in_hand: bytes  # while it is being made, until it is given

    objects = SettlementOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("调解方案")
        ordering = ["pk"]
        triggers = guarded(SettlementOfferLifecycle, "settlementoffer")
        constraints = states_known(SettlementOfferLifecycle, "settlement_offer")

    def __str__(self) -> str:
        if self.made_on is None:
            return self.thing()
        return gettext("%(who)s的方案（%(day)s）") % {"who": self.party, "day": f"{self.made_on:%Y-%m-%d}"}

    @property
    def of_mediation(self) -> Mediation | None:
        """Its mediation; before it is stated, the one that goes on in the file."""
        if (stated := getattr(self, "mediation", None)) is not None:
            return stated
        if not self.matter_id:
            return None
        return next((one for one in reversed(self.matter.every("mediations")) if one.state in GOING_ON), None)

    def mediation_goes_on(self, *, stored: bool) -> bool:
        """Whether its mediation goes on; as it is `stored` now, for what was stated may have been read before the file was locked."""
        mediation = self.of_mediation
        if mediation is None or not stored:
            return mediation is not None and mediation.state in GOING_ON
        return Mediation.objects.filter(pk=mediation.pk, state__in=GOING_ON).exists()

    @property
    def acting_organ(self) -> Organ | None:
        """The organ that arranges the mediation."""
        mediation = self.of_mediation
        return mediation.acting_organ if mediation else None

    def is_mediated_by(self, user: Any) -> bool:
        """Whether the member of staff mediates here, and was told of it: what a side keeps to itself he cannot touch."""
        mediation = self.of_mediation
        if mediation is None or not mediation.is_mediated_by(user):
            return False
        return self.pk is None or self.state != SettlementOfferState.KEPT

    def side_of(self, party: Any) -> str | None:
        """On which side the party takes part in the mediation; None where it does not."""
        mediation = self.of_mediation
        if party is None or mediation is None or not party.takes_part:
            return None
        return self.matter.asked("sides of mediations", self._sides).get((mediation.pk, party.pk))

    def _sides(self) -> dict[tuple[int, int], str]:
        rows = Participant.objects.filter(mediation__matter=self.matter_id).order_by()
        return {(mediation, party): side for mediation, party, side in rows.values_list("mediation", "party", "side")}

    def may_counter(self, other: Any, party: Any) -> bool:
        """Whether the other offer was told by the other side of the same mediation."""
        mediation, side = self.of_mediation, self.side_of(party)
        told = other.told_on is not None
        return told and mediation is not None and other.mediation_id == mediation.pk and other.side != side

    def choices_of(self, fact: str, actor: Actor) -> models.QuerySet[Any] | None:
        """What a form offers: the mediations that go on, who takes part in them, what the other side has told."""
        going_on = Mediation.objects.filter(matter=self.matter_id, state__in=GOING_ON)
        if fact == "mediation":
            return going_on if actor.party is None else going_on.filter(participants__party=actor.party)
        if fact == "party":
            return Party.objects.taking_part().filter(participations__mediation__in=going_on).distinct()
        if fact == "counters":
            told = SettlementOffer.objects.filter(mediation__in=going_on).exclude(told_on=None).order_by("-pk")
            side = self.side_of(actor.party)
            return told.exclude(side=side) if side else told
        return None

    # What is offered

    def seal(self, amount: Decimal | None, terms: str) -> bytes:
        """Put what is offered under a new key, before the row is stored; the key, to be given."""
        key, marking = confided.new_key(), confided.new_key()
        told = {"amount": None if amount is None else str(amount), "terms": terms}
        self.sealed = confided.seal(key, json.dumps(told, ensure_ascii=False), str(self.name))
        self.marking, self.marks = confided.wrap(marking, CHECKUP), marks_of(marking, terms)
        return key

    def read_with(self, key: OfferKey) -> Offered:
        """What is offered, for one whom its key was given. Raises `KeyLostError` where the site has it no more."""
        told = json.loads(confided.unseal(key.opened(), self.sealed, str(self.name)))
        return Offered(None if told["amount"] is None else Decimal(told["amount"]), told["terms"])

    def key_of(self, actor: Actor) -> OfferKey | None:
        """The reader's own key."""
        who = {"party": actor.party} if actor.party is not None else {"user": actor.user}
        found: OfferKey | None = self.keys.filter(**who).first()
        return found

    def rewrap(self) -> None:
        """Keep the key of the check-up under the site's first key."""
        marking = confided.wrap(confided.unwrap(self.marking, CHECKUP), CHECKUP)
        # No step: what the row says stays, and the ledger does not cover this key.
        type(self)._base_manager.filter(pk=self.pk).update(marking=marking)

    @classmethod
    def marks_in(cls, matter: int) -> tuple[Marks, ...]:
        """By what the check-up knows again what was offered in a file."""
        found = cls._base_manager.filter(matter=matter).exclude(marks=[]).order_by("pk")
        rows = found.values_list("marking", "marks")
        return tuple(confided.known_by(marking, CHECKUP, marks) for marking, marks in rows)

    # Who may know

    def of_its_side(self) -> list[Party]:
        """Who takes part on the side that made it."""
        return [one.party for one in self._taking_part() if one.side == self.side]

    def across(self) -> list[Party]:
        """Who takes part on the other side."""
        return [one.party for one in self._taking_part() if one.side != self.side]

    def _taking_part(self) -> list[Participant]:
        found = Participant.objects.filter(mediation=self.mediation_id, party__gone_on=None)
        return list(found.select_related("party").order_by("pk"))

    def is_over(self, on: date) -> bool:
        """Whether its last day has passed while it was open."""
        return self.state in STANDS and self.valid_until is not None and self.valid_until < on

    def standing(self, on: date) -> str:
        """How it stands on the day, in words."""
        if self.is_over(on):
            return gettext("已过有效期")
        if self.state in STANDS and self.mediation.state not in GOING_ON:
            return gettext("调解不在进行，方案不再作数")
        return self.state_label


class OfferKey(models.Model):
    """The key of an offer, as it is kept for one who may read it: a party, or a mediator."""

    offer = models.ForeignKey(SettlementOffer, models.CASCADE, related_name="keys", verbose_name=_("调解方案"))
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", verbose_name=_("当事人"))
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("调解员"))
    wrapped = models.BinaryField(_("密钥"))

    class Meta:
        verbose_name = _("调解方案密钥")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "party"], name="one_offer_key_for_each_party"),
            models.UniqueConstraint(fields=["offer", "user"], name="one_offer_key_for_each_mediator"),
            models.CheckConstraint(
                condition=models.Q(party=None, user__isnull=False) | models.Q(party__isnull=False, user=None),
                name="offer_key_of_one_reader",
            ),
        ]

    def __str__(self) -> str:
        return str(self.party or self.user)

    @property
    def whose(self) -> str:
        """What the key is bound to: moved to another reader's row it opens nothing."""
        reader = f"party {self.party_id}" if self.party_id else f"user {self.user_id}"
        return f"offer {self.offer.name}:{reader}"

    @classmethod
    def give(
        cls, offer: SettlementOffer, key: bytes, *, parties: Iterable[Any] = (), users: Iterable[int] = ()
    ) -> None:
        """Keep the key for each of them who has it not yet."""
        held = cls.objects.filter(offer=offer).values_list("party", "user")
        has_p, has_u = {one for one, _user in held}, {one for _party, one in held}
        rows = [cls(offer=offer, party=one) for one in parties if one.pk not in has_p]
        rows += [cls(offer=offer, user_id=one) for one in sorted(set(users) - has_u)]
        for row in rows:
            row.wrapped = confided.wrap(key, row.whose)
        cls.objects.bulk_create(rows)

    def opened(self) -> bytes:
        """The key itself."""
        return confided.unwrap(self.wrapped, self.whose)

    def rewrap(self) -> None:
        """Keep it under the site's first key."""
        self.wrapped = confided.wrap(self.opened(), self.whose)
        self.save(update_fields=["wrapped"])
