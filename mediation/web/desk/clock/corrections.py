"""更正日期: offered beside the record that tells a wrong day, and shown with all that moves before it is done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from mediation.actions.clock.deadlines import (
    Moving,
    begun_by,
    by_the_right_day,
    day_of,
    met_by,
    relied_on,
    would_stay_late,
)
from mediation.actions.serving.service import run_by_notice
from mediation.models import Deadline, Event, PublicNotice, ServiceOfDocument
from mediation.queries.office.timeline import Entry, stated_in
from mediation.queries.visibility import Sight
from mediation.web.desk.access import staff_only
from mediation.web.desk.office.annulments import may_be_annulled
from mediation.web.desk.steps import DeskStepPage
from mediation.web.forms.facts import FactsForm
from mediation.web.forms.references import Scope
from mediation.web.stepping.finding import model_or_404, object_or_404
from mediation.web.stepping.keys import whole_number
from mediation.workflows.base import Act, Refused
from mediation.workflows.clock.deadline import DeadlineState
from mediation.workflows.facts import Fact

STEP = "correct_day"


def offered(entries: list[Entry], sight: Sight, at: datetime) -> list[Entry]:
    """The same entries, each with the ways to correct its day and to annul it, if this person may."""
    actor = sight.actor
    whole = [one for entry in entries for one in (entry, *entry.alike) if one.event.day_was_stated]
    objects = _objects([entry.event for entry in whole], sight)
    verdicts: dict[tuple[str, Any], bool] = {}
    act = Act(by=actor, at=at, on=actor.on, preview=True)
    for entry in whole:
        event = entry.event
        obj = objects.get((event.object_type, event.object_id))
        if obj is None or event.cause_id:
            continue
        kind = (event.object_type, getattr(obj.acting_organ, "pk", None))
        if kind not in verdicts:
            verdicts[kind] = not list(type(obj).steps()[STEP].refusals(obj, act))
        if verdicts[kind]:
            if may_be_annulled(event) and entry.annulled is None:
                entry.annul_at = f"{reverse('desk:annul', args=[event.object_type, obj.pk])}?event={event.version}"
            if entry.annulled is None:
                entry.correct_at = (
                    f"{reverse('desk:correct-day', args=[event.object_type, obj.pk])}?event={event.version}"
                )
    return entries


def _objects(events: list[Event], sight: Sight) -> dict[tuple[str, int], Any]:
    """What the records are about, as far as the person may see it; asked for once for each kind."""
    found = {}
    for name, kind in {event.object_type: event.model for event in events}.items():
        for row in sight.some(kind, {event.object_id for event in events if event.object_type == name}):
            found[name, row.pk] = row
    sight.introduce(found.values(), *sight.matter.held("papers") or ())
    return found


class CorrectionPage(DeskStepPage):
    """The form of a correction; the record is known from the link that led here."""

    template = "desk/clock/correct_day.html"

    def __init__(self, request: HttpRequest, *rest: Any) -> None:
        super().__init__(request, *rest)
        number = whole_number(request.POST.get("event", "") or request.GET.get("event", ""))
        self.record = Event.objects.of(self.obj.page_name, self.obj.pk).filter(version=number).first()
        if self.record is not None:
            self.settled = {"event": self.record.version}
            self.more = {
                "record": self.record,
                "stated": stated_in(self.record)[:4],
                "old_day": day_of(self.record),
            }
        self.more["send"] = self.step.label if self.record is None else _("下一步：核对期限")

    def _facts(self) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.step.facts if self.record is None or fact.name != "event")

    def ask_first(self, form: FactsForm, late: FactsForm) -> HttpResponse | None:
        """Old day and new day, and every limit that moves with it, before anything is changed."""
        right_day = form.cleaned_data["right_day"]
        shown = f"{right_day}"
        if self.record is None or self.request.POST.get("_seen") == shown or right_day > self.scope.actor.on:
            return None
        moves = _moves(self.obj, self.record, self.more["old_day"], right_day)
        met = _met(self.record, self.more["old_day"], right_day)
        self.more |= {
            "new_day": right_day, "seen": shown, "moves": moves, "met": met, "moves_nothing": not (moves or met),
            "send": _("确认更正"),
        }  # fmt: skip
        return self._page(form, late)


def _moves(obj: Any, record: Event, old: Any, new: Any) -> list[Moving]:
    """Every limit that would move, with its last day before and after."""
    begun = [(deadline, new) for deadline in begun_by(record, on=old).select_related("organ", "party")]
    relied = relied_on(record)
    if isinstance(obj, ServiceOfDocument | PublicNotice):
        begun += run_by_notice(obj if isinstance(obj, ServiceOfDocument) else obj.service, record, new)
    found = []
    for deadline, day in begun:
        try:
            found.append(by_the_right_day(obj, deadline, right_day=day, relied=relied))
        except Refused:
            continue
    return found


def _met(record: Event, old: Any, new: Any) -> list[tuple[Deadline, Any, Any]]:
    """Every limit that was met with the record: how it ended before and would end after."""
    labels = {True: DeadlineState.MET.label, False: DeadlineState.MET_LATE.label}
    relied = relied_on(record)
    return [
        (one, one.state_label, labels[new <= one.legal_on and not would_stay_late(one, relied=relied)])
        for one in met_by(record, on=old)
    ]


@staff_only
def correct(request: HttpRequest, model: str, pk: int) -> HttpResponse:
    """The page on which a mistyped day is corrected."""
    obj = object_or_404(request.actor, model_or_404(model), pk)
    scope = Scope(actor=request.actor, matter=obj.matter, obj=obj)
    page = CorrectionPage(request, obj, type(obj).steps()[STEP], scope)
    return page.post() if request.method == "POST" else page.get()
