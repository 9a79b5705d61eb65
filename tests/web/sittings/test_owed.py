"""What is owed for the sittings of the day and the week, with the link to what settles it, for every role."""

from __future__ import annotations

import re

import pytest

from mediation.actions import gateway
from mediation.models import Hearing, JointConference, Paper
from mediation.permissions import Actor
from mediation.queries.sittings.soon import sittings_soon
from mediation.vocabulary import Role
from tests.factories.conference import convened, held
from tests.factories.hearings import DAY, HearingCourse
from tests.factories.mediation import consented, do, in_session, mediator_of, proposed, session, with_mediator
from tests.factories.world import at
from tests.web.sittings.test_session_page import at_the_page, sends
from tests.web.sittings.test_soon import owed, shown


def first_page(desk, person):
    """The page with which the day of the person begins, and the links by which what is owed is settled."""
    answer = desk(person).get("/desk/")
    links = re.findall(r'<li>\s*<a href="([^"]+)">([^<]+)</a>', answer.content.decode())
    return answer, {text: link for link, text in links}


def test_every_role_of_a_hearing_begins_with_it_and_with_what_it_owes(world, desk, clock):
    course = HearingCourse(world)
    course.scheduled()
    clock.move_to(at("2025-10-18"))
    everyone = [*course.panel, course.recorder, world.handler, world.head, world.registrar]
    for person in everyone:
        answer, links = first_page(desk, person)
        assert [row.sitting.pk for row in shown(answer)] == [course.pk], person
        assert shown(answer)[0].mine == (person in (*course.panel, course.recorder)), person
        said = answer.content.decode()
        assert said.index("一周内的听证、调解和会议") < said.index("按紧迫程度"), person
        assert "听证通知书待签发（2份）" in links, person
    declared = {one.user_id for one in course.hearing.declarations.all()}
    _answer, links = first_page(desk, course.recorder)
    waiting = [text for text in links if text.startswith("待声明无利害关系")]
    assert bool(waiting) == (course.recorder.pk not in declared)


def test_who_has_not_declared_is_led_to_the_form_others_to_the_panel(world, desk, clock):
    course = HearingCourse(world)
    course.granted()
    course.appoint()
    course.take("schedule", course.presider, "2025-09-20", starts_at=at(DAY), place="县政府")
    clock.move_to(at("2025-10-18"))
    text = next(one for one in owed(first_page(desk, course.recorder)[0]) if one.startswith("待声明"))
    assert text == "待声明无利害关系：孙记录、赵教授、钱律师等4人"
    assert first_page(desk, course.recorder)[1][text] == f"/desk/hearing/{course.pk}/affirm/"
    assert first_page(desk, world.head)[1][text] == f"/desk/hearing/{course.pk}/panel/"
    course.affirm()
    assert not [one for one in owed(first_page(desk, world.head)[0]) if one.startswith("待声明")]


def test_a_notice_is_owed_until_it_is_with_everybody(world, desk, clock):
    course = HearingCourse(world)
    course.scheduled()
    clock.move_to(at("2025-10-18"))
    for notice in course.notices():
        gateway.perform(Paper, notice.pk, "issue", by=world.registrar, at=at("2025-10-09"))
    _answer, links = first_page(desk, world.registrar)
    assert {text: link for text, link in links.items() if text.startswith("通知待送达")} == {
        "通知待送达：2人": f"/desk/papers/{course.notices()[0].pk}/#serving"
    }
    course.notify()
    assert not [one for one in owed(first_page(desk, world.registrar)[0]) if "通知" in one]


def test_the_record_is_owed_by_who_came_until_it_is_signed(world, desk, clock):
    course = HearingCourse(world)
    course.deliberating()
    clock.move_to(at(DAY, "11:00"))
    texts = owed(first_page(desk, course.recorder)[0])
    assert [one for one in texts if one.startswith("笔录待签名")], texts
    answer, links = first_page(desk, course.recorder)
    assert shown(answer)[0].today
    assert next(link for text, link in links.items() if text.startswith("笔录待签名")) == (
        f"/desk/hearing/{course.pk}/sitting/reading/"
    )


