"""A slice is drawn by the seed, told at the end, and left out where all is run."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from setup import paths
from tests import slices
from tests.slices import slice_of

DRAWING = """
import pytest
from tests.slices import slice_of

@pytest.mark.parametrize("n", slice_of(range(1000), 3, what="numbers"))
def test_small(n):
    print("took", n)
"""


@pytest.fixture
def run(tmp_path):
    """A run of a module that draws three of a thousand, in processes of its own."""
    (tmp_path / "test_drawing.py").write_text(DRAWING)

    def run(**more: str) -> str:
        place = {name: value for name, value in os.environ.items() if name not in ("SEED", "THOROUGH")}
        command = ["-m", "pytest", "-q", "-s", "-n", "2", "-p", "tests.slices", "-p", "no:cacheprovider", "-p", "no:django",
                   "-c", os.devnull, "--rootdir", str(tmp_path), str(tmp_path)]  # fmt: skip
        done = subprocess.run(
            [sys.executable, *command], cwd=paths.ROOT, env={**place, "PYTHONPATH": str(paths.ROOT), **more},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def test_a_run_tells_its_seed_and_how_much_it_took(run):
    said = run(SEED="7")
    assert "SEED=7" in said
    assert "3 of     1000  numbers" in said
    assert "3 passed" in said


def test_a_thorough_run_takes_all(run):
    assert "1000 passed" in run(THOROUGH="1")


def test_the_same_seed_draws_the_same_and_another_draws_others(monkeypatch):
    monkeypatch.setattr(slices, "_DRAWN", {})
    monkeypatch.delenv("THOROUGH", raising=False)
    drawn = []
    for seed in ("1", "1", "2"):
        monkeypatch.setenv("SEED", seed)
        drawn.append(slice_of(range(1000), 5, what="drawn in test_slices"))
    assert drawn[0] == drawn[1] != drawn[2]
    assert drawn[0] == sorted(drawn[0])
