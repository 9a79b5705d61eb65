"""A matter of many people, papers and records: its pages ask as much as for few, show a page of each list, and lose nothing."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.giant.growing import grow
from mediation.models import Event, Petition
from tests.factories.opinions import issued, told_of_acceptance

ONE = [{"name": "张大山", "address": "青河县柳树乡一村", "phone": "13800000001"}]


def opinion_of_many(world, many):
    """Issued to so many people, with two papers for five of them, and more records than a stretch of the course."""
    petition = world.accepted(petitioners=ONE)
    told_of_acceptance(world, petition, "2025-03-17")
    opinion = issued(world, Petition.objects.get(pk=petition.pk))
    grow(opinion.matter, people=many - 1, papers=many * 2 // 5, events=1_200)
    return opinion


def asked_for(world, desk, many, address, person="handler"):
    opinion = opinion_of_many(world, many)
    browser = desk(getattr(world, person))
    where = address.format(number=opinion.matter.number, paper=opinion.pk)
    browser.get(where)
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(where)
    assert answer.status_code == 200
    return len(asked), len(answer.content)


PAGES = ["/desk/matters/{number}/", "/desk/matters/{number}/?people=2", "/desk/matters/{number}/?all"]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_asks_as_much_for_six_hundred_people_as_for_sixty(world, desk, address):
    few, many = (asked_for(world, desk, many, address) for many in (60, 600))
    assert few[0] == many[0] <= 20
    assert many[1] < 150_000


@pytest.mark.parametrize("address", ["/desk/papers/{paper}/", "/desk/papers/{paper}/serve/dispatch/"])
def test_a_paper_of_six_hundred_people_asks_as_much_as_one_of_sixty(world, desk, address):
    few, many = (asked_for(world, desk, many, address, person="registrar") for many in (60, 600))
    assert few[0] == many[0] <= 20
    assert many[1] < 150_000


def test_all_who_wait_are_sent_to_in_turn(world, desk):
    opinion = opinion_of_many(world, 260)
    browser, page = desk(world.registrar), f"/desk/papers/{opinion.pk}/"
    said = browser.get(page).content.decode()
    waiting = opinion.services.filter(state="planned").count()
    assert 100 < waiting < 200
    assert f"送出（{waiting}人）" in said
    for left in (waiting - 100, 0):
        form = browser.get(page + "serve/dispatch/").content.decode()
        keys = re.findall(r'name="services" value="(\d+)"', form)
        assert ("其余的会接着列在这里" in form) is (left > 0)
        browser.post(page + "serve/dispatch/", {"services": keys, "mode": "direct"})
        assert opinion.services.filter(state="planned").count() == left


def links(answer):
    return [link.replace("&amp;", "&") for link in re.findall(r'href="(\?[^"]+)"', answer.content.decode())]


def turned(browser, address, word):
    """The page and all that come after it, by the link that names the word."""
    answers = [browser.get(address)]
    while following := [
        link for link in links(answers[-1]) if f"#{word}" in link and goes_on(link, word, len(answers))
    ]:
        answers.append(browser.get(address + following[0].partition("#")[0]))
    return [answer.content.decode() for answer in answers]


def goes_on(link, word, page):
    return "before=" in link if word == "course" else f"{word}={page + 1}" in link


def test_every_person_and_every_paper_stands_on_one_page_of_its_list(world, desk):
    opinion = opinion_of_many(world, 60)
    browser, address = desk(world.handler), f"/desk/matters/{opinion.matter.number}/"
    said = turned(browser, address, "people")
    assert len(said) == 3
    people = [re.findall(r'href="/desk/party/(\d+)/"><strong>', page) for page in said]
    assert [int(key) for page in people for key in page] == list(
        opinion.matter.parties.order_by("pk").values_list("pk", flat=True)
    )
    papers = [
        re.findall(r'class="title" href="/desk/papers/(\d+)/">', page) for page in turned(browser, address, "papers")
    ]
    shown = [int(key) for page in papers for key in page]
    kept = opinion.matter.papers.exclude(kind="proof_of_service").order_by("-pk").values_list("pk", flat=True)
    assert shown == list(kept)


def test_the_course_goes_on_where_a_stretch_ended(world, desk):
    opinion = opinion_of_many(world, 600)
    said = turned(desk(world.handler), f"/desk/matters/{opinion.matter.number}/", "course")
    assert len(said) > 2
    lines = [re.search(r'<ol class="line" reversed>(.*?)</ol>\n', page, re.DOTALL)[1] for page in said]
    told = re.findall(r'<span class="what">([^<]+)</span>(?:<span class="soft">（(\d+)项）)?', "".join(lines))
    acts = Event.objects.filter(matter=opinion.matter, step="hand_in").count()
    assert sum(int(n or 1) for what, n in told if what == "提交材料") == acts
    assert [what for what, _n in told].count("登记") == 1
    assert told[-1][0] == "登记"


def test_a_right_that_many_have_is_told_once_with_their_number(world, desk):
    opinion = opinion_of_many(world, 60)
    rights = opinion.matter.deadlines.filter(code="D6").count()
    assert rights > 20
    said = desk(world.handler).get(f"/desk/matters/{opinion.matter.number}/").content.decode()
    assert said.count("等") >= 1
    assert f"等{rights}人" in said
