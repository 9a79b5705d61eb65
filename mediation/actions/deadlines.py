"""Start, move, meet and end deadlines. Called by effects; each change is a step in the ledger."""

from __future__ import annotations

from copy import copy
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.actions import gateway
from mediation.actions.registry import effect_of
from mediation.actions.sweeping import one_by_one
from mediation.models import Deadline, Event, Organ, Party
from mediation.models.calendar import current_calendar, rules_for
from mediation.timelimits import Calendar, Computation, compute, level_days, level_days_between, limit_for
from mediation.workflows.base import Act, Lifecycle, NotPossibleNow, Refused, lifecycles
from mediation.workflows.deadline import RUNNING_STATES, DeadlineState


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
) -> Deadline:
    """Start the limit `code` for the organ that owes or the party that may.

    `trigger_on` is the day of the event, which is not counted (default: the day of the act);
    `days` replaces the length where an act sets it. `expiry_step` is taken on the subject by the
    clock when the legal day is over.
    """
    limit = limit_for(code, on=trigger_on or act.on, local=rules_for(organ or subject.acting_organ))
    if days is not None:
        limit = limit.of_length(days)
    computed = compute(limit, trigger=trigger_on or act.on, calendar=current_calendar())
    deadline = Deadline(
        matter_id=act.event.matter_id,
        code=code,
        label=limit.label,
        authority=limit.authority,
        limit=asdict(limit),
        organ=organ,
        party=party,
        subject_type=str(subject._meta.model_name),
        subject_id=subject.pk,
        trigger=trigger or limit.trigger,
        trigger_on=trigger_on or act.on,
        trigger_event=act.event,
        expiry_step=expiry_step,
        **_days(computed),
    )
    return gateway.follow(act, deadline, "start")


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
    """Start a limit whose last day was set by an agreement or an organ: it is not counted and never rolls."""
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


def _days(computed: Computation) -> dict[str, Any]:
    return {
        "nominal_on": computed.nominal,
        "legal_on": computed.legal,
        "provisional": computed.provisional,
        "calendar_version": computed.calendar_version,
        **_levels(level_days(computed)),
    }


def meet(act: Act, subject: Lifecycle, *codes: str, lapsed_too: bool = False, organ: Organ | None = None) -> None:
    """Meet the subject's limits of the codes; after the legal day they are met late.

    `lapsed_too`: what is owed stays owed when its day has passed (a right that lapsed is gone).
    `organ`: only what this organ owes.
    """
    states = [*RUNNING_STATES, *([DeadlineState.LAPSED] if lapsed_too else [])]
    for deadline in _of(organ, Deadline.objects.about(subject).filter(code__in=codes, state__in=states)):
        gateway.follow(act, deadline, "meet" if act.on <= deadline.legal_on else "meet_late")


def end(act: Act, subject: Lifecycle, *codes: str, why: str, organ: Organ | None = None) -> None:
    """End the subject's limits of the codes: what they were for is no longer wanted (of this `organ`)."""
    for deadline in _of(organ, Deadline.objects.about(subject).filter(code__in=codes).running()):
        gateway.follow(act, deadline, "end", why=why)


def _of(organ: Organ | None, found: QuerySet[Deadline]) -> QuerySet[Deadline]:
    return found if organ is None else found.filter(organ=organ)


def move(
    act: Act,
    deadline: Deadline,
    *,
    why: str,
    extension_days: int | None = None,
    exclude: tuple[date, date] | None = None,
    trigger_on: date | None = None,
) -> Deadline:
    """Recompute a running limit after an extension, an excluded period or a corrected day.

    The limit it was made with stays; the extension runs from the nominal day.
    """
    moved = Deadline.objects.get(pk=deadline.pk)
    old = moved.legal_on
    if extension_days is not None:
        moved.extension_days = extension_days
    if exclude is not None:
        moved.excluded = [*moved.excluded, [day.isoformat() for day in exclude]]
    moved.trigger_on = trigger_on or moved.trigger_on
    computed = computation(moved)
    changes = {
        "extension_days": moved.extension_days,
        "excluded": moved.excluded,
        "trigger_on": moved.trigger_on,
        **_days(computed),
    }
    return gateway.follow(
        act, deadline, "move", changes=changes, why=why, old_legal_on=old, new_legal_on=computed.legal
    )


