"""Restore a backup into an empty database."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError

from mediation.management import backup
from mediation.management.backup.envelope import identities_in


class Command(BaseCommand):
    """manage.py restore FOLDER: exit 0 when the site is back and verified, 1 with the reason otherwise."""

    help = "从备份恢复到空的数据库和文件夹，并核对。期限时钟和对外发送停着，直到管理员在“系统状况”页确认。"
    requires_system_checks: list[str] = []  # type: ignore[assignment]

    def add_arguments(self, parser: ArgumentParser) -> None:
        """From where, and with what key."""
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="放备份的文件夹（取最近的一份）或者其中一份")
        parser.add_argument("--key", type=Path, metavar="FILE", help="age私钥文件")

    def handle(self, *args: Any, folder: Path, key: Path | None, **options: Any) -> None:
        """What is done is said as it is done."""
        try:
            backup.restore(folder, identities_in(key) if key else [], say=self.stdout.write)
        except (backup.NotPossible, OSError, OperationalError, InterfaceError) as fault:
            raise CommandError(f"没有恢复成：{fault}", returncode=1) from fault
        self.stdout.write("已恢复。请启动网站，由管理员在“系统状况”页核对后恢复运行。")
