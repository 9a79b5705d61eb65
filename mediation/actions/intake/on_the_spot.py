"""What follows the two-minute record: its receipt, or a full petition in the same file."""

from __future__ import annotations

from mediation.actions import access, gateway, paperwork
from mediation.actions.registry import effect_of
from mediation.models import OnTheSpotRecord, Petition
from mediation.vocabulary import Channel, PaperKind, Role
from mediation.workflows.base import Act


@effect_of(OnTheSpotRecord, "settle", issues=(PaperKind.ON_THE_SPOT_RECEIPT,))
def give_receipt(record: OnTheSpotRecord, act: Act) -> None:
    """Open the file to the organ and print the receipt."""
    access.admit(
        act, record.matter, organ=record.organ, roles=("", Role.HANDLER, Role.INTAKE_CLERK, Role.MEDIATOR)
    )  # fmt: skip
    paperwork.issue_now(act, PaperKind.ON_THE_SPOT_RECEIPT, organ=record.organ, subject=record)


@effect_of(OnTheSpotRecord, "convert", takes=("Petition.register",))
def register_petition(record: OnTheSpotRecord, act: Act) -> None:
    """Register what was recorded; nothing has to be typed twice but the claims."""
    who = {"name": record.name, "phone": record.phone, "address": record.address}
    gateway.follow(
        act,
        Petition(matter=record.matter),
        "register",
        organ=record.organ,
        channel=act.facts["channel"] or Channel.VISIT,
        subject=record.subject,
        account=act.facts["account"] or record.said,
        petitioners=act.facts["petitioners"] or [who],
        opposite_parties=act.facts["opposite_parties"],
        claims=act.facts["claims"],
    )
