"""What is installed: exactly what is locked, from anywhere, and nothing that changes our licence."""

import re
from importlib.metadata import distributions
from pathlib import Path

import pytest

from setup import paths

LOCKS = ["run.txt", "test.txt", "dev.txt", "peers.txt"]


def read(name: str) -> str:
    return Path(paths.ROOT, "requirements", name).read_text(encoding="utf-8")


def pins(name: str) -> set[str]:
    return set(re.findall(r"^\S+==\S+", read(name), re.MULTILINE))


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_packages_versions_and_hashes_but_no_address(name: str) -> None:
    lines = [line.strip(" \\") for line in read(name).splitlines()]
    strange = [
        line
        for line in lines
        if not re.match(r"^(--hash=sha256:[0-9a-f]{64}|[\w.-]+(\[[\w,-]+\])?==\S+( ; .+)?)$", line)
    ]
    assert strange == []


@pytest.mark.parametrize(("smaller", "larger"), [("run.txt", "test.txt"), ("test.txt", "dev.txt")])
def test_each_lock_holds_all_of_the_one_before(smaller: str, larger: str) -> None:
    assert pins(smaller) <= pins(larger)


def test_nobody_brings_in_the_other_django_fsm() -> None:
    # It has the same import name, and from version 5 on another licence.
    names = {distribution.name.lower().replace("_", "-") for distribution in distributions()}
    assert "django-fsm" not in names
    assert "django-fsm-2" in names
