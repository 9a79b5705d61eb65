"""Make the PDF of an issued paper, once, outside any transaction."""

from __future__ import annotations

import logging
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from mediation.documents import rendering
from mediation.documents.snapshot import html_of
from mediation.models import Paper

log = logging.getLogger(__name__)


def render_paper(*, paper_id: int, at: datetime) -> Paper:
    """Render from the frozen snapshot and keep file and hash; a second call changes nothing.

    A process that dies on the way leaves nothing, or a file that the next try overwrites with the
    same bytes. Raises RenderingFailed.
    """
    paper: Paper = Paper.objects.get(pk=paper_id)
    if paper.sha256 or not paper.snapshot:
        return paper
    made = rendering.render(html_of(paper), created=str(paper.issued_on), title=str(paper))
    for remark in made.remarks:
        log.warning("%s (paper %d): %s", paper, paper.pk, remark)
    name = f"papers/{paper.issued_on:%Y/%m}/{made.sha256}.pdf"
    storage = paper.pdf.storage
    if not storage.exists(name):
        storage.save(name, ContentFile(made.pdf))
    with transaction.atomic():
        paper = Paper.objects.select_for_update(of=("self",)).get(pk=paper_id)
        if not paper.sha256:
            paper.pdf.name, paper.sha256, paper.pages, paper.rendered_at = name, made.sha256, made.pages, at
            paper.save(update_fields=["pdf", "sha256", "pages", "rendered_at"])
    return paper


def unrendered() -> list[int]:
    """Issued papers that have no PDF yet: what a sweep hands to the renderer again."""
    return list(Paper.objects.issued().filter(sha256="").order_by("pk").values_list("pk", flat=True))
