"""Offers of a mediation: who knows of one is whom its side told, in every state, and what was offered is kept in clear nowhere."""

import json
from datetime import date

import pytest
from django.core.management import call_command

from mediation.actions import gateway
from mediation.models import Event, Message, OfferKey, SettlementOffer
from mediation.models.confided import KeyLostError
from mediation.permissions import Actor
from mediation.queries.office.ledger import verify
from mediation.queries.sittings.settlement_offers import mediations_for, offers_read
from mediation.queries.visibility import Sight, events_seen
from mediation.vocabulary import Role
from mediation.workflows.base import NotAllowed, NotPossibleNow
from tests.factories.mediation import do, mediator_of
from tests.factories.people import agent_of
from tests.factories.world import at
from tests.refusals import refused
from tests.stages import staged
from tests.web.intake.test_first_slips import every_row

DAY = "2025-03-10"
ON = date(2025, 3, 10)
TERMS = "月底前一次付清，另送两袋辣椒种子，不写进账。"
AMOUNT = 41_263


@staged
def sides(ready_mediation):
    """One who asks, and one on the other side."""
    asking = ready_mediation.participants.filter(side="asking").first().party
    other = ready_mediation.participants.filter(side="other").first().party
    return asking, other


@pytest.fixture
def mediator(world):
    return mediator_of(world, world.bureau)


def make(mediation, by, clock="11:00", step="make", day=DAY, **facts):
    stated = {"mediation": mediation, "amount": AMOUNT, "terms": TERMS, **facts}
    return gateway.perform(
        SettlementOffer, None, step, by=by, at=at(day, clock), matter=mediation.matter, **stated
    )  # fmt: skip


def actor_for(who):
    return Actor(on=ON, party=who) if hasattr(who, "role") else Actor(on=ON, user=who)


def reads(who, offer):
    """What somebody reads of an offer; None where he knows of none."""
    found = [one for one in offers_read(offer.mediation, actor_for(who)) if one.offer == offer]
    return (int(found[0].told.amount), found[0].told.terms) if found else None


WHOLE = (AMOUNT, TERMS)


def known_by(offer, world, sides, mediator):
    """Who of everybody reads it, by name of the relation."""
    everyone = {
        "own": sides[0], "other": sides[1], "mediator": mediator, "handler": world.handler, "head": world.head,
        "registrar": world.registrar, "colleague": world.staff(Role.MEDIATOR, world.bureau, "小林"),
    }  # fmt: skip
    found = {name: reads(who, offer) for name, who in everyone.items()}
    assert set(found.values()) <= {None, WHOLE}
    steps = {name: "make" in _told(offer, who) for name, who in everyone.items()}
    assert steps == {name: told is not None for name, told in found.items()}, "its records are read by the same"
    return {name for name, told in found.items() if told}


def _told(offer, who):
    found = events_seen(Sight(type(offer.matter).objects.get(pk=offer.matter_id), actor_for(who)))
    return set(found.filter(object_type="settlementoffer", object_id=offer.pk).values_list("step", flat=True))


def test_who_knows_of_an_offer_is_whom_its_side_has_told(world, ready_mediation, sides, mediator):
    asking, _other = sides
    offer = make(ready_mediation, asking)
    assert known_by(offer, world, sides, mediator) == {"own"}
    do(offer, "tell_mediator", asking, clock="11:01")
    assert known_by(offer, world, sides, mediator) == {"own", "mediator"}
    do(offer, "tell_other_side", asking, clock="11:02")
    assert known_by(offer, world, sides, mediator) == {"own", "mediator", "other"}
    do(offer, "withdraw", asking, clock="11:03")
    assert known_by(offer, world, sides, mediator) == {"own", "mediator", "other"}, "nobody is made to forget"


def test_what_a_side_keeps_nobody_else_can_touch(world, ready_mediation, sides, mediator):
    offer = make(ready_mediation, sides[0])
    for step, by in [
        *[(step, sides[1]) for step in ("tell_mediator", "tell_other_side", "withdraw")],
        *[(step, mediator) for step in ("tell_other_side", "withdraw")],
        ("tell_other_side", world.handler),
    ]:
        with pytest.raises(NotAllowed):
            do(offer, step, by, clock="11:05")


