"""What follows the steps of an agreement: its paper, signatures, obligations, and the claims it settles."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.actions import gateway, messages, paperwork
from mediation.actions.clock import deadlines
from mediation.actions.consequences import PARTIES
from mediation.actions.registry import effect_of, guard_of
from mediation.actions.sittings.visits import PLANNED, VISITS, leave_visits, plan_visits, visited
from mediation.models import (
    Agreement,
    Claim,
    Deadline,
    Obligation,
    Paper,
    Party,
    Petition,
    Review,
    Revisit,
    Signature,
)
from mediation.vocabulary import AgreementKind, Disposal, OrganKind, PaperKind, PartyRole, SignatureManner
from mediation.workflows.base import Act, NotPossibleNow, Refused
from mediation.workflows.papers.paper import PaperState

KIND_OF = {
    AgreementKind.MEDIATION: PaperKind.MEDIATION_AGREEMENT,
    AgreementKind.SETTLEMENT: PaperKind.SETTLEMENT_AGREEMENT,
    AgreementKind.ORAL: PaperKind.ORAL_AGREEMENT,
}


def tell_parties(agreement: Agreement, act: Act, text: str, key: str) -> None:
    """Tell everyone bound by the agreement."""
    for party in agreement.parties.all():
        messages.tell(act, party, text, key=f"agreement:{agreement.pk}:{key}")


def paper_of(agreement: Agreement) -> Paper | None:
    """The draft of the agreement's paper."""
    found = Paper.objects.filter(
        matter=agreement.matter,
        kind=KIND_OF[AgreementKind(agreement.kind)],
        subject_type="agreement",
        subject_id=agreement.pk,
        state=PaperState.DRAFTED,
    )
    return found.first()


@effect_of(
    Agreement,
    "draft",
    drafts=tuple(KIND_OF.values()),
)
def prepare_paper(agreement: Agreement, act: Act) -> None:
    """The paper to be signed; it is numbered and frozen when the agreement takes effect."""
    agreement.parties.set(agreement.intended_parties(act.facts["parties"]))
    paperwork.prepare(
        act,
        KIND_OF[AgreementKind(agreement.kind)],
        organ=agreement.organ,
        subject=agreement,
        addressees=agreement.addressees(act.on),
    )


@effect_of(Agreement, "sign", takes=("Agreement.take_effect",))
def keep_signatures(agreement: Agreement, act: Act) -> None:
    """One signature for each party; a settlement is in force with the last one."""
    at_portal = SignatureManner.ELECTRONIC if act.by.party else SignatureManner.SIGNED
    signer = act.signer or act.by.party
    for party in agreement.signing_for(act):
        Signature.objects.create(
            agreement=agreement, party=party, signer=signer, agent=agreement.signing_agent(act),
            manner=act.manner or at_portal, signed_on=act.on,
        )  # fmt: skip
    if agreement.kind == AgreementKind.SETTLEMENT and not agreement.unsigned():
        gateway.follow(act, agreement, "take_effect")


@effect_of(
    Agreement,
    "take_effect",
    issues=tuple(KIND_OF.values()),
    takes=(
        "Obligation.undertake",
        "Claim.settle",
        "Agreement.begin_performance",
        "Agreement.conclude",
        "Obligation.perform",
        "Review.withdraw_request",
    ),
    ends=("D6", "D8"),
    meets=(
        "D3",
        "D5",
        "D18",
    ),
    starts=("D11", *PLANNED),
    tells=PARTIES,
)
def put_into_force(agreement: Agreement, act: Act) -> None:
    """Issue the paper, write down what is owed, settle the claims, start the right to confirmation."""
    binds_since_it_was_reached(agreement)
    paper = paper_of(agreement)
    if paper is not None:
        gateway.follow(act, paper, "issue")
    for row in agreement.undertakings:
        owed = gateway.follow(act, obligation_from(agreement, row), "undertake")
        if row.get("done_at_once"):
            gateway.follow(act, owed, "perform", proof=_("签订时当场履行"))
    settle_claims(agreement, act)
    if agreement.kind == AgreementKind.MEDIATION and agreement.organ.kind == OrganKind.MEDIATION_COMMITTEE:
        deadlines.start(act, "D11", subject=agreement)
    plan_visits(agreement, act)
    agreement = gateway.follow(act, agreement, "begin_performance")
    if agreement.undertakings and not agreement.obligations.outstanding().exists():
        gateway.follow(act, agreement, "conclude")
    tell_parties(agreement, act, _("协议已生效，请按约定履行。"), "in_force")


def binds_since_it_was_reached(agreement: Agreement) -> None:
    """By word of mouth it binds from the day on which it was reached, whenever it is written down (人民调解法第三十条)."""
    if agreement.kind == AgreementKind.ORAL and agreement.mediation and agreement.mediation.ended_on:
        agreement.effective_on = agreement.mediation.ended_on
        agreement.save(update_fields=["effective_on"])


def obligation_from(agreement: Agreement, row: dict[str, Any]) -> Obligation:
    """One undertaking as an obligation."""
    return Obligation(
        matter=agreement.matter,
        organ=agreement.organ,
        agreement=agreement,
        debtor=Party.objects.get(pk=row["debtor"]),
        creditor=Party.objects.get(pk=row["creditor"]),
        what=row["what"],
        amount=None if row["amount"] is None else Decimal(row["amount"]),
        due_on=date.fromisoformat(str(row["due_on"])),
        manner=row["manner"],
        joint_debtors=row.get("joint_debtors", []),
        joint_creditors=row.get("joint_creditors", []),
        third_payer=row.get("third_payer", ""),
    )


