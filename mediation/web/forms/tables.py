"""A fact that is a table: rows that can be added, taken away and read from a list, without JavaScript too."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any, cast

from django.utils.translation import gettext as _

from mediation.web.forms import folding
from mediation.web.forms.pasted import PASTED, Preview, sheet_text
from mediation.web.forms.planning import PLAN, PLAN_DROP, PLAN_IN, Planning
from mediation.web.forms.references import Scope
from mediation.web.forms.seeking import SEEK
from mediation.workflows.facts import Fact, Kind

MOST_ROWS = 600
LINED = (Kind.TEXT, Kind.LONG_TEXT, Kind.DAY, Kind.MOMENT, Kind.MONEY, Kind.NUMBER)
# Buttons that give the form another shape; nothing is judged then.
ADD, REMOVE, PASTE, TAKE_IN, DROP = "_add", "_remove", "_paste", "_take_in", "_drop_paste"
OPEN = "_open"
RESHAPING = frozenset({ADD, REMOVE, PASTE, TAKE_IN, DROP, OPEN, SEEK, PLAN, PLAN_IN, PLAN_DROP})


class Table:
    """The rows of one table in a form; each row is a form of its columns."""

    def __init__(
        self, fact: Fact, *, scope: Scope, data: Any, files: Any, rows: Any, form_class: Any, lenient: bool = False
    ) -> None:
        # The organ that opens a file is one's own; an organ in a row is anybody's.
        self.scope = replace(scope, opens=False)
        self.fact, self.form_class, self.lenient = fact, form_class, lenient
        self.error = self.note = self.pasted = ""
        self.preview: Preview | None = None
        # Names of whom it was said that two people bear them.
        self.told_apart = (
            set(filter(None, data.get(f"{fact.name}-apart", "").splitlines())) if data is not None else set()
        )
        self.beyond = 0
        self.bound = data is not None
        # Rows of a long table that were asked for, to be changed.
        self.wanted = folding.places_in(data.get(f"{fact.name}-opened", "")) if data is not None else set()
        self.data, self.files = folding.unfolded(fact.name, data), files
        self.rows = self._typed_rows() if self.bound else self._known_rows(rows)
        self.plan = Planning(fact, scope=self.scope, data=data, form_class=form_class) if fact.planned_by else None

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
    def takes_file(self) -> bool:
        """Whether a column holds a file, or a list may be handed in as one."""
        return self.takes_sheet or any(column.kind is Kind.FILE for column in self.fact.columns)

    @property
    def can_paste(self) -> bool:
        """Whether a list can be read into it: some of its columns are what people write."""
        kinds = [column.kind for column in self.fact.columns if column.kind in PASTED]
        return len(kinds) > 1 and (Kind.TEXT in kinds or Kind.LONG_TEXT in kinds)

    @property
    def takes_sheet(self) -> bool:
        """Whether the list may be a file; a draft that is kept while it is typed takes none."""
        return self.can_paste and not self.lenient

    # Rows are filled in first; a list is the other way.
    begins_open = False

    @property
    def take_in_label(self) -> str:
        """What the button says that takes over what was previewed."""
        return _("核对无误，填进去")

    def paste_order(self) -> str:
        """The order of the columns in a pasted line without a head."""
        kinds = (Kind.YES_NO, Kind.CHOICE)
        named = (c for c in self.fact.columns if c.kind in PASTED and c.kind not in kinds and not c.seldom)
        return "　".join(str(column.label) for column in named)

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
        """Add or take away rows, show what was pasted, or take it in, if one of those buttons was pressed."""
        typed = self._values()
        if self._plan(data, typed):
            return True
        if data.get(ADD) == self.name:
            self.rows = self._known_rows([*typed, {}][:MOST_ROWS])
        elif (place := _place(data.get(REMOVE, ""), self.name)) is not None:
            self.rows = self._known_rows([row for n, row in enumerate(typed) if n != place])
            self.wanted = {n - (n > place) for n in self.wanted if n != place}
        elif data.get(OPEN) == self.name:
            self.rows = self._known_rows(typed)
            self.wanted |= {n - 1 for n in folding.places_in(data.get(f"{self.name}-open", "")) if n > 0}
        elif self.can_paste and (
            data.get(PASTE) == self.name or data.get(TAKE_IN) == self.name or self._list_unread(data)
        ):
            self._read_in(data, typed)
        else:
            return False
        if data.get(PASTE) != self.name and data.get(TAKE_IN) != self.name:
            self._keep_pasted(data)
        return True

    def _plan(self, data: Any, typed: list[dict[str, Any]]) -> bool:
        """Show the rows of the plan beside the table, or take them in; whether one of its buttons was pressed."""
        plan = self.plan
        pressed = self.name in (data.get(PLAN), data.get(PLAN_IN), data.get(PLAN_DROP))
        if plan is None or not (pressed or (plan.waits and not RESHAPING & set(data))):
            if plan is not None:
                plan.keep()
            return False
        before = [row for row in typed if _is_filled(row)]
        self.rows = self._known_rows(typed)
        if data.get(PLAN_DROP) == self.name:
            plan.drop()
            return True
        plan.show()
        if data.get(PLAN_IN) != self.name or not plan.rows:
            return True
        beyond = len(before) + len(plan.rows) - MOST_ROWS
        if beyond > 0:
            self.note = _("最多%(most)d行，后面的%(n)d行没有读入。") % {"most": MOST_ROWS, "n": beyond}
            return True
        self.rows = self._known_rows([*before, *(row.values for row in plan.rows)])
        self.note = _("已填入%(n)d项，共%(sum)s元，请逐项核对。") % {"n": len(plan.rows), "sum": plan.total()}
        plan.drop()
        return True

    def _read_in(self, data: Any, typed: list[dict[str, Any]]) -> None:
        """Show what was pasted or uploaded; once it was confirmed and nothing is left to answer, it becomes rows."""
        text, self.note = self._handed_in(data)
        before = [row for row in typed if _is_filled(row)]
        self.rows = self._known_rows(typed)
        if data.get(DROP) == self.name or not text.strip():
            return
        self.pasted, self.preview = text, Preview(self.fact, text, data, before)
        found = self.preview.values()
        beyond = len(before) + len(found) - MOST_ROWS
        if beyond > 0:
            told = _("最多%(most)d行，后面的%(n)d行没有读入。") % {"most": MOST_ROWS, "n": beyond}
            self.note += told + _("请删去已经读入的，分几次办理。")
        if data.get(TAKE_IN) != self.name:
            return
        if self.preview.unanswered:
            self.note += _("请先回答下面的人是不是同一个人。")
            return
        self.told_apart |= self.preview.two_people()
        self.rows = self._known_rows([*before, *found][:MOST_ROWS])
        if beyond <= 0:
            self.preview, self.pasted = None, ""
        self.note += _("已读入%(n)d行，请核对。") % {"n": min(len(found), MOST_ROWS - len(before))}

    def _handed_in(self, data: Any) -> tuple[str, str]:
        """The text of an uploaded file, else what was pasted; and what must be told of it."""
        given = self.files.get(f"{self.name}-sheet") if self.files else None
        if given is None:
            return str(data.get(f"{self.name}-pasted", "")).replace("\x00", ""), ""
        text, told = sheet_text(given)
        return text or str(data.get(f"{self.name}-pasted", "")), told

    def _keep_pasted(self, data: Any) -> None:
        """What was pasted and not read in stays in its box while other buttons are pressed."""
        if self.preview is None and data.get(DROP) != self.name:
            self.pasted = str(data.get(f"{self.name}-pasted", ""))

    def pasted_unread(self, data: Any) -> bool:
        """Whether something was pasted, chosen or planned that has not become rows yet."""
        return self._list_unread(data) or bool(self.plan and self.plan.waits)

    def _list_unread(self, data: Any) -> bool:
        sheet = bool(self.files and self.files.get(f"{self.name}-sheet"))
        return self.can_paste and (sheet or bool(data.get(f"{self.name}-pasted", "").strip()))

    def as_typed(self) -> None:
        """Show what was typed without judging it."""
        self.rows = self._known_rows(self._values())

    def typed_values(self) -> list[dict[str, Any]]:
        """The rows in which something was typed, as it was typed."""
        return [values for row, values in zip(self.rows, self._values(), strict=True) if not self._is_blank(row)]

    @cached_property
    def shown(self) -> list[tuple[int, Any]]:
        """The rows that are fields, each with its place."""
        if self._as_text is None:
            return list(enumerate(self.rows))
        return [(place, self.rows[place]) for place in self._open]

    @cached_property
    def _as_text(self) -> list[dict[str, str]] | None:
        """The values of a table that is long, and that one hidden field can hold; else None."""
        if len(self.rows) <= folding.ALL_OPEN or any(
            column.kind not in (*PASTED, Kind.ONE, Kind.SOME) for column in self.fact.columns
        ):
            return None
        rows = [
            {name: folding.as_text(value) for name, value in values.items()}
            for values in (self._values() if self.rows[0].is_bound else [self._known(row) for row in self.rows])
        ]
        whole = all(value is not None for row in rows for value in row.values())
        return cast("list[dict[str, str]]", rows) if whole else None

    @staticmethod
    def _known(row: Any) -> dict[str, Any]:
        return {name: row.get_initial_for_field(field, name) for name, field in row.fields.items()}

    @cached_property
    def _open(self) -> list[int]:
        rows = cast("list[dict[str, str]]", self._as_text)
        faulty = [
            n for n, row in enumerate(self.rows) if self.error and row.is_bound and row.errors and any(rows[n].values())
        ]
        return folding.places_open(
            self.wanted, faulty, [n for n, row in enumerate(rows) if not any(row.values())], len(rows)
        )

    @property
    def folded(self) -> str:
        """The other rows, as their hidden field holds them; empty where every row is a field."""
        return folding.folded(self._as_text, self._folded_places) if self._as_text is not None else ""

    @property
    def _folded_places(self) -> list[int]:
        return sorted(set(range(len(self.rows))) - set(self._open))

    def folded_lines(self) -> list[tuple[int, str]]:
        """The other rows as lines to be read, by their number."""
        rows = cast("list[dict[str, str]]", self._as_text)
        columns = [column for column in self.fact.columns if column.kind in LINED]
        return [
            (place + 1, folding.SEPARATOR.join(filter(None, (rows[place].get(column.name) for column in columns))))
            for place in self._folded_places
        ]

    def opened(self) -> str:
        """The rows that were asked for, as they are posted."""
        return ",".join(map(str, sorted(self.wanted)))

    def _values(self) -> list[dict[str, Any]]:
        return [
            {
                name: field.widget.value_from_datadict(row.data, row.files, row.add_prefix(name))
                for name, field in row.fields.items()
            }
            for row in self.rows
        ]


def _is_filled(row: dict[str, Any]) -> bool:
    return any(row.values())


def _place(pressed: str, name: str) -> int | None:
    found, _colon, place = pressed.rpartition(":")
    return int(place) if found == name and place.isdecimal() and len(place) < 6 else None
