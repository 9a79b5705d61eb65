"""What is confided is nowhere but under its key: sentences are planted, and looked for in all that the site keeps, writes or shows.

Each is looked for in plain, escaped, hashed, in base64 and as pairs of characters: in a dump of the database, in our backup
before it is encrypted, in logs, in the search index, on every page of everybody, in papers, PDFs, Word files, exports and the
ledger. The control, which was said openly, is found in all of them.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import subprocess
from datetime import timedelta
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mediation.actions import gateway
from mediation.documents.papers.snapshot import html_of
from mediation.documents.papers.word import word_of
from mediation.documents.rendering import render
from mediation.management.backup import programs
from mediation.models import Event, Mediation, Paper, SettlementOffer
from mediation.permissions import Actor
from mediation.queries.office.ledger import verify
from mediation.web.portal.access import mark_of
from mediation.web.portal.sittings.settlement_offers import OPENED
from tests.documents.papers.reading import text_of
from tests.factories.mediation import do
from tests.factories.people import with_secret
from tests.factories.relations import NOW, Relations
from tests.factories.world import World, at
from tests.slices import slice_of
from tests.web.test_no_trace import ALWAYS, addresses, text_of_word
from tests.web.test_walks import RELATIONS, STAFF

pytestmark = pytest.mark.faults
CONTROL = "去年十月的过磅单双方都认，只差每斤两角的价。"
NOTES = {
    "joint": "两家其实是表亲，怕村里人笑话才闹僵的。",
    "asking_side": "老张急着给儿子凑彩礼，六千块就肯松口。",
    "other_side": "合作社账上只剩三万七，开春还要买化肥。",
    "mediators": "我看经理想拖到换届以后再说，别上当。",
}  # fmt: skip
KEPT = "六千零三十一块七毛，腊月前拿到现钱就算了。"
TO_MEDIATOR = "实在不行还可以把旧烘干机抵给他家用两年。"
TOLD = "先付一半现钱，余下的用明年的种苗来抵。"
AMOUNTS = {KEPT: "6031.70", TO_MEDIATOR: "8809.30", TOLD: "7142.60"}
# Who may read what; whoever is not named reads none of it.
READERS = {
    **{note: {"mediator"} for note in NOTES.values()},
    KEPT: {"petitioner", "co_petitioner"},
    TO_MEDIATOR: {"mediator", "other_side"},
    TOLD: {"petitioner", "co_petitioner", "other_side", "mediator"},
}
ASKED = 100
# Where nothing of a matter stands, neither confided nor open; and by what files are found.
NEITHER = ("log", "server", "index")


def forms_of(text: str) -> set[str]:
    """How it might be kept by somebody who did not mean to."""
    found = {text, text[:9], text[-9:], quote(text), "".join(f"&#{ord(one)};" for one in text), json.dumps(text)[1:-1]}
    for raw in (text.encode(), text.encode("gbk"), text.encode("utf-16-le")):
        found |= {raw.hex(), *(base64.b64encode(b" " * n + raw).decode()[4:-4] for n in range(3))}
        for name in ("md5", "sha1", "sha256", "sha512"):
            made = hashlib.new(name, raw)
            found |= {made.hexdigest(), base64.b64encode(made.digest()).decode()}
    return found


def traces(text: str, kept: str) -> list[str]:
    """In which forms a text stands in what is kept; as pairs of characters where most of them stand in one row."""
    lower = kept.lower()
    found = [form for form in forms_of(text) if form in kept or form.lower() in lower]
    pairs = {a + b for a, b in pairwise(text)}
    if any(sum(pair in row for pair in pairs) > len(pairs) * 2 / 3 for row in kept.splitlines()):
        found.append("pairs")
    return found


class Site:
    """A site in which something was confided and something said openly."""

    def __init__(self) -> None:
        self.relations = Relations(World())
        self.matter, self.mediator = self.relations.matter, self.relations.mediator
        self.mediation = Mediation.objects.get(matter=self.matter)
        for party in self.relations.matter.parties.all():
            with_secret(party)

    def browser(self, relation: str) -> Any:
        """The browser of one who stands so; a party has opened its page of offers with its secret."""
        browser = self.relations.browser(relation)
        if relation in self.relations.parties:
            party, agent = self.relations.parties[relation]
            session = browser.session
            session[OPENED] = (mark_of(agent or party), (timezone.now() + timedelta(minutes=10)).isoformat())
            session.save()
        return browser

    def confide(self) -> None:
        """Notes and offers, through the pages on which they are written; one that is kept, one that the mediator was told, one that both know."""
        desk, phone = self.browser("mediator"), self.browser("petitioner")
        for place, (audience, note) in enumerate(NOTES.items()):
            sent = {"audience": audience, "note": note, "key": str(place) * 32}
            assert desk.post(reverse("desk:notebook", args=[self.mediation.pk]), sent).status_code == 302
        new = reverse("portal:open", args=["settlementoffer", "make"])
        for place, terms in enumerate((KEPT, TOLD)):
            sent = {
                "mediation": self.mediation.pk,
                "amount": AMOUNTS[terms],
                "terms": terms,
                "secret": "738264",
                "_key": str(place) * 32,
            }
            assert phone.post(new, sent).status_code == 302
        do(
            SettlementOffer.objects.latest("pk"),
            "tell_other_side",
            self.matter.parties.get(name="张大山"),
            NOW,
            "10:30",
        )
        gateway.perform(
            SettlementOffer, None, "note_down", by=self.mediator, at=at(NOW, "10:40"), matter=self.matter, mediation=self.mediation,
            party=self.matter.parties.get(name="绿源合作社"), amount=int(float(AMOUNTS[TO_MEDIATOR])), terms=TO_MEDIATOR,
        )  # fmt: skip

    def say_openly(self) -> None:
        """What goes into the file, a paper, the ledger and the search."""
        do(self.mediation, "suspend", self.mediator, NOW, "10:50", ground="appraisal", why=CONTROL)


@pytest.fixture
def site(scratch: Any, clock: Any, settings: Any, tmp_path: Path) -> Site:
    settings.MEDIA_ROOT = tmp_path / "files"
    clock.move_to(at(NOW))
    return Site()


@pytest.mark.printing
def test_what_is_confided_is_found_nowhere_and_what_is_said_openly_everywhere(site, caplog, tmp_path):
    caplog.set_level(logging.DEBUG)
    with CaptureQueriesContext(connection) as sent:
        site.confide()
        site.say_openly()
    statements = "\n".join(one["sql"] for one in sent)
    pages = list(asked(site))
    kept = {
        "SQL": statements,
        "log": caplog.text,
        **stored(tmp_path),
        **printed(site),
        "server": server_log(),
        "index": search_index(),
    }
    for place, text in kept.items():
        for secret in READERS:
            assert traces(secret, text) == [], (place, secret)
        assert not [one for one in AMOUNTS.values() if one in text], place
        assert place in NEITHER or CONTROL in text, f"the search itself finds what is there: {place}"
    assert {a + b for a, b in pairwise(site.matter.subject)} <= {a + b for a, b in pairwise(kept["index"])}
    assert not list(tried_out())
    assert verify().wrong == 0
    read = {secret: {who for who, _address, page in pages if secret in page} for secret in READERS}
    assert read == READERS
    for who, address, page in pages:
        for secret in READERS:
            assert who in READERS[secret] or not [form for form in traces(secret, page) if form not in address], (
                who,
                address,
            )
    assert {"own_handler", "head", "mediator"} <= {who for who, _address, page in pages if CONTROL in page}


def asked(site: Site) -> Any:
    """What everybody is answered: at each address that there is for notes and offers, and at a share of all others."""
    confided = [
        reverse("desk:notebook", args=[site.mediation.pk]), reverse("desk:offers", args=[site.mediation.pk]),
        reverse("portal:offers", args=[site.mediation.pk]), reverse("portal:matter"),
        reverse("desk:object", args=["mediation", site.mediation.pk]), reverse("desk:matter", args=[site.matter.number]),
        f"/desk/matters/?q={KEPT[:6]}", f"/desk/matters/?q={CONTROL[:6]}",
    ]  # fmt: skip
    for offer in SettlementOffer.objects.order_by("pk"):
        confided += [f"/desk/settlementoffer/{offer.pk}/", f"/portal/settlementoffer/{offer.pk}/withdraw/"]
    others = [
        (who, address) for who in STAFF for address in (*ALWAYS, *addresses(actor_of(site, who), site.matter, "x" * 43))
    ]
    some = slice_of(others, ASKED, what="pages on which nothing confided stands")
    browsers = {who: site.browser(who) for who in RELATIONS}
    for who, address in [*((who, one) for who in RELATIONS for one in confided), *some]:
        answer = browsers[who].get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        yield who, address, body.decode(errors="replace")


def actor_of(site: Site, who: str) -> Actor:
    return Actor(on=at(NOW).date(), user=site.relations.people[who])


def stored(folder: Path) -> dict[str, str]:
    """A dump in plain, our backup before it is encrypted with every file in it, and the ledger as it is handed to auditors."""
    where, _password = programs.address()
    dumped = subprocess.run([programs.program("pg_dump"), f"--dbname={where}"], check=True, capture_output=True).stdout
    # Its proof finds that the factory's files are not the papers that they stand for; all that it wrote lies there.
    with pytest.raises(CommandError, match="恢复出来的数据核对不符"):
        call_command("backup", folder / "kept", plain=True, stdout=StringIO())
    pieces = [path for path in sorted((folder / "kept").rglob("*")) if path.is_file()]
    (archive,) = (path for path in pieces if path.read_bytes()[:5] == b"PGDMP")
    unpacked = subprocess.run(
        [programs.program("pg_restore"), "--file=-", archive], check=True, capture_output=True
    ).stdout
    rest = b"\n".join(path.read_bytes() for path in pieces if path != archive)
    call_command("export_ledger", folder / "ledger", stdout=StringIO())
    return {
        "dump": dumped.decode(), "backup": unpacked.decode() + rest.decode(errors="replace"),
        "ledger": (folder / "ledger").read_text(encoding="utf-8"),
    }  # fmt: skip


def printed(site: Site) -> dict[str, str]:
    """What stands in the papers of the matter: their pages, one as PDF, and their Word files."""
    papers = list(Paper.objects.filter(matter=site.matter).order_by("pk"))
    about = next(paper for paper in reversed(papers) if paper.kind == "mediation_suspension")
    pdf = render(html_of(about), title="x", created=NOW).pdf
    return {
        "papers": "\n".join(html_of(one) for one in papers), "PDF": "".join(text_of(pdf).split()),
        "Word": "\n".join(text_of_word(word_of(one)) for one in papers),
    }  # fmt: skip


def server_log() -> str:
    """What the database server has written down."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        (folder,) = cursor.fetchone()
    return (Path(folder).parent / "log").read_text(encoding="utf-8", errors="replace")


def search_index() -> str:
    """By what files are found."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.words::text || ' ' || e.title FROM mediation_matter m JOIN mediation_searchentry e ON e.matter_id = m.id"
        )
        return "\n".join(row for (row,) in cursor.fetchall())


def tried_out() -> Any:
    """Digests that somebody would try who has the ledger: of each text, with the salt of its row or without."""
    for event in Event.objects.order_by("pk"):
        kept = {event.facts_digest, event.row_digest, event.hash, *_digests_in(event.facts)}
        for text in (*READERS, *AMOUNTS.values(), "asking_side"):
            for told in (text, json.dumps(text, ensure_ascii=False), event.salt + text, event.salt + json.dumps(text)):
                if hashlib.sha256(told.encode()).hexdigest() in kept:
                    yield event, text


def _digests_in(told: Any) -> set[str]:
    if isinstance(told, dict):
        return {found for one in told.values() for found in _digests_in(one)}
    if isinstance(told, list):
        return {found for one in told for found in _digests_in(one)}
    return {told} if isinstance(told, str) and len(told) == 64 else set()