def computation(deadline: Deadline, *, calendar: Calendar | None = None) -> Computation:
    """How the deadline's day comes about, from the limit it was made with; a list gives its calendar once."""
    return compute(
        deadline.time_limit,
        trigger=deadline.trigger_on,
        calendar=calendar or current_calendar(),
        extension_days=deadline.extension_days,
        excluded=[(date.fromisoformat(a), date.fromisoformat(b)) for a, b in deadline.excluded],
    )


def run_clock(at: datetime) -> int:
    """Take every step that the passing of time brings, one transaction each; return how many.

    Safe to miss, repeat or kill: each expired deadline leaves the running state in its own step.
    """
    today = at.astimezone(gateway.SHANGHAI).date()
    return one_by_one(Deadline.objects.expired(today), lambda deadline: _expire(deadline, at))


def _expire(deadline: Deadline, at: datetime) -> bool:
    step = "fall_due" if deadline.organ_id and not deadline.expiry_step else "lapse"
    try:
        gateway.perform(Deadline, deadline.pk, step, by=None, at=at, version=deadline.version)
    except Refused:
        return False
    return True


@effect_of(Deadline, "lapse")
def take_expiry_step(deadline: Deadline, act: Act) -> None:
    """The end of the period brings about a step of the subject."""
    if deadline.expiry_step:
        gateway.follow(act, deadline.subject, deadline.expiry_step)


def day_of(event: Event, *, before: Event | None = None) -> date:
    """The day that a record stands for: as corrected last (`before` another record), as stated, or as it was done."""
    corrected = Event.objects.filter(matter_id=event.matter_id, step="correct_day", facts__event=event.seq)
    last = (corrected.filter(seq__lt=before.seq) if before else corrected).order_by("-seq").first()
    step = event.model.steps().get(event.step)
    stated = (last and last.facts["right_day"]) or (step and event.facts.get(step.day_field))
    return date.fromisoformat(stated) if stated else event.done_on


def begun_by(event: Event, *, on: date) -> QuerySet[Deadline]:
    """The limits that run from the day of a record, or of what followed from it, and can still move."""
    reviving = Q(state=DeadlineState.LAPSED, expiry_step="")
    found = Deadline.objects.filter(Q(trigger_event=event) | Q(trigger_event__cause=event), trigger_on=on)
    return found.filter(reviving | Q(state__in=RUNNING_STATES)).exclude(limit={}).order_by("legal_on", "pk")


def if_begun_on(deadline: Deadline, day: date) -> Computation:
    """How the limit would run from another day."""
    other = copy(deadline)
    other.trigger_on = day
    return computation(other)


def correct_day(obj: Lifecycle, act: Act) -> None:
    """Put the right day where the mistyped one stood; every limit it had triggered runs from it."""
    wrong = Event.objects.filter(
        matter_id=obj.matter_id, seq=act.facts["event"], object_type=obj._meta.model_name, object_id=obj.pk
    ).first()
    if wrong is None or wrong.pk == act.event.pk:
        raise NotPossibleNow(
            "no_such_record",
            format_lazy(gettext_lazy("没有找到序号为{n}的记录，请核对办理记录中的序号。"), n=act.facts["event"]),
        )
    if not wrong.day_was_stated:
        raise NotPossibleNow("day_not_stated", gettext_lazy("这条记录的日期由系统记下，不能更正。"))
    right_day = act.facts["right_day"]
    if right_day > act.on:
        raise NotPossibleNow("day_in_future", gettext_lazy("办理日期不能晚于今天。"))
    old = day_of(wrong, before=act.event)
    if right_day == old:
        raise NotPossibleNow("same_day", gettext_lazy("这条记录的日期已经是这一天。"))
    step = type(obj).steps()[wrong.step]
    if step.day_field and getattr(obj, step.day_field) == old:
        setattr(obj, step.day_field, right_day)
        obj.save(update_fields=[step.day_field])
    for deadline in begun_by(wrong, on=old):
        move(act, deadline, why=_("更正日期"), trigger_on=right_day)


for _model in lifecycles():
    effect_of(_model, "correct_day")(correct_day)
