"""Papers of a mediation: application and answer, rights notice, minutes, invitation, notice of termination."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy

from mediation.documents import remedies
from mediation.documents.card import telling
from mediation.documents.papers import blank
from mediation.documents.papers.applications import asked, by
from mediation.documents.registry import register
from mediation.documents.sittings.record import answered_for, as_read, the_record
from mediation.documents.types import NO_CARD, DocumentType, Family
from mediation.models import Matter, Paper
from mediation.models.clock.calendar import limit_in
from mediation.vocabulary import MediationSide, OrganKind, PaperKind
from mediation.workflows import facts as f
from mediation.workflows.periods import in_words


def by_committee(organ: Any) -> bool:
    """Whether a people's mediation committee mediates: then 《人民调解法》 is the basis."""
    return organ.kind == OrganKind.MEDIATION_COMMITTEE


def confirm_within(matter: Matter, organ: Any, on: date | None) -> str:
    """How long both sides have to ask a court to confirm an agreement (D11)."""
    return in_words(limit_in(matter, "D11", organ=organ, on=on or matter.opened_on))


def sides(mediation: Any) -> dict[str, list[str]]:
    """Who stands on which side."""
    found: dict[str, list[str]] = {side: [] for side in MediationSide.values}
    for participant in mediation.participants.select_related("party"):
        found[participant.side].append(participant.party.name)
    return found


def mediator_names(mediation: Any) -> list[str]:
    """The mediators, and the experts who help them."""
    staff = [str(m) for m in mediation.mediators.filter(left_on=None).select_related("user")]
    return [*staff, *([mediation.experts] if mediation.experts else [])]


def dispute_facts(mediation: Any) -> dict[str, Any]:
    """What every paper of a mediation says of it."""
    stand = sides(mediation)
    return {
        "dispute": mediation.dispute,
        "dispute_subject": mediation.subject or mediation.matter.called_by(mediation.organ),
        "claims": mediation.matter.told(mediation.claims.all(), mediation.organ),
        "sides": stand,
        "two_sides": bool(stand["asking"] and stand["other"]),
        "mediators": mediator_names(mediation),
        "by_committee": by_committee(mediation.organ),
        "confirm_within": confirm_within(mediation.matter, mediation.organ, mediation.accepted_on),
        "in_petition": mediation.petition is not None,
        "mediator_word": "人民调解员" if by_committee(mediation.organ) else "调解员",
    }


def rights(paper: Paper) -> dict[str, Any]:
    """The dispute; the rights and duties themselves are the wording of the template."""
    return dispute_facts(paper.subject)


def minutes(paper: Paper) -> dict[str, Any]:
    """Time, place, who was there, the notice of rights, the result."""
    session = paper.subject
    record = the_record(session)
    heads = 1 + bool(paper.content.get("statements") or record)
    return {
        **dispute_facts(session.mediation),
        "record": record,
        "corrected": any("corrections" in one for one in record),
        **as_read(session),
        "signers": answered_for(session),
        "facts_no": heads,
        "result_no": heads + bool(paper.content.get("checked_facts")),
        "starts_at": localtime(session.starts_at),
        "place": session.place,
        "in_public": session.in_public,
        "present": [p.name for p in session.present.all()],
        "agents": paper.content.get("agents") or [],
        "guests": session.guests,
        "rights_told_on": session.mediation.rights_told_on,
        "result": session.get_result_display(),
        "recorder": session.recorder,
    }


def called_to(paper: Paper) -> dict[str, Any]:
    """Where and when, or that it is not as it was told; which change, and why, stands in the content."""
    session = paper.subject
    return {
        **dispute_facts(session.mediation),
        "starts_at": localtime(session.starts_at).isoformat(),
        "place": session.place,
        "in_public": session.in_public,
    }


def title_of_call(paper: Paper) -> str:
    """调解会议通知书, 调解会议改期通知书, 调解会议取消通知书."""
    return f"调解会议{paper.content.get('change', '')}通知书"


def ending(paper: Paper) -> dict[str, Any]:
    """The ground, and never what was conceded."""
    mediation = paper.subject
    return {
        **dispute_facts(mediation),
        "ground": mediation.get_termination_ground_display(),
        "ended_on": mediation.ended_on,
        "remedy": remedies.after_terminated_mediation(petition_goes_on=mediation.petition is not None),
    }


