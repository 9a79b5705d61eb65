"""听证: every way a step ends, and what it leaves behind. Dates: the worked example of 2025-10-20."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.actions import deadlines, gateway
from mediation.actions.hearing import hearing_days
from mediation.models import Appointment, Deadline, Message, Petition, Recusal, Room, RoomBooking, User
from mediation.vocabulary import PaperKind, Role
from mediation.workflows.base import NotAllowed, NotPossibleNow
from tests.factories.hearings import DAY, PHASES, HearingCourse
from tests.factories.mediation import COOPERATIVE, in_session, mediator_of, proposed
from tests.factories.papers import served
from tests.factories.world import World, at


@pytest.fixture
def course(world: World) -> HearingCourse:
    return HearingCourse(world)


def refused(code: str):
    """The step is refused with the guard's code."""
    return pytest.raises(NotPossibleNow, check=lambda error: error.code == code)


def running(course: HearingCourse, code: str):
    return Deadline.objects.filter(matter=course.matter, code=code, state="running")


# The right to ask


def test_an_offer_tells_the_petitioners_and_the_period_runs_from_each_ones_service(course):
    course.offered()
    (notice,) = course.papers(PaperKind.HEARING_RIGHTS_NOTICE)
    assert set(notice.addressees.all()) == {course.zhang, course.li}
    assert not running(course, "D14")

    served(notice, by=course.world.registrar, on="2025-09-30", parties=[course.zhang])
    served(notice, by=course.world.registrar, on="2025-10-09", parties=[course.li])
    by_party = {d.party: d.legal_on for d in running(course, "D14")}
    assert by_party == {course.zhang: date(2025, 10, 14), course.li: date(2025, 10, 15)}


def test_silence_of_the_last_petitioner_waives_the_right(course):
    course.offered()
    (notice,) = course.papers(PaperKind.HEARING_RIGHTS_NOTICE)
    served(notice, by=course.world.registrar, on="2025-09-09", parties=[course.zhang])
    served(notice, by=course.world.registrar, on="2025-09-11", parties=[course.li])
    deadlines.run_clock(at("2025-09-17"))
    assert course.hearing.state == "offered"
    deadlines.run_clock(at("2025-09-19"))
    assert course.hearing.state == "waived"


def test_an_unserved_petitioner_keeps_the_right_alive(course):
    course.offered()
    (notice,) = course.papers(PaperKind.HEARING_RIGHTS_NOTICE)
    served(notice, by=course.world.registrar, on="2025-09-09", parties=[course.zhang])
    deadlines.run_clock(at("2025-09-17"))
    assert course.hearing.state == "offered"


def test_a_request_after_the_fifth_working_day_is_refused(course):
    course.offered()
    (notice,) = course.papers(PaperKind.HEARING_RIGHTS_NOTICE)
    served(notice, by=course.world.registrar, on="2025-09-08")
    with refused("hearing_request_late"):
        course.requested(on="2025-09-16")
    assert course.requested(on="2025-09-15").state == "requested"


def test_a_waived_right_cannot_be_revived_by_a_new_request(course):
    course.offered()
    (notice,) = course.papers(PaperKind.HEARING_RIGHTS_NOTICE)
    served(notice, by=course.world.registrar, on="2025-09-08")
    deadlines.run_clock(at("2025-09-16"))
    course.pk = None
    with refused("hearing_request_late"):
        course.requested(on="2025-09-17")


def test_a_request_uses_the_right_and_starts_the_organs_five_days(course):
    course.offered()
    (notice,) = course.papers(PaperKind.HEARING_RIGHTS_NOTICE)
    served(notice, by=course.world.registrar, on="2025-09-08")
    course.requested(on="2025-09-10")
    assert dict(Deadline.objects.filter(code="D14").values_list("party__name", "state")) == {
        "张大山": "met", "李秀英": "ended",
    }  # fmt: skip
    assert running(course, "D15").get().legal_on == date(2025, 9, 17)
    assert course.hearing.requested_by == course.zhang


