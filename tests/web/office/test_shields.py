"""What the browser is told to keep to, and what it is given to keep: headers, cookies, methods, passwords, the log of sign-ins."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client, override_settings

from mediation.models import TryCount, User
from mediation.settings.logs import Json, logging_of
from mediation.web import sign_in_log
from setup import paths
from tests.factories.world import at

PASSWORD = "right horse battery"
ASKED = """
import json, django
django.setup()
from django.conf import settings
names = ("DEBUG", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_NAME",
         "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME", "COOKIE_PREFIX", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
         "LANGUAGE_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "PASSWORD_HASHERS", "CSRF_COOKIE_HTTPONLY", "LANGUAGE_COOKIE_HTTPONLY")
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def test_an_offices_own_settings_shut_what_can_be_shut():
    told = {
        "DJANGO_SETTINGS_MODULE": "mediation.settings.production", "SITE_URL": "https://xf.example.gov.cn",
        "SECRET_KEY": "x", "LEDGER_KEY": "x", "NOTEBOOK_KEYS": "x",
    }  # fmt: skip
    ran = subprocess.run(
        [sys.executable, "-c", ASKED],
        cwd=paths.ROOT,
        env={**os.environ, **told},
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(ran.stdout)
    assert found.pop("DEBUG") is False
    assert found.pop("PASSWORD_HASHERS")[0].endswith(".PBKDF2PasswordHasher")
    assert PBKDF2PasswordHasher.iterations >= 600_000
    assert found.pop("SECURE_HSTS_SECONDS") >= 365 * 24 * 3600
    assert {found.pop(name) for name in ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME")} == {
        "__Host-sessionid", "__Host-csrftoken", "__Host-django_language",
    }  # fmt: skip
    assert found.pop("COOKIE_PREFIX") == "__Host-"
    assert set(found.values()) == {True}, found


@pytest.mark.parametrize("address", ["/", "/desk/sign-in/", "/portal/", "/nowhere/", "/static/mediation/site.css"])
def test_every_answer_says_what_the_browser_may_do(world, client, address):
    answer = client.get(address)
    answer.getvalue()
    policy = {part.split()[0]: part.split()[1:] for part in answer["Content-Security-Policy"].split(";")}
    assert policy["object-src"] == policy["base-uri"] == ["'none'"]
    assert policy["frame-ancestors"] == policy["form-action"] == ["'self'"]
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*"} & {one for allowed in policy.values() for one in allowed}
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in answer
    assert answer["Content-Type"].endswith('charset="utf-8"') or answer["Content-Type"].endswith("charset=utf-8")


@override_settings(SECURE_HSTS_SECONDS=31_536_000, SECURE_HSTS_INCLUDE_SUBDOMAINS=True)
@pytest.mark.parametrize("address", ["/", "/nowhere/", "/static/mediation/site.css"])
def test_over_tls_each_answer_asks_for_tls_from_now_on(world, client, address):
    answer = client.get(address, secure=True)
    answer.getvalue()
    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "TRACK", "BREW"])
def test_nothing_but_asking_and_sending_is_answered(world, desk, method):
    for address in ("/", "/desk/", "/health/live/"):
        answer = desk(world.handler).generic(method, address)
        assert answer.status_code == 405, address
        assert answer.content == b""


@override_settings(COOKIE_PREFIX="__Host-", SESSION_COOKIE_SECURE=True)
def test_every_cookie_is_the_hosts_and_read_by_no_script(world, client):
    """All that are set on the way in, on a page of the desk and with a word for the next page."""
    seen = {}
    for answer in (
        client.get("/desk/sign-in/", secure=True),
        client.post("/desk/sign-in/", {"username": world.handler.username, "password": PASSWORD}, secure=True),
        client.get("/desk/", secure=True),
        client.post("/desk/password/", {"end": "others", "present": PASSWORD}, secure=True),
        client.post("/language/setlang/", {"language": "en"}, secure=True),
    ):
        seen |= {name: dict(found) for name, found in answer.cookies.items()}
    ours = {name for name in seen if name not in ("sessionid", "csrftoken", "django_language")}
    assert ours == {"__Host-desk", "__Host-known_here", "__Host-messages"}
    assert {"sessionid", "csrftoken", "django_language"} <= set(seen)
    for name, found in seen.items():
        assert found["httponly"], name
        assert found["samesite"] == "Lax", name
        assert (found["path"], found["domain"]) == ("/", ""), name
        assert name not in ours or found["secure"], name


