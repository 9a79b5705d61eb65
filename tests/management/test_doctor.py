"""`manage.py doctor`: each fault is made, and told with what to do; what is well is told too; nothing is changed."""

from __future__ import annotations

import ast
import shutil
import socket
import subprocess
import sys
import threading
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from mediation.actions.clock import trust
from mediation.management.doctor import database, lines, machine
from mediation.models import ClockRun
from mediation.queries.office import machine as disks
from mediation.queries.office import site
from mediation.vocabulary import ClockHalt
from setup.paths import ROOT
from tests.factories.world import at

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
KEY = "0123456789abcdefghijABCDEFGHIJ-_0123456789"


@pytest.fixture
def office(world, settings, tmp_path, monkeypatch):
    """A site of which nothing is to be said."""
    settings.SECRET_KEY, settings.LEDGER_KEY = KEY, KEY[::-1]
    settings.FACTOR_KEYS = [KEY[20:] + KEY[:20]]
    settings.ACCESS_KEYS, settings.SECRET_KEY_FALLBACKS = [KEY.swapcase(), "short"], []
    settings.NOTEBOOK_KEYS = [KEY.swapcase()[::-1]]
    settings.SITE_URL, settings.ALLOWED_HOSTS, settings.TRUSTED_PROXIES = "https://xf.example.cn", ["xf.example.cn"], 1
    settings.MEDIA_ROOT = folder = tmp_path / "files"
    folder.mkdir(mode=0o700)
    settings.VAR = tmp_path
    monkeypatch.setattr(trust, "_of_the_database", lambda: NOW)
    monkeypatch.setattr(machine, "missing_fonts", tuple)
    monkeypatch.setattr(site, "missing_fonts", tuple)
    monkeypatch.setattr(disks, "ROOM", 1)
    disks.note_backup(NOW)
    monkeypatch.setattr(database, "too_much", lambda role: "")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [NOW])
    return world


def told():
    """Its lines, and the exit code."""
    out = StringIO()
    try:
        call_command("doctor", stdout=out)
    except CommandError as refused:
        return out.getvalue().splitlines(), refused.returncode
    return out.getvalue().splitlines(), 0


def faults():
    lines, code = told()
    wrong = [line for line in lines if line.startswith(("〔要办〕", "〔未查〕"))]
    assert code == (1 if wrong else 0)
    return wrong


