"""The running record of a session of a mediation, and of a conference: typed, read, signed, then printed."""

from __future__ import annotations

import json
from uuid import uuid4

import pgtrigger
import pytest

from mediation.actions.sittings.said import Entry, keep
from mediation.models import Event, HearingStatement, JointConference, MediationSession, Paper
from mediation.permissions import Actor
from mediation.queries.sittings.said import verify_records
from mediation.vocabulary import PaperKind
from mediation.workflows.base import NotAllowed
from tests.actions.sittings.test_record_signed import HAND
from tests.factories.conference import MEETING, convened, held, resolved
from tests.factories.mediation import do, everyone, in_session, mediator_of
from tests.factories.world import at
from tests.refusals import refused

DAY = "2025-03-17"
HIS_HAND = {"way": "drawn", "drawing": json.dumps(HAND), "device": "平板"}


def says(sitting, by, text, phase, speaker="张大山", day=DAY, **more):
    """It is typed on the page."""
    entry = Entry(**{"key": uuid4(), "phase": phase, "speaker": speaker, "text": text, **more})
    now = at(day, "09:30")
    return keep(sitting.pk, entry, by=Actor(on=now.date(), user=by), at=now, model=type(sitting))


@pytest.fixture
def mediator(world, open_session):
    return mediator_of(world, world.bureau)


def closes(session, mediator, **facts):
    return do(session, "close", mediator, DAY, "11:00", result="to_be_continued", recorder="小李", **facts)


def test_what_is_said_in_a_session_is_read_and_signed_before_the_minutes_are_issued(open_session, mediator):
    do(open_session, "enter_phase", mediator, DAY, "09:20", phase="statements")
    wrong = says(open_session, mediator, "愿意让五厘", "statements")
    with refused("record_not_read"):
        closes(open_session, mediator)
    do(open_session, "correct_entry", mediator, DAY, no=wrong.no, to_text="愿意让三厘", asked_by="张大山")
    do(open_session, "read_record", mediator, DAY, "10:40", way="read_out")
    first, *others = everyone(open_session.mediation)
    do(open_session, "sign_record", mediator, DAY, "10:45", party=first, **HIS_HAND)
    with refused("typed_record_not_signed"):
        closes(open_session, mediator)
    for party in others:
        do(
            open_session,
            "sign_record",
            mediator,
            DAY,
            "10:50",
            party=party,
            way="refused",
            why="要回去商量",
            witness="小李",
        )
    closes(open_session, mediator)
    told = Paper.objects.of_kind(PaperKind.MEDIATION_RECORD).get().snapshot
    assert [(one["phase"], one["text"]) for one in told["record"]] == [("各方陈述", "愿意让三厘")]
    assert told["record"][0]["corrections"] == [{"asked_by": "张大山", "was": "愿意让五厘"}]
    assert told["read"]["how"] == "向参加人宣读"
    assert [one["signed"] for one in told["signers"]] == [True, *[False for _one in others]]
    assert not open_session.matter.events.filter(facts__icontains="愿意让").exists()


def test_minutes_that_nobody_has_read_do_not_say_so(open_session, mediator):
    closes(open_session, mediator)
    minutes = Paper.objects.of_kind(PaperKind.MEDIATION_RECORD).get()
    assert minutes.snapshot["read"] == {}
    assert minutes.snapshot["reading"] == ""


def test_what_is_confided_in_a_separate_talk_stands_in_no_record(world, ready_mediation):
    talk = in_session(world, ready_mediation, separate=True)
    mediator = mediator_of(world, world.bureau)
    with refused("record_closed"):
        says(talk, mediator, "底价一元", "statements")
    with refused("separate_without_record"):
        do(talk, "enter_phase", mediator, DAY, phase="statements")
    with refused("separate_without_record"):
        do(talk, "recess", mediator, DAY)
    assert not HearingStatement.objects.exists()


