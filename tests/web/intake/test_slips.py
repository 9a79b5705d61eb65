"""A lost query code: another one at the window, with the identity seen; the old one opens nothing any more."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from mediation.actions import gateway
from mediation.actions.clock.feeds import open_feed
from mediation.models import Agent, CalendarFeed, Event, Message, Party, PartyChange, Petition
from mediation.vocabulary import Role
from mediation.workflows.base import NotAllowed, NotPossibleNow, lifecycles
from tests.factories.people import agent_of, change, proof
from tests.factories.world import at
from tests.stages import staged
from tests.web.intake.test_portal import enter


@staged
def petition(world):
    return world.accepted()


@pytest.fixture
def zhang(world, petition, clock):
    clock.move_to(at("2025-03-10"))
    return world.party(petition.matter, "张大山")


@pytest.fixture
def window(world, petition):
    """The window of the organ that handles it."""
    browser = Client()
    browser.force_login(world.staff(Role.INTAKE_CLERK, petition.acting_organ, "窗口"))
    return browser


def page_of(party):
    return reverse("desk:party-code", args=[party.pk])


def printed_code(answer):
    return answer.context["slips"][0][1]


def renewed(window, party, **more):
    return window.post(page_of(party), {"identity": "card", "_key": "0123456789abcdef" * 2, **more})


def test_the_slip_has_the_new_code_and_the_old_one_is_dead(window, zhang):
    old = zhang.issue_code()
    answer = renewed(window, zhang)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    fresh = Party.objects.get(pk=zhang.pk)
    assert fresh.has_code(printed_code(answer))
    assert not fresh.has_code(old)
    said = answer.content.decode()
    assert printed_code(answer) in said
    assert zhang.matter.number in said


def test_who_came_in_by_the_old_code_is_out_at_the_next_page_and_so_is_the_calendar(window, zhang, client):
    enter(client, zhang)
    assert client.get(reverse("portal:matter")).status_code == 200
    open_feed(at=at("2025-03-10"), party=zhang)
    renewed(window, zhang)
    assert client.get(reverse("portal:matter")).status_code == 302
    assert not CalendarFeed.objects.open().filter(party=zhang).exists()


def test_the_code_stands_in_no_row_and_the_party_hears_of_it_with_the_document_seen(window, zhang):
    code = printed_code(renewed(window, zhang))
    act = Event.objects.get(object_type="partychange", step="renew_code")
    assert act.facts["identity"] == "card"
    assert code not in str(act.facts)
    assert code.replace("-", "") not in str(act.facts)
    (told,) = Message.objects.filter(party=zhang, text__contains="补发")
    assert "居民身份证" in told.text
    assert code not in told.text


def test_the_form_says_for_whom_and_what_becomes_of_the_old_code(window, zhang):
    said = window.get(page_of(zhang)).content.decode()
    assert "给张大山发一个新的查询码" in said
    assert 'name="code"' not in said


def test_without_the_document_nothing_is_renewed_and_the_old_code_holds(window, zhang):
    old = zhang.issue_code()
    answer = window.post(page_of(zhang), {"_key": "0123456789abcdef" * 2})
    assert answer.status_code == 422
    assert "核对了什么证件" in answer.content.decode()
    assert Party.objects.get(pk=zhang.pk).has_code(old)


def test_a_second_click_shows_no_second_code(window, zhang):
    first = printed_code(renewed(window, zhang))
    again = renewed(window, zhang)
    assert again.status_code == 409
    assert "查询凭条" not in again.content.decode()
    assert Party.objects.get(pk=zhang.pk).has_code(first)
    assert PartyChange.objects.filter(kind="code").count() == 1


@pytest.mark.parametrize("role", [Role.HANDLER, Role.HEAD, Role.MEDIATOR, Role.REGISTRAR])
def test_who_handles_the_matter_never_holds_a_key_of_the_party(world, petition, zhang, role):
    old = zhang.issue_code()
    person = world.staff(role, petition.acting_organ)
    with pytest.raises(NotAllowed):
        change(petition.matter, "renew_code", person, "2025-03-10", party=zhang, identity="card", code="AAAAA-BBBBB")
    assert Party.objects.get(pk=zhang.pk).has_code(old)


def test_an_agent_is_out_when_he_gets_another_code(world, petition, zhang, client):
    agent = agent_of(petition.matter, [zhang], world.handler)
    browser = Client()
    browser.force_login(world.handler)
    first = browser.post(reverse("desk:agent-code", args=[agent.pk])).context["code"]
    client.post(reverse("portal:enter"), {"number": petition.matter.number, "code": first})
    assert client.get(reverse("portal:matter")).status_code == 200
    browser.post(reverse("desk:agent-code", args=[agent.pk]))
    assert client.get(reverse("portal:matter")).status_code == 302


BINDING = {
    "Agreement.sign", "Agreement.ask_confirmation", "Hearing.waive", "Hearing.withdraw_request", "Mediation.consent",
    "Obligation.perform", "PartyChange.confirm_address", "PartyChange.consent", "PartyChange.leave", "Petition.withdraw", "Review.withdraw_request", "ServiceOfDocument.confirm",
    "Hearing.sign_own", "MediationSession.sign_own", "Obligation.acknowledge", "SettlementOffer.make",
    "SettlementOffer.tell_mediator", "SettlementOffer.tell_other_side", "SettlementOffer.accept",
}  # fmt: skip


def test_what_binds_a_party_is_known_and_a_right_is_none_of_it():
    by_party = [(m.__name__, s) for m in lifecycles() for s in m.steps().values() if s.permission.by_party]
    assert {f"{model}.{one.name}" for model, one in by_party if one.binds} == BINDING
    assert {"request", "apply", "ask", "hand_in", "take_back_consent", "revoke", "revoke_authority"} <= {
        one.name for _m, one in by_party if not one.binds
    }


def test_after_a_renewal_nobody_binds_the_party_online_for_some_days_and_its_rights_go_on(
    world, window, petition, zhang
):
    """Whoever renewed the code has seen it, and the party has just been told."""
    renewed(window, zhang)
    zhang = Party.objects.get(pk=zhang.pk)
    withdraw = {"effect_told": True}
    for day in ("2025-03-10", "2025-03-12"):
        with pytest.raises(NotPossibleNow, match="2025-03-13") as refused:
            gateway.perform(Petition, petition.pk, "withdraw", by=zhang, at=at(day, "23:50"), **withdraw)
        assert refused.value.code == "code_renewed_lately"
    gateway.perform(Petition, petition.pk, "hand_in", by=zhang, at=at("2025-03-10"), files=proof())
    gateway.perform(Petition, petition.pk, "withdraw", by=zhang, at=at("2025-03-13"), **withdraw)
    assert Party.objects.get(pk=zhang.pk).withdrawn_on is not None


def test_an_agent_who_was_given_another_code_binds_nobody_for_some_days_and_the_party_hears_of_each(
    world, petition, zhang
):
    """Whoever printed it has seen it, and could act as the agent."""
    agent = agent_of(petition.matter, [zhang], world.handler, may_withdraw=True)

    def withdraw(day):
        own = Agent.objects.get(pk=agent.pk)
        return gateway.perform(Petition, petition.pk, "withdraw", by=own, at=at(day), effect_told=True)

    for n, code in enumerate(("AAAAA-BBBBB", "CCCCC-DDDDD"), start=1):
        gateway.perform(Agent, agent.pk, "give_code", by=world.handler, at=at("2025-03-10"), code=code)
        assert Message.objects.filter(party=zhang, text__contains="给您的代理人").count() == n
    with pytest.raises(NotPossibleNow, match="2025-03-13") as refused:
        withdraw("2025-03-12")
    assert refused.value.code == "code_renewed_lately"
    withdraw("2025-03-13")
    assert Party.objects.get(pk=zhang.pk).withdrawn_on is not None


def test_whom_nobody_gave_another_code_and_who_signs_at_the_window_waits_for_nothing(world, window, petition, zhang):
    li = world.party(petition.matter, "李秀英")
    renewed(window, zhang)
    gateway.perform(Petition, petition.pk, "withdraw", by=li, at=at("2025-03-10"), effect_told=True)
    assert Party.objects.get(pk=li.pk).withdrawn_on is not None
    told = Message.objects.get(party=zhang, text__contains="补发").text
    assert "从2025-03-13起可以在网上办理" in told


def test_the_page_of_the_step_says_from_which_day(window, client, petition, zhang):
    client.post(
        reverse("portal:enter"), {"number": petition.matter.number, "code": printed_code(renewed(window, zhang))}
    )
    said = client.get(reverse("portal:step", args=["petition", petition.pk, "withdraw"])).content.decode()
    assert "从2025-03-13起才能在网上办理" in said
    assert "在纸上签名" in said
