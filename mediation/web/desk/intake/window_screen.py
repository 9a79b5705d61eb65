"""The clerk's part of the screen at the window: the number that opens it, and whether a secret was set, nothing else."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from mediation.models import Agent, Party, PartyChange, WindowScreen
from mediation.models.intake.window_screen import LASTS
from mediation.models.matter import AFTER_RENEWAL
from mediation.web.desk.access import log_view, staff_only
from mediation.web.desk.steps import DeskStepPage
from mediation.web.forms.references import Scope
from mediation.web.stepping.finding import object_or_404
from mediation.workflows import facts as f
from mediation.workflows.base import Lifecycle

DIGITS = 8
WAITS = AFTER_RENEWAL.days


class AskingPage(DeskStepPage):
    """Which document was seen is asked, the number is not: it is made here, and shown once."""

    back: str

    def _facts(self) -> tuple[f.Fact, ...]:
        return tuple(fact for fact in super()._facts() if fact.name not in self.settled)

    def _meaning(self) -> str:
        return _(
            "没有手机、电脑的人，在窗口给当事人用的屏幕上自己设一个办事密码，您看不到他输什么。先核对证件；下一页给一个几分钟内有效的号码。"
        )

    def _target(self) -> str:
        return ""

    def _after(self, taken: Lifecycle) -> str:
        return self.back

    def _back(self) -> str:
        return self.back


@staff_only
@never_cache
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """A party that stands at the window without a device of its own."""
    party = object_or_404(request.actor, Party, pk)
    return _asked(request, PartyChange(matter=party.matter), party, {"party": party})


@staff_only
@never_cache
def ask_agent(request: HttpRequest, pk: int) -> HttpResponse:
    """An agent who does."""
    agent = object_or_404(request.actor, Agent, pk)
    return _asked(request, agent, agent, {})


def _asked(request: HttpRequest, obj: Lifecycle, holder: Party | Agent, known: dict[str, Any]) -> HttpResponse:
    step, number = type(obj).steps()["ask_at_screen"], f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    scope = Scope(actor=request.actor, matter=obj.matter, obj=obj, opens=step.opens)
    page = AskingPage(request, obj, step, scope)
    party = holder.principal if isinstance(holder, Agent) else holder
    page.settled = {**known, "number": number}
    page.back = reverse("desk:party", args=[party.pk])
    page.more = {"back_to": party.name}
    if request.method != "POST":
        log_view(request, obj.matter, step.label)
        return page.get()
    answer = page.post()
    if answer.status_code != 302:
        return answer
    context = {
        "holder": holder, "matter": obj.matter, "number": f"{number[:4]} {number[4:]}", "back": page.back,
        "screen": f"{settings.SITE_URL.rstrip('/')}{reverse('portal:screen')}", "minutes": LASTS.seconds // 60,
        "watched": reverse(f"desk:{'agent' if isinstance(holder, Agent) else 'party'}-screen-state", args=[holder.pk]),
        "state": _state_of(holder), "waits": WAITS,
    }  # fmt: skip
    return render(request, "desk/intake/screen.html", context)


@staff_only
@never_cache
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether the party has set one: a line, asked for again and again while the clerk's page is open."""
    return _told(request, object_or_404(request.actor, Party, pk))


@staff_only
@never_cache
def agent_state(request: HttpRequest, pk: int) -> HttpResponse:
    """The same of an agent."""
    return _told(request, object_or_404(request.actor, Agent, pk))


def _told(request: HttpRequest, holder: Party | Agent) -> HttpResponse:
    return render(
        request, "desk/intake/parts/screen_state.html", {"state": _state_of(holder), "holder": holder, "waits": WAITS}
    )


def _state_of(holder: Party | Agent) -> str:
    if holder.has_secret:
        return "set"
    return "open" if WindowScreen.objects.of(holder).open_at(timezone.now()).exists() else "over"
