"""Papers that a step calls for: drafted for somebody to finish, or issued on the spot; void when nothing is left to say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mediation.actions import access, gateway
from mediation.models import Organ, Paper, Party
from mediation.vocabulary import VisitManner
from mediation.workflows.base import Act, Lifecycle, NotPossibleNow
from mediation.workflows.papers.paper import BEFORE_ISSUE


def prepare(
    act: Act,
    kind: str,
    *,
    organ: Organ,
    subject: Lifecycle | None = None,
    addressees: Iterable[Party] = (),
    to_organ: Organ | None = None,
    content: dict[str, Any] | None = None,
    corrects: Paper | None = None,
    at_once: bool = False,
) -> Paper:
    """Draft a paper that a step calls for; it waits for its drafter, for the registrar, or, `at_once`, for `issue_now`."""
    paper = Paper(
        matter_id=(subject or act.event).matter_id,
        organ=organ,
        subject_type=str(subject._meta.model_name) if subject else "",
        subject_id=subject.pk if subject else None,
        to_organ=to_organ,
    )
    paper = gateway.follow(
        act, paper, "draft", kind=kind, addressees=list(addressees), content=content or {}, corrects=corrects
    )
    if not (at_once or paper.needs_approval):
        act.once("shown to the registrar", organ, lambda: access.show_to_registrar(act, paper))
    return paper


def issue_now(act: Act, kind: str, **prepared: Any) -> Paper:
    """Draft and issue in one go a paper that needs no approval: a receipt, a slip, a record.

    One with a character that no font has stays a draft until it is said how that is printed: the step goes on. That is
    refused by a guard, before anything was stored: there is no savepoint to go back to.
    """
    paper = prepare(act, kind, at_once=True, **prepared)
    try:
        return gateway.follow(act, paper, "issue")
    except NotPossibleNow as refused:
        if refused.code != "no_glyph":
            raise
        return paper


def void_drafts(act: Act, papers: Iterable[Paper], *, why: str) -> None:
    """What of these is drafted and not issued is void: the step left nothing to say."""
    for paper in papers:
        if paper.state in BEFORE_ISSUE:
            gateway.follow(act, paper, "void", why=why)


def of_visit(act: Act) -> dict[str, Any]:
    """What a 回访记录 says: whom one went to see, and what was found."""
    said = {name: act.facts[name] for name in ("performance", "opinion", "left_open", "action", "next_on")}
    said |= {"manner": str(VisitManner(act.facts["manner"]).label), "purpose": act.facts["purpose"]}
    return {"visited": str(act.facts["visited"]), "visited_on": act.on, "visitor": str(act.by), **said}
