"""`make run`: what it refuses, and that nothing it started stays behind."""

import contextlib
import itertools
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from setup import parts, paths, postgres_home, serve
from setup.parts import Part
from setup.postgres import NotStarted
from tests.slices import slice_of

pytestmark = pytest.mark.real_time

ASLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
DEAF = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)",
]


def said(**wrong: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "setup.serve"],
        cwd=paths.ROOT, env={**os.environ, **wrong}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_a_port_that_is_taken_is_refused_with_another_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, words = said(PORT=str(port))
    assert code == 1
    assert f"PORT={port + 1}" in words


@pytest.mark.parametrize("port", ["abc", "0", "99999", "８０００"])
def test_what_is_no_port_is_refused_in_words(port):
    code, words = said(PORT=port)
    assert (code, "Traceback" in words) == (1, False)
    assert "1到65535" in words


def test_a_database_that_does_not_answer_is_told_in_a_sentence():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code, words = said(PORT=str(port), DATABASE_URL="postgres://x@127.0.0.1:1/x")
    assert (code, "Traceback" in words) == (1, False)
    assert "DATABASE_URL" in words


def test_a_part_that_ended_is_named():
    part = Part([sys.executable, "-c", ""])
    part.process.wait()
    with pytest.raises(serve.Broken, match="worker"):
        serve.await_site(1, {"worker": part})


@pytest.mark.faults
def test_every_part_ends_also_one_that_does_not_listen(monkeypatch):
    monkeypatch.setattr(parts, "SECONDS_TO_END", 1)
    begun = {"asleep": Part(ASLEEP), "deaf": Part(DEAF)}
    time.sleep(1)
    parts.end(begun)
    assert [part.process.wait(timeout=5) for part in begun.values()] == [-signal.SIGTERM, -signal.SIGKILL]


class Enough(Exception):
    """The watching has gone on for long enough."""


def watched(monkeypatch, running, server=None, turns=4):
    """Let the watch look a few times, a second apart."""
    now, looks = [time.monotonic()], []

    def pass_on(seconds):
        now[0] += max(seconds, 1)
        looks.append(seconds)
        if len(looks) > turns:
            raise Enough

    monkeypatch.setattr(serve.time, "sleep", pass_on)
    monkeypatch.setattr(parts.time, "monotonic", lambda: now[0])
    with contextlib.suppress(Enough):
        serve.watch(running, server)


def test_a_part_that_falls_is_begun_again_with_growing_pauses(monkeypatch, capsys):
    part = Part([sys.executable, "-c", ""])
    part.process.wait()
    begun = []

    def fall_at_once():
        begun.append(time.monotonic())
        part.begun, part.due = time.monotonic(), 0.0

    monkeypatch.setattr(part, "begin", fall_at_once)
    watched(monkeypatch, {"worker": part}, turns=20)
    said = capsys.readouterr().err
    assert re.findall(r"worker停了，(\d+) 秒后重新启动", said) == ["1", "2", "4", "8", "16"]
    assert [round(later - before) for before, later in itertools.pairwise(begun)] == [3, 5, 9]


def test_the_samples_are_not_begun_again(monkeypatch):
    part = Part([sys.executable, "-c", ""])
    part.process.wait()
    running = {serve.SAMPLES: part}
    watched(monkeypatch, running)
    assert running == {}


class Fallen:
    """A database that comes up at the second try."""

    def __init__(self):
        self.tries, self.up = 0, False

    def pid(self):
        return 1 if self.up else None

    def revive(self):
        self.tries += 1
        if self.tries == 1:
            raise NotStarted("no room")
        self.up = True


def test_a_database_that_fell_is_started_until_it_stands(monkeypatch, capsys):
    server = Fallen()
    watched(monkeypatch, {}, server)
    assert (server.tries, server.up) == (2, True)
    assert "no room" in capsys.readouterr().err


@pytest.fixture
def place_of_its_own(tmp_path, monkeypatch):
    """A folder for data that nobody else uses, with the fonts; where the programs had to be copied for it, the copy goes too."""
    (tmp_path / "fonts").symlink_to(paths.FONTS)
    monkeypatch.setattr(postgres_home, "VAR", tmp_path)
    yield tmp_path
    shutil.rmtree(f"/var/lib/mediation-{postgres_home.short(tmp_path)}", ignore_errors=True)


def processes_of(place: Path) -> list[str]:
    """Every process that was started for the place."""
    mark, found = f"MEDIATION_VAR={place}".encode(), []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark in (process / "environ").read_bytes().split(b"\0"):
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


@pytest.mark.faults
@pytest.mark.parametrize("seconds", slice_of([0.2, 0.5, 1, 2, 4, 7], 3, what="moments at which a start is broken off"))
def test_ctrl_c_at_any_moment_ends_it_clean(place_of_its_own, seconds):
    """A terminal sends it to the whole group: to us and to what we started and wait for."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    ours = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    surroundings = {name: value for name, value in os.environ.items() if name not in ours}
    started = subprocess.Popen(
        [sys.executable, "-m", "setup.serve"], cwd=paths.ROOT, start_new_session=True, text=True,
        env={**surroundings, "PORT": port, "MEDIATION_VAR": str(place_of_its_own)},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    time.sleep(seconds)
    os.killpg(started.pid, signal.SIGINT)
    words, _none = started.communicate(timeout=60)
    assert "Traceback" not in words
    assert "Error" not in words
    # Before it has begun it ends as any process does.
    assert started.returncode in (0, -signal.SIGINT), words
    # What initdb had started was told to end as well, and does so in its own time.
    until = time.monotonic() + 10
    while (left := processes_of(place_of_its_own)) and time.monotonic() < until:
        time.sleep(0.1)
    assert left == []
