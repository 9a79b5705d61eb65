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


def set_up(folder, **environment: str) -> subprocess.CompletedProcess[str]:
    """The folder's own fonts.conf over fonts that lie there already."""
    return subprocess.run(
        [sys.executable, "-c", "from setup import fonts; fonts.write_conf()"],
        env={**paths.environment(), "MEDIATION_VAR": str(folder), **environment},
        cwd=paths.ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture
def site(tmp_path, monkeypatch):
    fonts_there = tmp_path / "var" / "fonts"
    fonts_there.mkdir(parents=True)
    for name in ("FandolFang-Regular.otf", "FandolSong-Regular.otf", "FandolSong-Bold.otf"):
        (fonts_there / name).symlink_to(paths.FONTS / name)
    monkeypatch.setattr(paths, "FONTS_CONF", fonts_there / "fonts.conf")
    return tmp_path


def test_a_site_s_own_typefaces_stand_before_the_shipped_ones(site) -> None:
    (site / "own").mkdir()
    for use in ("仿宋", "小标宋"):
        (site / "own" / f"{use}.TTF").write_bytes((paths.FONTS / "LXGWWenKai-Regular.ttf").read_bytes())
    done = set_up(site / "var", MEDIATION_OWN_FONTS=str(site / "own"))
    assert done.returncode == 0, done.stderr
    there = site / "var" / "fonts"
    assert match("FandolFang") == str(there / "own" / "fang.ttf")
    assert match("FandolSong:bold") == str(there / "own" / "song.ttf")
    assert match("FandolSong") == str(there / "FandolSong-Regular.otf")
    assert set_up(site / "var").returncode == 0
    assert match("FandolFang") == str(there / "FandolFang-Regular.otf")


def test_a_folder_without_typefaces_and_a_file_that_is_none_are_named(site) -> None:
    own = site / "own"
    own.mkdir()
    assert "没有 仿宋、小标宋、黑体、楷体" in set_up(site / "var", MEDIATION_OWN_FONTS=str(own)).stderr
    (own / "黑体.ttf").write_bytes(b"x")
    assert "黑体.ttf：不是可用的字体文件" in set_up(site / "var", MEDIATION_OWN_FONTS=str(own)).stderr
