"""A petition taken back: knowing what follows, and leaving nothing half written behind."""

from __future__ import annotations

from mediation.actions import gateway
from mediation.models import Paper, Petition
from tests.factories.mediation import do
from tests.factories.world import at
from tests.refusals import refused


def test_nobody_withdraws_without_knowing_what_follows(world):
    petition = world.petition(petitioners=[{"name": "张大山"}])
    with refused("effect_not_told"):
        do(petition, "withdraw", world.party(petition.matter, "张大山"), "2025-03-11")


def test_what_was_drafted_is_void_and_what_was_issued_stays(world):
    petition = world.accepted()
    drafted = gateway.perform(
        Paper, None, "draft", by=world.handler, at=at("2025-03-11"), matter=petition.matter,
        kind="handling_opinion", addressees=list(petition.matter.petitioners),
    )  # fmt: skip
    issued = set(Paper.objects.issued().filter(matter=petition.matter).values_list("pk", flat=True))
    everyone = list(petition.matter.petitioners)
    do(
        Petition.objects.get(pk=petition.pk),
        "withdraw",
        world.handler,
        "2025-03-12",
        withdrawn_by=everyone,
        effect_told=True,
    )
    assert Petition.objects.get(pk=petition.pk).state == "withdrawn"
    assert Paper.objects.get(pk=drafted.pk).state == "voided"
    assert issued
    assert not Paper.objects.filter(pk__in=issued).exclude(state="issued").exists()
