"""What is typed is kept: after a crash it is there again; after another's revision it stands beside it."""

from __future__ import annotations

import uuid

from mediation.models import Event, Paper, Unsaved
from mediation.vocabulary import Role
from tests.factories.opinions import approved, drafted, take
from tests.stages import staged

TODAY = "2026-03-02"


@staged
def draft(world):
    return drafted(world, world.accepted(on=TODAY), on=TODAY)


def typed(paper, **facts):
    return {"_version": paper.version, "course": "3月10日听取了信访人陈述，查阅了收购台账。", "findings-rows": "2",
            "findings-0-claim": "1", "findings-0-text": "2024年实付每斤九角。", "findings-0-evidence": "收购台账",
            "findings-1-claim": "2", "findings-1-text": "全县现有收购点四处。", **facts}  # fmt: skip


def test_what_is_typed_is_kept_without_a_record_and_is_there_again(world, desk, draft):
    browser = desk(world.handler)
    before = Event.objects.count()
    answer = browser.post(f"/desk/papers/{draft.pk}/keep/", typed(draft, course="写到一半"))
    assert "已暂存" in answer.content.decode()
    assert Event.objects.count() == before
    assert Paper.objects.get(pk=draft.pk).content["course"] != "写到一半"
    said = desk(world.handler).get(f"/desk/papers/{draft.pk}/").content.decode()
    assert "已恢复您没有保存的填写" in said
    assert ">\n写到一半</textarea>" in said


def test_even_what_is_not_well_formed_comes_back_as_it_was_typed(world, desk, draft):
    browser = desk(world.handler)
    browser.post(f"/desk/papers/{draft.pk}/keep/", typed(draft, **{"findings-0-claim": "第一"}))
    assert 'value="第一"' in browser.get(f"/desk/papers/{draft.pk}/").content.decode()


def test_saving_or_dropping_it_forgets_it(world, desk, draft):
    browser = desk(world.handler)
    page = f"/desk/papers/{draft.pk}/"
    browser.post(f"{page}keep/", typed(draft, course="甲"))
    browser.post(page, {**typed(draft, course="甲"), "_key": uuid.uuid4().hex})
    assert not Unsaved.objects.exists()
    browser.post(f"{page}keep/", typed(Paper.objects.get(pk=draft.pk), course="乙"))
    assert browser.post(page, {"_discard": "on"}).status_code == 302
    assert not Unsaved.objects.exists()
    assert Paper.objects.get(pk=draft.pk).content["course"] == "甲"


def test_after_anothers_revision_both_stand_side_by_side_and_nothing_is_put_over_the_other(world, desk, draft):
    browser = desk(world.handler)
    browser.post(f"/desk/papers/{draft.pk}/keep/", typed(draft, course="三月十日去过现场"))
    take(draft, "revise", world.head, TODAY, "12:00", content={"course": "负责人改的经过"})
    said = browser.get(f"/desk/papers/{draft.pk}/").content.decode()
    assert "您有没有保存的填写，草稿在这以后被改过" in said
    assert ">\n负责人改的经过</textarea>" in said
    assert "三月十日去过现场" in said
    assert 'id="kept"' not in said
    mine = browser.get(f"/desk/papers/{draft.pk}/?edit&mine").content.decode()
    assert ">\n三月十日去过现场</textarea>" in mine
    assert Paper.objects.get(pk=draft.pk).content["course"] == "负责人改的经过"


def test_what_says_the_same_as_the_draft_is_not_mentioned(world, desk, draft):
    browser = desk(world.handler)
    said = browser.get(f"/desk/papers/{draft.pk}/")
    form = said.context["form"]
    data = {"_version": draft.version}
    for bound in form:
        data[bound.html_name] = bound.value() or ""
    for table in form.tables.values():
        data[f"{table.name}-rows"] = len(table.rows)
        for row in table.rows:
            for bound in row:
                data[bound.html_name] = "" if bound.value() is None else bound.value()
    browser.post(f"/desk/papers/{draft.pk}/keep/", data)
    assert "没有保存的填写" not in browser.get(f"/desk/papers/{draft.pk}/").content.decode()


def test_what_one_person_types_is_shown_to_nobody_else(world, desk, draft):
    desk(world.handler).post(f"/desk/papers/{draft.pk}/keep/", typed(draft, course="只有我看得见"))
    for person in (world.head, world.registrar, world.staff(Role.HANDLER, world.bureau, "王五")):
        assert "只有我看得见" not in desk(person).get(f"/desk/papers/{draft.pk}/").content.decode()


def test_nobody_keeps_anything_in_a_paper_he_may_not_write(world, desk, draft):
    page = f"/desk/papers/{draft.pk}/keep/"
    for person in (world.staff(Role.HANDLER, world.other_bureau), world.staff(Role.LEGAL_REVIEWER, world.bureau)):
        assert desk(person).post(page, typed(draft)).status_code == 404
    assert desk(world.handler).get(page).status_code == 405
    assert desk().post(page, typed(draft)).status_code in (401, 403)
    assert not Unsaved.objects.exists()


