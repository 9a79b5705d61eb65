"""Whom an accusation is kept from: the accused organ, and the accused person wherever he works (第三十条第三款)."""

from __future__ import annotations

from django.db.models import Q

from mediation.permissions import Actor


def accuses(actor: Actor, prefix: str = "") -> Q:
    """That a claim (reached by `prefix`) accuses one of the organs of a member of staff, or himself."""
    if actor.user is None:
        return Q(pk=None)
    organs = {f"{prefix}accused_organ__in": actor.user.organ_ids(actor.on)}
    return Q(**organs) | Q(**{f"{prefix}accused_staff": actor.user})
