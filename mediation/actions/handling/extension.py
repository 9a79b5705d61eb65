"""What follows an extension: the limits move and the petitioner is told."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mediation.actions import gateway, paperwork
from mediation.actions.clock import deadlines
from mediation.actions.previewing import preview_of
from mediation.actions.registry import effect_of
from mediation.models import Deadline, Extension, Petition
from mediation.vocabulary import ClockGround, PaperKind
from mediation.workflows.base import Act


@preview_of(Extension, "request", "approve")
def would_move(extension: Extension, act: Act) -> list[deadlines.Moving]:
    """Every running limit of the code, with the day that the extension leads to."""
    extension.code, days = act.get("code") or extension.limit_of(act), act.get("days") or extension.days
    return [
        deadlines.preview(deadline, extend_by=days, decided_on=act.on)
        for deadline in extension.deadlines(act).select_related("organ", "party")
        if days
    ]


@effect_of(Extension, "request")
def name_its_claims(extension: Extension, act: Act) -> None:
    """Which claims it is for is kept from the day on which it was asked for."""
    extension.claims.set(list(extension.deadlines(act).values_list("subject_id", flat=True)))


@effect_of(
    Extension,
    "approve",
    moves=(
        "D5",
        "D18",
    ),
    takes=("ClockChange.note",),
    drafts=(PaperKind.EXTENSION_NOTICE,),
)
def move_the_limits(extension: Extension, act: Act) -> None:
    """Every running limit of the code moves from its nominal day; a notice tells the old and the new day."""
    old, new = extension.first_legal_on(act), None
    for deadline in Deadline.objects.filter(pk__in=extension.deadlines(act).values("pk")):
        moved = deadlines.move(
            act, deadline, ground=ClockGround.EXTENSION, why=extension.why, extend_by=extension.days, decided_on=act.on
        )
        new = min(new or moved.legal_on, moved.legal_on)
    extension.old_due_on, extension.new_due_on = old, new
    extension.save(update_fields=["old_due_on", "new_due_on"])
    paperwork.prepare(
        act,
        PaperKind.EXTENSION_NOTICE,
        organ=extension.organ,
        subject=extension,
        addressees=extension.matter.petition.addressees(act.on),
    )


@effect_of(Petition, "end_withdrawn", after="withdraw_the_claims", takes=("Extension.refuse",))
def refuse_what_waits(petition: Petition, act: Act) -> None:
    """A petition that was withdrawn needs no more time."""
    for extension in Extension.objects.filter(matter=petition.matter, state="requested"):
        gateway.follow(act, extension, "refuse", refusal_reason=_("信访人已撤回信访事项。"))
