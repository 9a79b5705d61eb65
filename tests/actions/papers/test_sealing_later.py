"""An e-seal system that seals later: a ticket, asked for until it comes, asked anew where it failed."""

from __future__ import annotations

import hashlib

import pytest
from django.urls import reverse

from mediation.actions.papers import rendering
from mediation.documents.papers.sealing import SealingFailed, seal_system
from mediation.documents.papers.verifying import Verdict, verify_file
from mediation.models import Paper, ServiceOfDocument
from mediation.queries.office.site import site_standing
from tests.factories.opinions import DECIDED, approved, take
from tests.factories.scans import bytes_of
from tests.factories.seal_systems import LaterSeals
from tests.factories.world import at
from tests.refusals import refused

pytestmark = [pytest.mark.django_db, pytest.mark.printing]


@pytest.fixture(autouse=True)
def later(settings):
    settings.SEALING = "tests.factories.seal_systems.LaterSeals"
    LaterSeals.forget()


@pytest.fixture
def notice(world) -> Paper:
    """Issued and printed; its seal was asked for."""
    paper = world.accepted().matter.papers.get(kind="acceptance_notice")
    paper = approved(paper, drafter=world.handler, head=world.head, on=DECIDED)
    return rendering.render_paper(paper_id=take(paper, "issue", world.registrar, DECIDED).pk, at=at(DECIDED))


def fetch(paper) -> Paper:
    return rendering.fetch_seal(paper_id=paper.pk, at=at(DECIDED))


def test_a_paper_waits_for_its_seal_and_is_not_served_before(world, notice):
    service = ServiceOfDocument.objects.filter(paper=notice).first()
    assert (notice.seal_pending, notice.seal_ticket, notice.is_ready()) == (True, "T1", False)
    assert rendering.awaiting_seal() == [notice.pk]
    assert fetch(notice).seal_pending
    with refused("not_rendered"):
        take(service, "dispatch", world.registrar, DECIDED, "12:00", mode="direct")
    LaterSeals.ready.add("T1")
    sealed = fetch(notice)
    assert (sealed.is_ready(), sealed.seal_pending, sealed.sha256) == (True, False, notice.sha256)
    assert take(service, "dispatch", world.registrar, DECIDED, "12:10", mode="direct").state == "dispatched"
    assert rendering.awaiting_seal() == []


def test_the_sealed_file_is_kept_with_its_hash_and_says_what_the_system_says(notice):
    LaterSeals.ready.add("T1")
    sealed = fetch(notice)
    with sealed.sealed.open("rb") as kept:
        file = kept.read()
    assert sealed.sealed_sha256 == hashlib.sha256(file).hexdigest()
    assert file.startswith(bytes_of(notice))
    assert [(one.signer, one.intact, one.kind) for one in seal_system().signatures(file)] == [
        ("青河县农业农村局", True, "SM2")
    ]
    assert verify_file(file).verdict is Verdict.IN_FORCE


def test_a_paper_is_made_while_the_service_is_away_and_its_seal_follows(world, monkeypatch):
    monkeypatch.setattr(LaterSeals, "away", True)
    paper = world.accepted().matter.papers.get(kind="acceptance_notice")
    paper = approved(paper, drafter=world.handler, head=world.head, on=DECIDED)
    made = rendering.render_paper(paper_id=take(paper, "issue", world.registrar, DECIDED).pk, at=at(DECIDED))
    assert (bool(made.sha256), made.seal_pending, made.seal_ticket, made.is_ready()) == (True, True, "", False)
    assert made.pk not in rendering.unrendered()
    assert fetch(made).seal_ticket == ""
    monkeypatch.setattr(LaterSeals, "away", False)
    assert fetch(made).seal_ticket == "T1"
    LaterSeals.ready.add("T1")
    assert fetch(made).is_ready()


@pytest.mark.loopback
def test_a_time_stamp_service_that_is_away_holds_up_the_seal_and_not_the_paper(world, settings):
    settings.SEALING = "mediation.documents.papers.sealing.sample.SampleSeals"
    settings.TIMESTAMP_URL = "http://127.0.0.1:1/"
    paper = world.accepted().matter.papers.get(kind="acceptance_notice")
    paper = approved(paper, drafter=world.handler, head=world.head, on=DECIDED)
    made = rendering.render_paper(paper_id=take(paper, "issue", world.registrar, DECIDED).pk, at=at(DECIDED))
    assert (bool(made.sha256), made.seal_pending) == (True, True)
    settings.TIMESTAMP_URL = ""
    sealed = fetch(made)
    assert (bool(sealed.sealed_sha256), sealed.seal_pending, sealed.is_ready()) == (True, False, True)


def test_a_ticket_that_failed_is_asked_for_anew(notice):
    LaterSeals.broken.add("T1")
    assert (fetch(notice).seal_ticket, fetch(notice).seal_ticket) == ("", "T2")
    LaterSeals.ready.add("T2")
    assert fetch(notice).sealed_sha256


def test_what_comes_back_altered_is_not_kept(notice, monkeypatch):
    monkeypatch.setattr(LaterSeals, "collect", lambda self, ticket: b"%PDF-1.7 another file")
    with pytest.raises(SealingFailed, match="not this paper"):
        fetch(notice)
    waiting = Paper.objects.get(pk=notice.pk)
    assert (waiting.seal_pending, waiting.seal_ticket, waiting.sealed_sha256) == (True, "", "")


def test_a_site_that_goes_over_to_seals_by_hand_does_not_wait(notice, settings):
    settings.SEALING = ""
    assert fetch(notice).is_ready()


def test_a_call_back_has_the_seal_fetched_and_tells_nothing(client, notice, django_capture_on_commit_callbacks):
    from procrastinate.contrib.django.models import ProcrastinateJob

    asked = ProcrastinateJob.objects.filter(task_name="fetch_seal")
    for ticket, jobs in (("unknown", 0), ("T1", 1)):
        answer = client.post(reverse("public:called-back", args=[ticket]))
        assert (answer.status_code, answer.content, asked.count()) == (204, b"", jobs)
    assert client.get(reverse("public:called-back", args=["T1"])).status_code == 405


def test_the_administrator_learns_of_a_seal_that_does_not_come(notice):
    for clock, known in (("09:30", 0), ("10:30", 1)):
        standing = site_standing(at=at(DECIDED, clock), on=at(DECIDED).date())
        assert standing.unsealed == known
        assert ("unsealed" in [concern.code for concern in standing.concerns()]) is bool(known)


def test_a_second_print_changes_nothing(notice):
    assert rendering.render_paper(paper_id=notice.pk, at=at(DECIDED)).seal_ticket == "T1"
    assert list(LaterSeals.asked) == ["T1"]
