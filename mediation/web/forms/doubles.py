"""Somebody who may have been entered twice: asked about before anything is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from mediation.models import Matter
from mediation.web.forms.facts import FactsForm
from mediation.workflows.facts import Kind
from mediation.written.people import twice

PEOPLE = {"name", "address", "phone"}


@dataclass(frozen=True)
class Double:
    """One entry and the one before it of the same name; `key` says by which the answer is known to be about them."""

    text: str
    other: str
    key: str


def doubles_in(form: FactsForm, matter: Matter | None) -> list[Double]:
    """Everybody who may stand twice in a table of people, or in it and among the parties of the file."""
    found: list[Double] = []
    for fact in form.declared:
        if fact.kind is Kind.TABLE and {column.name for column in fact.columns} >= PEOPLE:
            answered = form.tables[fact.name].told_apart
            rows = [row for row in form.cleaned_data.get(fact.name) or [] if row["name"] not in answered]
            found += _of_rows(fact.name, rows, _known(matter))
    return found


def _known(matter: Matter | None) -> list[dict[str, Any]]:
    return list(matter.parties.not_mistaken().values("name", "address", "phone")) if matter is not None else []


def _of_rows(name: str, rows: list[dict[str, Any]], known: list[dict[str, Any]]) -> list[Double]:
    entries = [*known, *rows]
    return [
        Double(_told(entries[n]), _told(entries[other]), f"{name}{n - len(known)}-{other}-{entries[n]['name']}"[:120])
        for n, other in twice(entries).items()
        if n >= len(known)
    ]


def _told(entry: dict[str, Any]) -> str:
    return "，".join(str(entry[name]) for name in ("name", "address", "phone") if entry.get(name)) or _("没有姓名")
