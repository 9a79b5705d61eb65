"""Verification of the ledger, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.apps import apps
from django.db.models import Max

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
    if event.seq != due:
        return [Fault(number, seq, "记录缺失（被删除）") for seq in range(due, event.seq)]
    if event.prev != prev:
        return [Fault(number, event.seq, "与前一条记录不衔接（被调换、插入或者前一条被改动）")]
    if event.hash != digest(prev, event):
        return [Fault(number, event.seq, f"内容与哈希值不符（被改动）：{event.object_type}.{event.step}")]
    return []


def _objects_without_their_last_event() -> list[Fault]:
    """Rows cut off at the end of a chain: an object is ahead of its last event, or behind it."""
    last = {
        (row["object_type"], row["object_id"]): row["last"]
        for row in Event.objects.values("object_type", "object_id").annotate(last=Max("version")).order_by()
    }
    found = []
    for model in lifecycles():
        name = model._meta.model_name
        for pk, version, number in apps.get_model("mediation", name)._base_manager.values_list(
            "pk", "version", "matter__number"
        ):
            if last.get((name, pk)) != version:
                found.append(Fault(number, 0, f"{model._meta.verbose_name}{pk}的版本{version}没有对应的末条记录"))
    return found
