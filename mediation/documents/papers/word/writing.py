"""Writes the blocks of a page as a Word file."""

from __future__ import annotations

import io
from typing import Any
from unicodedata import east_asian_width

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Pt, RGBColor

from mediation.documents.papers.word import setting
from mediation.documents.papers.word.reading import BETWEEN, Page, Paragraph, Run, Table
from mediation.documents.papers.word.setting import tag
from mediation.documents.papers.word.styles import LOOKS, RED, SHEETS, TABLE_GAP, Sheet, Style
from mediation.documents.papers.word.tables import add_table

ROOM = "\u3000"
LINE_TO_WRITE_ON = 8  # characters
# Lines before the first (True) of those present, and between two rows of seals.
LOOSE = {("present", True): 1, ("joint", False): 3.5}
SHORT = 140  # characters: a longer paragraph would be moved to the signature's page as a whole


def written(page: Page, *, back: bool = False) -> bytes:
    """The Word file of a page; its 版记 on the back of the last sheet, or at the foot of the last page."""
    sheet = SHEETS[page.family]
    document = Document()
    setting.prepare(document, sheet)
    for name, style in sheet.styles.items():
        _style(document, name, style, sheet)
    setting.head_and_foot(document, sheet, page)
    for place, (before, block) in enumerate(zip([None, *page.blocks], page.blocks, strict=False)):
        after = _following(block, page.blocks[place + 1 :])
        if isinstance(block, Table):
            add_table(document, block, sheet, fill)
        else:
            _paragraph(document, block, before, after, sheet)
    if back:
        setting.turn_over(document)
    setting.foot_of_last_page(document, page, sheet, fill)
    _about(document, page)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _following(block: Any, rest: list[Any]) -> Any:
    """What comes next; of names that sign jointly, what comes after them all: the day over which the last one stands."""
    passed = ("joint",) if getattr(block, "style", "") == "joint" else ()
    return next((one for one in rest if getattr(one, "style", "") not in passed), None)


def _style(document: Any, name: str, style: Style, sheet: Sheet) -> None:
    made = (
        document.styles[style.name]
        if style.built_in
        else document.styles.add_style(style.name, WD_STYLE_TYPE.PARAGRAPH)
    )
    made.base_style = document.styles["Normal"]
    made.quick_style = True
    setting.clear(made.element)
    setting.font(made.element.get_or_add_rPr(), style.font, style.size or sheet.size)
    if style.size:
        setting.closer(made.element.rPr, 0)
    if style.red:
        made.font.color.rgb = RGBColor.from_string(RED)
    room = made.paragraph_format
    room.line_spacing = Pt(style.line or sheet.line)
    room.space_before, room.space_after = Pt(style.before), Pt(style.after)
    room.keep_with_next = style.stays or None
    properties = made.element.get_or_add_pPr()
    setting.indent(properties, style, sheet)
    setting.align(properties, style.align)


def _paragraph(document: Any, block: Paragraph, before: Any, after: Any, sheet: Sheet) -> None:
    """A paragraph of the body; what stands before the signature stays with it."""
    style = sheet.styles[block.style]
    made = document.add_paragraph(style=style.name)
    room = made.paragraph_format
    following, preceding = getattr(after, "style", ""), getattr(before, "style", "")
    if block.spaced or isinstance(after, Table):
        room.space_after = Pt(style.after + (sheet.line if block.spaced else TABLE_GAP))
    if isinstance(before, Table) or (block.style, block.style != preceding) in LOOSE:
        lines = LOOSE.get((block.style, block.style != preceding), 0)
        room.space_before = Pt(max(style.before, lines * sheet.line or TABLE_GAP))
    if block.new_page:
        room.page_break_before = True
    if following in ("signer", "joint") and len(block.text) <= SHORT:
        room.keep_with_next = True
    if block.style in ("signer", "joint"):
        room.right_indent = Pt(
            centred_over(block.text.rpartition(BETWEEN)[2], getattr(after, "text", "")) * sheet.character
        )
    if block.style == "to_sign" and following not in ("to_sign", "signer"):
        room.keep_with_next = False
    if block.style == "issued":
        setting.of_minutes(made, sheet)
    fill(made, block)


def fill(paragraph: Any, block: Paragraph) -> None:
    """Put the runs into a paragraph."""
    for run in block.runs:
        text = on_a_line(run.text) if run.look == "line" else run.text
        made = paragraph.add_run()
        for place, part in enumerate(text.split("\n")):
            if place:
                made.add_break()
            made.add_text(part)
        _look(made, run)


def _look(made: Any, run: Run) -> None:
    if run.look in LOOKS:
        setting.font(made._r.get_or_add_rPr(), LOOKS[run.look], 20 if run.look == "code" else 0)  # noqa: SLF001
    if run.look == "line":
        made.underline = True


def on_a_line(text: str) -> str:
    """A name in the middle of a line to write on; of none the whole line."""
    free = max(0, LINE_TO_WRITE_ON - round(width_of(text)))
    return ROOM * (free // 2) + text + ROOM * (free - free // 2)


def width_of(text: str) -> float:
    """In characters of Chinese, of which a Latin letter or digit takes half."""
    return sum(1 if east_asian_width(one) in "WFA" else 0.5 for one in text)


def centred_over(name: str, day: str) -> float:
    """How far the organ's name stands from the right edge, in characters: over the middle of the day, inside the page."""
    return max(0.0, 4 + (width_of(day) - width_of(name)) / 2)


def _about(document: Any, page: Page) -> None:
    """Who and what, and no days: a draft has none yet."""
    about = document.core_properties
    about.title, about.author, about.comments = f"流转稿：{page.title}", page.author, setting.SAID
    about.last_modified_by, about.language, about.keywords = page.author, "zh-CN", ""
    for part in list(about._element):  # noqa: SLF001
        if part.tag in (tag("dcterms:created"), tag("dcterms:modified")):
            about._element.remove(part)  # noqa: SLF001
