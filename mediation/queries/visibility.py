"""What a person may see of a file, in one place for every kind of object."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from mediation.models import Attachment, Claim, Deadline, Dispatch, Event, Matter, Paper, ServiceOfDocument
from mediation.permissions import Actor
from mediation.vocabulary import PartyRole


def visible(model: type[models.Model], actor: Actor) -> models.QuerySet[Any]:
    """The objects of the model that the person may see; by its own queryset where it has one."""
    manager: Any = model._default_manager
    found = manager.all()
    if hasattr(found, "visible_to"):
        return found.visible_to(actor)
    found = found.filter(matter__in=Matter.objects.visible_to(actor))
    if any(field.name == "paper" and field.related_model is Paper for field in model._meta.fields):
        found = found.filter(paper__in=Paper.objects.visible_to(actor))
    return found


def sees_original(matter: Matter, actor: Actor) -> bool:
    """Whether the letter itself may be read: not by an organ that was given an extract only."""
    if actor.user is None:
        return actor.party is not None and actor.party.role == PartyRole.PETITIONER
    organs = actor.user.organ_ids(actor.on)
    if matter.organ_id in organs:
        return True
    if matter.claims.filter(accused_organ__in=organs).exists():
        return False
    return not matter.dispatches.filter(extract=True, to_organ__in=organs).exists()


def events_seen(matter: Matter, actor: Actor) -> models.QuerySet[Any]:
    """The ledger of a file without what concerns sealed claims, papers, dispatches and files."""
    sealed = {model._meta.model_name: _unseen(model, matter, actor) for model in (Claim, Paper, Attachment, Dispatch)}
    if not any(sealed.values()):
        return matter.events.all()
    hidden = Q(object_type="serviceofdocument", object_id__in=_services(sealed["paper"]))
    for kind, keys in sealed.items():
        hidden |= Q(object_type=kind, object_id__in=keys)
    kept = Event.objects.filter(object_type="attachment", object_id__in=sealed["attachment"], step="keep")
    hidden |= Q(step="hand_in", pk__in=list(kept.values_list("cause_id", flat=True)))
    about = Q(subject_type="claim", subject_id__in=sealed["claim"])
    about |= Q(subject_type="paper", subject_id__in=sealed["paper"])
    if actor.user is not None:
        about |= ~Q(pk__in=Deadline.objects.visible_to(actor).filter(matter=matter).values("pk"))
    parts = [claim.part for claim in Claim.objects.filter(pk__in=sealed["claim"])]
    closed = Event.objects.filter(matter=matter, part__in=[part for part in parts if part])
    hidden |= Q(pk__in=[pk for keys in closed.values_list("elsewhere", flat=True) for pk in keys])
    hidden |= Q(pk__in=closed.values("pk"))
    limits = Deadline.objects.filter(about, matter=matter).values_list("pk", flat=True)
    hidden |= Q(object_type="deadline", object_id__in=list(limits))
    return Event.objects.filter(matter=matter).exclude(hidden)


def _unseen(model: type[models.Model], matter: Matter, actor: Actor) -> list[int]:
    of_the_file: Any = model._default_manager.filter(matter=matter)
    return list(of_the_file.exclude(pk__in=visible(model, actor).values("pk")).values_list("pk", flat=True))


def _services(papers: list[int]) -> list[int]:
    return list(ServiceOfDocument.objects.filter(paper__in=papers).values_list("pk", flat=True))
