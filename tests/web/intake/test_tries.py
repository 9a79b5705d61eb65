"""Guessing finds nothing and shuts nobody else out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mediation.models import TryCount
from mediation.models.codes import new_query_code
from tests.factories.world import at
from tests.stages import staged

ENTER = "/portal/"


@staged
def petition(world):
    return world.petition()


@pytest.fixture
def zhang(world, petition):
    return world.party(petition.matter, "张大山")


def tried(party, code, source="192.0.2.1", **headers):
    """What the door answers to a code from an address."""
    return Client(REMOTE_ADDR=source, **headers).post(
        reverse("portal:enter"), {"number": party.matter.number, "code": code}
    )  # fmt: skip


def test_a_thousand_sources_guess_and_nobody_is_shut_out(zhang):
    code = zhang.issue_code()
    found = [tried(zhang, new_query_code(), f"198.51.{n // 250}.{n % 250}").status_code for n in range(1000)]
    assert set(found) == {422}, "no hit, and nobody has to wait for the others"
    assert tried(zhang, code, "203.0.113.9").status_code == 302
    assert tried(zhang, code, "198.51.0.7").status_code == 302, "from the same hall as one of them, too"


def test_from_one_source_ten_wrong_codes_of_a_number_are_looked_at_and_other_numbers_go_on(world, zhang):
    other = world.petition(petitioners=[{"name": "王五"}]).matter.parties.get()
    code = zhang.issue_code()
    assert [tried(zhang, "AAAAA-AAAAA").status_code for _n in range(12)] == [422] * 10 + [429] * 2
    assert tried(zhang, code).status_code == 429
    assert tried(other, other.issue_code()).status_code == 302
    assert tried(zhang, code, "192.0.2.2").status_code == 302


def test_who_goes_on_trying_prolongs_nothing(zhang, clock):
    clock.move_to(at("2025-03-10", "09:00"))
    code = zhang.issue_code()
    for minute in range(14):
        clock.move_to(at("2025-03-10", f"09:{minute:02}"))
        tried(zhang, "AAAAA-AAAAA")
    clock.move_to(at("2025-03-10", "09:16"))
    assert tried(zhang, code).status_code == 302


def test_the_right_code_wipes_out_what_was_mistyped_before(zhang):
    code = zhang.issue_code()
    for _round in range(3):
        for _n in range(9):
            tried(zhang, "AAAAA-AAAAA")
        assert tried(zhang, code).status_code == 302


def test_behind_a_proxy_each_visitor_is_a_source_of_his_own(zhang, settings):
    settings.TRUSTED_PROXIES = 1
    code = zhang.issue_code()

    def through(visitor, typed):
        return tried(zhang, typed, "10.0.0.1", HTTP_X_FORWARDED_FOR=visitor).status_code

    assert [through("198.51.100.1", "AAAAA-AAAAA") for _n in range(11)][-1] == 429
    assert through("198.51.100.2", code) == 302
    assert through("8.8.8.8, 198.51.100.1", code) == 429, "what he wrote in front of it is not believed"


def test_without_a_proxy_nobody_is_believed_about_where_he_comes_from(zhang):
    for n in range(10):
        tried(zhang, "AAAAA-AAAAA", HTTP_X_FORWARDED_FOR=f"198.51.100.{n}")
    assert tried(zhang, zhang.issue_code(), HTTP_X_FORWARDED_FOR="198.51.100.99").status_code == 429


def test_addresses_of_one_house_are_one_source(zhang):
    for n in range(10):
        tried(zhang, "AAAAA-AAAAA", f"2001:db8:1:2::{n + 1:x}")
    assert tried(zhang, zhang.issue_code(), "2001:db8:1:2:ffff::1").status_code == 429
    assert tried(zhang, zhang.issue_code(), "2001:db8:1:3::1").status_code == 302


def test_no_number_and_no_address_is_kept_and_what_is_over_is_forgotten(zhang, clock):
    clock.move_to(at("2025-03-10", "09:00"))
    tried(zhang, "AAAAA-AAAAA")
    (row,) = TryCount.objects.all()
    assert zhang.matter.number not in row.key
    assert len(row.key) == 64
    TryCount.forget_over(at("2025-03-10", "09:00") + timedelta(minutes=16))
    assert not TryCount.objects.exists()


def sign_in(source, password):
    return Client(REMOTE_ADDR=source).post(
        reverse("desk:sign-in"), {"username": "zhang.san", "password": password}
    ).status_code  # fmt: skip


def official(world, name, username):
    person = world.staff("handler", world.bureau, name)
    person.username = username
    person.set_password("right-horse-battery")
    person.save()
    return person


HALL = "198.51.100.1"


def at_the_desk(browser, username, password="right-horse-battery"):  # noqa: S107 a test's own
    answer = browser.post(reverse("desk:sign-in"), {"username": username, "password": password}, REMOTE_ADDR=HALL)
    return answer.status_code


def test_one_password_at_all_names_in_turn_is_slowed_and_who_works_there_gets_in(world, clock):
    clock.move_to(at("2025-03-10", "08:00"))
    people = [official(world, f"人员{n}", f"ren.{n}") for n in range(3)]
    own = Client()
    assert at_the_desk(own, "ren.0") == 302
    own.post("/desk/sign-out/")
    clock.move_to(at("2025-03-10", "09:00"))
    sprayed = [at_the_desk(Client(), f"somebody.{n}", "Qinghe2025!!") for n in range(45)]
    assert sprayed == [200] * 40 + [429] * 5
    assert at_the_desk(Client(), people[1].username) == 429, "a new device at that address waits"
    assert at_the_desk(own, "ren.0", "wrong") == 200
    assert at_the_desk(own, "ren.0") == 302, "one on which he has signed in does not"
    own.post("/desk/sign-out/")
    assert at_the_desk(own, "ren.2") == 429, "it is known for him alone"
    clock.move_to(at("2025-03-10", "09:16"))
    assert at_the_desk(Client(), people[1].username) == 302


def test_a_stranger_at_the_same_address_locks_no_official_out_of_his_own_machine(world, clock):
    clock.move_to(at("2025-03-10", "08:00"))
    official(world, "石林", "shi.lin")
    own = Client()
    assert at_the_desk(own, "shi.lin") == 302
    own.post("/desk/sign-out/")
    assert [at_the_desk(Client(), "shi.lin", "wrong") for _n in range(8)][-1] == 429
    assert at_the_desk(own, "shi.lin") == 302
    own.post("/desk/sign-out/")
    assert [at_the_desk(own, "shi.lin", "wrong") for _n in range(11)] == [200] * 10 + [429]
    assert at_the_desk(own, "shi.lin") == 429, "nor is anything left to guess without end there"


def test_a_stranger_shuts_no_official_out_and_his_tries_prolong_nothing(world, clock):
    person = world.staff("handler", world.bureau)
    person.username = "zhang.san"
    person.set_password("right-horse-battery")
    person.save()
    clock.move_to(at("2025-03-10", "09:00"))
    assert sign_in("198.51.100.1", "wrong") == 200
    assert [sign_in("198.51.100.1", "wrong") for _n in range(6)][-1] in (403, 429)
    assert sign_in("192.0.2.1", "right-horse-battery") == 302, "from his own desk he gets in"
    clock.move_to(at("2025-03-10", "09:10"))
    assert sign_in("198.51.100.1", "wrong") in (403, 429)
    clock.move_to(at("2025-03-10", "09:16"))
    assert sign_in("198.51.100.1", "right-horse-battery") == 302
