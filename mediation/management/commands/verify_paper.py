"""Say whether a PDF is a paper of this system, unchanged, and still in force."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mediation.documents.papers.verifying import HOLDS, Finding, Verdict, verify_file

HOW = {Verdict.REPLACED: "更正", Verdict.SUPERSEDED: "取代", Verdict.CHANGED: "变更"}


class Command(BaseCommand):
    """manage.py verify_paper FILE.pdf: exit 0 if authentic and in force (also corrected in a slip, or under review), 1 if not, 2 if there is no such file."""

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
        if found.verdict not in HOLDS:
            raise CommandError(sentence(found), returncode=1)
        self.stdout.write(sentence(found))


def sentence(found: Finding) -> str:
    """The verdict in one line: the paper, its organ and day, and what became of it."""
    paper, parts = found.paper, [str(found.verdict.label)]
    if paper is None:
        return f"{parts[0]}。"
    if found.now is not found.verdict:
        parts.append(f"印着下面这份文书的核验码，这份文书的现状：{found.now.label}")
    parts.append(f"{paper.organ.name}{paper}，{paper.issued_on}签发")
    if found.stamped:
        parts.append("这是盖章文书归档的扫描件")
    if found.ended_on:
        how = HOW.get(found.now, "撤销")
        by = f"由{found.ended_by.organ.name}{found.ended_by}" if found.ended_by else ""
        parts.append(f"{found.ended_on}{by}{how}")
    parts += [f"{one.issued_on}由{one.organ.name}{one}维持" for one in found.contest.upheld_by]
    parts += [f"{notice.issued_on}以{notice}更正笔误，结果不变" for notice in found.notices]
    if found.verdict is Verdict.ALTERED:
        parts.append(f"签发文件的SHA-256是{paper.sha256}")
    if found.verdict is Verdict.COPY:
        parts.append("扫描件、照片不能按字节核对，请与以上各项和原件对照")
    return "。".join(parts) + "。"
