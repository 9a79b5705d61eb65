"""Sign in and out. How often a password is tried is counted at the door (`web/entering`)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LogoutView
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from mediation.queries.office.setting_up import is_empty
from mediation.web import cookies, sessions
from mediation.web.audience import open_to_all
from mediation.web.entering import Door

LONGEST_NAME, LONGEST_PASSWORD = 150, 1000


class SignInForm(AuthenticationForm):
    """User name and password, with a sentence that does not say which was wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, longest, missing in (
            ("username", LONGEST_NAME, _("请填写用户名。")),
            ("password", LONGEST_PASSWORD, _("请填写密码。")),
        ):
            self.fields[name].validators.append(MaxLengthValidator(longest))
            self.fields[name].error_messages["required"] = missing

    error_messages = {
        "invalid_login": _("用户名或者密码不对。请注意区分大小写；连续五次不对，须等十五分钟。"),
        "inactive": _("这个账号已停用，请联系本机关的系统管理员。"),
    }

    def confirm_login_allowed(self, user: Any) -> None:
        """The secret of a slip opens nothing after its day."""
        super().confirm_login_allowed(user)
        sessions.refuse_old_slip(user)


@method_decorator(open_to_all, name="dispatch")
class SignIn(Door):
    """The sign-in page; who is half signed in goes on with the second half, or begins anew there."""

    template_name = "desk/office/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form."""
        return redirect("desk:factor") if sessions.is_half(request) else super().get(request, *args, **kwargs)

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """On an empty site the page leads to the beginning; to the identity provider where there is one."""
        outer = settings.OIDC_NAME if settings.OIDC_ISSUER else ""
        return super().get_context_data(empty=is_empty(), outer=outer, **more)


@method_decorator(open_to_all, name="dispatch")
class SignOut(LogoutView):
    """Ends the session."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Out; the pages go with it."""
        return cookies.nothing_left(super().post(request, *args, **kwargs))
