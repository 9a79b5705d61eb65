"""Whoever knows the password alone gets in nowhere: the second factor, its codes, its slip, and the posts that must have one."""

from __future__ import annotations

import base64
import re
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.contrib.auth import login
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.utils import timezone

from mediation.actions import messages
from mediation.actions.office import one_time_codes, second_factor
from mediation.models import Message, OfficeChange, RecoveryCode, SecondFactor, User, codes
from mediation.vocabulary import Role
from mediation.web.audience import Audience, audience_of, routes
from tests.factories.world import at
from tests.web.test_routes import NOBODY, PARAMETER

PASSWORD = "right-horse-battery"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
FACTOR = "/desk/sign-in/factor/"


def code_at(secret=SECRET, later=0):
    """As an app shows it, made without the code under test."""
    made = TOTP(base64.b32decode(secret), 6, SHA1(), 30)  # noqa: S303 what apps do
    return made.generate(timezone.now().timestamp() + later).decode()


def in_this_test(world, role, organ, username, name="石林"):
    person = world.staff(role, organ, name)
    person.username = username
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def person(world, clock):
    clock.move_to(at("2025-03-10", "08:00"))
    return in_this_test(world, Role.HANDLER, world.bureau, "zhang.san")


@pytest.fixture
def with_app(person):
    kept = codes.encrypted("mediation.staff.factor", SECRET)
    return SecondFactor.objects.create(user=person, kind="app", name="我的手机", kept=kept, added_at=timezone.now())


@pytest.fixture
def administrator(world):
    return world.staff(Role.ADMINISTRATOR, world.office)


def half_in(username="zhang.san", address="/desk/sign-in/", next_page=""):
    browser = Client()
    sent = {"username": username, "password": PASSWORD, "next": next_page}
    assert browser.post(address, sent)["Location"] == FACTOR
    return browser


def is_in(browser):
    return browser.get("/desk/").status_code == 200


def told_of(person):
    return " ".join(Message.objects.filter(user=person).values_list("text", flat=True))


def somewhere(address):
    """An address of the route."""
    values = {"number": "QHNY2025-00001", "pk": NOBODY, "party": NOBODY, "model": "petition", "form": "csv"}
    return "/" + re.sub(r"[\^$]", "", PARAMETER.sub(lambda part: str(values.get(part[1] or part[2], "x")), address))


@pytest.mark.parametrize("door", ["/desk/sign-in/", "/admin/login/"])
def test_the_right_password_is_half_of_it_and_the_code_of_the_app_the_other(person, with_app, door):
    person.is_staff = True
    person.save()
    browser = half_in(address=door, next_page="/desk/matters/")
    assert not is_in(browser)
    assert browser.get(door)["Location"] == FACTOR
    assert "6位数字" in browser.get(FACTOR).content.decode()
    assert browser.post(FACTOR, {"code": code_at()})["Location"] == "/desk/matters/"
    assert is_in(browser)


def test_a_half_signed_in_session_is_led_to_the_factor_from_every_page_for_staff(person, with_app):
    person.is_staff = person.is_superuser = True
    person.save()
    browser, walked = half_in(), 0
    for address, pattern in routes():
        if audience_of(pattern.callback) not in (Audience.STAFF, Audience.ADMINISTRATOR):
            continue
        here = somewhere(address)
        answer = browser.get(here)
        assert answer.status_code == 405 or (answer.status_code, answer["Location"]) == (302, FACTOR), here
        posted = browser.post(here, {"subject": "只写了一半的事由"})
        assert posted.status_code in (302, 403, 405), here
        assert posted.status_code != 302 or posted["Location"] == FACTOR, here
        if posted.status_code == 403:
            assert "只写了一半的事由" in posted.content.decode()
            assert FACTOR in posted.content.decode()
        walked += 1
    assert walked > 80


def test_a_door_that_forgets_the_factor_opens_nothing(person, with_app):
    request = RequestFactory().get("/")
    request.session = Client().session
    with pytest.raises(PermissionDenied):
        login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    assert "_auth_user_id" not in request.session


def test_one_code_opens_once_and_half_a_minute_of_a_slow_clock_is_no_matter(person, with_app, clock):
    first = code_at(later=-30)
    assert half_in().post(FACTOR, {"code": f" {first[:3]} {first[3:]} "}).status_code == 302
    assert half_in().post(FACTOR, {"code": first}).status_code == 422, "a code that was looked over the shoulder"
    assert half_in().post(FACTOR, {"code": code_at(later=-60)}).status_code == 422
    assert half_in().post(FACTOR, {"code": code_at(later=60)}).status_code == 422
    assert half_in().post(FACTOR, {"code": code_at(later=30)}).status_code == 302
    assert half_in().post(FACTOR, {"code": code_at()}).status_code == 422, "older than the last that opened"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "²²²²²²", "000000", "x" * 100, "\x00"])
