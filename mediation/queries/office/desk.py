"""The desk's lists: what expires first, what waits for this person, and the search for a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from itertools import count

from django.db.models import (
    Case,
    Count,
    F,
    Func,
    IntegerField,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, JSONObject

from mediation.models import (
    Annulment,
    Claim,
    ClockChange,
    Deadline,
    Dispatch,
    Matter,
    Message,
    Outage,
    Paper,
    Petition,
    PublicNotice,
    ReadingAlarm,
    ServiceOfDocument,
)
from mediation.models.office.office_change import OFFICE_FILE
from mediation.permissions import Actor
from mediation.vocabulary import Role, ServiceMode
from mediation.workflows.intake.claim import ClaimState
from mediation.workflows.intake.dispatch import DispatchState
from mediation.workflows.intake.registration import OPEN_STATES, PetitionState
from mediation.workflows.papers.paper import PaperState
from mediation.workflows.serving.public_notice import PublicNoticeState
from mediation.workflows.serving.service import ServingState

DRAFTERS = (Role.HANDLER, Role.REVIEWER, Role.MEDIATOR, Role.PETITION_OFFICE)
# So long after it was sent, whoever sent it asks what became of it: nothing is known, and that is no failure.
UNHEARD_OF = timedelta(days=10)
AT_ONCE = 50
COPIES = 1000
UNDECIDED = (ClaimState.RAISED, ClaimState.CLASSIFIED)
PUBLIC_NOTICE = ServiceMode.PUBLIC_NOTICE
SERVERS = (Role.REGISTRAR, Role.HANDLER, Role.MEDIATOR)


def with_handler(found: QuerySet[Deadline]) -> QuerySet[Deadline]:
    """Limits with who handles what each is about (`handled_by`): of parted claims the person named for them, else nobody yet."""
    of_the_claim = Claim.objects.filter(pk=OuterRef("subject_id")).values("handler")[:1]
    of_the_organ = Claim.objects.filter(matter=OuterRef("matter"), organ=OuterRef("organ"), handler__isnull=False)
    parted = Q(matter__petition__parted=True)
    return found.annotate(
        handled_by=Case(
            When(parted & Q(subject_type="claim"), then=Subquery(of_the_claim)),
            When(parted, then=Subquery(of_the_organ.order_by("no").values("handler")[:1])),
            default=F("matter__petition__handler"),
            output_field=IntegerField(),
        )
    )


def owed_by(actor: Actor, *, mine: bool = False) -> QuerySet[Deadline]:
    """The running limits of this person's organs, what presses most on top."""
    organs = actor.user.organ_ids(actor.on)
    found = Deadline.objects.visible_to(actor).running().filter(organ__in=organs, party=None)
    if mine:
        found = with_handler(found).filter(handled_by=actor.user.pk)
    found = found.select_related("matter", "organ", "matter__petition__handler").by_urgency(actor.on)
    return found.defer("matter__words", "matter__petition__account")


def reminders(actor: Actor) -> QuerySet[Message]:
    """What this person was told and has not put away, the latest first."""
    unread = Message.objects.filter(user=actor.user, read_at=None).order_by().values("pk")
    # What is told of the office itself lies in a file that nobody reads. Each by its index: "or" would look at every file.
    of_the_office = unread.filter(matter__number=OFFICE_FILE)
    found = unread.filter(matter__in=Matter.objects.visible_to(actor)).union(of_the_office, all=True)
    return Message.objects.filter(pk__in=found).select_related("matter").defer("matter__words")


def changes_to_sign(actor: Actor) -> QuerySet[ClockChange]:
    """What moved without a decision of the organ and waits for this head, what ends first on top."""
    found = ClockChange.objects.visible_to(actor).to_sign_by(actor)
    return found.select_related("deadline__party", "deadline__organ", "matter").order_by("new_legal_on", "pk")


def annulments_to_decide(actor: Actor) -> QuerySet[Annulment]:
    """Wrong entries on which a right hung, and of which this head decides whether they are annulled."""
    found = Annulment.objects.visible_to(actor).to_decide_by(actor)
    return found.select_related("matter", "record", "asked_by").order_by("pk")


def notices_waiting(actor: Actor) -> QuerySet[PublicNotice]:
    """Public notices that this person approves as head, or puts up once they are approved."""
    user, on = actor.user, actor.on
    to_decide = Q(state=PublicNoticeState.PROPOSED, organ__in=user.organs_as(Role.HEAD, on=on)) & ~Q(asked_by=user)
    to_post = Q(state=PublicNoticeState.APPROVED, organ__in=user.organs_as(Role.REGISTRAR, on=on))
    found = PublicNotice.objects.filter(to_decide | to_post, paper__in=Paper.objects.visible_to(actor))
    return found.select_related("matter", "service__party", "service__paper", "asked_by").order_by("pk")


def reading_alarms(actor: Actor) -> QuerySet[ReadingAlarm]:
    """Who opened unusually many files in the organs that this person heads, the newest first."""
    organs = actor.user.organs_as(Role.HEAD, on=actor.on)
    return ReadingAlarm.objects.filter(organ__in=organs).select_related("organ", "user").order_by("-last_at", "-pk")


def outages_of(actor: Actor) -> QuerySet[Outage] | None:
    """The register of outages of the organs this person administers or heads; None for others."""
    organs = actor.user.organs_as(Role.ADMINISTRATOR, Role.HEAD, on=actor.on)
    return Outage.objects.filter(organ__in=organs).select_related("matter") if organs else None


