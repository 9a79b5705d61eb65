"""What an administrator must see to: on the pages and for monitoring, in counts and never in names."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import OperationalError, connection

from mediation.models import CalendarYear, User
from mediation.queries.office.site import site_standing
from mediation.vocabulary import Role
from tests.factories.world import at

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def worker_seen(seconds_ago=5, now=MONDAY):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [now - timedelta(seconds=seconds_ago)]
        )


def failed_job():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (task_name, queue_name, args, status)"
            " VALUES ('render_paper', 'papers', '{}', 'failed')"
        )


def load_year(year):
    CalendarYear.objects.create(
        year=year, notice="通知", holidays={f"{year}-10-01": "国庆节"}, make_up_days={}, loaded_at=MONDAY
    )


def concerns(on):
    worker_seen(now=at(on))
    return [concern.code for concern in site_standing(at=at(on), on=date.fromisoformat(on)).concerns()]


def health(client):
    answer = client.get("/health/")
    return answer.status_code, json.loads(answer.content)


def test_all_is_well(world, client):
    worker_seen()
    status, said = health(client)
    assert (status, said["status"], said["concerns"]) == (200, "ok", [])


@pytest.mark.parametrize(("seconds", "missing"), [(119, False), (120, False), (121, True)])
def test_a_worker_not_seen_for_two_minutes(world, client, seconds, missing):
    worker_seen(seconds)
    assert ("no_worker" in health(client)[1]["concerns"]) is missing


def test_no_worker_at_all(world, client):
    status, said = health(client)
    assert (status, said["status"], said["concerns"]) == (200, "attention", ["no_worker"])
    assert said["worker_seen_at"] is None


def test_jobs_that_failed(world, client):
    worker_seen()
    failed_job()
    said = health(client)[1]
    assert (said["concerns"], said["failed_jobs"]) == (["failed_jobs"], 1)


def test_deadlines_that_ran_out_and_were_not_dealt_with(world):
    world.petition(on="2026-02-02")  # D3 ends on 2026-02-24, after the holidays
    assert concerns("2026-02-25") == []
    assert concerns("2026-02-26") == ["unswept"]


@pytest.mark.parametrize(("on", "expected"), [("2026-11-30", []), ("2026-12-01", ["next_year_missing"])])
def test_from_december_on_the_next_years_calendar_is_missed(world, on, expected):
    assert concerns(on) == expected
    load_year(2027)
    assert concerns(on) == []


def test_a_running_deadline_that_needs_a_year_without_notice(world):
    world.accepted(on="2026-11-20")  # sixty days end in January
    assert concerns("2026-11-21") == ["uncovered_year"]
    standing = site_standing(at=at("2026-11-21"), on=date(2026, 11, 21))
    assert standing.missing_years == (2027,)
    assert standing.provisional == 2
    load_year(2027)
    assert concerns("2026-11-21") == []


def test_monitoring_learns_no_name_and_no_file(world, client):
    petition = world.petition(on="2026-01-05")
    failed_job()
    said = client.get("/health/").content.decode()
    for secret in (petition.matter.number, "张大山", "青椒", world.handler.username, "青河"):
        assert secret not in said


def test_monitoring_only_reads(client, db):
    assert client.post("/health/").status_code == 405


def test_without_its_database_the_site_is_down(client, db):
    def away(*args, **kwargs):
        raise OperationalError

    with connection.execute_wrapper(away):
        assert health(client) == (503, {"status": "down", "concerns": ["no_database"]})


def test_the_administrators_page_and_desk_name_each_concern_and_how_it_is_mended(world, desk):
    failed_job()
    browser = desk(world.staff(Role.ADMINISTRATOR, world.office))
    for page in ("/desk/administration/", "/desk/"):
        said = browser.get(page).content.decode()
        assert "有1个后台任务失败。" in said, page
        assert "请启动后台任务进程。" in said, page
        assert "系统状况" in said, page


def test_the_administrators_page_does_not_exist_for_others(world, desk, client):
    failed_job()
    browser = desk(world.handler)
    assert browser.get("/desk/administration/").status_code == 404
    assert "后台任务" not in browser.get("/desk/").content.decode()
    assert client.get("/desk/administration/").status_code == 302


def test_djangos_admin_begins_with_the_concerns(world, desk):
    failed_job()
    root = User.objects.create_superuser("root", password="right horse battery", name="管理员")
    assert "有1个后台任务失败。" in desk(root).get("/admin/").content.decode()
