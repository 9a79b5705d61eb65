"""The commands around scenarios: samples, accounts, the printed reference."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from mediation.models import Matter, Party
from mediation.scenarios.nouns import find_step
from mediation.scenarios.player import Player
from mediation.scenarios.printing import mark_ready
from mediation.scenarios.script import load
from mediation.scenarios.shipped import samples
from mediation.vocabulary import Role
from tests.factories.world import at


def test_the_reference_in_the_documentation_is_up_to_date():
    call_command("print_steps", "--check")


def test_an_unknown_step_is_refused_with_what_there_is():
    with pytest.raises(LookupError, match="accept"):
        find_step("claim.swallow")


@pytest.mark.django_db
def test_samples_are_refused_where_there_are_data(world, capsys):
    with pytest.raises(CommandError, match="已有数据"):
        call_command("load_samples")
    call_command("load_samples", "--if-empty")
    assert capsys.readouterr().out == ""


@pytest.mark.django_db
@pytest.mark.parametrize("today", ["2026-03-02", "2026-10-08", "2027-02-28"])
def test_matters_in_hand_are_in_hand_on_any_day(today):
    Player(load(samples()[-1], at(today).date()), mark_ready).play()
    states = {m.petition.state for m in Matter.objects.exclude(petition=None)}
    assert {"registered", "dispatched", "in_hand", "answered"} <= states


@pytest.mark.django_db
def test_sample_accounts_name_every_role_and_a_code_that_works(capsys):
    Player(load(samples()[-1], at("2026-03-02").date()), mark_ready).play()
    call_command("sample_accounts")
    said = capsys.readouterr().out
    assert all(str(label) in said for label in Role.labels)
    number, code = said.split("编号 ")[1].split()[0], said.split("查询码 ")[1].split()[0]
    assert any(party.has_code(code) for party in Party.objects.filter(matter__number=number))


@pytest.mark.django_db
def test_without_samples_no_account_is_named(world, capsys):
    call_command("sample_accounts")
    assert capsys.readouterr().out == ""
