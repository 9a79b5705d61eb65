"""印章登记: a registered seal is put on paper by its keeper alone, while it is in use; every change is in the ledger of the office."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.actions import gateway
from mediation.models import Appointment, Deputyship, OfficeChange, Seal, SealUse
from mediation.queries.papers.seals import seals_for
from mediation.vocabulary import Role
from tests.factories.opinions import DECIDED, issued, take
from tests.factories.papers import printed
from tests.factories.world import at
from tests.refusals import refused

DAY, NEXT = DECIDED, "2025-03-18"


def second(world):
    """Another registrar of the organ."""
    other = world.staff(Role.RECORDER, world.bureau)
    Appointment.objects.create(user=other, organ=world.bureau, role=Role.REGISTRAR, since=date(2025, 1, 1))
    return other


@pytest.fixture
def admin(world):
    return world.staff(Role.ADMINISTRATOR, world.office)


@pytest.fixture
def enter(world, admin):
    def take_step(step, on=DAY, **facts):
        return gateway.perform(OfficeChange, None, step, by=admin, at=at(on), **facts)

    return take_step


@pytest.fixture
def seal(world, enter) -> Seal:
    enter("enter_seal", organ=world.bureau, seal_kind="official", name="青河县农业农村局", keeper=world.registrar)
    return Seal.objects.get()


@pytest.fixture
def use(world) -> SealUse:
    """The use of the seal on an opinion, approved."""
    paper = printed(issued(world, world.accepted()))
    found = gateway.perform(
        SealUse, None, "apply", by=world.handler, at=at(DAY, "11:00"), matter=paper.matter, paper=paper, seal="official", copies=2,
    )  # fmt: skip
    return take(found, "approve", world.head, DAY, clock="11:10")


def test_nobody_stamps_but_the_keeper_and_who_stands_in_for_him(world, enter, seal, use):
    other = second(world)
    with refused("not_the_keeper"):
        take(use, "stamp", other, NEXT, stamped_copies=2)
    post = Appointment.objects.get(user=world.registrar, role=Role.REGISTRAR)
    Deputyship.objects.create(appointment=post, deputy=other, since=date(2025, 3, 18), until=date(2025, 3, 20))
    assert take(use, "stamp", other, NEXT, stamped_copies=2).state == "stamped"


def test_another_keeper_is_named_and_the_former_stamps_no_more(world, enter, seal, use):
    other = second(world)
    with refused("keeper_no_registrar"):
        enter("hand_on_seal", seal=seal, keeper=world.handler, why="轮岗")
    change = enter("hand_on_seal", seal=seal, keeper=other, why="轮岗")
    assert [(one["was"], one["is"]) for one in change.details] == [(str(world.registrar), str(other))]
    with refused("not_the_keeper"):
        take(use, "stamp", world.registrar, NEXT, stamped_copies=2)
    assert take(use, "stamp", other, NEXT, stamped_copies=2).keeper == other


def test_a_destroyed_seal_is_put_on_nothing_and_a_new_one_takes_its_place(world, enter, seal, use):
    with refused("official_seal_in_use"):
        enter("enter_seal", organ=world.bureau, seal_kind="official", name="新章", keeper=world.registrar)
    enter("destroy_seal", seal=seal, until=date(2025, 3, 17), why="交回刻制机关销毁")
    with refused("seal_destroyed"):
        take(use, "stamp", world.registrar, NEXT, stamped_copies=2)
    with refused("seal_over"):
        enter("hand_on_seal", seal=Seal.objects.get(), keeper=world.registrar, why="轮岗")
    enter("enter_seal", on=NEXT, organ=world.bureau, seal_kind="official", name="新章", keeper=world.registrar)
    assert take(use, "stamp", world.registrar, NEXT, stamped_copies=2).state == "stamped"


def test_what_was_entered_by_mistake_binds_nobody(world, enter, admin, use):
    other = second(world)
    change = enter("enter_seal", organ=world.bureau, seal_kind="business", name="业务专用章", keeper=other)
    gateway.perform(OfficeChange, change.pk, "revert", by=admin, at=at(DAY), why_reverted="登错了")
    assert not Seal.objects.in_use(date(2025, 3, 17)).exists()
    assert take(use, "stamp", world.registrar, NEXT, stamped_copies=2).state == "stamped"


def test_uses_are_counted_for_the_organs_own_people_and_not_for_who_sets_up_the_office(world, admin, seal, use):
    take(use, "stamp", world.registrar, NEXT, stamped_copies=2)

    def of(user):
        return seals_for(gateway.actor_of(user, date(2025, 3, 18)))

    assert [(one.uses, one.counted) for one in of(world.head)] == [([("信访事项处理意见书", 1, 2)], True)]
    assert [(one.uses, one.counted) for one in of(admin)] == [([], False)]
    assert of(world.handler) == []


def test_the_page_shows_them_and_leads_on(world, admin, seal, client):
    client.force_login(admin)
    page = client.get("/desk/seals/").content.decode()
    assert "青河县农业农村局" in page
    assert f"/desk/office/enter/hand_on_seal/?seal={seal.pk}" in page
    assert str(world.registrar) in client.get(f"/desk/office/enter/hand_on_seal/?seal={seal.pk}").content.decode()
    client.force_login(world.registrar)
    page = client.get("/desk/seals/").content.decode()
    assert "还没有用过" in page
    assert "hand_on_seal" not in page
    client.force_login(world.handler)
    assert client.get("/desk/seals/").status_code == 404
