"""What follows service: each addressee's own rights, the proof, the answered petition."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.actions import access, gateway, messages, paperwork
from mediation.actions.clock import deadlines
from mediation.actions.consequences import ANY
from mediation.actions.intake.petition import follow_claims
from mediation.actions.papers import paper as papers
from mediation.actions.papers.opinion import answered
from mediation.actions.previewing import preview_of
from mediation.actions.registry import effect_of, guard_of
from mediation.actions.serving.copies import LEFT
from mediation.models import Deadline, Event, Paper, Party, Petition, Review, SealUse, ServiceOfDocument
from mediation.queries.serving.ledger import ledger_of
from mediation.vocabulary import AccessPart, PaperKind, PartyRole, Role, ServiceMode
from mediation.workflows.base import Act, Lifecycle, NotPossibleNow, Refused
from mediation.workflows.papers.paper import BEFORE_ISSUE, PaperState
from mediation.workflows.papers.seal_use import SealUseState

# A seal is still to be put on the paper, or what was stamped to come back into the file.
TO_STAMP = (SealUseState.APPLIED, SealUseState.APPROVED, SealUseState.STAMPED)

SERVED_STEPS = ("record_receipt", "confirm", "deem_returned", "deem_published")
Right = Callable[[ServiceOfDocument, Party, Act], None]
Foreseen = Callable[[ServiceOfDocument, Party], "tuple[str, Lifecycle] | None"]

_RIGHTS: dict[str, Right] = {}
_FORESEEN: dict[str, Foreseen] = {}


def starts_right(*kinds: str, foreseen: Foreseen | None = None) -> Callable[[Right], Right]:
    """Declare what a paper's service starts for each person it reaches (`party`).

    `foreseen` tells beforehand which limit it would start, about what; None where that person has none.
    """

    def declare(right: Right) -> Right:
        _RIGHTS.update(dict.fromkeys(kinds, right))
        if foreseen is not None:
            _FORESEEN.update(dict.fromkeys(kinds, foreseen))
        return right

    return declare


@guard_of(Paper, "issue", says=gettext_lazy("应当送达的文书有受送达人。"))
def has_whom_to_serve(paper: Paper, act: Act) -> Refused | None:
    """A paper that must be served and goes to nobody would never take effect."""
    if not paper.must_be_served or paper.addressed():
        return None
    return NotPossibleNow(
        "no_addressee", gettext_lazy("这份文书应当送达，但没有受送达人。"), gettext_lazy("请在起草时选择受送达人。")
    )


@effect_of(
    Paper,
    "revoke",
    "replace",
    after="tell_the_revocation",
    takes=("ServiceOfDocument.cancel",),
    ends=(
        "D6",
        "D8",
    ),
)
def stop_serving(paper: Paper, act: Act) -> None:
    """What is no longer in force is no longer served, and gives no right to ask for review of it."""
    LEFT.keep(paper, waits=False)
    for service in paper.services.filter(state__in=("planned", "not_reached")):
        gateway.follow(act, service, "cancel", why=_("文书已撤销或者更正"))
    if act.event.step == "revoke" or act.facts["replacement"].changes_rights():
        for one in paper.line():  # a period begun by what was corrected before runs on until now
            deadlines.end(act, one, "D6", "D8", why=_("意见书已撤销或者更正"))


@effect_of(
    ServiceOfDocument,
    "dispatch",
    meets=(
        "D3",
        "D5",
        "D7",
        "D9",
        "D18",
    ),
    starts=("D17",),
    takes=(
        "Petition.answer",
        "Petition.decline",
    ),
)
def leave_the_organ(service: ServiceOfDocument, act: Act) -> None:
    """What the paper meets is met with its first dispatch; a public notice runs its period (D17)."""
    papers.dispatched(service.paper, act)
    answered(service.paper, act)
    if service.mode == ServiceMode.PUBLIC_NOTICE:
        deadlines.start(act, "D17", subject=service, expiry_step="deem_published")
    follow_the_petition(service, act)


def follow_the_petition(service: ServiceOfDocument, act: Act) -> None:
    """The last answer that goes out may answer the petition."""
    petition = Petition.objects.filter(matter=service.matter).first()
    if petition is not None:
        follow_claims(petition, act)


@effect_of(Petition, "withdraw", after="take_back_the_part", takes=("ServiceOfDocument.cancel",))
def serve_no_further(petition: Petition, act: Act) -> None:
    """Who has taken back his part is not served what was not sent to him yet."""
    waiting = ServiceOfDocument.objects.filter(matter=petition.matter, state__in=("planned", "not_reached"))
    for service in waiting.filter(party__withdrawn_on__isnull=False):
        gateway.follow(act, service, "cancel", why=_("信访人撤回"))


@effect_of(ServiceOfDocument, "fail", after="take_it_down", tells=(Role.REGISTRAR,))
def propose_the_next_mode(service: ServiceOfDocument, act: Act) -> None:
    """Whoever keeps the papers of the organ has to go on, and sees by which mode."""
    if act.by.following:
        return  # nobody is to be served any more, or the paper is served otherwise
    ledger = ledger_of(service, act.on)
    said = _("%(who)s未能送达%(what)s，建议改用%(mode)s。") % {
        "who": service.party, "what": service.paper, "mode": ledger.next_label,
    }  # fmt: skip
    messages.tell_organ(act, service.paper.organ, said, key=f"failed:{act.event.pk}", role=Role.REGISTRAR)


@effect_of(ServiceOfDocument, "record_receipt", "fail", ends=("D17",))
def end_the_notice(service: ServiceOfDocument, act: Act) -> None:
    """A public notice runs no further once the paper was received after all, or failed."""
    deadlines.end(act, service, "D17", why=act.event.label)


def run_by_notice(service: ServiceOfDocument, wrong: Event, right_day: date) -> list[tuple[Deadline, date]]:
    """The period of a public notice that is over, and the rights from its end, each with the day from which it should run.

    Nothing unless `wrong`, the record of the publication, told another day than the right one.
    """
    deemed = Event.objects.of("serviceofdocument", service.pk).standing().filter(step="deem_published").last()
    notice = service.public_notice()
    if wrong.step not in ("dispatch", "post") or deemed is None or notice is None or service.served_on is None:
        return []
    over = deadlines.preview(notice, trigger_on=right_day).new
    return [(notice, right_day), *((right, over) for right in deadlines.begun_by(deemed, on=service.served_on))]


def still_running(service: ServiceOfDocument, wrong: Event | None, act: Act) -> Refused | None:
    """By the right day the notice would not be over yet, though the paper counts as served by it."""
    moved = run_by_notice(service, wrong, act.facts["right_day"]) if wrong else []
    over = moved and deadlines.preview(moved[0][0], trigger_on=act.facts["right_day"]).new
    if not over or over < act.on:
        return None  # its last day counts in full
    said = gettext_lazy("按更正后的日期，公告到{day}才期满，现在还不能视为送达。")
    return NotPossibleNow("notice_still_runs", format_lazy(said, day=over), gettext_lazy("请在公告期满以后更正。"))


def move_what_ran(service: ServiceOfDocument, wrong: Event, act: Act) -> bool:
    """Let the notice and the rights from its end run from the right day; whether any did from the wrong one."""
    moved = run_by_notice(service, wrong, act.facts["right_day"])
    relied = deadlines.relied_on(wrong)
    for limit, begun_on in moved:
        deadlines.correct_the_start(service, act, limit, right_day=begun_on, relied=relied)
    return bool(moved)


@guard_of(ServiceOfDocument, "correct_day", says=gettext_lazy("按更正后的日期，公告已经期满。"), on_facts=True)
def notice_was_over(service: ServiceOfDocument, act: Act) -> Refused | None:
    """What counts as served by a public notice was not served before the notice would have been over."""
    wrong = Event.objects.of(service.page_name, service.pk).filter(version=act.facts["event"]).first()
    return still_running(service, wrong, act)


@effect_of(ServiceOfDocument, "correct_day", after="correct_day", moves=(ANY,), takes=("ClockChange.note",))
def publish_on_the_right_day(service: ServiceOfDocument, act: Act) -> None:
    """A public notice that ran from another day was over on another day: the rights run from that one."""
    wrong = Event.objects.of(service.page_name, service.pk).get(version=act.facts["event"])
    if move_what_ran(service, wrong, act):
        service.served_on = service.public_notice_day()
        service.save(update_fields=["served_on"])


@effect_of(ServiceOfDocument, "correct_day", after="publish_on_the_right_day", issues=(PaperKind.PROOF_OF_SERVICE,))
def correct_the_proof(service: ServiceOfDocument, act: Act) -> None:
    """A proof that tells a wrong day is replaced by one that tells the right one."""
    proofs = Paper.objects.of_kind(PaperKind.PROOF_OF_SERVICE).filter(subject_id=service.pk, state=PaperState.ISSUED)
    for proof in proofs:
        right = paperwork.prepare(act, PaperKind.PROOF_OF_SERVICE, organ=proof.organ, subject=service, corrects=proof)
        gateway.follow(act, right, "issue")


@effect_of(
    ServiceOfDocument,
    *SERVED_STEPS,
    after=("end_the_notice", "take_it_down"),
    starts=(
        "D6",
        "D8",
        "D14",
    ),
    meets=("D16",),
    issues=(PaperKind.PROOF_OF_SERVICE,),
)
def begin_rights(service: ServiceOfDocument, act: Act) -> None:
    """The addressee's own rights run from this service, and those of whoever authorised him to receive."""
    right = _RIGHTS.get(service.paper.kind)
    if right is not None and service.paper.state == PaperState.ISSUED:
        for party in reached(service, service.served_on or act.on):
            right(service, party, act)
    paperwork.issue_now(act, PaperKind.PROOF_OF_SERVICE, organ=service.paper.organ, subject=service)
    leave_the_registrar(service, act)


