"""Forms that offer thousands of people: sought by two characters, without a script; what was ticked stays."""

from __future__ import annotations

import re

import pytest

from mediation.models import Paper, Party
from tests.stages import staged

PEOPLE = 260


@staged
def petition(world):
    """Accepted, of 260 people."""
    petition = world.accepted(on="2026-03-02")
    Party.objects.bulk_create(
        Party(matter=petition.matter, name=f"业主{n:03}", role="petitioner", address=f"幸福花园{n}室")
        for n in range(PEOPLE - 2)
    )
    return petition


@pytest.fixture
def form(petition, world, desk):
    """The address of the form for a new opinion, and who fills it in."""
    return desk(world.handler), f"/desk/matters/{petition.matter.number}/open/paper/draft/"


def ticked(page):
    return re.findall(r'name="addressees" value="(\d+)" checked', page)


def offered(page):
    return re.findall(r'name="addressees" value="(\d+)"', page)


def test_nothing_is_listed_before_it_is_sought(form):
    browser, address = form
    page = browser.get(address + "?kind=handling_opinion").content.decode()
    assert len(page) < 60_000
    assert offered(page) == []
    assert f"共有{PEOPLE}项可以选择" in page


def test_what_was_ticked_and_typed_stays_while_one_seeks_on(form, petition):
    browser, address = form
    wanted = {name: str(petition.matter.parties.get(name=name).pk) for name in ("业主007", "业主120")}
    page = browser.post(address, {"kind": "handling_opinion", "addressees-seek": "主007", "_seek": "addressees"})
    said = page.content.decode()
    assert (offered(said), ticked(said)) == ([wanted["业主007"]], [])
    page = browser.post(
        address,
        {
            "kind": "handling_opinion",
            "addressees": wanted["业主007"],
            "addressees-seek": "业主12",
            "addressees-sought": "主007",
        },
    )  # Enter in the line seeks, too
    said = page.content.decode()
    assert ticked(said) == [wanted["业主007"]]
    assert wanted["业主120"] in offered(said)
    assert 'value="handling_opinion" selected' in said
    assert not Paper.objects.filter(kind="handling_opinion").exists()


def test_too_little_and_too_much_are_told(form):
    browser, address = form
    said = browser.post(address, {"addressees-seek": "业", "_seek": "addressees"}).content.decode()
    assert "请输入至少两个字。" in said
    said = browser.post(address, {"addressees-seek": "业主", "_seek": "addressees"}).content.decode()
    assert len(offered(said)) == 50
    assert "找到的还有更多" in said
    assert len(said) < 150_000
    said = browser.post(address, {"addressees-seek": "无此人", "_seek": "addressees"}).content.decode()
    assert "没有找到" in said


def test_the_chosen_and_all_of_them_are_taken(form, petition):
    browser, address = form
    one = petition.matter.parties.get(name="业主007")
    other = petition.matter.parties.get(name="业主200")
    browser.post(address, {"kind": "handling_opinion", "addressees": [one.pk, other.pk], "addressees-seek": ""})
    browser.post(address, {"kind": "handling_opinion", "addressees-all": "on"})
    first, second = Paper.objects.filter(kind="handling_opinion").order_by("pk")
    assert set(first.addressees.all()) == {one, other}
    assert second.addressees.count() == PEOPLE


def test_nobody_of_another_file_is_found_or_taken(form, world, petition):
    browser, address = form
    stranger = world.petition(organ=world.other_bureau).matter.parties.first()
    Party.objects.filter(pk=stranger.pk).update(name="外人甲")
    said = browser.post(address, {"addressees-seek": "外人", "_seek": "addressees"}).content.decode()
    assert "没有找到" in said
    answer = browser.post(address, {"kind": "handling_opinion", "addressees": stranger.pk})
    assert answer.status_code == 422
    assert not Paper.objects.filter(addressees=stranger.pk).exclude(matter=stranger.matter).exists()
