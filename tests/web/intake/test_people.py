"""The people of a file on its pages, and the agents who enter the portal: within their scope, until it ends."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mediation.actions import gateway
from mediation.models import Agent, FileView, Paper, Party
from mediation.permissions import Actor
from mediation.queries.office.files import asked_at_the_window
from tests.factories.opinions import take
from tests.factories.people import ZHANG_ID, agent_of, change
from tests.web.conftest import Desk


@pytest.fixture(autouse=True)
def _no_tries():
    cache.clear()


@pytest.fixture
def today():
    return timezone.localdate().isoformat()


@pytest.fixture
def zhang(world, today):
    return world.party(world.accepted(on=today).matter, "张大山")


def enter(client, matter, code):
    return client.post(reverse("portal:enter"), {"number": matter.number, "code": code})


def give_code(agent, world, code="ABCDE-FGHJK"):
    gateway.perform(Agent, agent.pk, "give_code", by=world.handler, at=timezone.now(), code=code)


def test_an_agent_enters_with_his_own_code_reads_as_his_principal_and_is_out_once_revoked(client, world, zhang, today):
    agent = agent_of(zhang.matter, [zhang], world.handler, today)
    give_code(agent, world)
    assert enter(client, zhang.matter, "abcde fghjk").url == reverse("portal:matter")
    page = client.get(reverse("portal:matter")).content.decode()
    assert "您是张大山的代理人安律师" in page
    assert "授权的事项：参加信访事项的办理。" in page
    assert "本页的“您”“我”指张大山。" in page
    assert "可以代为撤回" not in page
    assert "撤回电子送达同意" not in page
    assert reverse("portal:step", args=["petition", zhang.matter.petition.pk, "withdraw"]) not in page, (
        "beyond his authority"
    )
    assert FileView.objects.filter(party=zhang, what__contains="安律师").exists()
    take(agent, "revoke", zhang, today, timezone.localtime().strftime("%H:%M"))
    assert client.get(reverse("portal:matter")).url == reverse("portal:enter")
    assert enter(client, zhang.matter, "ABCDEFGHJK").status_code == 422


def test_an_agent_of_two_reads_of_one_at_a_time(client, world, zhang, today):
    li = world.party(zhang.matter, "李秀英")
    agent = agent_of(zhang.matter, [zhang, li], world.handler, today)
    give_code(agent, world)
    enter(client, zhang.matter, "ABCDEFGHJK")
    assert "改为查看李秀英的" in client.get(reverse("portal:matter")).content.decode()
    client.post(reverse("portal:act-for", args=[li.agents.get().pk]))
    assert "您是李秀英的代理人安律师" in client.get(reverse("portal:matter")).content.decode()


def test_an_agent_of_nobody_else_does_not_go_on_for_a_stranger(client, world, zhang, today):
    other = agent_of(zhang.matter, [world.party(zhang.matter, "李秀英")], world.handler, today, name="平律师")
    agent = agent_of(zhang.matter, [zhang], world.handler, today)
    give_code(agent, world)
    enter(client, zhang.matter, "ABCDEFGHJK")
    assert client.post(reverse("portal:act-for", args=[other.pk])).status_code == 404


def test_an_authority_that_is_over_opens_nothing(client, world, zhang, today):
    agent = agent_of(zhang.matter, [zhang], world.handler, today)
    give_code(agent, world)
    enter(client, zhang.matter, "ABCDEFGHJK")
    Agent.objects.filter(pk=agent.pk).update(
        since=timezone.localdate() - timedelta(5), until=timezone.localdate() - timedelta(1)
    )
    assert client.get(reverse("portal:matter")).status_code == 302
    assert enter(client, zhang.matter, "ABCDEFGHJK").status_code == 422


def test_a_party_that_left_is_out_at_once(client, world, zhang, today):
    code = zhang.issue_code()
    enter(client, zhang.matter, code)
    change(zhang.matter, "leave", world.handler, today, party=zhang, effect_told=True)
    assert client.get(reverse("portal:matter")).url == reverse("portal:enter")
    assert enter(client, zhang.matter, code).status_code == 422


def test_the_page_of_a_party_shows_who_acts_what_changed_and_a_masked_number(client, world, zhang, today):
    agent_of(zhang.matter, [zhang], world.handler, today, may_receive=True)
    change(zhang.matter, "correct_identity", world.handler, today, party=zhang, name="张大川", id_number=ZHANG_ID)
    client.force_login(world.handler)
    page = client.get(reverse("desk:party", args=[zhang.pk])).content.decode()
    assert "110***********0016" in page
    assert ZHANG_ID not in page
    assert "<del>张大山</del> → 张大川" in page
    assert "安律师" in page
    assert f"party={zhang.pk}" in page, "the forms know whom they are about"
    everybody = client.get(reverse("desk:people", args=[zhang.matter.number])).content.decode()
    assert "张大川" in everybody
    assert "登记加入" in everybody


def test_only_what_fits_the_party_is_offered(client, world, zhang, today):
    client.force_login(world.handler)
    page = client.get(reverse("desk:party", args=[zhang.pk])).content.decode()
    assert "登记去世" in page
    assert "登记单位终止" not in page
    assert "登记承继人" not in page
    change(zhang.matter, "record_death", world.handler, today, party=zhang, happened_on=timezone.localdate())
    page = client.get(reverse("desk:party", args=[zhang.pk])).content.decode()
    assert "登记承继人" in page
    assert "更正身份信息" not in page


def test_a_code_for_an_agent_is_shown_once_and_kept_by_no_browser(client, world, zhang, today):
    agent = agent_of(zhang.matter, [zhang], world.handler, today)
    client.force_login(world.handler)
    answer = client.post(reverse("desk:agent-code", args=[agent.pk]))
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert Agent.objects.get(pk=agent.pk).has_code(answer.context["code"])
    take(agent, "revoke", Party.objects.get(pk=zhang.pk), today, timezone.localtime().strftime("%H:%M"))
    assert client.post(reverse("desk:agent-code", args=[agent.pk])).status_code == 409


def test_the_list_of_people_asks_the_same_for_one_and_for_three(client, world, today):
    client.force_login(world.handler)
    asked = []
    for names in (["甲一"], ["甲一", "乙二", "丙三"]):
        matter = world.accepted(on=today, petitioners=[{"name": name} for name in names]).matter
        agent_of(matter, list(matter.petitioners), world.handler, today)
        client.get(reverse("desk:people", args=[matter.number]))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("desk:people", args=[matter.number]))
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_who_was_registered_by_mistake_is_out_of_the_portal_at_once(client, world, today):
    matter = world.accepted(on=today).matter
    li = world.party(matter, "李秀英")
    code = li.issue_code()
    enter(client, matter, code)
    assert client.get(reverse("portal:matter")).status_code == 200
    desk = Desk(world.handler)
    page = desk.get(reverse("desk:party", args=[li.pk])).content.decode()
    way = re.search(r'href="([^"]*/annul/[^"]*)"', page)[1].replace("&amp;", "&")
    for paper in Paper.objects.filter(addressees=li, kind="registration_receipt"):
        take(paper, "revoke", world.head, today, "09:00", why="登错了人")
    petition = matter.petition
    facts = {"event": 1, "wrong_person": li.pk, "why": "来信没有她的名字", "_version": petition.version}
    shown = desk.post(way, facts).content.decode()
    assert "查询码当时失效" in shown
    assert "这条记录本身照旧有效" in shown
    seen = re.search(r'name="_seen" value="([^"]+)"', shown)[1]
    desk.post(way, {**facts, "_seen": seen})
    assert client.get(reverse("portal:matter")).status_code == 200, "the head has not decided"
    asked = matter.annulments.get()
    assert "查询码当时失效" in Desk(world.head).get(f"/desk/annulment/{asked.pk}/approve/").content.decode()
    Desk(world.head).post(f"/desk/annulment/{asked.pk}/approve/", {"_version": asked.version})
    assert client.get(reverse("portal:matter")).url == reverse("portal:enter")
    assert enter(client, matter, code).status_code == 422
    assert "登记有误，已撤销" in desk.get(reverse("desk:party", args=[li.pk])).content.decode()
    page = desk.get(reverse("desk:matter", args=[matter.number])).content.decode()
    assert reverse("desk:party", args=[li.pk]) not in page
    actor = Actor(on=timezone.localdate(), user=world.handler)
    assert matter not in asked_at_the_window(actor, li.name, most=5)
    assert matter in asked_at_the_window(actor, "张大山", most=5)
