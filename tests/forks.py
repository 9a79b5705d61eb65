"""Processes with Django set up, forked from one that is ready: each is there in a moment instead of a second.

They are processes like any other: they may be killed, and what they leave behind is real. Each has a connection to the database
of its own.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

from tests import costs

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = {"DJANGO_SETTINGS_MODULE": "mediation.settings.test", "STALLED_JOB_SECONDS": "3"}


class Forked:
    """A process that was forked, with the words of subprocess.Popen."""

    def __init__(self, mother: socket.socket, request: dict[str, Any]) -> None:
        self.outputs = os.memfd_create("out"), os.memfd_create("err")
        stdin, mine = os.pipe()
        self.told, tell = os.pipe()
        self.stdin: IO[str] = os.fdopen(mine, "w")
        self.returncode: int | None = None
        self.said: list[str] = []
        handed = [stdin, *self.outputs, tell]
        socket.send_fds(mother, [json.dumps(request).encode()], handed)
        os.close(stdin)
        os.close(tell)
        self.pid = int(self._told(60))

    def _told(self, timeout: float | None) -> str:
        if not select.select([self.told], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("forked", timeout or 0)
        return os.read(self.told, 200).decode()

    def go(self) -> None:
        """Release one that waits for a line."""
        self.stdin.write("go\n")
        self.stdin.flush()

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Wait for its end; what it said on its two outputs."""
        if self.returncode is None:
            code, spent = self._told(timeout).split()
            self.returncode = int(code)
            costs.add(float(spent))
            self.stdin.close()
            os.close(self.told)
            for output in self.outputs:
                os.lseek(output, 0, os.SEEK_SET)
                with os.fdopen(output) as words:
                    self.said.append(words.read())
        return self.said[0], self.said[1]

    def send_signal(self, number: int) -> None:
        """As with kill."""
        os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


class Mother:
    """The process that is ready, and forks."""

    def __init__(self) -> None:
        self.socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.forks", str(theirs.fileno())],
                cwd=ROOT, env={**os.environ, **SETTINGS}, pass_fds=[theirs.fileno()],
            )  # fmt: skip

    def fork(self, script: str, *arguments: str, database: dict[str, str], files: str) -> Forked:
        """Have a script run on a database, given by those of its settings that a test may change."""
        return Forked(self.socket, {"script": script, "arguments": arguments, "database": database, "files": files})

    def stop(self) -> None:
        """It ends when nobody is there to ask it."""
        self.socket.close()
        self.process.wait(30)


def serve(ours: socket.socket) -> None:
    """Fork for each request; what stands between notes how the child ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        request, handed, _flags, _address = socket.recv_fds(ours, 1 << 20, 4)
        if not request:
            return
        if os.fork() == 0:
            ours.close()
            _watch(json.loads(request), *handed)
        for one in handed:
            os.close(one)


def _watch(request: dict[str, Any], stdin: int, out: int, err: int, tell: int) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if child == 0:
        os.close(tell)
        for here, there in ((stdin, 0), (out, 1), (err, 2)):
            os.dup2(here, there)
        os._exit(_run(request))
    os.write(tell, str(child).encode())
    _pid, status, used = os.wait4(child, 0)
    os.write(tell, f"{os.waitstatus_to_exitcode(status)} {used.ru_utime + used.ru_stime}".encode())
    os._exit(0)


def _run(request: dict[str, Any]) -> int:
    from django.conf import settings
    from django.db import connection

    connection.settings_dict.update(request["database"])
    settings.MEDIA_ROOT = Path(request["files"])
    sys.argv = ["forked", *request["arguments"]]
    try:
        exec(compile(request["script"], "forked", "exec"), {"__name__": "__main__"})  # noqa: S102 our own text
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


if __name__ == "__main__":
    import django
    from django.urls import get_resolver

    django.setup()
    get_resolver().url_patterns  # noqa: B018 loads the pages and the steps that they take
    serve(socket.socket(fileno=int(sys.argv[1])))
