"""短信验证码: the second thing that an act that binds asks for, where a mobile number is known and messages can be sent."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.urls import reverse

from mediation.actions import messages, sms
from mediation.models import Event, Message, Party, PartyChange
from tests.factories.people import OWN_SECRET, with_secret
from tests.factories.world import at
from tests.stages import staged
from tests.web.intake.test_portal import enter

MOVE = "/portal/open/partychange/confirm_address/"
SENT: list[tuple[str, str]] = []


def keep(phone, text):
    """The adapter of these tests."""
    SENT.append((phone, text))


def refuse(phone, text):
    raise ConnectionError


@staged
def petition(world):
    return world.accepted()


@pytest.fixture
def zhang(world, petition, clock, settings):
    clock.move_to(at("2025-03-10"))
    settings.SMS_ADAPTER = f"{__name__}.keep"
    SENT.clear()
    party = world.party(petition.matter, "张大山")
    Party.objects.filter(pk=party.pk).update(phone="138 0000 0001")
    with_secret(party)
    return Party.objects.get(pk=party.pk)


@pytest.fixture
def phone(client, zhang):
    enter(client, zhang)
    return client


def moved(browser, secret="", code="", n=1):
    form = {"address": "青河县南街8号", "_key": f"{n:032x}", "secret": secret, "sms_code": code}
    return browser.post(MOVE, form)


def done():
    return PartyChange.objects.filter(kind="contact").count()


def code_of(sent):
    return sent[1].split("验证码")[1][:6]


def said(answer):
    return answer.content.decode()


def test_after_the_secret_a_code_goes_to_the_telephone_and_with_it_the_step_is_taken(phone):
    answer = moved(phone, OWN_SECRET)
    assert "尾号0001" in said(answer)
    assert "青河县南街8号" in said(answer), "what was typed is kept"
    assert 'name="sms_code"' in said(answer)
    assert [one[0] for one in SENT] == ["13800000001"]
    assert done() == 0
    assert moved(phone, code=code_of(SENT[0])).status_code == 302
    assert done() == 1
    assert moved(phone, code=code_of(SENT[0])).status_code == 302, "a second click has the first answer"
    assert done() == 1


def test_no_code_goes_out_before_the_secret_was_right(phone):
    assert "办事密码不对" in said(moved(phone, "111222"))
    assert moved(phone, code="123456").status_code == 409
    assert (SENT, done()) == ([], 0)


def test_the_code_is_of_one_form_and_for_five_minutes(phone, zhang, clock):
    moved(phone, OWN_SECRET)
    assert moved(phone, code=code_of(SENT[0]), n=2).status_code == 409, "another form asks for the secret again"
    moved(phone, OWN_SECRET, n=3)
    assert moved(phone, code=code_of(SENT[0]), n=3).status_code == 409, "the newest one counts"
    clock.move_to(at("2025-03-10", "09:06"))
    assert moved(phone, code=code_of(SENT[1]), n=3).status_code == 409
    assert done() == 0


def test_five_wrong_ones_end_it(phone):
    moved(phone, OWN_SECRET)
    right = code_of(SENT[0])
    wrong = f"{(int(right) + 1) % 10**6:06}"
    assert ["短信验证码不对" in said(moved(phone, code=wrong)) for _n in range(5)] == [True] * 5
    assert "已经作废" in said(moved(phone, code=right))
    assert moved(phone, code=right).status_code == 409
    assert done() == 0


def test_ten_a_day_go_to_one_person(phone):
    for n in range(12):
        moved(phone, OWN_SECRET, n=n)
    assert len(SENT) == 10


def test_without_adapter_or_mobile_number_the_secret_is_enough(phone, zhang, settings):
    Party.objects.filter(pk=zhang.pk).update(phone="0555-7230001")
    assert moved(phone, OWN_SECRET).status_code == 302
    Party.objects.filter(pk=zhang.pk).update(phone="13800000001")
    settings.SMS_ADAPTER = ""
    assert moved(phone, OWN_SECRET, n=2).status_code == 302
    assert SENT == []


def test_where_none_can_be_sent_nothing_is_done_and_the_person_knows_what_to_do(phone, settings, caplog):
    settings.SMS_ADAPTER = f"{__name__}.refuse"
    with caplog.at_level(logging.INFO):
        answer = moved(phone, OWN_SECRET)
    assert "现在发不出去" in said(answer)
    assert "在纸上签名" in said(answer)
    assert "13800000001" not in caplog.text
    assert done() == 0


def test_the_code_stands_in_no_record_message_session_or_log(phone, caplog):
    with caplog.at_level(logging.DEBUG):
        moved(phone, OWN_SECRET)
        code = code_of(SENT[0])
        moved(phone, code=code)
    kept = [str(dict(phone.session)), caplog.text, *(str(one.__dict__) for one in Event.objects.all())]
    assert not [one for one in [*kept, *Message.objects.values_list("text", flat=True)] if code in one]


def test_what_does_not_bind_asks_for_none(phone):
    page = said(phone.get(reverse("portal:open", args=["recusal", "ask"])))
    assert 'name="secret"' not in page
    assert 'name="sms_code"' not in page


def test_that_a_secret_was_set_goes_to_the_telephone_of_who_has_no_mail(phone, zhang):
    zhang.own_secret.delete()
    phone.post(reverse("portal:secret"), {"secret": OWN_SECRET, "again": OWN_SECRET})
    told = Message.objects.get(party=zhang, key__startswith="secret:")
    messages.pass_on(told.pk)
    messages.pass_on(told.pk)
    assert [(to, "办事密码已经在网上设定" in text) for to, text in SENT] == [("13800000001", True)]
    other = Message.objects.filter(party=zhang).exclude(pk=told.pk).first()
    assert other is None or messages.pass_on(other.pk) is None
    assert len(SENT) == 1, "nothing else goes there"


@pytest.mark.loopback
def test_a_gateway_that_leads_elsewhere_is_not_followed(settings):
    heard = []

    class Gateway(BaseHTTPRequestHandler):
        def do_POST(self):
            heard.append(self.path)
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def do_GET(self):
            heard.append(self.path)

        def log_message(self, *rest):
            pass

    server = HTTPServer(("127.0.0.1", 0), Gateway)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    settings.SMS_ADAPTER = "mediation.actions.sms.by_gateway"
    settings.SMS_URL, settings.SMS_KEY = f"http://127.0.0.1:{server.server_port}/send", "key of the gateway"
    with pytest.raises(sms.NotSent):
        sms.send("13800000001", "验证码123456")
    server.shutdown()
    server.server_close()
    assert heard == ["/send"]


@pytest.mark.loopback
def test_the_gateway_gets_what_it_can_prove_to_be_ours(settings):
    heard = []

    class Gateway(BaseHTTPRequestHandler):
        def do_POST(self):
            heard.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *rest):
            pass

    server = HTTPServer(("127.0.0.1", 0), Gateway)
    threading.Thread(target=server.handle_request, daemon=True).start()
    settings.SMS_ADAPTER = "mediation.actions.sms.by_gateway"
    settings.SMS_URL, settings.SMS_KEY = f"http://127.0.0.1:{server.server_port}/send", "key of the gateway"
    sms.send("13800000001", "验证码123456")
    server.server_close()
    headers, body = heard[0]
    assert json.loads(body) == {"phone": "13800000001", "text": "验证码123456"}
    signed = f"{headers['X-Timestamp']}\n{headers['X-Nonce']}\n".encode() + body
    assert headers["X-Signature"] == hmac.new(b"key of the gateway", signed, hashlib.sha256).hexdigest()
    with pytest.raises(sms.NotSent):
        sms.send("13800000001", "验证码123456")  # nobody listens any more
