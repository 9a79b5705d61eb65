"""The page of days away: oneself, and a head for the people of the organ; what is fixed already is named."""

from __future__ import annotations

from mediation.models import StaffLeave
from tests.factories.hearings import DAY, HearingCourse
from tests.stages import staged


@staged
def course(world):
    made = HearingCourse(world)
    made.scheduled()
    return made


def enter(browser, person, **told):
    return browser.post("/desk/bookings/leave/", {"person": person.pk, "first_on": DAY, **told}, follow=True)


def test_one_enters_ones_own_days_sees_what_is_fixed_and_takes_them_back(desk, course, clock):
    clock.move_to("2025-10-13 09:00")
    browser = desk(course.recorder)
    said = enter(browser, course.recorder, why="培训").content.decode()
    assert "已登记" in said
    assert "培训" in said
    assert "请改期，或者更换人员" in said
    (row,) = StaffLeave.objects.standing()
    assert row.entered_by == course.recorder
    browser.post(f"/desk/bookings/leave/{row.pk}/back/")
    assert not StaffLeave.objects.standing().exists()


def test_nobody_enters_or_takes_back_anothers_days_but_a_head(world, desk, course, clock):
    clock.move_to("2025-10-13 09:00")
    assert enter(desk(world.handler), course.recorder).status_code == 404
    assert enter(desk(world.head), course.recorder).status_code == 200
    (row,) = StaffLeave.objects.standing()
    assert desk(world.handler).post(f"/desk/bookings/leave/{row.pk}/back/").status_code == 404


def test_what_was_typed_wrongly_stands_there_with_a_sentence(desk, course, clock):
    clock.move_to("2025-10-13 09:00")
    said = enter(desk(course.recorder), course.recorder, first_on="哪天都行", why="培训")
    assert said.status_code == 409
    assert "请按“年-月-日”填写" in said.content.decode()
    assert "哪天都行" in said.content.decode()
