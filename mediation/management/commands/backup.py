"""Take a backup of database and files, and prove it by restoring it."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pyrage
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mediation.management import backup
from mediation.queries.office.machine import note_backup


class Command(BaseCommand):
    """manage.py backup FOLDER: exit 0 when the backup is there and was restored for proof, 1 with the reason otherwise."""

    help = "备份数据库和文件：同一时刻的一份，加密给公钥，恢复到临时数据库核对无误才算数。密钥不在备份里，请另行保管。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, and to whom."""
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="放备份的文件夹，最好在另一块磁盘上")
        parser.add_argument(
            "--to", action="append", metavar="age1…", help="加密给这个age公钥，可以写几个（默认是BACKUP_RECIPIENTS）"
        )
        parser.add_argument("--plain", action="store_true", help="不加密")
        parser.add_argument(
            "--keep-days", type=int, metavar="N", help="之后删去N天以前的备份，至少留最近7份（默认都留）"
        )
        parser.add_argument("--new-key", action="store_true", help="不备份，只在FOLDER处生成一个私钥文件，并显示公钥")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        """What is done is said as it is done."""
        if options["new_key"]:
            self._new_key(folder)
            return
        to = [] if options["plain"] else options["to"] or settings.BACKUP_RECIPIENTS
        if not to and not options["plain"]:
            raise CommandError(
                "没有说加密给谁：请设BACKUP_RECIPIENTS或者用--to写age公钥，不加密的用--plain。", returncode=2
            )
        now = timezone.now()
        try:
            run = backup.take(folder, to, at=now, say=self.stdout.write)
            note_backup(now)
            if (days := options["keep_days"]) is not None and (gone := backup.forget(folder, days=days, at=now)):
                self.stdout.write(f"已删去{days}天以前的备份{gone}份。")
        except (backup.NotPossible, OSError) as fault:
            raise CommandError(f"备份没有做成：{fault}", returncode=1) from fault
        self.stdout.write(f"备份已核对：{run.path}")

    def _new_key(self, file: Path) -> None:
        """A pair of keys; the private one is to be taken away from this machine."""
        identity = pyrage.x25519.Identity.generate()
        try:
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
                out.write(f"# public key: {identity.to_public()}\n{identity}\n")
        except OSError as fault:
            raise CommandError(f"写不了{file}：{fault.strerror}。", returncode=1) from fault
        self.stdout.write(f"公钥：{identity.to_public()}")
        self.stdout.write(f"私钥在{file}，恢复时才用：请抄到别处保管两份，再从本机删去。丢了它，加密的备份就打不开。")
