"""The tools, each a class with `make(sample) -> PDF`, warmed up when it is created; absent ones raise Absent."""

from __future__ import annotations

import io
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from sheets.samples import ORGAN, Sample

DATE = "2025年4月20日"


class Absent(Exception):
    """The tool is not installed here."""


def need(module: str = "", program: str = "") -> None:
    """Raise Absent unless the module and the program are there."""
    if (module and find_spec(module) is None) or (program and shutil.which(program) is None):
        raise Absent(module or program)


class Mediation:
    """This project: PDF/A-3u, justified, tagged, in its child process."""

    def __init__(self) -> None:
        from mediation.documents import rendering

        self.render = rendering.render

    def make(self, sample: Sample) -> bytes:
        return self.render(sample.html, title=sample.title, created="2025-04-20").pdf


class Signed(Mediation):
    """The same with the organ's sample seal: its place found, drawn, signed (PAdES)."""

    def __init__(self) -> None:
        from django.conf import settings

        from mediation.documents.papers.sealing import Wanted
        from mediation.documents.papers.sealing.place import seals_on
        from mediation.documents.papers.sealing.sample import SampleSeals
        from mediation.models import Organ

        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        settings.VAR = Path(self.folder.name)
        self.seals, self.wanted, self.seals_on = SampleSeals(), Wanted, seals_on
        self.organs = [Organ(code="bench", name=ORGAN)]

    def make(self, sample: Sample) -> bytes:
        pdf = super().make(sample)
        at = datetime(2025, 4, 20, 9, tzinfo=UTC)
        return bytes(self.seals.seal(self.wanted(pdf, self.seals_on(pdf, self.organs), at, sample.title)))


class Plain:
    """WeasyPrint as its manual begins: HTML(string).write_pdf(), with the project's fonts."""

    def __init__(self) -> None:
        from weasyprint import HTML

        self.html = HTML

    def make(self, sample: Sample) -> bytes:
        return bytes(self.html(string=sample.html).write_pdf())


class Typst:
    """Typst, PDF/A-2u, justified."""

    HEAD = """#set page(paper: "a4", margin: (top: 37mm, bottom: 35mm, inside: 28mm, outside: 26mm), footer: context {
  let n = counter(page).get().first()
  align(if calc.odd(n) { right } else { left }, text(14pt)[— #n —])
})
#set text(font: ("FandolFang", "LXGW WenKai Light", "Noto Serif CJK SC", "HanaMinB"), size: 15.79pt, lang: "zh")
#set par(justify: true, leading: 13.2pt, spacing: 13.2pt, first-line-indent: (amount: 2em, all: true))
#let d = json(bytes(sys.inputs.d))
#align(center, text(font: "FandolSong", weight: "bold", size: 22pt)[#d.organ\\ #d.title])
#align(right, d.number)
#par(first-line-indent: 0em)[#d.addressee：]
#for b in d.blocks { if b.at(0) == "p" { par(b.at(1)) } else if b.at(0) == "table" {
  table(columns: (3em, 1fr, 2fr), table.header[序号][证据名称][证明的事实], ..b.at(1).flatten()) } else {
  par(text(font: "FandolHei", b.at(1))) } }
#v(2em)
#align(right)[#d.organ\\ #d.date]
"""

    def __init__(self) -> None:
        need("typst")
        import typst
        from django.conf import settings

        self.folder = tempfile.TemporaryDirectory()
        page = Path(self.folder.name) / "page.typ"
        page.write_text(self.HEAD, encoding="utf-8")
        self.compiler = typst.Compiler(str(page), font_paths=[str(settings.FONTS)], ignore_system_fonts=True)

    def make(self, sample: Sample) -> bytes:
        facts = {
            "organ": ORGAN,
            "title": sample.title,
            "number": sample.number,
            "addressee": sample.addressee,
            "date": DATE,
            "blocks": sample.blocks,
        }
        made = self.compiler.compile(format="pdf", pdf_standards="a-2u", sys_inputs={"d": json.dumps(facts)})
        return bytes(made)


class LibreOffice:
    """A .docx by python-docx, through a warm LibreOffice (unoserver)."""

    def __init__(self) -> None:
        need("docx")
        need("unoserver", "soffice")
        self.folder = tempfile.TemporaryDirectory()
        self.port, other = free_port(), free_port()
        python = next(p for p in ("/usr/bin/python3", sys.executable) if Path(p).exists())
        code = f"import sys; sys.path.append({str(Path(find_spec('unoserver').origin).parent.parent)!r}); "
        arguments = ["--port", str(self.port), "--uno-port", str(other), "--user-installation", self.folder.name]
        self.server = subprocess.Popen(
            [python, "-c", f"{code} sys.argv[0] = 'unoserver'; from unoserver.server import main; main()", *arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        from unoserver.client import UnoClient

        self.client = UnoClient(server="127.0.0.1", port=str(self.port))
        for _n in range(200):
            time.sleep(0.2)
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
        raise Absent("soffice")

    def make(self, sample: Sample) -> bytes:
        return bytes(self.client.convert(indata=docx_of(sample), convert_to="pdf"))


def docx_of(sample: Sample) -> bytes:
    """The sample as a Word file with the standard's margins and type."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
    from docx.enum.text import WD_LINE_SPACING
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    file = Document()
    page = file.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)

    def put(text: str, font: str = "FandolFang", size: float = 15.79, align: ALIGN = ALIGN.JUSTIFY) -> None:
        paragraph = file.add_paragraph()
        paragraph.alignment = align
        form = paragraph.paragraph_format
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(28.99)
        form.space_after = Pt(0)
        if align == ALIGN.JUSTIFY:
            form.first_line_indent = Pt(31.6)
        run = paragraph.add_run(text)
        run.font.size, run.font.name = Pt(size), font
        run._element.rPr.rFonts.set(qn("w:eastAsia"), font)  # noqa: SLF001

    put(ORGAN, "FandolSong", 22, ALIGN.CENTER)
    put(sample.title, "FandolSong", 22, ALIGN.CENTER)
    put(sample.number, align=ALIGN.RIGHT)
    put(f"{sample.addressee}：", align=ALIGN.LEFT)
    for kind, what in sample.blocks:
        if kind == "table":
            table = file.add_table(rows=0, cols=3, style="Table Grid")
            for row in (("序号", "证据名称", "证明的事实"), *what):
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        else:
            put(what, "FandolHei" if kind == "h2" else "FandolFang")
    put(ORGAN, align=ALIGN.RIGHT)
    put(DATE, align=ALIGN.RIGHT)
    target = io.BytesIO()
    file.save(target)
    return target.getvalue()


class Chromium:
    """A warm Chromium prints the same page."""

    def __init__(self) -> None:
        need("playwright", "chromium")
        from playwright.sync_api import sync_playwright

        self.browser = (
            sync_playwright().start().chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        )
        self.page = self.browser.new_page()

    def make(self, sample: Sample) -> bytes:
        self.page.set_content(sample.html)
        return bytes(self.page.pdf(prefer_css_page_size=True, print_background=True))


class Loop:
    """No tool: a loop that takes as long as a paper, to see what a second process can bring on this machine."""

    def make(self, sample: Sample) -> bytes:
        return bytes(sum(range(n)) % 256 for n in range(3000))


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


TOOLS = {
    "mediation": Mediation,
    "mediation, signed": Signed,
    "WeasyPrint": Plain,
    "Typst": Typst,
    "LibreOffice": LibreOffice,
    "Chromium": Chromium,
    "loop": Loop,
}
