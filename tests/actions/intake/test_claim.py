"""诉求: what it is, whom it accuses, and what may be handled anew."""

from __future__ import annotations

import pytest

from mediation.actions import gateway
from mediation.models import Agreement, Claim, Dispatch, Petition
from mediation.workflows.base import NotAllowed
from tests.factories.mediation import do, terms
from tests.factories.opinions import issued, sent_out
from tests.factories.world import at
from tests.refusals import refused


def test_a_claim_that_accuses_names_the_accused_when_it_is_registered(world):
    row = {"text": "局长收受红包", "category": "accusation"}
    with refused("accused_missing"):
        world.petition(claims=[row])
    petition = world.petition(organ=world.office, claims=[{**row, "accused_organ": world.bureau}])
    assert petition.claims.get().accused_organ == world.bureau


def test_what_accuses_nobody_after_all_is_open_to_the_organ_again(world):
    petition = world.petition(organ=world.office, claims=[{"text": "局里有人违纪"}])
    claim = petition.claims.get()
    do(claim, "classify", world.dispatcher, category="accusation", accused_organ=world.bureau)
    claim = do(claim, "classify", world.dispatcher, category="grievance", route="petition_procedure")
    assert claim.accused_organ is None


@pytest.mark.parametrize("facts", [{"category": "accusation"}, {"category": "grievance", "route": "litigation"}])
def test_what_went_elsewhere_is_not_reopened_here(world, facts):
    accused = {"accused_organ": world.other_bureau} if facts["category"] == "accusation" else {}
    petition = world.petition(claims=[{"text": "局里有人违纪", **facts, **accused}])
    claim = petition.claims.get()
    if accused:
        office = world.staff("petition_office", world.bureau)
        claim = do(claim, "forward", office, to_organ=world.discipline)
    else:
        claim = do(claim, "guide", world.handler, competent_organ="县法院", legal_basis="法", time_limit="三年")
    with refused("accusation_forwarded_only" if accused else "guided_route"):
        do(claim, "reopen", world.head, "2025-03-11", why="新的事实")


def test_an_accusation_is_not_settled_between_the_parties(world):
    other = world.petition(claims=[{"text": "违纪", "category": "accusation", "accused_organ": world.other_bureau}])
    zhang, li = other.matter.petitioners
    with refused("not_a_grievance"):
        gateway.perform(
            Agreement, None, "draft", by=world.handler, at=at("2025-03-12"), matter=other.matter, kind="settlement",
            claims=list(other.claims.all()), **terms(zhang, li),
        )  # fmt: skip


def test_a_claim_handled_anew_puts_its_answered_petition_in_hand(world):
    petition = world.accepted()
    sent_out(issued(world, petition), by=world.registrar, on="2025-03-17")
    assert Petition.objects.get(pk=petition.pk).state == "answered"
    do(Claim.objects.filter(petition=petition).first(), "reopen", world.head, "2025-03-20", why="发现新的事实")
    assert Petition.objects.get(pk=petition.pk).state == "in_hand"


def test_no_organ_registers_what_accuses_it(world):
    with refused("accuses_registrar"):
        world.petition(claims=[{"text": "局长收受红包", "category": "accusation", "accused_organ": world.bureau}])


def test_the_office_that_registered_forwards_an_accusation_against_the_organ_that_handles_the_rest(world):
    petition = world.petition(organ=world.office, claims=[
        {"text": "增设收购点", "category": "grievance", "route": "petition_procedure"}, {"text": "局长收受红包"},
    ])  # fmt: skip
    rest, accusing = petition.claims.all()
    gateway.perform(
        Dispatch, None, "send", by=world.dispatcher, at=at("2025-03-04"), matter=petition.matter, kind="transfer",
        to_organ=world.bureau, claims=[rest], extract=True,
    )  # fmt: skip
    do(Dispatch.objects.get(), "take", world.handler, "2025-03-05")
    accused = {"category": "accusation", "accused_organ": world.bureau}
    with pytest.raises(NotAllowed):  # the claim was not passed on: the bureau has no say in it
        do(accusing, "classify", world.handler, "2025-03-06", **accused)
    accusing = do(accusing, "classify", world.dispatcher, "2025-03-06", **accused)
    assert do(accusing, "forward", world.dispatcher, "2025-03-07", to_organ=world.discipline).disposal == "forwarded"


