"""授权委托书, 送达地址确认书: who acts for a party, and where papers reach it, in its own words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.documents.papers import blank
from mediation.documents.papers.applications import asked, by
from mediation.documents.registry import register
from mediation.models import Agent, Paper, Party, SpecialAuthority
from mediation.models.intake.acting import acting_for
from mediation.models.intake.party_change import as_of
from mediation.vocabulary import PaperKind
from mediation.workflows import facts as f


def numbers(people: list[Party]) -> str:
    """The number of a card whole: this paper needs it. On a sheet that several people get, each one's is masked."""
    if len(people) == 1:
        return people[0].id_number or people[0].credit_code
    return "、".join(party.masked_id for party in people if party.masked_id)


def who_entrusts(people: list[Party]) -> dict[str, str | None]:
    """By whom; where several sign one sheet, none of them reads where the others live."""
    told = by(people)
    return {"who": told["who"], "contact": told["contact"] if len(people) == 1 else None}


def special(agent: Agent | SpecialAuthority) -> str:
    """What he may do only because it is written."""
    said = [label for may, label in ((agent.may_settle, "和解、调解"), (agent.may_withdraw, "撤回、放弃")) if may]
    return "、".join(said) or "无（一般授权）"


def days(agent: Agent | SpecialAuthority) -> str:
    """From when until when."""
    until = f"{agent.until:%Y年%-m月%-d日}" if agent.until else "解除委托之日"
    return f"自{agent.since:%Y年%-m月%-d日}至{until}"


def power_of_attorney(paper: Paper) -> dict[str, Any]:
    """Who entrusts whom with what, until when."""
    people = list(paper.addressees.order_by("pk"))
    if (authority := paper.content.get("authority")) is not None:
        return to_a_representative(people, SpecialAuthority.objects.select_related("representative").get(pk=authority))
    agent: Any = paper.subject
    parts = (agent.unit, agent.relation, agent.address, agent.phone)
    return {
        **who_entrusts(people),
        "identity": numbers(people) or None,
        "agent": str(agent),
        "agent_contact": "　".join(part for part in parts if part) or None,
        "agent_identity": agent.id_number or None,
        "scope": agent.scope,
        "special": special(agent),
        "receives": "可以" if agent.may_receive else "不可以",
        "days": days(agent),
    }


def to_a_representative(people: list[Party], held: SpecialAuthority) -> dict[str, Any]:
    """Who of a group lets one of them act for all."""
    one = held.representative
    return {
        **who_entrusts(people),
        "identity": numbers(people) or None,
        "agent": f"{one.name}（代表人）",
        "agent_contact": "　".join(part for part in (one.address, one.phone) if part) or None,
        "agent_identity": one.masked_id or None,
        "scope": held.scope,
        "special": special(held),
        "receives": "可以" if held.may_receive else "不可以",
        "days": days(held),
    }


def service_address(paper: Paper) -> dict[str, Any]:
    """Where papers reach the party, whether electronically too, and who may receive them for it."""
    party = as_of(paper.subject.party, paper.issued_on or paper.subject.changed_on)
    receiving = [one for one in acting_for(party, paper.issued_on or paper.subject.changed_on) if one.receives]
    others = [f"{one.name}（{one.capacity}）{one.phone}" for one in receiving if one.party != party]
    return {
        "who": party.name,
        "identity": party.id_number or party.credit_code or None,
        "address": party.address or "（没有填写）",
        "phone": party.phone or None,
        "email": party.email or None,
        "electronic": "同意" if party.electronic_since else "没有同意",
        "receiver": "\n".join(others) or None,
    }


register(
    __name__,
    asked(
        PaperKind.POWER_OF_ATTORNEY, blank.POWER_OF_ATTORNEY, power_of_attorney,
        f.number("authority", _("授权的序号"), required=False),
        plain=_("您委托了代理人。这里写着他可以替您做什么、到什么时候；您随时可以解除。"),
    ),
    asked(
        PaperKind.SERVICE_ADDRESS, blank.SERVICE_ADDRESS, service_address,
        plain=_("您确认的送达地址。以后的文书送到这里，有变动请及时告诉办理单位。"),
    ),
)  # fmt: skip
