"""途径提示: where the words of a claim point to, and which other rights are running. It asks; it never decides.

Knowledge is data (`national.toml`, and a site's own file): words, the item of 第三十一条, article, sentence, rights.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from mediation.models.clock.calendar import current_calendar
from mediation.timelimits import Calendar, TimeLimitError
from mediation.timelimits.other_rights import RIGHT_CODES, OtherRight, other_right
from mediation.vocabulary import GUIDED_ROUTES, Category, Route

NATIONAL = Path(__file__).parent / "national.toml"
NEEDED, ALLOWED = {"code", "item", "words", "article", "sentence"}, {"rights", "duty"}
ITEMS = frozenset({*Route.values, Category.ACCUSATION, Category.SUGGESTION})
# “…” stands for what lies between, in the same sentence: so long at most, so that no text takes longer than its length.
GAP, BETWEEN = "…", 12
MOST_WORDS, LONGEST = 40, 20
READ = 4000


class WrongRouteCheck(ValueError):
    """The file of route checks cannot be used: which file, which check, why."""


@dataclass(frozen=True, kw_only=True)
class Check:
    """Words that point to an item of 第三十一条 (or to 第二十九条, 第三十条), and what is told of it."""

    code: str
    item: str
    words: tuple[str, ...]
    article: str
    sentence: str
    rights: tuple[str, ...] = ()
    duty: str = ""
    pattern: re.Pattern[str] = field(repr=False, compare=False)

    @property
    def label(self) -> str:
        """What the item is called."""
        return str((Route if self.item in Route.values else Category)(self.item).label)

    def fits(self, category: str, route: str) -> bool:
        """Whether a claim is sorted as the words say."""
        return self.item == (route if category == Category.GRIEVANCE else category)


@cache
def catalogue(local: str = "") -> tuple[Check, ...]:
    """Every check, national ones first, then those of the site's own file. Raises WrongRouteCheck."""
    found = [check for path in (NATIONAL, *([Path(local)] if local else [])) for check in _read(path)]
    if len({check.code for check in found}) < len(found):
        raise WrongRouteCheck(f"{local or NATIONAL}：途径提示的code有重复。")
    return tuple(found)


def known() -> tuple[Check, ...]:
    """The checks of this site."""
    return catalogue(str(settings.ROUTE_CHECK))


