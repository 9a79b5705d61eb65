"""The column that holds where an object stands."""

from __future__ import annotations

from typing import Any

from django_fsm import FSMField


class StateField(FSMField):
    """The state of an object; a migration sees its column only, for it takes no steps and would be slow with them."""

    def deconstruct(self) -> Any:
        """Say what the column is."""
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("protected", None)
        return name, "django.db.models.CharField", args, kwargs
