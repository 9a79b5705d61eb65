"""The steps of a party: its own form of each, in plain words, and where it leads."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from mediation.models import Paper, Review, SettlementOffer
from mediation.queries.sittings.said import lines_of
from mediation.queries.visibility import visible
from mediation.web.forms.facts import FactsForm
from mediation.web.forms.references import Scope, choices_of
from mediation.web.portal import plain
from mediation.web.portal.access import log_view, party_only
from mediation.web.portal.sittings import settlement_offers
from mediation.web.stepping import one_time, proving
from mediation.web.stepping.finding import model_or_404, step_or_404
from mediation.web.stepping.keys import whole_number
from mediation.web.stepping.page import StepPage
from mediation.workflows.base import Lifecycle, NotAllowed, Refused
from mediation.workflows.facts import Fact, Kind
from mediation.workflows.sittings.signing import HEIGHT, WIDTH

# What a form says that does not say which text was read: it is of no wording.
NO_TEXT = "-"
FIELD_TO_SIGN = {"width": WIDTH, "height": HEIGHT}
# Besides what a declaration keeps for the window: a party signs, hands in and writes for itself, online.
STATED_AT_WINDOW = {"channel", "manner", "given_by", "said_how", "letter_on"}


class PartyStepPage(StepPage):
    """The page of a step that a party takes: no late entry, nothing that is stated for others."""

    template = "portal/step.html"

    def __init__(self, request: HttpRequest, obj: Lifecycle, *rest: Any) -> None:
        super().__init__(request, obj, *rest)
        self.binding = proving.is_asked(self.scope.actor, self.step)
        self.proof: proving.Proof | None = None
        self.more = {"heading": self.step.label, "about": "", "asks_secret": self.binding, "to_read": self._to_read()}
        self._reads_first()
        if isinstance(obj, Review) and obj.pk is None and (asked := opinion_asked_of(request, obj)):
            self.settled = asked
            obj.stage, obj.opinion = asked["stage"], asked["opinion"]
            self.more |= {"heading": plain.ASK[obj.stage], "about": obj.opinion}

    def _to_read(self) -> list[tuple[str, list[str]]]:
        return self.obj.read_before(self.step.name, self.request.actor) if self.obj.pk else []

    def _reads_first(self) -> None:
        """Where the whole text is read before: the text, the field in which one signs, and of which wording it is."""
        if "read_root" not in {fact.name for fact in self.step.facts}:
            return
        sent, device = self.request.POST, self.request.headers.get("User-Agent", "")[:200]
        self.settled = {
            "read_root": sent.get("read_root") or NO_TEXT,
            "drawing": sent.get("drawing", ""),
            "device": device,
        }
        self.template = "portal/sittings/sign_record.html"

    def _record(self) -> dict[str, Any]:
        """The record for who may sign it, and for nobody else; that it was read is written down."""
        if any(one.code == "own_signer_not_there" for one in super()._standing_against()):
            return {**FIELD_TO_SIGN, "lines": [], "root": "", "drawn": ""}
        log_view(self.request, self.scope.matter, str(self.obj))
        return {**record_to_read(self.obj), "drawn": self.settled["drawing"]}

    def _page(self, *told: Any, **more: Any) -> HttpResponse:
        if self.template != PartyStepPage.template:
            self.more |= self._record()
        return super()._page(*told, **more)

    def post(self) -> HttpResponse:
        """Take the step for whom the form was opened; another party may have entered in this browser since."""
        opened_for, party = self.request.POST.get("_party", ""), self.request.actor.party
        if opened_for and opened_for != str(party.pk):
            sentence = _("这张表是另一位当事人打开的，现在进入的是%(name)s，没有办理。") % {"name": party.name}
            self.refused = [Refused("other_party", sentence, _("请核对是谁提出；由本人提出的，再提交一次。"))]
            return self._page(self._form(bound=True), self._late_form(bound=True), status=409)
        return super().post()

    def _ask_for_proof(self, form: FactsForm, late: FactsForm) -> HttpResponse | None:
        """The secret; and a code that has gone to the telephone, on the same form."""
        holder = proving.holder_of(self.scope.actor)
        try:
            self.proof = proving.prove(self.request, self.step)
        except proving.CodeSent:
            self.more["code_sent_to"] = one_time.tail_of(holder)
            return self._page(form, late)
        except Refused as refused:
            self.refused = [refused]
            self._sends_to_set_one(refused)
            if one_time.is_asked(holder) and one_time.waits(self.request):
                self.more["code_sent_to"] = one_time.tail_of(holder)
            return self._page(form, late, status=403 if isinstance(refused, NotAllowed) else 409)
        return None

    def _proof(self) -> proving.Proof | None:
        return self.proof

    def _sends_to_set_one(self, against: Refused | None) -> None:
        self.more["sets_secret"] = against is not None and against.code == "no_secret"

    def _standing_against(self) -> list[Refused]:
        """First what the person would have to mend before all else: another browser, a secret."""
        against = proving.stands_against(self.request) if self.binding else None
        if against is None:
            return super()._standing_against()
        self._sends_to_set_one(against)
        return [against, *super()._standing_against()]

    def ask_first(self, form: FactsForm, late: FactsForm) -> HttpResponse | None:
        """What is to be read in full first is said to be read; what binds is proved. A box that is not ticked takes nothing."""
        if self.more["to_read"] and not self.request.POST.get("_read"):
            said = _("请先把上面的内容看完。")
            self.refused = [Refused("not_read", said, _("看完、没有错的，勾选“我已看完”，再提交。"))]
            return self._page(form, late, status=409)
        if (asked := super().ask_first(form, late)) is not None or not self.binding:
            return asked
        return self._ask_for_proof(form, late)

    def _facts(self) -> tuple[Fact, ...]:
        return self._own_facts

    @cached_property
    def _own_facts(self) -> tuple[Fact, ...]:
        """What a party states itself; where nothing is there to choose and nothing need be, it is not asked."""
        asked = (fact for fact in self.step.facts if fact.name not in self.settled)
        own = (fact for fact in asked if not fact.at_window)
        stated = (fact for fact in own if fact.required or fact.name not in STATED_AT_WINDOW)
        return tuple(fact for fact in stated if fact.required or not self._offers_nothing(fact))

    def _offers_nothing(self, fact: Fact) -> bool:
        return fact.kind in (Kind.ONE, Kind.SOME) and not choices_of(fact, self.scope).exists()

    def _after(self, taken: Lifecycle) -> str:
        return settlement_offers.address_of(taken) if isinstance(taken, SettlementOffer) else reverse("portal:matter")

    def _back(self) -> str:
        offered = isinstance(self.obj, SettlementOffer) and self.obj.pk is not None
        return settlement_offers.address_of(self.obj) if offered else reverse("portal:matter")

    def _meaning(self) -> str:
        return self.step.plain_for(self.obj)


def record_to_read(sitting: Any) -> dict[str, Any]:
    """The record as it stands, once it was given to be read; until then nothing of it."""
    last = sitting.last_entry() if sitting.was_read() else None
    lines = [line for line in lines_of(sitting) if line.is_read] if last else []
    return {"lines": lines, "root": last[1] if last else "", **FIELD_TO_SIGN}


def opinion_asked_of(request: HttpRequest, review: Review) -> dict[str, Any]:
    """Stage and opinion as the link names them, so that nobody has to tell 复查 from 复核."""
    stage, pk = request.GET.get("stage", ""), whole_number(request.GET.get("opinion", ""))
    opinion = Paper.objects.visible_to(request.actor).filter(pk=pk).first()
    return {"stage": stage, "opinion": opinion} if opinion and review.may_contest(opinion, stage) else {}


@sensitive_post_parameters()
@party_only
def take(request: HttpRequest, model: str, pk: int, step: str) -> HttpResponse:
    """A step on an object of the party's own file."""
    kind = model_or_404(model)
    obj = get_object_or_404(visible(kind, request.actor), pk=pk)
    return _answer(request, obj, step, opens=False)


@sensitive_post_parameters()
@party_only
def open_new(request: HttpRequest, model: str, step: str) -> HttpResponse:
    """A step that opens something in the party's file: a request for review, for a hearing."""
    return _answer(request, model_or_404(model)(matter=request.actor.party.matter), step, opens=True)


def _answer(request: HttpRequest, obj: Lifecycle, name: str, *, opens: bool) -> HttpResponse:
    step = step_or_404(type(obj), name, opens=opens)
    if not step.permission(obj, request.actor):
        raise Http404
    if isinstance(obj, SettlementOffer) and not opens and not settlement_offers.is_open(request):
        return redirect(settlement_offers.address_of(obj))
    scope = Scope(actor=request.actor, matter=request.actor.party.matter, obj=obj, opens=opens)
    page = PartyStepPage(request, obj, step, scope)
    return page.post() if request.method == "POST" else page.get()
