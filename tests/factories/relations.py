"""One matter and everybody who stands in some relation to it, made through the gateway."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from mediation.actions import gateway
from mediation.actions.clock.feeds import open_feed
from mediation.models import (
    Agent,
    Appointment,
    Claim,
    Dispatch,
    JointConference,
    Matter,
    Mediation,
    Organ,
    Paper,
    PrintPack,
    Recusal,
    User,
)
from mediation.models.codes import new_query_code
from mediation.vocabulary import OrganKind, PackStage, Role
from mediation.web.portal.access import remember
from tests.factories.hearings import HearingCourse
from tests.factories.house import PDF
from tests.factories.mediation import do, everyone
from tests.factories.opinions import take
from tests.factories.papers import scan
from tests.factories.people import agent_of
from tests.factories.twins import PRICE, ROOF, SECRET
from tests.factories.world import World, at

NOW = "2025-10-13"
BRIDGE = {"text": "修村口的桥", "category": "grievance", "route": "petition_procedure"}
PEOPLE = [
    {"name": "张大山", "address": "青河县柳树乡一村", "phone": "13800000001", "is_representative": True},
    {"name": "李秀英", "address": "青河县柳树乡二村", "phone": "13800000002", "is_representative": True},
    {"name": "王老五", "address": "青河县柳树乡三村", "phone": "13800000003"},
]  # fmt: skip


class Relations:
    """A letter to the petition office, which accuses an organ: passed on by extract to the bureau and two others, one of them the accused."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.accused = world._below(world.county, "青河县交通运输局", "青交", "qhjt", OrganKind.DEPARTMENT)
        self.given_back = world._below(world.county, "青河县水利局", "青水", "qhsl", OrganKind.DEPARTMENT)
        self.member = world._below(world.county, "青河县财政局", "青财", "qhcz", OrganKind.DEPARTMENT)
        self.beside = world._below(world.county, "青河县发展和改革局", "青发", "qhfg", OrganKind.DEPARTMENT)
        self.letter = world.petition(
            on="2025-09-01", organ=world.office, petitioners=PEOPLE, opposite_parties=[{"name": "绿源合作社", "kind": "organisation"}],
            claims=[
                PRICE, ROOF, {"text": SECRET, "category": "accusation", "accused_organ": self.accused}, BRIDGE,
            ],
        )  # fmt: skip
        self.matter = self.letter.matter
        take(self.claim(SECRET), "forward", world.dispatcher, "2025-09-01", to_organ=world.discipline)
        self._original_sent()
        self.before = world.staff(Role.HANDLER, world.bureau, "前承办")
        self.colleague = world.staff(Role.HANDLER, world.bureau, "同事")
        self._handled()
        self._passed_on()
        self.hearing = self._hearing()
        self.mediator = self._mediation()
        self._recused()
        self._conference()
        self._agents()
        take(
            self.letter,
            "hand_in",
            self.hearing.zhang,
            "2025-10-10",
            files=[scan("收购单")],
            proves=[self.claim(PRICE["text"])],
        )
        self._elsewhere()
        self.people, self.parties = self._staff(), self._parties()

    def claim(self, text: str) -> Claim:
        """A claim by its words."""
        return Claim.objects.get(matter=self.matter, text=text)

    def _send(self, organ: Organ, on: str, text: str, **how: Any) -> Dispatch:
        return gateway.perform(
            Dispatch, None, "send", by=self.world.dispatcher, at=at(on), matter=Matter.objects.get(pk=self.matter.pk),
            kind="transfer", to_organ=organ, claims=[self.claim(text)], **how,
        )  # fmt: skip

    def _original_sent(self) -> None:
        """Who handles the accusation is the only one that gets the letter itself."""
        investigator = self.world.staff(Role.HANDLER, self.world.discipline)
        original = self._send(self.world.discipline, "2025-09-01", SECRET)
        take(original, "take", investigator, "2025-09-01", "11:00", handler=investigator)

    def _passed_on(self) -> None:
        w = self.world
        sent = self._send(self.given_back, "2025-09-02", ROOF["text"], extract=True)
        take(sent, "object", w.staff(Role.HANDLER, self.given_back), "2025-09-02", objection="不属于水利职责。")
        take(sent, "give_way", w.dispatcher, "2025-09-02")
        for organ, text in ((w.other_bureau, ROOF["text"]), (self.accused, BRIDGE["text"])):
            extract = self._send(organ, "2025-09-03", text, extract=True)
            theirs = w.staff(Role.HANDLER, organ)
            take(extract, "take", theirs, "2025-09-03", handler=theirs)

    def _handled(self) -> None:
        w = self.world
        sent = self._send(w.bureau, "2025-09-01", PRICE["text"], extract=True)
        take(sent, "take", self.before, "2025-09-01", "11:00", handler=self.before)
        take(self.letter, "assign_handler", w.head, "2025-09-05", "11:00", handler=w.handler)
        take(self.claim(PRICE["text"]), "accept", w.handler, "2025-09-05", "12:00")

    def _hearing(self) -> HearingCourse:
        course = HearingCourse.__new__(HearingCourse)
        w, course.pk = self.world, None
        course.world, course.petition, course.matter = w, self.letter, self.matter
        course.zhang, course.li = w.party(self.matter, "张大山"), w.party(self.matter, "李秀英")
        course.presider = w.staff(Role.PRESIDING_OFFICER, w.bureau, "陈主持")
        course.panel = [course.presider, *(w.staff(Role.PANELLIST, w.county, name) for name in ("赵教授", "钱律师"))]
        course.recorder = w.staff(Role.RECORDER, w.bureau, "孙记录")
        course.scheduled()
        return course

    def _mediation(self) -> User:
        w = self.world
        asked = gateway.perform(
            Mediation, None, "propose", by=w.handler, at=at("2025-10-01"), matter=Matter.objects.get(pk=self.matter.pk),
            claims=[self.claim(PRICE["text"])], dispute="收购价差额",
        )  # fmt: skip
        mediator, on = w.staff(Role.MEDIATOR, w.bureau), "2025-10-02"
        do(asked, "tell_rights", mediator, on)
        do(asked, "consent", mediator, on, "10:05", who=everyone(asked))
        do(asked, "name_mediators", mediator, on, "10:10", mediators=[mediator], chosen_by_parties=True)
        return mediator

    def _conference(self) -> None:
        self.conference = gateway.perform(
            JointConference, None, "convene", by=self.world.dispatcher, at=at("2025-10-09"),
            matter=Matter.objects.get(pk=self.matter.pk), organ=self.world.office, convenor="青河县副县长", chair="县信访局局长",
            starts_at=at("2025-10-16"), place="县政府三楼会议室", agenda=[{"topic": "收购点和桥的资金"}], members=[self.member, self.beside],
        )  # fmt: skip

    def _recused(self) -> None:
        w = self.world
        self.recused = w.staff(Role.HANDLER, w.bureau, "回避人")
        take(self.letter, "assign_handler", w.head, "2025-09-05", "12:30", handler=self.recused)
        named = {"person": self.recused, "role": "handler", "ground": "relative", "details": "是收购站长的表兄"}
        asked = gateway.perform(
            Recusal, None, "ask", by=w.party(self.matter, "张大山"), at=at("2025-10-09"), matter=self.matter, **named
        )
        take(asked, "grant", w.head, "2025-10-09", "10:30", decision_reason="经查属实")
        take(self.letter, "assign_handler", w.head, "2025-10-09", "11:00", handler=w.handler)

    def _agents(self) -> None:
        zhang, w = self.world.party(self.matter, "张大山"), self.world
        self.agent = agent_of(self.matter, [zhang], w.handler, "2025-10-09")
        self.former = agent_of(self.matter, [zhang], w.handler, "2025-10-09", name="前代理")
        for one in (self.agent, self.former):
            take(one, "give_code", w.handler, "2025-10-09", "11:00", code=new_query_code())
            one.refresh_from_db()  # by its code his browser is known
        take(self.former, "revoke", w.handler, "2025-10-10")

    def _elsewhere(self) -> None:
        w = self.world
        self.strange = w.petition(on="2025-09-01", organ=w.city_bureau)
        self.left = w.staff(Role.HANDLER, w.bureau, "已离任")
        Appointment.objects.filter(user=self.left).update(until=at("2025-09-30").date())
        kept = default_storage.save("papers/x.pdf", ContentFile(PDF))
        Paper.objects.filter(state="issued").update(pdf=kept, sha256=sha256(PDF).hexdigest())
        self.pack = PrintPack.objects.create(
            matter=self.matter, user=w.handler, stage=PackStage.READY, asked_at=at(NOW), file=ContentFile(PDF, name="pack.pdf"),
        )  # fmt: skip
        self.feed = open_feed(at=at(NOW), user=w.handler)

    def _staff(self) -> dict[str, User]:
        w, staff = self.world, self.world.staff
        return {
            "own_handler": w.handler,
            "colleague": self.colleague,
            "head": w.head,
            "registrar": w.registrar,
            "intake": w.clerk,
            "intake_of_bureau": staff(Role.INTAKE_CLERK, w.bureau),
            "administrator": staff(Role.ADMINISTRATOR, w.bureau),
            "site_administrator": User.objects.create_superuser("root", password="right horse battery", name="管理员"),
            "other_organ": staff(Role.HANDLER, w.city_bureau),
            "rerouted_organ": staff(Role.HANDLER, self.given_back),
            "accused_organ": staff(Role.HANDLER, self.accused),
            "organ_with_extract": staff(Role.HANDLER, w.other_bureau),
            "organ_with_original": staff(Role.HANDLER, w.discipline),
            "conference_member": staff(Role.HEAD, self.member),
            "mediator": self.mediator,
            "panellist": self.hearing.panel[1],
            "recorder": self.hearing.recorder,
            "recused": self.recused,
            "replaced": self.before,
            "left_office": self.left,
        }

    def _parties(self) -> dict[str, tuple[Any, Agent | None]]:
        def party(name: str) -> Any:
            return self.world.party(self.matter, name)

        return {
            "petitioner": (party("张大山"), None),
            "co_petitioner": (party("李秀英"), None),
            "represented": (party("王老五"), None),
            "other_side": (party("绿源合作社"), None),
            "agent": (party("张大山"), self.agent),
            "former_agent": (party("张大山"), self.former),
            "stranger": (self.strange.matter.parties.first(), None),
        }

    def browser(self, relation: str) -> Client:
        """The browser of one who stands so; an ended session has its cookie and nothing behind it."""
        browser = Client(raise_request_exception=False)
        if relation in self.people:
            browser.force_login(self.people[relation])
        elif relation == "ended_session":
            browser.force_login(self.people["own_handler"])
            browser.session.flush()
        elif relation in self.parties:
            party, agent = self.parties[relation]
            session = browser.session
            remember(session, party, agent)
            session.save()
        return browser

    def things(self) -> dict[str, Any]:
        """What lies in the matter, by the name that `walks.toml` has for it."""
        papers, sent = self.matter.papers, self.matter.dispatches.order_by("pk")
        of_bureau = self.matter.deadlines.filter(organ=self.world.bureau, party=None).order_by("pk")
        return {
            "matter": self.matter,
            "card": self.matter,
            "claim of the bureau": self.claim(PRICE["text"]),
            "claim sent by extract": self.claim(ROOF["text"]),
            "accusation": self.claim(SECRET),
            "notice of acceptance": papers.filter(kind="acceptance_notice", organ=self.world.bureau).first(),
            "notice of the hearing": papers.filter(kind="hearing_notice").order_by("pk").first(),
            "slip of the extract": papers.filter(kind="transfer_slip", to_organ=self.world.other_bureau).first(),
            "letter with the accusation": papers.filter(kind="accusation_letter").first(),
            "hearing": self.hearing.hearing,
            "mediation": self.matter.mediations.first(),
            "transfer to the bureau": sent.get(to_organ=self.world.bureau),
            "transfer by extract": sent.get(to_organ=self.world.other_bureau),
            "transfer that came back": sent.get(to_organ=self.given_back),
            "transfer of the original": sent.get(to_organ=self.world.discipline),
            "conference": self.conference,
            "limit of the bureau": of_bureau.first(),
            "proof handed in": self.matter.attachments.filter(given_by=self.hearing.zhang).last(),
            "party": self.world.party(self.matter, "张大山"),
            "agent": self.agent,
            "pack": self.pack,
        }
