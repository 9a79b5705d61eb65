"""What a page weighs on the wire, and how many files it asks for."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from tests.stages import staged

ASKED = re.compile(r"<(?:link [^>]*href|script [^>]*src)=\"(/static/[^\"?]+)\"")
FIRST, LATER, DESK = 60_000, 15_000, 120_000


@staged
def petition(world):
    """Registered."""
    return world.petition()


def zipped(data: bytes) -> int:
    return len(gzip.compress(data, 6))


def weighed(client, address: str) -> tuple[int, int, int]:
    """The page alone, the page with all that it asks for, and how many requests that is."""
    answer = client.get(address, headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    files = ASKED.findall(gzip.decompress(answer.content).decode())
    assert files
    found = [Path(str(finders.find(file.removeprefix("/static/")))).read_bytes() for file in files]
    page = len(answer.content)
    return page, page + sum(map(zipped, found)), 1 + len(files)


@pytest.mark.parametrize(
    "name", ["public:home", "portal:enter", "portal:matter", "public:calculator", "public:verify", "public:statutes"]
)
def test_a_partys_pages_are_light(client, world, petition, name):
    party = world.party(petition.matter, "张大山")
    client.post(reverse("portal:enter"), {"number": party.matter.number, "code": party.issue_code()})
    page, whole, requests = weighed(client, reverse(name))
    assert requests <= 3
    assert whole <= FIRST
    assert page <= LATER


@pytest.mark.parametrize("address", ["/desk/", "/desk/register/", "/desk/matters/{number}/"])
def test_so_are_those_of_the_desk(desk, world, petition, address):
    browser = desk(world.head)
    assert weighed(browser, address.format(number=petition.matter.number))[1] <= DESK
