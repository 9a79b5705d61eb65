"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def house(request: HttpRequest) -> dict[str, Any]:
    """The languages of the site, and the address to return to after a change of language."""
    return {"languages": settings.LANGUAGES, "here": request.get_full_path()}
