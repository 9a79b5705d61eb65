"""Make the PDF of an issued paper, once, outside any transaction."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from mediation.documents import rendering, sealing
from mediation.documents.registry import document_type
from mediation.documents.snapshot import data_of, html_of
from mediation.documents.types import Family
from mediation.models import Paper

log = logging.getLogger(__name__)
# Letters, notices and opinions bear a seal; minutes, forms and records are signed by hand.
SEALED = (Family.PLAIN, Family.LETTER)


def render_paper(*, paper_id: int, at: datetime) -> Paper:
    """Render from the frozen snapshot and keep file and hash; a second call changes nothing.

    A process that dies on the way leaves nothing, or a file that the next try overwrites with the
    same bytes. Raises RenderingFailed, SealingFailed.
    """
    paper: Paper = Paper.objects.select_related("organ").get(pk=paper_id)
    if paper.sha256 or not paper.snapshot:
        return paper
    made = rendering.render(html_of(paper), created=str(paper.issued_on), title=str(paper), data=data_of(paper))
    for remark in made.remarks:
        log.warning("%s (paper %d): %s", paper, paper.pk, remark)
    sealed = _sealed(paper, made.pdf, at)
    names = [_keep(paper, file) if file else "" for file in (made.pdf, sealed)]
    with transaction.atomic():
        paper = Paper.objects.select_for_update(of=("self",)).get(pk=paper_id)
        if not paper.sha256:
            paper.pdf.name, paper.sealed.name = names
            paper.sha256, paper.sealed_sha256 = made.sha256, hashlib.sha256(sealed).hexdigest() if sealed else ""
            paper.pages, paper.rendered_at = made.pages, at
            paper.save(update_fields=["pdf", "sha256", "sealed", "sealed_sha256", "pages", "rendered_at"])
    return paper


def _sealed(paper: Paper, pdf: bytes, at: datetime) -> bytes:
    """The file with the organ's electronic seal; empty where papers are sealed by hand, or bear no seal."""
    system = sealing.seal_system()
    if system is None or document_type(paper.kind).family not in SEALED:
        return b""
    return system.seal(sealing.Wanted(pdf, paper.organ.code, paper.organ.name, at, str(paper)))


def _keep(paper: Paper, file: bytes) -> str:
    name = f"papers/{paper.issued_on:%Y/%m}/{hashlib.sha256(file).hexdigest()}.pdf"
    if not paper.pdf.storage.exists(name):
        paper.pdf.storage.save(name, ContentFile(file))
    return name


def unrendered() -> list[int]:
    """Issued papers that have no PDF yet: what a sweep hands to the renderer again."""
    return list(Paper.objects.issued().filter(sha256="").order_by("pk").values_list("pk", flat=True))
