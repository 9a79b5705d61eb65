"""Tell whether a file is a paper of this system, unchanged, and still in force; and whose paper a scan shows."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO

import pypdfium2
from django.db import models
from django.utils.translation import gettext_lazy as _
from pypdfium2 import raw

from mediation.documents.papers import scans
from mediation.documents.papers.contested import Contest, contest_of
from mediation.documents.registry import document_types
from mediation.models import Attachment, Event, Paper, SealUse
from mediation.models.lasting import CODE_ALPHABET
from mediation.vocabulary import PaperKind, ReviewStage
from mediation.workflows.files import form_of
from mediation.workflows.papers.paper import PaperState

SIGN = f"[{CODE_ALPHABET}]"
# A hyphen at the end of a line is read as U+FFFE.
PRINTED = re.compile(f"{SIGN}{{4}}(?:[-\ufffe\\s]{{1,3}}{SIGN}{{4}}){{3}}")
APART = re.compile(f"[^{CODE_ALPHABET}]")
MOST_PAGES = 400
# A picture over so much of the page is what was scanned; the text of such a file was guessed by a program.
WHOLE_PAGE = 0.8
# Photographs all the same, in forms that are not opened here.
PICTURES_OF_PHONES = ("photo", "webp")


class Verdict(models.TextChoices):
    """What can be said of a file."""

    IN_FORCE = "in_force", _("文书真实，现行有效")
    CORRECTED = "corrected", _("文书真实，现行有效，另有更正通知书")
    REPLACED = "replaced", _("文书真实，但已被更正")
    SUPERSEDED = "superseded", _("文书真实，但已被后来的通知取代")
    REVOKED = "revoked", _("文书真实，但已被撤销")
    CHANGED = "changed", _("文书真实，但处理结果已被变更")
    UNDER_REVIEW = "under_review", _("文书真实，正在复查")
    UNDER_RE_EXAMINATION = "under_re_examination", _("文书真实，正在复核")
    FINAL = "final", _("文书真实，现行有效，信访程序已经终结")
    COPY = "copy", _("扫描件或者照片，只能对照核对")
    ALTERED = "altered", _("文件与签发的文书不一致")
    UNREAD = "unread", _("没有读出核验码，不能判断")
    UNKNOWN = "unknown", _("不是本系统签发的文书")


# What still holds, until something else is decided.
HOLDS = (Verdict.IN_FORCE, Verdict.CORRECTED, Verdict.UNDER_REVIEW, Verdict.UNDER_RE_EXAMINATION, Verdict.FINAL)
PENDING = {ReviewStage.REVIEW: Verdict.UNDER_REVIEW, ReviewStage.RE_EXAMINATION: Verdict.UNDER_RE_EXAMINATION}
# Nothing may be relied on before it was looked into.
WARNS = (Verdict.ALTERED, Verdict.UNREAD, Verdict.UNKNOWN)


@dataclass(frozen=True)
class Finding:
    """The verdict, the paper that the file is, or claims to be, and what became of it.

    `ended_by` replaced, revoked or changed it, `ended_on` is the day; `notices` correct slips in it. `stamped` says that
    the file is the kept scan of the stamped paper; `contest` what reviews made of an opinion.
    """

    verdict: Verdict
    paper: Paper | None = None
    ended_by: Paper | None = None
    ended_on: date | None = None
    notices: tuple[Paper, ...] = ()
    stamped: bool = False
    standing: Verdict | None = None
    contest: Contest = field(default_factory=Contest)

    @property
    def now(self) -> Verdict:
        """How the paper itself stands, also where the file could not be compared."""
        return self.standing or self.verdict

    @property
    def stands_otherwise(self) -> bool:
        """Whether the paper itself stands otherwise than the verdict on the file says."""
        return self.paper is not None and self.now != self.verdict

    @property
    def gave_way(self) -> bool:
        """Whether another paper stands in its place, rather than its being taken back."""
        return self.now in (Verdict.REPLACED, Verdict.SUPERSEDED)

    @property
    def warns(self) -> bool:
        """Whether the file is not to be relied on."""
        return self.verdict in WARNS


def about(paper: Paper, *, verdict: Verdict | None = None, stamped: bool = False) -> Finding:
    """What is to be said of an issued paper: in force, under review, final, or what changed or ended it, and when."""
    if paper.state in (PaperState.REPLACED, PaperState.REVOKED):
        found, by, on = Verdict(paper.state), *_end_of(paper)
        return Finding(verdict or found, paper, by, on, stamped=stamped, standing=found)
    if later := superseded_by(paper):
        found = Verdict.SUPERSEDED
        return Finding(verdict or found, paper, later, later.issued_on, stamped=stamped, standing=found)
    notices = tuple(
        Paper.objects.of_kind(PaperKind.CORRECTION_NOTICE)
        .filter(state=PaperState.ISSUED, subject_type="paper", subject_id=paper.pk)
        .order_by("issued_on", "pk")
    )
    contest = contest_of(paper)
    found, by = _standing(contest, corrected=bool(notices)), contest.changed_by
    on = by.issued_on if by else None
    return Finding(verdict or found, paper, by, on, notices, stamped=stamped, standing=found, contest=contest)


def _standing(contest: Contest, *, corrected: bool) -> Verdict:
    """Of a paper that was neither replaced nor revoked: what a reader has to know first."""
    if contest.changed_by:
        return Verdict.CHANGED
    if contest.pending:
        return PENDING[ReviewStage(contest.pending)]
    if contest.final:
        return Verdict.FINAL
    return Verdict.CORRECTED if corrected else Verdict.IN_FORCE


def superseded_by(paper: Paper) -> Paper | None:
    """The later paper about the same thing after which this one holds no more."""
    kinds = [one.kind for one in document_types().values() if paper.kind in one.supersedes]
    if not kinds:
        return None
    later = Paper.objects.of_kind(*kinds).filter(state=PaperState.ISSUED, pk__gt=paper.pk)
    about_it = later.filter(subject_type=paper.subject_type, subject_id=paper.subject_id)
    same = models.Q(addressees__in=paper.addressees.all())
    if paper.to_organ_id:
        same |= models.Q(to_organ=paper.to_organ_id)
    return about_it.filter(same).order_by("pk").first()


def _end_of(paper: Paper) -> tuple[Paper | None, date | None]:
    """The paper that took it out of force, and the day; none where a revocation has not been told in writing yet."""
    if paper.state == PaperState.REPLACED:
        by = paper.replacement
        return by, by.issued_on if by else None
    event = Event.objects.filter(object_type="paper", object_id=paper.pk, step="revoke").order_by("-pk").first()
    told = Paper.objects.issued().of_kind(PaperKind.REVOCATION_NOTICE)
    by = told.filter(subject_type="paper", subject_id=paper.pk).order_by("pk").first() or _cause(event)
    return by, event.day() if event else None


def _cause(event: Event | None) -> Paper | None:
    """The paper whose issue or service brought the revocation about: a review opinion."""
    while event is not None and event.cause is not None:
        event = event.cause
        if event.object_type == "paper":
            return Paper.objects.issued().filter(pk=event.object_id).first()
        if event.object_type == "serviceofdocument":
            return Paper.objects.issued().filter(services=event.object_id).first()
    return None


def verify_file(file: bytes) -> Finding:
    """Compare a file with what was issued, byte for byte, then with the kept scans, then by the code in it.

    A PDF that only bears our code in its text is altered; a scan or photo of a printed code proves nothing by its
    bytes and names the paper to compare it with. A picture without a code, or what cannot be opened, tells nothing
    either way: it may be a blurred photo of a genuine paper.
    """
    digest = hashlib.sha256(file).hexdigest()
    issued = Paper.objects.issued().select_related("organ", "matter", "replacement")
    paper = issued.filter(models.Q(sha256=digest) | models.Q(sealed_sha256=digest)).first()
    if paper is not None:
        return about(paper)
    paper = issued.filter(pk__in=_scanned(digest)).first()
    if paper is not None:
        return about(paper, stamped=True)
    verdict, codes = _printed(file)
    claimed = issued.filter(code__in=codes).first() if codes else None
    return about(claimed, verdict=verdict) if claimed else Finding(Verdict.UNKNOWN if codes else verdict)


def _scanned(digest: str) -> list[int]:
    """The paper whose kept scan has the hash."""
    uses = Attachment.objects.filter(subject_type="sealuse", sha256=digest).values("subject_id")
    return list(SealUse.objects.filter(pk__in=uses).values_list("paper_id", flat=True))


def _printed(file: bytes) -> tuple[Verdict, set[str]]:
    """The codes in the text of a PDF that was never on paper, else those seen on its pages."""
    if not _is_scan(file) and (codes := printed_codes(file)):
        return Verdict.ALTERED, codes
    given = BytesIO(file)
    form = form_of(given)
    if form in PICTURES_OF_PHONES:
        return Verdict.UNREAD, set()
    if form not in ("pdf", *scans.IMAGES):
        return Verdict.UNKNOWN, set()
    try:
        codes = scans.first_codes(given, form)
    except scans.Unreadable:
        return Verdict.UNREAD, set()
    if not codes:
        return (Verdict.UNKNOWN if _is_typed(file) else Verdict.UNREAD), codes
    return Verdict.COPY, codes


def _is_scan(file: bytes) -> bool:
    """Whether one picture covers the first page."""
    try:
        with pypdfium2.PdfDocument(file) as document:
            page = document[0]
            whole = page.get_width() * page.get_height()
            bounds = [image.get_bounds() for image in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE])]
            return any((right - left) * (top - bottom) > WHOLE_PAGE * whole for left, bottom, right, top in bounds)
    except (pypdfium2.PdfiumError, IndexError):
        return False


def _is_typed(file: bytes) -> bool:
    """Whether it is a PDF with words on its first page that no scan is behind: our own would bear its code."""
    try:
        with pypdfium2.PdfDocument(file) as document:
            return not _is_scan(file) and bool(document[0].get_textpage().get_text_range().strip())
    except (pypdfium2.PdfiumError, IndexError):
        return False


def printed_codes(file: bytes) -> set[str]:
    """The verification codes that stand in the text of a PDF; none if it cannot be read."""
    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError:
        return set()
    try:
        pages = range(min(len(document), MOST_PAGES))
        texts = (document[n].get_textpage().get_text_range() for n in pages)
        return {APART.sub("", found) for text in texts for found in PRINTED.findall(text)}
    except pypdfium2.PdfiumError:
        return set()
    finally:
        document.close()
