"""LibreOffice and Chromium, only to compare with: installed as root, named otherwise.

Run as `python -m setup.peers`, by `make bench-peers`; the peers that are Python packages stand in peers.in.
"""

import os
import shutil

from setup import debian, libraries
from setup.console import say

PROGRAMS = {"soffice": ["libreoffice-writer-nogui", "python3-uno"], "chromium": ["chromium"]}


def prepare() -> None:
    """Install what is missing; a peer that cannot be had is named, and the comparison goes on without it."""
    for program, packages in PROGRAMS.items():
        if shutil.which(program):
            continue
        try:
            if os.geteuid() != 0:
                raise debian.NotToBeHad(" ".join(packages))
            libraries.install(*packages)
        except debian.NotToBeHad:
            names = " ".join(packages)
            say(f"{program} 没有安装，比较时略过：{names}", f"{program} is not installed and will be left out: {names}")


if __name__ == "__main__":
    prepare()
