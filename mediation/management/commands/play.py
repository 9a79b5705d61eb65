"""Play scenarios in a scratch database and leave their papers, events and deadlines."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mediation.models import Organ, Paper
from mediation.scenarios.apart import play_apart
from mediation.scenarios.outputs import write_json
from mediation.scenarios.player import Player
from mediation.scenarios.printing import collect, mark_ready, print_paper
from mediation.scenarios.reading import NotThere, ScenarioError
from mediation.scenarios.scratch import NoScratch, ready_template
from mediation.scenarios.script import load
from mediation.scenarios.shipped import shipped
from mediation.scenarios.stage import SAMPLE_PASSWORD


class Command(BaseCommand):
    """manage.py play [FILE…] --out DIR [--all] [--keep] [--no-papers].

    Exit 0 if all went as the files say, 1 if not (the line and the reason are named), 2 for bad usage.
    """

    help = "在临时数据库中演示情景文件，把文书、时间线和期限写入DIR。不写文件名则演示随附的全部情景。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Files, where to write, and whether the scratch database stays."""
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        parser.add_argument("--out", required=True, type=Path, metavar="DIR")
        parser.add_argument("--all", action="store_true", help="遇到与文件不符之处继续演示，最后全部列出")
        parser.add_argument("--keep", action="store_true", help="保留临时数据库，并说明怎样打开查看")
        parser.add_argument("--no-papers", action="store_true", help="只核对步骤，不生成PDF（快得多，编写时用）")
        parser.add_argument("--here", action="store_true", help="在DATABASE_URL所指的空数据库中演示（内部使用）")

    def handle(self, *args: Any, files: list[Path], out: Path, here: bool, **options: Any) -> None:
        """Play each file in a process and a database of its own, two at a time."""
        files = [path.resolve() for path in files] or shipped()
        missing = [str(path) for path in files if not path.is_file()]
        if missing:
            raise CommandError(f"没有文件：{'、'.join(missing)}", returncode=2)
        if len({path.stem for path in files}) < len(files):
            raise CommandError("文件名相同，结果会互相覆盖。", returncode=2)
        printing = mark_ready if options["no_papers"] else print_paper
        if here:
            self.play_here(files[0], out.resolve(), print_paper=printing, go_on=options["all"])
        else:
            self.play_all(files, out, print_paper=printing, go_on=options["all"], keep=options["keep"])

    def play_all(self, files: list[Path], out: Path, *, keep: bool, **how: Any) -> None:
        """Each in a process of its own; say how each went, and at the end what went otherwise than written."""

        def play(path: Path, into: Path) -> int:
            try:
                self.play_here(path, into, **how)
            except CommandError as problem:
                self.stderr.write(str(problem))
                return problem.returncode
            return 0

        order = {path: place for place, path in enumerate(files)}
        try:
            ready_template()
            done = list(play_apart([(path, _folder(out, path, files)) for path in files], play, keep=keep))
        except NoScratch as problem:
            raise CommandError(str(problem), returncode=1) from None
        done.sort(key=lambda one: order[one.path])
        for one in done:
            self.stdout.write(one.said.rstrip())
            if keep:
                words = " ".join(f"{name}='{value}'" for name, value in one.place.items())
                self.stdout.write(f"查看：{words} python manage.py runserver；人员口令均为“{SAMPLE_PASSWORD}”。")
            else:
                shutil.rmtree(one.place["MEDIATION_FILES"], ignore_errors=True)
        for complained in filter(None, (one.complained.rstrip() for one in done)):
            self.stderr.write(complained)
        if any(one.code for one in done):
            raise CommandError("演示没有全部按文件所写进行。", returncode=1)

    def play_here(
        self, path: Path, out: Path, *, print_paper: Callable[[Paper, datetime], None], go_on: bool = False
    ) -> None:
        """Play one file in the present database, which must be empty."""
        if Organ.objects.exists():
            raise CommandError("数据库不是空的，不能在其中演示。", returncode=2)
        try:
            script = load(path, go_on=go_on)
            player = Player(script, print_paper)
            try:
                differences = player.play_all() if go_on else []
                if not go_on:
                    player.play()
            finally:
                papers = collect(out / "papers")
                write_json(out)
        except ScenarioError as problem:
            raise CommandError(str(problem), returncode=1) from None
        self.stdout.write(f"{path.name}：{script.title}，{len(script.items)}项，文书{papers}份，写入{out}")
        if differences:
            raise CommandError(listed(path, differences), returncode=1)


def listed(path: Path, differences: list[ScenarioError]) -> str:
    """All differences, those apart that only follow from an earlier one."""
    following = sum(isinstance(one, NotThere) for one in differences)
    said = f"{path.name}：{len(differences)}处与文件不符" + (f"，其中{following}处随前面而来。" if following else "。")
    return "\n".join([said, *(f"{one}{'（随前面而来）' if isinstance(one, NotThere) else ''}" for one in differences)])


def _folder(out: Path, path: Path, files: list[Path]) -> Path:
    """Where the play of a file goes, cleared of what an earlier one left."""
    folder = out.resolve() / path.stem if len(files) > 1 else out.resolve()
    for old in ("papers", "files"):
        shutil.rmtree(folder / old, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
