"""The steps at the desk: the form of each, and where it leads."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from mediation.models import Matter, Paper
from mediation.web.desk.access import staff_only
from mediation.web.forms.doubles import doubles_in
from mediation.web.forms.facts import FactsForm
from mediation.web.forms.references import Scope
from mediation.web.stepping.finding import matter_or_404, model_or_404, object_or_404, step_or_404
from mediation.web.stepping.page import StepPage
from mediation.workflows.base import Lifecycle, Step


@staff_only
def take(request: HttpRequest, model: str, pk: int, step: str) -> HttpResponse:
    """The form of a step of a stored object."""
    obj = object_or_404(request.actor, model_or_404(model), pk)
    return _answer(request, obj, step_or_404(type(obj), step, opens=False), obj.matter)


@staff_only
def open_in_matter(request: HttpRequest, number: str, model: str, step: str) -> HttpResponse:
    """The form that opens an object in a file."""
    matter = matter_or_404(request.actor, number)
    kind = model_or_404(model)
    return _answer(request, kind(matter=matter), step_or_404(kind, step, opens=True), matter)


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


class DeskStepPage(StepPage):
    """The page of one step at the desk."""

    template = "desk/step.html"

    def ask_first(self, form: FactsForm, late: FactsForm) -> HttpResponse | None:
        """Whether somebody who was entered twice is one person or two; then what the step would move."""
        return self.ask_who_is_who(form, late) or super().ask_first(form, late)

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
        return reverse("desk:matter", args=[taken.matter.number])

    def _back(self) -> str:
        """The page from which the step is taken: that of the paper it is about, else that of the file."""
        if self.obj.pk and (paper := _paper_of(self.obj)) is not None:
            return reverse("desk:paper", args=[paper.pk])
        return reverse("desk:matter", args=[self.scope.matter.number]) if self.scope.matter else reverse("desk:my-work")

    def _page(self, form: FactsForm, late: FactsForm, status: int = 200) -> HttpResponse:
        self.more = {**self.more, "back_to": _paper_of(self.obj) if self.obj.pk else None}
        return super()._page(form, late, status)


def _paper_of(obj: Lifecycle) -> Paper | None:
    """The paper whose page shows the object and its steps."""
    paper = obj if isinstance(obj, Paper) else getattr(obj, "paper", None)
    return paper if isinstance(paper, Paper) else None
