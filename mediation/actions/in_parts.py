"""What one act brings about for thousands: begun in its request, gone on with by the worker, a part at a time.

Each part is an act of its own: what is done is done, whatever happens to the worker, and the next goes on behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from mediation.actions import gateway, queue
from mediation.workflows.base import Lifecycle


@dataclass(frozen=True)
class InParts:
    """A step by which an object does the next part of something, while its `flag` says that more waits.

    The effect of the step does one part and keeps the flag (`keep`); the job `task` takes it until nothing waits.
    """

    model: type[Lifecycle]
    step: str
    flag: str
    task: str

    def keep(self, obj: Any, *, waits: bool) -> None:
        """Note whether more waits, where that has changed."""
        if getattr(obj, self.flag) != waits:
            setattr(obj, self.flag, waits)
            obj.save(update_fields=[self.flag])

    def leave(self, obj: Any) -> None:
        """Leave the rest to the worker."""
        self.keep(obj, waits=True)
        queue.defer(self.task, **{f"{self.model._meta.model_name}_id": obj.pk})

    def go_on(self, pk: int, *, at: datetime) -> None:
        """Part by part, until nothing waits any more."""
        while self._all().filter(pk=pk, **{self.flag: True}).exists():
            gateway.perform(self.model, pk, self.step, by=None, at=at)

    def waiting(self) -> list[int]:
        """Objects with which the worker still has to go on, by key."""
        return list(self._all().filter(**{self.flag: True}).order_by("pk").values_list("pk", flat=True))

    def _all(self) -> models.QuerySet[Any]:
        found: models.QuerySet[Any] = self.model._base_manager.all()
        return found
