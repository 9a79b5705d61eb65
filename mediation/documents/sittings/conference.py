"""联席会议纪要."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localtime

from mediation.documents.registry import register
from mediation.documents.types import NOT_FOR_PARTIES, DocumentType, Family
from mediation.models import Paper
from mediation.vocabulary import Attendance, PaperKind


def course(paper: Paper) -> dict[str, Any]:
    """Who convened, who was there, what was discussed and resolved."""
    conference = paper.subject
    members = list(conference.members.select_related("organ"))
    return {
        "convenor": conference.convenor,
        "chair": conference.chair,
        "starts_at": localtime(conference.starts_at),
        "place": conference.place,
        "attending": [line(m) for m in members if m.was_present and m.attendance != Attendance.SITS_IN],
        "sitting_in": [line(m) for m in members if m.was_present and m.attendance == Attendance.SITS_IN],
        "on_leave": [line(m) for m in members if not m.was_present],
        "items": [{"no": i.no, "topic": i.topic, "discussion": i.discussion} for i in conference.items.all()],
        "resolutions": [
            {
                "text": r.text.rstrip("。；，"),
                "responsible": r.responsible_organ.name,
                "cooperating": [o.name for o in r.cooperating.order_by("path")],
                "due_on": r.due_on,
            }
            for r in conference.resolutions.select_related("responsible_organ").order_by("pk")
        ],
    }


def line(member: Any) -> str:
    """The organ and who came for it."""
    return f"{member.organ.name}{member.represented_by and f'（{member.represented_by}）'}"


register(
    __name__,
    DocumentType(
        kind=PaperKind.CONFERENCE_MINUTES,
        plain=NOT_FOR_PARTIES,
        edition=2,
        family=Family.MINUTES,
        series="联纪",
        printed=course,
    ),
)