def test_the_desk_names_who_asked(course):
    with refused("requester_missing"):
        course.take("request", course.world.handler, "2025-09-10", grounds="承诺价没有兑现")
    hearing = course.take(
        "request", course.world.handler, "2025-09-10", grounds="承诺价没有兑现", requested_by=course.li
    )
    assert hearing.requested_by == course.li


def test_only_one_hearing_at_a_stage_at_a_time(course):
    course.requested()
    course.pk = None
    with refused("hearing_under_way"):
        course.offered(on="2025-09-11")


def test_another_organ_has_no_hearing_in_this_matter(course):
    stranger = course.world.staff(Role.HANDLER, course.world.other_bureau)
    with pytest.raises(NotAllowed):
        course.take("offer", stranger, "2025-09-08", question="……")


def test_a_proposal_needs_a_petitioners_agreement(course):
    course.take("propose", course.world.handler, "2025-09-08", question="……")
    with refused("wrong_state"):
        course.take("grant", course.world.head, "2025-09-09")
    course.take("agree", course.li, "2025-09-09")
    assert course.take("grant", course.world.head, "2025-09-10").state == "granted"


def test_each_petitioner_gives_up_only_the_own_right(course):
    course.take("propose", course.world.handler, "2025-09-08", question="……")
    (notice,) = course.papers(PaperKind.HEARING_RIGHTS_NOTICE)
    served(notice, by=course.world.registrar, on="2025-09-08")
    course.take("waive", course.zhang, "2025-09-09")
    assert course.hearing.state == "proposed"
    assert [d.party for d in running(course, "D14")] == [course.li]
    with refused("right_waived"):
        course.take("agree", course.zhang, "2025-09-09")
    course.take("waive", course.li, "2025-09-09")
    assert course.hearing.state == "waived"


def test_nobody_gives_up_the_right_of_another(course):
    course.offered()
    with refused("waiver_not_ones_own"):
        course.take("waive", course.zhang, "2025-09-09", waived_by=[course.li])
    with refused("waiver_not_ones_own"):
        course.take("waive", course.world.handler, "2025-09-09")


def test_a_right_given_up_before_the_notice_came_ends_the_offer_too(course):
    course.offered()
    course.take("waive", course.world.handler, "2025-09-09", waived_by=[course.zhang, course.li])
    assert course.hearing.state == "waived"


def test_an_offer_that_nobody_took_up_is_not_withdrawn_by_staff(course):
    course.offered()
    with refused("nobody_asked"):
        course.take("withdraw_request", course.world.handler, "2025-09-09")


def test_the_panel_that_the_notices_name_does_not_change_without_new_notices(course):
    course.scheduled()
    course.notify()
    other = course.world.staff(Role.PANELLIST, course.world.county, "周代表")
    with refused("panel_told_already"):
        course.appoint(panel=[*course.panel[:2], other], on="2025-10-13")
    with refused("panel_told_already"):
        course.appoint(recorder=course.world.staff(Role.RECORDER, course.world.bureau, "另一记录"), on="2025-10-13")
    course.take("postpone", course.presider, "2025-10-13", ground="other", why="更换听证员")
    course.appoint(panel=[*course.panel[:2], other], on="2025-10-13")


def test_a_seat_left_free_by_a_recusal_is_filled_and_the_parties_are_told(course):
    course.scheduled()
    course.notify()
    recusal = gateway.perform(
        Recusal, None, "ask", by=course.zhang, at=at("2025-10-13"), matter=course.matter, person=course.panel[2],
        role="panellist", hearing=course.hearing, ground="relative", details="是收购站长的表兄",
    )  # fmt: skip
    gateway.perform(Recusal, recusal.pk, "grant", by=course.presider, at=at("2025-10-14"), decision_reason="属实")
    other = course.world.staff(Role.PANELLIST, course.world.county, "周代表")
    course.appoint(panel=[*course.panel[:2], other], on="2025-10-14")
    assert "周代表" in Message.objects.filter(party=course.li).order_by("pk").last().text


