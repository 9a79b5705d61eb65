"""Whatever stands in an address, a question, a cookie or a form, the answer is never a fault of the site."""

from __future__ import annotations

import uuid

import pytest
from django.urls import converters

from mediation.vocabulary import Role
from mediation.web.audience import routes

ODD = ("a\x00b", "\x00", "a%00b", "\ud7ff", "￿", "9" * 5000, "-1", "..", "'\"\\;", "𠮷" * 300, "%s", "{}")
PIECES = {
    converters.StringConverter: ODD,
    converters.SlugConverter: ("x" * 500, "_"),
    converters.IntConverter: ("9" * 18, "9" * 30, "9" * 5000),
}


def addresses():
    for _address, pattern in routes():
        wanted = getattr(pattern.pattern, "converters", {})
        kinds = [type(one) for one in wanted.values()]
        rounds = max((len(PIECES[kind]) for kind in kinds if kind in PIECES), default=0)
        for n in range(rounds):
            given = {
                name: PIECES[type(one)][n % len(PIECES[type(one)])]
                for name, one in wanted.items()
                if type(one) in PIECES
            }
            if len(given) == len(wanted):
                yield _filled(_address, given)


def _filled(address, given):
    for name, value in given.items():
        start = address.index("<", 0)
        end = address.index(">", start)
        assert name in address[start:end]
        address = address[:start] + value + address[end + 1 :]
    return "/" + address


@pytest.fixture
def clerk(world, desk):
    return desk(world.staff(Role.INTAKE_CLERK, world.bureau))


def test_no_odd_address_is_a_fault_of_the_site(client, clerk):
    every = list(addresses())
    assert "/sealed/a\x00b/" in every
    for visitor in (client, clerk):
        for address in every:
            for ask in (visitor.get, visitor.post):
                assert ask(address).status_code < 500, address


def test_a_nul_in_the_question_is_as_if_it_were_not_there(client, clerk):
    found = clerk.get("/desk/matters/?q=%00&state=%00&page=%00&who=%00")
    assert found.status_code == 200
    for address in ("/calculator/?code=D6%00&from=2025-09-08", "/v/?code=%00", "/statutes/?q=%00&on=%00"):
        assert client.get(address).status_code < 500


def test_a_nul_in_a_cookie_is_no_session(client, db):
    client.cookies["sessionid"] = '"\\000aaaaaaaaaaaaaaaa"'
    assert client.get("/portal/matter/").status_code == 302
    assert client.get("/desk/").status_code == 302


def test_a_nul_in_a_form_is_refused_with_a_sentence(client, clerk, world):
    typed = {
        "_key": uuid.uuid4().hex, "organ": world.bureau.pk, "channel": "letter", "subject": "a\x00b", "account": "x",
        "petitioners-rows": "1", "petitioners-0-name": "张\x00三", "claims-rows": "1", "claims-0-text": "\x00",
    }  # fmt: skip
    assert clerk.post("/desk/register/", typed).status_code == 422
    assert client.post("/portal/", {"number": "\x00", "code": "\x00"}).status_code == 422
    assert client.post("/desk/sign-in/", {"username": "a\x00b", "password": "\x00"}).status_code < 500
    assert client.post("/language/setlang/", {"language": "\x00", "next": "\x00"}).status_code < 500
