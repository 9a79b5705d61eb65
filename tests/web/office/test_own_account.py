"""Whoever is signed in is the person, not who sat down at the desk afterwards, or once knew the password."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from mediation.models import SignIn
from tests.factories.world import at

OLD, NEW = "right-horse-battery", "another-horse-battery"


@pytest.fixture
def person(world, clock, settings):
    settings.STAFF_IDLE, settings.STAFF_SESSION = timedelta(minutes=60), timedelta(hours=12)
    clock.move_to(at("2025-03-10", "08:00"))
    person = world.staff("handler", world.bureau)
    person.username = "zhang.san"
    person.set_password(OLD)
    person.save()
    return person


def signed_in(password=OLD):
    browser = Client()
    browser.post("/desk/sign-in/", {"username": "zhang.san", "password": password})
    return browser


def is_in(browser):
    return browser.get("/desk/").status_code == 200


@pytest.mark.usefixtures("person")
def test_an_hour_without_a_page_ends_it_and_what_was_typed_is_held(clock):
    browser = signed_in()
    clock.move_to(at("2025-03-10", "08:59"))
    assert is_in(browser)
    clock.move_to(at("2025-03-10", "10:00"))
    sent = browser.post("/desk/register/", {"subject": "只写了一半的事由"})
    assert sent.status_code == 403
    assert "只写了一半的事由" in sent.content.decode()
    assert not is_in(browser)
    assert "请重新登录" in browser.get("/desk/sign-in/").content.decode()


@pytest.mark.usefixtures("person")
def test_twelve_hours_are_the_end_however_busy_they_were(clock):
    browser = signed_in()
    for hour in range(9, 20):
        clock.move_to(at("2025-03-10", f"{hour:02}:00"))
        assert is_in(browser), hour
    clock.move_to(at("2025-03-10", "20:01"))
    assert not is_in(browser)


@pytest.mark.usefixtures("person")
def test_a_session_from_before_there_was_an_end_gets_one(clock):
    browser = signed_in()
    session = browser.session
    del session["began"], session["seen"]
    session.save()
    assert is_in(browser)
    clock.move_to(at("2025-03-10", "09:30"))
    assert not is_in(browser)


@pytest.mark.usefixtures("person")
def test_a_changed_password_puts_out_who_is_signed_in_elsewhere():
    here, elsewhere = signed_in(), signed_in()
    form = {"present": OLD, "password": NEW, "again": NEW}
    assert here.post("/desk/password/", form).status_code == 302
    assert is_in(here)
    assert not is_in(elsewhere)
    assert not is_in(signed_in(OLD))
    assert is_in(signed_in(NEW))


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"present": "guessed"}, "现在的密码不对"),
        ({"present": ""}, "请填写“现在的密码”"),
        ({"password": "short", "again": "short"}, "至少要12个字符"),
        ({"again": "something-else"}, "两次输入的密码不一样"),
    ],
)
def test_a_wrong_form_changes_nothing_and_says_what_is_wrong(wrong, said):
    browser = signed_in()
    answer = browser.post("/desk/password/", {"present": OLD, "password": NEW, "again": NEW, **wrong})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert NEW not in answer.content.decode()
    assert is_in(signed_in(OLD))


@pytest.mark.usefixtures("person")
def test_a_password_is_not_held_on_the_page_of_one_who_was_signed_out(clock):
    browser = signed_in()
    clock.move_to(at("2025-03-10", "10:00"))
    sent = browser.post("/desk/password/", {"present": OLD, "password": NEW, "again": NEW})
    assert sent.status_code == 403
    assert NEW not in sent.content.decode()
    assert OLD not in sent.content.decode()


@pytest.fixture
def administrator(person):
    person.is_staff = person.is_superuser = True
    person.save()
    return person


@pytest.mark.usefixtures("administrator")
def test_the_end_of_a_session_ends_it_for_the_administration_too(clock):
    browser = signed_in()
    assert browser.get("/admin/").status_code == 200
    clock.move_to(at("2025-03-10", "09:30"))
    answer = browser.get("/admin/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/admin/login/")
    assert not is_in(browser)


@pytest.mark.parametrize("address", ["/admin/", "/admin/password_change/", "/admin/auth/group/"])
def test_the_secret_of_a_slip_opens_no_page_of_the_administration(administrator, address):
    administrator.start_secret_until = at("2025-03-20", "08:00")
    administrator.save()
    answer = signed_in().get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/desk/password/"


def test_the_door_of_the_administration_opens_no_slip_after_its_day(administrator):
    administrator.start_secret_until = at("2025-03-09", "08:00")
    administrator.save()
    browser = Client()
    answer = browser.post("/admin/login/", {"username": "zhang.san", "password": OLD})
    assert "首次登录口令已经过期" in answer.content.decode()
    assert browser.get("/desk/password/").status_code == 302


EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"


def on(device):
    browser = Client(headers={"user-agent": device})
    browser.post("/desk/sign-in/", {"username": "zhang.san", "password": OLD})
    return browser


@pytest.mark.usefixtures("person")
def test_one_sees_where_one_is_signed_in_and_ends_one_of_them(clock):
    here, phone, third = on(EDGE), on(PHONE), on("curl")
    page = here.get("/desk/password/")
    assert page.context["sessions"][0].device == "Edge　Windows"
    assert "Safari　iPhone" in page.content.decode()
    assert "未说明的设备" in page.content.decode()
    which = next(one.pk for one in page.context["sessions"] if "iPhone" in one.device)
    for guessed in ({}, {"present": "guessed"}):
        assert here.post("/desk/password/", {"end": which, **guessed}).status_code == 422
    assert is_in(phone)
    told = here.post("/desk/password/", {"end": which, "present": OLD}, follow=True).content.decode()
    assert "已退出1处登录" in told
    assert "iPhone" not in told
    assert (is_in(here), is_in(phone), is_in(third)) == (True, False, True)
    assert "已经结束" in here.post("/desk/password/", {"end": which, "present": OLD}, follow=True).content.decode()


@pytest.mark.usefixtures("person")
def test_all_others_are_ended_at_once_and_what_was_typed_there_is_held():
    here, phone, third = on(EDGE), on(PHONE), on(PHONE)
    here.post("/desk/password/", {"end": "others", "present": OLD})
    assert (is_in(here), is_in(third)) == (True, False)
    sent = phone.post("/desk/register/", {"subject": "只写了一半的事由"})
    assert "只写了一半的事由" in sent.content.decode()
    assert len(here.get("/desk/password/").context["sessions"]) == 1


@pytest.mark.parametrize("which", ["others", "0", "²", "9" * 30, "x", ""])
def test_nobody_ends_anothers_session(world, person, which):
    mine, other = on(EDGE), Client()
    other.force_login(world.handler)
    theirs = SignIn.objects.get(user=world.handler)
    mine.post("/desk/password/", {"end": which, "present": OLD})
    mine.post("/desk/password/", {"end": theirs.pk, "present": OLD})
    assert other.get("/desk/").status_code == 200


@pytest.mark.usefixtures("person")
def test_what_no_longer_opens_is_not_listed(clock):
    here, idle, left = on(EDGE), on(PHONE), on("curl")
    left.post("/desk/sign-out/")
    clock.move_to(at("2025-03-10", "08:50"))
    assert is_in(here)
    clock.move_to(at("2025-03-10", "09:10"))
    assert [one.here for one in here.get("/desk/password/").context["sessions"]] == [True]
    form = {"present": OLD, "password": NEW, "again": NEW}
    here.post("/desk/password/", form)
    assert [one.here for one in here.get("/desk/password/").context["sessions"]] == [True]
    SignIn.forget_over(at("2025-03-11", "08:00"))
    assert not SignIn.objects.exists()
    assert not is_in(idle)


@pytest.mark.usefixtures("administrator")
def test_a_password_changed_in_the_administration_leaves_the_session_in_the_list():
    here, elsewhere = on(EDGE), on(PHONE)
    form = {"old_password": OLD, "new_password1": NEW, "new_password2": NEW}
    assert here.post("/admin/password_change/", form).status_code == 302
    assert [one.here for one in here.get("/desk/password/").context["sessions"]] == [True]
    assert not is_in(elsewhere)
