"""Whether the machine has what the site needs: room, folders of its own, fonts."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from mediation.management.doctor.finding import Finding
from mediation.queries.office import machine
from mediation.queries.office.fonts import missing_fonts
from mediation.queries.office.setting_up import START_SECRET
from mediation.queries.office.site import of_fonts


def examined() -> Iterator[Finding]:
    """Each of them."""
    yield _fonts()
    yield from _rooms()
    yield _folder("文件夹", Path(settings.MEDIA_ROOT), "材料和文书")
    yield _backup()
    for path, what in ((settings.VAR / "seals", "样章私钥"), (settings.VAR / START_SECRET, "开始口令")):
        if path.exists():
            yield _folder(what, path, what)


def _fonts() -> Finding:
    for concern in of_fonts(missing_fonts()):
        return Finding("字体", concern.sentence, concern.mend)
    return Finding("字体", "打印文书的字体齐全。")


def _backup() -> Finding:
    """Those of this machine; who keeps the database's own archive elsewhere knows better."""
    found = machine.last_backup()
    if found is None:
        return Finding(
            "备份",
            "本机没有做过核对无误的备份。",
            "请用manage.py backup --new-key生成密钥，再运行manage.py backup，并设每天运行。",
        )
    return Finding("备份", f"最近一次核对无误的备份是{timezone.localtime(found):%Y-%m-%d %H:%M}。")


def _rooms() -> Iterator[Finding]:
    for folder in machine.disks((Path(settings.MEDIA_ROOT), Path(settings.VAR), Path(tempfile.gettempdir()))):
        yield _room(folder)


def _room(folder: Path) -> Finding:
    free, names = machine.room_of(folder), machine.names_of(folder)
    left = f"{folder}所在磁盘还剩{free / (1 << 30):.1f}GB"
    if free < machine.ROOM:
        return Finding("磁盘", f"{left}，将要写满。", "请清理或者扩大磁盘；写满以后材料收不进来，文书也生成不了。")
    if names is not None and names < machine.NAMES:
        return Finding("磁盘", f"{left}，但只能再放{names}个文件。", "请清理小文件或者换一个文件系统。")
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
