"""信访事项处理意见书, and the answers on route 5 and to suggestions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _

from mediation.documents import days, remedies
from mediation.documents.card import Answer, Body, Snapshot, given
from mediation.documents.intake.claim import CONTACT, contact
from mediation.documents.papers import joint_issue
from mediation.documents.papers.correction import faults_under_review
from mediation.documents.papers.statutes import without_marks
from mediation.documents.registry import register
from mediation.documents.types import DocumentType, Family, Finding
from mediation.models import Claim, Deadline, Paper, Party
from mediation.vocabulary import Category, OpinionOutcome, PaperKind, PartyRole, RestOutcome, ReviewStage, Route
from mediation.workflows import facts as f
from mediation.workflows.intake.claim import ClaimState

ARTICLE = {
    OpinionOutcome.SUPPORTED: "《信访工作条例》第三十二条第一款第一项",
    OpinionOutcome.EXPLAINED: "《信访工作条例》第三十二条第一款第二项",
    OpinionOutcome.NOT_SUPPORTED: "《信访工作条例》第三十二条第一款第三项",
    OpinionOutcome.PARTLY_SUPPORTED: "《信访工作条例》第三十二条第一款",
}
# They may rest on no provision, and then the opinion says so.
MAY_LACK_BASIS = (OpinionOutcome.EXPLAINED, OpinionOutcome.PARTLY_SUPPORTED)

OPINION_FIELDS = (
    f.long_text("course", _("办理经过"), help=_("时间、听取陈述的日期；经听证的写明听证日期与结论。")),
    f.table(
        "findings", _("调查核实情况"),
        f.number("claim", _("诉求序号"), of="Claim"), f.long_text("text", _("查明的事实")), f.text("evidence", _("证据"), required=False),
    ),
    f.table(
        "bases", _("处理依据"),
        f.number("claim", _("诉求序号"), of="Claim"), f.text("title", _("法律法规名称")), f.text("article", _("条号")),
        required=False,
    ),
    f.table(
        "opinions", _("处理意见"),
        f.number("claim", _("诉求序号"), of="Claim"), f.choice("outcome", _("意见"), OpinionOutcome), f.long_text("reasons", _("理由")),
        f.text("performer", _("由谁办"), required=False), f.day("perform_by", _("何时办结"), required=False),
        f.text("what", _("做什么"), required=False),
        f.text("granted_part", _("支持的部分"), required=False), f.text("rest", _("其余部分"), required=False),
        f.choice("rest_as", _("其余部分的意见"), RestOutcome, required=False),
        help=_("部分支持的，写明支持哪一部分、其余部分是什么，并选择对其余部分的意见。"),
    ),
    f.table("attachments", _("附件"), f.text("name", _("名称")), required=False),
    joint_issue.CO_ISSUERS,
    CONTACT,
)  # fmt: skip


def decided_claims(paper: Paper) -> list[Claim]:
    """The claims that this opinion must decide: accepted on route 6, or those of the opinion it corrects."""
    if paper.corrects:
        return claims_answered(paper.corrects)
    own = paper.matter.petition.claims_of(paper.organ, paper.issued_on)
    return list(own.filter(state=ClaimState.ACCEPTED, route=Route.PETITION_PROCEDURE).order_by("no"))


def known_of_opinion(paper: Paper) -> dict[str, Any]:
    """One row for each claim to decide, so that none is forgotten."""
    numbers = [{"claim": paper.no_of(claim)} for claim in decided_claims(paper)]
    return {
        **contact(paper),
        "findings": [{**n, "text": "", "evidence": ""} for n in numbers],
        "opinions": [{**n, "outcome": "", "reasons": ""} for n in numbers],
        "bases": [],
    }


def printed_opinion(paper: Paper) -> dict[str, Any]:
    """The opinion claim by claim, the claims that ended otherwise, and the remedy."""
    told, people = days.received(paper), paper.subject.pursuing()
    group = len(people) > len(paper.addressed())
    numbers = {row["claim"] for row in paper.content.get("opinions", [])}
    claims = {paper.no_of(claim): claim for claim in _spoken_of(paper, numbers)}
    own = [claim for no, claim in claims.items() if no in numbers]
    rows = [_decided(row, claims, paper.content) for row in paper.content.get("opinions", [])]
    return {
        **told,
        **days.accepted(own, paper),
        "redo": days.ordered_anew(own),
        "people": len(people),
        "claims": paper.matter.told(claims.values(), paper.organ),
        "decided": rows,
        "otherwise": [
            {"no": no, "disposal": c.get_disposal_display(), "on": c.disposed_on}
            for no, c in claims.items()
            if no not in numbers and c.disposal
        ],
        "elsewhere": [
            {"no": no, "organ": c.acting_organ.name}
            for no, c in claims.items()
            if no not in numbers and not c.disposal and c.acting_organ.pk not in paper.organ.powers(_day(paper))
        ],
        "mediated": _ended_mediation(paper),
        "partly_settled": _partly_settled(own, paper),
        "cc": days.copies(told),
        "named": in_rows(people) if group else [],
        "remedy": _remedy(paper),
        "rights": _rights(paper),
        "attachments": [
            *(row["name"] for row in paper.content.get("attachments", [])),
            *(["信访人名单"] if group else []),
        ],
    }


def in_rows(people: list[Party], across: int = 4) -> list[list[str]]:
    """信访人名单: everybody who goes on with the matter, numbered, with who represents, some to a row."""
    named = [f"{no}. {p.name}{'（代表人）' if p.is_representative else ''}" for no, p in enumerate(people, start=1)]
    rows = [named[start : start + across] for start in range(0, len(named), across)]
    return [row + [""] * (across - len(row)) for row in rows]


def _spoken_of(paper: Paper, numbers: set[int]) -> list[Claim]:
    """The claims that the paper names: all but accusations; an organ that was sent an extract names those it was sent."""
    settled = Party.objects.filter(
        role=PartyRole.PETITIONER,
        agreements__claims=OuterRef("pk"),
        agreements__state__in=("signed", "performing", "performed"),
    )
    names = ArraySubquery(settled.order_by("pk").values("name"))
    found = Claim.objects.filter(matter=paper.matter, accused_organ=None).annotate(settled_by=names).order_by("no")
    sent = days.passed_on_to(paper)
    if sent is None or not sent.extract:
        return list(found)
    named = {*paper.claims_numbered(numbers).values_list("pk", flat=True), *sent.claims.values_list("pk", flat=True)}
    if paper.matter.petition.parted:
        named |= set(paper.matter.petition.claims_of(paper.organ, _day(paper)).values_list("pk", flat=True))
    return list(found.filter(pk__in=named))


def _day(paper: Paper) -> date:
    day: date = paper.issued_on or paper.matter.opened_on
    return day


def _decided(row: dict[str, Any], claims: dict[int, Claim], content: dict[str, Any]) -> dict[str, Any]:
    no = row["claim"]
    outcome = row.get("outcome") or ""
    return {
        **row,
        "no": no,
        "claim_text": claims[no].text if no in claims else "",
        "label": str(OpinionOutcome(outcome).label) if outcome else "",
        "article": ARTICLE.get(outcome, ""),
        "parts": _parts(row),
        "may_lack_basis": outcome in MAY_LACK_BASIS,
        "findings": [r for r in content.get("findings", []) if r["claim"] == no],
        "bases": [
            {**r, "title": without_marks(r.get("title") or "")} for r in content.get("bases", []) if r["claim"] == no
        ],
    }


def _parts(row: dict[str, Any]) -> list[dict[str, str]]:
    """A claim that is supported in part: each part with its own item of 第三十二条第一款."""
    if row.get("outcome") != OpinionOutcome.PARTLY_SUPPORTED or not row.get("rest_as"):
        return []
    told = ((row.get("granted_part"), OpinionOutcome.SUPPORTED), (row.get("rest"), OpinionOutcome(row["rest_as"])))
    return [{"text": text or "", "label": str(one.label), "article": ARTICLE[one]} for text, one in told]


def _ended_mediation(paper: Paper) -> str:
    """Only that mediation failed; never what was offered in it."""
    return "经调解未达成协议。" if paper.matter.mediations.filter(state="terminated").exists() else ""


def _partly_settled(claims: list[Any], paper: Paper) -> list[dict[str, Any]]:
    """Who has settled his own part of a claim, so that the opinion is not about it."""
    return [
        {"no": paper.no_of(claim), "names": list(dict.fromkeys(claim.settled_by))}
        for claim in claims
        if claim.settled_by
    ]


def _remedy(paper: Paper) -> list[str]:
    try:
        return remedies.after_opinion(paper.organ, _day(paper), matter=paper.matter, others=paper.co_issuers())
    except remedies.NotEntered:
        return []


def _rights(paper: Paper) -> list[dict[str, Any]]:
    try:
        right = remedies.contesting(
            paper.organ, ReviewStage.REVIEW, _day(paper), matter=paper.matter, others=paper.co_issuers()
        )
        return remedies.as_facts(right)
    except remedies.NotEntered:
        return []


def faults_of_opinion(paper: Paper) -> list[Finding]:
    """What was asked a review of is the review's to change; who signs jointly is named rightly."""
    return [*faults_under_review(paper), *joint_issue.faults(paper)]


