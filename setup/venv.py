"""The project's own Python packages in `.venv`, exactly as locked.

Run as `python3 -m setup.venv run|test|dev|peers`, by the machine's Python: standard library only.
"""

import hashlib
import importlib.util
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from setup import debian, paths
from setup.console import say

FOLDER = paths.ROOT / ".venv"
PYTHON = FOLDER / "bin" / "python"
STAMP = FOLDER / ".installed"
LOCKS = paths.ROOT / "requirements"
# Each holds all of those before it.
KINDS = ["run", "test", "dev", "peers"]


def prepare(kind: str) -> None:
    """Bring `.venv` to what requirements/<kind>.txt says. Free of charge when it is there already."""
    if is_ready(kind):
        return
    say("装 Python 依赖（只此一次）……", "Installing Python packages (once) …")
    with tempfile.TemporaryDirectory(prefix="mediation-pip-") as folder:
        pip = make(Path(folder))
        lock = LOCKS / f"{kind}.txt"
        wanted = ["install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--requirement", lock]
        if subprocess.run([*pip, *wanted], check=False).returncode:
            sys.exit(f"依赖未装成，见上文 / packages were not installed, see above ({lock.name})")
    held = KINDS[: KINDS.index(kind) + 1]
    STAMP.write_text("".join(line(name) for name in held), encoding="ascii")


def is_ready(kind: str) -> bool:
    """Whether the lock that was installed last is today's, and the Python it was installed for still there."""
    try:
        return line(kind) in STAMP.read_text(encoding="ascii") and PYTHON.exists()
    except FileNotFoundError:
        return False


def line(kind: str) -> str:
    """How the stamp names a lock."""
    return f"{kind} {hashlib.sha256((LOCKS / f'{kind}.txt').read_bytes()).hexdigest()}\n"


def make(folder: Path) -> list[str | Path]:
    """Make `.venv` if it is missing or broken; return the command that is its pip."""
    has_pip = importlib.util.find_spec("ensurepip") is not None
    own = [PYTHON, "-m", "pip"]
    if not PYTHON.exists() or (has_pip and not answers(own)):
        venv.create(FOLDER, clear=True, symlinks=True, with_pip=has_pip)
    if answers(own):
        return own
    # Debian keeps ensurepip in a package of its own; pip's wheel can be had without installing it.
    return [PYTHON, f"{pip_wheel(folder)}/pip"]


def answers(pip: list[str | Path]) -> bool:
    """Whether this pip works."""
    return subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode == 0


def pip_wheel(folder: Path) -> Path:
    """The pip that Debian ships for virtual environments, installed or fetched."""
    found = sorted(Path("/usr/share/python-wheels").glob("pip-*.whl"))
    if not found:
        deb = debian.fetch("python3-pip-whl", into=folder)
        debian.unpack(deb, into=folder, wanted=lambda name: Path(name).name.startswith("pip-"))
        found = sorted(folder.glob("pip-*.whl"))
    return found[-1]


if __name__ == "__main__":
    try:
        prepare(sys.argv[1])
    except debian.NotToBeHad as error:
        sys.exit(f"请安装 python3-venv / please install the package python3-venv ({error})")
