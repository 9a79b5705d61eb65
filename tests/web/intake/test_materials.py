"""材料: handed in by hand and by phone, seen by whom it may be, refused with what to do."""

from __future__ import annotations

import hashlib
import io
import uuid
import zipfile

import pikepdf
import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mediation.actions import gateway, keeping
from mediation.documents.papers.packing.pieces import of_material
from mediation.models import Attachment, Claim, Dispatch, Event, FileView, Petition
from mediation.permissions import Actor
from mediation.queries.office.timeline import timeline
from mediation.queries.visibility import Sight
from mediation.vocabulary import Role
from mediation.workflows.base import NotPossibleNow
from mediation.workflows.facts import WrongFacts
from mediation.workflows.files import cleaned
from tests.factories.world import at
from tests.stages import staged

TODAY = "2026-03-02"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
PDF = b"%PDF-1.4\n1 0 obj"


@pytest.fixture(autouse=True)
def _no_tries():
    cache.clear()


@staged
def petition(world):
    """At the petition office; the first claim accuses the bureau, to which the second goes on an extract."""
    return world.petition(on=TODAY, organ=world.office)


def hand_in(petition, by, *files, proves=(), **facts):
    given = [ContentFile(content, name=name) for name, content in files]
    gateway.perform(Petition, petition.pk, "hand_in", by=by, at=at(TODAY), files=given, proves=list(proves), **facts)
    return Attachment.objects.filter(matter=petition.matter).latest("pk")


def accuse_and_pass_on(world, petition):
    first, second = petition.claims.all()
    gateway.perform(
        Claim, first.pk, "classify", by=world.dispatcher, at=at(TODAY), category="accusation",
        accused_organ=world.bureau,
    )  # fmt: skip
    gateway.perform(
        Dispatch, None, "send", by=world.dispatcher, at=at(TODAY), matter=petition.matter, kind="transfer",
        to_organ=world.bureau, claims=[second], extract=True,
    )  # fmt: skip


def status(answer):
    """The status; the file is read to its end, and so closed again."""
    list(answer.streaming_content)
    return answer.status_code


def enter(client, party):
    client.post(reverse("portal:enter"), {"number": party.matter.number, "code": party.issue_code()})
    return client


def test_the_accused_organ_neither_sees_nor_downloads_nor_reads_of_what_is_sealed(world, desk, petition):
    first, second = petition.claims.all()
    letter = hand_in(petition, world.clerk, ("举报信.pdf", PDF))
    proof = hand_in(petition, world.clerk, ("收受证据.png", PNG), proves=[first])
    other = hand_in(petition, world.clerk, ("收购单.png", PNG + b"1"), proves=[second])
    accuse_and_pass_on(world, petition)
    accused, office = desk(world.handler), desk(world.dispatcher)
    page = accused.get(f"/desk/matters/{petition.matter.number}/?all").content.decode()
    assert "收购单.png" in page
    assert "举报信" not in page
    assert "收受证据" not in page
    for hidden in (letter, proof):
        assert status(office.get(f"/desk/attachment/{hidden.pk}/file/")) == 200
        for place in ("", "file/", "unseal/", "place/"):
            assert accused.get(f"/desk/attachment/{hidden.pk}/{place}").status_code == 404
    assert status(accused.get(f"/desk/attachment/{other.pk}/file/")) == 200
    told = timeline(Sight(petition.matter, Actor(on=at(TODAY).date(), user=world.handler)), lines=100).entries
    seen = [e for entry in told for e in [entry.event, *entry.followed] if e.object_type == "attachment"]
    assert {e.object_id for e in seen} <= {other.pk}


def test_what_comes_in_after_the_accusation_is_sealed_at_once_and_what_proves_the_rest_is_passed(world, petition):
    accuse_and_pass_on(world, petition)
    zhang = world.party(petition.matter, "张大山")
    loose = hand_in(petition, zhang, ("补充.png", PNG))
    placed = hand_in(petition, zhang, ("收购单.png", PNG), proves=[petition.claims.last()])
    assert (loose.state, placed.state) == ("sealed", "kept")
    bureau = Actor(on=at(TODAY).date(), user=world.handler)
    assert list(Attachment.objects.visible_to(bureau)) == [placed]


