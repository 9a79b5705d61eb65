"""The finished file is searched wherever something may hide: each channel is seeded with a leftover, and each is found."""

from __future__ import annotations

import io

import pikepdf
import pytest
from PIL import Image
from pyhanko.pdf_utils.generic import NullObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from mediation.documents.papers.leftovers import leftovers_in
from mediation.documents.papers.redaction import Secret, found_in, redacted, secrets_of
from mediation.vocabulary import PersonalData
from tests.documents.papers.test_house import print_out
from tests.factories.opinions import approved
from tests.factories.papers import served

pytestmark = pytest.mark.printing

NAME = Secret(PersonalData.NAME, "张大山", "张某某")
PHONE = Secret(PersonalData.PHONE, "0555-7260008", "（电话略）")
SECRETS = [NAME, PHONE]


@pytest.fixture(scope="module")
def clean():
    return print_out("<h2>一、事实</h2><p>张某某提出的请求已经查清，金额3000.00元，2025年7月11日。</p>").pdf


def changed(pdf: bytes, change) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        change(document)
        target = io.BytesIO()
        document.save(target)
    return target.getvalue()


def places(pdf: bytes, **more) -> list[str]:
    return [str(one) for one in leftovers_in(pdf, SECRETS, **more)]


def test_a_clean_file_has_none(clean):
    assert places(clean) == []


@pytest.mark.parametrize(
    "words",
    [
        "张大山",
        "张 大 山",
        "张　大　山",
        "张·大·山",
        "0555-7260008",
        "05557260008",
        "０５５５－７２６０００８",
        "0555 726 0008",
    ],
)
def test_words_on_a_page_are_found_however_they_are_written(words):
    assert any(place.startswith("第1页正文") for place in places(print_out(f"<p>由{words}提出。</p>").pdf))


def test_a_name_that_is_split_over_lines_or_pages_is_found():
    assert places(print_out("<p style='width:2em;text-indent:0'>张大山</p>").pdf)
    overleaf = print_out("<p>张</p><p style='break-before:page' class='flush'>大山同意。</p>").pdf
    assert any("下一页之间" in place for place in places(overleaf))


def test_numbers_of_people_nobody_knows_of_are_found_too():
    found = places(
        print_out("<p>身份证340123196512040011，卡号6222 0200 0000 0000 123，手机138-0000-0009，邮箱a@b.cn。</p>").pdf
    )
    assert found == [f"第1页正文：{what}" for what in ("证件号码", "账号", "联系电话", "电子邮箱")]


def test_several_dates_and_amounts_in_a_row_are_no_number_of_a_person():
    assert places(print_out("<p>2025年7月11日 2025-05-12 2025-06-18 12000.00 30000.00</p>").pdf) == []


SEEDS = {
    "文件属性Subject": lambda pdf: pdf.docinfo.update({"/Subject": "张大山的信访事项"}),
    "元数据XMP": lambda pdf: pdf.Root.Metadata.write(pdf.Root.Metadata.read_bytes().replace(b"</rdf:RDF>", "<!--张大山--></rdf:RDF>".encode())),
    "附件data.json": lambda pdf: pdf.attachments.update({"data.json": pikepdf.AttachedFileSpec(pdf, b'{"a": "\\u5f20\\u5927\\u5c71"}', filename="data.json")}),
    "附件张大山.json": lambda pdf: pdf.attachments.update({"张大山.json": pikepdf.AttachedFileSpec(pdf, b"{}", filename="张大山.json")}),
    "书签或者标题": lambda pdf: _bookmark(pdf),
    "替代文字": lambda pdf: _structure(pdf, "/Alt"),
    "替换文字": lambda pdf: _structure(pdf, "/ActualText"),
    "第1页的替换文字": lambda pdf: pdf.pages[0].contents_add(b"/Span <</ActualText <FEFF5F2059275C71>>> BDC EMC"),
    "批注": lambda pdf: _note(pdf),
    "文件结构": lambda pdf: _orphan(pdf, pikepdf.Dictionary(Hidden=pikepdf.String("张大山"))),
    "文件的数据流": lambda pdf: _orphan(pdf, pikepdf.Stream(pdf, "张大山".encode("gb18030"))),
}  # fmt: skip


def _bookmark(pdf):
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("张大山的请求", 0))


def _structure(pdf, key):
    pdf.Root.StructTreeRoot.K[0][key] = "张大山"


def _note(pdf):
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], Contents="张大山")
    pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(note)]))


def _orphan(pdf, thing):
    pdf.Root.Extra = pdf.make_indirect(thing)


@pytest.mark.parametrize("place", SEEDS)
def test_what_is_hidden_in_the_file_is_found_with_its_place(clean, place):
    found = places(changed(clean, SEEDS[place]))
    assert any(place in one for one in found), found


def test_an_earlier_version_in_the_file_is_a_leftover():
    before = print_out("<p>张大山</p>").pdf
    target = io.BytesIO(before)
    writer = IncrementalPdfFileWriter(target)
    writer.root["/Later"] = writer.add_object(NullObject())
    writer.update_root()
    writer.write_in_place()
    assert "文件结构：以前的版本" in places(target.getvalue())


def test_a_picture_whose_words_nobody_can_search_is_a_leftover(clean):
    def two_pictures(pdf):
        for grey in (1, 2):
            stream = pikepdf.Stream(pdf, Image.new("L", (2, 2), grey).tobytes())
            stream.stream_dict = pikepdf.Dictionary(
                Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=2, Height=2,
                ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8,
            )  # fmt: skip
            pdf.Root[f"/Picture{grey}"] = pdf.make_indirect(stream)

    pictured = changed(clean, two_pictures)
    assert places(pictured) == ["文件结构：不能检索文字的图片"]
    assert places(pictured, signed=True) == []


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("电话+8613800000009", "13800000009"),
        ("电话138.0000.0009", "138.0000.0009"),
        ("电话1380 0000 009", "13800000009"),
        ("身份证340 123 1965 1204 0011", "340123196512040011"),
        ("身份证340123—19651204—0011", "340123196512040011"),
    ],
)
def test_a_number_is_found_in_whatever_groups_it_is_typed(words, what):
    assert any(what in found for _kind, found in found_in(words, []))


def test_a_name_that_is_part_of_an_organs_name_may_stand_there_and_nowhere_else():
    gao = Secret(PersonalData.NAME, "高青", "高某某", within=("高青县信访局",))
    assert found_in("高青县信访局收到来信。", [gao]) == []
    assert found_in("高 青到高青县信访局。", [gao]) == [(PersonalData.NAME, "高青")]
    assert redacted("高青到高青县信访局。", [gao]) == "高某某到高青县信访局。"


def test_who_received_a_paper_as_the_porters_lodge_is_nobodys_name_and_a_compound_surname_stays_whole(world):
    matter = world.accepted(petitioners=[{"name": "欧阳文静", "address": "青河县柳树乡一村"}]).matter
    paper = matter.papers.get(kind="acceptance_notice")
    served(
        approved(paper, drafter=world.handler, head=world.head, on="2025-03-03"),
        by=world.registrar,
        on="2025-03-03",
        received_by="收发室",
    )
    assert redacted("欧阳文静把信交给收发室。", secrets_of(matter)) == "欧阳某某把信交给收发室。"
