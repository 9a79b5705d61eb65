"""Read a scan: which papers its pages are of, by the square code that is printed on every page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import islice
from typing import Any

import pypdfium2
import zxingcpp
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from mediation.documents.papers import scan_pages
from mediation.documents.papers.scan_pages import Look
from mediation.models import Paper
from mediation.models.lasting import CODE_ALPHABET
from mediation.workflows.base import NotPossibleNow

PRINTED = re.compile(f"/v/([{CODE_ALPHABET}]{{16}})$")
MOST_PAGES = 200
# Points are 1/72 inch; a page that claims to be larger is read at fewer dots.
DOTS = (200 / 72, 300 / 72)
LONGEST_SIDE = 3600
FIRST_PAGES = 4
IMAGES = ("jpg", "png")
Seen = tuple[frozenset[str], Look | None]
DAMAGE = (pypdfium2.PdfiumError, OSError, ValueError, SyntaxError, ArithmeticError, Image.DecompressionBombError)


class Unreadable(Exception):
    """A file in which no page can be seen; the message is for the person."""


@dataclass(frozen=True)
class Scan:
    """The codes of each page, in order; a page without a readable code has none.

    `looks` tell what its pages look like, and `numbers` which pages of the paper they are (from 1; 0: that cannot be told);
    the paper's pages with the numbers `bare` bear no code: 版记 on the back of the last sheet.
    """

    codes: tuple[frozenset[str], ...]
    looks: tuple[Look | None, ...] = field(default=(), compare=False, repr=False)
    numbers: tuple[int, ...] = ()
    bare: frozenset[int] = frozenset()

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return len(self.codes)

    @property
    def papers(self) -> set[str]:
        """Every code that was read."""
        return {code for page in self.codes for code in page}


def read(file: Any, form: str) -> Scan:
    """The codes on the pages of a PDF or picture. Raises Unreadable with what to do instead."""
    file.seek(0)
    content = file.read()
    file.seek(0)
    if form not in ("pdf", *IMAGES):
        raise Unreadable(_("扫描件只收PDF和图片（JPG、PNG）。请另存后重新提交。"))
    try:
        found = list(_of_pdf(content) if form == "pdf" else [_of_picture(content)])
    except DAMAGE:
        raise Unreadable(_("扫描件打不开，可能没有传完或者已经损坏。请重新扫描后提交。")) from None
    return Scan(codes=tuple(codes for codes, _look in found), looks=tuple(look for _codes, look in found))


def compared(scan: Scan, paper: Paper) -> Scan:
    """The scan with the numbers of its pages in the paper, told by the paper's own file; a single page needs none."""
    if paper.pages < 2 or not paper.pdf:
        return scan
    with paper.pdf.open("rb") as file:
        own = read(file, "pdf")
    bare = frozenset(no for no, codes in enumerate(own.codes, start=1) if not codes)
    return replace(scan, numbers=scan_pages.numbered(scan.looks, own.looks), bare=bare)


def first_codes(file: Any, form: str) -> set[str]:
    """The codes of the first page that shows any, of the first few: for anyone who asks what a file is."""
    content = file.read()
    try:
        pages = islice(_of_pdf(content), FIRST_PAGES) if form == "pdf" else [_of_picture(content)]
        return set(next((codes for codes, _look in pages if codes), ()))
    except DAMAGE:
        return set()


def _of_pdf(content: bytes) -> Iterator[Seen]:
    with pypdfium2.PdfDocument(content) as document:
        if len(document) > MOST_PAGES:
            raise Unreadable(_("扫描件超过%d页。请分成几个文件提交。") % MOST_PAGES)
        for number in range(len(document)):
            yield _of_page(document[number])


def _of_page(page: pypdfium2.PdfPage) -> Seen:
    """Finer dots are tried where coarse ones show nothing."""
    longest = max(page.get_size())
    found: Seen = (frozenset(), None)
    for dots in dict.fromkeys(min(dots, LONGEST_SIDE / longest) for dots in DOTS):
        found = _seen(page.render(scale=dots, grayscale=True).to_pil())
        if found[0]:
            break
    return found


