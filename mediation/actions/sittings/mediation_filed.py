"""The file of a dispute without a petition is put away, and read again by whoever says why."""

from __future__ import annotations

from mediation.actions import access
from mediation.actions.intake.handlers import open_for_some_days
from mediation.actions.registry import effect_of
from mediation.models import Mediation
from mediation.vocabulary import Role
from mediation.workflows.base import Act


@effect_of(Mediation, "file_away")
def nobody_reads_on(mediation: Mediation, act: Act) -> None:
    """A file that is put away is read by nobody who does not say why."""
    access.end_all(act, mediation.matter)
    access.see_out(act, mediation.matter)


effect_of(Mediation, "consult", tells=(Role.HEAD,))(open_for_some_days)
