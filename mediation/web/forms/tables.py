"""A fact that is a table: rows that can be added, taken away and pasted, without JavaScript too."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from mediation.web.forms import pasted
from mediation.web.forms.references import Scope
from mediation.workflows.facts import Fact, Kind

MOST_ROWS = 600


class Table:
    """The rows of one table in a form; each row is a form of its columns."""

    def __init__(
        self, fact: Fact, *, scope: Scope, data: Any, files: Any, rows: Any, form_class: Any, lenient: bool = False
    ) -> None:
        # The organ that opens a file is one's own; an organ in a row is anybody's.
        self.scope = replace(scope, opens=False)
        self.fact, self.form_class, self.lenient = fact, form_class, lenient
        self.error = self.note = ""
        self.beyond = 0
        self.bound = data is not None
        self.data, self.files = data, files
        self.rows = self._typed_rows() if self.bound else self._known_rows(rows)

    def _row(self, place: int, **more: Any) -> Any:
        return self.form_class(
            self.fact.columns,
            scope=self.scope,
            prefix=f"{self.fact.name}-{place}",
            in_row=True,
            lenient=self.lenient,
            **more,
        )

    def _known_rows(self, rows: Any) -> list[Any]:
        known = rows or ([{}] if self.fact.required else [])
        return [self._row(place, initial=dict(row)) for place, row in enumerate(known)]

    def _typed_rows(self) -> list[Any]:
        try:
            count = int(self.data.get(f"{self.fact.name}-rows", "1"))
        except ValueError:
            count = 1
        self.beyond = max(count - MOST_ROWS, 0)
        return [self._row(place, data=self.data, files=self.files) for place in range(max(count - self.beyond, 0))]

    @property
    def name(self) -> str:
        """The name of the fact."""
        return self.fact.name

    @property
    def has_file(self) -> bool:
        """Whether a column holds a file."""
        return any(column.kind is Kind.FILE for column in self.fact.columns)

    @property
    def can_paste(self) -> bool:
        """Whether a list can be pasted: the first columns are lines of text."""
        return len(self._paste_columns()) > 1

    def paste_order(self) -> str:
        """The order of the columns in a pasted line."""
        return "　".join(str(column.label) for column in self._paste_columns())

    def _paste_columns(self) -> list[Fact]:
        return [column for column in self.fact.columns if column.kind is Kind.TEXT]

    def labels(self) -> list[str]:
        """The heads of the columns."""
        return [str(column.label) for column in self.fact.columns]

    def _is_blank(self, row: Any) -> bool:
        texts = (Kind.CHOICE, Kind.YES_NO)
        names = [c.name for c in self.fact.columns if c.kind not in texts] or [c.name for c in self.fact.columns]
        typed = (
            row.fields[name].widget.value_from_datadict(row.data, row.files, row.add_prefix(name)) for name in names
        )
        return not any(str(value).strip() if isinstance(value, str) else value for value in typed)

    def clean(self) -> list[dict[str, Any]]:
        """The rows that were filled in; `error` says what is missing as a whole."""
        if self.beyond:
            self.error = _("“%(label)s”最多%(most)d行，交来%(n)d行，没有办理。请分几次填写。") % {
                "label": self.fact.label, "most": MOST_ROWS, "n": MOST_ROWS + self.beyond,
            }  # fmt: skip
            return []
        filled = [row for row in self.rows if not self._is_blank(row)]
        if not filled and self.fact.required and not self.lenient:
            self.error = _("请填写“%(label)s”。") % {"label": self.fact.label}
        valid = [row.is_valid() for row in filled]
        if not all(valid):
            self.error = _("“%(label)s”中有%(n)d行需要改正。") % {"label": self.fact.label, "n": valid.count(False)}
            return []
        return [row.stated() for row in filled]

    def faults(self) -> list[dict[str, str]]:
        """Every fault of every filled row."""
        if not self.bound or not self.error:
            return []
        rows = [(place, row) for place, row in enumerate(self.rows, start=1) if not self._is_blank(row)]
        return [
            {"id": fault["id"], "text": _("第%(n)d行：%(text)s") % {"n": place, "text": fault["text"]}}
            for place, row in rows
            for fault in row.faults()
        ]

    def reshape(self, data: Any) -> bool:
        """Add, take away or paste rows if one of those buttons was pressed; nothing is judged then."""
        typed = self._values()
        if data.get("_add") == self.name:
            typed.append({})
        elif (place := _place(data.get("_remove", ""), self.name)) is not None:
            typed = [row for n, row in enumerate(typed) if n != place]
        elif data.get("_paste") == self.name or self.pasted_unread(data):
            typed = [row for row in typed if any(row.values())] + self._read_in(data.get(f"{self.name}-pasted", ""))
        else:
            return False
        if len(typed) > MOST_ROWS:
            self.note += _("最多%(most)d行，后面的%(n)d行没有读入。") % {"most": MOST_ROWS, "n": len(typed) - MOST_ROWS}
        self.rows = self._known_rows(typed[:MOST_ROWS])
        return True

    def pasted_unread(self, data: Any) -> bool:
        """Whether something was pasted that has not become rows yet."""
        return self.can_paste and bool(data.get(f"{self.name}-pasted", "").strip())

    def as_typed(self) -> None:
        """Show what was typed without judging it."""
        self.rows = self._known_rows(self._values())

    def typed_values(self) -> list[dict[str, Any]]:
        """The rows in which something was typed, as it was typed."""
        return [values for row, values in zip(self.rows, self._values(), strict=True) if not self._is_blank(row)]

    def _values(self) -> list[dict[str, Any]]:
        return [
            {
                name: field.widget.value_from_datadict(row.data, row.files, row.add_prefix(name))
                for name, field in row.fields.items()
            }
            for row in self.rows
        ]

    def _read_in(self, text: str) -> list[dict[str, Any]]:
        names = [column.name for column in self._paste_columns()]
        rows, left_out = pasted.rows_of(text, names)
        self.note = _("已读入%(n)d行，请核对。") % {"n": len(rows)}
        if left_out:
            self.note += _("没有读入的列：%(heads)s。") % {"heads": "、".join(left_out)}
        return rows


def _place(pressed: str, name: str) -> int | None:
    found, _colon, place = pressed.rpartition(":")
    return int(place) if found == name and place.isdecimal() and len(place) < 6 else None
