"""Compute any statutory limit from any day and explain it."""

from __future__ import annotations

import json
import unicodedata
from argparse import ArgumentParser
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.db import Error as DatabaseError

from mediation.models import Organ
from mediation.models.clock.calendar import current_calendar, rules_for
from mediation.queries.clock.calculator import Mistake, Question, answer, pair_of
from mediation.timelimits import (
    Calendar,
    Computation,
    LocalRules,
    TimeLimitError,
    as_dict,
    chinese_day,
    day_table,
    explain,
    shipped_calendar,
)

HOW = "命令写法不对，请写成“manage.py deadline 代码 --from 年-月-日”，--help列出全部选项。"


class Command(BaseCommand):
    """manage.py deadline CODE --from YYYY-MM-DD: exit 0 with the day, 2 with one sentence on what is wrong.

    Without --organ it counts on the shipped calendar and limits and needs no database.
    """

    help = "计算并说明任何一个期限，例如：deadline D6 --from 2025-09-08"
    requires_system_checks: list[str] = []  # type: ignore[assignment]

    def create_parser(self, *args: Any, **kwargs: Any) -> Any:
        """What cannot be read is told in one sentence too."""
        parser = super().create_parser(*args, **kwargs)
        parser.error = lambda _message: self._refuse(HOW)
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Every part is checked with the whole question, so that each mistake has its own sentence."""
        parser.add_argument("code", nargs="?", default="", help="期限代码：D1、D5、D16等")
        parser.add_argument("--from", dest="start", default="", metavar="YYYY-MM-DD", help="起算事由发生之日")
        parser.add_argument("--until", default="", metavar="YYYY-MM-DD", help="倒算期限的终点：举行听证之日")
        parser.add_argument(
            "--exclude",
            action="extend",
            nargs="+",
            default=[],
            metavar="A..B",
            help="不计入的期间：A日的次日至B日（听证为通知之日和得出结论之日），可以多段",
        )
        parser.add_argument("--days", default="", help="有关机关指定的日数（D4）")
        parser.add_argument("--extend", action="append", default=[], help="批准延长的日数")
        parser.add_argument(
            "--decided", default="", metavar="YYYY-MM-DD", help="决定延长之日，用来核对是否在届满前决定"
        )
        parser.add_argument("--begun", default="", metavar="YYYY-MM-DD", help="收到信访事项之日：适用那一天的规定")
        parser.add_argument("--variant", default="", help="期限的分支，例如 D1a 的 city、province、national")
        parser.add_argument("--organ", default="", metavar="CODE", help="机关编码：适用该机关的地方规则和本站日历")
        parser.add_argument("--json", action="store_true", help="输出JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer, or say what is wrong."""
        code, variant = options["code"], options["variant"]
        try:
            question = Question(
                code=f"{code}-{variant}" if variant else code,
                start=options["start"],
                until=options["until"],
                exclude=tuple(pair_of(text) for text in options["exclude"]),
                length=options["days"],
                extend=",".join(options["extend"]),
                decided=options["decided"],
                begun=options["begun"],
            )
            calendar, local = self._law_of(options["organ"])
            found = answer(question, calendar=calendar, local=local)
        except TimeLimitError as error:
            self._refuse(str(error))
        text = json.dumps(as_dict(found), ensure_ascii=False, indent=2) if options["json"] else as_text(found)
        self.stdout.write(text)

    def _law_of(self, code: str) -> tuple[Calendar, LocalRules | None]:
        """The shipped law, or that of an organ of this site."""
        if not code:
            return shipped_calendar(), None
        try:
            organ = Organ.objects.filter(code=code).first()
            if organ is None:
                raise Mistake("organ", f"没有编码为“{code}”的机关，请核对机关编码。")
            return current_calendar(), rules_for(organ)
        except DatabaseError:
            self._refuse("连接不上数据库，不能查找机关的规则；不加--organ时不需要数据库。")

    def _refuse(self, sentence: str) -> NoReturn:
        """Say one sentence on what is wrong."""
        self.stderr.write(sentence)
        raise SystemExit(2)


def as_text(found: Computation) -> str:
    """The day, the reasons, and the day table in columns."""
    limit = found.limit
    rows = [("日期", "计数", "说明", "依据")]
    rows += [
        (chinese_day(line.day), "-" if line.counted is None else str(line.counted), line.why, line.authority)
        for line in day_table(found)
    ]
    widths = [max(_width(row[n]) for row in rows) for n in range(3)]
    lines = [
        f"{limit.code} {limit.label}（{limit.span}）",
        f"依据　　　{limit.authority}",
        f"名义届满　{chinese_day(found.nominal)}",
        f"法定届满　{chinese_day(found.legal)}{'　暂定' if found.provisional else ''}",
        "",
        *explain(found),
        "",
        *(
            "  ".join([*(_padded(cell, width) for cell, width in zip(row, widths, strict=False)), row[3]])
            for row in rows
        ),
    ]
    return "\n".join(lines)


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
