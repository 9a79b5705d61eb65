"""Any limit from any day, as typed by a person: at the calculator page and at the command line alike.

Pure: it needs no database. Whoever asks brings the calendar and the local rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from mediation.timelimits import (
    CODES,
    Calendar,
    Computation,
    Direction,
    EndBeforeStart,
    ExclusionNotAllowed,
    ExtensionTooLate,
    LimitNotInForce,
    LocalRules,
    OverlappingExclusion,
    TimeLimit,
    TimeLimitError,
    compute,
    extend,
    limit_for,
    parse_day,
)

MOST = 9999


class Mistake(TimeLimitError):
    """What is wrong with a question: one sentence, and the part of the question it belongs to."""

    def __init__(self, part: str, sentence: str) -> None:
        self.part = part
        super().__init__(sentence)


@dataclass(frozen=True, kw_only=True)
class Question:
    """What was typed, part by part; an empty text is nothing.

    start    the day of the event (for a backward limit the day it counts back from, unless `until` names that)
    until    the hearing day of a backward limit
    exclude  pairs (after, through) of days left out, as of a hearing: its notice and its conclusion
    length   the days set by an organ where the law leaves them to it (D4)
    extend   days of extension, in the limit's unit; a further one after a comma, where the law allows it
    decided  the day on which the extension was decided, to tell whether that was in time
    begun    the day on which the petition was received, whose rules hold to its end
    """

    code: str
    start: str = ""
    until: str = ""
    exclude: tuple[tuple[str, str], ...] = ()
    length: str = ""
    extend: str = ""
    decided: str = ""
    begun: str = ""


def answer(question: Question, *, calendar: Calendar, local: LocalRules | None = None) -> Computation:
    """Compute what was asked. Raises Mistake."""
    code = _code(question.code)
    start = _day("start", question.start) if question.start.strip() else None
    until = _day("until", question.until) if question.until.strip() else None
    trigger = until or start
    if trigger is None:
        raise Mistake("start", "请填写从哪一天起算，例如2025-03-03。")
    if until is not None and start is not None and until < start:
        raise Mistake("until", f"截止的一天（{until}）早于开始的一天（{start}），请核对。")
    limit = _limit(code, question.begun, trigger, local)
    if until is not None and limit.direction is not Direction.BACKWARD:
        raise Mistake("until", f"期限{code}（{limit.label}）从起算日向后计算，不填听证日；只有倒算的期限才填。")
    limit = _of_length(limit, question.length)
    spans = [(_day("exclude", after), _day("exclude", through)) for after, through in question.exclude]
    with _part("start"):
        found = compute(limit, trigger=trigger, calendar=calendar, excluded=spans)
    return _extended(found, question)


def pair_of(text: str) -> tuple[str, str]:
    """Take apart A..B. Raises Mistake."""
    after, dots, through = text.partition("..")
    if not dots or not after.strip() or not through.strip():
        raise Mistake("exclude", f"“{text}”不是一段期间，请写成“起日..止日”，例如2025-06-10..2025-06-24。")
    return after, through


def _code(typed: str) -> str:
    if not typed.strip():
        raise Mistake("code", f"请选择期限，可用的代码是：{'、'.join(CODES)}。")
    known = {code.lower(): code for code in CODES}
    return known.get(typed.strip().lower(), typed.strip())


def _limit(code: str, begun: str, trigger: date, local: LocalRules | None) -> TimeLimit:
    """The limit by the rule of the day on which the petition began; what was unknown then, by that of the trigger."""
    first = _day("begun", begun) if begun.strip() else trigger
    if first > trigger:
        raise Mistake("begun", f"收到信访事项之日（{first}）晚于期限起算的一天（{trigger}），请核对。")
    with _part("code"):
        try:
            return limit_for(code, on=first, local=local)
        except LimitNotInForce:
            return limit_for(code, on=trigger, local=local)


def _of_length(limit: TimeLimit, typed: str) -> TimeLimit:
    if not typed.strip():
        if limit.length is None:
            raise Mistake("length", f"期限{limit.code}（{limit.label}）的日数由有关机关指定，请填写指定的日数。")
        return limit
    if limit.length is not None:
        raise Mistake("length", f"期限{limit.code}（{limit.label}）的日数已由{limit.authority}规定，不能另行指定。")
    return limit.of_length(_number("length", typed))


def _extended(found: Computation, question: Question) -> Computation:
    """The period after each extension; a second one, or one decided too late, is refused as in a matter."""
    decided = _day("decided", question.decided) if question.decided.strip() else None
    typed = question.extend.replace("，", ",").replace("、", ",").strip()
    if decided is not None and not typed:
        raise Mistake("decided", "填写了决定延长的日期，请一并填写延长的日数。")
    for one in typed.split(",") if typed else ():
        with _part("extend"):
            found = extend(found, days=_number("extend", one), decided_on=decided or found.trigger)
    return found


def _number(part: str, typed: str) -> int:
    text = typed.strip()
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= MOST and len(text) <= len(str(MOST))):
        raise Mistake(part, f"“{typed}”不是日数，请填写1至{MOST}的整数。")
    return int(text)


def _day(part: str, typed: str) -> date:
    with _part(part):
        return parse_day(typed)


@contextmanager
def _part(name: str) -> Iterator[None]:
    """Let an error say which part of the question it belongs to."""
    try:
        yield
    except (EndBeforeStart, ExclusionNotAllowed, OverlappingExclusion) as error:
        raise Mistake("exclude", str(error)) from error
    except ExtensionTooLate as error:
        raise Mistake("decided", str(error)) from error
    except Mistake:
        raise
    except TimeLimitError as error:
        raise Mistake(name, str(error)) from error
