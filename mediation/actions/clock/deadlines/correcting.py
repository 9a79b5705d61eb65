"""Put a mistyped day right: every limit that ran from it runs from the right one, as far as nobody relied on the other.

A person's own right ends no earlier than he was told. Once the day went out in a paper or a message, no organ gets more
time by its correction, none is timely that was late, and none is later by what another organ corrects.
"""

from __future__ import annotations

from datetime import date
from typing import cast

from django.db.models import Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.actions import gateway
from mediation.actions.clock.deadlines.moving import Moving, move, note_change, preview, restate_met
from mediation.actions.consequences import ANY
from mediation.actions.registry import effect_of, guard_of
from mediation.documents.registry import document_type
from mediation.models import Deadline, Event, Message, Paper
from mediation.vocabulary import ClockGround
from mediation.workflows.base import Act, Lifecycle, NotPossibleNow, Refused, lifecycles
from mediation.workflows.clock.deadline import RUNNING_STATES, DeadlineState


def day_of(event: Event, *, before: Event | None = None) -> date:
    """The day that a record stands for: as corrected last (`before` another record), as stated, or as it was done."""
    return event.day(before=before)


def followed_from(event: Event) -> list[int]:
    """The record and all that its act brought about, by key, also in other parts: each was done on the same day."""
    found = last = [event.pk]
    while last := _brought_about_by(last):
        found = found + last
    return list(Event.objects.filter(pk__in=found).standing().values_list("pk", flat=True))


def _brought_about_by(events: list[int]) -> list[int]:
    named = Event.objects.filter(pk__in=events).exclude(elsewhere=[]).values_list("elsewhere", flat=True)
    return [
        *Event.objects.filter(cause__in=events).values_list("pk", flat=True),
        *(pk for elsewhere in named for pk in elsewhere),
    ]


def days_told(event: Event, *, last: date) -> set[date]:
    """Each day on which a record was said to have been done, until the `last`: a limit may still run from any of them."""
    corrected = Event.objects.of(event.object_type, event.object_id).standing().filter(
        step="correct_day", facts__event=event.version
    )  # fmt: skip
    return {last, event.day(before=event), *(date.fromisoformat(one.facts["right_day"]) for one in corrected)}


def begun_by(event: Event, *, on: date) -> QuerySet[Deadline]:
    """The limits that run from the day of a record, or of what followed from it; met ones are told anew."""
    reviving = Q(state=DeadlineState.LAPSED) & ~Q(expiry_step="deem_published")
    found = Deadline.objects.filter(trigger_event__in=followed_from(event), trigger_on__in=days_told(event, last=on))
    told_anew = (*RUNNING_STATES, DeadlineState.MET, DeadlineState.MET_LATE)
    return found.filter(reviving | Q(state__in=told_anew)).exclude(limit={}).order_by("legal_on", "pk")


def met_by(event: Event, *, on: date) -> QuerySet[Deadline]:
    """The limits that were met with a record on its day; not those for which a postmark counted."""
    meeting = Event.objects.filter(pk__in=followed_from(event), object_type="deadline", step__in=["meet", "meet_late"])
    met = [one.object_id for one in meeting if not one.facts.get("met_on")]
    done = (DeadlineState.MET, DeadlineState.MET_LATE)
    return Deadline.objects.filter(pk__in=met, met_on=on, state__in=done).order_by("legal_on", "pk")


def relied_on(event: Event) -> bool:
    """Whether what the record says went out since: in a paper to a party or another organ, or in a message to a party."""
    if Message.objects.filter(matter=event.matter_id, sent_at__gte=event.recorded_at).exclude(party=None).exists():
        return True
    issued = Event.objects.filter(matter=event.matter_id, object_type="paper", step="issue", pk__gt=event.pk)
    papers = Paper.objects.filter(pk__in=issued.values("object_id"))
    return any(paper.to_organ_id or document_type(paper.kind).for_parties for paper in papers)


def by_the_right_day(obj: Lifecycle, deadline: Deadline, *, right_day: date, relied: bool) -> Moving:
    """How a limit that began with a record of the object runs once its day is put right; nothing is stored."""
    if deadline.time_limit.is_partys_own:
        return preview(deadline, trigger_on=right_day, keep=deadline.legal_on)
    found = preview(deadline, trigger_on=right_day)
    if not relied or deadline.organ_id is None:
        return found
    of_another = getattr(obj, "organ_id", None) not in (None, deadline.organ_id)
    longer, shorter = found.new > deadline.legal_on, found.new < deadline.legal_on
    return preview(deadline) if longer or (shorter and of_another) else found


