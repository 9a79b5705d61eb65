"""The own account: a password that nobody else knows, set at the first sign-in and changed whenever one likes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from mediation.actions.office import account_news
from mediation.models import User
from mediation.web import own_sessions, tries
from mediation.web.desk.access import staff_only
from mediation.web.desk.office.beginning import OwnPassword


class PresentPassword(forms.Form):
    """The password in use shows that it is oneself, not who sat down at the desk afterwards; guesses at it are counted."""

    present = forms.CharField(
        label=gettext_lazy("现在的密码"), max_length=1000, strip=False, widget=forms.PasswordInput
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        present = self.fields["present"]
        present.widget.attrs["autocomplete"] = "current-password"
        present.error_messages["required"] = _("请填写“%(label)s”。") % {"label": present.label}

    def clean_present(self) -> str:
        """The one in use."""
        user, typed = self.request.user, str(self.cleaned_data["present"])
        try:
            tries.count(self.request, "present", str(user.pk))
        except tries.TooManyTries:
            raise forms.ValidationError(_("输错的次数太多，请过一刻钟再试。")) from None
        if not user.check_password(typed):
            raise forms.ValidationError(_("现在的密码不对，请注意区分大小写。"))
        tries.forget(self.request, "present", str(user.pk))
        return typed


class FirstPassword(OwnPassword):
    """The first of one's own, in place of the secret of the slip."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def whose(self) -> User:
        """The one who sets it."""
        found: User = self.request.user
        return found


class ChangePassword(PresentPassword, OwnPassword):
    """Another password, in place of the present one."""

    field_order = ("present", "password", "again")
    whose = FirstPassword.whose

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("新密码")
        self.fields["again"].label = _("再输一遍新密码")


@sensitive_post_parameters()
@staff_only
def own_password(request: HttpRequest) -> HttpResponse:
    """In place of the secret of the slip, before which nothing else is shown; or in place of the present password.

    Whoever is signed in elsewhere with the old one is out. Where one is signed in stands there too, and is ended there, the password at hand.
    """
    user: User = request.user
    ending = PresentPassword(request, request.POST if "end" in request.POST else None, auto_id="ending_%s")
    if ending.is_bound and ending.is_valid():
        return _end(request, user)
    first = user.start_secret_until is not None
    sent = request.POST if request.method == "POST" and not ending.is_bound else None
    form = FirstPassword(request, sent) if first else ChangePassword(request, sent)
    if sent is None or not form.is_valid():
        standing = [] if first else own_sessions.standing(request, user)
        context = {"form": form, "first": first, "sessions": standing, "ending": ending}
        status = 422 if form.is_bound or ending.is_bound else 200
        return render(request, "desk/office/own_password.html", context, status=status)
    user.start_secret_until = None
    user.set_password(form.cleaned_data["password"])
    user.save(update_fields=["password", "start_secret_until"])
    own_sessions.go_on(request, user)
    if not first:
        account_news.password_changed(user, at=timezone.now())
    told = (
        _("密码已设好，以后用它登录；首次登录口令已经作废。")
        if first
        else _("密码已修改；在别处登录的，都要重新登录。")
    )
    messages.success(request, told)
    return redirect("desk:my-work")


def _end(request: HttpRequest, user: User) -> HttpResponse:
    """A session of one's own elsewhere, or all of them; what is typed there meanwhile is held, as at any end."""
    ended = own_sessions.end(request, user, request.POST["end"])
    if ended:
        messages.success(request, _("已退出%(n)d处登录。") % {"n": ended})
    else:
        messages.info(request, _("那一处登录已经结束。"))
    return redirect("desk:own-password")
