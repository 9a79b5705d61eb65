"""A list of hundreds is entered by the worker in whole parts, and goes on behind them whatever happened."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mediation.actions.intake import receipts, roster
from mediation.models import Appointment, Event, Petition, Roster
from mediation.vocabulary import Role
from mediation.workflows.base import NotPossibleNow
from mediation.workflows.facts import WrongFacts
from tests.factories.world import at

TODAY = "2025-03-03"
REPRESENTATIVE = [{"name": "张大山", "address": "青河县柳树乡一村", "is_representative": True}]


def people(many, first=0):
    return [{"name": f"业主{first + n}", "address": f"幸福花园{first + n}室"} for n in range(many)]


@pytest.fixture
def petition(world):
    return world.petition(petitioners=REPRESENTATIVE)


@pytest.fixture
def clerk(world):
    return world.staff(Role.INTAKE_CLERK, world.bureau)


def handed_in(petition, clerk, rows, key="k-1"):
    return roster.hand_in(petition, rows, by=clerk, at=at(TODAY), key=key)


def entered(petition):
    return list(petition.matter.petitioners.values_list("name", flat=True))[1:]


def test_all_are_entered_in_order_in_acts_of_a_hundred(petition, clerk):
    found = handed_in(petition, clerk, people(250))
    assert entered(petition) == []
    roster.enter_all(found.pk, at=at(TODAY))
    assert entered(petition) == [row["name"] for row in people(250)]
    acts = Event.objects.filter(matter=petition.matter, step="add_petitioners").order_by("pk")
    assert [len(act.facts["petitioners"]) for act in acts] == [100, 100, 50]
    assert {act.user for act in acts} == {clerk}
    found.refresh_from_db()
    assert (found.entered, found.rows, found.stopped) == (250, [], "")
    assert roster.waiting() == []


def test_a_worker_that_falls_leaves_whole_parts_and_the_next_goes_on_behind_them(petition, clerk, monkeypatch):
    found = handed_in(petition, clerk, people(250))
    give, acts = receipts.give_or_leave, []

    def falls(petition, act):
        acts.append(act)
        if len(acts) == 2:
            raise RuntimeError("killed")
        give(petition, act)

    with monkeypatch.context() as patched:
        patched.setattr(receipts, "give_or_leave", falls)
        with pytest.raises(RuntimeError):
            roster.enter_all(found.pk, at=at(TODAY))
    assert len(entered(petition)) == 100
    assert roster.waiting() == [found.pk]
    roster.enter_all(found.pk, at=at(TODAY))
    assert entered(petition) == [row["name"] for row in people(250)]


def test_what_is_refused_is_told_and_waits_until_it_is_mended(petition, clerk):
    found = handed_in(petition, clerk, people(150))
    post = Appointment.objects.get(user=clerk)
    Appointment.objects.filter(pk=post.pk).update(until=at("2025-02-28").date())
    roster.enter_all(found.pk, at=at(TODAY))
    found.refresh_from_db()
    assert "您的岗位不能办理" in found.stopped
    assert entered(petition) == roster.waiting() == []
    Appointment.objects.filter(pk=post.pk).update(until=None)
    roster.go_on(found)
    roster.enter_all(found.pk, at=at(TODAY))
    assert len(entered(petition)) == 150


def test_the_rest_is_given_up_and_who_was_entered_stays(petition, clerk):
    found = handed_in(petition, clerk, people(150))
    Roster.objects.filter(pk=found.pk).update(stopped="x", entered=100, rows=people(50, 100))
    roster.give_up(found)
    found.refresh_from_db()
    assert (found.people, found.entered, found.rows) == (100, 100, [])
    assert not Roster.objects.unfinished().exists()


def test_nobody_is_kept_of_a_list_that_could_not_be_entered(petition, clerk, world):
    with pytest.raises(NotPossibleNow) as refused:
        handed_in(petition, clerk, people(5000))
    assert refused.value.code == "too_many_people"
    with pytest.raises(WrongFacts):
        handed_in(petition, clerk, [{"name": "", "address": "幸福花园"}])
    handed_in(petition, clerk, people(3000), key="k-2")
    with pytest.raises(NotPossibleNow):
        handed_in(petition, clerk, people(3000, 3000), key="k-3")
    assert Roster.objects.count() == 1


def test_a_second_click_hands_nothing_in_again(petition, clerk):
    assert handed_in(petition, clerk, people(5)) == handed_in(petition, clerk, people(5))


def test_each_hundred_asks_as_much_as_the_first(petition, clerk):
    found = handed_in(petition, clerk, people(400))
    counted = []
    for _n in range(4):
        with CaptureQueriesContext(connection) as asked:
            roster.enter_the_next(found.pk, at(TODAY))
        counted.append(len(asked))
    assert len(set(counted[1:])) == 1
    assert max(counted) <= 30
    assert Petition.objects.get(pk=petition.pk).matter.petitioners.count() == 401
