"""What the record of a hearing says of who was there beside the parties."""

from __future__ import annotations

from typing import Any

from mediation.models.event import Event
from mediation.vocabulary import OtherThere


class ItsOpening:
    """Third persons, witnesses, experts, interpreters: as they were written down last."""

    pk: Any
    page_name: Any
    _meta: Any

    def others_there(self) -> list[dict[str, str]]:
        """Each with name, part, unit or address, relation; the part in words."""
        named = (
            Event.objects.of(self.page_name, self.pk).standing().filter(step="record_others").order_by("-pk").first()
        )
        rows = named.facts.get("others") or [] if named is not None else []
        return [{**row, "part": str(OtherThere(row["part"]).label)} for row in rows]
