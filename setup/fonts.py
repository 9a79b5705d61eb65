"""Fonts for papers: taken out of Debian packages into `var/fonts`, never installed, never committed.

Run as `python -m setup.fonts`. What is taken, and its hash, stands in fonts.toml beside this file.
"""

import hashlib
import shutil
import sys
import tempfile
import tomllib
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from xml.sax.saxutils import escape

from setup import debian, own_fonts, paths
from setup.console import say

LIST = Path(__file__).with_name("fonts.toml")
STAMP = paths.FONTS / ".complete"

# Only our own folder: a paper must not change its face because somebody installed a font.
CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
{own}  <alias><family>serif</family><prefer>{serif}</prefer></alias>
  <alias><family>sans-serif</family><prefer>{sans}</prefer></alias>
  <alias><family>monospace</family><prefer>{sans}</prefer></alias>
</fontconfig>
"""
SERIF = ["FandolSong", "Noto Serif CJK SC", "HanaMinA", "HanaMinB"]
SANS = ["FandolHei", "Noto Sans CJK SC", "HanaMinA", "HanaMinB"]


def prepare() -> None:
    """Make `var/fonts` complete. Free of charge when it already is."""
    wanted = tomllib.loads(LIST.read_text(encoding="utf-8"))["package"]
    write_conf()
    if is_complete(wanted):
        return
    say("取字体（约 180 MB，只此一次）……", "Fetching fonts (about 180 MB, once) …")
    with tempfile.TemporaryDirectory(prefix="mediation-fonts-") as folder:
        for package in wanted:
            take(package, via=Path(folder))
    STAMP.write_text(list_digest(), encoding="ascii")


def take(package: dict, *, via: Path) -> None:
    """Take the listed files out of one package, look at their hashes, mend what needs mending."""
    files = package["files"]
    deb = debian.fetch(package["name"], into=via)
    fresh = via / package["name"]
    debian.unpack(deb, into=fresh, wanted=lambda name: Path(name).name in files)
    deb.unlink()
    for name, digests in files.items():
        source = fresh / name
        if not source.is_file():
            raise debian.NotToBeHad(f"{package['name']} has no {name} on this machine's release")
        found = digest(source)
        if found not in digests:
            say(
                f"注意：{name} 与本项目核对过的版本不同，文书的版面可能有出入。sha256={found}",
                f"Note: {name} is not the version this project was checked with; layout may differ.",
            )
        if name in package.get("make_bold", []):
            make_bold(source)
        shutil.move(source, paths.FONTS / name)
    with ProcessPoolExecutor() as hands:
        list(hands.map(make_truetype, [paths.FONTS / name for name in package.get("make_truetype", [])]))


def make_bold(font: Path) -> None:
    """Let a bold face say that it is bold.

    FandolSong-Bold declares weight 400: fontconfig then sees two regular faces of one family
    and returns the bold one whenever the regular one is meant.
    """
    from fontTools.ttLib import TTFont

    with TTFont(font, recalcTimestamp=False) as face:
        face["OS/2"].usWeightClass = 700
        face["OS/2"].fsSelection = (face["OS/2"].fsSelection & ~0x40) | 0x20
        face["head"].macStyle |= 1
        face.save(font.with_suffix(".mended"))
    font.with_suffix(".mended").replace(font)


def make_truetype(font: Path) -> None:
    """Give a font quadratic outlines: cut down four times as fast for a paper, a fifth smaller in it.

    No outline moves by more than a thousandth of the character's size.
    """
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import TTFont, newTable

    with TTFont(font, recalcTimestamp=False) as face:
        cubic, quadratic = face.getGlyphSet(), {}
        for name in face.getGlyphOrder():
            pen = TTGlyphPen(cubic)
            cubic[name].draw(Cu2QuPen(pen, face["head"].unitsPerEm / 1000, reverse_direction=True))
            quadratic[name] = pen.glyph()
        face["loca"], face["glyf"] = newTable("loca"), newTable("glyf")
        face["glyf"].glyphOrder, face["glyf"].glyphs = face.getGlyphOrder(), quadratic
        face["maxp"].tableVersion = 0x00010000
        for limit in ("Zones", "TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements"):
            setattr(face["maxp"], f"max{limit}", 0)
        face["maxp"].maxSizeOfInstructions = face["maxp"].maxComponentElements = 0
        face["maxp"].maxZones = 1
        face["post"].formatType, face.sfntVersion = 3.0, "\0\1\0\0"
        for table in {"CFF ", "VORG"} & set(face.keys()):
            del face[table]
        face.save(font.with_suffix(".mended"))
    font.with_suffix(".mended").replace(font)


def write_conf() -> None:
    """Write fonts.conf anew if the project has moved."""
    paths.FONTS.mkdir(parents=True, exist_ok=True)
    own = own_fonts.take()
    # What fontconfig keeps of a folder was read under the rules of that time.
    kept = "fontconfig" + hashlib.sha256(own.encode()).hexdigest()[:8] * bool(own)
    text = CONF.format(
        own=own,
        fonts=escape(str(paths.FONTS)),
        cache=escape(str(paths.VAR / "cache" / kept)),
        serif=_families(SERIF),
        sans=_families(SANS),
    )
    if not paths.FONTS_CONF.exists() or paths.FONTS_CONF.read_text(encoding="utf-8") != text:
        paths.FONTS_CONF.write_text(text, encoding="utf-8")


def is_complete(wanted: list[dict]) -> bool:
    """Whether all listed files lie there, taken by the present list."""
    if not STAMP.exists() or STAMP.read_text(encoding="ascii") != list_digest():
        return False
    return all((paths.FONTS / name).is_file() for package in wanted for name in package["files"])


def list_digest() -> str:
    """The list's own hash: a changed list fetches again."""
    return digest(LIST)


def digest(file: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _families(names: list[str]) -> str:
    return "".join(f"<family>{name}</family>" for name in names)


if __name__ == "__main__":
    try:
        prepare()
    except debian.NotToBeHad as error:
        sys.exit(f"取不到字体 / fonts could not be fetched: {error}")
    except own_fonts.Unusable as error:
        sys.exit(f"自备字体不能用 / a typeface of your own cannot be used: {error}")
