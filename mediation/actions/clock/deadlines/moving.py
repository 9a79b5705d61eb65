"""Move deadlines: an extension, days left out, a corrected day. Shown before it is done, and noted in the ledger."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from mediation.actions import gateway
from mediation.actions.clock.deadlines.starting import computation, days_as_fields, told_as_refusal, would_start
from mediation.actions.clock.deadlines.taking_back import take_back_the_end
from mediation.models import ClockChange, Deadline, Paper, Party
from mediation.timelimits import Computation, Excluded, extend
from mediation.vocabulary import ClockGround
from mediation.workflows.base import Act, Lifecycle
from mediation.workflows.clock.deadline import DeadlineState


@dataclass(frozen=True)
class Moving:
    """A deadline, and how it would run after a change: the old and the new day side by side."""

    deadline: Deadline
    computed: Computation
    changes: dict[str, Any]

    @property
    def who(self) -> Any:
        """Whose period it is."""
        return self.deadline.party or self.deadline.organ

    @property
    def old(self) -> date | None:
        """The last day as it stands; None for a limit that only begins."""
        return self.deadline.legal_on if self.deadline.pk else None

    @property
    def new(self) -> date:
        """The last day as it would be."""
        return self.computed.legal


def beginning(code: str, *, subject: Lifecycle, trigger_on: date, party: Party | None = None) -> Moving:
    """A limit that a step would begin, with its last day; nothing is stored."""
    deadline, computed = would_start(code, subject=subject, trigger_on=trigger_on, on=trigger_on, party=party)
    return Moving(deadline, computed, {})


def preview(
    deadline: Deadline,
    *,
    extension_days: int | None = None,
    extend_by: int | None = None,
    decided_on: date | None = None,
    exclude: Excluded | None = None,
    trigger_on: date | None = None,
    keep: date | None = None,
) -> Moving:
    """What a change would do; nothing is stored.

    `extension_days` is the whole extension, `extend_by` one more that is decided on `decided_on`: refused if
    it is a second one, or too late, or too long. Days that are left out already are not left out twice.
    `keep`: the last day that a person has, before which his own right does not end.
    Raises NotPossibleNow with the reason.
    """
    moved = copy(deadline)
    if exclude is not None:
        moved.excluded = [*moved.excluded, *([str(d) for d in span] for span in _not_yet(exclude, deadline.spans))]
    if extension_days is not None:
        moved.extension_days = extension_days
    if trigger_on is not None:
        moved.trigger_on, moved.kept_on = trigger_on, keep
    with told_as_refusal():
        computed = computation(moved)
        if extend_by is not None and decided_on is not None:
            computed = extend(computed, days=extend_by, decided_on=decided_on)
    changes = {
        "extension_days": computed.extension_days,
        "excluded": moved.excluded,
        "trigger_on": moved.trigger_on,
        "kept_on": moved.kept_on if computed.kept else None,
        "suspended_on": deadline.suspended_on if exclude is None else None,
        **days_as_fields(computed),
    }
    return Moving(deadline, computed, changes)


def _not_yet(span: Excluded, spans: list[Excluded]) -> list[Excluded]:
    """The parts of a span that lie in none of the others."""
    left = [span]
    for other in spans:
        left = [part for one in left for part in _without(one, other)]
    return left


def _without(span: Excluded, other: Excluded) -> list[Excluded]:
    if other.through <= span.after or span.through <= other.after:
        return [span]
    before, after = span._replace(through=other.after), span._replace(after=other.through)
    return [part for part in (before, after) if part.after < part.through]


def move(
    act: Act,
    deadline: Deadline,
    *,
    ground: ClockGround,
    why: str,
    paper: Paper | None = None,
    to_sign: bool = False,
    **change: Any,
) -> Deadline:
    """Move a limit after an extension, days left out or a corrected day (`change`: see preview).

    The limit it was made with stays. A finished one keeps its end, and is told in time or late by its new day. One that
    lapsed and is not over by its new day runs again: what its end brought about is taken back.
    The change is noted with its ground, its paper, and both days.
    """
    found = preview(Deadline.objects.get(pk=deadline.pk), **change)
    old = found.deadline
    lapsed = old.state == DeadlineState.LAPSED
    revived = lapsed and found.new >= act.on and take_back_the_end(act, deadline, why=why)
    over = lapsed and bool(old.expiry_step) and not revived
    done = over or old.state in (DeadlineState.MET, DeadlineState.MET_LATE)
    taken = gateway.follow(
        act, deadline, "restate" if done else "move",
        changes=found.changes, why=why, old_legal_on=found.old or deadline.legal_on, new_legal_on=found.new,
    )  # fmt: skip
    span = change.get("exclude")
    note_change(
        act, old, found.computed, ground=ground, why=why, paper=paper, to_sign=to_sign,
        since=span and span.after, until=span and span.through,
    )  # fmt: skip
    if done:
        _restand(act, taken)
    return taken


def leave_out(
    act: Act, deadline: Deadline, span: Excluded, *, ground: ClockGround, why: str, paper: Paper | None = None
) -> None:
    """Days of a suspension are not counted; where it began on the last counted day or later, none would have been."""
    if span.after < deadline.nominal_on:
        move(act, deadline, ground=ground, why=why, paper=paper, exclude=span)
    else:
        resume(act, deadline)


def suspend(act: Act, deadline: Deadline, *, why: str) -> None:
    """The clock stands still after this day, until the days are left out or it is resumed.

    Not on the last counted day or later: no day is left that could be left out, and the limit falls due.
    """
    runs_on = deadline.state == DeadlineState.RUNNING and act.on < deadline.nominal_on
    if runs_on and deadline.suspended_on is None:
        gateway.follow(act, deadline, "suspend", why=why)


def resume(act: Act, deadline: Deadline) -> None:
    """The clock goes on without a day lost."""
    if deadline.suspended_on is not None:
        gateway.follow(act, deadline, "resume")


def restate_met(act: Act, deadline: Deadline, *, met_on: date, why: str, stays_late: bool = False) -> None:
    """What a finished limit asks for was done on another day than was told: in time or late by the right one.

    `stays_late`: an organ that was late by the day that was told stays so; the ledger tells both days.
    """
    day = deadline.legal_on
    stays = would_stay_late(deadline, relied=stays_late) and met_on <= day
    if stays:
        why = _("%(why)s；此前已按%(day)s记为逾期，不因更正变为按期") % {"why": why, "day": deadline.met_on}
    taken = gateway.follow(
        act, deadline, "restate", changes={"met_on": met_on}, why=why, old_legal_on=day, new_legal_on=day
    )
    if not stays:
        _restand(act, taken)


def would_stay_late(deadline: Deadline, *, relied: bool) -> bool:
    """Whether a correction leaves a limit as it was met: an organ is not made timely once the day went out."""
    return relied and deadline.organ_id is not None and deadline.state == DeadlineState.MET_LATE


def _restand(act: Act, deadline: Deadline) -> None:
    in_time = deadline.met_on is not None and deadline.met_on <= deadline.legal_on
    if in_time and deadline.state == DeadlineState.MET_LATE:
        gateway.follow(act, deadline, "find_in_time")
    elif not in_time and deadline.state == DeadlineState.MET:
        gateway.follow(act, deadline, "find_late")


def note_change(act: Act, old: Deadline, computed: Computation, *, to_sign: bool = False, **said: Any) -> ClockChange:
    """Enter in the ledger what moved a clock. `to_sign`: the head signs it off; `said`: see change_of."""
    return gateway.follow(act, change_of(act, old, computed, **said), "report" if to_sign else "note")


def change_of(
    act: Act, old: Deadline, computed: Computation, *, ground: ClockGround, why: str, basis: str = "", **more: Any
) -> ClockChange:
    """The row that tells what moved a clock; `old` is the deadline as it stood."""
    return ClockChange(
        matter_id=old.matter_id,
        deadline_id=old.pk,
        organ=old.organ or old.matter.acting_organ,
        ground=ground,
        why=why[:500],
        basis=basis or act.event.basis or old.authority,
        event=act.event,
        changed_on=act.on,
        extension_days=computed.extension_days - old.extension_days,
        old_nominal_on=old.nominal_on,
        new_nominal_on=computed.nominal,
        old_legal_on=old.legal_on,
        new_legal_on=computed.legal,
        **more,
    )
