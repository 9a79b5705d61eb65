"""What the issue of an opinion or answer decides."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from mediation.actions import gateway
from mediation.actions.clock import deadlines
from mediation.actions.registry import effect_of
from mediation.documents.papers.opinion import answered_claims, claims_answered, decided_claims
from mediation.documents.registry import document_type
from mediation.models import Claim, Obligation, Paper
from mediation.vocabulary import OpinionOutcome, PaperKind
from mediation.workflows.base import Act

# What an answer without a decision on each claim makes of the claims that it answers.
ENDS_WITH = {PaperKind.DUTY_ANSWER: "answer_under_duty", PaperKind.SUGGESTION_REPLY: "reply"}


@effect_of(
    Paper,
    "issue",
    after="send_to_the_printer",
    takes=(
        "Claim.decide",
        "Claim.answer_under_duty",
        "Claim.reply",
        "Obligation.drop",
        "Obligation.undertake",
    ),
)
def decide_claims(paper: Paper, act: Act) -> None:
    """A 处理意见书 decides its claims; an answer on route 5 and a reply end theirs."""
    if paper.kind == PaperKind.HANDLING_OPINION:
        for claim in decided_claims(paper):
            decide_claim(claim, paper, act)
    elif (step := ENDS_WITH.get(PaperKind(paper.kind))) and not paper.corrects:
        for claim in answered_claims(paper):
            gateway.follow(act, claim, step)


def decide_claim(claim: Claim, paper: Paper, act: Act) -> None:
    """Decide one claim; a correction decides anew only what it changes, and what was granted before falls."""
    row = row_of(paper, claim)
    if paper.corrects and row == row_of(paper.corrects, claim):
        return
    for owed in claim.obligations.outstanding():
        gateway.follow(act, owed, "drop", why=_("处理意见书已更正"))
    gateway.follow(act, claim, "decide", disposal=row["outcome"], explanation=row["reasons"])
    owe_performance(claim, row, act)


def row_of(opinion: Paper, claim: Claim) -> dict[str, Any]:
    """What an opinion says of a claim."""
    return next(row for row in opinion.content["opinions"] if row["claim"] == opinion.no_of(claim))


def owe_performance(claim: Claim, row: dict[str, str], act: Act) -> None:
    """A supported claim is to be carried out by somebody, by a day (第三十二条第一款第一项)."""
    if row["outcome"] not in (OpinionOutcome.SUPPORTED, OpinionOutcome.PARTLY_SUPPORTED):
        return
    owed = Obligation(
        matter=claim.matter,
        organ=claim.acts_on(act.on),
        claim=claim,
        debtor_name=row["performer"],
        what=(row.get("what") or claim.text)[:500],
        due_on=date.fromisoformat(row["perform_by"]),
    )
    gateway.follow(act, owed, "undertake")


def answered(paper: Paper, act: Act) -> None:
    """The opinion that goes out meets the limits of the claims it decides, and of no other."""
    if code := document_type(paper.kind).answer_meets:
        for claim in claims_answered(paper):
            deadlines.meet(act, claim, code)