def _between_its_neighbours(wrong: Event, right_day: date) -> Refused | None:
    """A step was not taken before the one that led to it, nor after the one that it led to."""
    before, after = wrong.beside()
    if before is not None and right_day < before.day():
        return gateway.too_early(wrong.label, before)
    if after is not None and right_day > after.day():
        return NotPossibleNow(
            "after_next_step",
            format_lazy(
                gettext_lazy("“{step}”不能晚于它之后的“{next}”（{day}）。"),
                step=wrong.label, next=after.label, day=after.day(),
            ),
            gettext_lazy("请核对日期；之后的一步记错的，请先更正那一步。"),
        )  # fmt: skip
    return None


def _record(obj: Lifecycle, act: Act) -> Event | None:
    """The record of the object whose day was mistyped."""
    found: Event | None = Event.objects.of(obj.page_name, obj.pk).filter(version=act.facts["event"]).first()
    return found


def day_can_be_put_right(obj: Lifecycle, act: Act) -> Refused | None:
    """The record is the object's own, its day was stated by somebody, and the right one fits between its neighbours."""
    wrong, right_day = _record(obj, act), act.facts["right_day"]
    if wrong is None:
        return NotPossibleNow(
            "no_such_record",
            format_lazy(
                gettext_lazy("这一项没有第{n}条记录，请从办理记录中选择要更正的那一条。"), n=act.facts["event"]
            ),
        )
    if not wrong.counts:
        return NotPossibleNow("annulled_before", gettext_lazy("这条记录已经撤销。"))
    if not wrong.day_was_stated:
        return NotPossibleNow("day_not_stated", gettext_lazy("这条记录的日期由系统记下，不能更正。"))
    if right_day > act.on:
        return NotPossibleNow("day_in_future", gettext_lazy("办理日期不能晚于今天。"))
    if right_day == day_of(wrong):
        return NotPossibleNow("same_day", gettext_lazy("这条记录的日期已经是这一天。"))
    return _between_its_neighbours(wrong, right_day)


def correct_day(obj: Lifecycle, act: Act) -> None:
    """Put the right day where the mistyped one stood; every limit it had triggered runs from it."""
    wrong, right_day = cast(Event, _record(obj, act)), act.facts["right_day"]
    old = day_of(wrong, before=act.event)
    begun, met = list(begun_by(wrong, on=old)), list(met_by(wrong, on=old))
    relied = relied_on(wrong)
    _put_right(obj, act, wrong, old)
    for deadline in begun:
        correct_the_start(obj, act, deadline, right_day=right_day, relied=relied)
    for deadline in met:
        restate_met(act, deadline, met_on=right_day, why=_("更正日期"), stays_late=relied)


def correct_the_start(obj: Lifecycle, act: Act, deadline: Deadline, *, right_day: date, relied: bool) -> None:
    """Let a limit run from the right day, or note that it stays as it was told."""
    found = by_the_right_day(obj, deadline, right_day=right_day, relied=relied)
    if found.changes["trigger_on"] == deadline.trigger_on:
        note_change(
            act, deadline, found.computed, ground=ClockGround.CORRECTION, why=_("更正日期；期限已经告知，不因更正变动")
        )
        return
    move(
        act,
        deadline,
        ground=ClockGround.CORRECTION,
        why=_("更正日期"),
        trigger_on=right_day,
        keep=found.changes["kept_on"],
    )


def _put_right(obj: Lifecycle, act: Act, wrong: Event, old: date) -> None:
    """The day fields of the object, and of what followed in the same act. An issued paper stays as it was issued."""
    right_day = act.facts["right_day"]
    for event in Event.objects.filter(pk__in=followed_from(wrong)).exclude(object_type="paper"):
        same = (event.object_type, event.object_id) == (wrong.object_type, wrong.object_id)
        field = event.model.steps()[event.step].day_field
        if not field:
            continue
        one = obj if same else event.model._base_manager.get(pk=event.object_id)
        if getattr(one, field) != old:
            continue
        if same:
            setattr(one, field, right_day)
            one.save(update_fields=[field])
        else:
            gateway.adjust(act, one, **{field: right_day})


for _model in lifecycles():
    guard_of(
        _model,
        "correct_day",
        says=gettext_lazy("更正的是本事项中由工作人员填写的日期，并且不乱前后次序。"),
        on_facts=True,
    )(day_can_be_put_right)
    effect_of(_model, "correct_day", moves=(ANY,), takes=("ClockChange.note",))(correct_day)