def test_the_mediator_passes_on_what_he_was_told_only_as_its_side_said(ready_mediation, sides, mediator):
    offer = make(ready_mediation, mediator, step="note_down", party=sides[0])
    assert (offer.side, offer.state, reads(sides[1], offer)) == ("asking", "with_mediator", None)
    with refused("not_said_so"):
        do(offer, "tell_other_side", mediator, clock="11:01", said_how="own")
    do(offer, "tell_other_side", mediator, clock="11:01", said_how="in_person")
    assert reads(sides[1], offer) == WHOLE


def test_an_answer_is_the_other_sides(ready_mediation, sides, mediator):
    asking, other = sides
    offer = do(make(ready_mediation, asking), "tell_other_side", asking, clock="11:01")
    for step in ("accept", "decline"):
        with pytest.raises(NotAllowed):
            do(offer, step, asking, clock="11:02")
    counter = make(ready_mediation, other, clock="11:03", amount=30_000, counters=offer)
    assert (counter.side, counter.counters) == ("other", offer)
    do(offer, "decline", other, clock="11:04")
    do(counter, "tell_other_side", other, clock="11:05")
    done = do(counter, "accept", asking, clock="11:06")
    assert (done.state, done.mediation.state, done.matter.every("agreements")) == ("accepted", "accepted", [])


def test_a_counter_offer_answers_what_the_other_side_told(ready_mediation, sides):
    asking, other = sides
    kept, told = make(ready_mediation, asking), make(ready_mediation, asking, clock="11:01")
    told = do(told, "tell_other_side", asking, clock="11:02")
    for counters, by in ((kept, other), (told, asking)):
        with refused("counters_wrong_offer"):
            make(ready_mediation, by, clock="11:03", counters=counters)


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("nothing_offered", {"amount": None, "terms": ""}),
        ("offer_over_already", {"valid_until": date(2025, 3, 9)}),
    ],
)
def test_an_offer_says_something_and_holds_a_while(ready_mediation, sides, code, facts):
    with refused(code):
        make(ready_mediation, sides[0], **facts)


def test_whoever_does_not_take_part_offers_nothing(world, ready_mediation, mediator):
    stranger = world.accepted(petitioners=[{"name": "外人"}]).matter.parties.first()
    with refused("not_in_this_mediation"):
        make(ready_mediation, mediator, step="note_down", party=stranger)


def test_after_its_last_day_it_is_neither_told_nor_accepted(ready_mediation, sides):
    asking, other = sides
    offer = make(ready_mediation, asking, valid_until=date(2025, 3, 12))
    do(offer, "tell_other_side", asking, day="2025-03-12")
    assert offers_read(ready_mediation, Actor(on=date(2025, 3, 13), party=other))[0].standing == "已过有效期"
    with refused("offer_expired"):
        do(offer, "accept", other, day="2025-03-13")
    assert do(offer, "decline", other, day="2025-03-13").state == "declined"


def test_nothing_is_offered_once_the_mediation_is_over(ready_mediation, sides, mediator):
    offer = make(ready_mediation, sides[0])
    do(ready_mediation, "give_up", sides[1], clock="11:30")
    for attempt in (
        lambda: do(offer, "tell_other_side", sides[0], clock="11:31"),
        lambda: make(ready_mediation, sides[0], clock="11:32"),
    ):
        with pytest.raises(NotPossibleNow) as no:
            attempt()
        assert no.value.code == "mediation_not_going_on"
    assert (
        offers_read(type(ready_mediation).objects.get(pk=ready_mediation.pk), actor_for(sides[0]))[0].standing
        == "调解不在进行，方案不再作数"
    )
    assert do(offer, "withdraw", sides[0], clock="11:33").state == "withdrawn"


