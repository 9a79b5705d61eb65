"""A table as a workbook that every spreadsheet opens; each cell is text, so that numbers keep their zeros and nothing is a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
    f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
# The same rows are the same file: no time of making stands in it.
_MOMENT = (2000, 1, 1, 0, 0, 0)


def workbook(name: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """One sheet called so, with its heads in the first line."""
    book = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="{escape(name)}" sheetId="1" r:id="rId1"/>'
        "</sheets></workbook>"
    )
    lines = "".join(_line(number, cells) for number, cells in enumerate([heads, *rows], start=1))
    widths = f'<cols><col min="1" max="{len(heads)}" width="18" customWidth="1"/></cols>'
    sheet = f'<worksheet xmlns="{_MAIN}">{widths}<sheetData>{lines}</sheetData></worksheet>'
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for path, text in {**_PARTS, "xl/workbook.xml": book, "xl/worksheets/sheet1.xml": sheet}.items():
            archive.writestr(ZipInfo(path, _MOMENT), (_HEAD + text).encode())
    return made.getvalue()


def _line(number: int, cells: Sequence[str]) -> str:
    told = "".join(
        f'<c r="{_column(place)}{number}" t="inlineStr"><is><t xml:space="preserve">{escape(_clean(cell))}</t></is></c>'
        for place, cell in enumerate(cells)
        if cell
    )
    return f'<row r="{number}">{told}</row>'


def _clean(cell: str) -> str:
    """What XML cannot hold is left out."""
    return "".join(char for char in cell if char in "\t\n" or ord(char) >= 32)


def _column(place: int) -> str:
    """A, B, … Z, AA."""
    name = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        name = chr(65 + letter) + name
    return name
