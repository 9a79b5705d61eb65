"""Whoever does not read an accusation is not told by a refusal whom it accuses; who reads it is refused."""

from __future__ import annotations

import pytest

from mediation.actions import gateway
from mediation.documents.papers import joint_issue
from mediation.models import AgendaRequest, Claim, Dispatch, JointConference, Matter, Mediation, Paper
from mediation.vocabulary import PaperKind, Role
from tests.factories.conference import MEETING
from tests.factories.opinions import take
from tests.factories.world import at
from tests.refusals import refused
from tests.stages import staged

DAY, LATER = "2025-03-03", "2025-03-05"
ROUTE = {"category": "grievance", "route": "petition_procedure"}
PRICE, ROOF, SECRET = "按承诺价补足差额", "修好漏水的屋顶", "局长在招标中收受红包"
KEPT = "公开收购台账"


@staged
def letter(world):
    """A letter that accuses the bureau; the bureau and the other bureau were sent one claim each, the office handles one."""
    accusing = {"text": SECRET, "category": "accusation", "accused_organ": world.bureau}
    petition = world.petition(
        on=DAY, organ=world.office, claims=[{"text": PRICE, **ROUTE}, accusing, {"text": ROOF, **ROUTE}, {"text": KEPT, **ROUTE}],
        opposite_parties=[{"name": "青河县绿源种植专业合作社", "kind": "organisation"}],
    )  # fmt: skip
    for text, organ in ((PRICE, world.bureau), (ROOF, world.other_bureau)):
        handler = world.staff(Role.HANDLER, organ)
        take(_sent(world.dispatcher, petition, organ, text), "take", handler, "2025-03-04", handler=handler)
        take(_claim(petition, text), "accept", handler, "2025-03-04")
    take(_claim(petition, KEPT), "accept", world.staff(Role.HANDLER, world.office), "2025-03-04")
    return petition


def _claim(petition, text):
    return Claim.objects.get(petition=petition, text=text)


def _sent(by, petition, organ, text, **how):
    return gateway.perform(
        Dispatch, None, "send", by=by, at=at(DAY), matter=Matter.objects.get(pk=petition.matter_id), kind="transfer",
        to_organ=organ, claims=[_claim(petition, text)], **{"extract": True, **how},
    )  # fmt: skip


def _begin(model, step, by, petition, **facts):
    matter = Matter.objects.get(pk=petition.matter_id)
    return gateway.perform(model, None, step, by=by, at=at(LATER), matter=matter, **facts)


def _asks(by, petition, convenes, *asked):
    return _begin(
        AgendaRequest, "ask", by, petition, organ=convenes, topic="收购点", question="何时设立。",
        asked=[{"member": one, "question": "意见？"} for one in asked],
    )  # fmt: skip


@pytest.mark.parametrize("of", ["bureau", "other_bureau"])
def test_who_does_not_know_of_it_may_ask_the_accused_to_confer_and_to_convene(world, letter, of):
    by = world.staff(Role.HANDLER, getattr(world, of))
    assert _asks(by, letter, world.bureau, world.bureau, world.office).state == "asked"


def test_the_office_that_has_the_letter_is_refused(world, letter):
    with refused("organiser_is_party"):
        _asks(world.dispatcher, letter, world.bureau, world.other_bureau)
    with refused("asked_itself"):
        _asks(world.dispatcher, letter, world.office, world.bureau)


def _convenes(by, petition, organ, *members):
    return _begin(
        JointConference, "convene", by, petition, organ=organ, convenor="局长", chair="局长", starts_at=at(MEETING),
        place="会议室", members=members, agenda=[{"topic": "收购点"}],
    )  # fmt: skip


def test_the_accused_convenes_as_any_organ_does(world, letter):
    members = (world.office, world.other_bureau)
    assert _convenes(world.head, letter, world.bureau, *members).organ == world.bureau


def _offers(by, petition, text, **facts):
    return _begin(Mediation, "propose", by, petition, claims=[_claim(petition, text)], dispute="收购价的差额", **facts)


def test_nor_is_the_accused_told_when_it_offers_to_mediate(world, letter):
    with refused("organ_interested"):
        _offers(world.staff(Role.HANDLER, world.office), letter, KEPT, organ=world.bureau)
    assert _offers(world.handler, letter, PRICE).organ == world.bureau


@pytest.mark.parametrize("subject", ["", "检举的事和屋顶"])
def test_who_has_an_extract_sends_on_no_original_whatever_the_letter_says(world, letter, subject):
    office = world.staff(Role.PETITION_OFFICE, world.other_bureau)
    with refused("original_not_held"):
        _sent(office, letter, world.bureau, ROOF, extract=False)
    assert _sent(office, letter, world.bureau, ROOF, subject=subject).to_organ == world.bureau


def test_a_paper_is_not_refused_its_joint_issuer_for_what_its_organ_was_not_told(world, letter):
    for organ, found in ((world.office, ["co_issuer_accused"]), (world.other_bureau, [])):
        paper = Paper(
            matter=Matter.objects.get(pk=letter.matter_id), organ=organ, kind=PaperKind.HANDLING_OPINION,
            content={"co_issuers": [{"organ": world.bureau.pk}]},
        )  # fmt: skip
        paper.co_issuers = lambda: [world.bureau]
        assert [one.code for one in joint_issue.faults(paper)] == found
