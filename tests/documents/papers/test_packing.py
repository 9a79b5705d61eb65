"""Binding a matter into one file: order, numbers, what lies apart, what a stranger's file may not do, memory."""

from __future__ import annotations

import io
from datetime import date
from types import SimpleNamespace

import pikepdf
import pypdfium2
import pytest
from django.core.files.base import ContentFile
from PIL import Image

from mediation.documents.papers import packing
from mediation.documents.papers.packing import PackingFailed, packed
from mediation.documents.papers.packing.pieces import ORDER, RANK, Piece
from mediation.vocabulary import PaperKind
from tests.documents.papers.test_house import print_out

pytestmark = pytest.mark.printing


def pdf_of(*sizes, text="") -> bytes:
    made = pikepdf.new()
    for size in sizes:
        page = made.add_blank_page(page_size=size)
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.add_resource(font, pikepdf.Name.Font, pikepdf.Name("/F0"))
        page.contents_add(f"BT /F0 12 Tf 50 50 Td ({text}) Tj ET".encode())
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def picture(form="PNG", size=(300, 100), **more) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "red").save(target, form, **more)
    return target.getvalue()


def piece(content: bytes | None, form="pdf", own=False, title="收购单", pk=1) -> Piece:
    return Piece(
        key=("paper" if own else "attachment", pk), title=title, number="", responsible="张大山", on=date(2025, 3, 3),
        file=content and ContentFile(content), form=form,
    )  # fmt: skip


class Matter(SimpleNamespace):
    """As much of a file as cover and index print."""


MATTER = Matter(
    number="QH2025-00001", subject="青椒保底收购价未兑现", opened_on=date(2025, 3, 3),
    organ=SimpleNamespace(name="青河县信访局"), called="青椒收购价未兑现", parties=SimpleNamespace(all=list, not_mistaken=list),
)  # fmt: skip


def bound(*pieces, duplex=False) -> tuple[bytes, list[int]]:
    target, told = io.BytesIO(), []
    pages = packed(MATTER, list(pieces), by="赵磊", on="2025-09-01", duplex=duplex, target=target, progress=told.append)
    with pypdfium2.PdfDocument(target.getvalue()) as document:
        assert len(document) == pages
    return target.getvalue(), told


def texts(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return ["".join(page.get_textpage().get_text_range().split()) for page in document]


def test_every_kind_of_paper_has_its_place_in_the_file():
    named = [kind for kinds in ORDER for kind in kinds]
    assert len(named) == len(set(named))
    placed = set(RANK) | {PaperKind.PROOF_OF_SERVICE}
    assert placed == {*PaperKind, "material"}, "give the kind its place in ORDER of documents/papers/packing/pieces.py"


def test_pages_are_numbered_through_and_the_index_says_where_each_piece_is():
    one, two = (
        piece(pdf_of((595, 842), (595, 842), text="one"), pk=1),
        piece(picture(), "png", pk=2, title="现场照片.png"),
    )
    pdf, told = bound(one, two)
    assert told == [1, 2]
    assert [(p.first, p.last) for p in (one, two)] == [(1, 2), (3, 3)]
    cover, index, *body, last = texts(pdf)
    assert "复制件" in cover
    assert "装入3页" in cover
    assert "1–2" in index
    assert "现场照片.png" in index
    assert body == ["one1", "one2", "3"] or [text.replace("one", "") for text in body] == ["1", "2", "3"]
    assert "卷末说明" in last


def test_what_is_no_page_or_cannot_be_opened_lies_apart_and_the_others_go_on():
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_of((595, 842)))) as document:
        document.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    broken, shut, apart, good = (
        piece(b"%PDF-1.4 nothing", pk=1), piece(locked.getvalue(), pk=2), piece(None, "xlsx", pk=3), piece(picture("JPEG"), "jpg", pk=4),
    )  # fmt: skip
    index = texts(bound(broken, shut, apart, good)[0])[1]
    assert (good.first, good.last) == (1, 1)
    assert [p.last for p in (broken, shut, apart)] == [0, 0, 0]
    assert "文件不能打开，另存" in index
    assert "加密的PDF，另存" in index


def test_what_lies_apart_is_listed_with_sort_size_and_hash_and_its_number_in_the_index():
    sound = piece(None, "mp3", title="通话录音.mp3", pk=2)
    sound.size, sound.sha256 = 2_500_000, "ab" * 32
    found = texts(bound(piece(picture(), "png", pk=1), sound)[0])
    assert "见册末的另存附件清单" in found[1]
    [sheet] = [text for text in found if text.startswith("另存附件清单")]
    assert "2通话录音.mp3录音（MP3）2.4MB" in sheet
    assert "ab" * 32 in sheet
    assert "没有装入本册" in sheet
    assert found[-1].startswith("卷末说明")


