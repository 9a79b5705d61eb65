"""批量签发: begun with one press, taken paper by paper by the worker, each through the gateway.

A worker that is killed, a job that is doubled and a button that is pressed twice leave every paper taken once or not
at all: the item is locked, and the gateway knows the item's key.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from mediation.actions import gateway, queue
from mediation.documents.papers.content import unanswered
from mediation.models import BulkItem, BulkRun, Paper, ServiceOfDocument, User
from mediation.vocabulary import BulkAct, BulkResult
from mediation.workflows.base import Refused
from mediation.workflows.facts import WrongFacts

log = logging.getLogger(__name__)

TASK = "take_bulk_item"


def start_run(
    act: str,
    items: Iterable[BulkItem],
    *,
    by: User,
    at: datetime,
    key: str,
    language: str,
    facts: dict[str, Any] | None = None,
    pattern: Paper | None = None,
) -> BulkRun:
    """Write down what is to be done with which papers, and hand it to the worker; a second press finds the first run."""
    try:
        with transaction.atomic():
            run = BulkRun.objects.create(
                user=by, act=act, pattern=pattern, facts=facts or {}, key=key, language=language, begun_at=at
            )
            rows = list(items)
            for no, item in enumerate(rows, start=1):
                item.run, item.no = run, no
            BulkItem.objects.bulk_create(rows, batch_size=1000)
            _hand_over(run)
            return run
    except IntegrityError:
        return BulkRun.objects.get(key=key)


def pause(run: BulkRun, *, at: datetime) -> None:
    """Leave what has not begun; what is under way is finished."""
    BulkRun.objects.filter(pk=run.pk, paused_at=None).update(paused_at=at)


def resume(run: BulkRun) -> None:
    """Go on with what is waiting."""
    with transaction.atomic():
        BulkRun.objects.filter(pk=run.pk).update(paused_at=None)
        _hand_over(run)


def try_again(run: BulkRun) -> None:
    """Once more what was refused, after it was mended; what was changed by mending it is taken as it is now."""
    with transaction.atomic():
        for item in run.items.refused().select_for_update(of=("self",)).select_related("paper", "service"):
            now = item.service or item.paper
            item.result, item.version = BulkResult.WAITING, now and now.version
            item.code = item.sentence = item.mend = ""
            item.save()
        resume(run)


def _hand_over(run: BulkRun) -> None:
    queue.defer_many(TASK, [{"item_id": pk} for pk in run.items.waiting().values_list("pk", flat=True)])


def take(*, item_id: int, at: datetime, last: bool = False) -> None:
    """Take the step with one paper as the person who pressed; a refusal is kept with its sentence.

    An unforeseen fault is raised, so that the job is tried again; at the `last` attempt it is kept as a refusal.
    """
    with transaction.atomic():
        item = (
            BulkItem.objects.select_for_update(of=("self",)).select_related("run__user", "run__pattern").get(pk=item_id)
        )
        if item.result != BulkResult.WAITING or item.run.paused_at is not None:
            return
        try:
            with transaction.atomic(), override(item.run.language):
                item.paper = _perform(item, at)
        except Refused as refused:
            _refuse(item, refused.code, refused.sentence, refused.mend)
        except WrongFacts as wrong:
            _refuse(item, "wrong_facts", str(wrong), "")
        except Exception:
            if not last:
                raise
            log.exception("bulk: item %s failed at its last attempt", item_id)
            _refuse(
                item,
                "fault",
                _("系统出了故障，没有办成，什么也没有改变。"),
                _("请再试一次；仍然不行的，请告知管理员。"),
            )
        else:
            item.result, item.done_at = BulkResult.DONE, at
        item.save()


def _refuse(item: BulkItem, code: str, sentence: Any, mend: Any) -> None:
    with override(item.run.language):
        item.result, item.code, item.sentence, item.mend = BulkResult.REFUSED, code, str(sentence), str(mend)


def _perform(item: BulkItem, at: datetime) -> Any:
    """The step of the run with this item's paper; the paper that it is about, or that was drafted."""
    run = item.run
    how: dict[str, Any] = {"by": run.user, "at": at, "key": f"bulk-{item.pk}"}
    stated = {**run.facts, **item.facts}
    if run.act == BulkAct.DRAFT:
        return _draft_alike(item, how)
    if run.act == BulkAct.DISPATCH:
        return gateway.perform(ServiceOfDocument, item.service_id, run.act, version=item.version, **how, **stated).paper
    return gateway.perform(Paper, item.paper_id, run.act, version=item.version, **how, **stated)


def _draft_alike(item: BulkItem, how: dict[str, Any]) -> Any:
    """A paper of the pattern's kind and words; where the same warnings are found, the same reasons are given."""
    pattern: Any = item.run.pattern
    paper = gateway.perform(Paper, None, "draft", matter=item.matter, kind=pattern.kind, content=pattern.content, **how)
    reasons = {row["finding"]: row["reason"] for row in pattern.answers}
    asked = [one for one in unanswered(paper, how["at"].astimezone(gateway.SHANGHAI).date()) if one.key in reasons]
    if asked:
        answers = [{"finding": one.key, "reason": reasons[one.key]} for one in asked]
        gateway.perform(Paper, paper.pk, "explain", **{**how, "key": f"{how['key']}-why"}, answers=answers)
    return paper
