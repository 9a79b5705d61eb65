import pytest

from mediation.documents.papers.glyphs import unprintable


@pytest.mark.parametrize(
    "text",
    ["张三，2025年4月3日〔2025〕12号——……", "𠮷㐂䶮䅟喆堃﨏", "甲 乙　丙\n丁\r\n戊\t己", "葛\U000e0100", "①㈠☑□℃㎡é·"],
)
def test_what_prints(text):
    assert unprintable(text) == []


@pytest.mark.parametrize(
    ("first", "last"), [(0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2EBE0)]
)
def test_every_assigned_han_character_up_to_extension_f_prints(first, last):
    import unicodedata

    assert unprintable("".join(chr(n) for n in range(first, last + 1) if unicodedata.name(chr(n), ""))) == []


def test_what_does_not_print_is_named_once_in_order():
    assert unprintable("张\U0002ebf0\ue000三\ue000\x00\u202e") == ["\U0002ebf0", "\ue000", "\x00", "\u202e"]
