"""The day before a sitting everybody who is called is reminded of it, once for each day to which it is fixed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from mediation.actions import messages
from mediation.actions.gateway import SHANGHAI
from mediation.models import Hearing, HearingParticipant, JointConference, MediationSession, Organ, StaffBooking, User
from mediation.queries.sittings.calendars import what_to_know
from mediation.vocabulary import Role
from mediation.workflows.sittings.conference import JointConferenceState
from mediation.workflows.sittings.hearing_request import HearingState
from mediation.workflows.sittings.mediation_session import MediationSessionState

FIXED = (
    (Hearing, HearingState.SCHEDULED), (MediationSession, MediationSessionState.SCHEDULED),
    (JointConference, JointConferenceState.CONVENED),
)  # fmt: skip
# Nobody is reminded at night.
FROM, UNTIL = time(8), time(20)


def remind_of_sittings(at: datetime) -> int:
    """Remind of what is fixed for the next day; safe to miss, double or kill. Returns how many were asked about."""
    now = at.astimezone(SHANGHAI)
    if not FROM <= now.time() < UNTIL:
        return 0
    tomorrow = datetime.combine(now.date() + timedelta(days=1), time(), tzinfo=SHANGHAI)
    day = {"starts_at__gte": tomorrow, "starts_at__lt": tomorrow + timedelta(days=1)}
    found = 0
    with override(settings.LANGUAGE_CODE):
        for model, state in FIXED:
            beside = "mediation__organ" if model is MediationSession else "organ"
            fixed = model._default_manager.filter(state=state, **day)
            sittings = list(fixed.select_related("matter", beside).order_by("pk"))
            called = called_to(model, sittings)
            messages.send_many([one for sitting in sittings for one in _reminders(sitting, called[sitting.pk])], at=at)
            found += len(sittings)
    return found


def _reminders(sitting: Any, called: Iterable[Any]) -> Iterable[messages.Sent]:
    starts_at = localtime(sitting.starts_at)
    said = _("明天%(clock)s在%(where)s有%(what)s，请准时参加。") % {
        "clock": f"{starts_at:%H:%M}", "where": sitting.place, "what": sitting.thing(),
    }  # fmt: skip
    key = f"tomorrow:{sitting.page_name}:{sitting.pk}:{starts_at:%Y-%m-%dT%H:%M}"
    for person in called:
        text = said if isinstance(person, User) else said + what_to_know(sitting.acting_organ)
        yield messages.Sent(sitting.matter_id, person, text, key)


def called_to(model: type[Any], sittings: list[Any]) -> dict[int, list[Any]]:
    """Staff who are held for each, and the parties to whom a notice went; of a conference the heads of its members."""
    keys = [one.pk for one in sittings]
    called: dict[int, list[Any]] = defaultdict(list)
    held = StaffBooking.objects.filter(subject_type=model._meta.model_name, subject_id__in=keys)
    for row in held.select_related("person").order_by("pk"):
        called[row.subject_id].append(row.person)
    if model is Hearing:
        invited = HearingParticipant.objects.filter(hearing__in=keys, notice__state="issued")
        for one in invited.select_related("party").order_by("pk"):
            called[one.hearing_id].append(one.party)
    for sitting in sittings if model is MediationSession else ():
        called[sitting.pk] += [one.party for one in sitting.mediation.participants.select_related("party")]
    for sitting in sittings if model is JointConference else ():
        called[sitting.pk] += _heads(sitting.member_organs(), localtime(sitting.starts_at).date())
    return called


def _heads(organs: list[Organ], on: Any) -> list[User]:
    return list(dict.fromkeys(user for organ in organs for user in User.objects.holding(Role.HEAD, organ, on=on)))
