"""The fonts that papers are set in."""

import subprocess
import sys
import tomllib

import pytest

from setup import fonts, paths

# A program of its own: fontconfig reads its surroundings once.
MATCH = """
import ctypes, sys
fc = ctypes.CDLL("libfontconfig.so.1")
for name in ("FcNameParse", "FcFontMatch"):
    getattr(fc, name).restype = ctypes.c_void_p
wanted = ctypes.c_void_p(fc.FcNameParse(sys.argv[1].encode()))
fc.FcConfigSubstitute(None, wanted, 0)
fc.FcDefaultSubstitute(wanted)
found, file = ctypes.c_void_p(fc.FcFontMatch(None, wanted, ctypes.byref(ctypes.c_int()))), ctypes.c_char_p()
fc.FcPatternGetString(found, b"file", 0, ctypes.byref(file))
print(file.value.decode())
"""


def match(name: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", MATCH, name], env=paths.environment(), capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_all_listed_fonts_are_there() -> None:
    assert fonts.is_complete(tomllib.loads(fonts.LIST.read_text(encoding="utf-8"))["package"])


@pytest.mark.parametrize(
    ("asked", "file"),
    [
        ("FandolFang", "FandolFang-Regular.otf"),
        ("FandolSong", "FandolSong-Regular.otf"),
        ("FandolSong:bold", "FandolSong-Bold.otf"),
        ("FandolHei", "FandolHei-Regular.otf"),
        ("FandolKai", "FandolKai-Regular.otf"),
        ("LXGW WenKai:regular", "LXGWWenKai-Regular.ttf"),
        ("LXGW WenKai Light", "LXGWWenKai-Light.ttf"),
        ("Noto Serif CJK SC:bold", "NotoSerifCJK-Bold.ttc"),
        ("Noto Sans CJK SC", "NotoSansCJK-Regular.ttc"),
        ("HanaMinB", "HanaMinB.ttf"),
    ],
)
def test_a_family_is_the_file_we_mean(asked: str, file: str) -> None:
    assert match(asked) == str(paths.FONTS / file)


def test_no_font_of_the_machine_gets_in() -> None:
    assert match("DejaVu Sans").startswith(str(paths.FONTS))
