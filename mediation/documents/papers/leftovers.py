"""Searches a finished PDF for what should have been left out: wherever a reader, a program or a curious person would look.

The text of every page, also where a word is split over lines; properties and XMP; bookmarks; attachments; notes; the words
for screen readers (alternate and actual text); every other string and name of every object; every stream, unpacked; and the
bytes themselves. An earlier version inside the file, or a picture whose words nobody can search, is a leftover too.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pikepdf
import pypdfium2
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.documents.papers.redaction import Secret, found_in

PLACES = {
    "/Alt": gettext_lazy("替代文字"),
    "/ActualText": gettext_lazy("替换文字"),
    "/E": gettext_lazy("缩写全称"),
    "/Contents": gettext_lazy("批注"),
    "/TU": gettext_lazy("表单说明"),
    "/V": gettext_lazy("表单内容"),
    "/Title": gettext_lazy("书签或者标题"),
    "/Desc": gettext_lazy("附件说明"),
}
ENCODINGS = ("utf-8", "utf-16-be", "utf-16-le", "gb18030")
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
# In bytes that are no text, such as fonts and pictures, shorter words turn up by chance.
LONG = 3
# Below it, in points, stand page number and code; how many characters of either page are read together.
FOOT, SEAM = 95, 60
MOST_PICTURES = 1  # the code to check the paper by


@dataclass(frozen=True)
class Leftover:
    """Something that should not be in the file: what, where, and for the drafter the words themselves."""

    what: str
    where: str
    words: str = ""

    def __str__(self) -> str:
        return _("%(where)s：%(what)s") % {"where": self.where, "what": self.what}


@dataclass(frozen=True)
class Channel:
    """Something that can be read in the file, and where."""

    where: str
    text: str
    is_text: bool = True


def leftovers_in(pdf: bytes, secrets: list[Secret], *, signed: bool = False) -> list[Leftover]:
    """Every leftover with its place; none means that the file may go out. A signature adds a version and a picture."""
    found = [
        Leftover(str(kind.label), channel.where, words)
        for channel in channels_of(pdf)
        for kind, words in found_in(channel.text, secrets)
        if channel.is_text or any(secret.text == words for secret in secrets)
    ]
    found += _in_bytes(pdf, secrets)
    if not signed:
        found += _cannot_be_searched(pdf)
    return list(dict.fromkeys(found))


def channels_of(pdf: bytes) -> Iterator[Channel]:
    """Everything in the file that can be read."""
    yield from _pages(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for key, value in document.docinfo.items():
            yield Channel(_("文件属性%s") % key.lstrip("/"), str(value))
        for name, attached in document.attachments.items():
            yield Channel(_("附件%s") % name, f"{name}\n{attached.description}\n{attached.filename}")
            yield Channel(_("附件%s") % name, _decoded(attached.get_file().read_bytes()))
        for place, page in enumerate(document.pages, start=1):
            for text in _marked(page):
                yield Channel(_("第%d页的替换文字") % place, text)
        pages = {page.objgen: place for place, page in enumerate(document.pages, start=1)}
        for thing in document.objects:
            yield from _strings(thing, _place_of(thing, pages))


def _pages(pdf: bytes) -> Iterator[Channel]:
    """The text of each page, and of the seams between their bodies, so that a name that goes on overleaf is found."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage() for page in document]
        texts = [page.get_text_range() for page in pages]
        bodies = [page.get_text_bounded(bottom=FOOT).strip() for page in pages]
    for place, text in enumerate(texts, start=1):
        yield Channel(_("第%d页正文") % place, text)
    for place, (one, other) in enumerate(pairwise(bodies), start=1):
        yield Channel(_("第%d页和下一页之间") % place, one[-SEAM:] + other[:SEAM])


def _marked(page: pikepdf.Page) -> Iterator[str]:
    """What a page's drawing says to screen readers instead of its characters."""
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) in ("BDC", "DP"):
            for part in operands:
                if isinstance(part, pikepdf.Dictionary):
                    yield from (str(value) for value in part.values() if isinstance(value, pikepdf.String))


