"""Papers of a mediation: rights notice, minutes, agreement, notice of termination."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy

from mediation.documents import remedies
from mediation.documents.card import Body, Snapshot, given, telling
from mediation.documents.registry import register
from mediation.documents.types import NO_CARD, DocumentType, Family
from mediation.models import Paper, Party
from mediation.vocabulary import AgreementKind, MediationSide, OrganKind, PaperKind
from mediation.workflows import facts as f


def by_committee(organ: Any) -> bool:
    """Whether a people's mediation committee mediates: then 《人民调解法》 is the basis."""
    return organ.kind == OrganKind.MEDIATION_COMMITTEE


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
        "dispute_subject": mediation.subject or mediation.matter.subject,
        "claims": [{"no": c.no, "text": c.text} for c in mediation.claims.all()],
        "sides": stand,
        "two_sides": bool(stand["asking"] and stand["other"]),
        "mediators": mediator_names(mediation),
        "by_committee": by_committee(mediation.organ),
        "in_petition": mediation.petition is not None,
    }


def rights(paper: Paper) -> dict[str, Any]:
    """The dispute; the rights and duties themselves are the wording of the template."""
    return dispute_facts(paper.subject)


def minutes(paper: Paper) -> dict[str, Any]:
    """Time, place, who was there, the notice of rights, the result."""
    session = paper.subject
    heads = 1 + bool(paper.content.get("statements"))
    return {
        **dispute_facts(session.mediation),
        "facts_no": heads,
        "result_no": heads + bool(paper.content.get("checked_facts")),
        "starts_at": localtime(session.starts_at),
        "place": session.place,
        "in_public": session.in_public,
        "present": [p.name for p in session.present.all()],
        "guests": session.guests,
        "rights_told_on": session.mediation.rights_told_on,
        "result": session.get_result_display(),
        "recorder": session.recorder,
    }


def agreement_facts(paper: Paper) -> dict[str, Any]:
    """Parties, facts, what was agreed, who owes what to whom and when, signatures."""
    agreement = paper.subject
    names = {p.pk: p.name for p in agreement.parties.all()}
    mediation = agreement.mediation
    return {
        "settlement": agreement.kind == AgreementKind.SETTLEMENT,
        "parties": [party_line(p) for p in agreement.parties.all()],
        "account": agreement.account,
        "terms": agreement.terms,
        "claims": [{"no": c.no, "text": c.text} for c in agreement.claims.all()],
        "obligations": [
            {**row, "debtor": names[row["debtor"]], "creditor": names[row["creditor"]]}
            for row in agreement.undertakings
        ],
        "place": agreement.place,
        "signatures": [
            {"name": str(s), "manner": s.get_manner_display(), "on": s.signed_on}
            for s in agreement.signatures.select_related("party", "signer")
        ],
        "mediators": mediator_names(mediation) if mediation else [],
        "mediator_signed_on": agreement.mediator_signed_on,
        "effective_on": agreement.effective_on,
        "by_committee": by_committee(agreement.organ),
        "copies": len(names) + 1,
    }


def party_line(party: Party) -> dict[str, str]:
    """A party as the agreement names it."""
    return {"name": party.name, "address": party.address, "phone": party.phone, "side": party.get_role_display()}


def ending(paper: Paper) -> dict[str, Any]:
    """The ground, and never what was conceded."""
    mediation = paper.subject
    return {
        **dispute_facts(mediation),
        "ground": mediation.get_termination_ground_display(),
        "ended_on": mediation.ended_on,
        "remedy": remedies.after_terminated_mediation(petition_goes_on=mediation.petition is not None),
    }


OWED = given("debtor", "creditor", "what", "amount", "perform_by:due_on", "manner")


def who_owes_what(printed: Snapshot) -> Body:
    """Obligation by obligation."""
    return Body(said=tuple(("owes", OWED(row)) for row in printed["obligations"]))


register(
    __name__,
    DocumentType(
        kind=PaperKind.MEDIATION_RIGHTS_NOTICE,
        plain=gettext_lazy("调解时您有哪些权利、要遵守什么，都写在这里。"),
        card=NO_CARD,
        family=Family.PLAIN,
        fields=(f.text("query_code", gettext_lazy("查询码"), required=False),),
        printed=rights,
    ),
    DocumentType(
        kind=PaperKind.MEDIATION_RECORD,
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
        ),
        printed=minutes,
    ),
    DocumentType(
        kind=PaperKind.MEDIATION_AGREEMENT,
        plain=gettext_lazy("这是双方达成的协议，约定了谁在什么时候办什么。"),
        card=who_owes_what,
        family=Family.PLAIN,
        series="调协",
        must_be_served=True,
        printed=agreement_facts,
    ),
    DocumentType(
        kind=PaperKind.SETTLEMENT_AGREEMENT,
        plain=gettext_lazy("这是双方自己达成的协议，约定了谁在什么时候办什么。"),
        card=who_owes_what,
        family=Family.PLAIN,
        series="和协",
        must_be_served=True,
        signed_by_people=True,
        printed=agreement_facts,
    ),
    DocumentType(
        kind=PaperKind.MEDIATION_INVITATION,
        plain=gettext_lazy("请您参加调解。去不去由您决定。"),
        card=NO_CARD,
        family=Family.PLAIN,
        series="调邀",
        printed=rights,
    ),
    DocumentType(
        kind=PaperKind.MEDIATION_TERMINATION,
        plain=gettext_lazy("调解结束了，没有达成协议。您还可以通过别的途径解决。"),
        card=telling("reason:ground"),
        family=Family.PLAIN,
        series="调终",
        must_be_served=True,
        printed=ending,
    ),
)
