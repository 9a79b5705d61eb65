"""系统状况: what an administrator must see to, and the way to the accounts."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mediation.permissions import Actor
from mediation.queries.office.site import Concern, site_standing
from mediation.vocabulary import Role
from mediation.web.desk.access import staff_only


@staff_only
def administration(request: HttpRequest) -> HttpResponse:
    """The administrator's page; for others it does not exist."""
    if not is_administrator(request.actor):
        raise Http404
    standing = site_standing(at=timezone.now(), on=request.actor.on)
    return render(request, "desk/office/administration.html", {"standing": standing, "concerns": standing.concerns()})


def is_administrator(actor: Actor) -> bool:
    """Whether the person administers the site, in whatever organ."""
    user = actor.user
    return user is not None and (user.is_superuser or Role.ADMINISTRATOR in user.roles(actor.on))


def concerns_for(actor: Actor) -> list[Concern]:
    """What the person must see to as administrator; nothing for others."""
    return site_standing(at=timezone.now(), on=actor.on).concerns() if is_administrator(actor) else []
