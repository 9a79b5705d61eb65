"""外出休假: one's own days, and those of the people of the organs that one heads; what is fixed for them already."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mediation.actions.sittings.leave import enter_leave, may_enter_for, withdraw_leave
from mediation.models import StaffBooking, StaffLeave, User
from mediation.permissions import Actor
from mediation.vocabulary import Role
from mediation.web.desk.access import staff_only
from mediation.web.forms import days
from mediation.web.stepping.keys import whole_number
from mediation.workflows.base import Refused

TYPED = ("person", "first_on", "last_on", "why")


def people_of(actor: Actor) -> list[User]:
    """Oneself, and whoever has a post in an organ that one heads."""
    led = actor.user.organs_as(Role.HEAD, on=actor.on)
    others = User.objects.filter(appointments__organ__in=led).exclude(pk=actor.user.pk) if led else User.objects.none()
    return [actor.user, *others.distinct().order_by("name", "pk")]


@staff_only
def leave(request: HttpRequest) -> HttpResponse:
    """Which days are entered, a form for more, and which sittings are fixed for such a day all the same."""
    people, fault = people_of(request.actor), ""
    if request.method == "POST":
        try:
            entered = _enter(request, people)
        except (Refused, days.Unreadable, days.NoSuchDay) as no:
            fault = str(no) if isinstance(no, Refused) else _("请按“年-月-日”填写两个日期。")
        else:
            messages.success(request, _("已登记：%s。排期时避开这些日子。") % entered)
            return redirect("desk:leave")
    rows = StaffLeave.objects.standing().filter(person__in=people, last_on__gte=request.actor.on)
    context = {
        "people": people, "fault": fault, "typed": {name: request.POST.get(name, "") for name in TYPED}, "rows": _with_bookings(list(rows.select_related("person"))),
        "today": request.actor.on,
    }  # fmt: skip
    return render(request, "desk/sittings/leave.html", context, status=409 if fault else 200)


@staff_only
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The person is there after all."""
    found = StaffLeave.objects.standing().filter(pk=pk).select_related("person").first()
    if found is None or not may_enter_for(request.actor, found.person):
        raise Http404
    withdraw_leave(by=request.actor, leave=found, at=timezone.now())
    messages.success(request, _("已撤回：%s。") % found)
    return redirect("desk:leave")


def _enter(request: HttpRequest, people: list[User]) -> StaffLeave:
    told = request.POST
    person = next((one for one in people if str(one.pk) == told.get("person")), None)
    if person is None or whole_number(told.get("person", "")) is None:
        raise Http404
    first = days.day_of(told.get("first_on", ""))
    last = days.day_of(told["last_on"]) if told.get("last_on") else first
    return enter_leave(
        by=request.actor, person=person, first_on=first, last_on=last, why=told.get("why", "")[:100], at=timezone.now()
    )


def _with_bookings(rows: list[StaffLeave]) -> list[dict[str, Any]]:
    """Each with the days on which the person is held for a sitting; for any number of them one statement."""
    held: dict[int, list[date]] = {}
    booked = StaffBooking.objects.filter(
        person__in={row.person_id for row in rows}, during__endswith__gt=timezone.now()
    )
    for person, during in booked.order_by("during").values_list("person", "during"):
        held.setdefault(person, []).append(timezone.localtime(during.lower).date())
    return [
        {
            "leave": row,
            "held": sorted({day for day in held.get(row.person_id, ()) if row.first_on <= day <= row.last_on}),
        }
        for row in rows
    ]
