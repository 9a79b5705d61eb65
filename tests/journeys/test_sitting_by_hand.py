"""The page of a hearing in a browser: typed by keyboard alone; nothing is lost, nothing kept twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from mediation.models import HearingStatement
from tests.browser import arrived, opened
from tests.factories.hearings import DAY, HearingCourse
from tests.factories.world import World

pytestmark = pytest.mark.browser
LINES = 100


@pytest.fixture
def course(site: Any) -> HearingCourse:
    """In session on its day."""
    course = HearingCourse(World())
    course.opened()
    site.begin(DAY, "09:05")
    return course


def sign_in(page: Any, site: Any, user: Any) -> None:
    """The browser has a session of this person."""
    client = Client()
    client.force_login(user)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.address}])


def said() -> list[str]:
    """The words in the record, in order."""
    return [one.text for one in HearingStatement.objects.filter(kind="said").standing()]


def speak(page: Any, numbers: range) -> None:
    """Type so many lines, by keyboard alone."""
    for number in numbers:
        page.keyboard.insert_text(f"第{number}句。")
        page.keyboard.press("Alt+2" if number % 2 else "Alt+3")


def all_kept(page: Any) -> None:
    """Nothing waits any more."""
    page.locator("#said .pending").first.wait_for(state="detached")
    page.locator("#kept", has_text="已存").wait_for()


def test_nothing_is_lost_and_nothing_kept_twice(course: Any, site: Any, chromium: Any) -> None:
    page = opened(chromium, site.address)
    sign_in(page, site, course.recorder)
    page.goto(reverse("desk:sitting", args=[course.pk]))
    page.keyboard.press("2")
    speak(page, range(1, 21))
    all_kept(page)

    site.kill()  # the server is gone in the middle
    speak(page, range(21, 36))
    page.locator("#lost", has_text="已记在本机").wait_for()
    page.keyboard.insert_text("说到一半")
    site.again()
    all_kept(page)

    page.reload()  # what was half typed stands there again
    arrived(page)
    assert page.locator("#words").input_value() == "说到一半"
    page.locator("#words").fill("")

    page.context.set_offline(True)  # the network is cut; the part is changed meanwhile
    speak(page, range(36, 51))
    page.get_by_role("button", name="信访人陈述请求、事实和证据").click()
    speak(page, range(51, 61))
    page.context.set_offline(False)
    all_kept(page)

    lose_answers(page, 2)  # it is kept, but nobody hears of it
    speak(page, range(61, 76))
    all_kept(page)

    Session.objects.all().delete()  # signed out in the middle
    speak(page, range(76, 91))
    page.locator("#lost", has_text="登录已过期").wait_for()
    sign_in(page, site, course.recorder)
    speak(page, range(91, LINES + 1))
    all_kept(page)

    assert said() == [f"第{number}句。" for number in range(1, LINES + 1)]
    parts = HearingStatement.objects.filter(kind="said").order_by("no").values_list("phase", flat=True)
    assert [parts[49], parts[50]] == ["roll_call", "petitioner_statement"]


def lose_answers(page: Any, times: int) -> None:
    """Let so many requests arrive and their answers get lost."""
    left = [times]

    def lose(route: Any) -> None:
        if left[0] and route.request.method == "POST":
            left[0] -= 1
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/said/*", lose)


def test_two_recorders_at_once_are_both_kept_and_shown_to_each_other(course: Any, site: Any, chromium: Any) -> None:
    pages = [opened(chromium, site.address) for _one in range(2)]
    for page, person in zip(pages, (course.recorder, course.presider), strict=True):
        sign_in(page, site, person)
        page.goto(reverse("desk:sitting", args=[course.pk]))
        page.keyboard.type("1现在开始核对到场人员。" if person == course.recorder else "2我是张大山。")
        page.keyboard.press("Enter")
    for page in pages:
        page.locator(".entry:not(.pending)", has_text="现在开始").wait_for()
        page.locator(".entry:not(.pending)", has_text="我是张大山").wait_for()
    for page, words in zip(pages, ("现在核对到场人员。", "现在开始。"), strict=True):
        page.context.set_offline(True)
        page.locator(".entry", has_text="现在开始核对").get_by_role("link", name="更正").click()
        page.locator("#words").fill(words)
        page.keyboard.press("Enter")
    for page in pages:
        page.context.set_offline(False)
    for page in pages:
        page.locator(".twice", has_text="现在核对到场人员").wait_for()
        page.locator(".twice", has_text="现在开始。").wait_for()
    assert sorted(said()) == ["我是张大山。", "现在开始。", "现在核对到场人员。"]
