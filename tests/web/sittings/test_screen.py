"""The hall screen: dark unless lit by who presides, never while the panel is away, without numbers, cheap to ask."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mediation.actions.sittings.said import Entry, keep
from mediation.documents.papers.redaction import without_numbers
from mediation.permissions import Actor
from mediation.workflows.base import NotAllowed
from tests.factories.hearings import DAY, PHASES, HearingCourse
from tests.factories.world import World, at
from tests.refusals import refused
from tests.stages import staged

NOW = at(DAY, "09:30")


@staged
def course(world: World) -> HearingCourse:
    """In session on its day."""
    course = HearingCourse(world)
    course.opened()
    return course


@pytest.fixture(autouse=True)
def _on_its_day(clock):
    clock.move_to(NOW)


def say(course, text, speaker="张大山（信访人）", **more):
    entry = Entry(**{"key": uuid4(), "phase": "petitioner_statement", "speaker": speaker, "text": text, **more})
    return keep(course.pk, entry, by=Actor(on=NOW.date(), user=course.recorder), at=NOW)


def light(course):
    course.take("light_screen", course.presider, DAY, "09:20")


def ask(browser, course, mark=""):
    headers = {"If-None-Match": mark} if mark else {}
    return browser.get(reverse("desk:screen-now", args=[course.pk]), headers=headers)


def test_it_is_dark_until_the_presider_lights_it_and_dark_again_when_blanked(course, desk):
    browser = desk(course.recorder)
    say(course, "补差没有兑现。")
    assert ask(browser, course).json() == {"lit": False}
    with pytest.raises(NotAllowed):
        course.take("light_screen", course.recorder, DAY, "09:20")
    with refused("screen_dark_already"):
        course.take("blank_screen", course.recorder, DAY, "09:20")
    light(course)
    with refused("screen_lit_already"):
        light(course)
    told = ask(browser, course).json()
    assert told["stage"] == "信访人陈述请求、事实和证据"
    assert told["lines"] == [{"speaker": "张大山（信访人）", "text": "补差没有兑现。"}]
    course.take("blank_screen", course.recorder, DAY, "09:25")
    assert ask(browser, course).json() == {"lit": False}


def test_it_shows_what_stands_and_the_last_words_only(course, desk):
    light(course)
    wrong = say(course, "差额六角。")
    for number in range(9):
        say(course, f"第{number}句。")
    say(course, "差额五角。", strikes=wrong.key)
    lines = [one["text"] for one in ask(desk(course.recorder), course).json()["lines"]]
    assert lines == [f"第{number}句。" for number in range(3, 9)]


def test_in_a_pause_the_words_are_gone(course, desk):
    light(course)
    say(course, "补差没有兑现。")
    course.take("recess", course.recorder, DAY, "09:25")
    told = ask(desk(course.recorder), course).json()
    assert told["recess"]
    assert not told["lines"]


def test_it_is_dark_once_the_panel_withdraws_and_after_a_broken_off_sitting(course, desk):
    browser = desk(course.presider)
    course.speak(*PHASES)
    light(course)
    assert ask(browser, course).json()["lit"]
    course.take("adjourn", course.presider, DAY, "09:30", ground="new_witness", why="……")
    assert ask(browser, course).json() == {"lit": False}
    course.take("resume", course.presider, DAY, "09:31", told_how="当场告知")
    assert ask(browser, course).json() == {"lit": False}
    course.take("light_screen", course.presider, DAY, "09:32")
    course.speak("petitioner_last", "handler_last")
    course.take("deliberate", course.presider, DAY, "11:00")
    assert ask(browser, course).json() == {"lit": False}
    with refused("wrong_state"):
        light(course)


def test_who_keeps_the_record_opens_it_and_nobody_else(course, desk, client):
    light(course)
    for name in ("screen", "screen-now"):
        address = reverse(f"desk:{name}", args=[course.pk])
        assert [desk(one).get(address).status_code for one in (course.recorder, course.presider)] == [200, 200]
        others = (course.world.handler, course.world.head, course.panel[1], course.world.registrar)
        assert {desk(one).get(address).status_code for one in others} == {404}
        assert client.get(address).status_code == 302
        assert desk(course.recorder).post(address).status_code == 405


def test_asked_again_it_answers_that_nothing_changed_and_asks_little(course, desk):
    light(course)
    say(course, "补差没有兑现。")
    browser = desk(course.recorder)
    mark = ask(browser, course).headers["ETag"]
    with CaptureQueriesContext(connection) as unchanged:
        again = ask(browser, course, mark)
    assert (again.status_code, again.content) == (304, b"")
    say(course, "还有运费。")
    with CaptureQueriesContext(connection) as changed:
        fresh = ask(browser, course, mark)
    assert fresh.status_code == 200
    for number in range(5):
        say(course, f"第{number}句。")
    with CaptureQueriesContext(connection) as later:
        ask(browser, course, mark)
    assert len(unchanged) <= 7
    assert len(later) == len(changed) <= 11
    course.take("blank_screen", course.recorder, DAY, "09:40")
    assert ask(browser, course, fresh.headers["ETag"]).status_code == 200


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("我的身份证是370303196503121234，", "我的身份证是（证件号码略），"),
        ("电话１３８００００１２３４。", "电话（电话略）。"),
        ("卡号6222 0212 3456 7890 123", "卡号（账号略）"),
        ("打0533-2181234找我", "打（电话略）找我"),
        ("写到a.b@example.org", "写到（邮箱略）"),
        ("每公斤差六角五分，共12000000元，2025年10月20日", "每公斤差六角五分，共12000000元，2025年10月20日"),
    ],
)
def test_numbers_of_people_are_left_out_and_sums_stay(said, read):
    assert without_numbers(said) == read


def test_the_page_of_the_hearing_leads_to_it(course, desk):
    address = reverse("desk:screen", args=[course.pk])
    here = reverse("desk:sitting", args=[course.pk])
    assert address in desk(course.recorder).get(here).content.decode()
    assert address not in desk(course.world.handler).get(here).content.decode()
    browser = desk(course.presider)
    browser.post(reverse("desk:sitting-tap", args=[course.pk]), {"step": "light_screen"})
    assert 'value="blank_screen"' in browser.get(here).content.decode()
