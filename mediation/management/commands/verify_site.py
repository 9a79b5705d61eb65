"""Look through a whole site: ledger, records of hearings, files, and some papers as a stranger would have them verified."""

from __future__ import annotations

import random
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from mediation.documents.papers.verifying import WARNS, verify_file
from mediation.models import Paper


class Command(BaseCommand):
    """manage.py verify_site: exit 0 when all holds, 1 with everything that does not."""

    help = "核对整个系统：办理记录、听证笔录、文件，并抽取若干文书按来人核验的办法核验。恢复备份后、平时都可以运行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many papers."""
        parser.add_argument("--papers", type=int, default=20, metavar="N", help="抽多少份文书（默认20份）")

    def handle(self, *args: Any, papers: int, **options: Any) -> None:
        """Each part says itself what it found; one that is wrong does not keep the others from being looked at."""
        wrong = []
        for command in ("verify_ledger", "verify_records", "verify_files"):
            try:
                call_command(command, stdout=self.stdout, stderr=self.stderr)
            except CommandError as fault:
                wrong.append(str(fault))
        strange = self._papers(papers)
        if wrong or strange:
            raise CommandError("\n".join([*wrong, *strange]), returncode=1)

    def _papers(self, most: int) -> list[str]:
        """Some papers of any age."""
        made = list(Paper.objects.exclude(pdf="").order_by("pk").values_list("pk", flat=True))
        chosen = random.sample(made, min(most, len(made)))
        wrong = []
        for paper in Paper.objects.filter(pk__in=chosen).order_by("pk"):
            try:
                with paper.pdf.open("rb") as kept:
                    found = verify_file(kept.read())
            except OSError:
                continue  # verify_files has said so
            if found.verdict in WARNS or found.paper is None or found.paper.pk != paper.pk:
                wrong.append(f"paper {paper.pk}：{found.verdict.label}")
        self.stdout.write(f"抽核了{len(chosen)}份文书，{f'{len(wrong)}份不符。' if wrong else '全部相符。'}")
        return wrong
