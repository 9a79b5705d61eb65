"""另案办理: every day and limit as it stood, nothing lost, nothing told twice, and the way back."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.actions import gateway
from mediation.actions.annulling import closure_of
from mediation.actions.clock import deadlines
from mediation.documents.days import received_by_organ
from mediation.models import (
    Claim,
    Deadline,
    Dispatch,
    Event,
    Extension,
    Matter,
    Paper,
    Party,
    ServiceOfDocument,
)
from mediation.permissions import Actor
from mediation.queries.visibility import Sight, events_seen, visible
from mediation.vocabulary import PaperKind
from mediation.workflows.base import NotPossibleNow
from tests.factories.opinions import DECIDED, approved, issued, sent_out, take, told_of_acceptance
from tests.factories.papers import printed
from tests.factories.people import agent_of, change, proof
from tests.factories.world import at
from tests.refusals import refused
from tests.stages import staged

PEOPLE = [
    {"name": "张大山", "address": "柳树乡一村", "phone": "13800000001"},
    {"name": "李秀英", "address": "柳树乡二村", "electronic": True, "email": "li@example.cn"},
    {"name": "王铁柱", "address": "柳树乡三村"},
]
FIRM = {"name": "绿源合作社", "kind": "organisation", "address": "工业园2号"}
DUTY = {"text": "查处拖欠工资", "category": "grievance", "route": "duty_performance"}
PRICE = {"text": "补足差额", "category": "grievance", "route": "petition_procedure"}
# What of a limit tells how long it still runs and why.
RUNS = (
    "code", "label", "authority", "limit", "organ_id", "trigger", "trigger_on", "extension_days", "excluded", "kept_on",
    "suspended_on", "nominal_on", "legal_on", "amber_on", "red_on", "provisional", "calendar_version",
)  # fmt: skip


@staged
def petition(world):
    return world.accepted(petitioners=PEOPLE, opposite_parties=[FIRM])


def split(world, petition, on="2025-04-10", names=("张大山",), by=None, claims=None, **facts):
    people = list(petition.matter.parties.filter(name__in=names).order_by("pk"))
    stated = {"subject": "张大山的收购款", "account": "张大山一户的收购款未付。", **facts}
    claims = list(petition.claims.filter(disposal="", accused_organ=None)) if claims is None else claims
    done = change(petition.matter, "split_off", by or world.head, on, people=people, claims=claims, **stated)
    return Matter.objects.get(pk=done.to_matter_id).petition


def limits(petition, *codes):
    found = Deadline.objects.filter(matter=petition.matter, code__in=codes, state__in=("running", "overdue"))
    return [{name: getattr(one, name) for name in RUNS} for one in found.order_by("code", "legal_on", "subject_id")]


def accepted(world):
    return world.accepted(petitioners=PEOPLE)


def on_duty(world):
    return world.accepted(petitioners=PEOPLE, claims=[PRICE, DUTY])


def extended(world):
    petition = accepted(world)
    asked = gateway.perform(
        Extension,
        None,
        "request",
        by=world.handler,
        at=at("2025-04-07"),
        matter=petition.matter,
        days=30,
        why="补充勘测",
    )
    take(asked, "approve", world.head, "2025-04-08")
    return petition


def with_days_left_out(world):
    petition = accepted(world)
    own = Deadline.objects.filter(matter=petition.matter, code="D5")
    own.update(
        excluded=[["2025-03-10", "2025-03-20", "force_majeure"]],
        legal_on=date(2025, 5, 13),
        nominal_on=date(2025, 5, 13),
    )
    return petition


def standing_still(world):
    petition = accepted(world)
    Deadline.objects.filter(matter=petition.matter, code="D5").update(suspended_on=date(2025, 4, 1))
    return petition


def overdue(world):
    petition = accepted(world)
    Deadline.objects.filter(matter=petition.matter, code="D5").update(legal_on=date(2025, 4, 1))
    deadlines.run_clock(at("2025-04-02"))
    return petition


def not_accepted_yet(world):
    return world.petition(petitioners=PEOPLE)


def at_the_office(world):
    return world.petition(petitioners=PEOPLE, organ=world.office)


def taken_over(world, kind="transfer", **facts):
    petition = at_the_office(world)
    sent = gateway.perform(
        Dispatch, None, "send", by=world.dispatcher, at=at("2025-03-10"), matter=petition.matter, kind=kind,
        to_organ=world.bureau, claims=list(petition.claims.all()), **facts,
    )  # fmt: skip
    take(sent, "take", world.handler, "2025-03-11")
    return petition


def to_be_reported(world):
    return taken_over(world, "assignment", report_due_on=date(2025, 5, 30), note="办结后报告。")


@pytest.mark.parametrize(
    ("begun", "code"),
    [
        (accepted, "D5"), (on_duty, "D18"), (extended, "D5"), (with_days_left_out, "D5"), (standing_still, "D5"),
        (overdue, "D5"), (not_accepted_yet, "D3"), (at_the_office, "D1"), (taken_over, "D3"),
        (to_be_reported, "D4"),
    ],
    ids=lambda one: getattr(one, "__name__", one),
)  # fmt: skip
def test_every_running_limit_goes_on_as_it_stood(world, begun, code):
    petition = begun(world)
    petition.refresh_from_db()
    before = limits(petition, "D1", "D3", "D4", "D5", "D18")
    assert code in {row["code"] for row in before}
    dates = [(one.text, one.state, one.accepted_on, one.organ_id) for one in petition.claims.all()]
    by = world.dispatcher if petition.acting_organ == world.office else world.head
    own = split(world, petition, by=by)
    assert limits(own, "D1", "D3", "D4", "D5", "D18") == before, "nothing begins anew and nothing is lost"
    assert limits(petition, "D1", "D3", "D4", "D5", "D18") == before, "the others' go on unchanged"
    assert [(one.text, one.state, one.accepted_on, one.organ_id) for one in own.claims.all()] == dates
    assert (own.received_on, own.state, own.organ, own.acting_organ) == (
        petition.received_on, petition.state, petition.organ, petition.acting_organ,
    )  # fmt: skip


def test_what_was_overdue_is_found_so_by_the_clock_and_met_late(world):
    petition = overdue(world)
    own = split(world, petition, on="2025-04-02")
    deadlines.run_clock(at("2025-04-03"))
    assert {one.state for one in Deadline.objects.filter(matter=own.matter, code="D5")} == {"overdue"}


def test_an_extension_is_not_given_a_second_time(world):
    own = split(world, extended(world))
    with pytest.raises(NotPossibleNow, match="不得再次延长"):
        asked = gateway.perform(
            Extension, None, "request", by=world.handler, at=at("2025-04-11"), matter=own.matter, days=10, why="再延"
        )
        take(asked, "approve", world.head, "2025-04-12")


def test_who_was_told_of_the_acceptance_is_not_told_twice_and_reads_it_from_the_new_file(world, petition):
    told_of_acceptance(world, petition, "2025-03-05")
    own = split(world, petition)
    assert not own.matter.papers.of_kind(PaperKind.ACCEPTANCE_NOTICE).exists()
    mine = own.matter.petitioners.get()
    seen = Paper.objects.visible_to(Actor(on=date(2025, 4, 11), party=mine))
    assert PaperKind.ACCEPTANCE_NOTICE in {paper.kind for paper in seen}
    assert {paper.matter_id for paper in seen} == {own.matter_id, petition.matter_id}
    others = Party.objects.get(matter=petition.matter, name="李秀英")
    assert not Paper.objects.visible_to(Actor(on=date(2025, 4, 11), party=others)).filter(matter=own.matter).exists()


def test_who_was_not_told_yet_gets_the_notice_in_his_own_matter(world, petition):
    own = split(world, petition)
    assert [paper.state for paper in own.matter.papers.of_kind(PaperKind.ACCEPTANCE_NOTICE)] == ["drafted"]


def test_what_is_on_its_way_is_served_and_proved_in_the_first_file(world, petition):
    told_of_acceptance(world, petition, "2025-03-05")
    notice = petition.matter.papers.of_kind(PaperKind.ACCEPTANCE_NOTICE).get()
    own = split(world, petition, names=("张大山", "李秀英"))
    served = {copy.party.name: copy.state for copy in notice.services.all()}
    assert served == {"张大山": "served", "李秀英": "served", "王铁柱": "served"}
    assert own.matter.petitioners.count() == 2


def test_a_copy_in_the_post_reaches_who_was_split_off(world, petition):
    asked = gateway.perform(
        Extension,
        None,
        "request",
        by=world.handler,
        at=at("2025-04-07"),
        matter=petition.matter,
        days=30,
        why="补充勘测",
    )
    take(asked, "approve", world.head, "2025-04-08")
    notice = petition.matter.papers.of_kind(PaperKind.EXTENSION_NOTICE).first()
    notice = (
        printed(
            take(
                approved(notice, drafter=world.handler, head=world.head, on="2025-04-08"),
                "issue",
                world.registrar,
                "2025-04-08",
            )
        )
        if notice.state == "drafted"
        else printed(notice)
    )
    copy = ServiceOfDocument.objects.get(paper=notice, party__name="张大山")
    take(copy, "dispatch", world.registrar, "2025-04-08", "15:00", mode="post", waybill="EMS1")
    split(world, petition)
    copy = ServiceOfDocument.objects.get(pk=copy.pk)
    assert copy.state == "dispatched"
    take(copy, "record_receipt", world.registrar, "2025-04-11", "12:00", relation="self", servers="王一", proof=proof())
    assert ServiceOfDocument.objects.get(pk=copy.pk).state == "served"


def test_no_right_is_lost_by_a_split(world, petition):
    paper = issued(world, petition)
    with refused("claim_decided"):
        split(world, petition, on="2025-03-18", claims=list(petition.claims.all()))
    sent_out(paper, by=world.registrar, on=DECIDED)
    again = Claim.objects.filter(matter=petition.matter).first()
    take(again, "reopen", world.head, "2025-03-19", why="出现新的事实")
    again.refresh_from_db()
    with refused("decided_for_them"):
        split(world, petition, on="2025-03-20", claims=[again])
    assert paper.right_of(Party.objects.get(matter=petition.matter, name="张大山")).state == "running"


def test_agents_go_on_for_who_was_split_off(world, petition):
    zhang = Party.objects.get(matter=petition.matter, name="张大山")
    agent_of(petition.matter, [zhang], world.handler, may_receive=True)
    own = split(world, petition)
    mine = own.matter.agents.get()
    assert (mine.name, mine.principal.name, mine.may_receive, mine.state) == ("安律师", "张大山", True, "acting")
    assert zhang.agents.get().state == "ended"


def test_a_namesake_is_not_taken_for_him(world):
    people = [{"name": "王伟", "address": "一村"}, {"name": "王伟", "address": "二村"}]
    petition = world.accepted(petitioners=people)
    second = petition.matter.petitioners.last()
    done = change(
        petition.matter, "split_off", world.head, "2025-04-10", people=[second], subject="另案", account="另案",
        claims=list(petition.claims.all()),
    )  # fmt: skip
    mine = Matter.objects.get(pk=done.to_matter_id).petitioners.get()
    assert (mine.address, mine.continues) == ("二村", second)


def test_both_ledgers_name_the_other_file(world, petition):
    own = split(world, petition)
    there = Event.objects.get(matter=own.matter, step="begin_apart")
    assert petition.matter.number in there.facts["apart_from"]["name"]
    assert own.apart_from == petition
    assert petition.matter.party_changes.get(kind="split_off").to_matter == own.matter


def test_days_of_transfer_are_printed_as_in_the_first_file(world):
    petition = taken_over(world)
    own = split(world, petition, by=world.head)
    assert received_by_organ(own, world.bureau) == date(2025, 3, 10)
    sent = own.matter.dispatches.get()
    assert (sent.state, sent.organ, sent.to_organ, sent.extract) == ("taken", world.office, world.bureau, False)
    assert list(sent.claims.all()) == list(own.claims.all())


# Sealed accusations


ACCUSING = {"text": "农业局局长收受好处", "category": "accusation"}


@staged
def letter(world):
    """The office holds an accusation of the bureau, which handles the rest."""
    found = world.petition(
        petitioners=PEOPLE, organ=world.office, claims=[PRICE, {**ACCUSING, "accused_organ": world.bureau}]
    )
    claim = found.claims.get(no=1)
    sent = gateway.perform(
        Dispatch, None, "send", by=world.dispatcher, at=at("2025-03-10"), matter=found.matter, kind="transfer",
        to_organ=world.bureau, claims=[claim], extract=True,
    )  # fmt: skip
    take(sent, "take", world.handler, "2025-03-11")
    take(claim, "accept", world.handler, "2025-03-12")
    return found


def test_an_accusation_goes_along_unseen_and_leaks_nowhere(world, letter):
    letter.refresh_from_db()
    own = split(world, letter, claims=[letter.claims.get(no=1)])
    carried = own.claims.get(accused_organ=world.bureau)
    assert (carried.text, carried.no, carried.part) == (ACCUSING["text"], 2, f"accusation:{carried.pk}")
    head = Actor(on=date(2025, 4, 11), user=world.head)
    assert [claim.no for claim in visible(Claim, head).filter(petition=own)] == [1], "it handles on what it was sent"
    assert own.matter.dispatches.get().extract
    seen = events_seen(Sight(Matter.objects.get(pk=own.matter_id), head))
    assert not seen.filter(part__gt="").exists()
    assert ACCUSING["text"] not in str([event.facts for event in seen])
    assert ACCUSING["text"] not in str(
        [e.facts for e in Event.objects.filter(matter=letter.matter, part="", step="split_off")]
    )
    assert visible(Claim, Actor(on=date(2025, 4, 11), user=world.dispatcher)).filter(pk=carried.pk).exists()
    assert (
        visible(Claim, Actor(on=date(2025, 4, 11), party=own.matter.petitioners.get())).filter(pk=carried.pk).exists()
    )


# The way back


def taken_back(world, petition, own, on="2025-04-11"):
    for paper in own.matter.papers.of_kind(PaperKind.REGISTRATION_RECEIPT).filter(state="issued"):
        by = world.head if paper.organ == world.bureau else world.staff("head", world.office)
        take(paper, "revoke", by, on, "09:00", why="分案登记有误")
    done = petition.matter.party_changes.get(kind="split_off")
    take(done, "annul", world.handler, on, event=1, why="分案登记有误")
    other = world.staff("head", world.bureau, "副局长")
    take(petition.matter.annulments.get(state="asked"), "approve", other, on, "11:00")


def test_a_split_that_was_a_slip_is_taken_back_whole(world, petition):
    own = split(world, petition)
    before = limits(petition, "D5", "D3")
    code = own.matter.petitioners.get().issue_code()
    done = petition.matter.party_changes.get(kind="split_off")
    with refused("paper_stands"):
        take(done, "annul", world.handler, "2025-04-11", event=1, why="分案登记有误")
    taken_back(world, petition, own)
    own.refresh_from_db()
    assert (own.state, {claim.state for claim in own.claims.all()}) == ("annulled", {"annulled"})
    assert limits(own, "D1", "D3", "D4", "D5", "D18") == []
    assert limits(petition, "D5", "D3") == before
    zhang = Party.objects.get(matter=petition.matter, name="张大山")
    assert (zhang.takes_part, zhang.gone_how) == (True, "")
    mine = Party.objects.get(matter=own.matter, name="张大山")
    assert not mine.has_code(code)
    assert not own.matter.papers.filter(state="drafted").exists()


def test_a_matter_in_which_somebody_acted_goes_on(world, petition):
    own = split(world, petition)
    for paper in own.matter.papers.of_kind(PaperKind.REGISTRATION_RECEIPT):
        take(paper, "revoke", world.head, "2025-04-11", "09:00", why="分案登记有误")
    take(own, "assign_handler", world.head, "2025-04-11", "09:30", handler=world.handler)
    done = petition.matter.party_changes.get(kind="split_off")
    with refused("acted_apart"):
        take(done, "annul", world.handler, "2025-04-11", event=1, why="分案登记有误")


def test_the_preview_of_the_way_back_names_no_accusation(world, letter):
    letter.refresh_from_db()
    split(world, letter, claims=[letter.claims.get(no=1)])
    done = letter.matter.party_changes.get(kind="split_off")
    closure = closure_of(Event.objects.get(object_type="partychange", object_id=done.pk, version=1))
    assert {event.part for event in closure.records.values()} == {""}


def test_the_annulment_of_a_split_names_no_accusation_which_stands_in_the_first_file(world, letter):
    letter.refresh_from_db()
    own = split(world, letter, claims=[letter.claims.get(no=1)])
    taken_back(world, letter, own)
    own.refresh_from_db()
    carried = own.claims.get(accused_organ=world.bureau)
    assert (own.state, own.claims.get(no=1).state, carried.state) == ("annulled", "annulled", "classified")
    done = letter.matter.annulments.get()
    assert {event.part for event in done.records.all()} == {""}, "the annulment names nothing that is sealed"
    zhang = Party.objects.get(matter=letter.matter, name="张大山")
    assert visible(Claim, Actor(on=date(2025, 4, 12), party=zhang)).filter(accused_organ=world.bureau).exists()