def settle_claims(agreement: Agreement, act: Act) -> None:
    """A signed agreement meets D5 at once, and D3 where every claim was settled before acceptance.

    Where some of the petitioners have not settled the claim, it is handled for them as before, within the same limits.
    """
    for claim in agreement.claims.all():
        if left := agreement.still_asking(claim):
            tell_who_is_left(agreement, claim, left, act)
            continue
        settle(claim, act)
    end_the_contest(agreement, act)
    petition = getattr(agreement.matter, "petition", None)
    if petition and not petition.claims.exclude(disposal=Disposal.SETTLED, accepted_on=None).exists():
        deadlines.meet(act, petition, "D3")


def settle(claim: Claim, act: Act) -> None:
    """Nobody asks for it any more: what is owed for it is met."""
    deadlines.meet(act, claim, "D5", "D18")
    gateway.follow(act, claim, "settle")


def tell_who_is_left(agreement: Agreement, claim: Claim, left: list[Party], act: Act) -> None:
    """Who has not settled learns that nothing changes for him."""
    text = _("其他信访人已就诉求%(no)d中自己的部分达成协议。您的请求继续办理，期限不变。") % {"no": claim.no}
    for party in left:
        messages.tell(act, party, text, key=f"agreement:{agreement.pk}:{claim.no}:left")


def end_the_contest(agreement: Agreement, act: Act) -> None:
    """Whom it binds contests no opinion on what he has settled: his request falls, and his running right ends."""
    for party in agreement.parties.filter(role=PartyRole.PETITIONER):
        for review in agreement.matter.reviews.pending():
            if party.has_settled(review.claims()) and review.applicants().filter(party=party).exists():
                gateway.follow(act, review, "withdraw_request", petitioners=[party])
        for right in Deadline.objects.filter(matter=agreement.matter, party=party, code__in=("D6", "D8")).running():
            if party.has_settled(right.subject.claims_decided()):
                gateway.follow(act, right, "end", why=_("已就所处理的诉求达成协议"))


@guard_of(Review, "request", "join", says=gettext_lazy("请求人没有就所处理的诉求达成协议。"), on_facts=True)
def not_settled_before(review: Review, act: Act) -> Refused | None:
    """Who has settled all that an opinion decided for him contests it no more, unless the agreement was broken."""
    opinion = act.get("opinion") or (review.opinion if review.opinion_id else None)
    bound = [party for party in review.asking(act) if opinion and party.has_settled(opinion.claims_decided())]
    if not bound:
        return None
    said = gettext_lazy("已就所处理的诉求达成协议：%s") % "、".join(str(party) for party in bound)
    return NotPossibleNow("settled_before", said, gettext_lazy("对方不履行的，请登记不履行，可以要求重新办理。"))


@effect_of(Petition, "withdraw", after="strike_out_with_the_part", takes=("Claim.settle",), meets=("D5", "D18"))
def settle_what_is_left(petition: Petition, act: Act) -> None:
    """The last who had not settled a claim has withdrawn: for all others it is settled."""
    petition = Petition.objects.get(pk=petition.pk)
    for claim in petition.open_claims():
        if Agreement.who_settled(claim) and petition.pursuing() and not Agreement.still_asking(claim):
            settle(claim, act)


@effect_of(
    Agreement,
    "report_breach",
    ends=PLANNED,
    tells=PARTIES,
    takes=(
        "Petition.reopen",
        "Claim.reopen",
        "Obligation.drop",
    ),
)
def handle_anew(agreement: Agreement, act: Act) -> None:
    """Tell the routes; if the petitioner asks, the claims are handled anew with a new D5."""
    tell_parties(agreement, act, _("协议没有履行，权利人%s。") % agreement.routes(), "breached")
    if not act.facts["asks_reopening"] or not agreement.claims.exists():
        return
    leave_visits(act, agreement)
    why = _("调解协议没有履行，信访人要求重新办理")
    petition = agreement.matter.petition
    if petition.state in ("answered", "closed"):
        gateway.follow(act, petition, "reopen", why=why)
    for claim in agreement.claims.exclude(disposal=""):
        gateway.follow(act, claim, "reopen", why=why)
    for obligation in agreement.obligations.outstanding():
        gateway.follow(act, obligation, "drop", why=why)


@effect_of(Agreement, "abandon", takes=("Paper.void",))
def void_draft(agreement: Agreement, act: Act) -> None:
    """The unsigned paper is void."""
    paper = paper_of(agreement)
    if paper is not None:
        gateway.follow(act, paper, "void", why=act.facts["why"])


@effect_of(Agreement, "ask_confirmation", meets=("D11",), issues=(PaperKind.CONFIRMATION_REQUEST,))
def meet_confirmation_limit(agreement: Agreement, act: Act) -> None:
    """Asked in time (D11); the 司法确认申请书 of both sides, to be signed and handed to the court."""
    deadlines.meet(act, agreement, "D11")
    paperwork.issue_now(
        act, PaperKind.CONFIRMATION_REQUEST, organ=agreement.organ, subject=agreement, addressees=act.facts["applicants"],
        content={"signed_on": act.on},
    )  # fmt: skip


@effect_of(Agreement, "revisit", issues=(PaperKind.REVISIT_RECORD,), meets=VISITS, starts=("VISIT",))
def keep_visit(agreement: Agreement, act: Act) -> None:
    """Write down the visit."""
    names = ("visited", "manner", "purpose", "performance", "opinion", "left_open", "action", "next_on")
    Revisit.objects.create(
        agreement=agreement, visitor=act.by.user, visited_on=act.on, **{name: act.facts[name] for name in names}
    )
    paperwork.issue_now(
        act, PaperKind.REVISIT_RECORD, organ=agreement.organ, subject=agreement, content=paperwork.of_visit(act)
    )
    visited(act, agreement)
