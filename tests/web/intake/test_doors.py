"""The party's page offers only what can be done, and says what closed the rest."""

from __future__ import annotations

import pytest

from mediation.actions import gateway
from mediation.models import Agreement, Hearing, Matter, Party, Petition
from mediation.permissions import Actor
from mediation.web.portal.doors import doors_of
from mediation.web.stepping.possible import openings
from tests.factories.hearings import HearingCourse
from tests.factories.mediation import agreed, mediator_of, proposed, terms
from tests.factories.opinions import ReviewCourse
from tests.factories.world import at
from tests.web.intake.test_portal import enter


def page_of(party, on):
    """The labels of the open doors, and what is shut with its reason."""
    found = Party.objects.get(pk=party.pk)
    doors, closed = doors_of(Actor(on=at(on).date(), party=found), at(on))
    return [door.label for door in doors], {one.label: one.why for one in closed}


def offered_to(person, matter, on):
    """Whether a member of staff may propose a hearing in the file."""
    found = openings(Matter.objects.get(pk=matter.pk), Actor(on=at(on).date(), user=person), at(on))
    return any(p.allowed for p in found if p.step.name == "propose" and isinstance(p.obj, Hearing))


def test_no_hearing_is_offered_while_one_is_fixed_and_the_page_says_so(world):
    course = HearingCourse(world)
    course.take("request", by=course.zhang, on="2025-09-02", grounds="请求当面说明")
    doors, closed = page_of(course.li, "2025-09-03")
    assert "申请听证" not in doors
    assert closed["申请听证"].startswith("这一阶段已有正在进行的听证。")


def test_a_request_that_was_taken_back_is_not_offered_to_the_same_person_again(world):
    course = HearingCourse(world)
    course.take("request", by=course.zhang, on="2025-09-02", grounds="请求当面说明")
    course.take("withdraw_request", by=course.zhang, on="2025-09-03")
    assert "不得以同一事实再次申请" in page_of(course.zhang, "2025-09-04")[1]["申请听证"]
    assert "申请听证" in page_of(course.li, "2025-09-04")[0]


@pytest.mark.parametrize(
    "claim",
    [
        {"text": "查处欠薪", "category": "grievance", "route": "duty_performance"},
        {"text": "建议", "category": "suggestion"},
    ],
)
def test_no_hearing_is_offered_of_what_goes_another_way(world, claim):
    petition = world.accepted(claims=[claim])
    doors, closed = page_of(petition.matter.petitioners.first(), "2025-03-04")
    assert "申请听证" not in doors
    assert "第三十一条第六项" in closed["申请听证"]


def test_who_has_settled_his_part_by_withdrawing_is_not_asked_to_contest(world):
    course = ReviewCourse(world)
    told = {"effect_told": True}
    gateway.perform(Petition, course.petition.pk, "withdraw", by=course.zhang, at=at("2025-03-19"), **told)
    doors, closed = page_of(course.zhang, "2025-03-20")
    assert "请求复查" not in doors
    assert "撤回" not in doors
    assert "请求复查" in page_of(course.li, "2025-03-20")[0]
    assert closed is not None


def test_a_review_under_way_is_joined_and_not_asked_for_again(world):
    course = ReviewCourse(world)
    course.ask(by=course.zhang)
    doors, closed = page_of(course.li, "2025-03-25")
    assert "请求复查" not in doors
    assert "加入请求" in doors
    assert "不另立新件" in closed["请求复查"]


def test_who_has_signed_is_not_asked_to_sign_again(world):
    petition = world.accepted()
    zhang, li = petition.matter.petitioners.order_by("pk")
    claims = list(petition.claims.all())
    agreement = gateway.perform(
        Agreement, None, "draft", by=world.handler, at=at("2025-03-12"), matter=petition.matter, kind="settlement",
        claims=claims, **terms(zhang, li),
    )  # fmt: skip
    label = str(Agreement.steps()["sign"].label)
    assert label in page_of(zhang, "2025-03-12")[0]
    gateway.perform(Agreement, agreement.pk, "sign", by=zhang, at=at("2025-03-12", "11:00"))
    assert label not in page_of(zhang, "2025-03-12")[0]
    assert label in page_of(li, "2025-03-12")[0]


