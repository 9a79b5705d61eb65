"""What follows the steps of a claim: its limit, the notice that tells the petitioner, the envelope."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.actions import gateway, paperwork
from mediation.actions.clock import deadlines
from mediation.actions.intake.petition import follow_claims, open_again, take_in_hand
from mediation.actions.registry import effect_of, guard_of
from mediation.documents.days import received_by_organ
from mediation.documents.papers.checkup.law import not_to_be_cited
from mediation.models import Claim, Deadline, Paper, Petition
from mediation.timelimits import Unit, days_of_months
from mediation.timelimits.other_rights import TWO_MONTHS, WITHOUT_A_LAW
from mediation.vocabulary import Category, PaperKind, RefusalGround, Route
from mediation.workflows.base import Act, NotPossibleNow, Refused
from mediation.workflows.papers.paper import PaperState


def notice_drafted(claim: Claim, kind: str, act: Act) -> None:
    """One notice of a kind tells of all the claims that an organ treats alike; draft it once."""
    organ = claim.acts_on(act.on)
    waiting = Paper.objects.filter(matter=claim.matter, kind=kind, organ=organ, state=PaperState.DRAFTED)
    if not waiting.exists():
        paperwork.prepare(
            act,
            kind,
            organ=organ,
            subject=claim.petition,
            addressees=claim.petition.addressees(act.on),
        )


# A suggestion is answered (第二十九条) in no period of the law; that of petitions is borrowed.
BORROWED = "参照《信访工作条例》第三十四条"


def of_the_law(claim: Claim, act: Act) -> tuple[str, int, bool] | None:
    """Authority, length and whether in working days of the period on route 5: as stated, or as at the acceptance before."""
    if claim.route != Route.DUTY_PERFORMANCE:
        return None
    if act.event.step == "accept_duty":
        if not act.get("law"):
            return (
                WITHOUT_A_LAW,
                days_of_months(received_by_organ(claim.petition, claim.acting_organ), TWO_MONTHS),
                False,
            )
        return act.facts["law"], act.facts["length"], bool(act.facts["working_days"])
    before = Deadline.objects.filter(subject_type="claim", subject_id=claim.pk, code="D18").order_by("pk").first()
    kept = before.time_limit if before else None
    return (kept.authority, kept.length or 0, kept.unit is Unit.WORKING_DAYS) if kept else None


@guard_of(Claim, "accept_duty", "guide", says=_("所引用的规定在当日有效，条文存在。"), on_facts=True)
def rests_on_law_in_force(claim: Claim, act: Act) -> Refused | None:
    """The law that sets the period on route 5, or on which guidance rests, is in force on the day."""
    wrong = not_to_be_cited(act.get("law") or act.get("legal_basis") or "", act.on)
    return NotPossibleNow(*wrong) if wrong is not None else None


@effect_of(Claim, "accept", starts=("D5",), takes=("Petition.take_in_hand",), drafts=(PaperKind.ACCEPTANCE_NOTICE,))
@effect_of(
    Claim, "accept_duty", starts=("D18",), takes=("Petition.take_in_hand",), drafts=(PaperKind.ACCEPTANCE_NOTICE,)
)
@effect_of(Claim, "reopen", starts=("D5", "D18"), takes=("Petition.reopen", "Petition.take_in_hand"))
def start_handling(claim: Claim, act: Act) -> None:
    """D5 runs on route 6 and for suggestions, D18 on route 5 with the period of its own law."""
    code = "D18" if claim.route == Route.DUTY_PERFORMANCE else "D5"
    borrowed = BORROWED if claim.category == Category.SUGGESTION else ""
    again = act.event.step == "reopen"
    without_law = act.event.step == "accept_duty" and not act.get("law")
    runs_from = act.get("runs_from")
    before = Deadline.objects.about(claim).filter(code=code).order_by("-pk").first() if runs_from else None
    deadlines.start(
        act, code, subject=claim, organ=claim.acts_on(act.on), days=act.facts.get("days"),
        trigger=str(_("受理之日")) if runs_from else act.event.label if again else str(_("接到申请之日")) if without_law else "", law=of_the_law(claim, act),
        trigger_on=received_by_organ(claim.petition, claim.acting_organ) if without_law else runs_from, authority=borrowed,
        extension_days=before.extension_days if before else 0,
    )  # fmt: skip
    if again:
        open_again(claim.petition, act)
    take_in_hand(claim.petition, act)
    if not again:
        notice_drafted(claim, PaperKind.ACCEPTANCE_NOTICE, act)


@effect_of(Claim, "refuse", drafts=(PaperKind.REFUSAL_NOTICE, PaperKind.NO_FURTHER_ACCEPTANCE))
def tell_refusal(claim: Claim, act: Act) -> None:
    """A refusal is told in writing with the reason and the way on; what is final, in a notice of its own (第三十六条第三款)."""
    if claim.same_as is not None:
        _link(claim.petition, claim.same_as, act)
    final = claim.ground == RefusalGround.FINAL
    notice_drafted(claim, PaperKind.NO_FURTHER_ACCEPTANCE if final else PaperKind.REFUSAL_NOTICE, act)
    follow_claims(claim.petition, act)


def _link(petition: Petition, other: Petition, act: Act) -> None:
    """It is the same matter as one in hand."""
    if other.pk != petition.pk and petition.duplicate_of_id is None:
        gateway.adjust(act, petition, duplicate_of=other)


@effect_of(Claim, "guide", drafts=(PaperKind.GUIDANCE_NOTICE,))
def tell_guidance(claim: Claim, act: Act) -> None:
    """Guidance names the organ, the basis and the limit of the other procedure."""
    notice_drafted(claim, PaperKind.GUIDANCE_NOTICE, act)
    follow_claims(claim.petition, act)


@effect_of(Claim, "forward", issues=(PaperKind.ACCUSATION_LETTER, PaperKind.LITIGATION_LETTER))
def write_to_the_organ(claim: Claim, act: Act) -> None:
    """The organ that may handle it gets the claim with a letter, which the accused never sees."""
    accuses = claim.category == Category.ACCUSATION
    kind = PaperKind.ACCUSATION_LETTER if accuses else PaperKind.LITIGATION_LETTER
    letter = paperwork.issue_now(act, kind, organ=claim.petition.organ, subject=claim, to_organ=claim.to_organ)
    if claim.accused_organ is not None:
        letter.sealed_from.add(claim.accused_organ)


@effect_of(Claim, "classify", after="seal_what_was_handed_in")
def leave_no_gap(claim: Claim, act: Act) -> None:
    """What turns out to accuse an organ that has it is taken out of its count."""
    if claim.accused_organ_id:
        claim.matter.withhold(claim)


@effect_of(Claim, "settle", "forward", after="write_to_the_organ", takes=("Petition.answer",))
@effect_of(Claim, "decide", "answer_under_duty", "reply")
def move_the_envelope(claim: Claim, act: Act) -> None:
    """The last disposal may answer the petition."""
    follow_claims(claim.petition, act)
