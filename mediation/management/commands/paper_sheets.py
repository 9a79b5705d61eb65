"""Make a sheet of each kind of paper from sound sample data."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mediation.models import Organ
from mediation.scenarios.pictures import picture_of
from mediation.scenarios.reading import ScenarioError
from mediation.scenarios.scratch import NoScratch, scratch_database
from mediation.scenarios.sheets import MissingSheets, Sheet, sheets


class Command(BaseCommand):
    """manage.py paper_sheets --out DIR [--kind K …] [--html] [--pictures]: KIND.pdf or .png for each; exit 1 if one is left out."""

    help = "在临时数据库中办理样张脚本，把每一种文书的样张（PDF）写入DIR。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to write, and of which kinds."""
        parser.add_argument("--out", required=True, type=Path, metavar="DIR")
        parser.add_argument("--kind", action="append", default=[], metavar="KIND", help="只要这些文种（代码）")
        parser.add_argument("--html", action="store_true", help="同时写出网页")
        parser.add_argument("--pictures", action="store_true", help="写出缩小的页面图（PNG），不写PDF")
        parser.add_argument("--here", action="store_true", help="在DATABASE_URL所指的空数据库中办理（内部使用）")

    def handle(
        self, *args: Any, out: Path, kind: list[str], html: bool, pictures: bool, here: bool, **options: Any
    ) -> None:
        """Play in a database of its own, which is dropped afterwards."""
        if here:
            self.write(out, kind, html=html, pictures=pictures)
            return
        more = [f"--kind={one}" for one in kind]
        more += ["--html"] * html + ["--pictures"] * pictures
        manage = [sys.executable, str(settings.ROOT / "manage.py"), "paper_sheets", "--here", f"--out={out.resolve()}"]
        try:
            with scratch_database() as url:
                done = subprocess.run(  # noqa: S603 our own program
                    [*manage, *more], env={**os.environ, "DATABASE_URL": url}, cwd=settings.ROOT, check=False
                )
        except NoScratch as problem:
            raise CommandError(str(problem)) from None
        if done.returncode:
            raise CommandError("样张没有做成。", returncode=done.returncode)

    def write(self, out: Path, kinds: list[str], *, html: bool, pictures: bool) -> None:
        """Play, render and write."""
        if Organ.objects.exists():
            raise CommandError("数据库不是空的，不能在其中办理样张脚本。", returncode=2)
        try:
            made = [sheet for sheet in sheets() if not kinds or sheet.kind in kinds]
        except (ScenarioError, MissingSheets) as problem:
            raise CommandError(str(problem)) from None
        out.mkdir(parents=True, exist_ok=True)
        pages = sum(_write(sheet, out, html=html, pictures=pictures) for sheet in made)
        self.stdout.write(f"样张{len(made)}种，共{pages}页，写入{out}")


def _write(sheet: Sheet, out: Path, *, html: bool, pictures: bool) -> int:
    made = sheet.rendered()
    if pictures:
        (out / f"{sheet.kind}.png").write_bytes(picture_of(made.pdf))
    else:
        (out / f"{sheet.kind}.pdf").write_bytes(made.pdf)
    if html:
        (out / f"{sheet.kind}.html").write_text(sheet.html, encoding="utf-8")
    return int(made.pages)
