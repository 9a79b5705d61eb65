"""Load the holiday notice of a year: the days it touches move, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext as _

from mediation.actions import gateway, many, messages
from mediation.actions.annulling import closure_of, end_by_clock
from mediation.actions.clock.deadlines import change_of, computation, days_as_fields
from mediation.models import CalendarYear, Deadline, Party
from mediation.models.clock.calendar import calendar_with, current_calendar, days_of
from mediation.permissions import Actor
from mediation.timelimits import Calendar, Computation, changed_days, chinese_day, keeping
from mediation.vocabulary import ClockGround, PartyRole
from mediation.workflows.base import Act
from mediation.workflows.clock.deadline import RUNNING_STATES, DeadlineState

CAN_MOVE = Q(state__in=(*RUNNING_STATES, DeadlineState.LAPSED))
# Rows that are counted, locked and written together.
AT_ONCE = 1000
ORGANS_OF_THE_PETITION = ("matter__petition__organ", "matter__petition__responsible_organ")


@dataclass(frozen=True)
class Touched:
    """A deadline that a calendar touches: it moves, or it is no longer provisional (or newly so)."""

    deadline: Deadline
    computed: Computation

    @property
    def moves(self) -> bool:
        """Whether the counted or the legal day changes."""
        row = self.deadline
        return (row.nominal_on, row.legal_on) != (self.computed.nominal, self.computed.legal)

    @property
    def settles(self) -> bool:
        """Whether what is stored beside the day changes: it is provisional no longer, or a party keeps it."""
        row = self.deadline
        return (row.provisional, row.kept_on is not None) != (self.computed.provisional, self.computed.kept)


@dataclass(frozen=True)
class Loaded:
    """What a load did."""

    row: CalendarYear | None
    moved: int
    settled: int


def proposed(year: int, days: dict[str, dict[str, str]], *, notice: str, at: datetime, by: str = "") -> CalendarYear:
    """The next version of a year, not stored yet."""
    return CalendarYear(
        year=year, number=CalendarYear.next_number(year), notice=notice, loaded_at=at, loaded_by=by, **days
    )


def is_in_force(row: CalendarYear, calendar: Calendar) -> bool:
    """Whether a calendar says the same of the year already, resting on the same notice."""
    after = calendar_with(row)
    same = days_of(after, row.year) == days_of(calendar, row.year)
    beyond = not changed_days(calendar, after)
    return row.year in calendar.covered and same and beyond and row.notice == calendar.notice(row.year)


def load(row: CalendarYear, *, at: datetime) -> Loaded:
    """Store the year and count every deadline that it touches anew, all in one transaction.

    What is in force already is not stored again. Two loads at once wait for each other; a load that is
    killed leaves nothing behind.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE mediation_calendaryear IN SHARE ROW EXCLUSIVE MODE")
        new = not is_in_force(row, current_calendar())
        if new:
            row.number = CalendarYear.next_number(row.year)
            row.save(force_insert=True)
        moved, settled = recount(at=at)
    return Loaded(row if new else None, moved, settled)


def recount(*, at: datetime) -> tuple[int, int]:
    """Count the deadlines anew that the calendar in force touches; return how many moved and were settled."""
    calendar, moved, settled = current_calendar(), 0, 0
    for part in many.in_parts(touched(calendar, on=at.astimezone(gateway.SHANGHAI).date()), AT_ONCE):
        found = _under_lock(part, calendar)
        moving, staying = [one for one in found if one.moves], [one for one in found if not one.moves]
        _move(moving, at)
        _settle(staying, at)
        moved, settled = moved + len(moving), settled + len(staying)
    return moved, settled


def touched(calendar: Calendar, *, on: date) -> Iterator[Touched]:
    """The deadlines of which a calendar says something else than is stored, in the order of their files.

    A right that has lapsed is touched only if it would live again.
    """
    rows = Deadline.objects.filter(CAN_MOVE).exclude(limit={}).exclude(calendar_version=calendar.version)
    for row in rows.order_by("matter_id", "pk").iterator(chunk_size=AT_ONCE):
        one = Touched(row, counted_anew(row, calendar))
        alive = row.state != DeadlineState.LAPSED or (one.moves and one.computed.legal >= on and may_run_again(row))
        if alive and (one.moves or one.settles):
            yield one


def may_run_again(lapsed: Deadline) -> bool:
    """Whether what the end of the limit brought about can be taken back with it."""
    ended = end_by_clock(lapsed)
    return ended is None or not closure_of(ended).against


