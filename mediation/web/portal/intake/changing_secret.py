"""更换办事密码: by who knows the one that holds; nothing waits, and what was opened elsewhere ends."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters

from mediation.models import Agent, PartyChange
from mediation.web.portal.access import party_only, remember
from mediation.web.portal.intake.own_secret import SecretForm, take
from mediation.web.stepping import one_time, proving
from mediation.web.stepping.keys import KEY, new_key
from mediation.workflows.base import NotAllowed, Refused

PROVEN, LASTS = "may_change_secret", 5 * 60


@sensitive_post_parameters("secret", "again", one_time.FIELD)
@party_only
def change(request: HttpRequest) -> HttpResponse:
    """The one that holds first, as for anything that binds; then another, twice."""
    if not proving.holder_of(request.actor).has_secret:
        return redirect("portal:secret")
    against = proving.stands_against(request)
    if against is not None:
        return _page(request, refused=[against], barred=True, status=403 if request.method == "POST" else 200)
    return _ask_for_another(request) if _is_proven(request) else _ask_for_old(request)


def _is_proven(request: HttpRequest) -> bool:
    """Whether this person proved it in this session a moment ago."""
    whose, until = request.session.get(PROVEN) or ("", 0)
    return bool(whose == _whose(request) and timezone.now().timestamp() <= until)


def _whose(request: HttpRequest) -> str:
    holder = proving.holder_of(request.actor)
    return f"{holder._meta.model_name} {holder.pk}"


def _ask_for_old(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request)
    holder = proving.holder_of(request.actor)
    model = Agent if request.actor.agent is not None else PartyChange
    try:
        proving.prove(request, model.steps()["change_secret"])
    except proving.CodeSent:
        return _page(request, code_sent_to=one_time.tail_of(holder))
    except Refused as refused:
        sent = one_time.tail_of(holder) if one_time.is_asked(holder) and one_time.waits(request) else ""
        status = 403 if isinstance(refused, NotAllowed) else 409
        return _page(request, refused=[refused], code_sent_to=sent, status=status)
    request.session[PROVEN] = [_whose(request), timezone.now().timestamp() + LASTS]
    return redirect("portal:change-secret")


def _ask_for_another(request: HttpRequest) -> HttpResponse:
    holder = proving.holder_of(request.actor)
    form = SecretForm(holder, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            take(holder, "change_secret", form.cleaned_data["secret"])
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            return _changed(request)
    return _page(request, form=form, status=422 if form.is_bound else 200)


def _changed(request: HttpRequest) -> HttpResponse:
    """This browser goes on; every other one has to come in anew."""
    party, agent = request.actor.party, request.actor.agent
    holder = proving.holder_of(request.actor)
    first = (holder.sheet or holder) if isinstance(holder, Agent) else holder
    first.own_secret.refresh_from_db()
    request.session.pop(PROVEN, None)
    request.session.cycle_key()
    remember(request.session, party, agent)
    messages.success(request, gettext("办事密码已经更换，原来的作废。别处打开的页面已经退出。"))
    return redirect("portal:matter")


def _page(request: HttpRequest, *, status: int = 200, **context: object) -> HttpResponse:
    typed = request.POST.get("_key", "")
    key = typed if KEY.fullmatch(typed) else new_key()
    shown = {"key": key, "barred": False, "refused": [], "form": None, "code_sent_to": "", **context}
    return render(request, "portal/intake/change_secret.html", shown, status=status)
