"""文号: gapless per organ, kind and year, taken in the issuing transaction."""

from __future__ import annotations

from datetime import date

from sequences import get_next_value

from mediation.models import Organ
from mediation.vocabulary import OrganKind


def next_number(organ: Organ, series: str, on: date) -> str:
    """The next 文号, for example 青信访处〔2025〕12号; of a people's mediation committee （2025）石人调字第1号. Rolled back with the transaction, so no gap."""
    place = get_next_value(f"paper:{organ.pk}:{series}:{on.year}")
    if organ.kind == OrganKind.MEDIATION_COMMITTEE:
        return f"（{on.year}）{committees_word(organ.short, series)}字第{place}号"
    return f"{organ.short}{series}〔{on.year}〕{place}号"


def committees_word(short: str, series: str) -> str:
    """The word in a people's committee's numbers: 石人调 in （2025）石人调字第1号 of an agreement, 石人调终 of an ending."""
    own = short if short.endswith("调") else f"{short}调" if short.endswith("人") else f"{short}人调"
    return own + series.removeprefix("调").removeprefix("协")