def test_nobody_is_offered_a_hearing_where_each_stage_has_one(world):
    course = ReviewCourse(world)
    course.ask(by=course.zhang)
    course.take("accept", by=course.chief, on="2025-03-25", reviewer=course.reviewer)
    open_before = offered_to(course.reviewer, course.matter, "2025-03-26")
    stated = {"question": "承诺由谁作出", "review": course.review}
    gateway.perform(Hearing, None, "propose", by=course.reviewer, at=at("2025-03-26"), matter=course.matter, **stated)
    assert (open_before, offered_to(course.reviewer, course.matter, "2025-03-27")) == (True, False)


def test_every_door_that_is_offered_opens_to_a_form_and_not_to_a_refusal(client, world, clock):
    clock.move_to("2025-03-25 10:00")
    course = ReviewCourse(world)
    course.ask(by=course.zhang)
    for party in (course.zhang, course.li):
        enter(client, Party.objects.get(pk=party.pk))
        doors, _closed = doors_of(
            Actor(on=at("2025-03-25").date(), party=Party.objects.get(pk=party.pk)), at("2025-03-25")
        )
        assert doors
        for door in doors:
            answer = client.get(door.address)
            said = answer.content.decode()
            assert answer.status_code == 200, door.label
            assert "<form" in said.split("<main")[1], door.label


def test_the_page_tells_what_is_shut(client, world, clock):
    clock.move_to("2025-09-03 10:00")
    course = HearingCourse(world)
    course.take("request", by=course.zhang, on="2025-09-02", grounds="请求当面说明")
    enter(client, course.li)
    said = client.get("/portal/matter/").content.decode()
    assert "现在不能办的，和为什么" in said
    assert "这一阶段已有正在进行的听证。" in said
    assert Hearing.objects.count() == 1


def form_at_the_desk(client, person, obj, step, on, clock):
    """The options of a step's form as an official sees them: the shut ones with their sentence."""
    clock.move_to(at(on))
    client.force_login(person)
    return client.get(f"/desk/{obj.page_name}/{obj.pk}/{step}/").context["form"]


def shut(form, fact):
    return form.fields[fact].widget.closed


def test_at_the_desk_who_has_withdrawn_cannot_be_chosen_again_and_the_form_says_why(world, client, clock):
    course = ReviewCourse(world)
    told = {"effect_told": True}
    gateway.perform(Petition, course.petition.pk, "withdraw", by=course.zhang, at=at("2025-03-19"), **told)
    form = form_at_the_desk(client, world.handler, course.petition, "withdraw", "2025-03-20", clock)
    assert list(shut(form, "withdrawn_by")) == [str(course.zhang.pk)]
    assert (
        "已经" in shut(form, "withdrawn_by")[str(course.zhang.pk)]
        or "撤回" in shut(form, "withdrawn_by")[str(course.zhang.pk)]
    )
    drawn = str(form["withdrawn_by"])
    assert drawn.count("disabled") == 1
    assert "张大山（信访人）——" in drawn


def test_what_was_chosen_stays_chosen_though_it_was_shut_meanwhile(world, client, clock):
    course = ReviewCourse(world)
    clock.move_to(at("2025-03-20"))
    client.force_login(world.handler)
    told = {"effect_told": True}
    gateway.perform(Petition, course.petition.pk, "withdraw", by=course.zhang, at=at("2025-03-19"), **told)
    page = client.post(
        f"/desk/petition/{course.petition.pk}/withdraw/",
        {"withdrawn_by": [course.zhang.pk], "effect_told": "on", "said_how": "in_person"},
    )
    assert page.status_code == 409
    drawn = str(page.context["form"]["withdrawn_by"])
    assert "checked" in drawn
    assert "disabled" not in drawn


def test_who_may_still_ask_where_something_else_is_filled_in_is_not_shut_out(world, client, clock):
    """A request that was taken back is not made again, except in the review, which the form may name."""
    course = HearingCourse(world)
    course.take("request", by=course.zhang, on="2025-09-02", grounds="请求当面说明")
    course.take("withdraw_request", by=course.zhang, on="2025-09-03")
    clock.move_to(at("2025-09-04"))
    client.force_login(world.handler)
    page = client.get(f"/desk/matters/{course.petition.matter.number}/open/hearing/request/")
    assert shut(page.context["form"], "requested_by") == {}


def test_a_kind_of_agreement_that_needs_a_mediation_is_open_until_none_is_chosen(world, client, clock):
    mediation = agreed(world, proposed(world))
    clock.move_to(at("2025-04-10"))
    client.force_login(mediator_of(world, mediation.organ))
    form = client.get(f"/desk/matters/{mediation.matter.number}/open/agreement/draft/").context["form"]
    assert "mediation" not in shut(form, "kind")
