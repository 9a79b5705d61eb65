"""What the worker looks for by itself, with a province's data: what each sweep reads, and what a row costs that is due.

`make bench-sweeps N=20000`. What is dealt with is rolled back: the database stays as it was filled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial

from django.db import transaction

from bench.scale.measure import cost_of, once
from mediation.actions import keeping, queue
from mediation.actions.clock import reminders
from mediation.actions.clock.deadlines import expiring
from mediation.actions.clock.reminders import SHANGHAI
from mediation.actions.clock.whom_to_remind import Known
from mediation.actions.intake import receipts, succession
from mediation.actions.papers import rendering
from mediation.actions.serving import public_notice
from mediation.actions.sweeping import in_batches, one_by_one
from mediation.models import Deadline

HEAD = "| sweep | rows due | statements | buffers | python ms | server ms |\n|---|---|---|---|---|---|"
ROWS = "| row dealt with | rows | statements a row | python ms a row | server ms a row |\n|---|---|---|---|---|"
MOST = 1000


def printed(today: date) -> Iterator[str]:
    """The two tables, line by line."""
    yield HEAD
    for name, look in looks(today).items():
        cost = cost_of(look, times=3)
        yield f"| {name} | {cost.answer:,} | {cost.statements} | {cost.buffers:,} | {cost.python:.1f} | {cost.server:.1f} |"
    yield f"\n{ROWS}"
    for name, deal_with in deeds(today).items():
        with transaction.atomic():
            cost = once(deal_with)
            transaction.set_rollback(True)
        many = max(cost.answer, 1)
        yield (
            f"| {name} | {cost.answer:,} | {cost.statements / many:.2f} | {cost.python / many:.2f}"
            f" | {cost.server / many:.2f} |"
        )


def looks(today: date) -> dict[str, Callable[[], int]]:
    """What finds that something is due; each returns how many rows are."""
    at = datetime.combine(today, time(9), tzinfo=SHANGHAI)
    return {
        "clock": lambda: len(list(Deadline.objects.expired(today).values_list("pk", flat=True))),
        "notices that may not hang": lambda: public_notice.take_down_what_may_not_hang(at),
        "what came to another organ": lambda: succession.pass_to_successors(at),
        "reminders": lambda: len(list(Deadline.objects.to_remind(today).values_list("pk", flat=True))),
        "papers without a file": lambda: len(rendering.unrendered()),
        "seals not come": lambda: len(rendering.awaiting_seal()),
        "receipts": lambda: len(receipts.LEFT.waiting()),
        "files of refused steps": lambda: len(keeping.forget_unnamed(at)),
        "jobs done": lambda: queue.forget_done(at - timedelta(days=2)),
    }


def deeds(today: date) -> dict[str, Callable[[], int]]:
    """What is done with rows that are due; at most so many."""
    at = datetime.combine(today, time(9), tzinfo=SHANGHAI)
    waiting = Deadline.objects.to_remind(today).order_by("legal_on", "pk").values_list("pk", flat=True)
    tell = partial(reminders._tell, at=at, today=today, known=Known(today))  # noqa: SLF001
    tomorrow = at + timedelta(days=1)
    expired = Deadline.objects.expired(tomorrow.date())
    return {
        "reminded, by batches": lambda: in_batches(list(waiting[:MOST]), tell, size=reminders.AT_ONCE),
        "fallen due, through the gateway": lambda: one_by_one(
            list(expired[: MOST // 10]), lambda one: expiring._expire(one, tomorrow)  # noqa: SLF001
        ),
    }  # fmt: skip
