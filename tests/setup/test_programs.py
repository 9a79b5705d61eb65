"""The programs that tests use are installed or named, never done without."""

from __future__ import annotations

import os

import pytest

from setup import programs
from setup.debian import NotToBeHad


@pytest.mark.parametrize("program", programs.PACKAGES)
def test_every_program_is_here(program):
    assert os.access(programs.needed(program), os.X_OK)


def test_what_is_missing_is_named_by_its_package(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("CHROMIUM", raising=False)
    assert programs.missing() == ["chromium", "libreoffice-writer-nogui", "qpdf", "poppler-utils"]
    with pytest.raises(NotToBeHad, match="apt-get install qpdf"):
        programs.needed("qpdf")


def test_without_root_the_packages_are_named(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(NotToBeHad, match="not root"):
        programs.prepare()
