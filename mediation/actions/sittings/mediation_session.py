"""What follows the steps of a session: invitations, minutes, and how the mediation goes on."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from mediation.actions import gateway, paperwork
from mediation.actions.consequences import PARTIES
from mediation.actions.gateway import SHANGHAI
from mediation.actions.registry import effect_of
from mediation.actions.sittings import booking
from mediation.actions.sittings.calling import call_staff
from mediation.actions.sittings.mediation import tell_participants
from mediation.models import MediationSession
from mediation.vocabulary import PaperKind, ReadingWay, Role, SessionResult
from mediation.workflows.base import Act
from mediation.workflows.sittings.mediation_session import minutes_wanted

EVERYBODY = (*PARTIES, Role.MEDIATOR)


def when_and_where(session: MediationSession) -> dict[str, str]:
    """Time and place for a sentence."""
    return {"when": f"{session.starts_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}", "where": session.place}


def send_notice(session: MediationSession, act: Act, **change: str) -> None:
    """Everyone gets it in writing; what was said before of this session holds no more."""
    paperwork.issue_now(
        act, PaperKind.MEDIATION_NOTICE, organ=session.mediation.organ, subject=session,
        addressees=[one.party for one in session.mediation.participants.select_related("party")], content=change,
    )  # fmt: skip


@effect_of(
    MediationSession, "schedule", takes=("Mediation.schedule",), issues=(PaperKind.MEDIATION_NOTICE,), tells=EVERYBODY
)
def invite(session: MediationSession, act: Act) -> None:
    """The mediation is arranged and everyone is told when and where."""
    gateway.follow(act, session.mediation, "schedule")
    text = _("调解定于%(when)s在%(where)s进行。您可以随时退出调解。") % when_and_where(session)
    tell_participants(session.mediation, act, text, f"session:{session.pk}", sitting=session)
    booking.book(session)
    call_staff(session, act, Role.MEDIATOR)
    send_notice(session, act)


@effect_of(MediationSession, "postpone", issues=(PaperKind.MEDIATION_NOTICE,), tells=EVERYBODY)
def tell_the_new_time(session: MediationSession, act: Act) -> None:
    """Everyone is told where and when now, and that the first time holds no more."""
    booking.book(session)
    was = when_and_where(act.before)
    text = _("原定%(was)s的调解改期，现定于%(when)s在%(where)s进行。") % {
        "was": was["when"], **when_and_where(session)
    }  # fmt: skip
    tell_participants(session.mediation, act, text, f"session:{session.pk}:moved:{act.event.pk}", sitting=session)
    call_staff(session, act, Role.MEDIATOR)
    send_notice(session, act, change="改期", was_at=localtime(act.before.starts_at).isoformat(), why=act.facts["why"])


@effect_of(MediationSession, "cancel", issues=(PaperKind.MEDIATION_NOTICE,), tells=EVERYBODY)
def call_off(session: MediationSession, act: Act) -> None:
    """Everyone is told."""
    booking.free(session)
    text = _("原定%(when)s在%(where)s进行的调解取消。") % when_and_where(session)
    tell_participants(session.mediation, act, text, f"session:{session.pk}:off", sitting=session)
    call_staff(session, act, Role.MEDIATOR)
    send_notice(session, act, change="取消", was_at=localtime(session.starts_at).isoformat(), why=act.facts["why"])


@effect_of(MediationSession, "open", takes=("Mediation.begin",))
def begin_mediation(session: MediationSession, act: Act) -> None:
    """The mediation is in session."""
    gateway.follow(act, session.mediation, "begin")


@effect_of(MediationSession, "close", issues=(PaperKind.MEDIATION_RECORD,), takes=("Mediation.agree",))
def write_minutes(session: MediationSession, act: Act) -> None:
    """Minutes for a joint session; agreement moves the mediation on."""
    booking.free(session)
    if minutes_wanted(session):
        paperwork.issue_now(
            act,
            PaperKind.MEDIATION_RECORD,
            organ=session.mediation.organ,
            subject=session,
            addressees=session.taking_part(),
            content=said_and_found(session, act),
        )
    if session.result == SessionResult.AGREED:
        gateway.follow(act, session.mediation, "agree")


def said_and_found(session: MediationSession, act: Act) -> dict[str, Any]:
    """What the minutes hold of the session; it stands there and nowhere else."""
    return {
        "agents": [{"name": str(agent), "principal": agent.principal.name} for agent in session.agents_there()],
        "statements": [{"name": str(r["party"]), "statement": r["statement"]} for r in act.facts["statements"]],
        "checked_facts": act.facts["checked_facts"],
        "outcome": act.facts["outcome"],
        "reading": str(ReadingWay(act.facts["reading"]).label) if act.facts["reading"] else "",
    }
