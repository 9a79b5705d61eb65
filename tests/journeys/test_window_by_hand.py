"""At the window in browsers: a lost slip is renewed and the old one is dead; a secret is set on a screen of its own.

With SCREENSHOTS=1 the pictures of docs/setting_up.md are made anew.
"""

from __future__ import annotations

from typing import Any

import pytest

from mediation.models import OwnSecret, Party
from mediation.scenarios.stage import SAMPLE_PASSWORD
from mediation.vocabulary import Role
from tests.browser import arrived, click
from tests.factories.world import World
from tests.journeys.by_hand.people import Person, Staff

pytestmark = pytest.mark.browser


@pytest.fixture
def zhang(site: Any) -> Party:
    """A party who came in by the slip of the registration, and a clerk at the window."""
    world = World()
    petition = world.accepted()
    clerk = world.staff(Role.INTAKE_CLERK, petition.acting_organ, "窗口")
    clerk.username = "deng.ji"
    clerk.set_password(SAMPLE_PASSWORD)
    clerk.save()
    site.begin("2025-03-10", "09:30")
    return world.party(petition.matter, "张大山")


def comes_in(phone: Person, number: str, code: str) -> None:
    phone.page.goto("/portal/")
    phone.fill(number=number, code=code)
    phone.press("查询")


def keys(screen: Person, digits: str) -> None:
    for digit in digits:
        screen.page.locator(".keypad").get_by_role("button", name=digit, exact=True).click()


class Phone(Person):
    """A telephone, or a tablet."""

    width = 360


class Tablet(Person):
    """The screen on the person's side of the window."""

    width = 1024


def test_a_lost_slip_is_renewed_and_a_secret_set_on_the_screen_of_the_window(
    zhang: Party, site: Any, chromium: Any
) -> None:
    old, number = zhang.issue_code(), zhang.matter.number
    finder = Phone(chromium, site.address)
    comes_in(finder, number, old)
    finder.sees("我可以做什么")

    clerk = Staff(chromium, site.address, "deng.ji")
    clerk.comes_in()
    clerk.page.goto(f"/desk/party/{zhang.pk}/")
    clerk.press("补发查询码")
    clerk.fill(identity="居民身份证")
    clerk.picture("window_renewal")
    clerk.send()
    code = clerk.page.locator("code.secret").nth(1).inner_text()
    clerk.picture("window_slip")

    finder.page.goto("/portal/matter/")
    comes_in(finder, number, old)
    finder.sees("编号或者查询码不对")
    finder.picture("window_old_slip")

    clerk.press("已交给本人，返回")
    clerk.press("请本人在窗口设办事密码")
    clerk.fill(identity="居民身份证")
    clerk.send()
    clerk.picture("window_number")
    opens = clerk.page.locator(".screen-number").inner_text()

    screen = Tablet(chromium, site.address)
    screen.page.goto("/portal/window/")
    keys(screen, opens.replace(" ", ""))
    screen.press("下一步")
    screen.sees("张大山，请设一个办事密码")
    keys(screen, "738264")
    screen.page.locator(".keypad").get_by_role("button", name="下一格").click()
    keys(screen, "73826")
    click(screen.page.get_by_role("button", name="设定", exact=True))
    screen.sees("两次输入的不一样")
    keys(screen, "738264")
    screen.picture("window_screen")
    screen.page.locator("#id_again").focus()
    keys(screen, "738264")
    click(screen.page.get_by_role("button", name="设定", exact=True))
    screen.sees("设好了")
    clerk.page.locator("[data-watched]", has_text="设好了").wait_for()
    clerk.picture("window_done")
    arrived(screen.page)
    assert OwnSecret.objects.get(party=zhang).is_known("738264")

    person = Phone(chromium, site.address)
    comes_in(person, number, code)
    person.sees("登记窗口的屏幕上设定")
