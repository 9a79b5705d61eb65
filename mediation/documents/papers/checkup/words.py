"""Nothing left over, nothing that cannot be printed, no remedy typed by hand, nobody's numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from mediation.documents.papers.checkup.facts import Draft
from mediation.documents.papers.glyphs import unprintable
from mediation.documents.papers.invisible import places
from mediation.documents.types import Finding
from mediation.written.hidden import HIDDEN, ODD, is_hidden

# Crosses, rings, stars, lines and gaps; not the letters of a model, the sign of a size or the stars of a masked number.
LEFT_OVER = re.compile(
    r"×{2,}|(?<![\d.米])×(?![\d.])|(?<![A-Za-z\d])[XxＸ]{2,}(?![A-Za-z\d])|(?<![A-Za-z])[XxＸ](?=[年月日元万时])|"
    r"[○◯]{2,}|(?<![\d*])\*{2,}(?![\d*])|[＿_]{2,}|[一-龥][ \u3000]{2,}(?:元|平方米|亩|斤|吨|户|人|号)|"
    r"【[^】]{0,20}】|[\[［][^\]］]{0,10}(?:填|待|此处)[^\]］]{0,10}[\]］]|待(?:定|补|填|核)|此处填|（此处[^）]*）|"
    r"TODO|（\s*）|〔\s*〕|年\s+月|\?{3,}|？{3,}"
)
SENTENCE_END = re.compile(r"[。；\n]")
# A remedy in one sentence, its words in this order: not content, may, then before whom; or who may, until when, before whom.
BEFORE_WHOM = re.compile(r"复查|复核|复议|诉讼|起诉")
REMEDIES = (
    (re.compile(r"不服|异议|不满意|不同意"), re.compile(r"可以|可|有权|应当|请"), BEFORE_WHOM),
    (re.compile(r"(?:你|您|你们|信访人|申请人|当事人)(?:可以|可|有权)[^，]{0,60}?[日月]"), BEFORE_WHOM),
)
IDENTITY = re.compile(r"(?<!\d)\d{6}[ -]?\d{8}[ -]?\d{3}[\dXx](?!\d)")
CARD = re.compile(r"(?<!\d)\d{16,19}(?!\d)")
MOBILE = re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")
DOUBLED = re.compile(r"[，。；：、？！]{2,}")
PAIRED = ("（）", "《》", "“”", "〔〕")
OPEN_FIELDS = ("contact",)
MOST_QUOTED = 24
MOST_PLACES = 5
HIDDEN_CODES = ("hidden_character", "odd_space")


def nothing_left_over(draft: Draft) -> Iterator[Finding]:
    """××, 【】, 待定."""
    for passage in draft.passages:
        for found in dict.fromkeys(LEFT_OVER.findall(passage.text)):
            what = _quoted(found.strip()) or "？"
            yield passage.finding("placeholder_left", _("“%(what)s”还没有填写。") % {"what": what})


def _quoted(found: str) -> str:
    """So much of it as shows which is meant: a held key or a row of lines would fill the page."""
    return found if len(found) <= MOST_QUOTED else found[:MOST_QUOTED] + "…"


def everything_prints(draft: Draft) -> Iterator[Finding]:
    """A character without a glyph would be missing on paper."""
    for passage in draft.passages:
        missing = (char for char in unprintable(passage.text) if not is_hidden(char))
        if odd := [char for char in missing if char not in draft.print_forms]:
            codes = "、".join(f"U+{ord(char):04X}" for char in odd)
            yield passage.finding(
                "no_glyph", _("有无法打印的字符：%(what)s。") % {"what": codes}, _("请改用能打印的写法。")
            )


def nothing_hidden(draft: Draft) -> Iterator[Finding]:
    """What came along unseen with pasted words is shown in its place; an odd space alone is only told of."""
    for passage in draft.passages:
        for code, pattern, sentence in (
            (HIDDEN_CODES[0], HIDDEN, _("有看不见的字符：%(where)s。")),
            (HIDDEN_CODES[1], ODD, _("有特殊的空格：%(where)s。")),
        ):
            if found := list(places(passage.text, pattern)):
                where = _("；").join(f"“{place}”" for place in found[:MOST_PLACES]) + (
                    _("；等%d处") % len(found) if found[MOST_PLACES:] else ""
                )
                yield passage.finding(
                    code, sentence % {"where": where}, _("请按“删去看不见的字符”，或者重新输入这几个字。"),
                    blocks=pattern is HIDDEN,
                )  # fmt: skip


def remedies_are_not_typed(draft: Draft) -> Iterator[Finding]:
    """The remedy is made from route and organ; a typed one may name the wrong way, organ or period."""
    for passage in draft.passages:
        if any(_in_order(one, words) for one in SENTENCE_END.split(passage.text) for words in REMEDIES):
            yield passage.finding(
                "remedy_typed", _("权利告知由系统按办理途径生成，不要在正文中书写。"), _("请删去这一句。")
            )


def nobodys_numbers(draft: Draft) -> Iterator[Finding]:
    """Identity numbers are not printed whole, telephone and card numbers hardly ever (16.4)."""
    for passage in draft.passages:
        if passage.field in OPEN_FIELDS:
            continue
        if IDENTITY.search(passage.text):
            yield passage.finding("identity_number", _("写了完整的身份证号码。"), _("请删去，或者只写后四位。"))
        elif CARD.search(passage.text):
            yield passage.finding("card_number", _("似乎写了银行账号。"), _("请只写后四位。"), blocks=False)
        if MOBILE.search(passage.text):
            yield passage.finding("phone_told", _("写了个人的手机号码。"), _("不需要的请删去。"), blocks=False)


def brackets_are_closed(draft: Draft) -> Iterator[Finding]:
    """As many closing marks as opening ones."""
    for passage in draft.passages:
        for opening, closing in PAIRED:
            if passage.text.count(opening) != passage.text.count(closing):
                yield passage.finding(
                    "brackets_open", _("“%(a)s”和“%(b)s”不成对。") % {"a": opening, "b": closing}, blocks=False
                )


def marks_stand_once(draft: Draft) -> Iterator[Finding]:
    """。。 and ，。 are left over from pasting."""
    for passage in draft.passages:
        for found in dict.fromkeys(DOUBLED.findall(passage.text)):
            yield passage.finding("marks_doubled", _("标点“%(what)s”连用。") % {"what": found[:4]}, blocks=False)


def attachments_are_listed(draft: Draft) -> Iterator[Finding]:
    """附件 in the text, none in the list."""
    if "attachments" not in draft.content or draft.rows("attachments"):
        return
    for passage in draft.passages:
        if re.search(r"(?:见|附|详见)附件|附后", passage.text):
            yield passage.finding("attachment_missing", _("正文提到附件，附件中没有列出。"), blocks=False)


def _in_order(sentence: str, words: tuple[re.Pattern[str], ...]) -> bool:
    """Whether the words stand in the sentence one after another."""
    place = 0
    for word in words:
        found = word.search(sentence, place)
        if found is None:
            return False
        place = found.end()
    return True


RULES = (
    nothing_left_over, everything_prints, nothing_hidden, remedies_are_not_typed, nobodys_numbers, brackets_are_closed,
    marks_stand_once, attachments_are_listed,
)  # fmt: skip