def open_on_duty(paper: Paper) -> list[Claim]:
    """The claims on route 5 that the organ of an answer has accepted and not answered yet."""
    own = paper.matter.petition.claims_of(paper.organ, paper.issued_on).filter(
        accused_organ=None, state=ClaimState.ACCEPTED
    )
    return list(own.filter(route=Route.DUTY_PERFORMANCE).order_by("no"))


def answered_claims(paper: Paper) -> list[Claim]:
    """The claims that an answer on route 5 or a reply ends: those it names, else all that the same law governs.

    None where several laws govern them and the answer tells neither claim nor law of one of them.
    """
    if printed := (paper.snapshot or (paper.corrects and paper.corrects.snapshot)):
        return list(paper.claims_numbered(row["no"] for row in printed["claims"]).order_by("no"))
    if paper.kind == PaperKind.SUGGESTION_REPLY:
        own = paper.matter.petition.claims_of(paper.organ, paper.issued_on).filter(category=Category.SUGGESTION)
        return list(own.filter(state=ClaimState.ACCEPTED).order_by("no"))
    return _of_one_law(open_on_duty(paper), paper)


def _of_one_law(claims: list[Claim], paper: Paper) -> list[Claim]:
    if named := [row["claim"] for row in paper.content.get("claims") or []]:
        return [claim for claim in claims if paper.no_of(claim) in named]
    laws = Deadline.objects.laws_of(claims)
    if len(set(laws.values())) <= 1:
        return claims
    basis = without_marks(paper.content.get("legal_basis") or "")
    return [claim for claim in claims if basis and _speaks_of(laws.get(claim.pk, ""), basis)]


