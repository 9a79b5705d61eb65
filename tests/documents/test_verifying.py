"""A file is authentic, superseded, altered or unknown; a changed byte is found."""

from __future__ import annotations

from io import BytesIO, StringIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from mediation.actions import rendering
from mediation.documents.verifying import Verdict, verify_file
from mediation.models import Paper
from tests.factories.opinions import take
from tests.factories.world import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def receipt(world) -> Paper:
    """A registration receipt as the worker prints it."""
    petition = world.petition(on="2025-03-03")
    paper = petition.matter.papers.get(kind="registration_receipt", addressees__name="张大山")
    return rendering.render_paper(paper_id=paper.pk, at=at("2025-03-03", "09:01"))


def bytes_of(paper: Paper) -> bytes:
    with paper.pdf.open("rb") as file:
        return file.read()


def test_the_file_as_issued_is_authentic(receipt):
    found = verify_file(bytes_of(receipt))
    assert (found.verdict, found.paper) == (Verdict.IN_FORCE, receipt)


def test_one_changed_byte_is_found(receipt):
    file = bytearray(bytes_of(receipt))
    place = file.rindex(b"startxref") - 5
    file[place] ^= 1
    found = verify_file(bytes(file))
    assert (found.verdict, found.paper) == (Verdict.ALTERED, receipt)


def test_a_copy_saved_by_another_program_is_altered(receipt):
    copy = BytesIO()
    with pikepdf.open(BytesIO(bytes_of(receipt))) as pdf:
        pdf.docinfo["/Title"] = "登记回执"
        pdf.save(copy)
    assert verify_file(copy.getvalue()).verdict is Verdict.ALTERED


def test_a_revoked_paper_is_authentic_and_no_longer_in_force(receipt, world):
    take(receipt, "revoke", world.staff("head", world.bureau), "2025-03-04", why="登记有误。")
    assert verify_file(bytes_of(receipt)).verdict is Verdict.REVOKED


@pytest.mark.parametrize("file", [b"", b"%PDF-1.7 nothing", "不是PDF".encode(), b"\x00" * 5000])
def test_what_we_never_issued_is_unknown(file, receipt):
    found = verify_file(file)
    assert (found.verdict, found.paper) == (Verdict.UNKNOWN, None)


def test_a_foreign_pdf_is_unknown(receipt):
    other = BytesIO()
    pikepdf.new().save(other)
    assert verify_file(other.getvalue()).verdict is Verdict.UNKNOWN


def test_the_command_says_it_in_a_sentence_and_an_exit_code(receipt, tmp_path):
    file, said = tmp_path / "回执.pdf", StringIO()
    file.write_bytes(bytes_of(receipt))
    call_command("verify_paper", str(file), stdout=said)
    assert said.getvalue().startswith("文书真实，现行有效。青河县农业农村局登记回执")
    file.write_bytes(bytes_of(receipt) + b" ")
    with pytest.raises(CommandError, match="不一致.*SHA-256") as told:
        call_command("verify_paper", str(file))
    assert told.value.returncode == 1
    with pytest.raises(CommandError, match="读不到文件") as told:
        call_command("verify_paper", str(tmp_path / "no.pdf"))
    assert told.value.returncode == 2


def test_anyone_may_hand_in_a_file_and_sees_no_person(client, receipt):
    file = SimpleUploadedFile("a.pdf", bytes_of(receipt), content_type="application/pdf")
    page = client.post(reverse("public:verify"), {"file": file}).content.decode()
    assert "文书真实，现行有效" in page
    assert receipt.sha256 in page
    assert "张大山" not in page


def test_a_file_too_large_or_missing_is_told(client, db, monkeypatch):
    monkeypatch.setattr("mediation.web.public.verify.MOST_BYTES", 10)
    large = SimpleUploadedFile("a.pdf", b"x" * 11)
    answer = client.post(reverse("public:verify"), {"file": large})
    assert (answer.status_code, "文件超过20MB" in answer.content.decode()) == (422, True)
    assert client.post(reverse("public:verify"), {}).status_code == 422
