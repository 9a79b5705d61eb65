"""How a mediation is entered: asked for, offered or passed on, by one committee or several; who mediates, whom the parties choose."""

import pytest

from mediation.actions import gateway
from mediation.models import Mediation, Message
from mediation.vocabulary import OrganKind, Role
from tests.factories.mediation import DAY, alone, committee, consented, disputed, do, mediator_of, proposed
from tests.factories.world import at
from tests.refusals import refused


@pytest.fixture
def next_door(world):
    """Another committee of the county."""
    return world._below(world.county, "石桥镇人民调解委员会", "石人", "sqtw", OrganKind.MEDIATION_COMMITTEE)


def test_whoever_does_not_say_how_it_began_applied_or_offered_it(world):
    assert proposed(world).begun_by == "offered"
    assert alone(world).begun_by == "applied"


def test_a_party_that_asks_for_it_applies(world):
    petition = disputed(world)
    found = gateway.perform(
        Mediation, None, "propose", by=petition.matter.petitioners.first(), at=at(DAY), matter=petition.matter,
        claims=list(petition.claims.all()), dispute="差额",
    )  # fmt: skip
    assert found.begun_by == "applied"


def test_who_passed_it_on_is_named(world):
    with refused("sender_missing"):
        alone(world, begun_by="transferred")
    found = alone(world, begun_by="transferred", sent_by="石桥派出所")
    assert (found.begun_by, found.sent_by) == ("transferred", "石桥派出所")


def test_several_committees_mediate_together(world, next_door):
    found = alone(world, joint_organs=[next_door])
    assert list(found.joint_organs.all()) == [next_door]
    consented(world, found)
    here, there = mediator_of(world, committee(world)), mediator_of(world, next_door)
    do(found, "name_mediators", here, clock="10:10", mediators=[here, there], lead=there, chosen_by_parties=True)
    assert found.is_mediated_by(there)
    assert found.who_mediates()[0][1] == f"{there}（主办）、{here}（协办）"


def test_the_first_leads_where_nobody_says_who_does(world, next_door):
    found = consented(world, alone(world))
    here, there = mediator_of(world, committee(world)), mediator_of(world, next_door)
    do(found, "name_mediators", here, clock="10:10", mediators=[here, there])
    assert [one.user for one in found.mediators.filter(leads=True)] == [here]
    do(found, "name_mediators", here, clock="10:11", mediators=[there])
    assert [one.user for one in found.mediators.filter(leads=True)] == [there]


def test_who_leads_mediates(world, next_door):
    found = consented(world, alone(world))
    here = mediator_of(world, committee(world))
    with refused("lead_not_named"):
        do(found, "name_mediators", here, clock="10:10", mediators=[here], lead=mediator_of(world, next_door))


def test_an_organ_that_is_a_side_neither_organises_nor_joins(world, next_door):
    with refused("joint_organ_interested"):
        alone(world, joint_organs=[next_door], respondents=[{"name": next_door.name, "kind": "organisation"}])
    petition = disputed(world, opposite_parties=[{"name": world.bureau.name, "kind": "organisation"}])
    with refused("organ_interested") as caught:
        proposed(world, petition)
    assert "请由其他机关、单位组织调解" in str(caught.value.mend)


def test_parties_say_whom_they_choose_and_the_head_learns_it(world):
    found = consented(world, proposed(world, disputed(world)))
    wished = world.staff(Role.MEDIATOR, world.bureau, "小林")
    head, people = world.head, [one.party for one in found.participants.select_related("party").order_by("pk")]
    for place, party in enumerate(people):
        do(found, "wish_for_mediator", party, clock=f"10:1{place}", wished=wished)
    told = [one.text for one in Message.objects.filter(user=head).order_by("pk") if "希望由" in one.text]
    assert told == [f"{one}希望由小林调解。" for one in people[:-1]] + [
        f"{people[-1]}希望由小林调解。各方选的是同一人。"
    ]
    assert ("绿源合作社希望由谁调解", "小林") in found.who_mediates()


def test_nobody_chooses_who_handles_the_matter(world):
    found = consented(world, proposed(world, disputed(world)))
    party = found.participants.first().party
    do(found.petition, "assign_handler", world.head, handler=world.handler)
    with refused("mediator_handles"):
        do(found, "wish_for_mediator", party, clock="10:10", wished=world.handler)


def test_whom_to_choose_is_asked_before_somebody_is_named(world):
    found = consented(world, proposed(world, disputed(world)))
    by, party = mediator_of(world, world.bureau), found.participants.first().party
    do(found, "name_mediators", by, clock="10:10", mediators=[by])
    with refused("mediator_named_already"):
        do(found, "wish_for_mediator", party, clock="10:11", wished=by)
    do(found, "object_to_mediator", party, clock="10:12")
    do(found, "wish_for_mediator", party, clock="10:13", wished=by)
    assert found.participants.get(party=party).wished == by