def test_whatever_is_typed_wrong_is_answered_in_words(person, with_app, typed):
    answer = half_in().post(FACTOR, {"code": typed})
    assert answer.status_code == 422
    assert 'class="fault"' in answer.content.decode()


def test_wrong_codes_are_counted_and_from_everywhere_too(person, with_app):
    browser = half_in()
    for _n in range(10):
        assert browser.post(FACTOR, {"code": "000000"}).status_code == 422
    assert browser.post(FACTOR, {"code": code_at()}).status_code == 429
    for n in range(20):
        elsewhere = half_in()
        assert elsewhere.post(FACTOR, {"code": "000000"}, REMOTE_ADDR=f"10.0.{n}.1").status_code == 422
    assert "多次输错第二验证方式" in told_of(person)
    assert half_in().post(FACTOR, {"code": code_at()}, REMOTE_ADDR="10.1.1.1").status_code == 429
    printed = second_factor.new_codes(person, at=timezone.now())
    assert half_in().post(FACTOR, {"code": printed[0]}, REMOTE_ADDR="10.1.1.1").status_code == 302, "nobody is shut out"


def test_the_half_lasts_ten_minutes_and_ends_with_the_password_or_the_account(person, with_app, clock):
    late, changed, closed = half_in(), half_in(), half_in()
    clock.move_to(at("2025-03-10", "08:11"))
    assert late.post(FACTOR, {"code": code_at()})["Location"] == "/desk/sign-in/"
    assert "重新登录" in late.get("/desk/sign-in/").content.decode()
    clock.move_to(at("2025-03-10", "08:05"))
    person.is_active = False
    person.save()
    assert closed.post(FACTOR, {"code": code_at()})["Location"] == "/desk/sign-in/"
    person.is_active = True
    person.set_password("another-horse-battery")
    person.save()
    assert changed.post(FACTOR, {"code": code_at()})["Location"] == "/desk/sign-in/"


def test_the_secret_is_kept_under_a_key_of_its_own_that_can_be_changed(person, with_app, settings, clock):
    assert SECRET.encode() not in bytes(with_app.kept)
    settings.SECRET_KEY = "another" * 10
    old, new = settings.FACTOR_KEYS[0], "new" * 16
    settings.FACTOR_KEYS = [new, old]
    assert half_in().post(FACTOR, {"code": code_at()}).status_code == 302
    settings.FACTOR_KEYS = [new]
    clock.move_to(at("2025-03-10", "08:01"))
    assert half_in().post(FACTOR, {"code": code_at()}).status_code == 302, "used once, it is under the new key"
    settings.FACTOR_KEYS = ["third" * 10]
    clock.move_to(at("2025-03-10", "08:02"))
    assert half_in().post(FACTOR, {"code": code_at()}).status_code == 422


def added(browser, **wrong):
    shown = browser.get("/desk/factors/app/").content.decode()
    secret = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', shown)[1].replace(" ", "")
    form = {"code": code_at(secret), "name": "我的手机", "present": PASSWORD}
    return secret, browser.post("/desk/factors/app/", form | wrong)


def test_an_app_is_set_up_with_the_password_and_its_first_code(person):
    browser = Client()
    browser.force_login(person)
    for wrong, said in (
        ({"present": "guessed"}, "现在的密码不对"),
        ({"code": "000000"}, "验证码不对"),
        ({"name": ""}, "请填写"),
    ):
        secret, answer = added(browser, **wrong)
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert not SecondFactor.objects.exists()
    again, answer = added(browser)
    assert again == secret, "a mistake does not make the app scan again"
    assert secret not in str(dict(browser.session)), "nor does the session hold it open"
    printed = re.findall(r'<code class="secret">([0-9A-Z]{5}-[0-9A-Z]{5})</code>', answer.content.decode())
    assert len(set(printed)) == 10
    assert "no-store" in answer.headers["Cache-Control"]
    assert half_in().post(FACTOR, {"code": code_at(secret)}).status_code == 422, "the code it was set up with"
    assert half_in().post(FACTOR, {"code": code_at(secret, 30)}).status_code == 302
    assert "添加了第二验证方式：验证器应用：我的手机" in told_of(person)


