"""Sign-in by an identity provider: a real one from a package in a process of its own, and one of ours that lies."""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey

from mediation.models import OfficeChange, SecondFactor, User, codes
from mediation.vocabulary import Role
from mediation.web.desk.office.outer import identifier_is_lasting

pytestmark = [pytest.mark.loopback, pytest.mark.real_time, pytest.mark.django_db]
BEGIN, BACK = "/desk/sign-in/outer/", "/desk/sign-in/outer/back/"
CLAIMS = {"sub": "subject-1", "staff_number": "A-0017", "email": "zhang@example.gov.cn"}


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def provider():
    """The address of a provider that knows one person by its claims, and anybody else by what is typed."""
    port = free_port()
    program = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--user-claims", json.dumps(CLAIMS)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(program, env={**os.environ, "PYTHONWARNINGS": "ignore"}, **quiet) as process:
        address = f"http://localhost:{port}"
        try:
            yield address
        finally:
            process.terminate()


@pytest.fixture
def site(settings, provider):
    """The site that asks this provider, once it answers."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", int(provider.rpartition(":")[2]))) == 0:
                break
        time.sleep(0.1)
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = provider, "mediation", "secret"
    return settings


@pytest.fixture
def person(world):
    person = world.staff(Role.HANDLER, world.bureau, "石林")
    person.outer_id = "subject-1"
    person.save()
    return person


class _Stay(urllib.request.HTTPRedirectHandler):
    """Tells where it would lead."""

    def redirect_request(self, *told: Any) -> None:
        return None


def recognized(asked: str, sub: str = "subject-1", **more: str) -> str:
    """The provider has recognized somebody; where it sends the browser."""
    form = urllib.parse.urlencode({"sub": sub, **more}).encode()
    try:
        urllib.request.build_opener(_Stay).open(asked, form, timeout=10)
    except urllib.error.HTTPError as led:
        place = urllib.parse.urlsplit(led.headers["Location"])
        return f"{place.path}?{place.query}"
    raise AssertionError("the provider does not send anybody back")


def through(browser: Client, sub: str = "subject-1", start: str = BEGIN, **more: str) -> Any:
    return browser.get(recognized(browser.get(start)["Location"], sub, **more))


def is_in(browser: Client) -> bool:
    return browser.get("/desk/").status_code == 200


def test_who_is_entered_is_signed_in_and_led_to_what_was_asked_for(site, person):
    browser = Client()
    assert "用统一身份认证登录" in browser.get("/desk/sign-in/?next=/desk/matters/").content.decode()
    asked = browser.get(f"{BEGIN}?next=/desk/matters/")["Location"]
    stated = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(asked).query))
    assert stated["code_challenge_method"] == "S256"
    assert stated["scope"] == "openid"
    assert stated["nonce"]
    assert stated["state"]
    assert browser.get(recognized(asked))["Location"] == "/desk/matters/"
    assert is_in(browser)
    assert browser.session["_auth_user_id"] == str(person.pk)


def test_nobody_else_is_let_in_and_no_account_is_made(site, person):
    person.email = "zhang@example.gov.cn"
    person.outer_id = None
    person.save()
    count = User.objects.count()
    for sub in ("subject-1", "zhang@example.gov.cn", person.username, ""):
        browser = Client()
        answer = through(browser, sub)
        assert answer["Location"] == "/desk/sign-in/", sub
        assert not is_in(browser)
    told = through(browser := Client(), "subject-2")
    assert "“subject-2”没有登记在哪名工作人员名下" in browser.get(told["Location"]).content.decode()
    assert User.objects.count() == count


def test_a_closed_account_stays_closed(site, person):
    person.is_active = False
    person.save()
    browser = Client()
    assert through(browser)["Location"] == "/desk/sign-in/"
    assert not is_in(browser)


def test_another_claim_names_the_person_and_a_changing_one_does_not(site, person):
    site.OIDC_CLAIM = "staff_number"
    assert through(Client())["Location"] == "/desk/sign-in/"
    User.objects.filter(pk=person.pk).update(outer_id="A-0017")
    browser = Client()
    through(browser)
    assert is_in(browser)
    assert identifier_is_lasting(None) == []
    site.OIDC_CLAIM = "email"
    assert [one.id for one in identifier_is_lasting(None)] == ["mediation.E102"]


def test_the_second_factor_is_asked_for_as_after_a_password(site, person):
    kept = codes.encrypted("mediation.staff.factor", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    factor = SecondFactor.objects.create(user=person, kind="app", name="x", kept=kept, added_at=timezone.now())
    browser = Client()
    assert through(browser)["Location"] == "/desk/sign-in/factor/"
    assert not is_in(browser)
    factor.delete()
    above = world_organ_above(person)
    type(above).objects.filter(pk=above.pk).update(settings={"second_factor_roles": [Role.HANDLER]})
    browser = Client()
    through(browser)
    assert browser.get("/desk/")["Location"] == "/desk/factors/"


def world_organ_above(person: User) -> Any:
    return person.appointments.get().organ.superiors()[0]


def test_an_answer_opens_once_and_only_where_it_was_asked_for(site, person):
    browser = Client()
    led = recognized(browser.get(BEGIN)["Location"])
    stranger = Client()
    assert stranger.get(led)["Location"] == "/desk/sign-in/"
    assert not is_in(stranger), "an answer to another's question"
    assert browser.get(led)["Location"] == "/desk/"
    browser.post("/desk/sign-out/")
    assert browser.get(led)["Location"] == "/desk/sign-in/"
    assert not is_in(browser)


def test_who_refuses_at_the_provider_is_told_and_can_use_the_password(site, person):
    browser = Client()
    answer = through(browser, action="deny")
    assert answer["Location"] == "/desk/sign-in/"
    assert "统一身份认证没有成功" in browser.get("/desk/sign-in/").content.decode()


@pytest.mark.parametrize("query", ["", "?state=x", "?code=x", "?code=x&state=y", "?error=server_error", "?state=%00"])
def test_an_answer_that_nobody_asked_for_opens_nothing(site, query):
    assert Client().get(BACK + query)["Location"] == "/desk/sign-in/"


def test_a_provider_that_is_away_leaves_the_password(settings):
    settings.OIDC_ISSUER = f"http://localhost:{free_port()}"
    browser = Client()
    assert browser.get(BEGIN)["Location"] == "/desk/sign-in/"
    assert "统一身份认证没有成功" in browser.get("/desk/sign-in/").content.decode()


def test_where_there_is_none_nothing_is_offered(client):
    assert client.get(BEGIN).status_code == 404
    assert client.get(BACK).status_code == 404
    assert "sign-in/outer" not in client.get("/desk/sign-in/").content.decode()


@pytest.mark.parametrize("led", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_nobody_is_led_elsewhere(site, person, led):
    browser = Client()
    assert through(browser, start=f"{BEGIN}?next={urllib.parse.quote(led)}")["Location"] == "/desk/"


KEY, OTHER_KEY = ECKey.generate_key("P-256", {"kid": "1", "use": "sig"}), ECKey.generate_key("P-256", {"kid": "1"})


class Liar(ThreadingHTTPServer):
    """A provider that says whatever the test wants to be said."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Says)
        self.address = f"http://localhost:{self.server_port}"
        self.nonce = ""
        self.lie: dict[str, Any] = {}
        self.key: Any = KEY
        self.algorithm = "ES256"

    def token(self) -> str:
        now = int(time.time())
        true = {
            "iss": self.address,
            "aud": "mediation",
            "sub": "subject-1",
            "nonce": self.nonce,
            "iat": now,
            "exp": now + 60,
        }
        claims = {name: value for name, value in {**true, **self.lie}.items() if value is not None}
        if self.algorithm == "none":
            parts = (json.dumps({"alg": "none"}).encode(), json.dumps(claims).encode())
            return ".".join(base64.urlsafe_b64encode(one).rstrip(b"=").decode() for one in parts) + "."
        return jwt.encode({"alg": self.algorithm, "kid": "1"}, claims, self.key, algorithms=[self.algorithm])

    def answers(self) -> dict[str, Any]:
        return {
            "/.well-known/openid-configuration": {
                "issuer": self.address, "authorization_endpoint": f"{self.address}/a", "token_endpoint": f"{self.address}/t",
                "jwks_uri": f"{self.address}/k", "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
            },
            "/k": KeySet([KEY]).as_dict(private=False),
            "/t": {"access_token": "x", "token_type": "Bearer", "id_token": self.token()},
        }  # fmt: skip


