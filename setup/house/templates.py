"""Templates: lines that nobody can read, and conditions that belong into the view or onto the object."""

import re
from collections.abc import Iterator
from pathlib import Path

LONGEST = 200
CONDITION = re.compile(r"\{% *(?:el)?if +(.*?) *%\}")
QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
JOINED = re.compile(r"(?:^|\s)(?:and|or)(?:\s|$)")
CHOICE = re.compile(r"\|yesno\b")
SHOWN = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")


def long_lines(top: Path) -> Iterator[str]:
    """Every line over the limit, with its place and length."""
    for path, no, line in _lines(top):
        if len(line) > LONGEST:
            yield f"{path}:{no}: {len(line)}"


def tangled(top: Path) -> Iterator[str]:
    """Every condition made of more than one, and every choice within a choice."""
    for path, no, line in _lines(top):
        for found in CONDITION.finditer(line):
            if JOINED.search(QUOTED.sub("", found.group(1))):
                yield f"{path}:{no}: {found.group()}"
        for found in SHOWN.finditer(line):
            if len(CHOICE.findall(found.group())) > 1:
                yield f"{path}:{no}: {found.group()}"


def _lines(top: Path) -> Iterator[tuple[str, int, str]]:
    for path in sorted((top / "templates").rglob("*.html")):
        for no, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            yield path.relative_to(top).as_posix(), no, line
