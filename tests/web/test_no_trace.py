"""An accusation leaves no trace: whatever the accused organ asks for is what it would be told had nobody accused it.

Two letters are made by the same acts; one of them accuses the bureau besides. As the bureau, and as another organ that was
sent an extract, every address is asked for in both worlds, and every form sent empty. The answers are equal once keys, codes
and hashes are replaced one to one in the order in which they appear: number and order of rows, dates and counts included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import Client

from mediation.actions.clock.feeds import open_feed
from mediation.documents.papers.packing.pieces import pieces_of
from mediation.documents.papers.snapshot import html_of
from mediation.models import Attachment, Deadline, Matter, Paper, Party
from mediation.models.extracts import read_by
from mediation.permissions import Actor
from mediation.queries.visibility import visible
from mediation.workflows.base import lifecycles
from tests.factories.twins import SECRET, Twin
from tests.factories.world import at
from tests.slices import slice_of, thorough

pytestmark = pytest.mark.django_db

NOW = "2026-03-23"
FEW = 24
# What differs from one answer to the next without telling anything, or says how often a form was used.
PASSING = re.compile(
    r'(?:name="(?:csrfmiddlewaretoken|_key|_version)"|nonce|csrf-token")[^>]*|X-CSRFToken[^}]*|SEQUENCE:\d+|data:image/[^"]*'
)
# A record is named by its object's key and the object's version, which are numbers like any other.
TOKENS = re.compile(
    r"\b1\d{7}/(?:correct_day|annul)/\?event=\d+|\b[0-9a-f]{64}\b|\b(?:[0-9A-Z]{4,5}-){1,3}[0-9A-Z]{4,5}\b|\b[0-9A-Z]{16}\b|\b1\d{7}\b|\b[A-Za-z0-9_-]{43}\b"
)
# What there is to ask for whatever the file: lists, registers, tables, the search and the window.
ALWAYS = (
    "/desk/", "/desk/?who=me", "/desk/?format=csv", "/desk/matters/", "/desk/matters/?format=csv",
    "/desk/matters/?q=收购", f"/desk/matters/?q={SECRET[:6]}", "/desk/matters/?q=张大山", "/desk/matters/?q=qhxf2026",
    "/desk/window/?q=收购价", f"/desk/window/?q={SECRET}", "/desk/window/?q=张大山", "/desk/register/", "/desk/bulk/",
    "/desk/bulk/?act=dispatch", "/desk/approval/", "/desk/numbers/", "/desk/numbers/?format=csv", "/desk/seal-uses/",
    "/desk/seal-uses/?format=csv", "/desk/seal-uses/first/", "/desk/scans/", "/desk/calendar/", "/desk/clock-changes/",
    "/desk/outages/", "/desk/administration/", "/desk/phrases/", "/health/", "/v/",
)  # fmt: skip


def addresses(actor: Actor, matter: Matter, feed: str) -> Iterator[str]:
    """Every address at which the person finds something of the file."""
    yield from (f"/desk/matters/{matter.number}/{end}" for end in ("", "?all", "people/", "receipts/", "pack/"))
    yield f"/calendar/{feed}.ics"
    for model in lifecycles():
        name = model._meta.model_name
        opening = (step.name for step in model.steps().values() if step.opens)
        yield from (f"/desk/matters/{matter.number}/open/{name}/{step}/" for step in opening)
        for thing in visible(model, actor).filter(matter=matter).order_by("pk"):
            yield from (
                f"/desk/{thing.page_name}/{thing.pk}/{step}" for step in ("", *(f"{one}/" for one in model.steps()))
            )
    for paper in Paper.objects.visible_to(actor).filter(matter=matter).order_by("pk"):
        yield from (f"/desk/papers/{paper.pk}/{end}" for end in ("", "replace/", "alike/", "seal/"))
        yield f"/v/{paper.code}"
    yield from _of_other_kinds(actor, matter)


def _of_other_kinds(actor: Actor, matter: Matter) -> Iterator[str]:
    for deadline in Deadline.objects.visible_to(actor).filter(matter=matter).order_by("legal_on", "pk"):
        yield from (f"/desk/deadline/{deadline.pk}{end}" for end in ("/", ".json"))
    for file in Attachment.objects.visible_to(actor).filter(matter=matter).order_by("pk"):
        yield f"/desk/attachment/{file.pk}/file/"
    for party in visible(Party, actor).filter(matter=matter).order_by("pk"):
        yield f"/desk/party/{party.pk}/"


class Transcript:
    """What was told, with every key, code and hash named by when it was first met."""

    def __init__(self) -> None:
        self.met: dict[str, str] = {}
        self.told: list[tuple[str, str]] = []

    def write(self, address: str, status: int, text: str) -> None:
        """Keep one answer."""
        self.told.append((self.plain(address), f"{status}\n{self.plain(PASSING.sub('', text))}"))

    def plain(self, text: str) -> str:
        """The text with the names."""
        return TOKENS.sub(lambda found: self.met.setdefault(found[0], f"⟨{len(self.met)}⟩"), text)


def asked(browser: Client, method: str, address: str) -> tuple[int, str]:
    """Status and text of an answer; what it changed is taken back."""
    with transaction.atomic():
        answer = getattr(browser, method)(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    assert answer.status_code < 500, (method, address)
    return answer.status_code, body.decode(errors="replace") + answer.headers.get("Location", "")


def transcript(accusing: str, organ: str, few: int) -> Transcript:
    """All that the organ is told in a world with or without the accusation; the world is taken back."""
    with transaction.atomic():
        twin, told = Twin(accusing), Transcript()
        person = twin.everybody_of(getattr(twin.world, organ))
        feed = open_feed(at=at(NOW), user=person)
        browser = Client(raise_request_exception=False)
        browser.force_login(person)
        own = list(addresses(Actor(on=at(NOW).date(), user=person), Matter.objects.get(pk=twin.matter.pk), feed))
        for address in [*ALWAYS, *slice_of(own, few, what=f"addresses asked by an organ that is accused ({organ})")]:
            told.write(address, *asked(browser, "get", address))
            if thorough():
                told.write(f"POST {address}", *asked(browser, "post", address))
        for what, text in printed(twin.matter.pk, Actor(on=at(NOW).date(), user=person)):
            told.write(what, 200, text)
        connection.check_constraints()
        transaction.set_rollback(True)
    return told


def printed(matter: int, actor: Actor) -> Iterator[tuple[str, str]]:
    """What the sheets, the Word files and the packed file of the matter are made of."""
    with read_by(actor):
        pieces = pieces_of(Matter.objects.get(pk=matter), actor, materials=True)
        yield "pack", "\n".join(f"{piece.title} {piece.number} {piece.on}" for piece in pieces)
        for paper in Paper.objects.visible_to(actor).filter(matter=matter).order_by("pk"):
            yield f"sheet {paper.get_kind_display()}", html_of(paper)


# Known as an accusation at once, or only after it was registered; asked by the accused, or by another with an extract.
WORLDS = [(organ, accusing) for organ in ("bureau", "other_bureau") for accusing in ("at_once", "later")]


@pytest.mark.parametrize(("organ", "accusing"), slice_of(WORLDS, 1, what="worlds with and without an accusation"))
def test_whatever_an_organ_asks_for_is_as_if_nobody_had_been_accused(organ, accusing, clock):
    clock.move_to(at(NOW))
    here, there = transcript(accusing, organ, FEW), transcript("", organ, FEW)
    assert [address for address, _told in here.told] == [address for address, _told in there.told]
    for (address, told), (_same, without) in zip(here.told, there.told, strict=True):
        assert told == without, address
    assert SECRET not in "".join(told for address, told in here.told if SECRET not in address)
