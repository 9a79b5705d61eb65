"""A party reads the record of a sitting on its own phone in full, asks for a correction, signs that very text, or refuses."""

from __future__ import annotations

import json
import mimetypes
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from mediation.actions import gateway
from mediation.models import Agent, HearingStatement, RecordSignature
from mediation.vocabulary import PaperKind
from mediation.workflows.sittings.signing import is_drawn, strokes_in
from tests.actions.sittings.test_record_signed import HAND
from tests.browser import opened
from tests.factories.hearings import DAY, HearingCourse
from tests.factories.people import OWN_SECRET, agent_of, with_secret
from tests.factories.world import World, at
from tests.stages import staged
from tests.web.intake.test_portal import enter


@staged
def course(world: World) -> HearingCourse:
    """All were heard, the panel has voted, the record was given to be read."""
    course = HearingCourse(world)
    course.deliberating()
    course.vote(True, True, False)
    course.take("read_record", course.recorder, DAY, "11:40", way="read")
    return course


@pytest.fixture(autouse=True)
def _on_its_day(clock):
    if clock is not None:  # a browser has the real one
        clock.move_to(at(DAY, "11:45"))


@pytest.fixture
def phone(course):
    """The party's own, let in by the slip; its secret was set long ago."""
    with_secret(course.zhang)
    return let_in(course.zhang)


def let_in(party):
    browser = Client()
    enter(browser, party)
    return browser


def page_of(course, step="sign_own"):
    return reverse("portal:step", args=["hearing", course.pk, step])


def signs(phone, course, **more):
    told = {
        "answer": "signed", "drawing": json.dumps(HAND), "read_root": course.hearing.last_entry()[1], "secret": OWN_SECRET,
        "_key": "a" * 32, **more,
    }  # fmt: skip
    return phone.post(page_of(course), told)


def said(answer):
    return answer.content.decode()


def test_the_whole_text_is_read_signed_and_printed_with_its_device(phone, course):
    assert page_of(course) in said(phone.get(reverse("portal:matter")))
    shown = said(phone.get(page_of(course)))
    for row in course.hearing.statements.spoken():
        assert row.speaker in shown
        assert row.text in shown
    assert course.hearing.last_entry()[1] in shown
    assert signs(phone, course).status_code == 302
    signature = RecordSignature.objects.get()
    assert (signature.way, signature.signer, signature.by) == ("own", "张大山", None)
    assert signature.root == course.hearing.last_entry()[1]
    course.take(
        "sign_record", course.recorder, DAY, "11:50", party=course.li, way="refused", why="不看", witness="孙记录"
    )
    course.take("conclude", course.presider, DAY, "12:00", announced=True)
    (record,) = course.papers(PaperKind.HEARING_RECORD)
    assert record.snapshot["participants"][0]["own"] is True


def test_it_binds_so_it_is_not_taken_without_the_own_secret(phone, course):
    assert "请输入办事密码" in said(signs(phone, course, secret=""))
    assert "办事密码不对" in said(signs(phone, course, secret="402817"))
    assert not RecordSignature.objects.exists()


def test_a_text_changed_meanwhile_an_empty_hand_and_a_refusal_without_reason_are_refused(phone, course):
    assert "笔录又有改动" in said(signs(phone, course, read_root="0" * 64))
    for empty in ("", "[]", "[[[500,200],[501,201]]]"):
        assert "签名是空白的" in said(signs(phone, course, drawing=empty))
    assert "请写明理由" in said(signs(phone, course, answer="refused", drawing=""))
    assert not RecordSignature.objects.exists()
    signs(phone, course, answer="refused", drawing="", why="少记了运费")
    assert (signature := RecordSignature.objects.get()).why == "少记了运费"
    assert signature.way == "refused"


def test_what_is_asked_to_be_corrected_stands_in_the_record_and_it_is_read_anew(phone, course):
    phone.post(page_of(course, "ask_correction"), {"no": "3", "words": "是六角，不是五角", "_key": "b" * 32})
    asked = HearingStatement.objects.get(kind="asked")
    assert (asked.speaker, asked.text) == ("张大山", "第3条：是六角，不是五角")
    assert not course.hearing.was_read()
    shown = said(phone.get(page_of(course)))
    assert "笔录还没有交参加人阅读" in shown
    assert "……" not in shown, "nothing is shown that was not given to be read"


