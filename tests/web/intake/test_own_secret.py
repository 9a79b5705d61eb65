"""The party's own secret: nothing binds it online without, no right waits for it, and staff never have it."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

import mediation.web
from mediation.actions import gateway
from mediation.models import Agent, Event, Message, OwnSecret, Party, PartyChange
from mediation.models.intake.own_secret import kept_form
from mediation.permissions import Actor
from mediation.vocabulary import Role
from mediation.web.stepping.proving import Proof, demand
from mediation.workflows.base import NotAllowed, lifecycles
from mediation.workflows.intake.own_secret import fault_of
from tests.factories.people import OWN_SECRET, agent_of, change, with_secret
from tests.factories.world import at
from tests.stages import staged
from tests.web.intake.test_portal import enter
from tests.web.intake.test_slips import renewed

SET = "/portal/secret/"
MOVE = "/portal/open/partychange/confirm_address/"
ELSEWHERE = {"address": "青河县南街8号"}
OF_PARTIES = [(model, step) for model in lifecycles() for step in model.steps().values() if step.permission.by_party]
BINDING = [pytest.param(model, step, id=f"{model.__name__}.{step.name}") for model, step in OF_PARTIES if step.binds]
FREE = [pytest.param(model, step, id=f"{model.__name__}.{step.name}") for model, step in OF_PARTIES if not step.binds]


@staged
def petition(world):
    return world.accepted()


@pytest.fixture
def zhang(world, petition, clock):
    clock.move_to(at("2025-03-10"))
    return world.party(petition.matter, "张大山")


@pytest.fixture
def phone(client, zhang):
    """The party's own, let in by the slip."""
    enter(client, zhang)
    return client


def set_up(browser, secret=OWN_SECRET, again=None):
    return browser.post(SET, {"secret": secret, "again": secret if again is None else again})


def moved(browser, secret="", n=0, **more):
    """The address confirmed anew: what says where papers go binds."""
    return browser.post(MOVE, {**ELSEWHERE, "_key": f"{n:032x}", "secret": secret}, **more)


def said(answer):
    return answer.content.decode()


def changes(kind):
    return PartyChange.objects.filter(kind=kind).count()


def test_it_is_set_once_and_stands_in_no_record_message_or_page(phone, zhang):
    assert "先设一个办事密码" in said(phone.get(reverse("portal:matter")))
    answer = set_up(phone, "７38 264")
    assert answer.url == reverse("portal:matter")
    kept = OwnSecret.objects.get(party=zhang)
    assert kept.is_known("738264")
    assert not kept.is_known("738265")
    event = Event.objects.get(object_type="partychange", step="set_secret")
    told = Message.objects.filter(party=zhang).values_list("text", flat=True)
    for where in (str(event.facts), str(event.__dict__), *told, kept.kept, said(phone.get(answer.url))):
        assert "738264" not in where
    assert any("2025-03-13" in one for one in told)
    assert set_up(phone, "918273").status_code == 302
    assert OwnSecret.objects.get(party=zhang).is_known("738264"), "the second one is not taken"


def test_that_it_signs_as_a_hand_does_is_agreed_to_before_it_is_set(phone):
    said = phone.get(reverse("portal:secret")).content.decode()
    assert said.index("和在纸上签名一样有效（《电子签名法》第三条）") < said.index("设定</button>")
    assert "一直在纸上签名就行" in said


