"""What is replaced inside WeasyPrint for speed changes neither text nor picture."""

import subprocess
import sys

import pypdfium2
import pytest
from django.conf import settings
from PIL import ImageChops

from mediation.documents.rendering import render
from mediation.documents.rendering.process import _environment
from tests.documents.papers.reading import text_of

pytestmark = pytest.mark.printing

STYLE = """:root { --size: 14pt } @page { size: A5; @bottom-center { content: counter(page) } }
body { font: 15.79pt/29pt FandolFang, "LXGW WenKai Light", "HanaMinB" } h1 { font: bold 22pt FandolSong }
td { border: 1px solid; padding-inline-start: 2em; font-size: var(--size) } b { letter-spacing: .2em }
.cut { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; width: 8em }
.two { max-lines: 2; block-ellipsis: auto }
@page { @top-left { content: element(foot); width: 60mm; vertical-align: top } }
@page :left { @top-left { content: none } @top-right { content: element(foot); width: 60mm; padding-top: 3mm; vertical-align: top } }
.foot { position: running(foot); font-size: 8pt } .foot p { margin: 0 } .foot b::after { content: counter(page) }
.side { position: running(side) } @page { @bottom-left { content: element(side) } } .side::before { content: counter(page) }"""
PAGE = "".join(
    (
        f"<html lang=zh-CN><style>{STYLE}</style><h1>处理意见书</h1>",
        "<div class=foot><p>每页都有的一段文字<p>第二段</div><div class=side>页</div>",
        "<p class=cut>一行放不下的文字，到这里为止，后面用省略号。",
        "<p class=two>" + "两行放不下的文字，到这里为止，后面用省略号。" * 5,
        "<pre>第一行\n第二行，后面有空行\n\n第三行</pre><p>",
        *("国" * n + "，见“条例”第九条（全文）的规定。" for n in range(30)),
        *(
            f"<p>第{n}段，喆堃𠮷㐂<b>加点</b>，<u>2025年</u>4月3日 Latin office 和“引文”——完。"
            f"<table><tr><td>{n}<td dir=rtl>字<td>证明的事实，和<b>证据</b>名称“收购合同”第{n}号<td>{'国' * n}</table>"
            for n in range(30)
        ),
    )
)
# The height of lines in which typefaces meet is our own (rendering/lines.py), not a matter of speed.
STOCK = (
    "import sys; from weasyprint import HTML; from mediation.documents.rendering import lines; lines.install()\n"
    "HTML(string=sys.stdin.read()).write_pdf(sys.stdout.buffer)"
)


def pictures(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=2).to_pil() for page in document]


def most_different(one, other):
    """Of 255: the largest difference of a point."""
    return max(band[1] for band in ImageChops.difference(one, other).getextrema())


def test_text_and_picture_are_those_of_the_stock_renderer():
    stock = subprocess.run(
        [sys.executable, "-c", STOCK],
        input=PAGE.encode(), capture_output=True, env=_environment(), cwd=settings.ROOT, check=True,
    ).stdout  # fmt: skip
    ours = render(PAGE).pdf
    assert text_of(ours) == text_of(stock)
    pairs = list(zip(pictures(ours), pictures(stock), strict=True))
    assert len(pairs) > 2
    assert max(most_different(*pair) for pair in pairs) <= 2, (
        "a column's edge may lie a thousandth of a point elsewhere"
    )


def test_another_version_of_the_renderer_is_refused():
    code = "import weasyprint; weasyprint.__version__ = '71.0'; from mediation.documents.rendering import faster; faster.install()"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=_environment(), cwd=settings.ROOT, check=False
    )
    assert "written for WeasyPrint 70.0, not 71.0" in done.stderr


MEASURES = """
import random
from weasyprint.layout import preferred
from mediation.documents.rendering import faster, renderer

made, different, asked = renderer.Renderer(), [], 0


def both(text, style, context, width, *more, **named):
    global asked
    asked += not width
    found = faster.split(text, style, context, width, *more, **named)
    stock = faster._stock_split(text, style, context, width, *more, **named)
    if width is None and found[1:5] != stock[1:5]:
        different.append((text, found[1:5], stock[1:5]))
    return found


preferred.split_first_line = both
letters = "国家信访，。、：；？！（）《》“”‘’—…·2025年4月3日元A合Latin%.,()-/𠮷㐂喆〇①"
draw = random.Random(5)
cells = ["".join(draw.choice(letters) for _ in range(draw.randint(1, 25))) for _ in range(300)]
style = "body { font: 15.79pt/29pt FandolFang, 'LXGW WenKai Light', HanaMinB }"
page = "".join(f"<tr><td>{cell}" for cell in cells)
made.render(f"<html lang=zh-CN><style>{style}</style><table>{page}</table>", (), "", "2025-04-20")
assert asked > 1000, asked
assert not different, different[:3]
"""


def test_a_text_measured_in_pieces_is_as_wide_as_one_that_is_set_whole():
    done = subprocess.run([sys.executable, "-c", MEASURES], env=_environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
