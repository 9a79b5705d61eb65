"""Taking steps at the desk: once, with the reason if not, and with what was typed kept."""

from __future__ import annotations

import uuid

import pytest

from mediation import VERSION
from mediation.actions import gateway
from mediation.models import Claim, Event, Petition
from mediation.vocabulary import Role
from tests.factories.world import at
from tests.stages import staged

TODAY = "2026-03-02"


@staged
def claim(world):
    return world.petition(on=TODAY).claims.first()


def sent(obj, **facts):
    return {"_key": uuid.uuid4().hex, "_version": obj.version, **facts}


def page(obj, step):
    return f"/desk/{obj.page_name}/{obj.pk}/{step}/"


def test_a_step_is_taken_and_leads_back_to_the_file(world, desk, claim):
    answer = desk(world.handler).post(page(claim, "accept"), sent(claim), follow=True)
    assert Claim.objects.get(pk=claim.pk).state == "accepted"
    assert answer.redirect_chain == [(f"/desk/matters/{claim.matter.number}/", 302)]
    assert "已办理“受理”" in answer.content.decode()


def test_a_form_sent_twice_has_one_effect(world, desk, claim):
    browser, data = desk(world.handler), sent(claim)
    assert browser.post(page(claim, "accept"), data).status_code == 302
    events = Event.objects.count()
    assert browser.post(page(claim, "accept"), data).status_code == 302
    assert Event.objects.count() == events


def test_another_persons_key_gives_nothing_away(world, desk, claim):
    data = sent(claim)
    desk(world.handler).post(page(claim, "accept"), data)
    assert desk(world.head).post(page(claim, "classify"), data).status_code == 422


def test_who_looked_at_an_older_version_is_told(world, desk, claim):
    data = sent(claim, category="suggestion")
    gateway.perform(
        Claim, claim.pk, "classify", by=world.handler, at=at(TODAY), category="grievance", route="litigation"
    )
    answer = desk(world.handler).post(page(claim, "classify"), data)
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "刚被他人办理过" in said
    assert f'name="_version" value="{claim.version + 1}"' in said
    assert Claim.objects.get(pk=claim.pk).category == "grievance"


def test_who_may_not_is_told_who_may(world, desk, claim):
    answer = desk(world.head).post(page(claim, "accept"), sent(claim))
    assert answer.status_code == 403
    assert "可以办理的是：承办人" in answer.content.decode()


def test_a_step_that_cannot_be_taken_says_why_instead_of_asking(world, desk):
    petition = world.petition(on=TODAY, claims=[{"text": "要求复审", "category": "grievance", "route": "litigation"}])
    said = desk(world.handler).get(page(petition.claims.get(), "accept")).content.decode()
    assert "应当通过诉讼、仲裁、行政等法定程序解决" in said
    assert "请使用“引导其他程序”" in said
    assert 'name="_key"' not in said


def test_a_guard_that_refuses_what_was_stated_keeps_it_in_the_form(world, desk, claim):
    data = sent(claim, ground="not_competent", explanation="不属本局职权")
    answer = desk(world.handler).post(page(claim, "refuse"), data)
    assert answer.status_code == 409
    assert "请填写“去处”" in answer.content.decode()
    assert "不属本局职权" in answer.content.decode()


def test_what_is_missing_stands_on_top_and_beside_the_field(world, desk, claim):
    answer = desk(world.handler).post(page(claim, "refuse"), sent(claim, ground="final"))
    assert answer.status_code == 422
    assert answer.content.decode().count("请填写“说明”。") == 2


def test_an_earlier_day_wants_its_reason(world, desk, claim):
    browser = desk(world.handler)
    answer = browser.post(page(claim, "accept"), sent(claim, done_on="2026-02-27"))
    assert answer.status_code == 409
    assert '<details class="more" open>' in answer.content.decode()
    assert (
        browser.post(page(claim, "accept"), sent(claim, done_on="2026-02-27", why_late="系统停机")).status_code == 302
    )
    event = Event.objects.get(object_type="claim", object_id=claim.pk, step="accept")
    assert (str(event.done_on), event.reason) == ("2026-02-27", "系统停机")


def test_nobody_can_point_into_another_file(world, desk, claim):
    petition, other = claim.petition, world.petition(on=TODAY, subject="另一件")
    mine, foreign = petition.matter.parties.first(), other.matter.parties.first()
    data = sent(petition, principals=foreign.pk, representative=mine.pk, scope="全部")
    answer = desk(world.handler).post(page(petition, "record_authority"), data)
    assert answer.status_code == 422
    assert "请从列出的选项中选择" in answer.content.decode()


def test_a_petition_is_named_by_its_number_if_it_may_be_seen(world, desk, claim):
    hidden = world.petition(on=TODAY, organ=world.other_bureau)
    seen = world.petition(on=TODAY, subject="另一件")
    browser, petition = desk(world.handler), claim.petition
    for number, said in ((hidden.matter.number, "没有找到编号"), (petition.matter.number, "本事项自己的编号")):
        answer = browser.post(page(petition, "link_duplicate"), sent(petition, duplicate_of=number))
        assert answer.status_code == 422
        assert said in answer.content.decode()
    answer = browser.post(page(petition, "link_duplicate"), sent(petition, duplicate_of=seen.matter.number))
    assert answer.status_code == 302
    assert Petition.objects.get(pk=petition.pk).duplicate_of == seen


@pytest.mark.parametrize("step", ["put_forward", "reply", "nothing", "__init__", "pk"])
def test_steps_that_follow_others_have_no_page(world, desk, claim, step):
    assert desk(world.handler).get(page(claim, step)).status_code == 404


@pytest.mark.parametrize(
    "address", ["claim/99999999999999999999/accept", "user/1/accept", "claim/0/accept", "matters/%00"]
)
def test_addresses_that_lead_nowhere(world, desk, address):
    assert desk(world.handler).get(f"/desk/{address}/").status_code == 404


def test_a_dispatch_is_opened_in_its_file(world, desk):
    petition = world.petition(on=TODAY, organ=world.office)
    claim = petition.claims.first()
    browser = desk(world.staff(Role.PETITION_OFFICE, world.office))
    address = f"/desk/matters/{petition.matter.number}/open/dispatch/send/"
    assert browser.get(address).status_code == 200
    data = {"_key": uuid.uuid4().hex, "kind": "transfer", "to_organ": world.bureau.pk, "claims": [claim.pk]}
    assert browser.post(address, data).status_code == 302
    assert petition.matter.dispatches.get().to_organ == world.bureau
    assert desk(world.handler).get(f"/desk/matters/{petition.matter.number}/").status_code == 200


def test_a_menu_with_nobody_in_it_says_so(world, desk):
    petition = world.petition(organ=world.office)
    page = desk(world.dispatcher).get(f"/desk/petition/{petition.pk}/assign_handler/").content.decode()
    assert "目前没有可以选择的对象。" in page
    assert 'name="handler"' not in page


def test_the_foot_of_a_form_names_the_release_and_not_the_thing(world, desk):
    petition = world.accepted(petitioners=[{"name": "张大山"}])
    page = desk(world.handler).get(f"/desk/petition/{petition.pk}/withdraw/").content.decode()
    assert f"版本 {VERSION}" in page
