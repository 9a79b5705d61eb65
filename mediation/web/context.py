"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from mediation import VERSION
from mediation.scenarios.samples.loading import progress


def house(request: HttpRequest) -> dict[str, Any]:
    """The languages, the address to return to after a change of language, how far the samples have come, if loading, and the version."""
    return {"languages": settings.LANGUAGES, "here": request.get_full_path(), "samples": progress(), "release": VERSION}
