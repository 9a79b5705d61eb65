"""The pages by which an office is set up: the beginning, the first steps, forms that keep what was typed, slips shown once."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mediation.actions import gateway
from mediation.models import Appointment, OfficeChange, Organ, Petition, User
from mediation.vocabulary import Role
from mediation.written.tables.writing import workbook
from tests.factories.world import at

pytestmark = pytest.mark.django_db
BEGIN = {
    "start": "AAAAA-BBBBB", "name": "青河县信访局", "short": "青信", "code": "qhxf", "kind": "petition_office", "person": "云飞",
    "username": "yun.fei", "password": "right horse battery", "again": "right horse battery",
}  # fmt: skip


@pytest.fixture
def var(settings, tmp_path):
    settings.VAR = tmp_path
    (tmp_path / "start-secret").write_text("AAAAA-BBBBB", encoding="ascii")
    return tmp_path


@pytest.fixture
def admin(world):
    return world.staff(Role.ADMINISTRATOR, world.office)


def test_an_empty_site_is_begun_once_by_who_knows_the_secret(client, var):
    assert "/desk/begin/" in client.get("/desk/sign-in/").content.decode()
    wrong = client.post("/desk/begin/", {**BEGIN, "start": "guess", "code": "QHXF", "again": "other"})
    page = wrong.content.decode()
    assert wrong.status_code == 422
    assert "开始口令不对" in page
    assert "两次输入的密码不一样" in page
    assert 'value="青河县信访局"' in page
    assert not User.objects.exists()
    unfit = client.post("/desk/begin/", {**BEGIN, "code": "9"})
    assert "2到20个小写字母" in unfit.content.decode()
    assert not User.objects.exists(), "nothing is left of what was refused"
    assert client.post("/desk/begin/", BEGIN)["Location"] == "/desk/office/"
    assert client.get("/desk/office/").status_code == 200
    assert not (var / "start-secret").exists()
    assert Client().get("/desk/begin/").status_code == 404
    assert "/desk/begin/" not in Client().get("/desk/sign-in/").content.decode()


def test_first_steps_lead_from_one_thing_to_the_next(client, var):
    client.post("/desk/begin/", BEGIN)
    assert "还没有人担任：登记人、承办人、机关负责人、文书管理员" in client.get("/desk/office/").content.decode()
    organ = Organ.objects.get()
    for n, role in enumerate(("intake_clerk", "handler", "head", "registrar")):
        posted = {"organ": organ.pk, "name": f"人{n}", "username": f"ren.{n}", "roles": [role], "_key": f"{n}" * 32}
        assert client.post("/desk/office/enter/enrol/", posted).status_code == 200
    assert "还没有指定的：青河县信访局" in client.get("/desk/office/").content.decode()
    above = {"code": "qh", "name": "青河县人民政府", "short": "青政", "kind": "government"}
    client.post("/desk/office/enter/set_up_organ/", above)
    changed = {"organ": organ.pk, "name": organ.name, "short": "青信", "kind": "petition_office",
               "review": [Organ.objects.get(code="qh").pk]}  # fmt: skip
    assert client.post("/desk/office/enter/amend_organ/", changed).status_code == 302
    assert "可以登记第一件信访事项了" in client.get("/desk/office/").content.decode()


def test_a_slip_is_shown_once_and_opens_one_page_once(client, admin, world):
    client.force_login(admin)
    form = {"organ": world.bureau.pk, "name": "石林", "username": "shi.lin", "roles": ["handler"], "_key": "a" * 32}
    slip = client.post("/desk/office/enter/enrol/", form)
    assert slip.headers["Cache-Control"] == "no-store"
    secret = re.search(r"[2-9A-Z]{5}(-[2-9A-Z]{5}){3}", slip.content.decode())[0]
    again = client.post("/desk/office/enter/enrol/", form).content.decode()
    assert secret not in again
    assert "已经显示过一次" in again
    own = Client()
    own.post("/desk/sign-in/", {"username": "shi.lin", "password": secret})
    assert own.get("/desk/matters/")["Location"] == "/desk/password/"
    weak = own.post("/desk/password/", {"password": "short", "again": "short"}).content.decode()
    assert "密码至少要12个字符" in weak
    own.post("/desk/password/", {"password": "shi lin horse battery", "again": "shi lin horse battery"})
    assert own.get("/desk/matters/").status_code == 200
    assert "现在的密码" in own.get("/desk/password/").content.decode()
    assert not User.objects.get(username="shi.lin").check_password(secret)


def test_a_slip_that_is_over_opens_nothing(client, admin, world, settings):
    settings.START_SECRET_DAYS = -1
    client.force_login(admin)
    form = {"organ": world.bureau.pk, "name": "石林", "username": "shi.lin", "roles": ["handler"], "_key": "a" * 32}
    secret = re.search(r"[2-9A-Z]{5}(-[2-9A-Z]{5}){3}", client.post("/desk/office/enter/enrol/", form).content.decode())
    told = Client().post("/desk/sign-in/", {"username": "shi.lin", "password": secret[0]}).content.decode()
    assert "已经过期" in told


def test_wrong_input_is_told_and_nothing_typed_is_lost(client, admin, world):
    client.force_login(admin)
    form = {"organ": world.bureau.pk, "name": "石林", "username": "Shi Lin", "roles": ["handler"], "email": "nobody"}
    answer = client.post("/desk/office/enter/enrol/", form)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "用户名应当是2到30个小写字母" in page
    assert 'value="Shi Lin"' in page
    assert 'value="石林"' in page


def test_a_form_begins_with_what_is_registered(client, admin, world):
    client.force_login(admin)
    page = client.get(f"/desk/office/enter/amend_organ/?organ={world.bureau.pk}").content.decode()
    assert 'value="青河县农业农村局"' in page
    assert page.count("checked") >= 2, "those who review it are ticked"


def test_an_administrator_sees_what_is_handed_over_by_number_alone(client, admin, world):
    petition = world.accepted()
    gateway.perform(
        Petition, petition.pk, "assign_handler", by=world.head, at=at("2025-03-03", "11:00"), handler=world.handler
    )
    heir = world.staff(Role.HANDLER, world.bureau, "接手人")
    client.force_login(admin)
    form = {"person": world.handler.pk, "until": "2026-11-30", "heir": heir.pk, "why": "退休", "closes": "on"}
    shown = client.post("/desk/office/enter/hand_work_over/", form).content.decode()
    assert petition.matter.number in shown
    assert petition.subject not in shown
    assert Petition.objects.get().handler == world.handler
    seen = re.search(r'name="_seen" value="(\w+)"', shown)[1]
    client.post("/desk/office/enter/hand_work_over/", {**form, "_seen": seen})
    assert Petition.objects.get().handler == heir
    assert client.get(f"/desk/matters/{petition.matter.number}/").status_code == 404


def test_a_head_reads_the_ledger_of_his_own_organs(client, world, admin):
    own = gateway.perform(
        OfficeChange, None, "appoint", by=admin, at=at("2026-03-02"), person=world.clerk, organ=world.bureau,
        role="recorder", why="兼任",
    )  # fmt: skip
    strange = gateway.perform(
        OfficeChange, None, "appoint", by=admin, at=at("2026-03-02"), person=world.clerk, organ=world.other_bureau,
        role="recorder", why="兼任",
    )  # fmt: skip
    client.force_login(world.head)
    assert "兼任" in client.get("/desk/office/ledger/").content.decode()
    assert client.get(f"/desk/office/ledger/{own.pk}/").status_code == 200
    assert client.get(f"/desk/office/ledger/{strange.pk}/").status_code == 404
    assert client.get(f"/desk/office/ledger/{own.pk}/revert/").status_code == 404


def test_lists_ask_the_database_the_same_for_few_rows_and_for_many(client, admin, world):
    client.force_login(admin)
    counted = []
    for n in range(2):
        for k in range(1 + 3 * n):
            person = world.staff(Role.HANDLER, world.bureau, f"人{n}{k}")
            Appointment.objects.create(user=person, organ=world.bureau, role=Role.RECORDER)
        with CaptureQueriesContext(connection) as asked:
            client.get("/desk/office/people/")
            client.get(f"/desk/office/organs/{world.bureau.pk}/")
        counted.append(len(asked))
    assert counted[0] == counted[1]


def test_the_secret_file_is_made_by_the_command_and_readable_to_its_owner_alone(settings, tmp_path, capsys):
    settings.VAR = tmp_path
    call_command("prepare_site", no_samples=True)
    secret = Path(tmp_path / "start-secret")
    assert secret.stat().st_mode & 0o777 == 0o600
    assert secret.read_text() in capsys.readouterr().out


PEOPLE = "姓名\t用户名\t机关编码\t岗位\n甲\tjia.yi\tqhny\t承办人\n乙\tyi\tnowhere\t承办人\n"


def test_a_table_is_shown_row_by_row_before_anything_is_taken_over(client, admin, world):
    client.force_login(admin)
    sent = {"file": SimpleUploadedFile("人员.xlsx", workbook("人员", *_cells(PEOPLE)))}
    shown = client.post("/desk/office/import/people/", sent).content.decode()
    assert "新增1行，更改0行，不变0行，不能导入1行" in shown
    assert "没有编码为“nowhere”的机关" in shown
    assert not User.objects.filter(username="jia.yi").exists()
    form = {name: re.search(rf'name="{name}" value="(\w+)"', shown)[1] for name in ("_seen", "_key")}
    text = html.unescape(re.search(r'<textarea name="text" hidden>(.*?)</textarea>', shown, re.S)[1])
    slips = client.post("/desk/office/import/people/", {**form, "text": text})
    assert slips.headers["Cache-Control"] == "no-store"
    secret = re.search(r"[2-9A-Z]{5}(-[2-9A-Z]{5}){3}", slips.content.decode())[0]
    assert User.objects.get(username="jia.yi").check_password(secret)


def _cells(text):
    heads, *rows = [line.split("\t") for line in text.strip().split("\n")]
    return heads, rows


def test_what_is_no_table_is_told_and_kept(client, admin):
    client.force_login(admin)
    answer = client.post("/desk/office/import/organs/", {"text": "随便写的一行字"})
    assert answer.status_code == 422
    assert "没有找到表头" in answer.content.decode()
    assert "随便写的一行字" in answer.content.decode()
    assert "请选择文件" in client.post("/desk/office/import/organs/", {"text": ""}).content.decode()
    broken = {"file": SimpleUploadedFile("a.xlsx", b"\x00\x01")}
    assert client.post("/desk/office/import/organs/", broken).status_code == 422


def test_an_export_is_the_table_that_can_be_imported(client, admin, world):
    client.force_login(admin)
    for form in ("xlsx", "csv"):
        sent = {"file": SimpleUploadedFile(f"a.{form}", client.get(f"/desk/office/export/organs.{form}").content)}
        shown = client.post("/desk/office/import/organs/", sent).content.decode()
        assert "新增0行，更改0行，不变8行，不能导入0行" in shown


def test_an_organ_is_moved_under_another_with_all_below_it(client, admin, world):
    client.force_login(admin)
    county = Organ.establish(name="柳州河县人民政府", short="柳政", code="lz", kind="government")
    section = Organ.establish(below=world.bureau, name="农机站", short="农机", code="njz")
    form = {"organ": world.bureau.pk, "above": county.pk, "why": "县委办文件"}
    address = "/desk/office/enter/move_organ/"
    assert client.post(address, {**form, "_key": "a" * 32}).status_code == 302
    assert [one.pk for one in Organ.objects.get(pk=section.pk).superiors()] == [world.bureau.pk, county.pk]
    change = OfficeChange.objects.get(kind="move_organ")
    assert change.details[0]["is"] == "柳州河县人民政府"
    assert "柳州河县人民政府" in client.get(f"/desk/office/ledger/{change.pk}/").content.decode()
    assert "就是柳州河县人民政府" in client.post(address, {**form, "_key": "b" * 32}).content.decode()
    below = {**form, "organ": county.pk, "above": section.pk, "_key": "c" * 32}
    assert "在它下面" in client.post(address, below).content.decode()
    top = {**form, "above": "", "_key": "d" * 32}
    assert client.post(address, top).status_code == 302
    assert Organ.objects.get(pk=world.bureau.pk).depth == 1
    assert [one.pk for one in Organ.objects.get(pk=section.pk).superiors()] == [world.bureau.pk]
    assert Organ.objects.find_problems() == ([], [], [], [], [])
