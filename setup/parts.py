"""The parts of a running site: begun together, begun again when one falls, ended together."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping

from setup import paths
from setup.console import say

SECONDS_TO_END = 20
# Between a fall and the next beginning; doubled with each, and the first again once a part has stood for the longest.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0


def surroundings() -> Mapping[str, str]:
    """Our environment for the parts."""
    return {"DJANGO_SETTINGS_MODULE": "mediation.settings.dev", "PYTHONUNBUFFERED": "1", **paths.environment()}


class Part:
    """A process, and how it came to be. It lives in a session of its own, so that Ctrl-C reaches us first."""

    def __init__(self, command: list[str]) -> None:
        self.command = command
        self.pause = FIRST_PAUSE
        self.due = 0.0
        self.begin()

    def begin(self) -> None:
        """Start it; if we are killed it ends too."""
        leash = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
        self.process = subprocess.Popen(
            [*leash, *self.command], cwd=paths.ROOT, env=surroundings(), start_new_session=True
        )
        self.begun, self.due = time.monotonic(), 0.0

    @property
    def stands(self) -> bool:
        """Whether it runs."""
        return self.process.poll() is None

    def revive(self, name: str) -> None:
        """Begin it again once its pause is over; when it fell, say so and how long the pause is."""
        now = time.monotonic()
        if not self.due:
            self.pause = FIRST_PAUSE if now - self.begun > LONGEST_PAUSE else self.pause
            self.due = now + self.pause
            say(
                f"{name}停了，{self.pause:.0f} 秒后重新启动。",
                f"{name} has stopped; it starts again in {self.pause:.0f} s.",
            )
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
        elif now >= self.due:
            self.begin()


def end(parts: Mapping[str, Part]) -> None:
    """End all parts, with all they started: first politely, then not."""
    for how, patience in ((signal.SIGTERM, SECONDS_TO_END), (signal.SIGKILL, SECONDS_TO_END)):
        for part in parts.values():
            try:
                os.killpg(part.process.pid, how)
            except ProcessLookupError:
                continue
        deadline = time.monotonic() + patience
        while any(part.stands for part in parts.values()) and time.monotonic() < deadline:
            time.sleep(0.05)
