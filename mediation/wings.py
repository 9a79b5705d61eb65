"""The wings of the house, lowest first: inside each layer a wing imports only from those before it."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

WINGS = ("office", "clock", "intake", "papers", "serving", "handling", "sittings")


def load(layer: str) -> None:
    """Import every module of a layer, those that all wings share and each wing's own: all that declares is then known."""
    for found in iter_modules(import_module(layer).__path__):
        module = import_module(f"{layer}.{found.name}")
        if found.name in WINGS:
            for inner in iter_modules(module.__path__):
                import_module(f"{module.__name__}.{inner.name}")
