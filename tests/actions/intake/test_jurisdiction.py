"""Disputes about competence (第二十四条)."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.actions import gateway
from mediation.documents.papers.snapshot import html_of
from mediation.models import Deadline, JurisdictionDispute, Organ, Petition
from mediation.permissions import Actor
from mediation.vocabulary import OrganKind, PaperKind, Role
from mediation.workflows.base import NotAllowed
from tests.documents.papers.reading import words_of
from tests.factories.conference import abroad, disputed_competence
from tests.factories.mediation import alone, committee, do
from tests.factories.world import at
from tests.refusals import refused


def settle(dispute, step, by, organ, day="2025-03-06"):
    return do(dispute, step, by, day, responsible_organ=organ, terms="属其职责范围")


def responsible(dispute):
    return Petition.objects.get(matter=dispute.matter).responsible_organ


def test_organs_that_agree_settle_it_themselves(world):
    dispute = disputed_competence(world)
    head = world.staff(Role.HEAD, world.other_bureau)
    assert settle(dispute, "agree", head, world.other_bureau).state == "agreed"
    assert responsible(dispute) == world.other_bureau
    limit = Deadline.objects.about(dispute.matter.petition).filter(code="D3", state="running").get()
    assert (limit.organ, limit.trigger_on) == (world.other_bureau, date(2025, 3, 6))


def test_an_organ_that_is_not_in_dispute_does_not_agree(world):
    dispute = disputed_competence(world)
    with pytest.raises(NotAllowed):
        settle(dispute, "agree", world.staff(Role.HEAD, world.discipline), world.bureau)


def test_two_organs_are_needed(world):
    with refused("one_organ_only"):
        disputed_competence(world, organs=[world.bureau])


def test_the_common_superior_decides(world):
    dispute = disputed_competence(world)
    with refused("has_common_superior"):
        do(dispute, "refer_to_conference", world.dispatcher, "2025-03-05", why="各执一词")
    dispute = do(dispute, "refer_to_superior", world.dispatcher, "2025-03-05", why="各执一词")
    assert dispute.superior == world.county
    with pytest.raises(NotAllowed):
        settle(dispute, "decide", world.head, world.bureau)
    county_head = world.staff(Role.HEAD, world.county)
    assert dispute.matter in type(dispute.matter).objects.visible_to(Actor(on=date(2025, 3, 6), user=county_head))
    assert settle(dispute, "decide", county_head, world.bureau).state == "decided"
    assert responsible(dispute) == world.bureau


def test_the_decision_is_drafted_for_the_superior_and_names_whom_it_concerns(world):
    dispute = disputed_competence(world)
    do(dispute, "refer_to_superior", world.dispatcher, "2025-03-05", why="各执一词")
    settle(dispute, "decide", world.staff(Role.HEAD, world.county), world.bureau)
    paper = dispute.matter.papers.of_kind(PaperKind.JURISDICTION_DECISION).get()
    assert (paper.organ, paper.to_organ, paper.needs_approval) == (world.county, world.bureau, True)
    page = words_of(html_of(paper))
    for said in (
        "《信访工作条例》第二十四条第一款",
        f"由{world.bureau}受理",
        "2025年3月6日决定",
        "属其职责范围",
        "请及时移交材料",
    ):
        assert said in page
    assert f"抄送：{world.other_bureau}" in page


def test_the_nearest_organ_above_all_of_them_is_the_common_superior(world):
    assert disputed_competence(world, organs=[world.bureau, world.other_bureau]).common_superior() == world.county
    three = [world.bureau, world.other_bureau, world.city_bureau]
    assert disputed_competence(world, organs=three).common_superior() == world.city


def test_without_a_common_superior_the_conference_coordinates(world):
    dispute = disputed_competence(world, organs=[world.bureau, abroad()])
    with refused("no_common_superior"):
        do(dispute, "refer_to_superior", world.dispatcher, "2025-03-05", why="各执一词")
    dispute = do(dispute, "refer_to_conference", world.dispatcher, "2025-03-05", why="各执一词")
    assert dispute.state == "at_conference"


def test_the_successor_of_an_abolished_organ_takes_its_place(world):
    merged = world._below(world.county, "青河县乡村振兴局", "青乡", "qhxc", OrganKind.DEPARTMENT)
    Organ.objects.filter(pk=merged.pk).update(in_force_until=date(2024, 12, 31), successor=world.other_bureau)
    dispute = disputed_competence(world, organs=[world.bureau, Organ.objects.get(pk=merged.pk)])
    assert set(dispute.organs.all()) == {world.bureau, world.other_bureau}


def test_there_is_no_dispute_between_an_organ_and_its_predecessor(world):
    merged = world._below(world.county, "青河县农机局", "青机", "qhnj", OrganKind.DEPARTMENT)
    Organ.objects.filter(pk=merged.pk).update(in_force_until=date(2024, 12, 31), successor=world.bureau)
    with refused("same_successor"):
        disputed_competence(world, organs=[world.bureau, Organ.objects.get(pk=merged.pk)])


def test_a_file_without_a_petition_has_no_such_dispute(world):
    matter = alone(world).matter
    with refused("no_petition"):
        gateway.perform(
            JurisdictionDispute, None, "bring_up", by=world.staff(Role.HEAD, committee(world)), at=at("2025-03-11"),
            matter=matter, organs=[world.bureau, world.other_bureau],
            quarrel="both_refuse", account="互相推诿",
        )  # fmt: skip
