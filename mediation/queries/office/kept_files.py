"""Whether the files that the records name are there, and are what they were."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from mediation.models import Attachment, Paper

PIECE = 1 << 20


@dataclass(frozen=True)
class FileFault:
    """One file that is not as recorded: what names it, where it should lie, what is wrong."""

    record: str
    place: str
    said: str

    def __str__(self) -> str:
        return f"{self.record} {self.place}：{self.said}"


def recorded() -> Iterator[tuple[str, Any, str]]:
    """Every file that a record names, with its hash: materials, papers as printed, papers as sealed."""
    for pk, file, sha256 in _named(Attachment, "file", "sha256"):
        yield f"attachment {pk}", file, sha256
    for pk, file, sha256 in _named(Paper, "pdf", "sha256"):
        yield f"paper {pk}", file, sha256
    for pk, file, sha256 in _named(Paper, "sealed", "sealed_sha256"):
        yield f"paper {pk} (sealed)", file, sha256


def _named(model: type[Any], file: str, sha256: str) -> Iterator[tuple[int, Any, str]]:
    rows = model._base_manager.exclude(**{file: ""}).order_by("pk").only("pk", file, sha256)
    for row in rows.iterator(chunk_size=500):
        yield row.pk, getattr(row, file), getattr(row, sha256)


def fault_of(file: Any, sha256: str) -> str:
    """What is wrong with one file; empty where nothing is."""
    found = hashlib.sha256()
    try:
        with file.storage.open(file.name) as kept:
            for piece in iter(lambda: kept.read(PIECE), b""):
                found.update(piece)
    except FileNotFoundError:
        return _("文件不在")
    except OSError as fault:
        return _("读不出来（%s）") % fault.strerror
    return "" if found.hexdigest() == sha256 else _("内容与记录的校验值不符")
