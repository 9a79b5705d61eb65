"""What a play leaves behind: the papers, every event and every deadline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import override

from mediation.models import Deadline, Event
from mediation.scenarios.nouns import noun


def write_json(folder: Path) -> None:
    """timeline.json and deadlines.json."""
    with override("zh-hans"):
        for name, rows in (("timeline", timeline()), ("deadlines", deadlines())):
            text = json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
            (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def timeline() -> list[dict[str, Any]]:
    """Every event of every file, in the order in which it was recorded."""
    seen: dict[tuple[str, int], str] = {}
    return [
        _event(event, seen) for event in Event.objects.select_related("matter", "cause").order_by("recorded_at", "pk")
    ]


def _event(event: Event, seen: dict[tuple[str, int], str]) -> dict[str, Any]:
    place = (event.object_type, event.object_id)
    if place not in seen:
        seen[place] = str(event.model._base_manager.get(pk=event.object_id))
    return {
        "matter": event.matter.number,
        "part": event.part,
        "seq": event.seq,
        "done_on": event.done_on,
        "recorded_at": event.recorded_at,
        "by": event.actor,
        "step": f"{noun(event.model)}.{event.step}",
        "label": event.label,
        "object": {"kind": str(event.model._meta.verbose_name), "id": event.object_id, "name": seen[place]},
        "from": event.from_state,
        "to": event.to_state,
        "facts": event.facts,
        "reason": event.reason,
        "basis": event.basis,
        "follows": event.cause and event.cause.seq,
        "hash": event.hash,
    }


def deadlines() -> list[dict[str, Any]]:
    """Every deadline of every file."""
    rows = Deadline.objects.select_related("matter", "organ", "party", "trigger_event").order_by("matter", "pk")
    return [_deadline(row) for row in rows]


def _deadline(row: Deadline) -> dict[str, Any]:
    return {
        "matter": row.matter.number,
        "code": row.code,
        "label": row.label,
        "authority": row.authority,
        "whose": str(row.party or row.organ or ""),
        "subject": _subject(row),
        "trigger": row.trigger,
        "trigger_on": row.trigger_on,
        "nominal": row.nominal_on,
        "legal": row.legal_on,
        "extension_days": row.extension_days,
        "excluded": row.excluded,
        "provisional": row.provisional,
        "state": row.state,
        "state_label": row.state_label,
        "met_on": row.met_on,
    }


def _subject(row: Deadline) -> str:
    model = apps.get_model("mediation", row.subject_type)
    return f"{model._meta.verbose_name} {row.subject}"
