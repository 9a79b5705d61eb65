"""A secret set at the window, on a screen of its own; and one that is changed by who knows it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mediation.actions import gateway
from mediation.models import Agent, Event, Message, OwnSecret, Party, PartyChange, WindowScreen
from mediation.vocabulary import Role
from mediation.workflows.base import NotAllowed, NotPossibleNow
from tests.factories.people import OWN_SECRET, agent_of, change, with_secret
from tests.factories.world import at
from tests.stages import staged
from tests.web.intake.test_portal import enter

SCREEN, CHANGE, MATTER = reverse("portal:screen"), reverse("portal:change-secret"), reverse("portal:matter")
MOVE = "/portal/open/partychange/confirm_address/"
NUMBER = re.compile(r">(\d{4} \d{4})<")


@staged
def petition(world):
    return world.accepted()


@pytest.fixture
def zhang(world, petition, clock):
    clock.move_to(at("2025-03-10"))
    party = world.party(petition.matter, "张大山")
    party.code = party.issue_code()
    return party


@pytest.fixture
def clerk(world, petition):
    return world.staff(Role.INTAKE_CLERK, petition.acting_organ, "窗口")


@pytest.fixture
def desk(clerk):
    browser = Client()
    browser.force_login(clerk)
    return browser


def asked(desk, holder, n=0, kind="party"):
    """The number that the clerk reads out."""
    address = reverse(f"desk:{kind}-screen", args=[holder.pk])
    answer = desk.post(address, {"identity": "card", "_key": f"{n:032x}", "_version": getattr(holder, "version", 0)})
    assert answer.status_code == 200, answer.content.decode()
    return NUMBER.search(answer.content.decode())[1]


def state(desk, party):
    return desk.get(reverse("desk:party-screen-state", args=[party.pk])).content.decode()


def typed(screen, secret=OWN_SECRET, again=None):
    return screen.post(SCREEN, {"secret": secret, "again": again or secret})


def said(answer):
    return answer.content.decode()


def test_a_person_without_a_telephone_sets_a_secret_that_no_clerk_sees(desk, clerk, zhang, clock):
    number, screen = asked(desk, zhang), Client()
    assert "还没有设好" in state(desk, zhang)
    assert "张大山" not in said(screen.get(SCREEN))
    screen.post(SCREEN, {"number": number})
    page = said(screen.get(SCREEN))
    assert "张大山，请设一个办事密码" in page
    assert zhang.matter.number not in page
    typed(screen)
    assert "设好了" in said(screen.get(SCREEN))
    assert "张大山" not in said(screen.get(SCREEN)), "nothing of him stays on the screen"
    assert OwnSecret.objects.get(party=zhang).is_known(OWN_SECRET)
    assert "设好了" in state(desk, zhang)
    assert not WindowScreen.objects.exists()
    event = Event.objects.get(step="set_secret_at_screen")
    assert event.party == zhang
    assert (event.facts["identity"], event.facts["said_how"]) == ("card", "at_screen")
    for held in (str(event.facts), state(desk, zhang), *Message.objects.values_list("text", flat=True)):
        assert OWN_SECRET not in held
    for made in Event.objects.filter(step="ask_at_screen"):
        assert number.replace(" ", "") not in str(made.facts).replace(" ", "")
    (told,) = Message.objects.filter(party=zhang, text__contains="登记窗口的屏幕上").values_list("text", flat=True)
    assert clerk.get_full_name() in told or str(clerk) in told
    assert "2025-03-13" in told


def test_what_a_clerk_could_do_with_it_himself_is_told_and_waits(desk, zhang, clock):
    """He asks, takes another machine, types it himself: the party hears who it was, and nothing binds for three days."""
    screen = Client()
    screen.post(SCREEN, {"number": asked(desk, zhang)})
    typed(screen)
    phone = Client()
    phone.post(reverse("portal:enter"), {"number": zhang.matter.number, "code": zhang.code})
    assert "登记窗口的屏幕上设定" in said(phone.get(MATTER))
    move = {"address": "青河县南街8号", "secret": OWN_SECRET}
    assert phone.post(MOVE, {**move, "_key": "a" * 32}).status_code == 409
    clock.move_to(at("2025-03-13"))
    phone.post(reverse("portal:enter"), {"number": zhang.matter.number, "code": zhang.code})
    assert phone.post(MOVE, {**move, "_key": "b" * 32}).status_code == 302


def test_the_number_opens_once_and_for_minutes(desk, zhang, clock):
    number, screen, other = asked(desk, zhang), Client(), Client()
    assert screen.post(SCREEN, {"number": number}).status_code == 302
    assert other.post(SCREEN, {"number": number}).status_code == 422
    later = asked(desk, zhang, n=1)
    assert "请设一个" not in said(screen.get(SCREEN)), "the one before is closed"
    clock.move_to(at("2025-03-10") + timedelta(minutes=6))
    assert other.post(SCREEN, {"number": later}).status_code == 422
    assert "已经过时" in state(desk, zhang)
    WindowScreen.forget_over(at("2025-03-10") + timedelta(minutes=6))
    assert not WindowScreen.objects.exists()


def test_who_leaves_the_screen_leaves_nothing(desk, zhang):
    screen = Client()
    screen.post(SCREEN, {"number": asked(desk, zhang)})
    assert typed(screen, "123456").status_code == 422
    assert typed(screen, OWN_SECRET, "918273").status_code == 422
    screen.post(SCREEN, {"leave": "1"})
    assert "张大山" not in said(screen.get(SCREEN))
    typed(screen)
    assert not OwnSecret.objects.exists()


def test_not_in_a_browser_of_the_desk(desk, zhang):
    number = asked(desk, zhang)
    for _time in range(2):
        assert desk.post(SCREEN, {"number": number}).status_code == 403
        desk.post("/desk/sign-out/")
    assert WindowScreen.objects.get().taken is False


def test_strangers_guess_no_number_and_keep_no_known_screen_waiting(desk, zhang):
    screen, stranger = Client(), Client()
    screen.post(SCREEN, {"number": asked(desk, zhang)})
    screen.post(SCREEN, {"leave": "1"})
    for n in range(10):
        assert stranger.post(SCREEN, {"number": f"0000 000{n}"}).status_code == 422
    assert stranger.post(SCREEN, {"number": "0000 0000"}).status_code == 429
    assert screen.post(SCREEN, {"number": asked(desk, zhang, n=1)}).status_code == 302


def test_the_handler_asks_nobody_to_the_screen_nor_who_has_no_slip_or_a_secret(world, zhang, clerk):
    with pytest.raises(NotAllowed):
        change(
            zhang.matter, "ask_at_screen", world.handler, "2025-03-10", party=zhang, identity="card", number="12345678"
        )
    with_secret(zhang)
    with pytest.raises(NotPossibleNow, match="只有本人知道"):
        change(zhang.matter, "ask_at_screen", clerk, "2025-03-10", party=zhang, identity="card", number="12345678")
    Party.objects.filter(pk=zhang.pk).update(code_hash="")
    OwnSecret.objects.all().delete()
    with pytest.raises(NotPossibleNow, match="没有发过查询凭条"):
        change(
            zhang.matter, "ask_at_screen", clerk, "2025-03-10", party=Party.objects.get(pk=zhang.pk), identity="card",
            number="12345678",
        )  # fmt: skip


def test_nobody_says_of_himself_that_he_sits_at_the_window(client, zhang, clerk):
    enter(client, zhang)
    address = "/portal/open/partychange/set_secret_at_screen/"
    client.post(address, {"kept": "x", "identity": "card", "attended_by": clerk.pk, "_key": "c" * 32})
    with pytest.raises(NotPossibleNow, match="没有为您打开"):
        change(zhang.matter, "set_secret_at_screen", zhang, "2025-03-10", kept="x", identity="card", attended_by=clerk)
    assert not OwnSecret.objects.exists()


def test_an_agent_sets_his_at_the_window(world, desk, zhang, clerk):
    agent = agent_of(zhang.matter, [zhang], world.handler, "2025-03-04", may_settle=True)
    gateway.perform(Agent, agent.pk, "give_code", by=world.handler, at=at("2025-03-04"), code="ABCDE-FGHJK")
    agent.refresh_from_db()
    screen = Client()
    screen.post(SCREEN, {"number": asked(desk, agent, kind="agent")})
    assert agent.name in said(screen.get(SCREEN))
    typed(screen)
    assert OwnSecret.objects.get(agent=agent).is_known(OWN_SECRET)
    assert Message.objects.filter(party=zhang, text__contains="您的代理人").filter(text__contains="屏幕").exists()
    assert Agent.objects.get(pk=agent.pk).binds_online_from == at("2025-03-13").date()


def test_a_new_slip_closes_the_screen(desk, zhang):
    screen = Client()
    screen.post(SCREEN, {"number": asked(desk, zhang)})
    desk.post(reverse("desk:party-code", args=[zhang.pk]), {"identity": "card", "_key": "d" * 32})
    typed(screen)
    assert not OwnSecret.objects.exists()


def changed(browser):
    browser.post(CHANGE, {"secret": OWN_SECRET, "_key": "e" * 32})
    return browser.post(CHANGE, {"secret": "402817", "again": "402817", "_key": "e" * 32})


def test_who_knows_the_secret_changes_it_and_other_sessions_end(client, zhang):
    with_secret(zhang)
    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.post(reverse("portal:enter"), {"number": zhang.matter.number, "code": zhang.code})
    assert "更换办事密码" in said(client.get(MATTER))
    assert changed(client).url == MATTER
    kept = OwnSecret.objects.get(party=zhang)
    assert kept.is_known("402817")
    assert not kept.is_known(OWN_SECRET)
    assert client.get(MATTER).status_code == 200
    assert elsewhere.get(MATTER).status_code == 302, "came in before it"
    assert Message.objects.filter(party=zhang, text__contains="已经更换").exists()
    move = {"address": "青河县南街8号", "secret": "402817", "_key": "f" * 32}
    assert client.post(MOVE, move).status_code == 302, "nothing waits: he knew the one before"


def test_who_does_not_know_it_changes_nothing_and_is_counted(client, zhang):
    with_secret(zhang)
    enter(client, zhang)
    for _n in range(10):
        assert "不对" in said(client.post(CHANGE, {"secret": "738265", "_key": "e" * 32}))
    assert "次数太多" in said(client.post(CHANGE, {"secret": OWN_SECRET, "_key": "e" * 32}))
    client.post(CHANGE, {"secret": "402817", "again": "402817", "_key": "e" * 32})
    assert OwnSecret.objects.get(party=zhang).is_known(OWN_SECRET)


def test_a_change_within_the_three_days_shortens_nothing(client, zhang):
    enter(client, zhang)
    client.post(reverse("portal:secret"), {"secret": OWN_SECRET, "again": OWN_SECRET})
    assert changed(client).url == MATTER
    move = {"address": "青河县南街8号", "secret": "402817", "_key": "f" * 32}
    assert client.post(MOVE, move).status_code == 409
    assert not PartyChange.objects.filter(kind="contact").exists()
