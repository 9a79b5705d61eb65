"""What follows the steps of an obligation: its day, reminders, and the end of its agreement."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mediation.actions import gateway, messages, paperwork
from mediation.actions.clock import deadlines
from mediation.actions.consequences import PARTIES
from mediation.actions.registry import effect_of
from mediation.actions.sittings.visits import AFTER_DAY
from mediation.models import Obligation, Paper, Performed
from mediation.vocabulary import PaperKind, ProofKind, Role
from mediation.workflows.base import Act
from mediation.workflows.sittings.agreement import AgreementState

CODE = "OWED"


def tell_both(obligation: Obligation, act: Act, text: str, key: str) -> None:
    """Tell debtor and creditor where they are parties, and an organ that owes."""
    key = f"obligation:{obligation.pk}:{key}"
    for party in dict.fromkeys([*obligation.debtors(), obligation.creditor, *obligation.beside("joint_creditors")]):
        if party is not None:
            messages.tell(act, party, text, key=key)
    if obligation.debtor_organ is not None:
        messages.tell_organ(act, obligation.debtor_organ, text, key=key)


@effect_of(Obligation, "undertake", starts=(CODE,))
def watch_the_day(obligation: Obligation, act: Act) -> None:
    """The clock looks at the agreed day."""
    deadlines.fix(
        act,
        CODE,
        subject=obligation,
        label=_("履行：%s") % obligation.what,
        authority=_("协议约定") if obligation.agreement_id else _("处理意见"),
        due_on=obligation.due_on,
        expiry_step="fall_late",
    )


@effect_of(Obligation, "fall_late", drafts=(PaperKind.OVERDUE_NOTICE,), tells=(*PARTIES, Role.HEAD))
def remind(obligation: Obligation, act: Act) -> None:
    """Remind the debtor and tell the creditor the ways to its right."""
    text = _("“%(what)s”应当在%(day)s前履行，现已逾期。权利人%(routes)s。") % {
        "what": obligation.what, "day": obligation.due_on, "routes": obligation.routes,
    }  # fmt: skip
    tell_both(obligation, act, text, "late")
    if creditors := obligation.creditors():
        paperwork.prepare(
            act, PaperKind.OVERDUE_NOTICE, organ=obligation.organ, subject=obligation, addressees=creditors
        )


def void_notices(obligation: Obligation, act: Act) -> None:
    """What was not yet said of its being late is said no more."""
    about = Paper.objects.filter(subject_type="obligation", subject_id=obligation.pk)
    paperwork.void_drafts(act, about, why=_("已经履行或者不再履行"))


@effect_of(Obligation, "urge", tells=(*PARTIES, Role.HEAD))
def pass_on_urging(obligation: Obligation, act: Act) -> None:
    """The debtor is told that the organ urges."""
    tell_both(obligation, act, _("请尽快履行：%s。") % obligation.what, f"urged:{act.event.pk}")


def write_down(obligation: Obligation, act: Act, *, confirmed: bool) -> Performed:
    """What was done at one time, as it was stated."""
    return Performed.objects.create(
        obligation=obligation, amount=act.facts["sum"] or obligation.left(), paid_on=act.facts["paid_on"] or act.on,
        kind=act.facts["kind"] or ProofKind.OTHER, note=act.facts["note"], shown_by=act.by.party, shown_on=act.on,
        confirmed_on=act.on if confirmed else None,
    )  # fmt: skip


@effect_of(Obligation, "show", tells=PARTIES, takes=("Attachment.give",))
def ask_the_creditor(obligation: Obligation, act: Act) -> None:
    """It is written down, and the creditor is asked whether it came in."""
    row = write_down(obligation, act, confirmed=False)
    text = _("%(who)s交来付款、办到的凭证：%(what)s。请确认有没有收到。") % {"who": obligation.owed_by, "what": row}
    for party in obligation.creditors():
        messages.tell(act, party, text, key=f"obligation:{obligation.pk}:shown:{act.event.pk}")


@effect_of(Obligation, "acknowledge", tells=PARTIES, takes=("Attachment.give", "Obligation.perform"))
def count_what_came_in(obligation: Obligation, act: Act) -> None:
    """What waited is confirmed, or what the creditor states is written down; with the last part it is performed."""
    waiting = list(obligation.performed.waiting())
    for row in waiting:
        row.confirmed_on = act.on
        row.save(update_fields=["confirmed_on"])
    if act.facts["sum"] is not None and not any(row.amount == act.facts["sum"] for row in waiting):
        write_down(obligation, act, confirmed=True)
    left = obligation.left()
    if left is None or left <= 0:
        gateway.follow(act, obligation, "perform", proof="；".join(map(str, obligation.performed.confirmed()))[:200])
        return
    text = _("“%(what)s”已经确认收到一部分，还有%(left)s元没有履行。") % {"what": obligation.what, "left": left}
    tell_both(obligation, act, text, f"part:{act.event.pk}")


@effect_of(Obligation, "deny", tells=(*PARTIES, Role.HEAD))
def pass_on_the_denial(obligation: Obligation, act: Act) -> None:
    """The debtor learns that it has not come in; staff set right what was confirmed by mistake."""
    rows = list(obligation.performed.waiting()) or list(obligation.performed.confirmed())[-1:]
    for row in rows:
        row.confirmed_on, row.denied_on, row.denied_why = None, act.on, act.facts["denied_why"]
        row.save(update_fields=["confirmed_on", "denied_on", "denied_why"])
    text = _("权利人表示没有收到：%(what)s。%(why)s") % {
        "what": "；".join(map(str, rows)),
        "why": act.facts["denied_why"],
    }
    tell_both(obligation, act, text, f"denied:{act.event.pk}")


@effect_of(Obligation, "perform", meets=(CODE,), takes=("Agreement.conclude", "Paper.void"))
def end_with_performance(obligation: Obligation, act: Act) -> None:
    """Its day is met, in time or late; with the last one the agreement is performed."""
    deadlines.meet(act, obligation, CODE, lapsed_too=True)
    void_notices(obligation, act)
    conclude_agreement(obligation, act, after_breach=True)


@effect_of(Obligation, "drop", ends=(CODE, AFTER_DAY), takes=("Agreement.conclude", "Paper.void"))
def end_without_performance(obligation: Obligation, act: Act) -> None:
    """Nobody waits for it any more."""
    deadlines.end(act, obligation, CODE, AFTER_DAY, why=act.facts["why"])
    void_notices(obligation, act)
    conclude_agreement(obligation, act)


def conclude_agreement(obligation: Obligation, act: Act, *, after_breach: bool = False) -> None:
    """An agreement is performed when nothing is outstanding; one that was broken, when the last of it was done after all."""
    agreement = obligation.agreement
    states = (AgreementState.PERFORMING, *((AgreementState.BREACHED,) if after_breach else ()))
    if agreement and agreement.state in states and not agreement.obligations.outstanding().exists():
        gateway.follow(act, agreement, "conclude")