def test_it_is_kept_by_the_slow_hash_and_under_a_key(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    settings.ACCESS_KEYS = ["old"]
    kept = OwnSecret(kept=kept_form("738264"))
    assert int(kept.kept.split("$")[1]) >= 600_000
    settings.ACCESS_KEYS = ["new", "old"]
    assert kept.is_known("738264")
    settings.ACCESS_KEYS = ["new"]
    assert not kept.is_known("738264"), "without its key it opens nothing"


@pytest.mark.parametrize(
    ("secret", "word"),
    [
        ("12345", "6到12位"), ("12a456", "6到12位"), ("1234567890123", "6到12位"),
        ("123456", "连着的"), ("987654", "连着的"), ("890123", "连着的"), ("112233", "连着的"), ("111111", "连着的"),
        ("121212", "连着的"), ("123123", "连着的"), ("112211", "连着的"), ("147258", "连着的"),
        ("580312", "生日"), ("19580312", "生日"), ("031258", "生日"), ("12031958", "生日"), ("7195803129", "生日"),
        ("138000", "电话"), ("800000", "电话"), ("110101", "电话"), ("202500", "编号"),
    ],
)  # fmt: skip
def test_what_others_guess_or_know_is_refused_with_what_to_choose(secret, word):
    fault = fault_of(secret, ["138 0000 0001", "110101195803121234", "QHXF2025-00012"], date(1958, 3, 12))
    assert word in fault
    assert word == "6到12位" or "门牌号" in fault


@pytest.mark.parametrize("secret", ["738264", "402817", "9205173", "667291", "100583927461"])
def test_other_digits_will_do(secret):
    assert fault_of(secret, ["13800000001", "110101195803121234", "QHXF2025-00012"], date(1958, 3, 12)) == ""


def test_a_weak_or_mistyped_one_is_refused_and_nothing_is_kept(phone, zhang):
    for answer in (set_up(phone, "123456"), set_up(phone, again="738265"), set_up(phone, "")):
        assert answer.status_code == 422
        assert "738264" not in said(answer)
    assert not OwnSecret.objects.exists()


def test_nothing_binds_without_one_and_the_page_leads_to_where_it_is_set(phone):
    page = said(phone.get(MOVE))
    assert f"{SET}?next=/portal/open/partychange/confirm_address/" in page.replace("%2F", "/")
    assert moved(phone, "738264").status_code == 409
    assert changes("contact") == 0


def test_it_is_asked_for_each_time_and_the_wrong_one_is_told(phone, zhang):
    with_secret(zhang)
    assert 'name="secret"' in said(phone.get(MOVE))
    for wrong in ("", "738265"):
        answer = moved(phone, wrong)
        assert answer.status_code == 409
        assert "青河县南街8号" in said(answer), "what was typed is kept"
        assert 'value="738265"' not in said(answer)
    assert changes("contact") == 0
    assert moved(phone, OWN_SECRET, n=1).status_code == 302
    assert moved(phone, n=2).status_code == 409, "the next one asks again"
    assert changes("contact") == 1


def test_who_made_the_first_slip_and_sets_the_secret_binds_nobody_for_three_days(phone, zhang, clock):
    set_up(phone)
    page = said(phone.get(MOVE))
    assert "2025-03-13" in page
    assert moved(phone, OWN_SECRET, n=1).status_code == 409
    assert "确认送达地址" in said(phone.get(reverse("portal:matter"))), "what waits is told with its day"
    clock.move_to(at("2025-03-13"))
    enter(phone, zhang)
    assert moved(phone, OWN_SECRET, n=2).status_code == 302


@pytest.mark.parametrize(("model", "step"), BINDING)
def test_no_step_that_binds_is_taken_by_a_party_without_its_own_proof(model, step):
    zhang, li = Party(pk=1), Party(pk=2)
    agent = Agent(pk=1, principal=zhang)
    for party, hand, proof in (
        (zhang, None, None), (zhang, None, Proof(li)), (zhang, None, Proof(agent)), (zhang, agent, None),
        (zhang, agent, Proof(zhang)),
    ):  # fmt: skip
        with pytest.raises(NotAllowed, match="办事密码"):
            demand(Actor(on=date(2025, 3, 10), party=party, agent=hand), step, proof)
    demand(Actor(on=date(2025, 3, 10), party=zhang), step, Proof(zhang))
    demand(Actor(on=date(2025, 3, 10), party=zhang, agent=agent), step, Proof(agent))


@pytest.mark.parametrize(("model", "step"), FREE)
def test_no_right_waits_for_a_secret(model, step):
    demand(Actor(on=date(2025, 3, 10), party=Party(pk=1)), step, None)


def test_rights_are_among_those_that_never_wait():
    free = {f"{model.__name__}.{step.name}" for model, step in (one.values for one in FREE)}
    assert free >= {
        "Review.request", "Review.join", "Hearing.request", "Hearing.apply", "Recusal.ask", "Petition.hand_in",
        "Mediation.hand_in", "Mediation.decline", "Mediation.give_up", "Agreement.report_breach", "Agent.revoke",
        "Petition.revoke_authority", "Mediation.revoke_authority", "PartyChange.take_back_consent",
    }  # fmt: skip


def test_only_the_one_place_takes_steps_for_a_party():
    """Everything else in the pages that goes through the door acts as staff, and never as who sits at the portal."""
    known = {"stepping/taking.py", "portal/intake/own_secret.py"}
    root, found = Path(mediation.web.__file__).parent, set()
    for path in root.rglob("*.py"):
        for call in (n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)):
            if isinstance(call.func, ast.Attribute) and call.func.attr == "perform":
                by = [ast.unparse(k.value) for k in call.keywords if k.arg == "by"]
                if path.is_relative_to(root / "portal") or any("party" in one or "agent" in one for one in by):
                    found.add(path.relative_to(root).as_posix())
    assert found == known


