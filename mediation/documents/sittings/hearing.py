"""听证: application, notice of the right, refusal, notice of the hearing, record, report."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.documents import remedies
from mediation.documents.card import telling
from mediation.documents.papers import blank
from mediation.documents.papers.applications import asked, by
from mediation.documents.registry import register
from mediation.documents.sittings.record import as_read, as_signed, the_record
from mediation.documents.types import NO_CARD, NOT_FOR_PARTIES, DocumentType, Family, Finding, empty_note
from mediation.models import Agent, Event, Hearing, Paper
from mediation.vocabulary import AgentKind, PaperKind, Presence
from mediation.workflows import facts as f
from mediation.workflows.periods import advised_in_words


def the_matter(hearing: Hearing) -> dict[str, Any]:
    """What every paper of a hearing says."""
    return {
        "question": hearing.question,
        "stage": hearing.get_stage_display(),
        "claims": hearing.matter.told(
            hearing.matter.claims_told(hearing.organ).filter(category="grievance"), hearing.organ
        ),
        "requester": str(hearing.requested_by or ""),
        "requested_on": hearing.requested_on,
        "grounds": hearing.grounds,
    }


def the_panel(hearing: Hearing) -> dict[str, Any]:
    """Presider, members and recorder, by name and post."""
    return {
        "presider": str(hearing.presider or ""),
        "panel": [
            {"name": str(m.user), "post": m.user.post}
            for m in hearing.sitting_members().select_related("user")
            if m.user_id != hearing.presider_id
        ],
        "recorder": str(hearing.recorder or ""),
    }


def when_and_where(hearing: Hearing) -> dict[str, Any]:
    """Day, time, place and manner."""
    return {
        "starts_at": localtime(hearing.starts_at).isoformat() if hearing.starts_at else "",
        "minutes": hearing.minutes,
        "place": f"{hearing.place}（{hearing.room.name}）" if hearing.room else hearing.place,
        "closed": hearing.closed,
        "closed_reason": hearing.closed_reason,
    }


def right_to_a_hearing(paper: Paper) -> dict[str, Any]:
    """The right and how to use it."""
    hearing = paper.subject
    code = "agree_hearing" if paper.content.get("proposed") else "apply_hearing"
    right = remedies.Right.within(
        hearing.limit("D14", on=paper.issued_on or hearing.offered_on or paper.matter.opened_on), code=code
    )
    return {**the_matter(hearing), "rights": remedies.as_facts(right), "within": right.span}


def a_refusal(paper: Paper) -> dict[str, Any]:
    """What was asked for; the reasons are written by hand."""
    return the_matter(paper.subject)


def invitation(paper: Paper) -> dict[str, Any]:
    """Everything a participant has to know before the day."""
    hearing = paper.subject
    return {
        **the_matter(hearing),
        **the_panel(hearing),
        **when_and_where(hearing),
        "proposed": not hearing.grounds,
        "put_off": hearing.changes_told().exists(),
    }


def the_change(paper: Paper) -> dict[str, Any]:
    """The hearing that does not take place as it was told; which change, why, when it was to be stands in the content."""
    return the_matter(paper.subject)


def title_of_change(paper: Paper) -> str:
    """延期听证通知书, 中止听证通知书 and so on, by what happened."""
    return f"{paper.content['change']}听证通知书" if paper.content.get("change") else str(paper.get_kind_display())


def opened_at(hearing: Any) -> datetime | None:
    """The hour at which it was opened first; unknown where that was entered later."""
    opened = Event.objects.of(hearing.page_name, hearing.pk).standing().filter(step="open").order_by("pk").first()
    if opened is None or localtime(opened.recorded_at).date() != opened.done_on:
        return None
    return localtime(opened.recorded_at)


def closed_at(hearing: Any) -> datetime | None:
    """The hour at which it was closed: as stated, or as written down on the spot; unknown where it was entered later."""
    closed = Event.objects.of(hearing.page_name, hearing.pk).standing().filter(step="conclude").order_by("-pk").first()
    if closed is None:
        return None
    if closed.facts.get("ended_at"):
        return localtime(datetime.fromisoformat(closed.facts["ended_at"]))
    written = localtime(closed.recorded_at)
    return written if written.date() == closed.done_on else None


def agents_told(participant: Any, on: date) -> list[str]:
    """Each agent who came, with what the record must say of him: as what he acts, from which firm, with which powers."""
    named = [name for name in participant.agents.split("、") if name]
    known = {one.name: one for one in Agent.objects.filter(principal=participant.party, name__in=named).order_by("pk")}
    return [_agent_told(name, known.get(name), on) for name in named]


def _agent_told(name: str, agent: Agent | None, on: date) -> str:
    if agent is None or not agent.speaks(on):
        return name
    special = [(agent.may_settle, "可以和解、调解"), (agent.may_withdraw, "可以撤回、放弃")]
    granted = "、".join(words for has, words in special if has)
    scope = "法定代理" if agent.kind == AgentKind.GUARDIAN else f"特别授权：{granted}" if granted else "一般代理"
    scope += "，可以代收文书" if agent.may_receive else ""
    told = [str(agent.get_kind_display()), agent.unit, agent.relation, scope]
    return f"{name}（{'，'.join(one for one in told if one)}）"


def what_was_said(paper: Paper) -> dict[str, Any]:
    """Who came, what was said part by part, who signed; nothing of the deliberation."""
    hearing = paper.subject
    signed, record = hearing.signed_as_it_stands(), the_record(hearing)
    invited = list(hearing.invited.select_related("party"))
    return {
        **invitation(paper),
        **as_read(hearing),
        "opened_on": hearing.opened_on,
        "concluded_on": hearing.concluded_on,
        "ended_at": closed_at(hearing),
        "announced": hearing.announced,
        "conclusion": hearing.conclusion if hearing.announced else "",
        "participants": [
            {
                "name": p.party.name,
                "side": p.party.get_role_display(),
                "address": p.party.address,
                "outcome": p.get_outcome_display(),
                "came": p.outcome == Presence.PRESENT,
                "agents": p.agents,
                "agents_told": agents_told(p, hearing.opened_on or paper.matter.opened_on),
                "answers": p.answers(),
                "note": p.note,
                "signed": p.signed,
                "signature_note": p.signature_note,
                **as_signed(signed.get(p.party_id)),
            }
            for p in invited
        ],
        "others": hearing.others_there(),
        "recording": hearing.recording(),
        "answered": any(p.has_answered for p in invited),
        "statements": record,
        "corrected": any("corrections" in one for one in record),
        "began_at": opened_at(hearing),
        "sittings": hearing.sitting,
    }


def what_the_panel_found(paper: Paper) -> dict[str, Any]:
    """Both sides, the facts, the conclusion with its majority and the minority's view, the advice."""
    hearing = paper.subject
    against = hearing.sitting_members().filter(agrees=False)
    return {
        **invitation(paper),
        "opened_on": hearing.opened_on,
        "concluded_on": hearing.concluded_on,
        "petitioner_side": hearing.petitioner_side,
        "organ_side": hearing.organ_side,
        "facts_found": hearing.facts_found,
        "conclusion": hearing.conclusion,
        "advice": hearing.advice,
        "votes_for": hearing.votes_for(),
        "votes_against": against.count(),
        "minority": [m.view for m in against if m.view],
    }