def test_a_whole_letter_stays_sealed_and_nobody_is_led_to_open_it(world, desk, petition):
    letter = hand_in(petition, world.clerk, ("来信.pdf", PDF))
    accuse_and_pass_on(world, petition)
    with pytest.raises(NotPossibleNow) as refusal:
        gateway.perform(Attachment, letter.pk, "unseal", by=world.dispatcher, at=at(TODAY), why="误封")
    assert refusal.value.code == "proves_accusation"
    assert "btn-primary" not in desk(world.dispatcher).get(f"/desk/attachment/{letter.pk}/").content.decode()
    second = petition.claims.last()
    gateway.perform(Attachment, letter.pk, "place", by=world.dispatcher, at=at(TODAY), claims=[second])
    opened = gateway.perform(Attachment, letter.pk, "unseal", by=world.dispatcher, at=at(TODAY), why="归入诉求2")
    assert (opened.state, opened.sealed_from.count()) == ("kept", 0)


def test_another_organ_does_not_reach_a_file(world, desk, petition):
    letter = hand_in(petition, world.clerk, ("来信.pdf", PDF))
    stranger = world.staff(Role.HANDLER, world.other_bureau)
    assert desk(stranger).get(f"/desk/attachment/{letter.pk}/file/").status_code == 404


def test_a_party_sees_its_own_and_what_was_given_to_it(world, client, petition):
    zhang, li = (world.party(petition.matter, name) for name in ("张大山", "李秀英"))
    own = hand_in(petition, zhang, ("张的收据.png", PNG))
    given = hand_in(petition, world.clerk, ("现场照片.png", PNG + b"1"))
    enter(client, li)
    for file in (own, given):
        assert client.get(reverse("portal:file", args=[file.pk])).status_code == 404
    gateway.perform(Attachment, given.pk, "give", by=world.dispatcher, at=at(TODAY), given_to=[li])
    assert status(client.get(reverse("portal:file", args=[given.pk]))) == 200
    page = client.get(reverse("portal:matter")).content.decode()
    assert "现场照片.png" in page
    assert "张的收据" not in page
    assert FileView.objects.filter(party=li, what="现场照片.png").exists()


def test_a_party_sends_a_photograph_from_its_phone(world, client, petition):
    zhang = world.party(petition.matter, "张大山")
    enter(client, zhang)
    address = reverse("portal:step", args=["petition", petition.pk, "hand_in"])
    assert address in client.get(reverse("portal:matter")).content.decode()
    form = client.get(address).content.decode()
    assert 'accept="image/*' in form
    assert "multipart/form-data" in form
    assert "谁提交的" not in form
    sent = {"_key": uuid.uuid4().hex, "_version": petition.version, "files": [SimpleUploadedFile("IMG_1.png", PNG)]}
    assert client.post(address, sent).status_code == 302
    kept = Attachment.objects.get()
    assert list(kept.given_by.all()) == [zhang]
    assert (kept.organ, kept.subject_type, kept.sha256) == (world.office, "petition", hashlib.sha256(PNG).hexdigest())


def test_files_come_with_the_registration_and_stand_in_the_ledger_by_hash(world, desk):
    typed = {
        "_key": uuid.uuid4().hex, "organ": world.office.pk, "channel": "letter", "subject": "青椒收购价未兑现",
        "account": "实际只付九角。", "petitioners-rows": "1", "petitioners-0-name": "张大山", "claims-rows": "1",
        "claims-0-text": "补足差额", "files": [SimpleUploadedFile("来信.png", PNG), SimpleUploadedFile("附页.pdf", PDF)],
    }  # fmt: skip
    assert desk(world.clerk).post("/desk/register/", typed).status_code == 302
    kept = Attachment.objects.all()
    assert [(file.name, file.form) for file in kept] == [("来信.png", "png"), ("附页.pdf", "pdf")]
    assert [party.name for party in kept[0].given_by.all()] == ["张大山"]
    event = Event.objects.get(object_type="petition", step="register")
    assert event.facts["files"][0] == {"name": "来信.png", "sha256": kept[0].sha256, "size": len(PNG)}
    assert kept[0].file.name == f"materials/{kept[0].sha256[:2]}/{kept[0].sha256}"
    with kept[0].file.open("rb") as stored:
        assert stored.read() == PNG


