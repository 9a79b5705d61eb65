"""联席会议纪要."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from mediation.documents.registry import register
from mediation.documents.sittings.record import answered_for, as_read, the_record
from mediation.documents.types import NOT_FOR_PARTIES, DocumentType, Family
from mediation.models import Paper
from mediation.vocabulary import Attendance, PaperKind
from mediation.workflows import facts as f


def course(paper: Paper) -> dict[str, Any]:
    """Who convened, who was there, what was discussed and resolved."""
    conference = paper.subject
    members = list(conference.members.select_related("organ"))
    record = the_record(conference)
    return {
        "record": record,
        "corrected": any("corrections" in one for one in record),
        **as_read(conference),
        "signers": answered_for(conference) if record else [],
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


def called_to(paper: Paper) -> dict[str, Any]:
    """Where and when, about which of the items that concern the member, or that it is not as it was told."""
    conference = paper.subject
    return {
        "convenor": conference.convenor,
        "chair": conference.chair,
        "starts_at": localtime(conference.starts_at).isoformat(),
        "place": conference.place,
        "items": [{"no": item.no, "topic": item.topic} for item in conference.items_of(paper.to_organ)],
        "members": [organ.name for organ in conference.member_organs()],
    }


def title_of_call(paper: Paper) -> str:
    """联席会议通知, 联席会议改期通知, 联席会议取消通知."""
    return f"联席会议{paper.content.get('change', '')}通知"


def line(member: Any) -> str:
    """The organ and who came for it."""
    return f"{member.organ.name}{member.represented_by and f'（{member.represented_by}）'}"


register(
    __name__,
    DocumentType(
        kind=PaperKind.CONFERENCE_NOTICE,
        plain=NOT_FOR_PARTIES,
        family=Family.LETTER,
        series="联通",
        fields=(
            f.text("change", _("变更"), required=False),
            f.text("was_at", _("原定时间"), required=False),
            f.long_text("why", _("原因"), required=False, longest=2000),
        ),
        supersedes=(PaperKind.CONFERENCE_NOTICE,),
        printed=called_to,
        title=title_of_call,
    ),
    DocumentType(
        kind=PaperKind.CONFERENCE_MINUTES,
        plain=NOT_FOR_PARTIES,
        edition=3,
        family=Family.MINUTES,
        series="联纪",
        printed=course,
    ),
)
