"""The pages of a committee's file: its thirteen items, and the register of its oral agreements."""

from django.urls import reverse

from mediation.vocabulary import Role
from tests.factories.mediation import by_word_of_mouth, committee, mediator_of
from tests.factories.world import at
from tests.stages import staged


@staged
def dispute(world):
    return by_word_of_mouth(world)


def test_the_page_of_the_file_shows_the_items_and_leads_to_the_register(world, dispute, desk, clock):
    clock.move_to(at("2025-03-18"))
    browser = desk(mediator_of(world, committee(world)))
    page = browser.get(reverse("desk:packs", args=[dispute.matter.number])).content.decode()
    assert "人民调解卷宗的十三项" in page
    assert reverse("desk:oral-agreements") in page
    assert (
        reverse("desk:oral-agreements")
        in browser.get(reverse("desk:object", args=["mediation", dispute.pk])).content.decode()
    )


def test_oral_agreements_stand_in_the_committees_register(world, dispute, desk, clock):
    clock.move_to(at("2025-03-18"))
    browser, address = desk(mediator_of(world, committee(world))), reverse("desk:oral-agreements")
    page = browser.get(address).content.decode()
    assert dispute.matter.number in page
    assert "赵铁柱" in page
    assert dispute.matter.number not in browser.get(address, {"year": "2024"}).content.decode()
    table = browser.get(address, {"format": "csv"}).content.decode()
    assert (dispute.matter.number in table, "赵铁柱" in table) == (True, False)
    for other in (world.handler, world.staff(Role.MEDIATOR, world.bureau)):
        assert desk(other).get(address).status_code == 404
