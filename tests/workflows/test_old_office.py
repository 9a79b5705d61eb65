"""A password inside a file of Word, Excel or PowerPoint as they were stored before is noticed when it is handed in."""

from __future__ import annotations

import struct

import pytest
from django.core.files.base import ContentFile

from mediation.workflows import old_office
from mediation.workflows.files import judged
from mediation.workflows.old_office import asks_for_password

FREE, LAST, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def entry(name, kind, start, size):
    raw = name.encode("utf-16-le")
    head = raw.ljust(64, b"\x00") + struct.pack("<HBB", len(raw) + 2, kind, 1) + struct.pack("<III", FREE, FREE, FREE)
    return head.ljust(116, b"\x00") + struct.pack("<IQ", start, size)


def stored(name, stream, *, cutoff=4096):
    """A container with one stream: short ones lie among the small sectors, as programs write them."""
    small = len(stream) < cutoff
    sectors = [stream[n : n + 512].ljust(512, b"\x00") for n in range(0, len(stream), 512)]
    first, count = 3, len(sectors)
    chain = [*range(first + 1, first + count), LAST]
    fat = [TABLE, LAST, LAST, *chain]
    minis = (len(stream) + 63) // 64
    mini_fat = [*range(1, minis), LAST] if small else []
    root = entry("Root Entry", 5, first if small else LAST, count * 512 if small else 0)
    directory = root + entry(name, 2, 0 if small else first, len(stream))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\x00") + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    head = head.ljust(44, b"\x00") + struct.pack("<IIIIIIII", 1, 1, 0, cutoff, 2 if small else LAST, 1, LAST, 0)
    head += struct.pack("<109I", 0, *[FREE] * 108)
    numbers = [struct.pack("<128I", *(table + [FREE] * (128 - len(table)))) for table in (fat, mini_fat)]
    return head + numbers[0] + directory.ljust(512, b"\x00") + numbers[1] + b"".join(sectors)


def word(flags):
    return struct.pack("<HHHHHH", 0xA5EC, 193, 0, 0x804, 0, flags) + bytes(6000)


def record(kind, body=b""):
    return struct.pack("<HH", kind, len(body)) + body


def workbook(*more):
    return record(0x0809, bytes(16)) + b"".join(more) + record(0x0042, b"\xb0\x04") + record(0x000A) + bytes(5000)


def encrypted_with(password):
    """The record by which Excel knows a password again."""
    salt, verifier = bytes(range(16)), bytes(range(16, 32))
    short = old_office._md5(password.encode("utf-16-le"))[:5]
    key = old_office._md5(old_office._md5((short + salt) * 16)[:5] + bytes(4))
    return record(
        0x2F, struct.pack("<HHH", 1, 1, 1) + salt + old_office._rc4(key, verifier + old_office._md5(verifier))
    )


def slides(token):
    return struct.pack("<HHIII", 0, 0x0FF6, 24, 20, token) + bytes(20)


FILES = {
    "letter": (stored("WordDocument", word(0x1200)), False),
    "letter with a password": (stored("WordDocument", word(0x1300)), True),
    "short letter with a password": (stored("WordDocument", word(0x0100)[:1000]), True),
    "list": (stored("Workbook", workbook()), False),
    "list with a password": (stored("Workbook", workbook(encrypted_with("123456"))), True),
    "list with a protected structure": (stored("Workbook", workbook(encrypted_with("VelvetSweatshop"))), False),
    "old list with a password": (stored("Book", workbook(record(0x2F, b"\x12\x34\x56\x78"))), True),
    "slides": (stored("Current User", slides(0xE391C05F)), False),
    "slides with a password": (stored("Current User", slides(0xF3D1C4DF)), True),
}


@pytest.mark.parametrize(("content", "locked"), FILES.values(), ids=FILES)
def test_a_password_is_known_by_what_the_program_writes_first(content, locked):
    assert asks_for_password(content) is locked


@pytest.mark.parametrize("what", ["letter with a password", "list with a password"])
def test_it_is_told_when_the_file_is_handed_in(what):
    with pytest.raises(ValueError, match="加了打开密码"):
        judged(ContentFile(FILES[what][0], name="材料.doc"))


@pytest.mark.parametrize("what", ["letter", "list", "list with a protected structure"])
def test_what_opens_by_itself_is_taken(what):
    assert judged(ContentFile(FILES[what][0], name="材料")).form in ("doc", "xls")


@pytest.mark.parametrize("keep", [0, 30, 76, 511, 700, 1600, 2047])
def test_a_damaged_file_is_not_judged(keep):
    assert asks_for_password(FILES["letter with a password"][0][:keep]) is False


def test_a_chain_that_goes_round_ends():
    content = bytearray(FILES["letter with a password"][0])
    struct.pack_into("<I", content, 512 + 4 * 3, 3)
    assert asks_for_password(bytes(content)) is True
