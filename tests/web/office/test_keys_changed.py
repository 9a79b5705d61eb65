"""A key is changed and nobody loses access; it is taken away and what hung on it ends."""

from __future__ import annotations

import pytest
from django.urls import reverse

OLD, NEW = "only-for-tests", "another-key-of-the-site-0123456789-abcdefghij"


@pytest.mark.parametrize(("former", "status"), [([OLD], 200), ([], 302)])
def test_who_is_signed_in_stays_so_while_the_former_key_is_known(world, desk, settings, former, status):
    browser = desk(world.handler)
    assert browser.get("/desk/").status_code == 200
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, former
    assert browser.get("/desk/").status_code == status
    settings.SECRET_KEY_FALLBACKS = []
    # What was signed anew with the new key no longer needs the former one.
    assert browser.get("/desk/").status_code == status


@pytest.mark.parametrize("former", [True, False])
def test_a_code_opens_while_its_key_is_known(client, world, settings, former):
    settings.ACCESS_KEYS = ["first-key-of-codes-0123456789"]
    petition = world.petition(on="2026-02-02")
    party = world.party(petition.matter, "张大山")
    code = party.issue_code()
    settings.ACCESS_KEYS = ["second-key-of-codes-0123456789", *settings.ACCESS_KEYS[: int(former)]]
    answer = client.post(reverse("portal:enter"), {"number": petition.matter.number, "code": code})
    assert answer.status_code == (302 if former else 422)
