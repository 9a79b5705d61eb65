"""The page asks where the words of a claim point elsewhere, tells what runs, and lets the person go on."""

from __future__ import annotations

import uuid

import pytest

from mediation.models import Claim, Event, Petition
from mediation.vocabulary import Role

KEPT = "收回我的摊位许可是错的，请恢复"


@pytest.fixture
def claim(world):
    petition = world.petition(on="2026-02-26", claims=[{"text": KEPT}])
    return petition.claims.get()


@pytest.fixture
def handler(world, desk):
    return desk(world.handler)


def post(browser, claim, step, **typed):
    now = Claim.objects.get(pk=claim.pk)
    return browser.post(f"/desk/claim/{claim.pk}/{step}/", {"_key": uuid.uuid4().hex, "_version": now.version, **typed})


def seen_in(answer):
    return answer.content.decode().split('name="_route" value="')[1].split('"')[0]


def kept(claim, step):
    return Event.objects.filter(object_type="claim", object_id=claim.pk, step=step).last().facts


def test_another_item_is_asked_about_once_and_the_person_decides(handler, claim):
    typed = {"category": "grievance", "route": "petition_procedure", "known_on": "2026-01-12"}
    asked = post(handler, claim, "classify", **typed)
    said = asked.content.decode()
    assert "第三十一条第四项" in said
    assert "最迟到2026-03-13，<strong>还剩11日</strong>" in said
    assert not Claim.objects.get(pk=claim.pk).category
    went_on = post(
        handler, claim, "classify", **typed, _route=seen_in(asked), route_reason="许可已经过期，请求的是新的安排"
    )
    assert went_on.status_code == 302
    facts = kept(claim, "classify")
    assert facts["route"] == "petition_procedure"
    assert facts["route_reason"] == "许可已经过期，请求的是新的安排"
    assert facts["route_told"][0]["rights"] == "申请行政复议至2026-03-13，还剩11日；提起行政诉讼至2026-07-13，还剩133日"


def test_going_on_needs_no_reason_and_another_day_is_asked_about_anew(handler, claim):
    typed = {"category": "grievance", "route": "petition_procedure"}
    seen = seen_in(post(handler, claim, "classify", **typed))
    assert post(handler, claim, "classify", **typed, _route=seen, known_on="2025-06-02").status_code == 200
    assert post(handler, claim, "classify", **typed, _route=seen).status_code == 302
    assert kept(claim, "classify")["route_reason"] == ""


def test_the_choice_that_the_words_say_is_not_asked_about_but_what_was_told_is_kept(handler, claim):
    assert post(handler, claim, "classify", category="grievance", route="admin_procedure").status_code == 302
    assert kept(claim, "classify")["route_told"][0]["item"] == "行政程序"


def test_guiding_where_no_day_is_left_says_so_before_anything_is_typed(handler, claim):
    typed = {"category": "grievance", "route": "admin_procedure", "known_on": "2025-06-02"}
    post(handler, claim, "classify", **typed, _route=seen_in(post(handler, claim, "classify", **typed)))
    page = handler.get(f"/desk/claim/{claim.pk}/guide/")
    assert "引导去的途径可能已经没有期限：申请行政复议至2025-08-01届满" in page.content.decode()
    where = {"competent_organ": "青河县人民政府", "legal_basis": "《行政复议法》第十一条", "time_limit": "60日"}
    assert post(handler, claim, "guide", **where).status_code == 200
    assert post(handler, claim, "guide", **where, known_on="2025-06-02", _route=seen_in(page)).status_code == 302
    assert "已经届满" in kept(claim, "guide")["route_told"][0]["rights"]


def test_the_period_of_the_other_procedure_is_proposed_from_the_law(handler, claim):
    post(handler, claim, "classify", category="grievance", route="admin_procedure", known_on="2026-02-20")
    page = handler.get(f"/desk/claim/{claim.pk}/guide/").content.decode()
    assert (
        "申请行政复议：自知道或者应当知道行政行为之日起60日内；提起行政诉讼：自知道或者应当知道行政行为之日起6个月内"
        in page
    )


def test_the_organs_own_duty_is_not_escaped_by_guiding_to_arbitration(world, handler):
    petition = world.petition(
        on="2026-02-26", claims=[{"text": "砖厂拖欠我四个月工资", "category": "grievance", "route": "arbitration"}]
    )
    page = handler.get(f"/desk/claim/{petition.claims.get().pk}/guide/").content.decode()
    assert "第四十四条第二项" in page
    assert "申请劳动仲裁" in page


def test_a_day_that_has_not_come_is_refused(handler, claim):
    typed = {"category": "grievance", "route": "admin_procedure", "known_on": "2026-03-03"}
    assert "不能晚于办理之日" in post(handler, claim, "classify", **typed).content.decode()


@pytest.fixture
def typed(world):
    return {
        "_key": uuid.uuid4().hex, "organ": world.bureau.pk, "channel": "letter", "subject": "摊位", "account": "收回了。",
        "petitioners-rows": "1", "petitioners-0-name": "张大山",
        "claims-rows": "2", "claims-0-text": "修复门前路灯", "claims-0-category": "grievance", "claims-0-route": "petition_procedure",
        "claims-1-text": KEPT, "claims-1-category": "grievance", "claims-1-route": "petition_procedure",
    }  # fmt: skip


def test_registration_asks_about_each_claim_that_is_sorted_there(world, desk, typed):
    clerk = desk(world.staff(Role.INTAKE_CLERK, world.bureau))
    asked = clerk.post("/desk/register/", typed)
    assert "第三十一条第四项" in asked.content.decode()
    assert clerk.post("/desk/register/", {**typed, "_route": seen_in(asked)}).status_code == 302
    petition = Petition.objects.get()
    first, second = petition.claims.order_by("no")
    assert kept(first, "classify")["route_told"] == []
    assert kept(second, "classify")["route_told"][0]["item"] == "行政程序"


def test_what_sounds_like_an_accusation_is_told_and_leaves_no_trace(world, handler):
    petition = world.petition(on="2026-02-26", claims=[{"text": "局长收受好处，批了别人的摊位"}])
    claim = petition.claims.get()
    typed = {"category": "grievance", "route": "petition_procedure"}
    asked = post(handler, claim, "classify", **typed)
    assert "《信访工作条例》第三十条" in asked.content.decode()
    post(handler, claim, "classify", **typed, _route=seen_in(asked))
    assert kept(claim, "classify")["route_told"] == []
