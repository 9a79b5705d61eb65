"""What of service waits for whom on the desk: notices to approve or to put up, and copies of which nothing is known."""

from __future__ import annotations

import pytest

from mediation.models import Paper, ServiceOfDocument
from mediation.permissions import Actor
from mediation.queries.office.desk import notices_waiting, papers_to_serve
from mediation.vocabulary import PaperKind
from tests.factories.opinions import DECIDED, issued, take
from tests.factories.papers import printed, proposed, scan
from tests.factories.world import at
from tests.stages import staged


@staged
def opinion(world):
    """A 处理意见书 issued on 17 March and printed, not sent yet."""
    return issued(world, world.accepted())


def service(opinion, name="张大山"):
    return ServiceOfDocument.objects.get(paper=opinion, party__name=name)


def on(user, day):
    """The person on a day."""
    return Actor(on=at(day).date(), user=user)


def test_a_notice_waits_for_the_head_then_for_whoever_puts_it_up(world, opinion):
    notice = proposed(service(opinion), by=world.registrar, on=DECIDED)
    waiting = [list(notices_waiting(on(user, DECIDED))) for user in (world.head, world.registrar, world.handler)]
    assert waiting == [[notice], [], []]
    take(notice, "approve", world.head, DECIDED, "10:45")
    waiting = [list(notices_waiting(on(user, DECIDED))) for user in (world.head, world.registrar, world.handler)]
    assert waiting == [[], [notice], []]
    printed(Paper.objects.get(kind=PaperKind.PUBLIC_NOTICE))
    take(notice, "post", world.registrar, DECIDED, "11:00", place="公开栏", proof=[scan()])
    assert not notices_waiting(on(world.registrar, DECIDED)).exists()


@pytest.mark.parametrize(("day", "unheard_of"), [("2025-03-26", 0), ("2025-03-27", 1)])
def test_what_was_sent_long_ago_without_a_result_is_asked_after(world, opinion, day, unheard_of):
    take(service(opinion), "dispatch", world.registrar, DECIDED, "11:00", mode="post", waybill="EMS1")
    found = papers_to_serve(on(world.registrar, day)).get(pk=opinion.pk)
    assert (found.under_way, found.waiting, found.unheard_of) == (1, 1, unheard_of)
