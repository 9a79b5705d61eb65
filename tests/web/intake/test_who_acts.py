"""Who could act as whom: every act that binds a party, tried over the web by everybody else. None acts as another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from mediation.actions import gateway
from mediation.models import Agent, Event, Matter, Obligation, Paper, Party, PartyChange, ServiceOfDocument
from mediation.vocabulary import Role
from mediation.web.portal.doors import address_of
from mediation.workflows.base import Lifecycle, lifecycles
from tests.factories.hearings import HearingCourse
from tests.factories.mediation import agreed, alone, do, drafted, in_force, mediator_of, proposed
from tests.factories.opinions import ReviewCourse
from tests.factories.papers import served
from tests.factories.people import OWN_SECRET, agent_of, come_in, with_secret
from tests.factories.world import World, at

OTHER_SECRET = "402817"


@dataclass
class Deed:
    """One act that binds: on what, by whom, on which day, and what its form states; `names` are the fields that name people."""

    obj: Lifecycle
    step: str
    party: Party
    on: str
    stated: dict[str, Any]
    names: tuple[str, ...] = ()
    by_all: str = ""  # what stands against one alone, once his secret was right

    @property
    def address(self) -> str:
        return address_of(self.obj, self.step)


def _petition(world: World) -> Any:
    return world.accepted(opposite_parties=[{"name": "绿源合作社", "kind": "organisation"}])


def withdrawing(world: World) -> Deed:
    petition = _petition(world)
    party, told = world.party(petition.matter, "张大山"), {"effect_told": "on"}
    return Deed(petition, "withdraw", party, "2025-03-10", told, ("withdrawn_by", "withdrawn_for"))


def _change(world: World, step: str, **stated: Any) -> Deed:
    matter = _petition(world).matter
    party = world.party(matter, "张大山")
    Party.objects.filter(pk=party.pk).update(phone="13800000001")
    return Deed(PartyChange(matter=matter), step, party, "2025-03-10", stated, ("party",))


def moving(world: World) -> Deed:
    return _change(world, "confirm_address", address="青河县南街8号")


def electronically(world: World) -> Deed:
    return _change(world, "consent")


def leaving(world: World) -> Deed:
    return _change(world, "leave", effect_told="on")


def consenting(world: World) -> Deed:
    mediation = proposed(world)
    do(mediation, "tell_rights", mediator_of(world, mediation.organ))
    return Deed(mediation, "consent", world.party(mediation.matter, "张大山"), "2025-03-11", {}, ("who",))


def signing(world: World) -> Deed:
    agreement = drafted(world, agreed(world, proposed(world)))
    names = ("signer", "on_behalf_of")
    return Deed(agreement, "sign", world.party(agreement.matter, "张大山"), "2025-03-18", {}, names)


def to_be_confirmed(world: World) -> Deed:
    agreement = in_force(world, alone(world))
    stated = {"court": "青河县人民法院", "applicants": [one.pk for one in agreement.parties.all()]}
    party = world.party(agreement.matter, "赵铁柱")
    return Deed(agreement, "ask_confirmation", party, "2025-03-20", stated, by_all="由双方当事人共同申请")


def performing(world: World) -> Deed:
    in_force(world, proposed(world))
    obligation = Obligation.objects.get()
    return Deed(obligation, "perform", obligation.creditor, "2025-04-28", {"proof": "转账凭证"})


def waiving(world: World) -> Deed:
    course = HearingCourse(world)
    course.take("propose", world.handler, "2025-09-08", question="……")
    served(course.papers("hearing_rights_notice")[0], by=world.registrar, on="2025-09-08")
    return Deed(course.hearing, "waive", course.zhang, "2025-09-09", {}, ("waived_by",))


def taking_a_request_back(world: World) -> Deed:
    course = HearingCourse(world)
    course.take("request", by=course.zhang, on="2025-09-02", grounds="请求当面说明")
    return Deed(course.hearing, "withdraw_request", course.zhang, "2025-09-03", {"why": "已经说明"})


def taking_a_review_back(world: World) -> Deed:
    course = ReviewCourse(world)
    course.ask(by=course.zhang)
    return Deed(course.review, "withdraw_request", course.zhang, "2025-03-27", {}, ("petitioners",))


def confirming(world: World) -> Deed:
    petition = _petition(world)
    notice = Paper.objects.get(kind="acceptance_notice")
    Party.objects.filter(name="张大山").update(electronic_since="2025-03-03")
    for step, by in (("submit", world.handler), ("approve", world.head), ("issue", world.registrar)):
        gateway.perform(Paper, notice.pk, step, by=by, at=at("2025-03-04"))
    Paper.objects.filter(pk=notice.pk).update(sha256="0" * 64)
    service = ServiceOfDocument.objects.get(paper=notice, party__name="张大山")
    come_in(service.party)
    do(service, "dispatch", world.registrar, "2025-03-05", mode="electronic")
    service.refresh_from_db()
    return Deed(service, "confirm", world.party(petition.matter, "张大山"), "2025-03-06", {})


DEEDS = {
    "Petition.withdraw": withdrawing, "PartyChange.confirm_address": moving, "PartyChange.consent": electronically,
    "PartyChange.leave": leaving, "Mediation.consent": consenting, "Agreement.sign": signing,
    "Agreement.ask_confirmation": to_be_confirmed, "Obligation.perform": performing, "Hearing.waive": waiving,
    "Hearing.withdraw_request": taking_a_request_back, "Review.withdraw_request": taking_a_review_back,
    "ServiceOfDocument.confirm": confirming,
}  # fmt: skip


def test_every_act_that_binds_a_party_is_tried():
    binding = {
        f"{m.__name__}.{s.name}" for m in lifecycles() for s in m.steps().values() if s.permission.by_party and s.binds
    }
    assert set(DEEDS) == binding, "say here how it is reached"


class Attempts:
    """Everybody else, each with a browser, all that he may have of his own, and the party's name in every field."""

    def __init__(self, world: World, deed: Deed) -> None:
        self.world, self.deed, self.n = world, deed, 0
        self.matter = Matter.objects.get(pk=deed.party.matter_id)

    def sends(self, browser: Client, secret: str = "", address: str = "") -> Any:
        """The form of the act, whole, in the party's name."""
        self.n += 1
        obj, deed = self.deed.obj, self.deed
        version = type(obj).objects.get(pk=obj.pk).version if obj.pk else ""
        named = dict.fromkeys(deed.names, deed.party.pk)
        form = {
            **deed.stated,
            **named,
            "secret": secret,
            "_version": version,
            "_key": f"{self.n:032x}",
            "_party": deed.party.pk,
            "_read": "1",
        }
        return browser.post(address or deed.address, form)

    def let_in(self, holder: Party | Agent, code: str) -> Client:
        """A browser that came in by a code."""
        browser = Client(raise_request_exception=False)
        browser.post(reverse("portal:enter"), {"number": self.matter.number, "code": code})
        return browser

    def staff(self) -> dict[str, Any]:
        """Who has power in the office."""
        w, organ = self.world, self.matter.acting_organ or self.world.bureau
        return {
            "handler": w.handler, "head": w.head, "registrar": w.registrar,
            "clerk": w.staff(Role.INTAKE_CLERK, organ, "窗口"), "administrator": w.staff(Role.ADMINISTRATOR, organ, "管理员"),
        }  # fmt: skip

    def of_staff(self) -> None:
        """At the portal with a desk's session: alone, and after coming in by the party's own code with the right secret."""
        for person in self.staff().values():
            browser = Client(raise_request_exception=False)
            browser.force_login(person)
            self.sends(browser, OWN_SECRET)
            browser.get("/desk/")
            browser.post(reverse("portal:enter"), {"number": self.matter.number, "code": self.code})
            self.sends(browser, OWN_SECRET)

    def of_others(self) -> None:
        """Each other party, and an agent of one, with a code and a secret of his own."""
        for other in self.matter.parties.exclude(pk=self.deed.party.pk):
            browser = self.let_in(other, other.issue_code())
            with_secret(other)
            self.sends(browser, OWN_SECRET)
        other = self.matter.parties.exclude(pk=self.deed.party.pk).filter(kind="person").first()
        if other is None:
            return
        powers = {"may_settle": True, "may_withdraw": True, "may_receive": True}
        keeper = self.world.handler if hasattr(self.matter, "petition") else mediator_of(self.world, self.matter.organ)
        agent = agent_of(self.matter, [other], keeper, self.deed.on, **powers)
        do(agent, "give_code", keeper, self.deed.on, "10:00", code="ABCDE-FGHJK")
        with_secret(Agent.objects.get(pk=agent.pk))
        self.sends(self.let_in(agent, "ABCDE-FGHJK"), OWN_SECRET)

    def of_strangers(self) -> None:
        """Nobody's browser, and that of a party to another matter."""
        self.sends(Client(raise_request_exception=False), OWN_SECRET)
        strange = self.world.petition(petitioners=[{"name": "生人"}]).matter.parties.get()
        with_secret(strange)
        browser = Client(raise_request_exception=False)
        browser.post(reverse("portal:enter"), {"number": strange.matter.number, "code": strange.issue_code()})
        self.sends(browser, OWN_SECRET)

    def with_what_is_over(self) -> None:
        """The party's session and code of before the last slip."""
        before = self.deed.party.issue_code()
        old = self.let_in(self.deed.party, before)
        self.code = self.deed.party.issue_code()
        self.sends(old, OWN_SECRET)
        self.sends(self.let_in(self.deed.party, before), OWN_SECRET)

    def with_the_code_alone(self) -> None:
        """Who holds the slip: without a secret, with one that he has set just now, with a wrong one."""
        browser = self.let_in(self.deed.party, self.code)
        self.sends(browser)
        browser.post(reverse("portal:secret"), {"secret": OTHER_SECRET, "again": OTHER_SECRET})
        self.sends(browser, OTHER_SECRET)
        Party.objects.get(pk=self.deed.party.pk).own_secret.delete()


@contextmanager
def and_undone() -> Iterator[None]:
    """What others have done in their own name meanwhile is no matter of the act that follows."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", DEEDS)
def test_nobody_acts_as_another(world, clock, name):
    deed = DEEDS[name](world)
    clock.move_to(at(deed.on))
    tried = Attempts(world, deed)
    done = Event.objects.filter(step=deed.step, object_type=deed.obj._meta.model_name, party=deed.party)
    assert not done.exists()
    with and_undone():
        tried.with_what_is_over()
        tried.with_the_code_alone()
        with_secret(deed.party)
        tried.of_staff()
        tried.of_others()
        tried.of_strangers()
        assert "不对" in tried.sends(tried.let_in(deed.party, tried.code), OTHER_SECRET).content.decode()
        assert not done.exists(), "somebody acted as the party"
    assert tried.n > 16
    with_secret(deed.party)
    own = tried.sends(tried.let_in(deed.party, deed.party.issue_code()), OWN_SECRET)
    if deed.by_all:
        assert deed.by_all in own.content.decode()
        return
    assert own.status_code == 302, own.context and [str(one) for one in own.context["refused"]]
    assert done.count() == 1, "and the party itself can"
