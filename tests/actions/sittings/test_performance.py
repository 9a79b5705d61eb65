"""Performance of an agreement, its breach, and its confirmation by the court."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.actions.clock.deadlines import run_clock
from mediation.models import Agreement, Claim, Deadline, Obligation, Petition
from mediation.permissions import Actor
from mediation.workflows.base import NotAllowed, NotPossibleNow
from tests.factories.mediation import (
    agreed,
    by_mediator,
    committee,
    do,
    drafted,
    in_force,
    mediator_of,
    party,
    proposed,
)
from tests.factories.papers import served
from tests.factories.world import at
from tests.refusals import refused

# performance


def test_the_last_performance_performs_the_agreement(world, alone_agreed):
    agreement = in_force(world, alone_agreed, "2025-04-30", "2025-05-30")
    first, second = agreement.obligations.all()
    by = mediator_of(world, committee(world))
    do(first, "perform", by, "2025-04-28", proof="转账凭证")
    assert Agreement.objects.get(pk=agreement.pk).state == "performing"
    assert [o.pk for o in agreement.matter.obligations.outstanding()] == [second.pk]
    do(second, "perform", second.creditor, "2025-05-30")
    assert Agreement.objects.get(pk=agreement.pk).state == "performed"
    assert Deadline.objects.about(second).get(code="OWED").state == "met"


def test_the_day_after_a_late_instalment_reminds_both_and_tells_the_order_for_payment(world, alone_agreed):
    agreement = in_force(world, alone_agreed, "2025-04-30", about_wages=True)
    run_clock(at("2025-04-30", "23:00"))
    assert agreement.obligations.get().state == "due"
    run_clock(at("2025-05-01"))
    assert agreement.obligations.get().state == "late"
    told = agreement.matter.messages.filter(text__contains="支付令")
    assert {m.party.name for m in told} == {"永兴砖厂", "赵铁柱"}


def test_late_performance_is_performance(world, alone_agreed):
    agreement = in_force(world, alone_agreed, "2025-04-30")
    run_clock(at("2025-05-01"))
    obligation = do(agreement.obligations.get(), "perform", mediator_of(world, committee(world)), "2025-05-06")
    assert obligation.state == "performed"
    assert Deadline.objects.about(obligation).get(code="OWED").state == "met_late"


def test_only_the_creditor_among_the_parties_confirms_performance(committee_agreement):
    obligation = committee_agreement.obligations.get()
    with pytest.raises(NotAllowed):
        do(obligation, "perform", obligation.debtor, "2025-04-28")


def test_a_debtor_is_urged(world, committee_agreement):
    obligation = committee_agreement.obligations.get()
    do(obligation, "urge", mediator_of(world, committee(world)), "2025-04-20", how="电话")
    assert obligation.matter.messages.filter(text__startswith="请尽快履行").count() == 2


def test_a_waived_obligation_is_not_waited_for(world, committee_agreement):
    obligation = do(
        committee_agreement.obligations.get(),
        "drop",
        mediator_of(world, committee(world)),
        "2025-04-20",
        why="书面免除",
    )
    assert Deadline.objects.about(obligation).get(code="OWED").state == "ended"
    assert Agreement.objects.get(pk=committee_agreement.pk).state == "performed"


def test_a_party_sees_the_day_of_what_is_owed(committee_agreement):
    obligation = committee_agreement.obligations.get()
    actor = Actor(on=date(2025, 4, 1), party=obligation.creditor)
    assert Deadline.objects.visible_to(actor).about(obligation).exists()
    assert Obligation.objects.visible_to(actor).exists()


def test_the_copy_served_answers_the_petition_and_performance_lets_it_close(world):
    agreement = in_force(world, proposed(world, world.petition(opposite_parties=[{"name": "绿源合作社"}])))
    petition = agreement.matter.petition
    assert petition.state == "registered", "the agreement has not gone out yet"
    for paper in petition.matter.papers.filter(must_be_served=True):
        served(paper, by=world.registrar, on="2025-03-18")
    petition = Petition.objects.get(pk=petition.pk)
    assert petition.state == "answered"
    with refused("not_performed"):
        do(petition, "close", world.handler, "2025-03-19")
    do(agreement.obligations.get(), "perform", world.handler, "2025-04-01")
    assert do(petition, "close", world.handler, "2025-04-02", resolved=True).state == "closed"


def test_who_is_authorised_to_receive_gets_the_copies_of_the_others(world, alone_mediation):
    leader, other = party(alone_mediation, "赵铁柱"), party(alone_mediation, "钱小梅")
    authority = {"principals": [other], "representative": leader, "may_receive": True, "scope": "代收"}
    do(alone_mediation, "record_authority", mediator_of(world, committee(world)), **authority)
    agreement = drafted(world, agreed(world, alone_mediation))
    assert [str(p) for p in agreement.addressees(date(2025, 3, 17))] == ["赵铁柱", "永兴砖厂"]


# breach


def test_nothing_is_broken_before_its_day(world, agreement_in_force):
    with refused("nothing_late"):
        do(agreement_in_force, "report_breach", world.handler, "2025-04-30", what_is_broken="未付")


def test_a_broken_agreement_reopens_its_claims_with_a_new_limit_if_the_petitioner_asks(agreement_in_force):
    petitioner = party(agreement_in_force, "张大山")
    do(agreement_in_force, "report_breach", petitioner, "2025-05-06", what_is_broken="分文未付", asks_reopening=True)
    for claim in Claim.objects.filter(agreements=agreement_in_force):
        assert claim.state == "accepted"
        limit = Deadline.objects.about(claim).filter(code="D5").order_by("-pk").first()
        assert (limit.trigger_on, limit.state) == (date(2025, 5, 6), "running")
    assert Petition.objects.get(matter=agreement_in_force.matter).state == "in_hand"
    assert not agreement_in_force.matter.obligations.outstanding().exists()


def test_a_broken_agreement_brings_an_answered_petition_back(world):
    agreement = in_force(world, proposed(world, world.petition(opposite_parties=[{"name": "绿源合作社"}])))
    for paper in agreement.matter.papers.filter(must_be_served=True):
        served(paper, by=world.registrar, on="2025-03-18")
    petitioner = party(agreement, "张大山")
    do(agreement, "report_breach", petitioner, "2025-05-06", what_is_broken="分文未付", asks_reopening=True)
    assert Petition.objects.get(matter=agreement.matter).state == "in_hand"


def test_a_broken_agreement_stays_owed_if_nobody_asks_for_reopening(world, agreement_in_force):
    agreement = agreement_in_force
    agreement = do(agreement, "report_breach", world.handler, "2025-05-06", what_is_broken="分文未付")
    assert agreement.state == "breached"
    assert {c.disposal for c in agreement.claims.all()} == {"settled"}
    assert agreement.matter.obligations.outstanding().exists()


def test_only_a_petitioner_has_claims_handled_anew(agreement_in_force):
    with refused("reopening_not_by_petitioner"):
        do(
            agreement_in_force, "report_breach", party(agreement_in_force, "绿源合作社"), "2025-05-06",
            what_is_broken="未付", asks_reopening=True,
        )  # fmt: skip


# the court, visits


def test_confirmation_is_asked_jointly(world, committee_agreement):
    workers = [party(committee_agreement, "赵铁柱"), party(committee_agreement, "钱小梅")]
    with pytest.raises(NotPossibleNow, match="永兴砖厂") as refusal:
        by_mediator(
            world, committee_agreement, "ask_confirmation", "2025-03-20", applicants=workers, court="青河县人民法院"
        )
    assert refusal.value.code == "not_joint"
    everyone = list(committee_agreement.parties.all())
    by_mediator(
        world, committee_agreement, "ask_confirmation", "2025-03-20", applicants=everyone, court="青河县人民法院"
    )
    assert Deadline.objects.about(committee_agreement).get(code="D11").state == "met"


def test_only_a_mediation_organisations_agreement_is_confirmed(world, agreement_in_force):
    with refused("not_a_mediation_committee"):
        by_mediator(
            world, agreement_in_force, "ask_confirmation", "2025-03-20",
            applicants=list(agreement_in_force.parties.all()), court="青河县人民法院",
        )  # fmt: skip


def test_after_thirty_days_the_court_is_not_asked_to_confirm(world, committee_agreement):
    run_clock(at("2025-04-20"))
    assert Deadline.objects.about(committee_agreement).get(code="D11").state == "lapsed"
    with refused("confirmation_late"):
        by_mediator(
            world, committee_agreement, "ask_confirmation", "2025-04-20",
            applicants=list(committee_agreement.parties.all()), court="青河县人民法院",
        )  # fmt: skip


def test_a_confirmed_agreement_can_be_enforced(world, committee_agreement):
    agreement = committee_agreement
    with refused("confirmation_not_asked"):
        by_mediator(world, agreement, "record_confirmation", confirmation="confirmed", ruling="（2025）青民特1号")
    everyone = list(agreement.parties.all())
    by_mediator(world, agreement, "ask_confirmation", "2025-03-20", applicants=everyone, court="青河县人民法院")
    agreement = by_mediator(
        world, agreement, "record_confirmation", "2025-04-02", confirmation="confirmed", ruling="（2025）青民特1号"
    )
    assert "强制执行" in agreement.routes()


def test_a_visit_is_written_down(world, committee_agreement):
    by_mediator(
        world,
        committee_agreement,
        "revisit",
        "2025-05-10",
        visited=party(committee_agreement, "钱小梅"),
        manner="phone",
        performance="已付清",
    )
    assert committee_agreement.revisits.get().performance == "已付清"
