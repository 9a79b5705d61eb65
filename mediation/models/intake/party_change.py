"""当事人变更: what changed with the people of a matter, with what stood there before."""

from __future__ import annotations

from copy import copy
from datetime import date
from typing import Any, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from mediation.models.guarding import guarded, states_known
from mediation.models.matter import Matter, Party
from mediation.models.office.organ import Organ
from mediation.models.parts import by_part
from mediation.permissions import Actor
from mediation.vocabulary import PartyChangeKind
from mediation.workflows.intake.identity import masked
from mediation.workflows.intake.party_change import PartyChangeLifecycle, PartyChangeState
from mediation.workflows.intake.party_change_guards import ENDED
from mediation.workflows.writing import once_in_an_act

IDENTIFIES = ("id_number", "credit_code")
DAYS = ("born_on", "electronic_since", "gone_on", "joined_on")


class PartyChangeQuerySet(models.QuerySet[Any]):
    """Changes by reader."""

    @by_part
    def visible_to(self, actor: Actor) -> PartyChangeQuerySet:
        """Those of visible files; a party sees its own."""
        found = self.filter(matter__in=Matter.objects.visible_to(actor))
        return found if actor.party is None else found.filter(party=actor.party)


class PartyChange(PartyChangeLifecycle):
    """One change. `details` are the fields of parties that it changed: party, field, before, after."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="party_changes", verbose_name=_("卷宗"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("登记机关"))
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="changes", verbose_name=_("当事人")
    )  # fmt: skip
    kind = models.CharField(_("变更事项"), max_length=20, choices=PartyChangeKind.choices)
    happened_on = models.DateField(_("从哪天起"))
    changed_on = models.DateField(_("登记日期"))
    why = models.CharField(_("原因"), max_length=200, blank=True)
    details = models.JSONField(default=list, encoder=DjangoJSONEncoder, editable=False)
    to_matter = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="+", verbose_name=_("另案的卷宗"))

    objects = PartyChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("当事人变更")
        ordering = ["pk"]
        triggers = guarded(PartyChangeLifecycle, "partychange")
        constraints = states_known(PartyChangeLifecycle, "partychange")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{f'：{self.party}' if self.party_id else ''}"

    @property
    def whose(self) -> Party:
        """The one party that the change is about; those of a group have none."""
        return cast(Party, self.party)

    @property
    def acting_organ(self) -> Organ | None:
        """The organ that handles the matter keeps its people."""
        return self.matter.acting_organ if self.matter_id else None

    def choices_of(self, fact: str, actor: Actor) -> models.QuerySet[Any] | None:
        """Those who take part; whom somebody may succeed: the dead and the ended; what goes along to a matter apart."""
        if fact == "predecessor":
            return self.matter.parties.filter(gone_how__in=ENDED)
        if fact in ("party", "people", "representatives"):
            return self.matter.parties.taking_part()
        if fact == "claims":  # what accuses goes along unasked
            return self.matter.claims.visible_to(actor).filter(disposal="", accused_organ=None)
        return None

    def told(self) -> list[dict[str, str]]:
        """What it changed, in words: whose, which field, before and after; what identifies somebody is masked."""
        names = {party.pk: party.name for party in Party.objects.filter(pk__in={row["party"] for row in self.details})}
        return [
            {
                "who": names.get(row["party"], ""),
                "label": str(Party._meta.get_field(row["field"]).verbose_name),
                "before": in_words(row["field"], row["before"]),
                "after": in_words(row["field"], row["after"]),
            }
            for row in self.details
        ]

    def alter(self, party: Party, **values: Any) -> None:
        """Change a party, and keep what stood there; unsaved here, for the effect that calls it stores the change."""
        for field, value in values.items():
            before = getattr(party, field)
            if before != value:
                row = {"party": party.pk, "field": field, "before": plain(before), "after": plain(value)}
                self.details = [*self.details, row]
                setattr(party, field, value)
        party.save(update_fields=list(values))

    def overwritten(self) -> list[dict[str, Any]]:
        """What it changed and another change has changed since."""
        people = {party.pk: party for party in Party.objects.filter(pk__in={row["party"] for row in self.details})}
        return [row for row in self.details if plain(getattr(people[row["party"]], row["field"])) != row["after"]]

    def undo(self) -> None:
        """Let the parties stand again as before it; what it changed stays written in it."""
        for party in Party.objects.filter(pk__in={row["party"] for row in self.details}).order_by("pk"):
            rows = [row for row in self.details if row["party"] == party.pk]
            for row in reversed(rows):
                setattr(party, row["field"], as_kept(row["field"], row["before"]))
            party.save(update_fields=sorted({row["field"] for row in rows}))


def as_kept(field: str, value: Any) -> Any:
    """A value that JSON kept, as the party has it."""
    return date.fromisoformat(value) if value and field in DAYS else value


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    return value.isoformat() if isinstance(value, date) else value


def in_words(field: str, value: Any) -> str:
    """A value as people read it."""
    if value in (None, "", False):
        return str(_now("（无）"))
    if field in IDENTIFIES:
        return masked(value)
    choices = dict(Party._meta.get_field(field).flatchoices)
    return str(choices.get(value, _now("是") if value is True else value))


def first_names(matter: int) -> dict[int, str]:
    """How each party of a file was named when it was entered, by its key, in the order of entry."""
    found = dict(Party.objects.filter(matter=matter).order_by("pk").values_list("pk", "name"))
    named = PartyChange.objects.filter(matter=matter, kind=PartyChangeKind.CORRECTED).order_by("-pk")
    for row in (row for change in named for row in change.details if row["field"] == "name"):
        found[row["party"]] = row["before"]
    return found


def _since(matter: int, on: date) -> list[PartyChange]:
    made = PartyChange.objects.filter(matter=matter, changed_on__gt=on)
    return list(made.exclude(state=PartyChangeState.ANNULLED).order_by("-pk"))


def as_of(party: Party, on: date) -> Party:
    """The party as it was registered on a day: a copy in which later changes are taken back."""
    # No act changes what is later than its own day, so all the parties of a file are looked up at once.
    later = once_in_an_act(("changed since", party.matter_id, on), lambda: _since(party.matter_id, on))
    found = copy(party)
    for row in (row for change in later for row in reversed(change.details) if row["party"] == party.pk):
        setattr(found, row["field"], as_kept(row["field"], row["before"]))
    return found
