"""The copies of a paper for many are listed by the worker in whole parts; nobody takes a part of them for the whole."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mediation.actions import gateway, many
from mediation.actions.serving import copies
from mediation.models import Event, Paper, Party
from mediation.workflows.base import NotPossibleNow
from tests.factories.opinions import DECIDED, approved, drafted, take, told_of_acceptance
from tests.factories.papers import printed
from tests.factories.world import at
from tests.stages import staged

PEOPLE = 330


@staged
def opinion(world):
    """A 处理意见书 for 330 people, approved."""
    petition = world.accepted()
    told_of_acceptance(world, petition, DECIDED)
    more = [
        Party(matter=petition.matter, name=f"业主{n}", role="petitioner", address=f"幸福花园{n}室")
        for n in range(PEOPLE - 2)
    ]
    Party.objects.bulk_create(more)
    paper = gateway.perform(
        Paper, drafted(world, petition).pk, "void", by=world.handler, at=at(DECIDED), why="另写"
    )  # fmt: skip
    again = gateway.perform(
        Paper, None, "draft", by=world.handler, at=at(DECIDED), matter=paper.matter, kind=paper.kind,
        content=paper.content, addressees=list(paper.matter.petitioners),
    )  # fmt: skip
    return approved(again, drafter=world.handler, head=world.head, on=DECIDED)


def issue(world, opinion):
    return printed(take(opinion, "issue", world.registrar, DECIDED, "10:30"))


def go_on(opinion):
    copies.LEFT.go_on(opinion.pk, at=at(DECIDED, "10:40"))
    opinion.refresh_from_db()


def refused(code, do):
    with pytest.raises(NotPossibleNow) as refusal:
        do()
    assert refusal.value.code == code


def test_the_first_hundred_are_listed_at_once_and_the_others_in_parts(world, opinion):
    opinion = issue(world, opinion)
    assert (opinion.copies_listed(), opinion.copies_wait) == ((100, PEOPLE), True)
    assert copies.LEFT.waiting() == [opinion.pk]
    go_on(opinion)
    assert (opinion.copies_listed(), opinion.copies_wait) == ((PEOPLE, PEOPLE), False)
    assert copies.LEFT.waiting() == []
    listed = list(opinion.services.order_by("pk").values_list("party", flat=True))
    assert listed == sorted(listed) == [party.pk for party in opinion.addressed()]
    assert Event.objects.of("paper", opinion.pk).filter(step="list_copies").count() == 3
    refused("no_copy_waits", lambda: take(opinion, "list_copies", None, DECIDED))


def test_each_hundred_asks_as_much_as_the_first(world, opinion):
    opinion, counted = issue(world, opinion), []
    for _part in range(2):
        with CaptureQueriesContext(connection) as asked:
            take(opinion, "list_copies", None, DECIDED, "10:40")
        counted.append(len(asked))
    assert counted[0] == counted[1] <= 24


def test_nothing_is_sent_or_cancelled_before_all_are_listed(world, opinion):
    opinion = issue(world, opinion)
    first = opinion.services.order_by("pk").first()
    refused("copies_wait", lambda: take(first, "dispatch", world.registrar, DECIDED, "11:00", mode="direct"))
    refused("copies_wait", lambda: take(first, "cancel", world.registrar, DECIDED, "11:00", why="不需要"))
    go_on(opinion)
    assert take(first, "dispatch", world.registrar, DECIDED, "11:00", mode="direct").state == "dispatched"


def test_a_worker_that_falls_leaves_whole_parts_and_the_next_goes_on_behind_them(world, opinion, monkeypatch):
    opinion, follow, parts = issue(world, opinion), many.follow, []

    def falls(act, step, rows):
        found = follow(act, step, rows)
        parts.append(len(rows))
        if len(parts) == 2:
            raise RuntimeError("killed")
        return found

    with monkeypatch.context() as patched:
        patched.setattr(many, "follow", falls)
        with pytest.raises(RuntimeError):
            go_on(opinion)
    assert opinion.copies_listed() == (200, PEOPLE)
    assert copies.LEFT.waiting() == [opinion.pk]
    go_on(opinion)
    assert opinion.copies_listed() == (PEOPLE, PEOPLE)


def test_who_withdrew_or_went_meanwhile_is_served_as_if_his_copy_had_waited(world, opinion):
    opinion = issue(world, opinion)
    last, before, gone = opinion.without_copy().order_by("-pk")[:3]
    Party.objects.filter(pk=last.pk).update(withdrawn_on=at(DECIDED).date())
    heir = Party.objects.create(
        matter=opinion.matter, name="业主之子", role="petitioner", succeeds=gone, for_remedies=True
    )
    Party.objects.filter(pk__in=[before.pk, gone.pk]).update(gone_on=at(DECIDED).date(), gone_how="died")
    go_on(opinion)
    states = dict(opinion.services.values_list("party", "state"))
    assert [states[one.pk] for one in (last, before, gone, heir)] == ["cancelled"] * 3 + ["planned"]
    assert opinion.copies_wait is False


def test_a_revoked_paper_is_listed_no_further(world, opinion):
    opinion = issue(world, opinion)
    why = {"why": "有误", "ground": "facts", "basis": "《信访工作条例》", "decided_by": "head"}
    take(opinion, "revoke", world.head, DECIDED, "10:50", **why)
    opinion.refresh_from_db()
    go_on(opinion)
    assert (opinion.copies_wait, opinion.services.count()) == (False, 100)
    assert set(opinion.services.values_list("state", flat=True)) == {"cancelled"}
