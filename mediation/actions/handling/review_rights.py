"""A review opinion does not go out over the head of a petitioner who may still ask for the same review."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from mediation.actions.handling.review import OPINION
from mediation.actions.registry import guard_of
from mediation.documents.papers.content import unanswered
from mediation.models import Paper
from mediation.workflows.base import Act, NotPossibleNow, Refused


@guard_of(
    Paper,
    "issue",
    says=gettext_lazy("复查（复核）意见作出时，其他信访人请求的期限都已届满，或者写明了先行作出的理由。"),
    dear=True,
)
def nobody_may_still_ask(paper: Paper, act: Act) -> Refused | None:
    """Whose own right came to run since the draft was submitted is named before the opinion goes out."""
    if paper.kind not in OPINION.values() or act.by.following:
        return None
    left = [one for one in unanswered(paper, act.on) if one.code == "right_running"]
    if not left:
        return None
    return NotPossibleNow("right_running", "".join(one.sentence for one in left), left[0].mend)
