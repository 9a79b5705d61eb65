"""The pages of joint conferences: what waits for an agenda, each agenda as its reader may know it, its papers as one file."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

import pytest

from mediation.actions.clock.deadlines import run_clock
from mediation.models import AgendaRequest, JointConference
from mediation.vocabulary import Role
from tests.factories.conference import asked, convened_apart, held, resolved
from tests.factories.mediation import do
from tests.factories.world import at
from tests.stages import staged

TOPICS = ("增设收购点", "桥梁维修")


@staged
def of_two(world) -> JointConference:
    """Two matters: the bureau is asked about the first alone, the inspectors about the second, the other bureau about both."""
    one = asked(world, topic=TOPICS[0])
    other = asked(
        world, topic=TOPICS[1],
        asked=[{"member": world.discipline, "question": "有无线索？"}, {"member": world.other_bureau, "question": "经费？"}],
    )  # fmt: skip
    return convened_apart(world, one, other)


def members_of(world):
    return {
        "office": world.dispatcher, "bureau": world.staff(Role.HANDLER, world.bureau, "农业局的人"),
        "other_bureau": world.staff(Role.HEAD, world.other_bureau, "局长"),
        "inspectors": world.staff(Role.HANDLER, world.discipline, "纪委的人"),
        "stranger": world.staff(Role.HEAD, world.county, "县长"),
        "registrar": world.staff(Role.REGISTRAR, world.bureau, "管章的人"),
    }  # fmt: skip


READ = {
    "office": TOPICS, "bureau": TOPICS[:1], "other_bureau": TOPICS, "inspectors": TOPICS[1:], "stranger": None, "registrar": None,
}  # fmt: skip


@pytest.mark.parametrize("who", READ)
def test_each_reads_exactly_the_items_that_concern_it(world, desk, clock, of_two, who):
    clock.move_to(at("2025-03-06", "09:00"))
    browser = desk(members_of(world)[who])
    page, pack = (browser.get(f"/desk/jointconference/{of_two.pk}/agenda/{below}") for below in ("", "papers.zip"))
    listed = browser.get("/desk/conferences/").content.decode()
    if READ[who] is None:
        assert (page.status_code, pack.status_code) == (404, 404)
        assert of_two.place not in listed
        return
    shown, packed = page.content.decode(), b"".join(pack.streaming_content)
    inside = ZipFile(BytesIO(packed))
    told = "".join(inside.read(name).decode() for name in inside.namelist() if name.endswith(".txt"))
    for topic in TOPICS:
        assert (topic in shown) is (topic in READ[who])
        assert (topic in told) is (topic in READ[who])
    assert of_two.place in listed
    for request in AgendaRequest.objects.order_by("pk"):
        item = browser.get(f"/desk/agendarequest/{request.pk}/").status_code
        assert item == (200 if request.topic in READ[who] else 404)
    if who != "office":
        for below in ("", "sitting/", "sitting/reading/"):
            assert browser.get(f"/desk/jointconference/{of_two.pk}/{below}").status_code == 404
        assert browser.get(f"/desk/matters/{of_two.matter.number}/").status_code == 404


def test_the_office_finds_what_waits_and_puts_it_on(world, desk, clock):
    request = asked(world)
    clock.move_to(at("2025-03-05", "09:00"))
    browser = desk(world.dispatcher)
    assert f"/desk/agendarequest/{request.pk}/" in browser.get("/desk/conferences/").content.decode()
    form = browser.get("/desk/new/jointconference/convene/")
    assert form.status_code == 200
    assert request.topic in form.content.decode()


def test_a_member_answers_the_call_on_the_page(world, desk, clock, of_two):
    clock.move_to(at("2025-03-06", "09:00"))
    browser = desk(members_of(world)["bureau"])
    page = f"/desk/jointconference/{of_two.pk}/agenda/"
    told = {"member": world.bureau.pk, "attendance": "on_leave", "represented_by": ""}
    assert browser.post(f"{page}answer/", told).status_code == 302
    assert of_two.members.get(organ=world.bureau).attendance == "on_leave"
    assert browser.post(f"{page}answer/", {**told, "member": world.discipline.pk}).status_code == 404
    browser.post(f"{page}answer/", {**told, "attendance": "whatever"})
    assert "请从列出的选项中选择" in browser.get(page).content.decode()


def test_an_opinion_is_handed_in_from_the_page(world, desk, clock, of_two):
    clock.move_to(at("2025-03-06", "09:00"))
    browser = desk(members_of(world)["bureau"])
    request = AgendaRequest.objects.get(topic=TOPICS[0])
    link = f"/desk/agendarequest/{request.pk}/give_opinion/"
    assert link in browser.get(f"/desk/jointconference/{of_two.pk}/agenda/").content.decode()
    form = browser.get(link)
    sent = {"member": world.bureau.pk, "opinion": "选址在柳树乡。", "_key": form.context["key"]}
    assert browser.post(link, sent).status_code == 302
    assert "选址在柳树乡。" in desk(world.dispatcher).get(f"/desk/jointconference/{of_two.pk}/agenda/").content.decode()


@pytest.mark.parametrize("n", [1, 3])
def test_the_agenda_asks_the_same_for_one_item_and_three(world, desk, clock, django_assert_num_queries, n):
    requests = [asked(world, topic=f"第{no}件") for no in range(n)]
    conference = convened_apart(world, *requests)
    clock.move_to(at("2025-03-06", "09:00"))
    browser, page = desk(world.dispatcher), f"/desk/jointconference/{conference.pk}/agenda/"
    browser.get(page)
    with django_assert_num_queries(19):
        assert browser.get(page).status_code == 200
    conference = held(world, conference, discussions=[])
    said = [{"no": no + 1, "member": world.bureau, "position": "disagrees", "view": "没有预算"} for no in range(n)]
    do(conference, "note_positions", world.dispatcher, "2025-03-10", positions=said)
    for request in requests:
        resolved(world, conference, request=request)
    do(conference, "circulate", world.dispatcher, "2025-03-10", answer_by=at("2025-03-13").date())
    for no in range(n):
        wanted = {"member": world.bureau, "no": no + 1, "wanted": "没有承诺出资。"}
        do(conference, "propose_correction", world.head, "2025-03-11", **wanted)
    clock.move_to(at("2025-03-11", "09:00"))
    with django_assert_num_queries(39):
        assert browser.get(page).status_code == 200


def test_an_overdue_resolution_stands_on_the_first_page_of_its_organ_and_of_the_office(world, desk, clock, of_two):
    conference = held(world, of_two, discussions=[])
    request = AgendaRequest.objects.get(topic=TOPICS[0])
    resolution = resolved(world, conference, request=request)
    run_clock(at("2025-05-01"))
    clock.move_to(at("2025-05-01", "09:00"))
    link, people = f"/desk/resolution/{resolution.pk}/", members_of(world)
    for who, there in {"office": True, "bureau": True, "other_bureau": False, "stranger": False}.items():
        page = desk(people[who]).get("/desk/").content.decode()
        assert (link in page) is there
        assert not there or desk(people[who]).get(link).status_code == 200
    assert resolution.text in desk(people["office"]).get("/desk/conferences/").content.decode()


def test_the_first_page_leads_a_member_to_the_agenda(world, desk, clock, of_two):
    clock.move_to(at("2025-03-06", "09:00"))
    link, people = f"/desk/jointconference/{of_two.pk}/agenda/", members_of(world)
    assert link in desk(people["bureau"]).get("/desk/").content.decode()
    assert link not in desk(people["stranger"]).get("/desk/").content.decode()


def test_members_read_the_draft_and_answer_on_the_page(world, desk, clock, of_two):
    conference = held(world, of_two, discussions=[])
    request = AgendaRequest.objects.get(topic=TOPICS[0])
    resolved(world, conference, request=request)
    do(conference, "circulate", world.dispatcher, "2025-03-10", answer_by=at("2025-03-13").date())
    clock.move_to(at("2025-03-11", "09:00"))
    page, browser = f"/desk/jointconference/{of_two.pk}/agenda/", desk(members_of(world)["bureau"])
    mark = re.search(r'name="mark" value="(\w{64})"', browser.get(page).content.decode())[1]
    told = {"member": world.bureau.pk}
    browser.post(f"{page}propose_correction/", {**told, "no": "1", "wanted": "本局没有承诺出资。"})
    browser.post(f"{page}propose_correction/", {**told, "no": "", "wanted": ""})
    assert [one.wanted for one in conference.corrections.all()] == ["本局没有承诺出资。"]
    assert browser.post(f"{page}approve_minutes/", {**told, "mark": mark}).status_code == 302
    shown = browser.get(page).content.decode()
    assert "2025-03-11由农业局的人核对无误" in shown
    do(
        conference, "note_positions", world.dispatcher, "2025-03-11",
        positions=[{"no": 1, "member": world.bureau, "position": "agrees", "view": ""}],
    )  # fmt: skip
    assert "核对无误。" not in browser.get(page).content.decode()
    assert browser.post(f"{page}hold/", told).status_code == 404
