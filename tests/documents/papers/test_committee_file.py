"""The file of a people's mediation committee: thirteen items in their order, what is missing told, bound as one file with its index."""

import io

import pypdfium2
import pytest
from django.core.files.base import ContentFile

from mediation.documents.papers.packing import packed
from mediation.documents.papers.packing.committee_file import ITEMS, OF_KIND, rows_of
from mediation.documents.papers.packing.pieces import pieces_of
from mediation.permissions import Actor
from tests.factories.mediation import alone, by_word_of_mouth, committee, disputed, do, mediator_of, proposed, ready
from tests.factories.world import at
from tests.stages import staged

ON = at("2025-03-18").date()


@staged
def dispute(world):
    return by_word_of_mouth(world)


def rows(world, mediation):
    reader = Actor(on=ON, user=mediator_of(world, committee(world)))
    return {row.item.no: row for row in rows_of(mediation.matter, pieces_of(mediation.matter, reader, materials=True))}


def test_there_are_thirteen_items_and_each_kind_lies_in_one():
    assert [item.no for item in ITEMS] == list(range(1, 14))
    assert len(OF_KIND) == sum(len(item.kinds) for item in ITEMS)
    assert [item.no for item in ITEMS if item.must] == [1, 2, 3, 7, 8, 13]


def test_each_paper_lies_in_its_item_and_what_is_missing_is_told(world, dispute):
    found = rows(world, dispute)
    assert [no for no, row in found.items() if row.pieces] == [1, 2, 7, 8]
    assert {no: row.said for no, row in found.items() if row.missing} == {3: "缺"}
    assert (found[13].said, found[9].said) == ("附册末", "无")
    assert ["口头协议" in piece.title for piece in found[8].pieces] == [True]


def test_files_lie_by_the_step_with_which_they_came(world, dispute):
    by = mediator_of(world, committee(world))
    do(
        dispute,
        "hand_in",
        by,
        "2025-03-18",
        files=[ContentFile(b"x" * 9, name="欠条.txt")],
        given_by=[dispute.parties.first()],
    )
    assert [piece.title for piece in rows(world, dispute)[6].pieces] == ["欠条.txt"]


def test_without_agreement_none_is_missing(world):
    found = ready(world, alone(world))
    do(found, "give_up", mediator_of(world, committee(world)), who=[found.parties.first()], clock="11:00")
    row = rows(world, found)[8]
    assert (row.said, row.missing) == ("未达成协议", False)


def test_the_file_of_a_petition_keeps_its_own_order(world):
    found = ready(world, proposed(world, disputed(world)))
    reader = Actor(on=ON, user=world.handler)
    assert {piece.item for piece in pieces_of(found.matter, reader, materials=True)} == {0}


@pytest.mark.printing
def test_it_is_bound_as_one_file_with_the_items_in_its_index(world, dispute):
    reader, target = Actor(on=ON, user=mediator_of(world, committee(world))), io.BytesIO()
    pieces = pieces_of(dispute.matter, reader, materials=True)
    packed(dispute.matter, pieces, by="赵磊", on="2025-03-18", duplex=False, target=target, progress=lambda _n: None)
    with pypdfium2.PdfDocument(target.getvalue()) as document:
        texts = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    assert "人民调解卷宗" in texts[0]
    index = "".join(texts[1:3])
    places = [index.index(f"{item.no}．{item.name}") for item in ITEMS]
    assert places == sorted(places)
    assert "3．当事人身份证明（必备）：缺" in index
