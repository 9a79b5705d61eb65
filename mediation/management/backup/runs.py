"""What a backup's folder holds: runs, and the contents that they share."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

FORMAT = 1
UNFINISHED = ".unfinished"
STAMP = "%Y%m%dT%H%M%SZ"
SUMS = "SHA256SUMS"
MANIFEST = "manifest.json"
FILES = "files"
PIECE = 1 << 20


class NotPossible(Exception):
    """It cannot be done; the message is a sentence with what to do."""


@dataclass(frozen=True)
class Run:
    """One run: its folder, whose name is its moment. Without that name it was not proved."""

    path: Path

    @classmethod
    def begun(cls, folder: Path, at: datetime) -> Run:
        """A new one, not yet finished."""
        path = folder / f"{at.astimezone(UTC):{STAMP}}{UNFINISHED}"
        if path.exists() or path.with_name(path.name.removesuffix(UNFINISHED)).exists():
            raise NotPossible(f"{path}已经在了，可能另一次备份正在进行。")
        make_folder(path)
        return cls(path)

    @classmethod
    def all_in(cls, folder: Path) -> list[Run]:
        """Those that were finished, the oldest first."""
        return [cls(one.parent) for one in sorted(folder.glob(f"*/{MANIFEST}")) if UNFINISHED not in one.parent.name]

    @classmethod
    def found(cls, path: Path) -> Run:
        """The run that a folder is, or the newest in it. Raises NotPossible where there is none."""
        if (path / MANIFEST).exists():
            if path.name.endswith(UNFINISHED):
                raise NotPossible(f"{path}没有做完，不是备份。")
            return cls(path)
        if not (runs := cls.all_in(path)):
            raise NotPossible(f"{path}里没有做完的备份。")
        return runs[-1]

    def finished(self) -> Run:
        """Give it its name: it is proved."""
        path = self.path.with_name(self.path.name.removesuffix(UNFINISHED))
        self.path.rename(path)
        return Run(path)

    @property
    def manifest(self) -> dict[str, Any]:
        """What it is, by whom it was made and how much there is of it; nothing of what it holds."""
        try:
            found: dict[str, Any] = json.loads((self.path / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError) as fault:
            raise NotPossible(f"读不出{self.path / MANIFEST}。") from fault
        if found.get("format") != FORMAT:
            raise NotPossible(f"{self.path}是另一版本的备份格式，本程序读不了，请装上做备份的版本。")
        return found

    def sums(self) -> dict[str, str]:
        """The hash of each piece as it lies on the disk, by its path from here."""
        try:
            lines = (self.path / SUMS).read_text(encoding="utf-8").splitlines()
        except OSError as fault:
            raise NotPossible(f"读不出{self.path / SUMS}。") from fault
        return {name: digest for digest, _two, name in (line.partition("  ") for line in lines)}

    def piece(self, name: str) -> Path:
        """Where a piece lies; the names are our own, but a folder may have been somewhere else since."""
        path = (self.path / name).resolve()
        if not path.is_relative_to(self.path.resolve().parent):
            raise NotPossible(f"{self.path / SUMS}里的{name}指到备份以外。")
        return path

    def faults(self) -> list[str]:
        """Each piece that is missing or is not what was written."""
        wrong = []
        for name, digest in self.sums().items():
            try:
                if digest_of(self.piece(name)) != digest:
                    wrong.append(f"{name}：被改动过")
            except OSError:
                wrong.append(f"{name}：读不到")
        return wrong


def make_folder(folder: Path) -> None:
    """With all that is missing above it, for nobody but us."""
    for level in reversed([folder, *folder.parents]):
        if not level.exists():
            level.mkdir(mode=0o700, exist_ok=True)


def digest_of(path: Path) -> str:
    """The hash of a file."""
    found = hashlib.sha256()
    with path.open("rb") as kept:
        for piece in iter(lambda: kept.read(PIECE), b""):
            found.update(piece)
    return found.hexdigest()


def kept_name(sha256: str, suffix: str) -> str:
    """Under what name a content lies in the folder, the same in each run.

    Encrypted, the hash itself would tell whoever has a file already that we have it too.
    """
    if suffix:
        sha256 = hmac.new(settings.LEDGER_KEY.encode(), f"backup {sha256}".encode(), "sha256").hexdigest()
    return f"{FILES}/{sha256[:2]}/{sha256}{suffix}"


def check_of(key: str) -> str:
    """By what a key is known again without being told."""
    return hmac.new(key.encode(), b"mediation backup", "sha256").hexdigest()[:16]
