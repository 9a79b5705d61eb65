"""The list of files by the page, at the desk."""

from __future__ import annotations

from mediation.models import Matter
from tests.factories.reading import let_read
from tests.factories.world import at


def test_a_page_of_the_desk_leads_to_the_next_and_back(world, desk):
    for n in range(30):
        one = Matter.objects.create(
            number=f"U{n}", organ=world.bureau, subject=f"案{n}", opened_on=at("2025-03-01").date()
        )
        let_read(one, organ=world.bureau)
    browser = desk(world.handler)
    first = browser.get("/desk/matters/")
    assert "上一页" not in first.content.decode()
    second = browser.get("/desk/matters/" + first.context["page"].older)
    shown = [one.pk for one in first.context["page"].rows + second.context["page"].rows]
    assert len(set(shown)) == len(shown) > 25
    again = browser.get("/desk/matters/" + second.context["page"].newer)
    assert [one.pk for one in again.context["page"].rows] == [one.pk for one in first.context["page"].rows]
