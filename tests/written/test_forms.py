"""One name in every spelling, one number however it was typed; the database works out the same form."""

from __future__ import annotations

import pytest

from mediation.models import Party
from mediation.written.forms import digits_of, name_form, number_form, number_key

SAME = [
    ("张三", ("张　三", "张 三", "张\u200b三", " 张三\ufeff", "张\u00a0三", "张\u2003三", "张\u00ad三")),
    ("买买提·阿卜杜拉", ("买买提•阿卜杜拉", "买买提・阿卜杜拉", "买买提･阿卜杜拉", "买买提‧阿卜杜拉", "买买提．阿卜杜拉", "买买提 · 阿卜杜拉", "买买提阿卜杜拉")),
    ("A12公司", ("Ａ１２公司", "a１2 公司", "A12\u2060公司")),
    ("金", ("\uf90a",)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "others"), SAME)
def test_one_name_in_every_spelling(name, others):
    assert {name_form(other) for other in others} == {name_form(name)}


@pytest.mark.parametrize("other", ["张三三", "张山", "三张"])
def test_other_names_stay_others(other):
    assert name_form(other) != name_form("张三")


def test_the_database_works_out_the_same_form(db, world):
    matter = world.petition(on="2026-03-02").matter
    odd = [
        "张\t三\n",
        "𠮷·田",
        "Ｍary．Ann",
        "ﷺ",
        "é\u0301",
        "ﬁ",
        "\U000e0041张",
        "\u3164三",
        "İ.x",
        "a\u2028b",
        "··",
        "張ﾃﾞ",
    ]
    names = [name for _name, others in SAME for name in others] + odd
    made = Party.objects.bulk_create([Party(matter=matter, name=name) for name in names])
    stored = dict(Party.objects.filter(pk__in=[one.pk for one in made]).values_list("name", "searched"))
    assert {name: name_form(name) for name in stored if "İ" not in name} == {
        n: s for n, s in stored.items() if "İ" not in n
    }


@pytest.mark.parametrize(
    ("typed", "number"),
    [("qh2026-00012", "QH2026-00012"), ("ＱＨ２０２６—０００１２", "QH2026-00012"), ("QH 2026 00012", "QH2026-00012"),
     ("qhxf202600012", "QHXF2026-00012"), ("QH2026－00012\u200b", "QH2026-00012")],
)  # fmt: skip
def test_a_number_however_typed(typed, number):
    assert number_form(typed) == number


@pytest.mark.parametrize("typed", [
    "青农访处2026 1号", "青农访处〔2026〕1号", "青农访处[2026]第1号", "青农访处（２０２６）１号", "青农访处2026年1号", "青农访处〔2026〕1", " 青农访处【2026】 1 号​", "青农访处-2026-1",
])  # fmt: skip
def test_a_number_of_a_paper_is_known_again_however_typed(typed):
    assert number_key(typed) == number_key("青农访处〔2026〕1号")


@pytest.mark.parametrize("typed", ["青农访处〔2026〕2号", "青农访受〔2026〕1号", "青农访处〔2025〕1号", "", "号"])
def test_another_number_stays_another(typed):
    assert number_key(typed) != number_key("青农访处〔2026〕1号")


def test_figures_alone():
    assert digits_of("１３８-0000 0001（儿子）") == "13800000001"
