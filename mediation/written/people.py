"""The same person twice in a list: one name, and nothing that tells the two apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mediation.written.forms import digits_of, name_form


def may_be_one(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two entries of one name may be one person: the same telephone, the same address, or nothing to tell by."""
    if name_form(one.get("name") or "") != name_form(other.get("name") or ""):
        return False
    phones = [digits_of(entry.get("phone") or "") for entry in (one, other)]
    addresses = [name_form(entry.get("address") or "") for entry in (one, other)]
    known = [pair for pair in (phones, addresses) if all(pair)]
    return not known or any(pair[0] == pair[1] for pair in known)


def twice(entries: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """Each entry that may be the same person as one before it, with the place of that one."""
    by_name: dict[str, list[int]] = {}
    found: dict[int, int] = {}
    for place, entry in enumerate(entries):
        if not (name := name_form(entry.get("name") or "")):
            continue
        before = next((n for n in by_name.setdefault(name, []) if may_be_one(entries[n], entry)), None)
        if before is not None:
            found[place] = before
        by_name[name].append(place)
    return found