def test_a_site_without_a_key_says_so_and_keeps_no_secret(person, settings):
    settings.FACTOR_KEYS = []
    browser = Client()
    browser.force_login(person)
    assert "FACTOR_KEYS" in browser.get("/desk/factors/app/", follow=True).content.decode()


def test_a_printed_code_opens_once_and_new_ones_end_the_old(person, with_app):
    printed = second_factor.new_codes(person, at=timezone.now())
    kept = " ".join(RecoveryCode.objects.values_list("code_hash", flat=True))
    assert not any(one.replace("-", "") in kept for one in printed)
    typed = printed[0].lower().replace("-", " ")
    assert half_in().post(FACTOR, {"code": typed}).status_code == 302
    assert "还剩9个" in told_of(person)
    assert half_in().post(FACTOR, {"code": printed[0]}).status_code == 422
    browser = Client()
    with_app.delete()
    browser.force_login(person)
    assert browser.get("/desk/factors/codes/").status_code == 302, "without a factor there is nothing to recover"


def test_new_codes_want_the_password(person, with_app):
    old = second_factor.new_codes(person, at=timezone.now())
    browser = half_in()
    browser.post(FACTOR, {"code": code_at()})
    assert browser.post("/desk/factors/codes/", {"present": "guessed"}).status_code == 422
    shown = browser.post("/desk/factors/codes/", {"present": PASSWORD}).content.decode()
    new = re.findall(r"[0-9A-Z]{5}-[0-9A-Z]{5}", shown)
    assert half_in().post(FACTOR, {"code": old[5]}).status_code == 422
    assert half_in().post(FACTOR, {"code": new[5]}).status_code == 302


def test_one_takes_a_factor_off_with_the_password_and_the_codes_go_with_the_last(person, with_app):
    printed = second_factor.new_codes(person, at=timezone.now())
    browser = half_in()
    browser.post(FACTOR, {"code": code_at()})
    assert browser.post("/desk/factors/", {"end": with_app.pk, "present": "guessed"}).status_code == 422
    assert browser.post("/desk/factors/", {"end": "x", "present": PASSWORD}).status_code == 302
    assert SecondFactor.standing(person).exists()
    browser.post("/desk/factors/", {"end": with_app.pk, "present": PASSWORD})
    assert "停用了第二验证方式" in told_of(person)
    alone = Client()
    assert alone.post("/desk/sign-in/", {"username": "zhang.san", "password": PASSWORD})["Location"] == "/desk/"
    assert not RecoveryCode.standing(person).exists(), printed


def test_whoever_came_in_by_what_was_asked_before_is_out_when_that_changes(person, with_app):
    def entered(later):
        browser = half_in()
        browser.post(FACTOR, {"code": code_at(later=later)})
        assert browser.get("/desk/").status_code == 200
        return browser

    elsewhere, here = entered(0), entered(30)
    here.post("/desk/factors/", {"end": with_app.pk, "present": PASSWORD})
    assert here.get("/desk/").status_code == 200
    assert elsewhere.get("/desk/").status_code == 302


def test_nobody_takes_anothers_off(person, with_app, world):
    world.handler.set_password(PASSWORD)
    world.handler.save()
    other = Client()
    other.force_login(world.handler)
    other.post("/desk/factors/", {"end": with_app.pk, "present": PASSWORD})
    assert SecondFactor.standing(person).exists()


def rule(world, *roles):
    world.bureau.superiors()[0].__class__.objects.filter(pk=world.bureau.superiors()[0].pk).update(
        settings={"second_factor_roles": list(roles)}
    )


def test_a_post_that_must_have_one_leads_to_it_at_the_next_sign_in_and_to_nothing_else(person, world):
    running = Client()
    running.force_login(person)
    rule(world, Role.HANDLER)
    assert is_in(running), "what runs goes on to its end"
    browser = Client()
    browser.post("/desk/sign-in/", {"username": "zhang.san", "password": PASSWORD})
    for address in ("/desk/", "/desk/matters/", "/desk/register/", "/desk/password/"):
        assert browser.get(address)["Location"] == "/desk/factors/", address
    assert "设好以前，别的页面打不开" in browser.get("/desk/factors/").content.decode()
    secret, _answer = added(browser)
    assert is_in(browser)
    factor = SecondFactor.standing(person).get()
    refused = browser.post("/desk/factors/", {"end": factor.pk, "present": PASSWORD}, follow=True).content.decode()
    assert "请先添加新的" in refused
    assert SecondFactor.standing(person).exists()
    again = half_in()
    assert again.post(FACTOR, {"code": code_at(secret, 30)}).status_code == 302
    assert is_in(again)


