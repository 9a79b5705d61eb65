"""Find any row of the ledger that was edited, deleted, swapped or inserted."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mediation.queries.office.ledger import verify


class Command(BaseCommand):
    """manage.py verify_ledger: exit 0 when every chain is whole, 1 with the rows named otherwise."""

    help = "核对办理记录的哈希链：指出被改动、删除、调换或者插入的记录。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk all chains."""
        verdict = verify()
        for fault in verdict.found:
            self.stderr.write(str(fault))
        erased = f"，其中{verdict.erased}条的内容已依法删除" if verdict.erased else ""
        seen = f"核对了{verdict.rows}条记录{erased}和{verdict.objects}项内容"
        if verdict.found:
            raise CommandError(f"{seen}，发现{len(verdict.found)}处不符。", returncode=1)
        self.stdout.write(f"{seen}，全部相符。")
