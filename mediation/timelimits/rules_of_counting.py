"""The articles on counting days, as they stood when a period began.

The petition statutes say nothing on how to count, so the civil-law rules are applied.
"""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

WEEKEND: Final = "《国务院关于职工工作时间的规定》第七条"
BACKWARD: Final = "倒算没有专条，比照顺算规则从严计算（系统默认）"
KEPT: Final = "当事人原有的届满日不因放假安排变动而提前"
KEPT_AUTHORITY: Final = "有利于当事人原则（系统默认）"
EXCLUSION: Final = "扣除期间自事由发生之日的次日起，至事由终了之日止"


class CountingRules(NamedTuple):
    """The articles of one time."""

    in_force_from: date
    first_day: str
    last_day: str
    midnight: str


_EDITIONS: Final = (
    CountingRules(
        date(2022, 1, 1),
        "《民法典》第二百零一条第一款、《民事诉讼法》第八十五条第二款",
        "《民法典》第二百零三条第一款、《民事诉讼法》第八十五条第三款",
        "《民法典》第二百零三条第二款",
    ),
    CountingRules(
        date(2021, 1, 1),
        "《民法典》第二百零一条第一款",
        "《民法典》第二百零三条第一款",
        "《民法典》第二百零三条第二款",
    ),
    CountingRules(
        date(2017, 10, 1),
        "《民法总则》第二百零一条第一款",
        "《民法总则》第二百零三条第一款",
        "《民法总则》第二百零三条第二款",
    ),
    CountingRules(date.min, *(["《民法通则》第一百五十四条"] * 3)),
)


def counting_rules(*, on: date) -> CountingRules:
    """Give the articles in force on a day."""
    return next(rules for rules in _EDITIONS if rules.in_force_from <= on)
