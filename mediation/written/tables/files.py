"""A file with a table as text that `lines_of` reads back the same: the sheet of a workbook, or text in any encoding."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import python_calamine as calamine

MOST_BYTES = 20 * 2**20
# What a workbook may be when it is unpacked: one of thousands of rows is a few megabytes.
MOST_UNPACKED = 200 * 2**20
MOST_PARTS = 2_000  # a sheet is one of them, a picture is
MOST_CELLS = 1_000_000
EXACT = 10**15  # a longer number has lost its last figures in the spreadsheet program
ENCODINGS = ("utf-8-sig", "gb18030")


class NotATable(ValueError):
    """A file in which no table can be read: `code` is locked, too_large, empty or unreadable."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class FileText:
    """The table of a file as text; `merged` cells were filled from the one that spans their rows; `sheet` is its name."""

    text: str
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    merged: int = 0


def text_of(content: bytes, *, sheet: str = "") -> FileText:
    """The table in a file, by what it holds and not by its name; of a workbook the sheet named, or the fullest shown.

    Raises NotATable.
    """
    if len(content) > MOST_BYTES:
        raise NotATable("too_large")
    if content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        return _of_workbook(content, sheet)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return FileText(_decoded(content, ("utf-16",)))
    return FileText(_decoded(content, ENCODINGS))


def _decoded(content: bytes, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(ord(ch) < 32 and ch not in "\t\r\n\f" for ch in text[:4096]):
            break
        if not text.strip():
            raise NotATable("empty")
        return text
    raise NotATable("unreadable")


def _of_workbook(content: bytes, wanted: str) -> FileText:
    _refuse_bombs(content)
    try:
        book = calamine.load_workbook(BytesIO(content))
        shown = [one.name for one in book.sheets_metadata if one.visible == calamine.SheetVisibleEnum.Visible]
        sheets = [book.get_sheet_by_name(name) for name in shown if not wanted or name == wanted]
        sheets = [one for one in sheets if one.height and one.width]
        if not sheets:
            raise NotATable("empty")
        found = max(sheets, key=lambda one: one.height)
        if found.total_height * max(found.total_width, 1) > MOST_CELLS:
            raise NotATable("too_large")
        rows = found.to_python(skip_empty_area=False)
        merged = found.merged_cell_ranges or []
    except calamine.PasswordError:
        raise NotATable("locked") from None
    except calamine.CalamineError:
        raise NotATable("locked" if b"E\x00n\x00c\x00r\x00y\x00p\x00t" in content else "unreadable") from None
    cells = [[_written(cell) for cell in row] for row in rows]
    filled = _fill(cells, merged)
    return FileText("\n".join("\t".join(map(_quoted, row)) for row in cells), found.name, tuple(shown), filled)


def _refuse_bombs(content: bytes) -> None:
    if content[:4] != b"PK\x03\x04":
        return
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > MOST_UNPACKED:
                raise NotATable("too_large")
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as wrong:
        if isinstance(wrong, NotATable):
            raise
        raise NotATable("unreadable") from None


def _written(cell: Any) -> str:
    """What stands in a cell, as people read it there."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        if not cell.is_integer():
            return repr(cell)
        return str(int(cell)) if abs(cell) < EXACT else f"{cell:.14E}"
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d") if cell.time() == time() else cell.strftime("%Y-%m-%d %H:%M")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def _fill(cells: list[list[str]], merged: Any) -> int:
    """A cell that spans rows says the same of each of them (the address of a household); one across columns is a title."""
    filled = 0
    for (top, left), (bottom, _right) in merged:
        for place in range(top + 1, min(bottom + 1, len(cells))):
            if left < len(cells[place]) and not cells[place][left]:
                cells[place][left] = cells[top][left]
                filled += bool(cells[top][left])
    return filled


def _quoted(cell: str) -> str:
    cell = cell.replace("\t", " ").replace("\r\n", "\n").replace("\r", "\n")
    return '"' + cell.replace('"', '""') + '"' if "\n" in cell or cell.startswith('"') else cell
