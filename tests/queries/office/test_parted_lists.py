"""An organ that has one claim of a letter finds it in its lists, its people are reminded, and the others' claims are not theirs."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.actions import gateway
from mediation.actions.clock import reminders
from mediation.models import Claim, Deadline, Dispatch, Message
from mediation.permissions import Actor
from mediation.queries.clock.feed import own_deadlines
from mediation.queries.office.desk import owed_by, petitions_waiting
from mediation.queries.office.files import Asked
from mediation.vocabulary import Role
from tests.factories.world import at
from tests.stages import staged

pytestmark = pytest.mark.django_db
DAY = "2025-03-04"


@staged
def parted(world):
    """Claim 1 taken by the bureau, claim 2 by the other; each has named its handler."""
    petition = world.petition(organ=world.office)
    for no, organ in enumerate((world.bureau, world.other_bureau), start=1):
        sent = gateway.perform(
            Dispatch, None, "send", by=world.dispatcher, at=at(DAY, "09:10"), matter=petition.matter, kind="transfer",
            to_organ=organ, claims=[petition.claims.get(no=no)],
        )  # fmt: skip
        by = world.staff(Role.HANDLER, organ)
        gateway.perform(Dispatch, sent.pk, "take", by=by, at=at(DAY, "09:20"), handler=by)
    return petition


def actor(world, organ, name=""):
    return Actor(on=date(2025, 3, 5), user=world.staff(Role.HANDLER, organ, name))


def accepted(world, petition, no, organ):
    claim = petition.claims.get(no=no)
    return gateway.perform(Claim, claim.pk, "accept", by=world.staff(Role.HANDLER, organ), at=at("2025-03-05"))


def test_both_find_what_waits_for_them_until_it_is_accepted(world, parted):
    for organ in (world.bureau, world.other_bureau):
        assert [one.waiting for one in petitions_waiting(actor(world, organ))] == [1]
    accepted(world, parted, 2, world.other_bureau)
    assert list(petitions_waiting(actor(world, world.other_bureau))) == []
    assert [one.waiting for one in petitions_waiting(actor(world, world.bureau))] == [1]


def test_my_work_holds_the_limits_of_my_own_claims(world, parted):
    accepted(world, parted, 1, world.bureau)
    accepted(world, parted, 2, world.other_bureau)
    for no, organ in enumerate((world.bureau, world.other_bureau), start=1):
        me = actor(world, organ)
        limits = [one for one in owed_by(me, mine=True) if one.code == "D5"]
        assert [one.subject.no for one in limits] == [no]
        assert [one for one in own_deadlines(me) if one.code == "D5"] == limits
        assert [one.pk for one in Asked(actor=me, mine=True).page(10)] == [parted.matter_id]
    assert list(owed_by(actor(world, world.other_bureau, "另一人"), mine=True)) == []


def test_the_handler_of_the_claim_is_reminded_and_no_colleague(world, parted):
    colleague = world.staff(Role.HANDLER, world.other_bureau, "另一人")
    accepted(world, parted, 2, world.other_bureau)
    limit = Deadline.objects.get(code="D5")
    reminders.remind(at(str(limit.legal_on)))
    told = set(Message.objects.filter(text__contains=limit.label).values_list("user", flat=True))
    assert world.staff(Role.HANDLER, world.other_bureau).pk in told
    assert not told & {colleague.pk, world.handler.pk}
