"""A character that no font has is told, never stops the petition, and stops a paper until its printed form is settled."""

import json

import pytest

from mediation.actions.papers import rendering
from mediation.documents.papers.snapshot import html_of
from mediation.models import Paper
from mediation.workflows.base import NotPossibleNow, Refused
from tests.documents.papers.reading import text_of
from tests.factories.opinions import take
from tests.factories.world import at
from tests.stages import staged

pytestmark = [pytest.mark.django_db, pytest.mark.printing]
RARE = "\U0002ebf0"
NAME = f"张{RARE}"
DAY = "2025-03-03"


@staged
def petition(world):
    return world.petition(on=DAY, petitioners=[{"name": NAME, "address": "青河县柳树乡一村"}])


@staged
def receipt(petition):
    return petition.matter.papers.get(kind="registration_receipt")


def test_the_petition_is_registered_and_only_its_receipt_waits(petition, receipt):
    assert petition.state == "registered"
    assert petition.matter.parties.get().name == NAME
    assert (receipt.state, receipt.number) == ("drafted", "")


def test_the_paper_is_refused_with_the_character_and_the_way_on(receipt, world):
    with pytest.raises(NotPossibleNow, match="U.2EBF0") as refused:
        take(receipt, "issue", world.registrar, DAY)
    assert refused.value.code == "no_glyph"
    assert "登记打印写法" in str(refused.value.mend)


def test_with_a_printed_form_it_is_issued_and_the_record_keeps_the_name(receipt, world):
    settled = take(receipt, "settle_print_form", world.registrar, DAY, character=RARE, printed_as="（左火右龙）")
    issued = take(settled, "issue", world.registrar, DAY)
    made = rendering.render_paper(paper_id=issued.pk, at=at(DAY, "10:30"))
    assert NAME in json.dumps(issued.snapshot, ensure_ascii=False)
    assert "张（左火右龙）" in html_of(made)
    with made.pdf.open("rb") as file:
        assert "张（左火右龙）" in text_of(file.read())


@pytest.mark.parametrize(("character", "printed_as"), [("张三", "张"), (RARE, f"{RARE}字")])
def test_one_character_at_a_time_and_never_as_itself(receipt, world, character, printed_as):
    with pytest.raises(Refused, match="一次登记一个字"):
        take(receipt, "settle_print_form", world.registrar, DAY, character=character, printed_as=printed_as)


def test_later_papers_of_the_matter_print_it_alike(receipt, world):
    take(receipt, "settle_print_form", world.registrar, DAY, character=RARE, printed_as="（左火右龙）")
    for claim in receipt.matter.petition.claims.all():
        take(claim, "accept", world.handler, DAY)
    notice = Paper.objects.get(matter=receipt.matter_id, kind="acceptance_notice")
    assert "张（左火右龙）" in html_of(notice)


@pytest.mark.parametrize(
    ("character", "printed_as", "code"),
    [
        ("不", "予以", "prints_already"),
        ("<", "《", "prints_already"),
        ("1", "9", "prints_already"),
        (RARE, "某，同意补偿", "no_description"),
        (RARE, "2000", "no_description"),
        (RARE, "（\U0002ebf1）", "no_description"),
    ],
)
def test_a_printed_form_rewords_nothing_that_was_approved(receipt, world, character, printed_as, code):
    with pytest.raises(NotPossibleNow) as told:
        take(receipt, "settle_print_form", world.registrar, DAY, character=character, printed_as=printed_as)
    assert told.value.code == code
