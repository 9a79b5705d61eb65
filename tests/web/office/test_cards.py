"""接待卡: what the window tells of a matter of its organ, and the door to a file that needs a reason."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mediation.actions import gateway
from mediation.actions.clock import deadlines
from mediation.models import Appointment, Claim, Mediation, Petition, User
from mediation.permissions import Actor
from mediation.queries.office import reception
from mediation.vocabulary import Role
from tests.factories.conference import convened
from tests.factories.mediation import alone, do, mediator_of
from tests.factories.opinions import ReviewCourse, take
from tests.factories.world import at
from tests.stages import staged


@staged
def closed(world):
    """Decided, served, nobody asked for a review, closed on 12 May 2025."""
    course = ReviewCourse(world)
    deadlines.run_clock(at("2025-05-12", "00:10"))
    return take(Petition.objects.get(pk=course.petition.pk), "close", world.handler, "2025-05-12")


def address(petition):
    return f"/desk/matters/{petition.matter.number}/card/"


def test_the_window_tells_how_a_closed_matter_stands_and_nothing_of_its_contents(world, desk, closed):
    clerk = world.staff(Role.INTAKE_CLERK, world.bureau)
    assert desk(clerk).get(f"/desk/matters/{closed.matter.number}/").status_code == 404
    found = desk(clerk).get("/desk/window/", {"q": "张大山"}).content.decode()
    told = desk(clerk).get(address(closed)).content.decode()
    for page in (found, told):
        assert closed.matter.number in page
        assert "办结" in page
        assert "处理意见书" in page
        assert closed.subject not in page
    assert "0555-1234567" in told
    assert "承诺" not in told
    assert 'name="why"' not in told  # the clerk has no reason to give


def test_a_card_of_another_organs_matter_does_not_exist(world, desk, closed):
    stranger = desk(world.staff(Role.INTAKE_CLERK, world.other_bureau))
    assert stranger.get(address(closed)).status_code == 404
    assert closed.matter.number not in stranger.get("/desk/window/", {"q": "张大山"}).content.decode()


def test_who_does_nothing_but_administer_the_site_has_no_card(world, desk, closed):
    person = world.staff(Role.ADMINISTRATOR, world.bureau)
    assert desk(person).get(address(closed)).status_code == 404
    assert closed.matter.number not in desk(person).get("/desk/window/", {"q": "张大山"}).content.decode()
    Appointment.objects.create(user=person, organ=world.bureau, role=Role.INTAKE_CLERK)
    assert desk(person).get(address(closed)).status_code == 200


def test_with_a_reason_the_file_is_open_and_the_party_is_told(world, desk, client, closed):
    browser, file = desk(world.handler), f"/desk/matters/{closed.matter.number}/"
    assert browser.get(file).status_code == 404
    assert browser.post(address(closed), {"why": " "}).status_code == 422
    assert browser.get(file).status_code == 404
    assert browser.post(address(closed), {"why": "答复法院调卷函"}).url == file
    assert browser.get(file).status_code == 200
    assert "答复法院调卷函" in browser.get(file).content.decode()
    assert desk(world.head).get(file).status_code == 404
    party = world.party(closed.matter, "张大山")
    client.post(reverse("portal:enter"), {"number": closed.matter.number, "code": party.issue_code()})
    assert "说明理由查阅" in client.get(reverse("portal:matter")).content.decode()


@pytest.mark.parametrize("accused", [True, False])
def test_the_accused_organ_has_no_card_and_an_accusation_alone_has_none_anywhere(world, desk, accused):
    petition = world.petition(organ=world.office, claims=[{"text": "举报该局张某收受好处"}])
    claim = Claim.objects.get(petition=petition)
    clerk = desk(world.clerk)
    assert clerk.get(address(petition)).status_code == 200
    accusing = (
        {"category": "accusation", "accused_organ": world.bureau}
        if accused
        else {"category": "grievance", "route": "petition_procedure"}
    )
    gateway.perform(Claim, claim.pk, "classify", by=world.dispatcher, at=at("2025-03-04"), **accusing)
    assert clerk.get(address(petition)).status_code == (404 if accused else 200)
    assert petition.matter.number in clerk.get("/desk/window/", {"q": petition.matter.number}).content.decode()


def test_the_window_asks_the_database_as_much_for_one_card_as_for_three(world, closed):
    clerk, asked = world.staff(Role.INTAKE_CLERK, world.bureau), []
    for told in (1, 2, 3):
        with CaptureQueriesContext(connection) as queries:
            assert (
                len(reception.cards(Actor(on=date(2025, 5, 20), user=User.objects.get(pk=clerk.pk)), "张大山")) == told
            )
        asked.append(len(queries))
        world.petition(on="2025-05-19")
    assert asked[0] == asked[1] == asked[2]


def test_a_dispute_without_a_petition_has_a_card_and_a_door_too(world, desk, client):
    mediation = alone(world)
    matter, by = mediation.matter, mediator_of(world, mediation.organ)
    do(mediation, "decline", by, "2025-03-10", clock="11:00", who=[matter.parties.get(name="永兴砖厂")])
    do(Mediation.objects.get(pk=mediation.pk), "file_away", by, "2025-03-10", clock="12:00")
    head, door = world.staff(Role.HEAD, mediation.organ), f"/desk/matters/{matter.number}/card/"
    assert desk(head).get(f"/desk/matters/{matter.number}/").status_code == 404
    assert "当事人不同意调解" in desk(head).get(door).content.decode()
    assert desk(head).post(door, {"why": "答复法院调卷函"}).url == f"/desk/matters/{matter.number}/"
    assert "答复法院调卷函" in desk(head).get(f"/desk/matters/{matter.number}/").content.decode()
    party = world.party(matter, "赵铁柱")
    client.post(reverse("portal:enter"), {"number": matter.number, "code": party.issue_code()})
    told = client.get(reverse("portal:matter")).content.decode()
    assert "立卷归档" in told
    assert "说明理由查阅" in told


@pytest.mark.parametrize("accusing", [True, False])
def test_who_reads_a_part_has_the_card_whether_or_not_something_accuses_another(world, desk, accusing):
    claims = [{"text": "增设收购点", "category": "grievance", "route": "petition_procedure"}]
    if accusing:
        claims.append({"text": "举报住建局收受好处", "category": "accusation", "accused_organ": world.other_bureau})
    petition = world.petition(organ=world.office, claims=claims)
    convened(world, petition, members=[world.bureau, world.city_bureau])
    assert desk(world.staff(Role.HEAD, world.city_bureau)).get(address(petition)).status_code == 200
    assert desk(world.staff(Role.HEAD, world.other_bureau)).get(address(petition)).status_code == 404
