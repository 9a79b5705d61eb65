"""The list of what is to be performed: item by item for both sides and the desk, with what each may say, and in one number of queries."""

import pytest
from django.urls import reverse

from mediation.actions.clock.deadlines import run_clock
from tests.factories.mediation import agreed, alone, committee, do, in_force, mediator_of
from tests.factories.people import OWN_SECRET, with_secret
from tests.factories.world import at
from tests.stages import staged
from tests.web.intake.test_portal import enter


@staged
def owed(world):
    """Two instalments of wages."""
    return in_force(world, agreed(world, alone(world)), "2025-04-30", "2025-05-30", about_wages=True)


def page(client, party, address="portal:performance"):
    with_secret(party)
    enter(client, party)
    return client.get(reverse(address)).content.decode()


def test_each_side_is_offered_its_own_word(client, owed, clock):
    clock.move_to(at("2025-04-10"))
    first = owed.obligations.first()
    debtor = page(client, first.debtor)
    assert "交付款凭证" in debtor
    assert "确认收到<" not in debtor
    do(first, "show", first.debtor, "2025-04-10", kind="transfer", note="尾号8812")
    creditor = page(client, first.creditor)
    assert "等对方确认" in creditor
    assert "确认收到<" in creditor
    assert "没有收到<" in creditor


def test_the_matter_page_leads_there(client, owed, clock):
    clock.move_to(at("2025-04-10"))
    assert reverse("portal:performance") in page(client, owed.obligations.first().creditor, "portal:matter")


def test_the_creditor_reads_what_was_shown_and_confirms_it_with_the_own_secret(client, owed, clock):
    clock.move_to(at("2025-04-10"))
    first = owed.obligations.first()
    do(first, "show", first.debtor, "2025-04-10", kind="transfer", note="尾号8812")
    page(client, first.creditor)
    address = reverse("portal:step", args=["obligation", first.pk, "acknowledge"])
    form = client.get(address).content.decode()
    assert "尾号8812" in form
    first = type(first).objects.get(pk=first.pk)
    sent = {"_key": "0" * 32, "_version": first.version, "secret": OWN_SECRET, "_read": "1"}
    assert client.post(address, sent).status_code == 302
    assert type(first).objects.get(pk=first.pk).state == "performed"


def test_the_desk_sees_the_ways_of_what_is_late(client, world, owed, clock):
    run_clock(at("2025-05-01"))
    clock.move_to(at("2025-05-01"))
    client.force_login(mediator_of(world, committee(world)))
    shown = client.get(reverse("desk:performance", args=[owed.matter.number])).content.decode()
    assert "劳动人事争议仲裁委员会" in shown
    assert "督促履行" in shown
    assert (
        reverse("desk:performance", args=[owed.matter.number])
        in client.get(reverse("desk:matter", args=[owed.matter.number])).content.decode()
    )


@pytest.mark.parametrize("days", [("2025-04-30",), ("2025-04-30", "2025-05-30", "2025-06-30")])
def test_one_item_and_three_ask_the_same(client, world, days, clock, django_assert_max_num_queries):
    agreement = in_force(world, agreed(world, alone(world)), *days)
    for one in agreement.obligations.all():
        do(one, "perform", one.creditor, "2025-04-01")
    clock.move_to(at("2025-04-10"))
    client.force_login(mediator_of(world, committee(world)))
    address = reverse("desk:performance", args=[agreement.matter.number])
    client.get(address)
    with django_assert_max_num_queries(18):
        client.get(address)
