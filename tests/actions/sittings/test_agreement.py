"""Agreement: what each guard refuses and what each step brings about, until it is in force."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.actions import gateway
from mediation.documents.papers.snapshot import html_of
from mediation.models import Agreement, Deadline, Paper
from mediation.vocabulary import PaperKind
from mediation.workflows.base import NotAllowed, NotPossibleNow
from tests.documents.papers.reading import words_of
from tests.factories.mediation import (
    SIGNING,
    agreed,
    alone,
    by_mediator,
    committee,
    do,
    drafted,
    in_force,
    mediator_of,
    party,
    proposed,
    terms,
)
from tests.factories.world import at
from tests.refusals import refused


def settlement(world, petition, **facts):
    """The parties settle themselves; the bureau writes it down."""
    people = list(petition.matter.parties.all())
    stated = {"kind": "settlement", "claims": list(petition.claims.all()), **terms(people[-1], people[0]), **facts}
    return gateway.perform(Agreement, None, "draft", by=world.handler, at=at(SIGNING), matter=petition.matter, **stated)


def obligations(mediation, **change):
    people = list(mediation.parties.all())
    return [{**terms(people[-1], people[0])["obligations"][0], **change}]


# drafting


def test_a_draft_binds_the_mediations_parties_and_prepares_the_paper(drafted_agreement):
    assert [str(p) for p in drafted_agreement.parties.all()] == ["张大山", "李秀英", "绿源合作社"]
    paper = Paper.objects.of_kind(PaperKind.MEDIATION_AGREEMENT).get()
    assert paper.state == "drafted"
    assert paper.addressees.count() == 3


@pytest.mark.parametrize("lacking", ["debtor", "creditor", "what", "due_on", "manner"])
def test_an_obligation_says_who_owes_what_to_whom_when_and_how(world, agreed_mediation, lacking):
    with refused("obligation_unclear"):
        drafted(world, agreed_mediation, obligations=obligations(agreed_mediation, **{lacking: None}))


def test_nobody_owes_to_itself(world, agreed_mediation):
    same = agreed_mediation.parties.first()
    with refused("obligation_unclear"):
        drafted(world, agreed_mediation, obligations=obligations(agreed_mediation, debtor=same, creditor=same))


def test_only_parties_owe_and_are_owed(world, agreed_mediation):
    stranger = world.petition().matter.parties.first()
    with refused("not_a_signatory"):
        drafted(world, agreed_mediation, obligations=obligations(agreed_mediation, debtor=stranger))


def test_there_is_no_mediation_agreement_before_the_session_agreed(world, proposed_mediation):
    with refused("mediation_not_agreed"):
        drafted(world, proposed_mediation)


def test_a_mediation_has_one_agreement(world, agreed_mediation):
    first = drafted(world, agreed_mediation)
    with refused("already_drafted"):
        drafted(world, agreed_mediation)
    by_mediator(world, first, "abandon", why="重新起草")
    assert drafted(world, agreed_mediation).state == "drafted"


def test_a_joint_claim_is_not_settled_behind_a_petitioners_back(world, agreed_mediation):
    two = [party(agreed_mediation, "张大山"), party(agreed_mediation, "绿源合作社")]
    with refused("petitioner_missing"):
        drafted(world, agreed_mediation, parties=two)
    assert drafted(world, agreed_mediation, parties=two, claims=[]).state == "drafted"


def test_a_disposed_claim_is_not_settled_again(world, dispute):
    first = settlement(world, dispute)
    for one in first.parties.all():
        do(first, "sign", world.handler, SIGNING, signer=one)
    with refused("claim_disposed"):
        settlement(world, dispute)


def test_the_wording_changes_until_somebody_signs(world, drafted_agreement):
    agreement = drafted_agreement
    new = terms(party(agreement, "绿源合作社"), party(agreement, "张大山"), "2025-04-30", "2025-05-30")
    agreement = by_mediator(world, agreement, "revise", **new)
    assert len(agreement.undertakings) == 2
    by_mediator(world, agreement, "sign", signer=party(agreement, "张大山"))
    with refused("already_signed"):
        by_mediator(world, agreement, "revise", **new)


# signing


def test_a_representative_signs_for_others_only_with_each_ones_written_authority(world, alone_agreed):
    agreement = drafted(world, alone_agreed)
    leader, other = party(agreement, "赵铁柱"), party(agreement, "钱小梅")
    with pytest.raises(NotPossibleNow, match="钱小梅") as refusal:
        by_mediator(world, agreement, "sign", signer=leader, on_behalf_of=[other])
    assert refusal.value.code == "no_written_authority"


def test_authority_in_force_lets_the_representative_sign(world, alone_mediation):
    leader, other = party(alone_mediation, "赵铁柱"), party(alone_mediation, "钱小梅")
    authority = {"principals": [other], "representative": leader, "may_settle": True, "scope": "工资"}
    do(alone_mediation, "record_authority", mediator_of(world, committee(world)), **authority, until=date(2025, 3, 31))
    agreement = drafted(world, agreed(world, alone_mediation))
    with refused("no_written_authority"):
        by_mediator(world, agreement, "sign", "2025-04-01", signer=leader, on_behalf_of=[other])
    by_mediator(world, agreement, "sign", signer=leader, on_behalf_of=[other])
    assert [str(s) for s in agreement.signatures.all()] == ["赵铁柱", "钱小梅（赵铁柱代）"]


def test_each_signs_once_and_a_stranger_never(world, drafted_agreement):
    by_mediator(world, drafted_agreement, "sign", signer=party(drafted_agreement, "张大山"))
    with refused("signed_already"):
        by_mediator(world, drafted_agreement, "sign", signer=party(drafted_agreement, "张大山"))
    with refused("not_in_agreement"):
        by_mediator(world, drafted_agreement, "sign", signer=world.petition().matter.parties.first())
    with refused("signer_missing"):
        by_mediator(world, drafted_agreement, "sign")


@pytest.mark.parametrize(("said", "fits"), [("共9万元，分三期付清。", True), ("分三期付清，共计95000元。", False)])
def test_the_total_in_the_words_is_that_of_the_rows(world, agreed_mediation, said, fits):
    days = ("2025-04-30", "2025-05-30", "2025-06-30")
    if fits:
        assert drafted(world, agreed_mediation, *days, terms=said).terms == said
        return
    with refused("sums_differ"):
        drafted(world, agreed_mediation, *days, terms=said)


@pytest.mark.parametrize("where", ["account", "terms", "what", "manner"])
def test_nothing_is_tied_to_not_petitioning(world, agreed_mediation, where):
    tied = "收款后不再就此事到任何单位信访"
    parties = list(agreed_mediation.parties.all())
    stated = terms(parties[-1], parties[0])
    if where in stated:
        stated[where] = tied
    else:
        stated["obligations"][0][where] = tied
    with refused("terms_tie_petitioning"):
        drafted(world, agreed_mediation, **stated)


def test_what_was_drafted_cannot_be_turned_into_it_either(world, drafted_agreement):
    new = terms(party(drafted_agreement, "绿源合作社"), party(drafted_agreement, "张大山")) | {
        "terms": "双方息诉罢访。"
    }
    with refused("terms_tie_petitioning"):
        by_mediator(world, drafted_agreement, "revise", **new)


def test_a_party_signs_at_the_portal_for_itself(drafted_agreement):
    me = party(drafted_agreement, "张大山")
    with pytest.raises(NotAllowed, match="只能为自己表示意见"):
        do(drafted_agreement, "sign", me, SIGNING, signer=party(drafted_agreement, "李秀英"))
    do(drafted_agreement, "sign", me, SIGNING)
    assert drafted_agreement.signatures.get().manner == "electronic"


def test_some_agreements_are_signed_on_paper_only(world, agreed_mediation):
    agreement = drafted(world, agreed_mediation, paper_only=True)
    me = party(agreement, "张大山")
    with refused("paper_needed"):
        do(agreement, "sign", me, SIGNING)
    by_mediator(world, agreement, "sign", signer=me, manner="fingerprint")


def test_it_takes_effect_only_when_all_and_the_mediator_have_signed(world, drafted_agreement):
    for name in ("张大山", "绿源合作社"):
        by_mediator(world, drafted_agreement, "sign", signer=party(drafted_agreement, name))
    with pytest.raises(NotPossibleNow, match="李秀英"):
        by_mediator(world, drafted_agreement, "take_effect")
    by_mediator(world, drafted_agreement, "sign", signer=party(drafted_agreement, "李秀英"))
    with refused("mediator_unsigned"):
        by_mediator(world, drafted_agreement, "take_effect")
    by_mediator(world, drafted_agreement, "countersign")
    by_mediator(world, drafted_agreement, "take_effect")
    assert Agreement.objects.get(pk=drafted_agreement.pk).state == "performing"


def test_only_its_mediator_countersigns(world, drafted_agreement):
    with pytest.raises(NotAllowed):
        do(drafted_agreement, "countersign", world.handler, SIGNING)


# in force


def test_an_agreement_settles_its_claims_meets_their_limit_and_freezes_its_paper(agreement_in_force):
    claims = agreement_in_force.claims.all()
    assert {c.disposal for c in claims} == {"settled"}
    assert {d.state for c in claims for d in Deadline.objects.about(c).filter(code="D5")} == {"met"}
    paper = Paper.objects.of_kind(PaperKind.MEDIATION_AGREEMENT).get()
    assert paper.state == "issued"
    assert [s["name"] for s in paper.snapshot["signatures"]] == ["张大山", "李秀英", "绿源合作社"]
    assert paper.snapshot["obligations"][0]["debtor"] == "绿源合作社"


def test_claims_settled_before_acceptance_need_no_notice_of_acceptance(world):
    petition = world.petition(opposite_parties=[{"name": "绿源合作社"}])
    in_force(world, proposed(world, petition))
    assert Deadline.objects.about(petition).get(code="D3").state == "met"


def test_a_settlement_is_in_force_with_the_last_signature_and_without_a_mediator(world, dispute):
    agreement = settlement(world, dispute)
    for one in agreement.parties.all():
        do(agreement, "sign", one, SIGNING)
    assert Agreement.objects.get(pk=agreement.pk).state == "performing"
    paper = Paper.objects.of_kind(PaperKind.SETTLEMENT_AGREEMENT).get()
    assert paper.snapshot["title"] == "和解协议书"


def test_thirty_days_for_the_court_start_at_a_committee_only(world, agreement_in_force):
    assert not Deadline.objects.about(agreement_in_force).filter(code="D11").exists()
    at_committee = in_force(world, alone(world))
    assert Deadline.objects.about(at_committee).filter(code="D11").exists()


def test_an_agreement_that_will_not_be_signed_is_void_with_its_paper(world, agreed_mediation):
    agreement = drafted(world, agreed_mediation)
    do(agreed_mediation, "give_up", party(agreed_mediation, "绿源合作社"), "2025-03-18")
    assert Agreement.objects.get(pk=agreement.pk).state == "abandoned"
    assert Paper.objects.of_kind(PaperKind.MEDIATION_AGREEMENT).get().state == "voided"


# by word of mouth, and confirmed by a court


def test_an_oral_agreement_binds_once_the_committees_mediator_wrote_it_down(world):
    """人民调解法 28 and 30: nobody's signature is waited for, and a court has nothing to confirm."""
    agreement = drafted(world, agreed(world, alone(world)), kind="oral", claims=[])
    with refused("oral_not_signed"):
        by_mediator(world, agreement, "sign", signer=agreement.parties.first())
    with refused("mediator_unsigned"):
        by_mediator(world, agreement, "take_effect")
    by_mediator(world, agreement, "countersign")
    by_mediator(world, agreement, "take_effect")
    page = words_of(html_of(Paper.objects.of_kind(PaperKind.ORAL_AGREEMENT).get()))
    for said in (
        "人民调解口头协议登记表",
        "第二十八条",
        "自各方当事人达成协议之日起生效",
        "最迟于2025年4月30日（含当日）",
        "30000.00元",
    ):
        assert said in page
    assert "信访" not in page
    assert not Deadline.objects.filter(code="D11").exists()
    with refused("oral_unconfirmed"):
        by_mediator(
            world, Agreement.objects.get(), "ask_confirmation", applicants=list(agreement.parties.all()), court="县法院"
        )