def papers_waiting(actor: Actor) -> QuerySet[Paper]:
    """Papers that this person may finish, approve or issue."""
    user, on = actor.user, actor.on
    theirs = Q(drafter=user) | Q(organ__in=user.organs_as(*DRAFTERS, on=on))
    to_write = theirs & Q(state=PaperState.DRAFTED)
    to_approve = Q(state=PaperState.SUBMITTED, organ__in=user.organs_as(Role.HEAD, on=on)) & ~Q(drafter=user)
    endorsers = user.organs_as(Role.SECTION_CHIEF, Role.LEGAL_REVIEWER, on=on)
    to_approve |= Q(state=PaperState.SUBMITTED, organ__in=endorsers) & ~Q(drafter=user)
    to_issue = Q(state=PaperState.APPROVED, organ__in=user.organs_as(Role.REGISTRAR, on=on))
    found = Paper.objects.visible_to(actor).filter(to_write | to_approve | to_issue)
    return found.listed().select_related("matter", "organ", "drafter").defer("matter__words").order_by("pk")


def papers_to_cosign(actor: Actor) -> QuerySet[Paper]:
    """Approved papers of other organs that an organ headed by this person issues jointly and has not signed yet."""
    asked = Q(pk__in=())
    for organ in actor.user.organs_as(Role.HEAD, on=actor.on):
        own = JSONObject(organ=Value(organ), hash=F("approved_hash"))
        signed = Func(own, function="jsonb_build_array", output_field=JSONField())
        asked |= Q(content__co_issuers__contains=[{"organ": organ}]) & ~Q(cosignatures__contains=signed)
    found = Paper.objects.visible_to(actor).filter(asked, state=PaperState.APPROVED)
    return found.listed().select_related("matter", "organ").defer("matter__words").order_by("pk")


def papers_to_serve(actor: Actor) -> QuerySet[Paper]:
    """Issued papers with addressees who have not been reached, `waiting` of them.

    It begins with the copies that are open: whatever was served long ago is never looked at.
    """
    organs = actor.user.organs_as(*SERVERS, on=actor.on)
    unfinished = ServiceOfDocument.objects.unfinished().filter(issuer__in=organs)
    under_way = Q(state=ServingState.DISPATCHED)
    long_gone = under_way & Q(dispatched_on__lte=actor.on - UNHEARD_OF) & ~Q(mode=PUBLIC_NOTICE)
    # Of the oldest papers, so many copies: without an end to them the planner reads all papers there are.
    oldest = unfinished.order_by("paper").values("paper")[:COPIES]
    found = Paper.objects.visible_to(actor).filter(pk__in=oldest).annotate(
        waiting=_copies(unfinished.exclude(under_way)),
        under_way=_copies(unfinished.filter(under_way)),
        unheard_of=_copies(unfinished.filter(long_gone)),
    )  # fmt: skip
    return found.listed().select_related("matter").defer("matter__words").order_by("issued_on", "pk")


def _copies(services: QuerySet[ServiceOfDocument]) -> Coalesce:
    """How many of the copies are of the paper."""
    counted = services.filter(paper=OuterRef("pk")).order_by().values("paper").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def dispatches_waiting(actor: Actor) -> QuerySet[Dispatch]:
    """Matters sent to this person's organ and not yet taken; objections to be answered."""
    user, on = actor.user, actor.on
    to_take = Q(state=DispatchState.SENT, to_organ__in=user.organs_as(Role.HANDLER, Role.HEAD, on=on))
    to_answer = Q(state=DispatchState.OBJECTED, organ__in=user.organs_as(Role.PETITION_OFFICE, on=on))
    found = Dispatch.objects.filter(to_take | to_answer).select_related("matter", "organ", "to_organ")
    return found.defer("matter__words").order_by("pk")


def petitions_waiting(actor: Actor, *, most: int = 25) -> list[Petition]:
    """The oldest petitions with claims to be classified or decided on, `waiting` of them.

    Where claims went apart, the organ looks at its own; else whoever acts for the whole at all of them.
    """
    user, on = actor.user, actor.on
    organs = user.organs_as(Role.HANDLER, Role.PETITION_OFFICE, on=on)
    begun = Petition.objects.filter(parted=False, state=PetitionState.REGISTERED).order_by().values("pk")
    own = Claim.objects.filter(state__in=UNDECIDED, organ__in=organs).order_by().values("petition")
    own = own.filter(petition__parted=True, petition__state__in=OPEN_STATES)
    # One of these after the other, each by its index: "or" would look at every petition there is.
    theirs = begun.filter(responsible_organ__in=organs).union(
        begun.filter(responsible_organ=None, organ__in=organs), own, all=True
    )
    every = Petition.objects.filter(pk__in=theirs, matter__in=Matter.objects.visible_to(actor))
    every = every.select_related("matter", "organ")
    every = every.defer("account", "matter__words").order_by("received_on", "pk")
    found: list[Petition] = []
    for start in count(0, AT_ONCE):
        some = list(every[start : start + AT_ONCE])
        found += _with_claims_waiting(some, actor, organs)
        if len(some) < AT_ONCE or len(found) >= most:
            return found[:most]
    raise AssertionError


def _with_claims_waiting(some: list[Petition], actor: Actor, organs: Iterable[int]) -> list[Petition]:
    """Those of them of which the person sees claims that wait, with how many."""
    seen = Claim.objects.visible_to(actor).filter(petition__in=some, state__in=UNDECIDED)
    seen = seen.filter(Q(petition__parted=False) | Q(organ__in=organs)) if some else seen.none()
    waiting = Counter(seen.order_by().values_list("petition_id", flat=True))
    for petition in some:
        petition.waiting = waiting[petition.pk]
    return [petition for petition in some if petition.waiting]
