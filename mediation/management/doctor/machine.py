"""Whether the machine has what the site needs: room, folders of its own, fonts."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from mediation.management.doctor.finding import Finding
from mediation.queries.office.fonts import missing_fonts
from mediation.queries.office.setting_up import START_SECRET
from mediation.queries.office.site import of_fonts

# A day of a busy office: papers, materials, and the database's own log.
ROOM = 2 << 30
# Some file systems run out of names before they run out of room.
NAMES = 10_000


def examined() -> Iterator[Finding]:
    """Each of them."""
    yield _fonts()
    yield from _rooms()
    yield _folder("文件夹", Path(settings.MEDIA_ROOT), "材料和文书")
    for path, what in ((settings.VAR / "seals", "样章私钥"), (settings.VAR / START_SECRET, "开始口令")):
        if path.exists():
            yield _folder(what, path, what)


def _fonts() -> Finding:
    for concern in of_fonts(missing_fonts()):
        return Finding("字体", concern.sentence, concern.mend)
    return Finding("字体", "打印文书的字体齐全。")


def _rooms() -> Iterator[Finding]:
    """Each disk once, under the first folder that lies on it."""
    seen: set[int] = set()
    for path in (Path(settings.MEDIA_ROOT), Path(settings.VAR), Path(tempfile.gettempdir())):
        there = next(folder for folder in (path, *path.absolute().parents) if folder.exists())
        if (disk := there.stat().st_dev) not in seen:
            seen.add(disk)
            yield _room(there)


def _room(folder: Path) -> Finding:
    free, kept = shutil.disk_usage(folder).free, os.statvfs(folder)
    left = f"{folder}所在磁盘还剩{free / (1 << 30):.1f}GB"
    if free < ROOM:
        return Finding("磁盘", f"{left}，将要写满。", "请清理或者扩大磁盘；写满以后材料收不进来，文书也生成不了。")
    # A file system that counts no names says 0 of 0.
    if kept.f_files and kept.f_favail < NAMES:
        return Finding("磁盘", f"{left}，但只能再放{kept.f_favail}个文件。", "请清理小文件或者换一个文件系统。")
    return Finding("磁盘", f"{left}。")


def _folder(what: str, path: Path, holds: str) -> Finding:
    """Ours alone: what lies below a folder that others cannot enter, they cannot read either."""
    if not path.exists():
        return Finding(what, f"放{holds}的{path}不在。", f"请运行manage.py prepare_site，或者mkdir -m 700 {path}。")
    if not os.access(path, os.R_OK | os.W_OK | (os.X_OK if path.is_dir() else 0)):
        return Finding(what, f"放{holds}的{path}，运行网站的用户读写不了。", f"请用chown把{path}交给运行网站的用户。")
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return Finding(what, f"放{holds}的{path}，本机的其他用户也能进（{mode:04o}）。", f"请运行chmod go= {path}。")
    return Finding(what, f"{path}只有运行网站的用户能读写（{mode:04o}）。")
