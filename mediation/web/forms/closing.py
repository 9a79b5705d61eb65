"""Menus and ticks that show what cannot be chosen now, and why, instead of refusing it afterwards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _


class Closing:
    """A widget with options; `closed` says of some why they cannot be chosen. What is chosen already stays so."""

    closed: dict[str, str]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.closed = {}

    def create_option(
        self, name: str, value: Any, label: Any, selected: Any, *args: Any, **more: Any
    ) -> dict[str, Any]:
        """One option, shut with its reason where it is closed."""
        option: dict[str, Any] = super().create_option(name, value, label, selected, *args, **more)  # type: ignore[misc]
        if (why := self.closed.get(str(value))) and not selected:
            option["attrs"]["disabled"] = True
            option["label"] = _("%(option)s——%(why)s") % {"option": label, "why": why}
        return option


class Menu(Closing, forms.Select):
    """A menu."""


class Ticks(Closing, forms.CheckboxSelectMultiple):
    """Any number of ticks."""


class Rounds(Closing, forms.RadioSelect):
    """One of a few."""
