"""HTML to PDF in a child process that can be killed. The only place that knows the renderer.

One child per process, reused while it is healthy. It has no network, reads nothing but the HTML it
is given, dies with its parent, and is replaced when a page takes too long.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import struct
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

HEADER = struct.Struct(">II")
SECONDS = 60


class RenderingFailed(Exception):
    """A page that could not be made; the message is for the person."""


class MissingGlyphs(RenderingFailed):
    """Characters that no font of the chain can print."""

    def __init__(self, characters: str) -> None:
        self.characters = characters
        super().__init__(
            _("文书中有%(n)d个字符没有字形，无法打印：%(what)s。请改用能打印的写法。")
            % {"n": len(characters), "what": " ".join(f"U+{ord(c):04X}" for c in characters)}
        )


@dataclass(frozen=True)
class Rendered:
    """A finished paper: its bytes, their SHA-256 and the number of pages."""

    pdf: bytes
    sha256: str
    pages: int


class _Child:
    """The child process and the pipe to it."""

    def __init__(self) -> None:
        fonts = Path(settings.FONTS) / "fonts.conf"
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "LD_LIBRARY_PATH": os.environ.get("LD_LIBRARY_PATH", ""),
            "FONTCONFIG_FILE": str(fonts),
            "PYTHONPATH": str(settings.ROOT),
            "LC_ALL": "C.UTF-8",
            "HOME": str(settings.VAR),
        }
        if not fonts.exists():
            raise RenderingFailed(_("没有找到字体，请运行 make setup。"))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mediation.documents.rendering.child"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment,
        )  # fmt: skip

    def ask(self, request: bytes, seconds: float) -> tuple[dict[str, object], bytes]:
        assert self.process.stdin and self.process.stdout
        until = time.monotonic() + seconds
        self.process.stdin.write(HEADER.pack(len(request), 0) + request)
        self.process.stdin.flush()
        said, size = HEADER.unpack(self._read(HEADER.size, until))
        return json.loads(self._read(said, until)), self._read(size, until)

    def _read(self, size: int, until: float) -> bytes:
        assert self.process.stdout
        out = self.process.stdout.fileno()
        parts: list[bytes] = []
        while size:
            if not select.select([out], [], [], max(0.0, until - time.monotonic()))[0]:
                raise TimeoutError
            part = os.read(out, min(size, 1 << 20))
            if not part:
                raise EOFError
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def kill(self) -> str:
        """End the child and return the last thing it complained of."""
        self.process.kill()
        complaint = self.process.communicate()[1].decode(errors="replace").strip()
        return complaint.splitlines()[-1][:300] if complaint else ""


_lock = threading.Lock()
_children: dict[int, _Child] = {}


def render(html: str, *, css: str = "", created: str = "", title: str = "", seconds: float = SECONDS) -> Rendered:
    """Make the PDF of a paper.

    `created` is the paper's own date (ISO), so that the same paper always gives the same bytes.
    Raises MissingGlyphs for characters without a glyph and RenderingFailed when the page takes more
    than `seconds` or more memory than is allowed; the caller may try again.
    """
    request = json.dumps({"html": html, "css": css, "created": created, "title": title}).encode()
    with _lock:
        child = _children.get(os.getpid()) or _children.setdefault(os.getpid(), _Child())
        try:
            answer, pdf = child.ask(request, seconds)
        except (TimeoutError, EOFError, OSError) as fault:
            complaint = _children.pop(os.getpid()).kill()
            if isinstance(fault, TimeoutError):
                raise RenderingFailed(_("这份文书超过%(n)d秒没有排完，已停止。请检查内容后重试。") % {"n": seconds}) from None
            raise RenderingFailed(_("文书没有排成：%s。请重试。") % complaint) from None
    if answer.get("missing"):
        raise MissingGlyphs(str(answer["missing"]))
    if not answer.get("ok"):
        raise RenderingFailed(_("文书没有排成：%s。请检查内容后重试。") % answer.get("error"))
    return Rendered(pdf=pdf, sha256=str(answer["sha256"]), pages=int(str(answer["pages"])))


@atexit.register
def stop() -> None:
    """End the child of this process."""
    child = _children.pop(os.getpid(), None)
    if child is not None:
        child.kill()
