"""The programs that tests use beside Python's: a browser, an office program, two that check PDF files.

Run as `python -m setup.programs`: installs what is missing as root, names the packages otherwise. The browser is chromium without
its window, which draws the same pages for less than half; CHROMIUM names another browser.
"""

import os
import shutil
import sys

from setup import debian
from setup.console import say
from setup.libraries import install

WINDOWLESS = "chromium-headless-shell"
BROWSERS = [WINDOWLESS, "chromium", "chromium-browser", "google-chrome"]
# The Debian package of each; Writer without windows is half as large.
PACKAGES = {
    "chromium": WINDOWLESS,
    "soffice": "libreoffice-writer-nogui",
    "qpdf": "qpdf",
    "pdfsig": "poppler-utils",
}


def path(program: str) -> str | None:
    """Where it is, if it is."""
    names = [program]
    if program == "chromium":
        names = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else BROWSERS
    return next((found for name in names if (found := shutil.which(name))), None)


def needed(program: str) -> str:
    """Where it is. Raises NotToBeHad, which names the package."""
    found = path(program)
    if found is None:
        raise debian.NotToBeHad(f"{program} is missing: apt-get install {PACKAGES[program]}")
    return found


def missing() -> list[str]:
    """The packages of what is not there."""
    return [package for program, package in PACKAGES.items() if path(program) is None]


def prepare() -> None:
    """Install what is missing, where we may."""
    packages = missing()
    if not packages:
        return
    if os.geteuid():
        raise debian.NotToBeHad("not root")
    say(f"装测试所用的程序：{' '.join(packages)}……", f"Installing programs for the tests: {' '.join(packages)} …")
    try:
        install(*packages)
    except debian.NotToBeHad:
        if WINDOWLESS not in packages:
            raise
        # older releases have chromium only with its window
        install(*("chromium" if package == WINDOWLESS else package for package in packages))


if __name__ == "__main__":
    try:
        prepare()
    except debian.NotToBeHad as error:
        packages = " ".join(missing())
        sys.exit(f"测试需要以下软件包，请管理员安装 / ask the administrator to install: {packages} ({error})")
