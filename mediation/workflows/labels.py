"""The words of a closed list, quickly: a page names hundreds of them."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import models
from django.utils.encoding import force_str


class Worded(models.Model):
    """A model whose `get_…_display` looks the word up; Django's own translates the whole list for each row."""

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: Any) -> Any:  # noqa: N802 Django's name
        value = getattr(self, field.attname)
        return force_str(_words(field).get(value, value), strings_only=True)


@cache
def _words(field: Any) -> dict[Any, Any]:
    return dict(field.flatchoices)