def test_no_message_says_what_is_offered_and_nobody_who_does_not_know_gets_one(world, ready_mediation, sides, mediator):
    before = Message.objects.count()
    offer = make(ready_mediation, sides[0])
    assert Message.objects.count() == before
    do(offer, "withdraw", sides[0], clock="11:01")
    assert Message.objects.count() == before
    offer = make(ready_mediation, sides[0], clock="11:02")
    do(offer, "tell_other_side", sides[0], clock="11:03")
    told = Message.objects.order_by("pk")[before:]
    assert {one.party or one.user for one in told} == {*offer.across(), mediator}
    assert not [one for one in told if str(AMOUNT) in one.text or TERMS[:4] in one.text]


def test_another_mediator_reads_what_both_sides_know(world, ready_mediation, sides, mediator):
    asking, other = sides
    both = make(ready_mediation, asking)
    do(both, "tell_other_side", asking, clock="11:01")
    alone = make(ready_mediation, mediator, clock="11:02", step="note_down", party=other)
    next_one = world.staff(Role.MEDIATOR, world.bureau, "小林")
    do(ready_mediation, "name_mediators", next_one, clock="11:10", mediators=[next_one], chosen_by_parties=True)
    assert (reads(next_one, both), reads(next_one, alone)) == (WHOLE, None)
    assert (reads(mediator, both), reads(mediator, alone)) == (None, None)
    assert reads(other, alone) == WHOLE


def test_an_agent_knows_of_offers_only_where_he_may_settle(ready_mediation, sides, world):
    offer = make(ready_mediation, sides[0])
    for may, found in ((False, 0), (True, 1)):
        agent = agent_of(ready_mediation.matter, [sides[0]], world.handler, DAY, name=f"代理人{found}", may_settle=may)
        actor = Actor(on=ON, party=sides[0], agent=agent)
        assert len(offers_read(offer.mediation, actor)) == len(mediations_for(actor)) == found


# what is kept


def test_what_is_offered_stands_nowhere_in_clear(ready_mediation, sides, mediator):
    """In no row of the database, of whatever state; the control, which is told openly, is found."""
    offer = make(ready_mediation, sides[0])
    do(offer, "tell_other_side", sides[0], clock="11:01")
    openly = "双方同意先核对账目再谈补多少"
    do(ready_mediation, "disclose", mediator, clock="11:02", mediator=mediator, circumstances=openly)
    kept = every_row()
    assert [row for row in kept if openly in row]
    for form in (TERMS, TERMS[:8], json.dumps(TERMS)[1:-1], str(AMOUNT), TERMS.encode().hex()):
        assert not [row for row in kept if form in row], form


def test_the_ledger_keeps_what_was_offered_as_a_keyed_digest(ready_mediation, sides):
    make(ready_mediation, sides[0])
    facts = Event.objects.get(object_type="settlementoffer", step="make").facts
    assert [list(facts[name]) for name in ("amount", "terms")] == [["hmac"], ["hmac"]]


def test_a_key_in_another_persons_row_opens_nothing(ready_mediation, sides):
    offer = make(ready_mediation, sides[0])
    own = OfferKey.objects.filter(party=sides[0]).get()
    OfferKey.objects.create(offer=offer, party=sides[1], wrapped=own.wrapped)
    with pytest.raises(KeyLostError):
        OfferKey.objects.get(party=sides[1]).opened()


def test_offers_are_kept_under_a_new_key_of_the_site(ready_mediation, sides, settings):
    offer = make(ready_mediation, sides[0])
    settings.NOTEBOOK_KEYS = ["the new one", *settings.NOTEBOOK_KEYS]
    call_command("rewrap_notebooks")
    settings.NOTEBOOK_KEYS = ["the new one"]
    assert reads(sides[0], offer) == WHOLE
    assert SettlementOffer.marks_in(offer.matter_id)[0].told_in("".join(TERMS.split()))
    assert not verify().wrong, "the ledger does not cover the keys of the site"
    settings.NOTEBOOK_KEYS = ["lost"]
    assert offers_read(ready_mediation, actor_for(sides[0]))[0].told is None
