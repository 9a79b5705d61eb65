"""Signing in: by whatever a person is known first, the second factor follows where he has one, and only then is he in."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib.auth import login
from django.contrib.auth.signals import user_logged_in
from django.contrib.auth.views import LoginView
from django.core.exceptions import PermissionDenied
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from mediation.actions.office import account_news
from mediation.models import SecondFactor, User
from mediation.queries.office import second_factor
from mediation.web import devices, own_sessions, sessions, tries
from mediation.web.middleware import today

BACKEND = "django.contrib.auth.backends.ModelBackend"
PROVEN = "factor_proven"
# Tries at the door: on a device of the person's, at a name, at any name from one source.
KNOWN, NAMED, ANYBODY = "sign-in-known", "sign-in", "sign-in-anybody"
LONGEST_NAME = 150


class Door(LoginView):
    """A page that asks for name and password: the right ones are half of it where the person has a second factor."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Each try is counted before it is looked at, so that many at once are many."""
        try:
            self.counted = _counted(request, request.POST.get("username", "")[:LONGEST_NAME])
        except tries.TooManyTries:
            shown: HttpResponse = render(request, "desk/office/locked_out.html", status=HTTPStatus.TOO_MANY_REQUESTS)
            return shown
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """In, or on to the second factor."""
        self.counted()
        return enter(self.request, form.get_user(), self.get_success_url())


def _counted(request: HttpRequest, name: str) -> Callable[[], None]:
    """Count a try at a name; what is returned takes it off again, for it was right.

    A device on which the person has signed in before is counted for the person alone, wherever it is: who tries a password at
    many names from the same address keeps nobody waiting who works there.
    """
    if devices.is_of_the_named(request, {"username": name}):
        tries.count_within(KNOWN, name, within=tries.WINDOW, most=tries.MOST)
        return lambda: tries.take_off(KNOWN, name)
    tries.count(request, NAMED, name, most=tries.MOST_AT_A_NAME)
    tries.count(request, ANYBODY, "", most=tries.MOST_AT_ALL_NAMES)

    def right() -> None:
        tries.forget(request, NAMED, name)
        tries.take_one_off(request, ANYBODY, "")

    return right


def enter(request: HttpRequest, user: User, target: str) -> HttpResponse:
    """The first proof was given: sign in, or remember in the session, which opens nothing by it, whose second one is waited for."""
    if not second_factor.is_asked_of(user):
        return sign_in(request, user, target)
    request.session.flush()  # whoever was here before leaves nothing to this person
    half = {"user": user.pk, "at": _now(), "password": user.get_session_auth_hash(), "target": target}
    request.session[sessions.HALF] = half
    return redirect("desk:factor")


def waiting(request: HttpRequest) -> User | None:
    """Whose second factor the session waits for; nobody's once its time is up, the password changed or the account closed."""
    if not sessions.is_half(request):
        return None
    half = request.session[sessions.HALF]
    user: User | None = User.objects.filter(pk=half["user"], is_active=True).first()
    if user is None or not constant_time_compare(user.get_session_auth_hash(), half["password"]):
        return None
    return user


def prove(request: HttpRequest, user: User, *, by_slip: bool = False) -> HttpResponse:
    """The second proof was given as well; whoever used a slip sets up another factor before all else."""
    target = request.session.pop(sessions.HALF)["target"]
    setattr(request, PROVEN, True)
    return sign_in(request, user, target, sets_up=by_slip)


def sign_in(request: HttpRequest, user: User, target: str, *, sets_up: bool = False) -> HttpResponse:
    """Whole: a new session, told to the person where the device is a new one."""
    known = user.last_login is None or devices.is_known(request, user)
    login(request, user, backend=BACKEND)
    if sets_up or (second_factor.is_required_of(user, on=today()) and not SecondFactor.standing(user).exists()):
        request.session[sessions.MUST_SET_UP] = True
    if not known:
        account_news.signed_in_anew(user, own_sessions.device_of(request), at=timezone.now())
    answer = redirect(target)
    devices.remember(request, answer, user)
    return answer


@receiver(user_logged_in)
def refuse_unproven(sender: Any, request: HttpRequest, user: User, **more: Any) -> None:
    """A door that forgot the second factor opens nothing either."""
    if not getattr(request, PROVEN, False) and second_factor.is_asked_of(user):
        request.session.flush()
        raise PermissionDenied


def _now() -> int:
    return int(timezone.now().timestamp())
