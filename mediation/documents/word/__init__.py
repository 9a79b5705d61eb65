"""流转稿: a draft as a Word file with the same words and layout, for offices that must circulate it.

It is made from the very page that the preview shows, so its wording cannot differ; nothing that is changed in it comes
back, and its header says so.
"""

from __future__ import annotations

from mediation.documents.snapshot import html_of
from mediation.documents.word.reading import page_in
from mediation.models import Paper

MIME_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def word_of(paper: Paper) -> bytes:
    """The paper as it would be printed now, as a Word file."""
    return converted(html_of(paper))


def converted(html: str) -> bytes:
    """A page of the house as a Word file."""
    from mediation.documents.word.writing import written  # it takes a tenth of a second, and few want it

    return written(page_in(html))


def file_name(paper: Paper) -> str:
    """A name that cannot be taken for that of the paper itself."""
    return f"流转稿-{paper.get_kind_display()}-{paper.matter.number}.docx"
