"""One form for every step of every lifecycle, for any surface: said what it means, filled in, taken, or refused."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from mediation.actions.previewing import movings, previewed
from mediation.web.forms.facts import FactsForm
from mediation.web.forms.references import Scope
from mediation.web.forms.tables import RESHAPING
from mediation.web.stepping.keys import KEY, new_key, whole_number
from mediation.web.stepping.proving import Proof
from mediation.web.stepping.taking import in_hands_of, take
from mediation.workflows import facts as f
from mediation.workflows.acts import NEW
from mediation.workflows.base import Act, Lifecycle, NotAllowed, Refused, Stale, Step
from mediation.workflows.facts import Kind, WrongFacts
from mediation.workflows.options import CHOSEN, closed_options

LATE = (
    f.day("done_on", gettext_lazy("实际办理日期"), required=False, help=gettext_lazy("不填就是今天。")),
    f.text("why_late", gettext_lazy("补录理由"), required=False, longest=500),
)


class StepPage:
    """The page of one step; a surface says how it looks and where it leads."""

    template: str

    def __init__(self, request: HttpRequest, obj: Lifecycle, step: Step, scope: Scope) -> None:
        self.request, self.obj, self.step, self.scope = request, obj, step, scope
        self.refused: list[Refused] = []
        self.more: dict[str, Any] = {}
        self.settled: dict[str, Any] = {}  # facts that the page knows and does not ask for

    def get(self) -> HttpResponse:
        """The empty form, or what stands against the step."""
        if self.scope.matter is not None:
            self.scope.matter.read_once()
        self.refused = self._standing_against()
        if not self.refused and not any(fact.required for fact in self.step.facts):
            self._show_moves(self._act({}))
        return self._page(self._form(), self._late_form())

    def post(self) -> HttpResponse:
        """Take the step, or show the form again with what was typed."""
        form, late = self._form(bound=True), self._late_form(bound=True)
        if RESHAPING & set(self.request.POST) or form.pasted_unread():
            form.reshape()
            late.reshape()
            return self._page(form, late)
        if not (form.is_valid() & late.is_valid()):
            return self._page(form, late, status=422)
        if (asked := self.ask_first(form, late)) is not None:
            return asked
        try:
            taken = self._perform(form, late)
        except WrongFacts as wrong:
            form.refuse(wrong.errors)
            return self._page(form, late, status=422)
        except Refused as refused:
            self.refused = [refused]
            return self._page(form, late, status=403 if isinstance(refused, NotAllowed) else 409)
        if hidden := form.named_hidden():
            told = _("填写的内容中夹有看不见的字符，已经去掉：%(what)s。") % {"what": "、".join(hidden[:12])}
            messages.warning(self.request, told)
        messages.success(self.request, _("已办理“%(step)s”。") % {"step": self.step.label})
        return redirect(self._after(taken))

    def ask_first(self, form: FactsForm, late: FactsForm) -> HttpResponse | None:
        """Old and new day side by side, if the step moves any; it is taken once they have been seen."""
        if not previewed(type(self.obj), self.step.name):
            return None
        stated = {**late.stated(), **form.stated(), **self.settled}
        self._show_moves(self._act(stated))
        if not self.more.get("moves") or self.request.POST.get("_seen") == self.more["seen"]:
            return None
        return self._page(form, late)

    def _act(self, stated: dict[str, Any]) -> Act:
        facts = {fact.name: stated.get(fact.name) for fact in self.step.facts}
        on = stated.get("done_on") or self.scope.actor.on
        return Act(by=self.scope.actor, at=timezone.now(), on=on, facts=facts, preview=True)

    def _show_moves(self, act: Act) -> None:
        """What the step would move goes on the page; what stands against it is said when it is taken."""
        if not previewed(type(self.obj), self.step.name):
            return
        try:
            moves = movings(copy(self.obj), self.step.name, act)
        except Refused:
            return
        self.more |= {"moves": moves, "moves_nothing": not moves}
        self.more |= {"seen": "·".join(f"{m.deadline.pk}:{m.old}:{m.new}" for m in moves)}

    def _standing_against(self) -> list[Refused]:
        if not self.obj.is_placed():
            return []  # what it belongs to is not stated yet
        act = Act(by=self.scope.actor, at=timezone.now(), on=self.scope.actor.on, preview=True, closely=True)
        return list(self.step.refusals(self.obj, act))

    def _known(self) -> dict[str, Any]:
        """What the object already holds under the names of the facts; a link may propose more."""
        fields = {field.name for field in self.obj._meta.fields}
        lists = {field.name for field in self.obj._meta.many_to_many}
        known: dict[str, Any] = {}
        kept = self.obj.kept_from(self.scope.actor)
        for fact in self.step.facts:
            if (
                fact.name in fields
                and fact.name not in kept
                and (self.obj.pk or fact.kind not in (Kind.ONE, Kind.CHOICE))
            ):
                known[fact.name] = getattr(self.obj, fact.name, None)
            if self.obj.pk and fact.kind is Kind.SOME and fact.name in lists:
                known[fact.name] = list(getattr(self.obj, fact.name).all())
            if fact.kind is Kind.TABLE and self.obj.pk:
                known[fact.name] = self.obj.rows_known(fact.name)
            if fact.name in self.request.GET and fact.kind not in (Kind.TABLE, Kind.FILE):
                asked = self.request.GET
                known[fact.name] = asked.getlist(fact.name) if fact.kind is Kind.SOME else asked[fact.name]
        return {name: value for name, value in known.items() if value not in (None, "", [])}

    def _facts(self) -> tuple[f.Fact, ...]:
        """The facts that are asked for."""
        return self.step.facts

    def _form(self, *, bound: bool = False) -> FactsForm:
        sent = (self.request.POST, self.request.FILES) if bound else (None, None)
        form = FactsForm(self._facts(), scope=self.scope, data=sent[0], files=sent[1], initial=self._known())
        self._shut(form)
        return form

    def _shut(self, form: FactsForm) -> None:
        """What would be refused whatever else is filled in cannot be chosen, and says why."""
        if self.refused or not (self.obj.is_placed() and self.step.leads_from(self.obj.state or NEW)):
            return
        act = self._act({})
        for fact in self._facts():
            if fact.kind in CHOSEN and fact.name in form.fields and (options := form.options_of(fact)):
                closed = closed_options(self.step, self.obj, act, fact, options)
                form.close(fact, {str(getattr(one, "pk", one)): str(why.sentence) for one, why in closed.items()})

    def _late_form(self, *, bound: bool = False) -> FactsForm:
        return FactsForm(LATE, scope=self.scope, data=self.request.POST if bound else None)

    def _key(self) -> str:
        """The key of this form: a second click with it has no second effect; a used one is not given out again."""
        if any(refused.code == "form_used" for refused in self.refused):
            return new_key()
        typed = self.request.POST.get("_key", "")
        return typed if KEY.fullmatch(typed) else new_key()

    def _version(self) -> int | None:
        return whole_number(self.request.POST.get("_version", ""))

    def _whole_key(self) -> str:
        """The key of this form in these hands."""
        return in_hands_of(self.scope.actor, self._key())

    def _perform(self, form: FactsForm, late: FactsForm) -> Lifecycle:
        stated = {**late.stated(), **form.stated(), **self.settled}
        key, version = self._whole_key(), self._version()
        return take(
            self.scope, self.step, at=timezone.now(), key=key, version=version, stated=stated, proof=self._proof()
        )

    def _proof(self) -> Proof | None:
        """What shows that a party itself acts, where the step binds it; raises Refused where it does not."""
        return None

    def _after(self, taken: Lifecycle) -> str:
        """The page that is shown once the step was taken."""
        raise NotImplementedError

    def _back(self) -> str:
        """The page from which the step is taken."""
        raise NotImplementedError

    def _target(self) -> str:
        """What the thing becomes, where the step can be taken."""
        blocked = bool(self.refused) and self.request.method != "POST"
        return str(type(self.obj).State(self.step.target).label) if self.step.target and not blocked else ""

    def _meaning(self) -> str:
        return meaning_of(self.step)

    def _page(self, form: FactsForm, late: FactsForm, status: int = 200) -> HttpResponse:
        stale = any(isinstance(refused, Stale) for refused in self.refused)
        kept = self._version() if self.request.method == "POST" and not stale else None
        context = {
            "form": form,
            "late": late,
            "late_open": late.is_bound and any(late.data.get(fact.name) for fact in LATE),
            "step": self.step,
            "obj": self.obj,
            "matter": self.scope.matter,
            "refused": self.refused,
            "blocked": bool(self.refused) and self.request.method != "POST",
            "faults": [*form.faults(), *late.faults()] if form.is_bound else [],
            "stale": stale,
            "target": self._target(),
            "meaning": self._meaning(),
            "key": self._key(),
            "version": self.obj.version if kept is None else kept,
            **self.more,
            "back": self._back(),
        }
        return render(self.request, self.template, context, status=status)


def meaning_of(step: Step) -> str:
    """What the step means in the procedure, if it is told in the language of the page."""
    meaning = " ".join(step.meaning.split())
    told = _(meaning) if meaning else ""
    return "" if told == meaning and not (get_language() or "").startswith("en") else told
