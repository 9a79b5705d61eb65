"""流转稿: the Word file looks as the standard wants it. That it says what the page says is tried on every kind in test_sheets."""

from __future__ import annotations

import io
import subprocess

import pypdfium2
import pytest
from django.template import engines
from docx import Document
from docx.enum.section import WD_SECTION
from docx.oxml.ns import qn

from mediation.documents.papers.word import converted
from mediation.documents.papers.word.setting import SAID
from mediation.documents.papers.word.writing import centred_over, on_a_line
from setup.programs import needed
from tests.documents.papers.reading_word import said_in_html, said_in_word
from tests.documents.papers.test_house import FACTS

MM = 36_000  # EMU


def page(body: str, family: str = "plain", **facts) -> str:
    source = f'{{% extends "documents/_house/paper.html" %}}{{% load paper %}}{{% block body %}}{body}{{% endblock %}}'
    return engines["django"].from_string(source).render({**FACTS, "family": family, **facts})


def test_every_page_says_that_it_is_no_paper():
    section = Document(io.BytesIO(converted(page("<p>正文。</p>", "letter")))).sections[0]
    heads = (section.header, section.even_page_header, section.first_page_header)
    assert [head.paragraphs[0].text for head in heads] == [SAID] * 3
    about = Document(io.BytesIO(converted(page("<p>正文。</p>")))).core_properties
    assert about.title.startswith("流转稿：信访事项处理意见书")
    assert about.author == "青河县农业农村局"


def test_the_sheet_is_that_of_the_standard():
    section = Document(io.BytesIO(converted(page("<p>正文。</p>")))).sections[0]
    assert (round(section.page_width / MM), round(section.page_height / MM)) == (210, 297)
    margins = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert [round(one / MM, 1) for one in margins] == [37.0, 26.0, 35.0, 28.0]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    characters = (156 / 25.4 * 72) / (16 + int(grid.get(qn("w:charSpace"))) / 4096)
    lines = (225 / 25.4 * 72) / (int(grid.get(qn("w:linePitch"))) / 20)
    assert (int(characters), int(lines)) == (28, 22)


def test_type_and_indents_are_those_that_offices_know():
    document = Document(io.BytesIO(converted(page("<h2>一、诉求</h2><h3>（一）其一</h3><p>正文。</p>"))))
    found = {}
    for style in ("Title", "Heading 1", "Heading 2", "正文段落"):
        properties = document.styles[style].element
        found[style] = (
            properties.rPr.rFonts.get(qn("w:eastAsia")), properties.rPr.sz.val.pt,
            properties.pPr.ind is not None and properties.pPr.ind.get(qn("w:firstLineChars")),
        )  # fmt: skip
    assert found == {
        "Title": ("方正小标宋简体", 22, None),
        "Heading 1": ("黑体", 16, "200"),
        "Heading 2": ("楷体_GB2312", 16, "200"),
        "正文段落": ("仿宋_GB2312", 16, "200"),
    }


def test_a_table_repeats_its_head_and_keeps_its_rows_whole():
    rows = "<tr><td>甲</td><td>一</td></tr><tr class='long'><td>乙</td><td>二</td></tr>"
    html = page(f"<table><thead><tr><th>名</th><th>值</th></tr></thead><tbody>{rows}</tbody></table>", "form")
    rows = Document(io.BytesIO(converted(html))).tables[0]._tbl.tr_lst
    assert [row.trPr.find(qn("w:tblHeader")) is not None for row in rows] == [True, False, False]
    assert [row.trPr.find(qn("w:cantSplit")) is not None for row in rows] == [True, True, False]


@pytest.mark.printing
def test_it_says_what_the_page_says_and_has_no_code_to_check_it_by():
    html = page("<p>正文。</p>", attachments=["甲", "乙"], cc=["青河县信访局"], remedy=["如不服……"])
    assert said_in_word(converted(html)) == said_in_html(html)
    assert said_in_html(html)[-1] == "抄送：青河县信访局。"
    assert "核验" in html
    assert "核验" not in "".join(said_in_word(converted(html)))


