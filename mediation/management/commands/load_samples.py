"""Fill an empty site with sample data, through the same gateway as everything else."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from mediation.models import Organ
from mediation.scenarios.player import Player
from mediation.scenarios.printing import print_paper
from mediation.scenarios.reading import ScenarioError
from mediation.scenarios.script import load
from mediation.scenarios.shipped import samples


class Command(BaseCommand):
    """manage.py load_samples [--if-empty]: all or nothing."""

    help = "在空的数据库中装入示例数据：一件从头到尾办完的事项和几件正在办理的事项。"

    def add_arguments(self, parser: CommandParser) -> None:
        """--if-empty does nothing, and says nothing, where there are data."""
        parser.add_argument("--if-empty", action="store_true", help="已有数据时不做任何事")

    def handle(self, *args: Any, if_empty: bool = False, **options: Any) -> None:
        """Play the sample scenarios; a data base with organs in it is refused."""
        if Organ.objects.exists():
            if if_empty:
                return
            raise CommandError("数据库中已有数据，没有装入示例。")
        today = timezone.localdate()
        try:
            with transaction.atomic():
                for path in samples():
                    script = load(path, today)
                    self.stdout.write(f"装入示例：{script.title}……")
                    Player(script, print_paper).play()
        except ScenarioError as problem:
            raise CommandError(f"示例没有装入：{problem}") from None
        self.stdout.write("示例已装入。运行 manage.py sample_accounts 查看账号。")
