"""What people paste from their own lists."""

from __future__ import annotations

import pytest

from mediation.web.forms.pasted import REASONS, wanted_of
from mediation.workflows import facts as f
from mediation.workflows.intake.rows import PARTY_COLUMNS
from mediation.written.tables import Why, read

NAMES = wanted_of(PARTY_COLUMNS)
OTHER = wanted_of((f.text("what", "什么"), f.text("who", "谁")))


def rows_of(text, wanted):
    """The rows by column name, and the heads of columns for which there is no place."""
    found = read(text, wanted)
    return [row.values for row in found.rows], [seen.head for seen in found.columns if found.by_head and not seen.name]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("张三\t一村\t13800000001", {"name": "张三", "address": "一村", "phone": "13800000001"}),
        ("张三 一村 １３８０００００００１", {"name": "张三", "address": "一村", "phone": "13800000001"}),
        ("张三，13800000001，一村", {"name": "张三", "address": "一村", "phone": "13800000001"}),
        ("1\t𠮷田\t男\t110101199003071234\t一村", {"name": "𠮷田", "address": "一村"}),
        ('张三\t"一村\n2组"\t13800000001', {"name": "张三", "address": "一村 2组", "phone": "13800000001"}),
        ("\t张三\t一村", {"name": "张三", "address": "一村"}),
    ],
)
def test_a_line_without_heads_is_told_apart_by_its_looks(text, row):
    rows, left = rows_of(text, NAMES)
    assert ([{name: value for name, value in one.items() if value} for one in rows], left) == ([row], [])


def test_heads_say_which_column_is_which_and_the_rest_is_named():
    text = "序号\t手机号\t姓名\t性别\t家庭住址\n1\t13800000001\t䶮龘\t女\t一村"
    assert rows_of(text, NAMES) == ([{"phone": "13800000001", "name": "䶮龘", "address": "一村"}], ["序号", "性别"])


def test_a_sheet_with_a_missing_cell_keeps_its_columns():
    rows, _left = rows_of("姓名\t住址\t电话\n\t一村\t\n李四\t\t13800000002", NAMES)
    assert rows == [
        {"name": "", "address": "一村", "phone": ""},
        {"name": "李四", "address": "", "phone": "13800000002"},
    ]


def test_other_tables_are_read_in_their_order():
    assert rows_of("一\t二", OTHER) == ([{"what": "一", "who": "二"}], [])


def test_every_reason_has_its_words():
    assert set(REASONS) == set(Why)
