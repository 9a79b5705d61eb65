"""The browser that browser tests drive: Debian's own chromium.

Run as `python -m setup.browser`. CHROMIUM names another one.
"""

import os
import shutil
import sys

from setup import debian
from setup.console import say
from setup.libraries import install

NAMES = ["chromium", "chromium-browser", "google-chrome"]


def path() -> str | None:
    """Where it is, if it is."""
    given = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else NAMES
    return next((found for name in given if (found := shutil.which(name))), None)


def prepare() -> None:
    """Install it where we may."""
    if path():
        return
    if os.geteuid():
        raise debian.NotToBeHad("not root")
    say("装 chromium（浏览器测试用）……", "Installing chromium for the browser tests …")
    install("chromium")


if __name__ == "__main__":
    try:
        prepare()
    except debian.NotToBeHad as error:
        sys.exit(f"浏览器测试需要 chromium，请管理员安装 / ask the administrator to install: chromium ({error})")
