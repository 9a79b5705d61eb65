"""The offers of a mediation before a party: its own side's, and those that the other side has told it.

Whoever has seen the printed code reads none of them: the page asks for the party's own secret.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from mediation.models import Mediation, SettlementOffer
from mediation.queries.sittings.settlement_offers import OfferRead, mediations_for, offers_read
from mediation.web.portal.access import log_view, mark_of, party_only
from mediation.web.stepping import proving
from mediation.web.stepping.possible import Possibility, steps_for
from mediation.workflows.base import NotPossibleNow, Refused
from mediation.workflows.sittings.mediation_state import GOING_ON

OPENED = "offers_opened"
FOR = timedelta(minutes=15)


@sensitive_post_parameters(proving.FIELD)
@party_only
def offers(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that may be known of the offers of one mediation, with what to do; first the secret."""
    mediation = next((one for one in mediations_for(request.actor) if one.pk == pk), None)
    if mediation is None:
        raise Http404
    if not is_open(request):
        return _ask_for_secret(request, mediation)
    if request.method == "POST":
        return redirect("portal:offers", mediation.pk)
    log_view(request, mediation.matter, _("调解方案"))
    mine, theirs = [], []
    side = SettlementOffer(matter=mediation.matter, mediation=mediation).side_of(request.actor.party)
    for one in offers_read(mediation, request.actor):
        (mine if one.offer.side == side else theirs).append((one, _acts(request, one)))
    context = {"mediation": mediation, "mine": mine, "theirs": theirs, "goes_on": mediation.state in GOING_ON}
    return render(request, "portal/sittings/settlement_offers.html", context)


def is_open(request: HttpRequest) -> bool:
    """Whether who sits here has shown a short while ago that it is the party itself."""
    mark, until = request.session.get(OPENED) or ("", "")
    if mark != mark_of(proving.holder_of(request.actor)):
        return False
    return timezone.now() < datetime.fromisoformat(until)


def _acts(request: HttpRequest, one: OfferRead) -> list[Possibility]:
    return [p for p in steps_for(one.offer, request.actor, timezone.now()) if p.allowed]


def _ask_for_secret(request: HttpRequest, mediation: Mediation) -> HttpResponse:
    """The secret opens the page for a quarter of an hour; a new one, or a new code, waits as what binds does."""
    refused = _against(request)
    if refused is None and request.method == "POST":
        try:
            proving.knows(request)
        except Refused as no:
            refused = no
        else:
            until = timezone.now() + FOR
            request.session[OPENED] = (mark_of(proving.holder_of(request.actor)), until.isoformat())
            return redirect("portal:offers", mediation.pk)
    context: dict[str, Any] = {
        "mediation": mediation, "refused": [refused] if refused else [],
        "sets_secret": refused is not None and refused.code == "no_secret",
        "asks": refused is None or refused.code.startswith("secret_"), "minutes": FOR.seconds // 60,
    }  # fmt: skip
    status = 409 if refused is not None and request.method == "POST" else 200
    return render(request, "portal/sittings/offers_closed.html", context, status=status)


def _against(request: HttpRequest) -> Refused | None:
    if (against := proving.stands_against(request)) is not None:
        return against
    since = proving.holder_of(request.actor).binds_online_from
    if since is None or request.actor.on >= since:
        return None
    return NotPossibleNow(
        "offers_wait",
        _("您的查询码或者办事密码是新近办的。为防止别人冒用，从%(day)s起才能在网上看调解方案。") % {"day": since},
        _("急着要看的，请当面向调解员提出。"),
    )


def address_of(obj: Any) -> str:
    """Where the page of an offer is."""
    return reverse("portal:offers", args=[obj.mediation_id])
