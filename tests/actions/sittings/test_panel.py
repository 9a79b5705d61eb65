"""听证组: who declares before it sits, what each notes for himself, and what is said in private."""

from __future__ import annotations

import pytest

from mediation.documents.papers.snapshot import html_of
from mediation.models import Event, MatterAccess, Message, PanelNote, Paper
from mediation.permissions import Actor
from mediation.queries.visibility import Sight, events_seen, visible
from mediation.workflows.base import NotAllowed
from tests.factories.hearings import DAY, HearingCourse
from tests.factories.world import World, at
from tests.refusals import refused
from tests.stages import staged


@staged
def course(world: World) -> HearingCourse:
    """Granted, panel appointed, day fixed."""
    course = HearingCourse(world)
    course.scheduled()
    return course


@staged
def deliberating(course):
    """All were heard; the panel has withdrawn, and has noted what was said."""
    course.notify()
    course.attend()
    course.take("open", course.presider, DAY)
    course.speak("petitioner_statement", "handler_statement", "petitioner_last", "handler_last")
    course.take("deliberate", course.presider, DAY, "11:00")
    course.take("discuss", course.recorder, DAY, "11:10", text="一人主张全额补足")


def reader(course, person, on=DAY) -> Actor:
    return Actor(on=at(on).date(), user=person)


def test_nobody_opens_a_hearing_before_everyone_has_declared(course):
    course.notify()
    course.take("affirm", course.presider, DAY, "08:50")
    rows = [{"party": party, "outcome": "present"} for party in (course.zhang, course.li)]
    course.take("record_attendance", course.recorder, DAY, "08:55", attendance=rows)
    assert {str(one) for one in course.hearing.undeclared()} == {"赵教授", "钱律师", "孙记录"}
    with refused("interest_not_declared"):
        course.take("open", course.presider, DAY)
    course.affirm(DAY, "08:58")
    assert course.take("open", course.presider, DAY).state == "in_session"


def test_each_declares_once_and_for_nobody_else(course):
    course.take("affirm", course.panel[1], DAY, "08:50")
    with refused("interest_declared"):
        course.take("affirm", course.panel[1], DAY, "08:51")
    with pytest.raises(NotAllowed):
        course.take("affirm", course.world.head, DAY, "08:52")
    assert [one.user for one in course.hearing.declarations.all()] == [course.panel[1]]


def test_what_the_parties_should_know_of_somebody_is_told_to_them(course):
    course.take("affirm", course.panel[1], DAY, "08:50", known="曾在柳树乡任教")
    told = Message.objects.filter(text__contains="曾在柳树乡任教").order_by("pk")
    assert {one.party for one in told} == {course.zhang, course.li}


def test_notes_of_preparation_are_ones_own_and_outlast_a_postponement(course):
    course.take("note", course.panel[1], "2025-10-08", text="先问收购站的账")
    course.take("postpone", course.presider, "2025-10-09", ground="other", why="会场停电")
    assert [one.text for one in PanelNote.objects.visible_to(reader(course, course.panel[1]))] == ["先问收购站的账"]
    for other in (course.presider, course.recorder, course.world.head, course.world.handler):
        assert not PanelNote.objects.visible_to(reader(course, other)).exists()
        seen = events_seen(Sight(course.hearing.matter, reader(course, other)))
        assert not seen.filter(step="note").exists()
    own = events_seen(Sight(course.hearing.matter, reader(course, course.panel[1])))
    assert own.filter(step="note").count() == 1
    assert "收购站的账" not in str(list(Event.objects.filter(step="note").values_list("facts", flat=True)))


@pytest.mark.usefixtures("deliberating")
def test_what_is_discussed_is_the_panels_and_its_recorders(course):
    course.vote(True, True, False)
    for one in (*course.panel, course.recorder):
        assert PanelNote.objects.visible_to(reader(course, one)).count() == 1
        assert events_seen(Sight(course.hearing.matter, reader(course, one))).filter(step="vote").exists()
    handler = Sight(course.hearing.matter, reader(course, course.world.handler))
    assert not PanelNote.objects.visible_to(handler.actor).exists()
    assert not events_seen(handler).filter(step__in=("vote", "discuss", "note")).exists()
    assert events_seen(handler).filter(step="deliberate").exists()
    with pytest.raises(NotAllowed):
        course.take("discuss", course.world.handler, DAY, "11:40", text="……")


@pytest.mark.usefixtures("deliberating")
def test_whoever_disagrees_says_why(course):
    rows = [{"member": one, "agrees": one != course.panel[1], "view": ""} for one in course.panel]
    with refused("minority_view_missing"):
        course.take("vote", course.presider, DAY, "11:30", conclusion="……", votes=rows)


@pytest.mark.usefixtures("deliberating")
def test_the_panel_reads_its_deliberation_after_the_report_and_nothing_else_of_the_file(course):
    course.vote(True, True, False)
    course.conclude()
    course.take(
        "report", course.presider, "2025-10-21",
        petitioner_side="……", organ_side="……", facts_found="……", advice="……",
    )  # fmt: skip
    later = reader(course, course.panel[1], "2025-11-03")
    assert visible(type(course.hearing), later).filter(pk=course.pk).exists()
    kinds = {paper.kind for paper in visible(Paper, later).filter(matter=course.matter)}
    assert "deliberation_record" in kinds
    assert "acceptance_notice" not in kinds
    assert PanelNote.objects.visible_to(later).count() == 1
    standing = MatterAccess.objects.standing(later.on).filter(matter=course.matter, user=course.panel[1])
    assert [row.part for row in standing] == ["deliberation"]


REPORT = {"petitioner_side": "……", "organ_side": "……", "facts_found": "……", "advice": "……"}


@pytest.mark.usefixtures("deliberating")
@pytest.mark.parametrize("announced", [True, False])
def test_what_was_not_announced_on_the_spot_is_told_in_writing_to_whoever_was_called(course, announced):
    course.vote(True, True, False)
    course.conclude(announced=announced)
    assert not course.papers("hearing_conclusion")
    course.take("report", course.presider, "2025-10-21", **REPORT)
    told = course.papers("hearing_conclusion")
    assert bool(told) is not announced
    assert {party for paper in told for party in paper.addressees.all()} == (
        set() if announced else {course.zhang, course.li}
    )
    for paper in told:
        said = html_of(paper)
        assert "补差请求没有事实依据" in said
        assert "应当全额补足" not in said
        assert paper.services.count() == 2
