"""看看哪天可以: the form of a sitting offers days, fills in the one that is taken, and asks about those called elsewhere."""

from __future__ import annotations

import re

from django.urls import reverse

from mediation.models import MediationSession, Party, Room
from tests.factories import mediation as mediations
from tests.factories.world import World, at
from tests.stages import staged


@staged
def mediation(world: World):
    return mediations.ready(world, mediations.proposed(world))


def form_of(mediation) -> str:
    return reverse("desk:open", args=[mediation.matter.number, "mediationsession", "schedule"])


def offered(said: str) -> list[str]:
    return re.findall(r'name="_take_day" value="([^"]+)"', said)


def test_days_are_offered_and_one_click_fills_the_form(world, desk, clock, mediation):
    clock.move_to(at("2025-03-13", "10:00"))
    room = Room.objects.create(organ=mediation.organ, name="调解室")
    browser = desk(mediations.mediator_of(world, mediation.organ))
    address = form_of(mediation)
    assert 'name="_days"' in browser.get(address).content.decode()
    sent = {"mediation": mediation.pk, "minutes": "60"}
    days = offered(browser.post(address, {**sent, "_days": "1"}).content.decode())
    assert days[0] == f"2025-03-14 08:00/{room.pk}"
    answer = browser.post(address, {**sent, "_take_day": days[0]})
    said = answer.content.decode()
    assert "2025-03-14 08:00" in said
    assert answer.context["form"]["room"].value() == str(room.pk)
    assert not MediationSession.objects.exists()
    filled = {**sent, "starts_at": "2025-03-14 08:00", "room": room.pk, "_key": answer.context["key"]}
    assert browser.post(address, filled).status_code == 302
    assert MediationSession.objects.get().room == room


def test_a_refused_time_is_answered_with_days(world, desk, clock, mediation):
    clock.move_to(at("2025-03-13", "10:00"))
    browser = desk(mediations.mediator_of(world, mediation.organ))
    sent = {"mediation": mediation.pk, "starts_at": "2025-03-14 03:00", "place": "村委会"}
    answer = browser.post(form_of(mediation), sent)
    assert answer.status_code == 409
    assert offered(answer.content.decode())[0] == "2025-03-14 08:00/"


def test_a_party_called_elsewhere_is_asked_about_once_and_not_refused(world, desk, clock, mediation):
    clock.move_to(at("2025-03-13", "10:00"))
    other = mediations.ready(world, mediations.proposed(world))
    name = mediation.parties.order_by("pk").first().name
    Party.objects.filter(name=name).update(phone="13800000001")
    by = mediations.mediator_of(world, mediation.organ)
    third = world.staff("mediator", mediation.organ, "另一位")
    mediations.do(other, "name_mediators", by, mediators=[third], chosen_by_parties=True)
    mediations.do(other, "affirm", third)
    mediations.session(world, mediation, starts_at=at("2025-03-17", "09:00"))
    browser, address = desk(third), form_of(other)
    sent = {"mediation": other.pk, "starts_at": "2025-03-17 09:00", "place": "村委会"}
    said = browser.post(address, sent).content.decode()
    assert name in said
    assert MediationSession.objects.count() == 1
    (seen,) = re.findall(r'name="_clashes" value="([^"]+)"', said)
    assert browser.post(address, {**sent, "_clashes": seen}).status_code == 302
    assert MediationSession.objects.count() == 2


def test_a_room_that_is_too_small_is_asked_about_and_not_refused(world, desk, clock, mediation):
    clock.move_to(at("2025-03-13", "10:00"))
    room = Room.objects.create(organ=mediation.organ, name="小间", capacity=2)
    browser, address = desk(mediations.mediator_of(world, mediation.organ)), form_of(mediation)
    sent = {"mediation": mediation.pk, "starts_at": "2025-03-17 09:00", "room": room.pk}
    said = browser.post(address, sent).content.decode()
    assert "可容纳2人" in said
    assert not MediationSession.objects.exists()
    (seen,) = re.findall(r'name="_clashes" value="([^"]+)"', said)
    assert browser.post(address, {**sent, "_clashes": seen}).status_code == 302