def test_hostile_typing_is_kept_within_bounds(world, desk, draft):
    browser = desk(world.handler)
    page = f"/desk/papers/{draft.pk}/keep/"
    assert browser.post(page, typed(draft, course="甲\x00乙")).status_code == 200
    assert Unsaved.objects.get().typed["course"] == ["甲乙"]
    assert browser.post(page, typed(draft, course="长" * 500_000)).status_code == 413
    assert browser.post(page, typed(draft, strange="x", _version="x")).status_code == 200
    assert "strange" not in Unsaved.objects.get().typed
    assert browser.get(f"/desk/papers/{draft.pk}/").status_code == 200


def issued(draft, world):
    approved(draft, drafter=world.handler, head=world.head, on=TODAY)
    take(draft, "issue", world.registrar, TODAY, "12:00")


def test_what_was_typed_before_a_draft_was_voided_can_still_be_copied(world, desk, draft):
    browser = desk(world.handler)
    browser.post(f"/desk/papers/{draft.pk}/keep/", typed(draft, course="写到一半"))
    take(draft, "void", world.handler, TODAY, "12:00", why="不用了")
    said = browser.get(f"/desk/papers/{draft.pk}/").content.decode()
    assert "这份文书现在是“已作废”，您不能再修改。" in said
    assert "写到一半</textarea>" in said
    assert 'data-keep="' not in said


def test_an_autosave_after_the_issue_says_so_and_the_words_stand_on_the_page_to_be_copied(world, desk, draft):
    browser, page, old = desk(world.handler), f"/desk/papers/{draft.pk}/", typed(draft, course="签发以后才写的话")
    issued(draft, world)
    answer = browser.post(f"{page}keep/", old)
    assert answer.status_code == 200
    assert "这份文书现在是“已签发”，您不能再修改。" in answer.content.decode()
    said = browser.get(page).content.decode()
    assert "您的填写没有写进文书" in said
    assert ">签发以后才写的话</textarea>" in said
    assert "签发以后才写的话" not in str(Paper.objects.get(pk=draft.pk).content)
    assert "签发以后才写的话" not in desk(world.head).get(page).content.decode()
    browser.post(page, {"_discard": "on"})
    assert "签发以后才写的话" not in browser.get(page).content.decode()


def test_a_saving_after_the_issue_is_refused_with_its_reason_and_loses_no_word(world, desk, draft):
    browser, page, old = desk(world.handler), f"/desk/papers/{draft.pk}/", typed(draft, course="签发以后才写的话")
    issued(draft, world)
    for pressed in ({"_key": uuid.uuid4().hex}, {"_add": "findings"}, {"findings-0-claim": "第一"}):
        answer = browser.post(page, {**old, **pressed})
        assert answer.status_code == 409
        assert "“文书”现在是“已签发”，不能“修改”。" in answer.content.decode()
        assert ">签发以后才写的话</textarea>" in answer.content.decode()
        assert ">签发以后才写的话</textarea>" in browser.get(page).content.decode()
    row = browser.post(page, {**old, "_add": "findings"}, headers={"HX-Request": "true"})
    assert row["HX-Redirect"] == page


def test_who_may_write_no_longer_sees_at_once_what_was_sent(world, desk, draft):
    browser, page = desk(world.staff(Role.SECTION_CHIEF, world.bureau)), f"/desk/papers/{draft.pk}/"
    answer = browser.post(page, {**typed(draft, course="写了很久的话"), "_key": uuid.uuid4().hex})
    assert answer.status_code == 409
    assert "您的岗位不能办理“修改”。" in answer.content.decode()
    assert ">写了很久的话</textarea>" in answer.content.decode()
    assert not Unsaved.objects.exists()


def test_a_page_overtaken_by_another_saving_does_not_replace_it_by_a_second_press(world, desk, draft):
    browser, page = desk(world.handler), f"/desk/papers/{draft.pk}/"
    take(draft, "revise", world.head, TODAY, "12:00", content={"course": "负责人改的经过"})
    answer = browser.post(page, {**typed(draft, course="三月十日去过现场"), "_key": uuid.uuid4().hex})
    said = answer.content.decode()
    assert answer.status_code == 409
    assert "您有没有保存的填写，草稿在这以后被改过" in said
    assert ">\n负责人改的经过</textarea>" in said
    assert "三月十日去过现场" in said
    mine = browser.get(f"{page}?edit&mine").content.decode()
    assert ">\n三月十日去过现场</textarea>" in mine
    assert Paper.objects.get(pk=draft.pk).content["course"] == "负责人改的经过"
