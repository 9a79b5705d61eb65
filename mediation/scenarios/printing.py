"""The papers of a play: made ready as the worker would, and collected for a reader."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from pathlib import Path

from mediation.actions.papers.rendering import render_paper
from mediation.documents.papers.snapshot import html_of
from mediation.models import Paper


def print_paper(paper: Paper, at: datetime) -> None:
    """Render an issued paper and keep its PDF with it."""
    render_paper(paper_id=paper.pk, at=at)


def mark_ready(paper: Paper, at: datetime) -> None:
    """Count a paper as printed without printing it: for trying out a file that is being written."""
    paper.sha256 = hashlib.sha256(html_of(paper).encode()).hexdigest()
    paper.save(update_fields=["sha256"])


def collect(folder: Path) -> int:
    """Copy the PDF of every issued paper to a folder, under names a person can read; return how many."""
    folder.mkdir(parents=True, exist_ok=True)
    papers = Paper.objects.issued().exclude(pdf="").order_by("issued_on", "pk")
    for place, paper in enumerate(papers, start=1):
        name = re.sub(r"[\\/\s]+", "_", f"{place:03d}_{paper.get_kind_display()}_{paper.number or paper.matter.number}")
        with paper.pdf.open("rb") as stored:
            (folder / f"{name}.pdf").write_bytes(stored.read())
    return len(papers)
