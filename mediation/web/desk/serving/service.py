"""送达: the same step for many addressees of one paper at a time, each with a record of its own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mediation.actions import gateway
from mediation.models import Paper, ServiceOfDocument
from mediation.queries.visibility import visible
from mediation.vocabulary import Receiver
from mediation.web.desk.access import staff_only
from mediation.web.forms.facts import FactsForm
from mediation.web.forms.references import Scope
from mediation.web.stepping.finding import object_or_404
from mediation.web.stepping.keys import KEY, new_key, whole_number
from mediation.web.stepping.page import LATE
from mediation.workflows import facts as f
from mediation.workflows.base import Refused
from mediation.workflows.facts import Fact, WrongFacts
from mediation.workflows.serving.service import TOGETHER

WAYBILL = "waybill"
# For so many the step is taken by one press; the others are on the page when these are done.
AT_ONCE = 100
BY_THEMSELVES = f.yes_no(
    "by_themselves", gettext_lazy("由受送达人本人签收"), help=gettext_lazy("勾选后不用逐人填写签收人。")
)


@staff_only
def serve(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One form for all addressees for whom the step is due."""
    paper = object_or_404(request.actor, Paper, pk)
    if step not in TOGETHER:
        raise Http404
    page = TogetherPage(request, paper, step)
    return page.post() if request.method == "POST" else page.draw(page.form())


@staff_only
def copies(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the worker has come with the copies of a paper for many, asked for again and again while it goes on."""
    return render(request, "desk/serving/parts/copies.html", {"paper": object_or_404(request.actor, Paper, pk)})


class TogetherPage:
    """The page; what was refused for one addressee does not stop the others."""

    def __init__(self, request: HttpRequest, paper: Paper, step: str) -> None:
        self.request, self.paper = request, paper
        self.step = ServiceOfDocument.steps()[step]
        self.failed: list[tuple[Any, str]] = []
        self.further = False

    def services(self, ticked: set[str] | None = None) -> list[Any]:
        """The addressees for whom this person may take the step, those that are ticked, or the first of them."""
        due = visible(ServiceOfDocument, self.request.actor).filter(paper=self.paper, state__in=self.step.sources)
        if ticked is not None:
            due = due.filter(pk__in=[key for one in ticked if (key := whole_number(one)) is not None])
        rows = list(due.select_related("party").order_by("pk")[: AT_ONCE + 1])
        for row in rows:  # all of one paper, which prints thousands of names: read once
            row.paper, row.matter = self.paper, self.paper.matter
        self.further = len(rows) > AT_ONCE
        return [row for row in rows[:AT_ONCE] if self.step.permission(row, self.request.actor)]

    def facts(self) -> tuple[Fact, ...]:
        """The step's facts, and the tick that saves writing every name."""
        shared = tuple(fact for fact in self.step.facts if fact.name != WAYBILL)
        return ((BY_THEMSELVES, *shared) if self.step.name == "record_receipt" else shared) + LATE

    def form(self, data: Any = None, files: Any = None) -> FactsForm:
        """The form that holds for all who are ticked."""
        scope = Scope(actor=self.request.actor, matter=self.paper.matter, obj=None)
        return FactsForm(self.facts(), scope=scope, data=data, files=files)

    def post(self) -> HttpResponse:
        """Take the step for each who is ticked."""
        form = self.form(self.request.POST, self.request.FILES)
        ticked = set(self.request.POST.getlist("services"))
        chosen = self.services(ticked)
        if not form.is_valid():
            return self.draw(form, ticked=ticked, status=422)
        if not chosen:
            form.add_error(None, _("请至少选择一位受送达人。"))
            return self.draw(form, ticked=ticked, status=422)
        done = [str(service.party) for service in chosen if self._take(service, form)]
        if done:
            said = ngettext(
                "已为%(n)d位受送达人办理“%(step)s”：%(names)s。",
                "已为%(n)d位受送达人办理“%(step)s”：%(names)s。",
                len(done),
            )
            messages.success(self.request, said % {"n": len(done), "step": self.step.label, "names": "、".join(done)})
        if self.failed:
            return self.draw(form, ticked={str(service.pk) for service, _why in self.failed}, status=409)
        return redirect(f"{reverse('desk:paper', args=[self.paper.pk])}#serving")

    def _take(self, service: Any, form: FactsForm) -> bool:
        stated = form.stated()
        if stated.pop("by_themselves", False):
            stated |= {"received_by": service.party.name, "relation": Receiver.SELF}
        if self.by_waybill:
            stated[WAYBILL] = self._waybill(service)
        typed = self.request.POST.get("_key", "")
        key = f"{self.request.actor.user.pk}-{typed}-{service.pk}" if KEY.fullmatch(typed) else ""
        try:
            gateway.perform(
                ServiceOfDocument, service.pk, self.step.name, by=self.request.actor.user, at=timezone.now(),
                key=key, **stated,
            )  # fmt: skip
        except (Refused, WrongFacts) as refused:
            self.failed.append((service, str(refused)))
            return False
        except IntegrityError:
            self.failed.append((service, _("刚才正在办理，请刷新后查看。")))
            return False
        return True

    @property
    def by_waybill(self) -> bool:
        """Whether each letter has a number of its own."""
        return any(fact.name == WAYBILL for fact in self.step.facts)

    def _waybill(self, service: Any) -> str:
        return self.request.POST.get(f"{WAYBILL}-{service.pk}", "").strip()

    def draw(self, form: FactsForm, *, ticked: set[str] | None = None, status: int = 200) -> HttpResponse:
        """The page, with what was refused for whom."""
        context = {
            "paper": self.paper,
            "matter": self.paper.matter,
            "step": self.step,
            "form": form,
            "faults": form.faults() if form.is_bound else [],
            "rows": [(row, ticked is None or str(row.pk) in ticked, self._waybill(row)) for row in self.services()],
            "further": self.further,
            "at_once": AT_ONCE,
            "by_waybill": self.by_waybill,
            "failed": self.failed,
            "key": new_key(),
        }
        return render(self.request, "desk/serving/serve.html", context, status=status)
