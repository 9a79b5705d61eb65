"""期限变动 on the desk: signed off by ticking, shown before a step is confirmed, the register of outages."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from mediation.actions import gateway
from mediation.actions.clock.calendars import load, proposed
from mediation.models import ClockChange, Deadline, Extension, Outage
from mediation.vocabulary import Role
from tests.factories.world import at
from tests.stages import staged

pytestmark = pytest.mark.django_db

DAYS = {"holidays": {"2027-03-01": "春节", "2027-03-02": "春节"}, "make_up_days": {}}


def moved(world):
    petition = world.petition(on="2027-02-14")
    load(proposed(2027, DAYS, notice="通知", at=at("2027-02-15")), at=at("2027-02-15"))
    return ClockChange.objects.get(matter=petition.matter)


def test_the_head_sees_both_days_and_signs_off_what_is_ticked(world, desk):
    change, browser = moved(world), desk(world.head)
    assert "有1个期限已变动，等您签认" in browser.get(reverse("desk:my-work")).content.decode()
    assert "等您签认" not in desk(world.handler).get(reverse("desk:my-work")).content.decode()
    said = browser.get(reverse("desk:clock-changes")).content.decode()
    assert "2027-03-01" in said
    assert "2027-03-03" in said
    browser.post(reverse("desk:clock-changes"), {"change": str(change.pk)})
    change.refresh_from_db()
    assert (change.state, change.signed_by) == ("signed", world.head)
    assert "没有等待签认" in browser.get(reverse("desk:clock-changes")).content.decode()


@pytest.mark.parametrize("ticked", ["", "x", "9" * 30, "-1", "0"])
def test_nothing_ticked_signs_nothing(world, desk, ticked):
    change = moved(world)
    assert desk(world.head).post(reverse("desk:clock-changes"), {"change": ticked}).status_code == 302
    change.refresh_from_db()
    assert change.state == "to_sign"


def test_only_heads_see_the_page_and_only_what_is_their_own(world, desk):
    change = moved(world)
    assert desk(world.handler).get(reverse("desk:clock-changes")).status_code == 404
    other = desk(world.staff(Role.HEAD, world.other_bureau))
    assert "2027-03-03" not in other.get(reverse("desk:clock-changes")).content.decode()
    other.post(reverse("desk:clock-changes"), {"change": str(change.pk)})
    change.refresh_from_db()
    assert change.state == "to_sign"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_the_same_for_one_row_and_three(world, desk, rows, django_assert_num_queries):
    for _n in range(rows):
        world.petition(on="2027-02-14")
    load(proposed(2027, DAYS, notice="通知", at=at("2027-02-15")), at=at("2027-02-15"))
    browser = desk(world.head)
    with django_assert_num_queries(5):
        browser.get(reverse("desk:clock-changes"))


@staged
def asked(world):
    matter = world.accepted(on="2025-03-04").matter
    return gateway.perform(
        Extension, None, "request", by=world.handler, at=at("2025-04-21"), matter=matter, days=30, why="需要补充勘测"
    )


def test_an_approval_shows_old_and_new_day_before_it_is_confirmed(world, desk, asked, clock):
    clock.move_to(at("2025-04-22"))
    said = desk(world.head).get(reverse("desk:step", args=["extension", asked.pk, "approve"])).content.decode()
    assert "请核对期限的变动" in said
    assert "2025-05-06" in said
    assert "2025-06-03" in said
    answer = desk(world.head).post(reverse("desk:step", args=["extension", asked.pk, "approve"]), {})
    assert answer.status_code == 200
    assert Extension.objects.get(pk=asked.pk).state == "requested"


def test_what_was_seen_is_taken_and_what_has_moved_since_is_shown_again(world, desk, asked, clock):
    clock.move_to(at("2025-04-22"))
    browser, url = desk(world.head), reverse("desk:step", args=["extension", asked.pk, "approve"])
    seen = browser.get(url).context["seen"]
    stale = browser.post(url, {"_seen": seen.replace("2025-06-03", "2025-06-04")})
    assert stale.status_code == 200
    assert Extension.objects.get(pk=asked.pk).state == "requested"
    assert browser.post(url, {"_seen": seen}).status_code == 302
    assert Extension.objects.get(pk=asked.pk).state == "approved"
    legal = set(Deadline.objects.filter(matter=asked.matter, code="D5").values_list("legal_on", flat=True))
    assert legal == {date(2025, 6, 3)}


def test_the_register_of_outages_is_the_administrators_and_the_heads(world, desk, clock):
    clock.move_to(at("2025-04-18"))
    admin = world.staff(Role.ADMINISTRATOR, world.office)
    facts = {"began_at": at("2025-04-16"), "ended_at": at("2025-04-17"), "proof": "监控记录"}
    outage = gateway.perform(Outage, None, "record", by=admin, at=at("2025-04-18"), organ=world.office, **facts)
    said = desk(admin).get(reverse("desk:outages")).content.decode()
    assert "2025-04-16 09:00—2025-04-17 09:00" in said
    assert "登记平台停运" in said
    chief = desk(world.staff(Role.HEAD, world.office))
    assert (
        reverse("desk:open-new", args=["outage", "record"]) not in chief.get(reverse("desk:outages")).content.decode()
    )
    assert desk(world.handler).get(reverse("desk:outages")).status_code == 404
    assert chief.get(reverse("desk:object", args=["outage", outage.pk])).status_code == 200
    assert reverse("desk:outages") in chief.get(reverse("desk:clock-changes")).content.decode()
    confirming = chief.get(reverse("desk:step", args=["outage", outage.pk, "confirm"])).content.decode()
    assert "没有期限因此变动" in confirming
    assert chief.post(reverse("desk:step", args=["outage", outage.pk, "confirm"]), {}).status_code == 302
    outage.refresh_from_db()
    assert outage.state == "confirmed"
