"""What is handed in as a file: its name, and what it really is, judged by its content."""

from __future__ import annotations

import hashlib
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.workflows.passwords import asks_for_password

LONGEST_NAME = 120
HEAD = 4096
PHOTOS_OF_PHONES = (b"heic", b"heix", b"mif1", b"msf1", b"avif")

# What may be handed in: each type with the endings that go with it. The first one is given where another stands.
ENDINGS = {
    "pdf": ("pdf",),
    "jpg": ("jpg", "jpeg", "jfif", "jpe"),
    "png": ("png",),
    "webp": ("webp",),
    "docx": ("docx",),
    "xlsx": ("xlsx",),
    "doc": ("doc", "dot", "wps", "wpt"),
    "xls": ("xls", "xlt", "et", "ett"),
    "ppt": ("ppt", "pps", "dps", "dpt"),
    "ofd": ("ofd",),
    "tif": ("tif", "tiff"),
    "txt": ("txt", "csv", "tsv", "log"),
    "mp3": ("mp3",),
    "mp4": ("mp4", "m4a", "m4v", "mov"),
    "wav": ("wav",),
}
MIME_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "ofd": "application/ofd",
    "tif": "image/tiff",
    "txt": "text/plain; charset=utf-8",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "wav": "audio/wav",
}
# What nobody else could open, and what is to be done instead.
NOT_TO_BE_OPENED = {
    "photo": gettext_lazy("“%(name)s”是手机的专用照片格式，别人打不开。请在手机上存为JPG，或者截图后再提交。"),
    "locked": gettext_lazy("“%(name)s”加了打开密码，别人打不开。请去掉密码另存，或者打印成PDF后再提交。"),
}
ACCEPT = ",".join(["image/*", *(f".{ending}" for endings in ENDINGS.values() for ending in endings)])


@dataclass(frozen=True)
class HandedIn:
    """One file as it was handed in: judged, named for people, known by its SHA-256.

    `found` is what was read in it before the step, where the step asks for that.
    """

    name: str
    form: str
    size: int
    sha256: str
    content: Any
    found: Any = None

    @property
    def path(self) -> str:
        """Where it is kept: by what it holds, never by what it was called."""
        return f"materials/{self.sha256[:2]}/{self.sha256}"

    def in_ledger(self) -> dict[str, Any]:
        """What the ledger keeps of it."""
        return {"name": self.name, "sha256": self.sha256, "size": self.size}


