"""Performance piece by piece: shown by who owes, confirmed or denied by who is owed, counted together, reminded before its day."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mediation.actions.clock.deadlines import run_clock
from mediation.actions.clock.reminders import remind
from mediation.models import Agreement, Attachment, Message, Obligation, Paper
from mediation.permissions import Actor
from mediation.vocabulary import PaperKind
from mediation.workflows.base import NotAllowed
from tests.factories.mediation import committee, do, in_force, mediator_of
from tests.factories.papers import scan, served
from tests.factories.world import at
from tests.refusals import refused
from tests.stages import staged

DUE = "2025-04-30"


@staged
def owed(world, alone_agreed):
    """Thirty thousand that a brickworks owes."""
    return in_force(world, alone_agreed, DUE, about_wages=True).obligations.get()


def again(thing):
    return type(thing).objects.get(pk=thing.pk)


def paid(amount=None, **more):
    return {"sum": amount and Decimal(amount), "kind": "transfer", "note": "尾号8812", **more}


def test_what_the_debtor_shows_counts_once_the_creditor_has_confirmed_it(owed):
    do(owed, "show", owed.debtor, "2025-04-20", **paid())
    assert (again(owed).state, owed.left()) == ("due", Decimal(30000))
    asked = Message.objects.get(text__contains="请确认有没有收到")
    assert asked.party == owed.creditor
    assert "30000.00元，转账凭证（尾号8812）" in asked.text
    do(owed, "acknowledge", owed.creditor, "2025-04-21")
    assert again(owed).state == "performed"
    assert "尾号8812" in again(owed).proof
    assert Agreement.objects.get(pk=owed.agreement_id).state == "performed"


def test_parts_come_to_the_whole(owed):
    do(owed, "show", owed.debtor, "2025-04-20", **paid(10000))
    do(owed, "acknowledge", owed.creditor, "2025-04-21")
    assert (again(owed).state, owed.left()) == ("due", Decimal(20000))
    assert Message.objects.filter(text__contains="还有20000.00元没有履行").count() == 2
    do(owed, "acknowledge", owed.creditor, "2025-04-25", **paid(20000))
    assert again(owed).state == "performed"


def test_what_was_not_received_is_not_performed(owed):
    do(owed, "show", owed.debtor, "2025-04-20", **paid())
    do(owed, "deny", owed.creditor, "2025-04-21", denied_why="卡里没有这笔")
    row = owed.performed.get()
    assert (row.standing, again(owed).state) == ("对方说没有收到：卡里没有这笔", "due")
    assert Message.objects.filter(party=owed.debtor, text__contains="卡里没有这笔").exists()
    with refused("nothing_to_deny"):
        do(owed, "deny", owed.creditor, "2025-04-22", denied_why="再说一次")


def test_a_confirmation_by_mistake_is_set_right_at_the_desk(world, owed):
    do(owed, "acknowledge", owed.creditor, "2025-04-21", **paid(10000))
    do(owed, "deny", mediator_of(world, committee(world)), "2025-04-22", denied_why="认错了账户", said_how="phone")
    assert owed.left() == Decimal(30000)


@pytest.mark.parametrize(("amount", "code"), [(30001, "more_than_left"), (0, "more_than_left")])
def test_no_more_than_is_owed_is_shown(owed, amount, code):
    with refused(code):
        do(owed, "show", owed.debtor, "2025-04-20", **paid() | {"sum": Decimal(amount)})


def test_nothing_is_paid_tomorrow(owed):
    with refused("not_yet_paid"):
        do(owed, "show", owed.debtor, "2025-04-20", **paid(paid_on=at("2025-04-21").date()))


def test_the_creditor_alone_confirms_and_the_debtor_alone_shows(owed):
    with pytest.raises(NotAllowed):
        do(owed, "show", owed.creditor, "2025-04-20", **paid())
    do(owed, "show", owed.debtor, "2025-04-20", **paid())
    with pytest.raises(NotAllowed):
        do(owed, "acknowledge", owed.debtor, "2025-04-21")


def test_nobody_confirms_what_nobody_showed_without_saying_how_much(owed):
    with refused("nothing_shown"):
        do(owed, "acknowledge", owed.creditor, "2025-04-21")


def test_the_proof_can_be_looked_at_by_the_other_side_and_by_nobody_else(world, owed):
    do(owed, "show", owed.debtor, "2025-04-20", **paid(slips=[scan("转账截图")]))
    kept = Attachment.objects.get(subject_type="obligation")
    others = owed.matter.parties.exclude(pk__in=[owed.debtor_id, owed.creditor_id])
    sees = [party.pk for party in owed.matter.parties.all()
            if Attachment.objects.visible_to(Actor(on=at("2025-04-20").date(), party=party)).filter(pk=kept.pk).exists()]  # fmt: skip
    assert others
    assert set(sees) == {owed.debtor_id, owed.creditor_id}


def test_a_late_rest_is_told_with_what_was_paid(world, owed):
    do(owed, "acknowledge", owed.creditor, "2025-04-21", **paid(10000))
    run_clock(at("2025-05-01"))
    paper = Paper.objects.of_kind(PaperKind.OVERDUE_NOTICE).get(subject_id=owed.pk)
    served(paper, by=world.staff("registrar", paper.organ), on="2025-05-06")
    printed = again(paper).snapshot
    assert printed["left"] == "20000.00"
    assert "10000.00元" in printed["paid"][0]["told"]


def test_both_are_reminded_before_the_day(owed):
    run_clock(at("2025-04-29"))
    assert remind(at("2025-04-29"))
    told = {m.party for m in Message.objects.filter(key__startswith="reminder:", text__contains="约定的事快到期了")}
    assert told == {owed.debtor, owed.creditor}


def test_what_is_done_or_dropped_reminds_nobody(owed):
    do(owed, "perform", owed.creditor, "2025-04-20")
    remind(at("2025-04-29"))
    assert not Message.objects.filter(key__startswith="reminder:", text__contains="约定的事快到期了").exists()
    assert Obligation.objects.get(pk=owed.pk).state == "performed"


def test_what_was_paid_on_the_spot_is_performed_with_the_signatures(world, alone_agreed):
    parties = list(alone_agreed.parties.all())
    row = {"debtor": parties[-1], "creditor": parties[0], "what": "支付", "amount": 100, "due_on": at("2025-03-17").date(),
           "manner": "现金", "done_at_once": True}  # fmt: skip
    agreement = in_force(world, alone_agreed, obligations=[row])
    assert agreement.state == "performed"
    assert agreement.obligations.get().proof == "签订时当场履行"
