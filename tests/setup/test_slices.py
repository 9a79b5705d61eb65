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

@pytest.mark.parametrize("n", slice_of(range(100), 3, what="numbers"))
def test_small(n):
    print("took", n)
"""


@pytest.fixture
def run(tmp_path):
    """A run of a module that draws three of a hundred, in processes of its own."""
    (tmp_path / "test_drawing.py").write_text(DRAWING)

    def run(**more: str) -> str:
        place = {name: value for name, value in os.environ.items() if name not in ("SEED", "THOROUGH")}
        place |= {"PYTHONPATH": str(paths.ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **more}
        command = ["-m", "pytest", "-q", "-s", "-p", "xdist", "-n", "2", "-p", "tests.slices", "-p", "no:cacheprovider",
                   "-c", os.devnull, "--rootdir", str(tmp_path), str(tmp_path)]  # fmt: skip
        done = subprocess.run(
            [sys.executable, *command], cwd=paths.ROOT, env=place, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


@pytest.mark.faults
def test_a_run_tells_its_seed_and_how_much_it_took(run):
    said = run(SEED="7")
    assert "SEED=7" in said
    assert "3 of      100  numbers" in said
    assert "3 passed" in said


@pytest.mark.faults
def test_a_thorough_run_takes_all(run):
    assert "100 passed" in run(THOROUGH="1")


def test_the_same_seed_draws_the_same_and_another_draws_others(monkeypatch):
    monkeypatch.setattr(slices, "_DRAWN", {})
    monkeypatch.delenv("THOROUGH", raising=False)
    drawn = []
    for seed in ("1", "1", "2"):
        monkeypatch.setenv("SEED", seed)
        drawn.append(slice_of(range(1000), 5, what="drawn in test_slices"))
    assert drawn[0] == drawn[1] != drawn[2]
    assert drawn[0] == sorted(drawn[0])
