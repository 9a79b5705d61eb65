"""Find any entry of a sitting's record that was edited, deleted or inserted."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mediation.models import HearingStatement
from mediation.queries.sittings.said import verify_records


class Command(BaseCommand):
    """manage.py verify_records: exit 0 when every record is whole and what the ledger has sealed, 1 with the entries named otherwise."""

    help = "核对听证、调解、联席会议的笔录：逐条核对哈希链，并与办理记录中封存的校验值对照。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk all records."""
        wrong = list(verify_records())
        for fault in wrong:
            self.stderr.write(str(fault))
        if wrong:
            raise CommandError(f"发现{len(wrong)}处不符。", returncode=1)
        self.stdout.write(f"核对了{HearingStatement.objects.count()}条笔录，全部相符。")
