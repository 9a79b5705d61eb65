"""Disputes about competence (第二十四条)."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from mediation.actions import gateway
from mediation.actions.clock import deadlines
from mediation.documents.papers.snapshot import html_of
from mediation.models import Claim, Deadline, Dispatch, JurisdictionDispute, Organ, Petition
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


def test_a_dispute_about_one_claim_leaves_the_others_where_they_are(world):
    petition = world.petition(organ=world.office)
    first, second = petition.claims.order_by("no")
    sent = gateway.perform(
        Dispatch, None, "send", by=world.dispatcher, at=at("2025-03-04"), matter=petition.matter, kind="transfer",
        to_organ=world.bureau, claims=[first, second],
    )  # fmt: skip
    gateway.perform(Dispatch, sent.pk, "take", by=world.handler, at=at("2025-03-04", "10:00"))
    stated = {"organs": [world.bureau, world.other_bureau], "quarrel": "both_refuse", "account": "占道归谁管"}
    bring_up = partial(
        gateway.perform, JurisdictionDispute, None, "bring_up", by=world.handler, matter=petition.matter, **stated
    )
    dispute = bring_up(at=at("2025-03-04", "11:00"), claims=[second])
    with refused("disputed_already"):
        bring_up(at=at("2025-03-04", "12:00"), claims=[second])
    do(dispute, "refer_to_superior", world.dispatcher, "2025-03-05", why="各执一词")
    settle(dispute, "decide", world.staff(Role.HEAD, world.county), world.other_bureau)
    organs = {claim.no: claim.acting_organ for claim in Claim.objects.filter(petition=petition)}
    assert organs == {first.no: world.bureau, second.no: world.other_bureau}
    owing = {limit.organ for limit in Deadline.objects.filter(matter=petition.matter, code="D3", state="running")}
    assert owing == {world.bureau, world.other_bureau}
    page = words_of(html_of(dispute.matter.papers.of_kind(PaperKind.JURISDICTION_DECISION).get()))
    assert "该信访事项的诉求（一）由青河县住房和城乡建设局受理" in page, "the paper counts its own claims"


def test_a_claim_that_has_its_result_is_not_disputed(world):
    petition = world.petition(organ=world.office, claims=[
        {"text": "判决不公", "category": "grievance", "route": "arbitration"},
        {"text": "增设收购点", "category": "grievance", "route": "petition_procedure"},
    ])  # fmt: skip
    claim = petition.claims.get(no=1)
    do(
        claim, "guide", world.dispatcher, "2025-03-04", competent_organ="仲裁委员会", legal_basis="《仲裁法》", time_limit="一年",
    )  # fmt: skip
    with refused("not_to_dispute"):
        gateway.perform(
            JurisdictionDispute, None, "bring_up", by=world.dispatcher, at=at("2025-03-05"), matter=petition.matter,
            organs=[world.bureau, world.other_bureau], quarrel="both_refuse", account="都不管", claims=[petition.claims.get(no=1)],
        )  # fmt: skip


def sent_to(world, organ, claims=None, on="2025-03-05"):
    """The office passes the claims on while the organs differ."""
    petition = Petition.objects.get()
    return gateway.perform(
        Dispatch, None, "send", by=world.dispatcher, at=at(on), matter=petition.matter, kind="transfer", to_organ=organ,
        claims=claims or list(petition.claims.all()),
    )  # fmt: skip


def test_what_waits_with_another_organ_falls_away_and_its_silence_takes_nothing(world):
    dispute = disputed_competence(world)
    sent = sent_to(world, world.bureau)
    settle(dispute, "agree", world.dispatcher, world.other_bureau)
    sent.refresh_from_db()
    assert sent.state == "rerouted"
    assert Deadline.objects.about(sent).get(code="D2").state == "ended"
    deadlines.run_clock(at("2025-03-20", "00:10"))
    assert {claim.acting_organ for claim in Petition.objects.get().claims.all()} == {world.other_bureau}
    with pytest.raises(NotAllowed):
        gateway.perform(Claim, Claim.objects.first().pk, "accept", by=world.handler, at=at("2025-03-20"))


def test_what_was_sent_to_the_organ_that_was_found_waits_for_it(world):
    dispute = disputed_competence(world)
    sent = sent_to(world, world.other_bureau)
    settle(dispute, "agree", world.dispatcher, world.other_bureau)
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_of_what_was_sent_together_only_the_claim_that_was_found_anothers_is_left_out(world):
    petition = world.petition(organ=world.office)
    first, second = petition.claims.order_by("no")
    dispute = gateway.perform(
        JurisdictionDispute, None, "bring_up", by=world.dispatcher, at=at("2025-03-04"), matter=petition.matter,
        organs=[world.bureau, world.other_bureau], claims=[first], quarrel="both_refuse", account="都不归自己管",
    )  # fmt: skip
    sent = sent_to(world, world.bureau)
    settle(dispute, "agree", world.dispatcher, world.other_bureau)
    gateway.perform(Dispatch, sent.pk, "take", by=world.handler, at=at("2025-03-07"))
    assert [Claim.objects.get(pk=one.pk).acting_organ for one in (first, second)] == [world.other_bureau, world.bureau]


def test_claims_of_a_third_organ_are_not_disputed_over_its_head(world):
    world.accepted()
    matter = Petition.objects.get().matter
    with refused("claims_with_another"):
        gateway.perform(
            JurisdictionDispute, None, "bring_up", by=world.handler, at=at("2025-03-06"), matter=matter,
            organs=[world.other_bureau, world.discipline], claims=list(matter.claims.all()), quarrel="both_claim",
            account="都认为归自己管",
        )  # fmt: skip
