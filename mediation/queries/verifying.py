"""Tell whether a file is a paper of this system, unchanged, and still in force."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

import pypdfium2
from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.models import Paper
from mediation.models.matter import CODE_ALPHABET
from mediation.workflows.paper import PaperState

SIGN = f"[{CODE_ALPHABET}]"
PRINTED = re.compile(f"{SIGN}{{4}}(?:-{SIGN}{{4}}){{3}}")
MOST_PAGES = 400


class Verdict(models.TextChoices):
    """What can be said of a file."""

    IN_FORCE = "in_force", _("文书真实，现行有效")
    REPLACED = "replaced", _("文书真实，但已被更正")
    REVOKED = "revoked", _("文书真实，但已被撤销")
    ALTERED = "altered", _("文件与签发的文书不一致")
    UNKNOWN = "unknown", _("不是本系统签发的文书")


@dataclass(frozen=True)
class Finding:
    """The verdict, and the paper that the file is, or claims to be."""

    verdict: Verdict
    paper: Paper | None = None


def standing(paper: Paper) -> Verdict:
    """Whether an authentic paper is still in force."""
    return {PaperState.REPLACED: Verdict.REPLACED, PaperState.REVOKED: Verdict.REVOKED}.get(
        PaperState(paper.state), Verdict.IN_FORCE
    )


def verify_file(file: bytes) -> Finding:
    """Compare a file with what was issued, byte for byte; a file that only bears our code is altered."""
    issued = Paper.objects.issued().select_related("organ", "matter", "replacement")
    digest = hashlib.sha256(file).hexdigest()
    paper = issued.filter(models.Q(sha256=digest) | models.Q(sealed_sha256=digest)).first()
    if paper is not None:
        return Finding(standing(paper), paper)
    claimed = issued.filter(code__in=printed_codes(file)).first()
    return Finding(Verdict.ALTERED, claimed) if claimed else Finding(Verdict.UNKNOWN)


def printed_codes(file: bytes) -> set[str]:
    """The verification codes that stand in the text of a PDF; none if it cannot be read."""
    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError:
        return set()
    try:
        pages = range(min(len(document), MOST_PAGES))
        texts = (document[n].get_textpage().get_text_range() for n in pages)
        return {found.replace("-", "") for text in texts for found in PRINTED.findall(text)}
    except pypdfium2.PdfiumError:
        return set()
    finally:
        document.close()
