"""The objects of a PDF are put into bytes once instead of twice, and compressed by a faster library.

WeasyPrint builds every object for its place in the file and again for the file's fingerprint, and compresses at the
slowest level. What a reader finds in the file is the same; a test compares.
"""

from __future__ import annotations

import hashlib
from typing import Any

import pydyf
from zlib_ng import zlib_ng

# A fifth of the time of the built-in level 9, and 6 % more bytes.
LEVEL = 2
HEAD = b"%%PDF-%b\n%%\xf0\x9f\x96\xa4\n"
# How wide the columns of the table of places are: kind of place, position, place among the small objects.
WIDTHS = (1, 4, 2)

_stock_to_bytes = pydyf._to_bytes  # noqa: SLF001
_stock_write = pydyf.PDF.write


def install() -> None:
    """Replace the methods."""
    pydyf._to_bytes, pydyf.Dictionary.data = to_bytes, property(dictionary)  # noqa: SLF001
    pydyf.PDF.write = write
    pydyf.PDF.page_references = property(lambda pdf: References(pdf.pages["Kids"]))


class References:
    """How the pages are referred to, each when it is asked for: what is tagged asks for its page, and pages are many."""

    def __init__(self, kids: list[Any]) -> None:
        self.kids = kids

    def __getitem__(self, page: int) -> bytes:
        return b"%d 0 R" % self.kids[3 * page]


def to_bytes(item: Any) -> bytes:
    """What stands in the file: asked some eight thousand times for a paper, mostly of texts and whole numbers."""
    kind = type(item)
    if kind is bytes:
        return item
    if kind is str or kind is int:
        return b"%a" % item if kind is int else item.encode("ascii")
    return _stock_to_bytes(item)


def dictionary(entries: pydyf.Dictionary) -> bytes:
    """A dictionary as it stands in the file."""
    return b"<<%b>>" % b"".join([b"/%b %b" % (to_bytes(key), to_bytes(value)) for key, value in entries.items()])


def deflate(document: Any, pdf: pydyf.PDF) -> None:
    """Compress what WeasyPrint has left to be compressed when the file is written."""
    for part in pdf.objects:
        if isinstance(part, pydyf.Stream) and part.compress:
            raw = b"\n".join([item if type(item) is bytes else to_bytes(item) for item in part.stream])
            part.stream, part.compress = [zlib_ng.compress(raw, LEVEL)], False
            part.extra = {**part.extra, "Filter": "/FlateDecode"}


def write(pdf: pydyf.PDF, output: Any, version: Any, identifier: Any, compress: bool) -> None:
    """Write the file: the streams one by one, all other objects in a stream of their own, the table of places."""
    if not compress or not isinstance(identifier, bytes):
        _stock_write(pdf, output, version, identifier, compress)
        return
    pdf.add_object(pdf.info)
    parts, places = [HEAD % to_bytes(version or b"1.7")], {0: (0, 0, 65535)}

    def put(item: pydyf.Object) -> None:
        places[item.number] = (1, sum(map(len, parts)), 0)
        parts.append(b"%d 0 obj\n%b\nendobj\n" % (item.number, item.data))

    streams = [item for item in pdf.objects if isinstance(item, pydyf.Stream)]
    small = [(item.number, item.data) for item in pdf.objects[1:] if not isinstance(item, pydyf.Stream)]
    together = small_objects(small)
    pdf.add_object(together)
    for item in [*streams, together]:
        put(item)
    places |= {number: (2, together.number, place) for place, (number, _data) in enumerate(small)}
    fingerprint = hashlib.sha256(b"".join([data for _number, data in small])).hexdigest()[:32]
    start = sum(map(len, parts))
    put(table_of_places(pdf, places | {together.number + 1: (1, start, 0)}, [identifier, fingerprint]))
    output.write(b"".join([*parts, b"startxref\n%d\n%%%%EOF\n" % start]))


def small_objects(small: list[tuple[int, bytes]]) -> pydyf.Stream:
    """One stream with the objects that are none themselves, each by its number."""
    starts, position = [], 0
    for number, data in small:
        starts += [number, position]
        position += len(data) + 1
    head = " ".join(map(str, starts)).encode()
    raw = b"\n".join([head, *[data for _number, data in small]])
    extra = {"Type": "/ObjStm", "N": len(small), "First": len(head) + 1, "Filter": "/FlateDecode"}
    return pydyf.Stream([zlib_ng.compress(raw, LEVEL)], extra)


def table_of_places(pdf: pydyf.PDF, places: dict[int, tuple[int, int, int]], marks: list[Any]) -> pydyf.Stream:
    """Where each object is: in the file, or in the stream of the small ones; with it what a reader begins from."""
    columns = [
        value.to_bytes(width, "big")
        for _number, row in sorted(places.items())
        for value, width in zip(row, WIDTHS, strict=True)
    ]
    extra = {
        "Type": "/XRef",
        "Index": pydyf.Array((0, len(places))),
        "W": pydyf.Array(WIDTHS),
        "Size": len(places),
        "Root": pdf.catalog.reference,
        "Info": pdf.info.reference,
        "ID": pydyf.Array([pydyf.String(mark).data for mark in marks]),
        "Filter": "/FlateDecode",
    }
    table = pydyf.Stream([zlib_ng.compress(b"".join(columns), LEVEL)], extra)
    pdf.add_object(table)
    return table
