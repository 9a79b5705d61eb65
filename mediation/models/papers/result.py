"""What an opinion decides, read from what was typed: by it one tells a correction of words from one of the result."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

WEIGHTY = re.compile(r"\d[\d,]{0,20}(?:\.\d{1,6})?\s{0,4}万?元|\d{4}年\d{1,2}月\d{1,2}日")


def result_of(content: Mapping[str, Any]) -> list[Any]:
    """What an opinion decides: outcomes, what is granted, the amounts and days in the reasons."""
    outcomes = [
        [row["claim"], row["outcome"], *_granted(row), *_parts(row), amounts_and_days(row.get("reasons") or "")]
        for row in content.get("opinions", [])
    ]
    kept = [content.get(name) or "" for name in ("outcome", "new_conclusion", "redo_days", "changes")]
    return [outcomes, kept, _granted(content)]


def _granted(given: Mapping[str, Any]) -> list[Any]:
    return [given.get(name) or "" for name in ("performer", "what", "perform_by")]


def _parts(row: Mapping[str, Any]) -> list[Any]:
    return [row.get(name) or "" for name in ("granted_part", "rest", "rest_as")]


def amounts_and_days(text: str) -> list[str]:
    """The amounts and days in a text: where they change, the result does."""
    return WEIGHTY.findall(text)
