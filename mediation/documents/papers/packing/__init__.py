"""卷宗打印册: a whole matter as one PDF for printing: cover, index, every piece with continuous page numbers, last sheet.

What is no page (Word, Excel, sound, film) is not turned into one: a print would not be what was handed in. A sheet names it
with its size and SHA-256, so that the kept file can be found and compared.

What strangers handed in is opened in a child process with limits; the originals are read, never changed.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from mediation.documents import rendering

if TYPE_CHECKING:  # the child imports this package, and knows no models
    from mediation.documents.papers.packing.pieces import Piece
    from mediation.models import Matter

log = logging.getLogger(__name__)
SECONDS = 900
MEGABYTES = 1024
LONGEST_TITLE = 60


class PackingFailed(Exception):
    """The copy could not be made; the message is for the person."""


def packed(
    matter: Matter, pieces: list[Piece], *, by: str, on: str, duplex: bool, target: IO[bytes],
    progress: Callable[[int], None],
) -> int:  # fmt: skip
    """Write the copy to `target` and return its number of pages; `progress` is told how many pieces are bound.

    The pieces are given their page numbers, or a remark why they lie apart. Raises PackingFailed; nothing is kept then.
    """
    with tempfile.TemporaryDirectory(prefix="pack-") as folder:
        batches, sides = _body(Path(folder), pieces, duplex=duplex, progress=progress)
        sheets = _sheets(Path(folder), matter, pieces, by=by, on=on)
        whole = Path(folder) / "whole.pdf"
        outline = [(piece.title[:LONGEST_TITLE], sides[piece.key]) for piece in pieces if piece.key in sides]
        plan = {
            "what": "whole", "front": sheets[:2], "batches": batches, "back": sheets[2:], "duplex": duplex,
            "outline": outline, "title": f"卷宗打印册 {matter.number}", "target": str(whole),
        }  # fmt: skip
        [answer] = _answers(plan, lambda _line: None)
        with whole.open("rb") as made:
            shutil.copyfileobj(made, target)
        return int(answer["pages"])


def _body(
    folder: Path, pieces: list[Piece], *, duplex: bool, progress: Callable[[int], None]
) -> tuple[list[str], dict[tuple[str, int], int]]:
    """Bind the pieces; return the batches, and on which side of the body each piece begins."""
    to_bind = [piece for piece in pieces if piece.file]
    rows = [
        {"path": _copied(piece, folder / f"{place}"), "form": piece.form, "own": piece.key[0] == "paper"}
        for place, piece in enumerate(to_bind)
    ]
    bound: list[dict[str, Any]] = []

    def one_more(line: dict[str, Any]) -> None:
        bound.append(line)
        progress(min(len(bound), len(to_bind)))

    plan = {"what": "body", "folder": str(folder), "duplex": duplex, "pieces": rows}
    *lines, last = _answers(plan, one_more)
    sides = {}
    for piece, line in zip(to_bind, lines, strict=True):
        if "fault" in line:
            # Printed, and so in Chinese whatever language the reader has.
            piece.remarks.append("加密的PDF，另存" if line["fault"] == "locked" else "文件不能打开，另存")
        else:
            piece.first, piece.last = line["first"], line["last"]
            sides[piece.key] = line["side"]
    return last["batches"], sides


def _copied(piece: Piece, path: Path) -> str:
    """The piece's file where the child can read it: it may lie in another store."""
    with piece.file.open("rb") as kept, path.open("wb") as copy:
        shutil.copyfileobj(kept, copy)
    return str(path)


def _sheets(folder: Path, matter: Matter, pieces: list[Piece], *, by: str, on: str) -> list[str]:
    """Cover, index, what lies apart if anything does, and last sheet, in Chinese."""
    for no, piece in enumerate(pieces, start=1):
        piece.no = no
    facts = {
        "matter": matter,
        "items": _items(matter, pieces),
        "parties": list(matter.parties.not_mistaken()),
        "pieces": pieces,
        "pages": max((piece.last for piece in pieces), default=0),
        "apart": sum(not piece.last for piece in pieces),
        "kept": [(piece.no, piece) for piece in pieces if piece.sha256 and not piece.last],
        "by": by,
        "on": on,
    }
    found = []
    for name in ("cover", "index", *(["apart"] if facts["kept"] else []), "last"):
        with override(settings.LANGUAGE_CODE):
            html = render_to_string(f"documents/_pack/{name}.html", facts)
        try:
            made = rendering.render(html, created=on, allow_missing_glyphs=True)
        except rendering.RenderingFailed as failed:
            raise PackingFailed(str(failed)) from None
        (folder / f"{name}.pdf").write_bytes(made.pdf)
        found.append(str(folder / f"{name}.pdf"))
    return found


def _items(matter: Matter, pieces: list[Piece]) -> list[Any]:
    """The thirteen items of a committee's file; nothing of any other."""
    if not any(piece.item for piece in pieces):
        return []
    from mediation.documents.papers.packing.committee_file import rows_of  # the child knows no models

    return rows_of(matter, pieces)


def _answers(plan: dict[str, Any], on_line: Callable[[dict[str, Any]], None]) -> list[dict[str, Any]]:
    """What the child says, line by line."""
    lines = []
    with _child({**plan, "seconds": SECONDS, "megabytes": MEGABYTES}) as (process, out):
        for line in out:
            lines.append(json.loads(line))
            if "batches" not in lines[-1]:
                on_line(lines[-1])
    if process.returncode or not lines:
        raise PackingFailed(
            _("打印册没有做成：文件太多、太大，或者有文件不能处理。请不包括材料再做一次，或者把材料分开打印。")
        )
    return lines


@contextmanager
def _child(plan: dict[str, Any]) -> Any:
    complaints = tempfile.TemporaryFile()  # noqa: SIM115  a pipe that nobody reads would block it
    process = subprocess.Popen(
        [sys.executable, "-m", "mediation.documents.papers.packing.child"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints, cwd=settings.ROOT,
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "MEDIATION_PARENT": str(os.getpid())},
    )  # fmt: skip
    watch = threading.Timer(SECONDS, process.kill)
    watch.daemon = True
    watch.start()
    try:
        process.stdin.write(json.dumps(plan).encode())  # type: ignore[union-attr]
        process.stdin.close()  # type: ignore[union-attr]
        yield process, process.stdout
    except OSError:
        pass  # it has ended: its return code says so
    finally:
        watch.cancel()
        process.stdout.close()  # type: ignore[union-attr]
        if process.wait():
            complaints.seek(0)
            log.error(
                "binding ended with %d: %s", process.returncode, complaints.read()[-500:].decode(errors="replace")
            )
        complaints.close()
