"""A list as a file for a spreadsheet: it tells of files and nobody in them, and no cell is taken for a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from io import StringIO

from django.http import HttpResponse

from mediation.models import Matter
from mediation.queries.office.persons import told_of_people

MOST_EXPORTED = 5000
STRUCK_OUT = "＊"
# What some spreadsheet takes for the beginning of a formula: signs of either width, behind blanks, and in a cell that begins anew at
# a semicolon, where that parts cells.
FORMULA = re.compile(r"(^|;)(?=[\s\ufeff\u200b\u00a0\u3000]*[=+\-@＝＋－＠]|[\t\r])")


def as_csv(name: str, heads: Iterable[str], rows: Iterable[tuple[Matter, Iterable[object]]]) -> HttpResponse:
    """The table with its heads, marked as UTF-8 so that spreadsheets read Chinese; each row with the file that it is of.

    Whatever tells who somebody in the file is, in a subject or a sentence too, is struck out.
    """
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    out = csv.writer(answer)
    out.writerow(heads)
    told = [(matter.pk, [str(cell) for cell in cells]) for matter, cells in rows]
    people = told_of_people({matter for matter, _cells in told})
    out.writerows([_harmless(_nameless(cell, people.get(matter, ()))) for cell in cells] for matter, cells in told)
    return answer


def table_of_the_office(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """What is registered of the office itself, of no file and nobody in one, as text of the same form."""
    out = StringIO()
    csv.writer(out).writerows([heads, *([_harmless(cell) for cell in row] for row in rows)])
    return "\ufeff" + out.getvalue()


def _nameless(cell: str, people: Iterable[str]) -> str:
    """A cell without what tells of people."""
    for told in people:
        cell = cell.replace(told, STRUCK_OUT)
    return cell


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    return FORMULA.sub(r"\1'", cell)
