"""Where files are kept that are known by what they hold."""

from __future__ import annotations

import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage

OURS_ALONE = 0o700


class ByContent(FileSystemStorage):
    """A file under the name of its SHA-256: whole or not at all, and the same bytes once."""

    def __init__(self, **more: Any) -> None:
        super().__init__(allow_overwrite=True, **more)

    def _save(self, name: str, content: Any) -> str:
        """Write beside the place and move: a process that dies leaves no half file under a good name."""
        place = Path(self.path(name))
        # Nobody enters below a folder that is ours alone.
        Path(self.location).mkdir(mode=OURS_ALONE, parents=True, exist_ok=True)
        place.parent.mkdir(mode=OURS_ALONE, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place.parent, prefix=".", delete=False) as out:
            try:
                for piece in content.chunks():
                    out.write(piece)
                out.flush()
                os.fsync(out.fileno())
                os.replace(out.name, place)
            except BaseException:
                Path(out.name).unlink(missing_ok=True)
                raise
        return name

    def set_aside(self, name: str, to: str, *, unless_after: datetime) -> bool:
        """Move a file within the store, unless it was handed in again since; whether it was moved."""
        if self.get_modified_time(name) > unless_after:
            return False
        place = Path(self.path(to))
        place.parent.mkdir(mode=OURS_ALONE, parents=True, exist_ok=True)
        os.replace(self.path(name), place)
        return True
