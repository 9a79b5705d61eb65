"""合议: what the panel has voted on is known to the panel and its recorder alone, until it is announced, on every page and paper."""

from __future__ import annotations

import pytest

from mediation.documents.papers.snapshot import html_of
from mediation.models import Event, Hearing, Matter, Paper
from mediation.permissions import Actor
from mediation.queries.visibility import visible
from mediation.vocabulary import Role
from mediation.workflows.base import lifecycles
from tests.factories.hearings import DAY, HearingCourse
from tests.factories.world import at
from tests.slices import slice_of
from tests.stages import staged

VOTED, VIEW = "补差请求没有事实依据", "应当全额补足"
DISCUSSED = "两人认为宣传单不构成承诺"


@staged
def course(world) -> HearingCourse:
    """Voted on, and not announced yet."""
    course = HearingCourse(world)
    course.deliberating()
    course.take("discuss", course.recorder, DAY, "11:10", text=DISCUSSED)
    course.vote(True, True, False)
    return course


@staged
def another(world, course):
    """A hearing of the same organ with another panel and another recorder."""
    other = HearingCourse(world)
    other.presider = world.staff(Role.PRESIDING_OFFICER, world.bureau, "别的主持")
    other.panel = [other.presider, *(world.staff(Role.PANELLIST, world.county, name) for name in ("周甲", "吴乙"))]
    other.recorder = world.staff(Role.RECORDER, world.bureau, "别的记录")
    other.granted()
    other.appoint()
    return other


def everything(browser, person, matter):
    """All that a member of staff can open in the file: pages, forms of steps, and what papers print."""
    actor = Actor(on=at(DAY).date(), user=person)
    pages = [f"/desk/matters/{matter.number}/?all", "/desk/", "/desk/matters/", "/desk/calendar/"]
    pages += [f"/desk/matters/?q={word}" for word in (VOTED[:4], VIEW[:4], DISCUSSED[:4])]
    hearings = visible(Hearing, actor).filter(matter=matter)
    pages += [f"/desk/hearing/{one.pk}/{page}/" for one in hearings for page in ("panel", "sitting", "sitting/said")]
    for model in lifecycles():
        for thing in visible(model, actor).filter(matter=matter):
            pages += [f"/desk/{thing.page_name}/{thing.pk}/"]
            pages += (
                [f"/desk/{thing.page_name}/{thing.pk}/{step}/" for step in type(thing).steps()]
                if model is Hearing
                else []
            )
    papers = Paper.objects.visible_to(actor).filter(matter=matter)
    said = [browser.get(page, follow=True).content.decode() for page in pages]
    return "".join([*said, *(html_of(paper) for paper in papers)])


def test_the_ballot_lists_the_panel_and_nobody_else(world, desk, clock, course):
    world.staff(Role.PANELLIST, world.county, "别的听证员")
    clock.move_to(at(DAY, "11:20"))
    form = desk(course.presider).get(f"/desk/hearing/{course.pk}/vote/").content.decode()
    assert "别的听证员" not in form
    for place, one in enumerate(course.panel):
        assert f'name="votes-{place}-member"' in form
        assert str(one) in form


OUTSIDERS = {
    "handler": lambda world, course, another: world.handler,
    "head": lambda world, course, another: world.head,
    "colleague": lambda world, course, another: world.staff(Role.HANDLER, world.bureau, "同事"),
    "registrar": lambda world, course, another: world.registrar,
    "recorder of another matter": lambda world, course, another: another.recorder,
    "presider of another matter": lambda world, course, another: another.presider,
}


@pytest.mark.parametrize("who", slice_of(list(OUTSIDERS), 2, what="readers outside a panel"))
def test_nobody_outside_the_panel_reads_what_was_voted(world, desk, clock, course, another, who):
    clock.move_to(at(DAY, "11:45"))
    person = OUTSIDERS[who](world, course, another)
    said = everything(desk(person), person, Matter.objects.get(pk=course.matter.pk))
    assert VOTED not in said
    assert VIEW not in said
    assert DISCUSSED not in said


def test_no_party_learns_that_it_was_voted(client, clock, course):
    clock.move_to(at(DAY, "11:45"))
    client.post("/portal/", {"number": course.matter.number, "code": course.zhang.issue_code()})
    pages = ["/portal/matter/", "/portal/matter/?all", "/portal/calendar/"]
    said = "".join(client.get(page).content.decode() for page in pages)
    assert course.matter.number in said
    for private in (VOTED, VIEW, DISCUSSED, "合议表决", "记录合议讨论"):
        assert private not in said


def test_the_panel_and_its_recorder_read_it(world, desk, clock, course):
    clock.move_to(at(DAY, "11:45"))
    for person in (course.presider, course.recorder):
        assert VOTED in desk(person).get(f"/desk/hearing/{course.pk}/").content.decode()


def test_once_announced_it_is_read_and_the_ledger_never_tells_it(world, desk, clock, course):
    clock.move_to(at(DAY, "12:15"))
    assert VOTED not in str(list(Event.objects.filter(matter=course.matter).values_list("facts", flat=True)))
    course.conclude()
    assert VOTED in desk(world.handler).get(f"/desk/hearing/{course.pk}/").content.decode()


def test_what_was_not_announced_at_once_is_kept_until_it_is_reported(world, desk, clock, course):
    clock.move_to(at(DAY, "12:15"))
    course.conclude(announced=False)
    said = everything(desk(world.handler), world.handler, Matter.objects.get(pk=course.matter.pk))
    assert VOTED not in said
