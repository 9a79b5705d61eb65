"""Days exist, fall on their weekday, are not ahead of time, and are those of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from mediation.documents.papers.checkup.facts import Draft, Passage
from mediation.documents.types import Finding

DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日(?:[（(]?(?:星期|周)([一二三四五六日天])[）)]?)?")
OTHER_FORM = re.compile(r"(?<![\d.-])(?:19|20)\d{2}([-./])\d{1,2}\1\d{1,2}(?![\d.-])")
WEEK = "一二三四五六日"
BEFORE, AFTER = 6, 10
TOLD_AS_DONE = ("course", "findings", "facts", "account")
AHEAD = re.compile(r"前|至|届满|计划|预计|将|拟|期限|有效期|应当|起")


def days_exist(draft: Draft) -> Iterator[Finding]:
    """No 30 February, and no Monday that was a Tuesday."""
    for passage, found in _found(draft):
        day = _read(found)
        if day is None:
            yield passage.finding("no_such_day", _("没有“%(day)s”这一天。") % {"day": found[0]}, _("请核对日期。"))
        elif found[4] and WEEK.index(found[4].replace("天", "日")) != day.weekday():
            yield passage.finding(
                "weekday_wrong", _("%(day)s不是星期%(week)s。") % {"day": day, "week": found[4]}, _("请核对日期。")
            )


def days_are_rightly_written(draft: Draft) -> Iterator[Finding]:
    """2025-02-30 is read by nobody as a day, and not compared with the file."""
    for passage in draft.passages:
        for found in OTHER_FORM.finditer(passage.text):
            yield passage.finding(
                "day_form",
                _("日期“%(day)s”的写法不对。") % {"day": found[0]},
                _("请写作“2025年3月4日”的样子。"),
                blocks=False,
            )


def what_was_done_was_not_tomorrow(draft: Draft) -> Iterator[Finding]:
    """What is told as done did not happen after the day of the decision."""
    for passage, found in _found(draft):
        day = _read(found)
        clause = re.split(r"[，。；\n]", passage.text[found.end() :])[0][:AFTER]
        before = passage.text[max(0, found.start() - BEFORE) : found.start()]
        if passage.field in TOLD_AS_DONE and day and day > draft.on and not AHEAD.search(before + clause):
            yield passage.finding(
                "day_ahead", _("%(day)s还没有到，不能写成已经发生。") % {"day": day}, _("请核对日期。"), blocks=False
            )


def what_is_demanded_can_still_be_done(draft: Draft) -> Iterator[Finding]:
    """A letter that lay too long does not demand an answer by a day that is over."""
    if draft.demanded is not None and draft.demanded < draft.on:
        yield Finding(
            code="demanded_day_over",
            sentence=_("文书要求在%(day)s前反馈，这一天已经过去。") % {"day": draft.demanded},
            mend=_("请作废这份文书，按新的反馈日期重新办理；确需照此发出的，写明理由。"),
            blocks=False,
        )


def days_are_those_of_the_file(draft: Draft) -> Iterator[Finding]:
    """于2025年3月4日受理 where the file says 3 March."""
    for passage, found in _found(draft):
        day = _read(found)
        clause = re.split(r"[，。；、\n]", passage.text[found.end() :])[0][:AFTER]
        for word, known in draft.milestones.items():
            if day and known and word in clause and day not in known:
                yield passage.finding(
                    "day_differs",
                    _("卷宗记载的%(what)s日期是%(known)s，这里写的是%(day)s。")
                    % {"what": word, "known": "、".join(map(str, sorted(known))), "day": day},
                    _("请核对日期。"),
                    blocks=False,
                )


def _found(draft: Draft) -> Iterator[tuple[Passage, re.Match[str]]]:
    for passage in draft.passages:
        for found in DAY.finditer(passage.text):
            yield passage, found


def _read(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


RULES = (
    days_exist,
    days_are_rightly_written,
    what_was_done_was_not_tomorrow,
    what_is_demanded_can_still_be_done,
    days_are_those_of_the_file,
)
