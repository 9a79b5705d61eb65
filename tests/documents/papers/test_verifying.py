"""A file is authentic, superseded, altered or unknown; a changed byte is found."""

from __future__ import annotations

from io import BytesIO, StringIO

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from weasyprint import HTML

from mediation.actions import gateway
from mediation.actions.papers import rendering
from mediation.documents.papers.sealing import seal_system
from mediation.documents.papers.verifying import Verdict, about, printed_codes, verify_file
from mediation.models import Paper, SealUse
from tests.documents.papers.test_house import print_out
from tests.factories.opinions import (
    DECIDED,
    approved,
    decided,
    drafted,
    opinion_content,
    sent_out,
    take,
    told_of_acceptance,
)
from tests.factories.papers import BY_ITSELF
from tests.factories.scans import as_jpeg, pictures, rough, scanned
from tests.factories.world import at
from tests.stages import staged

pytestmark = [pytest.mark.django_db, pytest.mark.printing]


@staged
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


def test_a_revoked_paper_is_authentic_and_no_longer_in_force(receipt, world, tmp_path):
    take(receipt, "revoke", world.staff("head", world.bureau), "2025-03-04", why="登记有误。")
    found = verify_file(bytes_of(receipt))
    assert (found.verdict, str(found.ended_on), found.ended_by) == (Verdict.REVOKED, "2025-03-04", None)
    with pytest.raises(CommandError, match="已被撤销.*2025-03-04撤销"):
        told(bytes_of(receipt), tmp_path)


@pytest.mark.parametrize("file", [b"", "不是PDF".encode(), b"\x00" * 5000])
def test_what_we_never_issued_is_unknown(file, receipt):
    found = verify_file(file)
    assert (found.verdict, found.paper) == (Verdict.UNKNOWN, None)


def test_a_foreign_pdf_with_words_and_no_code_is_unknown(receipt):
    assert verify_file(HTML(string="<p>Notice of another office</p>").write_pdf()).verdict is Verdict.UNKNOWN


def test_a_damaged_file_or_one_that_shows_nothing_is_not_called_foreign(receipt, client):
    other = BytesIO()
    pikepdf.new().save(other)
    for file in (b"%PDF-1.7 nothing", other.getvalue()):
        assert verify_file(file).verdict is Verdict.UNREAD
    page = client.post(reverse("public:verify"), {"file": SimpleUploadedFile("a.pdf", file)}).content.decode()
    assert "没有读出核验码，不能判断" in page
    assert "不是本系统签发的文书" not in page


def printed_opinion(world) -> Paper:
    """An opinion that was served, as the worker prints it."""
    petition = world.accepted()
    told_of_acceptance(world, petition, DECIDED)
    paper = approved(drafted(world, petition), drafter=world.handler, head=world.head, on=DECIDED)
    paper = rendering.render_paper(paper_id=take(paper, "issue", world.registrar, DECIDED).pk, at=at(DECIDED))
    return sent_out(paper, by=world.registrar, on=DECIDED)


def told(file: bytes, folder) -> str:
    """What the command says of a file."""
    path, said = folder / "文书.pdf", StringIO()
    path.write_bytes(file)
    call_command("verify_paper", str(path), stdout=said)
    return said.getvalue()


def test_a_notice_that_corrects_a_slip_is_told_and_the_paper_stays_in_force(world, client, tmp_path):
    opinion = printed_opinion(world)
    slip = {"wrong": "收购台账", "right": "收购明细台账", "why": "笔误"}
    take(opinion, "rectify", world.handler, "2025-03-18", **slip)
    assert verify_file(bytes_of(opinion)).verdict is Verdict.IN_FORCE, "a draft corrects nothing"
    notice = opinion.matter.papers.get(kind="correction_notice")
    notice = approved(notice, drafter=world.handler, head=world.head, on="2025-03-18")
    notice = take(notice, "issue", world.registrar, "2025-03-19")
    found = verify_file(bytes_of(opinion))
    assert (found.verdict, found.notices) == (Verdict.CORRECTED, (notice,))
    assert f"2025-03-19以{notice}更正笔误" in told(bytes_of(opinion), tmp_path)
    asked = {"number": opinion.number, "code": opinion.code}
    page = client.get(reverse("public:verify"), asked).content.decode()
    assert "另有更正通知书" in page
    assert notice.number in page
    assert "收购明细台账" not in page, "no content in public"


def test_a_replaced_paper_names_the_one_in_its_place_and_the_day(world, client, tmp_path):
    opinion = printed_opinion(world)
    stated = {"kind": opinion.kind, "corrects": opinion, "content": opinion_content()}
    later = gateway.perform(
        Paper, None, "draft", by=world.handler, at=at("2025-03-20"), matter=opinion.matter, **stated
    )
    later = approved(later, drafter=world.handler, head=world.head, on="2025-03-20")
    later = take(later, "issue", world.registrar, "2025-03-20")
    found = verify_file(bytes_of(opinion))
    assert (found.verdict, found.ended_by, str(found.ended_on)) == (Verdict.REPLACED, later, "2025-03-20")
    with pytest.raises(CommandError, match=later.number):
        told(bytes_of(opinion), tmp_path)
    page = client.get(reverse("public:verify"), {"number": opinion.number, "code": opinion.code}).content.decode()
    assert later.number in page
    assert "2025年3月20日" in page


