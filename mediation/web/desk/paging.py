"""Lists by the page: one that fits on its first page is not counted apart."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property


class Pages(Paginator):
    """Counts a short list by reading it, and a longer one in the database."""

    @cached_property
    def count(self) -> int:
        """How many there are."""
        found: Any = self.object_list
        begun = list(found[: self.per_page + 1])
        if len(begun) > self.per_page:
            return int(found.count())
        self.object_list = begun
        return len(begun)
