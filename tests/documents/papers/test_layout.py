"""GB/T 9704-2012, measured on the PDF itself. `pytest -s tests/documents/papers/test_layout.py` prints the table."""

import sys
from collections.abc import Iterator

import pytest

from tests.documents.papers.measuring import Page
from tests.documents.papers.test_house import print_out

pytestmark = pytest.mark.printing

EM, LINE = 156 / 28, 225 / 22
LEFT, RIGHT, TOP, BOTTOM = 28, 184, 37, 262
FOUR = 14 * 25.4 / 72
TOLERANCE = 0.5
ALONE = "{% endblock %}{% block head %}{% endblock %}{% block addressee %}"
Row = tuple[str, str, float, float]


def full_pages() -> Iterator[Row]:
    pdf = print_out(f"<p class='flush'>{'国' * 28 * 24}</p>{ALONE}").pdf
    with Page(pdf) as odd, Page(pdf, 1) as even:
        first, last = odd.ink("国", loose=True), odd.ink("国", loose=True, last=True)
        yield "版心左边，单页（订口28）", "5.2.1", LEFT, first.left
        yield "版心右边，单页", "5.2.1", RIGHT, last.right
        yield "版心左边，双页（订口在右）", "5.2.1", LEFT - 2, even.ink("国", loose=True).left
        yield "第一行到第22行", "5.2.3", 21 * LINE, last.bottom - first.bottom
        yield "天头到第一行字上边（半个行距）", "5.2.1", TOP + (LINE - EM) / 2, odd.ink("国", loose=True).top
        yield "末行字下边到版心下边（半个行距）", "5.2.1", BOTTOM - (LINE - EM) / 2, last.bottom
        yield "一字宽", "3", EM, first.right - first.left
        yield "页码一字线，距版心下边缘7", "7.5", BOTTOM + 7, odd.ink("—").top
        yield "单页码右空一字", "7.5", RIGHT - FOUR, odd.ink("— 1 —").right
        yield "双页码左空一字", "7.5", LEFT - 2 + FOUR, even.ink("— 2 —").left


def plain() -> Iterator[Row]:
    with Page(print_out("<h2>一、标题</h2><p>正文。</p>", attachments=["清单"], cc=["县信访局"]).pdf) as page:
        title = page.ink("信访事项处理意见书", loose=True)
        date = page.ink("2025年4月3日", loose=True)
        yield "标题2号字宽", "7.3.1", 22 * 25.4 / 72, (title.right - title.left) / 9
        yield "标题居中", "7.3.1", (LEFT + RIGHT) / 2, title.middle
        yield "一级标题左空二字", "7.3.3", LEFT + 2 * EM, page.ink("一、标题", loose=True).left
        yield "正文左空二字", "7.3.3", LEFT + 2 * EM, page.ink("正文", loose=True).left
        yield "附件说明左空二字", "7.3.4", LEFT + 2 * EM, page.ink("附件：", loose=True).left
        gap = page.ink("附件：", loose=True).top - page.ink("正文", loose=True).top
        yield "附件说明下空一行", "7.3.4", 2 * LINE, gap
        yield "成文日期右空四字", "7.3.5.1", RIGHT - 4 * EM, date.right
        name = page.ink("青河县农业农村局", loose=True, last=True)
        yield "署名以成文日期为准居中", "7.3.5.1", date.middle, name.middle
        record = page.rules()[-1]
        yield "版记左边", "7.4.1", LEFT, record.left
        yield "版记右边", "7.4.1", RIGHT, record.right
        yield "版记末条分隔线在版心下边缘", "7.4.1", BOTTOM, record.bottom
        yield "抄送左空一字", "7.4.2", LEFT + FOUR, page.ink("抄送", loose=True).left


def letter() -> Iterator[Row]:
    with Page(print_out("<p>请办理。</p>", "letter", to_organ={"name": "青河县信访局"}).pdf) as page:
        name, number, (upper, *_rest, lower) = page.ink("青河县农业农村局"), page.ink("青农访处"), page.rules()
        yield "信函：机关标志上边到纸边30", "10.1", 30, name.top
        yield "信函：标志下4处双线", "10.1", name.bottom + 4, upper.top
        yield "信函：双线长170，左", "10.1", 20, upper.left
        yield "信函：双线长170，右", "10.1", 190, upper.right
        yield "信函：下双线距纸边20", "10.1", 297 - 20, lower.bottom
        yield "信函：文号距线3号字高的7/8", "10.1", upper.bottom + 16 * 25.4 / 72 * 7 / 8, number.top


def minutes_and_annex() -> Iterator[Row]:
    with Page(print_out("<p>议定事项。</p>", "minutes").pdf) as page:
        yield "纪要：标志上边到版心上边35", "10.3", TOP + 35, page.ink("信访事项处理").top
    annex = "<div class='annex'><p class='no'>附件1</p><h1>收购合同清单</h1><p>内容</p></div>"
    with Page(print_out(f"<p>正文。</p>{annex}").pdf, 1) as page:
        first, title = page.ink("附件1", loose=True), page.ink("收购合同清单", loose=True)
        yield "附件：序号在第一行", "7.3.7", TOP + (LINE - EM) / 2, first.top
        yield "附件：序号顶格", "7.3.7", LEFT - 2, first.left
        yield "附件：标题居中", "7.3.7", (LEFT + RIGHT) / 2 - 2, title.middle
        yield "附件：标题在第三行", "7.3.7", 2 * LINE, (title.top + title.bottom - first.top - first.bottom) / 2


@pytest.mark.parametrize("part", [full_pages, plain, letter, minutes_and_annex])
def test_everything_stands_where_the_standard_puts_it(part):
    rows = list(part())
    for what, clause, wanted, found in rows:
        sys.stdout.write(f"| {what} | {clause} | {wanted:.2f} | {found:.2f} | {found - wanted:+.2f} |\n")
    wrong = [row for row in rows if abs(row[3] - row[2]) > TOLERANCE]
    assert wrong == []


@pytest.mark.parametrize(("paragraphs", "pages"), [(1, 1), (5, 2), (9, 4), (12, 4)])
def test_the_record_of_copies_is_on_the_last_even_page(paragraphs, pages):
    made = print_out(f"<p>{'正文' * 70}</p>" * paragraphs, cc=["县信访局"])
    assert made.pages == pages
    with Page(made.pdf, -1) as last:
        assert abs(last.rules()[-1].bottom - BOTTOM) < TOLERANCE
    with Page(made.pdf, -2) as before:
        assert pages == 1 or before.words.search("抄送").get_next() is None


def test_a_back_with_nothing_but_the_record_has_no_number():
    made = print_out(f"<p>{'正文' * 70}</p>" * 9, cc=["县信访局"])
    with Page(made.pdf, -1) as back:
        assert "".join(back.words.get_text_range().split()) == "抄送：县信访局。"
