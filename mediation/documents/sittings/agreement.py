"""调解协议书, 和解协议书, 人民调解口头协议登记表: what was agreed, and who owes what to whom and when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from mediation.documents.card import Body, Snapshot, given, telling
from mediation.documents.registry import register
from mediation.documents.sittings.mediation import by_committee, confirm_within, mediator_names
from mediation.documents.types import DocumentType, Family
from mediation.models import Paper, Party
from mediation.models.intake.party_change import as_of
from mediation.models.sittings.ways import ways_of
from mediation.vocabulary import AgreementKind, PaperKind
from mediation.workflows.intake.identity import masked


def agreement_facts(paper: Paper) -> dict[str, Any]:
    """Parties, facts, what was agreed, who owes what to whom and when, signatures."""
    agreement = paper.subject
    names = {p.pk: p.name for p in agreement.parties.all()}
    mediation = agreement.mediation
    return {
        "settlement": agreement.kind == AgreementKind.SETTLEMENT,
        "parties": [party_line(p, paper.issued_on) for p in agreement.parties.all()],
        "account": agreement.account,
        "terms": agreement.terms,
        "claims": paper.matter.told(agreement.claims.all(), paper.organ),
        "obligations": [
            {
                **row,
                "debtor": agreement.side_said(row, "debtor", names),
                "creditor": agreement.side_said(row, "creditor", names),
                "third_payer": row.get("third_payer", ""),
                "done_at_once": row.get("done_at_once", False),
            }
            for row in agreement.undertakings
        ],
        "waived": agreement.waived,
        "third_payers": any(row.get("third_payer") for row in agreement.undertakings),
        "jointly_owed": any(row.get("joint_debtors") for row in agreement.undertakings),
        "conditions_known": agreement.conditions_known,
        "place": agreement.place,
        "signatures": [
            {"name": str(s), "manner": s.get_manner_display(), "on": s.signed_on}
            for s in agreement.signatures.select_related("party", "signer")
        ],
        "mediators": mediator_names(mediation) if mediation else [],
        "mediator_signed_on": agreement.mediator_signed_on,
        "effective_on": agreement.effective_on,
        "by_committee": by_committee(agreement.organ),
        "mediator_word": "人民调解员" if by_committee(agreement.organ) else "调解员",
        "confirm_within": confirm_within(agreement.matter, agreement.organ, agreement.effective_on),
        "copies": len(names) + 1,
    }


def party_line(party: Party, on: date | None) -> dict[str, str]:
    """A party as the agreement names it, with the data of its day."""
    party = as_of(party, on) if on else party
    return {
        "name": party.name, "address": party.address, "phone": party.phone, "side": party.get_role_display(),
        "identity": identity_words(party),
    }  # fmt: skip


def identity_words(party: Party) -> str:
    """当事人的基本情况 (人民调解法 29): a person's sex and the ends of the card's number, a unit's code and who represents it."""
    told = (
        ("", party.get_sex_display()), ("身份证号码", masked(party.id_number)),
        ("统一社会信用代码", party.credit_code), ("法定代表人（负责人）", party.legal_representative),
    )  # fmt: skip
    return "，".join(f"{label}：{value}" if label else value for label, value in told if value)


def by_word_of_mouth(paper: Paper) -> dict[str, Any]:
    """What the mediator writes down of an agreement by word of mouth (人民调解法 28): nobody's signature is waited for."""
    mediation = paper.subject.mediation
    return {
        **agreement_facts(paper),
        "dispute_subject": mediation.subject or mediation.matter.called_by(paper.organ),
        "agreed_on": mediation.ended_on,
    }


def overdue(paper: Paper) -> dict[str, Any]:
    """What was to be done by whom until when, and where the creditor may turn now."""
    obligation = paper.subject
    about = {"subject_type": "agreement", "subject_id": obligation.agreement_id}
    written = paper.matter.papers.issued().filter(**about).exclude(number="").order_by("pk")
    rests_on = written.last() if obligation.agreement_id else None
    return {
        "debtor": obligation.owed_by,
        "creditor": obligation.owed_to,
        "what": obligation.what,
        "amount": obligation.amount,
        "paid": [{"told": str(row)} for row in obligation.performed.confirmed()],
        "left": obligation.left() if obligation.performed.confirmed().exists() else None,
        "due_on": obligation.due_on,
        "manner": obligation.manner,
        "rests_on": {"title": rests_on.get_kind_display(), "number": rests_on.number} if rests_on else None,
        "ways": [{"said": way.said, "basis": way.basis} for way in ways_of(obligation)],
    }


OWED = given("debtor", "creditor", "what", "amount", "perform_by:due_on", "manner")


def who_owes_what(printed: Snapshot) -> Body:
    """Obligation by obligation."""
    return Body(said=tuple(("owes", OWED(row)) for row in printed["obligations"]))


register(
    __name__,
    DocumentType(
        kind=PaperKind.OVERDUE_NOTICE,
        edition=2,
        plain=gettext_lazy("约定的事到期没有办，这里写着您可以走哪些路。"),
        card=telling("debtor", "what", "amount", "perform_by:due_on"),
        family=Family.PLAIN,
        series="逾告",
        must_be_served=True,
        printed=overdue,
    ),
    DocumentType(
        kind=PaperKind.MEDIATION_AGREEMENT,
        edition=3,
        title=lambda paper: "人民调解协议书" if by_committee(paper.organ) else "调解协议书",
        plain=gettext_lazy("这是双方达成的协议，约定了谁在什么时候办什么。"),
        card=who_owes_what,
        family=Family.PLAIN,
        series="调协",
        must_be_served=True,
        printed=agreement_facts,
    ),
    DocumentType(
        kind=PaperKind.SETTLEMENT_AGREEMENT,
        edition=3,
        plain=gettext_lazy("这是双方自己达成的协议，约定了谁在什么时候办什么。"),
        card=who_owes_what,
        family=Family.PLAIN,
        series="和协",
        must_be_served=True,
        signed_by_people=True,
        printed=agreement_facts,
    ),
    DocumentType(
        kind=PaperKind.ORAL_AGREEMENT,
        edition=2,
        plain=gettext_lazy("双方口头达成的协议，调解员记在这里：谁在什么时候办什么。"),
        card=who_owes_what,
        family=Family.FORM,
        signed_by_people=True,
        printed=by_word_of_mouth,
    ),
)
