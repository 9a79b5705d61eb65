"""The house layout, looked at through what it prints: places in millimetres, long names, hostile text."""

from typing import Any

import pypdfium2
import pytest
from django.template import engines

from mediation.documents.rendering import Rendered, render
from mediation.templatetags import paper
from tests.documents.papers.reading import MM, lines_of, text_of

pytestmark = pytest.mark.printing

LONG_NAME = "青河县经济技术开发区高新产业园区管理委员会自然资源局"
HOSTILE = "<script>alert(1)</script><img src=file:///etc/passwd>{{ settings }}{% now 'Y' %}&lt;</p>"
FACTS: dict[str, Any] = {
    "title": "信访事项处理意见书",
    "number": "青农访处〔2025〕12号",
    "issued_on": "2025-04-03",
    "organ": {"name": "青河县农业农村局"},
    "to_organ": None,
    "addressees": [{"name": "张三"}, {"name": "𠮷田㐂"}],
    "matter": {"number": "QH2025030001", "subject": "青椒收购价格"},
    "verification": {
        "number": "青农访处〔2025〕12号",
        "code": "7KQ2MX8HWZ4RB9TC",
        "site": "https://xf.example.gov.cn",
        "address": "https://xf.example.gov.cn/v/7KQ2MX8HWZ4RB9TC",
    },
    "draft": False,
}


def print_out(body: str, family: str = "plain", **facts: Any) -> Rendered:
    source = f'{{% extends "documents/_house/paper.html" %}}{{% load paper %}}{{% block body %}}{body}{{% endblock %}}'
    html = engines["django"].from_string(source).render({**FACTS, "family": family, **facts})
    made = render(html, title=FACTS["title"], created="2025-04-03")
    assert made.remarks == ()
    return made


def place_of(pdf: bytes, text: str, page: int = -1) -> tuple[float, float]:
    """Left edge and distance of the base from the upper edge of the sheet, in millimetres."""
    with pypdfium2.PdfDocument(pdf) as document:
        sheet = document[page % len(document)]
        found = sheet.get_textpage()
        start, _length = found.search(text).get_next()
        left, bottom, _right, _top = found.get_charbox(start)
        return left * MM, (sheet.get_height() - bottom) * MM


@pytest.mark.parametrize("family", ["plain", "letter", "minutes", "form"])
@pytest.mark.parametrize("organ", ["县府办", LONG_NAME])
def test_a_short_and_a_long_paper_of_every_family(family, organ):
    short = print_out("<p>短。</p>", family, organ={"name": organ})
    assert short.pages == 1
    long = print_out(
        "<p>" + "长文" * 900 + "</p>", family, organ={"name": organ}, attachments=["甲", "乙"], cc=["县信访局"]
    )
    assert long.pages >= 3
    for made in (short, long):
        rightmost = max(line.right for line in lines_of(made.pdf))
        assert rightmost < 191, "nothing hangs over the edge"
        printed = "".join(text_of(made.pdf).split())
        assert printed.count("7KQ2-MX8H-WZ4R-B9TC") == made.pages
    assert "抄送：县信访局。" in printed


def test_the_page_has_22_lines_of_28_characters():
    alone = "{% endblock %}{% block head %}{% endblock %}{% block addressee %}"
    made = print_out("<p class='flush'>" + "国" * 28 * 24 + "</p>" + alone).pdf
    lines = [line for line in lines_of(made) if line.text.startswith("国")]
    assert [len(line.text) for line in lines] == [28] * 22
    assert all(abs(line.left - 28) < 0.3 and abs(line.right - 184) < 0.3 for line in lines)


def test_signature_date_and_page_number_stand_where_the_standard_puts_them():
    made = print_out("<p>正文。</p>").pdf
    lines = lines_of(made)
    date = next(line for line in lines if line.text == "2025年4月3日")
    name = lines[lines.index(date) - 1]
    assert abs((name.left + name.right) - (date.left + date.right)) < 1, "the name is centred over the date"
    em = 15.79 * MM
    assert abs((184 - date.right) - 4 * em) < 0.6 * em
    number = next(line for line in lines if line.text.endswith("—1—"))
    assert abs((184 - number.right) - 14 * MM) < 0.5


