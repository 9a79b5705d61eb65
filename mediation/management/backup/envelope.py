"""How a piece of a backup lies on the disk: plain, or encrypted to public keys in the form of age (age-encryption.org).

The machine that makes backups cannot read those it made before: it knows public keys only. While a run lasts, a key of its own
that is never written down opens what it has just written, so that the proof reads what really lies there.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyrage

from mediation.management.backup.runs import PIECE, NotPossible, make_folder


@dataclass(frozen=True)
class Written:
    """The hash of the content, the hash of what lies on the disk, and the length of the content."""

    sha256: str
    kept_sha256: str
    size: int


class Hashed:
    """Passes bytes on and counts and hashes them: as a file that is read, or one that is written."""

    def __init__(self, other: Any) -> None:
        self.other, self.digest, self.size = other, hashlib.sha256(), 0

    def read(self, size: int = -1) -> bytes:
        """What the other has next."""
        piece: bytes = self.other.read(size)
        self._count(piece)
        return piece

    def write(self, piece: bytes) -> int:
        """Hand it on, whole."""
        self.other.write(piece)
        self._count(piece)
        return len(piece)

    def flush(self) -> None:
        """As a file does."""
        self.other.flush()

    def _count(self, piece: bytes) -> None:
        self.digest.update(piece)
        self.size += len(piece)


class Nowhere:
    """Takes everything and keeps nothing."""

    def write(self, piece: bytes) -> int:
        """Gone."""
        return len(piece)

    def flush(self) -> None:
        """Nothing to do."""


class Envelope:
    """Writes and reads the pieces of one run."""

    def __init__(self, recipients: Sequence[str] = (), identities: Sequence[Any] = ()) -> None:
        """`recipients` are public keys of age (`age1…`), none for a plain backup; `identities` open one that is there."""
        self.identities = list(identities)
        self.recipients = [_recipient(one) for one in recipients]
        if self.recipients:
            once = pyrage.x25519.Identity.generate()
            self.recipients.append(once.to_public())
            self.identities.append(once)

    @property
    def suffix(self) -> str:
        """What the names of its pieces end with."""
        return ".age" if self.recipients else ""

    def write(self, source: IO[bytes], target: Path) -> Written:
        """Whole and on the disk, or not at all under that name."""
        make_folder(target.parent)
        fresh, read = target.with_name(f".{target.name}.new"), Hashed(source)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            kept = Hashed(out)
            if self.recipients:
                pyrage.encrypt_io(read, kept, self.recipients)
            else:
                copy(read, kept)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(target)
        return Written(read.digest.hexdigest(), kept.digest.hexdigest(), read.size)

    def read(self, path: Path, out: Any) -> str:
        """Pass the content on; its hash. Raises NotPossible where no key of ours opens it or it was changed."""
        kept = Hashed(out)
        with path.open("rb") as source:
            if path.suffix == ".age":
                try:
                    pyrage.decrypt_io(source, kept, self.identities)
                except pyrage.DecryptError as fault:
                    raise NotPossible(f"解不开{path}：私钥不是这份备份的，或者文件被改动过（{fault}）。") from fault
            else:
                copy(source, kept)
        return kept.digest.hexdigest()


def copy(source: Any, target: Any) -> None:
    """Everything, piece by piece."""
    for piece in iter(lambda: source.read(PIECE), b""):
        target.write(piece)


def identities_in(file: Path) -> list[Any]:
    """The private keys in a file that `age-keygen` or `backup --new-key` wrote."""
    try:
        lines = [line.strip() for line in file.read_text(encoding="ascii").splitlines()]
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as fault:
        raise NotPossible(f"{file}不是可读的age私钥文件。") from fault
    if not found:
        raise NotPossible(f"{file}里没有私钥。")
    return found


def _recipient(text: str) -> Any:
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError as fault:
        raise NotPossible(
            f"“{text}”不是age公钥，应以age1开头。用manage.py backup --new-key FILE可以生成一对。"
        ) from fault
