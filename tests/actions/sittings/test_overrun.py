"""前面的没有按时结束: those who wait that day are told in their own file; nothing is moved, and nothing is said of the first."""

from __future__ import annotations

from mediation.models import Message, Room
from mediation.vocabulary import Role
from tests.factories.conference import MEETING, convened, held
from tests.factories.hearings import DAY, HearingCourse
from tests.factories.mediation import do
from tests.factories.world import World, at
from tests.refusals import refused
from tests.stages import staged


@staged
def course(world: World) -> HearingCourse:
    course = HearingCourse(world)
    course.granted()
    course.appoint()
    room = Room.objects.create(organ=world.bureau, name="一号听证室", capacity=30)
    course.schedule(room=room, place="", minutes=60)
    course.notify()
    course.attend()
    course.take("open", course.presider, DAY)
    return course


def meeting_there(course: HearingCourse, clock: str, **facts):
    """A conference that another organ calls to the same room."""
    world = course.world
    for organ in (world.bureau, world.other_bureau):
        world.staff(Role.HEAD, organ)
    stated = {"starts_at": at(DAY, clock), "room": course.hearing.room, "place": "", **facts}
    return convened(world, **stated)


def told_of_delay() -> list[Message]:
    return list(Message.objects.filter(key__startswith="overrun:").order_by("pk"))


def tell(course: HearingCourse, clock: str = "10:30", **facts):
    return course.take("tell_those_waiting", course.recorder, DAY, clock, **{"late_by": 30, **facts})


def test_nobody_waits_is_said(course):
    with refused("nobody_waits"):
        tell(course)


def test_who_is_called_to_what_follows_in_the_room_is_told_in_its_own_file_and_nothing_is_moved(course):
    waiting = meeting_there(course, "11:00")
    tell(course, word="可在一楼休息。")
    told = told_of_delay()
    assert len(told) == 2
    assert {one.matter_id for one in told} == {waiting.matter_id}
    assert all("11:00" in one.text and "推迟30分钟" in one.text and "可在一楼休息" in one.text for one in told)
    assert not any(course.matter.number in one.text or "张大山" in one.text for one in told)
    assert type(waiting).objects.get(pk=waiting.pk).starts_at == at(DAY, "11:00")
    tell(course, "10:50", late_by=45)
    assert len(told_of_delay()) == 4


def test_another_room_another_day_and_what_was_called_off_do_not_wait(course):
    elsewhere = Room.objects.create(organ=course.world.bureau, name="二号听证室", capacity=30)
    meeting_there(course, "11:00", room=elsewhere)
    meeting_there(course, "11:00", starts_at=at("2025-10-21", "11:00"))
    off = meeting_there(course, "14:30")
    do(off, "cancel", course.world.dispatcher, "2025-10-17", why="改期")
    with refused("nobody_waits"):
        tell(course)


def test_without_a_room_the_same_place_of_the_same_organ_waits(world):
    for organ in (world.bureau, world.other_bureau):
        world.staff(Role.HEAD, organ)
    first, later = convened(world), convened(world, starts_at=at(MEETING, "15:00"))
    convened(world, starts_at=at(MEETING, "16:00"), place="县政府一楼")
    held(world, first)
    do(first, "tell_those_waiting", world.dispatcher, MEETING, "11:00", late_by=60)
    assert {one.matter_id for one in told_of_delay()} == {later.matter_id}