def test_the_number_is_outside_on_both_sides_of_the_sheet():
    made = print_out("<p>" + "长文" * 500 + "</p>").pdf
    odd, even = (next(line for line in lines_of(made, n) if f"—{n + 1}—" in line.text) for n in (0, 1))
    assert odd.right > 175
    assert even.left < 35
    assert abs(lines_of(made, 1)[0].left - 26) < 0.3, "the wide margin is at the binding"


def test_the_copy_list_is_at_the_foot_of_the_last_page():
    made = print_out("<p>正文。</p>", cc=["青河县信访局", "云州市农业农村局"])
    _left, base = place_of(made.pdf, "抄送")
    assert 250 < base < 262


def test_what_a_person_typed_is_printed_not_obeyed():
    made = print_out("<p class='br'>{{ typed|lines }}</p>", typed=f"{HOSTILE}\n第二段")
    assert "".join(HOSTILE.split()) in "".join(text_of(made.pdf).split())
    paragraphs = [line for line in lines_of(made.pdf) if line.text.startswith(("<script>", "第二段"))]
    assert all(line.left > 38 for line in paragraphs)


def test_a_draft_says_so_and_has_no_code():
    printed = text_of(print_out("<p>正文。</p>", draft=True, number="", issued_on=None).pdf)
    assert "草稿" in printed
    assert "未编号" in printed
    assert "核验码" not in printed


def test_a_table_repeats_its_head_and_keeps_its_rows_whole():
    rows = "".join(f"<tr><td>{n}</td><td>收购合同第{n}号</td><td>{'证明的事实' * 12}</td></tr>" for n in range(30))
    head = "<thead><tr><th>序号</th><th>证据名称</th><th>证明的事实</th></tr></thead>"
    made = print_out(f"<table>{head}<tbody>{rows}</tbody></table>", "form")
    assert made.pages >= 3
    assert text_of(made.pdf).count("证据名称") == made.pages


@pytest.mark.parametrize(
    ("title", "broken"),
    [
        ("青河县农业农村局", ["青河县农业农村局"]),
        (LONG_NAME, ["青河县经济技术开发区", "高新产业园区管理委员会自然资源局"]),
        ("关于青椒收购价格问题信访事项不予受理告知书", ["关于青椒收购价格问题", "信访事项不予受理告知书"]),
        ("字" * 50, ["字" * 17, "字" * 16, "字" * 17]),
    ],
)
def test_a_title_is_broken_by_meaning(title, broken):
    assert paper.by_meaning(title, 20) == broken


@pytest.mark.parametrize(
    ("people", "printed"),
    [(["张三"], "张三"), (["张三", "李四"], "张三、李四"), (list("甲乙丙丁戊己庚"), "甲、乙、丙等7人")],
)
def test_names(people, printed):
    assert paper.names([{"name": name} for name in people]) == printed


@pytest.mark.parametrize(
    ("amount", "printed"),
    [
        ("12800", "12800.00元（大写：壹万贰仟捌佰元整）"),
        ("0.05", "0.05元（大写：伍分）"),
        ("1000500.30", "1000500.30元（大写：壹佰万零伍佰元叁角）"),
        (107, "107.00元（大写：壹佰零柒元整）"),
    ],
)
def test_amounts(amount, printed):
    assert paper.yuan(amount) == printed


def test_days_and_moments():
    assert paper.cn_day("2025-04-03") == "2025年4月3日"
    assert paper.cn_moment("2025-04-03T09:30:00+08:00") == "2025年4月3日9时30分"
    assert paper.cn_day(None) == ""


@pytest.mark.parametrize("typed", ["予以支持", "予以支持。", "予以支持；", " 予以支持。。 "])
def test_a_typed_sentence_ends_with_one_full_stop(typed):
    assert paper.sentence(typed) == "予以支持。"
