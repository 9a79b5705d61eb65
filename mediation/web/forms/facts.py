"""The form of a step, made from the facts it declares.

The sentences about faults are those of the declaration itself (`Fact.clean`), so the desk and
the gateway say the same. What was typed is always shown again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _

from mediation.web.forms.amounts import AmountField, WholeNumberField
from mediation.web.forms.closing import Closing, Menu, Rounds, Ticks
from mediation.web.forms.days import DayField, MomentField
from mediation.web.forms.files import FilesField, names_of
from mediation.web.forms.pasted import visible
from mediation.web.forms.references import MANY, OneField, Scope, numbered_field, reference_field
from mediation.web.forms.seeking import Seeking, Sought, unsought
from mediation.web.forms.tables import Table
from mediation.workflows.facts import Fact, Kind
from mediation.written.hidden import without_hidden

FEW = 7


def field_of(fact: Fact, scope: Scope, *, in_row: bool = False) -> forms.Field:
    """The form field for a fact; requiredness is judged by the fact, not by the field."""
    wrong = _("“%(label)s”的格式不对，请重新填写。") % {"label": fact.label}
    chosen = _("“%(label)s”请从列出的选项中选择。") % {"label": fact.label}
    more: dict[str, Any] = {"required": False, "label": str(fact.label), "help_text": str(fact.help)}
    if fact.kind in (Kind.ONE, Kind.SOME):
        field = reference_field(fact, scope, **more)
        field.error_messages |= {"invalid_choice": chosen, "invalid_pk_value": chosen, "invalid_list": chosen}
        return field
    of_a_thing = fact.kind is Kind.NUMBER and fact.of and scope.matter is not None
    field = numbered_field(fact, scope, **more) if of_a_thing else _plain_field(fact, in_row=in_row, **more)
    field.error_messages |= {"invalid": wrong, "invalid_choice": chosen, "invalid_list": chosen}
    return field


PLAIN: dict[Kind, tuple[type[forms.Field], dict[str, Any]]] = {
    Kind.TEXT: (forms.CharField, {}),
    Kind.LONG_TEXT: (forms.CharField, {"widget": forms.Textarea}),
    Kind.DAY: (DayField, {}),
    Kind.MOMENT: (MomentField, {}),
    Kind.NUMBER: (WholeNumberField, {}),
    Kind.MONEY: (AmountField, {}),
    Kind.YES_NO: (forms.BooleanField, {}),
    Kind.FILE: (FilesField, {}),
}


def _plain_field(fact: Fact, *, in_row: bool, **more: Any) -> forms.Field:
    if fact.kind is Kind.CHOICE:
        return _choice_field(fact, in_row=in_row, **more)
    if fact.kind is Kind.CHOICES:
        return forms.MultipleChoiceField(choices=fact.choices.choices, widget=Ticks, **more)
    make, how = PLAIN[fact.kind]
    field = make(**{**how, **more})
    if fact.kind is Kind.LONG_TEXT:
        field.widget.attrs["rows"] = 2 if in_row else 5
    return field


def _choice_field(fact: Fact, *, in_row: bool, **more: Any) -> forms.Field:
    few = len(fact.offered) <= FEW and not in_row
    blank = [] if few and fact.required else [("", _("不填") if not fact.required else _("请选择"))]
    widget = Rounds if few else Menu
    return forms.ChoiceField(choices=[*blank, *fact.offered], widget=widget, **more)


class FactsForm(forms.Form):
    """One form for any list of facts. A `lenient` one, for drafts, lets required facts be missing."""

    def __init__(
        self, declared: Iterable[Fact], *, scope: Scope, data: Any = None, files: Any = None,
        initial: dict[str, Any] | None = None, prefix: str | None = None, in_row: bool = False,
        lenient: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(data, files, initial=initial, prefix=prefix)
        self.declared = tuple(fact for fact in declared if fact.kind is not Kind.CONTENT)
        self.scope, self.lenient = scope, lenient
        self.tables: dict[str, Table] = {}
        self.hidden: list[str] = []  # what was typed with characters that nobody sees, these named in it
        for fact in self.declared:
            if fact.kind is Kind.TABLE:
                rows = (self.initial or {}).get(fact.name)
                self.tables[fact.name] = Table(
                    fact, scope=scope, data=data, files=files, rows=rows, form_class=FactsForm, lenient=lenient
                )
            else:
                self.fields[fact.name] = field_of(fact, scope, in_row=in_row)
        self._take_what_is_known()

    def _take_what_is_known(self) -> None:
        """Where only one object can be chosen, it is chosen."""
        if self.is_bound:
            return
        for fact in self.declared:
            field = self.fields.get(fact.name)
            if fact.required and isinstance(field, Sought) and not self.initial.get(fact.name):
                found = field.listed[:2]
                if len(found) == 1:
                    self.initial[fact.name] = found if fact.kind is Kind.SOME else found[0]

    def options_of(self, fact: Fact) -> list[Any]:
        """What can be chosen for a fact, if it is not more than a person looks through."""
        field = self.fields.get(fact.name)
        if isinstance(field, Sought):
            found = field.listed[: MANY + 1]
            for one in found:  # what was read of the file once serves all of them
                if self.scope.matter is not None and getattr(one, "matter_id", None) == self.scope.matter.pk:
                    one.matter = self.scope.matter
            return found if len(found) <= MANY else []
        return [value for value, _label in getattr(field, "choices", ()) if value] if fact.kind is Kind.CHOICE else []

    def close(self, fact: Fact, reasons: dict[str, str]) -> None:
        """Shut options that would be refused, each with its reason; values as the form has them."""
        widget = self.fields[fact.name].widget
        if isinstance(widget, Closing):
            widget.closed = reasons

    def clean(self) -> dict[str, Any]:
        """Let every fact judge its own value."""
        clean: dict[str, Any] = {}
        for fact in self.declared:
            if fact.name in self.tables:
                clean[fact.name] = self.tables[fact.name].clean()
                if self.tables[fact.name].error:
                    self.add_error(None, self.tables[fact.name].error)
            elif fact.name not in self.errors:
                value = self._seen(fact, self.cleaned_data.get(fact.name))
                try:
                    clean[fact.name] = self._judge(fact, list(value) if fact.kind is Kind.SOME else value)
                except ValueError as wrong:
                    self.add_error(fact.name, str(wrong))
        return clean

    def _seen(self, fact: Fact, value: Any) -> Any:
        """A line as it is seen; what nobody sees is taken out and named. A draft has its own way with it."""
        if self.lenient or fact.kind is not Kind.TEXT or not isinstance(value, str):
            return value
        shown, taken_out = without_hidden(value)
        if not taken_out:
            return value
        self.hidden.append(visible(value))
        return shown

    def named_hidden(self) -> list[str]:
        """What nobody sees and was taken out, in the form and the rows of its tables."""
        rows = [row for table in self.tables.values() for row in table.rows if row.is_bound]
        return [*self.hidden, *(told for row in rows for told in row.hidden)]

    def _judge(self, fact: Fact, value: Any) -> Any:
        return (replace(fact, required=False) if self.lenient else fact).clean(value)

    def stated(self) -> dict[str, Any]:
        """The facts for the gateway, after `is_valid`."""
        return {fact.name: self.cleaned_data[fact.name] for fact in self.declared}

    def entries(self) -> list[dict[str, Any]]:
        """What the template shows, in the declared order."""
        return [
            {"fact": fact, "table": self.tables[fact.name]} if fact.name in self.tables else self._entry(fact)
            for fact in self.declared
        ]  # fmt: skip

    def _entry(self, fact: Fact) -> dict[str, Any]:
        field, shape = self[fact.name], self._shape(fact)
        found = {"fact": fact, "field": field, "kind": fact.kind.value, "shape": shape}
        if shape == "sought":
            found["sought"] = Seeking(field, several=fact.kind is Kind.SOME, required=fact.required)
        return found

    @property
    def seldom(self) -> list[dict[str, Any]]:
        """The columns of a row that are seldom filled in; they lie behind a fold."""
        return [entry for entry in self.entries() if entry["fact"].seldom]

    @property
    def seldom_open(self) -> bool:
        """Whether something stands behind the fold already, or is wrong there."""
        return any(entry["field"].errors or entry["field"].value() for entry in self.seldom)

    def _shape(self, fact: Fact) -> str:
        """How the field is drawn: a tick, a list of ticks, a menu, a line, or a word that there is nothing to choose."""
        found = self.fields[fact.name]
        widget = found.widget
        if fact.required and isinstance(found, OneField) and not found.listed:
            return "nothing"
        if isinstance(found, Sought) and found.are_many:
            return "sought"
        if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
            return "group"
        if isinstance(widget, forms.CheckboxInput):
            return "tick"
        return "select" if isinstance(widget, forms.Select) else "line"

    def faults(self) -> list[dict[str, str]]:
        """Every fault with the id of its field, for the list on top, in the order of the page."""
        of_tables = [table.error for table in self.tables.values() if table.error]
        found = [{"id": "", "text": text} for text in self.non_field_errors() if text not in of_tables]
        for fact in self.declared:
            if (table := self.tables.get(fact.name)) is not None:
                found += [{"id": "", "text": table.error}] if table.error else []
                found += table.faults()
            else:
                place = self[fact.name].id_for_label or self[fact.name].auto_id
                found += [{"id": place, "text": text} for text in self.errors.get(fact.name, ())]
        return found

    def refuse(self, errors: dict[str, str]) -> None:
        """Show what the gateway found wrong beside the fields concerned."""
        for name, text in errors.items():
            self.add_error(name if name in self.fields else None, text)

    def pasted_unread(self) -> bool:
        """Whether rows were pasted but not read in, or words typed but not sought; that is done before anything is sent."""
        rows = [row for table in self.tables.values() for row in table.rows if row.is_bound]
        return any(table.pasted_unread(self.data) for table in self.tables.values()) or any(
            map(unsought, [self, *rows])
        )

    def reshape(self) -> None:
        """Show the form again with a row more or less, and judge nothing."""
        self._errors, self.cleaned_data = ErrorDict(), {}
        for table in self.tables.values():
            if not table.reshape(self.data):
                table.as_typed()

    def chosen_again(self) -> str:
        """The names of files that must be chosen again: a browser does not keep them."""
        if not self.is_bound:
            return ""
        kinds = (fact.name for fact in self.declared if fact.kind is Kind.FILE)
        return names_of([one for name in kinds for one in self[name].data or ()])

    def asks_for_file(self) -> bool:
        """Whether a file is handed in with the form."""
        return self.is_multipart() or any(table.takes_file for table in self.tables.values())
