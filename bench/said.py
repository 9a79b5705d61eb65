"""What it costs to keep one utterance of a hearing, at the first and at the five hundredth: statements and processor time.

`make bench-said`. It works in a scratch database on the project's server and drops it; the scenario of the peppers is played up to its hearing.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from uuid import uuid4

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench import bulk  # noqa: E402, F401  sets Django up

from django.conf import settings  # noqa: E402  isort:skip
from django.db import connection  # noqa: E402  isort:skip
from django.test.utils import CaptureQueriesContext  # noqa: E402

from mediation.actions.sittings.said import Entry, keep  # noqa: E402
from mediation.models import Hearing  # noqa: E402
from mediation.permissions import Actor  # noqa: E402
from mediation.scenarios.player import Player  # noqa: E402
from mediation.scenarios.printing import mark_ready  # noqa: E402
from mediation.scenarios.scratch import scratch_database  # noqa: E402
from mediation.scenarios.script import load  # noqa: E402
from mediation.scenarios.shipped import shipped  # noqa: E402

LIMIT = 0.050
TIMES = 500


def until_it_is_open() -> Hearing:
    """The first scenario, until its hearing is in session."""
    player = Player(load(shipped()[0]), mark_ready)
    player.begin()
    for item in player.script.items:
        player.take(item)
        if (found := Hearing.objects.filter(state="in_session").first()) is not None:
            return found
    raise LookupError("no hearing was opened")


def main() -> None:
    """In a database of its own."""
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


def table() -> None:
    hearing = until_it_is_open()
    at, by = hearing.starts_at, Actor(on=hearing.opened_on, user=hearing.recorder)
    spent, asked = [], []
    for _no in range(TIMES):
        entry = Entry(key=uuid4(), phase="debate", speaker="李秀英", text="请求补足差额。")
        with CaptureQueriesContext(connection) as found:
            began = time.process_time()
            keep(hearing.pk, entry, by=by, at=at)
            spent.append(time.process_time() - began)
        asked.append(len(found))
    for name, some in (("first ten", slice(0, 10)), ("last ten", slice(-10, None))):
        print(f"{name}: {sum(spent[some]) / 10 * 1000:.1f} ms of processor time, {max(asked[some])} statements")
    if sum(spent[-10:]) / 10 > LIMIT or asked[-1] != asked[0]:
        sys.exit("an utterance costs more than it may")


if __name__ == "__main__":
    main()
