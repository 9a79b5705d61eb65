import io
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time

import pikepdf
import pytest
from django.conf import settings

from mediation.documents import rendering
from mediation.documents.rendering import MissingGlyphs, RenderingFailed, render
from tests.documents.papers.reading import ink_of, text_of

pytestmark = pytest.mark.printing

OUTSIDE = {
    "image of a file": "<img src='file:///etc/passwd'>",
    "image of the network": "<img src='{site}/a.png'>",
    "relative to a base": "<base href='file:///etc/'><img src='passwd'>",
    "style sheet": "<link rel=stylesheet href='{site}/a.css'>",
    "import": "<style>@import url({site}/a.css)</style>",
    "import of a file": "<style>@import 'file:///etc/passwd'</style>",
    "font": "<style>@font-face {{ font-family: x; src: url({site}/x.ttf) }}</style><p style='font-family: x'>x",
    "background": "<p style='background: url({site}/a.png)'>x",
    "generated content": "<style>p::before {{ content: url({site}/a.png) }}</style><p>x",
    "attachment": "<link rel=attachment href='file:///etc/passwd'><p>x",
    "attached link": "<a rel=attachment href='file:///etc/passwd'>x</a>",
    "object": "<object data='file:///etc/passwd'></object>",
    "embed": "<embed src='{site}/a.svg'>",
    "svg": "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><image href='file:///etc/passwd'/></svg>",
    "svg in svg": "<img src=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E"
    "%3Cimage href='file:///etc/passwd' width='9' height='9'/%3E%3C/svg%3E\">",
    "page in a page": "<img src='data:text/html,<p>x'>",
}


@pytest.mark.loopback
def test_nothing_outside_the_page_is_fetched():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        site = f"http://127.0.0.1:{listener.getsockname()[1]}"
        for name, html in OUTSIDE.items():
            with pytest.raises(RenderingFailed, match="文书以外"):
                pytest.fail(f"{name}: {render(html.format(site=site)).remarks}")
        listener.setblocking(False)
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_what_is_only_named_is_not_fetched():
    assert (
        render("<a href='http://127.0.0.1/'>x</a><iframe src='file:///etc/passwd'></iframe><script>1</script>").pages
        == 1
    )


@pytest.mark.parametrize(
    "html",
    [
        "<table>" + "<tr><td colspan=1000 rowspan=1000>字" * 400,
        "<div style='display: flex'>" * 80 + "字",
        "<style>p { counter-increment: a 1 } p::after { content: counter(a) }</style>" + "<p>字" * 30_000,
    ],
    ids=["spans", "nesting", "length"],
)
def test_a_page_that_takes_too_long_is_stopped_and_the_next_one_is_made(html):
    began = time.perf_counter()
    with pytest.raises(RenderingFailed, match="超过0.6秒"):
        render(html, seconds=0.6)
    assert time.perf_counter() - began < 3
    assert render("<p>下一份").pages == 1


def test_a_page_that_wants_too_much_memory_is_refused():
    with pytest.raises(RenderingFailed, match="内存不够"):
        render(f"<img src='data:image/png;base64,{'A' * 60_000_000}'>", megabytes=100)


def test_a_child_that_was_killed_is_replaced():
    render("<p>甲")
    os.kill(next(iter(rendering._children.values()))._process.pid, signal.SIGKILL)
    assert render("<p>乙").pages == 1


def test_the_child_dies_with_its_parent():
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True, cwd=settings.ROOT)
    child = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    for _n in range(100):
        if not is_alive(child):
            return
        time.sleep(0.02)
    pytest.fail("the child outlived its parent")


PARENT = textwrap.dedent(f"""
    from pathlib import Path
    from django.conf import settings
    settings.configure(ROOT=Path({str(settings.ROOT)!r}), VAR=Path({str(settings.VAR)!r}), FONTS=Path({str(settings.FONTS)!r}))
    from mediation.documents import rendering
    rendering.render("<p>x")
    print(next(iter(rendering._children.values()))._process.pid, flush=True)
    rendering.render("<p>x" * 10**6)
""")


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_the_same_paper_gives_the_same_bytes_in_another_process_and_on_another_day(clock):
    paper = {"html": "<h1>意见书</h1><p>张三，𠮷田。", "title": "意见书", "created": "2025-04-20"}
    first = render(**paper)
    rendering.stop()
    clock.shift(86_400)
    assert render(**paper) == first
    assert render(**{**paper, "created": "2025-04-21"}).sha256 != first.sha256


def test_a_paper_is_an_archive_file_with_its_fonts():
    made = render(
        "<p style='font-family: FandolFang'>仿宋<b style='font-family: FandolHei'>黑体 2025</b>",
        title="题",
        created="2025-04-20",
    )
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        assert "/OutputIntents" in pdf.Root
        with pdf.open_metadata() as facts:
            assert (facts["pdfaid:part"], facts["pdfaid:conformance"]) == ("3", "U")
            assert facts["dc:title"] == "题"
            assert facts["xmp:CreateDate"].startswith("2025-04-20")
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"]
        assert len(fonts) == 2
        assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)
        images = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"]
        assert not any(image.get("/Interpolate") for image in images)
    assert text_of(made.pdf).strip() == "仿宋黑体 2025"


@pytest.mark.parametrize("name", ["𠮷", "㐂", "䶮", "𫖯", "\U0002ceb1"])
def test_a_rare_character_prints_in_ink(name):
    blank, printed = (render(f"<p style='font-size: 60pt'>{text}") for text in ("　", name))
    assert ink_of(printed.pdf) > ink_of(blank.pdf) + 100
    assert text_of(printed.pdf).strip() == name


def test_a_character_without_a_glyph_is_named_and_stops_the_paper():
    with pytest.raises(MissingGlyphs, match=r"U\+E000、U\+2EBF0") as missing:
        render("<p>张\U0002ebf0\ue000")
    assert missing.value.characters == "\ue000\U0002ebf0"
    assert render("<p>张\ue000", allow_missing_glyphs=True).missing_glyphs == "\ue000"
    assert render("<p>张").missing_glyphs == ""
