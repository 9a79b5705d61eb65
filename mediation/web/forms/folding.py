"""A long table: the rows that are to be looked at are fields, all others one line each and one hidden field together."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import QueryDict

# So many rows are fields, whatever they hold; of a longer table only those that are to be looked at.
ALL_OPEN = 40
FIRST = 3
SEPARATOR = "　"
LISTED = "\x1f"  # between the values of a list


def unfolded(name: str, data: Any) -> Any:
    """What was posted, with the fields of the folded rows put back where they stood."""
    raw = data.get(f"{name}-folded", "") if data is not None else ""
    rows = _read(raw)
    if not rows:
        return data
    whole = data.copy() if isinstance(data, QueryDict) else dict(data)
    for place, values in rows.items():
        for column, value in values.items():
            key = f"{name}-{place}-{column}"
            if key not in whole and LISTED in value and isinstance(whole, QueryDict):
                whole.setlist(key, value.split(LISTED))
            elif key not in whole:
                whole[key] = value
    return whole


def _read(raw: str) -> dict[int, dict[str, str]]:
    """The folded rows by their place; what is no such list is nothing."""
    try:
        found = json.loads(raw) if raw else {}
        rows = {int(place): dict(values) for place, values in found.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}
    return {
        place: {str(column): value for column, value in values.items() if isinstance(value, str)}
        for place, values in rows.items()
        if place >= 0
    }


def folded(rows: list[dict[str, str]], places: Iterable[int]) -> str:
    """Rows as one hidden field holds them: what was not filled in is left away."""
    kept = {place: {name: value for name, value in rows[place].items() if value} for place in places}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def as_text(value: Any) -> str | None:
    """A typed value as it would be posted again; None for what cannot be folded, a file."""
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    if isinstance(value, list | tuple) and all(isinstance(one, str | int) or hasattr(one, "pk") for one in value):
        return LISTED.join(str(getattr(one, "pk", one)) for one in value)
    value = getattr(value, "pk", value)
    return str(value) if isinstance(value, str | int | date | Decimal) else None


def places_open(wanted: set[int], faulty: list[int], blank: list[int], count: int) -> list[int]:
    """The rows that are fields: the first, those asked for, the wrong and the blank ones; each kind has an end."""
    found = {*range(min(FIRST, count)), *wanted, *faulty[:ALL_OPEN], *blank[-1:]}
    return sorted(place for place in found if place < count)


def places_in(words: str) -> set[int]:
    """Numbers of rows as they are posted, separated by commas; anything else is passed over."""
    parts = words.replace("，", ",").replace("、", ",").replace(" ", ",").split(",")
    return {int(word) for word in parts if word.isascii() and word.isdecimal() and len(word) < 6}
