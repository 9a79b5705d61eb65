"""Joint conferences and their resolutions."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.actions import gateway
from mediation.actions.clock.deadlines import run_clock
from mediation.models import Deadline, JointConference, JurisdictionDispute, Matter, Paper, Petition, Resolution
from mediation.permissions import Actor
from mediation.vocabulary import Attendance, PaperKind, Role
from mediation.workflows.base import NotAllowed
from tests.factories.conference import MEETING, abroad, convened, disputed_competence, held, resolved
from tests.factories.mediation import do
from tests.factories.world import at
from tests.refusals import refused


def test_members_see_the_file_and_are_told(world, conference):
    for organ in (world.bureau, world.other_bureau):
        head = world.staff(Role.HEAD, organ)
        assert conference.matter in Matter.objects.visible_to(Actor(on=date(2025, 3, 5), user=head))
    again = convened(world)
    assert again.matter.messages.filter(user=world.head).count() == 1
    assert "2025-03-10 09:00" in again.matter.messages.get(user=world.head).text


def test_a_member_that_a_claim_accuses_does_not_see_the_file(world):
    petition = world.petition(organ=world.office, claims=[{"text": "增设收购点", "category": "suggestion"}])
    claim = petition.claims.get()
    do(claim, "classify", world.dispatcher, "2025-03-04", category="accusation", accused_organ=world.bureau)
    conference = convened(world, petition)
    assert conference.matter not in Matter.objects.visible_to(Actor(on=date(2025, 3, 5), user=world.head))


def test_members_are_told_three_days_ahead_unless_it_is_urgent(world):
    with refused("members_told_late"):
        convened(world, starts_at=at("2025-03-07", "23:00"))
    assert convened(world, starts_at=at("2025-03-08", "00:30")).state == "convened"
    assert convened(world, starts_at=at("2025-03-06"), urgent_reason="汛期将至").state == "convened"


def test_a_conference_has_at_least_two_members(world):
    with refused("no_members"):
        convened(world, members=[world.bureau])


def test_a_member_answers_for_itself(world, conference):
    answer = {"attendance": Attendance.SITS_IN, "represented_by": "王科长"}
    with refused("answers_for_others"):
        do(conference, "answer", world.head, "2025-03-06", member=world.other_bureau, **answer)
    with refused("not_a_member"):
        do(conference, "answer", world.dispatcher, "2025-03-06", member=world.discipline, **answer)
    do(conference, "answer", world.head, "2025-03-06", member=world.bureau, **answer)
    assert conference.members.get(organ=world.bureau).attendance == "sits_in"


def test_a_stranger_does_not_answer(world, conference):
    with pytest.raises(NotAllowed):
        do(
            conference, "answer", world.staff(Role.HEAD, world.discipline), "2025-03-06",
            member=world.bureau, attendance="attends",
        )  # fmt: skip


def test_it_meets_on_its_day_with_two_members_at_least(world, conference):
    with refused("before_the_day"):
        do(conference, "hold", world.dispatcher, "2025-03-09", present=conference.member_organs(), discussions=[
            {"no": 1, "discussion": "无"}])  # fmt: skip
    with refused("too_few_present"):
        held(world, conference, present=[world.bureau])
    with refused("not_a_member_present"):
        held(world, conference, present=[world.bureau, world.discipline])
    held(world, conference)
    assert conference.items.get().discussion == "一致同意增设。"
    assert conference.members.filter(was_present=True).count() == 2


def test_a_conference_that_is_off_is_told_to_its_members(world, conference):
    conference = conference
    _ = world.head
    conference = do(conference, "cancel", world.dispatcher, "2025-03-06", why="另行安排")
    assert conference.matter.messages.filter(user=world.head, text__contains="取消").count() == 1


def test_nothing_is_resolved_before_the_conference_met(world, conference):
    with refused("not_held_yet"):
        resolved(world, conference)


def test_a_resolution_has_a_day_that_is_not_past(world, held_conference):
    with refused("due_in_past"):
        resolved(world, held_conference, due_on=date(2025, 3, 1))


def test_a_resolution_gives_its_organ_a_day(world):
    _ = world.head
    resolution = resolved(world, held(world, convened(world)))
    deadline = Deadline.objects.about(resolution).get()
    assert (deadline.organ, deadline.legal_on) == (world.bureau, date(2025, 4, 30))
    do(resolution, "carry_out", world.head, "2025-04-29", result="已开秤收购")
    assert Deadline.objects.get(pk=deadline.pk).state == "met"


def test_an_overdue_resolution_reminds_the_organ_and_may_still_be_carried_out(world):
    _ = world.head
    resolution = resolved(world, held(world, convened(world)))
    run_clock(at("2025-05-01"))
    assert Resolution.objects.get(pk=resolution.pk).state == "overdue"
    assert resolution.matter.messages.filter(user=world.head, text__contains="逾期未落实").count() == 1
    do(resolution, "carry_out", world.head, "2025-05-02", result="已开秤收购")
    assert Deadline.objects.about(resolution).get().state == "met_late"


def test_only_the_responsible_organ_reports(world, held_conference):
    resolution = resolved(world, held_conference)
    with pytest.raises(NotAllowed):
        do(resolution, "carry_out", world.staff(Role.HEAD, world.other_bureau), "2025-04-29", result="已办")


def test_minutes_are_issued_with_every_resolution(world, held_conference):
    conference = held_conference
    with refused("no_resolution"):
        do(conference, "issue_minutes", world.dispatcher, MEETING)
    resolved(world, conference)
    conference = do(conference, "issue_minutes", world.dispatcher, "2025-03-12")
    minutes = Paper.objects.of_kind(PaperKind.CONFERENCE_MINUTES).get()
    assert conference.state == "concluded"
    assert minutes.number == "青信联纪〔2025〕1号"
    assert minutes.snapshot["resolutions"][0]["responsible"] == "青河县农业农村局"
    assert minutes.snapshot["starts_at"].startswith("2025-03-10T09:00")


def test_a_resolution_settles_a_dispute_that_stood_on_the_agenda(world):
    dispute = disputed_competence(world, organs=[world.bureau, abroad()])
    do(dispute, "refer_to_conference", world.dispatcher, "2025-03-05", why="各执一词")
    petition = Petition.objects.get(matter=dispute.matter)
    off_agenda = held(world, convened(world, petition, members=[world.bureau, abroad()]))
    with refused("not_on_agenda"):
        resolved(world, off_agenda, dispute=dispute)
    agenda = [{"topic": "由谁办理", "dispute": dispute, "about": dispute.matter}]
    conference = held(world, convened(world, petition, members=[world.bureau, abroad()], agenda=agenda))
    resolved(world, conference, dispute=dispute)
    assert JurisdictionDispute.objects.get(pk=dispute.pk).state == "decided"
    assert Petition.objects.get(pk=petition.pk).responsible_organ == world.bureau


def test_a_resolution_belongs_to_the_file_of_its_conference(world, held_conference):
    with refused("not_of_its_conference"):
        gateway.perform(
            Resolution, None, "adopt", by=world.dispatcher, at=at(MEETING), matter=world.petition().matter,
            conference=held_conference, text="另一件事", responsible_organ=world.bureau, due_on=date(2025, 4, 30),
        )  # fmt: skip


def test_only_the_conference_office_convenes(world):
    with pytest.raises(NotAllowed):
        gateway.perform(
            JointConference, None, "convene", by=world.handler, at=at("2025-03-05"), matter=world.petition().matter,
            organ=world.office, convenor="甲", chair="乙", starts_at=at(MEETING), place="会议室",
            agenda=[{"topic": "收购点"}], members=[world.bureau, world.other_bureau],
        )  # fmt: skip
