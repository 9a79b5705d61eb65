"""The first scenario by hand, from the window to the 复查意见书, through pages and buttons alone; its parties on phones.

Each part begins where the part before it ends, as the scenario tells it: so several processes can walk at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.core.management import call_command

from mediation.scenarios.player import Player
from mediation.scenarios.printing import mark_ready
from mediation.scenarios.script import load
from mediation.scenarios.shipped import shipped
from tests.factories.world import at
from tests.journeys.by_hand.office import Office
from tests.journeys.by_hand.site import Site
from tests.journeys.by_hand.told import SUBJECT
from tests.journeys.by_hand.until_agreed import accepted, agreed, at_the_window, investigated, mediated, passed_on
from tests.journeys.by_hand.until_reviewed import asked_for_review, decided, heard, reviewed, served

pytestmark = pytest.mark.browser


@pytest.fixture
def begun(scratch: Any, chromium: Any, django_db_blocker: Any) -> Iterator[Callable[[str], Office]]:
    """The county of the scenarios with the matter as its scenario has brought it to a moment, and the site served on it."""
    with django_db_blocker.unblock(), ExitStack() as stack:

        def begin(moment: str) -> Office:
            player = Player(load(shipped()[0]), mark_ready)
            player.begin()
            for item in player.script.items:
                if item.at >= at(*moment.split()):
                    break
                player.take(item)
            site = Site(scratch)
            stack.callback(site.stop)
            site.until_it_answers()
            return Office(chromium, site, SUBJECT)

        yield begin


def walk(office: Office, *chapters: Callable[[Office], None]) -> None:
    """One chapter after the other; the ledger is whole at the end."""
    for chapter in chapters:
        chapter(office)
    call_command("verify_ledger")


def test_from_the_window_to_the_inquiry(begun: Callable[[str], Office]) -> None:
    walk(begun("2025-02-24 08:00"), at_the_window, passed_on, accepted, investigated)


def test_from_the_consent_to_the_agreement(begun: Callable[[str], Office]) -> None:
    walk(begun("2025-03-24"), mediated, agreed)


def test_from_the_right_to_the_report_of_a_hearing(begun: Callable[[str], Office]) -> None:
    walk(begun("2025-04-10 14:00"), heard)


def test_from_the_draft_of_the_opinion_to_the_last_receipt(begun: Callable[[str], Office]) -> None:
    walk(begun("2025-04-29 09:05"), decided, served)


def test_from_the_request_to_the_review_opinion(begun: Callable[[str], Office]) -> None:
    walk(begun("2025-05-19"), asked_for_review, reviewed)
