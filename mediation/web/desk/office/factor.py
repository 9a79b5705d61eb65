"""The second step of the sign-in: a code of the app, or one that was printed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from mediation.actions.office import account_news, second_factor
from mediation.models import RecoveryCode, SecondFactor, User
from mediation.vocabulary import FactorKind
from mediation.web import entering, sessions, sign_in_log, tries
from mediation.web.audience import open_to_all
from mediation.web.desk.office import passkeys
from mediation.web.tries import TooManyTries


class CodeForm(forms.Form):
    """Six digits of the app, or the letters of a printed code."""

    code = forms.CharField(label=gettext_lazy("验证码"), max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].error_messages["required"] = _("请填写验证码。")
        self.fields["code"].widget.attrs |= {"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}


@never_cache
@sensitive_post_parameters()
@open_to_all
def factor(request: HttpRequest) -> HttpResponse:
    """Asked of whoever gave the right password and has a second factor; until it is proven the session opens nothing."""
    user = entering.waiting(request)
    if user is None:
        if request.session.pop(sessions.HALF, None) is not None:
            messages.info(request, _("输入密码已经过了一段时间，为了安全，请重新登录。"))
        return redirect("desk:sign-in")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _page(request, user, form)
    try:
        answer = _answered(request, user, form)
    except TooManyTries:
        form.add_error(None, _("输错的次数太多，请过一刻钟再试。"))
        return _page(request, user, form, status=429)
    return answer or _page(request, user, form, status=422)


def _answered(request: HttpRequest, user: User, form: CodeForm) -> HttpResponse | None:
    """In, where what was sent proves it."""
    if "credential" in request.POST:
        return _by_passkey(request, user, form)
    if not form.is_valid():
        return None
    tries.count(request, "factor", str(user.pk))
    typed, at = form.cleaned_data["code"], timezone.now()
    if second_factor.is_apps_code(typed):
        _count_guess(user)
        proven, by_slip = second_factor.proves(user, typed, at=at), False
    else:
        used = second_factor.recovers(user, typed, at=at)
        proven, by_slip = used is not None, used is not None and used.until is not None
    if not proven:
        sign_in_log.refused(request, user.username, "code")
        form.add_error("code", _wrong(user, at=at))
        return None
    tries.forget(request, "factor", str(user.pk))
    return entering.prove(request, user, by_slip=by_slip)


def _by_passkey(request: HttpRequest, user: User, form: CodeForm) -> HttpResponse | None:
    """In, where a key of the person's answered what this session was asked."""
    tries.count(request, "factor", str(user.pk))
    found = passkeys.used(request, user, request.POST["credential"])
    form.errors.clear()  # no code was asked for
    if found is None or not found[0].advance(found[1], at=timezone.now()):
        sign_in_log.refused(request, user.username, "passkey")
        form.add_error(None, _("通行密钥没有通过，请再试一次，或者输入验证码。"))
        return None
    tries.forget(request, "factor", str(user.pk))
    return entering.prove(request, user)


def _count_guess(user: User) -> None:
    """Six digits are few: whoever knows the password may not try them from a thousand places. Passkeys and printed codes still open."""
    if tries.count_anywhere("app", str(user.pk)) == tries.MOST_ANYWHERE:
        account_news.guessed_at(user, at=timezone.now())


def _wrong(user: User, *, at: Any) -> str:
    slip = RecoveryCode.slip_of(user)
    if slip is not None and (slip.ended_at is not None or slip.until is None or slip.until < at):
        return _("重设单上的验证码已经用过或者过期，请系统管理员再办理一次。")
    return _("验证码不对，或者已经用过。请等应用上出现下一个再输；备用码每个只能用一次。")


def _page(request: HttpRequest, user: User, form: CodeForm, status: int = 200) -> HttpResponse:
    kinds = set(SecondFactor.standing(user).values_list("kind", flat=True))
    told = {
        "form": form, "person": user, "app": FactorKind.APP in kinds, "slip": not kinds,
        "asked": passkeys.ask_for_proof(request, user) if FactorKind.PASSKEY in kinds else None,
    }  # fmt: skip
    return render(request, "desk/office/factor.html", told, status=status)