class Says(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps(self.server.answers()[self.path]).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *told: Any) -> None:
        pass


@pytest.fixture
def liar(settings, person):
    with Liar() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = server.address, "mediation"
        yield server
        server.shutdown()
        thread.join()


def answered_by(liar: Liar) -> Client:
    browser = Client()
    stated = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(browser.get(BEGIN)["Location"]).query))
    liar.nonce = liar.nonce or stated["nonce"]
    browser.get(f"{BACK}?code=x&state={stated['state']}")
    return browser


def test_a_true_word_is_believed(liar):
    assert is_in(answered_by(liar))


@pytest.mark.parametrize(
    ("came_from", "led_on"),
    [("same-origin", True), ("none", True), ("cross-site", False), ("same-site", False), ("x", False)],
)
def test_whom_another_site_sends_presses_the_button_himself(liar, came_from, led_on):
    led = Client().get(BEGIN, headers={"sec-fetch-site": came_from})["Location"]
    assert led.startswith(liar.address) if led_on else led == "/desk/sign-in/"


def test_what_another_issuer_tells_of_itself_is_not_followed(liar):
    told, elsewhere = liar.answers(), "https://elsewhere.example"
    told["/.well-known/openid-configuration"]["issuer"] = elsewhere
    liar.answers = lambda: told
    assert Client().get(BEGIN)["Location"] == "/desk/sign-in/"


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "of another question"},
        {"nonce": None},
        {"iss": "https://elsewhere.example"},
        {"iss": None},
        {"aud": "another site"},
        {"aud": ["another site"]},
        {"aud": None},
        {"exp": 1},
        {"exp": None},
        {"sub": None},
        {"sub": ""},
        {"sub": ["subject-1"]},
        {"sub": "x" * 500},
    ],
)
def test_a_lie_is_not(liar, lie):
    liar.lie = lie
    assert not is_in(answered_by(liar))


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [(OTHER_KEY, "ES256"), (None, "none"), (OctKey.import_key("secret of the site, 32 bytes or more"), "HS256")],
)
def test_a_word_that_the_provider_did_not_sign_is_not(liar, key, algorithm):
    liar.key, liar.algorithm = key, algorithm
    assert not is_in(answered_by(liar))


