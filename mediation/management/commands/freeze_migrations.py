"""Keep released migrations as they were shipped."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mediation import migrations

FOLDER = Path(migrations.__path__[0])
LIST = "released.toml"


class Command(BaseCommand):
    """manage.py freeze_migrations [--check]: write down what is released now, or compare with what was."""

    help = "发布时记下各迁移文件的SHA-256；--check核对已发布的迁移没有被改动。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to compare only; another folder is for tests."""
        parser.add_argument("--check", action="store_true", help="只核对，不写入")
        parser.add_argument("--folder", type=Path, default=FOLDER, help="迁移所在的目录")

    def handle(self, *args: Any, check: bool, folder: Path, **options: Any) -> None:
        """Name every released migration that is not as it was; then add those that are new."""
        kept, here = released(folder), hashes(folder)
        if touched := [name for name, digest in kept.items() if here.get(name) != digest]:
            raise CommandError(
                f"已发布的迁移被改动或者删除：{'、'.join(touched)}。请恢复原文件，另写一个新编号的迁移（见CONTRIBUTING.md）。",
                returncode=1,
            )
        new = {name: digest for name, digest in here.items() if name not in kept}
        if new and not check:
            lines = "".join(f'"{name}" = "{digest}"\n' for name, digest in new.items())
            with (folder / LIST).open("a", encoding="utf-8") as file:
                file.write(lines)
        said = f"已发布{len(kept)}个，未被改动" if check else f"新记下{len(new)}个"
        self.stdout.write(f"迁移：{said}。")


def released(folder: Path) -> dict[str, str]:
    """The released migrations with their hashes."""
    found: dict[str, str] = tomllib.loads((folder / LIST).read_text(encoding="utf-8"))
    return found


def hashes(folder: Path) -> dict[str, str]:
    """The migrations that are there with their hashes, in their order."""
    return {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("[0-9]*.py"))}
