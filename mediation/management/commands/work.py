"""`manage.py work`: the worker, until it is ended."""

from __future__ import annotations

import asyncio
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from mediation.jobs import lanes


class Command(BaseCommand):
    """Do in the background what waits there; go on by itself after any fault, above all when the database was away."""

    help = "后台任务：期限届满、提醒、生成文书、发送提醒。数据库断开后自行恢复。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which lanes: one process may take all, or each its own."""
        parser.add_argument(
            "--lane", action="append", choices=list(lanes.LANES), help="只做这一类，可以写几个（默认都做）"
        )

    def handle(self, *args: Any, lane: list[str] | None = None, **options: Any) -> None:
        """Work until SIGTERM or Ctrl-C."""
        asyncio.run(lanes.work(lane or list(lanes.LANES)))
