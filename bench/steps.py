"""What a step costs: statements and processor time of this process, beside a bare update of one row in a transaction.

`make bench-steps`. It works in a scratch database on the project's server and drops it. Processor time: what else the machine does
does not distort it. `--profile` tells where the time of a naming of a handler and of a registration goes.
"""

from __future__ import annotations

import cProfile
import pstats
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench import bulk  # noqa: E402

from django.utils import timezone  # noqa: E402  isort:skip - after Django is set up

from mediation.actions import gateway  # noqa: E402
from mediation.models import Appointment, Matter, Petition, User  # noqa: E402
from mediation.scenarios.scratch import scratch_database  # noqa: E402
from mediation.vocabulary import Role  # noqa: E402

TIMES, ROUNDS = 25, 12


def person(role: str) -> User:
    """As a request finds somebody: nothing is known yet of what they may do."""
    return User.objects.get(username=role)


def bare(n: int) -> None:
    with transaction.atomic():
        matter = Matter.objects.select_for_update().get(pk=bare.pk)  # type: ignore[attr-defined]
        matter.subject = f"青椒收购价未兑现{n}"
        matter.save(update_fields=["subject"])


def assign(n: int) -> None:
    handler = assign.handlers[n % 2]  # type: ignore[attr-defined]
    gateway.perform(Petition, assign.pk, "assign_handler", by=person(Role.HEAD), at=timezone.now(), handler=handler)  # type: ignore[attr-defined]


def register(n: int) -> None:
    gateway.perform(
        Petition, None, "register", by=person(Role.INTAKE_CLERK), at=timezone.now(), organ=register.organ, channel="visit",  # type: ignore[attr-defined]
        subject=f"青椒收购价未兑现（第{n}户）", account="承诺保底收购价，实际没有兑现。",
        petitioners=[{"name": "张大山", "address": "柳树乡一村"}], claims=[bulk.CLAIM],
    )  # fmt: skip


def measured(deeds: dict[str, Callable[[int], None]]) -> dict[str, tuple[int, float]]:
    """Of each: statements, and processor milliseconds of this process.

    They are taken in turn, in rounds, and the quickest round counts: what else the machine does makes rounds slower, never quicker.
    """
    asked, took = {}, {name: float("inf") for name in deeds}
    for name, deed in deeds.items():
        for n in range(5):
            deed(n)
        with CaptureQueriesContext(connection) as captured:
            deed(5)
        asked[name] = len(captured)
    for start in range(6, 6 + ROUNDS * TIMES, TIMES):
        for name, deed in deeds.items():
            begun = time.process_time()
            for n in range(start, start + TIMES):
                deed(n)
            took[name] = min(took[name], (time.process_time() - begun) * 1000 / TIMES)
    return {name: (asked[name], took[name]) for name in deeds}


def table() -> None:
    bulk.fill(1)
    petition: Any = Petition.objects.get()
    other = User.objects.create(username="second", name="周经办")
    Appointment.objects.create(user=other, organ=petition.organ, role=Role.HANDLER)
    bare.pk, assign.pk, register.organ = petition.matter_id, petition.pk, petition.organ  # type: ignore[attr-defined]
    assign.handlers = [other, person(Role.HANDLER)]  # type: ignore[attr-defined]
    print("| step | statements | python ms | times a bare update |\n|---|---|---|---|")
    found = measured({"bare update": bare, "assign_handler": assign, "register one person": register})
    for name, (statements, took) in found.items():
        print(f"| {name} | {statements} | {took:.2f} | {took / found['bare update'][1]:.1f} |", flush=True)
    if "--profile" in sys.argv:
        profile = cProfile.Profile(time.process_time)
        profile.runcall(lambda: [assign(n) or register(n) for n in range(ROUNDS * TIMES + 6, ROUNDS * TIMES + 56)])
        pstats.Stats(profile).sort_stats("cumulative").print_stats(60)


def main() -> None:
    settings.DEBUG = False  # else every statement is kept
    with scratch_database() as url:
        own = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = url.split("@/")[1].split("?")[0]
        try:
            table()
        finally:
            connection.close()
            connection.settings_dict["NAME"] = own


if __name__ == "__main__":
    main()