def test_all_is_well_and_each_thing_is_named(office):
    lines, code = told()
    assert (code, lines[-1]) == (0, f"查了{len(lines) - 1}项，都正常。")
    seen = {line.removeprefix("〔正常〕").partition("：")[0] for line in lines[:-1]}
    assert seen == {
        "运行方式", "SECRET_KEY", "SECRET_KEY_FALLBACKS", "ACCESS_KEYS", "FACTOR_KEYS", "LEDGER_KEY", "NOTEBOOK_KEYS", "SITE_URL", "ALLOWED_HOSTS", "TRUSTED_PROXIES", "邮件",
        "字体", "磁盘", "文件夹", "备份", "数据库", "数据库角色", "表结构", "触发器", "时间", "运行状况",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"DEBUG": True}, "〔要办〕运行方式：开着调试"),
        ({"SECRET_KEY": "only-for-development"}, "〔要办〕SECRET_KEY：是人人看得到的样例值。"),
        ({"SECRET_KEY": "django-insecure-" + KEY}, "〔要办〕SECRET_KEY：是人人看得到的样例值。"),
        ({"LEDGER_KEY": ""}, "〔要办〕LEDGER_KEY：没有设置。"),
        ({"LEDGER_KEY": "x" * 60}, "〔要办〕LEDGER_KEY：太短或者太简单"),
        ({"LEDGER_KEY": KEY[:31]}, "〔要办〕LEDGER_KEY：太短或者太简单"),
        ({"NOTEBOOK_KEYS": []}, "〔要办〕NOTEBOOK_KEYS：没有设置。"),
        ({"NOTEBOOK_KEYS": ["short", KEY]}, "〔要办〕NOTEBOOK_KEYS：太短或者太简单"),
        ({"LEDGER_KEY": KEY}, "〔要办〕LEDGER_KEY：与SECRET_KEY相同"),
        (
            {"SITE_URL": "http://xf.example.cn", "TRUSTED_PROXIES": 0},
            "〔要办〕SITE_URL：http://xf.example.cn没有加密。",
        ),
        ({"SECRET_KEY_FALLBACKS": [KEY, "only-for-development"]}, "〔要办〕SECRET_KEY_FALLBACKS：其中有人人看得到的"),
        ({"ACCESS_KEYS": []}, "〔要办〕ACCESS_KEYS：没有设置，查询凭条跟着SECRET_KEY走"),
        ({"ACCESS_KEYS": ["short", KEY]}, "〔要办〕ACCESS_KEYS：太短或者太简单"),
        ({"FACTOR_KEYS": []}, "〔要办〕FACTOR_KEYS：没有设置，工作人员不能用验证器应用"),
        ({"FACTOR_KEYS": [KEY]}, "〔要办〕FACTOR_KEYS：与别的密钥相同"),
        ({"FACTOR_KEYS": ["tiny"]}, "〔要办〕FACTOR_KEYS：太短或者太简单"),
        ({"ALLOWED_HOSTS": ["*"]}, "〔要办〕ALLOWED_HOSTS：什么域名都接受。请改为本单位的域名：xf.example.cn。"),
        ({"ALLOWED_HOSTS": ["other.cn"]}, "〔要办〕ALLOWED_HOSTS：不接受SITE_URL的域名xf.example.cn"),
        ({"OIDC_ISSUER": "http://id.example.cn"}, "〔要办〕OIDC_ISSUER：http://id.example.cn没有加密"),
        ({"OIDC_ISSUER": "https://id.example.cn"}, "〔要办〕OIDC_ISSUER：没有写认证平台给本站的编号和密钥"),
        ({"TRUSTED_PROXIES": 0}, "〔要办〕TRUSTED_PROXIES：网址是https"),
        ({"TRUSTED_PROXIES": -1}, "〔要办〕TRUSTED_PROXIES：不能是-1。"),
    ],
)
def test_a_setting_that_is_no_offices_own(office, settings, changed, sentence):
    for name, value in changed.items():
        setattr(settings, name, value)
    (said,) = faults()
    assert said.startswith(sentence)


SMTP = "django.core.mail.backends.smtp.EmailBackend"
MAIL = {"EMAIL_BACKEND": SMTP, "EMAIL_HOST": "mail.example.cn", "EMAIL_USE_TLS": False, "EMAIL_USE_SSL": False}
SMS = {"SMS_ADAPTER": "mediation.actions.sms.by_gateway"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (MAIL, "〔要办〕邮件线路：到mail.example.cn没有加密，邮件和密码路上看得见。请把EMAIL_URL改为smtp+tls://或smtp+ssl://开头。"),
        ({**MAIL, "EMAIL_USE_TLS": True}, "〔正常〕邮件线路：到mail.example.cn加密。"),
        ({**MAIL, "EMAIL_HOST": "127.0.0.1"}, None),
        ({**SMS, "SMS_URL": "http://sms.example.cn/send"}, "〔要办〕短信线路：到sms.example.cn没有加密，验证码路上看得见。请把SMS_URL改为https开头的地址。"),
        ({**SMS, "SMS_URL": "https://sms.example.cn/send"}, "〔正常〕短信线路：到sms.example.cn加密。"),
        ({"DATABASES": {"default": {"HOST": "db.example.cn", "OPTIONS": {"sslmode": "require"}}}}, "〔要办〕数据库线路：到db.example.cn不一定加密，也不核对对方是谁。请在DATABASE_URL末尾加上?sslmode=verify-full，并备好根证书。"),
        ({"DATABASES": {"default": {"HOST": "db.example.cn", "OPTIONS": {"sslmode": "verify-full"}}}}, "〔正常〕数据库线路：到db.example.cn加密，并核对对方的证书。"),
        ({"DATABASES": {"default": {"HOST": "/var/lib/x"}}}, None),
    ],
)  # fmt: skip
def test_what_leaves_the_machine_is_encrypted_and_its_other_end_known(monkeypatch, changed, said):
    for name, value in changed.items():
        monkeypatch.setattr(lines.settings, name, value)
    assert [str(one) for one in lines.examined()] == ([said] if said else [])


