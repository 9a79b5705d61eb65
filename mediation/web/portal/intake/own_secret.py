"""设定办事密码: once, by the person, in a browser that is not the desk's."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from mediation.actions import gateway
from mediation.models import Agent, Party, PartyChange
from mediation.models.intake.own_secret import kept_form
from mediation.models.matter import AFTER_RENEWAL
from mediation.web.portal.access import party_only
from mediation.web.stepping import proving
from mediation.workflows.base import Refused
from mediation.workflows.intake.identity import birth_of
from mediation.workflows.intake.own_secret import digits_of, fault_of

DIGITS = {"inputmode": "numeric", "autocomplete": "new-password", "class": "digits"}


def _known_of(holder: Party | Agent) -> list[str]:
    """What the office, and others, know of the person in figures: no secret is made of these."""
    return [holder.phone, holder.id_number, getattr(holder, "credit_code", ""), holder.matter.number]


class SecretForm(forms.Form):
    """The same digits twice."""

    secret = forms.CharField(
        label=_("办事密码"), max_length=40, widget=forms.PasswordInput(DIGITS), help_text=_("6到12位数字，只有您自己知道的。"),
        error_messages={"required": _("请想好一个办事密码，填在这里。")},
    )  # fmt: skip
    again = forms.CharField(
        label=_("再输一遍"), max_length=40, widget=forms.PasswordInput(DIGITS),
        error_messages={"required": _("请把同样的数字再输一遍。")},
    )  # fmt: skip

    def __init__(self, holder: Party | Agent, *rest: Any) -> None:
        super().__init__(*rest)
        self.holder = holder

    def clean_secret(self) -> str:
        """Digits that nobody guesses who knows the person."""
        secret, holder = digits_of(self.cleaned_data["secret"]), self.holder
        born = getattr(holder, "born_on", None) or birth_of(holder.id_number)
        if fault := fault_of(secret, _known_of(holder), born):
            raise forms.ValidationError(fault)
        return secret

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        cleaned: dict[str, Any] = super().clean() or {}
        once, twice = cleaned.get("secret"), cleaned.get("again")
        if once and twice and once != digits_of(twice):
            self.add_error("again", gettext("两次输入的不一样，请再输一遍。"))
        return cleaned


@sensitive_post_parameters()
@party_only
def set_secret(request: HttpRequest) -> HttpResponse:
    """Asked on first use, whenever the person likes; back to the form that asked for it."""
    holder = proving.holder_of(request.actor)
    if holder.has_secret:
        return redirect("portal:change-secret")
    against = proving.stands_against(request)
    barred = against if against is not None and against.code != "no_secret" else None
    form = SecretForm(holder, request.POST if request.method == "POST" and not barred else None)
    if form.is_valid():
        try:
            take(holder, "set_secret", form.cleaned_data["secret"])
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            told = gettext(
                "办事密码已经设定。从%(day)s起，签名、撤回、确认收到文书时输它就能办。请记在心里，不要告诉别人。"
            )
            messages.success(request, told % {"day": request.actor.on + AFTER_RENEWAL})
            return redirect(_back(request))
    context = {"form": form, "barred": [barred] if barred else [], "back": _back(request), "waits": AFTER_RENEWAL.days}
    status = 403 if barred and request.method == "POST" else 422 if form.is_bound else 200
    return render(request, "portal/intake/secret.html", context, status=status)


def take(holder: Party | Agent, step: str, secret: str, **facts: Any) -> None:
    """Take a step about the person's own secret. What is recorded is the hash; the digits end here."""
    of_agent = isinstance(holder, Agent)
    model, pk, matter = (Agent, holder.pk, None) if of_agent else (PartyChange, None, holder.matter)
    gateway.perform(model, pk, step, by=holder, at=timezone.now(), matter=matter, kept=kept_form(secret), **facts)


def _back(request: HttpRequest) -> str:
    """The page that sent the person here, if it is one of this site."""
    asked = request.GET.get("next", "")
    known = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith(reverse("portal:enter"))
    return asked if known else reverse("portal:matter")
