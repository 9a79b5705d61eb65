"""历次安排: each day to which a sitting was fixed, with what became of it."""

from __future__ import annotations

from mediation.models import Hearing
from mediation.queries.sittings.dates import dates_of
from tests.factories.hearings import HearingCourse
from tests.stages import staged


@staged
def course(world):
    made = HearingCourse(world)
    made.scheduled()
    return made


def test_the_page_of_a_hearing_lists_its_days(world, desk, course, django_assert_num_queries):
    course.take("postpone", course.presider, "2025-10-13", ground="other", why="会场停电")
    course.schedule("2025-10-14", "2025-11-03")
    hearing = Hearing.objects.select_related("matter").get(pk=course.pk)
    with django_assert_num_queries(1):
        assert len(dates_of(hearing)) == 2
    said = desk(world.head).get(f"/desk/hearing/{course.pk}/").content.decode()
    listed = said.split("历次安排")[1].split("</section>")[0]
    assert "会场停电" in listed
    assert "改期" in listed
    assert "待举行" in listed
