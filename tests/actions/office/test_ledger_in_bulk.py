"""Many objects at once: each has its own row, and the number of statements does not grow with theirs."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mediation.actions import many
from mediation.models import Deadline, Event
from mediation.queries.office.ledger import faults
from tests.factories.world import at


def settled(deadlines):
    """Let them take a step that notices bring about; return how many statements that took."""
    Deadline.objects.filter(pk__in=[one.pk for one in deadlines]).update(provisional=True)
    found = many.under_lock(Deadline.objects.filter(pk__in=[one.pk for one in deadlines]))
    rows = [many.Taking(one, facts={"notice": "国务院通知"}, changes={"provisional": False}) for one in found]
    with CaptureQueriesContext(connection) as asked:
        acts = many.take("settle", rows, at=at("2025-03-05"))
    assert [act.event.step for act in acts] == ["settle"] * len(found)
    return len(asked)


@pytest.mark.parametrize("accused", [False, True])
def test_a_step_of_many_is_sealed_row_by_row_in_as_many_statements_as_that_of_one(world, accused):
    files = [world.accepted() for _n in range(6)]
    if accused:
        claim = {"text": "违纪", "category": "accusation", "accused_organ": world.other_bureau}
        world.petition(claims=[claim])
    limits = [one for file in files for one in Deadline.objects.filter(matter=file.matter, code="D5")]
    assert len(limits) >= 12
    one, rest = settled(limits[:1]), settled(limits[1:])
    assert rest == one
    assert Event.objects.filter(step="settle").count() == len(limits)
    assert faults()[1] == []
