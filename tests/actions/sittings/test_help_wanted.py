"""到场帮助: asked without any day, told to who arranges, answered; rooms are chosen by it."""

from __future__ import annotations

from mediation.actions import gateway
from mediation.models import Hearing, HelpWanted, Message, Room
from mediation.permissions import Actor
from mediation.queries.sittings.owed import owed_for
from mediation.queries.sittings.possible_times import possible_times
from mediation.workflows.base import Act
from tests.factories.hearings import HearingCourse
from tests.factories.world import World, at
from tests.refusals import refused
from tests.stages import staged


@staged
def course(world: World) -> HearingCourse:
    course = HearingCourse(world)
    course.granted()
    course.appoint()
    return course


def ask(course: HearingCourse, **facts) -> HelpWanted:
    return gateway.perform(
        HelpWanted, None, "ask", by=course.zhang, at=at("2025-09-18", "12:00"), matter=course.matter, **facts
    )


def seen(course: HearingCourse, **facts) -> tuple[Hearing, Act]:
    hearing = Hearing.objects.get(pk=course.pk)
    on = at("2025-09-20", "10:00")
    act = Act(by=Actor(on=on.date(), user=course.presider), at=on, on=on.date(), facts=facts, preview=True)
    return hearing, act.as_seen_by(Hearing.steps()["schedule"].facts, hearing)


def test_something_must_be_named(course):
    with refused("no_help_named"):
        ask(course)


def test_it_is_told_to_the_handler_and_the_answer_to_the_party(world, course):
    wanted = ask(course, sign_language=True, interpreter="苗语")
    told = Message.objects.get(user=world.handler, key__startswith="help:").text
    assert "手语翻译" in told
    assert "苗语" in told
    gateway.perform(HelpWanted, wanted.pk, "reply", by=world.handler, at=at("2025-09-19"), answer="已约请手语老师。")
    assert "已约请手语老师" in Message.objects.filter(party=course.zhang).latest("pk").text


def test_the_room_that_has_it_is_offered_first_and_another_is_asked_about(world, course):
    small = Room.objects.create(organ=world.bureau, name="二楼", capacity=12)
    flat = Room.objects.create(organ=world.bureau, name="一楼", capacity=40, step_free=True)
    assert possible_times(*seen(course))[0].room == small
    ask(course, step_free=True)
    assert possible_times(*seen(course))[0].room == flat
    hearing, act = seen(course, room=small, starts_at=at("2025-10-20"))
    (said,) = hearing.needs_unmet(act)
    assert "无障碍通行" in said
    hearing, act = seen(course, room=flat, starts_at=at("2025-10-20"))
    assert hearing.needs_unmet(act) == []


def test_it_is_owed_for_the_sitting_until_it_is_answered(world, course):
    course.schedule()
    wanted = ask(course, hearing_loop=True)
    actor = Actor(on=at("2025-09-22").date(), user=world.handler)
    hearing = Hearing.objects.get(pk=course.pk)
    assert [one.act for one in owed_for([hearing], actor)["hearing", hearing.pk] if one.act == "help"] == ["help"]
    gateway.perform(HelpWanted, wanted.pk, "reply", by=world.handler, at=at("2025-09-23"), answer="备有助听器。")
    assert not [one for one in owed_for([hearing], actor)["hearing", hearing.pk] if one.act == "help"]
