"""`make run`: what it refuses, and that nothing it started stays behind."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from setup import paths, postgres_home, serve
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
    part = subprocess.Popen([sys.executable, "-c", ""])
    part.wait()
    with pytest.raises(serve.Broken, match="worker"):
        serve.find_broken({"worker": part})


@pytest.mark.faults
def test_every_part_ends_also_one_that_does_not_listen(monkeypatch):
    monkeypatch.setattr(serve, "SECONDS_TO_END", 1)
    parts = {"asleep": serve.begin(ASLEEP), "deaf": serve.begin(DEAF)}
    time.sleep(1)
    serve.end(parts)
    assert [part.wait(timeout=5) for part in parts.values()] == [-signal.SIGTERM, -signal.SIGKILL]


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
    assert processes_of(place_of_its_own) == []
