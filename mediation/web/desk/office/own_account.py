"""The own account: a password that nobody else knows, set at the first sign-in and changed whenever one likes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from mediation.models import User
from mediation.web import own_sessions
from mediation.web.desk.access import staff_only
from mediation.web.desk.office.beginning import OwnPassword


class ChangePassword(OwnPassword):
    """Another password; the present one shows that it is oneself who changes it."""

    present = forms.CharField(
        label=gettext_lazy("现在的密码"), max_length=1000, strip=False, widget=forms.PasswordInput
    )
    field_order = ("present", "password", "again")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password"].label = _("新密码")
        self.fields["again"].label = _("再输一遍新密码")
        self.fields["present"].widget.attrs["autocomplete"] = "current-password"

    def clean_present(self) -> str:
        """The one in use."""
        if not self.user.check_password(self.cleaned_data["present"]):
            raise forms.ValidationError(_("现在的密码不对，请注意区分大小写。"))
        return str(self.cleaned_data["present"])


@sensitive_post_parameters()
@staff_only
def own_password(request: HttpRequest) -> HttpResponse:
    """In place of the secret of the slip, before which nothing else is shown; or in place of the present password.

    Whoever is signed in elsewhere with the old one is out. Where one is signed in stands there too, and is ended there.
    """
    user: User = request.user
    if "end" in request.POST:
        return _end(request, user)
    first = user.start_secret_until is not None
    sent = request.POST if request.method == "POST" else None
    form = OwnPassword(sent) if first else ChangePassword(user, sent)
    if sent is None or not form.is_valid():
        context = {"form": form, "first": first, "sessions": [] if first else own_sessions.standing(request, user)}
        return render(request, "desk/office/own_password.html", context, status=422 if form.is_bound else 200)
    user.start_secret_until = None
    user.set_password(form.cleaned_data["password"])
    user.save(update_fields=["password", "start_secret_until"])
    own_sessions.go_on(request, user)
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
