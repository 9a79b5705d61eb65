"""What follows a correction or revocation of an issued paper: a paper that names it, served on the same people."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mediation.actions import gateway, paperwork
from mediation.actions.registry import effect_of, guard_of
from mediation.documents.papers.checkup.law import not_to_be_cited
from mediation.models import Event, Paper
from mediation.vocabulary import OPINION_DISPOSALS, PaperKind, RevocationDecision
from mediation.workflows.base import Act, NotPossibleNow, Refused


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


def _numbers(paper: Paper) -> list[int]:
    return [row["claim"] for row in paper.content.get("opinions", [])]


@guard_of(Paper, "revoke", says=_("同一诉求的处理意见，本机关自行撤销以一次为限。"), on_facts=True)
def taken_back_once_by_itself(paper: Paper, act: Act) -> Refused | None:
    """What was taken back before and decided again is a superior's or a review's to correct."""
    if act.by.following or act.facts.get("decided_by") != RevocationDecision.HEAD:
        return None
    by_itself = Event.objects.standing().filter(matter=paper.matter, object_type="paper", step="revoke", cause=None)
    before = paper.matter.papers.filter(
        kind=PaperKind.HANDLING_OPINION, state="revoked", pk__in=by_itself.values("object_id")
    )
    if not any(set(_numbers(old)) & set(_numbers(paper)) for old in before.exclude(pk=paper.pk)):
        return None
    return NotPossibleNow(
        "revoked_before",
        _("这些诉求的处理意见已经自行撤销过一次，不能再由本机关自行撤销。"),
        _("确有错误的，由上级机关责令改正，或者由信访人请求复查、复核。"),
    )


@guard_of(Paper, "revoke", says=_("所引用的规定在当日有效，条文存在。"), on_facts=True)
def revoked_by_law_in_force(paper: Paper, act: Act) -> Refused | None:
    """The basis on which an organ takes its decision back is in force on the day."""
    wrong = not_to_be_cited(act.get("basis") or "", act.on)
    return NotPossibleNow(*wrong) if wrong is not None else None


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
    # No organ gives itself another sixty days: its own run from the acceptance, a superior's order sets others.
    ordered = act.facts["decided_by"] == RevocationDecision.SUPERIOR
    days = act.facts["redo_days"]
    for claim in paper.claims_numbered(_numbers(paper)).filter(disposal__in=OPINION_DISPOSALS):
        gateway.follow(act, claim, "reopen", why=why, days=days, runs_from=None if ordered else claim.accepted_on)


@effect_of(Paper, "revoke", after="take_up_again", drafts=(PaperKind.REVOCATION_NOTICE,))
def tell_the_revocation(paper: Paper, act: Act) -> None:
    """Whoever was served the paper is told that it is out of force; a review opinion that revokes tells it itself."""
    if act.by.following or not (paper.addressees.exists() and paper.must_be_served):
        return
    paperwork.prepare(
        act, PaperKind.REVOCATION_NOTICE, organ=paper.organ, subject=paper, addressees=paper.addressees.order_by("pk"),
        content={
            "why": act.facts["why"], "revoked_on": act.on,
            **{name: act.facts[name] for name in ("ground", "basis", "decided_by", "order")},
        },
    )  # fmt: skip