def test_a_rule_for_other_posts_or_other_organs_asks_nothing(person, world):
    rule(world, Role.HEAD, Role.ADMINISTRATOR)
    browser = Client()
    browser.post("/desk/sign-in/", {"username": "zhang.san", "password": PASSWORD})
    assert is_in(browser)


def test_the_rule_is_set_by_page_and_read_in_words(world, administrator):
    browser = Client()
    browser.force_login(administrator)
    page = browser.get(f"/desk/office/enter/set_rules/?organ={world.bureau.pk}").content.decode()
    assert "登录须有第二验证方式的岗位" in page
    sent = {"organ": world.bureau.pk, "second_factor_roles": ["head", "administrator"], "why": "上级要求"}
    assert browser.post("/desk/office/enter/set_rules/", sent).status_code == 302
    page = browser.get(f"/desk/office/organs/{world.bureau.pk}/").content.decode()
    assert "登录须有第二验证方式的岗位：机关负责人、系统管理员" in page
    page = browser.get(f"/desk/office/enter/set_rules/?organ={world.bureau.pk}").content.decode()
    assert len(re.findall(r'name="second_factor_roles"[^>]*checked', page)) == 2


def test_a_lost_factor_is_reset_by_an_administrator_with_a_slip_that_opens_once(person, with_app, administrator, world):
    User.objects.filter(pk=person.pk).update(email="zhang@example.gov.cn")
    printed = second_factor.new_codes(person, at=timezone.now())
    signed_in = half_in()
    signed_in.post(FACTOR, {"code": code_at()})
    desk = Client()
    desk.force_login(administrator)
    assert "重设第二验证方式" in desk.get(f"/desk/office/people/{person.pk}/").content.decode()
    form = {"person": person.pk, "why": "手机丢失", "_key": "a" * 32}
    slip = desk.post("/desk/office/enter/reset_factor/", form)
    assert slip.headers["Cache-Control"] == "no-store"
    code = re.search(r'<code class="secret">([0-9A-Z]{5}-[0-9A-Z]{5})</code>', slip.content.decode())[1]
    again = desk.post("/desk/office/enter/reset_factor/", form).content.decode()
    assert code not in again
    assert "enter/reset_factor/" in again
    change = OfficeChange.objects.get(kind="reset_factor")
    assert (change.person, change.changed_by, change.why) == (person, administrator, "手机丢失")
    assert not is_in(signed_in), "what was lost may be in other hands"
    for void in (code_at(later=30), printed[0]):
        assert half_in().post(FACTOR, {"code": void}).status_code == 422
    browser = half_in()
    browser.post(FACTOR, {"code": code})
    assert browser.get("/desk/matters/")["Location"] == "/desk/factors/"
    assert "已经用过或者过期" in half_in().post(FACTOR, {"code": code}).content.decode(), (
        "nor does the password alone open"
    )
    added(browser)
    assert is_in(browser)
    said = Message.objects.get(user=person, text__contains="重设了您的第二验证方式")
    messages.pass_on(said.pk)
    assert mail.outbox[0].to == ["zhang@example.gov.cn"]
    assert "账号" in mail.outbox[0].subject
    assert "重设了您的第二验证方式" in browser.get("/desk/").content.decode()


def test_nobody_resets_his_own_nor_one_that_is_not_there(person, administrator):
    kept = codes.encrypted("mediation.staff.factor", SECRET)
    SecondFactor.objects.create(user=administrator, kind="app", name="x", kept=kept, added_at=timezone.now())
    desk = Client()
    desk.force_login(person)
    assert desk.post("/desk/office/enter/reset_factor/", {"person": person.pk, "why": "x"}).status_code == 404
    factors = SecondFactor.objects.all()
    factors.update(ended_at=timezone.now())
    desk.force_login(administrator)
    factors.update(ended_at=None)
    own = desk.post("/desk/office/enter/reset_factor/", {"person": administrator.pk, "why": "x"})
    assert "不能由自己重设" in own.content.decode()
    none = desk.post("/desk/office/enter/reset_factor/", {"person": person.pk, "why": "x"})
    assert "没有设立第二验证方式" in none.content.decode()


