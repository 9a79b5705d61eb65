"""Codes are read as scanners leave them; what is no scan is refused in a sentence, in time, without harm."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import replace
from types import SimpleNamespace

import pikepdf
import pytest
from PIL import Image

from mediation.documents.papers import scan_pages, scans
from mediation.workflows.base import NotPossibleNow
from tests.documents.papers.test_house import print_out
from tests.factories.scans import as_jpeg, as_pdf, pictures

pytestmark = pytest.mark.printing

CODE = "ABCDEFGHJKLMNPQR"
SITE = "https://xinfang.qinghe.gov.cn"


@pytest.fixture(scope="module")
def paper():
    told = {"number": "x", "code": CODE, "site": SITE, "address": f"{SITE}/v/{CODE}"}
    return print_out(f"<p>{'正文' * 70}</p>" * 5, verification=told).pdf


def read(content: bytes, form: str = "pdf") -> scans.Scan:
    return scans.read(io.BytesIO(content), form)


@pytest.mark.parametrize(("dots", "turned"), [(200, 1.5), (200, -2), (200, 181), (300, 1)])
def test_every_page_tells_its_code(paper, dots, turned):
    seen = pictures(paper, dots=dots, turned=turned)
    assert read(as_pdf(seen)).codes == (frozenset({CODE}),) * len(seen)
    assert read(as_jpeg(seen[0]), "jpg").papers == {CODE}


@pytest.mark.parametrize("quarter", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270])
def test_a_page_fed_sideways_too(paper, quarter):
    assert read(as_pdf([pictures(paper)[0].transpose(quarter)])).papers == {CODE}


@pytest.fixture(scope="module")
def long_paper():
    """Pages that differ, and two in the middle that hold the same words at the same place."""
    told = {"number": "x", "code": CODE, "site": SITE, "address": f"{SITE}/v/{CODE}"}
    first = "".join(f"<p>{chr(0x4E00 + n) * 60}</p>" for n in range(5))
    same = "<p style='break-before:page'>" + "相同的一页。" * 40 + "</p>"
    last = "<p style='break-before:page'>结尾的一页。</p>"
    return print_out(first + same + same + same + last, verification=told).pdf


@pytest.mark.parametrize(("dots", "turned"), [(200, 1.5), (300, -1), (200, 180)])
def test_a_page_is_told_by_its_looks_and_pages_that_are_alike_are_not(long_paper, dots, turned):
    own = read(long_paper)
    seen = read(as_pdf(pictures(long_paper, dots=dots, turned=turned, pages=[4, 0, 1, 2])))
    numbers = scan_pages.numbered(seen.looks, own.looks)
    assert numbers[:2] == (5, 1)
    assert numbers[2] in (0, 2)
    assert numbers[3] in (0, 3)


def test_the_back_that_bears_no_code_is_not_missed():
    seen = scans.Scan(codes=(frozenset({CODE}),) * 3 + (frozenset(),), numbers=(1, 2, 3, 0), bare=frozenset({4}))
    whole = SimpleNamespace(code=CODE, pages=4)
    scans.check([seen], whole)
    with pytest.raises(NotPossibleNow, match="缺文书的第3页"):
        scans.check([replace(seen, codes=(*seen.codes[:2], *seen.codes[3:]), numbers=(1, 2, 0))], whole)
    with pytest.raises(NotPossibleNow, match="只有3页读出"):
        scans.check([replace(seen, bare=frozenset())], whole)


def test_another_square_code_is_none_of_ours():
    import segno

    made = io.BytesIO()
    segno.make("https://example.org/v/short").save(made, kind="png", scale=8)
    assert read(made.getvalue(), "png").papers == set()


def bomb() -> bytes:
    """A PNG of 60,000 × 60,000 points in a few bytes."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


def locked() -> bytes:
    made = io.BytesIO()
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(made, encryption=pikepdf.Encryption(owner="x", user="y"))
    return made.getvalue()


def pages(count: int, size: tuple[float, float] = (595, 842)) -> bytes:
    made = io.BytesIO()
    pdf = pikepdf.new()
    for _n in range(count):
        pdf.add_blank_page(page_size=size)
    pdf.save(made)
    return made.getvalue()


HOSTILE = {
    "nothing": (b"", "pdf"),
    "broken": (b"%PDF-1.7\nbroken", "pdf"),
    "locked": (locked(), "pdf"),
    "bomb": (bomb(), "png"),
    "a picture that is none": (b"\x89PNG\r\n\x1a\nno", "png"),
    "another form": (b"PK", "docx"),
    "too many pages": (pages(scans.MOST_PAGES + 1), "pdf"),
}


@pytest.mark.parametrize(("content", "form"), HOSTILE.values(), ids=HOSTILE)
def test_what_cannot_be_read_is_told(content, form):
    with pytest.raises(scans.Unreadable, match="请"):
        read(content, form)


@pytest.mark.parametrize("size", [(14_400, 14_400), (3, 3), (3, 14_400)])
def test_a_page_of_any_size_is_looked_at(size):
    assert read(pages(1, size)).codes == (frozenset(),)
