"""短信验证码: once, for one form, after the secret was right; where a mobile number is known and messages can be sent."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from mediation.actions import sms
from mediation.models import Agent, Party
from mediation.models.codes import is_kept, keyed
from mediation.web import tries
from mediation.web.stepping.keys import KEY
from mediation.workflows.base import NotPossibleNow, Step
from mediation.workflows.intake.own_secret import digits_of

FIELD, HELD, PURPOSE = "sms_code", "one_time", "mediation.party.one_time"
LASTS = timedelta(minutes=5)
MOST_WRONG, MOST_SENT = 5, 10  # of one code; in a day to one person


def is_asked(holder: Party | Agent) -> bool:
    """Whether the person is asked for one."""
    return sms.is_on() and bool(sms.mobile_of(holder.phone))


def tail_of(holder: Party | Agent) -> str:
    """The end of the number, by which its owner knows it."""
    return sms.mobile_of(holder.phone)[-4:]


def waits(request: HttpRequest) -> bool:
    """Whether a code was sent for this form, and still holds; after it was right the form may be sent again."""
    held = _held(request)
    return bool(held) and held["form"] == _form(request) and timezone.now().timestamp() <= held["until"]


def send(request: HttpRequest, holder: Party | Agent, step: Step) -> None:
    """Send one for this form; an older one falls away. Raises Refused where too many went out, or none can."""
    code = f"{secrets.randbelow(10**6):06}"
    text = _("验证码%(code)s，用于“%(step)s”，5分钟内有效。不是您本人办理的，请不要告诉任何人，并联系登记窗口。")
    try:
        tries.count_within("one-time-sent", _whose(holder), within=timedelta(days=1), most=MOST_SENT)
        sms.send(sms.mobile_of(holder.phone), text % {"code": code, "step": step.label})
    except (tries.TooManyTries, sms.NotSent):
        raise NotPossibleNow(
            "code_not_sent", _("短信验证码现在发不出去。"), _("请过一阵子再试；急办的，请带证件到登记窗口在纸上签名。")
        ) from None
    until = (timezone.now() + LASTS).timestamp()
    kept = keyed(PURPOSE, _bound(request, holder, code))
    request.session[HELD] = {"form": _form(request), "until": until, "kept": kept, "right": False}


def check(request: HttpRequest, holder: Party | Agent) -> None:
    """Raise Refused unless the code that was sent for this form is typed, or was before in the same form."""
    held = _held(request)
    if held["right"]:
        return  # a second click, or a form mended after a refusal: its key has one effect
    try:
        tries.count_within("one-time", held["kept"][:50], within=LASTS, most=MOST_WRONG)
    except tries.TooManyTries:
        del request.session[HELD]
        raise NotPossibleNow("code_tried_often", _("验证码输错次数太多，已经作废，请重新办理。")) from None
    if not is_kept(PURPOSE, _bound(request, holder, digits_of(request.POST.get(FIELD, ""))), held["kept"]):
        raise NotPossibleNow("code_wrong", _("短信验证码不对，请对照手机再输一次。"))
    request.session[HELD] = {**held, "right": True}


def _held(request: HttpRequest) -> dict[str, Any]:
    return request.session.get(HELD) or {}


def _form(request: HttpRequest) -> str:
    typed = request.POST.get("_key", "")
    return typed if KEY.fullmatch(typed) else ""


def _whose(holder: Party | Agent) -> str:
    return f"{holder._meta.model_name} {holder.pk}"


def _bound(request: HttpRequest, holder: Party | Agent, code: str) -> str:
    """The code with whom and what it is for: for another form, step or person it is nothing."""
    return "\n".join((_whose(holder), request.path, _form(request), code))
