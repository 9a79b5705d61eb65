"""Positions, draft minutes and their corrections, extracts, and resolutions that come back until they are done or lifted."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.actions import gateway
from mediation.actions.clock.deadlines import run_clock
from mediation.models import (
    AgendaRequest,
    Deadline,
    ItemPosition,
    JointConference,
    MatterAccess,
    Paper,
    Resolution,
)
from mediation.permissions import Actor
from mediation.queries.sittings.minutes import draft_for, mark_of
from mediation.queries.visibility import visible
from mediation.vocabulary import PaperKind, Role
from mediation.workflows.base import NotAllowed
from tests.factories.conference import MEETING, asked, convened_apart, held, resolved
from tests.factories.mediation import do
from tests.factories.world import at
from tests.refusals import refused
from tests.stages import staged

NEXT = "2025-04-10"


@staged
def request_(world) -> AgendaRequest:
    """Asked on 4 March."""
    return asked(world)


@staged
def session(world, request_) -> JointConference:
    """A conference about it with a file of its own, held on 10 March."""
    conference = convened_apart(world, request_)
    return held(world, conference, discussions=[])


def again(world, *requests, **facts):
    """The next conference of the same office, a month later."""
    stated = {
        "organ": world.office, "convenor": "青河县副县长", "chair": "县信访局局长", "starts_at": at(NEXT),
        "place": "县政府三楼会议室", "requests": list(requests), **facts,
    }  # fmt: skip
    return gateway.perform(JointConference, None, "convene", by=world.dispatcher, at=at("2025-04-01"), **stated)


def noted(world, conference, *rows):
    return do(conference, "note_positions", world.dispatcher, MEETING, positions=list(rows))


def dissent(world, view="经费没有来源。"):
    return {"no": 1, "member": world.bureau, "position": "disagrees", "view": view}


def test_who_dissents_says_why_and_is_named_with_it(world, session):
    with refused("dissent_unsaid"):
        noted(world, session, dissent(world, ""))
    noted(world, session, dissent(world), {"no": 1, "member": world.other_bureau, "position": "agrees", "view": ""})
    noted(world, session, dissent(world, "本年没有预算。"))
    told = ItemPosition.objects.order_by("pk").values_list("organ", "position", "view")
    assert list(told) == [(world.bureau.pk, "disagrees", "本年没有预算。"), (world.other_bureau.pk, "agrees", "")]


def test_positions_are_those_of_organs_that_came_on_items_that_concern_them(world, session):
    with refused("item_unknown"):
        noted(world, session, {**dissent(world), "no": 7})
    with refused("position_of_absent"):
        noted(world, session, {**dissent(world), "member": world.discipline})


def test_a_resolution_lies_in_the_file_of_its_item(world, session, request_):
    with refused("not_of_its_conference"):
        gateway.perform(
            Resolution, None, "adopt", by=world.dispatcher, at=at(MEETING), matter=request_.matter, conference=session,
            text="另一件事", responsible_organ=world.bureau, due_on=date(2025, 4, 30),
        )  # fmt: skip
    resolution = resolved(world, session, request=request_)
    assert resolution.matter == request_.matter
    assert resolution.item == session.items.get()


def test_the_minutes_are_not_issued_before_each_item_has_its_result(world, session, request_):
    with refused("no_resolution"):
        do(session, "issue_minutes", world.dispatcher, MEETING)
    do(asked(world, topic="另一件事"), "put_on", world.dispatcher, MEETING, conference=session)
    resolved(world, session, request=request_)
    with refused("items_undecided"):
        do(session, "issue_minutes", world.dispatcher, MEETING)
    with refused("item_resolved"):
        do(request_, "defer", world.dispatcher, MEETING, why="材料不全")


def test_what_is_put_off_says_why_and_waits_for_another_agenda(world, session, request_):
    later = do(request_, "defer", world.dispatcher, MEETING, why="材料不全")
    assert later.state == "asked"
    assert session.items.get().deferred_why == "材料不全"
    with refused("item_not_open"):
        resolved(world, session, request=request_)
    conference = do(session, "issue_minutes", world.dispatcher, MEETING)
    assert conference.state == "concluded"
    assert not Paper.objects.of_kind(PaperKind.CONFERENCE_EXTRACT).exists()
    assert again(world, later).items.get().request == request_


def test_an_item_is_added_in_session(world, session):
    more = asked(world, topic="会上提出的事")
    do(more, "put_on", world.dispatcher, MEETING, conference=session)
    assert session.items.get(no=2).in_session is True


def test_a_conference_that_is_off_leaves_its_items_waiting(world, request_):
    conference = convened_apart(world, request_)
    do(conference, "cancel", world.dispatcher, "2025-03-06", why="主持人另有公务")
    assert AgendaRequest.objects.get(pk=request_.pk).state == "asked"


def test_it_is_decided_once_its_extract_lies_in_its_file_and_says_nothing_of_other_items(world, session, request_):
    other = asked(world, topic="另一件事", question="与前者无关的问题。")
    other = do(other, "put_on", world.dispatcher, MEETING, conference=session)
    resolved(world, session, request=request_)
    resolved(world, session, request=other, text="另一件事由乙办。")
    assert AgendaRequest.objects.get(pk=request_.pk).state == "on_agenda"
    assert not AgendaRequest.objects.get(pk=request_.pk).has_extract()
    do(session, "issue_minutes", world.dispatcher, "2025-03-12")
    assert set(AgendaRequest.objects.values_list("state", "decided_on")) == {("decided", date(2025, 3, 12))}
    extract = Paper.objects.of_kind(PaperKind.CONFERENCE_EXTRACT).get(matter=request_.matter)
    assert extract.matter == request_.matter
    said = str(extract.snapshot)
    assert "增设收购点" in said
    assert "另一件事" not in said
    assert "与前者无关" not in said


def test_it_is_taken_up_again_for_a_reason(world, session, request_):
    resolved(world, session, request=request_)
    do(session, "issue_minutes", world.dispatcher, "2025-03-12")
    once_more = do(request_, "reopen", world.dispatcher, "2025-03-20", why="预算已经变化")
    assert again(world, once_more).items.filter(request=request_).exists()
    assert not AgendaRequest.objects.get(pk=request_.pk).has_extract()


def approve(world, session, who, organ, **facts):
    mark = mark_of(draft_for(session, organ.pk))
    return do(session, "approve_minutes", who, "2025-03-11", member=organ, **{"mark": mark, **facts})


def test_members_read_the_draft_and_approve_exactly_that(world, session, request_):
    resolved(world, session, request=request_)
    with refused("not_sent_out"):
        approve(world, session, world.head, world.bureau)
    session = do(session, "circulate", world.dispatcher, MEETING, answer_by=date(2025, 3, 13))
    with refused("confirms_for_others"):
        approve(world, session, world.head, world.other_bureau)
    with pytest.raises(NotAllowed):
        approve(world, session, world.dispatcher, world.bureau)
    stale = mark_of(draft_for(session, world.bureau.pk))
    approve(world, session, world.head, world.bureau)
    noted(world, session, dissent(world))
    with refused("minutes_changed"):
        approve(world, session, world.head, world.bureau, mark=stale)
    do(session, "issue_minutes", world.dispatcher, "2025-03-12")
    extract = Paper.objects.of_kind(PaperKind.CONFERENCE_EXTRACT).get()
    assert extract.snapshot["approved"] == []


def test_the_extract_says_who_approved_and_who_wanted_what_corrected(world, session, request_):
    resolved(world, session, request=request_)
    session = do(session, "circulate", world.dispatcher, MEETING, answer_by=date(2025, 3, 13))
    wants = {"member": world.bureau, "no": 1, "wanted": "本局没有承诺出资。"}
    with refused("correction_of_others"):
        do(session, "propose_correction", world.head, "2025-03-11", **{**wants, "no": 5})
    do(session, "propose_correction", world.head, "2025-03-11", **wants)
    with refused("corrections_open"):
        do(session, "issue_minutes", world.dispatcher, "2025-03-12")
    with refused("correction_settled"):
        do(session, "settle_correction", world.dispatcher, "2025-03-12", correction=9, accepted=True, answer="已改")
    do(
        session,
        "settle_correction",
        world.dispatcher,
        "2025-03-12",
        correction=1,
        accepted=False,
        answer="录音中有此承诺",
    )
    approve(world, session, world.staff(Role.HEAD, world.other_bureau), world.other_bureau)
    do(session, "issue_minutes", world.dispatcher, "2025-03-12")
    told = Paper.objects.of_kind(PaperKind.CONFERENCE_EXTRACT).get().snapshot
    assert [(c["organ"], c["asked_by"], c["accepted"]) for c in told["corrections"]] == [
        (world.bureau.name, str(world.head), False)
    ]
    assert [one["organ"] for one in told["approved"]] == [world.other_bureau.name]


def test_a_resolution_comes_back_until_it_is_done(world, session, request_):
    resolution = resolved(world, session, request=request_)
    do(session, "issue_minutes", world.dispatcher, "2025-03-12")
    second = again(world, members=[world.other_bureau])
    item = second.items.get()
    assert (item.returning, item.about) == (resolution, request_.matter)
    assert world.bureau in second.member_organs()
    run_clock(at("2025-05-01"))
    assert (
        again(world, starts_at=at("2025-05-10"), members=[world.other_bureau])
        .items.filter(returning=resolution)
        .exists()
    )
    do(resolution, "carry_out", world.head, "2025-05-12", result="已开秤收购")
    with refused("no_items"):
        again(world, starts_at=at("2025-06-10"), members=[world.bureau, world.other_bureau])


def test_it_comes_onto_the_agenda_of_a_conference_that_is_called_already(world, session, request_):
    called = again(world, members=[world.other_bureau, world.discipline], agenda=[{"topic": "工作安排"}])
    resolution = resolved(world, session, request=request_)
    assert [item.returning for item in called.items.all()] == [None, resolution]
    assert world.bureau in called.member_organs()


def test_only_a_later_conference_that_had_it_on_its_agenda_lifts_it(world, session, request_):
    resolution = resolved(world, session, request=request_)
    do(session, "issue_minutes", world.dispatcher, "2025-03-12")
    with refused("not_lifted_there"):
        do(resolution, "lift", world.dispatcher, "2025-03-20", lifted_by=session, why="不再需要")
    second = again(world, members=[world.other_bureau])
    with refused("not_lifted_there"):
        do(resolution, "lift", world.dispatcher, "2025-04-02", lifted_by=second, why="不再需要")
    second = do(second, "hold", world.dispatcher, NEXT, present=second.member_organs(), discussions=[])
    with pytest.raises(NotAllowed):
        do(resolution, "lift", world.head, NEXT, lifted_by=second, why="不再需要")
    lifted = do(resolution, "lift", world.dispatcher, NEXT, lifted_by=second, why="县里另有安排")
    assert (lifted.state, lifted.lifted_on) == ("lifted", date(2025, 4, 10))
    assert Deadline.objects.about(resolution).get().state == "ended"


def test_who_conferred_reads_the_item_until_the_last_task_is_done(world, session, request_):
    resolution = resolved(world, session, request=request_)
    do(session, "issue_minutes", world.dispatcher, "2025-03-12")
    member = world.staff(Role.HEAD, world.other_bureau)
    assert request_ in visible(AgendaRequest, Actor(on=date(2025, 4, 1), user=member))
    do(resolution, "carry_out", world.head, "2025-04-29", result="已开秤收购")
    assert request_ not in visible(AgendaRequest, Actor(on=date(2025, 4, 30), user=member))
    assert not MatterAccess.objects.standing(date(2025, 4, 30)).filter(part="item").exists()


def test_with_the_petition_its_items_are_taken_off(world, request_):
    petition = request_.matter.petition
    convened_apart(world, request_)
    for party in petition.matter.petitioners:
        do(petition, "withdraw", party, "2025-03-06", why="已经解决", effect_told=True)
    assert AgendaRequest.objects.get(pk=request_.pk).state == "declined"


def up(world, request, body="executive", day=MEETING, **facts):
    stated = {
        "body": body,
        "held_by": world.county,
        "decided_by_body_on": date.fromisoformat(day),
        "why": "需要县财政出资",
        **facts,
    }
    return do(request, "refer_up", world.dispatcher, day, **stated)


def test_it_goes_up_from_meeting_to_meeting_as_decisions_with_a_day(world, session, request_):
    up(world, request_)
    with refused("not_higher"):
        up(world, request_, day="2025-03-20")
    with refused("decided_in_future"):
        up(world, request_, body="standing", day="2025-03-20", decided_by_body_on=date(2025, 3, 1))
    do(session, "issue_minutes", world.dispatcher, "2025-03-12")
    assert not Paper.objects.of_kind(PaperKind.CONFERENCE_EXTRACT).exists()
    up(world, request_, body="standing", day="2025-03-20")
    decided = do(
        request_, "record_decision", world.dispatcher, "2025-03-28", decided_by_body_on=date(2025, 3, 27),
        decision="由县财政出资增设收购点。", responsible_organ=world.bureau, due_on=date(2025, 5, 30),
    )  # fmt: skip
    assert AgendaRequest.objects.get(pk=decided.pk).state == "decided"
    assert [(one.body, one.sent_on, one.met_on) for one in request_.referrals.all()] == [
        ("executive", date(2025, 3, 10), date(2025, 3, 20)), ("standing", date(2025, 3, 20), date(2025, 3, 27)),
    ]  # fmt: skip
    told = Paper.objects.of_kind(PaperKind.CONFERENCE_EXTRACT).get().snapshot
    assert [one["decision"] for one in told["above"]] == ["报党委常委会会议研究", "由县财政出资增设收购点"]
    resolution = Resolution.objects.get()
    assert (resolution.conference, resolution.request, resolution.state) == (session, request_, "adopted")
    assert again(world, members=[world.other_bureau]).items.filter(returning=resolution).exists()


def test_nothing_goes_up_before_the_conference_has_met(world, request_):
    convened_apart(world, request_)
    with refused("not_conferred_on"):
        up(world, request_, day="2025-03-06")
