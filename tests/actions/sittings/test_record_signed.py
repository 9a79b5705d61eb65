"""The record is read, corrected, signed; only then it is issued."""

from __future__ import annotations

import json

import pytest
from django.core.files.base import ContentFile

from mediation.models import Event
from mediation.vocabulary import PaperKind
from mediation.workflows.sittings.signing import is_drawn, path_of, strokes_in
from tests.actions.sittings.test_record import say
from tests.factories.hearings import DAY, PHASES, HearingCourse
from tests.factories.world import World
from tests.refusals import refused
from tests.stages import staged

HAND = [[[90, 150], [180, 120], [260, 110]], [[170, 60], [160, 180], [110, 300]], [[400, 120], [610, 105], [380, 330]]]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)


@staged
def course(world: World) -> HearingCourse:
    """All were heard, the panel has voted."""
    course = HearingCourse(world)
    course.deliberating()
    course.vote(True, True, False)
    return course


def read(course):
    return course.take("read_record", course.recorder, DAY, "11:40", way="read")


def sign(course, party, **more):
    told = {"way": "drawn", "drawing": json.dumps(HAND), "device": "平板", **more}
    return course.take("sign_record", course.recorder, DAY, "11:45", party=party, **told)


def closes(course, **facts):
    return course.take("conclude", course.presider, DAY, "12:00", announced=True, **facts)


def test_nothing_is_signed_or_closed_before_it_was_read(course):
    with refused("record_not_read"):
        sign(course, course.zhang)
    with refused("record_not_read"):
        closes(course, signatures=[{"party": course.zhang, "signed": True}, {"party": course.li, "signed": True}])
    assert not course.papers(PaperKind.HEARING_RECORD)


def test_what_was_signed_on_the_page_closes_the_record_and_stands_in_it(course):
    read(course)
    sign(course, course.zhang, witness="孙记录")
    with refused("record_not_signed"):
        closes(course)
    sign(course, course.li, way="refused", drawing="", why="认为记录不全", witness="孙记录")
    closes(course)
    (record,) = course.papers(PaperKind.HEARING_RECORD)
    zhang, li = record.snapshot["participants"]
    assert (zhang["signed"], zhang["drawing"]) == (True, path_of(strokes_in(json.dumps(HAND))))
    assert (li["signed"], li["signature_note"], li["witness"]) == (False, "认为记录不全", "孙记录")
    assert record.snapshot["read"]["how"] == "交参加人阅读"
    assert record.snapshot["began_at"].startswith("2025-10-20T09:00")
    assert record.snapshot["root"] == course.hearing.last_entry()[1]


def test_a_correction_after_the_signature_is_read_and_signed_anew(course):
    read(course)
    sign(course, course.zhang)
    course.take("correct_entry", course.recorder, DAY, no=3, to_text="要求补差六角。", asked_by="李秀英")
    assert not course.hearing.was_read()
    assert course.hearing.signed_as_it_stands() == {}
    with refused("record_not_read"):
        sign(course, course.li)
    read(course)
    sign(course, course.li)
    with refused("record_not_signed"):
        closes(course)
    sign(course, course.zhang)
    assert closes(course).state == "concluded"


def test_two_wordings_of_one_line_are_decided_before_it_is_read(course):
    course.take("correct_entry", course.recorder, DAY, no=3, to_text="甲")
    wrong, right = course.hearing.statements.get(no=3), course.hearing.statements.get(text="甲")
    assert right.line == wrong.line
    say(course, "乙", strikes=wrong.key)
    with refused("record_in_conflict"):
        read(course)
    say(course, "", strikes=right.key)
    read(course)


@pytest.mark.parametrize(
    "drawing",
    ["", "[]", "[[]]", "[[[500,200]]]", "[[[1,1],[2,2]]]", "drawn", '{"a":1}', "[[[5,5,5]]]", "[[[2000,1],[1,1]]]", "[[[true,1]]]"],
)  # fmt: skip
def test_an_empty_or_broken_drawing_is_no_signature(course, drawing):
    read(course)
    with refused("signature_empty"):
        sign(course, course.zhang, drawing=drawing)
    assert not is_drawn(strokes_in(drawing))


def test_a_dot_however_often_it_is_pressed_is_no_signature():
    assert not is_drawn([[(500, 200), (501, 201)] * 200])
    assert is_drawn([[tuple(point) for point in stroke] for stroke in HAND])


def test_a_signature_on_paper_comes_with_its_scan(course):
    read(course)
    with refused("signed_paper_missing"):
        sign(course, course.zhang, way="paper", drawing="")
    sign(course, course.zhang, way="paper", drawing="", scan=[ContentFile(PNG, name="签名页.png")])
    assert course.matter.attachments.filter(name="签名页.png").exists()


def test_a_refusal_says_why_and_who_saw_it(course):
    read(course)
    with refused("signature_refusal_unexplained"):
        sign(course, course.zhang, way="refused", why="不同意")


def test_only_who_came_signs(course):
    read(course)
    course.hearing.invited.filter(party=course.li).update(outcome="absent_with_cause")
    with refused("signer_not_there"):
        sign(course, course.li)


def test_the_ledger_keeps_the_root_and_a_digest_of_the_hand_alone(course):
    read(course)
    sign(course, course.zhang)
    event = Event.objects.get(step="sign_record")
    assert set(event.facts["drawing"]) == {"hmac"}
    assert event.facts["beside"] == {"said": len(PHASES), "root": course.hearing.last_entry()[1]}


def test_a_row_of_the_closing_form_that_says_nothing_takes_back_no_signature(course):
    read(course)
    sign(course, course.zhang)
    sign(course, course.li)
    closes(course, signatures=[{"party": party, "signed": False, "note": ""} for party in (course.zhang, course.li)])
    assert set(course.hearing.invited.values_list("signed", flat=True)) == {True}
