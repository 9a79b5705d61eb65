"""One file: where it stands, what is to be done next and until when, what happened before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mediation.documents.registry import answer_to
from mediation.models import Agent, Claim, Deadline, Matter, Organ, Paper, Party, SpecialAuthority
from mediation.models.handling.review import CONTESTED
from mediation.models.intake.petition import PEOPLE_WAITING
from mediation.models.papers.paper import BULKY
from mediation.models.serving.service import UNFINISHED
from mediation.permissions import Actor
from mediation.queries.office.desk import DRAFTERS, SERVERS
from mediation.queries.office.timeline import timeline
from mediation.queries.papers.results import OPINION_OF, changed_results
from mediation.queries.visibility import Sight, keys_of, sees_original
from mediation.vocabulary import OrganKind, PaperKind, PartyRole, Role
from mediation.web.desk.access import log_view, staff_only
from mediation.web.desk.clock.corrections import offered
from mediation.web.desk.intake.materials import of_matter
from mediation.web.desk.intake.parts_of_file import Part, Turning
from mediation.web.desk.intake.slips import gives_first_slips, waits_for_slip
from mediation.web.desk.offers import Offer, openings, steps_for
from mediation.web.shared.clock.chips import alike_once, chips
from mediation.web.stepping.finding import matter_or_404
from mediation.web.stepping.possible import next_of
from mediation.workflows.base import Lifecycle, lifecycles
from mediation.workflows.papers.paper import PaperState

PENDING = (PaperState.DRAFTED, PaperState.SUBMITTED, PaperState.APPROVED)
NEWEST, WHOLE = 12, 150
BESIDE = [
    f"petition__{name}"
    for name in ("organ", "responsible_organ", "handler", "duplicate_of__matter", "apart_from__matter")
]
# What only the papers in work are asked for, and what is never asked for here.
HEAVY = BULKY
UNASKED = ("pdf", "sealed", "seal_ticket", "approved_hash", "rendered_at")


@staff_only
def matter(request: HttpRequest, number: str) -> HttpResponse:
    """The page of a file."""
    found = matter_or_404(request.actor, number, *BESIDE)
    log_view(request, found, _("卷宗"))
    return render(
        request,
        "desk/intake/matter.html",
        MatterPage(found, request.actor, timezone.now(), Turning(request.GET)).context(),
    )


class MatterPage:
    """Gathers one page; every list is asked for once."""

    def __init__(self, matter: Matter, actor: Actor, at: datetime, turning: Turning) -> None:
        self.matter, self.actor, self.at, self.turning = matter, actor, at, turning
        self.petition = getattr(matter, "petition", None)
        if self.petition is not None:
            self.petition.matter = matter
        self.sight = Sight(matter, actor)
        matter.hold("petition", [self.petition] if self.petition else [])
        self.given = matter.hold("authorities", list(SpecialAuthority.objects.filter(principal__matter=matter)))
        every = self.sight.rows(Paper, without=(*HEAVY, *UNASKED))[::-1]
        self.every_paper = every
        papers = [paper for paper in every if paper.kind != PaperKind.PROOF_OF_SERVICE]
        proofs = [paper for paper in every if paper.kind == PaperKind.PROOF_OF_SERVICE]
        self.papers, self.shown, self.proofs = papers, turning.part("papers", papers), turning.part("proofs", proofs)
        self._complete(every)
        self.claims = self._claims()
        self.others = self._others()
        limits = sorted(self.sight.rows(Deadline), key=lambda one: (one.legal_on, one.pk))
        rows = [*every, *self.claims, *self.others, *limits]
        self.people, met = self._people([*rows, *self.given])
        self.sight.introduce([*rows, *self.given], *met, *self._organs())
        self.limits = chips(limits, actor.on, claims=self.claims)
        self._tell_what_changed()

    def context(self) -> dict[str, Any]:
        """All that the template shows."""
        matter, actor = self.matter, self.actor
        own = self._steps([self.petition]) if self.petition else []
        opens = openings(matter, actor, self.at)
        claims = [(claim, self._steps([claim])) for claim in self.claims]
        others = [(obj, self._steps([obj])) for obj in self.others]
        proposed = self._next(claims, others, own, opens)
        course = timeline(self.sight, lines=WHOLE if self.turning.whole else NEWEST, before=self.turning.before)
        running, past = alike_once(c for c in self.limits if c.open), alike_once(c for c in self.limits if not c.open)
        acts, may_open = [p for p in own if p.allowed and p is not proposed], [p for p in opens if p.allowed]
        blocked = [p for p in [*own, *opens] if not p.allowed]
        materials = of_matter(self.sight)
        return {
            "matter": matter,
            "petition": self.petition,
            "original": self.petition is not None and sees_original(matter, actor),
            "next": proposed,
            "next_about": self._about(proposed),
            "waiting": [] if proposed else self._waiting(),
            "claims": claims,
            "others": others,
            "owed": any(obj.page_name == "obligation" for obj in self.others),
            "papers": self.shown,
            "proofs": self.proofs,
            "to_serve": self.turning.part("to_serve", self._not_yet_served()),
            "running": running,
            "past": past,
            "any_limit": bool(running or past),
            "nearest": next((chip for chip in self.limits if chip.open and chip.deadline.party_id is None), None),
            "acts": acts,
            "opens": may_open,
            "blocked": blocked,
            "anything_to_do": bool(acts or may_open or blocked),
            "people": self.people,
            "slips_wait": self._slips_wait(),
            "authorities": self._authorities(),
            "materials": materials,
            "can_pack": bool(self.papers or materials),
            "entries": offered(course.entries, self.sight, self.at),
            "older_entries": self.turning.older(course.older),
        }

    def _about(self, proposed: Offer | None) -> str:
        """With what the proposed step is taken, where that is not the petition itself."""
        if proposed is None or proposed.title:
            return proposed.title if proposed else ""
        return str(proposed.obj) if proposed.obj.pk and proposed.obj != self.petition else ""

    def _steps(self, objects: Iterable[Lifecycle]) -> list[Offer]:
        return [p for obj in objects for p in steps_for(obj, self.actor, self.at)]

    def _complete(self, papers: list[Paper]) -> None:
        """How the copies of each stand; what was written is read of those only that are asked for it."""
        contested = {*CONTESTED.values(), *OPINION_OF.values()} if self.matter.held("reviews") != [] else ()
        shown = [*self.shown.rows, *self.proofs.rows]
        copies = self._copies(shown)
        for paper in papers:
            own = copies[paper.pk]
            paper.copies, paper.reached, paper.under_way = own.total(), own["served"], own["dispatched"]
            paper.waiting = own["planned"] + own["not_reached"]
        written = {paper.pk: paper for paper in papers if paper.state in PENDING or paper.kind in contested}
        fields = (*HEAVY, *UNASKED)
        for pk, *whole in Paper.objects.filter(pk__in=written).values_list("pk", *fields) if written else ():
            written[pk].__dict__.update(zip(fields, whole, strict=True))
        prefetch_related_objects([paper for paper in shown if not paper.copies], "addressees")

    def _copies(self, shown: list[Paper]) -> dict[int, Counter[str]]:
        """How many copies of each paper are where; of what is not shown, those that have not arrived."""
        found: dict[int, Counter[str]] = defaultdict(Counter)
        if self.matter.held("services") == []:
            return found
        asked = Q(state__in=UNFINISHED) | Q(paper__in=[paper.pk for paper in shown])
        copies = (
            self.matter.services.filter(asked).order_by("paper", "state").values_list("paper", "paper__kind", "state")
        )
        not_yet = ArrayAgg("party_id", filter=Q(state__in=UNFINISHED), default=[])
        waiting: dict[str, list[int]] = {}
        for paper, kind, state, n, people in copies.annotate(n=Count("pk"), people=not_yet):
            found[paper][state] = n
            if people:
                waiting[kind] = sorted([*waiting.get(kind, ()), *people])
        self.matter.asked(PEOPLE_WAITING, lambda: waiting)
        return found

    def _claims(self) -> list[Claim]:
        claims = sorted(self.sight.rows(Claim), key=lambda claim: claim.no_shown)
        for claim in claims:
            claim.petition = self.petition
        return claims

    def _tell_what_changed(self) -> None:
        changed = changed_results(self.matter, self.claims, self.actor, self.sight.seen(Paper))
        for claim in self.claims:
            claim.changed = changed.get(claim.pk)

    def _others(self) -> list[Lifecycle]:
        """Dispatches, hearings, mediations, reviews …: whatever else moves in the file."""
        return [row for model in lifecycles() if not model.own_section for row in self.sight.rows(model)]

    def _organs(self) -> list[Organ]:
        """The organs that are known already."""
        own = [self.petition.organ, self.petition.responsible_organ] if self.petition else []
        return [organ for organ in (self.matter.organ, *own) if organ is not None]

    def _next(self, claims: Any, others: Any, own: list[Offer], opens: list[Offer]) -> Offer | None:
        """The claims first, then papers to finish and to serve, what else is under way, the petition, what may be opened."""
        papers = (paper for paper in reversed(self.papers) if paper.state in PENDING)
        waiting = [p for paper in papers for p in steps_for(paper, self.actor, self.at) if self._theirs(p)]
        ranked = [
            *(next_of(steps) for _claim, steps in claims),
            next_of(waiting),
            next_of(self._to_serve()),
            *(next_of(p for p in steps if not p.step.comes_last) for _obj, steps in others),
            next_of(own),
            self._to_pass_on(opens),
            self._handler_to_name(own),
            self._answer_to_write(opens),
            *(next_of(steps) for _obj, steps in others),
        ]
        return next((found for found in ranked if found), None)

    def _theirs(self, p: Offer) -> bool:
        """A draft is sent on by who writes it, or by those whose work writing is."""
        paper: Any = p.obj
        user, on = self.actor.user, self.actor.on
        return (
            p.step.name != "submit" or paper.drafter_id == user.pk or paper.organ_id in user.organs_as(*DRAFTERS, on=on)
        )

    def _people(self, rows: list[Any]) -> tuple[Part, list[Party]]:
        """The parties of this page, each with the agents in force; and those of whom the rows of the page speak."""
        shown = self.turning.of_rows("people", self.matter.parties.not_mistaken().order_by("pk"))
        agents = [agent for agent in self.sight.rows(Agent) if agent.covers(self.actor.on)]
        for one in shown.rows:
            one.agents_now = [agent for agent in agents if agent.principal_id == one.pk]
        known = {one.pk: one for one in shown.rows}
        spoken_of = {key for row in rows for key in keys_of(row, Party)} - known.keys()
        return shown, [*known.values(), *(Party.objects.in_bulk(spoken_of).values() if spoken_of else ())]

    def _slips_wait(self) -> list[Party]:
        """Of the people on the page, who should have a slip and has none, for whoever hands them out."""
        asked = [one for one in self.people.rows if waits_for_slip(one)]
        own = [one for one in asked if self.petition is None or one.role == PartyRole.PETITIONER]
        return own if own and gives_first_slips(self.matter, self.actor) else []

    def _authorities(self) -> list[list[SpecialAuthority]]:
        """Those whom one person may represent in the same way, together."""
        alike: dict[Any, list[SpecialAuthority]] = {}
        for given in (one for one in self.given if one.ended_on is None):
            may = (given.may_settle, given.may_withdraw, given.may_receive)
            alike.setdefault((given.representative_id, may, given.scope, given.until), []).append(given)
        return list(alike.values())

    def _to_serve(self) -> list[Offer]:
        """The first copy that has not gone out; the page of its paper serves the others with it."""
        organs = self.actor.user.organs_as(*SERVERS, on=self.actor.on)
        own = {paper.pk: paper for paper in self.every_paper if paper.organ_id in organs and paper.waiting}
        copies = self.matter.services.filter(paper__in=own, state__in=("planned", "not_reached"))
        first = copies.select_related("party").order_by("pk").first() if own else None
        if first is None:
            return []
        first.paper, first.matter = own[first.paper_id], self.matter
        page = reverse("desk:serve", args=[first.paper_id, "dispatch"])
        found = steps_for(first, self.actor, self.at)
        return [replace(p, page=page, title=str(first.paper)) for p in found if p.step.name == "dispatch"]

    def _not_yet_served(self) -> list[Paper]:
        """Issued papers that have not reached everybody, for those who serve them; the oldest first."""
        organs = self.actor.user.organs_as(*SERVERS, on=self.actor.on)
        mine = [paper for paper in self.papers if paper.state == PaperState.ISSUED and paper.organ_id in organs]
        return [paper for paper in reversed(mine) if paper.waiting or paper.under_way]

    def _to_pass_on(self, opens: list[Offer]) -> Offer | None:
        """What a petition office registered goes to the organ that can decide it."""
        petition = self.petition
        if petition is None or petition.state != "registered" or petition.organ.kind != OrganKind.PETITION_OFFICE:
            return None
        return next_of(p for p in opens if p.obj.page_name == "dispatch")

    def _handler_to_name(self, own: list[Offer]) -> Offer | None:
        """A matter in hand has one person who handles it."""
        if self.petition is None or self._handler_is_named():
            return None
        return next((p for p in own if p.step.name == "assign_handler" and p.allowed), None)

    def _handler_is_named(self) -> bool:
        """Of the petition; where its claims have parted, of those that this person's organs handle."""
        if not self.petition.parted:
            return self.petition.handler_id is not None
        organs = self.actor.user.organ_ids(self.actor.on)
        return all(claim.handler_id for claim in self.claims if claim.organ_id in organs and not claim.disposal)

    def _answer_to_write(self, opens: list[Offer]) -> Offer | None:
        """The paper that answers the first accepted claim, unless one is being written or something must end before."""
        accepted = [one for one in self._to_answer() if self.actor.holds(Role.HANDLER, one.acting_organ_key)]
        if not accepted:
            return None
        kind = answer_to(accepted[0])
        organ = accepted[0].acting_organ_key
        if any((paper.kind, paper.organ_id) == (kind, organ) and paper.state in PENDING for paper in self.papers):
            return None
        drafts = (p for p in opens if p.obj.page_name == "paper" and p.allowed)
        return next((replace(p, known=f"?kind={kind}", title=str(PaperKind(kind).label)) for p in drafts), None)

    def _to_answer(self) -> list[Claim]:
        """The accepted claims, once nothing holds their answer up."""
        held_up = any(obj.holds_up_the_answer for obj in self.others)
        return [] if held_up else [claim for claim in self.claims if claim.state == "accepted"]

    def _waiting(self) -> list[str]:
        """Who acts next, if it is not this person."""
        pending = [paper for paper in self.papers if paper.state in PENDING]
        said = dict.fromkeys(self._answers_waited_for())
        for obj in [*pending, *self.claims, *self.others]:
            for step in type(obj).steps().values():
                if (
                    obj.state in step.sources
                    and step.permission.by_people
                    and step.leads_on(obj.state)
                    and not step.comes_last
                ):
                    said[
                        _("%(organ)s（%(who)s）：%(step)s，%(thing)s")
                        % {"organ": obj.acting_organ, "who": step.permission.label, "step": step.label, "thing": obj}
                    ] = None
                    break
        return list(said)[:3]

    def _answers_waited_for(self) -> list[str]:
        """The papers that will answer accepted claims."""
        answers = {(str(claim.acting_organ), answer_to(claim)) for claim in self._to_answer()}
        answers -= {(str(paper.organ), paper.kind) for paper in self.papers if paper.state in PENDING}
        return [
            _("%(organ)s（%(who)s）：起草%(paper)s")
            % {"organ": organ, "who": Role.HANDLER.label, "paper": PaperKind(kind).label}
            for organ, kind in sorted(answers)
        ]
