"""The sample seal: a PAdES signature that stands, at its place, on bytes that it does not change."""

import io
import itertools
import re
import stat
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from django.conf import settings

from mediation.documents.papers.sealing import Wanted, seal_system
from mediation.documents.papers.sealing.place import seals_on
from mediation.documents.papers.sealing.sample import SampleSeals
from mediation.documents.registry import document_types
from mediation.models import Organ
from mediation.vocabulary import PaperKind
from setup.programs import needed
from tests.documents.papers.measuring import MM, Page
from tests.documents.papers.reading import text_of
from tests.documents.papers.test_house import print_out
from tests.documents.papers.test_layout import LINE, TOLERANCE

pytestmark = pytest.mark.printing

AT = datetime(2025, 4, 3, 1, 0, tzinfo=UTC)
ORGAN = "青河县农业农村局"


def wanted(pdf, *organs):
    """The seals of the organs, of the usual one if none is named."""
    return Wanted(pdf, seals_on(pdf, organs or [Organ(code="qhny", name=ORGAN)]), AT, "签发")


@pytest.fixture(scope="module")
def unsealed():
    return print_out("<p>正文一段。</p><p>本意见书一式三份。</p>", cc=["青河县信访局"]).pdf


@pytest.fixture(scope="module")
def sealed(unsealed):
    return SampleSeals().seal(wanted(unsealed))


def test_the_bytes_before_the_seal_are_those_of_the_paper(unsealed, sealed):
    assert sealed.startswith(unsealed)
    assert len(sealed) - len(unsealed) < 25_000


def test_the_signature_names_the_organ_as_a_sample_and_stands(sealed, unsealed):
    [signature] = SampleSeals().signatures(sealed)
    assert (signature.signer, signature.intact, signature.trusted) == (f"{ORGAN}（样章）", True, True)
    assert SampleSeals().signatures(unsealed) == []


@pytest.mark.parametrize("place", [0.2, 0.5, 0.7])
def test_a_changed_byte_breaks_it(sealed, unsealed, place):
    file = bytearray(sealed)
    file[int(len(unsealed) * place)] ^= 1
    assert not any(found.intact for found in SampleSeals().signatures(bytes(file)))


def test_what_is_added_after_it_breaks_it(sealed):
    later = io.BytesIO(sealed)
    with pikepdf.open(later) as pdf:
        pdf.docinfo["/Title"] = "改"
        changed = io.BytesIO()
        pdf.save(changed)
    assert not any(found.intact for found in SampleSeals().signatures(changed.getvalue()))


@pytest.mark.parametrize("file", [b"", b"%PDF-1.7", b"no paper", b"\x00" * 99])
def test_a_file_that_is_no_pdf_has_no_signature(file):
    assert SampleSeals().signatures(file) == []


def test_the_seal_presses_on_name_and_date_with_its_top_within_a_line_of_the_text(sealed):
    with pikepdf.open(io.BytesIO(sealed)) as pdf:
        [field] = pdf.Root.AcroForm.Fields
        left, bottom, right, top = (float(edge) * MM for edge in field.Rect)
    with Page(sealed) as page:
        name, date = page.ink(ORGAN, loose=True, last=True), page.ink("2025年4月3日", loose=True)
        text = page.ink("一式三份")
    top, bottom = 297 - top, 297 - bottom
    assert abs(right - left - 42) < TOLERANCE
    assert abs((left + right) / 2 - date.middle) < TOLERANCE
    assert top < name.top < (top + bottom) / 2 + LINE / 2 < date.bottom < bottom
    assert 0 < top - text.bottom < LINE, "neither on the text nor more than a line below it"


def test_the_image_says_that_it_is_a_sample_and_adds_no_text(unsealed, sealed):
    assert text_of(sealed) == text_of(unsealed)
    with pypdfium2.PdfDocument(sealed) as document:
        document.init_forms()
        picture = document[0].render(scale=2).to_pil().convert("RGB")
    seen = {count: colour for count, colour in picture.getcolors(100_000) if colour[0] > 200 and colour[1] < 60}
    assert max(seen) > 4000


def test_a_paper_without_name_and_date_is_signed_without_an_image():
    record = print_out("<p>笔录。</p>", "form").pdf
    sealed = SampleSeals().seal(wanted(record))
    [signature] = SampleSeals().signatures(sealed)
    assert signature.intact


def test_keys_are_for_the_system_alone(sealed):
    kept = list((Path(settings.VAR) / "seals").glob("*.pem"))
    assert kept
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in kept)


def test_where_nothing_is_named_papers_are_sealed_by_hand(settings):
    assert seal_system() is None
    settings.SEALING = "mediation.documents.papers.sealing.sample.SampleSeals"
    assert isinstance(seal_system(), SampleSeals)


def test_each_signature_is_its_own_and_stands(unsealed):
    """The second is made by the pattern of the first."""
    pages = [print_out(f"<p>第{n}份。</p>").pdf for n in range(3)]
    made = [SampleSeals().seal(wanted(pdf)) for pdf in (*pages, pages[0])]
    assert [found.intact for pdf in made for found in SampleSeals().signatures(pdf)] == [True] * 4
    assert made[0] != made[3]
    assert SampleSeals().signatures(made[1])[0].at == AT


def test_a_byte_changed_after_the_paper_is_noticed_or_at_least_never_makes_the_check_fail(sealed, unsealed):
    """No signature in a PDF covers its own bytes; the file's hash does, by which papers are verified."""
    own = re.search(rb"/Contents\s*<[0-9a-fA-F]{999,}>", sealed).span()
    for place in range(len(unsealed), len(sealed), 401):
        file = bytearray(sealed)
        file[place] ^= 1
        found = SampleSeals().signatures(bytes(file))
        assert own[0] <= place < own[1] or not any(one.intact for one in found), place


