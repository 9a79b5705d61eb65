"""The demo: processor time of the shipped scenarios with their papers, and what it goes on.

`make bench-demo`. Each scenario plays as `make demo` plays it, in a process and a database of its own. Processor seconds: of the
plays, of the process that prints for each, and of the database's server; shares by samples of the plays, taken every other
millisecond of work.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediation.settings.dev")

import django  # noqa: E402

django.setup()

from mediation.actions import registry  # noqa: E402
from mediation.models import Paper  # noqa: E402
from mediation.scenarios.apart import play_apart  # noqa: E402
from mediation.scenarios.player import Player  # noqa: E402
from mediation.scenarios.printing import print_paper  # noqa: E402
from mediation.scenarios.scratch import ready_template, server  # noqa: E402
from mediation.scenarios.script import load  # noqa: E402
from mediation.scenarios.shipped import shipped  # noqa: E402

EVERY = 0.002
# What the work is for: the innermost of our own frames that is named here decides.
PURPOSES = {
    "papers/checkup/": "the check-up of drafts",
    "documents/papers/glyphs.py": "whether every character prints",
    "documents/papers/snapshot.py": "what a paper tells, its page",
    "actions/papers/rendering.py": "handing papers to the printer",
    "actions/ledger.py": "the ledger: places, seals",
    "clock/deadlines/expiring.py": "the clock, day by day",
    "clock/": "limits and calendars",
    "actions/messages.py": "messages",
    "mediation/permissions.py": "permissions and guards",
    "workflows/": "permissions and guards",
    "scenarios/": "the player: finding, comparing",
    "documents/": "what a paper tells, its page",
    "actions/": "effects of steps",
    "models/": "effects of steps",
    "queries/": "effects of steps",
}
# What the machine does meanwhile: the innermost frame that is named here decides.
MEANS = {
    "django/db/models/sql/": "building statements",
    "django/db/models/": "building statements",
    "psycopg": "sending and reading them",
    "django/db/": "sending and reading them",
    "django/template/": "templates",
}
PURPOSE, MEAN = Counter[str](), Counter[str]()


def sample(_number: int, frame: FrameType | None) -> None:
    """Note for what, and with what, the process works."""
    files = []
    while frame is not None:
        files.append(frame.f_code.co_filename)
        frame = frame.f_back
    own = [name for name in files if "/mediation/" in name]
    PURPOSE[_first(own, PURPOSES)] += 1
    MEAN[_first(files, MEANS)] += 1


def _first(files: list[str], named: dict[str, str]) -> str:
    found = (said for name in files for part, said in named.items() if part in name)
    return next(found, "all else")


def play(path: Path, out: Path) -> int:
    """Play one file under the sampler and say what was seen, as JSON."""
    signal.signal(signal.SIGPROF, sample)
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
    before = time.process_time()
    Player(load(path), print_paper).play()
    signal.setitimer(signal.ITIMER_PROF, 0)
    told = {"seconds": time.process_time() - before, "papers": Paper.objects.issued().count()}
    sys.stdout.write(json.dumps({**told, "purpose": PURPOSE, "mean": MEAN}))
    return 0


def of_the_server() -> float | None:
    """What the server has worked so far, if it runs on this machine."""
    with server() as found:
        ((own,),) = found.execute("SELECT pg_backend_pid()").fetchall()
        postmaster = _stat(int(own))[1]  # while our own connection is there
    if not postmaster:
        return None
    try:
        everyone = [_stat(int(path.name)) for path in Path("/proc").iterdir() if path.name.isdigit()]
    except OSError:
        return None
    working = sum(one[11] + one[12] for one in everyone if one[1] == postmaster)
    reaped = _stat(postmaster)
    return (working + sum(reaped[11:15])) / os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> list[int]:
    """The numbers that the kernel keeps of a process; the second is its parent."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return [0] * 15
    return [0, *(int(word) for word in words[1:15])]


def table(title: str, counted: Counter[str]) -> None:
    """Shares, the largest first."""
    print(f"\n{title}")
    for what, samples in counted.most_common():
        print(f"  {100 * samples / max(1, counted.total()):5.1f} %  {what}")


def main() -> None:
    """Play them all, and print."""
    registry.load()
    ready_template()
    purpose, mean = Counter[str](), Counter[str]()
    before, began = of_the_server(), time.process_time()
    started = began
    print(f"{'scenario':28} {'papers':>6} {'play':>7} {'printing':>9} {'together':>9}")
    whole = papers = 0
    with tempfile.TemporaryDirectory() as folder:
        for done in play_apart([(path, Path(folder) / path.stem) for path in shipped()], play, keep=False):
            if done.code:
                sys.exit(done.complained or done.said)
            told = json.loads(done.said)
            whole, papers = whole + done.seconds, papers + told["papers"]
            purpose.update(told["purpose"])
            mean.update(told["mean"])
            printing = done.seconds - told["seconds"]
            print(
                f"{done.path.stem:28} {told['papers']:6} {told['seconds']:6.1f}s {printing:8.1f}s {done.seconds:8.1f}s"
            )
    after = of_the_server()
    said = "on another machine" if before is None or after is None else f"{after - before:.1f} s"
    print(
        f"\ntogether: {papers} papers, {whole + started:.1f} s, of which {started:.1f} s to start; the database's server: {said}"
    )
    table("what the plays work for", purpose)
    table("with what", mean)


if __name__ == "__main__":
    main()