def test_a_mediator_and_a_member_of_a_conference_begin_with_theirs(world, desk, clock):
    mediation = with_mediator(world, consented(world, proposed(world)))
    meeting = session(world, mediation)
    clock.move_to(meeting.starts_at.replace(hour=1))
    mediator = mediation.mediators.get().user
    answer, links = first_page(desk, mediator)
    assert [(row.sitting.pk, row.mine, row.today) for row in shown(answer)] == [(meeting.pk, True, True)]
    assert [one for one in links if one == "通知待送达：3人"], links
    conference = convened(world)
    clock.move_to(at("2025-03-06"))
    member = world.staff(Role.HEAD, world.other_bureau)
    answer, links = first_page(desk, member)
    assert [(row.sitting.pk, row.mine) for row in shown(answer)] == [(conference.pk, True)]
    names = sorted([world.bureau.name, world.other_bureau.name])
    assert links[f"待回复会议通知：{'、'.join(names)}"] == f"/desk/jointconference/{conference.pk}/answer/"
    gateway.perform(
        JointConference, conference.pk, "answer", by=member, at=at("2025-03-06"), member=world.other_bureau, attendance="attends"
    )  # fmt: skip
    assert f"待回复会议通知：{world.bureau.name}" in owed(first_page(desk, world.dispatcher)[0])
    held(world, conference)
    assert "待印发纪要" in owed(first_page(desk, world.dispatcher)[0])


def test_a_mediator_is_led_to_the_declaration_of_each_session(world, desk, clock):
    mediation = consented(world, proposed(world))
    mediator = mediator_of(world, mediation.organ)
    do(mediation, "name_mediators", mediator, clock="10:10", mediators=[mediator], chosen_by_parties=True)
    for day in ("2025-03-17", "2025-03-18", "2025-04-18"):
        session(world, mediation, starts_at=at(day))
    clock.move_to(at("2025-03-17", "08:00"))
    answer, links = first_page(desk, mediator)
    waiting = f"待声明无利害关系：{mediator}"
    assert [[one.text for one in row.owed].count(waiting) for row in shown(answer)] == [1, 1]
    assert links[waiting] == f"/desk/mediation/{mediation.pk}/affirm/"
    do(mediation, "affirm", mediator, "2025-03-17")
    assert waiting not in owed(first_page(desk, mediator)[0])


def test_what_was_typed_of_a_session_or_a_conference_is_signed_too(world, desk, clock):
    meeting = in_session(world, proposed(world))
    conference = held(world, convened(world))
    clock.move_to(at("2025-03-17", "09:30"))
    mediator = meeting.mediation.mediators.get().user
    for sitting, person, part in ((meeting, mediator, "statements"), (conference, world.dispatcher, "opening")):
        assert not [one for one in owed(first_page(desk, person)[0]) if one.startswith("笔录")]
        assert sends(desk(person), sitting, phase=part, speaker="某人", text="同意。")["rows"]
        text, link = next(item for item in first_page(desk, person)[1].items() if item[0].startswith("笔录待签名："))
        came = sitting.who_came()
        told = "、".join(one.name for one in came) if sitting is conference else f"{len(came)}人"
        assert sorted(text) == sorted(f"笔录待签名：{told}")
        assert link == at_the_page(sitting, "reading")


def test_a_room_that_is_not_held_is_told(world, desk, clock):
    course = HearingCourse(world)
    course.scheduled()
    clock.move_to(at("2025-10-18"))
    assert "会场没有占到" not in owed(first_page(desk, world.head)[0])
    room = world.bureau.rooms.create(name="二楼会议室")
    Hearing.objects.filter(pk=course.pk).update(room=room)
    assert "会场没有占到" in owed(first_page(desk, world.head)[0])


@pytest.mark.parametrize("many", [1, 4])
def test_any_number_of_sittings_asks_the_same(world, clock, many, django_assert_num_queries):
    mediation = with_mediator(world, consented(world, proposed(world)))
    for day in range(many):
        session(world, mediation, starts_at=at(f"2025-03-{17 + day}"))
    course = HearingCourse(world)
    course.scheduled()
    actor = Actor(user=world.head, on=at("2025-03-17").date())
    actor.user.organ_ids(actor.on)
    sittings_soon(actor, at=at("2025-03-17"), most=20)
    with django_assert_num_queries(2):
        assert len(sittings_soon(actor, at=at("2025-03-17"), most=20)) == many
