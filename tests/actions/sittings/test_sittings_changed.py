"""Sessions of mediation and conferences put off or called off: everybody is told, the old notice holds no more, the portal says so."""

from __future__ import annotations

import pytest

from mediation.actions import gateway
from mediation.documents.papers.verifying import Verdict, about
from mediation.models import Agreement, JointConference, Mediation, MediationSession, Message, Paper, Petition
from mediation.queries.sittings.soon import calls_of
from mediation.vocabulary import PaperKind, Role
from tests.factories.conference import convened
from tests.factories.mediation import DAY, do, everyone, mediator_of, session, terms
from tests.factories.world import at
from tests.refusals import refused
from tests.stages import staged


@staged
def arranged(world, ready_mediation):
    """A session on 17 March, told to all."""
    return session(world, ready_mediation)


@staged
def called(world):
    """A conference on 10 March to which two bureaus are called, with heads who read their messages."""
    for organ in (world.bureau, world.other_bureau):
        world.staff(Role.HEAD, organ)
    return convened(world)


def notices(kind, thing):
    return list(Paper.objects.of_kind(kind).filter(subject_id=thing.pk, state="issued").order_by("pk"))


def calls(mediation, on="2025-03-11"):
    return calls_of(everyone(mediation)[0], at=at(on))


def test_the_session_is_told_in_writing_to_all_who_take_part(world, arranged):
    (notice,) = notices(PaperKind.MEDIATION_NOTICE, arranged)
    assert notice.snapshot["title"] == "调解会议通知书"
    assert [one.name for one in notice.addressed()] == [one.name for one in everyone(arranged.mediation)]
    assert about(notice).verdict == Verdict.IN_FORCE


def test_put_off_the_first_notice_is_superseded_and_the_portal_says_where_and_when(world, arranged):
    by = mediator_of(world, world.bureau)
    with refused("same_time_and_place"):
        do(arranged, "postpone", by, DAY, starts_at=at("2025-03-17"), why="对方出差")
    moved = do(
        arranged, "postpone", by, DAY, "11:00", starts_at=at("2025-03-20", "14:30"), place="县调解中心", why="对方出差"
    )
    assert moved.state == "scheduled"
    first, second = notices(PaperKind.MEDIATION_NOTICE, arranged)
    assert (about(first).verdict, about(first).ended_by) == (Verdict.SUPERSEDED, second)
    assert second.snapshot["title"] == "调解会议改期通知书"
    assert second.snapshot["was_at"].startswith("2025-03-17T09:00")
    told = Message.objects.filter(party=everyone(arranged.mediation)[0]).latest("pk").text
    assert "改期" in told
    assert "县调解中心" in told
    (call,) = calls(arranged.mediation)
    assert (call.place, call.off, call.starts_at) == ("县调解中心", False, at("2025-03-20", "14:30"))


def test_another_place_alone_keeps_the_time(world, arranged):
    do(
        arranged,
        "postpone",
        mediator_of(world, world.bureau),
        DAY,
        "11:00",
        starts_at=at("2025-03-17"),
        place="县调解中心",
        why="停电",
    )
    again = MediationSession.objects.get(pk=arranged.pk)
    assert (again.starts_at, again.place) == (at("2025-03-17"), "县调解中心")


def test_called_off_everybody_gets_a_notice_and_the_portal_warns(world, arranged):
    do(arranged, "cancel", mediator_of(world, world.bureau), DAY, "11:00", why="调解员生病")
    first, second = notices(PaperKind.MEDIATION_NOTICE, arranged)
    assert about(first).verdict == Verdict.SUPERSEDED
    assert second.snapshot["title"] == "调解会议取消通知书"
    assert [call.off for call in calls(arranged.mediation)] == [True]
    assert calls(arranged.mediation, on="2025-03-18") == []


@pytest.mark.parametrize("step", ["give_up", "suspend"])
def test_a_mediation_that_ends_or_stands_still_calls_its_sessions_off(world, arranged, step):
    facts = {"give_up": {"who": everyone(arranged.mediation)[:1]}, "suspend": {"ground": "appraisal"}}[step]
    do(arranged.mediation, step, mediator_of(world, world.bureau), DAY, "11:00", **facts)
    assert notices(PaperKind.MEDIATION_NOTICE, arranged)[-1].snapshot["title"] == "调解会议取消通知书"


def test_a_mediation_ends_with_the_last_of_its_claims(world, arranged):
    matter = arranged.matter
    who = [matter.parties.get(name=name) for name in ("张大山", "李秀英", "绿源合作社")]
    stated = {"kind": "settlement", "claims": list(matter.claims.all()), "parties": who, **terms(who[-1], who[0])}
    agreement = gateway.perform(
        Agreement, None, "draft", by=world.handler, at=at("2025-03-11"), matter=matter, **stated
    )
    for one in who:
        do(agreement, "sign", world.handler, "2025-03-11", "11:00", signer=one)
    assert Mediation.objects.get(pk=arranged.mediation_id).state == "terminated"
    assert MediationSession.objects.get(pk=arranged.pk).state == "cancelled"


def test_and_with_the_petition(world, arranged):
    petition = arranged.matter.petition
    for person in petition.matter.petitioners:
        do(petition, "withdraw", person, "2025-03-11", effect_told=True)
    assert MediationSession.objects.get(pk=arranged.pk).state == "cancelled"


def test_members_of_a_conference_are_told_anew_and_answer_anew(world, called):
    do(called, "answer", world.head, "2025-03-06", member=world.bureau, attendance="attends", represented_by="孙伟")
    with refused("members_told_late"):
        do(called, "postpone", world.dispatcher, "2025-03-07", starts_at=at("2025-03-09"), why="主持人出差")
    do(called, "postpone", world.dispatcher, "2025-03-07", starts_at=at("2025-03-12"), why="主持人出差")
    of_bureau = [one for one in notices(PaperKind.CONFERENCE_NOTICE, called) if one.to_organ == world.bureau]
    assert [one.snapshot["title"] for one in of_bureau] == ["联席会议通知", "联席会议改期通知"]
    assert [about(one).verdict for one in of_bureau] == [Verdict.SUPERSEDED, Verdict.IN_FORCE]
    assert set(called.members.values_list("attendance", flat=True)) == {""}
    assert "2025-03-12" in Message.objects.filter(user=world.head).latest("pk").text


def test_a_conference_is_called_off_with_the_petition_it_is_about(world, called):
    petition = Petition.objects.get(matter=called.matter)
    for person in petition.matter.petitioners:
        do(petition, "withdraw", person, "2025-03-06", effect_told=True)
    assert JointConference.objects.get(pk=called.pk).state == "cancelled"
    assert notices(PaperKind.CONFERENCE_NOTICE, called)[-1].snapshot["title"] == "联席会议取消通知"
