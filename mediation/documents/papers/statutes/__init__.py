"""The catalogue of statutes from which the bases of an opinion are picked.

Title, days of force, number of articles, in own words what the articles are about (never their text), and how that was
checked. A title may stand there more than once, one edition after another.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

import cn2an
from django.conf import settings

FOLDER = Path(__file__).parent
FULL = "中华人民共和国"
ARTICLE = re.compile(r"第\s{0,4}([〇零一二三四五六七八九十百千两\d]{1,12})\s{0,4}条")
CITED = re.compile(r"《([^《》]{2,60})》((?:[、，和及]?\s{0,4}第[〇零一二三四五六七八九十百千两\d]{1,12}条(?:之[一二三四五])?"
                   r"(?:第?[（(]?[一二三四五六七八九十\d]{1,6}[）)]?[款项目])*)*)")  # fmt: skip


class Citing(StrEnum):
    """How a citation stands on the day of the decision."""

    GOOD = "good"
    UNKNOWN = "unknown"  # not in the catalogue: a local rule, or a slip
    NOT_YET = "not_yet"
    NO_LONGER = "no_longer"
    NO_ARTICLE = "no_article"  # no article is named, or it does not exist
    UNLISTED = "unlisted"  # the number of articles is not known here


@dataclass(frozen=True, kw_only=True)
class Statute:
    """One edition of one statute; `until` is its last day of force, None while it is in force.

    `checked` says against which text its articles and what they are about were read.
    """

    title: str
    since: date
    until: date | None = None
    articles: int = 0
    checked: str = ""
    gloss: dict[int, str] = field(default_factory=dict)

    def in_force_on(self, day: date) -> bool:
        """Whether it was in force on the day."""
        return self.since <= day and (self.until is None or day <= self.until)


@cache
def catalogue(local: str = "") -> tuple[Statute, ...]:
    """Every edition, national ones first, then those of the site's own file."""
    files = [FOLDER / "national.toml", *([Path(local)] if local else [])]
    return tuple(statute for path in files for statute in _read(path))


def _read(path: Path) -> Iterator[Statute]:
    for row in tomllib.loads(path.read_text(encoding="utf-8"))["statute"]:
        yield Statute(
            title=row["title"], since=row["in_force_from"], until=row.get("in_force_until"), articles=row["articles"],
            checked=row.get("checked", ""), gloss={int(no): text for no, text in row.get("gloss", {}).items()},
        )  # fmt: skip


def known() -> tuple[Statute, ...]:
    """The catalogue of this site."""
    return catalogue(str(settings.STATUTES))


def editions(title: str) -> list[Statute]:
    """The editions of a title, with or without 中华人民共和国 and 《》."""
    plain = bare(title)
    return [statute for statute in known() if bare(statute.title) == plain]


def bare(title: str) -> str:
    """A title as it is compared."""
    return "".join(title.split()).strip("《》").removeprefix(FULL)


def without_marks(title: str) -> str:
    """A title without the 《》 around it: a paper sets its own. Those within it belong to it."""
    inner = title.strip()
    while inner.startswith("《") and inner.endswith("》") and _closes_at_end(inner):
        inner = inner[1:-1].strip()
    return inner


def _closes_at_end(title: str) -> bool:
    depth = 0
    for place, sign in enumerate(title):
        depth += (sign == "《") - (sign == "》")
        if depth == 0:
            return place == len(title) - 1
    return False


def numbers(article: str) -> list[int]:
    """The articles named in 第三十二条第一款、第34条: 32 and 34."""
    return [
        int(n) if n.isdigit() else int(cn2an.cn2an(n.replace("两", "二"), "smart")) for n in ARTICLE.findall(article)
    ]


def standing(title: str, article: str, on: date) -> Citing:
    """Whether the article may be cited on the day."""
    found = editions(title)
    if not found:
        return Citing.UNKNOWN
    now = next((one for one in found if one.in_force_on(on)), None)
    if now is None:
        return Citing.NOT_YET if all(one.since > on for one in found) else Citing.NO_LONGER
    named = numbers(article)
    if not named or any(no < 1 or (now.articles and no > now.articles) for no in named):
        return Citing.NO_ARTICLE
    if not now.articles and any(no not in now.gloss for no in named):
        return Citing.UNLISTED
    return Citing.GOOD


def in_force(on: date) -> list[Statute]:
    """What may be picked on the day, by title."""
    return sorted((one for one in known() if one.in_force_on(on)), key=lambda one: bare(one.title))


def article_name(no: int) -> str:
    """第三十二条."""
    return f"第{cn2an.an2cn(no)}条"


def cited_in(text: str) -> list[tuple[str, str]]:
    """The statutes that a text cites, with the articles named beside each."""
    return [(title, articles) for title, articles in CITED.findall(text)]