def leave_the_registrar(service: ServiceOfDocument, act: Act) -> None:
    """Who reads for what an organ still has to do reads no more once it is done.

    Its registrar, where nothing of it is left to be numbered, sealed or served; then too the organ of a review that has ended,
    with nothing in draft; who signed this paper with it, once it has reached everybody.
    """
    paper, matter = service.paper, service.matter
    papers = Paper.objects.filter(matter=matter, organ=paper.organ).order_by()
    to_number = Q(state=PaperState.APPROVED) | Q(state=PaperState.DRAFTED, needs_approval=False)
    waiting = ServiceOfDocument.objects.unfinished().order_by()
    stamping = SealUse.objects.filter(state__in=TO_STAMP).order_by()
    done = Q(~Exists(waiting.filter(paper__in=papers)), ~Exists(stamping.filter(paper__in=papers)), organ=paper.organ)
    numbered, written = Q(~Exists(papers.filter(to_number))), Q(~Exists(papers.filter(state__in=BEFORE_ISSUE)))
    registrar = done & numbered & Q(part=AccessPart.SERVICE)
    decided = ~Exists(Review.objects.pending().filter(pk=OuterRef("object_id")).order_by())
    reviewing = done & written & Q(decided, part=AccessPart.REVIEW)
    reached = ~Exists(waiting.filter(paper=paper)), ~Exists(stamping.filter(paper=paper))
    signing = Q(*reached, part=AccessPart.COSIGNING, object_id=paper.pk)
    if access.shut(act, matter, registrar | reviewing | signing):
        access.see_out(act, matter, AccessPart.SERVICE)


