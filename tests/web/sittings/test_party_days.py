"""不便到场 online: a party says on its own page on which days it cannot come, and finds there what became of it."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from mediation.models import Hindrance
from tests.factories import mediation as mediations
from tests.factories.world import World, at
from tests.stages import staged


@staged
def mediation(world: World):
    return mediations.ready(world, mediations.proposed(world))


def test_a_party_hands_in_its_days_and_takes_them_back(world, clock, mediation):
    clock.move_to(at("2025-03-11", "10:00"))
    mediations.session(world, mediation)
    party, browser = world.party(mediation.matter, "张大山"), Client()
    browser.post(reverse("portal:enter"), {"number": party.matter.number, "code": party.issue_code()})
    home = browser.get(reverse("portal:matter")).content.decode()
    address = reverse("portal:open", args=["hindrance", "hand_in"])
    assert address in home
    form = browser.get(address)
    assert form.status_code == 200
    sent = {"first_on": "2025-03-17", "last_on": "2025-03-18", "reason": "住院", "_key": form.context["key"]}
    assert browser.post(address, sent).status_code == 302
    said = Hindrance.objects.get()
    assert (said.party, said.session.starts_at) == (party, at("2025-03-17"))
    home = browser.get(reverse("portal:matter")).content.decode()
    assert reverse("portal:step", args=["hindrance", said.pk, "withdraw"]) in home
