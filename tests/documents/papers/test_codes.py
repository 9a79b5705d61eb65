"""Codes and numbers come out of the PDF whole: copied, searched and read aloud as they are printed."""

from __future__ import annotations

import random

import pytest
from django.conf import settings

from mediation.documents.rendering import render
from mediation.models.lasting import CODE_ALPHABET
from mediation.templatetags.paper import grouped
from tests.documents.papers.reading import text_of

pytestmark = pytest.mark.printing

CSS = settings.ROOT / "templates/documents/_house/house.css"
MANY = 150


def drawn(length):
    """As many codes as there may be pairs of letters that stand oddly together; the same ones each time."""
    dice = random.Random(7)
    return ["".join(dice.choice(CODE_ALPHABET) for _n in range(length)) for _code in range(MANY)]


def printed(body, family="form"):
    css = CSS.read_text(encoding="utf-8").replace("position: running(verify);", "")
    return text_of(
        render(f'<html lang="zh-CN"><style>{css}</style><body class="family-{family}">{body}</body></html>').pdf
    )


def test_a_query_code_is_copied_without_a_blank():
    codes = ["FPEYU-HAE7R", *(f"{code[:5]}-{code[5:]}" for code in drawn(10))]
    said = printed("".join(f'<p>查询码：<span class="code">{code}</span></p>' for code in codes))
    assert [code for code in codes if code not in said] == []


def test_a_code_for_checking_a_paper_is_copied_without_a_blank():
    codes = [grouped(code) for code in drawn(16)]
    said = printed('<div class="verify">' + "".join(f"<p>核验码 <b>{code}</b></p>" for code in codes) + "</div>")
    assert [code for code in codes if code not in said] == []


@pytest.mark.parametrize("family", ["plain", "form"])
def test_numbers_in_running_text_are_copied_whole(family):
    numbers = [
        *(f"青农访处〔2025〕{n}号" for n in range(1, 200, 7)), *(f"QHXF2025-{n:05}" for n in range(1, 2000, 97)),
        *(f"138{n:08}" for n in range(13, 99999999, 9999991)), "0555-7200061", "EMS1003007181CN", "91340000MA2N00000X",
    ]  # fmt: skip
    said = printed("".join(f"<p>编号为{number}的文书，{'国' * 9}</p>" for number in numbers), family)
    assert [number for number in numbers if number not in said] == []
