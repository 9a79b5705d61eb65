"""A hearing held in its order, voted on, concluded, ended. Dates: the worked example of 2025-10-20."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.actions import gateway
from mediation.actions.sittings.hearing import hearing_days
from mediation.models import Deadline, Petition
from mediation.vocabulary import PaperKind
from mediation.workflows.base import NotAllowed
from tests.factories.hearings import DAY, PHASES, HearingCourse
from tests.factories.world import World, at
from tests.refusals import refused
from tests.stages import staged


@staged
def course(world: World) -> HearingCourse:
    return HearingCourse(world)


@staged
def scheduled(course):
    """Granted, panel appointed, day fixed."""
    course.scheduled()


@staged
def opened(course):
    """Noticed in time and in session on its day."""
    course.opened()


@staged
def deliberating(course):
    """All were heard; the panel has withdrawn."""
    course.deliberating()


@staged
def concluded(course):
    """Held to the end, two votes against one."""
    course.concluded()


def running(course: HearingCourse, code: str):
    return Deadline.objects.filter(matter=course.matter, code=code, state="running")


# Holding it


def test_a_hearing_opens_on_its_day_with_everyone_noticed(course):
    assert course.opened().state == "in_session"
    assert course.hearing.opened_on == date(2025, 10, 20)


@pytest.mark.usefixtures("scheduled")
def test_no_hearing_before_its_day(course):
    course.notify()
    with refused("not_hearing_day"):
        course.take("open", course.presider, "2025-10-17")
    with refused("not_hearing_day"):
        course.attend(on="2025-10-21")


@pytest.mark.usefixtures("scheduled")
def test_attendance_is_checked_first(course):
    course.notify()
    with refused("attendance_not_checked"):
        course.take("open", course.presider, DAY)


@pytest.mark.usefixtures("scheduled")
def test_only_those_invited_are_counted(course):
    other = HearingCourse(course.world)
    with refused("not_invited"):
        course.take(
            "record_attendance", course.recorder, DAY, attendance=[{"party": other.zhang, "outcome": "present"}]
        )


@pytest.mark.usefixtures("scheduled")
def test_two_agents_at_most(course):
    row = {"party": course.zhang, "outcome": "present", "agents": "甲、乙、丙"}
    with refused("too_many_agents"):
        course.take("record_attendance", course.recorder, DAY, attendance=[row])


@pytest.mark.usefixtures("scheduled")
def test_without_a_petitioner_it_does_not_open(course):
    course.notify()
    course.attend("absent_without_cause", "absent_with_cause")
    with refused("petitioner_absent"):
        course.take("open", course.presider, DAY)


@pytest.mark.usefixtures("scheduled")
def test_only_the_presider_opens(course):
    with pytest.raises(NotAllowed):
        course.take("open", course.panel[1], DAY)


@pytest.mark.usefixtures("opened")
def test_statements_follow_the_order(course):
    course.speak("petitioner_statement", "handler_statement")
    with refused("out_of_order"):
        course.speak("petitioner_statement")


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("missing", ["petitioner_statement", "handler_statement", "petitioner_last", "handler_last"])
def test_the_panel_withdraws_after_the_last_statements(course, missing):
    course.speak(*[phase for phase in PHASES if phase != missing])
    with refused("last_statement_missing"):
        course.take("deliberate", course.presider, DAY)


@pytest.mark.usefixtures("opened")
def test_after_a_pause_the_last_statements_are_made_again(course):
    course.speak(*PHASES)
    course.take("adjourn", course.presider, DAY, ground="appraisal", why="需要重新过磅")
    course.take("resume", course.presider, "2025-10-24", told_how="当面告知双方")
    with refused("last_statement_missing"):
        course.take("deliberate", course.presider, "2025-10-24")
    course.speak("rebuttal", "petitioner_last", "handler_last", on="2025-10-24")
    assert course.take("deliberate", course.presider, "2025-10-24").state == "deliberating"


@pytest.mark.usefixtures("deliberating")
def test_every_member_votes_and_nobody_else(course):
    rows = [{"member": member, "agrees": True} for member in course.panel[:2]]
    with refused("vote_incomplete"):
        course.take("vote", course.presider, DAY, conclusion="……", votes=rows)
    rows.append({"member": course.world.handler, "agrees": True})
    with refused("vote_incomplete"):
        course.take("vote", course.presider, DAY, conclusion="……", votes=rows)


@pytest.mark.usefixtures("deliberating")
def test_no_conclusion_without_a_majority_and_a_second_vote_may_find_one(course):
    course.vote(True, False, False)
    with refused("no_majority"):
        course.conclude()
    course.vote(True, True, False)
    assert course.conclude().state == "concluded"


@pytest.mark.usefixtures("deliberating")
def test_the_minoritys_view_is_kept_and_the_ledger_holds_no_vote(course):
    course.vote(True, True, False)
    assert course.hearing.members.get(agrees=False).view == "应当全额补足"
    event = course.matter.events.get(step="vote")
    assert set(event.facts["votes"]) == set(event.facts["conclusion"]) == {"hmac"}


@pytest.mark.usefixtures("deliberating")
def test_whoever_came_signs_or_the_refusal_is_noted(course):
    course.vote(True, True, True)
    with refused("record_not_signed"):
        course.conclude(signatures=[{"party": course.zhang, "signed": True}])
    course.conclude(
        signatures=[{"party": course.zhang, "signed": True}, {"party": course.li, "note": "认为记录不全，拒绝签名"}]
    )
    assert course.hearing.invited.get(party=course.li).signature_note == "认为记录不全，拒绝签名"


@pytest.mark.usefixtures("concluded")
def test_the_conclusion_leaves_the_record_and_the_limit_of_the_report(course):
    (record,) = course.papers(PaperKind.HEARING_RECORD)
    assert record.state == "issued"
    assert len(record.snapshot["statements"]) == len(PHASES)
    assert "minority" not in record.snapshot
    assert running(course, "D19").get().legal_on == date(2025, 11, 10)


@pytest.mark.usefixtures("concluded")
def test_the_report_gives_votes_and_minority_and_meets_its_limit(course):
    course.take(
        "report", course.presider, "2025-11-03", petitioner_side="要求补差", organ_side="合同未约定",
        facts_found="……", advice="建议解释说明",
    )  # fmt: skip
    (report,) = course.papers(PaperKind.HEARING_REPORT)
    assert (report.snapshot["votes_for"], report.snapshot["votes_against"]) == (2, 1)
    assert report.snapshot["minority"] == ["应当全额补足"]
    assert Deadline.objects.get(code="D19").state == "met"


# The end


@pytest.mark.usefixtures("scheduled")
def test_absence_without_cause_ends_it_once_it_is_noted(course):
    course.notify()
    with refused("absence_not_recorded"):
        course.take("terminate", course.presider, DAY, end_ground="absent", why="经通知未到场")
    course.attend("absent_without_cause", "absent_without_cause")
    for day in (DAY, "2025-10-23"):
        with refused("absence_not_final"):
            course.take("terminate", course.presider, day, end_ground="absent", why="经通知未到场")
    course.take("terminate", course.presider, "2025-10-24", end_ground="absent", why="经通知未到场")
    assert course.hearing.state == "terminated"
    assert course.hearing.end_ground == "absent"


@pytest.mark.usefixtures("scheduled")
def test_absence_with_cause_does_not_end_it(course):
    course.notify()
    course.attend("absent_with_cause", "absent_without_cause")
    with refused("absence_not_recorded"):
        course.take("terminate", course.presider, DAY, end_ground="absent", why="经通知未到场")


@pytest.mark.usefixtures("scheduled")
def test_a_withdrawn_petition_ends_its_hearing(course):
    gateway.perform(
        Petition, course.petition.pk, "withdraw", by=course.world.handler, at=at("2025-09-24"),
        withdrawn_by=[course.zhang, course.li], effect_told=True,
    )  # fmt: skip
    assert course.hearing.state == "terminated"
    assert course.hearing.end_ground == "matter_ended"
    assert {p.state for p in course.notices()} == {"voided"}


def test_a_withdrawn_petition_ends_an_offer(course):
    course.offered()
    gateway.perform(
        Petition, course.petition.pk, "withdraw", by=course.world.handler, at=at("2025-09-09"),
        withdrawn_by=[course.zhang, course.li], effect_told=True,
    )  # fmt: skip
    assert course.hearing.state == "waived"


# Re-examination


@pytest.mark.usefixtures("concluded")
def test_the_days_from_notice_to_conclusion_are_those_of_the_hearing(course):
    assert hearing_days(course.hearing) == (date(2025, 10, 10), date(2025, 10, 20))


def test_a_hearing_without_notice_has_no_days(course):
    course.requested()
    assert hearing_days(course.hearing) is None