def test_a_copy_in_which_nothing_lies_apart_has_no_such_sheet():
    assert "另存" not in "".join(texts(bound(piece(picture(), "png"))[0])[2:])


def test_printed_on_both_sides_each_sheet_of_its_own_begins_on_a_front():
    table = piece(None, "xlsx", pk=2)
    table.size, table.sha256 = 1, "0" * 64
    found = texts(bound(piece(pdf_of((595, 842))), table, duplex=True)[0])
    begins = [n for n, text in enumerate(found) if text.startswith(("卷宗", "目录", "另存附件清单", "卷末说明"))]
    assert begins[-2:] == [n for n in begins[-2:] if n % 2 == 0]
    assert len(begins) >= 3


def test_printed_on_both_sides_every_piece_begins_on_a_front():
    one, two = piece(pdf_of((595, 842), text="one"), pk=1), piece(pdf_of((595, 842), text="two"), pk=2)
    pdf, _told = bound(one, two, duplex=True)
    found = texts(pdf)
    assert [n % 2 for n, text in enumerate(found) if text.startswith(("one", "two"))] == [0, 0]
    assert (one.first, two.first) == (1, 2), "a blank back has no number"


def test_strange_sizes_come_onto_a4_upright_or_lying():
    pdf, _told = bound(piece(pdf_of((2000, 1000), (100, 900))))
    with pypdfium2.PdfDocument(pdf) as document:
        sizes = [tuple(round(side) for side in page.get_size()) for page in document][2:4]
    assert sizes == [(842, 595), (595, 842)]


def test_a_photograph_is_turned_upright_and_not_larger_than_a_sheet_needs():
    turned = Image.Exif()
    turned[0x0112] = 6
    pdf, _told = bound(piece(picture("JPEG", (6000, 4000), exif=turned), "jpg"))
    assert len(pdf) < 400_000
    with pypdfium2.PdfDocument(pdf) as document:
        wide, high = document[2].get_size()
    assert high > wide


def test_nothing_that_acts_comes_along_from_a_strangers_file():
    with pikepdf.open(io.BytesIO(pdf_of((595, 842)))) as document:
        act = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('x')"))
        document.Root.OpenAction = act
        link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=act)
        document.pages[0].Annots = pikepdf.Array([document.make_indirect(link)])
        document.pages[0].AA = pikepdf.Dictionary(O=act)
        target = io.BytesIO()
        document.save(target)
    for own in (True, False):
        pdf, _told = bound(piece(target.getvalue(), own=own))
        with pikepdf.open(io.BytesIO(pdf)) as made:
            assert "JavaScript" not in "".join(str(thing) for thing in map(repr, made.objects))
            assert "/OpenAction" not in made.Root


def test_the_seal_on_a_signed_paper_is_still_seen():
    from datetime import UTC, datetime

    from mediation.documents.papers.sealing import Wanted
    from mediation.documents.papers.sealing.place import seals_on
    from mediation.documents.papers.sealing.sample import SampleSeals

    plain = print_out("<p>正文。</p>").pdf
    organ = SimpleNamespace(code="qhny", name="青河县农业农村局")
    sealed = SampleSeals().seal(Wanted(plain, seals_on(plain, [organ]), datetime(2025, 4, 3, 1, tzinfo=UTC), "签发"))

    def red(pdf, page):
        with pypdfium2.PdfDocument(pdf) as document:
            pixels = document[page].render(scale=1).to_pil().convert("RGB").get_flattened_data()
        return sum(r > 150 and g < 110 and b < 110 for r, g, b in pixels)

    assert red(plain, 0) < 20
    assert red(bound(piece(sealed, own=True))[0], 2) > 300


def test_three_hundred_papers_are_bound_within_the_memory_that_a_child_has(monkeypatch):
    monkeypatch.setattr(packing, "MEGABYTES", 400)
    paper = print_out("<p>" + "正文。" * 200 + "</p>").pdf
    pieces = [piece(paper, own=True, pk=n) for n in range(300)]
    pdf, told = bound(*pieces)
    assert told[-1] == 300
    assert pieces[-1].last == 300 * (pieces[0].last - pieces[0].first + 1)
    assert len(pdf) > 1_000_000


def test_a_child_that_has_too_little_memory_is_told_in_a_sentence(monkeypatch):
    monkeypatch.setattr(packing, "MEGABYTES", 60)
    with pytest.raises(PackingFailed, match="请不包括材料再做一次"):
        bound(piece(picture("JPEG", (3000, 3000)), "jpg"))
