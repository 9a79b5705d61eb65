"""Hearings at every point of their course, made through the gateway.

The hearing of the worked example: Monday 2025-10-20, notices by Friday 2025-10-10.
"""

from __future__ import annotations

from typing import Any

from mediation.actions import gateway
from mediation.models import Hearing, Paper, Party, Petition, User
from mediation.vocabulary import PaperKind, Role
from tests.factories.papers import served
from tests.factories.world import World, at

DAY = "2025-10-20"
IN_TIME = "2025-10-10"
PHASES = ("roll_call", "opening", "petitioner_statement", "handler_statement", "petitioner_last", "handler_last")


class HearingCourse:
    """One petition accepted on 2025-09-01 at the bureau, and its hearing."""

    def __init__(self, world: World, **facts: Any) -> None:
        self.world = world
        self.petition = world.accepted(on="2025-09-01", **facts)
        gateway.perform(
            Petition, self.petition.pk, "assign_handler", by=world.head, at=at("2025-09-01", "11:00"),
            handler=world.handler,
        )  # fmt: skip
        self.matter = self.petition.matter
        self.zhang: Party = world.party(self.matter, "张大山")
        self.li: Party = world.party(self.matter, "李秀英")
        self.presider = world.staff(Role.PRESIDING_OFFICER, world.bureau, "陈主持")
        self.panel = [
            self.presider,
            world.staff(Role.PANELLIST, world.county, "赵教授"),
            world.staff(Role.PANELLIST, world.county, "钱律师"),
        ]
        self.recorder = world.staff(Role.RECORDER, world.bureau, "孙记录")
        self.pk: int | None = None

    @property
    def hearing(self) -> Hearing:
        """The hearing as it is now."""
        return Hearing.objects.get(pk=self.pk)

    def take(self, step: str, by: User | Party | None, on: str, clock: str = "09:00", **facts: Any) -> Hearing:
        """Take a step of the hearing; the first one opens it."""
        matter = self.matter if self.pk is None else None
        hearing = gateway.perform(Hearing, self.pk, step, by=by, at=at(on, clock), matter=matter, **facts)
        self.pk = hearing.pk
        return hearing

    def papers(self, kind: str) -> list[Paper]:
        """The papers of the kind in the file."""
        return list(self.matter.papers.of_kind(kind).order_by("pk"))

    def offered(self, on: str = "2025-09-08") -> Hearing:
        """Told of the right; the notice is drafted."""
        return self.take("offer", self.world.handler, on, question="收购价是否应当补差")

    def requested(self, on: str = "2025-09-10") -> Hearing:
        """A petitioner asked for it at the portal."""
        step = "request" if self.pk is None else "apply"
        return self.take(step, self.zhang, on, grounds="承诺价没有兑现")

    def granted(self, on: str = "2025-09-12") -> Hearing:
        """The head granted it."""
        self.requested()
        return self.take("grant", self.world.head, on)

    def appoint(self, on: str = "2025-09-15", **facts: Any) -> Hearing:
        """Appoint the panel."""
        named = {"presider": self.presider, "panel": self.panel, "recorder": self.recorder, **facts}
        return self.take("appoint_panel", self.world.head, on, **named)

    def affirm(self, on: str = "2025-09-16", clock: str = "09:00") -> None:
        """Whoever sits or records and has not done so declares that nothing stands against it."""
        for person in self.hearing.undeclared():
            self.take("affirm", person, on, clock)

    def schedule(self, on: str = "2025-09-22", day: str = DAY, **facts: Any) -> Hearing:
        """Fix the day; notices are drafted."""
        named = {"starts_at": at(day, "09:00"), "place": "县农业农村局三楼", **facts}
        return self.take("schedule", self.presider, on, **named)

    def scheduled(self) -> Hearing:
        """Granted, panel appointed, day fixed."""
        self.granted()
        self.appoint()
        return self.schedule()

    def notify(self, on: str = IN_TIME, parties: list[Party] | None = None) -> None:
        """Serve the notices of the present day."""
        for participant in self.hearing.invited.select_related("notice", "party"):
            if parties is None or participant.party in parties:
                served(participant.notice, by=self.world.registrar, on=on)

    def attend(self, *outcomes: str, on: str = DAY) -> Hearing:
        """Whoever sits has declared; note who came: 张大山 first, 李秀英 second."""
        self.affirm(on, "08:50")
        rows = [
            {"party": party, "outcome": outcome}
            for party, outcome in zip((self.zhang, self.li), outcomes or ("present", "present"), strict=False)
        ]
        return self.take("record_attendance", self.recorder, on, "08:55", attendance=rows)

    def opened(self) -> Hearing:
        """Noticed in time and in session on its day."""
        self.scheduled()
        self.notify()
        self.attend()
        return self.take("open", self.presider, DAY)

    def speak(self, *phases: str, on: str = DAY) -> None:
        """Statements in the parts named."""
        for phase in phases:
            self.take("record_statement", self.recorder, on, "09:30", phase=phase, speaker="某人", text="……")

    def deliberating(self) -> Hearing:
        """All were heard; the panel has withdrawn."""
        self.opened()
        self.speak(*PHASES)
        return self.take("deliberate", self.presider, DAY, "11:00")

    def vote(self, *agree: bool, on: str = DAY) -> Hearing:
        """The members vote in order."""
        rows = [
            {"member": member, "agrees": yes, "view": "" if yes else "应当全额补足"}
            for member, yes in zip(self.panel, agree, strict=True)
        ]
        return self.take("vote", self.presider, on, "11:30", conclusion="补差请求没有事实依据", votes=rows)

    def conclude(self, on: str = DAY, **facts: Any) -> Hearing:
        """Read the record, announce and close; both petitioners sign."""
        self.take("read_record", self.recorder, on, "11:50", way="read_out")
        signed = [{"party": party, "signed": True} for party in (self.zhang, self.li)]
        return self.take("conclude", self.presider, on, "12:00", **{"announced": True, "signatures": signed, **facts})

    def concluded(self) -> Hearing:
        """Held to the end, two votes against one."""
        self.deliberating()
        self.vote(True, True, False)
        return self.conclude()

    def notices(self) -> list[Paper]:
        """The notices of the hearing."""
        return self.papers(PaperKind.HEARING_NOTICE)
