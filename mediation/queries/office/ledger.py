"""Verification of the ledger, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.apps import apps

from mediation.models import Event
from mediation.models.event import GENESIS, digest
from mediation.workflows.base import lifecycles


@dataclass(frozen=True)
class Fault:
    """A row that does not fit its chain."""

    matter: str
    seq: int
    what: str

    def __str__(self) -> str:
        return f"卷宗{self.matter}第{self.seq}条：{self.what}"


def faults() -> tuple[int, list[Fault]]:
    """Walk every chain; return how many rows were checked and every fault found."""
    count, found = 0, []
    rows = Event.objects.select_related("matter").order_by("matter_id", "seq").iterator(chunk_size=2000)
    for _matter_id, chain in groupby(rows, key=lambda event: event.matter_id):
        prev, due = GENESIS, 1
        for event in chain:
            count += 1
            found += _faults_of(event, prev, due)
            prev, due = event.hash, event.seq + 1
    return count, found + _objects_without_their_last_event()


def _faults_of(event: Event, prev: str, due: int) -> list[Fault]:
    number = event.matter.number
    found = [Fault(number, seq, "记录缺失（被删除）") for seq in range(due, event.seq)]
    if event.seq < due:
        found.append(Fault(number, event.seq, "序号不应存在（被插入）"))
    if event.hash != digest(event.prev, event):
        found.append(Fault(number, event.seq, f"内容与哈希值不符（被改动或者插入）：{event.object_type}.{event.step}"))
    elif event.prev != prev and not found:
        found.append(Fault(number, event.seq, "与前一条记录不衔接（被调换、插入或者前一条被改动）"))
    return found


def _objects_without_their_last_event() -> list[Fault]:
    """What the chains cannot tell: a chain cut off at its end, a row about nothing, a state that no row brought about."""
    rows = Event.objects.order_by("object_type", "object_id", "-version").distinct("object_type", "object_id")
    last = {
        (event.object_type, event.object_id): event
        for event in rows.select_related("matter").only(
            "object_type", "object_id", "version", "to_state", "seq", "matter__number"
        )
    }
    found = []
    for model in lifecycles():
        name, things = model._meta.model_name, apps.get_model("mediation", model._meta.model_name)._base_manager
        for pk, version, state, number in things.values_list("pk", "version", "state", "matter__number"):
            event = last.pop((name, pk), None)
            if event is None or event.version != version:
                found.append(Fault(number, 0, f"{model._meta.verbose_name}{pk}的版本{version}没有对应的末条记录"))
            elif event.to_state != state:
                what = f"{model._meta.verbose_name}{pk}的状态“{state}”与末条记录的“{event.to_state}”不符（被改动）"
                found.append(Fault(number, event.seq, what))
    for (name, pk), event in last.items():
        found.append(Fault(event.matter.number, event.seq, f"记录所指的{name}{pk}不存在（被插入，或者该项被删除）"))
    return found
