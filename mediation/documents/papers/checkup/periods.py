"""体检：期限. A period that is typed is the one in force here, not the national one that a local rule replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import cn2an
from django.utils.translation import gettext as _

from mediation.documents.papers.checkup.facts import Draft
from mediation.documents.types import Finding
from mediation.timelimits import TimeLimit, Unit
from mediation.workflows.periods import in_words

# What a clause speaks of, by the limit that it means; the first that fits is meant.
MEANT = {
    "D16": re.compile(r"提前"),
    "D14": re.compile(r"(?:申请|要求|同意)(?:举行)?听证|听证申请"),
    "D11": re.compile(r"司法确认"),
    "D2": re.compile(r"异议"),
    "D8": re.compile(r"(?:请求|申请|提出)复核"),
    "D6": re.compile(r"(?:请求|申请|提出)复查"),
    "D3": re.compile(r"是否受理|接收情况|处理途径"),
    "D5": re.compile(r"办结|办理期限|书面答复"),
}
# Those that bind the organ to which a paper goes.
OF_THE_RECEIVER = ("D2", "D3")
CLAUSE = re.compile(r"[^。；\n]+")
SPAN = re.compile(
    r"(\d{1,3}|[一二三四五六七八九十百两]{1,5})(个?工作日|日|天)(?=内|以内|之内|前|通知|送达|届满|的期限)"
)


@dataclass(frozen=True)
class Replaced:
    """A national period that does not hold here, and the one that does."""

    code: str
    national: TimeLimit
    here: TimeLimit


def replaced_periods_are_not_told(draft: Draft) -> Iterator[Finding]:
    """Where a local rule sets another length, the national one is a slip; a quoted article may tell it, with a reason."""
    for passage in draft.passages:
        for clause in CLAUSE.findall(passage.text):
            meant = next((code for code, words in MEANT.items() if words.search(clause)), "")
            told = meant and SPAN.search(clause)
            one = next((one for one in draft.replaced if one.code == meant), None) if told else None
            if one is not None and (typed := _typed(clause, one.national)):
                yield passage.finding(
                    "period_not_here",
                    _("写的是“%(typed)s”，这里适用的期限是%(here)s（%(authority)s）。")
                    % {"typed": typed, "here": in_words(one.here), "authority": one.here.authority},
                    _("请按本地规定改正；确是引用条文的，请说明。"), blocks=False,
                )  # fmt: skip


def _typed(clause: str, limit: TimeLimit) -> str:
    """The words in the clause that tell the length of the limit, if any do."""
    for number, unit in SPAN.findall(clause):
        length = int(number) if number.isdigit() else int(cn2an.cn2an(number.replace("两", "二"), "smart"))
        if length == limit.length and ("工作日" in unit) == (limit.unit is Unit.WORKING_DAYS):
            return f"{number}{unit}"
    return ""


RULES = (replaced_periods_are_not_told,)