def test_a_withdrawn_request_is_not_renewed_by_the_same_person(course):
    course.requested()
    with refused("not_the_requester"):
        course.take("withdraw_request", course.li, "2025-09-11")
    course.take("withdraw_request", course.zhang, "2025-09-11")
    assert course.hearing.state == "terminated"
    assert not running(course, "D15")
    course.pk = None
    with refused("request_withdrawn_before"):
        course.requested(on="2025-09-12")


def test_granting_meets_the_organs_period(course):
    course.granted()
    assert Deadline.objects.get(code="D15").state == "met"


def test_a_refusal_is_told_in_writing_with_its_reasons(course):
    course.requested()
    course.take("refuse", course.world.head, "2025-09-12", decision_reason="事实清楚，没有争议。")
    (paper,) = course.papers(PaperKind.HEARING_REFUSAL)
    assert paper.content["why"] == "事实清楚，没有争议。"
    assert list(paper.addressees.all()) == [course.zhang]
    assert Deadline.objects.get(code="D15").state == "met"


def test_the_handler_does_not_decide_on_the_hearing(course):
    course.requested()
    with pytest.raises(NotAllowed):
        course.take("grant", course.world.handler, "2025-09-12")


# The panel


@pytest.mark.parametrize("spare", [1, 3])
def test_the_panel_is_odd(course, spare):
    course.granted()
    others = [course.world.staff(Role.PANELLIST, course.world.county, f"甲{n}") for n in range(spare)]
    with refused("panel_even"):
        course.appoint(panel=course.panel + others)


def test_one_is_no_panel(course):
    course.granted()
    with refused("panel_too_small"):
        course.appoint(panel=[course.presider])


def test_the_presider_sits_on_the_panel(course):
    course.granted()
    another = course.world.staff(Role.PANELLIST, course.world.county, "周委员")
    with refused("presider_not_on_panel"):
        course.appoint(panel=[*course.panel[1:], another])


def test_the_presider_is_a_presiding_officer(course):
    course.granted()
    with refused("presider_not_qualified"):
        course.appoint(presider=course.panel[1])


def test_the_presider_took_no_part_in_the_matter(course):
    course.granted()
    Appointment.objects.create(user=course.world.handler, organ=course.world.bureau, role=Role.PRESIDING_OFFICER)
    handler = User.objects.get(pk=course.world.handler.pk)
    with refused("presider_took_part"):
        course.appoint(presider=handler, panel=[handler, *course.panel[1:]])


def test_the_panel_took_no_part_in_the_matter(course):
    course.granted()
    with refused("panellist_took_part"):
        course.appoint(panel=[course.presider, course.panel[1], course.world.handler])


def test_an_investigator_does_not_sit(course):
    from tests.actions.test_investigation import opened, talk

    investigation = opened(course.world, course.petition, on="2025-09-02")
    investigator = course.world.staff(Role.HANDLER, course.world.bureau, "副手")
    talk(course.world, investigation, recorders=[course.world.handler, investigator], on="2025-09-03")
    course.granted()
    with refused("panellist_took_part"):
        course.appoint(panel=[*course.panel[:2], investigator])


def test_the_recorder_stands_apart(course):
    course.granted()
    with refused("recorder_on_panel"):
        course.appoint(recorder=course.panel[2])


def test_the_recorder_took_no_part_in_the_matter(course):
    course.granted()
    with refused("recorder_took_part"):
        course.appoint(recorder=course.world.handler)


def test_the_refusal_names_the_part_that_each_had(course):
    course.granted()
    with refused("panellist_took_part") as refusal:
        course.appoint(panel=[course.presider, course.panel[1], course.world.handler])
    assert "青农承办人（承办人）" in str(refusal.value)


