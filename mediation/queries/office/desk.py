"""The desk's lists: what expires first, what waits for this person, and the search for a file."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
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
from django.db.models.functions import JSONObject

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
    Party,
    Petition,
    PublicNotice,
)
from mediation.permissions import Actor
from mediation.queries.office.search import each_word, named_like
from mediation.vocabulary import Role, ServiceMode
from mediation.workflows.intake.claim import ClaimState
from mediation.workflows.intake.dispatch import DispatchState
from mediation.workflows.intake.petition import OPEN_STATES, PetitionState
from mediation.workflows.papers.paper import PaperState
from mediation.workflows.serving.public_notice import PublicNoticeState
from mediation.workflows.serving.service import ServingState
from mediation.written.forms import name_form

DRAFTERS = (Role.HANDLER, Role.REVIEWER, Role.MEDIATOR, Role.PETITION_OFFICE)
# So long after it was sent, whoever sent it asks what became of it: nothing is known, and that is no failure.
UNHEARD_OF = timedelta(days=10)
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
    return found.select_related("matter", "organ", "matter__petition__handler").by_urgency(actor.on)


def reminders(actor: Actor) -> QuerySet[Message]:
    """What this person was told and has not put away, the latest first."""
    found = Message.objects.filter(user=actor.user, read_at=None, matter__in=Matter.objects.visible_to(actor))
    return found.select_related("matter")


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
    return found.select_related("matter", "organ", "drafter").order_by("pk")


def papers_to_cosign(actor: Actor) -> QuerySet[Paper]:
    """Approved papers of other organs that an organ headed by this person issues jointly and has not signed yet."""
    asked = Q(pk__in=())
    for organ in actor.user.organs_as(Role.HEAD, on=actor.on):
        own = JSONObject(organ=Value(organ), hash=F("approved_hash"))
        signed = Func(own, function="jsonb_build_array", output_field=JSONField())
        asked |= Q(content__co_issuers__contains=[{"organ": organ}]) & ~Q(cosignatures__contains=signed)
    found = Paper.objects.visible_to(actor).filter(asked, state=PaperState.APPROVED)
    return found.select_related("matter", "organ").order_by("pk")


def papers_to_serve(actor: Actor) -> QuerySet[Paper]:
    """Issued papers with addressees who have not been reached, `waiting` of them."""
    open_ = Q(services__state__in=(ServingState.PLANNED, ServingState.NOT_REACHED))
    under_way = Q(services__state=ServingState.DISPATCHED)
    long_gone = under_way & Q(services__dispatched_on__lte=actor.on - UNHEARD_OF) & ~Q(services__mode=PUBLIC_NOTICE)
    found = Paper.objects.visible_to(actor).filter(organ__in=actor.user.organs_as(*SERVERS, on=actor.on))
    found = found.annotate(
        waiting=Count("services", filter=open_, distinct=True),
        under_way=Count("services", filter=under_way, distinct=True),
        unheard_of=Count("services", filter=long_gone, distinct=True),
    )
    return found.filter(Q(waiting__gt=0) | Q(under_way__gt=0)).select_related("matter").order_by("issued_on", "pk")


def dispatches_waiting(actor: Actor) -> QuerySet[Dispatch]:
    """Matters sent to this person's organ and not yet taken; objections to be answered."""
    user, on = actor.user, actor.on
    to_take = Q(state=DispatchState.SENT, to_organ__in=user.organs_as(Role.HANDLER, Role.HEAD, on=on))
    to_answer = Q(state=DispatchState.OBJECTED, organ__in=user.organs_as(Role.PETITION_OFFICE, on=on))
    return Dispatch.objects.filter(to_take | to_answer).select_related("matter", "organ", "to_organ").order_by("pk")


def petitions_waiting(actor: Actor) -> QuerySet[Petition]:
    """Petitions with claims to be classified or decided on, `waiting` of them."""
    user, on = actor.user, actor.on
    organs = user.organs_as(Role.HANDLER, Role.PETITION_OFFICE, on=on)
    whole = Q(responsible_organ__in=organs) | Q(responsible_organ=None, organ__in=organs)
    begun = Q(parted=False, state=PetitionState.REGISTERED) & whole
    apart = Q(parted=True, state__in=OPEN_STATES)
    undecided = Claim.objects.visible_to(actor).filter(state__in=(ClaimState.RAISED, ClaimState.CLASSIFIED))
    open_claims = Q(claims__in=undecided.filter(Q(petition__parted=False) | Q(organ__in=organs)))
    found = Petition.objects.filter(begun | apart, matter__in=Matter.objects.visible_to(actor))
    found = found.annotate(waiting=Count("claims", filter=open_claims, distinct=True)).filter(waiting__gt=0)
    return found.select_related("matter", "organ").order_by("received_on", "pk")


def matters(actor: Actor, *, words: str = "", state: str = "", mine: bool = False) -> QuerySet[Any]:
    """Files that the person may see, newest first; `words` are looked for in number, subject and names."""
    found = Matter.objects.visible_to(actor)
    for word in each_word(words):
        named = Party.objects.filter(matter=OuterRef("pk"), searched__contains=name_form(word))
        found = found.filter(named_like(word) | Exists(named) if name_form(word) else named_like(word))
    if state:
        found = found.filter(petition__state=state)
    if mine:
        own = Claim.objects.filter(matter=OuterRef("pk"), handler=actor.user)
        found = found.filter(Q(petition__handler=actor.user) | Exists(own))
    found = found.select_related("organ", "petition__handler", "petition__responsible_organ", "petition__organ")
    return found.order_by("-opened_on", "-pk")
