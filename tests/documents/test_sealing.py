"""The sample seal: a PAdES signature that stands, at its place, on bytes that it does not change."""

import io
import re
import shutil
import stat
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from django.conf import settings

from mediation.documents.sealing import Wanted, seal_system
from mediation.documents.sealing.place import seals_on
from mediation.documents.sealing.sample import SampleSeals
from mediation.models import Organ
from tests.documents.measuring import MM, Page
from tests.documents.reading import text_of
from tests.documents.test_house import print_out
from tests.documents.test_layout import LINE, TOLERANCE

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
    settings.SEALING = "mediation.documents.sealing.sample.SampleSeals"
    assert isinstance(seal_system(), SampleSeals)


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler-utils is only looked at where it is installed")
def test_another_program_finds_the_signature_valid(sealed, tmp_path):
    file = tmp_path / "sealed.pdf"
    file.write_bytes(sealed)
    said = subprocess.run(["pdfsig", file], capture_output=True, text=True, check=False).stdout
    assert re.search("Signature is Valid", said)
    assert "Total document signed" in said