def test_a_mediator_of_the_matter_does_not_sit(world):
    course = HearingCourse(world, opposite_parties=[COOPERATIVE])
    mediation = in_session(world, proposed(world, course.petition)).mediation
    course.granted()
    with refused("panellist_took_part") as refusal:
        course.appoint(panel=[*course.panel[:2], mediator_of(course.world, mediation.organ)])
    assert "调解员" in str(refusal.value)


def test_a_new_panel_replaces_the_old(course):
    course.granted()
    course.appoint()
    another = course.world.staff(Role.PANELLIST, course.world.county, "周委员")
    course.appoint(panel=[course.presider, course.panel[1], another], on="2025-09-16")
    assert course.hearing.panel_ids() == sorted([course.presider.pk, course.panel[1].pk, another.pk])
    assert course.hearing.members.get(user=course.panel[2]).removed_on == date(2025, 9, 16)


# Day, room and notice


def test_the_day_waits_for_the_panel(course):
    course.granted()
    with refused("panel_missing"):
        course.take("schedule", course.world.head, "2025-09-22", starts_at=at(DAY), place="三楼")


def test_scheduling_prepares_a_notice_for_each_and_counts_the_limit_back(course):
    course.scheduled()
    assert [list(p.addressees.all()) for p in course.notices()] == [[course.zhang], [course.li]]
    assert running(course, "D16").get().legal_on == date(2025, 10, 10)
    assert course.hearing.notice_due_on == date(2025, 10, 10)
    assert course.hearing.notice_advised_on() == date(2025, 9, 29)


def test_a_day_too_near_for_the_notice_is_refused(course):
    course.granted()
    course.appoint()
    with refused("too_soon_for_notice"):
        course.schedule(on="2025-10-11")
    assert course.schedule(on="2025-10-10").state == "scheduled"


def test_a_past_hour_is_refused(course):
    course.granted()
    course.appoint()
    with refused("hearing_in_past"):
        course.schedule(on="2025-10-21")


def test_a_closed_hearing_says_why(course):
    course.granted()
    course.appoint()
    with refused("closed_without_reason"):
        course.schedule(closed=True)
    assert course.schedule(closed=True, closed_reason="涉及个人隐私").closed


def test_an_odd_length_is_refused(course):
    course.granted()
    course.appoint()
    with refused("minutes_out_of_range"):
        course.schedule(minutes=5)


def test_a_room_is_booked_once(course, world):
    room = Room.objects.create(organ=world.bureau, name="302")
    course.granted()
    course.appoint()
    course.schedule(room=room)
    other = HearingCourse(world)
    other.granted()
    other.appoint()
    with refused("room_taken"):
        other.schedule(room=room)
    assert other.schedule(room=room, starts_at=at(DAY, "14:00")).room == room


def test_the_database_refuses_a_second_booking_of_the_same_hours(course, world):
    from django.db import IntegrityError, transaction

    room = Room.objects.create(organ=world.bureau, name="302")
    course.granted()
    course.appoint()
    course.schedule(room=room)
    booking = RoomBooking.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        RoomBooking.objects.create(room=room, during=booking.during, subject_type="mediationsession", subject_id=1)


def test_short_notice_is_a_warning_and_no_fault(course):
    from mediation.documents.registry import document_type

    course.granted()
    course.appoint()
    course.schedule(on="2025-10-09")
    (finding, *_rest) = document_type(PaperKind.HEARING_NOTICE).checks(course.notices()[0])
    assert finding.code == "notice_short"
    assert not finding.blocks


def test_the_limit_is_met_when_the_last_participant_is_served(course):
    course.scheduled()
    course.notify(parties=[course.zhang])
    assert running(course, "D16").exists()
    course.notify(parties=[course.li])
    assert Deadline.objects.get(code="D16").state == "met"


