"""What a machine outside sees of the site: whether it lives, whether it can work, figures, and a log without persons."""

from __future__ import annotations

import json
import logging
import re
from datetime import timedelta

import pytest
import yaml
from django.db import OperationalError, ProgrammingError, connection

from mediation import VERSION
from mediation.models import ClockRun
from mediation.queries.office import machine, site
from mediation.settings.logs import REQUEST_ID, Json, Line, logging_of
from mediation.vocabulary import ClockHalt
from mediation.web.public.office.metrics import HELP
from setup.paths import ROOT
from tests.web.office.test_health import MONDAY, failed_job, worker_seen

TOKEN = "a-token-of-monitoring"


@pytest.fixture(autouse=True)
def office(world, settings, tmp_path):
    """A site that works; its disk is not what is asked about."""
    settings.VAR, settings.METRICS_TOKEN = tmp_path, TOKEN
    worker_seen()
    ClockRun.objects.create(pk=1, ran_at=MONDAY - timedelta(minutes=4))
    return world


def ready(client):
    answer = client.get("/health/ready/")
    return answer.status_code, json.loads(answer.content)


def test_it_is_ready(client):
    assert ready(client) == (200, {"status": "ok", "version": VERSION})


def old_job(**more):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (task_name, queue_name, args, priority) VALUES ('x', 'papers', '{}', %s) RETURNING id",
            [more.get("priority", 0)],
        )
        cursor.execute(
            "UPDATE procrastinate_events SET at = %s WHERE job_id = %s",
            [MONDAY - timedelta(minutes=31), cursor.fetchone()[0]],
        )


@pytest.mark.parametrize(
    ("code", "said", "make"),
    [
        ("no_worker", "后台任务没有运行", lambda patch: worker_seen(121)),
        ("clock_late", "期限时钟已有16分钟没有运行。", lambda patch: ClockRun.objects.update(ran_at=MONDAY - timedelta(minutes=16))),
        ("clock_halted", "刚从备份恢复", lambda patch: ClockRun.objects.update(halt=ClockHalt.RESTORED)),
        ("old_jobs", "有后台任务等了31分钟还没有做。", lambda patch: old_job()),
        ("disk", "磁盘将要写满。", lambda patch: patch.setattr(machine, "ROOM", 1 << 60)),
        ("schema", "程序：9999_future", lambda patch: patch.setattr(site, "newest_migration", lambda: "9999_future")),
        ("no_fonts", "NotoSerifCJK-Bold.ttc", lambda patch: patch.setattr(site, "missing_fonts", lambda: ("NotoSerifCJK-Bold.ttc",))),
    ],
)  # fmt: skip
def test_what_hinders_it_is_said_with_503(client, monkeypatch, code, said, make):
    make(monkeypatch)
    status, told = ready(client)
    assert (status, told["status"], told["concerns"]) == (503, "not_ready", [code])
    assert said in told["said"][0]
    assert code in json.loads(client.get("/health/").content)["concerns"]


def test_what_is_to_be_seen_to_some_day_does_not_take_it_away(client):
    failed_job()
    machine.note_backup(MONDAY - timedelta(hours=31))
    assert ready(client)[0] == 200
    assert json.loads(client.get("/health/").content)["concerns"] == ["no_backup", "failed_jobs"]


@pytest.mark.parametrize(("fault", "code"), [(OperationalError, "no_database"), (ProgrammingError, "schema")])
def test_without_a_database_it_lives_and_is_not_ready(client, fault, code):
    def away(*args, **kwargs):
        raise fault

    with connection.execute_wrapper(away):
        status, told = ready(client)
        assert (status, told["concerns"]) == (503, [code])
        assert client.get("/health/live/").status_code == 200
        assert figures(client) == {"mediation_up": 0.0}


def test_what_waits_behind_all_else_may_wait(client):
    old_job(priority=-1)
    assert ready(client)[0] == 200


def figures(client, token=TOKEN):
    answer = client.get("/metrics/", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    lines = answer.content.decode().splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line[0] != "#")}


def test_figures_in_the_words_of_prometheus(client):
    failed_job()
    machine.note_backup(MONDAY - timedelta(hours=1))
    found = figures(client)
    assert found[f'mediation_info{{version="{VERSION}"}}'] == 1
    assert found["mediation_clock_age_seconds"] == 240
    assert found["mediation_worker_heartbeat_age_seconds"] == 5
    assert found["mediation_backup_age_seconds"] == 3600
    assert found['mediation_jobs{queue="papers",status="failed"}'] == 1
    assert found['mediation_concern{code="failed_jobs"}'] == 1
    assert (found["mediation_up"], found["mediation_not_ready"], found["mediation_clock_halted"]) == (1, 0, 0)


