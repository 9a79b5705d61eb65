"""What is printed at issue stays so: the page is frozen, the file is sealed once, either file is authentic."""

import hashlib

import pikepdf
import pytest

from mediation.actions.papers import rendering
from mediation.documents import rendering as printing
from mediation.documents.papers.snapshot import data_of, html_of, page_of
from mediation.documents.papers.verifying import Verdict, verify_file
from mediation.models import PageStyle
from tests.factories.opinions import DECIDED, approved, drafted, take
from tests.factories.world import at
from tests.stages import staged

pytestmark = [pytest.mark.django_db, pytest.mark.printing]


@staged
def notice(world):
    """A registration receipt, and a notice with a place for the seal."""
    petition = world.petition(on="2025-03-03")
    return petition.matter.papers.issued().first()


def bytes_of(file):
    with file.open("rb") as opened:
        return opened.read()


def test_a_later_edition_of_the_house_changes_no_issued_paper(notice, settings, tmp_path):
    before = html_of(notice)
    assert before == page_of(notice)
    house = tmp_path / "documents" / "_house"
    house.mkdir(parents=True)
    (house / "house.css").write_text("p { color: red }")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    assert page_of(notice) != before
    assert html_of(notice) == before
    made = rendering.render_paper(paper_id=notice.pk, at=at("2025-03-03", "09:01"))
    again = printing.render(html_of(made), created=str(made.issued_on), title=str(made), data=data_of(made))
    assert again.sha256 == made.sha256


def test_papers_share_their_style_sheets(world):
    first = world.petition(on="2025-03-03").matter.papers.issued()
    second = world.petition(on="2025-03-04").matter.papers.issued()
    assert first.count() + second.count() > 2
    assert PageStyle.objects.count() == 1
    assert all("<style>" not in paper.page for paper in [*first, *second])


def test_facts_for_machines_are_attached_and_hold_no_person(notice, world):
    made = rendering.render_paper(paper_id=notice.pk, at=at("2025-03-03", "09:01"))
    with made.pdf.open("rb") as file, pikepdf.open(file) as pdf:
        attached = pdf.attachments["paper.json"]
        said = attached.get_file().read_bytes().decode()
        assert attached.obj.AFRelationship == "/Data"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang == "zh-CN"
    assert made.organ.name in said
    for party in made.matter.parties.all():
        assert party.name not in said
        assert not party.phone or party.phone not in said


def test_a_sealed_paper_and_its_unsealed_print_are_both_authentic(world, settings):
    settings.SEALING = "mediation.documents.papers.sealing.sample.SampleSeals"
    opinion = approved(drafted(world, world.accepted()), drafter=world.handler, head=world.head, on=DECIDED)
    take(opinion, "issue", world.registrar, DECIDED, "10:30")
    made = rendering.render_paper(paper_id=opinion.pk, at=at(DECIDED, "10:31"))
    assert made.file == made.sealed
    assert made.sealed_sha256 != made.sha256
    for file, digest in ((made.pdf, made.sha256), (made.sealed, made.sealed_sha256)):
        content = bytes_of(file)
        assert hashlib.sha256(content).hexdigest() == digest
        assert verify_file(content).verdict is Verdict.IN_FORCE
    assert verify_file(bytes_of(made.sealed) + b" ").verdict is Verdict.ALTERED


def test_a_form_bears_no_seal(notice, settings):
    settings.SEALING = "mediation.documents.papers.sealing.sample.SampleSeals"
    made = rendering.render_paper(paper_id=notice.pk, at=at("2025-03-03", "09:01"))
    assert not made.sealed
    assert made.file == made.pdf
