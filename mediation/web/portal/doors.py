"""What a party may do now: what presses first, with its last day; what takes back comes last and quietly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mediation.models import Deadline, Paper, Petition, Review, ServiceOfDocument
from mediation.models.handling.review import CONTESTED
from mediation.permissions import Actor
from mediation.queries.sittings.settlement_offers import mediations_for
from mediation.queries.visibility import visible
from mediation.vocabulary import ReviewStage
from mediation.web.portal import plain
from mediation.web.stepping.possible import Possibility, openings, steps_for
from mediation.workflows.base import Act, Lifecycle, Refused, lifecycles
from mediation.workflows.clock.deadline import DeadlineState
from mediation.workflows.intake.registration import OPEN_STATES

# What only waits, since the code or the secret is new: it is told with its day.
WAITS = "code_renewed_lately"
# What is stated in the form itself is not yet missing.
STATED_THERE = ("not_a_review_organ",)
RIGHT_STATES = (DeadlineState.RUNNING, DeadlineState.LAPSED)
STAGES = {"D6": ReviewStage.REVIEW, "D8": ReviewStage.RE_EXAMINATION}


@dataclass(frozen=True, kw_only=True)
class Door:
    """One thing the party may do, in its own words."""

    label: str
    address: str
    about: str = ""
    meaning: str = ""
    last: Deadline | None = None
    on: date
    quiet: bool = False
    confirms: bool = False
    presses: bool = False  # looks as what comes first
    paper_id: int | None = None

    @property
    def until(self) -> str:
        """The last day in plain words; a right that has lapsed may be used with good cause only."""
        if self.last is None:
            return ""
        day = _("%(year)d年%(month)d月%(day)d日") % {
            "year": self.last.legal_on.year, "month": self.last.legal_on.month, "day": self.last.legal_on.day,
        }  # fmt: skip
        left = (self.last.legal_on - self.on).days
        unsure = _("这一日期是暂定的，放假安排公布后重新计算。") if self.last.provisional else ""
        if left < 0:
            return _("最后一天是%s，已经过了。有正当理由的，仍然可以提出，请写明理由。") % day
        if left == 0:
            return _("今天（%s）是最后一天，到夜里12点为止。") % day + unsure
        said = ngettext("最后一天是%(on)s，还有%(n)d天。", "最后一天是%(on)s，还有%(n)d天。", left)
        return said % {"on": day, "n": left} + unsure


@dataclass(frozen=True, kw_only=True)
class Closed:
    """What the party might look for and cannot do now, with what closed it."""

    label: str
    about: str = ""
    why: str


def doors_of(actor: Actor, at: datetime) -> tuple[list[Door], list[Closed]]:
    """Everything the party may do: to confirm first, then what has a last day, then the rest, the quiet ones last.

    And what it cannot open now, with the reason: no form is offered that refuses once it is filled in.
    """
    matter = actor.party.matter
    there = _of_what_there_is(actor, at)
    found = [p for p in there if p.allowed]
    every = openings(matter, actor, at)
    opened = [p for p in every if p.allowed]
    others = [p for p in opened if not isinstance(p.obj, Review) and _in_hand(matter)]
    of_people = openings(matter, actor, at, people=True)
    people = [p for p in of_people if p.allowed]
    doors = [_door(p, actor) for p in sorted([*found, *others, *people], key=lambda p: p.step.any_time)]
    doors += [_of_offers(one, actor) for one in mediations_for(actor)]
    closed = [_closed(p) for p in every if not p.allowed]
    closed += [_closed(p) for p in [*there, *of_people] if [one.code for one in p.refusals] == [WAITS]]
    if not _in_hand(matter):
        closed += [Closed(label=str(p.step.label), why=_over(matter)) for p in opened if not isinstance(p.obj, Review)]
    if any(isinstance(p.obj, Review) for p in opened):
        contests, shut = _to_contest(actor, at)
        doors, closed = [*doors, *contests], [*closed, *shut]
    return sorted(doors, key=_press), closed


def _closed(p: Possibility) -> Closed:
    return Closed(label=str(p.step.label), why=_told(p.refusals[0]))


def _told(refusal: Refused) -> str:
    return f"{refusal.sentence}{refusal.mend}"


def _over(matter: Any) -> str:
    return _("信访事项现在是“%(state)s”，不再提出新的申请。") % {"state": matter.petition.state_label}


def _press(door: Door) -> tuple[bool, bool, bool, date]:
    over = door.last is not None and door.last.legal_on < door.on
    return door.quiet, not door.confirms, door.last is None or over, door.last.legal_on if door.last else date.max


def _of_what_there_is(actor: Actor, at: datetime) -> list[Possibility]:
    by_party = (model for model in lifecycles() if any(s.permission.by_party for s in model.steps().values()))
    models = (model for model in by_party if not model.own_page)
    rows = (obj for model in models for obj in visible(model, actor).filter(matter=actor.party.matter))
    found = [p for obj in rows for p in steps_for(obj, actor, at)]
    given = actor.party.authorities_given.filter(ended_on=None).exists()
    return [p for p in found if given or p.step.name != "revoke_authority"]


def _in_hand(matter: Any) -> bool:
    petition = getattr(matter, "petition", None)
    return petition is None or petition.state in OPEN_STATES


def _door(p: Possibility, actor: Actor) -> Door:
    obj, period = p.obj, p.step.period
    own = Deadline.objects.filter(matter_id=obj.matter_id, code=period, party=actor.party).running()
    confirms = isinstance(obj, ServiceOfDocument)
    about = "" if obj.pk is None or isinstance(obj, Petition) else str(obj.paper if confirms else obj)
    return Door(
        label=str(p.step.label), address=address_of(obj, p.step.name), about=about,
        meaning=p.step.plain_for(obj), last=own.order_by("legal_on").first() if period else None, on=actor.on,
        quiet=p.step.quiet, confirms=confirms, paper_id=obj.paper_id if confirms else None,
    )  # fmt: skip


def _of_offers(mediation: Any, actor: Actor) -> Door:
    """The page of what is offered in a mediation; it says no more before the party has shown that it is itself."""
    return Door(
        label=_("调解方案"), address=reverse("portal:offers", args=[mediation.pk]), about=str(mediation), on=actor.on,
        meaning=_("写下您愿意怎样了结，由您决定告诉调解员还是告诉对方；也在这里看对方提出的方案。"),
    )  # fmt: skip


def _to_contest(actor: Actor, at: datetime) -> tuple[list[Door], list[Closed]]:
    """One door for each opinion that this party may contest, 复查 or 复核 as the opinion is; and those that are shut."""
    doors, closed = [], []
    for opinion in Paper.objects.visible_to(actor).filter(state="issued", kind__in=CONTESTED.values()):
        right = opinion.right_of(actor.party)
        stage = STAGES.get(right.code) if right else None
        if not stage or right.state not in RIGHT_STATES:
            continue
        if against := _against(opinion, stage, actor, at):
            closed.append(Closed(label=str(plain.ASK[stage]), about=str(opinion), why=_told(against)))
        else:
            doors.append(_contest(opinion, stage, right, actor))
    return doors, closed


def _against(opinion: Paper, stage: ReviewStage, actor: Actor, at: datetime) -> Refused | None:
    """What would stand against the request, everything but its grounds being known."""
    review = Review(matter=opinion.matter, stage=stage, opinion=opinion)
    step = Review.steps()["request"]
    facts = {fact.name: None for fact in step.facts} | {"stage": stage, "opinion": opinion}
    act = Act(by=actor, at=at, on=actor.on, facts=facts)
    return next((one for one in step.refusals(review, act) if one.code not in STATED_THERE), None)


def _contest(opinion: Paper, stage: ReviewStage, right: Deadline, actor: Actor) -> Door:
    review = Review(matter=opinion.matter, stage=stage)
    return Door(
        label=str(plain.ASK[stage]), about=str(opinion), meaning=Review.steps()["request"].plain_for(review), last=right, on=actor.on,
        paper_id=opinion.pk, address=f"{address_of(review, 'request')}?stage={stage}&opinion={opinion.pk}",
    )  # fmt: skip


def address_of(obj: Lifecycle, step: str) -> str:
    """Where the form of a step is in the portal."""
    if obj.pk is None:
        return reverse("portal:open", args=[obj.page_name, step])
    return reverse("portal:step", args=[obj.page_name, obj.pk, step])
