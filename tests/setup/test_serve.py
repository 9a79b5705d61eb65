"""`make run`: what it refuses, and that nothing it started stays behind."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from setup import paths, serve

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


def test_every_part_ends_also_one_that_does_not_listen(monkeypatch):
    monkeypatch.setattr(serve, "SECONDS_TO_END", 1)
    parts = {"asleep": serve.begin(ASLEEP), "deaf": serve.begin(DEAF)}
    time.sleep(1)
    serve.end(parts)
    assert [part.wait(timeout=5) for part in parts.values()] == [-signal.SIGTERM, -signal.SIGKILL]
