"""What follows a request for recusal: the hearing pauses, the person is taken off, the decision is told."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mediation.actions import access, gateway, paperwork
from mediation.actions.registry import effect_of
from mediation.actions.sittings import booking
from mediation.models import Mediator, Recusal
from mediation.vocabulary import AdjournGround, PaperKind, RecusalRole
from mediation.workflows.base import Act
from mediation.workflows.sittings.hearing_request import HearingState


@effect_of(Recusal, "ask", "declare", takes=("Hearing.adjourn",))
def pause_the_hearing(recusal: Recusal, act: Act) -> None:
    """A hearing in session stops until the request is decided."""
    hearing = recusal.hearing
    if hearing is not None and hearing.state == HearingState.IN_SESSION:
        gateway.follow(act, hearing, "adjourn", ground=AdjournGround.RECUSAL, why=_("等待决定是否回避：%s") % recusal)


@effect_of(Recusal, "ask", after="pause_the_hearing", issues=(PaperKind.RECUSAL_REQUEST,))
def keep_the_request(recusal: Recusal, act: Act) -> None:
    """What was asked stands in the file in the words of whoever asked."""
    paperwork.issue_now(
        act, PaperKind.RECUSAL_REQUEST, organ=recusal.organ, subject=recusal, content={"signed_on": recusal.asked_on}
    )


@effect_of(
    Recusal,
    "grant",
    takes=(
        "Petition.take_off_handler",
        "Mediation.take_off_mediator",
        "Review.take_off_reviewer",
        "Hearing.take_off",
    ),
)
def take_the_person_off(recusal: Recusal, act: Act) -> None:
    """The person leaves the part and reads nothing more of the file; the matter waits for a successor."""
    access.bar(act, recusal.matter, recusal.person)
    if recusal.role == RecusalRole.HANDLER:
        petition = recusal.matter.petition
        if petition.handler_id == recusal.person_id:
            gateway.follow(act, petition, "take_off_handler", person=recusal.person)
    elif recusal.role == RecusalRole.MEDIATOR:
        if (mediator := recusal.mediator()) is not None:
            gateway.follow(act, mediator.mediation, "take_off_mediator", person=recusal.person)
            Mediator.objects.filter(pk=mediator.pk).update(left_on=act.on)
    elif recusal.role == RecusalRole.REVIEWER:
        if (review := recusal.review()) is not None:
            gateway.follow(act, review, "take_off_reviewer", person=recusal.person)
    elif recusal.hearing is not None and recusal.hearing.can_still_recuse():
        gateway.follow(act, recusal.hearing, "take_off", person=recusal.person)
        recusal.hearing.members.filter(user=recusal.person, removed_on=None).update(removed_on=act.on)
        booking.release(recusal.hearing, recusal.person)


@effect_of(Recusal, "grant", "refuse", after="take_the_person_off", issues=(PaperKind.RECUSAL_DECISION,))
def tell_the_decision(recusal: Recusal, act: Act) -> None:
    """The 回避决定书 with its reasons; whoever asked is served, after a declaration the petitioners' side."""
    paperwork.issue_now(
        act,
        PaperKind.RECUSAL_DECISION,
        organ=recusal.organ,
        subject=recusal,
        addressees=[recusal.asked_by] if recusal.asked_by else recusal.told(act.on),
    )
