"""Say whether a PDF is a paper of this system, unchanged, and still in force."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mediation.queries.verifying import Finding, Verdict, verify_file


class Command(BaseCommand):
    """manage.py verify_paper FILE.pdf: exit 0 if authentic and in force, 1 if not, 2 if there is no such file."""

    help = "核验一份PDF：是否本系统签发、是否被改动、是否现行有效。"

    def add_arguments(self, parser: CommandParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path, metavar="FILE.pdf")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Print the verdict with the paper it is about."""
        try:
            found = verify_file(file.read_bytes())
        except OSError:
            raise CommandError(f"读不到文件：{file}", returncode=2) from None
        if found.verdict is not Verdict.IN_FORCE:
            raise CommandError(sentence(found), returncode=1)
        self.stdout.write(sentence(found))


def sentence(found: Finding) -> str:
    """The verdict in one line: the paper, its organ and day, and what holds in its place."""
    parts = [str(found.verdict.label)]
    if found.paper is not None:
        paper = found.paper
        parts.append(f"{paper.organ.name}{paper}，{paper.issued_on}签发")
        if paper.replacement:
            parts.append(f"以{paper.replacement}为准")
        if found.verdict is Verdict.ALTERED:
            parts.append(f"签发文件的SHA-256是{paper.sha256}")
    return "。".join(parts) + "。"
