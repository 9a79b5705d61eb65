"""Whether a file of Word, Excel or PowerPoint as they were stored before 2007 asks for a password before it can be read.

Such a file is a small file system of its own (MS-CFB); each program says in the first bytes of its stream that the rest is
encrypted (MS-DOC 2.5.1 fEncrypted, MS-XLS 2.4.117 FilePass, MS-PPT 2.3.2 headerToken).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import md5

END = 0xFFFFFFFA
ENTRY = 128
# So much of a stream is looked at.
BEGINNING = 8192
FILEPASS, BOF = 0x002F, 0x0809
RECORDS = 64
FLAGS, F_ENCRYPTED = 0x0A, 0x0100
ENCRYPTED_SLIDES = 0xF3D1C4DF
# Excel encrypts a workbook whose structure is protected with this, and opens it without asking.
ASKS_NOBODY = "VelvetSweatshop".encode("utf-16-le")


@dataclass(frozen=True)
class _Stream:
    name: str
    start: int
    size: int


class _Container:
    """The streams of such a file; a damaged one has fewer, or shorter ones."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.sector = 1 << min(struct.unpack_from("<H", content, 30)[0], 16)
        self.mini = 1 << min(struct.unpack_from("<H", content, 32)[0], 16)
        directory, _sign, self.cutoff, mini_fat = struct.unpack_from("<IIII", content, 48)
        self.fat = self._table(struct.unpack_from("<109I", content, 76))
        self.mini_fat = self._numbers(b"".join(self._sectors(mini_fat)))
        self.streams = list(self._entries(b"".join(self._sectors(directory))))
        self.minis = b"".join(self._sectors(self.streams[0].start)) if self.streams else b""

    def _at(self, number: int) -> bytes:
        return self.content[(number + 1) * self.sector : (number + 2) * self.sector]

    @staticmethod
    def _numbers(raw: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4]))

    def _table(self, places: tuple[int, ...]) -> list[int]:
        return self._numbers(b"".join(self._at(place) for place in places if place < END))

    @staticmethod
    def _chain(start: int, table: list[int]) -> Iterator[int]:
        seen: set[int] = set()
        while start < len(table) and start not in seen:
            seen.add(start)
            yield start
            start = table[start]

    def _sectors(self, start: int) -> Iterator[bytes]:
        return (self._at(number) for number in self._chain(start, self.fat))

    @staticmethod
    def _entries(raw: bytes) -> Iterator[_Stream]:
        for place in range(0, len(raw) - ENTRY + 1, ENTRY):
            entry = raw[place : place + ENTRY]
            length = max(struct.unpack_from("<H", entry, 64)[0] - 2, 0)
            start, size = struct.unpack_from("<II", entry, 116)
            yield _Stream(entry[: min(length, 64)].decode("utf-16-le", "replace"), start, size)

    def beginning(self, name: str) -> bytes:
        """The first bytes of a stream; nothing where there is none."""
        found = next((one for one in self.streams if one.name == name), None)
        if found is None:
            return b""
        read = b""
        small = found.size < self.cutoff
        for number in self._chain(found.start, self.mini_fat if small else self.fat):
            read += self.minis[number * self.mini : (number + 1) * self.mini] if small else self._at(number)
            if len(read) >= BEGINNING:
                break
        return read[: min(found.size, BEGINNING)]


def asks_for_password(content: bytes) -> bool:
    """Whether the file is encrypted; a damaged one is not judged."""
    try:
        found = _Container(content)
        word, slides = found.beginning("WordDocument"), found.beginning("Current User")
        sheets = found.beginning("Workbook") or found.beginning("Book")
        return (
            (len(word) > FLAGS + 2 and bool(struct.unpack_from("<H", word, FLAGS)[0] & F_ENCRYPTED))
            or (len(slides) >= 16 and struct.unpack_from("<I", slides, 12)[0] == ENCRYPTED_SLIDES)
            or any(not _opens_by_itself(body) for kind, body in _records(sheets) if kind == FILEPASS)
        )
    except struct.error:
        return False


def _records(sheets: bytes) -> Iterator[tuple[int, bytes]]:
    """The first records of a workbook: number and body."""
    place = 0
    for _n in range(RECORDS):
        if place + 4 > len(sheets):
            return
        kind, length = struct.unpack_from("<HH", sheets, place)
        yield kind, sheets[place + 4 : place + 4 + length]
        place += 4 + length


def _opens_by_itself(filepass: bytes) -> bool:
    """Whether the password is the one that asks nobody (MS-OFFCRYPTO 2.3.6: RC4 with a key of 40 bits)."""
    if len(filepass) < 54 or struct.unpack_from("<HHH", filepass) != (1, 1, 1):
        return False
    salt, verifier = filepass[6:22], filepass[22:54]
    short = _md5(ASKS_NOBODY)[:5]
    key = _md5(_md5((short + salt) * 16)[:5] + bytes(4))
    plain = _rc4(key, verifier)
    return _md5(plain[:16]) == plain[16:]


def _md5(raw: bytes) -> bytes:
    return md5(raw, usedforsecurity=False).digest()


def _rc4(key: bytes, raw: bytes) -> bytes:
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for byte in raw:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)
