"""The pages of offers: before the mediator two columns, before a party on its phone its own and what it was told, behind its own secret."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mediation.actions import gateway
from mediation.models import PartyChange, SettlementOffer
from mediation.models.codes import new_query_code
from mediation.models.intake.own_secret import kept_form
from mediation.vocabulary import Role
from tests.factories.mediation import disputed, do, mediator_of, proposed, ready
from tests.factories.people import agent_of, change
from tests.factories.world import at
from tests.stages import staged

SECRET = "508274"
TERMS = "月底前一次付清，另送两袋辣椒种子，不写进账。"
DAY = "2025-03-10"


@staged
def mediation(world):
    """Everyone consented, the mediator is chosen; both sides have set their secret long before."""
    found = ready(world, proposed(world, disputed(world)))
    for one in found.participants.select_related("party"):
        told = {"by": one.party, "at": at("2025-03-05"), "matter": found.matter, "kept": kept_form(SECRET)}
        gateway.perform(PartyChange, None, "set_secret", **told)
    return found


@pytest.fixture
def sides(mediation):
    people = {one.side: one.party for one in mediation.participants.select_related("party")}
    return people["asking"], people["other"]


@pytest.fixture
def mediator(world):
    return mediator_of(world, world.bureau)


@pytest.fixture(autouse=True)
def _now(clock):
    clock.move_to(at(DAY, "10:30"))


def phone(who):
    """The browser of a party that came in by its code."""
    browser = Client()
    browser.post(reverse("portal:enter"), {"number": who.matter.number, "code": who.issue_code()})
    return browser


def page(mediation, surface="portal"):
    return reverse(f"{surface}:offers", args=[mediation.pk])


def opened(who, mediation):
    """The same browser after the secret."""
    browser = phone(who)
    assert browser.post(page(mediation), {"secret": SECRET}).status_code == 302
    return browser


def offer(mediation, by, step="make", **facts):
    stated = {"mediation": mediation, "amount": 41_263, "terms": TERMS, **facts}
    return gateway.perform(SettlementOffer, None, step, by=by, at=at(DAY), matter=mediation.matter, **stated)


def test_a_party_writes_an_offer_keeps_it_and_tells_the_other_side(mediation, sides):
    asking, other = sides
    browser = opened(asking, mediation)
    home = browser.get(reverse("portal:matter")).content.decode()
    assert page(mediation) in home
    form = browser.get(reverse("portal:open", args=["settlementoffer", "make"]), {"mediation": mediation.pk})
    sent = {"mediation": mediation.pk, "amount": "41263", "terms": TERMS, "_key": form.context["key"], "secret": SECRET}
    answer = browser.post(reverse("portal:open", args=["settlementoffer", "make"]), sent)
    assert answer.headers["Location"] == page(mediation)
    made = SettlementOffer.objects.get()
    mine = browser.get(page(mediation)).content.decode()
    assert TERMS in mine
    assert "41263.00元（大写：肆万壹仟贰佰陆拾叁元整）" in mine
    assert "只有提出的一方知道" in mine
    across = opened(other, mediation)
    assert TERMS not in across.get(page(mediation)).content.decode()
    tell = reverse("portal:step", args=["settlementoffer", made.pk, "tell_other_side"])
    form = browser.get(tell)
    sent = {"_key": form.context["key"], "_version": made.version, "secret": SECRET}
    assert browser.post(tell, sent).status_code == 302
    theirs = across.get(page(mediation)).content.decode()
    assert TERMS in theirs.split('id="theirs"')[1]
    assert reverse("portal:step", args=["settlementoffer", made.pk, "accept"]) in theirs


def test_who_has_seen_the_printed_code_reads_no_offer(mediation, sides):
    offer(mediation, sides[0])
    made, browser = SettlementOffer.objects.get(), phone(sides[0])
    closed = browser.get(page(mediation))
    assert (closed.status_code, TERMS in closed.content.decode()) == (200, False)
    wrong = browser.post(page(mediation), {"secret": "111222"})
    assert (wrong.status_code, TERMS in wrong.content.decode()) == (409, False)
    for step in ("tell_mediator", "withdraw"):
        answer = browser.get(reverse("portal:step", args=["settlementoffer", made.pk, step]))
        assert answer.headers["Location"] == page(mediation)


def test_the_page_closes_again_and_another_code_opens_nothing(mediation, sides, clock):
    offer(mediation, sides[0])
    browser = opened(sides[0], mediation)
    assert TERMS in browser.get(page(mediation)).content.decode()
    clock.move_to(at(DAY, "10:46"))
    assert TERMS not in browser.get(page(mediation)).content.decode()


def test_a_new_code_waits_as_what_binds_does(mediation, sides, world):
    offer(mediation, sides[0])
    code = new_query_code()
    window = world.staff(Role.INTAKE_CLERK, world.bureau, "窗口")
    change(mediation.matter, "renew_code", window, DAY, party=sides[0], code=code, identity="card")
    browser = Client()
    browser.post(reverse("portal:enter"), {"number": mediation.matter.number, "code": code})
    assert reverse("portal:secret") in browser.get(page(mediation)).content.decode(), (
        "the old secret went with the old code"
    )
    browser.post(reverse("portal:secret"), {"secret": SECRET, "again": SECRET})
    answer = browser.post(page(mediation), {"secret": SECRET})
    assert (answer.status_code, "从2025-03-13起" in answer.content.decode()) == (409, True)


def test_an_agent_who_may_not_settle_finds_no_page(mediation, sides, world):
    offer(mediation, sides[0])
    agent = agent_of(mediation.matter, [sides[0]], world.handler, DAY, may_settle=False)
    code = new_query_code()
    do(agent, "give_code", world.handler, code=code)
    browser = Client()
    browser.post(reverse("portal:enter"), {"number": mediation.matter.number, "code": code})
    assert page(mediation) not in browser.get(reverse("portal:matter")).content.decode()
    assert browser.get(page(mediation)).status_code == 404
    made = SettlementOffer.objects.get()
    assert browser.get(reverse("portal:step", args=["settlementoffer", made.pk, "withdraw"])).status_code == 404


def test_the_mediator_has_both_sides_before_him_and_nobody_else_at_the_desk(mediation, sides, mediator, world, desk):
    kept, told = offer(mediation, sides[0]), offer(mediation, sides[1], terms="最多再补一角五分")
    do(told, "tell_mediator", sides[1])
    answer = desk(mediator).get(page(mediation, "desk")).content.decode()
    assert ("最多再补一角五分" in answer, TERMS in answer) == (True, False)
    about = reverse("desk:object", args=["mediation", mediation.pk])
    assert page(mediation, "desk") in desk(mediator).get(about).content.decode()
    colleague = world.staff(Role.MEDIATOR, world.bureau, "小林")
    for other in (world.handler, world.head, world.registrar, colleague):
        browser = desk(other)
        assert browser.get(page(mediation, "desk")).status_code == 404
        for one in (kept, told):
            assert browser.get(reverse("desk:object", args=["settlementoffer", one.pk])).status_code == 404
        for address in (about, reverse("desk:matter", args=[mediation.matter.number])):
            shown = browser.get(address).content.decode()
            assert not [word for word in ("settlementoffer", "的方案（", "41263", "41,263") if word in shown]


def test_the_mediator_notes_down_what_a_side_said(mediation, sides, mediator, desk):
    browser = desk(mediator)
    form = browser.get(reverse("desk:open", args=[mediation.matter.number, "settlementoffer", "note_down"]))
    sent = {"mediation": mediation.pk, "party": sides[1].pk, "amount": "", "terms": TERMS, "_key": form.context["key"]}
    answer = browser.post(reverse("desk:open", args=[mediation.matter.number, "settlementoffer", "note_down"]), sent)
    assert answer.headers["Location"] == page(mediation, "desk")
    shown = browser.get(page(mediation, "desk")).content.decode()
    made = SettlementOffer.objects.get()
    assert TERMS in shown
    assert reverse("desk:step", args=["settlementoffer", made.pk, "tell_other_side"]) in shown


@pytest.mark.parametrize("surface", ["desk", "portal"])
def test_what_is_refused_stands_in_the_field_again_and_nowhere_else(mediation, sides, mediator, desk, surface):
    sent = {"mediation": mediation.pk, "amount": "5", "terms": TERMS, "valid_until": "2025-03-01", "party": sides[0].pk}
    if surface == "desk":
        address = reverse("desk:open", args=[mediation.matter.number, "settlementoffer", "note_down"])
        answer = desk(mediator).post(address, {**sent, "_key": "a" * 32})
    else:
        browser = opened(sides[0], mediation)
        answer = browser.post(
            reverse("portal:open", args=["settlementoffer", "make"]), {**sent, "_key": "a" * 32, "secret": SECRET}
        )
    assert (answer.status_code, SettlementOffer.objects.count()) == (409, 0)
    assert TERMS in answer.content.decode()
    assert not [one for one in Session.objects.all() if TERMS in str(one.get_decoded())]


def test_twenty_offers_cost_hardly_more_statements_than_one(mediation, sides, mediator, desk):
    """Reading them costs the same; what each may still be done with is asked for each."""
    browser = desk(mediator)
    offers = [offer(mediation, mediator, "note_down", party=sides[0]) for _n in range(3)]

    def statements():
        with CaptureQueriesContext(connection) as counted:
            assert browser.get(page(mediation, "desk")).status_code == 200
        return len(counted)

    statements()
    three = statements()
    for one in offers[1:]:
        do(one, "withdraw", mediator, said_how="in_person")
    assert three - statements() <= 2 * 6
