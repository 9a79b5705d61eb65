"""The system libraries WeasyPrint stands on: installed as root, laid into `var/libraries` otherwise.

Run as `python -m setup.libraries`, after the Python packages are there.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from setup import debian, paths
from setup.console import say

PACKAGES = ["libpangoft2-1.0-0", "libharfbuzz-subset0"]

# Without libharfbuzz-subset WeasyPrint only warns, and is five to sixteen times slower.
PROBE = "from weasyprint.text import ffi; raise SystemExit(ffi.harfbuzz_subset is None)"


def prepare() -> None:
    """See that WeasyPrint starts, fetching what it lacks."""
    if works():
        return
    say("装 WeasyPrint 所需系统库……", "Getting the system libraries of WeasyPrint …")
    if os.geteuid() == 0:
        install(*PACKAGES)
    else:
        lay_beside()
    if not works():
        raise debian.NotToBeHad(" ".join(PACKAGES))


def works() -> bool:
    """Try it in a process of its own: libraries are looked up once, when a process starts."""
    probe = [sys.executable, "-W", "ignore", "-c", PROBE]
    return subprocess.run(probe, env=paths.environment(), capture_output=True, check=False).returncode == 0


def install(*packages: str) -> None:
    """Install as root, with fresh package lists only if the present ones do not do."""
    for step in (["install"], ["update"], ["install"]):
        arguments = ["-y", "--no-install-recommends", *packages] if step == ["install"] else []
        answer = debian.apt_get(*step, *arguments)
        if step == ["install"] and answer.returncode == 0:
            return
    raise debian.NotToBeHad(f"apt-get install {' '.join(packages)}: {answer.stderr.strip()}")


def lay_beside() -> None:
    """Without root: take the shared objects of the packages and all they need that is not installed."""
    with tempfile.TemporaryDirectory(prefix="mediation-libraries-") as folder:
        for package in missing():
            deb = debian.fetch(package, into=Path(folder))
            debian.unpack(deb, into=paths.LIBRARIES, wanted=lambda name: ".so." in Path(name).name)


def missing() -> list[str]:
    """What apt would install now."""
    for own_lists in (False, True):
        if own_lists:
            debian.apt_get("update", own_lists=True)
        answer = debian.apt_get("-s", "install", "--no-install-recommends", *PACKAGES, own_lists=own_lists, quiet=False)
        if answer.returncode == 0:
            return re.findall(r"^Inst (\S+)", answer.stdout, re.MULTILINE)
    raise debian.NotToBeHad(f"{' '.join(PACKAGES)}: {answer.stderr.strip()}")


if __name__ == "__main__":
    try:
        prepare()
    except debian.NotToBeHad as error:
        sys.exit(
            f"WeasyPrint 缺系统库，请管理员安装 / ask the administrator to install: {' '.join(PACKAGES)}\n({error})"
        )
