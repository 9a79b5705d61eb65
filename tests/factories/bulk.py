"""Many papers at the same point of their course."""

from __future__ import annotations

from mediation.actions.papers import bulk
from mediation.models import BulkItem, BulkRun, Paper
from mediation.vocabulary import BulkAct, PaperKind
from tests.factories.opinions import take
from tests.factories.world import World, at

DAY = "2026-03-02"


def notices(world: World, many: int, *, first: int = 0, state: str = "approved", on: str = DAY) -> list[Paper]:
    """So many 受理告知书 of as many files, drafted, submitted or approved; `first`: so many are there already."""
    found = []
    for n in range(first, many):
        petition = world.accepted(on=on, subject=f"青椒收购价{n}", petitioners=[{"name": "张大山", "address": "一村"}])
        paper = petition.matter.papers.get(kind=PaperKind.ACCEPTANCE_NOTICE)
        for step, by, wanted in (("submit", world.handler, "submitted"), ("approve", world.head, "approved")):
            if state in (wanted, "approved"):
                take(paper, step, by, on, "11:00")
        found.append(Paper.objects.get(pk=paper.pk))
    return found


def begun(world: World, papers: list[Paper], act: str = BulkAct.ISSUE, key: str = "k", **more: object) -> BulkRun:
    """A run of the registrar (or of who is named) with the papers as they are."""
    items = [BulkItem(matter=paper.matter, paper=paper, version=paper.version) for paper in papers]
    stated = {"by": world.registrar, "at": at(DAY, "14:00"), "key": key, "language": "zh-hans", **more}
    return bulk.start_run(act, items, **stated)


def worked(run: BulkRun, *, most: int | None = None) -> BulkRun:
    """What the worker does with what is waiting, without a worker."""
    for pk in list(run.items.waiting().values_list("pk", flat=True))[:most]:
        bulk.take(item_id=pk, at=at(DAY, "15:00"))
    return BulkRun.objects.get(pk=run.pk)
