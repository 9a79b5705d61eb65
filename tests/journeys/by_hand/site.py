"""The site, served in a process of its own on a calendar of its own."""

from __future__ import annotations

import socket
import subprocess
import time
import urllib.request
from datetime import datetime, timedelta
from typing import Any

from mediation.actions.clock import deadlines
from mediation.actions.papers import rendering
from mediation.models import Paper
from tests.factories.world import at

SERVE = """
import sys, threading, time_machine
from django.core.management import call_command

def follow_the_clock():
    traveller = None
    for line in sys.stdin:
        if traveller is not None:
            traveller.stop()
        traveller = time_machine.travel(float(line), tick=True)
        traveller.start()
        print("set", flush=True)

threading.Thread(target=follow_the_clock, daemon=True).start()
call_command("runserver", sys.argv[1], "--noreload", "--insecure")
"""


class Site:
    """Serves the scratch database; its day is set by `begin`, and each `render` follows it."""

    def __init__(self, scratch: Any) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.place = f"127.0.0.1:{free.getsockname()[1]}"
        self.address = f"http://{self.place}"
        self.now: datetime
        self.turn = 0  # goes up with what happens in no browser
        self.scratch = scratch
        self._start()

    def _start(self) -> None:
        self.process = self.scratch.start(SERVE, self.place, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def kill(self) -> None:
        """Be gone in the middle of whatever it does."""
        self.process.kill()
        self.process.communicate()

    def again(self) -> None:
        """Start anew at the same address, a minute later."""
        self._start()
        # Before it answers: what a browser holds is sent at once, and would be kept at another day's hour.
        self.begin(self.now.date().isoformat(), (self.now + timedelta(minutes=1)).strftime("%H:%M"))
        self.until_it_answers()

    def begin(self, day: str, clock: str = "09:00") -> None:
        """Go on to a day, as the worker does it; the site's clock ticks on from there."""
        self.now = at(day, clock)
        self.turn += 1
        deadlines.run_clock(self.now)
        self.process.stdin.write(f"{self.now.timestamp()}\n")
        self.process.stdin.flush()
        while self.process.stdout.readline().strip() != "set":
            assert self.process.poll() is None, "the site has stopped"

    def until_it_answers(self) -> None:
        """Wait for the first page."""
        for _n in range(150):
            try:
                urllib.request.urlopen(self.address, timeout=2)  # noqa: S310 our own address
                return
            except OSError:
                time.sleep(0.2)
        raise AssertionError("the site does not start")

    def render(self) -> None:
        """What the worker does with the papers that were issued."""
        self.turn += 1
        for paper in Paper.objects.filter(sha256="").exclude(snapshot=None).order_by("pk"):
            if paper.snapshot:
                rendering.render_paper(paper_id=paper.pk, at=self.now + timedelta(minutes=1))

    def stop(self) -> None:
        """End the process."""
        self.process.terminate()
        self.process.communicate()
