"""What stands against putting away the file of a dispute without a petition."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from mediation.models.intake.petition import TOLD_ONLY
from mediation.workflows.papers.paper import BEFORE_ISSUE
from mediation.workflows.sittings.agreement import IN_FORCE, AgreementState
from mediation.workflows.sittings.mediation_state import UNDER_WAY, MediationState


class HasItsOwnFile:
    """A mediation as the keeper of its file sees it."""

    matter: Any
    state: str
    pk: Any

    def going_on_in_its_file(self) -> list[Any]:
        """What keeps the file open: a mediation under way, an agreement that is not performed, one that is still to be written."""
        beside = [one for one in self.matter.every("mediations") if one.state in UNDER_WAY]
        agreements = self.matter.every("agreements")
        unsettled = [one for one in agreements if one.state in (*IN_FORCE, AgreementState.DRAFTED)]
        ended = {AgreementState.PERFORMED, AgreementState.BREACHED}
        unwritten = self.state == MediationState.AGREED and not unsettled and not any(
            one.mediation_id == self.pk and one.state in ended for one in agreements
        )  # fmt: skip
        return [*beside, *unsettled, *([self] if unwritten else [])]

    def papers_on_their_way(self) -> list[str]:
        """What of the file is drafted and not issued, or has not reached everybody; what only tells of a session holds up nothing."""
        papers = self.matter.papers.exclude(kind__in=TOLD_ONLY).order_by("pk")
        waiting = self.matter.services.unfinished().order_by().values("paper")
        return [str(one) for one in papers.filter(Q(state__in=BEFORE_ISSUE) | Q(pk__in=waiting))]

    def awaits_confirmation(self, on: date) -> bool:
        """Whether the parties may still ask the court to confirm an agreement, or its answer is not known."""
        return any(one.confirmation_to_come(on) for one in self.matter.every("agreements"))
