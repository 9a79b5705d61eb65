"""The commands around scenarios: samples, accounts, the printed reference."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from mediation.scenarios.nouns import find_step


def test_the_reference_in_the_documentation_is_up_to_date():
    call_command("print_steps", "--check")


def test_an_unknown_step_is_refused_with_what_there_is():
    with pytest.raises(LookupError, match="accept"):
        find_step("claim.swallow")


@pytest.mark.django_db
def test_without_samples_no_account_is_named(world, capsys):
    call_command("sample_accounts")
    assert capsys.readouterr().out == ""
