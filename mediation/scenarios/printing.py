"""Make the papers of a play ready, in this process, with what the worker uses."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from django.core.files.base import ContentFile

from mediation.documents.rendering import render
from mediation.documents.snapshot import html_of
from mediation.models import Paper


def print_paper(paper: Paper, at: datetime) -> None:
    """Render an issued paper and keep its PDF with it."""
    made = render(html_of(paper), created=str(paper.issued_on), title=str(paper))
    paper.pdf.save(f"{paper.pk}.pdf", ContentFile(made.pdf), save=False)
    paper.sha256, paper.pages, paper.rendered_at = made.sha256, made.pages, at
    paper.save(update_fields=["pdf", "sha256", "pages", "rendered_at"])


def collect(folder: Path) -> int:
    """Copy the PDF of every issued paper to a folder, under names a person can read; return how many."""
    folder.mkdir(parents=True, exist_ok=True)
    papers = Paper.objects.issued().exclude(pdf="").order_by("issued_on", "pk")
    for place, paper in enumerate(papers, start=1):
        name = re.sub(r"[\\/\s]+", "_", f"{place:03d}_{paper.get_kind_display()}_{paper.number or paper.matter.number}")
        with paper.pdf.open("rb") as stored:
            (folder / f"{name}.pdf").write_bytes(stored.read())
    return len(papers)