def counted_anew(deadline: Deadline, calendar: Calendar) -> Computation:
    """The deadline on another calendar; a party's own right does not end earlier than it did."""
    computed = computation(deadline, calendar=calendar)
    return keeping(computed, legal=deadline.legal_on) if computed.legal < deadline.legal_on else computed


def _under_lock(part: list[Touched], calendar: Calendar) -> list[Touched]:
    """The same under lock; what was met, ended or moved meanwhile is looked at as it stands now."""
    before = {one.deadline.pk: one for one in part}
    found = []
    for row in many.under_lock(Deadline.objects.filter(CAN_MOVE, pk__in=before)):
        seen = before[row.pk]
        same = row.version == seen.deadline.version
        found.append(Touched(row, seen.computed if same else counted_anew(row, calendar)))
    return [one for one in found if one.moves or one.settles]


def _move(found: list[Touched], at: datetime) -> None:
    """The days move, each change is noted for the head to sign off, and the parties are told old and new day."""
    old = [copy(one.deadline) for one in found]
    for one in found:
        _take_back_the_end(one.deadline, at)
    prefetch_related_objects(old, "organ", "party", "matter__organ", *ORGANS_OF_THE_PETITION)
    acts = many.take("recount", [_taking(one) for one in found], at=at)
    changes = [
        change_of(
            act, was, one.computed, ground=ClockGround.CALENDAR, basis=act.facts["notice"],
            why=_("按%s重新计算") % act.facts["notice"],
        )
        for act, was, one in zip(acts, old, found, strict=True)
    ]  # fmt: skip
    reports = [many.Taking(change, cause=act.event) for change, act in zip(changes, acts, strict=True)]
    many.take("report", reports, at=at, following=True)
    messages.tell_many(list(_told(acts, old, found)))


def _take_back_the_end(limit: Deadline, at: datetime) -> None:
    """A limit that lapsed and runs again takes back what its end brought about, before it is counted with the others."""
    ended = end_by_clock(limit) if limit.state == DeadlineState.LAPSED else None
    if ended is not None:
        act = Act(by=Actor(on=at.astimezone(gateway.SHANGHAI).date()), at=at, on=at.astimezone(gateway.SHANGHAI).date())
        gateway.annul_the_clocks(ended, act, why=_("放假安排变动，期限尚未届满。"))
        limit.refresh_from_db()


def _settle(found: list[Touched], at: datetime) -> None:
    """The days stay; that they were provisional is over."""
    many.take("settle", [_taking(one) for one in found], at=at)


def _taking(one: Touched) -> many.Taking:
    computed = one.computed
    facts: dict[str, Any] = {"notice": computed.calendar.notice(computed.legal.year) or _("尚无放假安排")}
    if one.moves:
        facts |= {"old_legal_on": one.deadline.legal_on, "new_legal_on": computed.legal}
    kept = computed.legal if computed.kept else None
    return many.Taking(one.deadline, facts, {**days_as_fields(computed), "kept_on": kept})


def _told(acts: list[Act], old: list[Deadline], found: list[Touched]) -> Iterator[messages.Told]:
    """What each party is told, the petitioners of all the files read at once."""
    files: dict[int, list[Party]] = {}
    for party in Party.objects.filter(role=PartyRole.PETITIONER, matter__in={row.matter_id for row in old}):
        files.setdefault(party.matter_id, []).append(party)
    for act, was, one in zip(acts, old, found, strict=True):
        parties = [was.party] if was.party else files.get(was.matter_id, [])
        said = moved_words(one.deadline, old=was.legal_on, why=act.facts["notice"])
        for party in parties:
            yield messages.Told(act, party, said, f"moved:{was.pk}:{act.event.pk}")


def tell_parties(act: Act, deadline: Deadline, *, old: date, why: str) -> None:
    """Tell the party whose right it is, or the petitioners who wait for the organ; the deadline as it stands now."""
    said = moved_words(deadline, old=old, why=why)
    for party in [deadline.party] if deadline.party else deadline.matter.petitioners:
        messages.tell(act, party, said, key=f"moved:{deadline.pk}:{act.event.pk}")


def moved_words(deadline: Deadline, *, old: date, why: str) -> str:
    """What a party is told of a moved day."""
    said = _("“%(what)s”的最后一日由%(old)s改为%(new)s，原因：%(why)s。") % {
        "what": deadline.label, "old": chinese_day(old), "new": chinese_day(deadline.legal_on), "why": why,
    }  # fmt: skip
    return said + (_("这一日期是暂定的，放假安排公布后重新计算。") if deadline.provisional else "")
