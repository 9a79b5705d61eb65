"""Reads a page and a Word file back, each with another parser than ours: the lines that they say, in their order."""

from __future__ import annotations

import io
import re

import lxml.html
from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from mediation.documents.papers.word.setting import SAID

NOT_PRINTED = (
    "//style | //title | //*[contains(@class, 'verify')] | //*[@class='watermark'] | //*[contains(@class, 'rule')]"
)
BLOCKS = {"p", "h1", "h2", "h3", "td", "th", "div", "table", "thead", "tbody", "tr", "br", "body"}


def said_in_html(html: str) -> list[str]:
    """The lines of a page in their order, read with another parser than ours; 版记 last."""
    tree = lxml.html.fromstring(html)
    for element in tree.xpath(NOT_PRINTED):
        element.drop_tree()
    copies = [_lines(one) for one in tree.xpath("//*[@class='cc']")]
    for element in tree.xpath("//*[@class='cc']"):
        element.drop_tree()
    return [line for lines in [_lines(tree.body), *copies] for line in lines]


def _lines(element) -> list[str]:
    parts: list[str] = []

    def walk(one) -> None:
        block = one.tag in BLOCKS or (one.tag == "span" and one.getparent().tag == "h1")
        parts.append("\n" if block else "")
        text = (one.text or "") if "br" in one.get("class", "") else re.sub(r"\s", " ", one.text or "")
        parts.append(text)
        for child in one:
            walk(child)
            parts.append(child.tail or "" if "br" in one.get("class", "") else re.sub("[ \n]+", " ", child.tail or ""))
        parts.append("\n" if block else "")

    walk(element)
    return _squeezed("".join(parts))


def _squeezed(text: str) -> list[str]:
    return [closed for line in text.split("\n") if (closed := "".join(line.split()))]


def said_in_word(file: bytes) -> list[str]:
    """The lines of a Word file in their order: the red name of a letter, then the body."""
    document = Document(io.BytesIO(file))
    head = [p.text for p in document.sections[0].first_page_header.paragraphs if p.text != SAID]
    found = head if document.sections[0].different_first_page_header_footer else []
    for element in document.element.body:
        if element.tag == qn("w:p"):
            found.append(Paragraph(element, document).text.replace("\t", "\n"))
        elif element.tag == qn("w:tbl"):
            found += [
                "\n".join(p.text for p in cell.paragraphs)
                for row in Table(element, document).rows
                for cell in row.cells
            ]
    return [line for text in found for line in _squeezed(text)]
