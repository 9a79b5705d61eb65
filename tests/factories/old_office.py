"""Files of Word, Excel and PowerPoint as they were stored before 2007, made by programs where these are at hand."""

from __future__ import annotations

import struct
import subprocess
from collections.abc import Iterator
from hashlib import md5
from io import BytesIO
from pathlib import Path

import olefile
import xlwt
from msoffcrypto.method.rc4 import DocumentRC4

from setup.programs import needed

FREE, LAST, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR = 512
BOF, BOUND_SHEET, FILEPASS = 0x0809, 0x0085, 0x002F
SALT, VERIFIER = bytes(range(16)), bytes(range(16, 32))


def _entry(name: str, kind: int, start: int, size: int, *, right: int = FREE, child: int = FREE) -> bytes:
    raw = name.encode("utf-16-le")
    head = raw.ljust(64, b"\x00") + struct.pack("<HBB", len(raw) + 2, kind, 1) + struct.pack("<III", FREE, right, child)
    return head.ljust(116, b"\x00") + struct.pack("<IQ", start, size)


def stored(streams: dict[str, bytes]) -> bytes:
    """A container with up to three streams of at least 4096 bytes, as programs lay them."""
    fat, sectors, entries = [TABLE, LAST], [], []
    for number, (name, stream) in enumerate(streams.items(), 1):
        parts = [stream[n : n + SECTOR].ljust(SECTOR, b"\x00") for n in range(0, len(stream), SECTOR)]
        right = number + 1 if number < len(streams) else FREE
        entries.append(_entry(name, 2, len(fat), len(stream), right=right))
        fat += [*range(len(fat) + 1, len(fat) + len(parts)), LAST]
        sectors += parts
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\x00") + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    head = head.ljust(44, b"\x00") + struct.pack("<IIIIIIII", 1, 1, 0, 4096, LAST, 0, LAST, 0)
    head += struct.pack("<109I", 0, *[FREE] * 108)
    directory = _entry("Root Entry", 5, LAST, 0, child=1) + b"".join(entries)
    numbers = struct.pack("<128I", *(fat + [FREE] * (128 - len(fat))))
    return head + numbers + directory.ljust(SECTOR, b"\x00") + b"".join(sectors)


def rewritten(content: bytes, name: str, stream: bytes) -> bytes:
    """The same file with another stream of the same length."""
    whole = BytesIO(content)
    with olefile.OleFileIO(whole, write_mode=True) as container:
        container.write_stream(name, stream)
        return whole.getvalue()


def stream_of(content: bytes, name: str) -> bytes:
    """What a stream of the file holds."""
    with olefile.OleFileIO(BytesIO(content)) as container:
        return bytes(container.openstream(name).read())


def letter(folder: Path) -> bytes:
    """A letter that LibreOffice stored for Word 97."""
    (folder / "信.txt").write_text("收购款至今没有付清。\n" * 40, encoding="utf-8")
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    asked = ["--headless", "--convert-to", "doc:MS Word 97", "--outdir", str(folder), str(folder / "信.txt")]
    subprocess.run([needed("soffice"), home, *asked], check=True, capture_output=True, timeout=180)
    return (folder / "信.doc").read_bytes()


def encrypted_letter(content: bytes) -> bytes:
    """The letter with the bit by which Word says that the rest is encrypted."""
    stream = bytearray(stream_of(content, "WordDocument"))
    stream[0x0B] |= 0x01
    return rewritten(content, "WordDocument", bytes(stream))


def table() -> bytes:
    """A list as Excel 97 stores it."""
    book, whole = xlwt.Workbook(), BytesIO()
    sheet = book.add_sheet("名单")
    for row, cells in enumerate([("姓名", "电话"), *[(f"张{n}", "13800000001") for n in range(60)]]):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    book.save(whole)
    return whole.getvalue()


def encrypted_table(password: str) -> bytes:
    """The list, encrypted as Excel 97 does it: RC4 over all records but their heads."""
    content = table()
    stream = stream_of(content, "Workbook")
    first = 4 + struct.unpack_from("<H", stream, 2)[0]
    known = _rc4(password, VERIFIER + md5(VERIFIER, usedforsecurity=False).digest())
    proof = struct.pack("<HHHHH", FILEPASS, 54, 1, 1, 1) + SALT + known
    used = max(place + 4 + length for place, _kind, length in _records(stream))
    moved = _sheets_moved(stream[:used], len(proof))
    plain = moved[:first] + proof + moved[first:]
    left = -len(plain) % 4  # what fills the stream are empty records of four bytes
    plain += struct.pack("<HH", 0, left) + bytes(left)
    assert len(plain) <= len(stream), "the stream has room for the record"
    return rewritten(content, "Workbook", _turned(plain, password).ljust(len(stream), b"\x00"))


def _rc4(password: str, plain: bytes) -> bytes:
    return bytes(DocumentRC4.decrypt(password, SALT, BytesIO(plain), blocksize=1024).read())


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Each record with its place, number and length; zeros fill the last sector."""
    place = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        if kind == 0:
            return
        yield place, kind, length
        place += 4 + length


def _sheets_moved(stream: bytes, by: int) -> bytes:
    moved = bytearray(stream)
    for place, kind, _length in _records(stream):
        if kind == BOUND_SHEET:
            struct.pack_into("<I", moved, place + 4, struct.unpack_from("<I", stream, place + 4)[0] + by)
    return bytes(moved)


def _turned(plain: bytes, password: str) -> bytes:
    whole, turned = _rc4(password, plain), bytearray(plain)
    for place, kind, length in _records(plain):
        if kind not in (BOF, FILEPASS):
            begins, ends = place + 4 + (4 if kind == BOUND_SHEET else 0), place + 4 + length
            turned[begins:ends] = whole[begins:ends]
    return bytes(turned)


def book_before_97(*records: bytes) -> bytes:
    """A list of Excel 95."""
    begin, end = struct.pack("<HH", BOF, 16) + bytes(16), struct.pack("<HH", 0x000A, 0)
    return stored({"Book": (begin + b"".join(records) + end).ljust(5000, b"\x00")})


def slides(*, encrypted: bool) -> bytes:
    """Slides: the edit says whether a record of the encryption comes with it (MS-PPT 2.3.3)."""
    length = 0x20 if encrypted else 0x1C
    edit = struct.pack("<HHI", 0, 0x0FF5, length) + struct.pack("<IHBBIIIIHH", 0, 0, 0, 3, 0, 0, 1, 1, 1, 0)
    token = 0xF3D1C4DF if encrypted else 0xE391C05F
    user = struct.pack("<HHI", 0, 0x0FF6, 20) + struct.pack("<IIIHHBBH", 20, token, 0, 0, 0x03F4, 3, 0, 0) + bytes(4)
    return stored(
        {"Current User": user.ljust(5000, b"\x00"), "PowerPoint Document": (edit + bytes(4)).ljust(5000, b"\x00")}
    )
