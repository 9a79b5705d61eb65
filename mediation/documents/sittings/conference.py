"""联席会议纪要."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from mediation.documents.registry import register
from mediation.documents.sittings.record import answered_for, as_read, the_record
from mediation.documents.types import NOT_FOR_PARTIES, DocumentType, Family
from mediation.models import JointConference, Paper
from mediation.queries.sittings.minutes import WITH_ALL, draft_for, draft_of, mark_of, said_by_item
from mediation.vocabulary import Attendance, PaperKind
from mediation.workflows import facts as f

MOST_TOPICS = 3


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
        "on_leave": [line(m) for m in members if not m.was_present and m.attendance == Attendance.ON_LEAVE],
        "absent": [
            f"{m.organ}（{answered(m)}）" for m in members if not m.was_present and m.attendance != Attendance.ON_LEAVE
        ],
        "about": topics_of(conference),
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


def topics_of(conference: JointConference) -> str:
    """What the conference was about: the matter in whose file it lies, or its items where it has a file of its own."""
    if not conference.has_own_file:
        return str(conference.matter.subject)
    topics = [one.topic for one in conference.items.all()]
    return "、".join(topics[:MOST_TOPICS]) + (f"等{len(topics)}项议题" if len(topics) > MOST_TOPICS else "")


def extract(paper: Paper) -> dict[str, Any]:
    """Of the minutes what is said of one item, and nothing of any other."""
    request = paper.subject
    item = (
        request.items.select_related("conference__organ")
        .prefetch_related(*WITH_ALL, "request__asked__organ").order_by("pk").last()
    )  # fmt: skip
    conference = item.conference
    (told,) = draft_of([item], said_by_item(conference))
    members = conference.members.select_related("organ").filter(organ__in=[one.organ_id for one in request.asked.all()])
    return {
        **told,
        "held_on": localtime(conference.starts_at),
        "place": conference.place,
        "convenor": conference.convenor,
        "chair": conference.chair,
        "question": request.question,
        "asked": [
            {
                "organ": str(one.organ), "question": one.question, "opinion": one.opinion, "opinion_on": one.opinion_on,
                "here": came(members, one.organ_id),
            }
            for one in request.asked.all()
        ],
        "above": [
            {
                "where": str(one), "sent_on": one.sent_on, "why": one.why.rstrip("。"), "met_on": one.met_on,
                "decision": one.decision.rstrip("。"),
            }
            for one in request.referrals.select_related("before")
        ],
        "corrections": [
            {
                "organ": str(one.organ), "asked_by": str(one.asked_by), "wanted": one.wanted.rstrip("。"),
                "accepted": bool(one.accepted), "answer": one.answer,
            }
            for one in item.corrections.all()
        ],
        "approved": [
            {"organ": str(one.organ), "on": one.approved_on}
            for one in members
            if one.approved_on and one.approved_mark == mark_of(draft_for(conference, one.organ_id))
        ],
    }  # fmt: skip


def came(members: Iterable[Any], organ: int) -> str:
    """Whether it came, and by whom; else what it answered."""
    one = next((member for member in members if member.organ_id == organ), None)
    if one is None:
        return ""
    if one.was_present:
        return f"到会，{one.represented_by}" if one.represented_by else "到会"
    return "请假" if one.attendance == Attendance.ON_LEAVE else f"未到会，{answered(one)}"


def answered(member: Any) -> str:
    """What a member that did not come had answered: as it did, and not as leave where it said nothing."""
    return f"回复{member.get_attendance_display()}" if member.attendance else "未回复"


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
        kind=PaperKind.CONFERENCE_EXTRACT,
        plain=NOT_FOR_PARTIES,
        family=Family.MINUTES,
        series="联摘",
        printed=extract,
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
