"""到场帮助 online: a party asks without naming a day, and finds the office's answer on its own page."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from mediation.models import HelpWanted
from tests.factories import mediation as mediations
from tests.factories.mediation import do
from tests.factories.world import World, at
from tests.stages import staged


@staged
def mediation(world: World):
    return mediations.ready(world, mediations.proposed(world))


def test_a_party_asks_for_help_reads_the_answer_and_takes_it_back(world, clock, mediation):
    clock.move_to(at("2025-03-11", "10:00"))
    party, browser = world.party(mediation.matter, "张大山"), Client()
    browser.post(reverse("portal:enter"), {"number": party.matter.number, "code": party.issue_code()})
    address = reverse("portal:open", args=["helpwanted", "ask"])
    assert address in browser.get(reverse("portal:matter")).content.decode()
    form = browser.get(address)
    assert browser.post(address, {"_key": form.context["key"]}).status_code != 302
    assert not HelpWanted.objects.exists()
    sent = {"step_free": "on", "other": "座位靠近出口", "_key": form.context["key"]}
    assert browser.post(address, sent).status_code == 302
    asked = HelpWanted.objects.get()
    assert (asked.party, asked.step_free, asked.other) == (party, True, "座位靠近出口")
    do(asked, "reply", world.handler, "2025-03-12", answer="一楼会议室，门口有坡道。")
    home = browser.get(reverse("portal:matter")).content.decode()
    assert "门口有坡道" in home
    assert reverse("portal:step", args=["helpwanted", asked.pk, "withdraw"]) in home
