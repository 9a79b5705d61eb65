"""Start, meet and end deadlines. Called by effects; each change is a step in the ledger."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import QuerySet

from mediation.actions import gateway
from mediation.actions.clock.deadlines.taking_back import meet_by
from mediation.models import Deadline, Organ, Party
from mediation.models.clock.calendar import current_calendar, limit_in
from mediation.timelimits import (
    Calendar,
    Computation,
    TimeLimitError,
    compute,
    keeping,
    level_days,
    level_days_between,
    plain_words,
)
from mediation.workflows.base import Act, Lifecycle, NotPossibleNow
from mediation.workflows.clock.deadline import RUNNING_STATES, DeadlineState


def start(
    act: Act,
    code: str,
    *,
    subject: Lifecycle,
    organ: Organ | None = None,
    party: Party | None = None,
    trigger: str = "",
    trigger_on: date | None = None,
    expiry_step: str = "",
    days: int | None = None,
    law: tuple[str, int, bool] | None = None,
    authority: str = "",
    extension_days: int = 0,
) -> Deadline:
    """Start the limit `code` for the organ that owes or the party that may.

    The rule is that of the day on which the petition began. `trigger_on` is the day of the event, which is not counted (default: the day of the act);
    `days` replaces the length where an act sets it; `law` are authority, length and whether in working days of the law
    that governs the matter, `authority` is told where the rule is only borrowed; `extension_days` were granted before. `expiry_step` is taken on the subject by the
    clock when the legal day is over.
    """
    deadline, _computed = would_start(
        code, subject=subject, organ=organ, party=party, trigger=trigger, trigger_on=trigger_on or act.on, on=act.on,
        days=days, law=law, authority=authority, extension_days=extension_days,
    )  # fmt: skip
    deadline.matter_id, deadline.trigger_event, deadline.expiry_step = act.event.matter_id, act.event, expiry_step
    return gateway.follow(act, deadline, "start")


def would_start(
    code: str,
    *,
    subject: Lifecycle,
    trigger_on: date,
    on: date,
    organ: Organ | None = None,
    party: Party | None = None,
    trigger: str = "",
    days: int | None = None,
    law: tuple[str, int, bool] | None = None,
    authority: str = "",
    extension_days: int = 0,
) -> tuple[Deadline, Computation]:
    """The limit as `start` would begin it on the day, unsaved, and how it was counted."""
    organ = organ.competent_on(on) if organ is not None else None
    with told_as_refusal():
        limit = limit_in(subject.matter, code, organ=organ or subject.acting_organ, on=trigger_on)
        if law is not None:
            limit = limit.of_law(*law)
        if authority:
            limit = replace(limit, authority=authority)
        if days is not None:
            limit = replace(limit.of_length(days), trigger=f"{trigger}之日" if trigger else limit.trigger)
        computed = compute(limit, trigger=trigger_on, calendar=current_calendar(), extension_days=extension_days)
    deadline = Deadline(
        matter_id=subject.matter_id,
        code=code,
        label=limit.label,
        authority=limit.authority,
        limit=limit.kept(),
        organ=organ,
        party=party,
        subject_type=str(subject._meta.model_name),
        subject_id=subject.pk,
        trigger=trigger or limit.trigger,
        trigger_on=trigger_on,
        extension_days=extension_days,
        **days_as_fields(computed),
    )
    return deadline, computed


@contextmanager
def told_as_refusal() -> Iterator[None]:
    """A period that cannot be computed refuses the step, in its own sentence; a wrong local rule names its file."""
    try:
        yield
    except TimeLimitError as wrong:
        raise NotPossibleNow(_code_of(wrong), str(wrong)) from wrong


def _code_of(wrong: TimeLimitError) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(wrong).__name__).lower()


def fix(
    act: Act,
    code: str,
    *,
    subject: Lifecycle,
    label: str,
    authority: str,
    due_on: date,
    organ: Organ | None = None,
    expiry_step: str = "",
) -> Deadline:
    """Start a limit whose last day was set by an agreement or an organ: it is not counted and never rolls.

    Its code is declared, with what it means to a party. Raises UnknownLimit.
    """
    plain_words(code)
    deadline = Deadline(
        matter_id=act.event.matter_id,
        code=code,
        label=label[:100],
        authority=authority,
        organ=organ,
        subject_type=str(subject._meta.model_name),
        subject_id=subject.pk,
        trigger=act.event.label,
        trigger_on=act.on,
        trigger_event=act.event,
        expiry_step=expiry_step,
        nominal_on=due_on,
        legal_on=due_on,
        calendar_version="",
        **_levels(level_days_between(act.on, due_on)),
    )
    return gateway.follow(act, deadline, "start")


def _levels(days: tuple[date, date]) -> dict[str, date]:
    return dict(zip(("amber_on", "red_on"), days, strict=True))


def days_as_fields(computed: Computation) -> dict[str, Any]:
    """What of a computed period is stored with its deadline."""
    return {
        "nominal_on": computed.nominal,
        "legal_on": computed.legal,
        "provisional": computed.provisional,
        "calendar_version": computed.calendar_version,
        **_levels(level_days(computed)),
    }


AS_IT_STOOD = (
    "code", "label", "authority", "limit", "organ", "trigger", "trigger_on", "extension_days", "excluded", "kept_on",
    "suspended_on", "nominal_on", "legal_on", "amber_on", "red_on", "provisional", "calendar_version", "expiry_step",
)  # fmt: skip


def carry_over(act: Act, old: Deadline, *, subject: Lifecycle) -> Deadline:
    """The same limit for another subject: it runs on as it stood, and nothing of it is counted anew.

    One that is over by its day is found so by the clock there, as it was here.
    """
    same = {name: getattr(old, name) for name in AS_IT_STOOD}
    limit = Deadline(
        matter_id=subject.matter_id, subject_type=str(subject._meta.model_name), subject_id=subject.pk,
        trigger_event=act.event, **same,
    )  # fmt: skip
    return gateway.follow(act, limit, "carry_over", taken_from=old)


def meet(act: Act, subject: Lifecycle, *codes: str, lapsed_too: bool = False, organ: Organ | None = None) -> None:
    """Meet the subject's limits of the codes; after the legal day they are met late, and what was late once stays late.

    `lapsed_too`: what is owed stays owed when its day has passed (a right that lapsed is gone).
    `organ`: only what this organ owes.
    """
    states = [*RUNNING_STATES, *([DeadlineState.LAPSED] if lapsed_too else [])]
    for deadline in _of(organ, Deadline.objects.about(subject).filter(code__in=codes, state__in=states)):
        gateway.follow(act, deadline, meet_by(act, deadline))


def end(act: Act, subject: Lifecycle, *codes: str, why: str, organ: Organ | None = None) -> None:
    """End the subject's limits of the codes: what they were for is no longer wanted (of this `organ`)."""
    for deadline in _of(organ, Deadline.objects.about(subject).filter(code__in=codes).running()):
        gateway.follow(act, deadline, "end", why=why)


def _of(organ: Organ | None, found: QuerySet[Deadline]) -> QuerySet[Deadline]:
    return found if organ is None else found.filter(organ=organ)


def computation(deadline: Deadline, *, calendar: Calendar | None = None) -> Computation:
    """How the deadline's day comes about, from the limit it was made with; a list gives its calendar once."""
    computed = compute(
        deadline.time_limit,
        trigger=deadline.trigger_on,
        calendar=calendar or current_calendar(),
        extension_days=deadline.extension_days,
        excluded=deadline.spans,
    )
    return keeping(computed, legal=deadline.kept_on) if deadline.kept_on else computed
