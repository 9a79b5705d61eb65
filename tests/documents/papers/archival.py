"""What can be checked of ISO 19005-3 (PDF/A-3u) and ISO 14289-1 (PDF/UA) on the file itself, without its maker.

Read with pikepdf and fontTools alone. Clauses are those of ISO 19005-3 unless UA stands before them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Stream

FORBIDDEN_ACTIONS = {
    "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState", "/Rendition", "/Trans",
    "/GoTo3DView", "/JavaScript", "/NOP", "/SetState",
}  # fmt: skip
FILTERS = {"/FlateDecode", "/DCTDecode", "/CCITTFaxDecode", "/ASCIIHexDecode", "/ASCII85Decode", "/RunLengthDecode"}
ANNOTATIONS = {"/Link", "/Widget", "/FileAttachment"}
MARKS = (
    "b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f F f* G g gs h i ID j J K k l m M MP n q Q re RG"
    " rg ri s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' \""
)
OPERATORS = frozenset(MARKS.split())


def faults(pdf: bytes) -> list[str]:
    """One line for each rule that the file breaks, with its clause."""
    found = list(_of_bytes(pdf))
    with pikepdf.open(io.BytesIO(pdf)) as file:
        for rule in (_of_root, _of_colour, _of_metadata, _of_objects, _of_fonts, _of_pages, _of_structure):
            found += list(rule(file))
    return found


def _of_bytes(pdf: bytes) -> Iterator[str]:
    lines = pdf[:40].split(b"\n")
    if not re.fullmatch(rb"%PDF-1\.[0-7]", lines[0]):
        yield "6.1.2 header"
    if not (lines[1].startswith(b"%") and all(byte > 127 for byte in lines[1][1:5]) and len(lines[1]) >= 5):
        yield "6.1.2 no four bytes above 127 in the second line"
    if not pdf.rstrip(b"\r\n").endswith(b"%%EOF"):
        yield "6.1.3 something stands behind the end"


def _of_root(file: pikepdf.Pdf) -> Iterator[str]:  # noqa: C901  one line for each rule
    root = file.Root
    if "/ID" not in file.trailer:
        yield "6.1.3 no ID"
    if file.is_encrypted:
        yield "6.1.3 encrypted"
    for key in ("/AA", "/OpenAction"):
        if key in root:
            yield f"6.5.2 {key} in the catalogue"
    form = root.get("/AcroForm", {})
    if "/XFA" in form or form.get("/NeedAppearances"):
        yield "6.4 a form without its own looks"
    names = root.get("/Names", {}).get("/EmbeddedFiles", {})
    for file_specification in list(names.get("/Names", []))[1::2]:
        if not {"/F", "/UF", "/AFRelationship", "/EF"} <= set(file_specification.keys()):
            yield "6.8 an attachment without names or relationship"
        elif "/Subtype" not in file_specification.EF.F:
            yield "6.8 an attachment without its type"
        elif file_specification.objgen not in {one.objgen for one in root.get("/AF", [])}:
            yield "6.8 an attachment that the document does not associate"


def _of_colour(file: pikepdf.Pdf) -> Iterator[str]:
    intents = [one for one in file.Root.get("/OutputIntents", []) if one.get("/S") == "/GTS_PDFA1"]
    profiles = [one.DestOutputProfile for one in intents if "/DestOutputProfile" in one]
    if len(profiles) != 1:
        yield "6.2.3 not one output intent with a profile"
        return
    data = profiles[0].read_bytes()
    if data[36:40] != b"acsp" or data[16:20] != {3: b"RGB ", 1: b"GRAY", 4: b"CMYK"}[int(profiles[0].N)]:
        yield "6.2.3 the profile is not what it says"


def _of_metadata(file: pikepdf.Pdf) -> Iterator[str]:
    with file.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as facts:
        if (facts.get("pdfaid:part"), facts.get("pdfaid:conformance")) != ("3", "U"):
            yield "6.6.4 says not that it is PDF/A-3u"
        info = file.trailer.get("/Info", {})
        pairs = {"/Title": "dc:title", "/Producer": "pdf:Producer", "/Creator": "xmp:CreatorTool"}
        for key, name in pairs.items():
            if key in info and str(info[key]) != str(facts.get(name)):
                yield f"6.6.3 {key} is not {name}"
        for key, name in {"/CreationDate": "xmp:CreateDate", "/ModDate": "xmp:ModifyDate"}.items():
            if key in info and re.sub(r"\D", "", str(info[key]))[:8] != re.sub(r"\D", "", str(facts.get(name)))[:8]:
                yield f"6.6.3 {key} is not {name}"
        if not facts.get("dc:title") or file.Root.get("/ViewerPreferences", {}).get("/DisplayDocTitle") is not True:
            yield "UA 7.1 the title is not shown"


def _of_objects(file: pikepdf.Pdf) -> Iterator[str]:  # noqa: C901  one line for each rule
    for one in file.objects:
        if isinstance(one, Stream):
            filters = one.get("/Filter", Array())
            for name in filters if isinstance(filters, Array) else [filters]:
                if str(name) not in FILTERS:
                    yield f"6.1.7 filter {name}"
            if "/F" in one:
                yield "6.1.7 a stream outside the file"
            if one.get("/Subtype") == "/Image" and (one.get("/Interpolate") or "/Alternates" in one or "/OPI" in one):
                yield "6.2.8 an image with what is not allowed"
        if isinstance(one, Dictionary | Stream):
            if str(one.get("/S", "")) in FORBIDDEN_ACTIONS:
                yield f"6.5.1 action {one.S}"
            if one.get("/Type") == "/ExtGState" and ("/TR" in one or one.get("/TR2", Name.Default) != Name.Default):
                yield "6.2.5 a transfer function"


def _of_fonts(file: pikepdf.Pdf) -> Iterator[str]:  # noqa: C901  one line for each rule
    for font in (one for one in file.objects if isinstance(one, Dictionary) and one.get("/Type") == "/Font"):
        if font.get("/Subtype") in ("/CIDFontType0", "/CIDFontType2"):
            continue
        name = str(font.get("/BaseFont", ""))
        if "/ToUnicode" not in font:
            yield f"6.2.11.7 {name} without Unicode"
        elif re.search(rb"<[0-9a-fA-F]+>\s*<(0000|FEFF|FFFE)>", font.ToUnicode.read_bytes()):
            yield f"6.2.11.7 {name}: a glyph that stands for no character"
        if font.get("/Subtype") != "/Type0":
            continue
        below = font.DescendantFonts[0]
        if str(font.Encoding) not in ("/Identity-H", "/Identity-V"):
            yield f"6.2.11.3 {name}: {font.Encoding}"
        if not re.match(r"/[A-Z]{6}\+", str(below.BaseFont)):
            yield f"6.2.11.4 {name} is a part and does not say so"
        if below.Subtype == "/CIDFontType2" and "/CIDToGIDMap" not in below:
            yield f"6.2.11.3 {name} without its map"
        yield from _widths(below)


def _widths(font: Any) -> Iterator[str]:
    """6.2.11.5: what the dictionary says of a width, the font program says too."""
    descriptor = font.FontDescriptor
    key = next((key for key in ("/FontFile2", "/FontFile3") if key in descriptor), None)
    if key is None:
        yield f"6.2.11.4 {font.BaseFont} is not embedded"
        return
    program = TTFont(io.BytesIO(descriptor[key].read_bytes()), lazy=True)
    units, order = program["head"].unitsPerEm, program.getGlyphOrder()
    said = list(font.get("/W", []))
    while said:
        first, widths = int(said.pop(0)), said.pop(0)
        if not isinstance(widths, Array):
            widths = [said.pop(0)] * (int(widths) - first + 1)
        for glyph, width in enumerate(widths, first):
            own = 1000 * program["hmtx"][order[glyph]][0] / units
            if abs(own - float(width)) > 1:
                yield f"6.2.11.5 {font.BaseFont} {glyph}: {width} is not {own:.1f}"


def _of_pages(file: pikepdf.Pdf) -> Iterator[str]:  # noqa: C901  one line for each rule
    for number, page in enumerate(file.pages, 1):
        depth = marked = 0
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name not in OPERATORS:
                yield f"6.2.2 page {number}: operator {name}"
            depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(name, 0)
            if name in ("Tj", "TJ", "Do", "sh"):
                marked += depth == 0
            if name == "TJ" and any(b"\0\0" in _glyphs(bytes(text)) for text in operands[0] if _is_text(text)):
                yield f"6.2.11.8 page {number}: .notdef is shown"
        if depth:
            yield f"UA 7.1 page {number}: marks are not closed"
        if marked:
            yield f"UA 7.1 page {number}: {marked} things that are neither content nor artifact"
        if page.obj.get("/Tabs", "/S") != "/S":
            yield f"UA 7.18.3 page {number}: order of tabs"
        yield from _annotations(page, number)


def _is_text(operand: Any) -> bool:
    return isinstance(operand, pikepdf.String)


def _glyphs(text: bytes) -> list[bytes]:
    return [text[n : n + 2] for n in range(0, len(text), 2)]


def _annotations(page: pikepdf.Page, number: int) -> Iterator[str]:
    for one in page.obj.get("/Annots", []):
        flags = int(one.get("/F", 0))
        if str(one.Subtype) not in ANNOTATIONS:
            yield f"6.3.1 page {number}: {one.Subtype}"
        if not flags & 4 or flags & (1 | 2 | 32):
            yield f"6.3.2 page {number}: {one.Subtype} is not printed"
        empty = all(float(one.Rect[n]) == float(one.Rect[n + 2]) for n in (0, 1))
        if one.Subtype != "/Link" and not empty and "/N" not in one.get("/AP", {}):
            yield f"6.3.3 page {number}: {one.Subtype} without its looks"


def _of_structure(file: pikepdf.Pdf) -> Iterator[str]:
    root = file.Root
    if root.get("/MarkInfo", {}).get("/Marked") is not True or "/StructTreeRoot" not in root:
        yield "UA 7.1 not tagged"
        return
    if str(root.get("/Lang", "")).lower() != "zh-cn":
        yield "UA 7.2 no language"
    todo = [root.StructTreeRoot.K]
    while todo:
        one = todo.pop()
        if isinstance(one, Array):
            todo += list(one)
        elif isinstance(one, Dictionary):
            if one.get("/S") == "/Figure" and not str(one.get("/Alt", "")):
                yield "UA 7.3 a picture without words"
            if "/K" in one:
                todo.append(one.K)
