"""A site's own licensed typefaces: a folder named in MEDIATION_OWN_FONTS, with files named after what they are for.

`仿宋`, `小标宋`, `黑体`, `楷体`, each .ttf, .otf or .ttc; what is not there stays as shipped, and so does every character that
a file of the site's own lacks. They are copied below `var/fonts/own` and stand before the shipped face in every paper.
"""

import os
import shutil
from pathlib import Path
from xml.sax.saxutils import escape

from setup import paths
from setup.console import say

OWN = paths.FONTS / "own"
SUFFIXES = (".ttf", ".otf", ".ttc")
# For each use: our short name, the shipped family that it stands before, whether for bold type only.
USES = {
    "仿宋": ("fang", "FandolFang", False),
    "小标宋": ("song", "FandolSong", True),
    "黑体": ("hei", "FandolHei", False),
    "楷体": ("kai", "FandolKai", False),
}
NO_EMBEDDING = 0x2
RULES = """  <match target="scan">
    <test name="file"><string>{file}</string></test>
    <edit name="family" mode="assign"><string>Own {name}</string></edit>
    <edit name="weight" mode="assign"><const>{weight}</const></edit>
  </match>
  <match target="pattern">
    <test name="family"><string>{before}</string></test>{bold}
    <edit name="family" mode="prepend" binding="strong"><string>Own {name}</string></edit>
  </match>
"""
BOLD = '\n    <test name="weight" compare="more_eq"><const>bold</const></test>'


class Unusable(Exception):
    """A file that papers cannot be set in; the message says why."""


def take() -> str:
    """Copy what the site has and return the rules for fonts.conf; empty where it has nothing of its own."""
    folder = os.environ.get("MEDIATION_OWN_FONTS", "")
    shutil.rmtree(OWN, ignore_errors=True)
    if not folder:
        return ""
    found = {
        use: next((f for f in sorted(Path(folder).glob(f"{use}.*")) if f.suffix.lower() in SUFFIXES), None)
        for use in USES
    }
    if not any(found.values()):
        raise Unusable(f"{folder}：没有 仿宋、小标宋、黑体、楷体 的字体文件（.ttf、.otf、.ttc）")
    OWN.mkdir(parents=True)
    return "".join(_rules(use, file) for use, file in found.items() if file is not None)


def _rules(use: str, file: Path) -> str:
    name, before, bold = USES[use]
    _check(file)
    kept = OWN / f"{name}{file.suffix.lower()}"
    shutil.copyfile(file, kept)
    say(f"{use}：{file.name}", f"own typeface for {before}: {file.name}")
    return RULES.format(
        file=escape(str(kept)), name=name, before=before, bold=BOLD * bold, weight="bold" if bold else "regular"
    )


def _check(file: Path) -> None:
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(file, fontNumber=0, lazy=True) as font:
            allowed = not font["OS/2"].fsType & NO_EMBEDDING
    except (TTLibError, KeyError, OSError) as fault:
        raise Unusable(f"{file}：不是可用的字体文件（{fault}）") from fault
    if not allowed:
        raise Unusable(f"{file}：字体的许可不允许嵌入文书，请换一种")
