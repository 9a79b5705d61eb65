"""What a reviewer has in hand; an investigation goes with whoever handles the matter."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.actions import gateway, hands
from mediation.models import Investigation, Review, User
from mediation.vocabulary import Role
from mediation.workflows.base import Act
from mediation.workflows.handling.investigation import InvestigationState
from mediation.workflows.handling.review import ReviewState


def _reviews_of(person: User) -> Any:
    return (
        Review.objects.filter(reviewer=person, state=ReviewState.ACCEPTED)
        .select_related("matter")
        .order_by("matter_id")
    )


def _facts(review: Review, heir: User) -> dict[str, Any]:
    return {"reviewer": heir, "why": str(_("离任移交"))}


def _give(act: Act, review: Review, heir: User | None) -> None:
    """The heir handles the review; without one it waits for the head to name somebody."""
    if heir is None:
        gateway.adjust(act, review, reviewer=None)
    else:
        gateway.follow(act, review, "assign_reviewer", **_facts(review, heir))


def _investigations_of(person: User) -> Any:
    return Investigation.objects.filter(handler=person, state=InvestigationState.OPEN).select_related("matter").order_by("matter_id")  # fmt: skip


def _go_on(act: Act, investigation: Investigation, heir: User | None) -> None:
    if heir is not None:
        gateway.adjust(act, investigation, handler=heir)


hands.runs_in_hands(
    hands.Hand(
        role=Role.REVIEWER,
        label=_("承办的复查、复核"),
        find=_reviews_of,
        step="assign_reviewer",
        facts=_facts,
        takes_over=_give,
    )
)
hands.runs_in_hands(
    hands.Hand(
        role=Role.HANDLER, label=_("进行中的调查"), find=_investigations_of, step="adjust",
        facts=lambda investigation, heir: {"what": str(heir)}, takes_over=_go_on,
    )
)  # fmt: skip
