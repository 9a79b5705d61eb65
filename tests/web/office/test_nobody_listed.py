"""Lists and their files are of matters: nobody is found in them by name, and no table that leaves the desk says who is in a file."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from mediation.models import FileView
from mediation.vocabulary import BulkAct, Role
from setup.paths import ROOT
from tests.factories.bulk import begun
from tests.factories.mediation import committee
from tests.factories.world import at
from tests.stages import staged

pytestmark = pytest.mark.django_db

TODAY = "2026-03-02"
TELLING = ("张大山", "李秀英", "13800000001", "13800000002", "青河县柳树乡一村", "青河县柳树乡二村")
# Each list that is given out as a table, by the module that gives it.
TABLES = {
    "office/my_work.py": "/desk/?format=csv",
    "intake/matters.py": "/desk/matters/?format=csv",
    "papers/numbers.py": "/desk/numbers/?format=csv",
    "papers/seal_uses.py": "/desk/seal-uses/?format=csv",
    "papers/bulk.py": "/desk/bulk/{run}/?format=csv",
    "sittings/oral_agreements.py": "/desk/oral-agreements/?format=csv",  # with an agreement: test_committee_file_page
}
LISTS = ("/desk/matters/?q={}", "/desk/matters/?format=csv&q={}", "/desk/bulk/?act=submit&q={}")


@staged
def told(world):
    """A petition whose subject and account name its people, with papers of theirs."""
    return world.accepted(on=TODAY, subject="张大山、李秀英（电话13800000001）要求补足差额")


def the_run(world, told):
    world.staff(Role.REGISTRAR, world.bureau)
    return begun(world, list(told.matter.papers.filter(state="drafted")[:1]), BulkAct.SUBMIT, by=world.handler)


def test_every_table_that_is_given_out_is_tried():
    desk = ROOT / "mediation" / "web" / "desk"
    giving = {
        str(path.relative_to(desk)) for path in desk.rglob("*.py") if "as_csv(" in path.read_text(encoding="utf-8")
    }
    assert giving - {"export.py"} == set(TABLES)
    other = [
        path
        for path in Path(ROOT / "mediation").rglob("*.py")
        if re.search("xlsxwriter|csv.writer", path.read_text(encoding="utf-8"))
    ]
    assert [path.name for path in other] == ["export.py"]


@pytest.mark.parametrize("table", TABLES.values())
def test_no_table_says_who_is_in_a_file(world, desk, told, table):
    run = the_run(world, told)
    person = world.registrar if "numbers" in table or "seal" in table else world.handler
    if "oral" in table:
        person = world.staff(Role.MEDIATOR, committee(world))
    answer = desk(person).get(table.format(run=run.pk))
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert not [word for word in TELLING if any(word in cell for row in rows for cell in row)]
    if table in ("/desk/?format=csv", "/desk/matters/?format=csv"):
        assert "要求补足差额" in str(rows)


@pytest.mark.parametrize("typed", TELLING)
def test_no_list_is_filtered_by_who_somebody_is(world, desk, told, typed):
    type(told.matter).objects.update(subject="要求补足差额")
    browser = desk(world.handler)
    for address in LISTS:
        assert told.matter.number not in browser.get(address.format(typed)).content.decode()
        assert told.matter.number in browser.get(address.format("差额")).content.decode()


def test_who_stands_at_the_window_is_found_by_the_whole_name_and_the_file_says_so(world, desk, told):
    type(told.matter).objects.update(subject="要求补足差额", words=None)
    clerk = world.staff(Role.INTAKE_CLERK, world.bureau)
    browser = desk(clerk)
    assert told.matter.number in browser.get("/desk/window/", {"q": "张 大 山"}).content.decode()
    assert FileView.objects.get(matter=told.matter, user=clerk).what == "窗口查找"
    for part in ("张", "大山", "13800000001"):
        assert told.matter.number not in browser.get("/desk/window/", {"q": part}).content.decode()
    assert at(TODAY).date() == told.received_on
