"""批量签发 on the desk: choose, press once, look how far it is; only one's own."""

from __future__ import annotations

import uuid

import pytest
from django.utils import timezone

from mediation.models import Appointment, BulkRun, Paper
from mediation.vocabulary import BulkAct, Role
from tests.factories.bulk import DAY, begun, notices, worked
from tests.factories.opinions import drafted, take
from tests.factories.papers import printed
from tests.web.office.test_health import worker_seen


def pressed(papers, **more):
    return {"_key": uuid.uuid4().hex, "papers": [f"{p.pk}@{p.version}" for p in papers], **more}


def test_chosen_papers_are_issued_and_the_page_says_how_far_it_is(world, three_notices, desk):
    browser = desk(world.registrar)
    assert "青椒收购价2" in browser.get("/desk/bulk/?act=issue").content.decode()
    answer = browser.post("/desk/bulk/?act=issue", pressed(three_notices[:2]))
    run = BulkRun.objects.get()
    assert answer.url == f"/desk/bulk/{run.pk}/"
    said = browser.get(answer.url).content.decode()
    assert '<progress class="how-far" max="2" value="0"' in said
    assert 'hx-trigger="every 2s"' in said
    worked(run)
    said = browser.get(answer.url).content.decode()
    assert "已全部办理" in said
    assert "hx-trigger" not in said
    assert "下一步：批量送出" in said
    assert [p.state for p in Paper.objects.filter(kind="acceptance_notice").order_by("pk")] == [
        "issued", "issued", "approved",
    ]  # fmt: skip


def test_the_renewed_part_alone_is_sent_to_the_page(world, one_notice, desk):
    run = begun(world, one_notice)
    said = desk(world.registrar).get(f"/desk/bulk/{run.pk}/", headers={"hx-request": "true"}).content.decode()
    assert said.lstrip().startswith('<section id="standing"')


def test_the_same_form_sent_twice_begins_one_run(world, two_notices, desk):
    data = pressed(two_notices)
    browser = desk(world.registrar)
    assert browser.post("/desk/bulk/?act=issue", data).url == browser.post("/desk/bulk/?act=issue", data).url
    assert BulkRun.objects.count() == 1


def test_all_that_are_listed_are_taken_if_the_list_is_still_the_same(world, three_notices, desk):
    browser = desk(world.registrar)
    answer = browser.post("/desk/bulk/?act=issue", pressed([], all="on", _count="2"))
    assert answer.status_code == 409
    assert "名单刚刚有变化" in answer.content.decode()
    browser.post("/desk/bulk/?act=issue&q=青椒收购价1", pressed([], all="on", _count="1"))
    assert BulkRun.objects.get().items.count() == 1


def test_approval_is_never_given_to_all_at_once(world, desk):
    papers = notices(world, 2, state="submitted")
    browser = desk(world.head)
    said = browser.get("/desk/bulk/?act=approve").content.decode()
    assert 'name="all"' not in said
    assert browser.post("/desk/bulk/?act=approve", pressed([], all="on", _count="2")).status_code == 422
    browser.post("/desk/bulk/?act=approve", pressed(papers))
    worked(BulkRun.objects.get())
    assert {p.state for p in Paper.objects.filter(kind="acceptance_notice")} == {"approved"}


def test_what_was_refused_stands_with_its_reason_and_is_tried_again(world, desk):
    (paper,) = notices(world, 1, state="submitted")
    run = worked(begun(world, [paper], BulkAct.ISSUE))
    browser = desk(world.registrar)
    page = f"/desk/bulk/{run.pk}/"
    said = browser.get(page).content.decode()
    assert "不能“签发”" in said
    assert "补正后再办没有办成的1份" in said
    take(paper, "approve", world.head, DAY, "14:30")
    assert browser.post(page, {"again": ""}).status_code == 302
    worked(run)
    assert "没有办成的1份" not in browser.get(page).content.decode()
    assert "青农访受〔2026〕1号" in browser.get(f"{page}?format=csv").content.decode()


def test_who_waits_is_told_when_nothing_runs_in_the_background(world, one_notice, desk):
    run = begun(world, one_notice)
    browser, page = desk(world.registrar), f"/desk/bulk/{run.pk}/"
    assert "后台任务没有运行" in browser.get(page).content.decode()
    worker_seen(now=timezone.now())
    assert "后台任务没有运行" not in browser.get(page).content.decode()


def test_a_run_is_paused_and_goes_on(world, one_notice, desk):
    run = begun(world, one_notice)
    browser, page = desk(world.registrar), f"/desk/bulk/{run.pk}/"
    browser.post(page, {"pause": ""})
    said = browser.get(page).content.decode()
    assert "已暂停" in said
    assert "hx-trigger" not in said
    browser.post(page, {"resume": ""})
    assert BulkRun.objects.get().paused_at is None


def test_letters_go_out_each_with_its_number_and_who_has_none_is_named(world, desk):
    for paper in notices(world, 2):
        printed(take(paper, "issue", world.registrar, DAY, "12:00"))
    browser = desk(world.registrar)
    rows = browser.get("/desk/bulk/?act=dispatch").context["rows"]
    first, _second = (one["row"] for one in rows)
    data = {"_key": uuid.uuid4().hex, "papers": [one["value"] for one in rows], "mode": "post",
            f"waybill-{first.pk}": "XA1"}  # fmt: skip
    answer = browser.post("/desk/bulk/?act=dispatch", data)
    assert answer.status_code == 302, answer.content.decode()
    run = worked(BulkRun.objects.get())
    assert [(i.result, i.code) for i in run.items.all()] == [("done", ""), ("refused", "waybill_missing")]
    first.refresh_from_db()
    assert first.waybill == "XA1"


