"""An administrator loads the holiday notice of a year by a page: looked at day by day, then counted in the background."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from procrastinate.contrib.django.models import ProcrastinateJob

from mediation.jobs.bulk import load_calendar
from mediation.models import CalendarYear
from mediation.models.clock.calendar import current_calendar
from mediation.vocabulary import Role
from mediation.written.tables.writing import workbook
from tests.factories.world import at

PAGE = "/desk/office/holidays/"
ROWS = [
    ["2027-01-01", "放假", "元旦"], ["2027-03-01", "放假", "春节"], ["2027-03-02", "放假", "春节"],
    ["2027-03-06", "上班", "春节"], ["2027-10-01", "放假", "国庆节"],
]  # fmt: skip
PASTED = "\n".join("\t".join(row) for row in [["日期", "类别", "名称"], *ROWS])


@pytest.fixture
def admin(world, desk, clock):
    clock.move_to(at("2026-12-10"))
    return desk(world.staff(Role.ADMINISTRATOR, world.office))


def said(answer):
    return answer.content.decode()


def queued():
    return ProcrastinateJob.objects.filter(task_name="load_calendar").values_list("args", flat=True)


@pytest.mark.parametrize("form", ["pasted", "csv", "xlsx"])
def test_a_notice_is_seen_day_by_day_before_it_is_loaded(admin, form):
    book = workbook("放假", ["日期", "类别", "名称"], ROWS)
    given = {
        "pasted": {"text": PASTED},
        "csv": {"file": SimpleUploadedFile("2027.csv", PASTED.replace("\t", ",").encode("gb18030"))},
        "xlsx": {"file": SimpleUploadedFile("2027.xlsx", book)},
    }[form]
    shown = admin.post(PAGE, given)
    assert "2027年" in said(shown)
    assert "春节" in said(shown)
    assert not queued().exists()
    sent = {"text": shown.context["text"], "notice": shown.context["read"].notice}
    assert admin.post(PAGE, sent).status_code == 200, "not before it was compared"
    assert not queued().exists()
    assert admin.post(PAGE, {**sent, "sure": "on"}).status_code == 302
    (arguments,) = queued()
    load_calendar(**arguments)
    row = CalendarYear.objects.get(year=2027)
    assert row.loaded_by
    assert 2027 in current_calendar().covered
    assert "2027" in said(admin.get(PAGE))
    assert "不用再载入" in said(admin.post(PAGE, {**sent, "sure": "on"}))
    assert queued().count() == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "空"), ("日期,类别\n2027-01-33,放假", "第2行"), ("日期,类别\n2027-03-02,上班", "本来就是工作日"),
        ("随便写写", "不认识的列"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_its_line_and_kept(admin, text, told):
    answer = admin.post(PAGE, {"text": text, "sure": "on"})
    assert answer.status_code == 422
    assert told in said(answer)
    assert text in said(answer)
    assert not queued().exists()


def test_for_administrators_alone_and_the_way_to_it_stands_where_a_year_is_missing(admin, world, desk):
    assert desk(world.head).get(PAGE).status_code == 404
    assert PAGE in said(admin.get("/desk/office/"))
    assert PAGE in said(admin.get("/desk/administration/"))