@pytest.mark.parametrize("address", ["https://localhost", "http:///x", ""])
def test_an_address_that_leads_nowhere_names_no_host_to_allow(office, settings, address):
    settings.SITE_URL = address
    assert [line[: line.index("：")] for line in faults()] == ["〔要办〕SITE_URL", "〔未查〕ALLOWED_HOSTS"]


def test_no_key_is_ever_told(office, settings):
    settings.LEDGER_KEY = settings.SECRET_KEY = "only-for-" + KEY
    assert KEY[:8] not in "".join(told()[0])


@pytest.fixture
def mail(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS, settings.DEFAULT_FROM_EMAIL = "127.0.0.1", False, "xf@example.cn"
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = held.getsockname()[1]
        yield held


@pytest.mark.loopback
def test_a_mail_server_that_does_not_answer(office, mail):
    """The port is bound, and nobody listens."""
    assert faults() == [
        "〔要办〕邮件：连不上邮件服务器（ConnectionRefusedError），提醒发不出去。请核对EMAIL_URL和邮件服务器。"
    ]


@pytest.mark.loopback
@pytest.mark.parametrize(("sender", "wrong"), [("信访局 <xf@example.cn>", False), ("mediation@localhost", True)])
def test_a_mail_server_that_answers(office, mail, settings, sender, wrong):
    settings.DEFAULT_FROM_EMAIL = sender

    def answer():
        with mail.accept()[0] as peer:
            peer.sendall(b"220 ready\r\n")
            while said := peer.recv(1024):
                peer.sendall(b"221 bye\r\n" if said.startswith(b"QUIT") else b"250 well\r\n")

    mail.listen()
    mail.settimeout(20)
    server = threading.Thread(target=answer)
    server.start()
    try:
        assert [line.startswith("〔要办〕邮件：发件人mediation@localhost") for line in faults()] == [True] * wrong
    finally:
        server.join()


def test_fonts_that_are_gone_are_told_once(office, monkeypatch):
    for module in (machine, site):
        monkeypatch.setattr(module, "missing_fonts", lambda: ("FandolSong-Regular.otf",))
    (said,) = faults()
    assert said.startswith("〔要办〕字体：缺少打印文书的字体：FandolSong-Regular.otf。")


def test_a_disk_that_is_nearly_full(office, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(disks, "ROOM", 2 << 30)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(9 << 30, 8 << 30, (2 << 30) - 1))
    assert all("所在磁盘还剩2.0GB，将要写满。请清理或者扩大磁盘" in line for line in faults())
    assert faults()


def test_a_disk_without_names_left(office, monkeypatch):
    monkeypatch.setattr(disks, "NAMES", sys.maxsize)
    said = faults()
    assert said
    assert all("个文件。请清理小文件" in line for line in said)


def test_folders_that_others_enter_or_that_are_not_there(office, settings):
    Path(settings.MEDIA_ROOT).chmod(0o755)
    (settings.VAR / "seals").mkdir(mode=0o750)
    (settings.VAR / machine.START_SECRET).touch()
    (settings.VAR / machine.START_SECRET).chmod(0o644)
    folder, seals, start = faults()
    assert folder.endswith(f"本机的其他用户也能进（0755）。请运行chmod go= {settings.MEDIA_ROOT}。")
    assert "样章私钥" in seals
    assert "开始口令" in start
    Path(settings.MEDIA_ROOT).rmdir()
    assert "不在。请运行manage.py prepare_site" in faults()[0]


def test_without_its_database_the_rest_is_told_all_the_same(office):
    def away(*args, **kwargs):
        raise OperationalError("connection refused\nIs the server running?")

    with connection.execute_wrapper(away):
        said = faults()
    assert said[0] == "〔要办〕数据库：连不上（connection refused）。请启动数据库，并核对DATABASE_URL。"
    assert [line.startswith("〔未查〕") for line in said[1:]] == [True] * 5


def applied(name):
    return MigrationRecorder.Migration.objects.filter(app="mediation", name=name)


def newest():
    return MigrationRecorder.Migration.objects.filter(app="mediation").order_by("-name").first().name


def test_a_migration_that_was_not_made(office):
    applied(newest()).delete()
    said = faults()
    assert said[0].startswith("〔要办〕表结构：还差1个迁移，第一个是mediation.")
    assert [line.startswith("〔未查〕") for line in said[1:]] == [True] * 4


def test_a_database_that_is_newer_than_the_program(office):
    MigrationRecorder.Migration.objects.create(app="mediation", name="9999_of_a_later_release")
    assert faults()[0].startswith("〔要办〕表结构：数据库比程序新（9999_of_a_later_release）。")


@pytest.mark.parametrize(
    ("sql", "missing"),
    [
        ("ALTER TABLE mediation_clockrun RENAME COLUMN halt TO stopped", "mediation_clockrun.halt"),
        ("ALTER TABLE mediation_jobfault RENAME TO mediation_jobfaults", "mediation_jobfault"),
    ],
)
def test_a_database_that_only_says_that_it_was_migrated(office, sql, missing):
    with connection.cursor() as cursor:
        cursor.execute(sql)
    assert faults()[0].startswith(f"〔要办〕表结构：迁移都已记为做过，却少了{missing}等1处。")


def test_a_cache_that_was_not_made(office, settings, monkeypatch):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_gone"}}
    assert "cache_gone" in faults()[0]


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE mediation_event DISABLE TRIGGER {name}",
        "DROP TRIGGER {name} ON mediation_event",
        "COMMENT ON TRIGGER {name} ON mediation_event IS 'another one'",
    ],
)
def test_a_guard_of_the_ledger_that_is_off_gone_or_changed(office, sql):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = 'mediation_event'::regclass")
        cursor.execute(sql.format(name=cursor.fetchone()[0]))
    (said,) = faults()
    assert said.startswith("〔要办〕触发器：mediation_event的")
    assert "等1个没有装上、已改动或者被关掉" in said


