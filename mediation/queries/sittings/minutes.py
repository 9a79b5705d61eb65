"""What the minutes say of each item: the draft that members read, the extract that goes into its file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from mediation.models import ConferenceItem, JointConference
from mediation.queries.sittings.said import lines_of


def said_by_item(conference: JointConference) -> dict[int, list[dict[str, str]]]:
    """What stands in the running record of each item, by its number; nothing where none was kept."""
    found: dict[int, list[dict[str, str]]] = {}
    for line in lines_of(conference):
        place = line.now.phase.removeprefix("item_")
        if line.now.phase.startswith("item_") and line.is_read and line.now.text:
            found.setdefault(int(place), []).append({"speaker": line.now.speaker, "text": line.now.text})
    return found


def draft_of(items: Iterable[ConferenceItem], said: dict[int, list[dict[str, str]]]) -> list[dict[str, Any]]:
    """The draft minutes of these items; the items come with what belongs to them (`with_all`)."""
    return [
        {
            "no": item.no, "topic": item.topic, "discussion": item.discussion, "said": said.get(item.no, []),
            "deferred": item.deferred_why,
            "positions": [
                {"organ": str(one.organ), "position": one.get_position_display(), "view": one.view}
                for one in item.positions.all()
            ],
            "resolutions": [
                {
                    "text": one.text.rstrip("。；，"), "responsible": str(one.responsible_organ),
                    "cooperating": [str(organ) for organ in one.cooperating.all()], "due_on": one.due_on,
                }
                for one in item.resolved.all()
            ],
        }
        for item in items
    ]  # fmt: skip


WITH_ALL = (
    "positions__organ", "resolved__responsible_organ", "resolved__cooperating", "corrections__organ", "corrections__asked_by",
)  # fmt: skip


def mark_of(draft: list[dict[str, Any]]) -> str:
    """What tells that the draft is not what was read any more."""
    return hashlib.sha256(json.dumps(draft, default=str, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def draft_for(conference: JointConference, organ: int) -> list[dict[str, Any]]:
    """The draft as one member reads it."""
    items = conference.items.select_related("request", "returning").prefetch_related(
        "request__asked", "returning__cooperating", *WITH_ALL
    )
    return draft_of([one for one in items if one.concerns({organ})], said_by_item(conference))
