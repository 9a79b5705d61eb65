"""文号: rightly written, and of a paper that is in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from mediation.documents.papers.checkup.facts import Draft
from mediation.documents.types import Finding

NUMBER = re.compile(r"〔(\d{4})〕\s*(第)?(\d+)号")
WRONG_BRACKETS = re.compile(r"[\u4e00-\u9fff][\[（(【﹝［]\s*(?:19|20)\d{2}\s*[\]）)】﹞］]\s*第?\d+号")


def numbers_are_rightly_written(draft: Draft) -> Iterator[Finding]:
    """Hexagonal brackets, no 第, no leading zero (GB/T 9704 7.2.5)."""
    for passage in draft.passages:
        odd = [found[0] for found in NUMBER.finditer(passage.text) if found[2] or found[3].startswith("0")]
        for found in [*odd, *WRONG_BRACKETS.findall(passage.text)]:
            yield passage.finding(
                "number_form",
                _("文号“%(no)s”的写法不对。") % {"no": found},
                _("年份用六角括号〔〕，序号前不加“第”，不编虚位。"),
            )


def numbers_are_in_the_file(draft: Draft) -> Iterator[Finding]:
    """A number of one of the file's own series must be that of a paper in the file."""
    for passage in draft.passages:
        for found in NUMBER.finditer(passage.text):
            before = passage.text[: found.end()].replace(" ", "")
            series = next((s for s in draft.series if passage.text[: found.start()].endswith(s)), "")
            if (
                series
                and not (found[2] or found[3].startswith("0"))
                and not any(before.endswith(number) for number in draft.numbers)
            ):
                yield passage.finding(
                    "number_unknown", _("卷宗里没有文号是%(no)s的文书。") % {"no": series + found[0]}, _("请核对文号。")
                )


RULES = (numbers_are_rightly_written, numbers_are_in_the_file)
