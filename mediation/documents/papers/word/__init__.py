"""流转稿: a draft as a Word file with the same words and layout, for offices that must circulate it.

It is made from the very page that the preview shows, so its wording cannot differ; nothing that is changed in it comes
back, and its header says so.
"""

from __future__ import annotations

import pypdfium2

from mediation.documents import rendering
from mediation.documents.papers.snapshot import html_of
from mediation.documents.papers.word.reading import Page, page_in
from mediation.models import Paper

MIME_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def word_of(paper: Paper) -> bytes:
    """The paper as it would be printed now, as a Word file."""
    return converted(html_of(paper))


def converted(html: str) -> bytes:
    """A page of the house as a Word file."""
    from mediation.documents.papers.word.writing import written  # it takes a tenth of a second, and few want it

    page = page_in(html)
    return written(page, back=bool(page.copies) and has_back(html, page))


def has_back(html: str, page: Page) -> bool:
    """Whether 版记 stands on the back of the last sheet, as it would be printed now: the last page says nothing else."""
    made = rendering.render(html, allow_missing_glyphs=True).pdf
    with pypdfium2.PdfDocument(made) as document:
        last = document[len(document) - 1].get_textpage().get_text_range()
    return len(last.split()) > 0 and "".join(last.split()) == "".join("".join(one.text for one in page.copies).split())


def file_name(paper: Paper) -> str:
    """A name that cannot be taken for that of the paper itself."""
    return f"流转稿-{paper.get_kind_display()}-{paper.matter.number}.docx"
