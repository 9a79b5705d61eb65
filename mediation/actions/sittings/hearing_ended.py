"""What follows when a hearing is not held as it was told, or not at all: preparations undone, everybody called told."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from mediation.actions import access, gateway, paperwork
from mediation.actions.clock import deadlines
from mediation.actions.registry import effect_of
from mediation.actions.sittings import booking
from mediation.models import Claim, Hearing, Paper, Petition, Review, ServiceOfDocument
from mediation.models.sittings.hearing_people import summoned
from mediation.vocabulary import AccessPart, AdjournGround, HearingEnd, HearingStage, PaperKind, PostponeGround
from mediation.workflows.base import Act
from mediation.workflows.sittings.hearing_request import HearingState

CHANGES = {"postpone": "延期", "adjourn": "中止", "resume": "恢复", "terminate": "终止", "withdraw_request": "终止"}


@effect_of(Hearing, "postpone", ends=("D16", "D21"), takes=("Paper.void", "ServiceOfDocument.cancel"))
@effect_of(
    Hearing,
    "terminate",
    "withdraw_request",
    ends=("D14", "D15", "D16", "D21"),
    takes=("Paper.void", "ServiceOfDocument.cancel"),
)
def undo_the_preparations(hearing: Hearing, act: Act) -> None:
    """The room is free again; limits end; notices not yet out do not go out."""
    booking.free(hearing)
    if act.event.step != "postpone":
        access.shut(act, hearing.matter, part=AccessPart.HEARING, about=hearing)
        access.see_out(act, hearing.matter, AccessPart.HEARING, hearing)
    codes = ("D16", "D21") if hearing.state == HearingState.GRANTED else ("D14", "D15", "D16", "D21")
    deadlines.end(act, hearing, *codes, why=str(type(hearing).steps()[act.event.step].label))
    void_papers(hearing, act)


def void_papers(hearing: Hearing, act: Act) -> None:
    """Drafts about the hearing are void, and copies not yet sent stay here."""
    about = Paper.objects.filter(subject_type="hearing", subject_id=hearing.pk)
    paperwork.void_drafts(act, about, why=_("听证不在原定时间举行或者不再举行"))
    for service in ServiceOfDocument.objects.filter(
        paper__in=about.filter(kind=PaperKind.HEARING_NOTICE), state__in=("planned", "not_reached")
    ):
        gateway.follow(act, service, "cancel", why=_("听证不在原定时间举行或者不再举行"))


@effect_of(Hearing, "postpone", after="undo_the_preparations", issues=(PaperKind.HEARING_CHANGE,))
@effect_of(Hearing, "adjourn", "resume", issues=(PaperKind.HEARING_CHANGE,))
@effect_of(Hearing, "terminate", "withdraw_request", after="undo_the_preparations", issues=(PaperKind.HEARING_CHANGE,))
def tell_the_change(hearing: Hearing, act: Act) -> None:
    """Whoever was called is told in writing that it is not as the notice says; the notice holds no more."""
    called = hearing.called()
    starts_at = hearing.starts_at
    content = {
        "change": CHANGES[act.event.step],
        "was_at": localtime(starts_at).isoformat() if starts_at else "",
        "place": hearing.place,
        "why": why_changed(act),
    }
    told: dict[str, Any] = {"organ": hearing.organ, "subject": hearing, "content": content}
    if called:
        paperwork.issue_now(act, PaperKind.HEARING_CHANGE, addressees=called, **told)
    for organ in summoned(hearing):
        paperwork.issue_now(act, PaperKind.HEARING_CHANGE, to_organ=organ, **told)


def why_changed(act: Act) -> str:
    """The ground in its own words, and what was said of it."""
    words = {"end_ground": HearingEnd, "ground": AdjournGround if act.event.step == "adjourn" else PostponeGround}
    grounds = [str(kinds(act.get(name)).label) for name, kinds in words.items() if act.get(name)]
    said = act.get("why") or act.get("told_how") or ""
    return "：".join([*grounds, str(said)]) if said else "".join(grounds) or str(_("申请人撤回听证申请"))


@effect_of(
    Claim, "settle", "withdraw", "guide", "refuse", "forward",
    after=("move_the_envelope", "tell_guidance", "tell_refusal", "meet_once_nothing_lies_here"),
    takes=("Hearing.lapse", "Hearing.terminate", "Paper.void", "ServiceOfDocument.cancel"),
    ends=("D14",),
)  # fmt: skip
def end_with_the_last_claim(claim: Claim, act: Act) -> None:
    """Once no claim of its organ is left to be heard, its hearing ends, and who was called is told."""
    for hearing in Hearing.objects.filter(matter=claim.matter, stage=HearingStage.HANDLING).under_way():
        if claim.petition.claims_of(hearing.organ, act.on).filter(disposal="").exists():
            continue
        end_hearing(hearing, act, why=_("诉求已经办结（%s），不再举行听证。") % claim.get_disposal_display())


@effect_of(
    Petition,
    "end_withdrawn",
    after="refuse_what_waits",
    takes=(
        "Hearing.lapse",
        "Hearing.terminate",
        "Paper.void",
        "ServiceOfDocument.cancel",
    ),
    ends=("D14",),
)
def end_with_the_petition(petition: Petition, act: Act) -> None:
    """A withdrawn petition needs no hearing."""
    for hearing in Hearing.objects.filter(matter=petition.matter).under_way():
        end_hearing(hearing, act, why=_("信访人已撤回信访事项。"))


@effect_of(
    Review,
    "end_withdrawn",
    "refuse",
    takes=(
        "Hearing.lapse",
        "Hearing.terminate",
        "Paper.void",
        "ServiceOfDocument.cancel",
    ),
    ends=("D14",),
)
def end_with_the_review(review: Review, act: Act) -> None:
    """A review that ended needs no hearing."""
    for hearing in review.hearings.under_way():
        end_hearing(hearing, act, why=_("复查（复核）已经终结。"))


def end_hearing(hearing: Hearing, act: Act, *, why: str) -> None:
    """End what is only offered without more ado, and terminate what is being prepared or held."""
    if hearing.state in (HearingState.OFFERED, HearingState.PROPOSED):
        gateway.follow(act, hearing, "lapse")
        deadlines.end(act, hearing, "D14", why=why)
        void_papers(hearing, act)
    else:
        gateway.follow(act, hearing, "terminate", end_ground=HearingEnd.MATTER_ENDED, why=why)
