"""Keys change, and what was handed out goes on opening until its key is taken off the list."""

from __future__ import annotations

import pytest
from django.urls import reverse

from mediation.actions.clock.feeds import open_feed
from mediation.models import CalendarFeed, Party
from mediation.models.codes import hash_code
from tests.factories.world import at
from tests.stages import staged

FIRST, SECOND, THIRD = "the site's", "the first of their own", "the next"


@staged
def petition(world):
    return world.accepted()


@pytest.fixture
def keys(settings):
    def held(*own, site=FIRST, fallbacks=()):
        settings.ACCESS_KEYS, settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = list(own), site, list(fallbacks)

    held()
    return held


def lets_in(client, party, code):
    answer = client.post(reverse("portal:enter"), {"number": party.matter.number, "code": code})
    return answer.status_code == 302


def test_a_code_goes_on_through_every_change_of_keys_until_its_own_is_gone(client, world, petition, keys):
    party = world.party(petition.matter, "张大山")
    code = party.issue_code()
    for held in (
        {"own": (SECOND,)},  # keys of their own are begun
        {"own": (THIRD, SECOND)},  # a newer one comes before
        {"own": (THIRD,), "site": "changed", "fallbacks": (FIRST,)},  # the site's is changed, the old one still held
    ):
        keys(*held.pop("own"), **held)
        assert lets_in(client, party, code)
    keys(THIRD, site="changed")
    assert not lets_in(client, party, code)


def test_what_is_handed_out_anew_is_kept_by_the_newest_and_survives_another_key_of_the_site(
    client, world, petition, keys
):
    party = world.party(petition.matter, "张大山")
    keys(THIRD, SECOND)
    code = party.issue_code()
    keys(THIRD, site="stolen and changed")
    assert lets_in(client, party, code)
    assert Party.objects.get(pk=party.pk).code_hash == hash_code(code.lower().replace("-", " "))


def test_the_address_of_a_calendar_goes_on_as_well(world, petition, keys):
    party = world.party(petition.matter, "张大山")
    token = open_feed(at=at("2025-03-10"), party=party)
    keys(SECOND)
    assert CalendarFeed.objects.with_token(token).party == party
    keys(SECOND, site="changed")
    assert CalendarFeed.objects.with_token(token) is None


def test_no_code_opens_who_was_given_none(world, petition, keys):
    party = world.party(petition.matter, "张大山")
    Party.objects.filter(pk=party.pk).update(code_hash="")
    assert not Party.objects.get(pk=party.pk).has_code("")
