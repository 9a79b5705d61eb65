"""The last way in for an administrator: recorded, told, and not while another one can help."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from mediation.actions import messages
from mediation.models import Event, Message, OfficeChange, SecondFactor, SignIn, codes
from mediation.vocabulary import Role
from tests.factories.world import at

PASSWORD, SECRET = "right-horse-battery", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
WHY = "手机和备用码一并丢失"
CODE = re.compile(r"登录码：(\S+)")
FIRST = re.compile(r"口令：(\S+)")


@pytest.fixture
def administrator(world, clock):
    clock.move_to(at("2025-03-10", "08:00"))
    person = world.staff(Role.ADMINISTRATOR, world.office, "安然")
    person.username, person.email = "an.ran", "an@example.cn"
    person.set_password(PASSWORD)
    person.save()
    kept = codes.encrypted("mediation.staff.factor", SECRET)
    SecondFactor.objects.create(user=person, kind="app", name="我的手机", kept=kept, added_at=timezone.now())
    return person


def run(capsys, *more, username="an.ran"):
    call_command("let_administrator_in", username, "--why", WHY, *more)
    return capsys.readouterr().out


def signs_in(password, code):
    browser = Client()
    browser.post("/desk/sign-in/", {"username": "an.ran", "password": password})
    browser.post("/desk/sign-in/factor/", {"code": code})
    return browser


def test_who_lost_all_factors_gets_a_slip_and_sets_one_up_anew(administrator, capsys):
    printed = run(capsys)
    browser = signs_in(PASSWORD, CODE.search(printed)[1])
    assert browser.get("/desk/office/").url.endswith("/desk/factors/"), "before all else"
    assert not SecondFactor.standing(administrator).exists()
    assert signs_in(PASSWORD, CODE.search(printed)[1]).get("/desk/office/").status_code == 302, "once"


def test_a_lost_password_goes_with_it(administrator, capsys):
    printed = run(capsys, "--password")
    browser = signs_in(FIRST.search(printed)[1], CODE.search(printed)[1])
    assert browser.get("/desk/office/").url.endswith("/desk/password/")
    assert signs_in(PASSWORD, CODE.search(printed)[1]).get("/desk/factors/").status_code == 302, "the old one is void"


def test_it_stands_in_the_ledger_with_who_and_why_and_is_told(administrator, world, settings, capsys):
    settings.MESSAGE_ADAPTERS = ["mediation.actions.messages.by_mail"]
    head = world.staff(Role.HEAD, world.office, "主任")
    printed = run(capsys)
    change = OfficeChange.objects.get(kind="let_in_again")
    assert (change.why, change.changed_by, change.person) == (WHY, None, administrator)
    event = Event.objects.get(step="let_in_again")
    assert event.facts["operator"]
    assert CODE.search(printed)[1] not in str(event.facts)
    told = Message.objects.get(user=administrator, text__contains="服务器的维护人员")
    messages.pass_on(message_id=told.pk)
    assert mail.outbox
    assert Message.objects.filter(user=head, text__contains="在服务器上恢复").exists()


def test_every_session_ends(administrator, capsys):
    SecondFactor.objects.all().delete()
    browser = Client()
    browser.force_login(administrator)
    assert SignIn.objects.filter(user=administrator).exists()
    run(capsys)
    assert browser.get("/desk/office/").status_code == 302


def test_not_while_another_administrator_can_help(administrator, world, capsys):
    world.staff(Role.ADMINISTRATOR, world.office, "季平")
    with pytest.raises(CommandError, match="季平"):
        run(capsys)
    assert SecondFactor.standing(administrator).exists()
    assert CODE.search(run(capsys, "--although-others"))


def test_for_administrators_alone(administrator, world, capsys):
    handler = world.staff(Role.HANDLER, world.bureau, "石林")
    for username, said in ((handler.username, "不是系统管理员"), ("nobody.here", "没有用户名")):
        with pytest.raises(CommandError, match=said):
            run(capsys, "--although-others", username=username)
    assert not OfficeChange.objects.exists()
