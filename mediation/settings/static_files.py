"""Sheets and scripts: a party's pages load one of each, and in production each is named by its content and compressed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

FOLDER = "mediation"
BUNDLES = {
    "party.css": ("plain.css", "site.css", "portal.css"),
    "party.js": ("site.js", "calendar.js"),
}


class Hashed(CompressedManifestStaticFilesStorage):
    """After `manage.py collectstatic` a browser asks for each file a single time; before it they have their own names."""

    def url(self, name: str | None, force: bool = False) -> str:
        """The address of a file."""
        return str(super().url(name, force) if self.hashed_files else StaticFilesStorage.url(self, name))


class Bundles(BaseFinder):
    """Finds the bundles, made anew whenever one of their parts is newer: a phone on a slow line waits for each file apart."""

    def __init__(self, *args: Any, **more: Any) -> None:
        self.storage = FileSystemStorage(location=settings.VAR / "bundles")
        super().__init__(*args, **more)

    def find(self, path: str, find_all: bool = False, **more: Any) -> str | list[str]:
        """Where a bundle lies; nothing for any other file."""
        folder, _slash, name = path.partition("/")
        if folder != FOLDER or name not in BUNDLES:
            return []
        made = str(self._made(name))
        return [made] if find_all else made

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        """All of them, for collectstatic."""
        for name in BUNDLES:
            self._made(name)
            yield f"{FOLDER}/{name}", self.storage

    def _made(self, name: str) -> Path:
        parts = [settings.ROOT / "static" / FOLDER / part for part in BUNDLES[name]]
        bundle = Path(self.storage.location) / FOLDER / name
        if not bundle.exists() or bundle.stat().st_mtime_ns < max(part.stat().st_mtime_ns for part in parts):
            bundle.parent.mkdir(parents=True, exist_ok=True)
            fresh = bundle.with_suffix(f".{os.getpid()}")
            fresh.write_text("\n".join(part.read_text(encoding="utf-8") for part in parts), encoding="utf-8")
            fresh.replace(bundle)
        return bundle
