"""退回修改: the approver opens a paragraph of the draft and writes beside it; the drafter is led back to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from mediation.documents.papers.checkup.facts import passages_of
from mediation.documents.registry import document_type
from mediation.models import Paper
from mediation.web.desk.access import staff_only
from mediation.web.desk.steps import DeskStepPage
from mediation.web.forms.facts import FactsForm
from mediation.web.forms.references import Scope
from mediation.web.stepping.finding import object_or_404
from mediation.workflows.facts import Fact

QUOTED = 60
# What the whole is said to be where only single paragraphs were remarked on; recorded, and so in Chinese.
SEE_REMARKS = "见逐段意见。"


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """One paragraph of the draft, and what is being written about it."""

    no: int
    label: str
    text: str
    remark: str

    @property
    def quoted(self) -> str:
        """The words by which the drafter's page finds it again."""
        return self.text[:QUOTED]


class SendBackPage(DeskStepPage):
    """The step's form with the draft's own paragraphs in place of a table to copy them into."""

    template = "desk/papers/send_back.html"

    def __init__(self, request: HttpRequest, obj: Any, *rest: Any) -> None:
        super().__init__(request, obj, *rest)
        paragraphs = _paragraphs(obj, request.POST)
        remarked = [one for one in paragraphs if one.remark.strip()]
        self.settled = {"remarks": [{"quoted": one.quoted, "remark": one.remark} for one in remarked]}
        self.more = {"paragraphs": paragraphs}

    def _facts(self) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.step.facts if fact.name not in self.settled)

    def _form(self, *, bound: bool = False) -> FactsForm:
        data = self.request.POST.copy() if bound else None
        if data is not None and self.settled["remarks"] and not data.get("comment", "").strip():
            data["comment"] = SEE_REMARKS
        return FactsForm(self._facts(), scope=self.scope, data=data)


def _paragraphs(paper: Paper, typed: Any) -> list[Paragraph]:
    passages = passages_of(document_type(paper.kind), paper.content)
    texts = [(one.label, line.strip()) for one in passages for line in one.text.splitlines() if line.strip()]
    return [
        Paragraph(no=no, label=label, text=text, remark=typed.get(f"remark-{no}", ""))
        for no, (label, text) in enumerate(texts)
    ]


@staff_only
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The form on which a draft is given back."""
    paper = object_or_404(request.actor, Paper, pk)
    scope = Scope(actor=request.actor, matter=paper.matter, obj=paper, opens=False)
    page = SendBackPage(request, paper, Paper.steps()["send_back"], scope)
    return page.post() if request.method == "POST" else page.get()
