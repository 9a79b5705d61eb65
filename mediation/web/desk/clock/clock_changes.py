"""期限变动: what a holiday notice or an outage moved, for the head to sign off; and the register of outages."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from mediation.actions import gateway
from mediation.models import ClockChange, Outage
from mediation.queries.office.desk import changes_to_sign, outages_of
from mediation.vocabulary import Role
from mediation.web.desk.access import staff_only
from mediation.workflows.base import Refused

PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def clock_changes(request: HttpRequest) -> HttpResponse:
    """What waits for this head; a POST signs off what was ticked."""
    if Role.HEAD not in request.actor.user.roles(request.actor.on):
        raise Http404
    if request.method == "POST":
        return _sign_off(request)
    page = Paginator(changes_to_sign(request.actor), PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/clock/clock_changes.html", {"page": page})


def _sign_off(request: HttpRequest) -> HttpResponse:
    ticked = {int(pk) for pk in request.POST.getlist("change") if pk.isascii() and pk.isdigit() and len(pk) < 19}
    signed = 0
    for change in changes_to_sign(request.actor).filter(pk__in=sorted(ticked)[:PAGE]):
        try:
            gateway.perform(ClockChange, change.pk, "sign_off", by=request.actor.user, at=timezone.now())
            signed += 1
        except Refused as refused:
            messages.error(request, f"{change}：{refused}")
    if signed:
        messages.success(request, ngettext("已签认%(n)d项。", "已签认%(n)d项。", signed) % {"n": signed})
    elif not ticked:
        messages.error(request, _("请先勾选要签认的期限。"))
    return redirect("desk:clock-changes")


@staff_only
def outages(request: HttpRequest) -> HttpResponse:
    """The register of outages of the organs that this person administers or heads."""
    found = outages_of(request.actor)
    if found is None:
        raise Http404
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    may_record = Role.ADMINISTRATOR in request.actor.user.roles(request.actor.on)
    return render(request, "desk/clock/outages.html", {"page": page, "may_record": may_record, "thing": Outage.thing()})
