"""How a formal paper ends, whatever its length: 署名 is never alone on a page, nor with two lines after a page with a gap."""

from __future__ import annotations

import itertools

import pypdfium2
import pytest

from mediation.documents.papers.sealing.place import seals_on
from tests.documents.papers.reading import MM
from tests.documents.papers.test_house import print_out

pytestmark = pytest.mark.printing

TOP, BOTTOM = 37, 262
DATE, RECORD = "2025年4月3日", "抄送"
FEWEST, EARLY = 5, 2
REMEDY = (
    "如不服本处理意见，可自收到本意见书之日起30日内，向青河县人民政府（地址：青河县人民路1号，电话：0555-7200001）"
    "或者云州市农业农村局（地址：云州市农科路3号，电话：0555-6100020）书面请求复查，并附本意见书。"
)
TITLES = ("一、信访诉求", "二、调查核实情况", "三、处理依据", "四、处理意见")


def body(lines: int, longest: int) -> str:
    """So many lines in paragraphs of at most `longest` lines, four paragraphs under a title."""
    made = []
    while lines > 0:
        if len(made) % 5 == 0:
            made.append(f"<h2>{TITLES[len(made) // 5 % 4]}</h2>")
        part = min(longest, lines)
        lines -= part
        made.append(f"<p>{'国' * (28 * part - 8)}。</p>")
    return "".join(made) + "<h2>五、权利告知</h2>"


def lines_by_page(pdf: bytes) -> list[list[tuple[float, float, str]]]:
    """Top, bottom and text of the lines within the page's field, from top to bottom."""
    pages = []
    with pypdfium2.PdfDocument(pdf) as document:
        for sheet in document:
            words, high, lines = sheet.get_textpage(), sheet.get_height(), {}
            for n in range(words.count_chars()):
                _left, bottom, _right, top = words.get_charbox(n, loose=True)
                middle = round((high - (top + bottom) / 2) * MM)
                letter = words.get_text_range(n, 1)
                if letter.strip() and TOP < middle < BOTTOM:
                    key = next((k for k in (middle - 1, middle, middle + 1) if k in lines), middle)
                    known = lines.get(key, (BOTTOM, TOP, ""))
                    above, below = min(known[0], (high - top) * MM), max(known[1], (high - bottom) * MM)
                    lines[key] = above, below, known[2] + letter
            pages.append([lines[key] for key in sorted(lines)])
    return pages


def fault_of(pdf: bytes) -> str:
    """What is wrong with the end; "" where nothing is."""
    pages = lines_by_page(pdf)
    number = max(n for n, page in enumerate(pages) if any(DATE in text for *_, text in page))
    last = pages[number]
    date = max(n for n, (*_, text) in enumerate(last) if DATE in text)
    text = last[: date - 1]
    if number == 0 or len(text) >= FEWEST:
        return ""
    if not text:
        return "署名 stands alone"
    before = [line for line in pages[number - 1] if RECORD not in line[2]]
    pitch = min(below[0] - above[0] for above, below in itertools.pairwise(before))
    free = (BOTTOM - before[-1][1]) / pitch
    return f"{len(text)} lines and 署名 after a page with {free:.1f} free lines" if free > EARLY + 0.5 else ""


@pytest.mark.parametrize("record", [[], ["青河县信访局"]], ids=["", "抄送"])
@pytest.mark.parametrize("longest", [3, 4, 7])
def test_the_end_of_a_paper_of_every_length(longest, record):
    wrong = {}
    for lines in range(4, 30):
        made = print_out(body(lines, longest), remedy=[REMEDY], cc=record)
        if fault := fault_of(made.pdf):
            wrong[lines] = fault
    assert wrong == {}


@pytest.mark.parametrize("family", ["letter"])
def test_the_end_of_a_letter_of_every_length(family):
    wrong = {n: fault_of(print_out(body(n, 4), family, remedy=[REMEDY]).pdf) for n in range(4, 26)}
    assert not [fault for fault in wrong.values() if fault]


def test_a_seal_never_lies_on_the_text_above_it():
    class Organ:
        code, name = "qhny", "青河县农业农村局"

    for lines in range(6, 12):
        pdf = print_out(body(lines, 4), remedy=[REMEDY]).pdf
        (seal,) = seals_on(pdf, [Organ])
        page = lines_by_page(pdf)[seal.page]
        name = max(n for n, (*_, text) in enumerate(page) if Organ.name in text)
        top = (297 / MM - seal.box[3]) * MM
        middle = (page[name][0] + page[name + 1][1]) / 2
        assert top >= page[name - 1][1] - 0.1, lines
        assert top - page[name - 1][1] < page[name + 1][0] - page[name][0], "within one line of the text (7.3.5.1)"
        assert middle >= top + 21 - 0.1, "name and date lie a little below the centre"


def test_rare_characters_do_not_make_a_line_higher():
    plain, rare = (lines_by_page(print_out(f"<p>{'国' * 20}{one}{'国' * 40}</p>").pdf)[0] for one in ("国", "𠮷"))
    assert [round(line[0], 1) for line in plain] == [round(line[0], 1) for line in rare]


def test_who_signs_stands_under_text_and_nobody_stands_alone_on_the_last_page():
    hands = [f"第{name}人签名" for name in "一二三四五"]
    signed = '<div class="sign-lines">' + "".join(f"<p>{one}</p>" for one in hands) + "</div>"
    parted = 0
    for lines in range(22, 40, 3):
        said = "".join(f"<p>{'国' * 20}。</p>" for _line in range(lines))
        told = print_out(f'{said}<p class="flush hei">小标题</p><p>最后一句。</p>{signed}', "form")
        with pypdfium2.PdfDocument(told.pdf) as document:
            pages = [sheet.get_textpage().get_text_range() for sheet in document]
        (begun,) = [page for page in pages if hands[0] in page]
        assert "最后一句。" in begun, lines
        assert "小标题" in begun, lines
        assert sum(one in pages[-1] for one in hands) != 1, lines
        parted += hands[-1] not in begun
    assert parted, "some of these papers end on another page than their signatures begin"
