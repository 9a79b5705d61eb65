"""The child process: reads a page on stdin, writes its PDF on stdout. Knows nothing of Django."""

from __future__ import annotations

import ctypes
import gc
import hashlib
import io
import json
import logging
import os
import re
import resource
import signal
import struct
import sys
from typing import Any

HEADER = struct.Struct(">II")
MEMORY = 1 << 30
CPU_SECONDS = 45
DEATH_OF_PARENT = 1


def limit() -> None:
    """Die with the parent; no more memory than a thirty-page record needs; no core file."""
    ctypes.CDLL(None).prctl(DEATH_OF_PARENT, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY * 2, MEMORY * 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.setrecursionlimit(3000)


def allow_more_time() -> None:
    """Each page has its own share of processor time."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + CPU_SECONDS, resource.RLIM_INFINITY))


class MissingGlyphHandler(logging.Handler):
    """Collects the characters for which no font has a glyph."""

    def __init__(self) -> None:
        super().__init__()
        self.missing: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """The renderer names the code points in its message."""
        message = record.getMessage()
        if ".notdef" in message:
            self.missing.update(chr(int(code, 16)) for code in re.findall(r"U\+([0-9A-Fa-f]{4,6})", message))


class Renderer:
    """The library, warmed up once: fonts, fetcher, parsed style sheets."""

    def __init__(self) -> None:
        import weasyprint
        from weasyprint.text import ffi
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher

        if getattr(ffi, "harfbuzz_subset", None) is None:
            raise RuntimeError("libharfbuzz-subset0 is missing: run make setup")
        self.library = weasyprint
        self.fonts = FontConfiguration()
        # Only what is written in the page itself; no network and no file, whatever the page asks for.
        self.fetcher = URLFetcher(allowed_protocols={"data"})
        self.sheets: dict[str, Any] = {}
        self.glyphs = MissingGlyphHandler()
        logging.getLogger("weasyprint").addHandler(self.glyphs)
        logging.getLogger("weasyprint").propagate = False

    def sheet(self, css: str) -> Any:
        """A style sheet, parsed once."""
        if css not in self.sheets:
            self.sheets[css] = self.library.CSS(string=css, font_config=self.fonts, url_fetcher=self.fetcher)
        return self.sheets[css]

    def render(self, html: str, css: str, created: str, title: str) -> tuple[dict[str, Any], bytes]:
        """The answer and the PDF."""
        self.glyphs.missing.clear()
        page = self.library.HTML(string=html, url_fetcher=self.fetcher)
        document = page.render(stylesheets=[self.sheet(css)] if css else [], font_config=self.fonts)
        document.metadata.created = document.metadata.modified = created or None
        document.metadata.title = title or document.metadata.title
        target = io.BytesIO()
        document.write_pdf(target, pdf_variant="pdf/a-3u", pdf_identifier=hashlib.md5(html.encode()).digest())
        if self.glyphs.missing:
            return {"missing": "".join(sorted(self.glyphs.missing))}, b""
        pdf = target.getvalue()
        return {"ok": True, "sha256": hashlib.sha256(pdf).hexdigest(), "pages": len(document.pages)}, pdf


def main() -> None:
    """Answer requests until the pipe is closed."""
    limit()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    renderer = Renderer()
    gc.freeze()
    while header := sys.stdin.buffer.read(HEADER.size):
        request = json.loads(sys.stdin.buffer.read(HEADER.unpack(header)[0]))
        allow_more_time()
        try:
            answer, pdf = renderer.render(**request)
        except (RecursionError, MemoryError) as fault:
            answer, pdf = {"ok": False, "error": type(fault).__name__}, b""
        except Exception as fault:
            answer, pdf = {"ok": False, "error": f"{type(fault).__name__}: {fault}"[:300]}, b""
        said = json.dumps(answer).encode()
        answers.write(HEADER.pack(len(said), len(pdf)) + said + pdf)
        answers.flush()
        gc.collect()


if __name__ == "__main__":
    main()