def test_a_slip_that_is_over_opens_nothing_nor_does_the_password_alone(person, with_app, clock):
    SecondFactor.objects.update(ended_at=timezone.now())
    code = second_factor.new_slip(person, at=timezone.now())
    clock.move_to(at("2025-03-25", "08:00"))
    answer = half_in().post(FACTOR, {"code": code})
    assert "已经用过或者过期" in answer.content.decode()


def test_an_interval_is_that_of_the_published_examples():
    """RFC 6238, appendix B, of which an app shows the last six digits."""
    secret = base64.b32encode(b"12345678901234567890").decode()
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        moment = timezone.datetime.fromtimestamp(seconds, tz=timezone.get_current_timezone())
        assert one_time_codes.interval_of(code, secret, at=moment) == seconds // 30
        assert one_time_codes.interval_of(code, secret, at=moment + timedelta(seconds=61)) is None


EDGE = {"HTTP_USER_AGENT": "Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0"}


def test_a_device_that_is_new_is_told_of_and_one_that_is_known_is_not(person):
    sent = {"username": "zhang.san", "password": PASSWORD}
    first, other = Client(**EDGE), Client(**EDGE)
    first.post("/desk/sign-in/", sent)
    assert "新的设备" not in told_of(person), "the first of all is no news"
    first.post("/desk/sign-out/")
    first.post("/desk/sign-in/", sent)
    assert "新的设备" not in told_of(person)
    other.post("/desk/sign-in/", sent)
    assert "新的设备上登录了：Edge　Windows" in told_of(person)
    assert "新的设备" in first.get("/desk/").content.decode()
    forged = Client()
    forged.cookies["known_here"] = first.cookies["known_here"].value[:-3] + "xxx"
    forged.post("/desk/sign-in/", sent)
    assert Message.objects.filter(user=person, text__contains="新的设备").count() == 2


def test_a_changed_password_is_told_to_its_person(person):
    browser = Client()
    browser.force_login(person)
    browser.post("/desk/password/", {"present": PASSWORD, "password": "another-horse-1", "again": "another-horse-1"})
    assert "您的密码已修改" in told_of(person)


def test_guesses_at_the_present_password_are_counted(person):
    browser = Client()
    browser.force_login(person)
    form = {"password": "another-horse-1", "again": "another-horse-1"}
    for _n in range(10):
        assert "现在的密码不对" in browser.post("/desk/password/", {**form, "present": "x"}).content.decode()
    assert "输错的次数太多" in browser.post("/desk/password/", {**form, "present": PASSWORD}).content.decode()


GARBAGE = (
    "",
    "x",
    "[]",
    "{}",
    '{"id": 1}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}',
    "null",
    "[" * 9000,
)
HALF_RIGHT = (
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "e30", "authenticatorData": "AA",'
    ' "signature": "AA", "attestationObject": "oA"}}'
)


@pytest.mark.parametrize("answer", [*GARBAGE, HALF_RIGHT])
def test_what_no_passkey_answers_opens_nothing_and_adds_nothing(person, with_app, answer):
    SecondFactor.objects.create(
        user=person, kind="passkey", name="x", credential_id=b"1", kept=b"no key", added_at=timezone.now()
    )
    browser = half_in()
    assert "passkey-asked" in browser.get(FACTOR).content.decode()
    told = browser.post(FACTOR, {"credential": answer})
    assert told.status_code == 422
    assert "通行密钥没有通过" in told.content.decode()
    assert browser.post(FACTOR, {"code": code_at()}).status_code == 302
    count = SecondFactor.objects.count()
    assert browser.post("/desk/factors/passkey/", {"name": "x", "present": "guessed"}).status_code == 422
    assert (
        "passkey-asked" in browser.post("/desk/factors/passkey/", {"name": "x", "present": PASSWORD}).content.decode()
    )
    assert (
        "没有添加成功" in browser.post("/desk/factors/passkey/", {"credential": answer}, follow=True).content.decode()
    )
    assert SecondFactor.objects.count() == count


def test_a_copy_of_a_passkey_is_noticed_by_its_count(person):
    key = SecondFactor.objects.create(
        user=person, kind="passkey", name="x", credential_id=b"1", kept=b"", counted=7, added_at=timezone.now()
    )
    assert [key.advance(n, at=timezone.now()) for n in (8, 8, 7, 0, 9)] == [True, False, False, False, True]
    silent = SecondFactor.objects.create(
        user=person, kind="passkey", name="y", credential_id=b"2", kept=b"", added_at=timezone.now()
    )
    assert [silent.advance(n, at=timezone.now()) for n in (0, 0)] == [True, True]
