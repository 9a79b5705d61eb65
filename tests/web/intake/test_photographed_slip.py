"""A clerk photographs a party's slip: what he reaches with it on a telephone of his own, what the party sees of it, how it ends."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from mediation.models import Event, OwnSecret, Party
from mediation.vocabulary import Role
from tests.factories.people import OWN_SECRET, with_secret
from tests.factories.world import at
from tests.stages import staged

MATTER, ENTER, READERS = reverse("portal:matter"), reverse("portal:enter"), reverse("portal:readers")
MOVE = "/portal/open/partychange/confirm_address/"


@staged
def petition(world):
    return world.accepted()


@pytest.fixture
def zhang(world, petition, clock):
    clock.move_to(at("2025-03-10"))
    party = world.party(petition.matter, "张大山")
    party.code = party.issue_code()
    return party


def came_in(party):
    browser = Client()
    browser.post(ENTER, {"number": party.matter.number, "code": party.code})
    return browser


def said(answer):
    return answer.content.decode()


def binds(browser, secret, n):
    return browser.post(MOVE, {"address": "青河县南街8号", "secret": secret, "_key": f"{n:032x}"}).status_code


def test_the_party_sees_each_time_that_somebody_came_in_by_its_slip(zhang, clock):
    came_in(zhang)
    clock.move_to(at("2025-03-11", "22:41"))
    came_in(zhang)
    clock.move_to(at("2025-03-12", "08:05"))
    page = said(came_in(zhang).get(READERS))
    assert "2025年3月11日 22:41" in page
    assert "补领查询凭条，旧的当时作废" in page


def test_nobody_else_s_entries_are_shown(zhang, clock):
    other = Party.objects.create(matter=zhang.matter, role="opposite", kind="organisation", name="绿源合作社")
    clock.move_to(at("2025-03-11", "22:41"))
    other.code = other.issue_code()
    came_in(other)
    clock.move_to(at("2025-03-12", "08:05"))
    assert "22:41" not in said(came_in(zhang).get(READERS))


def test_with_the_picture_alone_nothing_binds_and_a_new_slip_ends_it(world, zhang, petition):
    with_secret(zhang)
    clerk = came_in(zhang)
    assert clerk.get(MATTER).status_code == 200
    for n, guess in enumerate(("", "123456", zhang.code, "402817")):
        assert binds(clerk, guess, n) == 409
    assert clerk.get(reverse("portal:secret")).status_code == 302, (
        "there is one, and it is asked for before it is changed"
    )
    clerk.post(reverse("portal:change-secret"), {"secret": "402817", "_key": "a" * 32})
    clerk.post(reverse("portal:change-secret"), {"secret": "918273", "again": "918273", "_key": "a" * 32})
    assert OwnSecret.objects.get(party=zhang).is_known(OWN_SECRET)
    assert not Event.objects.filter(party=zhang, step="confirm_address").exists()
    window = Client()
    window.force_login(world.staff(Role.INTAKE_CLERK, petition.acting_organ, "窗口"))
    window.post(reverse("desk:party-code", args=[zhang.pk]), {"identity": "card", "_key": "b" * 32})
    assert clerk.get(MATTER).status_code == 302
    assert came_in(zhang).get(MATTER).status_code == 302, "the picture opens nothing any more"


def test_who_sets_a_secret_first_is_told_of_and_waits(zhang, clock):
    clerk = came_in(zhang)
    clerk.post(reverse("portal:secret"), {"secret": OWN_SECRET, "again": OWN_SECRET})
    assert binds(clerk, OWN_SECRET, 1) == 409
    page = said(came_in(zhang).get(MATTER))
    assert "您的办事密码已经在网上设定" in page
    assert "不是您本人设定的" in page
