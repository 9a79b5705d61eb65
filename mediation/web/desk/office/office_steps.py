"""The forms by which an administrator changes the office: made from the declarations, filled in with what stands there now."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from mediation.actions.hands import Item
from mediation.actions.office import handing_over
from mediation.actions.office import people as accounts
from mediation.models import (
    Appointment,
    Deputyship,
    OfficeChange,
    Organ,
    RecoveryCode,
    ReviewAuthority,
    Room,
    Seal,
    User,
)
from mediation.permissions import keeps_office
from mediation.vocabulary import OfficeChangeKind, ReviewStage
from mediation.vocabulary.standing_words import STANDING_WORDS
from mediation.web.desk.access import staff_only
from mediation.web.desk.office.setting_up import administrators_only
from mediation.web.forms.facts import FactsForm
from mediation.web.forms.references import Scope
from mediation.web.stepping.keys import whole_number
from mediation.web.stepping.page import StepPage
from mediation.workflows.base import Lifecycle, Refused, Step
from mediation.workflows.facts import Fact, Kind, WrongFacts
from mediation.workflows.office.premises_steps import RULES

# What the address may name beforehand: `?organ=3` is the organ that the form is about.
NAMED: dict[str, tuple[str, type[models.Model]]] = {
    "organ": ("organ", Organ), "person": ("user", User), "post": ("post", Appointment),
}  # fmt: skip


@staff_only
def enter(request: HttpRequest, step: str) -> HttpResponse:
    """The form of a change that is entered anew."""
    administrators_only(request)
    declared = OfficeChange.steps().get(step)
    if declared is None or not declared.opens or not _entered_here(declared):
        raise Http404
    change = OfficeChange()
    for name, (asked, model) in NAMED.items():
        key = whole_number(request.GET.get(asked, ""))
        if key is not None and any(fact.name == name for fact in declared.facts):
            setattr(change, name, model._default_manager.filter(pk=key).first())
    return _answer(request, change, declared)


def _entered_here(step: Step) -> bool:
    """The beginning, and what is looked at as a whole before (a table, local rules), have pages of their own."""
    return (
        step.permission is keeps_office
        and step.name != "load_rules"
        and all(fact.kind is not Kind.TABLE for fact in step.facts)
    )


@staff_only
def revert(request: HttpRequest, pk: int) -> HttpResponse:
    """The form by which a change that was entered by mistake is taken back."""
    administrators_only(request)
    change = OfficeChange.objects.filter(pk=pk).select_related("matter").first() if pk < 2**62 else None
    if change is None:
        raise Http404
    return _answer(request, change, OfficeChange.steps()["revert"])


def _answer(request: HttpRequest, change: OfficeChange, step: Step) -> HttpResponse:
    page = OfficeStepPage(request, change, step, Scope(actor=request.actor, obj=change, opens=step.opens))
    return page.post() if request.method == "POST" else page.get()


class OfficeStepPage(StepPage):
    """The page of one change of the office."""

    template = "desk/office/office_step.html"

    def __init__(self, request: HttpRequest, obj: OfficeChange, step: Step, scope: Scope) -> None:
        super().__init__(request, obj, step, scope)
        named = {name: getattr(obj, name) for name in NAMED if getattr(obj, f"{name}_id") is not None and not obj.pk}
        # Which one it is about was chosen where the form was opened.
        self.settled = {fact.name: named[fact.name] for fact in step.facts if fact.name in named}
        self.more = {"named": [(fact.label, named[fact.name]) for fact in step.facts if fact.name in named]}

    def _facts(self) -> tuple[Fact, ...]:
        return tuple(fact for fact in super()._facts() if fact.name not in self.settled)

    def post(self) -> HttpResponse:
        """Take the step; where it gives out a secret, the slip is the answer, shown this once."""
        if self.step.name not in accounts.SLIPS:
            return super().post()
        form, late = self._form(bound=True), self._late_form()
        if not form.is_valid():
            return self._page(form, late, status=422)
        return self._with_slip(form, late)

    @sensitive_variables("secret")
    def _with_slip(self, form: FactsForm, late: FactsForm) -> HttpResponse:
        try:
            change, secret = accounts.with_slip(
                self.step.name, by=self.request.actor.user, at=timezone.now(), key=self._whole_key(),
                facts={**form.stated(), **self.settled},
            )  # fmt: skip
        except WrongFacts as wrong:
            form.refuse(wrong.errors)
            return self._page(form, late, status=422)
        except Refused as refused:
            self.refused = [refused]
            return self._page(form, late, status=409)
        return slip(self.request, change, secret)

    def ask_first(self, form: FactsForm, late: FactsForm) -> HttpResponse | None:
        """Everything that would be handed over, to whom, or why not; it is done once that has been seen."""
        if self.step.name != "hand_work_over":
            return super().ask_first(form, late)
        found = handing_over.items(self._act({**form.stated(), **self.settled}))
        if not found or self.request.POST.get("_seen") == _mark(found):
            return None
        self.more |= {"handed": found, "seen": _mark(found)}
        return self._page(form, late)

    def _known(self) -> dict[str, Any]:
        """What stands there now, for a form that says how it is from now on."""
        change = self.obj
        known = {name: getattr(change, name) for name in NAMED if getattr(change, f"{name}_id") is not None}
        if self.step.name == "amend_organ" and change.organ is not None:
            known |= _of_organ(change.organ, self.scope.actor.on)
        if self.step.name == "amend_person" and change.person is not None:
            known |= {"name": change.person.name, "title": change.person.post, "phone": change.person.phone,
                      "email": change.person.email, "outer_id": change.person.outer_id}  # fmt: skip
        if self.step.name == "set_up_organ" and (above := whole_number(self.request.GET.get("above", ""))):
            known["above"] = above
        if change.organ is not None:
            known |= _kept_by(change.organ, self.step.name)
        if key := whole_number(self.request.GET.get("room", "")):
            known |= _of_room(Room.objects.filter(pk=key).first())
        if key := whole_number(self.request.GET.get("seal", "")):
            known["seal"] = Seal.objects.filter(pk=key).first()
        if self.step.name == "end_deputy" and (key := whole_number(self.request.GET.get("deputyship", ""))):
            known["deputyship"] = Deputyship.objects.filter(pk=key).first()
        return {name: value for name, value in known.items() if value not in (None, "", [])}

    def _target(self) -> str:
        """A change has nothing that it becomes: it holds."""
        return ""

    def _after(self, taken: Lifecycle) -> str:
        if taken.person_id is not None and taken.kind != "begin":
            return reverse("desk:person", args=[taken.person_id])
        return reverse("desk:organ", args=[taken.organ_id]) if taken.organ_id else reverse("desk:office-ledger")

    def _back(self) -> str:
        change = self.obj
        if change.person_id is not None:
            return reverse("desk:person", args=[change.person_id])
        if change.post_id is not None:
            return reverse("desk:person", args=[change.post.user_id])
        return reverse("desk:organ", args=[change.organ_id]) if change.organ_id else reverse("desk:office")

    def _page(self, form: FactsForm, late: FactsForm, status: int = 200) -> HttpResponse:
        self.more = {**self.more, "back_to": _("机关和人员")}
        return super()._page(form, late, status)


def _mark(found: list[Item]) -> str:
    """By which it is known that what was seen is what will be done."""
    rows = [(one.obj.page_name, one.obj.pk, one.heir and one.heir.pk, one.against is None) for one in found]
    return sha256(repr(rows).encode()).hexdigest()


def _kept_by(organ: Organ, step: str) -> dict[str, Any]:
    """The rules and the words of an organ as they are."""
    if step == "set_rules":
        return {name: organ.settings.get(name) for name in RULES}
    if step != "set_words":
        return {}
    return {f"{kind}_{part}": said for kind in STANDING_WORDS for part, said in organ.standing_words(kind).items()}


def _of_room(room: Room | None) -> dict[str, Any]:
    names = ("name", "address", "capacity", "step_free", "hearing_loop", "equipment")
    return {"room": room, **{name: getattr(room, name) for name in names}} if room is not None else {}


def _of_organ(organ: Organ, on: Any) -> dict[str, Any]:
    names = ("name", "short", "kind", "address", "phone", "court", "reconsideration_organ")
    found: dict[str, Any] = {name: getattr(organ, name) for name in names}
    rows = list(ReviewAuthority.objects.in_force(on).filter(organ=organ).select_related("authority"))
    return found | {stage.value: [row.authority for row in rows if row.stage == stage] for stage in ReviewStage}


@sensitive_variables("secret")
def slip(request: HttpRequest, change: OfficeChange, secret: str) -> HttpResponse:
    """The slip for the first sign-in, or for a lost factor; nothing keeps it, and who sends the form again gets none."""
    site = request.build_absolute_uri(reverse("desk:sign-in"))
    person, factor = User.objects.get(pk=change.person_id), change.kind == OfficeChangeKind.FACTOR_RESET
    told = {"change": change, "person": person, "secret": secret, "site": site, "factor": factor}
    told["again"] = "reset_factor" if factor else "renew_secret"
    told["until"] = getattr(RecoveryCode.slip_of(person), "until", None) if factor else None
    answer = render(request, "desk/office/slip.html", told)
    answer.headers["Cache-Control"] = "no-store"
    return answer
