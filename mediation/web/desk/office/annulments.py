"""撤销登记: offered beside the wrong entry, and shown with all that it takes back before it is done or approved."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from mediation.actions.annulling import Closure, closure_of
from mediation.actions.office.annulment import needs_approval, stands_against
from mediation.models import Annulment, Event, Party
from mediation.queries.office.timeline import stated_in
from mediation.queries.visibility import visible
from mediation.web.desk.access import staff_only
from mediation.web.desk.steps import DeskStepPage
from mediation.web.forms.facts import FactsForm
from mediation.web.forms.references import Scope
from mediation.web.stepping.finding import model_or_404, object_or_404
from mediation.web.stepping.keys import whole_number
from mediation.workflows.base import Act, Lifecycle
from mediation.workflows.facts import Fact

STEP = "annul"


def may_be_annulled(event: Event) -> bool:
    """Whether the way to annul the entry is offered beside it: a person's own, or what the clock deemed to be so."""
    step = event.model.steps().get(event.step)
    declared = step is not None and step.annul is not None and step.annul.by_people
    return declared and (event.cause_id is None if event.user_id is not None else event.outset.by_clock)


def told_of(closure: Closure) -> dict[str, Any]:
    """What the page says of it: each thing with its records, the limits, the papers that fall, who was told and is told anew."""
    things = [{"thing": events[0].thing, "records": events} for _kind, _pk, events in reversed(closure.things)]
    told = dict.fromkeys([*(one.party or one.user for one in closure.messages), *closure.people])
    return {
        "closure": closure,
        "things": things,
        "limits": closure.limits,
        "besides": closure.besides,
        "papers": [*closure.to_void, *closure.to_revoke],
        "used": closure.used,
        "told": list(told),
        "against": closure.against,
    }


class AnnulmentPage(DeskStepPage):
    """The form of an annulment; the record is known from the link that led here."""

    template = "desk/office/annul.html"

    def __init__(self, request: HttpRequest, *rest: Any) -> None:
        super().__init__(request, *rest)
        number = whole_number(request.POST.get("event", "") or request.GET.get("event", ""))
        self.record = Event.objects.of(self.obj.page_name, self.obj.pk).filter(version=number).first()
        self.more["send"] = _("下一步：核对影响")
        self.person = self._person()
        if self.record is not None:
            self.settled = {"event": self.record.version, "wrong_person": self.person}
            self.more |= {"record": self.record, "person": self.person, "stated": stated_in(self.record)[:6]}
            refused = stands_against(self.record, self.person)
            self.refused = [refused] if refused else []

    def _person(self) -> Party | None:
        """Who in the record was entered wrongly, where the link led here from a party's page."""
        key = whole_number(self.request.POST.get("wrong_person", "") or self.request.GET.get("wrong_person", ""))
        return visible(Party, self.scope.actor).filter(matter=self.obj.matter, pk=key).first() if key else None

    def get(self) -> HttpResponse:
        """The empty form, or what stands against annulling this record."""
        kept, page = self.refused, super().get()
        if not kept or self.refused:
            return page
        self.refused = kept
        return self._page(self._form(), self._late_form())

    def _facts(self) -> tuple[Fact, ...]:
        known = ("event", "wrong_person")
        return tuple(fact for fact in self.step.facts if self.record is None or fact.name not in known)

    def ask_first(self, form: FactsForm, late: FactsForm) -> HttpResponse | None:
        """All that is taken back, and what stands against it, before anything is changed."""
        if self.record is None or stands_against(self.record, self.person) is not None:
            return None
        closure = closure_of(self.record, self.person)
        seen = "·".join([*map(str, sorted(closure.records)), *(f"p{one.pk}" for one in closure.people)])
        if self.request.POST.get("_seen") == seen and not closure.against:
            return None
        act = Act(by=self.scope.actor, at=timezone.now(), on=self.scope.actor.on)
        asks = needs_approval(closure, act)
        self.more |= {**told_of(closure), "seen": seen, "asks": asks}
        self.more["send"] = _("报请负责人批准") if asks else _("确认撤销登记")
        return self._page(form, late)


class ApprovalPage(DeskStepPage):
    """The page on which the head decides, with the same preview."""

    template = "desk/office/approve_annulment.html"

    def _page(self, form: FactsForm, late: FactsForm, status: int = 200) -> HttpResponse:
        record = self.obj.record
        self.more |= {"record": record, "stated": stated_in(record)[:6], "person": self.obj.person}
        self.more |= told_of(closure_of(record, self.obj.person))
        return super()._page(form, late, status)


@staff_only
def annul(request: HttpRequest, model: str, pk: int) -> HttpResponse:
    """The page on which a wrong entry is annulled."""
    return _answer(request, AnnulmentPage, object_or_404(request.actor, model_or_404(model), pk), STEP)


@staff_only
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The page on which the head approves an annulment."""
    return _answer(request, ApprovalPage, object_or_404(request.actor, Annulment, pk), "approve")


def _answer(request: HttpRequest, page_of: type[DeskStepPage], obj: Lifecycle, step: str) -> HttpResponse:
    scope = Scope(actor=request.actor, matter=obj.matter, obj=obj)
    page = page_of(request, obj, type(obj).steps()[step], scope)
    return page.post() if request.method == "POST" else page.get()
