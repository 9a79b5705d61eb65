"""An official's second factor in a browser: a passkey of a virtual device, an app's code, a recovery code, and a lost one reset."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from mediation.models import SecondFactor, User
from mediation.vocabulary import Role
from tests.browser import arrived, click, kept_picture, opened
from tests.factories.world import World

pytestmark = pytest.mark.browser
PASSWORD = "right-horse-battery"


def code_now(site: Any, clock: str, secret: str) -> str:
    """As an app shows it, at a time that the site's clock has just reached."""
    site.begin(site.now.date().isoformat(), clock)
    made = TOTP(base64.b32decode(secret.replace(" ", "")), 6, SHA1(), 30)  # noqa: S303 what apps do
    return made.generate(site.now.timestamp()).decode()


@pytest.fixture
def people(site: Any) -> dict[str, User]:
    """A handler and an administrator, with passwords of their own."""
    world = World()
    made = {"shi.lin": world.staff(Role.HANDLER, world.bureau), "an.ran": world.staff(Role.ADMINISTRATOR, world.office)}
    for username, person in made.items():
        person.username = username
        person.set_password(PASSWORD)
        person.save()
    return made


@pytest.fixture
def page(site: Any, chromium: Any, people: Any) -> Any:
    """A browser with a device that holds passkeys; a key belongs to a host, and an address of numbers is none."""
    page = opened(chromium, site.address.replace("127.0.0.1", "localhost"))
    told = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**told, "automaticPresenceSimulation": True}})
    return page


def name_and_password(page: Any, username: str = "shi.lin") -> None:
    page.goto("/desk/sign-in/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    click(page.get_by_role("button", name="登录", exact=True))


def out(page: Any) -> None:
    page.goto("/desk/factors/")
    click(page.get_by_role("button", name="退出", exact=True))


def press_passkey(page: Any, name: str) -> None:
    """What the device answers is sent a moment after the click."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()
    arrived(page)


def test_a_passkey_is_made_and_opens_where_the_password_alone_does_not(page: Any, people: Any) -> None:
    name_and_password(page)
    click(page.get_by_role("link", name="我的账号").or_(page.locator("a.name")))
    click(page.get_by_role("link", name="查看和设立"))
    click(page.get_by_role("link", name="添加通行密钥"))
    page.get_by_label("给它起个名").fill("办公室电脑")
    page.get_by_label("现在的密码").fill(PASSWORD)
    click(page.get_by_role("button", name="下一步"))
    press_passkey(page, "在这台设备上创建")
    printed = page.locator(".codes code").all_inner_texts()
    assert len(set(printed)) == 10
    kept_picture(page, "factor_codes")

    out(page)
    name_and_password(page)
    assert page.url.endswith("/desk/sign-in/factor/")
    kept_picture(page, "factor_asked")
    page.goto("/desk/matters/")
    assert page.url.endswith("/desk/sign-in/factor/"), "half signed in opens nothing"
    press_passkey(page, "用通行密钥登录")
    assert page.get_by_role("heading", name="我的待办").count() == 1
    assert SecondFactor.objects.get().counted > 0

    out(page)
    name_and_password(page)
    page.get_by_label("验证码").fill(printed[3].lower())
    click(page.get_by_role("button", name="登录", exact=True))
    assert page.get_by_role("heading", name="我的待办").count() == 1
    assert page.get_by_text("还剩9个").count() == 1


def test_an_app_is_scanned_or_typed_and_a_lost_one_is_reset(page: Any, site: Any, chromium: Any, people: Any) -> None:
    name_and_password(page)
    page.goto("/desk/factors/app/")
    assert page.locator(".square svg").bounding_box()["width"] > 150
    kept_picture(page, "factor_app")
    secret = page.locator("code.secret").inner_text()
    page.get_by_label("应用上显示的6位数字").fill(code_now(site, "09:10", secret))
    page.get_by_label("给它起个名").fill("我的手机")
    page.get_by_label("现在的密码").fill(PASSWORD)
    click(page.get_by_role("button", name="添加", exact=True))
    out(page)
    name_and_password(page)
    page.get_by_label("验证码").fill(code_now(site, "09:20", secret))
    click(page.get_by_role("button", name="登录", exact=True))
    assert page.get_by_role("heading", name="我的待办").count() == 1

    desk = opened(chromium, site.address)
    name_and_password(desk, "an.ran")
    desk.goto(f"/desk/office/people/{people['shi.lin'].pk}/")
    click(desk.get_by_role("link", name="重设第二验证方式"))
    desk.get_by_label("依据或者原因").fill("手机丢失")
    click(desk.get_by_role("button", name="重设第二验证方式"))
    slip = desk.locator("code.secret").inner_text()
    kept_picture(desk, "factor_reset")

    page.goto("/desk/")
    name_and_password(page)
    page.get_by_label("验证码").fill(slip)
    click(page.get_by_role("button", name="登录", exact=True))
    page.goto("/desk/matters/")
    assert page.url.endswith("/desk/factors/"), "what was lost is set up anew before all else"