def test_a_refused_form_keeps_the_text_and_names_the_files_to_choose_again(world, desk):
    typed = {"organ": world.office.pk, "channel": "letter", "subject": "", "account": "实际只付九角。",
             "petitioners-rows": "1", "claims-rows": "1", "files": [SimpleUploadedFile("来信.png", PNG)]}  # fmt: skip
    answer = desk(world.clerk).post("/desk/register/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "实际只付九角。" in page
    assert "请重新选择：来信.png" in page


def office_file(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(name, "x")
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500


def wide(*streams):
    return b"".join(name.encode("utf-16-le") for name in streams)


def locked_pdf(user="abc"):
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(out, encryption=pikepdf.Encryption(owner="x", user=user))
    return out.getvalue()


JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 40
# What it was called, what it holds, what it is called when it is kept, and as what.
TAKEN = [
    ("图.png", JPG, "图.jpg", "jpg"),
    ("微信图片.jfif", JPG, "微信图片.jfif", "jpg"),
    ("IMG_0001.heic", JPG, "IMG_0001.jpg", "jpg"),
    ("图.jpg", PNG, "图.png", "png"),
    ("图.pdf", PNG, "图.png", "png"),
    ("信.pdf", b"\r\n\r\n \n" + PDF, "信.pdf", "pdf"),
    ("信.pdf", b"\xef\xbb\xbf" + PDF, "信.pdf", "pdf"),
    ("只限制打印.pdf", locked_pdf(user=""), "只限制打印.pdf", "pdf"),
    ("信.doc", OLE + wide("WordDocument"), "信.doc", "doc"),
    ("信.wps", OLE + wide("WordDocument"), "信.wps", "doc"),
    ("信.wps", office_file("word/document.xml"), "信.docx", "docx"),
    ("信.doc", office_file("word/document.xml"), "信.docx", "docx"),
    ("表.et", OLE + wide("Workbook"), "表.et", "xls"),
    ("公文.ofd", b"", "公文.ofd", "ofd"),
    ("扫描.tif", b"II*\x00" + b"\x00" * 40, "扫描.tif", "tif"),
    ("扫描", b"MM\x00*" + b"\x00" * 40, "扫描.tif", "tif"),
    ("名单.csv", "姓名,住址\n张三,一村".encode("gb18030"), "名单.csv", "txt"),
]


@pytest.mark.parametrize(("called", "content", "name", "form"), TAKEN, ids=[f"{one[0]}-{one[3]}" for one in TAKEN])
def test_a_file_is_taken_by_what_it_holds(world, desk, petition, called, content, name, form):
    kept = hand_in(petition, world.clerk, (called, content or ofd_file()))
    assert (kept.name, kept.form) == (name, form)
    answer = desk(world.clerk).get(f"/desk/attachment/{kept.pk}/file/")
    assert status(answer) == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("inline" if form in ("jpg", "png", "pdf") else "attachment")
    assert of_material(kept).remarks == ([] if form in ("jpg", "png", "pdf") else ["另存"])


def ofd_file():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("OFD.xml", "x")
    return out.getvalue()


REFUSED = {
    "empty": ("空.pdf", b"", "空文件"),
    "html called pdf": ("信.pdf", b"<script>alert(1)</script>", "内容要与名称相符"),
    "program called picture": ("图.png", b"MZ\x90\x00" + b"\x00" * 60, "不能接收"),
    "text called picture": ("图.png", "不是图片".encode(), "内容要与名称相符"),
    "html": ("信.html", b"<html><script>alert(1)</script>", "不能接收"),
    "svg": ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不能接收"),
    "archive": ("包.zip", office_file("a.txt"), "不能接收"),
    "macros": ("表.xlsx", office_file("xl/workbook.xml", "xl/vbaProject.bin"), "不能接收"),
    "old macros": ("表.xls", OLE + wide("Workbook", "_VBA_PROJECT"), "不带宏"),
    "installer": ("程序.msi", OLE + wide("Property"), "不能接收"),
    "office file with a password": ("信.docx", OLE + wide("EncryptedPackage"), "打开密码"),
    "pdf with a password": ("信.pdf", locked_pdf(), "打开密码"),
    "photo of a phone": ("IMG.heic", b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40, "存为JPG"),
}


@pytest.mark.parametrize(("name", "content", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_accepted_is_told_with_what_to_do(world, petition, name, content, said):
    with pytest.raises(WrongFacts, match=said):
        hand_in(petition, world.clerk, (name, content))
    assert not Attachment.objects.exists()


ACCEPTED = {
    "pdf": ("a.pdf", PDF), "jpg": ("a.JPEG", b"\xff\xd8\xff\xe0" + b"0" * 20), "docx": ("a.docx", office_file("word/document.xml")),
    "xlsx": ("a.xlsx", office_file("xl/workbook.xml")), "txt": ("a.txt", "来信".encode("gb18030")),
    "mp4": ("a.mp4", b"\x00\x00\x00\x18ftypisom" + b"0" * 20), "wav": ("a.wav", b"RIFF0000WAVEfmt "),
    "webp": ("a.webp", b"RIFF0000WEBPVP8 "), "mp3": ("a.mp3", b"ID3" + b"\x00" * 20),
}  # fmt: skip


@pytest.mark.parametrize("form", ACCEPTED)
def test_what_is_accepted_is_known_by_its_content(world, petition, form):
    assert hand_in(petition, world.clerk, ACCEPTED[form]).form == form


def test_too_big_and_too_many_are_told(world, petition, settings):
    settings.MATERIAL_BYTES, settings.MATERIAL_FILES = 2**20, 2
    with pytest.raises(WrongFacts, match="每个文件最多1兆"):
        hand_in(petition, world.clerk, ("大.png", PNG + b"0" * 2**20))
    with pytest.raises(WrongFacts, match="一次最多2个文件"):
        hand_in(petition, world.clerk, *[(f"{n}.png", PNG) for n in range(3)])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\文档\\来信.pdf", "来信.pdf"),
        ("a\x00b\r\n\u202efdp.exe.pdf", "abfdp.exe.pdf"),
        ('<img src="x">.png', "_img src=_x__.png"),
        ("长" * 500 + ".pdf", "长" * 117 + ".pdf"),
        ("...", "未命名"),
        ("𠀀𪜀.PDF", "𠀀𪜀.pdf"),
    ],
)
def test_a_hostile_name_becomes_a_plain_one(typed, kept):
    assert cleaned(typed) == kept


def test_a_file_is_saved_under_its_name_and_never_run(world, desk, petition):
    text = hand_in(petition, world.clerk, ("说明.txt", b"<script>alert(1)</script>"))
    picture = hand_in(petition, world.clerk, ("照片.png", PNG))
    browser = desk(world.clerk)
    saved, shown = (browser.get(f"/desk/attachment/{one.pk}/file/") for one in (text, picture))
    assert saved["Content-Disposition"].startswith("attachment;")
    assert saved["Content-Type"] == "text/plain; charset=utf-8"
    assert shown["Content-Disposition"].startswith("inline;")
    assert {saved["X-Content-Type-Options"], shown["X-Content-Type-Options"]} == {"nosniff"}
    assert b"".join(shown.streaming_content) == PNG
    assert b"".join(saved.streaming_content) == b"<script>alert(1)</script>"
    assert FileView.objects.filter(what="说明.txt", user=world.clerk).exists()


def test_a_refused_step_leaves_no_row_and_its_file_is_set_aside_after_a_day(world, petition, clock):
    other = world.petition(on=TODAY, subject="另一件")
    with pytest.raises(Exception, match="所选诉求不在本卷宗内"):
        hand_in(petition, world.clerk, ("来信.png", PNG), proves=[other.claims.first()])
    kept = hand_in(petition, world.clerk, ("附页.pdf", PDF))
    path = f"materials/{hashlib.sha256(PNG).hexdigest()[:2]}/{hashlib.sha256(PNG).hexdigest()}"
    assert not Attachment.objects.filter(file=path).exists()
    now = storages["materials"].get_modified_time(path)
    assert keeping.set_aside_unnamed(now) == []
    later = now + keeping.SPARED * 2
    assert keeping.set_aside_unnamed(later) == [path]
    assert storages["materials"].exists(kept.file.name)
    assert not storages["materials"].exists(path)
    with storages["materials"].open(f"quarantine/{later:%Y-%m-%d}/{path}") as aside:
        assert aside.read() == PNG


def test_many_files_that_no_row_names_are_left_where_they_are(world, petition, monkeypatch):
    """As after a restore of an older database: what came in since is evidence."""
    monkeypatch.setattr(keeping, "MOST_AT_ONCE", 2)
    store = storages["materials"]
    paths = [store.save(f"materials/0{n}/{n:064x}", ContentFile(b"%d" % n)) for n in range(3)]
    later = store.get_modified_time(paths[0]) + keeping.SPARED * 2
    with pytest.raises(keeping.TooManyUnnamed, match="3 files"):
        keeping.set_aside_unnamed(later)
    assert all(store.exists(path) for path in paths)
    assert keeping.set_aside_unnamed(store.get_modified_time(paths[0])) == [], "each has a day for its step to come"


def test_the_same_content_is_kept_once(world, petition):
    one, two = (hand_in(petition, world.clerk, (name, PNG)) for name in ("一.png", "二.png"))
    assert one.file.name == two.file.name
    assert len(storages["materials"].listdir(f"materials/{one.sha256[:2]}")[1]) == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_panel_asks_the_database_the_same_for_one_file_and_three(world, petition, rows, django_assert_num_queries):
    from mediation.web.desk.intake.materials import of_matter

    first = petition.claims.first()
    for n in range(rows):
        hand_in(petition, world.clerk, (f"{n}.png", PNG), proves=[first])
    sight = Sight(petition.matter, Actor(on=at(TODAY).date(), user=world.clerk))
    with django_assert_num_queries(5):  # and what he reads in part, once a request
        found = of_matter(sight)
        shown = [(f.organ, list(f.claims.all()), list(f.given_by.all()), list(f.sealed_from.all())) for f in found]
    assert len(shown) == rows
