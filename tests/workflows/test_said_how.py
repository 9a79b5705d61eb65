"""How an act of a party came is declared with its step, asked of staff, given by the portal, and told afterwards."""

from __future__ import annotations

import pytest

from mediation.actions import gateway
from mediation.models import Event, Petition
from mediation.permissions import a_party, handler
from mediation.queries.office.timeline import stated_in
from mediation.vocabulary import SaidHow
from mediation.workflows.base import lifecycles, step
from mediation.workflows.said_how import IN_WRITING, LABEL, ONLINE
from tests.factories.world import at
from tests.refusals import refused


def test_every_act_of_a_party_says_how_it_came():
    every = [(model, one) for model in lifecycles() for one in model.steps().values() if one.permission.by_party]
    assert len(every) > 30
    for model, one in every:
        where = f"{model.__name__}.{one.name}"
        facts = {fact.name: fact for fact in one.facts}
        assert "said_how" in facts, where
        assert bool(one.ways) is one.permission.by_staff, where
        assert not set(one.ways) & set(ONLINE), f"{where}: nobody says for a party that it came by the portal"
        assert facts["said_how"].asked_of_staff is bool(one.ways), where
        assert not (one.binds and SaidHow.PHONE in one.ways) or where in ON_THE_TELEPHONE, where


# What has no form by law: consent to mediation, that what was owed was received; an offer binds nobody before it is signed.
ON_THE_TELEPHONE = {
    "Mediation.consent", "Obligation.perform", "Obligation.acknowledge",
    "SettlementOffer.tell_other_side", "SettlementOffer.accept",
}  # fmt: skip


def test_a_step_of_both_that_does_not_say_so_does_not_start():
    from mediation.workflows.base import _forgotten

    class Forgetful:
        State = Petition.State
        course_told, plain_states = False, {}

        @step(source="*", label="表示", plain="表示", by=a_party | handler)
        def say(self, act):
            """Say something."""

    assert any("ways=" in fault for fault in _forgotten(Forgetful))


@pytest.fixture
def petition(world):
    return world.accepted(petitioners=[{"name": "张大山"}])


def withdraw(petition, by, **facts):
    return gateway.perform(Petition, petition.pk, "withdraw", by=by, at=at("2025-03-11"), effect_told=True, **facts)


def told(petition) -> str:
    event = Event.objects.get(matter=petition.matter, step="withdraw", object_type="petition")
    return dict(stated_in(event)).get(str(LABEL), "")


def test_the_portal_says_it_by_itself_whatever_is_stated(world, petition):
    withdraw(petition, world.party(petition.matter, "张大山"), said_how="in_person")
    assert told(petition) == "本人在网上办理"


def test_staff_say_on_what_they_wrote_it_down(world, petition):
    zhang = world.party(petition.matter, "张大山")
    with refused("not_said_so"):
        withdraw(petition, world.handler, withdrawn_by=[zhang], said_how="phone")
    with refused("not_said_so"):
        withdraw(petition, world.handler, withdrawn_by=[zhang], said_how="portal")
    with refused("letter_undated"):
        withdraw(petition, world.handler, withdrawn_by=[zhang], said_how="post")
    withdraw(petition, world.handler, withdrawn_by=[zhang], said_how="post", letter_on=at("2025-03-11").date())
    assert told(petition) == "收到本人邮寄的书面材料"


def test_what_was_recorded_before_it_was_asked_reads_so(world, petition):
    withdraw(petition, world.handler, withdrawn_by=[world.party(petition.matter, "张大山")])
    assert told(petition) == "没有记载"


def test_the_form_at_the_desk_asks_it_and_that_of_the_portal_does_not(world, petition, client):
    client.force_login(world.handler)
    address = f"/desk/petition/{petition.pk}/withdraw/"
    page = client.get(address).content.decode()
    assert [way for way in SaidHow if f'value="{way}"' in page] == list(IN_WRITING)
    zhang = world.party(petition.matter, "张大山")
    sent = {"withdrawn_by": [zhang.pk], "effect_told": "on", "_key": "0" * 32, "_version": petition.version}
    assert "请填写“本人怎样表示的”" in client.post(address, sent).content.decode()
