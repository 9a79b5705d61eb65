"""窗口屏幕: at the window, on the person's side, a secret is typed that no clerk sees. Nobody is signed in here.

The number says for whom, once and for minutes; what is shown is the name alone.
"""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.core.signing import BadSignature, loads
from django.core.signing import dumps as signed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from mediation.models import WindowScreen
from mediation.models.matter import AFTER_RENEWAL
from mediation.web import cookies, desk_browsers, tries
from mediation.web.audience import open_to_all
from mediation.web.portal.intake.own_secret import SecretForm, take
from mediation.workflows.base import Refused
from mediation.workflows.intake.own_secret import digits_of

OPENED, DONE = "window_screen", "window_screen_done"
# A screen that was opened once is known again: strangers who try from the same address do not keep it waiting.
COOKIE, SALT, LASTS = "window_screen", "mediation.window.screen", 400 * 24 * 60 * 60
SECONDS_DONE = 20


class NumberForm(forms.Form):
    """The number that the clerk reads out."""

    number = forms.CharField(
        label=_("号码"), max_length=40,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "class": "digits", "autofocus": True}),
        error_messages={"required": _("请输入窗口工作人员告诉您的号码。")},
    )  # fmt: skip


@sensitive_post_parameters("secret", "again", "number")
@open_to_all
@never_cache
def screen(request: HttpRequest) -> HttpResponse:
    """The number first; then, for the one person, a secret of his own; then nothing of him any more."""
    if desk_browsers.is_the_desks(request):
        return render(request, "portal/intake/screen.html", {"barred": True}, status=403)
    if request.session.pop(DONE, False):
        return _page(request, done=True, seconds=SECONDS_DONE)
    asked = _opened(request)
    if asked is not None:
        return _ask_for_secret(request, asked)
    return _ask_for_number(request)


def _opened(request: HttpRequest) -> WindowScreen | None:
    found = WindowScreen.objects.open_at(timezone.now()).filter(taken=True, pk=request.session.get(OPENED))
    return found.select_related("party__own_secret", "party__matter", "agent__principal").first()


def _ask_for_number(request: HttpRequest) -> HttpResponse:
    form = NumberForm(request.POST if "number" in request.POST else None)
    if not form.is_valid():
        return _page(request, form=form, status=422 if form.is_bound else 200)
    known = _known(request)
    try:
        tries.count(request, "window-screen", known)
    except tries.TooManyTries:
        form.add_error(None, gettext("输错次数太多，请过15分钟再试。"))
        return _page(request, form=form, status=429)
    found = WindowScreen.objects.take(digits_of(form.cleaned_data["number"]), timezone.now())
    if found is None:
        form.add_error(None, gettext("号码不对或者已经过时，请窗口的工作人员再看一下。"))
        return _page(request, form=form, status=422)
    tries.forget(request, "window-screen", known)
    request.session.flush()  # whatever was open in this browser before
    request.session[OPENED] = found.pk
    request.session.set_expiry(10 * 60)
    answer = redirect("portal:screen")
    cookies.keep(answer, COOKIE, signed(known or secrets.token_urlsafe(12), salt=SALT), lasts=LASTS)
    return answer


def _known(request: HttpRequest) -> str:
    try:
        return str(loads(cookies.read(request, COOKIE) or "", salt=SALT, max_age=LASTS))
    except BadSignature:
        return ""


def _ask_for_secret(request: HttpRequest, asked: WindowScreen) -> HttpResponse:
    if "leave" in request.POST:
        asked.delete()
        request.session.flush()
        return redirect("portal:screen")
    holder = asked.holder
    form = SecretForm(holder, request.POST if "secret" in request.POST else None)
    if form.is_valid():
        facts = {"identity": asked.identity, "attended_by": asked.asked_by}
        try:
            take(holder, "set_secret_at_screen", form.cleaned_data["secret"], **facts)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            request.session.flush()
            request.session[DONE] = True
            return redirect("portal:screen")
    left = int((asked.until - timezone.now()).total_seconds())
    return _page(request, form=form, who=holder.name, seconds=left, status=422 if form.is_bound else 200)


def _page(request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, "portal/intake/screen.html", {"waits": AFTER_RENEWAL.days, **context}, status=status)
