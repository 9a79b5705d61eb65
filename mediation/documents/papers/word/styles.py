"""How each kind of paragraph looks in Word: GB/T 9704-2012 in the terms of Word, with the fonts that offices have."""

from __future__ import annotations

from dataclasses import dataclass, replace

FANG, SONG, TITLE, HEI, KAI = "仿宋_GB2312", "宋体", "方正小标宋简体", "黑体", "楷体_GB2312"
# What stands in for a font that a computer has not: Word and its kin look there, in this order.
STAND_INS = {
    FANG: "仿宋,FangSong,STFangsong,FandolFang,Noto Serif CJK SC",
    SONG: "SimSun,STSong,FandolSong,Noto Serif CJK SC",
    TITLE: "小标宋,STZhongsong,FandolSong,Noto Serif CJK SC",
    HEI: "SimHei,STHeiti,FandolHei,Noto Sans CJK SC",
    KAI: "楷体,KaiTi,STKaiti,FandolKai,LXGW WenKai",
}
RED = "E60012"
# 三号 in Word is 16 pt: 28 characters fill 156 mm at 15.79 pt, 22 lines 225 mm at 28.95 pt.
SIZE, CHARACTER, LINE = 16.0, 15.79, 28.95
# Set closer than that, no program breaks a line after 27; the justified line fills the room again.
CLOSER = 0.4
FORM_SIZE, FORM_LINE = 14.0, 23.25
TABLE_SIZE, TABLE_LINE, TABLE_GAP = 14.0, 21.55, 8.5
MM = 72 / 25.4


@dataclass(frozen=True)
class Style:
    """A paragraph's look. Indents are in characters, room above and below in points; 0 as size or line: the body's."""

    name: str
    font: str = FANG
    size: float = 0
    line: float = 0
    align: str = "both"
    first: float = 0
    left: float = 0
    right: float = 0
    before: float = 0
    after: float = 0
    stays: bool = False
    red: bool = False
    built_in: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet of a family: margins in millimetres (top, right, bottom, left), type, and the styles of its paragraphs."""

    margins: tuple[float, float, float, float]
    size: float
    line: float
    character: float
    styles: dict[str, Style]

    @property
    def closer(self) -> float:
        """By how much characters are set closer than their size, in points."""
        return CLOSER if self.character < self.size else 0.0

    @property
    def width(self) -> float:
        """The width of the text, in points."""
        return (210 - self.margins[1] - self.margins[3]) * MM


STYLES = {
    "body": Style("正文段落", first=2),
    "title": Style("Title", TITLE, 22, align="center", stays=True, built_in=True),
    "level_1": Style("Heading 1", HEI, first=2, stays=True, built_in=True),
    "level_2": Style("Heading 2", KAI, first=2, stays=True, built_in=True),
    "flush": Style("顶格"),
    "addressee": Style("主送", align="left"),
    "number": Style("发文字号", align="right"),
    "attachment": Style("附件说明", left=5, first=-3, before=LINE),
    "more_attachments": Style("附件说明（续）", left=6, first=-1),
    "signer": Style("署名", align="right", before=2 * LINE, stays=True),
    "joint": Style("联合署名", align="right", before=2 * LINE, stays=True),
    "day": Style("成文日期", align="right", right=4),
    "copies": Style("抄送", size=14, line=25.5, left=4, right=1, first=-3),
    "present": Style("出席人员", left=5, first=-3),
    "turn": Style("发言", left=4, first=-4),
    "code": Style("代码", HEI, 20, 34),
    "no": Style("附件序号", HEI),
    "to_sign": Style("签名处", line=13 * MM, align="left", stays=True),
    "cell": Style("表格文字", size=TABLE_SIZE, line=TABLE_LINE, align="left"),
    "cell_head": Style("表头", HEI, TABLE_SIZE, TABLE_LINE, align="center"),
    "issued": Style("纪要发文", align="left", after=LINE),
    "mast": Style("发文机关标志", TITLE, 34, 34, align="center", red=True),
}
LOOKS = {"hei": HEI, "kai": KAI, "code": HEI}

LETTER = {
    **STYLES,
    "number": replace(STYLES["number"], line=16, before=4.5 * MM, after=2 * LINE),
    "addressee": replace(STYLES["addressee"], before=LINE),
}
MINUTES = {
    **STYLES,
    "title": replace(STYLES["title"], size=34, line=15 * MM, before=32.2 * MM, red=True),
    "number": replace(STYLES["number"], align="center", before=LINE),
}
FORM = {
    **STYLES,
    "title": replace(STYLES["title"], line=12 * MM, after=2 * MM),
    "level_1": replace(STYLES["level_1"], first=0, before=3 * MM),
}
A4_PAPER = (37.0, 26.0, 35.0, 28.0)
SHEETS = {
    "plain": Sheet(A4_PAPER, SIZE, LINE, CHARACTER, STYLES),
    "letter": Sheet(A4_PAPER, SIZE, LINE, CHARACTER, LETTER),
    "minutes": Sheet(A4_PAPER, SIZE, LINE, CHARACTER, MINUTES),
    "form": Sheet((28.0, 20.0, 30.0, 26.0), FORM_SIZE, FORM_LINE, FORM_SIZE, FORM),
}
