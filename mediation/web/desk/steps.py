"""The steps at the desk: the form of each, and where it leads."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from mediation.models import Attachment, Matter, MediationSession, Paper, PublicNotice, SettlementOffer
from mediation.queries.serving.ledger import ledger_of
from mediation.queries.visibility import visible
from mediation.web.desk.access import staff_only
from mediation.web.desk.sitting_addresses import is_held, page_of
from mediation.web.forms.doubles import doubles_in
from mediation.web.forms.facts import FactsForm
from mediation.web.forms.references import Scope
from mediation.web.forms.route_check import REASON, TOLD, advice_for, is_asked, proposed_limit, told_of
from mediation.web.stepping.days import OffersDays
from mediation.web.stepping.finding import matter_or_404, model_or_404, object_or_404, step_or_404
from mediation.workflows import facts as f
from mediation.workflows.base import Lifecycle, Step


@sensitive_post_parameters()
@staff_only
def take(request: HttpRequest, model: str, pk: int, step: str) -> HttpResponse:
    """The form of a step of a stored object."""
    obj = object_or_404(request.actor, model_or_404(model), pk)
    return _answer(request, obj, step_or_404(type(obj), step, opens=False), obj.matter)


@sensitive_post_parameters()
@staff_only
def open_in_matter(request: HttpRequest, number: str, model: str, step: str) -> HttpResponse:
    """The form that opens an object in a file."""
    matter = matter_or_404(request.actor, number)
    kind = model_or_404(model)
    return _answer(request, kind(matter=matter), step_or_404(kind, step, opens=True), matter)


@sensitive_post_parameters()
@staff_only
def open_new(request: HttpRequest, model: str, step: str) -> HttpResponse:
    """The form that opens an object with a file of its own."""
    kind = model_or_404(model)
    if kind.open_matter is Lifecycle.open_matter:
        raise Http404  # it lies in a file that there is already
    return _answer(request, kind(), step_or_404(kind, step, opens=True), None)


def _answer(request: HttpRequest, obj: Lifecycle, step: Step, matter: Matter | None) -> HttpResponse:
    scope = Scope(actor=request.actor, matter=matter, obj=obj, opens=step.opens)
    page = DeskStepPage(request, obj, step, scope)
    return page.post() if request.method == "POST" else page.get()


class DeskStepPage(OffersDays):
    """The page of one step at the desk."""

    template = "desk/step.html"

    def get(self) -> HttpResponse:
        """The empty form; before a claim is accepted or guided away, what its words point to."""
        self._tell_of_routes({})
        return super().get()

    def ask_first(self, form: FactsForm, late: FactsForm) -> HttpResponse | None:
        """Whether somebody who was entered twice is one person or two; where a claim points; then what the step would move."""
        asked = self.ask_who_is_who(form, late) or self.ask_about_routes(form, late)
        return asked or super().ask_first(form, late)

    def ask_about_routes(self, form: FactsForm, late: FactsForm) -> HttpResponse | None:
        """Ask once where the words of a claim point elsewhere, or guiding it away leaves nothing; it never decides."""
        self._tell_of_routes(form.stated())
        asks = [one for one in self.more.get("routes", ()) if one.asks]
        if not asks or self.request.POST.get("_route") == self.more["routes_seen"]:
            return None
        return self._page(self._form(bound=True), late)

    def _tell_of_routes(self, stated: dict[str, Any]) -> None:
        """What stands on the page about routes, and goes with the step into the record."""
        if not is_asked(self.step):
            return
        routes = advice_for(self.obj, stated, self.scope.actor.on)
        self.settled[TOLD] = told_of(routes)
        self.more |= {
            "routes": [one for one in routes if one.pointers], "routes_ask": any(one.asks for one in routes),
            "routes_seen": "·".join(one.key for one in routes if one.pointers),
        }  # fmt: skip

    def _known(self) -> dict[str, Any]:
        """What the object holds; and the period of the procedure to which a claim is guided."""
        limit = proposed_limit(self.more.get("routes", []))
        return {**({"time_limit": limit} if limit else {}), **super()._known()}

    def _facts(self) -> tuple[f.Fact, ...]:
        """What the page itself tells is not asked for; a reason to go on only once it has told something."""
        told = self.more.get("routes_ask") or self.request.POST.get("_route")
        asked = (fact for fact in self.step.facts if not fact.by_page or (fact.name == REASON and told))
        return tuple(replace(fact, required=True) if fact.asked_of_staff else fact for fact in asked)

    def ask_who_is_who(self, form: FactsForm, late: FactsForm) -> HttpResponse | None:
        """Ask once about everybody who may stand twice in what was stated, or in it and in the file."""
        found = doubles_in(form, self.scope.matter)
        seen = "·".join(double.key for double in found)
        if not found or self.request.POST.get("_two_people") == seen:
            return None
        self.more |= {"doubles": found, "doubles_seen": seen}
        return self._page(form, late)

    def _after(self, taken: Lifecycle) -> str:
        if (paper := _paper_of(taken)) is not None:
            return reverse("desk:paper", args=[paper.pk])
        if is_held(taken):
            return page_of(taken)
        if isinstance(taken, MediationSession) and taken.separate and taken.state == taken.State.OPEN:
            return reverse("desk:notebook", args=[taken.mediation_id])
        if isinstance(taken, SettlementOffer):
            return reverse("desk:offers", args=[taken.mediation_id])
        return reverse("desk:matter", args=[taken.matter.number])

    def _back(self) -> str:
        """The page from which the step is taken: that of the paper it is about, else that of the file."""
        if self.obj.pk and (paper := _paper_of(self.obj)) is not None:
            return reverse("desk:paper", args=[paper.pk])
        if isinstance(self.obj, SettlementOffer) and (mediation := self.obj.of_mediation) is not None:
            return reverse("desk:offers", args=[mediation.pk])
        return reverse("desk:matter", args=[self.scope.matter.number]) if self.scope.matter else reverse("desk:my-work")

    def _page(self, form: FactsForm, late: FactsForm, status: int = 200) -> HttpResponse:
        self.more = {**self.more, "back_to": _paper_of(self.obj) if self.obj.pk else None}
        if isinstance(self.obj, PublicNotice) and self.obj.pk:
            self.more |= {"notice": self.obj, "ledger": ledger_of(self.obj.service, self.scope.actor.on)}
            self.more["shown"] = visible(Attachment, self.scope.actor).filter(
                subject_type="publicnotice", subject_id=self.obj.pk
            )
        return super()._page(form, late, status)


def _paper_of(obj: Lifecycle) -> Paper | None:
    """The paper whose page shows the object and its steps."""
    paper = obj if isinstance(obj, Paper) else getattr(obj, "paper", None)
    return paper if isinstance(paper, Paper) else None
