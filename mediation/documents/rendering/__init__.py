"""HTML to PDF in a child process that can be killed. The only package that knows the renderer.

One child for each process that prints, reused while it is healthy and replaced when it is not.
It has no network, reads nothing but the page it is given, and dies with its parent.
"""

from __future__ import annotations

import atexit
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.documents.rendering.process import Child, Died
from mediation.queries.office.fonts import missing_fonts

SECONDS = 60
MEGABYTES = 2048
REASONS = {
    "MemoryError": gettext_lazy("内存不够"),
    "RecursionError": gettext_lazy("内容的层次太深"),
}


class RenderingFailed(Exception):
    """A page that could not be made; the message is for the person."""


class MissingGlyphs(RenderingFailed):
    """Characters that no font of the chain can print."""

    def __init__(self, characters: str) -> None:
        self.characters = characters
        super().__init__(
            _("文书中有%(n)d个字符没有字形，无法打印：%(what)s。请改用能打印的写法。")
            % {"n": len(characters), "what": "、".join(f"U+{ord(c):04X}" for c in characters)}
        )


class FontsMissing(RenderingFailed):
    """Nothing is printed in another face than the one that was meant: papers wait until the fonts are there again."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(
            _(
                "服务器上缺少打印文书的字体（%(first)s%(more)s），文书暂时排不出来，已经写的都在。请告诉系统管理员；字体装好以后，等着的文书自动生成。"
            )
            % {"first": names[0], "more": _("等%(n)d个文件") % {"n": len(names)} if len(names) > 1 else ""}
        )


@dataclass(frozen=True)
class Rendered:
    """A finished paper: its bytes, their SHA-256, the number of pages.

    `missing_glyphs` is empty unless they were allowed; `remarks` is what the renderer found odd in the
    style sheet or the markup.
    """

    pdf: bytes
    sha256: str
    pages: int
    missing_glyphs: str = ""
    remarks: tuple[str, ...] = ()


def render(
    html: str,
    *,
    stylesheets: tuple[str, ...] = (),
    title: str = "",
    created: str = "",
    data: str = "",
    seconds: float = SECONDS,
    megabytes: int = MEGABYTES,
    allow_missing_glyphs: bool = False,
) -> Rendered:
    """Make the PDF of a paper; the same arguments and fonts always give the same bytes.

    `stylesheets` are texts of CSS besides the page's own <style>; `created` is the paper's own date
    (ISO), never today's; `data` is attached as paper.json. Raises FontsMissing, MissingGlyphs unless they are allowed (in a
    draft), and RenderingFailed when the page asks for anything outside itself, or takes more than `seconds` or
    `megabytes`; its sentence says what to do. Nothing is changed by a failure: the caller may try again.
    """
    if missing := missing_fonts():
        raise FontsMissing(missing)
    request = {"html": html, "sheets": stylesheets, "title": title, "created": created, "data": data}
    try:
        answer, pdf = _desk(os.getpid()).submit(_ask, request, seconds, megabytes).result()
    except Died as death:
        if death.too_slow:
            raise RenderingFailed(_("这份文书超过%g秒没有排完，已停止。请精简内容后重试。") % seconds) from None
        raise _failed(REASONS.get(death.complaint, death.complaint) or _("排版程序中断")) from None
    if "fault" in answer:
        raise _failed(REASONS.get(answer["fault"], answer["fault"]), answer["detail"])
    if outside := answer.pop("outside"):
        raise _failed(_("内容引用了文书以外的文件或者网址"), outside)
    if answer["missing_glyphs"] and not allow_missing_glyphs:
        raise MissingGlyphs(answer["missing_glyphs"])
    return Rendered(pdf=pdf, **{**answer, "remarks": tuple(answer["remarks"])})


def _failed(why: object, detail: str = "") -> RenderingFailed:
    why = f"{why}（{detail}）" if detail else why
    return RenderingFailed(_("文书没有排成：%s。请检查内容后重试。") % why)


_children: dict[int, Child] = {}


@cache
def _desk(pid: int) -> ThreadPoolExecutor:
    # The kernel ties a child's life to the thread that started it, so one thread that stays does so,
    # not the passing thread of a web request. It also lets one page in at a time.
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="rendering")


def _ask(request: dict[str, object], seconds: float, megabytes: int) -> tuple[dict, bytes]:
    request = {**request, "megabytes": megabytes, "cpu_seconds": int(seconds) + 1}
    kept = _children.pop(os.getpid(), None)
    if kept is not None:
        try:
            return _tell(kept, request, seconds)
        except Died as death:
            if death.too_slow:
                raise
            # It may have been ended from outside while it had nothing to do: the page is not to blame.
    return _tell(Child(), request, seconds)


def _tell(child: Child, request: dict[str, object], seconds: float) -> tuple[dict, bytes]:
    answer, pdf = child.ask(request, seconds)
    if "fault" in answer:
        child.kill()
    else:
        _children[os.getpid()] = child
    return answer, pdf


@atexit.register
def stop() -> None:
    """End the child of this process; the next page starts a new one."""
    child = _children.pop(os.getpid(), None)
    if child is not None:
        child.kill()
