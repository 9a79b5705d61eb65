"""The sheet itself: margins, grid, fonts, what stands in its head and at its foot. Word's own terms stay in here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docx.enum.section import WD_SECTION
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from mediation.documents.papers.word.reading import Page, Paragraph
from mediation.documents.papers.word.styles import FANG, HEI, MM, RED, SONG, STAND_INS, Sheet, Style

SAID = "流转稿，不作为正式文书。在本文件中的改动不回到系统，以签发的文书为准。"
TWIPS = 20
BLACK = "000000"
FOOT = 20  # millimetres from the lower edge of the sheet: there is the lower rule of a letter
NUMBER = 9.5  # millimetres from the text to the foot of the page number
SIDES = ("top", "left", "bottom", "right")
# The order in which Word wants the properties of a paragraph.
ORDER = (
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "suppressLineNumbers",
    "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct",
    "autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing",
    "mirrorIndents", "suppressOverlap", "jc", "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl",
    "divId", "cnfStyle", "rPr", "sectPr", "pPrChange",
)  # fmt: skip


def tag(name: str) -> str:
    """A name with its namespace as lxml writes it."""
    return qn(name)


def child(parent: Any, name: str, **values: object) -> Any:
    """A new element under the parent, with attributes of the same namespace."""
    made = OxmlElement(f"w:{name}")
    for key, value in values.items():
        made.set(qn(f"w:{key}"), str(value))
    parent.append(made)
    return made


def prepare(document: Any, sheet: Sheet) -> None:
    """A4 with the margins, the grid and the fonts of the family; odd and even pages differ."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    top, right, bottom, left = sheet.margins
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(
        Mm, (top, right, bottom, left)
    )
    section.header_distance, section.footer_distance = Mm(14), Mm(FOOT)
    grid = section._sectPr.find(qn("w:docGrid"))  # noqa: SLF001
    grid = grid if grid is not None else child(section._sectPr, "docGrid")  # noqa: SLF001
    if sheet.character != sheet.size:
        grid.set(qn("w:type"), "linesAndChars")
        grid.set(qn("w:charSpace"), str(round((sheet.character - sheet.size) * 4096)))
    grid.set(qn("w:linePitch"), str(round(sheet.line * TWIPS)))
    document.settings.odd_and_even_pages_header_footer = True
    _settings(document.settings.element)
    _normal(document, sheet)
    _font_table(document)


def _settings(settings: Any) -> None:
    """Mirrored margins; blanks at a line's end are underlined; a line that ends with a break is not stretched."""
    settings.insert(1, OxmlElement("w:mirrorMargins"))
    compat = settings.find(qn("w:compat"))
    for name in ("doNotExpandShiftReturn", "ulTrailSpace", "balanceSingleByteDoubleByteWidth"):
        compat.insert(0, OxmlElement(f"w:{name}"))
    compat.find(qn("w:compatSetting")).set(qn("w:val"), "15")
    settings.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")


def _normal(document: Any, sheet: Sheet) -> None:
    normal = document.styles["Normal"]
    clear(normal.element)
    font(normal.element.get_or_add_rPr(), FANG, sheet.size)
    room = normal.paragraph_format
    room.space_before = room.space_after = Pt(0)
    room.line_spacing = Pt(sheet.line)
    properties = normal.element.get_or_add_pPr()
    # As in the paper itself: no gaps between Chinese and digits, no mark outside the text. The styles keep the grid by
    # themselves, for LibreOffice gives a character that is wider than a cell two cells.
    for name in ("overflowPunct", "autoSpaceDE", "autoSpaceDN", "snapToGrid"):
        put(properties, name, val="0")
    closer(normal.element.get_or_add_rPr(), sheet.closer)
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for language in defaults.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-US")  # of Latin words and numbers: in Chinese they would be broken anywhere
        language.set(qn("w:eastAsia"), "zh-CN")


def put(properties: Any, name: str, **values: object) -> Any:
    """A new property of a paragraph, where Word wants it."""
    made = child(properties, name, **values)
    before = {qn(f"w:{one}") for one in ORDER[: ORDER.index(name)]}
    properties.insert(sum(one.tag in before for one in properties), made)
    return made


