"""The wings of the house, lowest first: inside each layer a wing imports only from those before it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

WINGS = ("office", "clock", "intake", "papers", "serving", "handling", "sittings")

# What stands at the top of a layer, because every wing has need of it. Everything else lies in its wing.
SHARED = {
    "mediation.workflows": (
        "acts", "annulling", "base", "facts", "files", "guards", "labels", "objects", "options", "passwords", "periods", "said_how", "state_field", "steps", "writing",
    ),
    "mediation.models": (
        "access", "accused", "codes", "confided", "digests", "event", "extracts", "guarding", "kept_questions", "lasting", "matter", "message", "parts", "reading", "sealed_rows", "searching", "storage", "wording",
    ),
    "mediation.queries": ("visibility",),
    "mediation.documents": ("card", "days", "registry", "remedies", "rendering", "types"),
    "mediation.actions": (
        "access", "annulling", "consequences", "gateway", "hands", "in_parts", "keeping", "ledger", "many", "messages", "paperwork", "previewing", "queue", "registry", "sms", "sweeping",
    ),
    "mediation.web.shared": (),
    "mediation.web.desk": ("access", "export", "navigation", "offers", "paging", "sitting_addresses", "steps", "urls"),
    "mediation.web.portal": ("access", "doors", "plain", "steps", "urls"),
    "mediation.web.public": ("urls",),
}  # fmt: skip


def modules(layer: str) -> Iterator[str]:
    """The names of a layer's modules, those that all wings share and each wing's own."""
    for found in iter_modules(import_module(layer).__path__):
        name = f"{layer}.{found.name}"
        yield name
        if found.name in WINGS:
            yield from (f"{name}.{inner.name}" for inner in iter_modules(import_module(name).__path__))


def load(layer: str) -> None:
    """Import every module of a layer: all that declares is then known."""
    for name in modules(layer):
        import_module(name)
