"""机关和人员: what an administrator sets up by pages: first steps, the tree of organs, each organ, the ledger of all changes."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from mediation.actions.office.reverting import STAYS
from mediation.models import Appointment, Deputyship, OfficeChange, Organ, ReviewAuthority, Room, User
from mediation.models.office.office_change import in_words
from mediation.permissions import keeps_office
from mediation.queries.office import setting_up
from mediation.queries.office.second_factor import is_asked_of
from mediation.vocabulary import OfficeChangeKind, ReviewStage, Role
from mediation.web.desk.access import staff_only
from mediation.web.desk.paging import Pages

PAGE = 50
FEW = 10


def administrators_only(request: HttpRequest) -> None:
    """For others the page does not exist."""
    if not keeps_office(None, request.actor):
        raise Http404


@staff_only
def first(request: HttpRequest) -> HttpResponse:
    """First steps: what is done and what is missing on the way to the first matter; then the way to everything else."""
    administrators_only(request)
    steps = setting_up.first_steps(request.actor.on)
    missing = [one for one in steps if one.needed and not one.done]
    return render(
        request,
        "desk/office/setting_up.html",
        {
            "steps": steps,
            "next": missing[0] if missing else None,
            "registered": not missing and setting_up.has_a_matter(),
            "changes": setting_up.changes_read_by(request.actor)[:FEW],
        },
    )


@staff_only
def organs(request: HttpRequest) -> HttpResponse:
    """The tree of organs."""
    administrators_only(request)
    return render(
        request, "desk/office/organs.html", {"organs": setting_up.tree(request.actor.on), "today": request.actor.on}
    )


@staff_only
def organ(request: HttpRequest, pk: int) -> HttpResponse:
    """One organ: what is registered of it, who reviews it, who works there, and how it came to be so."""
    administrators_only(request)
    found = organ_or_404(pk)
    on = request.actor.on
    deputies = Deputyship.objects.filter(until__gte=on).select_related("deputy")
    posts = Appointment.objects.filter(organ=found).select_related("user").order_by("user__name", "user_id", "pk")
    standing = [
        one for one in posts.prefetch_related(Prefetch("deputies", deputies)) if one.until is None or one.until >= on
    ]
    return render(
        request,
        "desk/office/organ.html",
        {
            "organ": found,
            "above": found.superiors(),
            "reviewers": _reviewers(found, request),
            "people": [(who, list(held)) for who, held in groupby(standing, key=lambda post: post.user)],
            "rooms": Room.objects.filter(organ=found).open_on(on),
            "rules": in_words(Organ._meta.get_field("settings"), found.settings),
            "changes": setting_up.changes_read_by(request.actor).filter(organ=found)[:FEW],
        },
    )


def organ_or_404(pk: int) -> Organ:
    """The organ, whichever it is, with what stands beside it."""
    found = (
        Organ.objects.filter(pk=pk).select_related("successor", "reconsideration_organ").first() if pk < 2**62 else None
    )
    if found is None:
        raise Http404
    return found


def _reviewers(organ: Organ, request: HttpRequest) -> list[tuple[str, list[str]]]:
    named = ReviewAuthority.objects.in_force(request.actor.on).filter(organ=organ).select_related("authority")
    return [(str(stage.label), [row.authority.name for row in named if row.stage == stage]) for stage in ReviewStage]


@staff_only
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with an account, by name; found by a part of the name, user name, or organ."""
    administrators_only(request)
    asked = request.GET.get("q", "").strip()[:60]
    found = User.objects.order_by("-is_active", "name", "pk").prefetch_related("appointments__organ")
    if asked:
        found = (found.filter(name__icontains=asked) | found.filter(username__icontains=asked)
                 | found.filter(appointments__organ__name__icontains=asked)).distinct()  # fmt: skip
    page = Pages(found, PAGE).get_page(request.GET.get("page"))
    rows = [(one, _posts_in_words(one, request)) for one in page.object_list]
    return render(request, "desk/office/people.html", {"rows": rows, "page": page, "asked": asked})


def _posts_in_words(person: User, request: HttpRequest) -> str:
    on = request.actor.on
    standing = [one for one in person.appointments.all() if one.since <= on and (one.until is None or one.until >= on)]
    return "；".join(f"{one.organ}　{one.get_role_display()}" for one in standing)


@staff_only
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: account, posts with their days and deputies, and what was changed."""
    administrators_only(request)
    found = User.objects.filter(pk=pk).first() if pk < 2**62 else None
    if found is None:
        raise Http404
    on = request.actor.on
    posts = [
        {
            "post": one,
            "deputies": setting_up.deputies_standing(one, on),
            "standing": one.until is None or one.until >= on,
        }
        for one in setting_up.posts_of(found)
        if one.until is None or one.until >= one.since
    ]
    return render(
        request,
        "desk/office/person.html",
        {
            "person": found,
            "posts": posts,
            "factor_asked": is_asked_of(found),
            "today": on,
            "changes": setting_up.changes_read_by(request.actor).filter(person=found)[:FEW],
        },
    )


@staff_only
def roster(request: HttpRequest) -> HttpResponse:
    """Who comes from outside to sit on panels or to mediate, with the term."""
    administrators_only(request)
    found = Appointment.objects.exclude(user__employer="").filter(user__is_active=True).select_related("user", "organ")
    standing = [
        one for one in found.order_by("user__name", "user_id", "pk") if one.until is None or one.until >= one.since
    ]
    return render(request, "desk/office/roster.html", {"posts": standing, "today": request.actor.on})


@staff_only
def ledger(request: HttpRequest) -> HttpResponse:
    """All changes of the office: for administrators, and for heads those of their organs."""
    actor = request.actor
    if not (keeps_office(None, actor) or Role.HEAD in actor.user.roles(actor.on)):
        raise Http404
    kind = request.GET.get("kind", "")
    found = setting_up.changes_read_by(actor)
    if kind in OfficeChangeKind.values:
        found = found.filter(kind=kind)
    page = Pages(found, PAGE).get_page(request.GET.get("page"))
    told = {"page": page, "kinds": OfficeChangeKind.choices, "kind": kind, "keeps": keeps_office(None, actor)}
    return render(request, "desk/office/office_ledger.html", told)


@staff_only
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """One change: what stood there before and what stands there since."""
    found: Any = (
        OfficeChange.objects.read_by(request.actor).filter(pk=pk) if pk < 2**62 else OfficeChange.objects.none()
    )
    row = found.select_related("organ", "person", "changed_by", "matter").first()
    if row is None:
        raise Http404
    events = row.matter.events.of("officechange", row.pk).order_by("pk")
    told = {
        "change": row,
        "events": events,
        "may_revert": row.state == "entered" and row.kind not in STAYS and keeps_office(None, request.actor),
    }
    return render(request, "desk/office/office_change.html", told)
