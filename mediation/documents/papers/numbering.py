"""文号: gapless per organ, kind and year, taken in the issuing transaction."""

from __future__ import annotations

from datetime import date

from sequences import get_next_value

from mediation.models import Organ


def next_number(organ: Organ, series: str, on: date) -> str:
    """The next 文号, for example 青信访处〔2025〕12号. Rolled back with the transaction, so no gap."""
    place = get_next_value(f"paper:{organ.pk}:{series}:{on.year}")
    return f"{organ.short}{series}〔{on.year}〕{place}号"
