"""What follows a correction or revocation of an issued paper: a paper that names it, served on the same people."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mediation.actions import gateway, paperwork
from mediation.actions.registry import effect_of
from mediation.models import Claim, Paper
from mediation.vocabulary import OPINION_DISPOSALS, PaperKind
from mediation.workflows.base import Act


@effect_of(Paper, "rectify", drafts=(PaperKind.CORRECTION_NOTICE,))
def tell_the_correction(paper: Paper, act: Act) -> None:
    """The 更正通知书 waits for approval; the old paper stays in force and its periods run on.

    Whoever issued the old paper jointly signs the correction too.
    """
    written = {name: act.facts[name] for name in ("wrong", "right", "why")}
    written["co_issuers"] = paper.content.get("co_issuers") or []
    paperwork.prepare(
        act, PaperKind.CORRECTION_NOTICE, organ=paper.organ, subject=paper, addressees=paper.addressees.order_by("pk"),
        to_organ=paper.to_organ, content=written,
    )  # fmt: skip


@effect_of(
    Paper,
    "revoke",
    takes=(
        "Obligation.drop",
        "Petition.reopen",
        "Claim.reopen",
    ),
)
def take_up_again(paper: Paper, act: Act) -> None:
    """An organ that revokes its own opinion owes another: its claims are in hand again with a new D5."""
    if act.by.following or paper.kind != PaperKind.HANDLING_OPINION:
        return
    why = _("处理意见书已撤销")
    petition = paper.matter.petition
    for owed in paper.matter.obligations.outstanding().filter(claim__disposal__in=OPINION_DISPOSALS):
        gateway.follow(act, owed, "drop", why=why)
    if petition.state in ("answered", "closed"):
        gateway.follow(act, petition, "reopen", why=why)
    numbers = [row["claim"] for row in paper.content.get("opinions", [])]
    for claim in Claim.objects.filter(petition=petition, no__in=numbers, disposal__in=OPINION_DISPOSALS):
        gateway.follow(act, claim, "reopen", why=why)


@effect_of(Paper, "revoke", after="take_up_again", drafts=(PaperKind.REVOCATION_NOTICE,))
def tell_the_revocation(paper: Paper, act: Act) -> None:
    """Whoever was served the paper is told that it is out of force; a review opinion that revokes tells it itself."""
    if act.by.following or not (paper.addressees.exists() and paper.must_be_served):
        return
    paperwork.prepare(
        act, PaperKind.REVOCATION_NOTICE, organ=paper.organ, subject=paper, addressees=paper.addressees.order_by("pk"),
        content={"why": act.facts["why"], "revoked_on": act.on},
    )  # fmt: skip
