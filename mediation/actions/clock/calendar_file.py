"""Read a holiday notice from a CSV file: one line for each day that is off, or worked at a weekend."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from mediation.timelimits import TimeLimitError, parse_day

COLUMNS: Final = {
    "day": ("day", "date", "日期"),
    "kind": ("kind", "type", "类别", "类型"),
    "name": ("name", "holiday", "名称", "节日"),
    "notice": ("notice", "文件", "通知"),
}
OFF: Final = ("放假", "休", "holiday", "off")
WORKED: Final = ("上班", "调休上班", "班", "make_up", "workday", "work")
WEEKDAYS: Final = "一二三四五六日"


class WrongFile(ValueError):
    """A file that cannot be used; one Chinese sentence with the number of the line."""


@dataclass
class NoticeFile:
    """What a file says: the year, and for each day the name of its holiday."""

    year: int
    notice: str
    holidays: dict[date, str] = field(default_factory=dict)
    make_up_days: dict[date, str] = field(default_factory=dict)

    def as_days(self) -> dict[str, dict[str, str]]:
        """Its days as they are stored."""
        return {
            "holidays": {day.isoformat(): name for day, name in sorted(self.holidays.items())},
            "make_up_days": {day.isoformat(): name for day, name in sorted(self.make_up_days.items())},
        }


@dataclass(frozen=True)
class Line:
    """One line of the file."""

    number: int
    day: date
    off: bool
    name: str
    notice: str

    def wrong(self, reason: str) -> WrongFile:
        """What is wrong with the line."""
        return WrongFile(f"第{self.number}行：{self.day}（星期{WEEKDAYS[self.day.weekday()]}）{reason}")


def read_notice(path: Path, *, year: int | None = None, notice: str = "") -> NoticeFile:
    """Read and check a file; the year is the one most days belong to, unless it is given.

    Raises WrongFile, which names the line and says what to do.
    """
    return notice_in(_text(path), year=year, notice=notice)


def notice_in(text: str, *, year: int | None = None, notice: str = "") -> NoticeFile:
    """The same of a text: as a CSV file has it, or as a table is pasted from a spreadsheet."""
    lines = list(_lines(text))
    if not lines:
        raise WrongFile("文件中没有任何日期，请每行写一天：日期,类别,名称。")
    year = year or Counter(line.day.year for line in lines).most_common(1)[0][0]
    _check(lines, year)
    titles = [line.notice for line in lines if line.notice]
    found = NoticeFile(year, notice or (titles[0] if titles else f"国务院办公厅关于{year}年部分节假日安排的通知"))
    for line in lines:
        (found.holidays if line.off else found.make_up_days)[line.day] = line.name
    return found


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError:
        raise WrongFile(f"文件“{path}”不存在或者无法读取。") from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise WrongFile(f"文件“{path}”不是文本，请存为UTF-8编码的CSV文件。")


def _lines(text: str) -> list[Line]:
    between = "\t" if "\t" in text else ","
    read = enumerate(csv.reader(text.splitlines(), delimiter=between), start=1)
    rows = [(number, row) for number, row in read if any(row)]
    rows = [(number, row) for number, row in rows if not row[0].lstrip().startswith("#")]
    if not rows:
        raise WrongFile("文件是空的，第一行应为：日期,类别,名称。")
    places = _places(*rows[0])
    return [_line(number, row, places) for number, row in rows[1:]]


def _places(number: int, header: list[str]) -> dict[str, int]:
    """Where each column stands."""
    places: dict[str, int] = {}
    for place, written in enumerate(header):
        column = next((name for name, words in COLUMNS.items() if written.strip().lower() in words), None)
        if column is None:
            raise WrongFile(f"第{number}行：不认识的列“{written}”，可用的列是：日期、类别、名称、文件。")
        if column in places:
            raise WrongFile(f"第{number}行：“{written}”这一列重复了。")
        places[column] = place
    for column, words in list(COLUMNS.items())[:2]:
        if column not in places:
            raise WrongFile(f"第{number}行：缺少“{words[-1] if column == 'day' else words[2]}”这一列。")
    return places


def _line(number: int, row: list[str], places: dict[str, int]) -> Line:
    if len(row) > len(places):
        raise WrongFile(f"第{number}行：有{len(row)}栏，第一行只有{len(places)}列。")
    said = {name: row[place].strip() if place < len(row) else "" for name, place in places.items()}
    try:
        # A spreadsheet program that opens and saves the file writes the days with strokes.
        day = parse_day(said["day"].replace("/", "-"))
    except TimeLimitError as wrong:
        raise WrongFile(f"第{number}行：{wrong}") from None
    kind = said["kind"].lower()
    if kind not in (*OFF, *WORKED):
        raise WrongFile(f"第{number}行：不认识的类别“{said['kind']}”，请写“放假”或者“上班”。")
    return Line(number, day, kind in OFF, said.get("name") or "节假日", said.get("notice", ""))


def _check(lines: list[Line], year: int) -> None:
    """Refuse what contradicts itself, the week, or the year."""
    seen: dict[date, int] = {}
    off = {line.day for line in lines if line.off}
    for line in lines:
        if line.day in seen:
            raise line.wrong(f"已经写在第{seen[line.day]}行，同一天只写一次。")
        seen[line.day] = line.number
        if not date(year - 1, 12, 1) <= line.day <= date(year + 1, 1, 31):
            raise line.wrong(f"不属于{year}年的放假安排；一个文件只写一年，可以带上前一年12月和后一年1月的日期。")
        if not line.off and line.day.weekday() < 5:
            raise line.wrong("本来就是工作日，不能列为调休上班日。")
        if line.off and line.day.weekday() >= 5 and not _touches_a_holiday(line.day, off):
            raise line.wrong("是周末，前后没有相连的放假的工作日，不需要列为放假日，请核对。")


def _touches_a_holiday(day: date, off: set[date]) -> bool:
    """Whether a weekend day belongs to a run of days off that holds a weekday."""
    for step in (timedelta(days=-1), timedelta(days=1)):
        other = day
        while other in off or other.weekday() >= 5:
            if other in off and other.weekday() < 5:
                return True
            other += step
    return False
