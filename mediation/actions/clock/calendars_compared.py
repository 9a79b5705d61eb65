"""What a new holiday notice says otherwise than the calendar in use, told before it is loaded."""

from __future__ import annotations

from typing import Any

from mediation.actions.clock.calendar_file import NoticeFile
from mediation.timelimits import Calendar, chinese_day


def differences(before: Calendar, after: Calendar, read: NoticeFile) -> list[str]:
    """Each day of which the new calendar says something else, and a warning where the file looks incomplete."""
    days = sorted({*before.holidays, *before.make_up_days, *after.holidays, *after.make_up_days, *read.holidays})
    changed = [day for day in days if _told(before, day) != _told(after, day)]
    said = [f"  {chinese_day(day)}：{_told(before, day)} → {_told(after, day)}" for day in changed]
    if not said:
        said = ["与现行安排相比，没有一天变动。"]
    if read.year not in before.covered:
        said.append(f"{read.year}年此前没有放假安排，暂定的期限将据此确定。")
    if not any((day.month, day.day) == (10, 1) for day in read.holidays):
        said.append(f"注意：文件没有写{read.year}年10月1日，请确认写全了一年的安排；没有写的日子按周末和工作日计算。")
    return said


def _told(calendar: Calendar, day: Any) -> str:
    return f"{calendar.name(day)}{calendar.kind(day).label}"
