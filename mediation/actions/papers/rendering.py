"""Make the PDF of an issued paper, once, outside any transaction."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from mediation.actions.papers import publication
from mediation.documents import rendering
from mediation.documents.papers import sealing
from mediation.documents.papers.sealing.place import seals_on
from mediation.documents.papers.snapshot import data_of, html_of
from mediation.documents.registry import document_type
from mediation.models import Paper

log = logging.getLogger(__name__)
MADE = ["pdf", "sha256", "sealed", "sealed_sha256", "seal_pending", "seal_ticket", "pages", "rendered_at"]


def render_paper(*, paper_id: int, at: datetime) -> Paper:
    """Render from the frozen snapshot and keep file and hash; a second call changes nothing.

    A process that dies on the way leaves nothing, or a file that the next try overwrites with the
    same bytes. Raises RenderingFailed.
    """
    paper: Paper = Paper.objects.select_related("organ").get(pk=paper_id)
    if paper.sha256 or not paper.snapshot:
        return paper
    made = rendering.render(html_of(paper), created=str(paper.issued_on), title=str(paper), data=data_of(paper))
    for remark in made.remarks:
        log.warning("%s (paper %d): %s", paper, paper.pk, remark)
    sealed = _sealed_if_it_answers(paper, made.pdf, at)
    ticket = sealed.ticket if isinstance(sealed, sealing.Later) else ""
    file = sealed if isinstance(sealed, bytes) else b""
    if document_type(paper.kind).public:
        publication.keep_in_house(paper, made.pdf)
        if file:
            publication.keep_in_house(paper, file, signed=True)
    names = [_keep(paper, one) if one else "" for one in (made.pdf, file)]
    with transaction.atomic():
        paper = Paper.objects.select_for_update(of=("self",)).get(pk=paper_id)
        if not paper.sha256:
            paper.pdf.name, paper.sealed.name = names
            paper.sha256, paper.sealed_sha256 = made.sha256, hashlib.sha256(file).hexdigest() if file else ""
            paper.seal_pending, paper.seal_ticket = isinstance(sealed, sealing.Later), ticket
            paper.pages, paper.rendered_at = made.pages, at
            paper.save(update_fields=MADE)
    return paper


def _sealed(paper: Paper, pdf: bytes, at: datetime) -> bytes | sealing.Later:
    """The file with the electronic seals, or a ticket; empty where papers are sealed by hand, or bear no seal."""
    system = sealing.seal_system()
    if system is None or not paper.bears_seal:
        return b""
    return system.seal(sealing.Wanted(pdf, seals_on(pdf, paper.signing_organs()), at, str(paper)))


def _sealed_if_it_answers(paper: Paper, pdf: bytes, at: datetime) -> bytes | sealing.Later:
    """The same; where the e-seal system or its time-stamp service is away, the paper is made and its seal follows."""
    try:
        return _sealed(paper, pdf, at)
    except sealing.SealingFailed as fault:
        log.warning("%s (paper %d): %s", paper, paper.pk, fault)
        return sealing.Later("")


def fetch_seal(*, paper_id: int, at: datetime) -> Paper:
    """Ask the e-seal system whether a paper is sealed by now; keep the file if it is, ask anew where it failed.

    A second call changes nothing. Raises SealingFailed if what came back is not the paper with an intact signature.
    """
    paper: Paper = Paper.objects.select_related("organ").get(pk=paper_id)
    system = sealing.seal_system()
    if not paper.seal_pending:
        return paper
    if system is None:
        return _sealing(paper, by_hand=True)
    with paper.pdf.open("rb") as kept:
        pdf = kept.read()
    try:
        answer = system.collect(paper.seal_ticket) if paper.seal_ticket else _sealed(paper, pdf, at)
    except sealing.SealingFailed as fault:
        log.warning("%s (paper %d): %s", paper, paper.pk, fault)
        return _sealing(paper, ticket="")
    if isinstance(answer, sealing.Later):
        return _sealing(paper, ticket=answer.ticket)
    if answer is None:
        return paper
    if not answer.startswith(pdf) or not any(one.intact for one in system.signatures(answer)):
        _sealing(paper, ticket="")
        raise sealing.SealingFailed(f"paper {paper.pk}: what came back is not this paper with an intact signature")
    return _sealing(paper, file=answer)


def _sealing(paper: Paper, *, ticket: str = "", file: bytes = b"", by_hand: bool = False) -> Paper:
    """Write down the ticket, or the sealed file with its hash, or that the site has gone over to seals by hand."""
    name = _keep(paper, file) if file else ""
    with transaction.atomic():
        found: Paper = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
        if found.seal_pending:
            found.seal_ticket, found.seal_pending = ticket, not (file or by_hand)
            if file:
                found.sealed.name, found.sealed_sha256 = name, hashlib.sha256(file).hexdigest()
            found.save(update_fields=MADE)
    return found


def awaiting_seal() -> list[int]:
    """Papers whose electronic seal was asked for and has not come."""
    return list(Paper.objects.filter(seal_pending=True).order_by("pk").values_list("pk", flat=True))


def _keep(paper: Paper, file: bytes) -> str:
    name = f"papers/{paper.issued_on:%Y/%m}/{hashlib.sha256(file).hexdigest()}.pdf"
    if not paper.pdf.storage.exists(name):
        paper.pdf.storage.save(name, ContentFile(file))
    return name


def unrendered() -> list[int]:
    """Issued papers that have no PDF yet: what a sweep hands to the renderer again."""
    return list(Paper.objects.issued().filter(sha256="").order_by("pk").values_list("pk", flat=True))