def _of_picture(content: bytes) -> Seen:
    with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as picture:
        picture.draft("L", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(picture).convert("L")
    upright.thumbnail((LONGEST_SIDE * 2, LONGEST_SIDE * 2))
    return _seen(upright)


def _seen(picture: Image.Image) -> Seen:
    """The codes of a page, and what it looks like if it shows one."""
    width, height = picture.size
    dots = memoryview(picture.tobytes()).cast("B", (height, width))
    marks = zxingcpp.read_barcodes(dots, formats=zxingcpp.BarcodeFormat.QRCode)
    ours = {found[1]: mark.position for mark in marks if (found := PRINTED.search(mark.text))}
    return frozenset(ours), scan_pages.look_of(picture, *ours.values()) if len(ours) == 1 else None


def split(file: Any, scan: Scan) -> list[bytes]:
    """The PDF of a heap of papers, one PDF for each, in their order; a page without a code goes with those before it.

    Raises Unreadable where a page shows two codes, or the first ones none: a person must sort that.
    """
    places: dict[str, list[int]] = {}
    code = ""
    for number, codes in enumerate(scan.codes):
        if len(codes) > 1 or not (codes or code):
            raise Unreadable(_("第%d页分不清是哪份文书的。请每份单独扫描成一个文件。") % (number + 1))
        code = next(iter(codes), code)
        places.setdefault(code, []).append(number)
    file.seek(0)
    with pypdfium2.PdfDocument(file.read()) as heap:
        return [_taken_out(heap, numbers) for numbers in places.values()]


def _taken_out(heap: pypdfium2.PdfDocument, numbers: list[int]) -> bytes:
    made = BytesIO()
    with pypdfium2.PdfDocument.new() as part:
        part.import_pages(heap, numbers)
        part.save(made)
    return made.getvalue()


def check(scans: Iterable[Scan], paper: Paper, *, settled: bool = False) -> None:
    """Raise NotPossibleNow where the scans, one after the other, are not the whole of the paper.

    `settled` says that a person has compared the pages and gives a reason: that helps where codes cannot be read or pages
    look alike, never against the code of another paper or a page that is not there.
    """
    scans = list(scans)
    pages = [codes for scan in scans for codes in scan.codes]
    foreign = [str(n) for n, codes in enumerate(pages, start=1) if codes - {paper.code}]
    if foreign:
        raise NotPossibleNow(
            "scan_of_another",
            _("扫描件第%s页印的是另一份文书的核验码，没有归档。") % _("、").join(foreign),
            _("请只提交这份文书的各页；另一份请在它自己的页面提交，或者用“批量归档扫描件”。"),
        )
    if len(pages) < paper.pages:
        told = {"whole": paper.pages, "here": len(pages)}
        raise NotPossibleNow(
            "scan_incomplete",
            _("文书共%(whole)d页，扫描件只有%(here)d页，没有归档。") % told + _missing(scans, paper),
            _("请把各页扫全后一起提交。"),
        )
    if not settled:
        _refuse_disorder(scans, paper)
    seen = sum(1 for codes in pages if codes)
    if not seen and not settled:
        raise NotPossibleNow(
            "scan_unreadable",
            _("没有在扫描件中读出核验码，不能确定是哪份文书，没有归档。"),
            _("请以200dpi以上重新扫描，不要裁去页脚的二维码；确实读不出的，逐页核对后填写“人工核对的理由”。"),
        )
    bare = frozenset().union(*(scan.bare for scan in scans))
    if seen < paper.pages - len(bare) and not settled:
        raise NotPossibleNow(
            "scan_incomplete",
            _("文书共%(whole)d页，扫描件中只有%(here)d页读出核验码，可能漏扫，没有归档。")
            % {"whole": paper.pages, "here": seen}
            + _missing(scans, paper),
            _("请核对页数后重新扫描；各页齐全、只是二维码看不清的，填写“人工核对的理由”。"),
        )


def _missing(scans: list[Scan], paper: Paper) -> str:
    """Which pages of the paper are not there, where every page that shows its code could be told."""
    seen = [
        (codes, no) for scan in scans for codes, no in zip(scan.codes, scan.numbers or scan.pages * (0,), strict=True)
    ]
    if not seen or any(codes and not no for codes, no in seen):
        return ""
    there = {no for _codes, no in seen}.union(*(scan.bare for scan in scans))
    lacking = [str(no) for no in range(1, paper.pages + 1) if no not in there]
    return _("缺文书的第%s页。") % _("、").join(lacking) if lacking else ""


def _refuse_disorder(scans: list[Scan], paper: Paper) -> None:
    """Raise NotPossibleNow where a page was scanned twice, or the pages of one file do not follow each other."""
    places: dict[int, list[str]] = {}
    for place, no in enumerate((no for scan in scans for no in scan.numbers), start=1):
        places.setdefault(no, []).append(str(place))
    twice = [no for no, found in places.items() if no and len(found) > 1]
    if twice:
        said = [_("第%(here)s页都是文书的第%(no)d页") % {"here": _("、").join(places[no]), "no": no} for no in twice]
        raise NotPossibleNow(
            "scan_page_twice",
            _("扫描件%s，没有归档。") % _("，").join(said) + _missing(scans, paper),
            _("请每页只留一张，缺的补扫；逐页核对各页齐全、并无重复的，填写“人工核对的理由”。"),
        )
    for scan in scans:
        told = [no for no in scan.numbers if no]
        if told != sorted(told):
            raise NotPossibleNow(
                "scan_out_of_order",
                _("扫描件的页序不对，依次是文书的第%s页，没有归档。") % _("、").join(map(str, told)),
                _("请按页码顺序重新扫描；逐页核对顺序无误的，填写“人工核对的理由”。"),
            )
