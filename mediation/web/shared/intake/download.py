"""A file of the 材料 as an answer: as it was handed in, and never run by the browser."""

from __future__ import annotations

from django.http import FileResponse

from mediation.models import Attachment
from mediation.workflows.files import MIME_TYPES

# Shown in the browser; everything else is saved.
SHOWN = {"pdf", "jpg", "png", "webp"}


def answer(attachment: Attachment) -> FileResponse:
    """The file under its own name; type by content, not by name."""
    found = FileResponse(
        attachment.file.open("rb"),
        as_attachment=attachment.form not in SHOWN,
        filename=attachment.name,
        content_type=MIME_TYPES[attachment.form],
    )
    found["X-Content-Type-Options"] = "nosniff"
    found["Cache-Control"] = "private, no-store"
    return found
