"""What mediators and the people of a panel have in hand; whoever takes a seat declares, and the parties are told who sits."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mediation.actions import hands
from mediation.models import Hearing, Mediation, User
from mediation.vocabulary import Role
from mediation.workflows.sittings.mediation_state import UNDER_WAY


def _mediations_of(person: User) -> Any:
    own = Mediation.objects.filter(mediators__user=person, mediators__left_on=None, state__in=UNDER_WAY)
    return own.select_related("matter").distinct().order_by("matter_id")


def _facts(mediation: Mediation, heir: User) -> dict[str, Any]:
    """The others go on; the parties accept the new one, or ask for another, as at the first naming."""
    named = mediation.mediators.filter(left_on=None).exclude(user__in=mediation.matter.taken_off).select_related("user")
    others = [one.user for one in named if one.user.is_active and one.user_id not in _leaving(mediation)]
    return {"mediators": [*(one for one in others if one != heir), heir]}


def _leaving(mediation: Mediation) -> set[int]:
    return getattr(mediation, "leaving", set())


def _of(person: User) -> Any:
    for mediation in _mediations_of(person):
        mediation.leaving = {person.pk}
        yield mediation


def _sittings_of(person: User, office: Role) -> Any:
    own = Q(presider=person) | Q(recorder=person) | Q(members__user=person, members__removed_on=None)
    found = Hearing.objects.filter(own).select_related("matter").distinct().order_by("matter_id")
    for hearing in found:
        if hearing.can_still_recuse() and hearing.office_of(person) == office:
            hearing.leaving = person
            yield hearing


def _seat(office: Role, label: Any) -> None:
    """A seat in a hearing: another takes it, who declares anew; without one, the head composes the panel."""
    hands.runs_in_hands(
        hands.Hand(
            role=office, label=label, find=lambda person: _sittings_of(person, office), step="succeed",
            facts=lambda hearing, heir: {"person": hearing.leaving, "successor": heir, "why": str(_("离任移交"))},
            organs=lambda hearing, person: (), may_wait=True,
        )
    )  # fmt: skip


hands.runs_in_hands(
    hands.Hand(role=Role.MEDIATOR, label=_("主持的调解"), find=_of, step="name_mediators", facts=_facts)
)
_seat(Role.PRESIDING_OFFICER, _("主持的听证"))
_seat(Role.PANELLIST, _("听证组成员"))
_seat(Role.RECORDER, _("记录的听证"))
