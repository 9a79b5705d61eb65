"""取消撤回: what says of a petition, or of a request for review, who may still take his withdrawal back."""

from __future__ import annotations

from datetime import date
from typing import Any

from mediation.models.matter import Party
from mediation.workflows.base import Act


class Rescinded:
    """Mixed into what a party may withdraw from; each withdrawal begins a period (D20) of that party's own."""

    matter: Any
    page_name: Any
    pk: Any

    def withdrawals(self, on: date) -> list[Any]:
        """The periods within which a withdrawal may be taken back on the day; what is entered late may be in time."""
        known = self.matter.held("deadlines")
        rows = self.matter.deadlines.filter(code="D20", subject_id=self.pk) if known is None else known
        mine = [one for one in rows if (one.code, one.subject_type, one.subject_id) == ("D20", self.page_name, self.pk)]
        return [one for one in mine if one.state in ("running", "lapsed") and one.legal_on >= on]

    def rescinding(self, act: Act) -> list[Party]:
        """Who takes his withdrawal back: those named at the window, or the party at the portal."""
        return list(act.rescinded_by or ([act.by.party] if act.by.party else []))

    def not_to_rescind(self, act: Act) -> list[Party]:
        """Those of them who have withdrawn nothing, or too long ago."""
        may = {one.party_id for one in self.withdrawals(act.on)}
        return [party for party in self.rescinding(act) if party.pk not in may]
