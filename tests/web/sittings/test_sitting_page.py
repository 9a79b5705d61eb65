"""The page on which a hearing is held, as its forms and its script meet it."""

from __future__ import annotations

import json
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from mediation.vocabulary import Presence
from tests.factories.hearings import DAY, HearingCourse
from tests.factories.world import World, at
from tests.stages import staged


@staged
def course(world: World) -> HearingCourse:
    """In session on its day."""
    course = HearingCourse(world)
    course.opened()
    return course


@pytest.fixture(autouse=True)
def _on_its_day(clock):
    clock.move_to(at(DAY, "09:30"))


def send(browser, course, *items, user=None, after=0):
    """What the script sends."""
    body = {"user": (user or course.recorder).pk, "after": after, "items": list(items)}
    address = reverse("desk:sitting-said", args=[course.pk])
    return browser.post(address, json.dumps(body), content_type="application/json")


def item(text="补差。", **more):
    return {"key": str(uuid4()), "phase": "petitioner_statement", "speaker": "张大山", "text": text, **more}


def words(course):
    return [one.text for one in course.hearing.statements.spoken()]


def page(browser, course, query=""):
    return browser.get(reverse("desk:sitting", args=[course.pk]) + query).content.decode()


def tap(browser, course, **told):
    return browser.post(reverse("desk:sitting-tap", args=[course.pk]), told, follow=True).content.decode()


def test_what_is_sent_twice_is_kept_once_and_answered_alike(course, desk):
    browser, one = desk(course.recorder), item()
    first, again = (send(browser, course, one).json() for _time in range(2))
    assert first["stored"] == again["stored"] == [one["key"]]
    assert words(course) == ["补差。"]
    assert [row["text"] for row in again["rows"]] == ["补差。"]
    assert send(browser, course, after=1).json()["rows"] == []


def test_what_is_refused_holds_up_nothing_and_says_why(course, desk):
    good, bad, odd = item(), item(""), item(phase=None)
    told = send(desk(course.recorder), course, bad, odd, {"key": 5}, "x", good).json()
    assert told["stored"] == [good["key"]]
    assert told["refused"][bad["key"]] == "请选择发言人，并填写发言内容。"
    assert told["refused"][odd["key"]]


@pytest.mark.parametrize("body", ["{", "[]", "{}", '{"user": "x", "items": []}', '{"user": 1, "items": 5}'])
def test_what_cannot_be_read_is_a_bad_request(course, desk, body):
    address = reverse("desk:sitting-said", args=[course.pk])
    assert desk(course.recorder).post(address, body, content_type="application/json").status_code == 400


def test_another_person_does_not_send_what_the_first_had_typed(course, desk):
    answer = send(desk(course.presider), course, item(), user=course.recorder)
    assert answer.status_code == 409
    assert answer.json()["other"] == "陈主持"
    assert not words(course)


def test_the_part_goes_the_same_way_and_is_taken_once(course, desk):
    browser, stage = desk(course.recorder), {"key": str(uuid4()), "kind": "stage", "phase": "petitioner_statement"}
    for _time in range(2):
        assert send(browser, course, stage, item()).json()["phase"] == "petitioner_statement"
    assert course.hearing.statements.filter(kind="stage").count() == 1
    again = {**stage, "key": str(uuid4())}
    assert send(browser, course, again).json()["stored"] == [again["key"]]


def test_by_plain_form_an_entry_is_kept_corrected_and_struck(course, desk):
    browser, address = desk(course.recorder), reverse("desk:sitting-said", args=[course.pk])
    key, told = str(uuid4()), {"phase": "opening", "speaker": "张大山（信访人）", "text": "补差。"}
    for _click in range(2):
        browser.post(address, {**told, "key": key})
    assert words(course) == ["补差。"]
    assert "正在更正第1条" in page(browser, course, "?edit=1")
    browser.post(address, {**told, "other": "李秀英", "text": "补差六角。", "strikes": key, "asked_by": "李秀英"})
    assert [(one.speaker, one.text) for one in course.hearing.statements.spoken()] == [("李秀英", "补差六角。")]
    shown = page(browser, course)
    assert "<del" in shown
    assert "李秀英要求更正" in shown
    last = course.hearing.statements.get(no=2)
    browser.post(address, {**told, "strikes": str(last.key), "strike_out": "1"})
    assert not words(course)


def test_what_the_plain_form_refuses_stands_in_it_again(course, desk):
    browser = desk(course.recorder)
    told = {"phase": "opening", "text": "没有选发言人"}
    shown = browser.post(reverse("desk:sitting-said", args=[course.pk]), told, follow=True).content.decode()
    assert "请选择发言人，并填写发言内容。" in shown
    assert "没有选发言人</textarea>" in shown


def test_attendance_takes_one_tap_and_coming_and_going_stand_in_the_record(course, desk):
    browser, party = desk(course.recorder), course.zhang.pk
    assert "已离场" in tap(browser, course, step="record_attendance", party=party, move="left")
    assert "已离场" not in tap(browser, course, step="record_attendance", party=party, move="came")
    tap(browser, course, step="record_attendance", party=course.li.pk, outcome="absent_with_cause")
    tap(browser, course, step="record_attendance", party=course.li.pk, outcome="present")
    moves = course.hearing.statements.filter(kind__in=("came", "left")).values_list("speaker", "kind")
    assert list(moves) == [("张大山", "left"), ("张大山", "came"), ("李秀英", "came")]
    assert course.hearing.invited.get(party=course.li).outcome == Presence.PRESENT


