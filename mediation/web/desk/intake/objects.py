"""The page of any object that moves through states: what is known of it, its steps, its record."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mediation.models import (
    Deadline,
    Hearing,
    JointConference,
    Mediation,
    MediationSession,
    Paper,
    ServiceOfDocument,
    SettlementOffer,
)
from mediation.permissions import Actor
from mediation.queries.office.timeline import record_of
from mediation.queries.serving.ledger import ledger_of
from mediation.queries.sittings.dates import dates_of
from mediation.queries.visibility import Sight, visible
from mediation.vocabulary import OrganKind
from mediation.web.desk.access import log_view, staff_only
from mediation.web.desk.clock.corrections import offered
from mediation.web.desk.offers import steps_for
from mediation.web.desk.sitting_addresses import has_page, page_of
from mediation.web.shared.clock.chips import chips
from mediation.web.stepping.finding import model_or_404, object_or_404
from mediation.web.stepping.possible import next_of
from mediation.workflows.base import Lifecycle, lifecycles

SITTINGS = (Hearing, MediationSession, JointConference)
NOT_SHOWN = {"id", "matter", "state", "version", "code", "pdf", "sha256", "snapshot"}


@staff_only
def detail(request: HttpRequest, model: str, pk: int) -> HttpResponse:
    """The page of one object; a petition is shown with its file, a paper on its own page."""
    kind = model_or_404(model)
    obj = object_or_404(request.actor, kind, pk)
    if model == "petition":
        return redirect("desk:matter", obj.matter.number)
    if model == "paper":
        return redirect("desk:paper", obj.pk)
    log_view(request, obj.matter, str(obj))
    sight = Sight(obj.matter, request.actor)
    steps = steps_for(obj, request.actor, timezone.now())
    proposed = next_of(steps)
    about = {"subject_type": model, "subject_id": obj.pk}
    acts = [p for p in steps if p.allowed and p is not proposed]
    blocked = [p for p in steps if not p.allowed]
    context = {
        "obj": obj,
        "matter": obj.matter,
        "pairs": [*pairs_of(obj, request.actor), *(obj.who_mediates() if isinstance(obj, Mediation) else ())],
        "acts": acts,
        "blocked": blocked,
        "anything_to_do": bool(acts or blocked),
        "next": proposed,
        "limits": chips(
            visible(Deadline, request.actor).filter(**about).select_related("organ", "party"), request.actor.on
        ),
        "papers": Paper.objects.visible_to(request.actor).filter(**about),
        "children": children_of(obj, request),
        "ledger": ledger_of(obj, request.actor.on) if isinstance(obj, ServiceOfDocument) else None,
        "dates": dates_of(obj) if isinstance(obj, SITTINGS) else [],
        "sitting_page": page_of(obj) if has_page(obj) else "",
        "notebook_page": _of_its_mediators("desk:notebook", obj, request),
        "oral_register": isinstance(obj, Mediation) and obj.organ.kind == OrganKind.MEDIATION_COMMITTEE,
        "offers_page": _of_its_mediators("desk:offers", obj, request),
        "entries": offered(record_of(obj, sight), sight, timezone.now()),
    }
    return render(request, "desk/intake/object.html", context)


def _of_its_mediators(page: str, obj: Lifecycle, request: HttpRequest) -> str:
    """Where a mediator of it, or of its session, has his notes, or the offers that he was told."""
    mediation = obj.mediation if isinstance(obj, MediationSession | SettlementOffer) else obj
    if not isinstance(mediation, Mediation) or not mediation.is_mediated_by(request.actor.user):
        return ""
    return reverse(page, args=[mediation.pk])


def pairs_of(obj: Lifecycle, actor: Actor) -> list[tuple[str, str]]:
    """The fields that are filled in and not kept from the person, with their labels."""
    found, kept = [], obj.kept_from(actor)
    for field in [*obj._meta.fields, *obj._meta.many_to_many]:
        if field.name in NOT_SHOWN or field.name in kept or not field.editable:
            continue
        words = in_words(obj, field)
        if words:
            found.append((str(field.verbose_name), words))
    return found


def in_words(obj: Lifecycle, field: Any) -> str:
    """One field as people read it; empty if there is nothing to say."""
    if isinstance(field, models.ManyToManyField):
        return "、".join(str(one) for one in getattr(obj, field.name).all())
    if field.choices:
        return str(getattr(obj, f"get_{field.name}_display")())
    value = getattr(obj, f"{field.name}_shown", getattr(obj, field.name))
    if isinstance(value, bool):
        return str(_("是")) if value else ""
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value)
    if isinstance(value, list):
        return "\n".join(_row(one) for one in value)
    return "" if value in (None, "", {}) else str(value)


def _row(one: Any) -> str:
    if isinstance(one, dict):
        return "　".join(str(value) for value in one.values() if value not in (None, "", False))
    return str(one)


def children_of(obj: Lifecycle, request: HttpRequest) -> list[Lifecycle]:
    """Objects that belong to this one: the sessions of a mediation, the members of a panel."""
    found: list[Lifecycle] = []
    for model in lifecycles():
        for field in model._meta.fields:
            if field.related_model is type(obj) and field.name != "matter":
                found += visible(model, request.actor).filter(**{field.name: obj}).order_by("pk")
    return found