def test_figures_are_for_who_shows_the_token(client, settings):
    assert client.get("/metrics/").status_code == 404
    for shown in ("Bearer wrong", f"Basic {TOKEN}", TOKEN, "Bearer 错"):
        assert client.get("/metrics/", headers={"authorization": shown}).status_code == 404
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics/", headers={"authorization": "Bearer "}).status_code == 404


def test_each_alert_is_about_a_figure_that_there_is(client):
    rules = yaml.safe_load((ROOT / "deploy/alerts.yml").read_text(encoding="utf-8"))["groups"][0]["rules"]
    named = {name for rule in rules for name in re.findall(r"mediation_(\w+)", rule["expr"])}
    assert {"up", "backup_age_seconds", "not_ready"} <= named <= set(HELP)
    assert all(set(rule["annotations"]) == {"summary", "action"} for rule in rules)
    machine.note_backup(MONDAY)
    failed_job()
    printed = {re.match(r"mediation_(\w+)", line)[1] for line in figures(client)}
    assert printed == set(HELP)


def test_the_version_stands_below_each_page(client, desk, office):
    for page in (client.get("/calculator/"), desk(office.handler).get("/desk/")):
        assert f"版本 {VERSION}" in page.content.decode()


@pytest.fixture
def lines(monkeypatch):
    """What a production site would have written."""
    written = []

    class Kept(logging.Handler):
        def emit(self, record):
            written.append(json.loads(Json().format(record)))

    handler = Kept()
    for name in ("mediation.requests", "django.request", "mediation"):
        logger = logging.getLogger(name)
        monkeypatch.setattr(logger, "handlers", [handler])
        monkeypatch.setattr(logger, "level", logging.INFO)
        logger.manager._clear_cache()
    yield written
    logging.getLogger("mediation.requests").manager._clear_cache()


def test_a_request_is_told_by_its_route_and_id_and_nothing_of_a_person(client, desk, office, lines, settings):
    petition = office.petition(on="2026-02-02")
    number = petition.matter.number
    answer = desk(office.handler).get(f"/desk/matters/{number}/?q=张大山", headers={"x-request-id": "stranger-0001"})
    (told,) = [line for line in lines if line["message"] == "request"]
    assert told["request"] == answer["X-Request-ID"] != "stranger-0001"
    assert (told["method"], told["status"]) == ("GET", 200)
    assert told["route"] == "desk/matters/<str:number>/"
    for secret in (number, "张大山", office.handler.username, "127.0.0.1"):
        assert secret not in json.dumps(lines, ensure_ascii=False)
    settings.TRUSTED_PROXIES = 1
    assert client.get("/health/live/", headers={"x-request-id": "proxy-0001"})["X-Request-ID"] == "proxy-0001"
    assert client.get("/health/live/", headers={"x-request-id": "a\nb" * 9})["X-Request-ID"] != "a\nb" * 9
    assert REQUEST_ID.get() == ""


def test_a_fault_is_told_by_its_kind_and_place_not_by_what_was_typed(client, office, lines, monkeypatch):
    def broken(*args, **kwargs):
        raise ValueError("DETAIL: Key (name)=(张大山) already exists")

    monkeypatch.setattr("mediation.web.public.office.health.site_standing", broken)
    client.raise_request_exception = False
    assert client.get("/health/?who=张大山").status_code == 500
    (told,) = [line for line in lines if "fault" in line]
    assert told["fault"] == "ValueError"
    assert told["message"] == "Internal Server Error: health/"
    assert any("health.py" in place for place in told["trace"])
    assert "张大山" not in json.dumps(lines, ensure_ascii=False)


def test_a_line_for_people_says_the_same():
    record = logging.LogRecord("mediation.requests", logging.INFO, "", 0, "request", (), None)
    record.route, record.ms = "desk/", 12
    assert re.fullmatch(r"[\d :,-]+ INFO mediation.requests request route=desk/ ms=12", Line().format(record))
    assert logging_of("json", requests=True)["loggers"]["mediation.requests"]["level"] == "INFO"
    assert logging_of("whole")["loggers"]["mediation.requests"]["level"] == "ERROR"
