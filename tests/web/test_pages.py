"""Lists and files: what expires first, one proposed step, nothing sealed shown, queries counted."""

from __future__ import annotations

import csv
import re
from io import StringIO

import pytest

from mediation.actions import gateway
from mediation.actions.clock.reminders import remind
from mediation.models import Matter
from mediation.vocabulary import Role
from mediation.web.desk.export import table_of_the_office
from tests.factories.papers import served
from tests.factories.world import at

TODAY = "2026-03-02"


def filled_buttons(answer):
    return re.findall(r"btn-primary[^>]*>\s*([^<]+)", answer.content.decode())


@pytest.mark.parametrize("rows", [1, 3])
def test_my_work_asks_the_database_the_same_for_one_row_and_three(world, desk, rows, django_assert_num_queries):
    for n in range(rows):
        world.accepted(on=TODAY, subject=f"事项{n}")
    browser = desk(world.handler)
    with django_assert_num_queries(14):  # one of them tells which files are open: the others name these by key
        answer = browser.get("/desk/")
    assert answer.content.decode().count("/desk/matters/QHNY") >= rows


@pytest.mark.parametrize("rows", [1, 3])
def test_all_matters_ask_the_database_the_same_for_one_row_and_three(world, desk, rows, django_assert_num_queries):
    for n in range(rows):
        world.petition(on=TODAY, subject=f"事项{n}")
    browser = desk(world.handler)
    with django_assert_num_queries(5):
        answer = browser.get("/desk/matters/")
    assert answer.content.decode().count('class="title"') == rows


def test_my_work_begins_with_what_expires_first(world, desk):
    world.petition(on="2026-02-25", subject="后到期")
    world.petition(on="2026-02-02", subject="先到期")
    said = desk(world.handler).get("/desk/").content.decode()
    assert said.index("先到期") < said.index("后到期")
    assert "逾期" in said


def test_an_empty_desk_says_what_will_appear(world, desk):
    said = desk(world.handler).get("/desk/").content.decode()
    assert "没有正在进行的期限" in said
    assert "没有等您起草、批准或者签发的文书" in said


def test_another_bureau_sees_none_of_it(world, desk):
    world.petition(on=TODAY)
    browser = desk(world.staff(Role.HANDLER, world.other_bureau))
    assert "青椒" not in browser.get("/desk/").content.decode()
    assert "青椒" not in browser.get("/desk/matters/", {"q": "青椒"}).content.decode().replace('value="青椒"', "")


def test_search_finds_by_words_by_no_name_and_survives_anything(world, desk):
    world.petition(on=TODAY)
    browser = desk(world.handler)
    assert "青椒收购价未兑现" in browser.get("/desk/matters/", {"q": "收购价"}).content.decode()
    assert "青椒收购价未兑现" not in browser.get("/desk/matters/", {"q": "李秀英"}).content.decode()
    for words in ("\x00", "%%%", "' OR 1=1 --", "长" * 5000, "\\"):
        assert browser.get("/desk/matters/", {"q": words, "state": words, "page": words}).status_code == 200


def test_the_list_is_exported_without_formulas(world, desk):
    world.petition(on=TODAY, subject="=HYPERLINK(1)")
    text = desk(world.handler).get("/desk/matters/", {"format": "csv"}).content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("=1+1", "'=1+1"), ("  =1+1", "'  =1+1"), ("\u3000＝1+1", "'\u3000＝1+1"), ("＋1", "'＋1"), ("＠SUM(A1)", "'＠SUM(A1)"),
        ("甲;=1+1", "甲;'=1+1"), ("甲; -1", "甲;' -1"), ("\t=1", "'\t=1"), ("\ufeff=1", "'\ufeff=1"),
        ("甲=1", "甲=1"), ("甲；乙", "甲；乙"), ("a-b", "a-b"), ("", ""),
    ],
)  # fmt: skip
def test_no_cell_of_a_file_is_a_formula_to_any_spreadsheet(typed, written):
    assert list(csv.reader(StringIO(table_of_the_office(["x"], [[typed, "z"]])), strict=True))[1] == [written, "z"]


def test_my_work_is_exported_with_its_last_days(world, desk):
    world.petition(on=TODAY, subject="=HYPERLINK(1)")
    text = desk(world.handler).get("/desk/", {"format": "csv"}).content.decode("utf-8-sig")
    assert text.startswith("最后一日,暂定,要办的,编号")
    assert "2026-03-17" in text
    assert "'=HYPERLINK(1)" in text


def test_a_file_proposes_one_step_with_its_period(world, desk):
    petition = world.petition(on=TODAY)
    answer = desk(world.handler).get(f"/desk/matters/{petition.matter.number}/")
    assert filled_buttons(answer) == ["受理"]
    assert "还剩" in answer.content.decode()


