"""Objects that are named by their lifecycle and key: what a paper or a limit is about."""

from __future__ import annotations

from typing import Any

from mediation.workflows.base import lifecycle_named
from mediation.workflows.writing import once_until_written


def object_at(name: str, pk: int) -> Any:
    """The object of a lifecycle's name and a key, as it is stored."""
    return once_until_written((name, pk), lambda: lifecycle_named(name)._base_manager.get(pk=pk))
