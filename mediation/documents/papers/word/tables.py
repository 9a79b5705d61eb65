"""Tables of a paper in Word: ruled, as wide as the text, heads repeated, rows whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Pt

from mediation.documents.papers.word.reading import Cell, Paragraph, Row, Table
from mediation.documents.papers.word.setting import SIDES, TWIPS, child
from mediation.documents.papers.word.styles import MM, TABLE_SIZE, Sheet

NAME_WIDTH = "8em"
MOST = 16  # characters of a cell that count for the width of its column
ROOM = {"top": 1.2, "left": 2, "bottom": 1.2, "right": 2}  # millimetres


def add_table(document: Any, table: Table, sheet: Sheet, fill: Callable[[Any, Paragraph], None]) -> None:
    """A table at the end of the document."""
    columns = max(len(row.cells) for row in table.rows)
    made = document.add_table(rows=0, cols=columns)
    widths = widths_of(table, columns, sheet.width)
    _rules(made._tbl.tblPr, sheet)  # noqa: SLF001
    for column, width in zip(made._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):  # noqa: SLF001
        column.set(qn("w:w"), str(round(width * TWIPS)))
    for row in table.rows:
        _row(made.add_row(), row, widths, sheet, fill)


def _rules(properties: Any, sheet: Sheet) -> None:
    for name in ("w:tblStyle", "w:tblW", "w:tblLook"):
        found = properties.find(qn(name))
        if found is not None:
            properties.remove(found)
    child(properties, "tblW", w=round(sheet.width * TWIPS), type="dxa")
    lines = child(properties, "tblBorders")
    for side in (*SIDES, "insideH", "insideV"):
        child(lines, side, val="single", sz=6, space=0, color="000000")
    child(properties, "tblLayout", type="fixed")
    room = child(properties, "tblCellMar")
    for side, millimetres in ROOM.items():
        child(room, side, w=round(millimetres * MM * TWIPS), type="dxa")


def _row(made: Any, row: Row, widths: list[float], sheet: Sheet, fill: Callable[[Any, Paragraph], None]) -> None:
    properties = made._tr.get_or_add_trPr()  # noqa: SLF001
    if not row.long:
        child(properties, "cantSplit")
    if row.head:
        child(properties, "tblHeader")
    for place, cell in enumerate(row.cells):
        _cell(made.cells[place], cell, widths[place], sheet, fill)


def _cell(made: Any, cell: Cell, width: float, sheet: Sheet, fill: Callable[[Any, Paragraph], None]) -> None:
    made.width = Pt(width)
    made.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    empty = Paragraph("cell_head" if cell.head else "cell", ())
    for place, block in enumerate(cell.paragraphs or [empty]):
        paragraph = made.add_paragraph() if place else made.paragraphs[0]
        paragraph.style = sheet.styles[block.style].name
        fill(paragraph, block)


def widths_of(table: Table, columns: int, whole: float) -> list[float]:
    """The width of each column in points: as the markup states it, or by what stands in the column."""
    stated = [*table.widths, *[""] * columns][:columns]
    if not any(stated):
        stated = [
            next((row.cells[n].width for row in table.rows if len(row.cells) > n and row.cells[n].width), "")
            for n in range(columns)
        ]
    if table.named and not stated[0]:
        stated[0] = NAME_WIDTH
    least, wanted = zip(*(_needs(table, n) for n in range(columns)), strict=True)
    fixed = [
        None if width is None else max(width, least[n]) for n, width in enumerate(_points(w, whole) for w in stated)
    ]
    open_ones = [n for n in range(columns) if fixed[n] is None]
    left = whole - sum(width or 0 for width in fixed) - sum(least[n] for n in open_ones)
    more = sum(wanted[n] for n in open_ones) or 1
    found = [least[n] + left * wanted[n] / more if width is None else width for n, width in enumerate(fixed)]
    return [width * whole / sum(found) for width in found]


def _points(width: str, whole: float) -> float | None:
    if width.endswith("%"):
        return whole * float(width[:-1]) / 100
    if width.endswith("em"):
        return float(width[:-2]) * TABLE_SIZE + (ROOM["left"] + ROOM["right"]) * MM
    return float(width[:-2]) * MM if width else None


def _needs(table: Table, column: int) -> tuple[float, float]:
    """What a column takes at least, its head on one line; and how many characters it would like to hold besides."""
    cells = [(row.head, row.cells[column]) for row in table.rows if len(row.cells) > column]
    heads = max((len(p.text) for head, cell in cells if head for p in cell.paragraphs), default=1)
    longest = max((len(p.text) for _head, cell in cells for p in cell.paragraphs), default=1)
    return heads * TABLE_SIZE + (ROOM["left"] + ROOM["right"]) * MM + 1, max(1, min(longest, MOST) - heads)
