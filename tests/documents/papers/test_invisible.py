"""What nobody sees in a text is named between its words, and can be taken out without touching a word."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from mediation.documents.papers.glyphs import unprintable
from mediation.documents.papers.invisible import places
from mediation.written.hidden import ODD, is_hidden, without_hidden


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("听取了信访人\u200b陈述，查阅了台账。", "听取了信访人【零宽空格 U+200B】陈述，查阅了台账"),
        ("软\u00ad连", "软【软连字符 U+00AD】连"),
        ("甲\u202e\u202c乙", "甲【改变文字方向的标记 U+202E、改变文字方向的标记 U+202C】乙"),
        ("\ufeff开头", "【零宽不换行 U+FEFF】开头"),
        ("末尾\u3164", "末尾【看不见的字符 U+3164】"),
    ],
)
def test_each_is_named_between_the_words_beside_it(text, place):
    assert list(places(text)) == [place]


def test_an_odd_space_is_named_and_becomes_a_plain_one():
    assert list(places("地磅\u00a0两台，\u2003合格。", ODD)) == [
        "地磅【不换行空格 U+00A0】两台，合格。",
        "地磅两台，【特殊空格 U+2003】合格。",
    ]
    assert without_hidden("地磅\u00a0两台") == ("地磅 两台", 1)


def test_what_is_taken_out_leaves_every_word_line_and_indent():
    typed = "\u3000\u3000第一段\u200b。\r\n\t第二\u00ad段\u2028第三段 张\u5c71\U000e0100"
    assert without_hidden(typed) == ("\u3000\u3000第一段。\r\n\t第二段\n第三段 张\u5c71\U000e0100", 3)


def test_words_as_they_are_typed_hide_nothing():
    text = "\u3000\u3000村民张堃、王喆在场（共三页）。\n12800.00元 SCS-60…"
    assert list(places(text)) == []
    assert without_hidden(text) == (text, 0)


def test_no_control_or_format_character_passes_unnamed():
    kinds = ("Cc", "Cf", "Zl", "Zp")
    every = (chr(point) for point in range(sys.maxunicode + 1))
    marks = [char for char in every if char not in "\n\r\t" and unicodedata.category(char) in kinds]
    assert len(marks) > 150
    assert set(marks) <= {char for char in marks if is_hidden(char)} | set(unprintable("".join(marks)))