def the_conclusion(paper: Paper) -> dict[str, Any]:
    """What the panel concluded, where it was not announced at the hearing; nothing of who voted how."""
    hearing = paper.subject
    return {
        "question": hearing.question, "conclusion": hearing.conclusion, "held_on": hearing.opened_on,
        "concluded_on": hearing.concluded_on, "place": hearing.place,
    }  # fmt: skip


def how_they_voted(paper: Paper) -> dict[str, Any]:
    """Every member's vote with its view; read by the panel alone."""
    hearing = paper.subject
    votes = [
        {"name": str(m.user), "vote": str(_("同意") if m.agrees else _("不同意")), "view": m.view}
        for m in hearing.sitting_members().select_related("user")
    ]
    return {
        **the_panel(hearing),
        "question": hearing.question,
        "place": hearing.place,
        "deliberated_on": hearing.concluded_on,
        "conclusion": hearing.conclusion,
        "votes": votes,
        "votes_for": hearing.votes_for(),
        "votes_against": len(votes) - hearing.votes_for(),
    }


def short_notice(paper: Paper) -> list[Finding]:
    """The notice is served so many days before; more are advised (D16)."""
    hearing = paper.subject
    advised = hearing.notice_advised_on()
    if advised is None or advised >= hearing.scheduled_on:
        return []
    sentence = gettext("距听证不足%(span)s，请尽快送达：最迟%(last)s，建议%(advised)s以前。") % {
        "span": advised_in_words(hearing.notice_limit_for(hearing.starts_at)), "last": hearing.notice_due_on,
        "advised": advised,
    }  # fmt: skip
    return [Finding(code="notice_short", sentence=sentence, blocks=False)]


