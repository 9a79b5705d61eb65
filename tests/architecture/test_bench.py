"""The measurements still run: what they write by hand fits the tables, what they call is there. Nothing is timed."""

import importlib.util
import sys
from pathlib import Path

import pytest

from mediation.models import Deadline, Event

FOLDER = Path(__file__).resolve().parents[2] / "bench"


def measurement(name):
    spec = importlib.util.spec_from_file_location(f"bench_{name}", FOLDER / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.django_db
def test_the_measurement_of_time_fills_its_files_and_computes_them_on_a_new_calendar():
    clock = measurement("clock")
    clock.fill(2000)
    assert Deadline.objects.running().count() == 2000
    assert Event.objects.filter(object_type="deadline").count() == 2000
    after = clock.calendar_with(clock.notice())
    touched = list(clock.calendars.touched(after, on=clock.NOTICE_ON))
    assert touched
    clock.bulk_update()
    assert Deadline.objects.running().exclude(calendar_version="other").count() == 2000


@pytest.mark.django_db
def test_the_measurement_of_bulk_issue_approves_its_opinions_and_finds_their_numbers(clock):
    measured = measurement("bulk")
    registrar, papers = measured.fill(2)
    items = [measured.BulkItem(matter_id=one.matter_id, paper=one, version=one.version) for one in papers]
    now = measured.timezone.now()
    run = measured.bulk.start_run("issue", items, by=registrar, at=now, key="b", language="zh-hans")
    for item in run.items.all():
        measured.bulk.take(item_id=item.pk, at=now)
    assert measured.numbers() == [1, 2]


@pytest.mark.django_db
def test_the_measurement_of_the_ledger_fills_whole_chains(monkeypatch):
    measured = measurement("ledger")
    monkeypatch.setattr(measured, "ROWS", 40)
    monkeypatch.setattr(measured, "PER_FILE", 20)
    measured.fill()
    assert measured.alone().startswith("rows of the ledger verified, chain and contents | ")


@pytest.mark.django_db
def test_the_measurement_of_the_demo_tells_what_a_play_works_for():
    demo = measurement("demo")
    demo.sample(0, sys._getframe())
    assert demo.PURPOSE["all else"] == 1
    assert (
        demo._first(["/x/mediation/models/a.py", "/x/mediation/actions/ledger.py"], demo.PURPOSES) == "effects of steps"
    )
    assert demo.of_the_server() > 0
