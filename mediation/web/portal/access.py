"""The way in for a party: the number and the query code of the slip. No account."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mediation.models import Agent, FileView, Matter, Party
from mediation.permissions import Actor
from mediation.web import cookies, errors, sign_in_log, tries
from mediation.web.audience import Audience, meant_for, open_to_all
from mediation.written.forms import number_form

SESSION_KEY = "party"
AGENT_KEY = "agent"
CAME_BY = "came_by"  # of which code: a new one ends what was entered by the old
CAME_AT = "came_at"


class EnterForm(forms.Form):
    """The two things that are printed on the slip."""

    number = forms.CharField(
        label=_("信访编号"), max_length=60, help_text=_("印在查询凭条和登记回执上，例如 QHXF2025-00012。"),
        error_messages={"required": _("请填写查询凭条上的信访编号。")},
    )  # fmt: skip
    code = forms.CharField(
        label=_("查询码"),
        max_length=40,
        help_text=_("10位字母和数字，大小写都可以；里面没有字母I、O，也没有数字0、1。"),
        error_messages={"required": _("请填写查询凭条上的查询码。")},
    )


@open_to_all
@never_cache
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for number and code; a wrong pair is told without saying which of the two is wrong."""
    form = EnterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number, code = number_form(form.cleaned_data["number"]), form.cleaned_data["code"]
        try:
            tries.count(request, "portal", number)
        except tries.TooManyTries:
            form.add_error(None, _("输错次数太多，请15分钟后再试。查询码遗失的，可以带身份证到登记窗口补领。"))
            return render(request, "portal/enter.html", {"form": form}, status=429)
        party = next((p for p in Party.objects.filter(matter__number=number) if p.has_code(code)), None)
        agent = _agent_with(number, code) if party is None else None
        if party is not None or agent is not None:
            tries.forget(request, "portal", number)
            sign_in_log.tell(logging.INFO, "signed in", request, number, "query code")
            request.session[CAME_AT] = int(timezone.now().timestamp())
            return _let_in(request, agent.principal if agent else party, agent)
        sign_in_log.refused(request, number, "query code")
        form.add_error(None, _("编号或者查询码不对，请对照查询凭条再输一次。"))
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "portal/enter.html", {"form": form}, status=status)


def _agent_with(number: str, code: str) -> Agent | None:
    """The agent of the code, if his authority is in force today and his principal is a party."""
    found = Agent.objects.in_force(timezone.localdate()).filter(matter__number=number, principal__gone_on=None)
    return next((agent for agent in found.select_related("principal") if agent.has_code(code)), None)


def _let_in(request: HttpRequest, party: Party, agent: Agent | None = None) -> HttpResponse:
    request.session.cycle_key()
    remember(request.session, party, agent)
    request.session.set_expiry(30 * 60)
    what = f"portal：{agent}" if agent else "portal"
    FileView.objects.create(matter=party.matter, party=party, what=what[:100], seen_at=timezone.now())
    return redirect("portal:matter")


@open_to_all
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the party in this browser."""
    request.session.pop(SESSION_KEY, None)
    request.session.pop(AGENT_KEY, None)
    request.session.pop(CAME_BY, None)
    request.session.pop(CAME_AT, None)
    messages.success(request, _("已退出。再次查询请重新输入编号和查询码。"))
    return cookies.nothing_left(redirect("portal:enter"))


def party_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view be seen only after number and code; it finds `request.actor` set to the party."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        party, agent = _who(request)
        if party is None:
            if request.method == "POST":
                return errors.signed_out(request, reverse("portal:enter"))
            return redirect("portal:enter")
        request.session.modified = True  # half an hour without a page, not half an hour in all
        request.actor = Actor(on=timezone.localdate(), party=party, agent=agent)
        return view(request, *args, **kwargs)

    return meant_for(guarded, Audience.PARTY)


def remember(session: SessionBase, party: Party, agent: Agent | None = None) -> None:
    """Who came in with this browser, himself or by an agent, and by which code."""
    session[SESSION_KEY], session[AGENT_KEY] = party.pk, agent.pk if agent else None
    session[CAME_BY] = mark_of(agent or party)


def mark_of(holder: Party | Agent) -> str:
    """By what a session knows the code that it was entered with, and how often the secret was changed; it opens nothing itself."""
    first = (holder.sheet or holder) if isinstance(holder, Agent) else holder
    turn = first.own_secret.turn if first.has_secret else 0
    entered = f"{holder.code_hash}:{turn}" if turn else holder.code_hash
    return salted_hmac("mediation.portal.session", entered, algorithm="sha256").hexdigest()[:32]


def _is_over(session: SessionBase) -> bool:
    """Whether it is too long since number and code were entered, however busy it was; who came in before that counted begins now."""
    if SESSION_KEY not in session:
        return False
    now = int(timezone.now().timestamp())
    return bool(now - session.setdefault(CAME_AT, now) > settings.PARTY_SESSION.total_seconds())


def _who(request: HttpRequest) -> tuple[Party | None, Agent | None]:
    """Who entered, asked anew for each page: a party that is none any more, an agent whose time is over, an old code, is out."""
    if _is_over(request.session):
        return None, None
    known = Party.objects.taking_part().select_related("matter", "own_secret")
    party = known.filter(pk=request.session.get(SESSION_KEY)).first()
    if party is None or (pk := request.session.get(AGENT_KEY)) is None:
        return (party if party and request.session.get(CAME_BY) == mark_of(party) else None), None
    agents = Agent.objects.in_force(timezone.localdate()).select_related("own_secret", "sheet__own_secret")
    agent = agents.filter(pk=pk, principal=party).exclude(code_hash="").first()
    if agent is None or request.session.get(CAME_BY) != mark_of(agent):
        return None, None
    agent.principal = party
    return party, agent


@party_only
@require_POST
def act_for(request: HttpRequest, pk: int) -> HttpResponse:
    """An agent of several goes on for another of those who signed the same sheet."""
    agent = request.actor.agent
    others = agent.of_the_sheet().in_force(request.actor.on).exclude(code_hash="") if agent else Agent.objects.none()
    return _let_in(request, *_with_principal(get_object_or_404(others.filter(principal__gone_on=None), pk=pk)))


def _with_principal(agent: Agent) -> tuple[Party, Agent]:
    return agent.principal, agent


def log_view(request: HttpRequest, matter: Matter, what: str) -> None:
    """Write down that the party read something of its file, or its agent."""
    agent = request.actor.agent
    told = f"{agent}：{what}" if agent else what
    FileView.objects.create(matter=matter, party=request.actor.party, what=told[:100], seen_at=timezone.now())
