"""Sample sheets: one paper of each kind, made by a play, with nothing in it that differs from play to play."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mediation.documents import rendering
from mediation.documents.papers.snapshot import data_of, page_of
from mediation.models import Paper
from mediation.models.lasting import CODE_ALPHABET
from mediation.scenarios.player import Player
from mediation.scenarios.script import load
from mediation.scenarios.shipped import FOLDER
from mediation.vocabulary import PaperKind

SCRIPT = FOLDER / "_sheets.yaml"
DIGITS = 16


@dataclass(frozen=True)
class Sheet:
    """One kind's sample: its page, and what the renderer is told besides."""

    kind: str
    html: str
    title: str
    created: str
    data: str

    def rendered(self) -> Any:
        """The PDF with its pages and remarks."""
        return rendering.render(self.html, title=self.title, created=self.created, data=self.data)


class MissingSheets(LookupError):
    """Kinds of paper that the script of sheets left out."""


def sheets() -> list[Sheet]:
    """Play the script of the sheets in the present database and return one sheet of each kind, in their order.

    Raises ScenarioError if the play goes otherwise than written, MissingSheets naming the kinds that it left out.
    """
    play()
    return played()


def play() -> None:
    """Play the script of the sheets."""
    Player(load(SCRIPT), _count_as_printed).play()


def played() -> list[Sheet]:
    """One sheet of each kind of what was played."""
    found = {paper.kind: paper for paper in Paper.objects.issued().order_by("-pk")}
    if missing := [str(kind.label) for kind in PaperKind if kind not in found]:
        raise MissingSheets(f"样张脚本（mediation/scenarios/{SCRIPT.name}）没有产生：{'、'.join(missing)}")
    return [sheet_of(found[kind]) for kind in PaperKind]


def sheet_of(paper: Paper) -> Sheet:
    """An issued paper with codes that stay the same from play to play."""
    paper.snapshot = _steady(paper.snapshot, paper.kind)
    return Sheet(paper.kind, page_of(paper), str(paper), str(paper.issued_on), data_of(paper))


def _steady(snapshot: dict[str, Any], kind: str) -> dict[str, Any]:
    shown = snapshot["verification"]
    code = _code(kind)
    verification = {**shown, "code": code, "address": f"{shown['site']}/v/{code}"}
    return {**snapshot, "verification": verification}


def _code(seed: str) -> str:
    drawn: Iterable[int] = hashlib.sha256(seed.encode()).digest()[:DIGITS]
    return "".join(CODE_ALPHABET[byte % len(CODE_ALPHABET)] for byte in drawn)


def _count_as_printed(paper: Paper, at: datetime) -> None:
    """Serving wants a printed paper; what it looks like is of no interest here."""
    paper.sha256 = hashlib.sha256(paper.code.encode()).hexdigest()
    paper.save(update_fields=["sha256"])
