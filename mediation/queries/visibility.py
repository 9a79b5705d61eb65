"""What a person may see of a file, in one place for every kind of object."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from mediation.models import Attachment, Claim, Deadline, Event, Matter, Paper, ServiceOfDocument
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
    """The ledger of a file without what concerns sealed claims and sealed papers."""
    claims = Claim.objects.filter(matter=matter).exclude(pk__in=Claim.objects.visible_to(actor).values("pk"))
    papers = Paper.objects.filter(matter=matter).exclude(pk__in=Paper.objects.visible_to(actor).values("pk"))
    files = Attachment.objects.filter(matter=matter).exclude(pk__in=Attachment.objects.visible_to(actor).values("pk"))
    sealed = {
        "claim": list(claims.values_list("pk", flat=True)),
        "paper": list(papers.values_list("pk", flat=True)),
        "attachment": list(files.values_list("pk", flat=True)),
    }
    if not any(sealed.values()):
        return matter.events.all()
    services = ServiceOfDocument.objects.filter(paper__in=sealed["paper"]).values_list("pk", flat=True)
    hidden = Q(object_type="claim", object_id__in=sealed["claim"]) | Q(
        object_type="paper", object_id__in=sealed["paper"]
    )
    hidden |= Q(object_type="serviceofdocument", object_id__in=list(services))
    hidden |= Q(object_type="attachment", object_id__in=sealed["attachment"])
    kept = Event.objects.filter(object_type="attachment", object_id__in=sealed["attachment"], step="keep")
    hidden |= Q(step="hand_in", pk__in=list(kept.values_list("cause_id", flat=True)))
    about = Q(subject_type="claim", subject_id__in=sealed["claim"]) | Q(
        subject_type="paper", subject_id__in=sealed["paper"]
    )
    limits = Deadline.objects.filter(about, matter=matter).values_list("pk", flat=True)
    hidden |= Q(object_type="deadline", object_id__in=list(limits))
    return Event.objects.filter(matter=matter).exclude(hidden)
