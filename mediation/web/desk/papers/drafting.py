"""起草文书: the kinds that the file calls for now are offered; of the others it is said what brings them about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from mediation.models import Paper
from mediation.vocabulary import PaperKind
from mediation.web.desk.access import staff_only
from mediation.web.desk.steps import DeskStepPage
from mediation.web.forms.facts import FEW, FactsForm
from mediation.web.forms.references import Scope, choices_of
from mediation.web.stepping.finding import matter_or_404
from mediation.workflows.base import Act, Refused


@dataclass(frozen=True)
class NotNow:
    """Kinds that cannot be drafted here now, and the one reason that holds for all of them."""

    refusal: Refused
    kinds: list[str]


class DraftPage(DeskStepPage):
    """The form that begins a paper; which kinds it offers is asked of the step's own guards."""

    template = "desk/papers/draft.html"

    def __init__(self, request: HttpRequest, obj: Any, *rest: Any) -> None:
        super().__init__(request, obj, *rest)
        self.possible: list[tuple[str, Any]] = []
        self.more = {"not_now": self._sort_out()}

    def _sort_out(self) -> list[NotNow]:
        """Try each kind as it would be stated, alone or correcting an issued paper; keep why not."""
        (corrects,) = (fact for fact in self.step.facts if fact.name == "corrects")
        issued = [None, *choices_of(corrects, self.scope)]
        reasons: dict[str, NotNow] = {}
        for kind in PaperKind:
            tried = [self._against(kind, paper) for paper in issued if paper is None or paper.kind == kind]
            if not all(tried):
                only = _("%(kind)s（更正已经签发的一份）") % {"kind": kind.label}
                self.possible.append((kind, only if tried[0] else kind.label))
                continue
            refusal = tried[0][0]
            reasons.setdefault(refusal.code, NotNow(refusal, [])).kinds.append(str(kind.label))
        return list(reasons.values())

    def _against(self, kind: str, corrects: Paper | None) -> list[Refused]:
        """What the guards that read the facts say of a paper of the kind."""
        stated = {**dict.fromkeys(fact.name for fact in self.step.facts), "kind": kind, "corrects": corrects}
        act = Act(by=self.scope.actor, at=timezone.now(), on=self.scope.actor.on, facts=stated)
        guards = (guard for guard in self.step.guards_for(Paper) if guard.on_facts)
        return [refusal for guard in guards if (refusal := guard.against(self.obj, act)) is not None]

    def _form(self, *, bound: bool = False) -> FactsForm:
        """All kinds may be sent, so that the step itself says why not; those that are possible are shown."""
        form = super()._form(bound=bound)
        if self.possible:
            few = len(self.possible) <= FEW
            widget = forms.RadioSelect if few else forms.Select
            blank = [] if few else [form.fields["kind"].choices[0]]
            form.fields["kind"].widget = widget(choices=[*blank, *self.possible])
        return form


@staff_only
def draft(request: HttpRequest, number: str) -> HttpResponse:
    """The form on which a paper of the file is begun."""
    matter = matter_or_404(request.actor, number)
    obj = Paper(matter=matter)
    scope = Scope(actor=request.actor, matter=matter, obj=obj, opens=True)
    page = DraftPage(request, obj, Paper.steps()["draft"], scope)
    return page.post() if request.method == "POST" else page.get()