def hearing_asked(paper: Paper) -> dict[str, Any]:
    """Who asks for a hearing on what, why, and with what evidence."""
    hearing = paper.subject
    asker = [hearing.requested_by] if hearing.requested_by else []
    told = {"question": hearing.question, "grounds": hearing.grounds, "evidence": hearing.evidence or "未提交"}
    return {**by(asker), "organ": paper.organ.name, **told}


register(
    __name__,
    asked(PaperKind.HEARING_REQUEST, blank.HEARING, hearing_asked, plain=NOT_FOR_PARTIES),
    DocumentType(
        kind=PaperKind.HEARING_RIGHTS_NOTICE,
        edition=2,
        plain=_("可以开听证会，要不要开由您决定。"),
        card=telling("question"),
        family=Family.PLAIN,
        series="访听告",
        fields=(
            f.long_text("question", _("可以听证的事项"), longest=2000),
            f.yes_no("proposed", _("机关拟举行听证，征求同意")),
        ),
        must_be_served=True,
        printed=right_to_a_hearing,
    ),
    DocumentType(
        kind=PaperKind.HEARING_REFUSAL,
        edition=2,
        plain=_("您申请的听证会不开，这里写着为什么。事情照常办理。"),
        card=telling("why"),
        family=Family.PLAIN,
        series="访不听",
        fields=(f.long_text("why", _("不予听证的理由"), longest=2000),),
        must_be_served=True,
        printed=a_refusal,
    ),
    DocumentType(
        kind=PaperKind.HEARING_NOTICE,
        plain=_("请您参加听证会。"),
        card=telling("starts_at", "place", "question"),
        family=Family.PLAIN,
        series="访听",
        fields=(f.long_text("note", _("其他告知事项"), required=False, longest=1000),),
        prefill=empty_note,
        must_be_served=True,
        printed=invitation,
        checks=short_notice,
        edition=2,
    ),
    DocumentType(
        kind=PaperKind.HEARING_CONCLUSION,
        plain=_("听证会的结论当天没有宣布，现在书面告诉您。它不是处理意见。"),
        card=telling("question", "decision:conclusion"),
        family=Family.PLAIN,
        series="访听结",
        must_be_served=True,
        printed=the_conclusion,
    ),
    DocumentType(
        kind=PaperKind.HEARING_CHANGE,
        plain=_("听证不在原来通知的时间、地点举行了，原通知不再有效。"),
        card=telling("decision:change", "starts_at:was_at", "place", "why"),
        family=Family.PLAIN,
        series="访听变",
        fields=(
            f.text("change", _("变更")),
            f.text("was_at", _("原定时间"), required=False),
            f.text("place", _("原定地点"), required=False),
            f.text("new_place", _("新的地点"), required=False),
            f.long_text("why", _("原因"), longest=2000),
        ),
        must_be_served=True,
        supersedes=(PaperKind.HEARING_NOTICE,),
        printed=the_change,
        title=title_of_change,
    ),
    DocumentType(
        kind=PaperKind.HEARING_RECORD,
        edition=4,
        plain=_("听证会上各方说了什么，都记在这里。"),
        card=NO_CARD,
        family=Family.FORM,
        printed=what_was_said,
    ),
    DocumentType(kind=PaperKind.DELIBERATION_RECORD, plain=NOT_FOR_PARTIES, family=Family.FORM, printed=how_they_voted),
    DocumentType(
        kind=PaperKind.HEARING_REPORT,
        plain=NOT_FOR_PARTIES,
        family=Family.PLAIN,
        series="访听报",
        printed=what_the_panel_found,
        signed_by_people=True,
    ),
)
