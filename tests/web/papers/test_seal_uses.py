"""用印 at the desk: the next step on the paper's page, the register, and scans that find their papers."""

from __future__ import annotations

import uuid

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mediation.actions import gateway
from mediation.actions.papers import rendering
from mediation.models import Attachment, Organ, Paper, SealUse
from mediation.queries.papers.seal_uses import register_of
from mediation.vocabulary import Role
from mediation.web.desk.papers.scans import not_waited_for
from tests.factories.opinions import approved, take
from tests.factories.scans import as_jpeg, as_pdf, bytes_of, pictures, rough, scanned
from tests.factories.world import at
from tests.stages import staged

pytestmark = pytest.mark.printing

TODAY = "2026-03-02"
YEAR = 2026


def notice_of(world) -> Paper:
    """A notice of acceptance, as the worker prints it."""
    paper = world.accepted(on=TODAY).matter.papers.get(kind="acceptance_notice")
    paper = approved(paper, drafter=world.handler, head=world.head, on=TODAY)
    return rendering.render_paper(paper_id=take(paper, "issue", world.registrar, TODAY).pk, at=at(TODAY))


def stamped(world, paper) -> SealUse:
    stated = {"paper": paper, "seal": "official", "copies": 3, "purpose": "送达2份，存档1份"}
    use = gateway.perform(SealUse, None, "apply", by=world.handler, at=at(TODAY), matter=paper.matter, **stated)
    take(use, "approve", world.head, TODAY)
    return take(use, "stamp", world.registrar, TODAY, stamped_copies=3)


@staged
def notice(world) -> Paper:
    return notice_of(world)


def sent(version=None, **facts):
    return {"_key": uuid.uuid4().hex, **({} if version is None else {"_version": version}), **facts}


def test_the_page_leads_from_printing_to_the_kept_scan(world, desk, notice):
    Organ.objects.filter(pk=world.bureau.pk).update(settings={"seal_before_service": "scanned"})
    handler, head, keeper = desk(world.handler), desk(world.head), desk(world.registrar)
    here = f"/desk/papers/{notice.pk}/"
    page = handler.get(here).content.decode()
    apply = f"/desk/papers/{notice.pk}/seal/"
    assert f'class="btn btn-primary" href="{apply}"' in page
    assert 'value="3"' in handler.get(apply).content.decode(), "two addressees and the file"
    answer = handler.post(apply, sent(seal="official", copies=2))
    assert (answer.status_code, answer.url) == (302, here)
    use = SealUse.objects.get()
    assert str(notice) in head.get("/desk/").content.decode()
    assert head.post(f"/desk/sealuse/{use.pk}/approve/", sent(use.version)).status_code == 302
    assert f"/desk/sealuse/{use.pk}/stamp/?stamped_copies=2" in keeper.get(here).content.decode()
    assert keeper.post(f"/desk/sealuse/{use.pk}/stamp/", sent(2, stamped_copies=2)).status_code == 302
    scan = SimpleUploadedFile("盖章件.pdf", scanned(notice))
    assert keeper.post(f"/desk/sealuse/{use.pk}/scan_back/", sent(3, scan=scan)).status_code == 302
    page = keeper.get(here).content.decode()
    kept = Attachment.objects.get(subject_type="sealuse")
    assert "已扫描归档" in page
    assert f"/desk/attachment/{kept.pk}/file/" in page


def test_nobody_is_led_to_apply_where_the_organ_does_not_ask_for_it(world, desk, notice):
    page = desk(world.handler).get(f"/desk/papers/{notice.pk}/").content.decode()
    assert "申请用印" in page
    assert 'btn-primary" href' not in page


def test_a_scan_of_another_paper_is_refused_on_the_page_in_a_sentence(world, desk, notice):
    use, other = stamped(world, notice), notice_of(world)
    scan = SimpleUploadedFile("错.pdf", scanned(other))
    answer = desk(world.registrar).post(f"/desk/sealuse/{use.pk}/scan_back/", sent(use.version, scan=scan))
    assert answer.status_code == 409
    assert "扫描件第1页印的是另一份文书的核验码" in answer.content.decode()