@pytest.mark.parametrize(("minutes", "said"), [(6, "慢6分钟"), (-6, "快6分钟"), (5, ""), (-5, "")])
def test_a_time_that_is_not_the_databases(office, monkeypatch, minutes, said):
    monkeypatch.setattr(trust, "_of_the_database", lambda: NOW + timedelta(minutes=minutes))
    assert [f"服务器的时间比数据库的{said}。" in line for line in faults()] == [True] * bool(said)


def test_a_time_before_the_last_record(office):
    office.petition(on="2026-03-03")
    (said,) = [line for line in faults() if "时间：" in line]
    assert said.startswith(f"〔要办〕时间：{ClockHalt.BEFORE_EVENT.label}。请核对服务器的时间")
    assert not ClockRun.objects.exists()  # looked at, and nothing changed


def test_how_the_site_stands_is_told_as_its_own_page_tells_it(office):
    ClockRun.objects.create(pk=1, halt=ClockHalt.GAP, halted_at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
    concerns = site.site_standing(at=NOW, on=at("2026-03-02").date()).concerns()
    assert [one.code for one in concerns] == ["no_worker", "clock_halted"]
    assert faults() == [f"〔要办〕运行状况：{one.sentence}{one.mend}" for one in concerns]


def test_nothing_that_the_site_can_be_concerned_about_is_left_out():
    tree = ast.parse(Path(site.__file__).read_text(encoding="utf-8"))
    codes = {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Concern"
    }
    assert codes == set(database.LOOKED_AT) | database.TOLD_BEFORE


def test_an_office_that_lacks_its_settings_is_told_all_of_them_in_a_sentence():
    ran = subprocess.run(
        [sys.executable, "manage.py", "doctor"], cwd=ROOT, capture_output=True, text=True, check=False,
        env={"PATH": "/usr/bin:/bin", "DJANGO_SETTINGS_MODULE": "mediation.settings.production", "LEDGER_KEY": " "},
    )  # fmt: skip
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    assert ran.stderr.startswith("环境里缺少：SECRET_KEY（登录、表单和密文的密钥）；LEDGER_KEY（")
    assert "SITE_URL（" in ran.stderr


def test_a_site_without_a_backup(office, settings):
    assert faults() == []
    (settings.VAR / disks.LAST_BACKUP).unlink()
    (said,) = faults()
    assert said.startswith("〔要办〕备份：本机没有做过核对无误的备份。")


def test_a_role_that_may_undo_the_records(office, monkeypatch):
    monkeypatch.undo()
    assert any(line.startswith("〔要办〕数据库角色：网站用的角色mediation权力过大（superuser）") for line in faults())
