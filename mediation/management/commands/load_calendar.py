"""Load the State Council's holiday notice of a year from a CSV file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import override

from mediation.actions.clock.calendar_file import WrongFile, read_notice
from mediation.actions.clock.calendars import load, proposed, touched
from mediation.actions.clock.calendars_compared import differences
from mediation.models.clock.calendar import calendar_with, current_calendar
from mediation.timelimits import Calendar, TimeLimitError, chinese_day

# Deadlines that are listed one by one before the load.
SHOWN = 20


class Command(BaseCommand):
    """manage.py load_calendar FILE.csv [--yes] [--dry-run]."""

    help = "载入国务院办公厅的放假安排：先显示变动，确认后重新计算受影响的期限。文件格式见docs/deadlines.md。"

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and how to go about it."""
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument("--year", type=int, help="文件写的是哪一年；不写时由日期推定")
        parser.add_argument("--notice", default="", help="文件的名称")
        parser.add_argument("--by", default="", help="载入人")
        parser.add_argument("--yes", action="store_true", help="不再询问")
        parser.add_argument("--dry-run", action="store_true", help="只显示变动，不载入")

    def handle(self, *args: Any, file: Path, year: int | None, notice: str, by: str, **options: Any) -> None:
        """Show, ask, load, and tell what moved."""
        at, before = timezone.now(), current_calendar()
        with override("zh-hans"):
            try:
                read = read_notice(file, year=year, notice=notice)
                row = proposed(read.year, read.as_days(), notice=read.notice, at=at, by=by)
                after = calendar_with(row)
            except (WrongFile, TimeLimitError) as wrong:
                raise CommandError(str(wrong), returncode=2) from None
            self.stdout.write(f"{read.notice}（{read.year}年，第{row.number}版）")
            for sentence in differences(before, after, read):
                self.stdout.write(sentence)
            self._deadlines(after, at)
            if options["dry_run"] or not (options["yes"] or self._agreed()):
                self.stdout.write("没有载入。")
                return
            done = load(row, at=at)
            stored = "已载入。" if done.row else "与现行安排一致，不再重复载入。"
            self.stdout.write(f"{stored}变动期限{done.moved}个，暂定转为确定{done.settled}个。")
            if done.moved:
                self.stdout.write("变动的期限已列入各机关负责人的“期限变动”，等待签认；当事人已收到提醒。")

    def _deadlines(self, after: Calendar, at: Any) -> None:
        """How many deadlines would move, and which, the first of them."""
        moving = 0
        for one in touched(after, on=timezone.localdate(at)):
            moving += one.moves
            if one.moves and moving <= SHOWN:
                row, day = one.deadline, one.computed.legal
                self.stdout.write(
                    f"  {row.matter.number} {row.label}：{chinese_day(row.legal_on)} → {chinese_day(day)}"
                )
        if moving > SHOWN:
            self.stdout.write(f"  ……另有{moving - SHOWN}个")
        self.stdout.write(f"将变动的期限：{moving}个。")

    def _agreed(self) -> bool:
        try:
            return input("载入吗？请输入“是”或者y：").strip().lower() in ("是", "y", "yes")
        except EOFError:
            return False
