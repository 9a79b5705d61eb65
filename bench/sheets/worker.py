"""One tool in a process of its own: is told a kind and a seed on each line of stdin, answers with a line of JSON."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediation.settings.dev")


def main(name: str) -> None:
    """Say what is missing, or "ready"; then answer until stdin is closed."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def say(**answer: object) -> None:
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    import django

    django.setup()
    from sheets.samples import sample
    from sheets.tools import TOOLS, Absent

    try:
        tool = TOOLS[name]()
    except Absent as missing:
        say(absent=str(missing))
        return
    for kind in ("notice", "opinion"):
        tool.make(sample(kind, 9999))
    say(ready=True)
    for line in sys.stdin:
        wanted = json.loads(line)
        page = sample(wanted["kind"], wanted["seed"])
        began = time.perf_counter()
        pdf = tool.make(page)
        say(ms=1000 * (time.perf_counter() - began), bytes=len(pdf), pages=pages_of(pdf) if wanted["count"] else 0)


def pages_of(pdf: bytes) -> int:
    """How many pages it has."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


if __name__ == "__main__":
    main(sys.argv[1])
