"""Play scenarios in a scratch database and leave their papers, events and deadlines."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mediation.models import Organ, Paper
from mediation.scenarios.outputs import write_json
from mediation.scenarios.player import Player
from mediation.scenarios.printing import collect, mark_ready, print_paper
from mediation.scenarios.reading import NotThere, ScenarioError
from mediation.scenarios.scratch import NoScratch, ready_template, scratch_database
from mediation.scenarios.script import load
from mediation.scenarios.shipped import shipped
from mediation.scenarios.stage import SAMPLE_PASSWORD

AT_ONCE = 2


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
        if here:
            printing = mark_ready if options["no_papers"] else print_paper
            self.play_here(files[0], out.resolve(), print_paper=printing, go_on=options["all"])
        else:
            more = [f"--{name.replace('_', '-')}" for name in ("no_papers", "all") if options[name]]
            self.play_all(files, out, keep=options["keep"], more=more)

    def play_all(self, files: list[Path], out: Path, *, keep: bool, more: list[str]) -> None:
        """Each in a process of its own, two at a time; say how each went."""
        try:
            ready_template()
            with ThreadPoolExecutor(AT_ONCE) as pool:
                done = list(pool.map(lambda path: play_apart(path, _folder(out, path, files), keep, more), files))
        except NoScratch as problem:
            raise CommandError(str(problem), returncode=1) from None
        for _code, said, _complained in done:
            self.stdout.write(said.rstrip())
        for code, _said, complained in done:
            if code:
                self.stderr.write(complained.rstrip().removeprefix("CommandError: "))
        if any(code for code, _said, _complained in done):
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
    return out.resolve() / path.stem if len(files) > 1 else out.resolve()


def own_rules(path: Path) -> dict[str, str]:
    """Local rules that lie beside the file stand in place of the site's own."""
    return {"LOCAL_RULES_FOLDER": str(path.parent)} if any(path.parent.glob("*.toml")) else {}


def play_apart(path: Path, out: Path, keep: bool, more: list[str]) -> tuple[int, str, str]:
    """Play one file in a fresh process: exit code, what it said, what it complained of."""
    for old in ("papers", "files"):
        shutil.rmtree(out / old, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    with scratch_database(keep=keep) as url:
        place = {"DATABASE_URL": url, "MEDIATION_FILES": str(out / "files"), **own_rules(path)}
        manage = [sys.executable, str(settings.ROOT / "manage.py")]
        done = subprocess.run(  # noqa: S603 our own program
            [*manage, "play", str(path), "--out", str(out), "--here", *more],
            env={**os.environ, **place}, cwd=settings.ROOT, check=False, capture_output=True, text=True,
        )  # fmt: skip
    said = done.stdout
    if keep:
        words = " ".join(f"{name}='{value}'" for name, value in place.items())
        said += f"查看：{words} python manage.py runserver；人员口令均为“{SAMPLE_PASSWORD}”。\n"
    else:
        shutil.rmtree(out / "files", ignore_errors=True)
    return done.returncode, said, done.stderr
