"""Fill a new site with its samples, one matter after the other, while it is already in use."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from mediation.models import Event, Organ, Paper, User
from mediation.scenarios.player import Player
from mediation.scenarios.printing import print_paper
from mediation.scenarios.reading import ScenarioError
from mediation.scenarios.references import References
from mediation.scenarios.samples import KEY, Sample, samples
from mediation.scenarios.script import Script
from mediation.scenarios.stage import set_stage

# So long a site says that it is being filled after the last word of who fills it.
SECONDS = 120


def begun() -> bool:
    """Whether the site holds samples; an office's own data are left alone."""
    return Event.objects.filter(key__startswith=f"{KEY}:").exists()


def empty() -> bool:
    """Whether there is nothing yet."""
    return not Organ.objects.exists()


def begin(now: datetime) -> None:
    """Organs, people, and the first matter: all or nothing, so that what was begun is known as such."""
    play(samples()[0], now)


def missing() -> list[Sample]:
    """What is still to be played."""
    there = set(Event.objects.filter(key__startswith=f"{KEY}:").values_list("key", flat=True))
    return [sample for sample in samples() if sample.key not in there]


def play(sample: Sample, now: datetime, make_ready: Callable[[Paper, datetime], None] = print_paper) -> None:
    """One matter up to now, whole or not at all; `make_ready` prints its papers. Raises ScenarioError."""
    script = sample.script(now)
    with transaction.atomic():
        player = Player(script, make_ready)
        player.references = _stage(script)
        player.play_on(until=now)


def _stage(script: Script) -> References:
    """The organs and people that stand already; who is new in this matter joins them, whichever was played first."""
    there = _there()
    if script.cast["organs"].keys() <= there.organs.keys() and script.cast["people"].keys() <= there.people.keys():
        return there
    set_stage(script, script.items[0].at)
    return _there()


def _there() -> References:
    organs = {organ.code: organ for organ in Organ.objects.order_by("pk")}
    return References(organs, {user.username: user for user in User.objects.order_by("pk")})


def play_rest(clock: Callable[[], datetime]) -> Iterator[ScenarioError | None]:
    """Play what is missing; what cannot be played is yielded and left out, the others go on."""
    todo = missing()
    with told() as tell:
        for done, sample in enumerate(todo, start=len(samples()) - len(todo)):
            tell(done)
            try:
                play(sample, clock())
            except ScenarioError as problem:
                yield problem
            else:
                yield None


@contextmanager
def told() -> Iterator[Callable[[int], None]]:
    """Pages say how far it has come, until it is over or has died."""
    note = _note()

    def tell(done: int) -> None:
        fresh = note.with_suffix(".new")
        fresh.write_text(json.dumps({"done": done, "of": len(samples()), "pid": os.getpid()}))
        fresh.replace(note)

    try:
        yield tell
    finally:
        note.unlink(missing_ok=True)


def progress() -> dict[str, int] | None:
    """How far the samples have come; nothing where none are being loaded."""
    try:
        note = _note()
        if time.time() - note.stat().st_mtime > SECONDS:
            return None
        return dict(json.loads(note.read_text()))
    except (OSError, ValueError):
        return None


def _note() -> Path:
    return Path(settings.VAR) / "samples.json"
