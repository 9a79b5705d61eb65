"""Whether a file of Word, Excel or PowerPoint as they were stored before 2007 asks for a password before it can be read."""

from __future__ import annotations

import struct
from typing import Any

from msoffcrypto import OfficeFile
from msoffcrypto.exceptions import DecryptionError, FileFormatError, ParseError
from msoffcrypto.format.xls97 import Xls97File, _BIFFStream, recordNameNum
from olefile import OleFileIO

# Excel encrypts a workbook whose structure is protected with this, and opens it without asking.
ASKS_NOBODY = "VelvetSweatshop"
# As which a damaged file shows itself to the readers.
DAMAGED = (FileFormatError, ParseError, OSError, struct.error, ValueError, LookupError, AssertionError, OverflowError)


def asks_for_password(given: Any) -> bool:
    """Whether the file is encrypted and does not open by itself; a damaged one is not judged."""
    try:
        found = _opened(given)
        if found is None:
            return _book_before_97_asks(given)
        return bool(found.is_encrypted()) and not _opens_by_itself(found)
    except DAMAGED:
        return False
    finally:
        given.seek(0)


def _opened(given: Any) -> Any:
    try:
        return OfficeFile(given)
    except FileFormatError:
        return None


def _book_before_97_asks(given: Any) -> bool:
    """A workbook of Excel 5 or 95, which the library does not know: the same records, in a stream of another name."""
    return bool(_BIFFStream(OleFileIO(given).openstream("Book")).has_record(recordNameNum["FilePass"]))


def _opens_by_itself(found: Any) -> bool:
    """Whether the password is the one that asks nobody; an encryption that the library does not know asks."""
    if not isinstance(found, Xls97File):
        return False
    try:
        found.load_key(password=ASKS_NOBODY)
    except DecryptionError:
        return False
    return True
