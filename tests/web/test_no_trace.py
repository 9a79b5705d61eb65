"""An accusation leaves no trace: whatever the accused organ asks for is what it would be told had nobody accused it.

Two letters are made by the same acts; one of them accuses the bureau besides. As the bureau, and as another organ that was
sent an extract, every address is asked for in both worlds, every form sent empty and as it is shown, by one who holds every
role and by one who holds a single one; Word files and printed sheets are compared by their text. The answers are equal once
keys, codes and hashes are replaced one to one in the order in which they appear: number and order of rows, dates and counts
included.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from mediation.actions.clock.feeds import open_feed
from mediation.documents.papers.packing.pieces import pieces_of
from mediation.documents.papers.snapshot import html_of
from mediation.documents.papers.word import word_of
from mediation.documents.rendering import render
from mediation.models import Attachment, Deadline, Matter, Paper, Party
from mediation.models.extracts import read_by
from mediation.permissions import Actor
from mediation.queries.visibility import visible
from mediation.vocabulary import Role
from mediation.workflows.base import lifecycles
from tests.documents.papers.reading import text_of
from tests.factories.twins import SECRET, Twin, apart
from tests.factories.world import at
from tests.slices import slice_of, thorough

pytestmark = pytest.mark.django_db

NOW = "2026-03-23"
FEW = 16
# What differs from one answer to the next without telling anything, or says how often a form was used.
PASSING = re.compile(
    r'(?:name="(?:csrfmiddlewaretoken|_key|_version)"|nonce|csrf-token")[^>]*|X-CSRFToken[^}]*|SEQUENCE:\d+|data:image/[^"]*'
)
# A record is named by its object's key and the object's version, which are numbers like any other.
TOKENS = re.compile(
    r"\b1\d{7}/(?:correct_day|annul)/\?event=\d+|\b[0-9a-f]{64}\b|(?<![0-9A-Z-])(?:[0-9A-Z]{4,5}-){1,3}[0-9A-Z]{4,5}(?![0-9A-Z])|\b[0-9A-Z]{16}\b|\b1\d{7}\b|\b[A-Za-z0-9_-]{43}\b"
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
    yield from (
        f"/desk/matters/{matter.number}/{end}" for end in ("", "?all", "people/", "receipts/", "pack/", "card/")
    )
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
        yield from (
            f"/desk/papers/{paper.pk}/{end}"
            for end in (
                "",
                "replace/",
                "alike/",
                "seal/",
                "sheet/",
                "draft/",
                "word/",
                "pdf/",
                "serve/dispatch/",
                "serve/record_receipt/",
            )
        )
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


def asked(browser: Client, method: str, address: str, sent: dict[str, Any] | None = None) -> tuple[int, str]:
    """Status and text of an answer; what it changed is taken back."""
    with transaction.atomic():
        answer = getattr(browser, method)(address, sent or {})
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    assert answer.status_code < 500, (method, address)
    return answer.status_code, body.decode(errors="replace") + answer.headers.get("Location", "")


class _Form(HTMLParser):
    """What a page's forms would send as they are shown, were each sent."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[dict[str, Any]] = []
        self.choice = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in each field with its value."""
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.sent.append({} if has.get("method", "").lower() == "post" else {"": ""})
        elif not self.sent:
            return
        elif tag == "select":
            self.choice = has.get("name", "")
        elif tag == "option" and self.choice and (has.get("value") or "selected" in has):
            if "selected" in has or self.choice not in self.sent[-1]:
                self.sent[-1][self.choice] = has.get("value", "")
        elif tag == "input" and has.get("name") and not (has.get("type") == "radio" and has["name"] in self.sent[-1]):
            self.sent[-1][has["name"]] = has.get("value", "")
        elif tag == "textarea":
            self.sent[-1].setdefault(has.get("name", ""), "经核实，情况如上。")

    def handle_endtag(self, tag: str) -> None:
        """A list of choices is over."""
        if tag == "select":
            self.choice = ""


def forms_in(page: str) -> list[dict[str, Any]]:
    """What each form of a page sends; nothing of those that only ask."""
    reader = _Form()
    reader.feed(page)
    return [form for form in reader.sent if "" not in form]


def tell_all(told: Transcript, browser: Client, address: str) -> None:
    """What one address answers: asked for, with each of its forms sent as it is shown, and sent nothing."""
    status, page = asked(browser, "get", address)
    told.write(address, status, page)
    for form in forms_in(page)[:3] if status == 200 else ():
        told.write(f"POST {address} {len(form)}", *asked(browser, "post", address, form))
    told.write(f"POST {address}", *asked(browser, "post", address))


def transcript(accusing: str, organ: str, role: str, few: int) -> Transcript:
    """All that one of the organ is told in a world with or without the accusation; the world is taken back."""
    with transaction.atomic():
        twin, told = Twin(accusing), Transcript()
        office = getattr(twin.world, organ)
        person = twin.one_of(office, role) if role else twin.everybody_of(office)
        feed = open_feed(at=at(NOW), user=person)
        browser = Client(raise_request_exception=False)
        browser.force_login(person)
        actor = Actor(on=at(NOW).date(), user=person)
        own = list(addresses(actor, Matter.objects.get(pk=twin.matter.pk), feed))
        of_a_role = f", {role}" if role else ""
        for address in [
            *ALWAYS,
            *(one for one in own if any(told_once in one for told_once in TOLD_ONCE)),
            *slice_of(own, few, what=f"addresses asked by an organ that is accused ({organ}{of_a_role})"),
        ]:
            tell_all(told, browser, address)
        for what, text in printed(twin.matter.pk, actor):
            told.write(what, 200, text)
        connection.check_constraints()
        transaction.set_rollback(True)
    return told


def printed(matter: int, actor: Actor) -> Iterator[tuple[str, str]]:
    """What the sheets, the Word files and the packed file of the matter say."""
    with read_by(actor):
        pieces = pieces_of(Matter.objects.get(pk=matter), actor, materials=True)
        yield "pack", "\n".join(f"{piece.title} {piece.number} {piece.on}" for piece in pieces)
        papers = list(Paper.objects.visible_to(actor).filter(matter=matter).order_by("pk"))
        for place, paper in enumerate(papers):
            yield f"sheet {paper.get_kind_display()}", html_of(paper)
            yield f"Word {paper.get_kind_display()}", text_of_word(word_of(paper))
            if thorough() or place == len(papers) - 1:
                made = render(html_of(paper), title=paper.get_kind_display(), created=NOW)
                yield f"PDF {paper.get_kind_display()}", text_of(made.pdf)


def text_of_word(document: bytes) -> str:
    """Every part of a Word file that holds words."""
    with zipfile.ZipFile(io.BytesIO(document)) as parts:
        return "\n".join(parts.read(name).decode() for name in sorted(parts.namelist()) if name.endswith(".xml"))


def test_every_key_of_a_world_is_known_for_one():
    apart(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sequencename, nextval(format('%I.%I', schemaname, sequencename)) FROM pg_sequences"
            " WHERE sequencename NOT LIKE 'procrastinate%'"
        )
        keys = {name: str(key) for name, key in cursor.fetchall()}
    assert len(keys) > 100
    assert {name: key for name, key in keys.items() if not TOKENS.fullmatch(key)} == {}


# Known as an accusation at once, or only after it was registered; asked by the accused, or by another with an extract.
WORLDS = [(organ, accusing) for organ in ("bureau", "other_bureau") for accusing in ("at_once", "later")]


# What told something once is asked for in every run.
TOLD_ONCE = ("/open/publicnotice/propose/", "/open/agendarequest/ask/")
# Who holds one role alone is asked less of: a share of the addresses also where all is run.
ROLES = [(organ, accusing, role) for organ, accusing in WORLDS for role in Role.values]
SHARE = 60


@pytest.mark.printing
@pytest.mark.parametrize(("organ", "accusing"), slice_of(WORLDS, 1, what="worlds with and without an accusation"))
def test_whatever_an_organ_asks_for_is_as_if_nobody_had_been_accused(organ, accusing, clock):
    clock.move_to(at(NOW))
    compare(accusing, organ, "", FEW)


@pytest.mark.printing
@pytest.mark.parametrize(
    ("organ", "accusing", "role"), slice_of(ROLES, 1, what="single roles in worlds with and without an accusation")
)
def test_nor_does_anybody_learn_of_it_by_a_single_role(organ, accusing, role, clock, monkeypatch):
    clock.move_to(at(NOW))
    monkeypatch.setattr(
        "tests.web.test_no_trace.slice_of", lambda own, few, what: random.Random(what).sample(own, min(few, len(own)))
    )
    compare(accusing, organ, role, SHARE if thorough() else FEW // 2)


def compare(accusing: str, organ: str, role: str, few: int) -> None:
    """What one is told in both worlds is the same, and says nothing of the secret."""
    here, there = transcript(accusing, organ, role, few), transcript("", organ, role, few)
    assert [address for address, _told in here.told] == [address for address, _told in there.told]
    both = zip(here.told, there.told, strict=True)
    differ = {address: (told, without) for (address, told), (_same, without) in both if told != without}
    for address, (told, without) in differ.items():
        assert told == without, (address, sorted(differ))
    assert SECRET not in "".join(told for address, told in here.told if SECRET not in address)
