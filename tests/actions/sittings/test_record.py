"""The running record of a hearing: each entry once, corrected by revisions, sealed with every step."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext

from mediation.actions.sittings.said import Entry, keep
from mediation.models import Event, HearingStatement, User
from mediation.permissions import Actor
from mediation.queries.sittings.said import lines_of, verify_records
from mediation.vocabulary import PaperKind
from mediation.workflows.base import NotAllowed
from tests.factories.hearings import DAY, PHASES, HearingCourse
from tests.factories.world import World, at
from tests.refusals import refused
from tests.stages import staged

NOW = at(DAY, "09:30")


@staged
def course(world: World) -> HearingCourse:
    """In session on its day."""
    course = HearingCourse(world)
    course.opened()
    return course


def say(course: HearingCourse, text: str = "补差。", *, user: User | None = None, **more) -> HearingStatement:
    """The recorder types it."""
    entry = Entry(**{"key": uuid4(), "phase": "petitioner_statement", "speaker": "张大山", "text": text, **more})
    return keep(course.pk, entry, by=Actor(on=NOW.date(), user=user or course.recorder), at=NOW)


def test_an_entry_is_kept_once_however_often_it_is_sent(course):
    key = uuid4()
    first, again = say(course, "补差。", key=key), say(course, "补差。", key=key)
    assert first == again
    assert course.hearing.statements.count() == 1
    with refused("key_of_another"):
        say(course, "另一句。", key=key)


def test_only_who_keeps_the_record_writes_while_it_is_open(course):
    with pytest.raises(NotAllowed, check=lambda no: no.code == "not_the_recorder"):
        say(course, user=course.world.handler)
    course.take("terminate", course.presider, DAY, end_ground="left", why="信访人退场")
    with refused("record_closed"):
        say(course)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"text": " "}, "nothing_said"),
        ({"speaker": ""}, "nothing_said"),
        ({"phase": "elsewhere"}, "phase_unknown"),
        ({"text": "长" * 20_001}, "entry_too_long"),
        ({"text": "响铃\x07"}, "entry_unreadable"),
        ({"strikes": uuid4()}, "struck_unknown"),
    ],
)
def test_what_cannot_stand_in_the_record_is_refused(course, wrong, code):
    with refused(code):
        say(course, **wrong)
    assert not course.hearing.statements.exists()


def test_the_moment_is_the_browsers_unless_it_cannot_be(course):
    assert say(course, at=NOW - timedelta(minutes=7)).at == NOW - timedelta(minutes=7)
    assert say(course, at=NOW + timedelta(hours=1)).at == NOW
    assert say(course, at=NOW - timedelta(days=1)).at == NOW


def test_a_correction_strikes_and_both_stay(course):
    wrong = say(course, "差额六角。", speaker="李秀英")
    say(course, "还有运费。")
    say(course, "差额每公斤六角。", strikes=wrong.key, asked_by="张大山")
    first, second = lines_of(course.hearing)
    assert [row.text for row in first.standing] == ["差额每公斤六角。"]
    assert [row.text for row in first.struck] == ["差额六角。"]
    assert second.now.text == "还有运费。"
    assert [one.text for one in course.hearing.statements.spoken()] == ["差额每公斤六角。", "还有运费。"]


def test_an_entry_may_be_struck_out_alone(course):
    wrong = say(course)
    say(course, "", strikes=wrong.key, phase=wrong.phase)
    (line,) = lines_of(course.hearing)
    assert line.gone
    assert not course.hearing.statements.spoken().exists()


def test_two_recorders_who_correct_the_same_are_both_kept_and_the_conflict_is_known(course):
    wrong = say(course, "差额六角。")
    one = say(course, "差额六角五分。", strikes=wrong.key)
    say(course, "差额五角。", strikes=wrong.key, user=course.presider)
    (line,) = lines_of(course.hearing)
    assert line.in_conflict
    assert course.hearing.said_in_conflict() == [1]
    say(course, "", strikes=one.key)
    assert not course.hearing.said_in_conflict()
    assert [row.text for row in course.hearing.statements.spoken()] == ["差额五角。"]


def test_what_was_typed_before_the_panel_withdrew_may_still_arrive(course):
    course.speak(*PHASES)
    course.take("deliberate", course.presider, DAY)
    assert say(course, "最后一句。", phase="handler_last").no == len(PHASES) + 1


# Parts and pauses


def test_a_part_chosen_wrongly_is_left_with_the_reason(course):
    course.take("enter_phase", course.recorder, DAY, phase="debate")
    with refused("out_of_order"):
        course.speak("petitioner_statement")
    with refused("phase_back_unexplained"):
        course.take("enter_phase", course.recorder, DAY, phase="petitioner_statement")
    with refused("phase_reached_already"):
        course.take("enter_phase", course.recorder, DAY, phase="debate", why="……")
    course.take("enter_phase", course.recorder, DAY, phase="petitioner_statement", why="选错环节")
    course.speak("petitioner_statement")
    assert course.hearing.reached() == "petitioner_statement"


def test_a_statement_put_into_the_wrong_part_is_moved(course):
    course.speak("panel_remarks")
    course.take("correct_entry", course.recorder, DAY, no=1, to_phase="opening")
    assert course.hearing.reached() == "opening"
    course.speak("petitioner_statement")
    assert course.hearing.statements.spoken().first().text == "……"


def test_a_pause_is_taken_once_and_ended_once(course):
    with refused("not_in_recess"):
        course.take("go_on", course.recorder, DAY)
    course.take("recess", course.presider, DAY, "10:00", why="信访人身体不适")
    with refused("in_recess"):
        course.take("recess", course.presider, DAY, "10:01")
    course.take("go_on", course.presider, DAY, "10:20")
    assert not course.hearing.in_recess()


def test_a_struck_entry_is_not_corrected_again_by_its_number(course):
    course.speak("opening")
    course.take("correct_entry", course.recorder, DAY, no=1, to_text="改过")
    with refused("entry_not_standing"):
        course.take("correct_entry", course.recorder, DAY, no=1, to_text="再改")
    course.take("correct_entry", course.recorder, DAY, no=2)
    assert not course.hearing.statements.spoken().exists()


# The ledger


def test_every_step_seals_what_was_said_so_far(course):
    say(course)
    course.take("enter_phase", course.recorder, DAY, phase="answer")
    last = say(course, phase="answer")
    course.take("recess", course.recorder, DAY)
    seals = [event.facts["beside"] for event in Event.objects.filter(step__in=("enter_phase", "recess")).order_by("pk")]
    assert [seal["said"] for seal in seals] == [1, 3]
    assert seals[1]["root"] == last.hash
    assert not list(verify_records())


def test_a_second_click_on_a_step_that_sealed_something_has_no_second_effect(course):
    say(course)
    for _click in range(2):
        course.take("recess", course.recorder, DAY, key="once", why="休息")
    assert course.hearing.statements.filter(kind="recess").count() == 1


@pytest.mark.parametrize("change", [{"text": "改了"}, {"speaker": "别人"}, {"no": 7}])
def test_a_changed_entry_is_found(course, change, capsys):
    say(course), say(course, "还有运费。")
    course.take("recess", course.recorder, DAY)
    call_command("verify_records")
    with pgtrigger.ignore("mediation.HearingStatement:append_only"):
        HearingStatement.objects.filter(no=2).update(**change)
    with pytest.raises(CommandError):
        call_command("verify_records")
    assert "第2条" in capsys.readouterr().err


def test_a_record_written_anew_as_a_whole_contradicts_the_ledger(course):
    said = say(course)
    course.take("recess", course.recorder, DAY)
    said.text = "另一句。"
    pause = course.hearing.statements.get(no=2)
    with pgtrigger.ignore("mediation.HearingStatement:append_only"):
        said.hash = said.linked("0" * 64)
        said.save()
        pause.hash = pause.linked(said.hash)
        pause.save()
    assert [fault.no for fault in verify_records()] == [1]


@pytest.mark.parametrize("how", ["update", "delete"])
def test_the_database_keeps_every_entry_as_it_is(course, how):
    said = say(course)
    rows = HearingStatement.objects.filter(pk=said.pk)
    with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
        rows.update(text="改了") if how == "update" else rows.delete()


def test_the_five_hundredth_entry_asks_no_more_than_the_first(course):
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            say(course)
        return len(found)

    first = asked()
    hearing = course.hearing
    HearingStatement.objects.bulk_create(
        HearingStatement(
            hearing=hearing, key=uuid4(), no=no, line=no, sitting=1, phase="debate", speaker="张大山", text="……",
            on=NOW.date(), hash="0" * 64,
        )
        for no in range(2, 500)
    )  # fmt: skip
    assert asked() == first <= 8


# The printed record


def test_the_printed_record_shows_what_stands_who_asked_and_the_pauses(course):
    course.speak(*PHASES[:4])
    course.take("recess", course.recorder, DAY, "10:00", why="休息")
    course.take("go_on", course.recorder, DAY, "10:15")
    course.speak(*PHASES[4:])
    course.take("correct_entry", course.recorder, DAY, no=3, to_text="要求补差六角。", asked_by="张大山")
    course.take("correct_entry", course.recorder, DAY, no=4, to_speaker="赵磊")
    course.take("deliberate", course.presider, DAY, "11:00")
    course.vote(True, True, False)
    course.conclude()
    (record,) = course.papers(PaperKind.HEARING_RECORD)
    told = record.snapshot["statements"]
    assert told[2]["text"] == "要求补差六角。"
    assert told[2]["corrections"] == [{"asked_by": "张大山", "was": "……"}]
    assert told[3]["speaker"] == "赵磊"
    assert "corrections" not in told[3]
    assert [one["note"] for one in told[4:6]] == ["（10:00　休庭：休息）", "（10:15　继续开庭）"]


def test_the_panel_withdraws_within_the_statements_of_a_plain_step_and_seals_the_last_entry(course):
    course.speak(*PHASES)
    with CaptureQueriesContext(connection) as asked:
        course.take("deliberate", course.presider, DAY, "11:00")
    assert len(asked) <= 12
    last = course.hearing.statements.latest("no")
    sealed = Event.objects.of("hearing", course.pk).get(step="deliberate").facts["beside"]
    assert sealed == {"said": last.no, "root": last.hash}
