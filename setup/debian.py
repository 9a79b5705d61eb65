"""Fetch Debian packages and take files out of them: nothing is installed, no root is needed."""

import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

from setup.paths import VAR

CACHE = VAR / "cache" / "apt"


class NotToBeHad(Exception):
    """Something that only the machine's keeper can install."""


def apt_get(
    *arguments: str, own_lists: bool = False, into: Path | None = None, quiet: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run apt-get; `own_lists` reads package lists kept in our cache, not the machine's."""
    options = ["-qq"] if quiet else []
    if os.geteuid() == 0:  # it would step down to a user who may not read our folder
        options += ["-o", "APT::Sandbox::User=root"]
    if own_lists:
        (CACHE / "lists" / "partial").mkdir(parents=True, exist_ok=True)
        (CACHE / "archives" / "partial").mkdir(parents=True, exist_ok=True)
        options += ["-o", f"Dir::State::lists={CACHE}/lists", "-o", f"Dir::Cache={CACHE}"]
    return subprocess.run(
        ["apt-get", *options, *arguments],
        cwd=into, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
        env={**os.environ, "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"},
    )  # fmt: skip


def is_debian() -> bool:
    """Whether this machine has the two tools we need, on Debian, Ubuntu and their kin."""
    return bool(shutil.which("apt-get") and shutil.which("dpkg-deb"))


def fetch(package: str, *, into: Path) -> Path:
    """Download one package, with the machine's lists or, where they are empty or old, with our own."""
    if not is_debian():
        raise NotToBeHad(f"{package}: apt-get and dpkg-deb are needed (Debian, Ubuntu)")
    into.mkdir(parents=True, exist_ok=True)
    for step in (False, True):
        if step:
            apt_get("update", own_lists=True)
        answer = apt_get("download", package, own_lists=step, into=into)
        found = sorted(into.glob(f"{package.partition(':')[0]}_*.deb"))
        if answer.returncode == 0 and found:
            return found[-1]
    raise NotToBeHad(f"{package}: {answer.stderr.strip()}")


def unpack(deb: Path, *, into: Path, wanted: Callable[[str], bool]) -> list[str]:
    """Lay the wanted files of a package flat into one folder; a link stays a link to its neighbour."""
    into.mkdir(parents=True, exist_ok=True)
    names = []
    with (
        subprocess.Popen(["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE) as source,
        tarfile.open(fileobj=source.stdout, mode="r|") as archive,
    ):
        for member in archive:
            if wanted(member.name) and (member.isfile() or member.issym()):
                names.append(Path(member.name).name)
                _lay(archive, member, into / names[-1])
    return names


def _lay(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    target.unlink(missing_ok=True)
    if member.issym():
        target.symlink_to(Path(member.linkname).name)
        return
    content = archive.extractfile(member)
    if content is not None:
        with content, target.open("wb") as file:
            shutil.copyfileobj(content, file)