def _read(path: Path) -> Iterator[Check]:
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("check", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise WrongRouteCheck(f"{path}：途径提示文件读不出来：{fault}") from fault
    for number, row in enumerate(rows, start=1):
        if wrong := "；".join(_faults(row)):
            raise WrongRouteCheck(f"{path}：第{number}条（{row.get('code', '')}）：{wrong}。")
        yield Check(
            code=row["code"], item=row["item"], words=tuple(row["words"]), article=row["article"],
            sentence=row["sentence"], rights=tuple(row.get("rights", ())), duty=row.get("duty", ""),
            pattern=re.compile("|".join(map(_as_pattern, row["words"]))),
        )  # fmt: skip


def _faults(row: dict[str, Any]) -> Iterator[str]:
    if missing := NEEDED - set(row):
        yield f"没有写{'、'.join(sorted(missing))}"
        return
    if strange := set(row) - NEEDED - ALLOWED:
        yield f"不认识{'、'.join(sorted(strange))}"
    if row["item"] not in ITEMS:
        yield f"item不能是“{row['item']}”"
    words = row["words"] if isinstance(row["words"], list) else []
    if not 0 < len(words) <= MOST_WORDS or not all(isinstance(word, str) and _is_word(word) for word in words):
        yield f"words应当是1至{MOST_WORDS}个词，每个词最多{LONGEST}个字、至多一个“{GAP}”，不能是空的"
    yield from (f"没有“{code}”这一权利" for code in row.get("rights", ()) if code not in RIGHT_CODES)


def _is_word(word: str) -> bool:
    parts = word.removeprefix("^").split(GAP)
    return len(word) <= LONGEST and len(parts) <= 2 and all(part.strip() for part in parts)


def _as_pattern(word: str) -> str:
    begin = r"\A\s?" if word.startswith("^") else ""
    return begin + f"[^。；！？\n]{{0,{BETWEEN}}}".join(map(re.escape, word.removeprefix("^").split(GAP)))


@dataclass(frozen=True, kw_only=True)
class Running:
    """Another right, and how much is left of it: unknown (`left` None) where nobody knows since when."""

    right: OtherRight
    since: date | None = None
    last: date | None = None
    left: int | None = None
    at_most: bool = False  # counted from the latest day on which it can have begun
    provisional: bool = False

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed."""
        return self.left is not None and self.left < 0


@dataclass(frozen=True, kw_only=True)
class Pointer:
    """One check whose words stand in a claim: the words, whether it was sorted so, the rights that run."""

    check: Check
    found: str
    agrees: bool
    running: tuple[Running, ...]


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What is told about one claim before it is sorted, accepted or guided away."""

    text: str
    pointers: tuple[Pointer, ...]
    category: str
    route: str

    @property
    def guided(self) -> bool:
        """Whether the claim is, or is to be, guided into another procedure."""
        return self.category == Category.GRIEVANCE and self.route in GUIDED_ROUTES

    @property
    def differs(self) -> list[Pointer]:
        """Where the words point elsewhere, unless they also say what was chosen; nothing while nothing is chosen."""
        sorted_so = any(one.agrees for one in self.pointers)
        return [] if sorted_so or not self.category else list(self.pointers)

    @property
    def duties_left_out(self) -> list[Pointer]:
        """The organ's own duty: the right to sue is no ground to escape it (第四十四条第二项)."""
        return [one for one in self.pointers if self.guided and one.check.duty and not one.agrees]

    @property
    def lapsed(self) -> list[Running]:
        """Rights to which the claim is guided and that cannot be used any more."""
        return [
            run for one in self.pointers if self.guided and one.agrees for run in one.running
            if run.is_over and not run.right.of_the_organ
        ]  # fmt: skip

    @property
    def asks(self) -> bool:
        """Whether the person is asked before going on."""
        return bool(self.differs or self.duties_left_out or self.lapsed)

    @property
    def key(self) -> str:
        """What was told of which choice, so that the answer is known to be about it."""
        ends = [f"{run.right.code}{run.last or ''}" for one in self.pointers for run in one.running]
        return ".".join([self.category, self.route, *(one.check.code for one in self.pointers), *ends])


def advice(
    text: str,
    *,
    category: str = "",
    route: str = "",
    on: date,
    known_on: date | None = None,
    latest: date | None = None,
) -> Advice:
    """What the words of a claim point to.

    `known_on` is the day on which the person knew of the act; where it is not known, rights are counted from the `latest`
    day on which that can have been: the day on which the claim was received.
    """
    calendar = current_calendar()
    pointers = [
        Pointer(
            check=check, found=found.group(), agrees=check.fits(category, route),
            running=tuple(_running(check.rights, on, known_on, latest, calendar)),
        )
        for check in known() if (found := check.pattern.search(text[:READ])) is not None
    ]  # fmt: skip
    return Advice(text=text, pointers=tuple(pointers), category=category, route=route)


def _running(
    codes: Iterable[str], on: date, known_on: date | None, latest: date | None, calendar: Calendar
) -> Iterator[Running]:
    since = known_on or latest
    for code in codes:
        try:
            right = other_right(code, on)
            counted = right.counted(since, calendar) if since else None
        except TimeLimitError:
            continue  # a law that was not in force, or a day that is not computed: nothing is told
        if counted is None:
            yield Running(right=right)
            continue
        yield Running(
            right=right, since=since, last=counted.legal, left=(counted.legal - on).days, at_most=known_on is None,
            provisional=counted.provisional,
        )  # fmt: skip
