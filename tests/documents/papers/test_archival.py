"""The check of archive files finds what is broken on purpose; the sheets of all kinds are held to it elsewhere."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from tests.documents.papers.archival import faults
from tests.documents.papers.test_house import print_out
from tests.documents.papers.test_sealing import sealed, unsealed  # noqa: F401  fixtures

pytestmark = pytest.mark.printing


@pytest.fixture(scope="module")
def paper():
    made = print_out("<h2>一、事实</h2><p>正文一段，2025年。</p><table><tr><th>序号<td>1</table>")
    assert faults(made.pdf) == []
    return made.pdf


def action(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="1")


def widths(pdf):
    next(o for o in pdf.objects if isinstance(o, Dictionary) and "/W" in o).W = Array([100, Array([333])])


def profile(pdf):
    pdf.Root.OutputIntents[0].DestOutputProfile.N = 4


def unicode_map(pdf):
    del next(o for o in pdf.objects if isinstance(o, Dictionary) and "/ToUnicode" in o)["/ToUnicode"]


def program(pdf):
    font = next(o for o in pdf.objects if isinstance(o, Dictionary) and {"/FontFile2", "/FontFile3"} & set(o.keys()))
    for key in {"/FontFile2", "/FontFile3"} & set(font.keys()):
        del font[key]


def outside(pdf):
    page = pdf.pages[0]
    page.contents_add(b"BT ET /X Do", prepend=False)


def tags(pdf):
    del pdf.Root.MarkInfo


def language(pdf):
    pdf.Root.Lang = "en"


def identity(pdf):
    with pdf.open_metadata(set_pikepdf_as_editor=False) as facts:
        facts["pdfaid:part"] = "1"


def title(pdf):
    pdf.docinfo["/Title"] = "另一题"


def note(pdf):
    pdf.pages[0].Annots = pdf.make_indirect(Array([Dictionary(Subtype=Name.Text, Rect=Array([0, 0, 9, 9]), F=2)]))


@pytest.mark.parametrize(
    ("break_it", "clause"),
    [
        (action, "6.5"),
        (widths, "6.2.11.5"),
        (profile, "6.2.3"),
        (unicode_map, "6.2.11.7"),
        (program, "6.2.11.4"),
        (outside, "UA 7.1"),
        (tags, "UA 7.1"),
        (language, "UA 7.2"),
        (identity, "6.6.4"),
        (title, "6.6.3"),
        (note, "6.3.1"),
    ],
)
def test_what_is_broken_on_purpose_is_named_with_its_clause(paper, break_it, clause):
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        break_it(pdf)
        pdf.save(target, fix_metadata_version=False)
    assert any(fault.startswith(clause) for fault in faults(target.getvalue()))


def test_a_sealed_paper_is_still_an_archive_file_and_of_the_same_day(sealed, unsealed):  # noqa: F811
    assert faults(sealed) == []
    with pikepdf.open(io.BytesIO(sealed)) as after, pikepdf.open(io.BytesIO(unsealed)) as before:
        assert dict(after.docinfo) == dict(before.docinfo)


def test_qpdf_finds_no_fault(paper, sealed):  # noqa: F811
    """pikepdf is built on qpdf; its check reads every stream."""
    for pdf in (paper, sealed):
        with pikepdf.open(io.BytesIO(pdf)) as file:
            assert file.check_pdf_syntax() == []