def test_only_who_began_a_run_sees_it_and_only_who_may_act_has_a_list(world, one_notice, desk):
    run = begun(world, one_notice)
    for person in (world.handler, world.staff(Role.REGISTRAR, world.other_bureau)):
        assert desk(person).get(f"/desk/bulk/{run.pk}/").status_code == 404
        assert desk(person).post(f"/desk/bulk/{run.pk}/", {"pause": ""}).status_code == 404
    assert desk(world.staff(Role.ADMINISTRATOR, world.bureau)).get("/desk/bulk/").status_code == 404
    stranger = desk(world.staff(Role.REGISTRAR, world.other_bureau))
    assert "青椒" not in stranger.get("/desk/bulk/?act=issue").content.decode()
    assert stranger.post("/desk/bulk/?act=issue", pressed(Paper.objects.filter(state="approved"))).status_code == 422


def test_what_has_left_the_list_is_told_and_nothing_is_begun(world, two_notices, desk):
    first, second = two_notices
    browser, form = desk(world.registrar), pressed([first, second])
    take(first, "issue", world.registrar, DAY, "12:00")
    answer = browser.post("/desk/bulk/?act=issue", form)
    assert answer.status_code == 409
    assert "勾选的文书中有1份已经不在名单上" in answer.content.decode()
    assert not BulkRun.objects.exists()


def test_more_than_one_press_takes_is_told_and_nothing_is_cut(world, desk, monkeypatch):
    monkeypatch.setattr("mediation.web.desk.papers.bulk.MOST", 2)
    papers, browser = notices(world, 3), desk(world.registrar)
    for form in (pressed(papers), pressed([], all="on", _count="3")):
        answer = browser.post("/desk/bulk/?act=issue", form)
        assert answer.status_code == 409
        assert "一次最多办理2份，现有3份，还没有开始。" in answer.content.decode()
    assert not BulkRun.objects.exists()


def test_tabs_count_what_waits_and_the_page_begins_where_work_is(world, desk):
    notices(world, 2, state="submitted")
    person = world.staff(Role.HEAD, world.bureau)
    Appointment.objects.create(user=person, organ=world.bureau, role=Role.SECTION_CHIEF)
    said = desk(person).get("/desk/bulk/")
    assert said.context["act"] != BulkAct.SUBMIT
    assert '批量批准 <span class="n">2</span>' in said.content.decode()
    assert '批量送审 <span class="n">0</span>' in said.content.decode()


def test_the_organ_to_which_a_paper_goes_stands_among_the_addressees(world, one_notice, desk):
    (paper,) = one_notice
    paper.addressees.clear()
    Paper.objects.filter(pk=paper.pk).update(to_organ=world.county)
    assert str(world.county) in desk(world.registrar).get("/desk/bulk/?act=issue").content.decode()


def test_hostile_choices_choose_nothing(world, one_notice, desk):
    browser = desk(world.registrar)
    for value in ("x@1", "9" * 40 + "@1", "1@" + "9" * 40, "\x00", "²@1", "-1@1"):
        assert browser.post("/desk/bulk/?act=issue", {"papers": [value], "_key": "x"}).status_code == 422
    for query in ("act=x&kind=x&run=x&page=x&q=%00", "act=issue&run=99999999999999"):
        assert browser.get(f"/desk/bulk/?{query}").status_code == 200


def test_papers_like_this_one_are_drafted_in_chosen_files(world, desk):
    petitions = [world.accepted(on=DAY, subject=f"青椒{n}") for n in range(3)]
    pattern = drafted(world, petitions[0], on=DAY)
    browser = desk(world.handler)
    page = f"/desk/papers/{pattern.pk}/alike/"
    assert page in browser.get(f"/desk/papers/{pattern.pk}/").content.decode()
    said = browser.get(page).content.decode()
    assert "青椒1" in said
    assert f'name="matters" value="{petitions[0].matter_id}"' not in said
    assert browser.post(page, {"_key": uuid.uuid4().hex}).status_code == 422
    answer = browser.post(page, {"_key": uuid.uuid4().hex, "matters": [p.matter_id for p in petitions]})
    assert answer.status_code == 302
    worked(BulkRun.objects.get())
    assert Paper.objects.of_kind("handling_opinion").count() == 3
    assert "没有还缺这种文书" in browser.get(page).content.decode()
    assert desk(world.staff(Role.HANDLER, world.other_bureau)).get(page).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_list_and_result_ask_the_database_the_same_for_one_row_and_three(world, desk, rows, django_assert_num_queries):
    papers = notices(world, rows)
    run = begun(world, papers)
    browser = desk(world.registrar)
    with django_assert_num_queries(11):  # one for each tab's count
        browser.get("/desk/bulk/?act=issue")
    with django_assert_num_queries(9):
        browser.get(f"/desk/bulk/{run.pk}/")


def test_a_paper_about_one_hearing_or_in_anothers_place_is_no_pattern(world, desk):
    paper = drafted(world, world.accepted(on=DAY), on=DAY)
    browser, page = desk(world.handler), f"/desk/papers/{paper.pk}/alike/"
    assert browser.get(page).status_code == 200
    Paper.objects.filter(pk=paper.pk).update(subject_type="hearing", subject_id=1)
    assert browser.get(page).status_code == 404
