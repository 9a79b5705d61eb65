"""The one place that asks for a party's own secret: no step that binds it is taken online without.

Rights never wait for it: what does not bind is taken without.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest
from django.utils.translation import gettext as _

from mediation.models import Agent, OwnSecret, Party
from mediation.permissions import Actor
from mediation.web import desk_browsers, tries
from mediation.web.stepping import one_time
from mediation.workflows.base import NotAllowed, NotPossibleNow, Refused, Step
from mediation.workflows.intake.own_secret import digits_of
from mediation.workflows.intake.party_change_guards import SECRET_LOST

FIELD = "secret"  # the field of a form; errors.NOT_REPEATED keeps it from being shown again
PURPOSE = "own-secret"
# Whoever tries has come in by the code: he is no stranger, and whom he keeps waiting signs at the window. Six figures
# outlast thirty tries a day for ninety years.
MOST_A_DAY = 30


@dataclass(frozen=True)
class Proof:
    """That who acts knows the secret: made by `prove` alone, for one party or agent."""

    holder: Party | Agent

    def is_of(self, actor: Actor) -> bool:
        """Whether it is of who acts now."""
        return self.holder == holder_of(actor)


def holder_of(actor: Actor) -> Party | Agent:
    """Whose secret counts: the agent's own where an agent acts."""
    return actor.agent or actor.party


def is_asked(actor: Actor, step: Step) -> bool:
    """Whether the step binds a party that acts itself; staff write down what was signed before them."""
    return actor.party is not None and step.binds


def demand(actor: Actor, step: Step, proof: Proof | None) -> None:
    """Raise NotAllowed where a step that binds would be taken without the secret of who takes it."""
    if is_asked(actor, step) and (proof is None or not proof.is_of(actor)):
        raise NotAllowed("secret_missing", _("“%(step)s”要输办事密码才能办理。") % {"step": step.label}, SECRET_LOST)


def stands_against(request: HttpRequest) -> Refused | None:
    """Why nobody can prove anything in this browser, or not yet."""
    if desk_browsers.is_the_desks(request):
        return NotAllowed(
            "desk_browser",
            _("这个浏览器登录过工作人员的办公系统，不能在这里设定或者使用当事人的办事密码。"),
            _("请当事人用自己的手机或者电脑办理，或者带证件到登记窗口在纸上签名。"),
        )
    if not holder_of(request.actor).has_secret:
        return NotPossibleNow(
            "no_secret", _("办理这一项要先设定办事密码。"), _("设定只要一分钟；也可以带证件到登记窗口在纸上签名。")
        )
    return None


class CodeSent(Exception):
    """The secret was right; now the code is asked for that went to the person's telephone."""


def prove(request: HttpRequest, step: Step) -> Proof:
    """The proof from the form that was sent: the secret and, where one can be sent, the code of a text message after it.

    Raises Refused where one is wrong or was tried too often, CodeSent where the code is on its way.
    """
    if (against := stands_against(request)) is not None:
        raise against
    holder = holder_of(request.actor)
    by_phone = one_time.is_asked(holder)
    if by_phone and one_time.waits(request):
        one_time.check(request, holder)
        return Proof(holder)
    _knows_the_secret(request, holder)
    if by_phone:
        one_time.send(request, holder, step)
        raise CodeSent
    return Proof(holder)


def knows(request: HttpRequest) -> None:
    """Let who sits here go on who knows the secret of the party, or agent, that acts; for what is read and binds nobody.

    Raises Refused where it is wrong or was tried too often.
    """
    _knows_the_secret(request, holder_of(request.actor))


def _knows_the_secret(request: HttpRequest, holder: Party | Agent) -> None:
    whose = f"{holder._meta.model_name} {holder.pk}"
    typed = digits_of(request.POST.get(FIELD, ""))
    if not typed:
        raise NotPossibleNow("secret_empty", _("请输入办事密码。"), SECRET_LOST)
    try:
        tries.count(request, PURPOSE, whose)
        tries.count_within(PURPOSE, whose, within=timedelta(days=1), most=MOST_A_DAY)
    except tries.TooManyTries:
        raise NotPossibleNow(
            "secret_tried_often",
            _("办事密码输错次数太多，请过一阵子再试。"),
            _("提出请求、提交材料不用密码；急办的，请带证件到登记窗口在纸上签名。"),
        ) from None
    kept = OwnSecret.objects.of(holder).first()
    if kept is None or not kept.is_known(typed):
        raise NotPossibleNow("secret_wrong", _("办事密码不对，请再输一次。"), SECRET_LOST)
    tries.forget(request, PURPOSE, whose)
    tries.take_off(PURPOSE, whose)