def test_a_revocation_told_in_writing_names_its_notice(world):
    opinion = printed_opinion(world)
    take(opinion, "revoke", world.head, "2025-03-18", why="漏查录音", **BY_ITSELF)
    notice = opinion.matter.papers.get(kind="revocation_notice")
    notice = take(notice, "issue", world.registrar, "2025-03-19")
    found = verify_file(bytes_of(opinion))
    assert (found.verdict, found.ended_by, str(found.ended_on)) == (Verdict.REVOKED, notice, "2025-03-18")


def test_a_revocation_in_review_names_the_review_opinion(world):
    course = decided(world, "revoked_redo", redo_days=30)
    found = about(course.opinion.__class__.objects.get(pk=course.opinion.pk))
    assert (found.verdict, found.ended_by) == (Verdict.REVOKED, course.paper("review_opinion"))


@staged
def kept_scan(world):
    """A notice that was stamped; its scan, which is kept."""
    paper = world.accepted().matter.papers.get(kind="acceptance_notice")
    paper = approved(paper, drafter=world.handler, head=world.head, on=DECIDED)
    paper = rendering.render_paper(paper_id=take(paper, "issue", world.registrar, DECIDED).pk, at=at(DECIDED))
    stated = {"paper": paper, "seal": "official", "copies": 1}
    use = gateway.perform(SealUse, None, "apply", by=world.handler, at=at(DECIDED), matter=paper.matter, **stated)
    take(use, "approve", world.head, DECIDED)
    take(use, "stamp", world.registrar, DECIDED, stamped_copies=1)
    scan = scanned(paper)
    take(use, "scan_back", world.registrar, DECIDED, scan=[ContentFile(scan, name="盖章件.pdf")])
    return paper, scan


def test_the_kept_scan_is_recognised_and_another_scan_names_the_paper_to_compare_with(kept_scan, client, tmp_path):
    paper, scan = kept_scan
    found = verify_file(scan)
    assert (found.verdict, found.paper, found.stamped) == (Verdict.IN_FORCE, paper, True)
    assert "归档的扫描件" in told(scan, tmp_path)
    other = scanned(paper, turned=-2)
    found = verify_file(other)
    assert (found.verdict, found.paper, found.now) == (Verdict.COPY, paper, Verdict.IN_FORCE)
    with pytest.raises(CommandError, match="现状：文书真实，现行有效"):
        told(other, tmp_path)
    photo = as_jpeg(pictures(bytes_of(paper), turned=2)[0])
    assert verify_file(photo).verdict is Verdict.COPY
    page = client.post(reverse("public:verify"), {"file": SimpleUploadedFile("a.jpg", photo)}).content.decode()
    assert "只能对照核对" in page
    assert paper.number in page


def test_a_scan_on_which_no_code_is_read_may_still_be_genuine(kept_scan):
    assert verify_file(rough()).verdict is Verdict.UNREAD


@pytest.mark.parametrize("place", [0.3, 0.6, 0.95])
def test_one_changed_byte_is_found_in_a_signed_file_too(world, settings, place):
    settings.SEALING = "mediation.documents.papers.sealing.sample.SampleSeals"
    opinion = printed_opinion(world)
    with opinion.sealed.open("rb") as kept:
        file = kept.read()
    assert verify_file(file) == about(opinion)
    changed = bytearray(file)
    changed[int(len(file) * place)] ^= 1
    found = verify_file(bytes(changed))
    assert found.verdict in (Verdict.ALTERED, Verdict.UNKNOWN)
    assert not any(one.intact for one in seal_system().signatures(bytes(changed)))


def test_the_command_says_it_in_a_sentence_and_an_exit_code(receipt, tmp_path):
    file, said = tmp_path / "回执.pdf", StringIO()
    file.write_bytes(bytes_of(receipt))
    call_command("verify_paper", str(file), stdout=said)
    assert said.getvalue().startswith("文书真实，现行有效。青河县农业农村局登记回执")
    file.write_bytes(bytes_of(receipt) + b" ")
    with pytest.raises(CommandError, match="不一致.*SHA-256") as refused:
        call_command("verify_paper", str(file))
    assert refused.value.returncode == 1
    with pytest.raises(CommandError, match="读不到文件") as refused:
        call_command("verify_paper", str(tmp_path / "no.pdf"))
    assert refused.value.returncode == 2


def test_anyone_may_hand_in_a_file_and_sees_no_person(client, receipt):
    file = SimpleUploadedFile("a.pdf", bytes_of(receipt), content_type="application/pdf")
    page = client.post(reverse("public:verify"), {"file": file}).content.decode()
    assert "文书真实，现行有效" in page
    assert receipt.sha256 in page
    assert "张大山" not in page


def test_a_file_too_large_or_missing_is_told(client, db, monkeypatch):
    monkeypatch.setattr("mediation.web.public.papers.verify.MOST_BYTES", 10)
    large = SimpleUploadedFile("a.pdf", b"x" * 11)
    answer = client.post(reverse("public:verify"), {"file": large})
    assert (answer.status_code, "文件超过20MB" in answer.content.decode()) == (422, True)
    assert client.post(reverse("public:verify"), {}).status_code == 422


@pytest.mark.parametrize("head", [b"\0\0\0\x18ftypheic" + b"\0" * 64, b"RIFF\0\0\0\0WEBP" + b"\0" * 64])
@pytest.mark.django_db
def test_a_photograph_in_a_form_that_is_not_opened_here_is_unread_never_foreign(head):
    assert verify_file(head).verdict is Verdict.UNREAD


def test_a_code_that_is_broken_over_lines_is_read():
    narrow = print_out("<p class='flush' style='width:7em'>核验码 ABCD-EFGH-JKMN-PQRS</p>").pdf
    assert "ABCDEFGHJKMNPQRS" in printed_codes(narrow)
