"""撤销登记: how a step of which the entry was wrong is taken back. Said where the step is declared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# Of the records before the wrong one that stand, the value that they leave.
Leaving = Callable[[Sequence[Any]], Any]


@dataclass(frozen=True, kw_only=True)
class TakenBack:
    """That the entry of a step may be annulled, and what is to be known to take it back.

    The object returns to the state before the step, or to `leaves` where the step opened it; its facts and its day fall
    back to what the records before say. `sets` are fields that the step writes besides, each with what they leave.
    Staff ask for it beside the entry only where it is `by_people`; else it goes with what brought it about, or with an
    act that was in time. Never a party's own act, and never the receipt of a submission. What `yields` is left as it is
    where the thing has moved on since by another act; else that stands against the annulment.
    Where somebody's standing hangs on it, it `weighs`, and the head decides though no limit runs. What may be annulled
    `alone` is so though it followed from another act.
    """

    by_people: bool = False
    leaves: str = ""
    yields: bool = False
    weighs: bool = False
    alone: bool = False
    sets: Mapping[str, Leaving] = field(default_factory=dict)
