"""What is cited exists and is in force on the day of the decision."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from django.utils.translation import gettext as _

from mediation.documents.papers import statutes
from mediation.documents.papers.checkup.facts import Draft
from mediation.documents.papers.statutes import Citing
from mediation.documents.types import Finding

# A field that is nothing but a basis: there the law of the day counts, as in the table of bases.
BASIS_FIELDS = ("legal_basis",)


def bases_can_be_cited(draft: Draft) -> Iterator[Finding]:
    """A basis out of force or without its article blocks; one that is not in the catalogue wants a word."""
    for row, basis in enumerate(draft.rows("bases")):
        title, article = basis.get("title") or "", basis.get("article") or ""
        if not title or not article:
            continue
        code, sentence, mend, blocks = _told(statutes.standing(title, article, draft.on), title, article)
        if code:
            column = "title" if code in ("statute_unknown", "statute_not_in_force") else "article"
            yield draft.passage("bases", row, column).finding(code, sentence, mend, blocks=blocks)


def citations_in_the_text(draft: Draft) -> Iterator[Finding]:
    """The same for what is cited in passing; what a document is called in 《》 is no statute."""
    for passage in draft.passages:
        if passage.field == "bases":
            continue
        for title, articles in statutes.cited_in(passage.text):
            standing = statutes.standing(title, articles or "第一条", draft.on)
            if standing in (Citing.UNKNOWN, Citing.UNLISTED):
                continue
            code, sentence, mend, blocks = _told(standing, title, articles)
            if code:
                # Old facts may be judged by the law of their time; an article that never was is a slip.
                certain = standing is Citing.NO_ARTICLE or passage.field in BASIS_FIELDS
                yield passage.finding(code, sentence, mend, blocks=blocks and certain)


def titles_are_marked(draft: Draft) -> Iterator[Finding]:
    """物权法第三十条 without 《》 is no citation that anybody, or a rule, could follow."""
    for passage in draft.passages:
        for title in dict.fromkeys(found[1] for found in _unmarked().finditer(passage.text)):
            yield passage.finding(
                "title_unmarked", _("“%(title)s”没有加书名号。") % {"title": title}, _("请写作《%(title)s》。") % {"title": title},
                blocks=False,
            )  # fmt: skip


@cache
def _unmarked() -> re.Pattern[str]:
    titles = {form for statute in statutes.known() for form in (statute.title, statutes.bare(statute.title))}
    return re.compile(
        f"({'|'.join(map(re.escape, sorted(titles, key=len, reverse=True)))})(?=第[一二三四五六七八九十百千两〇零0-9]+条)"
    )


def not_to_be_cited(text: str, on: date) -> tuple[str, str, str] | None:
    """The first statute of a basis that may not be cited on the day: code, sentence, how to mend it."""
    for title, articles in statutes.cited_in(text):
        standing = statutes.standing(title, articles or "第一条", on)
        code, sentence, mend, blocks = _told(standing, title, articles)
        if blocks and code:
            return code, sentence, mend
    return None


def _told(standing: Citing, title: str, article: str) -> tuple[str, str, str, bool]:
    names = {"title": statutes.without_marks(title), "article": article}
    pick = _("请从处理依据目录中选择。")
    if standing in (Citing.NO_LONGER, Citing.NOT_YET):
        when = _("已经废止") if standing is Citing.NO_LONGER else _("尚未施行")
        sentence = _("《%(title)s》在作出意见之日%(when)s，不能引用。") % {**names, "when": when}
        return "statute_not_in_force", sentence, pick, True
    if standing is Citing.NO_ARTICLE:
        return "article_unknown", _("《%(title)s》没有“%(article)s”。") % names, pick, True
    if standing is Citing.UNKNOWN:
        sentence = _("处理依据目录中没有《%(title)s》。") % names
        return "statute_unknown", sentence, _("地方性法规、规章等，请说明出处和现行有效。"), False
    if standing is Citing.UNLISTED:
        sentence = _("目录没有核对《%(title)s》的%(article)s。") % names
        return "article_unlisted", sentence, _("请核对条文后说明。"), False
    return "", "", "", False


RULES = (bases_can_be_cited, citations_in_the_text, titles_are_marked)
