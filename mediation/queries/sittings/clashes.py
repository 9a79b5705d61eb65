"""Whether a party, or who acts for it, is called to another sitting at the same time: warned of, never refused.

A person is known again by name together with the number of the card, the code of the unit or the telephone, never by the
name alone. Of the other file nothing is told but the hours: whoever books may not read it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from mediation.models import Agent, Hearing, MediationSession, Party
from mediation.workflows.sittings.hearing_request import HearingState
from mediation.workflows.sittings.mediation_session import MediationSessionState
from mediation.written.forms import digits_of, name_form

LONGEST = timedelta(days=1)
# A person as it is known again: name, what is told, and how it reads.
Mark = tuple[str, str, str]


@dataclass(frozen=True)
class Clash:
    """A person who is called elsewhere in these hours."""

    who: str
    starts_at: datetime
    ends_at: datetime

    def overlaps(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether somebody who is there cannot be here."""
        return self.starts_at < ends_at and starts_at < self.ends_at

    def __str__(self) -> str:
        """Who is called when; not to what, for that is another file."""
        first, last = localtime(self.starts_at), localtime(self.ends_at)
        return _("%(who)s在%(day)s %(first)s—%(last)s已另有听证或者调解。") % {
            "who": self.who, "day": first.date(), "first": f"{first:%H:%M}", "last": f"{last:%H:%M}",
        }  # fmt: skip


def clashes(sitting: Any, parties: Sequence[Party], *, since: datetime, until: datetime) -> list[Clash]:
    """Who of the parties and their agents is called to another sitting between the two moments."""
    people = [party for party in parties if party.organ_id is None]
    called = _called_as(people, localtime(since).date()) if people else {}
    if not called:
        return []
    found: set[Clash] = set()
    for kind in _sittings(list(called), since, until):
        if isinstance(sitting, kind.model) and sitting.pk:
            kind = kind.exclude(pk=sitting.pk)
        for key, starts_at, minutes in kind.values_list("called", "starts_at", "minutes"):
            found.add(Clash(called[key], starts_at, starts_at + timedelta(minutes=minutes)))
    near = [clash for clash in found if clash.overlaps(since, until)]
    return sorted(near, key=lambda clash: (clash.starts_at, clash.who))


def _called_as(people: list[Party], day: date) -> dict[int, str]:
    """The parties, in any file, that these people and their agents are or act for, with the name of whom."""
    agents = list(Agent.objects.in_force(day).filter(principal__in=people).order_by("pk"))
    known = {mark: one.name for one in (*agents, *people) for mark in _marks(one)}
    called = {agent.principal_id: agent.name for agent in agents} | {party.pk: party.name for party in people}
    names = {name for name, _kind, _value in known}
    told = ~Q(phone="") | ~Q(id_number="")
    parties = Party.objects.taking_part().filter(told | ~Q(credit_code=""), searched__in=names).order_by()
    elsewhere = Agent.objects.in_force(day).filter(told, name__in=known.values()).order_by()
    rows = [(one.pk, one) for one in parties] + [(one.principal_id, one) for one in elsewhere]
    for key, one in rows if known else ():
        if (mark := next(iter(_marks(one) & known.keys()), None)) is not None:
            called.setdefault(key, known[mark])
    return called


def _marks(person: Party | Agent) -> set[Mark]:
    name, code = name_form(person.name), getattr(person, "credit_code", "")
    told = {"id": person.id_number, "code": code, "phone": digits_of(person.phone)}
    return {(name, kind, value) for kind, value in told.items() if value}


def _sittings(called: list[int], since: datetime, until: datetime) -> tuple[QuerySet[Any], QuerySet[Any]]:
    """The sittings to which they are called about that time."""
    near = {"starts_at__gt": since - LONGEST, "starts_at__lt": until}
    hearings = Hearing.objects.filter(state=HearingState.SCHEDULED, invited__party__in=called, **near)
    sessions = MediationSession.objects.filter(
        state=MediationSessionState.SCHEDULED, mediation__parties__in=called, **near
    )
    return (
        hearings.order_by("pk").annotate(called=F("invited__party")),
        sessions.order_by("pk").annotate(called=F("mediation__parties")),
    )
