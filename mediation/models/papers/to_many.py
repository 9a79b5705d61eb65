"""To whom a paper goes, one or thousands, and who of them is listed for service."""

from __future__ import annotations

from typing import Any

from django.db import models

from mediation.models.matter import Party


class ToMany:
    """A paper with its addressees and their copies."""

    addressees: Any
    services: Any

    def addressed(self) -> list[Party]:
        """To whom it goes, in the order of registration; read once, until this object adds another."""
        models.prefetch_related_objects([self], "addressees")
        return sorted(self.addressees.all(), key=lambda party: party.pk)

    def without_copy(self) -> models.QuerySet[Party]:
        """Those of them who are not listed for service yet, in the order of registration."""
        listed = self.services.filter(party=models.OuterRef("pk")).order_by()
        found: models.QuerySet[Party] = self.addressees.exclude(models.Exists(listed)).order_by("pk")
        return found

    def copies_listed(self) -> tuple[int, int]:
        """How many of them are listed, of how many."""
        return self.services.count(), self.addressees.count()
