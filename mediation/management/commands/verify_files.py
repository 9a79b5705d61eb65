"""Find any file that is missing or was changed: after a restore, and from time to time."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mediation.queries.office.kept_files import FileFault, fault_of, recorded


class Command(BaseCommand):
    """manage.py verify_files: exit 0 when every file is there and as recorded, 1 with those named that are not."""

    help = "核对材料和文书的文件：指出缺失的、读不出来的和被改动的。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Read every file once; nothing is kept in memory."""
        seen = wrong = 0
        for record, file, sha256 in recorded():
            seen += 1
            if said := fault_of(file, sha256):
                wrong += 1
                self.stderr.write(str(FileFault(record, file.name, said)))
        if wrong:
            raise CommandError(f"核对了{seen}个文件，{wrong}个不符。请从备份中取回。", returncode=1)
        self.stdout.write(f"核对了{seen}个文件，全部相符。")
