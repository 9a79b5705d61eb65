"""A list of hundreds at the desk: looked at, handed to the worker, its progress on the page."""

from __future__ import annotations

import pytest

from mediation.actions.intake import roster
from mediation.models import Roster
from mediation.vocabulary import Role
from tests.factories.world import at

TODAY = "2026-03-02"
REPRESENTATIVE = [{"name": "张大山", "address": "青河县柳树乡一村", "is_representative": True}]
LIST = "姓名\t住址\t电话\n" + "".join(f"业主{n}\t幸福花园{n}室\t0555-{1000000 + n}\n" for n in range(700))


@pytest.fixture
def petition(world):
    return world.petition(on=TODAY, petitioners=REPRESENTATIVE)


@pytest.fixture
def clerk(world, desk):
    return desk(world.staff(Role.INTAKE_CLERK, world.bureau))


def address(petition):
    return f"/desk/matters/{petition.matter.number}/roster/"


def handed_in(clerk, petition, text=LIST, **more):
    return clerk.post(address(petition), {"petitioners-pasted": text, "_take_in": "petitioners", **more})


def test_the_list_is_looked_at_before_anything_is_kept(petition, clerk):
    said = clerk.post(address(petition), {"petitioners-pasted": LIST, "_paste": "petitioners"}).content.decode()
    assert "可以读入700行" in said
    assert "另有100行" in said
    assert not Roster.objects.exists()
    assert "业主699\t" in said  # what was pasted is still there


def test_it_is_entered_in_the_background_and_the_page_says_how_far(petition, clerk):
    answer = handed_in(clerk, petition, why="补交名册")
    assert answer.status_code == 302
    people = clerk.get(answer["Location"]).content.decode()
    assert "已登记0人，共700人" in people
    assert 'hx-trigger="every 3s"' in people
    found = Roster.objects.get()
    roster.enter_the_next(found.pk, at(TODAY))
    assert "已登记100人，共700人" in clerk.get(address(petition) + "progress/").content.decode()
    roster.enter_all(found.pk, at=at(TODAY))
    line = clerk.get(address(petition) + "progress/").content.decode()
    assert "名册上的人都已登记" in line
    assert "hx-get" not in line
    people = clerk.get(answer["Location"]).content.decode()
    assert people.count("幸福花园") < 30
    assert "第1页，共36页（701项）" in people


def test_what_was_pasted_stays_where_it_is_refused(petition, clerk):
    text = "姓名\t住址\n" + "\t幸福花园1室\n" + "业主2\t幸福花园2室\n业主3\t幸福花园3室\n"
    answer = handed_in(clerk, petition, text, why="补交")
    said = answer.content.decode()
    assert answer.status_code in (409, 422)
    assert "业主3\t幸福花园3室" in said
    assert 'value="补交"' in said
    assert not Roster.objects.exists()


def test_who_stands_twice_is_asked_about(petition, clerk):
    twice = "姓名\t住址\n张大山\t青河县柳树乡一村\n李秀英\t青河县柳树乡二村\n"
    answer = handed_in(clerk, petition, twice)
    assert answer.status_code == 422
    assert "同一个人可能写了两次" in answer.content.decode()


def test_a_list_that_stopped_is_gone_on_with_or_given_up(petition, clerk):
    handed_in(clerk, petition)
    found = Roster.objects.get()
    Roster.objects.update(stopped="您的岗位不能办理。")
    page = clerk.get(f"/desk/matters/{petition.matter.number}/people/").content.decode()
    assert "停下来了：您的岗位不能办理。" in page
    clerk.post(address(petition) + "settle/", {"roster": found.pk})
    assert Roster.objects.get().stopped == ""
    Roster.objects.update(stopped="x")
    clerk.post(address(petition) + "settle/", {"roster": found.pk, "give_up": "1"})
    assert not Roster.objects.unfinished().exists()


def test_only_who_adds_people_hands_in_a_list(petition, world, desk):
    assert desk(world.head).get(address(petition)).status_code == 404
    assert desk(world.staff(Role.INTAKE_CLERK, world.other_bureau)).get(address(petition)).status_code == 404
    assert "按名册登记" not in desk(world.head).get(f"/desk/matters/{petition.matter.number}/people/").content.decode()