def test_opening_is_refused_when_one_party_was_served_a_day_late(course):
    course.scheduled()
    course.notify(parties=[course.zhang])
    course.notify(parties=[course.li], on="2025-10-11")
    course.attend()
    with refused("notice_too_late") as refusal:
        course.take("open", course.presider, DAY)
    assert "李秀英" in str(refusal.value)
    assert "张大山" not in str(refusal.value)


def test_postponing_frees_the_room_voids_the_notices_and_starts_again(course, world):
    room = Room.objects.create(organ=world.bureau, name="302")
    course.granted()
    course.appoint()
    course.schedule(room=room)
    course.take("postpone", course.presider, "2025-09-24", ground="force_majeure", why="道路中断")
    assert not RoomBooking.objects.exists()
    assert not running(course, "D16")
    assert {p.state for p in course.notices()} == {"voided"}
    course.schedule(on="2025-09-25", day="2025-10-27")
    assert [p.state for p in course.notices()] == ["voided", "voided", "drafted", "drafted"]
    assert running(course, "D16").get().legal_on == date(2025, 10, 16)


def test_a_notice_of_the_old_day_does_not_serve_for_the_new_one(course):
    course.scheduled()
    course.notify()
    course.take("postpone", course.presider, "2025-10-11", ground="other", why="会场停电")
    course.schedule(on="2025-10-11", day="2025-10-27")
    course.attend(on="2025-10-27")
    with refused("notice_too_late"):
        course.take("open", course.presider, "2025-10-27")


# Holding it


def test_a_hearing_opens_on_its_day_with_everyone_noticed(course):
    assert course.opened().state == "in_session"
    assert course.hearing.opened_on == date(2025, 10, 20)


def test_no_hearing_before_its_day(course):
    course.scheduled()
    course.notify()
    with refused("not_hearing_day"):
        course.take("open", course.presider, "2025-10-17")
    with refused("not_hearing_day"):
        course.attend(on="2025-10-21")


def test_attendance_is_checked_first(course):
    course.scheduled()
    course.notify()
    with refused("attendance_not_checked"):
        course.take("open", course.presider, DAY)


def test_only_those_invited_are_counted(course):
    course.scheduled()
    other = HearingCourse(course.world)
    with refused("not_invited"):
        course.take(
            "record_attendance", course.recorder, DAY, attendance=[{"party": other.zhang, "outcome": "present"}]
        )


def test_two_agents_at_most(course):
    course.scheduled()
    row = {"party": course.zhang, "outcome": "present", "agents": "甲、乙、丙"}
    with refused("too_many_agents"):
        course.take("record_attendance", course.recorder, DAY, attendance=[row])


def test_without_a_petitioner_it_does_not_open(course):
    course.scheduled()
    course.notify()
    course.attend("absent_without_cause", "absent_with_cause")
    with refused("petitioner_absent"):
        course.take("open", course.presider, DAY)


def test_only_the_presider_opens(course):
    course.scheduled()
    with pytest.raises(NotAllowed):
        course.take("open", course.panel[1], DAY)


def test_statements_follow_the_order(course):
    course.opened()
    course.speak("petitioner_statement", "handler_statement")
    with refused("out_of_order"):
        course.speak("petitioner_statement")


@pytest.mark.parametrize("missing", ["petitioner_statement", "handler_statement", "petitioner_last", "handler_last"])
def test_the_panel_withdraws_after_the_last_statements(course, missing):
    course.opened()
    course.speak(*[phase for phase in PHASES if phase != missing])
    with refused("last_statement_missing"):
        course.take("deliberate", course.presider, DAY)


def test_after_a_pause_the_last_statements_are_made_again(course):
    course.opened()
    course.speak(*PHASES)
    course.take("adjourn", course.presider, DAY, ground="appraisal", why="需要重新过磅")
    course.take("resume", course.presider, "2025-10-24", told_how="当面告知双方")
    with refused("last_statement_missing"):
        course.take("deliberate", course.presider, "2025-10-24")
    course.speak("rebuttal", "petitioner_last", "handler_last", on="2025-10-24")
    assert course.take("deliberate", course.presider, "2025-10-24").state == "deliberating"


