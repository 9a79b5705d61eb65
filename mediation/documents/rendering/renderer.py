"""WeasyPrint as this project uses it: warmed up once, cut off from network and disk, always the same bytes."""

from __future__ import annotations

import hashlib
import io
import logging
import re
from datetime import datetime
from functools import lru_cache
from typing import Any

from weasyprint import CSS, HTML, Attachment
from weasyprint.formatting_structure.boxes import FootnoteAreaBox
from weasyprint.text import ffi
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from mediation.documents.rendering import (
    faster,
    faster_boxes,
    faster_drawing,
    faster_lines,
    faster_writing,
    fitting,
    justification,
    lines,
)

VARIANT = "pdf/a-3u"
# 版记, where the paper has several pages and the last is an odd one: on the back of the last sheet.
RECORD = re.compile(r'<div class="cc">.*?</div>', re.DOTALL)
FORMAL = re.compile("family-(plain|letter)")
BACK = "@page { @bottom-left { content: none } @bottom-right { content: none } }"
ROOT = re.compile(r":root\s*{(.*?)}", re.DOTALL)
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
# WeasyPrint asks for smoothed images, which PDF/A forbids.
FIXED = "img { image-rendering: pixelated }"


class NothingOutside(URLFetcher):
    """Serves images that are written into the page itself, and remembers what else was asked for.

    The renderer would go on without it and say so only in its log.
    """

    refused = ""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        """Return the image of a data: address; raise for any other."""
        if not url.startswith("data:image/"):
            self.refused = url[:80]
            raise ValueError(url[:80])
        return super().fetch(url, headers)


class Remarks(logging.Handler):
    """What the renderer logs while it makes one page."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.missing: set[str] = set()
        self.others: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """A missing glyph is logged with its character and code point as arguments."""
        if ".notdef" in str(record.msg) and isinstance(record.args, tuple):
            self.missing.add(str(record.args[0]))
        else:
            self.others.append(record.getMessage()[:200])

    def take(self) -> dict[str, Any]:
        """Hand over what was collected and begin anew."""
        found = {"missing_glyphs": "".join(sorted(self.missing)), "remarks": self.others[:20]}
        self.missing, self.others = set(), []
        return found


class Renderer:
    """Fonts, fetcher and parsed style sheets, kept from page to page."""

    def __init__(self) -> None:
        if ffi.harfbuzz_subset is None:
            raise RuntimeError("libharfbuzz-subset0 is missing: without it a page takes 17 times as long")
        justification.install()
        faster.install()
        faster_boxes.install()
        faster_lines.install()
        faster_drawing.install()
        faster_writing.install()
        lines.install()
        self.fonts = FontConfiguration()
        self.fetcher = NothingOutside()
        self.remarks = Remarks()
        self.sheet = lru_cache(64)(self._parse)
        log = logging.getLogger("weasyprint")
        log.addHandler(self.remarks)
        log.propagate = False
        self.render("预备", (), "", "")

    def render(
        self, html: str, sheets: tuple[str, ...], title: str, created: str, data: str = ""
    ) -> tuple[dict[str, Any], bytes]:
        """The facts about the PDF, and the PDF; `data` is attached to it as a file of its own."""
        self.fetcher.refused = ""
        # The house's own <style> is the same in every paper: lifted out, it is parsed once.
        body, own = STYLE.sub("", html), STYLE.findall(html)

        def set_with(change: fitting.Change) -> Any:
            styles = [self.sheet(css) for css in (FIXED, *sheets, *(fitting.changed(css, change) for css in own))]
            return self._with_back(self._laid_out(body, styles), body, styles)

        document = fitting.fitted(set_with)
        facts = document.metadata
        facts.lang, facts.title = facts.lang or "zh-CN", title or facts.title
        facts.created = facts.modified = created or None
        if data:
            facts.attachments.append(attached(data, created))
        identifier = hashlib.sha256(html.encode()).digest()[:16]
        target = io.BytesIO()
        document.write_pdf(
            target, finisher=faster_writing.deflate, pdf_variant=VARIANT, pdf_identifier=identifier, pdf_tags=True
        )
        pdf = target.getvalue()
        answer = {"sha256": hashlib.sha256(pdf).hexdigest(), "pages": len(document.pages)}
        return {**answer, **self.remarks.take(), "outside": self.fetcher.refused}, pdf

    def _laid_out(self, html: str, styles: list[CSS]) -> Any:
        page = HTML(string=html, url_fetcher=self.fetcher)
        return page.render(stylesheets=styles, font_config=self.fonts, pdf_variant=VARIANT)

    def _with_back(self, document: Any, html: str, styles: list[CSS]) -> Any:
        """版记 on the last even page: taken off an odd last page, unless it is the only one."""
        record, family = RECORD.search(html), html.partition("<body")[2].partition(">")[0]
        if record is None or not FORMAL.search(family) or len(document.pages) % 2 == 0 or len(document.pages) == 1:
            return document
        last = document.pages[-1]._page_box  # noqa: SLF001
        last.children = [box for box in last.children if not isinstance(box, FootnoteAreaBox)]
        alone = record.group().replace('"cc"', '"cc alone"')
        back = self._laid_out(f"<html lang=zh-CN><body{family}>{alone}", [*styles, self.sheet(BACK)])
        return document.copy([*document.pages, *back.pages])

    def _parse(self, css: str) -> CSS:
        return CSS(string=written_out(css), font_config=self.fonts, url_fetcher=self.fetcher)


def attached(data: str, created: str) -> Attachment:
    """The paper's facts for machines, dated like the paper itself."""
    day = datetime.fromisoformat(created or "2000-01-01")
    return Attachment(
        string=data, name="paper.json", description="文书数据", relationship="Data", created=day, modified=day
    )


def written_out(css: str) -> str:
    """The style sheet with the variables of :root written out: once here, instead of for every box of every page."""
    declared = (part.partition(":") for part in ";".join(ROOT.findall(css)).split(";"))
    values = {name.strip(): value.strip() for name, _colon, value in declared if name.strip().startswith("--")}
    for name, value in values.items():
        css = css.replace(f"var({name})", value)
    return css