def _speaks_of(law: str, basis: str) -> bool:
    law = without_marks(law)
    return bool(law) and (law in basis or basis in law)


def claims_answered(paper: Paper) -> list[Claim]:
    """The claims that an issued opinion, answer or reply has decided or ended."""
    if paper.kind != PaperKind.HANDLING_OPINION:
        return answered_claims(paper)
    return list(paper.claims_numbered(row["claim"] for row in paper.content.get("opinions", [])).order_by("no"))


GRANTED = given("granted_part", "rest", "performer", "perform_by", "what", "reasons")


def what_was_decided(printed: Snapshot) -> Body:
    """Claim by claim; those that ended otherwise are named too."""
    texts = {c["no"]: c["text"] for c in printed["claims"]}
    rows = [Answer(no=d["no"], text=d["claim_text"], result=d["outcome"], said=GRANTED(d)) for d in printed["decided"]]
    others = [Answer(no=o["no"], text=texts[o["no"]], result=o["disposal"]) for o in printed["otherwise"]]
    return Body(tuple(sorted([*rows, *others], key=lambda one: one.no)))


register(__name__,
    DocumentType(
        kind=PaperKind.HANDLING_OPINION,
        answers=lambda claim: claim.category != Category.SUGGESTION and claim.route != Route.DUTY_PERFORMANCE,
        answer_meets="D5",
        plain=_("这是对您每一项诉求的处理意见。"),
        card=what_was_decided,
        family=Family.PLAIN, edition=2, series="访处", fields=OPINION_FIELDS, needs_approval=True,
        must_be_served=True, prefill=known_of_opinion, printed=printed_opinion, checks=faults_of_opinion,
    ),
)  # fmt: skip
