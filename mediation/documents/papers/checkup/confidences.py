"""What was told in confidence, and who told it, stays out of the paper."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from mediation.documents.papers.checkup.facts import Draft
from mediation.documents.types import Finding
from mediation.vocabulary import PaperKind
from mediation.written.confided import SHORTEST, closed

TOLD_ON = re.compile(r"(?:实名|匿名|署名|来信|来电)?(?:检举|控告)|(?:实名|匿名)举报")
INFORMANT = re.compile(r"(?:举报人|检举人|控告人|线索提供人|反映人)(?:为|是|：|系)?")
CONCESSION = re.compile(r"调解(?:中|时|过程中)[^。\n]{0,80}(?:同意|愿意|让步|接受|最多|承诺)")
REASONED = (PaperKind.HANDLING_OPINION, PaperKind.REVIEW_OPINION, PaperKind.RE_EXAMINATION_OPINION)


def nothing_confided(draft: Draft) -> Iterator[Finding]:
    """Words confided in mediation must not stand in the paper; the finding does not quote them."""
    if draft.passages and any(marks.lost for marks in draft.confided):
        yield draft.passages[0].finding(
            "confidence_unchecked",
            _("调解笔记的密钥已不在，无法比对本文书是否写了保密的内容。"),
            _("请调解员核对，并说明核对的结果。"),
            blocks=False,
        )
    for passage in draft.passages:
        if any(marks.told_in(closed(passage.text)) for marks in draft.confided):
            yield passage.finding(
                "confidence_disclosed",
                _("有与调解保密记录相同的文字，请删去：调解中的让步不得作为依据。"),
            )


def no_concession(draft: Draft) -> Iterator[Finding]:
    """Of a mediation that failed only that it failed is told."""
    if draft.kind not in REASONED:
        return
    for passage in draft.passages:
        if CONCESSION.search(passage.text) and draft.mediation_failed:
            yield passage.finding(
                "concession_told", _("似乎写了调解中的让步。"), _("调解未成的，只写“经调解未达成协议”。"), blocks=False
            )


def no_informant(draft: Draft) -> Iterator[Finding]:
    """Neither who informed on somebody nor the words of an accusation (第三十条第三款)."""
    pieces = [w for text in draft.accusations for w in _windows(closed(text))] if draft.passages else []
    for passage in draft.passages:
        words = closed(passage.text)
        named = any(
            words.startswith(name, found.end()) for found in INFORMANT.finditer(words) for name in draft.people
        ) or any(words[: found.start()].endswith(name) for found in TOLD_ON.finditer(words) for name in draft.people)
        if named:
            yield passage.finding("informant_named", _("写出了检举人的姓名，请删去。"))
        elif any(piece in words for piece in pieces):
            yield passage.finding("accusation_told", _("有与检举控告相同的文字，请删去。"))


def _windows(words: str) -> list[str]:
    """Every stretch that is long enough to be recognised."""
    return [words[start : start + SHORTEST] for start in range(len(words) - SHORTEST + 1)]


RULES = (nothing_confided, no_concession, no_informant)