def joint(*names):
    """Organs that sign jointly, and the paper that they sign."""
    organs = [Organ(code=f"q{n}", name=name) for n, name in enumerate(names)]
    pdf = print_out("<p>正文一段。</p><p>本意见书一式三份。</p>", organ={"name": names[0]}, signing=list(names)).pdf
    return organs, pdf


SIGNING = (
    ("青河县农业农村局", "青河县信访局"),
    ("青河县农业农村局", "青河县信访局", "青河县财政局"),
    ("青河县人民政府", "青河县人民政府信访局"),
    ("青河县财政局", "青河县住房和城乡建设局", "青河县市场监督管理局"),
    ("青河县信访局", "青河县财政局", "青河县民政局", "青河县水利局", "青河县教育局"),
    ("青河县柳树乡人民政府农业农村工作办公室", "青河县市场监督管理局柳树乡监督管理所"),
)


@pytest.mark.parametrize("names", SIGNING, ids=lambda names: f"{len(names)}×{max(map(len, names))}")
def test_joint_seals_are_one_for_each_name_aligned_apart_and_inside_the_type_area(names):
    """GB/T 9704-2012, 7.3.5.1."""
    organs, pdf = joint(*names)
    seals = seals_on(pdf, organs)
    assert [seal.organ_name for seal in seals] == list(names)
    squares = [tuple(edge * MM for edge in seal.box) for seal in seals]
    rows: dict[float, list] = {}
    for left, bottom, right, top in squares:
        assert left >= 28 - TOLERANCE, "inside 版心"
        assert right <= 184 + TOLERANCE, "inside 版心"
        assert right - left == pytest.approx(42, abs=TOLERANCE)
        row = next((one for one in rows if abs(one - (297 - top)) < 10), 297 - top)
        rows.setdefault(row, []).append((left, right, bottom, top))
    tops = sorted(rows)
    for row in rows.values():
        ends = sorted((left, right) for left, right, _b, _t in row)
        assert all(after[0] - before[1] > 1 for before, after in itertools.pairwise(ends)), "do not touch"
        assert max(t for *_x, t in row) - min(t for *_x, t in row) < TOLERANCE, "aligned"
    assert all(after - before > 42.5 for before, after in itertools.pairwise(tops)), "rows do not touch"
    with Page(pdf, seals[0].page) as page:
        text, date = page.ink("一式三份"), page.ink("2025年4月3日", loose=True)
        assert 0 < tops[0] - text.bottom < LINE, "the first row's top within one line of the text"
        left, bottom, right, top = squares[-1]
        assert abs((left + right) / 2 - date.middle) < TOLERANCE
        assert 297 - top < date.top < date.bottom < 297 - bottom, "the last seal presses on the date"
        if len(names) > 1 and max(map(len, names)) <= 8:
            assert abs(date.right - (184 - 4 * 156 / 28)) < TOLERANCE, "four characters to the right of the date"
        for name, (left, bottom, right, top) in zip(names, squares, strict=True):
            alone = [one for one in names if name in one and one != name]
            box = page.ink(name, loose=True, last=not alone)
            assert alone or abs((left + right) / 2 - box.middle) < TOLERANCE, "centred on its name"
            assert alone or 297 - top < box.top < 297 - (top + bottom) / 2 + LINE / 2


def test_joint_signatures_all_stand_and_a_changed_byte_breaks_them():
    organs, pdf = joint(*SIGNING[1])
    sealed = SampleSeals().seal(wanted(pdf, *organs))
    found = SampleSeals().signatures(sealed)
    assert [(one.signer, one.intact, one.trusted) for one in found] == [
        (f"{n}（样章）", True, True) for n in SIGNING[1]
    ]
    changed = bytearray(sealed)
    changed[len(pdf) // 2] ^= 1
    assert not any(one.intact for one in SampleSeals().signatures(bytes(changed)))


@pytest.mark.parametrize("names", [SIGNING[0][:1], SIGNING[1]], ids=["one", "three"])
def test_another_program_finds_no_fault_in_the_file(tmp_path, names):
    organs, pdf = joint(*names)
    file = tmp_path / "sealed.pdf"
    file.write_bytes(SampleSeals().seal(wanted(pdf, *organs)))
    said = subprocess.run([needed("qpdf"), "--check", file], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (0, ""), said.stdout


def test_another_program_finds_the_signature_valid(sealed, tmp_path):
    file = tmp_path / "sealed.pdf"
    file.write_bytes(sealed)
    said = subprocess.run([needed("pdfsig"), file], capture_output=True, text=True, check=False).stdout
    assert re.search("Signature is Valid", said)
    assert "Total document signed" in said


def test_what_people_sign_bears_no_seal_of_the_organ():
    bearing = {kind for kind, known in document_types().items() if known.bears_seal}
    assert {PaperKind.HANDLING_OPINION, PaperKind.MEDIATION_AGREEMENT, PaperKind.SUPERVISION_NOTICE} <= bearing
    assert not bearing & {
        PaperKind.SETTLEMENT_AGREEMENT, PaperKind.HEARING_REPORT, PaperKind.HEARING_RECORD, PaperKind.PROOF_OF_SERVICE,
        PaperKind.WITHDRAWAL, PaperKind.CONFERENCE_MINUTES,
    }  # fmt: skip