def test_every_member_votes_and_nobody_else(course):
    course.deliberating()
    rows = [{"member": member, "agrees": True} for member in course.panel[:2]]
    with refused("vote_incomplete"):
        course.take("vote", course.presider, DAY, conclusion="……", votes=rows)
    rows.append({"member": course.world.handler, "agrees": True})
    with refused("vote_incomplete"):
        course.take("vote", course.presider, DAY, conclusion="……", votes=rows)


def test_no_conclusion_without_a_majority_and_a_second_vote_may_find_one(course):
    course.deliberating()
    course.vote(True, False, False)
    with refused("no_majority"):
        course.conclude()
    course.vote(True, True, False)
    assert course.conclude().state == "concluded"


def test_the_minoritys_view_is_kept_and_the_ledger_holds_no_vote(course):
    course.deliberating()
    course.vote(True, True, False)
    assert course.hearing.members.get(agrees=False).view == "应当全额补足"
    event = course.matter.events.get(step="vote")
    assert set(event.facts["votes"]) == set(event.facts["conclusion"]) == {"sha256"}


def test_whoever_came_signs_or_the_refusal_is_noted(course):
    course.deliberating()
    course.vote(True, True, True)
    with refused("record_not_signed"):
        course.conclude(signatures=[{"party": course.zhang, "signed": True}])
    course.conclude(
        signatures=[{"party": course.zhang, "signed": True}, {"party": course.li, "note": "认为记录不全，拒绝签名"}]
    )
    assert course.hearing.invited.get(party=course.li).signature_note == "认为记录不全，拒绝签名"


def test_the_conclusion_leaves_the_record_and_the_limit_of_the_report(course):
    course.concluded()
    (record,) = course.papers(PaperKind.HEARING_RECORD)
    assert record.state == "issued"
    assert len(record.snapshot["statements"]) == len(PHASES)
    assert "minority" not in record.snapshot
    assert running(course, "D19").get().legal_on == date(2025, 11, 10)


def test_the_report_gives_votes_and_minority_and_meets_its_limit(course):
    course.concluded()
    course.take(
        "report", course.presider, "2025-11-03", petitioner_side="要求补差", organ_side="合同未约定",
        facts_found="……", advice="建议解释说明",
    )  # fmt: skip
    (report,) = course.papers(PaperKind.HEARING_REPORT)
    assert (report.snapshot["votes_for"], report.snapshot["votes_against"]) == (2, 1)
    assert report.snapshot["minority"] == ["应当全额补足"]
    assert Deadline.objects.get(code="D19").state == "met"


# The end


def test_absence_without_cause_ends_it_once_it_is_noted(course):
    course.scheduled()
    course.notify()
    with refused("absence_not_recorded"):
        course.take("terminate", course.presider, DAY, end_ground="absent", why="经通知未到场")
    course.attend("absent_without_cause", "absent_without_cause")
    course.take("terminate", course.presider, DAY, end_ground="absent", why="经通知未到场")
    assert course.hearing.state == "terminated"
    assert course.hearing.end_ground == "absent"


def test_absence_with_cause_does_not_end_it(course):
    course.scheduled()
    course.notify()
    course.attend("absent_with_cause", "absent_without_cause")
    with refused("absence_not_recorded"):
        course.take("terminate", course.presider, DAY, end_ground="absent", why="经通知未到场")


def test_a_withdrawn_petition_ends_its_hearing(course):
    course.scheduled()
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


def test_the_days_from_notice_to_conclusion_are_those_of_the_hearing(course):
    course.concluded()
    assert hearing_days(course.hearing) == (date(2025, 10, 10), date(2025, 10, 20))


def test_a_hearing_without_notice_has_no_days(course):
    course.requested()
    assert hearing_days(course.hearing) is None
