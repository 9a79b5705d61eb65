"""What an address names, for any surface. What may not be seen does not exist: 404, never 403."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import Http404

from mediation.models import Matter
from mediation.permissions import Actor
from mediation.queries.visibility import visible
from mediation.workflows.base import Lifecycle, NoSuchLifecycle, Step, lifecycle_named
from mediation.written.forms import spelt


def matter_or_404(actor: Actor, number: str, *beside: str) -> Matter:
    """The file of the number, if the person may see it; read with what stands `beside` it."""
    known = Matter.objects.visible_to(actor).select_related("organ", *beside)
    found = known.filter(number__in=spelt(number)).first()
    if found is None:
        raise Http404
    return found


def model_or_404(name: str) -> type[Lifecycle]:
    """The lifecycle model of the name."""
    try:
        return lifecycle_named(name)
    except NoSuchLifecycle:
        raise Http404 from None


def object_or_404(actor: Actor, model: type[models.Model], pk: int, *beside: str) -> Any:
    """One object of a file, if the person may see it; read with what stands `beside` it."""
    found = visible(model, actor).filter(pk=pk).select_related("matter", *beside).first() if pk < 2**62 else None
    if found is None:
        raise Http404
    return found


def step_or_404(model: type[Lifecycle], name: str, *, opens: bool) -> Step:
    """The step of the name that people take by hand; one that opens an object only where one is opened."""
    step = model.steps().get(name)
    if step is None or step.opens is not opens or step.hidden:
        raise Http404
    return step
