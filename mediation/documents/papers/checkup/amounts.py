"""Amounts in words and figures agree; what is granted was found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from mediation.documents.papers.checkup.facts import Draft
from mediation.documents.types import Finding
from mediation.vocabulary import PaperKind
from mediation.written.amounts import in_figures

FIGURE = r"(\d[\d,，]{0,20}(?:\.\d{1,6})?)\s{0,4}(万)?元"
CAPITAL = r"((?:人民币)?[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]{1,30}[元圆圓](?:[零壹贰叁肆伍陆柒捌玖]角)?(?:[零壹贰叁肆伍陆柒捌玖]分)?[整正]?)"
GAP = r"[\s（(，:：]{0,6}(?:大写|小写|即|人民币|￥|¥){0,3}[\s:：]{0,6}"
SIGNED = r"[￥¥]\s{0,4}(\d[\d,，]{0,20}(?:\.\d{1,6})?)()"
SMALL = r"[\s（(，:：]{0,6}大写[\s:：]{0,6}([零〇一二三四五六七八九十百千万亿]{1,30}元(?:[一二三四五六七八九]角)?(?:[一二三四五六七八九]分)?)"
PAIRS = (
    re.compile(FIGURE + GAP + CAPITAL), re.compile(CAPITAL + GAP + FIGURE), re.compile(SIGNED + GAP + CAPITAL),
    re.compile(FIGURE + SMALL),
)  # fmt: skip
ONE = re.compile(FIGURE)


def words_and_figures_agree(draft: Draft) -> Iterator[Finding]:
    """12800元（大写：壹万贰仟元整）."""
    for passage in draft.passages:
        for place, pattern in enumerate(PAIRS):
            for found in pattern.finditer(passage.text):
                figure, ten_thousand, words = found.groups() if place != 1 else (found[2], found[3], found[1])
                if _figure(figure, ten_thousand) != in_figures(words):
                    yield passage.finding(
                        "amount_words_differ",
                        _("金额大小写不一致：%(what)s。") % {"what": found[0]},
                        _("请核对金额。"),
                    )


def what_is_granted_was_found(draft: Draft) -> Iterator[Finding]:
    """An amount in the opinion that neither the claims nor the findings tell of."""
    if draft.kind != PaperKind.HANDLING_OPINION:
        return
    granted = [(p, found) for p in draft.passages if p.field == "opinions" for found in ONE.finditer(p.text)]
    if not granted:
        return
    known = {_figure(*found) for found in ONE.findall(draft.told + draft.whole("course", "findings"))}
    for passage, found in granted:
        if _figure(found[1], found[2]) not in known:
            yield passage.finding(
                "amount_unfounded",
                _("“%(what)s”在诉求和查明的事实中没有出现。") % {"what": found[0]},
                _("请核对金额，或者在查明的事实中写明怎样得出。"),
                blocks=False,
            )


def _figure(figure: str, ten_thousand: str | None) -> Decimal:
    return Decimal(re.sub(r"[,，]", "", figure)) * (10_000 if ten_thousand else 1)


RULES = (words_and_figures_agree, what_is_granted_was_found)