def test_who_has_left_leaves_no_page_in_the_browser(world, desk, client):
    assert desk(world.handler).post("/desk/sign-out/")["Clear-Site-Data"] == '"cache"'
    assert client.post("/portal/leave/")["Clear-Site-Data"] == '"cache"'


def test_a_session_has_another_key_once_somebody_is_in(world, client):
    client.get("/desk/sign-in/")
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    client.post("/desk/sign-in/", {"username": world.handler.username, "password": PASSWORD})
    assert client.session.session_key != planted
    assert not client.session.exists(planted)
    assert len(client.session.session_key) == 32


def test_so_has_that_of_a_party(world, client):
    party = world.petition().matter.petitioners[0]
    client.get("/portal/")
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    client.post("/portal/", {"number": party.matter.number, "code": party.issue_code()})
    assert client.get("/portal/matter/").status_code == 200
    assert client.session.session_key != planted
    assert not client.session.exists(planted)


def test_a_closed_account_is_out_at_the_next_page(world, desk):
    browser = desk(world.handler)
    assert browser.get("/desk/").status_code == 200
    User.objects.filter(pk=world.handler.pk).update(is_active=False)
    assert browser.get("/desk/").status_code == 302


def test_a_party_enters_anew_after_eight_hours_however_busy_they_were(world, clock, settings):
    settings.PARTY_SESSION = timedelta(hours=8)
    party = world.petition(on="2025-03-03").matter.petitioners[0]
    clock.move_to(at("2025-03-10", "08:00"))
    browser = Client()
    browser.post("/portal/", {"number": party.matter.number, "code": party.issue_code()})
    for minutes in range(20, 481, 20):
        clock.move_to(at("2025-03-10", "08:00") + timedelta(minutes=minutes))
        assert browser.get("/portal/matter/").status_code == 200, minutes
    clock.move_to(at("2025-03-10", "16:01"))
    assert browser.get("/portal/matter/").status_code == 302
    assert browser.get("/portal/matter/").status_code == 302


@pytest.mark.parametrize(
    "typed",
    ["zhang.san.zhang.san", "xinfang-xinfang-1", "mediation2025!", "张三张三张三张三张三张三", "qinghe2025qinghe"],
)
def test_a_password_is_more_than_names_that_everybody_knows(settings, typed):
    settings.PASSWORD_WORDS = ["qinghe"]
    with pytest.raises(ValidationError) as weak:
        validate_password(typed, User(username="zhang.san", name="张三"))
    assert "password_of_names" in [one.code for one in weak.value.error_list]


@pytest.mark.parametrize(
    "typed",
    ["right-horse-battery", "zhang.san likes long walks", "x" * 4 + "长句子也可以用作口令", "a" * 1 + "b7" * 60],
)
def test_any_other_that_is_long_enough_will_do(typed):
    validate_password(typed, User(username="zhang.san", name="张三"))


@pytest.fixture
def told(monkeypatch):
    """What a production site would have written of sign-ins."""
    written = []

    class Kept(logging.Handler):
        def emit(self, record):
            written.append(json.loads(Json().format(record)))

    logger = logging.getLogger("mediation.sign_ins")
    monkeypatch.setattr(logger, "handlers", [Kept()])
    monkeypatch.setattr(logger, "level", logging.INFO)
    logger.manager._clear_cache()
    yield written
    logger.manager._clear_cache()


