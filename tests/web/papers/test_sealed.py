"""What accuses an organ, and what opens a party's portal, on every page where it could come through."""

from __future__ import annotations

import pytest

from mediation.actions import gateway
from mediation.models import Dispatch, Matter, Paper
from mediation.vocabulary import Role
from tests.factories.people import with_slip
from tests.factories.reading import let_read
from tests.factories.world import at
from tests.stages import staged

TODAY = "2026-03-02"
ACCUSED = "举报该局张某收受好处"


def passed_on(world, petition, organ, no, **more):
    return gateway.perform(
        Dispatch, None, "send", by=world.dispatcher, at=at(TODAY), matter=Matter.objects.get(pk=petition.matter_id),
        kind="transfer", to_organ=organ, claims=[petition.claims.get(no=no)], **more,
    )  # fmt: skip


def accuse(world, petition, organ):
    claim = petition.claims.get(no=2)
    gateway.perform(
        type(claim),
        claim.pk,
        "classify",
        by=world.dispatcher,
        at=at(TODAY),
        category="accusation",
        accused_organ=organ,
        accused_person="贾正直",
    )


@staged
def letter(world):
    """A letter to the petition office that asks for something and accuses the bureau."""
    claims = [
        {"text": "增设收购点", "category": "grievance", "route": "petition_procedure"},
        {"text": ACCUSED, "category": "", "route": ""},
    ]
    return world.petition(on=TODAY, organ=world.office, claims=claims)


@staged
def extract(world, letter):
    """The accused bureau has the rest on an extract."""
    accuse(world, letter, world.bureau)
    passed_on(world, letter, world.bureau, 1, extract=True)
    return letter


def pages_of(matter):
    papers = [f"/desk/papers/{paper.pk}/{end}" for paper in matter.papers.all() for end in ("", "sheet/", "pdf/")]
    dispatches = [f"/desk/dispatch/{dispatch.pk}/" for dispatch in matter.dispatches.all()]
    return [
        f"/desk/matters/{matter.number}/?all",
        "/desk/?format=csv",
        "/desk/",
        "/desk/matters/",
        *papers,
        *dispatches,
    ]


def read_all(browser, matter):
    return "".join(browser.get(page).content.decode() for page in pages_of(matter))


@pytest.mark.printing
def test_no_page_of_the_accused_organ_tells_the_accusation_or_the_letter(world, desk, extract):
    said = read_all(desk(world.handler), extract.matter)
    assert "增设收购点" in said
    assert ACCUSED not in said
    assert "贾正直" not in said
    assert "实际只付九角" not in said


@pytest.mark.printing
def test_the_query_code_of_a_party_is_read_nowhere_and_its_receipt_only_where_it_was_issued(world, desk, letter):
    receipt = letter.matter.papers.filter(kind="registration_receipt").first()
    (code,) = with_slip(receipt.addressees.get(), by=world.clerk, on=TODAY)
    passed_on(world, letter, world.bureau, 1)
    for reader in (world.clerk, world.handler):
        assert code not in read_all(desk(reader), letter.matter)
    assert desk(world.handler).get(f"/desk/papers/{receipt.pk}/").status_code == 404


@pytest.mark.printing
def test_where_an_accusation_went_is_hidden_from_the_accused_organ(world, desk, letter):
    accuse(world, letter, world.bureau)
    sent = passed_on(world, letter, world.discipline, 2)
    passed_on(world, letter, world.bureau, 1, extract=True)
    browser = desk(world.handler)
    assert world.discipline.name not in read_all(browser, letter.matter)
    assert browser.get(f"/desk/dispatch/{sent.pk}/").status_code == 404


@pytest.mark.printing
def test_a_slip_with_the_letter_is_shut_when_the_accusation_is_seen_later(world, desk, letter):
    passed_on(world, letter, world.other_bureau, 2)
    let_read(letter.matter, world.bureau)
    accuse(world, letter, world.bureau)
    slip = Paper.objects.get(kind="transfer_slip")
    assert desk(world.handler).get(f"/desk/papers/{slip.pk}/sheet/").status_code == 404
    assert desk(world.staff(Role.HANDLER, world.other_bureau)).get(f"/desk/papers/{slip.pk}/sheet/").status_code == 200
