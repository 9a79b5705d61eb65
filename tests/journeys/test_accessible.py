"""Pages can be read by everyone: axe finds no fault of WCAG 2.1 A and AA, at a desk and on a phone."""

from __future__ import annotations

import os
from datetime import date
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from mediation.actions import gateway
from mediation.actions.sittings.leave import enter_leave
from mediation.models import Paper, Room, SettlementOffer
from mediation.permissions import Actor
from tests.browser import click, opened
from tests.factories.hearings import HearingCourse
from tests.factories.mediation import by_word_of_mouth, disputed, do, mediator_of, proposed, ready
from tests.factories.papers import printed
from tests.factories.people import come_in, with_secret
from tests.factories.world import World, at
from tests.journeys.by_hand.site import Site

pytestmark = pytest.mark.browser

SHOTS = os.environ.get("SHOTS", "")
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
PUBLIC = ["/", "/v/", "/portal/", "/calculator/", "/calculator/?code=D6&from=2025-09-08", "/statutes/?q=复查",
          "/desk/sign-in/"]  # fmt: skip


class Reader:
    """A browser that notes what axe finds on each page it opens."""

    def __init__(self, browser: Any, address: str, width: int) -> None:
        self.page = opened(
            browser, address, width, bypass_csp=True
        )  # axe is put into the page, which the site itself forbids

    def faults(self, *addresses: str) -> list[str]:
        """What is wrong on the pages, each with the first element concerned."""
        found = []
        for address in addresses:
            answer = self.page.goto(address)
            assert answer.ok, f"{address}: {answer.status}"
            found += [f"{address}: {fault}" for fault in self.here()]
        return found

    def here(self) -> list[str]:
        """What is wrong on the page that is open."""
        faults = Axe().run(self.page, options=RULES).response["violations"]
        return [f"{fault['id']}: {fault['nodes'][0]['html'][:160]}" for fault in faults]


def rendered_receipt(petition: Any) -> Paper:
    """The receipt of the first petitioner as the worker leaves it."""
    zhang = petition.matter.parties.get(name="张大山")
    return printed(Paper.objects.get(kind="registration_receipt", matter=petition.matter, addressees=zhang))


def test_faults_are_found_where_they_are(chromium: Any) -> None:
    """Grey on white, where it is drawn: without true colours axe would find nothing anywhere."""
    reader = Reader(chromium, "http://127.0.0.1", 360)
    page = '<html lang="zh"><title>信访</title><main style="background:#fff"><p style="color:%s">正在办理</p></main>'
    reader.page.set_content(page % "#aaa")
    assert [fault.partition(":")[0] for fault in reader.here()] == ["color-contrast"]
    reader.page.set_content(page % "#1b1f24")
    assert reader.here() == []


def test_no_page_shuts_anybody_out(site: Site, chromium: Any) -> None:
    desk, phone = (Reader(chromium, site.address, width) for width in (1280, 360))
    assert desk.faults(*PUBLIC) + phone.faults(*PUBLIC) == []

    world = World()
    petition = world.accepted(on="2025-03-03")
    desk.page.goto("/desk/")
    desk.page.fill("[name=username]", world.handler.username)
    desk.page.fill("[name=password]", "right horse battery")
    click(desk.page.locator("main button[type=submit]").last)
    matter, paper = f"/desk/matters/{petition.matter.number}/", Paper.objects.get(kind="acceptance_notice")
    assert desk.faults(
        "/desk/", "/desk/matters/", "/desk/window/", "/desk/register/", matter, f"/desk/papers/{paper.pk}/",
        f"{matter}open/investigation/open/", f"{matter}open/mediation/propose/", f"{matter}open/paper/draft/",
        "/desk/scans/", "/desk/seal-uses/apply/", "/desk/bulk/", "/desk/phrases/", f"/desk/papers/{paper.pk}/alike/",
        "/desk/bookings/", "/desk/bookings/?view=day", "/desk/bookings/doors/",
        "/desk/password/", "/desk/factors/", "/desk/factors/app/", "/desk/factors/passkey/",
    ) == []  # fmt: skip

    phone.page.goto("/portal/")
    phone.page.fill("[name=number]", petition.matter.number)
    phone.page.fill("[name=code]", petition.matter.parties.get(name="张大山").issue_code())
    click(phone.page.locator("main button[type=submit]").first)
    receipt = rendered_receipt(petition)
    withdraw = f"/portal/petition/{petition.pk}/withdraw/"
    assert (
        phone.faults("/portal/matter/", "/portal/open/recusal/ask/", f"/portal/papers/{receipt.pk}/plain/", withdraw)
        == []
    )


