"""Who somebody is, file by file: what a table that leaves the desk must not carry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from mediation.models import Agent, Party

SHORTEST = 2  # one character would be struck out of every other word


def told_of_people(matters: Iterable[int]) -> dict[int, list[str]]:
    """Names, telephones, addresses and numbers of everybody in each of the files, the longest first."""
    keys, found = list(matters), defaultdict(set)
    for model in (Party, Agent):
        rows = model.objects.filter(matter__in=keys).order_by()
        for matter, *told in rows.values_list("matter", "name", "phone", "address", "id_number"):
            found[matter].update(one for one in told if len(one) >= SHORTEST)
    return {matter: sorted(told, key=len, reverse=True) for matter, told in found.items()}
