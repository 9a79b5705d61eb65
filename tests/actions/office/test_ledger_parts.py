"""An accusation's records are a chain of their own: the open file's ledger is as if there were none."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.actions import gateway
from mediation.models import Claim, Dispatch, Event, Petition
from mediation.models.event import GENESIS, digest
from mediation.permissions import Actor
from mediation.queries.office.ledger import faults
from mediation.queries.office.timeline import timeline
from mediation.queries.visibility import Sight, events_seen
from mediation.workflows.base import NotPossibleNow
from tests.factories.mediation import do
from tests.factories.reading import let_read
from tests.factories.world import at

OPEN = {"text": "增设收购点", "category": "grievance", "route": "petition_procedure"}
SECRET = "局长收受红包"


def accusing(world):
    return {"text": SECRET, "category": "accusation", "accused_organ": world.bureau}


def chain(petition, part=""):
    return list(Event.objects.filter(matter=petition.matter, part=part).order_by("seq"))


def told(events):
    """What the rows of a chain say, without the keys that differ between two files."""
    return [
        (e.seq, e.object_type, e.version, e.step, e.from_state, e.to_state, e.cause and e.cause.seq) for e in events
    ]


def whole(events):
    """Numbered without a gap, each behind the one before."""
    numbered = [e.seq for e in events] == list(range(1, len(events) + 1))
    before = [GENESIS, *(e.hash for e in events)]
    return numbered and all(e.hash == digest(prev, e) for prev, e in zip(before, events, strict=False))


def test_the_open_chain_of_a_letter_that_accuses_is_that_of_one_that_does_not(world):
    plain = world.petition(organ=world.office, claims=[OPEN])
    mixed = world.petition(organ=world.office, claims=[OPEN, accusing(world)])
    claim = mixed.claims.get(accused_organ=world.bureau)
    do(claim, "forward", world.dispatcher, "2025-03-05", to_organ=world.discipline)
    assert told(chain(mixed)) == told(chain(plain))
    secret = chain(mixed, claim.part)
    assert [e.step for e in secret][:2] == ["put_forward", "classify"]
    assert "forward" in [e.step for e in secret]
    assert whole(chain(mixed))
    assert whole(secret)
    assert faults()[1] == []


def test_the_registration_says_nothing_of_the_accusation_in_the_open_chain(world):
    petition = world.petition(organ=world.office, claims=[OPEN, accusing(world)], subject="收购点", account="见信")
    for event in chain(petition):
        assert SECRET not in str(event.facts)
        assert world.bureau.name not in str(event.facts)
    assert SECRET in str([event.facts for event in chain(petition, petition.claims.last().part)])


def test_a_form_sent_again_with_another_accusation_is_not_taken_for_the_first(world):
    facts = {"organ": world.office, "claims": [OPEN, accusing(world)]}
    by = {"by": world.clerk, "at": at("2025-03-03"), "key": "once"}
    first = world.petition(**facts)
    stated = {name: value for name, value in Event.objects.get(step="register").facts.items() if name != "whole"}
    assert first.claims.count() == 2
    assert len(stated["claims"]) == 1
    again = {
        "organ": world.office, "channel": "visit", "subject": "青椒", "account": "见信",
        "petitioners": [{"name": "张大山", "address": "青河县柳树乡一村", "phone": "13800000001"}],
    }  # fmt: skip
    registered = gateway.perform(Petition, None, "register", **by, **again, claims=facts["claims"])
    assert gateway.perform(Petition, None, "register", **by, **again, claims=facts["claims"]).pk == registered.pk
    with pytest.raises(NotPossibleNow) as refusal:
        gateway.perform(Petition, None, "register", **by, **again, claims=[OPEN, {**accusing(world), "text": "别的"}])
    assert refusal.value.code == "form_used"


def test_what_an_accusation_brings_about_in_the_open_file_has_no_cause_there(world):
    petition = world.petition(organ=world.office, claims=[accusing(world)])
    claim = petition.claims.get()
    do(claim, "forward", world.dispatcher, "2025-03-05", to_organ=world.discipline)
    forwarded = Event.objects.get(object_type="claim", step="forward")
    met = Event.objects.get(object_type="deadline", step="meet")
    assert (forwarded.part, met.part, met.cause) == (claim.part, "", None)
    assert met.pk in forwarded.elsewhere
    open_rows = Event.objects.filter(matter=petition.matter, part="")
    assert not open_rows.exclude(cause=None).exclude(cause__part="").exists()
    assert not open_rows.exclude(elsewhere=[]).exists()
    office = Actor(on=date(2025, 3, 6), user=world.dispatcher)
    entry = next(one for one in timeline(Sight(petition.matter, office), lines=100).entries if one.event == forwarded)
    assert met in entry.followed
    let_read(petition.matter, world.bureau)
    seen = events_seen(Sight(petition.matter, Actor(on=date(2025, 3, 6), user=world.handler)))
    assert seen.exists()
    assert not seen.filter(pk__in=[met.pk, forwarded.pk]).exists()
    assert not seen.exclude(part="").exists()


def test_a_claim_that_turns_out_to_accuse_goes_on_in_a_part_of_its_own_and_comes_back(world):
    petition = world.petition(organ=world.office, claims=[OPEN, {"text": "局里有人违纪"}])
    claim = petition.claims.get(no=2)
    do(claim, "classify", world.dispatcher, "2025-03-04", category="accusation", accused_organ=world.bureau)
    before = len(chain(petition))
    claim = do(
        Claim.objects.get(pk=claim.pk), "classify", world.dispatcher, "2025-03-05", category="grievance",
        route="petition_procedure",
    )  # fmt: skip
    own = Event.objects.of("claim", claim.pk).order_by("version")
    assert [e.part for e in own] == ["", f"accusation:{claim.pk}", ""]
    assert len(chain(petition)) == before + 1
    assert whole(chain(petition))
    assert faults()[1] == []


def test_the_transfer_of_an_accusation_is_recorded_with_it_with_its_papers_and_limits(world):
    petition = world.petition(
        organ=world.office, claims=[OPEN, {**accusing(world), "accused_organ": world.other_bureau}]
    )
    claim = petition.claims.get(no=2)
    before = len(chain(petition))
    sent = gateway.perform(
        Dispatch, None, "send", by=world.dispatcher, at=at("2025-03-05"), matter=petition.matter, kind="transfer",
        to_organ=world.discipline, claims=[claim], extract=True,
    )  # fmt: skip
    secret = {(e.object_type, e.step) for e in chain(petition, claim.part)}
    assert {("dispatch", "send"), ("deadline", "start"), ("paper", "draft"), ("paper", "issue")} <= secret
    # The envelope itself moved, and its own record says no more than that.
    moved = chain(petition)[before]
    assert (moved.object_type, moved.step, moved.cause_id) == ("petition", "dispatch", None)
    assert world.discipline.name not in str([e.facts for e in chain(petition)])
    do(Dispatch.objects.get(pk=sent.pk), "take", world.staff("handler", world.discipline), "2025-03-06")
    assert faults()[1] == []
