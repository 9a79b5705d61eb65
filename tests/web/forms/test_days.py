"""A day is read in every form in which people write one; what cannot be read is refused with what to write."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

from mediation.web.forms.days import SHANGHAI, DayField, MomentField, Unreadable, day_of, iso, moment_of

SAME_DAY = (
    "2026-03-02", "2026-3-2", "2026.3.2", "2026/03/02", "20260302", "2026年3月2日", "2026年03月02日", "2026 年 3 月 2 日",
    "2026年3月2号", "２０２６年３月２日", "3月2日", "3月2号", "三月二日", "二〇二六年三月二日", " 2026-03-02 ", "今天",
    "2026/3/2 0:00", "2026-03-02 00:00:00",
)  # fmt: skip
NO_DAY = (
    "03/02/2026",
    "3/2",
    "26-3-2",
    "2026-03",
    "下周三",
    "2026年",
    "202603020",
    "2026-03-02x",
    "三月",
    "0",
    "年月日",
)


@pytest.fixture(autouse=True)
def on_that_day():
    with time_machine.travel(datetime(2026, 3, 2, 12, tzinfo=SHANGHAI)):
        yield


@pytest.mark.parametrize("typed", SAME_DAY)
def test_one_day_in_every_form(typed):
    assert day_of(typed) == date(2026, 3, 2)
    assert iso(typed) == "2026-03-02"


@pytest.mark.parametrize("typed", NO_DAY)
def test_what_is_no_day_is_refused_and_left_as_typed(typed):
    with pytest.raises(Unreadable):
        day_of(typed)
    assert iso(typed) == typed


@pytest.mark.parametrize(
    ("typed", "day"),
    [("十二月三十一日", date(2026, 12, 31)), ("二〇二五年十月二十日", date(2025, 10, 20)), ("十月十日", date(2026, 10, 10)),
     ("昨天", date(2026, 3, 1)), ("2024年2月29日", date(2024, 2, 29))],
)  # fmt: skip
def test_numerals_and_words(typed, day):
    assert day_of(typed) == day


@pytest.mark.parametrize(
    ("typed", "clock"),
    [("2026-03-02 09:30", "09:30"), ("2026-03-02T09:30", "09:30"), ("3月2日9点半", "09:30"), ("3月2日 下午2点", "14:00"),
     ("20260302 9：05", "09:05"), ("2026年3月2日上午9时30分", "09:30"), ("今天 中午12点", "12:00"), ("3月2日晚上八点", "20:00"),
     ("2026-3-2 9:05", "09:05"), ("3月2日 中午1点整", "13:00")],
)  # fmt: skip
def test_a_moment_by_the_clocks_of_the_place(typed, clock):
    assert moment_of(typed).isoformat() == f"2026-03-02T{clock}:00+08:00"


@pytest.mark.parametrize("typed", ["2026-03-02", "2026-03-02 25:00", "2026-03-02 9:75", "九点", "2026-3-29:05"])
def test_what_is_no_moment_is_refused(typed):
    with pytest.raises(Unreadable):
        moment_of(typed)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [(DayField, "03/02/2026", "“收到日期”看不出是哪一天，请写成2026-03-02的样子"),
     (DayField, "2026年2月30日", "“收到日期”写的2026年2月30日不存在"),
     (DayField, "0000-01-01", "不存在"),
     (MomentField, "2026-03-02", "看不出是哪天几点，请写成2026-03-02 09:30的样子")],
)  # fmt: skip
def test_a_fault_says_what_to_write(field, typed, said):
    with pytest.raises(ValidationError, match=said):
        field(label="收到日期").clean(typed)


def test_no_page_leaves_a_day_to_the_language_of_the_browser():
    kinds = "(date|datetime-local|time|month|week)"
    native = re.compile(rf"""<input[^>]*type=["']?{kinds}\b|["']type["']: ["']{kinds}\b|forms\.(Date|Time)""")
    found = [
        path.relative_to(settings.ROOT)
        for folder, ending in (("templates", "*.html"), ("mediation/web", "*.py"))
        for path in Path(settings.ROOT, folder).rglob(ending)
        if native.search(path.read_text(encoding="utf-8"))
    ]
    assert not found
    assert native.search('<input type="date">')
    assert native.search('{"type": "date"}')
    assert native.search("forms.DateField()")


def test_the_calculator_reads_the_same_forms(client, db):
    page = client.get(reverse("public:calculator"), {"code": "D6", "from": "2025年9月8日"})
    assert page.status_code == 200
    assert "2025年10月9日" in page.content.decode()
    spans = {"code": "D9", "from": "20250603", "after": "2025.6.10", "through": "2025年6月24日"}
    assert "2025年7月17日" in client.get(reverse("public:calculator"), spans).content.decode()


def test_the_catalogue_of_statutes_reads_the_same_forms(client, db):
    assert 'value="2025-03-03"' in client.get(reverse("public:statutes"), {"on": "2025年3月3日"}).content.decode()
