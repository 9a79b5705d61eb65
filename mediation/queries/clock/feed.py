"""What stands in a person's calendar: the own limits and sittings, those that ended lately among them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from mediation.models import Deadline, Hearing, JointConference, MediationSession, Review
from mediation.permissions import Actor
from mediation.queries.office.desk import with_handler
from mediation.queries.visibility import visible
from mediation.vocabulary import Role
from mediation.workflows.clock.deadline import RUNNING_STATES

# So long a thing stays in the feed, that a program which asks seldom still learns that it is off.
KEPT = timedelta(days=180)
MOST = 1000


def own_deadlines(actor: Actor) -> QuerySet[Deadline]:
    """A party's own and those it waits for; what a member of staff, or the head of the organ, answers for."""
    found = Deadline.objects.visible_to(actor)
    found = found.filter(Q(state__in=RUNNING_STATES) | Q(legal_on__gte=actor.on - KEPT))
    if actor.party is None:
        user, on = actor.user, actor.on
        found = found.filter(party=None, organ__in=user.organ_ids(on))
        found = with_handler(found)
        named = Q(handled_by=user.pk)
        reviewed = Q(subject_type="review", subject_id__in=Review.objects.filter(reviewer=user).values("pk"))
        nobodys = Q(handled_by=None)
        found = found.filter(named | reviewed | nobodys | Q(organ__in=user.organs_as(Role.HEAD, on=on)))
    return found.select_related("matter", "organ").order_by("legal_on", "pk")[:MOST]


def own_sittings(actor: Actor) -> list[Any]:
    """Hearings, sessions of mediation and conferences to which the person is called, the earliest first."""
    found = [*own_hearings(actor), *own_sessions(actor), *own_conferences(actor)]
    return sorted(found, key=lambda sitting: (sitting.starts_at, sitting.page_name, sitting.pk))


def own_sessions(actor: Actor) -> QuerySet[MediationSession]:
    """Sessions of the mediations in which the party takes part, or that the member of staff mediates or handles."""
    found = visible(MediationSession, actor).filter(starts_at__date__gte=actor.on - KEPT)
    if actor.party is not None:
        mine = Q(mediation__parties=actor.party)
    else:
        mine = Q(mediation__mediators__user=actor.user, mediation__mediators__left_on=None)
        mine |= Q(matter__petition__handler=actor.user)
    found = found.filter(mine).select_related("matter", "mediation").distinct()
    return found.order_by("starts_at", "pk")[:MOST]


def own_conferences(actor: Actor) -> QuerySet[JointConference]:
    """Conferences to which an organ is called that the person heads, or that its own office convenes."""
    if actor.user is None:
        return JointConference.objects.none()
    found = visible(JointConference, actor).filter(starts_at__date__gte=actor.on - KEPT)
    heads = actor.user.organs_as(Role.HEAD, on=actor.on)
    convenes = actor.user.organs_as(Role.PETITION_OFFICE, on=actor.on)
    mine = Q(members__organ__in=heads) | Q(organ__in=heads) | Q(organ__in=convenes)
    return found.filter(mine).select_related("matter").distinct().order_by("starts_at", "pk")[:MOST]


def own_hearings(actor: Actor) -> QuerySet[Hearing]:
    """Hearings to which the party is invited, or in which the member of staff sits or presents the matter."""
    found = Hearing.objects.visible_to(actor).filter(starts_at__isnull=False, starts_at__date__gte=actor.on - KEPT)
    if actor.party is not None:
        mine = Q(invited__party=actor.party)
    else:
        user = actor.user
        sits = Q(members__user=user, members__removed_on=None)
        mine = Q(presider=user) | Q(recorder=user) | Q(matter__petition__handler=user) | sits
        mine |= Q(matter__claims__handler=user, matter__claims__organ=F("organ"))
    return found.filter(mine).select_related("matter").distinct().order_by("starts_at", "pk")[:MOST]
