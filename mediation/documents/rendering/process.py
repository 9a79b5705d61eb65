"""The parent's side: start the child, speak with it over pipes, kill it when it is too slow."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings

# Length of the JSON that follows, length of the PDF after it.
HEADER = struct.Struct(">II")


class Died(Exception):
    """The child has ended in the middle of its work."""

    def __init__(self, *, too_slow: bool, complaint: str) -> None:
        self.too_slow, self.complaint = too_slow, complaint
        super().__init__(complaint)


class Child:
    """One process of the renderer. It is given no secret: neither key nor database is in its environment."""

    def __init__(self) -> None:
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115  a pipe that nobody reads would block it
        self._process = process = subprocess.Popen(
            [sys.executable, "-m", "mediation.documents.rendering.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            cwd=settings.ROOT,
            env=_environment(),
        )
        self._requests, self._answers = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)

    def ask(self, request: dict[str, Any], seconds: float) -> tuple[dict[str, Any], bytes]:
        """Return the answer and the PDF; raise Died, also when `seconds` are over. The child is then gone."""
        over = threading.Event()

        def give_up() -> None:
            over.set()
            self._process.kill()

        watch = threading.Timer(seconds, give_up)
        watch.daemon = True
        watch.start()
        try:
            self._write(json.dumps(request).encode())
            said, size = HEADER.unpack(self._read(HEADER.size))
            return json.loads(self._read(said)), self._read(size)
        except (EOFError, OSError):
            raise Died(too_slow=over.is_set(), complaint=self.kill()) from None
        finally:
            watch.cancel()

    def kill(self) -> str:
        """End it and return the last thing that it complained of."""
        self._process.kill()
        self._process.communicate()
        self._stderr.seek(0)
        lines = self._stderr.read().decode(errors="replace").split("\n")
        self._stderr.close()
        return next((line.strip()[:300] for line in reversed(lines) if line.strip()), "")

    def _write(self, message: bytes) -> None:
        self._requests.write(HEADER.pack(len(message), 0) + message)
        self._requests.flush()

    def _read(self, size: int) -> bytes:
        found = self._answers.read(size)
        if len(found) < size:
            raise EOFError
        return found


def _environment() -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", ""),
        "LD_LIBRARY_PATH": os.environ.get("LD_LIBRARY_PATH", ""),
        "FONTCONFIG_FILE": str(Path(settings.FONTS) / "fonts.conf"),
        "HOME": str(settings.VAR),
        "LC_ALL": "C.UTF-8",
        "MEDIATION_PARENT": str(os.getpid()),
    }
