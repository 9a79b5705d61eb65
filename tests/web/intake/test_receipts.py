"""How far the receipts of a long list are, on the page of the file."""

from __future__ import annotations

from mediation.actions.intake import receipts
from mediation.vocabulary import Role
from tests.actions.intake.test_receipts import TODAY, people, register
from tests.factories.world import at


def test_the_page_says_how_far_it_has_come(world, desk):
    petition = register(world, people(25))
    clerk = desk(world.clerk)
    page = clerk.get(f"/desk/matters/{petition.matter.number}/").content.decode()
    assert "已出0份，共25份" in page
    receipts.LEFT.go_on(petition.pk, at=at(TODAY))
    line = clerk.get(f"/desk/matters/{petition.matter.number}/receipts/").content.decode()
    assert "登记回执都已生成，共25份。" in line
    assert "hx-get" not in line
    stranger = desk(world.staff(Role.HANDLER, world.other_bureau))
    assert stranger.get(f"/desk/matters/{petition.matter.number}/receipts/").status_code == 404