def test_what_was_typed_is_kept_line_by_line_and_never_obeyed():
    html = page("<p class='turn br'>{{ typed }}</p>", "form", typed="张大山：<w:br/>第一行\n  第二行 & <b>粗</b>")
    assert said_in_word(converted(html))[-2:] == ["张大山：<w:br/>第一行", "第二行&<b>粗</b>"]


def test_characters_that_no_word_file_may_hold_are_left_out():
    html = page("<p>{{ typed }}</p>", typed="甲\x07乙\ufffe丙\x1b")
    assert "甲乙丙" in said_in_word(converted(html))


def test_the_name_stands_over_the_middle_of_the_day_and_inside_the_page():
    assert centred_over("青河县信访局", "2025年4月3日") == 4
    assert centred_over("青河县农业农村局农业综合执法大队", "2025年4月3日") == 0


def test_organs_that_sign_jointly_stand_in_rows_with_room_for_their_seals():
    names = ["青河县农业农村局", "青河县信访局", "青河县司法局", "青河县城市管理局"]
    document = Document(io.BytesIO(converted(page("<p>正文。</p>", signing=names))))
    first, second, day = document.paragraphs[-3:]
    assert [first.text, second.text] == [
        "青河县农业农村局\u3000\u3000青河县信访局\u3000\u3000青河县司法局",
        "青河县城市管理局",
    ]
    assert day.text.startswith("2025年")
    assert first.paragraph_format.space_before is None, "as its style has it"
    assert second.paragraph_format.space_before > first.style.paragraph_format.space_before
    assert document.paragraphs[0].text.split("\n")[:4] == names


def test_a_line_to_sign_on_is_eight_characters_long():
    assert on_a_line("") == "　" * 8
    assert on_a_line("李立") == "　　　李立　　　"


@pytest.mark.printing
def test_a_record_on_the_back_of_the_last_sheet_has_a_section_on_an_even_page_without_a_number():
    body = "<p>信访人反映的情况部分属实，应当依法处理，并在规定期限内答复。</p>" * 42
    document = Document(io.BytesIO(converted(page(body, cc=["青河县信访局"]))))
    own, back = document.sections
    assert back.start_type == WD_SECTION.EVEN_PAGE
    assert "PAGE" in own.footer._element.xml
    assert "PAGE" not in back.footer._element.xml + back.even_page_footer._element.xml
    assert back.header.is_linked_to_previous
    assert document.paragraphs[-2].text.startswith("2025年"), "no empty line behind the day"
    assert document.paragraphs[-1].text == "抄送：青河县信访局。"


@pytest.mark.printing
@pytest.mark.parametrize("lines", [1, 14])
def test_a_record_stays_on_a_single_page_or_an_even_last_one(lines):
    body = "<p>信访人反映的情况部分属实，应当依法处理，并在规定期限内答复。</p>" * lines
    assert len(Document(io.BytesIO(converted(page(body, cc=["青河县信访局"])))).sections) == 1


def test_an_office_program_opens_it_with_28_characters_in_a_line(tmp_path):
    html = page("<p class='flush'>" + "国" * 28 * 30 + "</p>", "letter")
    (tmp_path / "稿.docx").write_bytes(converted(html))
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    subprocess.run(
        [needed("soffice"), home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "稿.docx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    with pypdfium2.PdfDocument(tmp_path / "稿.pdf") as document:
        text = [one.get_textpage().get_text_range() for one in document]
    assert len(text) == 2
    lines = [line for page in text for line in page.splitlines() if line.startswith("国")]
    assert [len(line.strip()) for line in lines] == [28] * 30, text
    assert all(SAID in page for page in text)
    assert "— 1 —" not in text[0]
    assert "— 2 —" in text[1]
