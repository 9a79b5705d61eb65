"""Two files made by the same acts: in one the letter also accuses the bureau, in its twin it does not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from mediation.actions import gateway
from mediation.actions.clock.deadlines import run_clock
from mediation.models import Appointment, Attachment, Claim, Dispatch, Investigation, Matter, Paper, Petition, User
from mediation.vocabulary import PaperKind, Role
from tests.factories.opinions import approved, sent_out, take
from tests.factories.papers import printed, scan
from tests.factories.world import World, at

SECRET = "局长在收购点招标中收受红包"
PRICE = {"text": "按承诺价补足差额", "category": "grievance", "route": "petition_procedure"}
POINT = {"text": "增设收购点", "category": "grievance", "route": "petition_procedure"}
ROOF = {"text": "修好漏水的屋顶", "category": "grievance", "route": "petition_procedure"}
FAR, END = 10_000_019, 20_000_000  # keys so high that no number of a page, and no date, is taken for one


def apart(connection: Any) -> None:
    """Let every key be one that nobody can mistake for a number of anything else; taken back with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_depend d ON d.objid = c.oid AND d.deptype = 'i'"
            " WHERE c.relkind = 'S' ORDER BY 1"
        )
        names = [name for (name,) in cursor.fetchall()]
        for place, name in enumerate(names):
            cursor.execute(f"ALTER SEQUENCE {name} RESTART WITH {FAR + place * ((END - FAR) // len(names))}")


