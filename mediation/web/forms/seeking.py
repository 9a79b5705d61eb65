"""Choosing among hundreds: two characters are typed, the hits are ticked; what was ticked before stays.

Works by the form's own button, without a script. Nothing is found that could not be chosen.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.text import normalize_newlines

# More options than these are not listed, but sought.
LISTED = 200
HITS = 50
LEAST = 2
ALL = "*"
SEEK = "_seek"


class Listed(ModelChoiceIterator):
    """The options that a form lists, read once for all who ask."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for obj in self.field.listed:
            yield self.choice(obj)

    def __len__(self) -> int:
        return len(self.field.listed) + (self.field.empty_label is not None)

    def __bool__(self) -> bool:
        return len(self) > 0


class Sought:
    """A field whose options are sought where they are more than a page lists."""

    iterator = Listed
    queryset: Any

    @cached_property
    def listed(self) -> list[Any]:
        """The first of the options, one more than are listed."""
        return list(self.queryset[: LISTED + 1])

    @property
    def are_many(self) -> bool:
        """Whether they are sought."""
        return len(self.listed) > LISTED


class Seeking:
    """What a form shows of such a field: what was typed and found, and what is chosen."""

    def __init__(self, bound: forms.BoundField, *, several: bool, required: bool) -> None:
        self.bound, self.field, self.several, self.required = bound, bound.field, several, required
        self.name, self.id = bound.html_name, bound.auto_id
        self.kind = "checkbox" if several else "radio"
        self.typed = typed_in(bound.form.data, self.name)
        self.too_short = 0 < len(self.typed) < LEAST

    @cached_property
    def total(self) -> int:
        """How many can be chosen."""
        return int(self.field.queryset.count())

    @cached_property
    def _keys(self) -> list[str]:
        value = self.bound.value()
        given = value if isinstance(value, list | tuple) else [] if value in (None, "") else [value]
        return [str(getattr(one, "pk", one)) for one in given]

    @cached_property
    def all_ticked(self) -> bool:
        """Whether all are chosen, without being listed."""
        return self.several and (self._keys == [ALL] or len(self._keys) >= max(self.total, 1))

    @cached_property
    def chosen(self) -> list[tuple[str, str]]:
        """Key and line of what is chosen already."""
        keys = (
            [] if self.all_ticked else [key for key in self._keys if key.isascii() and key.isdigit() and len(key) < 19]
        )
        return [self._line(one) for one in self.field.queryset.filter(pk__in=keys)]

    @property
    def may_be_left(self) -> bool:
        """Whether what is chosen may be chosen no longer."""
        return bool(self.chosen) and not (self.several or self.required)

    @cached_property
    def _found(self) -> list[tuple[str, str]]:
        if len(self.typed) < LEAST:
            return []
        words, known = self.typed.casefold().split(), {key for key, _line in self.chosen}
        rows = self.field.queryset
        every = (self._line(one) for one in (rows.listed() if hasattr(rows, "listed") else rows))
        hits = (one for one in every if one[0] not in known and all(word in one[1].casefold() for word in words))
        return list(islice(hits, HITS + 1))

    @property
    def hits(self) -> list[tuple[str, str]]:
        """What was found, as far as it is listed."""
        return self._found[:HITS]

    @property
    def further(self) -> bool:
        """Whether more was found than is listed."""
        return len(self._found) > HITS

    @property
    def found_nothing(self) -> bool:
        """Whether enough was typed, and nothing has it."""
        return len(self.typed) >= LEAST and not self._found

    def _line(self, obj: Any) -> tuple[str, str]:
        return str(obj.pk), self.field.label_from_instance(obj)


def typed_in(data: Any, name: str) -> str:
    """What was typed to seek, as one line."""
    return " ".join(normalize_newlines(str(data.get(f"{name}-seek", ""))).replace("\x00", "").split())[:100]


def unsought(form: forms.BaseForm) -> bool:
    """Whether something was typed that was not looked up yet: Enter in the line seeks, it does not send the form."""
    names = [form.add_prefix(name) for name, field in form.fields.items() if isinstance(field, Sought)]
    return any((typed := typed_in(form.data, name)) and typed != form.data.get(f"{name}-sought") for name in names)