def test_a_tap_that_is_refused_says_why(course, desk):
    assert "现在没有休庭。" in tap(desk(course.recorder), course, step="go_on")
    assert (
        "回到前面的环节应当说明理由"
        in [tap(desk(course.recorder), course, step="enter_phase", phase=part) for part in ("debate", "opening")][-1]
    )
    tap(desk(course.recorder), course, step="conclude")
    assert course.hearing.state == "in_session"


def test_who_reads_the_file_reads_the_record_and_cannot_write(course, desk):
    send(desk(course.recorder), course, item())
    handler = desk(course.world.handler)
    shown = page(handler, course)
    assert "补差。" in shown
    assert 'id="write"' not in shown
    told = send(handler, course, item(), user=course.world.handler).json()
    assert list(told["refused"].values()) == ["笔录由本次听证的记录员或者主持人记录。"]
    assert not told["open"]


def test_the_page_names_who_may_speak_and_what_is_owed(course, desk):
    shown = page(desk(course.recorder), course)
    for said in (
        "陈主持（主持人）",
        "张大山（信访人）",
        "李秀英（信访人）",
        "赵教授（听证员）",
        "听取：信访人最后陈述",
    ):
        assert said in shown


def test_one_reaches_the_page_from_the_hearing_and_from_my_work(course, desk):
    browser, here = desk(course.recorder), reverse("desk:sitting", args=[course.pk])
    assert here in browser.get(reverse("desk:object", args=["hearing", course.pk])).content.decode()
    assert here in browser.get(reverse("desk:my-work")).content.decode()


def test_the_words_of_the_organ_are_offered_by_part_without_a_script_too(course, desk):
    browser = desk(course.recorder)
    assert "请各方说明姓名、身份" in page(browser, course, "?words=1")
    tap(browser, course, step="enter_phase", phase="petitioner_last")
    organ = course.hearing.organ
    organ.settings = {"standing_words": {"hearing_petitioner_last": "请信访人作最后陈述，都可以说。"}}
    organ.save()
    shown = page(browser, course, "?words=1")
    assert "请信访人作最后陈述，都可以说。</textarea>" in shown
    assert 'value="陈主持（主持人）" checked' in shown
    assert "请信访人作最后陈述" not in page(browser, course).split("application/json")[0]


def test_what_a_side_answers_is_a_tap_and_what_is_owed_says_who_was_not_asked(course, desk):
    browser = desk(course.recorder)
    assert "询问张大山：身份、回避、权利义务" in page(browser, course)
    told = {"identity": "card", "challenge": "asked", "rights": "clear", "rights_said": "问能否改期"}
    asked = tap(browser, course, step="record_answers", party=course.zhang.pk, **told)
    assert "申请回避的，应当写明申请谁回避和理由。" in asked
    shown = tap(browser, course, step="record_answers", party=course.zhang.pk, challenge_said="申请赵教授回避", **told)
    assert "查验身份证件；申请回避：申请赵教授回避；已经清楚：问能否改期" in shown
    assert "登记张大山的回避申请" in shown
    assert "询问张大山" not in shown
    course.take("record_others", course.recorder, DAY, "09:31", others=[{"name": "周证人", "part": "witness"}])
    assert "周证人（证人）" in page(browser, course)


def test_the_page_leads_to_what_has_a_form_of_its_own_and_says_what_is_to_follow(course, desk):
    shown = page(desk(course.recorder), course)
    for step in ("record_others", "note_promise", "note_recording"):
        assert reverse("desk:step", args=["hearing", course.pk, step]) in shown
    facts = {"party": course.zhang, "what": "过磅单", "due": date(2025, 10, 25)}
    course.take("note_promise", course.recorder, DAY, "09:31", **facts)
    assert "会后提交的材料：张大山" in page(desk(course.recorder), course)


# Read and signed

HAND = "[[[90,150],[180,120],[260,110]],[[170,60],[160,180],[110,300]],[[400,120],[610,105],[380,330]]]"


def test_the_record_is_read_and_signed_on_its_pages(course, desk):
    browser, here = desk(course.recorder), reverse("desk:sitting-reading", args=[course.pk])
    send(browser, course, item())
    assert here in page(browser, course)
    assert "还没有读过" in browser.get(here).content.decode()
    signing = reverse("desk:sitting-sign", args=[course.pk, course.zhang.pk])
    told = {"way": "drawn", "drawing": HAND, "witness": "孙记录"}
    assert "笔录还没有交参加人阅读或者宣读" in browser.post(signing, told).content.decode()
    assert "此后没有改动" in browser.post(here, {"way": "read"}, follow=True).content.decode()
    assert "签名是空白的" in browser.post(signing, {**told, "drawing": "[]"}).content.decode()
    assert "见证人：孙记录" in browser.post(signing, told, follow=True).content.decode()
    second = reverse("desk:sitting-sign", args=[course.pk, course.li.pk])
    assert "同一设备上只相隔0秒" in browser.post(second, told, follow=True).content.decode()
    send(browser, course, item("再补充一句。"))
    assert "还没有签名" in browser.get(here).content.decode()


def test_who_does_not_keep_the_record_signs_nobody_in(course, desk):
    send(desk(course.recorder), course, item())
    handler = desk(course.world.handler)
    assert handler.get(reverse("desk:sitting-sign", args=[course.pk, course.zhang.pk])).status_code == 404
    handler.post(reverse("desk:sitting-reading", args=[course.pk]), {"way": "read"})
    assert not course.hearing.was_read()
