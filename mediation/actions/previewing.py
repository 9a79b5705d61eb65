"""What a step would move, shown before it is confirmed: old and new day side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mediation.workflows.base import Act, Lifecycle

if TYPE_CHECKING:
    from mediation.actions.clock.deadlines import Moving

Preview = Callable[[Any, Act], "list[Moving]"]

_PREVIEWS: dict[tuple[str, str], Preview] = {}


def preview_of(model: type[Lifecycle], *steps: str) -> Callable[[Preview], Preview]:
    """Declare what a step would move. It is given the object before the step, and the act with its facts."""

    def declare(preview: Preview) -> Preview:
        for name in steps:
            if name not in model.steps():
                raise LookupError(f"{model.__name__} has no step {name!r}")
            _PREVIEWS[model.__name__, name] = preview
        return preview

    return declare


def previewed(model: type[Lifecycle], step: str) -> bool:
    """Whether the step moves days of which a preview is known."""
    return (model.__name__, step) in _PREVIEWS


def movings(obj: Lifecycle, step: str, act: Act) -> list[Moving]:
    """What the step would move; nothing where no preview is declared. Raises NotPossibleNow as the step would."""
    preview = _PREVIEWS.get((type(obj).__name__, step))
    return preview(obj, act.as_seen_by(type(obj).steps()[step].facts, obj)) if preview else []
