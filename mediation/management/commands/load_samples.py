"""Fill a new site with a county at work, through the same gateway as everything else."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mediation.scenarios.reading import ScenarioError
from mediation.scenarios.samples import loading, samples


class Command(BaseCommand):
    """manage.py load_samples [--begin | --go-on]: each matter as a whole; what is there already is not played again."""

    help = "在空的数据库中装入示例数据：一个县正在办理的几十件事项。中断以后再运行，接着装。"

    def add_arguments(self, parser: CommandParser) -> None:
        """`--begin` and `--go-on` do nothing, and say nothing, where there is nothing for them to do."""
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--begin", action="store_true", help="只装机关、人员和第一件；已有数据时不做任何事")
        how.add_argument("--go-on", action="store_true", help="接着装没有装完的；没有开始装的不做任何事")

    def handle(self, *args: Any, begin: bool = False, go_on: bool = False, **options: Any) -> None:
        """Play what is missing; a data base that is an office's own is refused."""
        if loading.empty() and not go_on:
            self._begin()
        elif not loading.begun():
            if not (begin or go_on):
                raise CommandError("数据库中已有数据，没有装入示例。")
            return
        if not begin:
            self._rest()

    def _begin(self) -> None:
        try:
            loading.begin(timezone.now())
        except ScenarioError as problem:
            raise CommandError(f"示例没有装入：{problem}") from None

    def _rest(self) -> None:
        wrong = [str(problem) for problem in loading.play_rest(timezone.now) if problem]
        if wrong:
            sys.exit("有示例没有装入：\n  " + "\n  ".join(wrong))
        self.stdout.write(f"示例已装入，共{len(samples())}件。")
