"""The day on which a mediation ends: the one that the sides agreed on, or the last of its period, and what follows when it passes."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mediation.actions import gateway, messages
from mediation.actions.clock import deadlines
from mediation.actions.consequences import PARTIES
from mediation.actions.previewing import preview_of
from mediation.actions.registry import effect_of
from mediation.actions.sittings.mediation import tell_participants
from mediation.models import Deadline, Mediation
from mediation.timelimits import chinese_day
from mediation.vocabulary import ClockGround, Role
from mediation.workflows.base import Act
from mediation.workflows.sittings.mediation_state import GOING_ON, MediationState

AGREED_ON = "MEDIATED"


@preview_of(Mediation, "prolong")
def would_prolong(mediation: Mediation, act: Act) -> list[deadlines.Moving]:
    """The month prolonged to the day on which all agree."""
    period = mediation.period()
    if period is None or act.until is None:
        return []
    return [deadlines.preview(period, extension_days=period.extension_days + (act.until - period.nominal_on).days)]


@effect_of(Mediation, "prolong", moves=("D12",), ends=("MEDIATED",), takes=("ClockChange.note",))
def prolong_month(mediation: Mediation, act: Act) -> None:
    """The period ends on the day on which all agreed; an earlier one counts no more."""
    deadlines.end(act, mediation, "MEDIATED", why=_("各方同意继续调解"))
    period = mediation.period()
    if period is not None:
        more = (act.facts["until"] - period.nominal_on).days
        deadlines.move(
            act, period, ground=ClockGround.AGREED, why=_("各方同意继续调解"),
            extension_days=period.extension_days + more,
        )  # fmt: skip


@effect_of(Mediation, "agree_end", ends=(AGREED_ON,), starts=(AGREED_ON,), tells=PARTIES)
def keep_the_end_day(mediation: Mediation, act: Act) -> None:
    """The day that counts is the one agreed on last; everyone is told of it."""
    day = act.facts["end_on"]
    deadlines.end(act, mediation, AGREED_ON, why=_("各方重新约定"))
    deadlines.fix(
        act,
        AGREED_ON,
        subject=mediation,
        label=_("约定的调解结束日"),
        authority=_("各方约定"),
        due_on=day,
        expiry_step="pass_end",
    )
    tell_participants(mediation, act, _("各方约定调解到%s为止。") % chinese_day(day), f"end:{act.event.pk}")


@effect_of(Deadline, "fall_due", takes=("Mediation.pass_end",))
def tell_that_the_month_is_over(deadline: Deadline, act: Act) -> None:
    """The period of a mediation that still goes on has passed."""
    if deadline.code == "D12" and deadline.subject.state in (*GOING_ON, MediationState.SUSPENDED):
        gateway.follow(act, deadline.subject, "pass_end")


@effect_of(Mediation, "pass_end", tells=(*PARTIES, Role.MEDIATOR))
def ask_whether_to_go_on(mediation: Mediation, act: Act) -> None:
    """Nobody is held: all agree to go on, or it ends and the other ways are told."""
    key = f"end_passed:{act.event.pk}"
    text = _(
        "调解的期限已经届满，没有达成协议。各方都同意的，可以约定继续调解；有一方不同意的，调解终止，您可以通过别的途径解决。"
    )
    tell_participants(mediation, act, text, key)
    asked = _(
        "调解期限已经届满，请问各方是否同意继续：同意的约定新的结束日，或者办理“各方同意继续调解”；否则办理“终止调解”。"
    )
    for mediator in mediation.mediators.filter(left_on=None).select_related("user"):
        messages.tell(act, mediator.user, asked, key=f"mediation:{mediation.pk}:{key}", role=Role.MEDIATOR)
