"""A long list of people: entered in bulk, in parts, and each with a receipt that the worker gives."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mediation.actions import gateway
from mediation.actions.intake import receipts
from mediation.models import Event, Paper, Petition
from mediation.workflows.base import NotPossibleNow
from tests.factories.world import at

TODAY = "2026-03-02"


def people(count, start=0, **more):
    return [{"name": f"村民{n}", "address": f"柳树村{n}号", **more} for n in range(start, start + count)]


def register(world, rows, key="", channel="letter"):
    return gateway.perform(
        Petition, None, "register", by=world.clerk, at=at(TODAY), organ=world.office, channel=channel, subject="青椒收购价未兑现",
        account="实际只付九角。", petitioners=rows, claims=[{"text": "补足差额"}], key=key,
    )  # fmt: skip


def given(petition):
    return petition.matter.papers.filter(kind="registration_receipt", state="issued").count()


def test_few_get_their_receipt_at_once(world):
    petition = register(world, people(3))
    assert (given(petition), petition.receipts_wait) == (3, False)
    assert petition.without_receipt() == []


def test_many_get_theirs_from_the_worker_part_by_part(world):
    petition = register(world, people(45))
    assert (given(petition), petition.receipts_wait, petition.receipts_given()) == (0, True, (0, 45))
    assert receipts.LEFT.waiting() == [petition.pk]
    gateway.perform(Petition, petition.pk, "give_receipts", by=None, at=at(TODAY))
    petition = Petition.objects.get()
    assert petition.receipts_given() == (20, 45)
    for _again in (1, 2):
        receipts.LEFT.go_on(petition.pk, at=at(TODAY))
    petition = Petition.objects.get()
    assert (given(petition), petition.receipts_wait, receipts.LEFT.waiting()) == (45, False, [])
    assert Paper.objects.filter(kind="registration_receipt").values("addressees").distinct().count() == 45
    assert Event.objects.filter(step="give_receipts").count() == 3
    with pytest.raises(NotPossibleNow) as refused:
        gateway.perform(Petition, petition.pk, "give_receipts", by=None, at=at(TODAY))
    assert refused.value.code == "no_receipt_waits"


def test_six_hundred_are_registered_with_as_many_statements_as_sixty(world):
    counted = []
    for count in (60, 600):
        with CaptureQueriesContext(connection) as asked:
            register(world, people(count))
        counted.append(len(asked))
    assert counted[1] <= counted[0] + 2


def test_more_are_added_in_parts_and_found_by_name(world):
    petition = register(world, people(2))
    for start in (2, 14):
        gateway.perform(
            Petition,
            petition.pk,
            "add_petitioners",
            by=world.clerk,
            at=at(TODAY),
            petitioners=people(12, start),
            why="名单第二页",
        )
    receipts.LEFT.go_on(petition.pk, at=at(TODAY))
    assert petition.matter.petitioners.count() == 26
    assert given(petition) == 26
    assert [row["name"] for row in Event.objects.filter(step="add_petitioners").last().facts["petitioners"]][:1] == [
        "村民14"
    ]


def test_representatives_are_counted_with_those_who_were_there(world):
    petition = register(world, people(5, is_representative=True), channel="visit")
    assert given(petition) == 5
    with pytest.raises(NotPossibleNow) as refused:
        gateway.perform(
            Petition,
            petition.pk,
            "add_petitioners",
            by=world.clerk,
            at=at(TODAY),
            petitioners=people(1, 9, is_representative=True),
        )
    assert refused.value.code == "too_many_representatives"
    gateway.perform(Petition, petition.pk, "add_petitioners", by=world.clerk, at=at(TODAY), petitioners=people(40, 9))
    assert (given(petition), Petition.objects.get().receipts_wait) == (5, False)


def test_a_joint_letter_names_as_many_representatives_as_it_wants(world):
    """第二十条第三款 speaks of visits: who writes is bound by no number, and needs nobody to speak for him."""
    petition = register(world, people(7, is_representative=True), channel="letter")
    more = people(2, 9, is_representative=True)
    gateway.perform(Petition, petition.pk, "add_petitioners", by=world.clerk, at=at(TODAY), petitioners=more)
    assert petition.matter.petitioners.filter(is_representative=True).count() == 9
    assert register(world, people(9), channel="letter").state == "registered"
    for channel, code in (("visit", "no_representative"), ("joint_reception", "no_representative")):
        with pytest.raises(NotPossibleNow, match="超过5人共同走访") as refused:
            register(world, people(6), channel=channel)
        assert refused.value.code == code
    assert register(world, people(5), channel="visit").state == "registered"


def test_where_a_leader_goes_to_the_people_nobody_has_come(world):
    """领导下访 is no 走访 (第二十条第一款: to a place of reception): no number binds those who are there."""
    assert register(world, people(7, is_representative=True), channel="leader_visit").state == "registered"
    with pytest.raises(NotPossibleNow):
        register(world, people(7, is_representative=True), channel="leader_reception")


def test_there_is_room_for_five_thousand(world, monkeypatch):
    monkeypatch.setattr("mediation.workflows.intake.petition_guards.MOST_PEOPLE", 4)
    petition = register(world, people(2))
    with pytest.raises(NotPossibleNow) as refused:
        gateway.perform(
            Petition, petition.pk, "add_petitioners", by=world.clerk, at=at(TODAY), petitioners=people(3, 2)
        )
    assert refused.value.code == "too_many_people"
