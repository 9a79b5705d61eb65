"""A hearing in the matter, at the stage of handling or in a review: offered, asked for, prepared, held, put off, ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from mediation.actions.clock.deadlines import run_clock
from mediation.models import Deadline, Hearing, Organ, Review
from mediation.vocabulary import Role
from tests.factories.generated.matter import Course
from tests.factories.hearings import PHASES
from tests.factories.papers import served
from tests.factories.world import SHANGHAI

OVER = ("waived", "refused", "reported", "terminated")
AHEAD = (13, 15, 20)
# What the law counts for claims and reviews, whatever sits beside them (第二十二条至第二十三条、第三十四条至第三十六条).
OF_THE_MATTER = ("D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "D9", "D18")


class Hearings(Course):
    """What the organ, the panel and the petitioners do of a hearing."""

    def hear(self) -> None:
        """The next thing that is done of the hearing, or one is begun."""
        hearing = Hearing.objects.filter(matter=self.petition.matter).order_by("-pk").first()
        if hearing is None or hearing.state in OVER:
            self._begin_hearing()
            return
        if hearing.state != "requested" and self.draw.random() < 0.08:
            facts = {"end_ground": "other", "why": "事由消失"}
            self._of_hearing(hearing, "terminate", self._at_hearing(hearing, Role.HEAD), **facts)
            return
        acts: dict[str, Callable[[Hearing], None]] = {
            "offered": self._ask_for_hearing, "proposed": self._ask_for_hearing, "requested": self._decide_on_hearing,
            "granted": self._prepare_hearing, "scheduled": self._hold_hearing, "concluded": self._report_hearing,
        }  # fmt: skip
        acts[hearing.state](hearing)

    def limits(self) -> dict[int, tuple[Any, ...]]:
        """The limits of the matter as they are counted: not how they ended."""
        rows = Deadline.objects.filter(matter=self.petition.matter, code__in=OF_THE_MATTER).order_by("pk")
        return {row.pk: (row.code, row.nominal_on, row.legal_on, row.suspended_on) for row in rows}

    def sitting(self, said: str, act: Callable[[], Any], *, may_move: tuple[str, ...] = ()) -> Any:
        """A step of a hearing or mediation: no limit of the matter stands still or moves by it, but those that the law names."""
        before = self.limits()
        result = self.attempt(said, act)
        if result is not None:
            self.law.done.setdefault(said.split(" ")[0], set()).add(self.on)
        moved = {pk: (old, self.limits().get(pk)) for pk, old in before.items() if self.limits().get(pk) != old}
        if unlawful := [pair for pair in moved.values() if pair[0][0] not in may_move]:
            raise self.fault(f"{said}改动了不因此中止、变动的期限：{unlawful}")
        return result

    def _begin_hearing(self) -> None:
        pending = Review.objects.filter(matter=self.petition.matter, state="accepted").first()
        if pending is not None and self.draw.random() < 0.7:
            by, facts = self.world.staff(Role.REVIEWER, pending.organ), {"review": pending}
        else:
            heard = [
                no for no in self.law.accepted if self.claim(no).route == "petition_procedure" and no in self.law.open
            ]
            by, facts = self.staff(Role.HANDLER, self.organ_for(self.draw.choice(heard or sorted(self.law.lies)))), {}
        step = self.draw.choice(("offer", "propose"))
        self.sitting(
            f"hearing.{step} by {by}",
            lambda: self.take(Hearing, None, step, by, matter=self.petition.matter, question="占道经营的事实", **facts),
        )

    def _at_hearing(self, hearing: Hearing, role: str) -> Any:
        organ: Organ = hearing.acting_organ
        return self.staff(role, organ)

    def _of_hearing(self, hearing: Hearing, step: str, by: Any, **facts: Any) -> Any:
        """A step; in re-examination alone the days of the hearing are not counted (第三十六条第二款)."""
        again = hearing.review is not None and hearing.review.stage == "re_examination"
        done = self.sitting(
            f"hearing.{step} by {by}", lambda: self.take(Hearing, hearing, step, by, **facts),
            may_move=("D9",) if again else (),
        )  # fmt: skip
        if done is not None and step in ("conclude", "terminate") and again:
            self._its_days_are_left_out(hearing)
        return done

    def _its_days_are_left_out(self, hearing: Hearing) -> None:
        """Thirty days, and the days after the notice up to this one: the hearing's own are counted, no others."""
        notice = hearing.notices().exclude(issued_on=None).order_by("issued_on").first()
        owed = Deadline.objects.about(hearing.review).filter(code="D9", state="running").first()
        if notice is None or owed is None:
            return
        spent = sum((until - after).days for after, until in self.law.hearing_days)
        self.law.hearing_days.append((notice.issued_on, self.on))
        right = owed.trigger_on + timedelta(days=30 + spent + (self.on - notice.issued_on).days)
        if owed.nominal_on != right or owed.suspended_on is not None:
            raise self.fault(
                f"复核期限应当至{right}（不计听证{notice.issued_on}以后至{self.on}），现为{owed.nominal_on}"
            )

    def _ask_for_hearing(self, hearing: Hearing) -> None:
        party = self.person(self.draw.choice(sorted(self.law.people)))
        if self.draw.random() < 0.2:
            self._of_hearing(hearing, "waive", party)
            return
        step, facts = ("apply", {"grounds": "事实有争议"}) if hearing.state == "offered" else ("agree", {})
        self._of_hearing(hearing, step, party, **facts)

    def _decide_on_hearing(self, hearing: Hearing) -> None:
        step, facts = self.draw.choice((("grant", {}), ("grant", {}), ("refuse", {"decision_reason": "事实清楚"})))
        self._of_hearing(hearing, step, self._at_hearing(hearing, Role.HEAD), **facts)

    def _prepare_hearing(self, hearing: Hearing) -> None:
        presider = self._at_hearing(hearing, Role.PRESIDING_OFFICER)
        panel = [
            presider,
            *(self.world.staff(Role.PANELLIST, self.world.county, name) for name in ("赵教授", "钱律师")),
        ]
        if hearing.presider is None:
            self._of_hearing(
                hearing, "appoint_panel", self._at_hearing(hearing, Role.HEAD), presider=presider, panel=panel,
                recorder=self._at_hearing(hearing, Role.RECORDER),
            )  # fmt: skip
            return
        begins = datetime.combine(self.on + timedelta(days=self.draw.choice(AHEAD)), time(9), tzinfo=SHANGHAI)
        self._of_hearing(hearing, "schedule", hearing.presider, starts_at=begins, place="三楼会议室")

    def _hold_hearing(self, hearing: Hearing) -> None:
        """Notices are served; the day comes; it is held to its end, or put off."""
        registrar = self._at_hearing(hearing, Role.REGISTRAR)
        again = hearing.review is not None and hearing.review.stage == "re_examination"
        for one in hearing.invited.select_related("notice", "party"):
            if one.notice.services.filter(party=one.party, state="served").exists():
                continue
            said = f"serve {one.notice.kind} on {one.party}"
            copies = self.sitting(
                said,
                lambda one=one: served(one.notice, by=registrar, on=self.on.isoformat()),
                may_move=("D9",) if again else (),
            )
            for copy in copies or ():
                self.law.serve(self, copy, self.on)
        if self.draw.random() < 0.2:
            facts = {"ground": "other", "why": "会场占用"}
            self._of_hearing(hearing, "postpone", hearing.presider, **facts)
            return
        self._come_to(hearing.starts_at.astimezone(SHANGHAI).date())
        self._sit(Hearing.objects.get(pk=hearing.pk))

    def _come_to(self, day: date) -> None:
        self.on = max(self.on, day)
        run_clock(datetime.combine(self.on, time(6), tzinfo=SHANGHAI))
        self.look_at_the_clock()

    def _sit(self, hearing: Hearing) -> None:
        if hearing.state != "scheduled":
            return
        came = [{"party": one.party, "outcome": "present"} for one in hearing.invited.select_related("party")]
        by = hearing.presider
        for person in hearing.undeclared():
            self._of_hearing(hearing, "affirm", person)
        self._of_hearing(hearing, "record_attendance", hearing.recorder, attendance=came)
        if self._of_hearing(hearing, "open", by) is None:
            return
        for phase in PHASES:
            self._of_hearing(hearing, "record_statement", hearing.recorder, phase=phase, speaker="某人", text="……")
        self._of_hearing(hearing, "deliberate", by)
        hearing = Hearing.objects.get(pk=hearing.pk)
        votes = [{"member": one.user, "agrees": True, "view": ""} for one in hearing.sitting_members()]
        self._of_hearing(hearing, "vote", by, conclusion="请求没有事实依据", votes=votes)
        self._of_hearing(hearing, "read_record", hearing.recorder, way="read_out")
        signed = [{"party": row["party"], "signed": True} for row in came]
        self._of_hearing(hearing, "conclude", by, announced=True, signatures=signed)

    def _report_hearing(self, hearing: Hearing) -> None:
        said = {
            "petitioner_side": "应当补差",
            "organ_side": "依据不足",
            "facts_found": "没有占道",
            "advice": "不予支持",
        }
        self._of_hearing(hearing, "report", hearing.presider, **said)
