"""Who could act as whom: every act that binds a party, tried over the web by everybody else. None acts as another."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from mediation.actions import gateway
from mediation.models import (
    Agent,
    Event,
    Matter,
    MediationSession,
    Obligation,
    Paper,
    Party,
    PartyChange,
    ServiceOfDocument,
    SettlementOffer,
    Signature,
)
from mediation.vocabulary import Role
from mediation.web.portal.doors import address_of
from mediation.workflows.base import Lifecycle, lifecycles
from tests.actions.sittings.test_record_of_sittings import says
from tests.actions.sittings.test_record_signed import HAND
from tests.factories.hearings import DAY, HearingCourse
from tests.factories.mediation import agreed, alone, do, drafted, in_force, in_session, mediator_of, proposed, ready
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
    behind: str = ""  # a page that one's own secret opens, and to which the act leads back

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


def _own_hand(sitting: Any, party: Party, on: str) -> Deed:
    drawn = {"answer": "signed", "drawing": json.dumps(HAND), "read_root": sitting.last_entry()[1]}
    return Deed(sitting, "sign_own", party, on, drawn)


def signing_the_hearing(world: World) -> Deed:
    course = HearingCourse(world)
    course.deliberating()
    course.vote(True, True, False)
    course.take("read_record", course.recorder, DAY, "11:40", way="read")
    return _own_hand(course.hearing, course.zhang, "2025-10-21")


def signing_the_session(world: World) -> Deed:
    mediation = proposed(world)
    session = in_session(world, mediation)
    by = mediator_of(world, mediation.organ)
    do(session, "enter_phase", by, "2025-03-17", "09:20", phase="statements")
    says(session, by, "愿意分期", "statements")
    do(session, "read_record", by, "2025-03-17", "10:40", way="read_out")
    session = MediationSession.objects.get(pk=session.pk)
    return _own_hand(session, world.party(session.matter, "张大山"), "2025-03-18")


def acknowledging(world: World) -> Deed:
    in_force(world, proposed(world))
    owed = Obligation.objects.get()
    do(owed, "show", owed.debtor, "2025-04-20", kind="transfer", note="尾号8812")
    return Deed(owed, "acknowledge", owed.creditor, "2025-04-28", {})


def _offer(world: World, step: str, *told: str) -> Deed:
    """An offer of who asked, as far as it was told; the last step is that of the deed."""
    mediation = ready(world, proposed(world))
    sides = {one.side: one.party for one in mediation.participants.select_related("party")}
    stated = {"mediation": mediation, "amount": 3000, "terms": "月底前一次付清。"}
    by, behind = sides["asking"], reverse("portal:offers", args=[mediation.pk])
    if step == "make":
        sent = {**stated, "mediation": mediation.pk}
        return Deed(SettlementOffer(matter=mediation.matter), "make", by, "2025-03-12", sent, behind=behind)
    made = gateway.perform(SettlementOffer, None, "make", by=by, at=at("2025-03-12"), matter=mediation.matter, **stated)
    for one in told:
        do(made, one, by, "2025-03-12", "11:00")
    return Deed(made, step, sides["other"] if step == "accept" else by, "2025-03-12", {}, behind=behind)


def offering(world: World) -> Deed:
    return _offer(world, "make")


def telling_the_mediator(world: World) -> Deed:
    return _offer(world, "tell_mediator")


def telling_the_other_side(world: World) -> Deed:
    return _offer(world, "tell_other_side")


def accepting(world: World) -> Deed:
    return _offer(world, "accept", "tell_other_side")


DEEDS = {
    "Petition.withdraw": withdrawing, "PartyChange.confirm_address": moving, "PartyChange.consent": electronically,
    "PartyChange.leave": leaving, "Mediation.consent": consenting, "Agreement.sign": signing,
    "Agreement.ask_confirmation": to_be_confirmed, "Obligation.perform": performing, "Hearing.waive": waiving,
    "Hearing.withdraw_request": taking_a_request_back, "Review.withdraw_request": taking_a_review_back,
    "ServiceOfDocument.confirm": confirming, "Hearing.sign_own": signing_the_hearing,
    "MediationSession.sign_own": signing_the_session, "Obligation.acknowledge": acknowledging,
    "SettlementOffer.make": offering, "SettlementOffer.tell_mediator": telling_the_mediator,
    "SettlementOffer.tell_other_side": telling_the_other_side, "SettlementOffer.accept": accepting,
}  # fmt: skip


def test_every_act_that_binds_a_party_is_tried():
    binding = {
        f"{m.__name__}.{s.name}" for m in lifecycles() for s in m.steps().values() if s.permission.by_party and s.binds
    }
    assert set(DEEDS) == binding, "say here how it is reached"


# How an attempt ends, by the code of the refusal; what else stands against it is named by its code.
ENDS = {
    "desk_browser": "desk's browser", "no_secret": "no secret", "secret_wrong": "wrong secret",
    "code_renewed_lately": "three days", "secret_empty": "no secret typed",
}  # fmt: skip


def ending(answer: Any, *, done: bool) -> str:
    """How an attempt ended, in the words of the table."""
    if done:
        return "in his own name"
    if answer.status_code == 302:
        return "in his own name" if answer.url == reverse("portal:matter") else "not let in"
    if answer.status_code == 409 or (answer.status_code == 403 and answer.context and answer.context.get("refused")):
        code = answer.context["refused"][0].code
        return ENDS.get(code, f"refused ({code})")
    return {403: "not let in", 404: "not there", 422: "form refused"}[answer.status_code]


class Attempts:
    """Everybody else, each with a browser, all that he may have of his own, and the party's name in every field."""

    def __init__(self, world: World, deed: Deed) -> None:
        self.world, self.deed, self.n, self.code = world, deed, 0, ""
        self.matter = Matter.objects.get(pk=deed.party.matter_id)
        self.ended: dict[str, set[str]] = {}

    def sends(self, browser: Client, secret: str = "", who: str = "") -> Any:
        """The form of the act, whole, in the party's name; the party itself need not name itself."""
        self.n += 1
        obj, deed = self.deed.obj, self.deed
        version = type(obj).objects.get(pk=obj.pk).version if obj.pk else ""
        named = dict.fromkeys(deed.names, deed.party.pk) if who else {}
        form = {**deed.stated, **named, "secret": secret, "_version": version, "_key": f"{self.n:032x}", "_read": "1"}
        before = self.done()
        if deed.behind:
            browser.post(deed.behind, {"secret": secret})
        answer = browser.post(deed.address, form)
        if who:
            self.ended.setdefault(who, set()).add(ending(answer, done=self.done() > before))
        return answer

    def done(self) -> int:
        """How often the act was taken, by whomever."""
        return Event.objects.filter(step=self.deed.step, object_type=self.deed.obj._meta.model_name).count()

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
            "clerk who renews": w.staff(Role.INTAKE_CLERK, organ, "窗口"),
            "administrator": w.staff(Role.ADMINISTRATOR, organ, "管理员"),
        }  # fmt: skip

    def of_staff(self) -> None:
        """At the portal with a desk's session: alone, and after coming in by the party's own code with the right secret."""
        for who, person in self.staff().items():
            browser = Client(raise_request_exception=False)
            browser.force_login(person)
            self.sends(browser, OWN_SECRET, who)
            browser.get("/desk/")
            browser.post(reverse("portal:enter"), {"number": self.matter.number, "code": self.code})
            self.sends(browser, OWN_SECRET, f"{who} with code and secret")

    def of_others(self) -> None:
        """Each other party, and an agent of one, with a code and a secret of his own."""
        other = self.matter.parties.exclude(pk=self.deed.party.pk).filter(kind="person").first()
        if other is not None:
            self.of_an_agent(other)
        for other in self.matter.parties.exclude(pk=self.deed.party.pk):
            browser = self.let_in(other, other.issue_code())
            with_secret(other)
            self.sends(browser, OWN_SECRET, "co-petitioner" if other.role == self.deed.party.role else "other side")

    def of_an_agent(self, other: Party) -> None:
        """An agent of another party, with every power."""
        powers = {"may_settle": True, "may_withdraw": True, "may_receive": True}
        keeper = self.world.handler if hasattr(self.matter, "petition") else mediator_of(self.world, self.matter.organ)
        agent = agent_of(self.matter, [other], keeper, self.deed.on, **powers)
        do(agent, "give_code", keeper, self.deed.on, "10:00", code="ABCDE-FGHJK")
        with_secret(Agent.objects.get(pk=agent.pk))
        self.sends(self.let_in(agent, "ABCDE-FGHJK"), OWN_SECRET, "agent of another")

    def of_strangers(self) -> None:
        """Nobody's browser, and that of a party to another matter."""
        self.sends(Client(raise_request_exception=False), OWN_SECRET, "nobody")
        strange = self.world.petition(petitioners=[{"name": "生人"}]).matter.parties.get()
        with_secret(strange)
        browser = Client(raise_request_exception=False)
        browser.post(reverse("portal:enter"), {"number": strange.matter.number, "code": strange.issue_code()})
        self.sends(browser, OWN_SECRET, "stranger")

    def with_what_is_over(self) -> None:
        """The party's session and code of before the last slip."""
        before = self.deed.party.issue_code()
        old = self.let_in(self.deed.party, before)
        self.code = self.deed.party.issue_code()
        self.sends(old, OWN_SECRET, "old session")
        self.sends(self.let_in(self.deed.party, before), OWN_SECRET, "old code")

    def with_the_code_alone(self) -> None:
        """Who holds the slip: without a secret, with one that he has set just now."""
        browser = self.let_in(self.deed.party, self.code)
        self.sends(browser, "", "slip without secret")
        browser.post(reverse("portal:secret"), {"secret": OTHER_SECRET, "again": OTHER_SECRET})
        self.sends(browser, OTHER_SECRET, "slip, secret just set")
        Party.objects.get(pk=self.deed.party.pk).own_secret.delete()

    def with_a_wrong_secret(self) -> None:
        """Who holds the slip of a party that has its secret."""
        self.sends(self.let_in(self.deed.party, self.code), OTHER_SECRET, "slip, wrong secret")

    def row(self, name: str) -> str:
        """The act's line of the table."""
        return " | ".join(
            ["", f"`{name}`", *(", ".join(sorted(self.ended.get(who, {"–"}))) for who in WHO), ""]
        ).strip()