def test_who_was_not_there_reads_nothing_and_signs_nothing(course):
    course.hearing.invited.filter(party=course.zhang).update(outcome="absent_with_cause")
    with_secret(course.zhang)
    phone = let_in(course.zhang)
    assert page_of(course) not in said(phone.get(reverse("portal:matter")))
    shown = said(phone.get(page_of(course)))
    assert "<strong>" + course.hearing.statements.spoken().first().speaker not in shown
    for more in ({}, {"answer": ""}, {"secret": ""}):
        assert "<strong>" + course.hearing.statements.spoken().first().speaker not in said(signs(phone, course, **more))
    assert not RecordSignature.objects.exists()


def test_an_agent_signs_for_the_party_only_where_he_was_there_for_it(course):
    by = course.world.handler
    agent = agent_of(course.matter, [course.zhang], by, "2025-09-30", name="钱代理")
    gateway.perform(Agent, agent.pk, "give_code", by=by, at=at("2025-09-30"), code="ABCDE-FGHJK")
    with_secret(agent)
    phone = Client()
    phone.post(reverse("portal:enter"), {"number": course.matter.number, "code": "ABCDE-FGHJK"})
    assert "到场代为发言的代理人" in said(signs(phone, course))
    course.hearing.invited.filter(party=course.zhang).update(agents="钱代理")
    assert signs(phone, course).status_code == 302
    assert RecordSignature.objects.get().signer == "钱代理"


def test_two_on_one_phone_within_seconds_are_shown_to_who_issues(phone, course, desk, clock):
    signs(phone, course)
    with_secret(course.li)
    clock.move_to(at(DAY, "11:45"))
    signs(let_in(course.li), course)
    shown = said(desk(course.presider).get(reverse("desk:sitting", args=[course.pk])))
    assert "与前一人在同一设备上只相隔" in shown


# The field in which one signs


@pytest.fixture
def shown(phone, course):
    """The page as the server gives it, before there is a browser."""
    return said(phone.get(page_of(course)))


@pytest.fixture
def drawn_on(shown, chromium):
    """The page on a phone of 360 px, its files served without a server."""
    page = opened(chromium, "http://127.0.0.1:9", 360)

    def serve(route):
        path = route.request.url.split("//", 1)[1].split("/", 1)[1].split("?")[0]
        if path.startswith("static/") and (found := finders.find(path[7:])):
            route.fulfill(body=Path(found).read_bytes(), content_type=mimetypes.guess_type(found)[0] or "text/plain")
        else:
            route.fulfill(body=shown if path == "page" else "", content_type="text/html; charset=utf-8")

    page.route("**/*", serve)
    page.goto("http://127.0.0.1:9/page")
    return page


def draws(page):
    page.locator("#pad").scroll_into_view_if_needed()
    box = page.locator("#pad").bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 30)
    page.mouse.down()
    for step in range(1, 13):
        page.mouse.move(box["x"] + 30 + 15 * step, box["y"] + 30 + (20 if step % 2 else 60))
    page.mouse.up()


def sent(page):
    """What the form would send, and whether anything is seen in the field."""
    dark = page.evaluate(
        "() => { const pad = document.getElementById('pad');"
        " return pad.getContext('2d').getImageData(0, 0, pad.width, pad.height).data.some(one => one > 0); }"
    )
    return page.locator("#sign input[name=drawing]").input_value(), dark


@pytest.mark.browser
def test_a_hand_stays_when_the_phone_is_turned_scrolled_and_resized_and_an_erased_one_does_not_come_back(drawn_on):
    page = drawn_on
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    draws(page)
    first, seen = sent(page)
    assert is_drawn(strokes_in(first))
    assert seen
    for size in ({"width": 740, "height": 360}, {"width": 360, "height": 740}, {"width": 412, "height": 800}):
        page.set_viewport_size(size)
        page.evaluate("scrollTo(0, 0)")
        page.locator("#pad").scroll_into_view_if_needed()
        page.wait_for_timeout(100)
        assert sent(page) == (first, True)
    page.click("#wipe")
    for size in ({"width": 740, "height": 360}, {"width": 360, "height": 740}):
        page.set_viewport_size(size)
        page.wait_for_timeout(100)
        wiped, seen = sent(page)
        assert not is_drawn(strokes_in(wiped))
        assert not seen