def _place_of(thing: Any, pages: dict[tuple[int, int], int]) -> str:
    """Where an object belongs, as far as that can be told."""
    place = pages.get(getattr(thing, "objgen", None))
    if isinstance(thing, pikepdf.Dictionary) and "/Pg" in thing:
        place = pages.get(thing.Pg.objgen, place)
    return _("第%d页") % place if place else _("文件结构")


def _strings(thing: Any, where: str, key: str = "") -> Iterator[Channel]:
    """Every string and name in an object, and what its stream says; other objects are visited by themselves."""
    if isinstance(thing, pikepdf.String):
        yield Channel(f"{where}（{PLACES[key]}）" if key in PLACES else where, str(thing))
    elif isinstance(thing, pikepdf.Name):
        yield Channel(where, str(thing))
    for name, part in _parts(thing, key):
        yield Channel(where, name)
        if not getattr(part, "is_indirect", False):
            yield from _strings(part, where, name)
    if isinstance(thing, pikepdf.Stream):
        yield _unpacked(thing, where)


def _parts(thing: Any, key: str) -> Iterable[tuple[str, Any]]:
    if isinstance(thing, pikepdf.Array):
        return [(key, part) for part in thing]
    return thing.items() if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream) else ()


def _unpacked(stream: pikepdf.Stream, where: str) -> Channel:
    """What a stream says if it is text; the bytes of pictures, fonts and colours are searched as bytes."""
    if stream.get("/Type") == "/Metadata":
        return Channel(_("元数据XMP"), _decoded(_content(stream)))
    is_drawing = stream.get("/Subtype") != "/Image" and "/Length1" not in stream and "/N" not in stream
    return Channel(where, _decoded(_content(stream)) if is_drawing else "", is_text=False)


def _content(stream: pikepdf.Stream) -> bytes:
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:  # a picture in a form of its own
        return stream.read_raw_bytes()


def _decoded(content: bytes) -> str:
    """Bytes as text in every way in which somebody may have written it, escapes and entities undone."""
    plain = content.decode("utf-8", "ignore")
    plain = ESCAPED.sub(lambda found: chr(int(found[1], 16)), html.unescape(plain))
    if content[:2] in (b"\xfe\xff", b"\xff\xfe"):
        plain += content.decode("utf-16", "ignore")
    return plain


def _in_bytes(pdf: bytes, secrets: Iterable[Secret]) -> Iterator[Leftover]:
    """The words as bytes, in the file as it lies there and in every unpacked stream."""
    forms = {form: secret for secret in secrets for form in _forms(secret)}
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for content in [pdf, *_streams(document)]:
            for form, secret in forms.items():
                if form in content:
                    yield Leftover(str(secret.kind.label), _("文件的数据流"), secret.text)


def _forms(secret: Secret) -> Iterator[bytes]:
    for text in {secret.text, secret.closed}:
        if len(text) >= LONG:
            for encoding in ENCODINGS:
                coded = text.encode(encoding, "ignore")
                yield coded
                yield from (coded.hex().encode(), coded.hex().upper().encode())


def _streams(document: pikepdf.Pdf) -> Iterator[bytes]:
    return (_content(thing) for thing in document.objects if isinstance(thing, pikepdf.Stream))


def _cannot_be_searched(pdf: bytes) -> Iterator[Leftover]:
    """An earlier version in the file, and pictures: what they show, no search finds."""
    if pdf.count(b"startxref") != 1:
        yield Leftover(_("以前的版本"), _("文件结构"))
    with pikepdf.open(io.BytesIO(pdf)) as document:
        streams = [one for one in document.objects if isinstance(one, pikepdf.Stream)]
        pictures = [one for one in streams if one.get("/Subtype") == "/Image"]
        masks = {mask.objgen for one in pictures if (mask := one.get("/SMask")) is not None}
        if len([one for one in pictures if one.objgen not in masks]) > MOST_PICTURES:
            yield Leftover(_("不能检索文字的图片"), _("文件结构"))
