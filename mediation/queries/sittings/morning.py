"""What a head or a petition office asks first in the morning, of its organs and those below: each number is that of its list."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from mediation.models import Deadline, Organ, Paper, Resolution, Supervision
from mediation.permissions import Actor
from mediation.queries.office.desk import papers_waiting
from mediation.queries.sittings.bookings import ORGAN, TAKES_PLACE
from mediation.queries.sittings.soon import TOLD
from mediation.queries.visibility import visible
from mediation.vocabulary import Role
from mediation.workflows.handling.supervision import SupervisionState
from mediation.workflows.sittings.resolution import ResolutionState

LEADERS = (Role.HEAD, Role.PETITION_OFFICE)
SOON = timedelta(days=7)
# Nobody looks at more in a morning, and a province has more.
MOST = 1000


def leads(actor: Actor) -> bool:
    """Whether the person answers for an organ, or for what a petition office watches over."""
    return bool(actor.user.organs_as(*LEADERS, on=actor.on))


class Morning:
    """The questions of one person's morning. Only what the person may see is counted, in whatever organ it is."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def labels(self) -> dict[str, str]:
        """The questions by their names, in their order."""
        return {
            "overdue": _("已逾期的期限"), "due": _("一周内届满的期限"), "sittings": _("今天的听证、调解和会议"),
            "papers": _("等您办理的文书"), "supervision": _("没有办结的督办"), "resolutions": _("已到期或一周内到期的议定事项"),
        }  # fmt: skip

    def rows(self, question: str) -> QuerySet[Any]:
        """What answers a question, in order."""
        found: QuerySet[Any] = getattr(self, question)()
        return found

    def answered(self) -> list[tuple[str, str, int]]:
        """Each question with its name and how many rows its list has, at most one more than `MOST`."""
        return [(code, label, self.rows(code).order_by()[: MOST + 1].count()) for code, label in self.labels().items()]

    @cached_property
    def below(self) -> Q:
        """The branches of the tree for which the person answers: an organ's own; of a petition office, its government's."""
        user, on, found = self.actor.user, self.actor.on, Q(pk__in=())
        offices = user.organs_as(Role.PETITION_OFFICE, on=on)
        led = Organ.objects.filter(pk__in=user.organs_as(*LEADERS, on=on))
        for pk, path in led.values_list("pk", "path"):
            above = path[: -Organ.steplen] or path
            found |= Q(path__startswith=above if pk in offices else path)
        return found

    @property
    def organs(self) -> QuerySet[Organ]:
        """The organs of these branches."""
        found: QuerySet[Organ] = Organ.objects.filter(self.below).order_by().values("pk")
        return found

    def overdue(self) -> QuerySet[Deadline]:
        """Limits whose last day is over and that nothing has met yet."""
        return self._limits().filter(legal_on__lt=self.actor.on)

    def due(self) -> QuerySet[Deadline]:
        """Limits that end today or within seven days."""
        return self._limits().filter(legal_on__gte=self.actor.on, legal_on__lte=self.actor.on + SOON)

    def _limits(self) -> QuerySet[Deadline]:
        running = Deadline.objects.visible_to(self.actor).running()
        found: QuerySet[Deadline] = running.filter(organ__in=self.organs, party=None, suspended_on=None)
        return found.select_related("matter", "organ").defer("matter__words").order_by("legal_on", "pk")

    def sittings(self) -> QuerySet[Any]:
        """Hearings, sessions of mediation and conferences of today: rows for `soon.told` behind the organ's name, the earliest first."""
        first = datetime.combine(self.actor.on, time(), tzinfo=timezone.get_current_timezone())
        day = {"starts_at__gte": first, "starts_at__lt": first + timedelta(days=1)}
        asked = []
        for place, (model, states) in enumerate(TAKES_PLACE.items()):
            organ = ORGAN[model]
            rows = (
                visible(model, self.actor).filter(**{f"{organ}__in": self.organs}, state__in=states, **day).order_by()
            )
            named = rows.annotate(kind=Value(place), by=F(f"{organ}__name"))
            asked.append(named.values_list("by", "kind", *TOLD))
        found, *others = asked
        every: QuerySet[Any] = found.union(*others, all=True)
        return every.order_by("starts_at", "kind", "pk")

    def papers(self) -> QuerySet[Paper]:
        """Papers that wait for this very person."""
        return papers_waiting(self.actor)

    def supervision(self) -> QuerySet[Supervision]:
        """What one of the organs urges, or is urged to, and that is not concluded."""
        found = visible(Supervision, self.actor).exclude(state=SupervisionState.CONCLUDED)
        found = found.filter(Q(organ__in=self.organs) | Q(to_organ__in=self.organs))
        found = found.select_related("matter", "organ", "to_organ").defer("matter__words")
        return found.order_by("report_due_on", "pk")

    def resolutions(self) -> QuerySet[Resolution]:
        """What a conference resolved and one of the organs carries out, or convened for, due by now or within seven days."""
        found = visible(Resolution, self.actor).filter(state__in=(ResolutionState.ADOPTED, ResolutionState.OVERDUE))
        theirs = Q(responsible_organ__in=self.organs) | Q(conference__organ__in=self.organs)
        found = found.filter(theirs, due_on__lte=self.actor.on + SOON).select_related("matter", "responsible_organ")
        return found.defer("matter__words").order_by("due_on", "pk")