def test_each_try_to_come_in_is_told_with_a_mark_and_without_a_name(world, client, told):
    name = world.handler.username
    for password in ("wrong", PASSWORD):
        client.post("/desk/sign-in/", {"username": name, "password": password})
    client.post("/desk/sign-out/")
    lines = [(one["message"], one["level"], one["by"]) for one in told]
    assert lines == [("sign-in refused", "WARNING", "password"), ("signed in", "INFO", ""), ("signed out", "INFO", "")]
    assert {one["who"] for one in told} == {sign_in_log.mark_of(name.upper())}
    assert {one["route"] for one in told} == {"desk/sign-in/", "desk/sign-out/"}
    for secret in (name, "127.0.0.1", "wrong", str(world.handler)):
        assert secret not in json.dumps(told, ensure_ascii=False)


def test_so_are_parties_and_those_who_go_on_trying(world, client, told):
    party = world.petition().matter.petitioners[0]
    for _n in range(11):
        client.post("/portal/", {"number": party.matter.number, "code": "ABCDE-FGHJK"})
    assert [one["message"] for one in told] == ["sign-in refused"] * 10 + ["too many tries"]
    assert party.matter.number not in json.dumps(told)
    assert len({one["who"] for one in told}) == 1


def test_what_would_write_names_and_addresses_of_its_own_is_silent(world, client):
    loggers = logging_of("json")["loggers"]
    assert (loggers["axes"]["level"], loggers["axes"]["propagate"]) == ("CRITICAL", False)
    assert loggers["django.security"]["handlers"] == ["console"]
    client.post("/desk/sign-in/", {"username": world.handler.username, "password": PASSWORD})
    assert not AccessLog.objects.exists()


def test_a_password_is_what_was_typed_to_the_last_blank(world, client):
    typed = " Right  horse 电池 " + "ß" * 60 + " "
    world.handler.set_password(typed)
    world.handler.save()
    for other in (typed.strip(), typed.upper(), typed[:72], typed.replace("  ", " "), typed + " "):
        client.post("/desk/sign-in/", {"username": world.handler.username, "password": other})
        client.cookies.clear()
        AccessAttempt.objects.all().delete()
        TryCount.objects.all().delete()
    assert client.get("/desk/").status_code == 302
    client.post("/desk/sign-in/", {"username": world.handler.username, "password": typed})
    assert client.get("/desk/").status_code == 200


def test_what_stands_in_the_address_is_no_field_of_a_form(world, client):
    client.post(f"/desk/sign-in/?username={world.handler.username}&password={PASSWORD.replace(' ', '+')}", {})
    client.cookies["username"] = world.handler.username
    client.post("/desk/sign-in/", {"password": PASSWORD})
    assert client.get("/desk/").status_code == 302


def test_the_way_out_stands_on_every_page_for_who_is_in(world, desk, client):
    party = world.petition().matter.petitioners[0]
    for address in ("/desk/", "/desk/matters/", "/desk/password/", f"/desk/matters/{party.matter.number}/"):
        assert 'action="/desk/sign-out/"' in desk(world.handler).get(address).content.decode(), address
    client.post("/portal/", {"number": party.matter.number, "code": party.issue_code()})
    for address in ("/portal/matter/", "/portal/calendar/", "/portal/performance/", "/portal/secret/", "/"):
        assert 'action="/portal/leave/"' in client.get(address).content.decode(), address
    client.post("/portal/leave/")
    assert 'action="/portal/leave/"' not in client.get("/portal/").content.decode()


@pytest.mark.parametrize(
    "address",
    ["/static/", "/static/mediation/", "/files/", "/media/", "/materials/", "/.git/HEAD", "/static/../manage.py"],
)
def test_no_folder_is_listed_and_nothing_beside_the_sheets_is_served(world, client, address):
    assert client.get(address).status_code == 404


def test_a_fault_tells_the_visitor_nothing_of_itself(world, client, monkeypatch):
    def broken(*args, **kwargs):
        raise ValueError("DETAIL: Key (name)=(张大山) already exists")

    monkeypatch.setattr("mediation.web.public.office.health.site_standing", broken)
    client.raise_request_exception = False
    answer = client.get("/health/")
    assert answer.status_code == 500
    for inner in ("ValueError", "DETAIL", "张大山", "Traceback", "health.py", "site_standing"):
        assert inner not in answer.content.decode(), inner
