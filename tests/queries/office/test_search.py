"""The search for the same matter, before anything new is opened."""

from __future__ import annotations

from datetime import date

from mediation.actions import gateway
from mediation.models import Dispatch
from mediation.permissions import Actor
from mediation.queries.office.search import same_matter, words_of
from tests.actions.intake.test_on_the_spot import recorded
from tests.factories.mediation import alone, committee, do, mediator_of
from tests.factories.reading import let_read
from tests.factories.world import at

ON = date(2025, 3, 4)


def found(user, text, *names):
    return same_matter(text=text, names=names, actor=Actor(on=ON, user=user))


def test_words_are_pairs_of_neighbouring_characters_numbers_and_latin_words():
    assert words_of("拆迁款，2024年 Abc") == ["拆迁", "迁款", "2024", "年", "abc"]


def test_two_character_words_are_found(world):
    petition = world.petition(subject="拆迁补偿")
    assert found(world.staff("intake_clerk", world.bureau), "拆迁") == [petition.matter]


def test_petitions_records_and_mediations_are_searched(world):
    record = recorded(world)
    assert found(world.clerk, "青椒运费补贴没有发") == [record.matter]
    mediation = alone(world)
    assert found(mediator_of(world, committee(world)), "砖厂工资") == [mediation.matter]


def test_the_likeliest_comes_first(world):
    near = world.petition(organ=world.office, subject="青椒收购价未兑现")
    far = world.petition(
        organ=world.office, subject="苹果收购价未兑现", account="苹果", claims=[{"text": "提高苹果价"}]
    )
    hits = found(world.clerk, "青椒收购价未兑现")
    assert [m.pk for m in hits] == [near.matter_id, far.matter_id]
    assert hits[0].shared > hits[1].shared


def test_a_name_brings_a_file_up_that_shares_little_text(world):
    petition = world.petition(organ=world.office)
    asked = "村里的路灯坏了很久没有人来修，晚上走路很危险，请尽快解决青椒以外的问题"
    assert found(world.clerk, asked) == []
    assert found(world.clerk, asked, "张大山") == [petition.matter]


def test_a_name_alone_finds_nothing(world):
    """The search is for matters, never for persons."""
    world.petition(organ=world.office)
    assert found(world.clerk, "", "张大山") == []
    assert found(world.clerk, "路灯", "张大山") == []


def test_an_unlike_matter_is_not_found(world):
    world.petition(organ=world.office)
    assert found(world.clerk, "路灯不亮") == []


def test_files_of_other_organs_are_not_found(world):
    world.petition(organ=world.office)
    assert found(world.handler, "青椒收购价未兑现") == []


def test_an_accused_organ_does_not_find_what_accuses_it(world):
    petition = world.petition(organ=world.office)
    let_read(petition.matter, world.bureau)
    assert found(world.handler, "青椒收购价未兑现") == [petition.matter]
    do(
        petition.claims.first(), "classify", world.dispatcher, "2025-03-04",
        category="accusation", accused_organ=world.bureau,
    )  # fmt: skip
    assert found(world.handler, "青椒收购价未兑现") == []


def test_who_has_only_an_extract_does_not_find_the_whole(world):
    petition = world.petition(organ=world.office)
    gateway.perform(
        Dispatch, None, "send", by=world.dispatcher, at=at("2025-03-03", "14:00"), matter=petition.matter,
        kind="transfer", to_organ=world.bureau, claims=[petition.claims.first()], extract=True,
    )  # fmt: skip
    let_read(petition.matter, world.bureau)
    assert found(world.handler, "青椒收购价未兑现") == []


def test_signs_and_quotes_in_a_search_do_no_harm(world):
    petition = world.petition(organ=world.office)
    assert found(world.clerk, "'); drop table | & ! :* \\ 青椒收购", "O'Brien\\") in ([], [petition.matter])


def test_a_search_is_one_query(world, django_assert_num_queries):
    for _n in range(3):
        world.petition(organ=world.office)
    clerk = world.clerk
    clerk.organ_ids(ON)
    found(clerk, "路灯")  # which words are frequent is asked once a day
    with django_assert_num_queries(3):  # what he reads in part, once a request; which fit; and those that are shown
        assert len(found(clerk, "青椒收购价未兑现")) == 3