def test_each_scan_of_a_heap_finds_its_own_paper_and_the_rest_is_told(world, desk, notice):
    second, unstamped = notice_of(world), notice_of(world)
    for paper in (notice, second):
        stamped(world, paper)
    third = notice_of(world)
    stamped(world, third)
    heap = as_pdf([pictures(bytes_of(paper))[0] for paper in (third, unstamped)])
    files = {
        "一.pdf": scanned(second),
        "二.jpg": as_jpeg(pictures(bytes_of(notice), turned=-1.5)[0]),
        "空白.pdf": rough(),
        "未用印.pdf": scanned(unstamped),
        "一摞.pdf": heap,
        "坏.pdf": b"%PDF-1.7 broken",
        "表.txt": b"text",
    }
    given = [SimpleUploadedFile(name, content) for name, content in files.items()]
    page = desk(world.registrar).post("/desk/scans/", {"files": given}).content.decode()
    assert "8份，归档3份" in page
    for words in ("没有读出核验码", "这份文书还没有申请用印", "一摞-2.pdf", "扫描件打不开", "扫描件只收"):
        assert words in page
    states = {use.paper_id: use.state for use in SealUse.objects.all()}
    assert states == {notice.pk: "scanned", second.pk: "scanned", third.pk: "scanned"}
    assert sorted(Attachment.objects.filter(subject_type="sealuse").values_list("name", flat=True)) == [
        "一.pdf", "一摞-1.pdf", "二.jpg",
    ]  # fmt: skip


def test_why_no_scan_is_waited_for_is_told_by_where_the_seal_stands(world, issued_notice):
    def told():
        return not_waited_for(Paper.objects.get(pk=issued_notice.pk))

    assert "还没有申请用印" in told()
    stated = {"paper": issued_notice, "seal": "official", "copies": 3}
    use = gateway.perform(SealUse, None, "apply", by=world.handler, at=at(TODAY), matter=issued_notice.matter, **stated)
    assert "用印申请还没有批准" in told()
    take(use, "approve", world.head, TODAY)
    assert "还没有登记用印" in told()
    Paper.objects.filter(pk=issued_notice.pk).update(sealed_sha256="1" * 64)
    assert "电子印章" in told()


@pytest.mark.parametrize("copies", ["0", "5001", "10000000", "-1", "两份"])
def test_an_application_for_an_impossible_number_of_copies_is_refused_in_a_sentence(world, desk, issued_notice, copies):
    page = f"/desk/papers/{issued_notice.pk}/seal/"
    answer = desk(world.handler).post(page, sent(seal="official", copies=copies))
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "“份数”应当是1到5000之间的整数。" in said or "“份数”应当是整数，请只写数字，例如12。" in said
    assert f'value="{copies}"' in said
    assert not SealUse.objects.exists()


def test_the_heap_counts_what_waits_begins_where_work_is_and_says_what_is_gone(world, desk, issued_notice):
    stated = {"paper": issued_notice, "seal": "official", "copies": 3}
    use = gateway.perform(SealUse, None, "apply", by=world.handler, at=at(TODAY), matter=issued_notice.matter, **stated)
    browser = desk(world.head)
    assert browser.get("/desk/seal-uses/first/").url == "/desk/seal-uses/approve/"
    assert '批准用印 <span class="n">1</span>' in browser.get("/desk/seal-uses/approve/").content.decode()
    answer = browser.post("/desk/seal-uses/approve/", sent(rows=[use.pk, 999999]))
    assert answer.status_code == 409
    assert "勾选的有1份已经不在名单上" in answer.content.decode()
    assert SealUse.objects.get().state == "approved"


def test_a_heap_that_begins_with_a_page_without_code_is_not_taken_apart(world, desk, notice):
    stamped(world, notice)
    blank = pictures(rough())[0]
    heap = as_pdf([blank, pictures(bytes_of(notice))[0], pictures(bytes_of(notice_of(world)))[0]])
    page = desk(world.registrar).post("/desk/scans/", {"files": [SimpleUploadedFile("a.pdf", heap)]})
    assert "第1页分不清是哪份文书的" in page.content.decode()
    assert SealUse.objects.get().state == "stamped"


def test_a_heap_without_files_or_too_large_is_told(world, desk, monkeypatch):
    monkeypatch.setattr("mediation.web.desk.papers.scans.MOST_FILES", 1)
    browser = desk(world.registrar)
    assert browser.post("/desk/scans/", {}).status_code == 422
    two = [SimpleUploadedFile(f"{n}.pdf", b"%PDF-") for n in range(2)]
    answer = browser.post("/desk/scans/", {"files": two})
    assert (answer.status_code, "一次最多1个文件" in answer.content.decode()) == (422, True)


def test_who_may_not_see_a_paper_does_not_learn_of_it_by_its_scan(world, desk, notice):
    stamped(world, notice)
    stranger = world.staff(Role.REGISTRAR, world.other_bureau)
    page = desk(stranger).post("/desk/scans/", {"files": [SimpleUploadedFile("a.pdf", scanned(notice))]})
    assert "您的岗位看不到" in page.content.decode()
    assert notice.number not in page.content.decode()
    assert SealUse.objects.get().state == "stamped"


