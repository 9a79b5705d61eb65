"""Every claim answered once, with finding, basis, reason; what is granted says who and by when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from mediation.documents.papers.checkup.facts import Draft
from mediation.documents.types import Finding
from mediation.vocabulary import OpinionOutcome, PaperKind

SHORTEST_REASON = 6
FARTHEST = 730
GRANTED = (OpinionOutcome.SUPPORTED, OpinionOutcome.PARTLY_SUPPORTED)
BASED = (OpinionOutcome.SUPPORTED, OpinionOutcome.NOT_SUPPORTED)
REFUSING = re.compile(r"不予支持|不支持|予以驳回")
GRANTING = re.compile(r"(?<!不)(?<!不能)予以支持|应予支持|应当支持|(?:我|本)(?:局|单位|机关|委)(?:决定)?同意")
CHINESE = "[一二三四五六七八九十]+"
NUMBERED = re.compile(
    rf"诉求（(?P<a>{CHINESE})）|诉求(?P<b>\d+)|诉求(?P<c>{CHINESE})(?=[，。、：；和与及]|$)|第(?P<d>{CHINESE}|\d+)项诉求"
)
VAGUE = re.compile(
    r"(?:有关|相关|各有关|责任|主管|职能|属地)(?:部门|单位|方面|机关|人员|责任人)|(?:我|本|贵)(?:局|单位|机关|委|办|厅|镇|乡|街道)"
)
BY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日(?=以?前)")
DIGITS = {digit: n for n, digit in enumerate("一二三四五六七八九", start=1)}


def _opinions(draft: Draft) -> list[Any]:
    return draft.rows("opinions") if draft.kind == PaperKind.HANDLING_OPINION else []


def every_claim_is_answered(draft: Draft) -> Iterator[Finding]:
    """Each claim to decide has exactly one opinion and at least one finding, and no row is of another claim."""
    if draft.kind != PaperKind.HANDLING_OPINION:
        return
    answered = [row.get("claim") for row in _opinions(draft)]
    place = draft.passage("opinions")
    for no in sorted(draft.to_decide):
        if no not in answered:
            yield place.finding("claim_unanswered", _("诉求%(n)d还没有处理意见。") % {"n": no}, _("请写一条处理意见。"))
        if not any(row.get("claim") == no and (row.get("text") or "").strip() for row in draft.rows("findings")):
            yield draft.passage("findings").finding("finding_missing", _("诉求%(n)d没有写查明的事实。") % {"n": no})
    yield from _answered_once(draft)
    for table in ("opinions", "findings", "bases"):  # What stands under another claim would not be printed at all.
        for row, one in enumerate(draft.rows(table)):
            if (no := one.get("claim")) not in draft.to_decide:
                yield draft.passage(table, row, "claim").finding(
                    "claim_not_decided_here", _("诉求%(n)s不在本意见书的处理范围内。") % {"n": no}
                )


def _answered_once(draft: Draft) -> Iterator[Finding]:
    """Two opinions on one claim would be two decisions; the later row is the place."""
    first: dict[Any, int] = {}
    for row, one in enumerate(_opinions(draft)):
        no = one.get("claim")
        if no in draft.to_decide and first.setdefault(no, row) != row:
            yield draft.passage("opinions", row, "claim").finding(
                "claim_answered_twice",
                _("诉求%(n)d已有第%(a)d行的处理意见，第%(b)d行又写了一次。")
                % {"n": no, "a": first[no] + 1, "b": row + 1},
                _("请把两条合成一条，删去多余的一行；写错序号的，改正诉求序号。"),
            )


def outcomes_have_basis_and_reason(draft: Draft) -> Iterator[Finding]:
    """Support and refusal rest on a basis; refusal and explanation on reasons that say something (第三十二条)."""
    based = {row.get("claim") for row in draft.rows("bases")}
    for row, one in enumerate(_opinions(draft)):
        no, outcome, reasons = one.get("claim"), one.get("outcome"), (one.get("reasons") or "").strip()
        if outcome in BASED and no not in based:
            yield draft.passage("bases").finding("basis_missing", _("诉求%(n)s没有写处理依据。") % {"n": no})
        place = draft.passage("opinions", row, "reasons")
        if outcome and reasons and len(reasons) < SHORTEST_REASON:
            yield place.finding("outcome_unexplained", _("诉求%(n)s的理由没有说明为什么。") % {"n": no})
        contradicting = (outcome == OpinionOutcome.SUPPORTED and REFUSING.search(reasons)) or (
            outcome == OpinionOutcome.NOT_SUPPORTED and GRANTING.search(reasons)
        )
        if contradicting:
            yield place.finding(
                "outcome_contradicts",
                _("诉求%(n)s的意见与理由不一致。") % {"n": no},
                _("请核对选择的意见。"),
                blocks=False,
            )


def parts_are_told_apart(draft: Draft) -> Iterator[Finding]:
    """Supported in part: which part, and by which item of 第三十二条第一款 the rest is not."""
    for row, one in enumerate(_opinions(draft)):
        if one.get("outcome") != OpinionOutcome.PARTLY_SUPPORTED:
            continue
        missing = next((name for name in ("granted_part", "rest", "rest_as") if not one.get(name)), "")
        if missing:
            yield draft.passage("opinions", row, missing).finding(
                "parts_unnamed",
                _(
                    "诉求%(n)s部分支持的，请写明支持的部分、其余部分和对其余部分的意见（《信访工作条例》第三十二条第一款）。"
                )
                % {"n": one.get("claim")},
            )


def what_is_granted_can_be_performed(draft: Draft) -> Iterator[Finding]:
    """Who, what, by when; not in the past."""
    for row, one in enumerate(_opinions(draft)):
        if one.get("outcome") not in GRANTED:
            continue
        no, due = one.get("claim"), _day(one.get("perform_by"))
        if not (one.get("performer") and one.get("perform_by")):
            place = draft.passage("opinions", row, "perform_by" if one.get("performer") else "performer")
            yield place.finding("performance_unclear", _("支持诉求%(n)s的，请写明由谁、何时办结。") % {"n": no})
        elif not one.get("what"):
            yield draft.passage("opinions", row, "what").finding(
                "performance_vague", _("支持诉求%(n)s的，没有写明做什么。") % {"n": no}, blocks=False
            )
        if due and due < draft.on:
            yield draft.passage("opinions", row, "perform_by").finding(
                "performance_in_past", _("诉求%(n)s的履行期限%(day)s已经过去。") % {"n": no, "day": due}
            )
        elif due and (due - draft.on).days > FARTHEST:
            yield draft.passage("opinions", row, "perform_by").finding(
                "performance_far_off", _("诉求%(n)s的履行期限%(day)s在两年以后。") % {"n": no, "day": due}, blocks=False
            )


def who_and_when_are_told_once(draft: Draft) -> Iterator[Finding]:
    """有关部门 can be held to nothing; a day in the words is that of the field."""
    for row, one in enumerate(_opinions(draft)):
        no, due = one.get("claim"), _day(one.get("perform_by"))
        if VAGUE.fullmatch((one.get("performer") or "").strip()):
            yield draft.passage("opinions", row, "performer").finding(
                "performer_vague",
                _("诉求%(n)s由谁办，没有写明是哪个单位。") % {"n": no},
                _("请写单位全称。"),
                blocks=False,
            )
        if due and (other := _another_day(one.get("what") or "", due)):
            yield draft.passage("opinions", row, "what").finding(
                "performance_days_differ",
                _("诉求%(n)s的履行日期，一处写%(day)s，一处写%(other)s。") % {"n": no, "day": due, "other": other},
                _("请核对日期。"),
                blocks=False,
            )


def claim_numbers_exist(draft: Draft) -> Iterator[Finding]:
    """诉求（四） where there are three."""
    for passage in draft.passages:
        for found in NUMBERED.finditer(passage.text):
            word = found[found.lastgroup or 0]
            no = int(word) if word.isdecimal() else _chinese(word)
            if draft.claims and no not in draft.claims:
                yield passage.finding("claim_number_unknown", _("卷宗里没有诉求%(n)s。") % {"n": no}, _("请核对序号。"))


def not_the_revoked_opinion_again(draft: Draft) -> Iterator[Finding]:
    """After an ordered new decision: not the same outcome for the same reasons (8.3)."""
    before = {row["claim"]: (row.get("outcome"), _letters(row.get("reasons", ""))) for row in draft.revoked}
    for row, one in enumerate(_opinions(draft)):
        now = (one.get("outcome"), _letters(one.get("reasons", "")))
        if one.get("claim") in before and now == before[one["claim"]]:
            yield draft.passage("opinions", row, "reasons").finding(
                "repeats_old_opinion",
                _("诉求%(n)s的意见和理由与已被撤销的意见相同，不得以同一事实和理由作出相同或者基本相同的处理意见。")
                % {"n": one["claim"]},
            )


def there_is_a_remedy(draft: Draft) -> Iterator[Finding]:
    """The paragraph is made from route and organ; without the organ there is none."""
    if draft.kind == PaperKind.HANDLING_OPINION and not draft.remedy:
        yield Finding(
            code="review_organ_missing",
            sentence=_("没有登记复查机关，无法生成权利告知。"),
            mend=_("请管理员在机关资料中补充。"),
        )


def not_past_the_limit(draft: Draft) -> Iterator[Finding]:
    """An answer that is late is still owed; that it is late needs a word."""
    if draft.kind == PaperKind.HANDLING_OPINION and draft.overdue:
        yield Finding(
            code="past_the_limit",
            sentence=_("办理期限已于%s届满，没有延期。请尽快答复。") % draft.overdue,
            blocks=False,
        )


def _another_day(what: str, due: date) -> str:
    """A day by which the words say that it is performed, other than the day that is stated."""
    return next(
        (hit[0] for hit in BY.finditer(what) if tuple(map(int, hit.groups())) != (due.year, due.month, due.day)), ""
    )


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _chinese(word: str) -> int:
    tens, ten, ones = word.rpartition("十")
    return (DIGITS.get(tens, 1) * 10 if ten else 0) + DIGITS.get(ones, 0)


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


RULES = (
    every_claim_is_answered, outcomes_have_basis_and_reason, parts_are_told_apart, what_is_granted_can_be_performed,
    who_and_when_are_told_once, there_is_a_remedy,
    not_past_the_limit, not_the_revoked_opinion_again, claim_numbers_exist,
)  # fmt: skip
