"""A mistyped day is corrected from the record that tells it, after all that moves was shown."""

from __future__ import annotations

import re

import pytest

from mediation.actions import gateway
from mediation.models import Deadline, Event, Party, Petition, ServiceOfDocument
from mediation.vocabulary import Role
from mediation.workflows.base import NotPossibleNow
from tests.factories.people import come_in
from tests.factories.world import at
from tests.stages import staged
from tests.web.stepping.test_steps import sent

TODAY = "2026-03-02"


@staged
def petition(world):
    return world.petition(on="2026-02-25")


def file_of(petition):
    return f"/desk/matters/{petition.matter.number}/"


def link_in(answer):
    return re.search(r'href="(/desk/petition/\d+/correct_day/\?event=\d+)"', answer.content.decode())


def test_who_is_in_charge_is_led_from_the_record_to_its_correction(world, desk, petition):
    browser = desk(world.handler)
    said = browser.get(link_in(browser.get(file_of(petition))).group(1)).content.decode()
    assert "要更正的记录" in said
    assert "2026年2月25日" in said
    assert 'name="event" value="1"' in said
    assert "序号" not in said, "no number has to be typed"


def test_who_may_not_correct_sees_no_link(world, desk, petition):
    assert link_in(desk(world.staff(Role.INTAKE_CLERK, world.bureau)).get(file_of(petition))) is None


def test_what_moves_is_shown_side_by_side_before_anything_changes(world, desk, petition):
    browser = desk(world.handler)
    page = link_in(browser.get(file_of(petition))).group(1)
    facts = {"event": "1", "right_day": "2026-02-24", "why": "收件章为24日"}
    asked = browser.post(page, sent(petition, **facts))
    said = asked.content.decode()
    before = Deadline.objects.get(code="D3").legal_on
    assert asked.status_code == 200
    assert "2026-02-25" in said
    assert "2026-02-24" in said
    assert before.isoformat() in said
    assert "收件章为24日" in said
    assert not Event.objects.filter(step="correct_day").exists()
    assert browser.post(page, sent(petition, **facts, _seen="2026-02-24")).status_code == 302
    after = Deadline.objects.get(code="D3")
    assert after.trigger_on.isoformat() == "2026-02-24"
    assert after.legal_on.isoformat() in said, "the day that was shown is the day that came"


def test_another_day_than_the_one_that_was_shown_is_shown_first(world, desk, petition):
    browser = desk(world.handler)
    page = link_in(browser.get(file_of(petition))).group(1)
    facts = {"event": "1", "right_day": "2026-02-23", "why": "笔误", "_seen": "2026-02-24"}
    assert browser.post(page, sent(petition, **facts)).status_code == 200
    assert not Event.objects.filter(step="correct_day").exists()


def test_the_corrected_record_shows_both_days_and_the_correction_cannot_be_corrected(world, desk, petition):
    take(world, petition, right_day="2026-02-24")
    said = desk(world.handler).get(file_of(petition)).content.decode()
    assert re.search(r"2026-02-24<br>.*<del>2026-02-25</del>", said)
    assert len(re.findall(r"correct_day/\?event=1\b", said)) == 1
    correction = Event.objects.get(step="correct_day")
    assert f"petition/{petition.pk}/correct_day/?event={correction.version}" not in said


def test_a_day_in_the_future_is_refused_with_what_was_typed_kept(world, desk, petition):
    facts = {"event": "1", "right_day": "2026-03-09", "why": "写错了"}
    answer = desk(world.handler).post(f"/desk/petition/{petition.pk}/correct_day/", sent(petition, **facts))
    assert answer.status_code == 409
    assert "不能晚于今天" in answer.content.decode()
    assert "写错了" in answer.content.decode()


def test_what_a_party_confirmed_itself_has_no_link_and_is_refused(world, desk, issued_notice):
    service = issued_notice.services.first()
    Party.objects.filter(pk=service.party_id).update(electronic_since=TODAY)
    come_in(service.party)
    for step, who, facts in (("dispatch", world.registrar, {"mode": "electronic"}), ("confirm", service.party, {})):
        gateway.perform(ServiceOfDocument, service.pk, step, by=who, at=at(TODAY), **facts)
    confirmed = Event.objects.get(step="confirm")
    said = desk(world.registrar).get(file_of(issued_notice)).content.decode()
    assert "确认收到" in said
    assert f"serviceofdocument/{service.pk}/correct_day/?event={confirmed.version}" not in said
    with pytest.raises(NotPossibleNow, match="不能更正"):
        gateway.perform(
            ServiceOfDocument, service.pk, "correct_day", by=world.registrar, at=at("2026-03-03"),
            event=confirmed.version, right_day=at("2026-03-01").date(), why="笔误",
        )  # fmt: skip


def take(world, petition, *, right_day):
    event = Event.objects.get(matter=petition.matter, seq=1)
    return gateway.perform(
        Petition, petition.pk, "correct_day", by=world.handler, at=at(TODAY),
        event=event.version, right_day=at(right_day).date(), why="笔误",
    )  # fmt: skip