def judged(given: Any) -> HandedIn:
    """The file as it may be kept; raise ValueError with a sentence that says what to do instead."""
    name = cleaned(str(getattr(given, "name", "") or ""))
    if not given.size:
        raise ValueError(_("“%(name)s”是空文件，没有内容。请重新选择。") % {"name": name})
    if given.size > settings.MATERIAL_BYTES:
        raise ValueError(
            _("“%(name)s”有%(size)s兆，每个文件最多%(limit)d兆。请压缩、分成几个文件，或者把原件交到窗口。")
            % {"name": name, "size": f"{given.size / 2**20:.1f}", "limit": settings.MATERIAL_BYTES // 2**20}
        )
    form = form_of(given)
    if form in NOT_TO_BE_OPENED:
        raise ValueError(str(NOT_TO_BE_OPENED[form]) % {"name": name})
    stem, ending = split(name)
    # What a picture or an office file is called is often wrong, and does no harm; plain text may be anything.
    if form is None or (form == "txt" and ending and ending not in ENDINGS["txt"]):
        raise ValueError(
            _(
                "“%(name)s”不能接收：只收PDF、OFD、图片（JPG、PNG、WEBP、TIF）、Word和WPS（docx、doc、wps）、Excel（xlsx、xls、et）、"
                "PPT、文本、录音录像（MP3、WAV、MP4），并且内容要与名称相符，不带宏。请另存为PDF，或者拍成照片再提交。"
            )
            % {"name": name}
        )
    if ending not in ENDINGS[form]:
        name = f"{stem}.{ENDINGS[form][0]}"
    return HandedIn(name, form, given.size, _digest(given), given)


def cleaned(name: str) -> str:
    """A typed file name without folders, control and direction characters, and not too long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(ch for ch in last if unicodedata.category(ch) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    plain = " ".join(plain.translate(str.maketrans('<>:"|?*', "_______")).split()).strip(". ")
    stem, ending = split(plain)
    stem = stem[: LONGEST_NAME - len(ending)] or _("未命名")
    return f"{stem}.{ending}" if ending else stem


def split(name: str) -> tuple[str, str]:
    """Stem and ending; what is no short ending belongs to the stem."""
    stem, dot, ending = name.rpartition(".")
    if not dot or not (ending.isascii() and ending.isalnum() and len(ending) <= 8):
        return name, ""
    return stem, ending.lower()


def form_of(given: Any) -> str | None:
    """What the content is, by its first bytes; None for what is not accepted, "photo" for a phone's own form.

    "locked" is what asks for a password before it can be read.
    """
    given.seek(0)
    head = given.read(HEAD)
    given.seek(0)
    found = next((form for form, fits in SIGNATURES if fits(head)), None)
    if found in ("zip", "ole", "pdf"):
        return CLOSER[found](given)
    return found or ("txt" if _is_text(given) else None)


SIGNATURES: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    # Blank lines before the first may come from whatever sent it; programs read it all the same.
    ("pdf", lambda head: head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\x00\t\n\x0c\r ").startswith(b"%PDF-")),
    ("jpg", lambda head: head.startswith(b"\xff\xd8\xff")),
    ("png", lambda head: head.startswith(b"\x89PNG\r\n\x1a\n")),
    ("webp", lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP"),
    ("wav", lambda head: head[:4] == b"RIFF" and head[8:12] == b"WAVE"),
    ("photo", lambda head: head[4:8] == b"ftyp" and head[8:12] in PHOTOS_OF_PHONES),
    ("mp4", lambda head: head[4:8] == b"ftyp"),
    ("mp3", lambda head: head[:3] == b"ID3" or (head[:1] == b"\xff" and head[1:2] in (b"\xfb", b"\xf3", b"\xf2"))),
    ("zip", lambda head: head.startswith(b"PK\x03\x04")),
    ("ole", lambda head: head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
    ("tif", lambda head: head[:4] in (b"II*\x00", b"MM\x00*")),
)


def _office(given: Any) -> str | None:
    """A Word or Excel file without macros; any other archive is not accepted."""
    try:
        with zipfile.ZipFile(given) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        return None
    finally:
        given.seek(0)
    if "OFD.xml" in names:
        return "ofd"
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return None
    return "docx" if "word/document.xml" in names else "xlsx" if "xl/workbook.xml" in names else None


def _old_office(given: Any) -> str | None:
    """A file of Word, Excel, PowerPoint or WPS as they were stored before: known by the streams in it."""
    given.seek(0)
    content = given.read()
    given.seek(0)
    found = next((form for form, stream in STREAMS if stream.encode("utf-16-le") in content), None)
    if found != "locked" and MACROS.encode("utf-16-le") in content:
        return None
    return "locked" if found is not None and asks_for_password(given) else found


def _pdf(given: Any) -> str:
    """A PDF; "locked" where it cannot be opened without a password. What is damaged is told when it is printed."""
    given.seek(0)
    content = given.read()
    given.seek(0)
    if b"/Encrypt" not in content:
        return "pdf"
    try:
        pikepdf.open(BytesIO(content)).close()
    except pikepdf.PasswordError:
        return "locked"
    except (pikepdf.PdfError, ValueError, RecursionError):
        return "pdf"
    return "pdf"


STREAMS = (
    ("locked", "EncryptedPackage"),
    ("doc", "WordDocument"),
    ("xls", "Workbook"),
    ("xls", "Book"),
    ("ppt", "PowerPoint Document"),
)
MACROS = "_VBA_PROJECT"
CLOSER: dict[str, Callable[[Any], str | None]] = {"zip": _office, "ole": _old_office, "pdf": _pdf}


def _is_text(given: Any) -> bool:
    given.seek(0)
    content = given.read()
    given.seek(0)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(ord(ch) < 32 and ch not in "\t\r\n\f" for ch in text)
    return False


def _digest(given: Any) -> str:
    given.seek(0)
    found = hashlib.file_digest(given, "sha256").hexdigest() if hasattr(given, "readinto") else _in_pieces(given)
    given.seek(0)
    return found


def _in_pieces(given: Any) -> str:
    digest = hashlib.sha256()
    for piece in iter(lambda: given.read(2**16), b""):
        digest.update(piece)
    return digest.hexdigest()