def test_the_register_keeps_what_was_refused_in_order_on_screen_and_as_a_file(world, desk, notice):
    stated = {"paper": notice, "seal": "business", "copies": 9}
    first = gateway.perform(SealUse, None, "apply", by=world.handler, at=at(TODAY), matter=notice.matter, **stated)
    take(first, "refuse", world.head, TODAY, why="份数过多")
    stamped(world, notice)
    entries = register_of(world.bureau, YEAR)
    assert [(entry.place, entry.use.state, entry.use.why) for entry in entries] == [
        (1, "refused", "份数过多"), (2, "stamped", ""),
    ]  # fmt: skip
    browser = desk(world.registrar)
    for address in (f"/desk/seal-uses/?year={YEAR}", f"/desk/seal-uses/?year={YEAR}&format=csv"):
        said = browser.get(address).content.decode()
        for words in (notice.number, "份数过多", "业务专用章", "送达2份，存档1份"):
            assert words in said
    assert register_of(world.bureau, YEAR - 1) == []
    assert desk(world.handler).get("/desk/seal-uses/").status_code == 404
    assert browser.get("/desk/seal-uses/?year=99999999").status_code == 200


def test_the_register_asks_as_much_for_many_as_for_one(world, notice, django_assert_num_queries):
    stamped(world, notice)
    for count in (1, 2):
        with django_assert_num_queries(1):
            entries = register_of(world.bureau, YEAR)
            assert len([f"{e.use.paper} {e.use.matter} {e.use.applied_by} {e.use.keeper}" for e in entries]) == count
        if count == 1:
            stamped(world, notice_of(world))


def test_the_addressee_sees_the_stamped_copy_and_nobody_else_does(world, client, notice):
    use = stamped(world, notice)
    scan = ContentFile(scanned(notice), name="盖章件.pdf")
    gateway.perform(SealUse, use.pk, "scan_back", by=world.registrar, at=at(TODAY), scan=[scan])
    file = Attachment.objects.get(subject_type="sealuse")
    cache.clear()
    address = reverse("portal:stamped", args=[notice.pk, file.pk])
    stranger = world.party(world.petition(on=TODAY).matter, "张大山")
    for party, status in ((stranger, 404), (world.party(notice.matter, "张大山"), 200)):
        client.post(reverse("portal:enter"), {"number": party.matter.number, "code": party.issue_code()})
        answer = client.get(address)
        assert answer.status_code == status
    assert b"".join(answer.streaming_content) == scanned(notice)
    assert address in client.get(reverse("portal:card", args=[notice.pk])).content.decode()


def test_many_are_applied_for_approved_and_stamped_with_one_press_each(world, desk, notice):
    second = notice_of(world)
    keeper, head = desk(world.registrar), desk(world.head)
    assert "没有等您办理" in keeper.get("/desk/seal-uses/apply/").content.decode(), "the organ does not ask for it"
    Organ.objects.filter(pk=world.bureau.pk).update(settings={"seal_before_service": "stamped"})
    both = [notice.pk, second.pk]
    assert keeper.post("/desk/seal-uses/apply/", sent(rows=[])).status_code == 422
    assert keeper.post("/desk/seal-uses/apply/", sent(rows=both)).status_code == 302
    uses = list(SealUse.objects.order_by("pk"))
    assert [(use.paper_id, use.seal, use.copies) for use in uses] == [(pk, "official", 3) for pk in both]
    assert "没有等您办理" in keeper.get("/desk/seal-uses/approve/").content.decode()
    pressed = sent(rows=[use.pk for use in uses])
    for _click in range(2):
        assert head.post("/desk/seal-uses/approve/", pressed).status_code in (200, 302)
    assert keeper.post("/desk/seal-uses/stamp/", sent(rows=[use.pk for use in uses])).status_code == 302
    assert {(use.state, use.stamped_copies) for use in SealUse.objects.all()} == {("stamped", 3)}
    assert keeper.get("/desk/seal-uses/other/").status_code == 404


def test_what_is_refused_for_one_is_told_and_the_others_are_done(world, desk, notice):
    Organ.objects.filter(pk=world.bureau.pk).update(settings={"seal_before_service": "stamped"})
    world.staff(Role.HEAD, world.bureau, "副局长")
    stated = {"seal": "official", "copies": 1}
    for paper, by in ((notice, world.head), (notice_of(world), world.handler)):
        gateway.perform(SealUse, None, "apply", by=by, at=at(TODAY), matter=paper.matter, paper=paper, **stated)
    answer = desk(world.head).post("/desk/seal-uses/approve/", sent(rows=[use.pk for use in SealUse.objects.all()]))
    assert answer.status_code == 409
    assert "申请用印的人不能批准自己的申请" in answer.content.decode()
    assert sorted(SealUse.objects.values_list("state", flat=True)) == ["applied", "approved"]
