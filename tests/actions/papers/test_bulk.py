"""批量签发: each paper as if it were taken alone; once or not at all; a refusal says why and how to mend it."""

from __future__ import annotations

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from mediation.actions import gateway
from mediation.actions.papers import bulk
from mediation.models import BulkItem, BulkRun, Event, Paper
from mediation.vocabulary import BulkAct, Role
from tests.factories.bulk import DAY, begun, notices, worked
from tests.factories.opinions import approved, drafted, take
from tests.factories.world import at


def results(run):
    return list(run.items.values_list("result", flat=True))


def test_every_paper_is_issued_as_the_person_who_pressed_and_the_numbers_have_no_gap(world, three_notices):
    run = worked(begun(world, three_notices))
    assert results(run) == ["done"] * 3
    assert list(Paper.objects.exclude(number="").order_by("pk").values_list("number", flat=True)) == [
        f"青农访受〔2026〕{n}号" for n in (1, 2, 3)
    ]
    assert set(Event.objects.filter(step="issue", object_type="paper", cause=None).values_list("user", flat=True)) == {
        world.registrar.pk
    }


def test_one_job_for_each_paper_and_all_else_goes_first(world, three_notices):
    run = begun(world, three_notices)
    jobs = ProcrastinateJob.objects.filter(task_name="take_bulk_item")
    assert sorted(job.args["item_id"] for job in jobs) == sorted(run.items.values_list("pk", flat=True))
    assert {job.priority for job in jobs} == {-1}


def test_a_double_press_finds_the_first_run(world, two_notices):
    first, second = begun(world, two_notices), begun(world, two_notices)
    assert first == second
    assert BulkItem.objects.count() == 2


def test_a_paper_in_two_runs_is_issued_once_and_the_second_says_so(world, one_notice):
    worked(begun(world, one_notice, key="a"))
    second = worked(begun(world, [Paper.objects.get(pk=one_notice[0].pk)], key="b"))
    item = second.items.get()
    assert (item.result, item.code) == ("refused", "wrong_state")
    assert "不能“签发”" in item.sentence
    assert Event.objects.filter(step="issue", object_id=one_notice[0].pk, object_type="paper").count() == 1


def test_a_job_that_comes_twice_takes_nothing_twice(world, one_notice):
    run = worked(begun(world, one_notice))
    item = run.items.get()
    bulk.take(item_id=item.pk, at=at(DAY, "16:00"))
    assert Event.objects.filter(step="issue", object_id=item.paper_id, object_type="paper").count() == 1
    assert BulkItem.objects.get().done_at == at(DAY, "15:00")


def test_what_was_changed_since_it_stood_on_the_list_is_not_touched_unseen(world):
    papers = notices(world, 2, state="submitted")
    run = begun(world, papers, BulkAct.APPROVE, by=world.head)
    take(papers[0], "revise", world.handler, DAY, "14:30", content={"contact": "另一个电话"})
    take(papers[0], "submit", world.handler, DAY, "14:40")
    worked(run)
    assert results(run) == ["refused", "done"]
    assert run.items.first().code == "stale"
    assert Paper.objects.get(pk=papers[0].pk).state == "submitted"


def test_a_refusal_keeps_the_guards_sentence_and_how_to_mend_it_and_holds_up_no_other(world):
    papers = notices(world, 2, state="submitted")
    world.bureau.settings = {"approval_chain": ["legal_reviewer"]}
    world.bureau.save(update_fields=["settings"])
    take(papers[1], "endorse", world.staff(Role.LEGAL_REVIEWER, world.bureau), DAY, "12:00")
    papers[1] = Paper.objects.get(pk=papers[1].pk)
    run = worked(begun(world, papers, BulkAct.APPROVE, by=world.head))
    first, second = run.items.all()
    assert (first.result, first.code, first.mend) == ("refused", "not_endorsed", "请依次审核后再批准。")
    assert "法制审核人" in first.sentence
    assert second.result == "done"


def test_who_lost_the_post_meanwhile_issues_nothing(world, one_notice):
    run = begun(world, one_notice)
    world.registrar.appointments.all().delete()
    worked(run)
    assert run.items.get().code == "not_permitted"
    assert not Paper.objects.exclude(number="").exists()


def test_a_paused_run_leaves_what_is_waiting_and_a_resumed_one_goes_on(world, three_notices):
    run = begun(world, three_notices)
    worked(run, most=1)
    bulk.pause(run, at=at(DAY, "14:30"))
    worked(run)
    assert results(run) == ["done", "waiting", "waiting"]
    before = ProcrastinateJob.objects.count()
    bulk.resume(run)
    assert ProcrastinateJob.objects.count() == before + 2
    worked(run)
    assert results(run) == ["done"] * 3


def test_what_was_refused_is_tried_again_as_it_is_now(world):
    (paper,) = notices(world, 1, state="submitted")
    run = begun(world, [paper], BulkAct.ISSUE)
    worked(run)
    assert run.items.get().code == "wrong_state"
    take(paper, "approve", world.head, DAY, "14:30")
    bulk.try_again(run)
    worked(run)
    assert results(run) == ["done"]
    assert run.items.get().sentence == ""


def test_an_unforeseen_fault_is_raised_first_and_told_at_the_last_attempt(world, one_notice, monkeypatch):
    run = begun(world, one_notice)
    item = run.items.get()
    monkeypatch.setattr(gateway, "perform", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        bulk.take(item_id=item.pk, at=at(DAY))
    assert results(run) == ["waiting"]
    bulk.take(item_id=item.pk, at=at(DAY), last=True)
    assert run.items.get().code == "fault"


def test_papers_like_a_pattern_are_drafted_in_other_files_with_its_words_and_its_reasons(world):
    first, *others = [world.accepted(on=DAY, subject=f"青椒{n}") for n in range(3)]
    pattern = drafted(world, first, on=DAY)
    approved(pattern, drafter=world.handler, head=world.head, on=DAY)
    pattern = Paper.objects.get(pk=pattern.pk)
    items = [BulkItem(matter=one.matter) for one in others]
    run = bulk.start_run(
        BulkAct.DRAFT, items, by=world.handler, at=at(DAY, "14:00"), key="d", language="zh-hans", pattern=pattern
    )
    worked(run)
    assert results(run) == ["done", "done"]
    for item in run.items.all():
        assert item.paper.content == pattern.content
        assert item.paper.matter == item.matter
        assert [row["reason"] for row in item.paper.answers] == [row["reason"] for row in pattern.answers]
    worked(bulk.start_run(
        BulkAct.SUBMIT, [BulkItem(matter=i.matter, paper=i.paper, version=i.paper.version) for i in run.items.all()],
        by=world.handler, at=at(DAY, "14:10"), key="s", language="zh-hans",
    ))  # fmt: skip
    assert set(Paper.objects.of_kind("handling_opinion").exclude(pk=pattern.pk).values_list("state", flat=True)) == {
        "submitted"
    }
    assert BulkRun.objects.count() == 2
