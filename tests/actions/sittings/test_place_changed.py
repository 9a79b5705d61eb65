"""变更地点: the hour stays, the room changes hands, everybody who was called has it in writing, and notice is not given anew."""

from __future__ import annotations

from mediation.documents.papers.snapshot import html_of
from mediation.models import Message, Room, RoomBooking
from mediation.queries.sittings.calendars import invitation
from mediation.queries.sittings.dates import dates_of
from tests.factories.hearings import DAY, HearingCourse
from tests.factories.world import World, at
from tests.refusals import refused
from tests.stages import staged


@staged
def course(world: World) -> HearingCourse:
    course = HearingCourse(world)
    course.rooms = [Room.objects.create(organ=world.bureau, name=name, capacity=30) for name in ("一号", "二号")]
    course.granted()
    course.appoint()
    course.schedule(room=course.rooms[0], place="")
    course.notify()
    return course


def change(course: HearingCourse, **facts):
    return course.take("change_place", course.recorder, "2025-10-15", why="停电", **facts)


def test_everybody_called_is_told_in_writing_and_the_hearing_opens_on_its_day(course):
    before = course.hearing
    moved = change(course, room=course.rooms[1])
    assert (moved.state, moved.starts_at) == ("scheduled", before.starts_at)
    assert list(RoomBooking.objects.values_list("room", flat=True)) == [course.rooms[1].pk]
    (paper,) = course.papers("hearing_change")
    page = html_of(paper)
    assert all(said in page for said in ("变更地点听证通知书", "时间不变", "一号", "二号", "停电"))
    assert set(paper.addressees.all()) == {course.zhang, course.li}
    assert "二号" in Message.objects.filter(party=course.zhang).latest("pk").text
    assert "二号" in Message.objects.filter(user=course.presider).latest("pk").text
    method, calendar = invitation(moved, to="a@example.com", at=at("2025-10-15"))
    assert method == "REQUEST"
    assert f"SEQUENCE:{moved.version}" in calendar.decode()
    assert moved.version > before.version
    (day,) = dates_of(moved)
    assert "二号" in day.place
    course.attend()
    assert course.take("open", course.presider, DAY).state == "in_session"


def test_the_same_place_a_taken_room_and_no_place_are_refused(course):
    with refused("same_place"):
        change(course, room=course.rooms[0])
    with refused("same_place"):
        change(course)
    RoomBooking.objects.create(
        room=course.rooms[1], during=RoomBooking.objects.get().during, subject_type="hearing", subject_id=900_000
    )
    with refused("room_taken"):
        change(course, room=course.rooms[1])
