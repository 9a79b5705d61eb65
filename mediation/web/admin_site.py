"""Django's own pages for accounts and organs, with what an administrator must see to on top."""

from __future__ import annotations

from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from mediation.actions.office import account_news
from mediation.queries.office.site import site_standing
from mediation.web import entering, own_sessions, sessions
from mediation.web.audience import Audience, meant_for, open_to_all, routes
from mediation.web.middleware import today


class AdministratorSignIn(AdminAuthenticationForm):
    """The form of that door; it opens to no slip that the desk would refuse."""

    def confirm_login_allowed(self, user: Any) -> None:
        """Also the secret of the slip must still hold."""
        super().confirm_login_allowed(user)
        sessions.refuse_old_slip(user)


class AdminSite(admin.AdminSite):
    """The admin site whose first page begins with the concerns."""

    login_form = AdministratorSignIn

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The first page."""
        concerns = site_standing(at=timezone.now(), on=today()).concerns()
        return super().index(request, {**(extra_context or {}), "concerns": concerns})

    def get_urls(self) -> list[Any]:
        """What Django leads through `admin_view` is for administrators; whatever else were added stays undeclared."""
        found = super().get_urls()
        for _address, pattern in routes(found):
            if hasattr(pattern.callback, "admin_site") or hasattr(pattern.callback, "model_admin"):
                meant_for(pattern.callback, Audience.ADMINISTRATOR)
        return found

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Let only administrators in, on the conditions of every page for staff: the session's end, a password of one's own."""
        shut = super().admin_view(view, cacheable)

        @wraps(shut)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return sessions.turned_away(request) or shut(request, *args, **kwargs)

        return meant_for(guarded, Audience.ADMINISTRATOR)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Another password; the session stays in the person's list."""
        before = request.session.session_key
        answer = super().password_change(request, extra_context)
        own_sessions.moved(request, before)
        if answer.status_code == HTTPStatus.FOUND:
            account_news.password_changed(request.user, at=timezone.now())
        return answer

    @method_decorator(open_to_all)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The sign-in for administrators: another page for the same door, behind which the second factor is asked for."""
        if request.method == "GET" and (self.has_permission(request) or sessions.is_half(request)):
            return redirect("desk:factor" if sessions.is_half(request) else "admin:index")
        told = {
            **self.each_context(request),
            "title": _("登录"),
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
            **(extra_context or {}),
        }
        if REDIRECT_FIELD_NAME not in request.GET and REDIRECT_FIELD_NAME not in request.POST:
            told[REDIRECT_FIELD_NAME] = reverse("admin:index")
        door = entering.Door.as_view(
            extra_context=told, authentication_form=self.login_form, template_name="admin/login.html"
        )
        return door(request)
