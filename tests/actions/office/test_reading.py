"""Who reads a file: what steps give, what ends it, and why each row says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from mediation.actions import gateway
from mediation.actions.clock import deadlines
from mediation.models import (
    Appointment,
    Claim,
    Deputyship,
    Dispatch,
    Matter,
    MatterAccess,
    Mediation,
    Paper,
    Petition,
    Recusal,
    ServiceOfDocument,
)
from mediation.permissions import Actor
from mediation.queries.visibility import Sight, events_seen, visible
from mediation.vocabulary import Role
from mediation.workflows.base import NotAllowed
from tests.factories.hearings import HearingCourse
from tests.factories.mediation import alone, consented, do, mediator_of, with_mediator
from tests.factories.opinions import ReviewCourse, approved, take
from tests.factories.papers import printed
from tests.factories.world import World, at
from tests.refusals import refused
from tests.stages import staged

TODAY = date(2025, 3, 10)
CLOSED = "2025-05-12"


def reads(person: Any, matter: Matter, on: date | str = TODAY) -> bool:
    """Whether the person reads the file on the day."""
    day = date.fromisoformat(on) if isinstance(on, str) else on
    return matter.is_read_by(Actor(on=day, user=type(person).objects.get(pk=person.pk)))


def why(matter: Matter, **which: Any) -> MatterAccess:
    """The row that says so, the newest of these."""
    return MatterAccess.objects.filter(matter=matter, **which).order_by("-pk").first()


@staged
def petition(world: World) -> Petition:
    """Registered at the bureau on 3 March."""
    return world.petition()


@staged
def closed(world: World) -> Petition:
    """Decided, served, nobody asked for a review, closed."""
    course = ReviewCourse(world)
    deadlines.run_clock(at(CLOSED, "00:10"))
    return take(Petition.objects.get(pk=course.petition.pk), "close", world.handler, CLOSED)


def test_registration_opens_the_file_to_those_who_need_it(world, petition):
    matter = petition.matter
    clerk = world.staff(Role.INTAKE_CLERK, world.bureau)
    assert all(reads(one, matter) for one in (clerk, world.handler, world.head))
    others = [
        world.registrar,
        *(
            world.staff(role, world.bureau)
            for role in (Role.ADMINISTRATOR, Role.MEDIATOR, Role.RECORDER, Role.LEGAL_REVIEWER)
        ),
        *(world.staff(role, world.other_bureau) for role in Role),
    ]
    assert [str(one) for one in others if reads(one, matter)] == []
    row = why(matter, organ=world.bureau, role="")
    assert (row.given_by.step, row.since, row.until, row.opened_on) == (
        "register",
        petition.received_on,
        None,
        matter.opened_on,
    )


def test_once_a_handler_is_named_a_colleague_reads_no_more_and_who_was_replaced_neither(world, petition):
    matter, other = petition.matter, world.staff(Role.HANDLER, world.bureau, "周经办")
    assert reads(other, matter)
    take(petition, "assign_handler", world.head, "2025-03-04", handler=world.handler)
    assert (reads(world.handler, matter), reads(other, matter)) == (True, False)
    take(petition, "assign_handler", world.head, "2025-03-05", handler=other)
    assert (reads(world.handler, matter), reads(other, matter), reads(world.head, matter)) == (False, True, True)
    row = why(matter, user=world.handler)
    assert (row.given_by.facts["handler"]["id"], row.ended_by.facts["handler"]["id"]) == (world.handler.pk, other.pk)
    assert (row.since, row.until) == (date(2025, 3, 4), date(2025, 3, 5))


def test_an_organ_may_let_its_handlers_read_all_its_files(world, petition):
    other = world.staff(Role.HANDLER, world.bureau, "周经办")
    take(petition, "assign_handler", world.head, "2025-03-04", handler=world.handler)
    assert not reads(other, petition.matter)
    world.bureau.settings = {"handlers_read": "organ"}
    world.bureau.save()
    assert reads(other, petition.matter)


def test_who_stands_in_for_a_handler_reads_what_that_one_handles(world, petition):
    other = world.staff(Role.HANDLER, world.other_bureau, "周经办")
    take(petition, "assign_handler", world.head, "2025-03-04", handler=world.handler)
    post = Appointment.objects.get(user=world.handler)
    Deputyship.objects.create(appointment=post, deputy=other, since=TODAY, until=TODAY + timedelta(days=5))
    assert reads(other, petition.matter)
    assert not reads(other, petition.matter, TODAY + timedelta(days=6))


def test_who_has_left_the_organ_reads_nothing_that_he_handled_there(world, petition):
    take(petition, "assign_handler", world.head, "2025-03-04", handler=world.handler)
    Appointment.objects.filter(user=world.handler).update(until=date(2025, 3, 8))
    Appointment.objects.create(user=world.handler, organ=world.other_bureau, role=Role.HANDLER)
    assert reads(world.handler, petition.matter, "2025-03-08")
    assert not reads(world.handler, petition.matter, "2025-03-09")


def test_what_was_sent_back_is_read_by_the_sender_alone(world):
    petition = world.petition(organ=world.office)
    dispatch = gateway.perform(
        Dispatch, None, "send", by=world.dispatcher, at=at("2025-03-04"), matter=petition.matter, kind="transfer",
        to_organ=world.bureau, claims=list(petition.claims.all()),
    )  # fmt: skip
    assert reads(world.handler, petition.matter)
    take(dispatch, "object", world.handler, "2025-03-05", objection="不属本局职权")
    assert reads(world.handler, petition.matter)
    take(dispatch, "give_way", world.dispatcher, "2025-03-06")
    assert not any(reads(one, petition.matter) for one in (world.handler, world.head))
    assert reads(world.dispatcher, petition.matter)
    assert why(petition.matter, organ=world.bureau, role="").ended_by.step == "give_way"


def test_the_registrar_reads_while_something_is_to_be_numbered_or_served(world):
    petition = world.accepted()
    notice = petition.matter.papers.of_kind("acceptance_notice").get()
    assert not reads(world.registrar, petition.matter)
    notice = approved(notice, drafter=world.handler, head=world.head, on="2025-03-05")
    assert reads(world.registrar, petition.matter)
    notice = printed(take(notice, "issue", world.registrar, "2025-03-05", "10:30"))
    copies = list(notice.services.order_by("pk"))
    for copy in copies:
        assert reads(world.registrar, petition.matter)
        take(copy, "dispatch", world.registrar, "2025-03-06", mode="direct")
        take(
            copy, "record_receipt", world.registrar, "2025-03-06", received_by=copy.party.name, relation="self",
            servers="王一、赵二",
        )  # fmt: skip
    # Who recorded the last receipt sees it for the rest of the day.
    assert reads(world.registrar, petition.matter, "2025-03-06")
    assert not reads(world.registrar, petition.matter, "2025-03-07")


def test_a_recused_person_reads_nothing_whatever_office_would_open_it(world, petition):
    take(petition, "assign_handler", world.head, "2025-03-04", handler=world.handler)
    Appointment.objects.create(user=world.handler, organ=world.bureau, role=Role.SECTION_CHIEF)
    asked = gateway.perform(
        Recusal, None, "ask", by=world.party(petition.matter, "张大山"), at=at("2025-03-05"), matter=petition.matter,
        person=world.handler, role="handler", ground="relative", details="是收购站长的表兄",
    )  # fmt: skip
    assert reads(world.handler, petition.matter)
    take(asked, "grant", world.head, "2025-03-06", decision_reason="经查属实")
    assert not reads(world.handler, petition.matter)
    # A colleague takes it up until the head has named another.
    assert reads(world.staff(Role.HANDLER, world.bureau, "周经办"), petition.matter)
    assert why(petition.matter, user=world.handler, part="barred").given_by.step == "grant"


def test_a_panel_of_another_organ_reads_for_the_hearing_and_no_longer(world):
    course = HearingCourse(world)
    outside = course.panel[1]
    assert not reads(outside, course.matter)
    course.granted()
    course.appoint()
    assert reads(outside, course.matter)
    assert reads(course.recorder, course.matter)
    course.appoint(
        "2025-09-16", panel=[course.presider, course.panel[2], world.staff(Role.PANELLIST, world.county, "吴教授")]
    )
    assert not reads(outside, course.matter, "2025-09-16")
    course.take("terminate", world.head, "2025-09-17", end_ground="withdrawn", why="信访人撤回听证申请")
    assert not any(reads(one, course.matter, "2025-09-17") for one in (course.panel[2], course.recorder, outside))
    assert why(course.matter, user=course.recorder).ended_by.step == "terminate"


def test_a_mediator_who_was_replaced_reads_no_more(world):
    mediation = alone(world)
    organ, other = mediation.organ, world.staff(Role.MEDIATOR, mediation.organ, "周调解")
    first = mediator_of(world, organ)
    assert reads(first, mediation.matter)
    assert reads(other, mediation.matter)
    with_mediator(world, consented(world, mediation))
    assert (reads(first, mediation.matter), reads(other, mediation.matter)) == (True, False)
    do(
        Mediation.objects.get(pk=mediation.pk),
        "name_mediators",
        first,
        "2025-03-11",
        mediators=[other],
        chosen_by_parties=True,
    )
    day = "2025-03-11"
    assert (reads(first, mediation.matter, day), reads(other, mediation.matter, day)) == (False, True)
    assert why(mediation.matter, user=first).ended_by.step == "name_mediators"


def test_a_closed_file_is_read_by_nobody_until_he_says_why(world, closed):
    matter, deputy = closed.matter, world.staff(Role.HANDLER, world.bureau, "周经办")
    everybody = (world.handler, world.head, world.registrar, deputy, world.staff(Role.INTAKE_CLERK, world.bureau))
    # Who closed it sees what came of it, until midnight.
    assert [one for one in everybody if reads(one, matter, CLOSED)] == [world.handler]
    assert [str(one) for one in everybody if reads(one, matter, "2025-05-13")] == []
    with pytest.raises(NotAllowed):
        take(closed, "consult", world.staff(Role.HEAD, world.other_bureau), "2025-05-20", why="想看看")
    take(closed, "consult", deputy, "2025-05-20", why="答复法院调卷函")
    assert reads(deputy, matter, "2025-05-26")
    assert not reads(deputy, matter, "2025-05-27")
    assert not reads(world.handler, matter, "2025-05-20")
    event = why(matter, user=deputy).given_by
    assert (event.step, event.facts["why"]) == ("consult", "答复法院调卷函")
    with refused("reads_already"):
        take(closed, "consult", deputy, "2025-05-21", why="再看")


def test_what_is_in_hand_again_is_read_as_before(world, closed):
    before = set(MatterAccess.objects.filter(ended_by__step="close").values_list("organ", "role", "user", "part"))
    take(closed, "consult", world.head, "2025-05-20", why="有新的事实")
    take(Petition.objects.get(pk=closed.pk), "reopen", world.head, "2025-05-20", "11:00", why="有新的事实")
    assert reads(world.handler, closed.matter, "2025-05-20")
    assert not MatterAccess.objects.standing().filter(user=world.head).exists()  # his week goes on, and ends
    again = set(MatterAccess.objects.filter(given_by__step="reopen").values_list("organ", "role", "user", "part"))
    assert before == again


def test_a_closing_that_was_wrong_ended_nothing(world, closed):
    event = closed.matter.events.filter(object_type="serviceofdocument", step="record_receipt").last()
    copy = ServiceOfDocument.objects.get(pk=event.object_id)
    take(copy, "annul", world.head, "2025-05-13", event=event.version, why="签收的不是本人")
    assert Petition.objects.get(pk=closed.pk).state == "answered"
    assert reads(world.handler, closed.matter, "2025-05-13")


def test_only_a_head_opens_what_is_not_closed(world, petition):
    other = world.staff(Role.HANDLER, world.bureau, "周经办")
    take(petition, "assign_handler", world.head, "2025-03-04", handler=world.handler)
    with refused("not_closed_yet"):
        take(petition, "consult", other, "2025-03-05", why="同事请我看看")


def test_who_only_sits_learns_of_no_accusation_in_the_file(world, monkeypatch):
    petition = world.petition(
        on="2025-09-01",
        claims=[
            {"text": "按承诺价补足差额", "category": "grievance", "route": "petition_procedure"},
            {"text": "举报住建局收受好处", "category": "accusation", "accused_organ": world.other_bureau},
        ],
    )
    claim = petition.claims.get(no=1)
    take(claim, "accept", world.handler, "2025-09-01")
    monkeypatch.setattr(world, "accepted", lambda **_facts: petition)
    course = HearingCourse(world)
    course.granted()
    course.appoint()
    for person in (course.panel[1], course.recorder):
        actor = Actor(on=date(2025, 9, 16), user=person)
        assert [one.no for one in visible(Claim, actor)] == [1]
        assert not visible(Paper, actor).filter(sealed_from__isnull=False).exists()
        told = events_seen(Sight(Matter.objects.get(pk=petition.matter_id), actor))
        assert not told.exclude(part="").exists()
    assert [one.no for one in visible(Claim, Actor(on=date(2025, 9, 16), user=world.head)).order_by("no")] == [1, 2]


def test_the_registrar_reads_what_waits_for_a_number_without_approval(world):
    course = HearingCourse(world)
    course.granted()
    course.appoint()
    assert not reads(world.registrar, course.matter, "2025-09-16")
    course.schedule()
    notices = course.papers("hearing_notice")
    assert {(one.state, one.needs_approval) for one in notices} == {("drafted", False)}
    assert reads(world.registrar, course.matter, "2025-09-22")
