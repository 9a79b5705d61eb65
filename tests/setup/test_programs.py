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
    assert programs.missing() == ["chromium-headless-shell", "libreoffice-writer-nogui", "qpdf", "poppler-utils"]
    with pytest.raises(NotToBeHad, match="apt-get install qpdf"):
        programs.needed("qpdf")


def test_without_root_the_packages_are_named(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(NotToBeHad, match="not root"):
        programs.prepare()


def test_where_chromium_comes_only_with_its_window_that_is_installed(monkeypatch, tmp_path):
    apt = tmp_path / "apt-get"
    apt.write_text(f'#!/bin/sh\necho "$*" >>{tmp_path}/asked\ncase "$*" in *{programs.WINDOWLESS}*) exit 100;; esac\n')
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    programs.prepare()
    asked = (tmp_path / "asked").read_text().splitlines()
    assert asked[-1].split()[-4:] == ["chromium", *programs.missing()[1:]]
