"""What is told of two rounds of a draft."""

from __future__ import annotations

from mediation.documents.papers.comparison import ADDED, CUT, SAME, Piece, changes
from mediation.workflows import facts as f

REASONS = f.long_text("reasons", "理由")
ROWS = f.table("rows", "各项", f.number("claim", "诉求"), f.text("text", "内容"))


def told(before, after, *fields):
    return changes(fields or (REASONS,), {"reasons": before}, {"reasons": after})


def test_nothing_is_told_of_what_stayed():
    assert told("甲\n乙", "甲\n乙") == []
    assert told("甲\n\n乙 ", "甲\n乙") == []


def test_a_changed_paragraph_is_told_word_by_word_and_the_others_are_counted():
    (change,) = told("不变的一段。\n补偿每公斤0.30元。", "不变的一段。\n补偿每公斤0.45元。")
    assert change.label == "理由"
    assert change.paragraphs == [
        [Piece(SAME, "补偿每公斤0."), Piece(CUT, "30"), Piece(ADDED, "45"), Piece(SAME, "元。")]
    ]
    assert change.kept == 1


def test_paragraphs_that_have_nothing_in_common_are_told_whole():
    (change,) = told("经查属实。", "缺乏依据，不予支持")
    assert change.paragraphs == [[Piece(CUT, "经查属实。")], [Piece(ADDED, "缺乏依据，不予支持")]]


def test_added_and_cut_paragraphs():
    (change,) = told("一\n二", "二\n三")
    assert change.paragraphs == [[Piece(CUT, "一")], [Piece(ADDED, "三")]]


def test_rows_of_a_table_are_compared_cell_by_cell():
    before = {"rows": [{"claim": 1, "text": "同意"}, {"claim": 2, "text": "另查"}]}
    after = {"rows": [{"claim": 1, "text": "不同意"}, {"claim": 2, "text": "另查"}]}
    (change,) = changes((ROWS,), before, after)
    assert change.paragraphs == [[Piece(SAME, "第1行·内容："), Piece(ADDED, "不"), Piece(SAME, "同意")]]
    assert change.kept == 3


def test_very_long_paragraphs_end_in_time():
    (change,) = told("长" * 50_000, "短" + "长" * 50_000)
    assert [piece.mark for pieces in change.paragraphs for piece in pieces] == [CUT, ADDED]
