"""The page of a mediator's notebook: four columns, one line to write in, and nobody else's eyes."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mediation.models import MediationNote
from mediation.vocabulary import Role
from tests.factories.mediation import disputed, do, mediator_of, proposed, ready
from tests.factories.world import at
from tests.stages import staged

SAID = "最多再补一角五分，账在会计老周的蓝皮本里。"


@staged
def ready_mediation(world):
    """Everyone consented, the mediator is chosen."""
    return ready(world, proposed(world, disputed(world)))


@pytest.fixture
def writer(world):
    return mediator_of(world, world.bureau)


def page(mediation):
    return reverse("desk:notebook", args=[mediation.pk])


def sections(answer):
    """What stands in each column."""
    told = answer.content.decode().split('<div class="notebook">')[1]
    return [part.split("</section>")[0] for part in told.split("<section")[1:]]


def test_each_note_stands_in_its_column(ready_mediation, writer, desk, clock):
    clock.move_to(at("2025-03-10", "10:30"))
    browser = desk(writer)
    for audience, text in (
        ("joint", "先核对账目"),
        ("asking_side", "要现钱"),
        ("other_side", SAID),
        ("mediators", "快成了"),
    ):
        sent = browser.post(page(ready_mediation), {"audience": audience, "note": text, "key": audience.ljust(32, "0")})
        assert sent.status_code == 302
    columns = sections(browser.get(page(ready_mediation)))
    assert [part.split("<h2>")[1].split("</h2>")[0] for part in columns] == ["共同", "甲方", "乙方", "仅我"]
    for part, text in zip(columns, ("先核对账目", "要现钱", SAID, "快成了"), strict=True):
        assert text in part
    assert sum(SAID in part for part in columns) == 1


def test_what_is_sent_twice_is_written_once(ready_mediation, writer, desk, clock):
    clock.move_to(at("2025-03-10", "10:30"))
    for _time in range(2):
        desk(writer).post(page(ready_mediation), {"audience": "joint", "note": SAID, "key": "a" * 32})
    assert MediationNote.objects.count() == 1


@pytest.mark.parametrize("audience", ["", "everybody"])
def test_what_is_refused_stands_in_the_field_again_and_nowhere_else(ready_mediation, writer, desk, clock, audience):
    clock.move_to(at("2025-03-10", "10:30"))
    answer = desk(writer).post(page(ready_mediation), {"audience": audience, "note": SAID, "key": "a" * 32})
    assert (answer.status_code, MediationNote.objects.count()) == (409, 0)
    assert f'name="note" rows="3" required autofocus>{SAID}</textarea>' in answer.content.decode()
    assert "a" * 32 in answer.content.decode(), "sent again, it is the same note"
    assert not [one for one in Session.objects.all() if SAID in str(one.get_decoded())]


def test_who_does_not_mediate_finds_no_page(world, ready_mediation, writer, desk, clock):
    clock.move_to(at("2025-03-10", "10:30"))
    do(ready_mediation, "take_note", writer, audience="joint", note=SAID)
    colleague = world.staff(Role.MEDIATOR, world.bureau, "小林")
    for other in (world.handler, world.head, world.registrar, colleague):
        for answer in (desk(other).get(page(ready_mediation)), desk(other).post(page(ready_mediation), {"note": "x"})):
            assert (answer.status_code, SAID in answer.content.decode()) == (404, False)


def test_the_mediation_leads_its_mediator_there_and_nobody_else(world, ready_mediation, writer, desk, clock):
    clock.move_to(at("2025-03-10", "10:30"))
    about = reverse("desk:object", args=["mediation", ready_mediation.pk])
    assert page(ready_mediation) in desk(writer).get(about).content.decode()
    assert page(ready_mediation) not in desk(world.handler).get(about).content.decode()


def test_a_lost_key_is_said_and_stops_no_page(ready_mediation, writer, desk, clock, settings):
    clock.move_to(at("2025-03-10", "10:30"))
    do(ready_mediation, "take_note", writer, audience="joint", note=SAID)
    settings.NOTEBOOK_KEYS = ["another"]
    assert "密钥已不在，无法读取" in sections(desk(writer).get(page(ready_mediation)))[0]
    answer = desk(writer).post(page(ready_mediation), {"audience": "joint", "note": "再记一句", "key": "b" * 32})
    assert answer.status_code == 409
    assert "再记一句</textarea>" in answer.content.decode()
    assert "请管理员找回密钥" in answer.content.decode()


def test_twenty_notes_cost_no_more_statements_than_one(ready_mediation, writer, desk, clock):
    clock.move_to(at("2025-03-10", "10:30"))
    browser = desk(writer)

    def statements():
        browser.get(page(ready_mediation))
        with CaptureQueriesContext(connection) as counted:
            browser.get(page(ready_mediation))
        return len(counted)

    MediationNote.write(ready_mediation, writer, audience="joint", text=SAID, at=at("2025-03-10"))
    one = statements()
    for _n in range(20):
        MediationNote.write(ready_mediation, writer, audience="joint", text=SAID, at=at("2025-03-10"))
    assert statements() == one
