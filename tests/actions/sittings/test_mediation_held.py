"""Mediation in sessions, in confidence, suspended, ended."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.utils.html import strip_tags

from mediation.actions import gateway
from mediation.documents.papers.snapshot import html_of
from mediation.models import Agreement, Deadline, Mediation, MediationNote, MediationSession, Paper
from mediation.permissions import Actor
from mediation.vocabulary import PaperKind, Role
from mediation.workflows.base import NotAllowed
from tests.factories.mediation import (
    DAY,
    agreed,
    committee,
    consented,
    disputed,
    do,
    everyone,
    in_session,
    mediator_of,
    session,
    with_mediator,
)
from tests.factories.people import agent_of
from tests.factories.world import at
from tests.refusals import refused


def party(mediation, name):
    return mediation.matter.parties.get(name=name)


def close(meeting, by, **facts):
    return do(meeting, "close", by, "2025-03-17", "11:00", **{"recorder": "小李", **facts})


# sessions


def test_there_is_no_session_before_everyone_consents(world, proposed_mediation):
    mediation = with_mediator(world, proposed_mediation)
    with refused("mediation_not_ready"):
        session(world, mediation)


def test_a_session_belongs_to_the_file_of_its_mediation(world, ready_mediation):
    with refused("in_another_file"):
        gateway.perform(
            MediationSession, None, "schedule", by=mediator_of(world, world.bureau), at=at(DAY),
            matter=world.petition().matter, mediation=ready_mediation, starts_at=at("2025-03-17"), place="别处",
        )  # fmt: skip


def test_a_session_invites_everyone_and_tells_them_when_it_is_off(world, ready_mediation):
    planned = session(world, ready_mediation)
    assert Mediation.objects.get(pk=ready_mediation.pk).state == "scheduled"
    told = ready_mediation.matter.messages.filter(text__contains="2025-03-17 09:00")
    assert (told.exclude(party=None).count(), told.exclude(user=None).count()) == (3, 1)
    do(planned, "cancel", world.handler, why="调解员生病")
    assert ready_mediation.matter.messages.filter(text__contains="取消").count() == 3


def test_only_its_mediator_opens_a_session(world, ready_mediation):
    planned = session(world, ready_mediation)
    with pytest.raises(NotAllowed):
        do(planned, "open", world.handler, present=everyone(planned.mediation))


def test_a_joint_session_needs_both_sides_and_a_separate_talk_does_not(world, ready_mediation):
    planned, one_side = session(world, ready_mediation), everyone(ready_mediation)[:1]
    by = mediator_of(world, world.bureau)
    with refused("one_side_absent"):
        do(planned, "open", by, "2025-03-17", present=one_side)
    assert do(planned, "open", by, "2025-03-17", present=one_side, separate=True).state == "open"


def test_guests_come_only_with_the_parties_consent(world, ready_mediation):
    planned = session(world, ready_mediation)
    by = mediator_of(world, world.bureau)
    with refused("guest_without_consent"):
        do(planned, "open", by, "2025-03-17", present=everyone(ready_mediation), guests="村主任")


def test_minutes_hold_what_was_said_and_the_ledger_does_not(world, open_session):
    statements = [{"party": everyone(open_session.mediation)[0], "statement": "愿意让五厘"}]
    close(open_session, mediator_of(world, world.bureau), result="to_be_continued", statements=statements)
    minutes = Paper.objects.of_kind(PaperKind.MEDIATION_RECORD).get()
    assert minutes.state == "issued"
    assert minutes.snapshot["statements"] == [{"name": "张大山", "statement": "愿意让五厘"}]
    assert minutes.snapshot["starts_at"].startswith("2025-03-17T09:00")
    assert not open_session.matter.events.filter(facts__icontains="愿意让五厘").exists()


def test_a_separate_talk_leaves_no_minutes_and_no_agreement(world, ready_mediation):
    meeting = in_session(world, ready_mediation, separate=True)
    by = mediator_of(world, world.bureau)
    with refused("separate_agreement"):
        close(meeting, by, result="agreed")
    with refused("caucus_in_minutes"):
        close(meeting, by, result="to_be_continued", checked_facts="底价一元")
    with refused("caucus_in_minutes"):  # nothing is thrown away without a word
        close(meeting, by, result="to_be_continued", outcome="老张愿意让五厘")
    close(meeting, by, result="to_be_continued", outcome="")
    assert not Paper.objects.of_kind(PaperKind.MEDIATION_RECORD).exists()


def test_agreement_in_session_ends_the_mediation_and_meets_its_month(agreed_mediation):
    assert agreed_mediation.state == "agreed"
    assert Deadline.objects.about(agreed_mediation).get(code="D12").state == "met"


# confidences


def test_a_note_is_read_by_mediators_only_and_never_enters_the_ledger(world, ready_mediation):
    mediator = mediator_of(world, world.bureau)
    do(ready_mediation, "take_note", mediator, audience="asking_side", note="底线是每斤一元")
    on = date(2025, 3, 10)
    assert MediationNote.objects.visible_to(Actor(on=on, user=mediator)).get().read_by(mediator) == "底线是每斤一元"
    for other in (world.handler, world.head):
        assert not MediationNote.objects.visible_to(Actor(on=on, user=other)).exists()
    assert not MediationNote.objects.visible_to(Actor(on=on, party=everyone(ready_mediation)[0])).exists()
    assert not ready_mediation.matter.events.filter(facts__icontains="底线").exists()


def test_nobody_but_the_mediator_takes_a_note(world, ready_mediation):
    with pytest.raises(NotAllowed):
        do(ready_mediation, "take_note", world.head, audience="joint", note="无")


def test_no_paper_prints_a_note(world, ready_mediation):
    do(ready_mediation, "take_note", mediator_of(world, world.bureau), audience="joint", note="底线是每斤一元")
    do(ready_mediation, "terminate", world.handler, termination_ground="no_agreement")
    assert not Paper.objects.filter(snapshot__icontains="底线").exists()


# suspension, the month, the end


def test_the_days_of_an_appraisal_are_left_out_of_the_month(world, ready_mediation):
    mediation = ready_mediation
    planned = session(world, mediation)
    do(mediation, "suspend", world.handler, "2025-03-12", ground="appraisal")
    assert mediation.period().suspended_on == date(2025, 3, 12)
    assert MediationSession.objects.get(pk=planned.pk).state == "cancelled"
    page = html_of(Paper.objects.of_kind(PaperKind.MEDIATION_SUSPENSION).get())
    for said in ("自2025年3月12日起中止", "不计入调解期限", "信访事项的办理期限照常计算"):
        assert said in page
    mediation = do(mediation, "resume", world.handler, "2025-03-20")
    assert mediation.state == "accepted"
    assert mediation.period_ends_on() == date(2025, 4, 17)
    assert mediation.period().suspended_on is None


def test_other_reasons_do_not_stop_the_month(world, proposed_mediation):
    mediation = consented(world, proposed_mediation)
    do(mediation, "suspend", world.handler, "2025-03-12", ground="force_majeure")
    assert do(mediation, "resume", world.handler, "2025-03-20").period_ends_on() == date(2025, 4, 9)


def test_an_open_session_is_closed_before_the_mediation_is_suspended_or_terminated(world, open_session):
    mediation = open_session.mediation
    with refused("session_open"):
        do(mediation, "suspend", world.handler, "2025-03-17", ground="appraisal")
    with refused("session_open"):
        do(mediation, "terminate", world.handler, "2025-03-17", termination_ground="no_agreement")


def test_after_the_month_it_goes_on_only_if_everyone_agrees(world, ready_mediation):
    by = mediator_of(world, world.bureau)
    late = {
        "by": by, "matter": ready_mediation.matter, "mediation": ready_mediation,
        "starts_at": at("2025-04-25"), "place": "乡调解室",
    }  # fmt: skip
    with refused("mediation_period_over"):
        gateway.perform(MediationSession, None, "schedule", at=at("2025-04-20"), **late)
    with refused("not_all_agree"):
        do(ready_mediation, "prolong", by, "2025-04-20", who=everyone(ready_mediation)[:2], until=date(2025, 5, 9))
    with refused("not_later"):
        do(ready_mediation, "prolong", by, "2025-04-20", who=everyone(ready_mediation), until=date(2025, 4, 1))
    do(ready_mediation, "prolong", by, "2025-04-20", who=everyone(ready_mediation), until=date(2025, 5, 9))
    assert ready_mediation.period_ends_on() == date(2025, 5, 9)
    assert gateway.perform(MediationSession, None, "schedule", at=at("2025-04-21"), **late).state == "scheduled"


def test_any_party_ends_it_at_any_time_and_everyone_is_told_the_other_ways(world, ready_mediation):
    mediation = ready_mediation
    planned = session(world, mediation)
    mediation = do(mediation, "give_up", everyone(mediation)[2], "2025-03-11")
    assert mediation.state == "terminated"
    assert mediation.termination_ground == "party_gave_up"
    assert mediation.period().state == "ended"
    assert MediationSession.objects.get(pk=planned.pk).state == "cancelled"
    notice = Paper.objects.of_kind(PaperKind.MEDIATION_TERMINATION).get()
    assert notice.addressees.count() == 3
    assert "仲裁、行政、司法" in "".join(notice.snapshot["remedy"])


def test_the_mediator_terminates_with_a_ground(world, open_session):
    mediation = open_session.mediation
    by = mediator_of(world, world.bureau)
    close(mediation.sessions.get(), by, result="not_agreed")
    mediation = do(mediation, "terminate", by, "2025-03-17", "12:00", termination_ground="no_agreement")
    notice = Paper.objects.of_kind(PaperKind.MEDIATION_TERMINATION).get()
    assert notice.snapshot["ground"] == "当事人无法达成协议"


def test_a_withdrawn_petition_is_not_mediated_any_more(world, open_session):
    petition = open_session.matter.petition
    do(
        petition,
        "withdraw",
        world.handler,
        "2025-03-18",
        withdrawn_by=list(petition.matter.petitioners),
        effect_told=True,
    )
    mediation = Mediation.objects.get(pk=open_session.mediation_id)
    assert (mediation.state, mediation.termination_ground) == ("terminated", "impossible")


def test_authority_to_settle_is_recorded_without_any_petition(world, alone_mediation):
    do(
        alone_mediation, "record_authority", mediator_of(world, committee(world)),
        principals=[party(alone_mediation, "钱小梅")], representative=party(alone_mediation, "赵铁柱"),
        may_settle=True, scope="工资",
    )  # fmt: skip
    assert party(alone_mediation, "钱小梅").authorities_given.get().may_settle


def test_staff_of_another_organ_do_not_propose(world):
    stranger = world.staff(Role.HANDLER, world.other_bureau)
    with pytest.raises(NotAllowed):
        petition = disputed(world)
        gateway.perform(
            Mediation, None, "propose", by=stranger, at=at(DAY), matter=petition.matter,
            claims=list(petition.claims.all()), dispute="差额",
        )  # fmt: skip


def test_a_party_asks_for_mediation_itself(world, dispute):
    mediation = gateway.perform(
        Mediation, None, "propose", by=dispute.matter.parties.first(), at=at(DAY), matter=dispute.matter,
        claims=list(dispute.claims.all()), dispute="差额",
    )  # fmt: skip
    assert mediation.organ == world.bureau


# what the desk offers before a form is filled in


def offered(model, matter, user):
    """Whether the opening step of the model may be offered in the file."""
    step = next(step for step in model.steps().values() if step.opens)
    return step.permission(model(matter=matter), Actor(on=date(2025, 3, 17), user=user))


def test_a_session_is_offered_where_a_mediation_goes_on_and_nowhere_else(world, alone_mediation):
    by = mediator_of(world, alone_mediation.organ)
    assert not offered(MediationSession, alone_mediation.matter, by)
    consented(world, alone_mediation)
    assert offered(MediationSession, alone_mediation.matter, by)
    assert not offered(MediationSession, alone_mediation.matter, world.handler)


def test_an_agreement_is_offered_without_any_petition_once_the_mediation_agreed(world, alone_mediation):
    by = mediator_of(world, alone_mediation.organ)
    assert not offered(Agreement, alone_mediation.matter, by)
    agreed(world, alone_mediation)
    assert offered(Agreement, alone_mediation.matter, by)


def came_by(world, mediation, principal, **facts):
    return agent_of(mediation.matter, [principal], world.handler, "2025-03-13", **{"relation": "邻居", **facts})


def test_an_agent_comes_for_a_party_and_the_minutes_name_and_serve_both(world, ready_mediation):
    first, *others = everyone(ready_mediation)
    lawyer = came_by(world, ready_mediation, first)
    meeting = in_session(world, ready_mediation, present=others, agents=[lawyer])
    said = [{"party": first, "statement": "同意分期。"}]
    close(meeting, mediator_of(world, world.bureau), statements=said, result="to_be_continued", outcome="")
    minutes = Paper.objects.get(kind=PaperKind.MEDIATION_RECORD)
    page = re.sub(r"\s+", "", strip_tags(html_of(minutes)))
    assert f"到场代理人安律师（律师），代理{first.name}" in page
    assert set(minutes.addressees.all()) == {first, *others}


def test_one_side_may_be_there_by_its_agent_alone_and_not_by_nobody(world, ready_mediation):
    first, *others = everyone(ready_mediation)
    with refused("one_side_absent"):
        in_session(world, ready_mediation, present=[others[-1]])
    with refused("one_side_absent"):
        do(
            MediationSession.objects.get(),
            "open",
            mediator_of(world, world.bureau),
            "2025-03-17",
            present=[],
            separate=True,
        )
    both = [came_by(world, ready_mediation, first), came_by(world, ready_mediation, others[-1], name="平律师")]
    meeting = do(
        MediationSession.objects.get(), "open", mediator_of(world, world.bureau), "2025-03-17", present=[], agents=both
    )
    assert meeting.state == "open"
    assert meeting.taking_part() == [first, others[-1]]


def test_an_agent_without_authority_on_the_day_does_not_speak(world, ready_mediation):
    first = everyone(ready_mediation)[0]
    receiver = came_by(world, ready_mediation, first, name="收件人", kind="receiver", may_receive=True)
    with refused("agent_may_not_speak"):
        in_session(world, ready_mediation, agents=[receiver])


def test_no_session_opens_before_the_mediator_has_declared(world, proposed_mediation):
    mediation = consented(world, proposed_mediation)
    by = mediator_of(world, mediation.organ)
    do(mediation, "name_mediators", by, clock="10:10", mediators=[by], chosen_by_parties=True)
    planned = session(world, mediation)
    with refused("mediator_not_declared"):
        do(planned, "open", by, "2025-03-17", present=everyone(mediation))
    do(mediation, "affirm", by, "2025-03-17", "09:00")
    with refused("interest_declared"):
        do(mediation, "affirm", by, "2025-03-17", "09:01")
    assert do(planned, "open", by, "2025-03-17", present=everyone(mediation)).state == "open"