def mediation_asked(paper: Paper) -> dict[str, Any]:
    """Who asks for mediation against whom, about what."""
    mediation = paper.subject
    rows = mediation.matter.told(mediation.claims.all(), mediation.organ)
    claims = "\n".join(f"{row['no']}. {row['text']}" for row in rows)
    return {
        **by(paper.addressed()),
        "other_side": "、".join(dispute_facts(mediation)["sides"]["other"]) or "见卷内登记",
        "dispute": mediation.dispute,
        "claims": claims or "请依法调解。",
    }


def mediation_answered(paper: Paper) -> dict[str, Any]:
    """Whether the parties named want the mediation."""
    mediation = paper.subject
    answer = "同意调解" if paper.content.get("consents") else "不同意调解"
    who = by(paper.addressed())
    return {**who, "dispute": mediation.subject or mediation.dispute, "answer": answer}


register(
    __name__,
    DocumentType(
        kind=PaperKind.MEDIATION_NOTICE,
        plain=gettext_lazy("调解在什么时候、什么地方进行，或者改到什么时候、取消了。"),
        card=telling("decision:change", "starts_at", "place", "why"),
        family=Family.PLAIN,
        series="调通",
        fields=(
            f.text("change", gettext_lazy("变更"), required=False),
            f.text("was_at", gettext_lazy("原定时间"), required=False),
            f.long_text("why", gettext_lazy("原因"), required=False, longest=2000),
        ),
        must_be_served=True,
        supersedes=(PaperKind.MEDIATION_NOTICE,),
        printed=called_to,
        title=title_of_call,
    ),
    replace(
        asked(
            PaperKind.MEDIATION_REQUEST,
            blank.MEDIATION,
            mediation_asked,
            plain=gettext_lazy("这是您请求调解的申请书。"),
        ),
        title=lambda paper: "人民调解申请书" if by_committee(paper.organ) else "调解申请书",
    ),
    asked(
        PaperKind.MEDIATION_CONSENT,
        blank.MEDIATION_CONSENT,
        mediation_answered,
        f.yes_no("consents", gettext_lazy("同意调解")),
        plain=gettext_lazy("这里记着您同不同意调解。"),
    ),
    DocumentType(
        kind=PaperKind.MEDIATION_RIGHTS_NOTICE,
        edition=3,
        plain=gettext_lazy("调解时您有哪些权利、要遵守什么，都写在这里。"),
        card=NO_CARD,
        family=Family.PLAIN,
        printed=rights,
    ),
    DocumentType(
        kind=PaperKind.MEDIATION_RECORD,
        edition=4,
        title=lambda paper: "人民调解记录" if by_committee(paper.organ) else "调解笔录",
        plain=gettext_lazy("调解时各方说了什么、谈到哪里，都记在这里。"),
        card=NO_CARD,
        family=Family.FORM,
        fields=(
            f.table(
                "statements",
                gettext_lazy("各方陈述"),
                f.text("name", gettext_lazy("当事人")),
                f.long_text("statement", gettext_lazy("陈述")),
                required=False,
            ),
            f.long_text("checked_facts", gettext_lazy("查明的事实"), required=False),
            f.long_text("outcome", gettext_lazy("调解结果"), required=False),
            f.text("reading", gettext_lazy("读笔录的方式"), required=False),
            f.table(
                "agents",
                gettext_lazy("到场的代理人"),
                f.text("name", gettext_lazy("姓名")),
                f.text("principal", gettext_lazy("代理谁")),
                required=False,
            ),
        ),
        printed=minutes,
    ),
    DocumentType(
        kind=PaperKind.MEDIATION_INVITATION,
        edition=2,
        plain=gettext_lazy("请您参加调解。去不去由您决定。"),
        card=NO_CARD,
        family=Family.PLAIN,
        series="调邀",
        printed=rights,
    ),
    DocumentType(
        kind=PaperKind.MEDIATION_SUSPENSION,
        plain=gettext_lazy("调解先停一停，这里写着为什么。恢复时会再通知您。"),
        card=telling("reason:ground", "why"),
        family=Family.PLAIN,
        series="调中",
        must_be_served=True,
        fields=(
            f.text("ground", gettext_lazy("原因")),
            f.text("why", gettext_lazy("说明"), required=False),
            f.day("suspended_on", gettext_lazy("中止日期")),
            f.yes_no("appraisal", gettext_lazy("鉴定、评估期间不计入")),
        ),
        printed=rights,
    ),
    DocumentType(
        kind=PaperKind.MEDIATION_TERMINATION,
        edition=2,
        plain=gettext_lazy("调解结束了，没有达成协议。您还可以通过别的途径解决。"),
        card=telling("reason:ground"),
        family=Family.PLAIN,
        series="调终",
        must_be_served=True,
        printed=ending,
    ),
)
