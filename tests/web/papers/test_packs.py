"""卷宗打印: made by the worker for one reader, with what that reader may see, and given to nobody else."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from django.core.files.base import ContentFile
from procrastinate.contrib.django.models import ProcrastinateJob

from mediation.actions import gateway
from mediation.actions.papers import packing
from mediation.actions.papers.rendering import render_paper
from mediation.documents.papers.packing.pieces import pieces_of
from mediation.models import Claim, Dispatch, FileView, Paper, Petition, PrintPack
from mediation.permissions import Actor
from tests.factories.world import at
from tests.stages import staged

pytestmark = pytest.mark.printing

TODAY = "2026-03-02"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"
    b"\x00\x00\x00\x0cIDATx\x9cc\xf8\xcf\xc0\x00\x00\x03\x01\x01\x00\xc9\xfe\x92\xef\x00\x00\x00\x00IEND\xaeB`\x82"
)


def printed(matter):
    for paper in matter.papers.issued():
        render_paper(paper_id=paper.pk, at=at(TODAY))


def made(pack):
    packing.make(pack_id=pack.pk, at=at(TODAY), language="zh-hans")
    return PrintPack.objects.get(pk=pack.pk)


def asked(browser, matter, **options):
    assert browser.post(f"/desk/matters/{matter.number}/pack/", options).status_code == 302
    return PrintPack.objects.latest("pk")


def text_of(answer) -> str:
    with pypdfium2.PdfDocument(io.BytesIO(b"".join(answer.streaming_content))) as document:
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)


@staged
def petition(world):
    found = world.accepted(on=TODAY)
    gateway.perform(
        Petition, found.pk, "hand_in", by=world.handler, at=at(TODAY),
        files=[ContentFile(PNG, name="收购单.png")],
    )  # fmt: skip
    return Petition.objects.get(pk=found.pk)


def test_a_copy_is_asked_for_made_by_the_worker_and_given_to_who_asked(world, desk, petition):
    printed(petition.matter)
    browser = desk(world.handler)
    pack = asked(browser, petition.matter, materials="on")
    assert ProcrastinateJob.objects.filter(task_name="make_pack", queue_name="packs").count() == 1
    assert "等待制作" in browser.get(f"/desk/matters/{petition.matter.number}/pack/").content.decode()
    pack = made(pack)
    assert (pack.stage, pack.done) == ("ready", pack.total)
    answer = browser.get(f"/desk/packs/{pack.pk}/pdf/")
    assert answer["Cache-Control"] == "private, no-store"
    said = text_of(answer)
    assert "收购单.png" in said
    assert "登记回执" in said
    assert FileView.objects.filter(user=world.handler, what="卷宗打印册（下载）").exists()


def test_a_second_press_while_one_is_under_way_finds_it_and_a_finished_job_changes_nothing(world, desk, petition):
    browser = desk(world.handler)
    first = asked(browser, petition.matter)
    assert asked(browser, petition.matter) == first
    done = made(first)
    assert made(first).made_at == done.made_at
    assert asked(browser, petition.matter) != first


def test_a_colleague_of_the_same_organ_does_not_get_ones_copy(world, desk, petition):
    pack = made(asked(desk(world.handler), petition.matter))
    colleague = desk(world.head)
    assert colleague.get(f"/desk/packs/{pack.pk}/pdf/").status_code == 404
    assert "下载PDF" not in colleague.get(f"/desk/matters/{petition.matter.number}/pack/").content.decode()


def test_a_stranger_finds_no_page_and_gets_no_copy_made(world, desk, petition):
    stranger = desk(world.staff("handler", world.other_bureau))
    page = f"/desk/matters/{petition.matter.number}/pack/"
    assert stranger.get(page).status_code == stranger.post(page).status_code == 404
    assert not PrintPack.objects.exists()


def test_what_the_reader_may_not_see_is_neither_in_the_copy_nor_in_its_index(world, desk):
    petition = world.petition(on=TODAY, organ=world.office)
    first, second = petition.claims.all()
    letter = {"by": world.clerk, "at": at(TODAY)}
    gateway.perform(
        Petition, petition.pk, "hand_in", files=[ContentFile(PNG, name="举报信.png")], proves=[first], **letter
    )
    gateway.perform(
        Claim,
        first.pk,
        "classify",
        by=world.dispatcher,
        at=at(TODAY),
        category="accusation",
        accused_organ=world.bureau,
    )
    gateway.perform(
        Dispatch, None, "send", by=world.dispatcher, at=at(TODAY), matter=petition.matter, kind="transfer",
        to_organ=world.bureau, claims=[second], extract=True,
    )  # fmt: skip
    printed(petition.matter)
    accused = Actor(on=at(TODAY).date(), user=world.handler)
    office = Actor(on=at(TODAY).date(), user=world.dispatcher)
    titles = {who: [p.title for p in pieces_of(petition.matter, who, materials=True)] for who in (accused, office)}
    assert "举报信.png" in titles[office]
    assert "举报信.png" not in titles[accused]
    assert not [title for title in titles[accused] if "登记回执" in title], "it carries a party's query code"
    pack = made(asked(desk(world.handler), petition.matter, materials="on"))
    said = text_of(desk(world.handler).get(f"/desk/packs/{pack.pk}/pdf/"))
    assert "举报信" not in said
    assert len(titles[accused]) == len(pack.contents)


def test_a_copy_with_something_since_sealed_from_its_reader_is_not_given_out(world, desk, petition):
    pack = made(asked(desk(world.handler), petition.matter))
    Paper.objects.get(pk=pack.contents[0][1]).sealed_from.add(world.bureau)
    answer = desk(world.handler).get(f"/desk/packs/{pack.pk}/pdf/")
    assert answer.status_code == 409
    assert "请重新制作" in answer.content.decode()


def test_papers_come_in_the_order_of_a_file_with_their_proofs_behind_them(world, desk, issued_notice):
    pieces = pieces_of(issued_notice.matter, Actor(on=at(TODAY).date(), user=world.handler), materials=True)
    titles = [piece.title for piece in pieces]
    assert titles == ["登记回执（张大山）", "登记回执（李秀英）", "受理告知书（张大山、李秀英）"]
    notice = pieces[-1]
    assert (notice.number, notice.responsible) == (issued_notice.number, "青河县农业农村局")
    assert notice.remarks == ["PDF尚未生成，未装入"], "its row is there, and says what is missing"


def test_who_lost_sight_of_the_file_while_waiting_gets_no_copy_and_is_told(world, desk, petition):
    pack = asked(desk(world.handler), petition.matter)
    PrintPack.objects.filter(pk=pack.pk).update(user=world.staff("handler", world.other_bureau))
    pack = made(pack)
    assert (pack.stage, pack.failure) == ("failed", "您现在不能查看这件卷宗，打印册没有做。")


def test_a_failure_is_told_on_the_page_with_what_to_do(world, desk, petition):
    pack = asked(desk(world.handler), petition.matter)
    for paper in petition.matter.papers.all():
        paper.sealed_from.add(world.bureau)
    made(pack)
    said = desk(world.handler).get(f"/desk/matters/{petition.matter.number}/pack/").content.decode()
    assert "卷宗中还没有可以打印的文书。文书签发后再做。" in said
    assert "hx-get" not in said, "nothing is under way any more"


def test_what_nobody_foresaw_is_told_too_and_the_page_does_not_wait_for_ever(world, desk, petition):
    printed(petition.matter)
    pack = asked(desk(world.handler), petition.matter)
    for paper in petition.matter.papers.issued():
        paper.pdf.storage.delete(paper.pdf.name)
    with pytest.raises(FileNotFoundError):
        packing.make(pack_id=pack.pk, at=at(TODAY), language="zh-hans")
    pack = PrintPack.objects.get(pk=pack.pk)
    assert (pack.stage, "请稍后再做一次" in pack.failure) == ("failed", True)


def test_copies_are_deleted_after_three_days(world, desk, petition):
    pack = made(asked(desk(world.handler), petition.matter))
    storage, name = pack.file.storage, pack.file.name
    packing.forget_old(at("2026-03-05", "08:00"))
    assert storage.exists(name)
    packing.forget_old(at("2026-03-05", "10:00"))
    assert not storage.exists(name)
    assert not PrintPack.objects.exists()
