"""What the documents point at is there: files they name, links they give, decisions they list."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DECISIONS = ROOT / "docs" / "decisions"
# What is said of the past keeps the names of its time.
PAGES = [
    path
    for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("bench/*.md")])
    if path.name != "CHANGELOG.md" and path.parent != DECISIONS
]
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
NAMED = re.compile(r"`((?:[\w*.-]+/)+[\w*.-]*)`")
TOPS = ("", "mediation/", "docs/", "templates/")
# It names objects of a matter by paths of their own.
OF_MATTERS = "scenarios.md"
# Folders and files that a site or a run makes, and addresses of pages.
MADE = re.compile(r"^(var|mutants|htmlcov|health|admin|desk|portal|accounts|static)/")


def ids(path):
    return str(path.relative_to(ROOT))


def there(name):
    """A file, a folder, a module, or something that a module holds."""
    names = {name.rstrip("/"), name.rpartition(".")[0]} - {""}
    return any(next(ROOT.glob(f"{top}{one}{end}"), None) for one in names for top in TOPS for end in ("", ".py"))


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_link_leads_to_a_file(page):
    broken = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / link).exists()]
    assert broken == []


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != OF_MATTERS], ids=ids)
def test_every_file_that_is_named_is_there(page):
    named = {name for name in NAMED.findall(page.read_text(encoding="utf-8")) if not MADE.match(name)}
    assert sorted(name for name in named if not there(name)) == []


def test_every_decision_is_listed_under_its_number_and_name():
    listed = (DECISIONS / "README.md").read_text(encoding="utf-8")
    for path in sorted(DECISIONS.glob("0*.md")):
        title = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        number, _dot, name = title.partition(". ")
        assert int(path.name[:4]) == int(number)
        assert f"| {int(number)} | [{name}]({path.name}) |" in listed, path.name