def test_who_cannot_go_on_is_told_who_can(world, desk):
    petition = world.petition(on=TODAY)
    gateway.perform(type(petition), petition.pk, "assign_handler", by=world.head, at=at(TODAY), handler=world.handler)
    answer = desk(world.staff(Role.SECTION_CHIEF, world.bureau)).get(f"/desk/matters/{petition.matter.number}/")
    assert filled_buttons(answer) == []
    assert "等待他人办理" in answer.content.decode()
    assert "承办人" in answer.content.decode()


def test_the_accused_organ_sees_neither_the_accusation_nor_its_record(world, desk):
    petition = world.petition(
        on=TODAY,
        organ=world.office,
        claims=[
            {"text": "增设收购点", "category": "grievance", "route": "petition_procedure"},
            {"text": "举报该局张某收受好处", "category": "", "route": ""},
        ],
    )
    accusation = petition.claims.get(no=2)
    dispatcher = world.staff(Role.PETITION_OFFICE, world.office)
    gateway.perform(
        type(accusation), accusation.pk, "classify", by=dispatcher, at=at(TODAY),
        category="accusation", accused_organ=world.bureau,
    )  # fmt: skip
    from mediation.models import Dispatch

    gateway.perform(
        Dispatch, None, "send", by=dispatcher, at=at(TODAY), matter=Matter.objects.get(pk=petition.matter_id),
        kind="transfer", to_organ=world.bureau, claims=[petition.claims.get(no=1)], extract=True,
    )  # fmt: skip
    browser = desk(world.handler)
    said = browser.get(f"/desk/matters/{petition.matter.number}/?all").content.decode()
    assert "增设收购点" in said
    assert "举报该局" not in said
    assert "检举控告" not in said
    assert "实际只付九角" not in said, "the letter itself stays with the sender of an extract"
    assert browser.get(f"/desk/claim/{accusation.pk}/").status_code == 404


def test_pages_ask_for_no_foreign_resource_and_no_inline_script(world, desk):
    petition = world.petition(on=TODAY)
    browser = desk(world.handler)
    for page in ("/desk/", "/desk/matters/", "/desk/register/", f"/desk/matters/{petition.matter.number}/"):
        answer = browser.get(page)
        said = answer.content.decode()
        assert not re.search(r'(?:src|href)="(?:https?:)?//', said)
        assert not re.search(r"\son\w+=|javascript:|<script(?![^>]*src=)|style=\"", said)
        assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_the_site_speaks_the_chosen_language(world, desk):
    browser = desk(world.handler)
    browser.post("/language/setlang/", {"language": "en", "next": "/desk/"})
    assert '<html lang="en"' in browser.get("/desk/").content.decode()


def test_one_act_for_many_is_one_line_and_one_right_of_many_is_one_chip(world, desk):
    people = [{"name": f"村民{n}"} for n in range(4)]
    petition = world.accepted(on=TODAY, petitioners=people)
    paper = petition.matter.papers.get(kind="acceptance_notice")
    for step, person in (("submit", world.handler), ("approve", world.head), ("issue", world.registrar)):
        gateway.perform(type(paper), paper.pk, step, by=person, at=at(TODAY))
    served(paper, by=world.registrar, on=TODAY)
    said = desk(world.handler).get(f"/desk/matters/{petition.matter.number}/").content.decode()
    assert "4/4人" in said
    assert "送达回证4份" in said


def test_what_presses_more_stands_before_what_ends_sooner(world, desk):
    world.accepted(on="2026-01-13", subject="六十日将尽")  # D5: red from 02-27, ends 03-16
    world.petition(on="2026-02-26", subject="十五日初起")  # D3: green, ends 03-13
    said = desk(world.handler).get("/desk/").content.decode()
    assert said.index("六十日将尽") < said.index("十五日初起")
    days = list(desk_rows(said))
    assert days != sorted(days)


def desk_rows(said):
    return re.findall(r'class="until">(\d{4}-\d{2}-\d{2})', said)


def test_a_reminder_is_on_the_desk_until_it_is_put_away(world, desk):
    assert world.handler
    petition = world.petition(on="2026-02-18")
    remind(at(TODAY))
    browser = desk(world.handler)
    other = desk(world.staff(Role.HANDLER, world.bureau, "王一"))
    message = world.handler.messages.get()
    assert message.text in browser.get("/desk/").content.decode()
    other.post("/desk/reminders/", {"reminder": [message.pk, "x", "9" * 30]})
    assert message.text in browser.get("/desk/").content.decode()
    assert browser.post("/desk/reminders/", {"reminder": message.pk}).status_code == 302
    assert message.text not in browser.get("/desk/").content.decode()
    assert petition.matter.messages.count() == 1


def test_a_list_longer_than_a_page_is_counted_and_goes_on(world, desk, monkeypatch):
    monkeypatch.setattr("mediation.web.desk.office.my_work.PAGE", 2)
    for n in range(3):
        world.accepted(on=TODAY, subject=f"事项{n}")
    browser = desk(world.handler)
    pages = [browser.get("/desk/", {"page": n}).content.decode() for n in (1, 2)]
    rows = [len(list(desk_rows(said))) for said in pages]
    assert rows[0] == 2
    assert rows[1] >= 1
    assert "page=2" in pages[0]