WHO = (
    "handler", "handler with code and secret", "clerk who renews", "clerk who renews with code and secret",
    "administrator with code and secret", "head with code and secret", "other side", "co-petitioner", "agent of another",
    "stranger", "nobody", "old session", "old code", "slip without secret", "slip, secret just set", "slip, wrong secret",
)  # fmt: skip
TABLE = Path(__file__).parents[3] / "docs" / "who_acts.md"


def standing(party: Party) -> dict[str, Any]:
    """What stands about the party and could have been done in its name, its code apart."""
    row = Party.objects.values().get(pk=party.pk)
    return {**row, "code_hash": "", "signed": Signature.objects.filter(party=party).count()}


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
    stands = standing(deed.party)
    with and_undone():
        tried.with_what_is_over()
        tried.with_the_code_alone()
        with_secret(deed.party)
        tried.of_staff()
        tried.of_others()
        tried.of_strangers()
        tried.with_a_wrong_secret()
        assert not done.exists(), "somebody acted as the party"
        assert standing(deed.party) == stands, "or for it"
    _as_the_table_says(tried.row(name), name)
    with_secret(deed.party)
    own = tried.sends(tried.let_in(deed.party, deed.party.issue_code()), OWN_SECRET)
    if deed.by_all:
        assert deed.by_all in own.content.decode()
        return
    assert own.status_code == 302, own.context and [str(one) for one in own.context["refused"]]
    assert done.count() == 1, "and the party itself can"


def _as_the_table_says(row: str, name: str) -> None:
    """With WHO_ACTS=1 the line is printed anew; else it stands there as it is."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    if os.environ.get("WHO_ACTS"):
        kept = [line for line in lines if not line.startswith(f"| `{name}` ")]
        TABLE.write_text("\n".join([*kept, row]) + "\n", encoding="utf-8")
    else:
        assert row in lines, "print docs/who_acts.md anew: WHO_ACTS=1 pytest tests/web/intake/test_who_acts.py"


def test_the_table_is_about_these_acts_and_these_people():
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    assert "| act | " + " | ".join(WHO) + " |" in lines
    assert [line.split("`")[1] for line in lines if line.startswith("| `")] == list(DEEDS)
