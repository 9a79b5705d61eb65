"""What failed in the background: seen, tried again or let be by an administrator, and by nobody else."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate import testing
from procrastinate.contrib.django import app as django_app
from procrastinate.contrib.django.models import ProcrastinateJob

from mediation.actions import messages
from mediation.actions.clock import trust
from mediation.jobs import lanes
from mediation.models import ClockRun, JobFault
from mediation.vocabulary import ClockHalt, Role

PAGE = "/desk/administration/"


@pytest.fixture
def browser(world, desk):
    return desk(world.staff(Role.ADMINISTRATOR, world.office))


@pytest.fixture
def job(db):
    """A mail that was refused to the end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (task_name, queue_name, args, status, attempts)"
            " VALUES ('pass_on_message', 'messages', '{\"message_id\": 1}', 'failed', 8) RETURNING id"
        )
        (pk,) = cursor.fetchone()
    JobFault.objects.create(job_id=pk, at=timezone.now(), kind="smtplib.SMTPRecipientsRefused")
    return pk


def test_each_is_listed_with_what_it_was_to_do_and_the_kind_of_its_fault(browser, job):
    said = browser.get(PAGE).content.decode()
    for told in ("发送提醒邮件", "smtplib.SMTPRecipientsRefused", "再试", "放弃"):
        assert told in said


def test_it_is_tried_again_at_once(browser, job):
    said = browser.post(f"{PAGE}jobs/{job}/", {"act": "again"}, follow=True).content.decode()
    assert "已重新排队" in said
    found = ProcrastinateJob.objects.get(pk=job)
    assert (found.status, found.scheduled_at <= timezone.now()) == ("todo", True)


def test_it_is_let_be(browser, job):
    said = browser.post(f"{PAGE}jobs/{job}/", {"act": "drop"}, follow=True).content.decode()
    assert "已放弃这项任务。" in said
    assert not ProcrastinateJob.objects.filter(pk=job).exists()


@pytest.mark.parametrize("act", ["again", "drop"])
def test_who_comes_second_is_told(browser, job, act):
    browser.post(f"{PAGE}jobs/{job}/", {"act": "again"})
    said = browser.post(f"{PAGE}jobs/{job}/", {"act": act}, follow=True).content.decode()
    assert "可能已有人处理" in said
    assert ProcrastinateJob.objects.get(pk=job).status == "todo"


def test_nobody_else_touches_it(world, desk, job):
    assert desk(world.head).post(f"{PAGE}jobs/{job}/", {"act": "drop"}).status_code == 404
    assert desk(world.head).post(f"{PAGE}clock/", {"checked": "on"}).status_code == 404
    assert ProcrastinateJob.objects.get(pk=job).status == "failed"


def test_the_clock_goes_on_when_the_time_was_checked_and_not_before(browser):
    ClockRun.objects.create(pk=1, halt=ClockHalt.GAP, halted_at=timezone.now(), ran_at=timezone.now() - timedelta(9))
    said = browser.get(PAGE).content.decode()
    assert "恢复期限时钟" in said
    assert "2026-03-02 09:00:00" in said
    assert "请先核对" in browser.post(f"{PAGE}clock/", {"halt": "gap"}, follow=True).content.decode()
    assert ClockRun.standing().halt == ClockHalt.GAP
    browser.post(f"{PAGE}clock/", {"halt": "gap", "checked": "on"})
    assert (ClockRun.standing().halt, ClockRun.standing().confirmed_at) == ("", timezone.now())


def test_without_fault_the_page_offers_nothing(browser):
    said = browser.get(PAGE).content.decode()
    assert "恢复期限时钟" not in said
    assert "再试" not in said


def test_a_refused_mail_is_tried_again_by_the_job_itself_and_its_fault_is_kept(monkeypatch):
    tries, kept = [], []

    def refuse_once(message_id):
        tries.append(message_id)
        if len(tries) == 1:
            raise ConnectionRefusedError

    monkeypatch.setattr(messages, "pass_on", refuse_once)
    # Asked in the worker's own thread, whose connection nobody would close here.
    monkeypatch.setattr(trust, "restored", lambda: False)
    monkeypatch.setattr(JobFault.objects, "update_or_create", lambda **row: kept.append(row["defaults"]["kind"]))
    connector = testing.InMemoryConnector()

    async def worked():
        with django_app.replace_connector(connector) as app:
            await app.configure_task("pass_on_message", queue="messages").defer_async(message_id=7)
            for _turn in range(2):
                await app.run_worker_async(
                    queues=["messages"], wait=False, install_signal_handlers=False, listen_notify=False,
                    task_middleware=[lanes.keep_fault],
                )  # fmt: skip
                job = connector.jobs[1]  # the others are periodic
                yield job["status"], job["scheduled_at"]
                job["scheduled_at"] = None  # its time has come

    async def all_of_it():
        return [one async for one in worked()]

    (first, again_at), (last, _none) = asyncio.run(all_of_it())
    assert (first, again_at is not None, last, tries, kept) == (
        "todo",
        True,
        "succeeded",
        [7, 7],
        ["ConnectionRefusedError"],
    )