MIXED = (
    {"text": "局长收受承包商红包", "category": "accusation"},
    {"text": "发放补贴", "category": "grievance", "route": "petition_procedure"},
)


@pytest.mark.parametrize("subject", ["补贴未发，举报局长", "补贴未发，局长收受承包商好处"])
def test_the_subject_that_every_organ_reads_tells_nothing_of_an_accusation(world, subject):
    claims = [{**MIXED[0], "accused_organ": world.other_bureau}, MIXED[1]]
    with refused("subject_accuses"):
        world.petition(claims=claims, subject=subject)
    assert world.petition(claims=claims, subject="补贴未发").state == "registered"


def test_a_subject_is_corrected_when_a_claim_turns_out_to_accuse(world):
    petition = world.petition(claims=[{"text": "局长收受承包商红包"}, MIXED[1]], subject="补贴未发，局长收受承包商好处")
    claim = petition.claims.get(no=1)
    do(claim, "classify", world.handler, category="accusation", accused_organ=world.other_bureau)
    stated = {"why": "其中一项是检举控告"}
    with refused("subject_accuses"):
        do(petition, "correct_subject", world.handler, subject="补贴未发，举报局长", **stated)
    with refused("same_subject"):
        do(world.petition(), "correct_subject", world.handler, subject="青椒收购价未兑现", **stated)
    petition = do(petition, "correct_subject", world.handler, subject="补贴未发", **stated)
    assert (petition.subject, petition.matter.subject) == ("补贴未发", "补贴未发")


def test_the_subject_of_a_letter_that_only_accuses_goes_to_nobody_accused(world):
    accusing = {**MIXED[0], "accused_organ": world.other_bureau}
    assert world.petition(claims=[accusing], subject="举报局长").state == "registered"


@pytest.mark.parametrize(
    ("basis", "code"),
    [("《中华人民共和国合同法》第六十条", "statute_not_in_force"), ("《信访工作条例》第五十八条", "article_unknown")],
)
def test_a_claim_is_not_guided_by_a_law_that_may_not_be_cited_on_the_day(world, basis, code):
    petition = world.petition(claims=[{"text": "合同纠纷", "category": "grievance", "route": "litigation"}])
    with refused(code):
        do(
            petition.claims.get(),
            "guide",
            world.handler,
            competent_organ="县法院",
            legal_basis=basis,
            time_limit="三年",
        )
    good = do(
        petition.claims.get(), "guide", world.handler, competent_organ="县法院", time_limit="三年",
        legal_basis="《中华人民共和国民法典》第一百八十八条",
    )  # fmt: skip
    assert good.disposal == "guided"


def refuse_as_in_hand(claim, by, first):
    stated = {"ground": "already_in_hand", "explanation": "正在办理", "same_as": first}
    return do(claim, "refuse", by, "2025-03-11", **stated)


def test_who_handles_a_matter_takes_it_up_when_it_is_brought_again(world):
    first, again = world.accepted(), world.petition(on="2025-03-10")
    assert again.matter.number != first.matter.number
    assert again.matter.papers.filter(kind="registration_receipt").exists()
    with refused("not_a_superior"):
        refuse_as_in_hand(again.claims.first(), world.handler, first)


def test_another_organ_of_the_same_rank_does_not_refuse_it_either(world):
    first, again = world.accepted(), world.petition(on="2025-03-10", organ=world.other_bureau)
    with refused("not_a_superior"):
        refuse_as_in_hand(again.claims.first(), world.staff("handler", world.other_bureau), first)


def test_a_superior_does_not_take_up_what_is_in_hand_below(world):
    first, again = world.accepted(), world.petition(on="2025-03-10", organ=world.county)
    claim = refuse_as_in_hand(again.claims.first(), world.staff("handler", world.county), first)
    assert claim.disposal == "not_accepted"
    assert Petition.objects.get(pk=again.pk).duplicate_of == first
