"""取消撤回, of requests for review: who had asked before asks again, on the day on which he had asked."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mediation.actions import access, gateway, messages
from mediation.actions.consequences import ANY
from mediation.actions.handling.review import run_from_what_stands
from mediation.actions.intake.rescinding import (
    draft_what_was_void,
    followed,
    kept_records,
    period_of,
    stand_again,
    things,
)
from mediation.actions.registry import effect_of
from mediation.models import Event, Petition, Review
from mediation.vocabulary import Role
from mediation.workflows.base import Act
from mediation.workflows.handling.review import PENDING, ReviewState


@effect_of(
    Petition, "rescind_withdrawal", after="let_it_go_on", moves=(ANY,), drafts=(ANY,), takes=("ClockChange.note",),
)  # fmt: skip
def ask_again(petition: Petition, act: Act) -> None:
    """A request that fell with the withdrawal stands again, unless its review was decided meanwhile."""
    keys = {party.pk for party in petition.rescinding(act)}
    for (kind, pk), events in things(kept_records(petition, act)).items():
        if kind == "review":
            withdrew = {one["id"] for event in events for one in event.facts.get("petitioners") or ()}
            request_anew(act, Review.objects.get(pk=pk), keys & withdrew)


@effect_of(
    Review, "rescind_withdrawal", meets=("D20",), moves=(ANY,), drafts=(ANY,), takes=("ClockChange.note",),
    tells=(Role.REVIEWER,),
)  # fmt: skip
def ask_after_all(review: Review, act: Act) -> None:
    """Those who had withdrawn ask as they had asked; whoever reviews goes on."""
    people = review.rescinding(act)
    for party in people:
        gateway.follow(act, period_of(review, party), "meet")
    request_anew(act, review, {party.pk for party in people})
    said = _("%(who)s已取消撤回，复查（复核）请求继续办理。") % {"who": "、".join(str(party) for party in people)}
    messages.tell_organ(act, review.organ, said, key=f"rescinded:{act.event.pk}", role=Role.REVIEWER)


def request_anew(act: Act, review: Review, people: set[int]) -> None:
    """Their requests take part again; a review that had ended with the last of them goes on."""
    if review.state not in (*PENDING, ReviewState.WITHDRAWN) or review.another_pending() or not people:
        return
    review.requests.filter(party__in=people, turned_away_on=None).update(withdrawn_on=None)
    if review.state == ReviewState.WITHDRAWN:
        end = Event.objects.of("review", review.pk).standing().filter(step="end_withdrawn").order_by("pk").last()
        fell = [end, *followed(end).values()]
        stand_again(act, fell, kinds=("review",), runs=("review",))
        access.undo(act, [end.pk])
        draft_what_was_void(act, fell)
        review.refresh_from_db()
    if review.state == ReviewState.ACCEPTED:
        run_from_what_stands(review, act, _("取消撤回"))
