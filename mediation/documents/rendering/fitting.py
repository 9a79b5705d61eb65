"""The end of a formal paper as a clerk would set it (GB/T 9704-2012, 7.3.5.5: 调整行距、字距).

署名 never stands without text, and not with a line or two while the page before ends early: then a blank line
before it goes, then the lines stand a little closer (23 on a page instead of 22) or wider (21), at the utmost 24. What the
plain setting does well stays as it is, and most papers are set once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from weasyprint.formatting_structure.boxes import FootnoteAreaBox, LineBox

# Fewer lines than these above the name, with the page before ending more lines early than those.
FEWEST, EARLY = 5, 2
PITCH, CLOSER, WIDER, CLOSEST = (f"--line: {pitch}mm" for pitch in ("10.227", "9.782", "10.714", "9.375"))
ONE_BLANK = ".signature, .signatures { margin-top: var(--line) }"
SIGNED = ("signature", "signatures")
ALMOST = 0.1

Change = tuple[str, str]
# A pitch, and rules beside the paper's own.
CHANGES: tuple[Change, ...] = (
    (PITCH, ONE_BLANK), (CLOSER, ""), (CLOSER, ONE_BLANK), (WIDER, ""), (CLOSEST, ONE_BLANK),
)  # fmt: skip


def changed(css: str, change: Change) -> str:
    """The paper's style sheet with another setting of its lines."""
    pitch, more = change
    return css.replace(PITCH, pitch) + (more if PITCH in css else "")


def fitted(lay_out: Callable[[Change], Any]) -> Any:
    """The first setting with a good end; if none has one, the plain setting."""
    plain = lay_out((PITCH, ""))
    if ends_well(plain):
        return plain
    return next((found for change in CHANGES if ends_well(found := lay_out(change))), plain)


def ends_well(document: Any) -> bool:
    """Whether 署名 stands in company, or there is none."""
    for number in range(len(document.pages) - 1, -1, -1):
        blocks = list(_blocks(document.pages[number]))
        signed = [place for place, block in enumerate(blocks) if _is_signature(block)]
        if signed:
            above = sum(_lines(block) for block in blocks[: signed[0]])
            if number == 0 or above >= FEWEST:
                return True
            return above > 0 and _free(document.pages[number - 1], blocks[signed[0]]) <= EARLY + ALMOST
    return True


def _blocks(page: Any) -> Iterator[Any]:
    html = page._page_box.children[0]  # noqa: SLF001
    for body in html.children:
        yield from body.children


def _is_signature(block: Any) -> bool:
    return block.element is not None and block.element.get("class") in SIGNED


def _lines(block: Any) -> int:
    return sum(isinstance(box, LineBox) for box in block.descendants())


def _free(page: Any, signature: Any) -> float:
    """How many lines of the page are empty at its foot."""
    box = page._page_box  # noqa: SLF001
    notes = sum(child.margin_height() for child in box.children if isinstance(child, FootnoteAreaBox))
    # A paragraph that was broken again keeps the height it had: its lines tell.
    lines = [line for block in _blocks(page) for line in block.descendants() if isinstance(line, LineBox)]
    last = max((line.position_y + line.height for line in lines), default=box.content_box_y())
    return float((box.content_box_y() + box.height - notes - last) / signature.style["line_height"].value)
