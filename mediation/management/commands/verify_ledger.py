"""Find any row of the ledger that was edited, deleted, swapped or inserted."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mediation.queries.office.ledger import faults


class Command(BaseCommand):
    """manage.py verify_ledger: exit 0 when every chain is whole, 1 with the rows named otherwise."""

    help = "核对办理记录的哈希链：指出被改动、删除、调换或者插入的记录。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk all chains."""
        count, found = faults()
        for fault in found:
            self.stderr.write(str(fault))
        if found:
            raise CommandError(f"核对了{count}条记录，发现{len(found)}处不符。", returncode=1)
        self.stdout.write(f"核对了{count}条记录，全部相符。")
