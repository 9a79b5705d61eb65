"""A mediation in the matter: proposed, agreed to, held, stood still, ended; what is confided in it stays there."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from mediation.models import Agreement, Event, Mediation, MediationSession, Message, Party
from mediation.vocabulary import Role
from tests.factories.generated.hearings import Hearings
from tests.factories.mediation import terms
from tests.factories.world import SHANGHAI

GOING_ON = ("accepted", "scheduled", "in_session")
OVER = ("refused", "terminated", "signed", "performing", "performed", "breached")


class Mediations(Hearings):
    """What the parties and the mediator do."""

    def mediate(self) -> None:
        """The next thing that is done of the mediation, or one is begun."""
        found = Mediation.objects.filter(matter=self.petition.matter).order_by("-pk").first()
        if found is None or found.state in OVER:
            self._begin_mediation()
        elif found.state != "agreed" and self.draw.random() < 0.06:
            self._of(found, "give_up", self._one_of(found)) if found.state in GOING_ON else self._of(
                found, "decline", self._one_of(found)
            )
        else:
            acts: dict[str, Callable[[Mediation], None]] = {
                "proposed": self._tell_rights, "consent_pending": self._consent, "accepted": self._arrange,
                "scheduled": self._meet, "in_session": self._meet, "suspended": self._resume, "agreed": self._sign,
            }  # fmt: skip
            acts[found.state](found)

    def _begin_mediation(self) -> None:
        numbers = self.some_claims(lambda no: no in self.law.open and self.claim(no).category == "grievance") or [1]
        claims, by = [self.claim(no) for no in numbers], self.staff(Role.HANDLER, self.organ_for(numbers[0]))
        self.sitting(
            f"mediation.propose {numbers} by {by}",
            lambda: self.take(
                Mediation, None, "propose", by, matter=self.petition.matter, claims=claims, dispute="邻里占道"
            ),
        )

    def _by(self, mediation: Mediation) -> Any:
        return self.staff(Role.MEDIATOR, mediation.organ)

    def _one_of(self, mediation: Mediation) -> Party:
        return self.draw.choice([one.party for one in mediation.participants.select_related("party").order_by("pk")])

    def _of(self, thing: Any, step: str, by: Any, may_move: tuple[str, ...] = (), **facts: Any) -> Any:
        return self.sitting(
            f"{thing._meta.model_name}.{step} by {by}",
            lambda: self.take(type(thing), thing, step, by, **facts),
            may_move=may_move,
        )

    def _tell_rights(self, mediation: Mediation) -> None:
        self._of(mediation, "tell_rights", self._by(mediation))

    def _consent(self, mediation: Mediation) -> None:
        """One by one, or all at the desk."""
        everyone = [one.party for one in mediation.participants.select_related("party")]
        if self.draw.random() < 0.3:
            self._of(mediation, "consent", self._one_of(mediation))
        else:
            self._of(mediation, "consent", self._by(mediation), who=everyone)

    def _arrange(self, mediation: Mediation) -> None:
        by = self._by(mediation)
        if not mediation.mediators.exists():
            self._of(mediation, "name_mediators", by, mediators=[by], chosen_by_parties=True)
            return
        if self.draw.random() < 0.2:
            self._of(mediation, "suspend", by, ground="appraisal")
            return
        begins = datetime.combine(self.on + timedelta(days=self.draw.choice((1, 3, 6))), time(9), tzinfo=SHANGHAI)
        self.sitting(
            f"mediationsession.schedule by {by}",
            lambda: self.take(
                MediationSession, None, "schedule", by, matter=mediation.matter, mediation=mediation, starts_at=begins,
                place="司法所",
            ),
        )  # fmt: skip

    def _resume(self, mediation: Mediation) -> None:
        self._of(mediation, "resume", self._by(mediation))

    def _meet(self, mediation: Mediation) -> None:
        """A session of all, or of one side alone, in which something is confided."""
        meetings = MediationSession.objects.filter(mediation=mediation)
        meeting = meetings.exclude(state__in=("closed", "cancelled")).order_by("-pk").first()
        if meeting is None:
            return
        by, apart = self._by(mediation), self.draw.random() < 0.4
        people = [one.party for one in mediation.participants.select_related("party").order_by("pk")]
        self._come_to(meeting.starts_at.astimezone(SHANGHAI).date())
        if meeting.state == "scheduled":
            for one in mediation.undeclared():
                self._of(mediation, "affirm", one.user)
            present = people[:1] if apart else people
            if self._of(meeting, "open", by, present=present, separate=apart) is None:
                return
        self._of(
            mediation, "take_note", by, audience=self.draw.choice(("asking_side", "mediators")), note=self._secret()
        )
        facts: dict[str, Any] = {"recorder": "文书小李", "result": "to_be_continued"}
        if not apart:
            facts |= {"result": self.draw.choice(("agreed", "to_be_continued", "not_agreed")), "outcome": "让出通道"}
            facts["statements"] = [{"party": people[0], "statement": "愿意协商"}]
        self._of(meeting, "close", by, **facts)

    def _secret(self) -> str:
        """A sentence that stands nowhere else."""
        self.law.confided.append(f"底线密语{self.seed}号{len(self.law.confided)}")
        return f"{self.law.confided[-1]}，不要告诉对方。"

    def _sign(self, mediation: Mediation) -> None:
        """What was agreed is written down, signed by all and takes effect: these claims have their end."""
        by, people = self._by(mediation), list(mediation.parties.all())
        draft = Agreement.objects.filter(mediation=mediation).order_by("-pk").first()
        claims = list(mediation.claims.all())
        if draft is None:
            stated = {"kind": "mediation", "mediation": mediation, "claims": claims}
            due = self.on + timedelta(days=30)
            self.law.done.setdefault("due", set()).add(due)
            said = terms(people[-1], people[0], due.isoformat())
            self.sitting(
                "agreement.draft",
                lambda: self.take(Agreement, None, "draft", by, matter=mediation.matter, **stated, **said),
            )
            return
        if draft.state != "drafted":
            return
        for party in draft.parties.all():
            self._of(draft, "sign", by, signer=party)
        self._of(draft, "countersign", by)
        if self._of(draft, "take_effect", by) is not None:
            for claim in draft.claims.all():
                if claim.no in self.law.open and self.claim(claim.no).disposal:
                    self.law.dispose(claim.no, self.on)

    def nothing_confided_is_told(self) -> None:
        """Not in a paper, drafted or issued, nor in the ledger, nor in a message."""
        if not self.law.confided:
            return
        matter = self.petition.matter
        said = [json.dumps([p.content, p.snapshot], ensure_ascii=False, default=str) for p in matter.papers.all()]
        said += [
            json.dumps(facts, ensure_ascii=False)
            for facts in Event.objects.filter(matter=matter).values_list("facts", flat=True)
        ]
        said += list(Message.objects.filter(matter=matter).values_list("text", flat=True))
        if told := [secret for secret in self.law.confided for words in said if secret in words]:
            raise self.fault(f"调解中保密的内容外传：{told}")
