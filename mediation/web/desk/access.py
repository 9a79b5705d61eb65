"""Who gets to a page of the desk. What may not be seen does not exist: 404, never 403."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.apps import apps
from django.contrib.auth.decorators import login_required
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from mediation.models import FileView, Matter
from mediation.permissions import Actor
from mediation.queries.visibility import visible
from mediation.web import errors
from mediation.workflows.base import Lifecycle, lifecycles

NUL = "\x00"


def staff_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For signed-in staff; others are asked to sign in, and a form they sent meanwhile is not lost."""
    shut = login_required(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not request.user.is_authenticated:
            return errors.signed_out(request, reverse("desk:sign-in"))
        return shut(request, *args, **kwargs)

    return guarded


def matter_or_404(actor: Actor, number: str) -> Matter:
    """The file of the number, if the person may see it."""
    if NUL in number:
        raise Http404
    found = Matter.objects.visible_to(actor).select_related("organ").filter(number=number[:60]).first()
    if found is None:
        raise Http404
    return found


def model_or_404(name: str) -> type[Lifecycle]:
    """The lifecycle model of the name."""
    found = {model._meta.model_name: model for model in lifecycles()}.get(name)
    if found is None:
        raise Http404
    return found


def object_or_404(actor: Actor, model: type[models.Model], pk: int) -> Any:
    """One object of a file, if the person may see it."""
    found = visible(model, actor).filter(pk=pk).select_related("matter").first() if pk < 2**62 else None
    if found is None:
        raise Http404
    return found


def log_view(request: HttpRequest, matter: Matter, what: str) -> None:
    """Write down that a person read the file; a party may ask to see these."""
    FileView.objects.create(matter=matter, user=request.actor.user, what=what[:100], seen_at=timezone.now())


def name_of(model: type[models.Model]) -> str:
    """The name under which a model stands in addresses."""
    return str(apps.get_model("mediation", model.__name__)._meta.model_name)
