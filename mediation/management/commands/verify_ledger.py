"""Find any row of the ledger that was edited, deleted, swapped or inserted."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mediation.queries.office.ledger import Verdict, Walk, anchors, by_processes, is_small, verify


class Command(BaseCommand):
    """manage.py verify_ledger: exit 0 when every chain is whole, 1 with the rows named otherwise."""

    help = "核对办理记录的哈希链：指出被改动、删除、调换或者插入的记录。记录多的由几个进程分段核对；中断后再运行即接着核对。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """By how many processes, and where the progress of a long walk is kept."""
        parser.add_argument(
            "--processes", type=int, default=min(2, os.cpu_count() or 1), metavar="N", help="几个进程（默认2个）"
        )
        parser.add_argument("--anew", action="store_true", help="不接着上次中断处，从头核对")
        parser.add_argument("--anchors", type=Path, metavar="FOLDER", help="再与anchor_ledger写下的锚定文件对照")
        parser.add_argument(
            "--progress", type=Path, default=settings.VAR / "verify_ledger.progress", metavar="FILE",
            help="进度文件，全部核对完即删除",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk all chains; a ledger that is soon walked needs neither processes nor a file of progress."""
        verdict = verify() if is_small() else self._in_parts(**options)
        if options["anchors"]:
            self._anchored(options["anchors"], verdict)
        for fault in verdict.found:
            self.stderr.write(str(fault))
        erased = f"，其中{verdict.erased}条的内容已依法删除" if verdict.erased else ""
        seen = f"核对了{verdict.rows}条记录{erased}和{verdict.objects}项内容"
        if verdict.wrong:
            raise CommandError(f"{seen}，发现{verdict.wrong}处不符。", returncode=1)
        self.stdout.write(f"{seen}，全部相符。")

    def _anchored(self, folder: Path, verdict: Verdict) -> None:
        """What does not fit an anchor is named first: it was changed by somebody who could recompute the chain."""
        try:
            kept = anchors.all_in(folder)
        except (OSError, ValueError) as fault:
            raise CommandError(f"读不了锚定文件：{fault}", returncode=2) from fault
        if not kept:
            raise CommandError(f"{folder}里没有锚定文件。", returncode=2)
        found = Verdict()
        for one in anchors.faults_of(kept):
            found.say(one)
        verdict.wrong, verdict.found = verdict.wrong + found.wrong, found.found + verdict.found
        self.stdout.write(f"与{len(kept)}个锚定文件对照，最近的是{kept[-1].at[:10]}。")

    def _in_parts(self, progress: Path, processes: int, *, anew: bool, **_options: Any) -> Verdict:
        if processes < 1:
            raise CommandError("--processes至少为1。", returncode=2)
        walk = Walk.begun_or_found(progress, at=timezone.now(), anew=anew)
        if done := len(walk.done()):
            self.stdout.write(f"接着{walk.begun}开始的核对，已核对{done}段。")
        if not by_processes(walk, processes):
            raise CommandError(f"核对没有完成。再次运行即从{progress}所记之处接着核对。", returncode=3)
        return walk.verdict()
