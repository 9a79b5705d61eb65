"""What a matter asks of a joint conference: asked, put on an agenda, read by whom it concerns, answered before the day."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.actions import gateway
from mediation.models import AgendaRequest, Claim, JointConference, Matter, Paper
from mediation.permissions import Actor
from mediation.queries.visibility import visible
from mediation.vocabulary import PaperKind, Role
from mediation.workflows.base import NotAllowed
from tests.factories.conference import MEETING, asked, convened, convened_apart
from tests.factories.mediation import do
from tests.factories.world import at
from tests.refusals import refused

ON = date(2025, 3, 5)


def reads(person, request):
    return request in visible(AgendaRequest, Actor(on=ON, user=person))


def test_the_office_reads_what_is_asked_and_who_is_asked_only_once_it_is_on_the_agenda(world):
    request = asked(world)
    assert reads(world.dispatcher, request)
    assert not reads(world.head, request)
    conference = convened_apart(world, request)
    assert AgendaRequest.objects.get(pk=request.pk).state == "on_agenda"
    assert reads(world.head, request)
    assert reads(world.staff(Role.HANDLER, world.bureau, "新人"), request)
    item = conference.items.get()
    assert (item.no, item.request, item.in_session) == (1, request, False)
    assert conference.member_organs() == [world.bureau, world.other_bureau]


def test_a_member_reads_its_item_and_not_those_of_others(world):
    third = world.discipline
    one, other = asked(world), asked(
        world, topic="另一件事", asked=[{"member": third, "question": "有无线索？"}, {"member": world.other_bureau, "question": "意见？"}]
    )  # fmt: skip
    conference = convened_apart(world, one, other)
    assert (reads(world.head, one), reads(world.head, other)) == (True, False)
    assert conference.matter not in Matter.objects.visible_to(Actor(on=ON, user=world.head))
    notices = {
        p.to_organ: [i["no"] for i in p.snapshot["items"]] for p in Paper.objects.of_kind(PaperKind.CONFERENCE_NOTICE)
    }
    assert notices == {world.bureau: [1], world.other_bureau: [1, 2], third: [2]}


def accepted_with_notice(world):
    """The bureau accepted, and its notice was issued."""
    petition = world.accepted(on="2025-03-03")
    paper = petition.matter.papers.get(kind="acceptance_notice")
    for step, person in (("submit", world.handler), ("approve", world.head), ("issue", world.registrar)):
        paper = do(paper, step, person, "2025-03-03")
    return petition, paper


def asked_by_the_bureau(world, petition, **facts):
    """Its handler asks the other bureau and the inspectors."""
    stated = {
        "organ": world.office, "topic": "增设收购点", "question": "由谁出资。",
        "asked": [{"member": one, "question": "意见？"} for one in (world.other_bureau, world.discipline)], **facts,
    }  # fmt: skip
    return gateway.perform(
        AgendaRequest, None, "ask", by=world.handler, at=at("2025-03-04"), matter=petition.matter, **stated
    )


def test_of_the_file_of_its_item_a_member_reads_the_item_and_what_is_shown_with_it(world):
    petition, notice = accepted_with_notice(world)
    request = asked_by_the_bureau(world, petition, papers=[notice])
    assert request.asked_by == world.bureau
    convened_apart(world, request)
    member = Actor(on=ON, user=world.staff(Role.HANDLER, world.other_bureau))
    assert list(visible(Paper, member).filter(matter=petition.matter)) == [notice]
    assert not visible(Claim, member).filter(matter=petition.matter).exists()


def test_what_was_corrected_or_revoked_since_is_pointed_out(world):
    petition, notice = accepted_with_notice(world)
    request = asked_by_the_bureau(world, petition, papers=[notice])
    convened_apart(world, request)
    assert request.items.get().changed() == []
    do(notice, "revoke", world.head, "2025-03-05", why="登记有误")
    assert request.items.get().changed() == [str(notice)]


def test_what_carries_a_code_is_shown_to_nobody(world):
    petition = world.petition(organ=world.office)
    receipt = petition.matter.papers.issued().first()
    with refused("shown_from_elsewhere"):
        asked(world, petition, papers=[receipt])


def test_the_office_does_not_put_it_on_and_says_why(world):
    request = do(asked(world), "decline", world.dispatcher, "2025-03-05", why="由本机关直接协调")
    assert request.state == "declined"


def test_who_asked_takes_it_off(world):
    assert do(asked(world), "take_off", world.dispatcher, "2025-03-05", why="已经协商一致").state == "declined"


def test_an_organ_that_is_accused_is_neither_asked_nor_convenes(world):
    petition = world.petition(organ=world.office, claims=[{"text": "增设收购点", "category": "suggestion"}])
    do(
        petition.claims.get(),
        "classify",
        world.dispatcher,
        "2025-03-04",
        category="accusation",
        accused_organ=world.bureau,
    )
    with refused("asked_itself"):
        asked(world, petition)
    with refused("organiser_is_party"):
        asked(world, petition, organ=world.bureau, asked=[{"member": world.other_bureau, "question": "意见？"}])


def test_an_organ_that_is_a_party_does_not_convene(world):
    petition = world.petition(
        organ=world.office,
        opposite_parties=[{"name": world.bureau.name, "kind": "organisation", "organ": world.bureau}],
    )
    with refused("organiser_is_party"):
        asked(world, petition, organ=world.bureau)
    with refused("convenor_is_party"):
        gateway.perform(
            JointConference, None, "convene", by=world.head, at=at("2025-03-05"), organ=world.bureau,
            convenor="局长", chair="局长", starts_at=at(MEETING), place="会议室", members=[world.office, world.other_bureau],
            agenda=[{"topic": "收购点", "about": petition.matter}],
        )  # fmt: skip


def test_one_organ_is_asked_once(world):
    with refused("asked_twice"):
        asked(world, asked=[{"member": world.bureau, "question": "一"}, {"member": world.bureau, "question": "二"}])


def test_only_what_lies_in_the_file_and_was_issued_is_shown(world):
    elsewhere = world.petition(organ=world.office).matter.papers.issued().first()
    with refused("shown_from_elsewhere"):
        asked(world, papers=[elsewhere])


def test_a_conference_takes_up_what_waits_for_its_office(world):
    request = do(asked(world), "decline", world.dispatcher, "2025-03-04", why="无需研究")
    with refused("asked_of_others"):
        convened_apart(world, request)
    with refused("no_items"):
        convened_apart(world, members=[world.bureau, world.other_bureau])
    with refused("no_members"):
        convened_apart(world, asked(world, asked=[{"member": world.bureau, "question": "一"}]))


def test_in_the_file_of_one_matter_no_other_is_conferred_on(world):
    request = asked(world)
    with refused("items_of_other_files"):
        convened(world, requests=[request])
    with refused("conference_in_a_file"):
        do(request, "put_on", world.dispatcher, "2025-03-05", conference=convened(world))
    own = convened(world, request.matter.petition, requests=[request], agenda=[])
    assert own.items.get().request == request


def test_it_is_put_on_later_too_and_a_new_member_is_called(world):
    conference = convened_apart(world, asked(world))
    more = asked(world, topic="后来的事", asked=[{"member": world.discipline, "question": "意见？"}])
    do(more, "put_on", world.dispatcher, "2025-03-06", conference=conference)
    assert [item.topic for item in conference.items.all()] == ["增设收购点", "后来的事"]
    called = Paper.objects.of_kind(PaperKind.CONFERENCE_NOTICE).filter(to_organ=world.discipline)
    assert [i["topic"] for i in called.get().snapshot["items"]] == ["后来的事"]
    with refused("other_conference"):
        do(
            asked(world),
            "put_on",
            world.dispatcher,
            "2025-03-06",
            conference=do(conference, "cancel", world.dispatcher, "2025-03-06", why="改日"),
        )


def test_an_opinion_is_given_by_its_own_organ_before_the_day(world):
    request = asked(world)
    convened_apart(world, request)
    with refused("opinion_of_others"):
        do(request, "give_opinion", world.head, "2025-03-06", member=world.other_bureau, opinion="同意")
    do(request, "give_opinion", world.head, "2025-03-06", member=world.bureau, opinion="选址在柳树乡，经费由本局承担。")
    row = request.asked.get(organ=world.bureau)
    assert (row.opinion, row.opinion_on, row.given_by) == (
        "选址在柳树乡，经费由本局承担。",
        date(2025, 3, 6),
        world.head,
    )
    assert request.asked.get(organ=world.other_bureau).opinion == ""
    with refused("opinion_too_late"):
        do(request, "give_opinion", world.head, MEETING, member=world.bureau, opinion="改为县城")
    with pytest.raises(NotAllowed):
        do(
            request,
            "give_opinion",
            world.staff(Role.HEAD, world.discipline),
            "2025-03-06",
            member=world.bureau,
            opinion="无",
        )