def reached(service: ServiceOfDocument, on: date) -> list[Party]:
    """The addressee, and those for whom he received by their written authority and who get no copy."""
    own = set(service.paper.addressees.values_list("pk", flat=True))
    return [service.party, *service.party.receives_for(on).exclude(pk__in=own).order_by("pk")]


def own_period(code: str) -> Foreseen:
    """The period of a petitioner to contest the paper; a correction that changes no outcome leaves the one that began before."""

    def foresee(service: ServiceOfDocument, party: Party) -> tuple[str, Lifecycle] | None:
        paper = service.paper
        if party.role != PartyRole.PETITIONER or party.withdrawn_on is not None:
            return None
        if party.has_settled(paper.claims_decided()):
            return None  # the opinion answers the others: he reads it, and contests it not (第三十五条)
        runs_on = paper.corrects and not paper.changes_rights() and paper.right_of(party) is not None
        return None if runs_on else (code, paper)

    return foresee


def start_own_period(service: ServiceOfDocument, party: Party, act: Act) -> None:
    """What was foreseen begins on the day of service."""
    found = _FORESEEN[service.paper.kind](service, party)
    if found is not None:
        code, subject = found
        deadlines.start(act, code, subject=subject, party=party, trigger_on=service.served_on)


@starts_right(PaperKind.HANDLING_OPINION, foreseen=own_period("D6"))
def right_to_review(service: ServiceOfDocument, party: Party, act: Act) -> None:
    """D6: the period to ask for review, for petitioners alone (第三十五条)."""
    start_own_period(service, party, act)


@starts_right(PaperKind.REVIEW_OPINION, foreseen=own_period("D8"))
def right_to_re_examination(service: ServiceOfDocument, party: Party, act: Act) -> None:
    """D8: the period to ask for re-examination (第三十六条)."""
    start_own_period(service, party, act)


def would_begin(service: ServiceOfDocument, on: date) -> list[deadlines.Moving]:
    """The rights that service on the day would begin, each with its last day; nothing is stored."""
    foresee = _FORESEEN.get(service.paper.kind)
    if foresee is None or service.paper.state != PaperState.ISSUED:
        return []
    found = [(party, foresee(service, party)) for party in reached(service, on)]
    return [
        deadlines.beginning(right[0], subject=right[1], party=party, trigger_on=on) for party, right in found if right
    ]


@preview_of(ServiceOfDocument, "deem_returned")
def would_be_deemed(service: ServiceOfDocument, act: Act) -> list[deadlines.Moving]:
    """What the returned letter would start, before anybody says that the addressee caused its return."""
    return would_begin(service, act.on)
