import pytest

from mediation.documents.rendering import render
from mediation.documents.rendering.justification import CLOSING, OPENING
from tests.documents.papers.reading import MM, lines_of, text_of

pytestmark = pytest.mark.printing

HALF = 15.79 / 2 * MM

MIXED = (
    "经查，2024年8月，青河县供销合作社通过村广播和微信群承诺“按每斤1.2元保底收购、另付每吨180元运费补贴”——"
    "共收购青椒1,286.5吨（QH2025030001），<b>实际结算</b>价格为每斤0.86元……上述事实有𠮷田㐂的证言、"
    "《收购合同》37份、银行转账凭证等证据证实。"
)
PAGE = "<style>@page {{ size: A4; margin: 37mm 26mm 35mm 28mm }} body {{ margin: 0; text-align: {align}; font: 15.79pt/29pt FandolFang, HanaMinB }} p {{ margin: 0; text-indent: 2em }}</style>{html}"
PARAGRAPHS = f"<p>{'国' * 26}《{'合同' * 20}》。</p>" + "".join(f"<p>{MIXED[n:]}{MIXED}</p>" for n in range(3))


@pytest.fixture(scope="module")
def justified():
    return render(PAGE.format(align="justify", html=PARAGRAPHS)).pdf


def test_every_line_but_the_last_ends_at_the_right_edge(justified):
    lines = lines_of(justified)
    last = [
        n
        for n, line in enumerate(lines)
        if line.text.endswith(("证实。", "》。")) and n + 1 < len(lines) and lines[n + 1].left > 35
    ]
    full = [line for n, line in enumerate(lines) if n not in last and n + 1 < len(lines)]
    assert len(full) > 12
    assert any(line.text[-1] in CLOSING for line in full)
    assert any(line.text[0] in OPENING for line in full)
    for line in full:
        blank_before, blank_after = (HALF * (line.text[n] in marks) for n, marks in ((0, OPENING), (-1, CLOSING)))
        blank_before *= line.left < 35
        # The reader leaves out the room on both sides of a character from another font, half a millimetre each.
        unread = 0.5 * ("㐂" in line.text)
        assert abs(line.right - 184 - blank_after) < 0.5 + unread, line
        assert line.left > 35 or abs(line.left - 28 + blank_before) < 0.25, line
    assert last
    assert all(lines[n].right < 183 or len(lines[n].text) >= 28 for n in last)


def test_the_text_is_the_same_as_without(justified):
    stock = render(PAGE.format(align="left", html=PARAGRAPHS)).pdf
    assert text_of(justified) == text_of(stock)


def test_a_typed_line_end_is_the_end_of_a_paragraph():
    lines = lines_of(
        render(PAGE.format(align="justify", html="<p style='white-space: pre-line'>短行。\n也短。<br>再短。")).pdf
    )
    assert [line.text for line in lines] == ["短行。", "也短。", "再短。"]
    assert all(line.right < 60 for line in lines)


def test_a_line_with_too_little_in_it_is_not_torn_apart():
    address = "https://www.example.gov.cn/" + "a" * 60
    made = render(PAGE.format(align="justify", html=f"<p>详见网址{address}")).pdf
    assert lines_of(made)[0].right < 140
    assert "".join(text_of(made).split()) == f"详见网址{address}"


def test_a_line_before_a_number_that_is_not_broken_is_set_as_it_is():
    """Neither torn apart nor half filled: its characters stand as close as in the other lines."""
    text = "您于今年十一月十八日提出的信访事项（编号：QINGHESHUILI2025000000000002），事由是自来水浑浊。"
    lines = lines_of(render(PAGE.format(align="justify", html=f"<p style='text-indent: 0'>{text}{'国' * 40}")).pdf)
    first = lines[0]
    assert first.text.endswith("编号：")
    assert (first.right - first.left) / MM / 15.79 == pytest.approx(len(first.text), abs=0.6)


def test_of_two_marks_that_meet_one_takes_half_a_square():
    def width(text):
        (line,) = lines_of(render(PAGE.format(align="left", html=f"<p style='text-indent: 0'>国{text}国")).pdf)
        return (line.right - line.left) / MM / 15.79

    assert width("国国") == pytest.approx(4, abs=0.02)
    for pair in ("）。", "》、", "：“", "，《", "”，", "（“", "。”"):
        assert width(pair) == pytest.approx(3.5, abs=0.02), pair
    assert width("（国）") == pytest.approx(5, abs=0.02)
    assert width("”）。") == pytest.approx(4, abs=0.02)


def test_a_mark_whose_neighbour_went_to_the_next_line_is_whole_again():
    lines = lines_of(render(PAGE.format(align="justify", html=f"<p>{'国' * 25}，《{'国' * 40}")).pdf)
    assert lines[0].text.endswith("，")
    assert abs(lines[0].right - 184 - HALF) < 0.5