def test_the_schedule_shuts_nobody_out(site: Site, chromium: Any) -> None:
    """Week, day, room, one's own sittings, days away and the morning, with a hearing that is fixed, put off and fixed anew."""
    world = World()
    course = HearingCourse(world)
    room = Room.objects.create(organ=world.bureau, name="一号听证室", capacity=30, step_free=True)
    course.granted()
    course.appoint()
    course.schedule(room=room, place="")
    course.take("postpone", course.presider, "2025-09-23", ground="other", why="会场停电")
    course.schedule("2025-09-23", "2025-11-03", room=room, place="")
    enter_leave(
        by=Actor(on=at("2025-09-24").date(), user=world.head), person=course.recorder, first_on=date(2027, 5, 10),
        last_on=date(2027, 5, 12), why="培训", at=at("2025-09-24"),
    )  # fmt: skip
    for width in (1280, 360):
        reader = Reader(chromium, site.address, width)
        reader.page.goto("/desk/")
        reader.page.fill("[name=username]", world.head.username)
        reader.page.fill("[name=password]", "right horse battery")
        click(reader.page.locator("main button[type=submit]").last)
        day = "day=2025-11-03"
        assert reader.faults(
            "/desk/", f"/desk/bookings/?{day}", f"/desk/bookings/?view=day&{day}", f"/desk/bookings/?view=room&room={room.pk}&{day}",
            f"/desk/bookings/?who=me&{day}", f"/desk/bookings/doors/?{day}", "/desk/bookings/leave/", "/desk/morning/",
            f"/desk/hearing/{course.pk}/",
        ) == []  # fmt: skip
        if SHOTS:
            for name, address in (
                ("leave", "/desk/bookings/leave/"),
                ("dates", f"/desk/hearing/{course.pk}/"),
                ("doors", f"/desk/bookings/doors/?{day}"),
            ):
                reader.page.goto(address)
                reader.page.screenshot(path=f"{SHOTS}/outcome_{name}_{width}.png", full_page=True)


def test_the_pages_of_a_mediation_shut_nobody_out(site: Site, chromium: Any) -> None:
    """The notebook and the offers before their mediator, at a desk and narrow; a committee's file; the offers on a party's phone."""
    world = World()
    mediation = ready(world, proposed(world, disputed(world)))
    own = by_word_of_mouth(world)
    mediator, party = mediator_of(world, world.bureau), mediation.participants.get(side="other").party
    code, secret = come_in(party), with_secret(party)
    told = {"mediation": mediation, "party": party, "amount": 20_000, "terms": "签协议当天一次付清。"}
    offer = gateway.perform(
        SettlementOffer, None, "note_down", by=mediator, at=at("2025-03-10"), matter=mediation.matter, **told
    )
    do(mediation, "take_note", mediator, clock="11:00", audience="asking_side", note="最低每斤再补一角。")
    site.begin("2025-03-18", "09:00")
    form = f"/desk/matters/{mediation.matter.number}/open/settlementoffer/note_down/"
    for width in (1280, 360):
        reader = _at_the_desk(site, chromium, width, mediator)
        assert reader.faults(
            f"/desk/mediation/{mediation.pk}/notebook/", f"/desk/mediation/{mediation.pk}/offers/", form,
            f"/desk/settlementoffer/{offer.pk}/tell_other_side/",
        ) == []  # fmt: skip
    reader = _at_the_desk(site, chromium, 1280, mediator_of(world, own.organ))
    assert reader.faults(f"/desk/matters/{own.matter.number}/pack/", "/desk/oral-agreements/") == []
    phone = Reader(chromium, site.address, 360)
    phone.page.goto("/portal/")
    phone.page.fill("[name=number]", mediation.matter.number)
    phone.page.fill("[name=code]", code)
    click(phone.page.locator("main button[type=submit]").first)
    offers = f"/portal/offers/{mediation.pk}/"
    assert phone.faults(offers) == []
    phone.page.fill("[name=secret]", secret)
    click(phone.page.locator("main button[type=submit]").first)
    assert phone.page.locator(".offered, .paper-row", has_text="签协议当天一次付清").count() >= 1
    assert phone.here() == []
    assert phone.faults("/portal/open/settlementoffer/make/", f"/portal/settlementoffer/{offer.pk}/withdraw/") == []


def _at_the_desk(site: Site, chromium: Any, width: int, who: Any) -> Reader:
    reader = Reader(chromium, site.address, width)
    reader.page.goto("/desk/")
    reader.page.fill("[name=username]", who.username)
    reader.page.fill("[name=password]", "right horse battery")
    click(reader.page.locator("main button[type=submit]").last)
    return reader
