"""The fonts that papers are printed with, and which of them are not there."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

# What set-up fetches (setup/fonts.toml), and where the renderer reads of it.
FILES = (
    "FandolFang-Regular.otf",
    "FandolHei-Regular.otf",
    "FandolKai-Regular.otf",
    "FandolSong-Bold.otf",
    "FandolSong-Regular.otf",
    "HanaMinA.ttf",
    "HanaMinB.ttf",
    "LXGWWenKai-Light.ttf",
    "LXGWWenKai-Regular.ttf",
    "NotoSansCJK-Bold.ttc",
    "NotoSansCJK-Regular.ttc",
    "NotoSerifCJK-Bold.ttc",
    "NotoSerifCJK-Regular.ttc",
    "fonts.conf",
)


def missing_fonts() -> tuple[str, ...]:
    """Names of the files that are not there: without one of them a paper would be printed in some other face, or not at all."""
    return tuple(name for name in FILES if not (Path(settings.FONTS) / name).is_file())
