"""更正: a new paper of the same kind takes the place of an issued one that decided or told something wrong."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from mediation.models import Paper
from mediation.permissions import Actor
from mediation.web.desk.access import staff_only
from mediation.web.desk.papers.sheets import fields_of
from mediation.web.desk.steps import DeskStepPage
from mediation.web.forms.references import Scope
from mediation.web.stepping.finding import object_or_404
from mediation.workflows.facts import Fact
from mediation.workflows.papers.paper import PaperState


def may_replace(actor: Actor, paper: Paper) -> bool:
    """Whether this person may draft what takes the paper's place: it is in force, written by hand, and served."""
    written = paper.state == PaperState.ISSUED and paper.must_be_served and bool(fields_of(paper))
    return written and Paper.steps()["draft"].permission(Paper(matter=paper.matter, corrects=paper), actor)


def related(paper: Paper, actor: Actor) -> list[Paper]:
    """What corrects or revokes the paper, drafted or issued, and what it corrects or revokes itself."""
    which = Q(subject_type="paper", subject_id=paper.pk) | Q(corrects=paper) | Q(pk=paper.corrects_id)
    if paper.subject_type == "paper":
        which |= Q(pk=paper.subject_id)
    return list(Paper.objects.visible_to(actor).filter(which).defer("page", "snapshot").order_by("pk"))


class ReplacingPage(DeskStepPage):
    """The form: kind and corrected paper are known, what was written is taken over."""

    def _facts(self) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.step.facts if fact.name == "addressees")

    def _known(self) -> dict[str, Any]:
        return {"addressees": list(self.settled["corrects"].addressees.all())}

    def _back(self) -> str:
        return reverse("desk:paper", args=[self.settled["corrects"].pk])


@staff_only
def replacing(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the draft; the old paper stays in force until the new one is issued."""
    paper = object_or_404(request.actor, Paper, pk)
    if not may_replace(request.actor, paper):
        raise Http404
    obj = Paper(matter=paper.matter, corrects=paper)
    scope = Scope(actor=request.actor, matter=paper.matter, obj=obj, opens=True)
    page = ReplacingPage(request, obj, Paper.steps()["draft"], scope)
    page.settled = {"kind": paper.kind, "corrects": paper, "content": {}}
    told = _(
        "新文书从原来的内容写起，签发后代替“%(old)s”并重新送达；在此以前，原文书仍然有效。处理结果有变的，期限重新起算。"
    )
    page.more = {"meaning": told % {"old": paper}, "target": ""}
    return page.post() if request.method == "POST" else page.get()