def test_an_administrator_enters_the_identifier_once_for_one_person(world, person):
    desk = Client()
    desk.force_login(world.staff(Role.ADMINISTRATOR, world.office))
    form = f"/desk/office/enter/amend_person/?user={person.pk}"
    assert 'value="subject-1"' in desk.get(form).content.decode()
    sent = {"person": world.handler.pk, "name": world.handler.name, "outer_id": "subject-1"}
    assert "已经登记在" in desk.post("/desk/office/enter/amend_person/", sent).content.decode()
    desk.post("/desk/office/enter/amend_person/", {**sent, "outer_id": " subject-2 "})
    assert User.objects.get(pk=world.handler.pk).outer_id == "subject-2"
    assert "subject-2" in desk.get(f"/desk/office/people/{world.handler.pk}/").content.decode()
    for who in (world.handler, person):  # taken off both, so that neither is named by it any more
        desk.post("/desk/office/enter/amend_person/", {"person": who.pk, "name": who.name, "_key": f"{who.pk:032}"})
    assert not User.objects.exclude(outer_id=None).exists()


def test_an_identifier_that_another_has_now_is_not_given_back(world, person):
    desk = Client()
    desk.force_login(world.staff(Role.ADMINISTRATOR, world.office))
    desk.post("/desk/office/enter/amend_person/", {"person": person.pk, "name": person.name, "outer_id": "subject-9"})
    change = OfficeChange.objects.get(kind="amend_person")
    User.objects.filter(pk=world.handler.pk).update(outer_id="subject-1")
    answer = desk.post(f"/desk/office/ledger/{change.pk}/revert/", {"why_reverted": "登记错"})
    assert "已经登记给别人" in answer.content.decode()
