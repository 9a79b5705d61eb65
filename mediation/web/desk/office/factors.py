"""我的账号 › 第二验证方式: what one proves besides the password, set up and taken off by oneself, the password at hand."""

from __future__ import annotations

from typing import Any

import segno
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from mediation.actions.office import one_time_codes, second_factor
from mediation.models import RecoveryCode, SecondFactor, User, codes
from mediation.models.office.second_factor import SECRET
from mediation.queries.office.second_factor import is_required_of
from mediation.web import own_sessions, sessions
from mediation.web.desk.access import staff_only
from mediation.web.desk.office import passkeys
from mediation.web.desk.office.own_account import PresentPassword

# The secret of an app that is being set up waits in the session, encrypted as it will be kept.
PENDING = "factor_app"
# A passkey that the device is asked for, with its name; in seconds from the password on.
PENDING_KEY, PENDING_LASTS = "factor_passkey", 600
GROUP = 4


class NewFactor(PresentPassword):
    """One more, by the name at which its person knows it later."""

    name = forms.CharField(
        label=gettext_lazy("给它起个名"), max_length=40, help_text=gettext_lazy("如“我的手机”，以后认得出是哪一个。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("请填写“%(label)s”。") % {"label": field.label}


class NewApp(NewFactor):
    """An app, with its first code."""

    code = forms.CharField(label=gettext_lazy("应用上显示的6位数字"), max_length=20)
    field_order = ("code", "name", "present")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"autocomplete": "one-time-code", "inputmode": "numeric"}


@sensitive_post_parameters()
@staff_only
def factors(request: HttpRequest) -> HttpResponse:
    """What stands, what can be added, and what is taken off."""
    user: User = request.user
    form = PresentPassword(request, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _ended(request, user):
        return redirect("desk:factors")
    standing = list(SecondFactor.standing(user))
    told = {
        "form": form,
        "standing": standing,
        "left": RecoveryCode.standing(user).count() if standing else 0,
        "required": is_required_of(user, on=request.actor.on),
        "must": bool(request.session.get(sessions.MUST_SET_UP)),
    }
    return render(request, "desk/office/factors.html", told, status=422 if form.is_bound else 200)


def _ended(request: HttpRequest, user: User) -> bool:
    """Take one off, unless it is the last and a post requires one."""
    which = request.POST.get("end", "")
    standing = {str(one.pk): one for one in SecondFactor.standing(user)}
    if which in standing and len(standing) == 1 and is_required_of(user, on=request.actor.on):
        messages.error(request, _("您的岗位要求第二验证方式，请先添加新的，再停用这一个。"))
    elif which in standing and second_factor.end(standing[which], at=timezone.now()):
        messages.success(request, _("已停用%(name)s。") % {"name": standing[which]})
        _end_elsewhere(request)
    else:
        messages.info(request, _("这一个已经停用。"))
    return True


@never_cache
@sensitive_post_parameters()
@sensitive_variables("secret")
@staff_only
def app(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator app: scan or type the secret, then show by a code that the app knows it."""
    if not codes.keeps_secrets():
        messages.error(
            request, _("本站还没有保管验证器密钥的钥匙（FACTOR_KEYS），请系统管理员设置，或者改用通行密钥。")
        )
        return redirect("desk:factors")
    secret = _pending(request)
    form = NewApp(request, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        stated = form.cleaned_data
        added = second_factor.add_app(
            request.user, secret, name=stated["name"], typed=stated["code"], at=timezone.now()
        )
        if added is not None:
            del request.session[PENDING]
            return added_one(request, added)
        form.add_error("code", _("验证码不对。请核对手机的时间是不是自动设置的，再输应用上新出现的一个。"))
    address = one_time_codes.address_for(secret, who=request.user.username, site=_("信访事项办理"))
    told = {"form": form, "qr": _square(address), "groups": _in_groups(secret)}
    return render(request, "desk/office/factor_app.html", told, status=422 if form.is_bound else 200)


def _pending(request: HttpRequest) -> str:
    """The same until it is set up: a form with a mistake does not make the app scan again."""
    kept = request.session.get(PENDING, "")
    secret = codes.decrypted(SECRET, kept.encode()) if kept else None
    if secret is None:
        secret = one_time_codes.new_secret()
        request.session[PENDING] = codes.encrypted(SECRET, secret).decode()
    return secret


def _square(address: str) -> str:
    """The square code as a drawing in the page itself."""
    drawn = segno.make(address, error="m", micro=False).svg_inline(scale=5, border=4, dark="#000", light="#fff")
    return mark_safe(drawn)  # noqa: S308 made of our own address, no word of a person's but the quoted user name


def _in_groups(secret: str) -> str:
    return " ".join(secret[n : n + GROUP] for n in range(0, len(secret), GROUP))


@never_cache
@sensitive_post_parameters()
@staff_only
def passkey(request: HttpRequest) -> HttpResponse:
    """Make a passkey: the password and a name first, then the device is asked."""
    user: User = request.user
    if "credential" in request.POST:
        return _made(request, user)
    form = NewFactor(request, request.POST if request.method == "POST" else None)
    form.order_fields(("name", "present"))
    if not form.is_bound or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "desk/office/factor_passkey.html", {"form": form}, status=status)
    asked = passkeys.ask_for_new(request, user, name=_("信访事项办理"))
    request.session[PENDING_KEY] = {"name": form.cleaned_data["name"], "at": int(timezone.now().timestamp())}
    return render(request, "desk/office/factor_passkey.html", {"asked": asked, "name": form.cleaned_data["name"]})


def _made(request: HttpRequest, user: User) -> HttpResponse:
    """What the device answered, a short while after the password."""
    at, pending = timezone.now(), request.session.pop(PENDING_KEY, None)
    found = passkeys.made(request, request.POST["credential"])
    in_time = pending is not None and at.timestamp() - pending["at"] <= PENDING_LASTS
    if found is not None and in_time:
        told = {"credential_id": found.credential_id, "public": found.public, "counted": found.counted}
        added = second_factor.add_passkey(user, name=pending["name"], at=at, **told)
        if added is not None:
            return added_one(request, added)
    messages.error(request, _("没有添加成功，请再试一次。"))
    return redirect("desk:factor-passkey")


def added_one(request: HttpRequest, added: SecondFactor) -> HttpResponse:
    """It stands; whoever had none gets recovery codes with it, for the day on which it is lost."""
    request.session.pop(sessions.MUST_SET_UP, None)
    messages.success(request, _("已添加%(name)s，下次登录时要用它。") % {"name": added})
    _end_elsewhere(request)
    if RecoveryCode.standing(request.user).exists():
        return redirect("desk:factors")
    return _printed(request)


def _end_elsewhere(request: HttpRequest) -> None:
    """Whoever came in by what was asked for before proves anew what is asked for now."""
    if ended := own_sessions.end(request, request.user, "others"):
        messages.info(request, _("已退出%(n)d处登录。") % {"n": ended})


@sensitive_variables("printed")
def _printed(request: HttpRequest) -> HttpResponse:
    """New codes, on the page this once."""
    printed = second_factor.new_codes(request.user, at=timezone.now())
    answer = render(request, "desk/office/recovery_codes.html", {"printed": printed, "person": request.user})
    answer.headers["Cache-Control"] = "no-store"
    return answer


@never_cache
@sensitive_post_parameters()
@staff_only
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Ten new codes in place of those before."""
    if not SecondFactor.standing(request.user).exists():
        return redirect("desk:factors")
    form = PresentPassword(request, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return _printed(request)
    return render(request, "desk/office/recovery_codes.html", {"form": form}, status=422 if form.is_bound else 200)