def test_what_was_typed_is_not_stated_once_more_at_the_end(open_session, mediator):
    says(open_session, mediator, "愿意让五厘", "statements")
    with refused("statements_twice"):
        closes(open_session, mediator, checked_facts="欠款属实")


def test_nobody_but_its_mediator_writes_and_a_part_is_one_of_its_own(world, open_session, mediator):
    with pytest.raises(NotAllowed):
        says(open_session, world.handler, "……", "statements")
    with refused("phase_unknown"):
        says(open_session, mediator, "……", "debate")


def test_each_step_seals_the_record_and_a_changed_word_is_found(open_session, mediator):
    said = says(open_session, mediator, "愿意让五厘", "statements")
    do(open_session, "recess", mediator, DAY, "09:50")
    do(open_session, "go_on", mediator, DAY, "10:00")
    sealed = Event.objects.filter(object_type="mediationsession", step="go_on").get().facts["beside"]
    assert sealed["said"] == 2
    assert not list(verify_records())
    pause = open_session.statements.get(kind="recess")
    assert pause.get_kind_display() == "暂停"
    with pgtrigger.ignore("mediation.HearingStatement:append_only"):
        HearingStatement.objects.filter(pk=said.pk).update(text="愿意让六厘")
    assert [(fault.thing, fault.no) for fault in verify_records()] == [("调解会议", 1)]


# Conferences


@pytest.fixture
def meeting(world) -> JointConference:
    """Two organs are there; nothing is written down yet."""
    conference = convened(world)
    return do(conference, "hold", world.dispatcher, MEETING, present=[world.bureau, world.other_bureau])


def test_the_positions_of_organs_stand_in_the_minutes_under_their_item(world, meeting):
    by = world.dispatcher
    do(meeting, "enter_phase", by, MEETING, phase="item_1")
    says(meeting, by, "由我局先行垫付。", "item_1", speaker=world.bureau.name, day=MEETING)
    resolved(world, meeting)
    with refused("record_not_read"):
        do(meeting, "issue_minutes", by, MEETING)
    do(meeting, "read_record", by, MEETING, "10:40", way="read")
    do(meeting, "sign_record", by, MEETING, "10:45", member=world.bureau, signer="王科长", **HIS_HAND)
    with refused("typed_record_not_signed"):
        do(meeting, "issue_minutes", by, MEETING)
    with refused("signer_not_there"):
        do(meeting, "sign_record", by, MEETING, "10:46", member=world.discipline, **HIS_HAND)
    do(meeting, "sign_record", by, MEETING, "10:46", member=world.other_bureau, **HIS_HAND)
    do(meeting, "issue_minutes", by, MEETING)
    told = Paper.objects.of_kind(PaperKind.CONFERENCE_MINUTES).get().snapshot
    (position,) = told["record"]
    assert position["phase"].startswith("议题1：")
    assert (position["speaker"], position["text"]) == (world.bureau.name, "由我局先行垫付。")
    assert [one["signer"] for one in told["signers"]] == ["王科长", world.other_bureau.name]
    assert JointConference.objects.get(pk=meeting.pk).organ == meeting.organ


def test_a_conference_knows_no_item_that_is_not_on_its_agenda(world, meeting):
    with refused("phase_unknown"):
        do(meeting, "enter_phase", world.dispatcher, MEETING, phase="item_9")
    with pytest.raises(NotAllowed):
        says(meeting, world.head, "……", "item_1", day=MEETING)


def test_a_conference_written_down_afterwards_is_neither_read_nor_signed(world):
    conference = held(world, convened(world))
    resolved(world, conference)
    do(conference, "issue_minutes", world.dispatcher, MEETING)
    told = Paper.objects.of_kind(PaperKind.CONFERENCE_MINUTES).get().snapshot
    assert (told["record"], told["read"], told["signers"]) == ([], {}, [])
    assert not MediationSession.objects.exists()
