"""`make bench-giant`: one matter of 5,000 petitioners, 2,000 papers and 10,000 records: work on all of its people, and its pages."""

from __future__ import annotations

import argparse
import os
import random
import secrets
import warnings
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from bench import bulk  # sets Django up
from bench.giant.growing import grow, name_of
from bench.scale.measure import Cost, cost_of, once
from bench.scale.pages import client_of
from mediation.actions import gateway
from mediation.actions.intake import roster
from mediation.actions.serving import copies
from mediation.models import Matter, Paper, User
from mediation.scenarios.scratch import scratch_database
from mediation.vocabulary import PaperKind, Role

HEAD = "| what | who | status | kB | statements | buffers | python ms | server ms |\n|---|---|---|---|---|---|---|---|"


class Giant:
    """The matter and who works on it."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self.asked = asked
        bulk.fill(1)
        self.matter = Matter.objects.get()
        self.staff = {
            role: User.objects.get(username=role)
            for role in (Role.HANDLER, Role.HEAD, Role.REGISTRAR, Role.INTAKE_CLERK)
        }
        self.take(self.matter.papers.of_kind(PaperKind.HANDLING_OPINION).get(), "void", Role.HANDLER, why="另写")
        notice = self.matter.papers.of_kind(PaperKind.ACCEPTANCE_NOTICE).get()
        for step, role in (("submit", Role.HANDLER), ("approve", Role.HEAD), ("issue", Role.REGISTRAR)):
            self.take(notice, step, role)

    def take(self, obj: Any, step: str, role: str, **facts: Any) -> Any:
        return gateway.perform(type(obj), obj.pk, step, by=self.staff[role], at=timezone.now(), **facts)

    def enter(self) -> None:
        """The people, from one list."""
        rows = [
            {"name": name_of(n), "address": f"幸福花园{n}室", "phone": "13800000000"}
            for n in range(1, self.asked.people)
        ]
        clerk, at = self.staff[Role.INTAKE_CLERK], timezone.now()
        kept = tell(
            "people: the list handed in", Role.INTAKE_CLERK,
            lambda: roster.hand_in(self.matter.petition, rows, by=clerk, at=at, key="bench"),
        )  # fmt: skip
        part = partial(roster.enter_the_next, kept.pk, at)
        if tell("people: the first hundred entered", "worker", part):
            tell("people: the second hundred entered", "worker", part)
        tell("people: all the others entered", "worker", partial(roster.enter_all, kept.pk, at=at))

    def draft(self) -> Paper:
        content = {
            **bulk.CONTENT,
            "opinions": [{**bulk.CONTENT["opinions"][0], "perform_by": timezone.now().date() + timedelta(days=30)}],
        }
        return gateway.perform(
            Paper, None, "draft", by=self.staff[Role.HANDLER], at=timezone.now(), matter=self.matter,
            kind=PaperKind.HANDLING_OPINION, content=content, addressees=list(self.matter.petitioners),
        )  # fmt: skip

    def work(self) -> Paper:
        """An opinion for all of the people, from the draft to the issue."""
        paper = tell("opinion drafted for all", Role.HANDLER, self.draft)
        bulk.answer(paper, self.staff[Role.HANDLER])
        for step, role in (("submit", Role.HANDLER), ("approve", Role.HEAD), ("issue", Role.REGISTRAR)):
            paper = tell(f"opinion: {step}", role, partial(self.take, paper, step, role))
        if paper.copies_wait:
            again = partial(gateway.perform, Paper, paper.pk, "list_copies", by=None, at=timezone.now())
            tell("opinion: the second hundred copies listed", "worker", again)
            tell(
                "opinion: all the other copies listed",
                "worker",
                partial(copies.LEFT.go_on, paper.pk, at=timezone.now()),
            )
        return paper


def tell(what: str, who: str, deed: Callable[[], Any]) -> Any:
    cost = once(deed)
    line(what, who, "", "", cost)
    return cost.answer


def line(what: str, who: str, status: object, size: object, cost: Cost) -> None:
    told = (
        what,
        who,
        status,
        size,
        f"{cost.statements:,}",
        f"{cost.buffers:,}",
        f"{cost.python:,.0f}",
        f"{cost.server:,.0f}",
    )
    print("| " + " | ".join(map(str, told)) + " |", flush=True)


def pages(giant: Giant, opinion: Paper) -> None:
    file, paper = f"/desk/matters/{giant.matter.number}/", f"/desk/papers/{opinion.pk}/"
    draft = giant.draft()
    every = [
        ("matter", file), ("matter, the whole course", file + "?all"), ("paper, issued to all", paper),
        ("paper, draft for all", f"/desk/papers/{draft.pk}/"), ("new opinion", file + "open/paper/draft/?kind=handling_opinion"),
        ("new mediation", file + "open/mediation/propose/"), ("new hearing", file + "open/hearing/offer/"),
        ("sheets", file + "pack/"), ("my work", "/desk/"),
    ]  # fmt: skip
    for role in (Role.HANDLER, Role.REGISTRAR):
        client = client_of(user=giant.staff[role])
        asked = (
            every if role == Role.HANDLER else [*every[:3], ("send out", f"/desk/papers/{opinion.pk}/serve/dispatch/")]
        )
        for name, address in asked:
            show(name, role, client, address)


def show(name: str, role: str, client: Any, address: str) -> None:
    cost = cost_of(lambda: client.get(address))
    line(name, role, cost.answer.status_code, f"{len(cost.answer.content) / 1024:.0f}", cost)


def main() -> None:
    warnings.filterwarnings("ignore", message="No directory at")
    parser = argparse.ArgumentParser(prog="bench.giant", description=__doc__)
    for name, usual in (("people", 5000), ("papers", 2000), ("events", 10_000)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    asked = parser.parse_args()
    os.environ["PGOPTIONS"] = "-c max_parallel_workers_per_gather=0"
    # The same draws in every run.
    drawn = random.Random(1)
    secrets.choice = drawn.choice  # type: ignore[assignment]
    with scratch_database() as url:
        own = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = url.split("@/")[1].split("?")[0]
        try:
            call_command("createcachetable", verbosity=0)
            giant = Giant(asked)
            print(f"{asked.people:,} people, {asked.papers:,} papers, {asked.events:,} records\n\n{HEAD}", flush=True)
            giant.enter()
            opinion = giant.work()
            grow(giant.matter, papers=asked.papers, events=asked.events)
            pages(giant, opinion)
        finally:
            connection.close()
            connection.settings_dict["NAME"] = own


if __name__ == "__main__":
    main()
