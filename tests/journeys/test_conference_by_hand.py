"""A joint conference by hand, from what two matters ask to the resolution on the next agenda; with SCREENSHOTS=1 the pictures of docs/conferences.md."""

from __future__ import annotations

import os
from typing import Any

import pytest
from django.urls import reverse

from mediation.models import AgendaRequest, JointConference, Paper, Resolution
from mediation.settings.base import ROOT
from mediation.vocabulary import PaperKind, Role
from tests.factories.conference import MEETING
from tests.factories.world import World
from tests.journeys.by_hand.people import Person
from tests.journeys.test_accessible import Reader
from tests.journeys.test_sitting_by_hand import sign_in

pytestmark = pytest.mark.browser
WHERE = "县政府三楼会议室"
NEW_PAGES = ("desk:conferences", "desk:meetings")


def picture(who: Person, name: str) -> None:
    """The whole page, for the documents, if that was asked for."""
    if os.environ.get("SCREENSHOTS"):
        who.page.evaluate("scrollTo(0, 0)")
        who.page.screenshot(path=ROOT / "docs" / "screenshots" / f"{name}.png", full_page=True)


class ByHand:
    """The office, and two members of which the first is a side in the other matter."""

    def __init__(self, site: Any, chromium: Any) -> None:
        self.site, self.chromium, self.world = site, chromium, World()
        w = self.world
        self.pipe = w.petition(organ=w.office, claims=[{"text": "改造老街管网", "category": "suggestion"}])
        self.lot = w.petition(
            organ=w.office, claims=[{"text": "建停车场", "category": "suggestion"}],
            opposite_parties=[{"name": w.bureau.name, "kind": "organisation", "organ": w.bureau}],
        )  # fmt: skip
        self.builder = w.staff(Role.HEAD, w.other_bureau, "住建局局长")
        w.head, w.dispatcher  # noqa: B018 - they are there before the site is asked

    def person(self, user: Any) -> Person:
        """Somebody at a desk, signed in."""
        found = Person(self.chromium, self.site.address)
        sign_in(found.page, self.site, user)
        return found

    def asks(self, office: Person, petition: Any, topic: str, *members: Any) -> None:
        """The step in the file, from its button."""
        office.page.goto(reverse("desk:matter", args=[petition.matter.number]))
        office.take(
            "提请联席会议研究", organ=self.world.office.name, topic=topic, question="由谁出资、何时开工。",
            asked=[{"member": one.name, "question": f"{topic}怎样安排？"} for one in members],
        )  # fmt: skip

    def agenda(self, who: Person, conference: JointConference) -> None:
        """The agenda's page, from the list."""
        who.page.goto(reverse("desk:conferences"))
        who.press(f"在{conference.place}召开的联席会议")

    def convenes(self, office: Person, starts_at: str, **facts: Any) -> JointConference:
        """From the page of conferences."""
        office.page.goto(reverse("desk:conferences"))
        office.take(
            "召集联席会议", convenor="青河县副县长", chair="县信访局局长", starts_at=starts_at, place=WHERE, **facts
        )
        return JointConference.objects.latest("pk")


@pytest.fixture
def by_hand(site: Any, chromium: Any) -> ByHand:
    """Two matters, registered."""
    return ByHand(site, chromium)


def test_a_conference_from_what_is_asked_to_the_resolution_that_returns(by_hand: ByHand) -> None:
    w, office, member = by_hand.world, by_hand.person(by_hand.world.dispatcher), by_hand.person(by_hand.world.head)
    by_hand.site.begin("2025-03-04")

    # An organ that is a party is refused as organiser.
    office.page.goto(reverse("desk:matter", args=[by_hand.lot.matter.number]))
    office.press("提请联席会议研究")
    shut = office.page.locator("[name=organ] option", has_text=w.bureau.name).first
    assert shut.is_disabled()
    office.sees("不能召集这次会议")
    office.page.locator("[name=organ]").evaluate("menu => menu.size = menu.options.length")  # as it lies open
    picture(office, "conference_refused")

    by_hand.asks(office, by_hand.pipe, "老街管网改造", w.bureau, w.other_bureau)
    by_hand.asks(office, by_hand.lot, "停车场用地", w.other_bureau)
    office.page.goto(reverse("desk:conferences"))
    picture(office, "conference_waiting")
    conference = by_hand.convenes(office, f"{MEETING} 09:00", requests=["老街管网改造", "停车场用地"])

    # A member reads its own item alone, and hands in its opinion.
    member.page.goto("/desk/")
    member.press(f"在{WHERE}召开的联席会议：议程、材料、意见")
    member.sees("老街管网改造")
    assert "停车场用地" not in member.page.locator("main").inner_text()
    picture(member, "conference_member")
    member.take("提交书面意见", member=w.bureau.name, opinion="管网由本局负责，4月开工。")
    builder = by_hand.person(by_hand.builder)
    by_hand.agenda(builder, conference)
    builder.sees("老街管网改造", "停车场用地", "管网由本局负责，4月开工。")

    by_hand.site.begin(MEETING, "09:30")
    by_hand.agenda(office, conference)
    office.take("召开会议", present=[w.bureau.name, w.other_bureau.name])
    by_hand.agenda(office, conference)
    office.take("记录各单位表态", **{"positions-1-position": "不同意", "positions-1-view": "本年没有预算。"})
    by_hand.agenda(office, conference)
    office.press("登记议定事项")
    office.fill(text="4月30日以前开工改造老街管网", responsible_organ=w.bureau.name, due_on="2025-04-30")
    office.send()
    by_hand.agenda(office, conference)
    office.page.locator("#item-2").get_by_role("link", name="延后研究").click()
    office.fill(why="等规划确定后再议")
    office.send()
    by_hand.agenda(office, conference)
    office.take("纪要稿送成员单位核对", answer_by="2025-03-13")
    by_hand.agenda(member, conference)
    member.sees("不同意", "本年没有预算。", "4月30日以前开工改造老街管网")
    member.press("核对无误")
    member.sees("核对无误。")
    picture(member, "conference_minutes")

    by_hand.site.begin("2025-03-12")
    by_hand.agenda(office, conference)
    office.take("印发纪要")
    extract = Paper.objects.of_kind(PaperKind.CONFERENCE_EXTRACT).get()
    assert extract.matter == by_hand.pipe.matter
    assert "停车场" not in str(extract.snapshot)
    assert set(AgendaRequest.objects.values_list("topic", "state")) == {
        ("老街管网改造", "decided"), ("停车场用地", "asked"),
    }  # fmt: skip

    # A month later it stands on the agenda again.
    by_hand.site.begin("2025-05-06")
    returned = by_hand.convenes(office, "2025-05-12 09:00", requests=["停车场用地"])
    office.page.goto(reverse("desk:agenda", args=[returned.pk]))
    office.sees("落实情况：4月30日以前开工改造老街管网", "逾期未落实")
    picture(office, "conference_returned")
    assert returned.items.filter(returning=Resolution.objects.get()).exists()
    member.page.goto("/desk/")
    member.sees("4月30日以前开工改造老街管网", "逾期未落实")

    for width in (1280, 360):
        reader = Reader(by_hand.chromium, by_hand.site.address, width)
        sign_in(reader.page, by_hand.site, w.dispatcher)
        pages = [reverse(name) for name in NEW_PAGES] + [
            reverse("desk:agenda", args=[one]) for one in (conference.pk, returned.pk)
        ]
        assert reader.faults(*pages, reverse("desk:open-new", args=["jointconference", "convene"])) == []
        assert reader.page.evaluate("document.documentElement.scrollWidth") <= width
