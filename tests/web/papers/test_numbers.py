"""The register of numbers: in order, without gaps, the paper out of force with its reason."""

from __future__ import annotations

from mediation.models import Paper
from mediation.queries.papers.numbers import register_of
from tests.factories.opinions import DECIDED, issued, take
from tests.factories.papers import BY_ITSELF
from tests.stages import staged

YEAR = 2025


@staged
def opinions(world):
    return [issued(world, world.accepted()), issued(world, world.accepted())]


def test_a_revoked_number_stays_with_its_reason(world, opinions):
    take(opinions[0], "revoke", world.head, DECIDED, "15:00", why="漏查录音", **BY_ITSELF)
    (series,) = [one for one in register_of(world.bureau, YEAR) if one.name == "青农访处"]
    assert [(e.paper.number, e.paper.state, e.why) for e in series.entries] == [
        ("青农访处〔2025〕1号", "revoked", "漏查录音"),
        ("青农访处〔2025〕2号", "issued", ""),
    ]
    assert series.missing == []


def test_a_gap_is_told(world, opinions):
    (series,) = [one for one in register_of(world.bureau, YEAR) if one.name == "青农访处"]
    del series.entries[0]
    assert series.missing == [1]


def test_the_registrar_sees_it_on_the_desk_and_as_a_file_and_others_do_not(world, desk, opinions):
    browser = desk(world.registrar)
    page = browser.get(f"/desk/numbers/?year={YEAR}").content.decode()
    for words in ("青农访处〔2025〕1号", "青农访受〔2025〕2号", "已签发"):
        assert words in page
    assert "青农访处〔2025〕2号" in browser.get(f"/desk/numbers/?year={YEAR}&format=csv").content.decode()
    assert desk(world.handler).get("/desk/numbers/").status_code == 404


def test_the_register_asks_as_much_for_many_as_for_one(world, opinions, django_assert_num_queries):
    assert Paper.objects.exclude(number="").count() == 4
    with django_assert_num_queries(2):
        register_of(world.bureau, YEAR)
