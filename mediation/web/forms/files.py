"""A field for files that are handed in."""

from __future__ import annotations

from typing import Any

from django import forms

from mediation.workflows.files import ACCEPT, cleaned


class FilesInput(forms.FileInput):
    """Several files at once; a phone offers its camera."""

    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": ACCEPT, **(attrs or {})})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        """Every file of the name."""
        return list(files.getlist(name)) if hasattr(files, "getlist") else []


class FilesField(forms.FileField):
    """The files as they came; the fact judges them."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """A list, empty if nothing was chosen."""
        return list(data or [])


def names_of(given: list[Any]) -> str:
    """The names of files for a sentence."""
    return "、".join(cleaned(one.name or "") for one in given)
