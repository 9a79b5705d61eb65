"""Changes with the people of a matter, for tests: each with its proof."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile

from mediation.actions import gateway
from mediation.models import Agent, FileView, Matter, OwnSecret, Party, PartyChange, User
from mediation.models.codes import new_query_code
from mediation.models.intake.own_secret import kept_form
from tests.factories.world import at

ZHANG_ID = "110101194912310016"
CHILD_ID = "110101201001011237"


def proof() -> list[ContentFile[bytes]]:
    """One file that shows it."""
    return [ContentFile("户口簿".encode(), name="证明.txt")]


def change(matter: Matter, step: str, by: User | Party | Agent, on: str, **facts: Any) -> PartyChange:
    """One change, with its proof where staff record it."""
    shown = {"proof": proof()} if isinstance(by, User) and step not in NO_PROOF else {}
    why = {"why": "本人申请"} if step in NEEDS_REASON else {}
    stated = {**shown, **why, **facts}
    return gateway.perform(PartyChange, None, step, by=by, at=at(on, "10:00"), matter=matter, **stated)


NO_PROOF = ("take_back_consent", "renew_code", "give_code", "set_secret", "ask_at_screen")
NEEDS_REASON = {"correct_identity", "record_end", "find_no_successor", "join", "split_off", "choose_representatives"}


def with_slip(*parties: Party, by: User, on: str) -> list[str]:
    """A slip for each, as at registration; the codes."""
    codes = [new_query_code() for _party in parties]
    for party, code in zip(parties, codes, strict=True):
        change(party.matter, "give_code", by, on, party=party, handed="in_person", code=code)
    return codes


def come_in(party: Party, on: str = "2025-01-02") -> str:
    """The party has a slip and has looked at its page with it, so that it is served electronically; its code."""
    FileView.objects.create(matter=party.matter, party=party, what="portal", seen_at=at(on))
    return party.issue_code()


OWN_SECRET = "738264"


def with_secret(holder: Party | Agent, on: str = "2025-01-02") -> str:
    """A secret that was set long ago, so that what binds does not wait; its digits."""
    whose = {"agent": holder.sheet or holder} if isinstance(holder, Agent) else {"party": holder}
    OwnSecret.objects.create(**whose, kept=kept_form(OWN_SECRET), set_on=at(on).date())
    return OWN_SECRET


def agent_of(matter: Matter, principals: list[Party], by: User, on: str = "2025-03-04", **facts: Any) -> Agent:
    """A lawyer with general authority, or as the facts say."""
    stated = {
        "kind": "lawyer",
        "name": "安律师",
        "unit": "青河县公正律师事务所",
        "scope": "参加信访事项的办理",
        **facts,
    }
    return gateway.perform(
        Agent, None, "appoint", by=by, at=at(on, "10:00"), matter=matter, principals=principals, proof=proof(), **stated
    )
