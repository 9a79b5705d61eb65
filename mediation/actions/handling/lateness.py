"""Late requests for review, judged anew where a day of service moved or the portal was away."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mediation.actions import messages
from mediation.actions.registry import effect_of
from mediation.models import Deadline, Outage, PublicNotice, ReviewRequest, ServiceOfDocument
from mediation.vocabulary import Role
from mediation.workflows.base import Act


@effect_of(ServiceOfDocument, "correct_day", after="correct_the_proof", tells=(Role.HEAD,))
def judge_lateness_anew(service: ServiceOfDocument, act: Act) -> None:
    """By the corrected day of service a late request may turn out in time; what was refused is told to the head."""
    judge_requests_anew(service, act)


@effect_of(PublicNotice, "correct_day", after="run_from_the_right_day", tells=(Role.HEAD,))
def judge_lateness_after_a_notice(notice: PublicNotice, act: Act) -> None:
    """So too by the corrected day of a public notice."""
    judge_requests_anew(notice.service, act)


def judge_requests_anew(service: ServiceOfDocument, act: Act) -> None:
    """Which late requests about the paper are timely by the days as they stand now."""
    asked = ReviewRequest.objects.filter(review__opinion__in=service.paper.line(), withdrawn_on=None)
    for request in asked.select_related("review__organ", "party"):
        if judged_anew(request):
            said = _("送达日期更正后，%(who)s的请求属于%(how)s，请核对是否受理。")
            tell_how_it_is(request, act, said)


@effect_of(Outage, "confirm", after="move_the_parties_periods", tells=(Role.HEAD,))
def judge_lateness_after_an_outage(outage: Outage, act: Act) -> None:
    """Whoever asked right after the outage, before it was confirmed, was in time by the day that it moved."""
    moved = Deadline.objects.filter(changes__event=act.event, code__in=("D6", "D8")).values("party")
    asked = ReviewRequest.objects.filter(party__in=moved, late=True, withdrawn_on=None)
    for request in asked.select_related("review__organ", "party").order_by("pk"):
        if judged_anew(request):
            tell_how_it_is(request, act, _("平台停运确认后，%(who)s的请求属于%(how)s，请核对是否受理。"))


def judged_anew(request: ReviewRequest) -> bool:
    """Whether the request turned from late to timely; one that was received as timely is not made late by anybody's slip."""
    right = request.review.right_of(request.party)
    late = right is not None and request.requested_on > right.legal_on
    if late or not request.late:
        return False
    request.late = False
    request.save(update_fields=["late"])
    return True


def tell_how_it_is(request: ReviewRequest, act: Act, said: str) -> None:
    """The head who decides on the request learns of it."""
    words = said % {"who": request.party, "how": _("按期提出")}
    messages.tell_organ(act, request.review.organ, words, key=f"late:{request.pk}:{act.event.pk}")