def test_staff_neither_set_nor_use_it_not_even_in_a_browser_that_they_left(world, zhang, petition):
    browser = Client()
    browser.force_login(world.staff(Role.INTAKE_CLERK, petition.acting_organ, "窗口"))
    browser.get("/desk/")
    enter(browser, zhang)
    assert set_up(browser).status_code == 403
    browser.post("/desk/sign-out/")
    enter(browser, zhang)
    assert set_up(browser).status_code == 403
    with_secret(zhang)
    assert "登录过工作人员的办公系统" in said(moved(browser, OWN_SECRET))
    assert changes("contact") == 0
    for person in (world.head, world.handler, world.registrar):
        with pytest.raises(NotAllowed):
            change(zhang.matter, "set_secret", person, "2025-03-10", kept="x")


def test_ten_wrong_ones_from_a_source_wait_and_another_source_goes_on(phone, zhang):
    with_secret(zhang)
    for n in range(10):
        assert "不对" in said(moved(phone, "738265", n=n))
    assert "次数太多" in said(moved(phone, OWN_SECRET, n=10))
    assert moved(phone, OWN_SECRET, n=11, REMOTE_ADDR="192.0.2.7").status_code == 302
    assert phone.post("/portal/open/partychange/take_back_consent/", {"_key": "f" * 32}).status_code == 409
    assert "没有同意过" in said(phone.post("/portal/open/partychange/take_back_consent/", {"_key": "f" * 32}))


def test_a_thousand_sources_try_thirty_a_day_and_find_nothing(phone, zhang, clock):
    with_secret(zhang)
    answers = [said(moved(phone, f"{700000 + n}", n=n, REMOTE_ADDR=f"198.51.100.{n}")) for n in range(32)]
    assert ["不对" in one for one in answers] == [True] * 30 + [False] * 2
    clock.move_to(at("2025-03-11", "11:00"))
    enter(phone, zhang)
    assert moved(phone, OWN_SECRET, n=99).status_code == 302


def test_a_new_slip_ends_the_secret_and_what_came_in_by_the_old_one(world, petition, phone, zhang):
    with_secret(zhang)
    window = Client()
    window.force_login(world.staff(Role.INTAKE_CLERK, petition.acting_organ, "窗口"))
    renewed(window, zhang)
    assert not OwnSecret.objects.exists()
    assert moved(phone, OWN_SECRET).status_code == 403, "the session has ended with it"
    assert changes("contact") == 0


def test_an_agent_has_his_own_and_neither_acts_with_the_others(world, client, zhang):
    agent = agent_of(zhang.matter, [zhang], world.handler, "2025-03-04", may_settle=True, may_withdraw=True)
    gateway.perform(Agent, agent.pk, "give_code", by=world.handler, at=at("2025-03-04"), code="ABCDE-FGHJK")
    with_secret(zhang)
    client.post(reverse("portal:enter"), {"number": zhang.matter.number, "code": "ABCDE-FGHJK"})
    assert moved(client, OWN_SECRET).status_code == 409, "the party's opens nothing for him"
    assert set_up(client, "402817").status_code == 302
    assert OwnSecret.objects.get(agent=agent).is_known("402817")
    assert moved(client, "402817", n=1).status_code == 409, "three days"
    assert Message.objects.filter(party=zhang, text__contains="已经设定办事密码").exists()
    gateway.perform(Agent, agent.pk, "give_code", by=world.handler, at=at("2025-03-10", "12:00"), code="LMNPQ-RSTUV")
    assert not OwnSecret.objects.filter(agent=agent).exists()