def _font_table(document: Any) -> None:
    """What stands in for a font that is not there."""
    part = next(one for one in document.part.package.iter_parts() if str(one.partname) == "/word/fontTable.xml")
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{"modern" if name == HEI else "roman"}"/><w:pitch w:val="variable"/></w:font>'
        for name, others in STAND_INS.items()
    )
    part._blob = part.blob.replace(b"</w:fonts>", f"{fonts}</w:fonts>".encode())  # noqa: SLF001


def clear(style: Any) -> None:
    """Forget how the template made the style look."""
    for name in ("w:rPr", "w:pPr"):
        found = style.find(qn(name))
        if found is not None:
            style.remove(found)


def font(properties: Any, name: str, size: float = 0) -> None:
    """A font for Chinese and Latin alike, in points."""
    fonts = properties.get_or_add_rFonts()
    for key in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{key}"), name)
    fonts.set(qn("w:hint"), "eastAsia")
    if size:
        properties.get_or_add_sz().set(qn("w:val"), str(round(size * 2)))
        for old in properties.findall(qn("w:szCs")):
            properties.remove(old)
        made = OxmlElement("w:szCs")
        made.set(qn("w:val"), str(round(size * 2)))
        properties.find(qn("w:sz")).addnext(made)


def closer(properties: Any, points: float) -> None:
    """Set characters closer to each other, in Word's twentieths of a point."""
    made = OxmlElement("w:spacing")
    made.set(qn("w:val"), str(round(-points * TWIPS)))
    later = next((one for one in properties if one.tag in (qn("w:sz"), qn("w:szCs"), qn("w:u"))), None)
    properties.append(made) if later is None else later.addprevious(made)


def indent(properties: Any, style: Style, sheet: Sheet) -> None:
    """Indents, in characters for Word and in points for others."""
    size = style.size or sheet.size
    em = sheet.character if size == sheet.size else size
    found = properties.get_or_add_ind()
    sides = {"left": style.left, "right": style.right, "firstLine" if style.first >= 0 else "hanging": abs(style.first)}
    for side, characters in sides.items():
        if characters:
            found.set(qn(f"w:{side}Chars"), str(round(characters * 100)))
            found.set(qn(f"w:{side}"), str(round(characters * em * TWIPS)))


def align(properties: Any, how: str) -> None:
    """Left, right, centred, or flush on both sides."""
    properties.get_or_add_jc().set(qn("w:val"), how)


def of_minutes(paragraph: Any, sheet: Sheet) -> None:
    """Organ and day of minutes, one character in from either edge, with the red rule below."""
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Pt(sheet.character))
    stops.add_tab_stop(Pt(sheet.width - sheet.character), WD_TAB_ALIGNMENT.RIGHT)
    _borders(paragraph._p.get_or_add_pPr(), bottom=("single", 12, RED))  # noqa: SLF001


def _borders(properties: Any, **sides: tuple[str, int, str]) -> None:
    made = put(properties, "pBdr")
    for side in SIDES:
        if side in sides:
            kind, size, colour = sides[side]
            child(made, side, val=kind, sz=size, space=1, color=colour)


def head_and_foot(document: Any, sheet: Sheet, page: Page) -> None:
    """流转稿 above every page; the number outside, below the text; the red name and rules of a letter's first page."""
    section = document.sections[0]
    _said(section.header)
    _said(section.even_page_header)
    _number(section.footer, "right", sheet)
    _number(section.even_page_footer, "left", sheet)
    if page.mast is not None:
        section.different_first_page_header_footer = True
        _said(section.first_page_header)
        _mast(section.first_page_header, page.mast, sheet)
        _lower_rule(section.first_page_footer, sheet)


def _said(header: Any) -> None:
    paragraph = header.paragraphs[0]
    _plain(paragraph, 9, 12, "center")
    run = paragraph.add_run(SAID)
    font(run._r.get_or_add_rPr(), HEI, 9)  # noqa: SLF001
    run.font.color.rgb = RGBColor(0x66, 0x66, 0x66)


