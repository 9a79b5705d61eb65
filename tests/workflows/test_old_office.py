"""A password inside a file of Word, Excel or PowerPoint as they were stored before is noticed when it is handed in."""

from __future__ import annotations

import random
import struct
from io import BytesIO

import docx
import pytest
import python_calamine as calamine
from django.core.files.base import ContentFile
from msoffcrypto import OfficeFile
from msoffcrypto.format.ooxml import OOXMLFile

from mediation.workflows.files import judged
from mediation.workflows.passwords import asks_for_password
from tests.factories import old_office as made


@pytest.fixture(scope="module")
def letter(tmp_path_factory):
    return made.letter(tmp_path_factory.mktemp("letter"))


FILES = {
    "list": (made.table(), False),
    "list with a password": (made.encrypted_table("123456"), True),
    "list with a protected structure": (made.encrypted_table("VelvetSweatshop"), False),
    "old list": (made.book_before_97(), False),
    "old list with a password": (made.book_before_97(struct.pack("<HH", made.FILEPASS, 4) + b"\x12\x34\x56\x78"), True),
    "slides": (made.slides(encrypted=False), False),
    "slides with a password": (made.slides(encrypted=True), True),
}


def asks(content):
    return asks_for_password(BytesIO(content))


@pytest.mark.parametrize(("content", "locked"), FILES.values(), ids=FILES)
def test_a_password_is_known_by_what_the_program_writes_first(content, locked):
    assert asks(content) is locked


def test_a_letter_of_word_opens_until_it_has_a_password(letter):
    assert asks(letter) is False
    assert asks(made.encrypted_letter(letter)) is True
    assert judged(ContentFile(letter, name="信.doc")).form == "doc"
    with pytest.raises(ValueError, match="加了打开密码"):
        judged(ContentFile(made.encrypted_letter(letter), name="信.doc"))


def test_the_encrypted_list_is_the_list_for_who_knows_the_password():
    """So the file that is tried is one that Excel would open."""
    locked, opened = OfficeFile(BytesIO(FILES["list with a password"][0])), BytesIO()
    locked.load_key(password="123456")
    locked.decrypt(opened)
    opened.seek(0)
    rows = calamine.load_workbook(opened).get_sheet_by_name("名单").to_python()
    assert rows[:2] == [["姓名", "电话"], ["张0", "13800000001"]]


@pytest.mark.parametrize("what", ["list with a password", "slides with a password"])
def test_it_is_told_when_the_file_is_handed_in(what):
    with pytest.raises(ValueError, match="加了打开密码"):
        judged(ContentFile(FILES[what][0], name="材料.doc"))


def test_so_is_the_password_of_a_file_as_it_is_stored_today():
    plain, locked = BytesIO(), BytesIO()
    docx.Document().save(plain)
    OOXMLFile(plain).encrypt("123456", locked)
    with pytest.raises(ValueError, match="加了打开密码"):
        judged(ContentFile(locked.getvalue(), name="信.docx"))


@pytest.mark.parametrize("what", ["list", "list with a protected structure", "old list", "slides"])
def test_what_opens_by_itself_is_taken(what):
    assert judged(ContentFile(FILES[what][0], name="材料")).form in ("xls", "ppt")


@pytest.mark.parametrize("keep", [0, 30, 76, 511, 700, 1600, 2047])
def test_a_damaged_file_is_not_judged(keep):
    assert asks(FILES["list with a password"][0][:keep]) is False


@pytest.mark.parametrize("what", FILES)
def test_whatever_is_damaged_in_a_file_the_judgement_ends(what):
    draw, content = random.Random(what), FILES[what][0]
    for _n in range(150):
        damaged = bytearray(content)
        for _byte in range(8):
            damaged[draw.randrange(3000)] = draw.randrange(256)
        assert asks(bytes(damaged[: draw.randrange(len(content))])) in (True, False)


def test_a_chain_that_goes_round_ends():
    content = bytearray(FILES["list with a password"][0])
    for place in range(made.SECTOR, len(content) - 4, 4):
        if content[place : place + 4] == struct.pack("<I", made.LAST):
            struct.pack_into("<I", content, place, 1)
    assert asks(bytes(content)) in (True, False)
