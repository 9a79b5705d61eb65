"""A list as a file for a spreadsheet, in which no cell is taken for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable

from django.http import HttpResponse

MOST_EXPORTED = 5000
BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(name: str, heads: Iterable[str], rows: Iterable[Iterable[object]]) -> HttpResponse:
    """The table with its heads, marked as UTF-8 so that spreadsheets read Chinese."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    out = csv.writer(answer)
    out.writerow(heads)
    out.writerows([_harmless(str(cell)) for cell in row] for row in rows)
    return answer


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    return f"'{cell}" if cell.startswith(BEGINS_FORMULA) else cell