def test_what_is_agreed_by_word_of_mouth_binds_from_that_day_though_written_down_later(world):
    """人民调解法 30."""
    agreement = drafted(world, agreed(world, alone(world)), kind="oral", claims=[])
    do(agreement, "countersign", mediator_of(world, agreement.organ), "2025-03-20")
    do(agreement, "take_effect", mediator_of(world, agreement.organ), "2025-03-20")
    agreement.refresh_from_db()
    assert agreement.effective_on == agreement.mediation.ended_on == date(2025, 3, 17)


def test_an_organ_that_mediates_a_petition_writes_the_agreement_down(world, agreed_mediation):
    with refused("oral_without_committee"):
        drafted(world, agreed_mediation, kind="oral")


def test_both_sides_get_the_application_to_the_court_with_a_line_for_each(world):
    agreement = in_force(world, alone(world), claims=[])
    people = list(agreement.parties.all())
    by_mediator(world, agreement, "ask_confirmation", applicants=people, court="青河县人民法院")
    page = words_of(html_of(Paper.objects.of_kind(PaperKind.CONFIRMATION_REQUEST).get()))
    number = Paper.objects.of_kind(PaperKind.MEDIATION_AGREEMENT).get().number
    assert f"调解协议书（{number}），2025年3月17日生效" in page
    assert "信访" not in page
    for one in people:
        assert f"申请人{one.name}（签名、盖章或者按指印）" in page


def test_who_names_himself_among_those_he_signs_for_signs_once(world, drafted_agreement):
    zhang = party(drafted_agreement, "张大山")
    by_mediator(world, drafted_agreement, "sign", signer=zhang, on_behalf_of=[zhang])
    assert [one.party for one in drafted_agreement.signatures.all()] == [zhang]
