"""摘转: the receiver counts its own claims from one and is told a subject of its own."""

from __future__ import annotations

import re

import pytest

from mediation.actions import gateway
from mediation.documents.papers.snapshot import html_of
from mediation.models import Dispatch, Matter, PartyChange
from mediation.models.extracts import read_by
from mediation.permissions import Actor
from mediation.queries.office.reception import card
from mediation.vocabulary import Role
from setup.paths import ROOT
from tests.factories.opinions import take
from tests.factories.world import at
from tests.refusals import refused
from tests.stages import staged

DAY = "2025-03-03"
SECRET = "局长在招标中收受红包"
CLAIMS = [
    {"text": "按承诺价补足差额", "category": "grievance", "route": "petition_procedure"},
    {"text": SECRET},
    {"text": "增设收购点", "category": "grievance", "route": "petition_procedure"},
    {"text": "修好漏水的屋顶", "category": "grievance", "route": "petition_procedure"},
]


@staged
def letter(world):
    """Four claims at the petition office; the second will turn out to accuse the bureau."""
    return world.petition(on=DAY, organ=world.office, claims=CLAIMS, subject="收购价、收购点和屋顶")


def sent(world, letter, organ, *numbers, **how):
    return gateway.perform(
        Dispatch, None, "send", by=world.dispatcher, at=at(DAY), matter=Matter.objects.get(pk=letter.matter_id), kind="transfer",
        to_organ=organ, claims=list(letter.claims.filter(no__in=numbers)), **{"extract": True, **how},
    )  # fmt: skip


def accuse(world, letter):
    take(letter.claims.get(no=2), "classify", world.dispatcher, DAY, category="accusation", accused_organ=world.bureau)


def matter_of(letter):
    return Matter.objects.get(pk=letter.matter_id)


def called(world, letter, organ_person):
    """What its claims are called for a member of staff, by their words."""
    with read_by(Actor(on=at(DAY).date(), user=organ_person)):
        return {claim.text: str(claim) for claim in matter_of(letter).claims.all()}


def test_the_receiver_counts_from_one_and_goes_on_counting(world, letter):
    accuse(world, letter)
    sent(world, letter, world.bureau, 3)
    sent(world, letter, world.bureau, 1)
    names = called(world, letter, world.handler)
    assert (names["增设收购点"], names["按承诺价补足差额"]) == ("诉求1", "诉求2")
    assert called(world, letter, world.dispatcher)["增设收购点"] == "诉求3"
    matter = matter_of(letter)
    assert [claim.no for claim in matter.claims_numbered([2], world.bureau)] == [1]
    assert [claim.no for claim in matter.claims_numbered([2], world.office)] == [2]


def test_what_turns_out_to_accuse_leaves_no_gap(world, letter):
    sent(world, letter, world.bureau, 1, 2, 3)
    assert called(world, letter, world.handler)["增设收购点"] == "诉求3"
    accuse(world, letter)
    assert called(world, letter, world.handler)["增设收购点"] == "诉求2"


def test_its_slip_and_its_subject_tell_nothing_of_the_rest(world, letter):
    accuse(world, letter)
    one = sent(world, letter, world.bureau, 1, 3)
    slip = html_of(letter.matter.papers.get(kind="transfer_slip"))
    assert "（一）按承诺价补足差额" in slip
    assert "（二）增设收购点" in slip
    assert "（三）" not in slip
    assert (one.subject, matter_of(letter).called_by(world.bureau)) == ("按承诺价补足差额等2项",) * 2
    assert matter_of(letter).called_by(world.county) == "收购价、收购点和屋顶"
    other = sent(world, letter, world.other_bureau, 4, subject="屋顶漏水")
    assert (other.subject, matter_of(letter).called_by(world.other_bureau)) == ("屋顶漏水",) * 2


def test_a_successor_counts_as_its_predecessor_did(world, letter):
    sent(world, letter, world.bureau, 3, 4)
    world.bureau.successor, world.bureau.in_force_until = world.other_bureau, at("2025-04-01").date()
    world.bureau.save()
    matter = matter_of(letter)
    assert matter.no_at(letter.claims.get(no=4), world.other_bureau) == 2


def test_the_window_of_the_accused_tells_of_the_rest_as_of_any_matter(world, letter):
    accuse(world, letter)
    sent(world, letter, world.bureau, 1, 3)
    told = card(Actor(on=at(DAY).date(), user=world.staff("intake_clerk", world.bureau)), letter.matter.number)
    assert told is not None
    assert "accus" not in str(told.last_paper and told.last_paper.kind)


def test_the_subject_of_an_extract_accuses_nobody_and_a_whole_letter_keeps_its_own(world, letter):
    accuse(world, letter)
    with refused("extract_accuses"):
        sent(world, letter, world.bureau, 1, subject="局长在招标中收受红包和收购价")
    with refused("whole_letter_keeps_subject"):
        sent(world, letter, world.other_bureau, 4, extract=False, subject="屋顶漏水")


def test_the_accusation_stays_with_the_office_when_the_accused_has_the_rest(world, letter):
    accuse(world, letter)
    take(sent(world, letter, world.bureau, 1, 3, 4), "take", world.handler, "2025-03-04", handler=world.handler)
    accusation = letter.claims.get(no=2)
    assert accusation.acting_organ == world.office
    assert sent(world, letter, world.discipline, 2).to_organ == world.discipline


def test_to_a_matter_apart_one_takes_along_only_claims_that_one_was_sent(world, letter):
    accuse(world, letter)
    sent(world, letter, world.bureau, 1, 3)
    change = PartyChange(matter=Matter.objects.get(pk=letter.matter_id))
    chosen = {
        organ: sorted(
            claim.no
            for claim in change.choices_of(
                "claims", Actor(on=at("2025-03-05").date(), user=world.staff(Role.HEAD, organ))
            )
        )
        for organ in (world.bureau, world.office)
    }
    assert chosen == {world.bureau: [1, 3], world.office: [1, 3, 4]}


@pytest.mark.parametrize("folder", ["mediation/documents", "mediation/actions"])
def test_no_paper_names_a_claim_by_its_place_in_the_letter(folder):
    """The numbers of a paper are `paper.no_of(claim)` and `matter.told(claims, organ)`."""
    plain = re.compile(r'"no": (c|claim|one)\.no\b|\bclaim\.no for\b|no__in=')
    found = {
        f"{path.name}: {hit[0]}"
        for path in (ROOT / folder).rglob("*.py")
        for hit in plain.finditer(path.read_text(encoding="utf-8"))
    }
    # Told to who wrote the letter.
    assert found <= {'registration.py: "no": c.no', 'agreement.py: "no": claim.no'}
