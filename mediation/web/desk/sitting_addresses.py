"""The addresses of the page of a sitting, alike for hearings, sessions and conferences."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from mediation.workflows.sittings.hearing_request import HearingState

# What of a sitting has an address of its own below its page.
BELOW = ("said", "reading", "tap")


def page_of(sitting: Any, below: str = "", *more: int) -> str:
    """The page of the sitting, or what lies below it."""
    kind = "" if sitting.page_name == "hearing" else f"{sitting.page_name}-"
    return reverse(f"desk:{kind}sitting{below and f'-{below}'}", args=[sitting.pk, *more])


def addresses_of(sitting: Any) -> dict[str, str]:
    """All of them that name nobody."""
    return {"page": page_of(sitting), **{below: page_of(sitting, below) for below in BELOW}}


def has_page(obj: Any) -> bool:
    """Whether it is held on a page of its own: it has a time, and may have a record."""
    return hasattr(obj, "RECORD") and bool(obj.starts_at) and not getattr(obj, "separate", False)


def is_held(obj: Any) -> bool:
    """While it is held, its own page is where each step leads back to."""
    return has_page(obj) and bool(obj.record_open()) and obj.state != HearingState.ADJOURNED
