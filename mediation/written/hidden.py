"""Characters that nobody sees: pasted along from a web page or an office program."""

from __future__ import annotations

import re

CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
FORMATS = (
    "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
LINE_ENDS = "\u2028\u2029"
BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
# A space that prints as one, but another than is typed; U+3000 is the Chinese one.
ODD_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f"
HIDDEN = re.compile(f"[{CONTROLS}{FORMATS}{LINE_ENDS}{BLANKS}]")
ODD = re.compile(f"[{ODD_SPACES}]")
EITHER = re.compile(f"[{CONTROLS}{FORMATS}{LINE_ENDS}{BLANKS}{ODD_SPACES}]")


def is_hidden(char: str) -> bool:
    """Whether the character leaves no ink and no room, or tells a printer something that is not a word."""
    return bool(HIDDEN.match(char))


def without_hidden(text: str) -> tuple[str, int]:
    """The text as it is seen, and how many characters were taken out or set right: odd spaces become plain ones."""
    shown, ends = re.subn(f"[{LINE_ENDS}]", "\n", text)
    shown, odd = ODD.subn(" ", shown)
    shown, hidden = HIDDEN.subn("", shown)
    return shown, ends + odd + hidden