@dataclass
class Twin:
    """A letter to the petition office with three open claims; `accusing` says how it accuses the bureau besides."""

    accusing: str = ""
    world: World = field(init=False)

    def __post_init__(self) -> None:
        apart(connection)
        self.world = World()
        self.petition = self._registered()
        self.matter = self.petition.matter
        self._handed_in()
        self._passed_on()
        self._told_elsewhere()
        self._handled()
        self._afterwards()

    def claim(self, text: str) -> Claim:
        """A claim by its words."""
        return Claim.objects.get(matter=self.matter, text=text)

    def everybody_of(self, organ: Any) -> User:
        """One person who holds every role in an organ, so that nothing is hidden by a role alone."""
        person = User.objects.create_user(f"all.{organ.code}", password="right horse battery", name="全岗")
        for role in Role:
            Appointment.objects.create(user=person, organ=organ, role=role)
        return person

    def one_of(self, organ: Any, role: str) -> User:
        """A person who holds this role and no other."""
        person = User.objects.create_user(f"one.{role}.{organ.code}", password="right horse battery", name="单岗")
        Appointment.objects.create(user=person, organ=organ, role=role)
        return person

    def _registered(self) -> Petition:
        """On Monday; the accusation stands second, and is known as one at once, or only the next day."""
        claims: list[dict[str, Any]] = [PRICE, {"text": POINT["text"]}, ROOF]
        if self.accusing:
            known = {"category": "accusation", "accused_organ": self.world.bureau, "accused_person": "贾正直"}
            claims.insert(1, {"text": SECRET, **(known if self.accusing == "at_once" else {})})
        petition = self.world.petition(
            on="2026-03-02", organ=self.world.office, claims=claims, subject="收购价和收购点"
        )
        point = petition.claims.get(text=POINT["text"])
        if self.accusing:  # at first it was taken for an accusation too
            take(
                point, "classify", self.world.dispatcher, "2026-03-02", "15:00", category="accusation",
                accused_organ=self.world.bureau,
            )  # fmt: skip
        sorted_as = {name: value for name, value in POINT.items() if name != "text"}
        take(point, "classify", self.world.dispatcher, "2026-03-02", "16:00", **sorted_as)
        if self.accusing == "later":
            claim = petition.claims.get(text=SECRET)
            take(
                claim, "classify", self.world.dispatcher, "2026-03-03", category="accusation",
                accused_organ=self.world.bureau, accused_person="贾正直",
            )  # fmt: skip
        return petition

    def _handed_in(self) -> None:
        zhang = self.world.party(self.matter, "张大山")
        self._give(zhang, "收购单.pdf", self.claim(PRICE["text"]))
        if self.accusing:
            self._give(zhang, "转账记录.pdf", self.claim(SECRET))
            bill = Attachment.objects.get(matter=self.matter, name="收购单.pdf")
            take(
                bill,
                "seal",
                self.world.dispatcher,
                "2026-03-03",
                "11:30",
                sealed_from=[self.world.bureau],
                why="先核对",
            )
            take(bill, "unseal", self.world.dispatcher, "2026-03-03", "11:40", why="只是收购单")

    def _give(self, party: Any, name: str, claim: Claim) -> None:
        take(self.petition, "hand_in", party, "2026-03-03", "11:00", files=[scan(name.removesuffix(".pdf"))])
        kept = Attachment.objects.filter(matter=self.matter).latest("pk")
        take(kept, "place", self.world.dispatcher, "2026-03-03", "11:10", claims=[claim])

    def _send(self, organ: Any, on: str, *claims: Claim) -> Dispatch:
        return gateway.perform(
            Dispatch, None, "send", by=self.world.dispatcher, at=at(on), matter=Matter.objects.get(pk=self.matter.pk),
            kind="transfer", to_organ=organ, claims=list(claims), extract=True,
        )  # fmt: skip

    def _passed_on(self) -> None:
        w = self.world
        self.sent = self._send(w.bureau, "2026-03-04", self.claim(PRICE["text"]), self.claim(POINT["text"]))
        take(self.sent, "take", w.handler, "2026-03-05", handler=w.handler)
        roof = self._send(w.other_bureau, "2026-03-05", self.claim(ROOF["text"]))
        builder = w.staff(Role.HANDLER, w.other_bureau)
        take(roof, "take", builder, "2026-03-06", handler=builder)
        take(self.claim(ROOF["text"]), "accept", builder, "2026-03-06")

    def _told_elsewhere(self) -> None:
        """The accusation goes to the discipline organ, while the bureau handles the rest."""
        if self.accusing == "at_once":
            take(self.claim(SECRET), "forward", self.world.dispatcher, "2026-03-09", to_organ=self.world.discipline)
        elif self.accusing:
            sent = self._send(self.world.discipline, "2026-03-09", self.claim(SECRET))
            inspector = self.world.staff(Role.HANDLER, self.world.discipline)
            take(sent, "take", inspector, "2026-03-10", handler=inspector)
            gateway.perform(
                Investigation, None, "open", by=inspector, at=at("2026-03-11"), question="招标经过",
                matter=Matter.objects.get(pk=self.matter.pk),
            )  # fmt: skip

    def _handled(self) -> None:
        """Accepted, told, looked into, decided, served."""
        w, on = self.world, "2026-03-11"
        for text in (PRICE["text"], POINT["text"]):
            take(self.claim(text), "accept", w.handler, on)
        for notice in self.matter.papers.of_kind(PaperKind.ACCEPTANCE_NOTICE).filter(state="drafted", organ=w.bureau):
            sent_out(approved(notice, drafter=w.handler, head=w.head, on=on), by=w.registrar, on=on)
        content = {
            "course": "3月12日听取了信访人陈述，查阅了收购台账。",
            "findings": [{"claim": no, "text": "2024年实付每斤九角。", "evidence": "收购台账"} for no in (1, 2)],
            "bases": [{"claim": no, "title": "中华人民共和国民法典", "article": "第四百九十条"} for no in (1, 2)],
            "opinions": [
                {"claim": 1, "outcome": "not_supported", "reasons": "没有证据证明存在书面承诺。"},
                {"claim": 2, "outcome": "explained", "reasons": "收购点布局由企业自主决定。"},
            ],
        }  # fmt: skip
        paper = gateway.perform(
            Paper, None, "draft", by=w.handler, at=at("2026-03-16"), matter=self.matter,
            kind=PaperKind.HANDLING_OPINION, content=content,
        )  # fmt: skip
        self.draft = paper.pk
        paper = approved(paper, drafter=w.handler, head=w.head, on="2026-03-16")
        paper = printed(take(paper, "issue", w.registrar, "2026-03-16", "10:30"))
        sent_out(paper, by=w.registrar, on="2026-03-16")

    def _afterwards(self) -> None:
        """Another proof of the accusation comes in, and the clock goes on."""
        if self.accusing:
            self._give(self.world.party(self.matter, "张大山"), "录音文字.pdf", self.claim(SECRET))
        run_clock(at=at("2026-03-20"))