def _plain(paragraph: Any, size: float, line: float, how: str) -> None:
    room = paragraph.paragraph_format
    room.line_spacing, room.space_before, room.space_after = Pt(line), Pt(0), Pt(0)
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001
    align(properties, how)


def _number(footer: Any, side: str, sheet: Sheet) -> None:
    """— 1 —, one character in from the outer edge."""
    paragraph = footer.paragraphs[0]
    _plain(paragraph, 14, 14, side)
    room = paragraph.paragraph_format
    room.left_indent, room.right_indent = (Pt(14), None) if side == "left" else (None, Pt(14))
    room.space_after = Mm(sheet.margins[2] - NUMBER - FOOT)
    for part in ("— ", "PAGE", " —"):
        run = paragraph.add_run("" if part == "PAGE" else part)
        font(run._r.get_or_add_rPr(), SONG, 14)  # noqa: SLF001
        if part == "PAGE":
            for kind in ("begin", "", "end"):
                if kind:
                    child(run._r, "fldChar", fldCharType=kind)  # noqa: SLF001
                else:
                    child(run._r, "instrText").text = " PAGE "  # noqa: SLF001


def _mast(header: Any, mast: Paragraph, sheet: Sheet) -> None:
    """The organ's name, its upper edge 30 mm from that of the sheet; 4 mm below it the double rule, thick above thin."""
    long = len(mast.text)
    size = 18 if long > 19 else 24 if long > 12 else 34
    name = header.add_paragraph(style=sheet.styles["mast"].name)
    name.add_run(mast.text)
    font(name.runs[0]._r.get_or_add_rPr(), sheet.styles["mast"].font, size)  # noqa: SLF001
    room = name.paragraph_format
    room.space_before, room.space_after = Pt((30 - 14) * MM - 12 - (34 - size) / 2), Pt(4 * MM - 2)
    rule = header.add_paragraph()
    _plain(rule, 1, 2, "center")
    _wide(rule, sheet)
    _borders(rule._p.get_or_add_pPr(), top=("thickThinSmallGap", 24, RED))  # noqa: SLF001


def _lower_rule(footer: Any, sheet: Sheet) -> None:
    """Thin above thick, 20 mm from the lower edge of the sheet; the first page of a letter has no number."""
    paragraph = footer.paragraphs[0]
    _plain(paragraph, 1, 2, "center")
    _wide(paragraph, sheet)
    _borders(paragraph._p.get_or_add_pPr(), bottom=("thinThickSmallGap", 24, RED))  # noqa: SLF001


def _wide(paragraph: Any, sheet: Sheet) -> None:
    """170 mm, in the middle of the sheet."""
    room = paragraph.paragraph_format
    room.left_indent, room.right_indent = Mm(20 - sheet.margins[3]), Mm(20 - sheet.margins[1])


def turn_over(document: Any) -> None:
    """What follows stands on the next even page, which has no number (7.5); Word itself sees to its being even."""
    section = document.add_section(WD_SECTION.EVEN_PAGE)
    for footer in (section.footer, section.even_page_footer):
        footer.is_linked_to_previous = False
    breaker = section._sectPr.getprevious()  # noqa: SLF001  an empty line would be one too many on a full page
    before = breaker.getprevious()
    if before.tag == tag("w:p"):
        before.get_or_add_pPr().append(breaker.pPr.find(tag("w:sectPr")))
        breaker.getparent().remove(breaker)


def foot_of_last_page(document: Any, page: Page, sheet: Sheet, fill: Callable[[Any, Paragraph], None]) -> None:
    """版记: at the lower edge of the last page's text, between two rules; a letter's has none."""
    for block in page.copies:
        made = document.add_paragraph(style=sheet.styles["copies"].name)
        fill(made, block)
        properties = made._p.get_or_add_pPr()  # noqa: SLF001
        put(
            properties, "framePr", w=round(sheet.width * TWIPS), hSpace=0, wrap="around", vAnchor="margin",
            hAnchor="margin", xAlign="center", yAlign="bottom",
        )  # fmt: skip
        if page.family != "letter":
            _borders(properties, top=("single", 8, BLACK), bottom=("single", 8, BLACK))
