"""The ledger as lines for a verifier elsewhere (deploy/verify_ledger.py), which needs neither this program nor its database."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mediation.queries.office.ledger.chains import CHAINS, READ
from mediation.queries.office.ledger.streaming import one_moment, streamed

ALL = [-(2**63), 2**63 - 1]


class Command(BaseCommand):
    """manage.py export_ledger FILE: exit 0 when it is whole. It holds names and statements: for an audit, not for the public."""

    help = "把全部办理记录导出成逐行的JSON，供不依赖本系统的核验程序deploy/verify_ledger.py使用。内有姓名和陈述，只给审计用。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to; what is there is not written over."""
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """As at one moment, row by row."""
        count = 0
        try:
            out = os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8")
        except OSError as fault:
            raise CommandError(f"写不了{file}：{fault.strerror}。", returncode=1) from fault
        with out, one_moment():
            out.write(json.dumps(READ) + "\n")
            for row in streamed(CHAINS, ALL):
                count += 1
                out.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
        self.stdout.write(f"导出了{count}条记录。")
