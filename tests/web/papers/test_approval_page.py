"""审批顺序: set by head or administrator in words, checked, with its effect told."""

from __future__ import annotations

import pytest

from mediation.models import Organ, Paper
from mediation.vocabulary import Role
from tests.factories.opinions import DECIDED, drafted, take


@pytest.fixture
def people(world):
    return world.staff(Role.SECTION_CHIEF, world.bureau), world.staff(Role.LEGAL_REVIEWER, world.bureau)


def test_one_order_holds_for_all_and_one_kind_has_its_own(world, desk, people):
    browser = desk(world.head)
    answer = browser.post("/desk/approval/", {
        "organ": world.bureau.pk, "general": "section_chief", "own-handling_opinion": "section_chief,legal_reviewer",
        "own-acceptance_notice": "head",
    })  # fmt: skip
    assert answer.status_code == 302
    organ = Organ.objects.get(pk=world.bureau.pk)
    assert organ.approval_chain("handling_opinion") == ["section_chief", "legal_reviewer"]
    assert organ.approval_chain("acceptance_notice") == []
    assert organ.approval_chain("refusal_notice") == ["section_chief"]
    said = browser.get("/desk/approval/").content.decode()
    assert "科室审核 → 法制审核 → 负责人批准" in said
    assert "改过什么" in said
    assert str(world.head) in said


def test_the_order_of_the_kind_is_the_one_that_is_walked(world, desk, people):
    desk(world.head).post("/desk/approval/", {"general": "", "own-handling_opinion": "legal_reviewer"})
    paper = take(drafted(world, world.accepted()), "submit", world.handler, DECIDED, "10:10")
    assert Paper.objects.get(pk=paper.pk).to_endorse() == ["legal_reviewer"]


def test_a_review_that_nobody_could_give_is_refused_and_what_was_chosen_stays(world, desk):
    answer = desk(world.head).post("/desk/approval/", {"general": "legal_reviewer"})
    said = answer.content.decode()
    assert answer.status_code == 409
    assert "本机关没有人担任：法制审核人" in said
    assert 'value="legal_reviewer" checked' in said
    assert Organ.objects.get(pk=world.bureau.pk).settings == {}


def test_drafts_under_review_are_counted_before_the_order_is_changed(world, desk, people):
    take(drafted(world, world.accepted()), "submit", world.handler, DECIDED, "10:10")
    assert "现在有1份文书正在送审" in desk(world.head).get("/desk/approval/").content.decode()


def test_others_have_no_such_page_and_nobody_sets_another_organs_order(world, desk, people):
    assert desk(world.handler).get("/desk/approval/").status_code == 404
    assert desk(world.handler).post("/desk/approval/", {"general": "section_chief"}).status_code == 404
    browser = desk(world.staff(Role.ADMINISTRATOR, world.other_bureau))
    browser.post("/desk/approval/", {"organ": world.bureau.pk, "general": "section_chief"})
    assert Organ.objects.get(pk=world.bureau.pk).settings == {}


def test_an_unknown_order_is_that_of_the_head_alone(world, desk, people):
    browser = desk(world.head)
    browser.post("/desk/approval/", {"general": "x\x00", "own-handling_opinion": "recorder"})
    assert Organ.objects.get(pk=world.bureau.pk).settings["approval_chain"] == []


def test_saving_the_same_again_changes_and_records_nothing(world, desk, people):
    browser = desk(world.head)
    for _n in range(2):
        browser.post("/desk/approval/", {"general": "section_chief"})
    assert len(Organ.objects.get(pk=world.bureau.pk).settings["approval_history"]) == 1
