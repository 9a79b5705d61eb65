"""With a province's data no page asks or touches more than it may: statements and buffers, never time. Where all is run."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.conf import settings

from bench.scale import budgets, pages
from mediation.scenarios import scratch
from tests.slices import thorough

MATTERS = 20_000


@pytest.mark.skipif(not thorough(), reason="a minute of filling: THOROUGH=1")
@pytest.mark.real_time
def test_no_page_costs_more_than_it_may(databases):
    env = {
        **os.environ,
        "DATABASE_URL": scratch.url_of("postgres"),
        "DJANGO_SETTINGS_MODULE": "mediation.settings.production",
    }
    command = [sys.executable, "-m", "bench.scale", str(MATTERS), "--times", "1", "--check"]
    done = subprocess.run(command, env=env, cwd=settings.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.count("| 200 |") >= len(budgets.MOST)


def test_every_list_has_a_budget():
    assert set(pages.LISTS) <= set(budgets.MOST)


def test_what_costs_too_much_is_named():
    assert budgets.over("verify", "", 5, 61) == ""
    assert budgets.over("verify", "", 7, 61) == "verify (public): 7 statements, at most 6"
    assert budgets.over("my work", "head", 5, 99_999).startswith("my work (head): 99999 buffers")
