"""The two-minute record, and its way into a petition."""

from __future__ import annotations

import pytest

from mediation.actions import gateway
from mediation.models import OnTheSpotRecord, Paper, Petition
from mediation.vocabulary import PaperKind
from mediation.workflows.base import NotAllowed, NotPossibleNow
from tests.factories.mediation import do
from tests.factories.world import at

CLAIMS = [{"text": "补发青椒运费补贴", "category": "grievance", "route": "petition_procedure"}]


def recorded(world, **facts):
    """A question about a freight allowance, answered at the window."""
    stated = {
        "organ": world.office, "name": "张大山", "phone": "13800000001", "subject": "青椒运费补贴何时发放",
        "said": "去年的运费补贴还没有拿到", "result": "explained", "answer": "本月底前打入一卡通", **facts,
    }  # fmt: skip
    return gateway.perform(OnTheSpotRecord, None, "settle", by=world.clerk, at=at("2025-03-03"), **stated)


def test_a_record_has_a_file_of_its_own_and_a_receipt(world):
    record = recorded(world)
    receipt = Paper.objects.of_kind(PaperKind.ON_THE_SPOT_RECEIPT).get()
    assert receipt.state == "issued"
    assert receipt.snapshot["answer"] == "本月底前打入一卡通"
    assert receipt.matter == record.matter
    assert not record.matter.parties.exists()


def test_a_stranger_does_not_record_for_the_organ(world):
    with pytest.raises(NotAllowed):
        gateway.perform(
            OnTheSpotRecord, None, "settle", by=world.handler, at=at("2025-03-03"), organ=world.office,
            name="甲", subject="乙", said="丙", result="done", answer="丁",
        )  # fmt: skip


def test_a_record_becomes_a_petition_in_the_same_file(world):
    record = recorded(world)
    record = do(record, "convert", world.clerk, "2025-03-10", claims=CLAIMS)
    petition = Petition.objects.get()
    assert record.state == "converted"
    assert petition.matter == record.matter
    assert petition.received_on.isoformat() == "2025-03-10"
    assert (petition.channel, petition.account) == ("visit", "去年的运费补贴还没有拿到")
    assert [p.name for p in petition.matter.petitioners] == ["张大山"]
    assert Paper.objects.of_kind(PaperKind.REGISTRATION_RECEIPT).count() == 1
    assert petition.claims.get().state == "classified"


def test_others_may_join_when_it_becomes_a_petition(world):
    people = [{"name": "张大山"}, {"name": "李秀英"}]
    do(recorded(world), "convert", world.clerk, "2025-03-10", claims=CLAIMS, petitioners=people)
    assert Petition.objects.get().matter.petitioners.count() == 2


def test_a_record_is_converted_once(world):
    record = do(recorded(world), "convert", world.clerk, "2025-03-10", claims=CLAIMS)
    with pytest.raises(NotPossibleNow, match="已转为信访事项"):
        do(record, "convert", world.clerk, "2025-03-11", claims=CLAIMS)
