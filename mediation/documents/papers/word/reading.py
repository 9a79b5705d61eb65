"""Reads a page of the house into the blocks that it is made of; knows its markup (docs/papers.md), nothing of Word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import tinyhtml5

INLINE = {"span", "b", "br"}
# Printed on the paper itself only: the code to check it by, the rules of a letter (drawn), the word 草稿 (in the header).
NOT_TAKEN = {"verify", "rule", "watermark"}
# What a paragraph is, by its class, or by the class of what it stands in.
BY_CLASS = ("addressee", "number", "flush", "present", "turn", "code", "no", "mast")
BY_PLACE = {"attachments": "attachment", "cc": "copies", "sign-lines": "to_sign", "signature": "day",
            "signatures": "joint"}  # fmt: skip
BY_TAG = {"h1": "title", "h2": "level_1", "h3": "level_2"}
LOOKS = ("hei", "kai", "code", "line")
BETWEEN = "\u3000\u3000"
# What no Word file may hold.
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
BLANKS = re.compile(r"[ \t\r\f\n]+")
BLANKS_BUT_LINES = re.compile(r"[ \t\r\f]*(\n)[ \t\r\f]*|[ \t\r\f]+")


@dataclass(frozen=True)
class Run:
    """Characters that look alike; `look` names a font, a code, or a line to write on."""

    text: str
    look: str = ""


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: what it is, and its runs; a line break in them begins a new line. `spaced`: a line stays free below it."""

    style: str
    runs: tuple[Run, ...]
    spaced: bool = False
    new_page: bool = False

    @property
    def text(self) -> str:
        """All its characters."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Cell:
    """A cell of a table; `width` as the markup states it."""

    paragraphs: list[Paragraph]
    head: bool
    width: str = ""


@dataclass(frozen=True)
class Row:
    """A row; a `head` is repeated on every page, a `long` one may be broken."""

    cells: list[Cell]
    head: bool = False
    long: bool = False


@dataclass(frozen=True)
class Table:
    """A table, of names and values (`named`) or of columns."""

    rows: list[Row]
    named: bool
    widths: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """A paper: its family of layout, the issuing organ, what stands in its head, its body and at its foot."""

    family: str
    title: str
    author: str
    mast: Paragraph | None
    blocks: list[Paragraph | Table]
    copies: list[Paragraph]


def page_in(html: str) -> Page:
    """Read a page, with the same parser as the renderer."""
    root = tinyhtml5.parse(html, namespace_html_elements=False)
    body = root.find("body")
    blocks = list(_blocks(body, "body"))
    author = next((one.get("content", "") for one in root.iter("meta") if one.get("name") == "author"), "")
    apart = {name: [b for b in blocks if isinstance(b, Paragraph) and b.style == name] for name in ("mast", "copies")}
    return Page(
        family=body.get("class", "").removeprefix("family-"),
        title=(root.findtext("head/title") or "").strip(),
        author=author,
        mast=next(iter(apart["mast"]), None),
        blocks=[b for b in blocks if isinstance(b, Table) or b.style not in apart],
        copies=apart["copies"],
    )


def _classes(element: Any) -> list[str]:
    return element.get("class", "").split()


def _blocks(element: Any, style: str) -> Iterator[Paragraph | Table]:
    """The blocks in an element; loose text in it is a paragraph of the style."""
    loose: list[Run] = []
    _add(loose, element.text, element, "")
    for child in element:
        if not isinstance(child.tag, str) or set(_classes(child)) & NOT_TAKEN:
            pass
        elif child.tag in INLINE:
            loose += _runs(child, _keeps_lines(element), "")
        else:
            yield from _paragraph(style, loose)
            loose = []
            yield from _block(child, style, element)
        _add(loose, child.tail, element, "")
    yield from _paragraph(style, loose)


def _add(runs: list[Run], text: str | None, element: Any, look: str) -> None:
    if text:
        runs.append(Run(_collapsed(text, _keeps_lines(element)), look))


def _block(element: Any, style: str, within: Any) -> Iterator[Paragraph | Table]:
    classes = _classes(element)
    if element.tag == "table":
        yield _table(element)
    elif element.tag in ("p", "h1", "h2", "h3"):
        yield from _one(element, style, within)
    elif "issued" in classes:
        yield from _paragraph("issued", [run for p in element for run in (Run("\t"), *_inside(p, keeps=False))])
    else:
        place = next((BY_PLACE[name] for name in classes if name in BY_PLACE), style)
        yield from _set_apart(list(_blocks(element, place)), classes)


def _set_apart(blocks: list[Any], classes: list[str]) -> Iterator[Any]:
    """The head ends with a free line; an annex begins on a page of its own."""
    if "head" in classes and blocks:
        blocks[-1] = replace(blocks[-1], spaced=True)
    if "annex" in classes:
        blocks = [
            replace(b, spaced=True) if isinstance(b, Paragraph) and b.style in ("no", "title") else b for b in blocks
        ]
        blocks[:1] = [replace(b, new_page=True) for b in blocks[:1]]
    yield from blocks


def _one(element: Any, style: str, within: Any) -> Iterator[Paragraph]:
    classes = _classes(element)
    style = next((name for name in BY_CLASS if name in classes), BY_TAG.get(element.tag, style))
    if "name" in classes and style == "day":
        style = "signer"
    if style == "joint":
        yield from _jointly(element, "day" if "date" in classes else style)
        return
    first = next(iter(within.iter(element.tag)), None) is element
    if style == "attachment" and not first:
        style = "more_attachments"
    look = next((name for name in ("hei", "kai") if name in classes), "")
    keeps = _keeps_lines(element) or _keeps_lines(within)
    yield from _paragraph(style, _inside(element, keeps, look))


def _jointly(row: Any, style: str) -> Iterator[Paragraph]:
    """The names of organs that sign in one row, with room between them; the day in its own row."""
    names = [Run("".join(run.text for run in _inside(name, keeps=False)).strip(" ")) for name in row.iter("span")]
    yield Paragraph(style, tuple(run for name in names for run in (Run(BETWEEN), name))[1:])


def _keeps_lines(element: Any) -> bool:
    return "br" in _classes(element)


def _inside(element: Any, keeps: bool, look: str = "") -> list[Run]:
    found = [Run(_collapsed(element.text or "", keeps), look)]
    for child in element:
        if element.tag == "h1" and child.tag == "span" and "".join(run.text for run in found).strip():
            found.append(Run("\n", look))
        found += _runs(child, keeps, look)
        found.append(Run(_collapsed(child.tail or "", keeps), look))
    return found


def _runs(element: Any, keeps: bool, look: str) -> list[Run]:
    if element.tag == "br":
        return [Run("\n", look)]
    if element.tag not in INLINE:
        return []
    own = "hei" if element.tag == "b" else next((name for name in LOOKS if name in _classes(element)), look)
    found = _inside(element, keeps, own)
    if own == "line":  # also an empty one is there to be written on
        return [Run("".join(run.text for run in found).strip(" "), own)]
    return found


def _collapsed(text: str, keeps: bool) -> str:
    text = CONTROL.sub("", text)
    if keeps:
        return BLANKS_BUT_LINES.sub(lambda found: found[1] or " ", text)
    return BLANKS.sub(" ", text)


def _paragraph(style: str, runs: list[Run]) -> Iterator[Paragraph]:
    """A paragraph of the runs, blanks between them collapsed as a browser does it; none if nothing is in them."""
    kept: list[Run] = []
    for run in runs:
        before = kept[-1].text if kept else " "
        text = run.text.lstrip(" ") if before.endswith((" ", "\n")) and run.look != "line" else run.text
        if text.startswith("\n") and kept:
            kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip(" "))
        if text or run.look == "line":
            kept.append(Run(text, run.look))
    while kept and kept[-1].look != "line" and not kept[-1].text.strip(" \n"):
        kept.pop()
    if kept and kept[-1].look != "line":
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip(" \n"))
    if kept:
        yield Paragraph(style, tuple(kept))


def _table(element: Any) -> Table:
    widths = [_width(col) for col in element.iter("col")]
    rows = []
    for part in element:
        rows += [_row(row, part.tag == "thead") for row in ([part] if part.tag == "tr" else part.findall("tr"))]
    return Table(rows, "rows" in _classes(element), widths)


def _row(element: Any, head: bool) -> Row:
    cells = []
    for cell in element:
        style = "cell_head" if cell.tag == "th" else "cell"
        cells.append(
            Cell([b for b in _blocks(cell, style) if isinstance(b, Paragraph)], cell.tag == "th", _width(cell))
        )
    return Row(cells, head, "long" in _classes(element))


def _width(element: Any) -> str:
    found = re.search(r"width:\s*([\d.]+(?:em|%|mm))", element.get("style", ""))
    return found[1] if found else ""
