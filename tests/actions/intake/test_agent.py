"""代理人: what each may do, from when, until when; and that he is out the moment his authority ends."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.utils.html import strip_tags

from mediation.actions import gateway
from mediation.documents.papers.snapshot import html_of
from mediation.models import Agent, Deadline, Event, Message, Paper, Party, Petition, Review, ServiceOfDocument
from mediation.models.intake.acting import acting_for, receivers_for
from mediation.permissions import Actor
from mediation.vocabulary import PaperKind
from mediation.workflows.base import NotAllowed
from tests.factories.opinions import DECIDED, ReviewCourse, issued, take
from tests.factories.papers import printed
from tests.factories.people import CHILD_ID, agent_of, come_in, proof
from tests.factories.world import at
from tests.refusals import refused
from tests.stages import staged

PEOPLE = [{"name": "张大山", "electronic": True, "phone": "13800000001"}, {"name": "李秀英"}]
FIRM = {"name": "绿源合作社", "kind": "organisation"}


@staged
def petition(world):
    return world.accepted(petitioners=PEOPLE, opposite_parties=[FIRM])


@staged
def matter(petition):
    return petition.matter


@staged
def zhang(world, matter):
    return world.party(matter, "张大山")


def act(agent, on):
    """Who the agent is as an actor."""
    return Actor(on=on, party=agent.principal, agent=agent)


def guardian_of(world, ward, on="2025-03-04", **facts):
    stated = {"name": "张母", "relation": "母亲", **facts}
    return gateway.perform(
        Agent,
        None,
        "appoint_guardian",
        by=world.handler,
        at=at(on),
        matter=ward.matter,
        ward=ward,
        proof=proof(),
        **stated,
    )


def fresh(agent):
    return Agent.objects.get(pk=agent.pk)


def test_an_agent_hands_in_for_his_principal_and_the_ledger_names_both(world, petition, zhang):
    agent = agent_of(petition.matter, [zhang], world.handler)
    files = proof()
    take(petition, "hand_in", agent, "2025-03-05", files=files)
    event = Event.objects.filter(step="hand_in").last()
    assert event.party == zhang
    assert event.actor == "安律师（张大山的代理人）"
    assert petition.matter.attachments.filter(given_by=zhang).count() == 1


def test_what_gives_away_a_right_needs_special_authority(world, petition, zhang):
    agent = agent_of(petition.matter, [zhang], world.handler)
    with pytest.raises(NotAllowed, check=lambda e: e.code == "beyond_authority"):
        take(petition, "withdraw", agent, "2025-03-05", effect_told=True)
    special = agent_of(petition.matter, [zhang], world.handler, name="平律师", may_withdraw=True)
    with refused("no_written_authority"):
        others = list(petition.matter.petitioners.exclude(pk=zhang.pk))
        take(petition, "withdraw", special, "2025-03-05", effect_told=True, withdrawn_for=others)
    # For his own principal alone, not for 李秀英, whose part goes on.
    assert take(petition, "withdraw", special, "2025-03-05", effect_told=True).state != "withdrawn"
    assert [party.name for party in Petition.objects.get(pk=petition.pk).pursuing()] == ["李秀英"]


def test_all_powers_wait_for_what_is_written(world, petition, zhang):
    agent = agent_of(petition.matter, [zhang], world.handler)
    assert [agent.has(power) for power in ("", "settle", "withdraw", "receive", "in_person")] == [True] + [False] * 4
    agent = agent_of(petition.matter, [zhang], world.handler, name="平律师", may_settle=True, may_receive=True)
    assert [agent.has(power) for power in ("settle", "withdraw", "receive", "in_person")] == [True, False, True, False]


def test_general_words_give_no_special_authority(world, matter, zhang):
    with refused("scope_too_general"):
        agent_of(matter, [zhang], world.handler, scope="全权代理", may_settle=True)


def test_who_may_be_an_agent(world, matter, zhang):
    for code, facts in (
        ("unit_missing", {"unit": ""}),
        ("relation_missing", {"kind": "relative"}),
        ("person_has_no_staff", {"kind": "staff"}),
        ("guardian_by_law", {"kind": "guardian"}),
        ("receiver_acts", {"kind": "receiver", "relation": "邻居", "may_withdraw": True}),
        ("agent_of_both_sides", {"name": "绿源合作社"}),
        ("id_number_wrong", {"id_number": "1"}),
        ("authority_days_wrong", {"until": date(2025, 3, 1)}),
    ):
        with refused(code):
            agent_of(matter, [zhang], world.handler, **facts)
    other = world.petition(petitioners=[{"name": "外人"}]).matter.parties.get()
    with refused("party_elsewhere"):
        agent_of(matter, [other], world.handler)


def test_two_agents_at_most_and_none_for_both_sides(world, matter, zhang):
    agent_of(matter, [zhang], world.handler)
    agent_of(matter, [zhang], world.handler, name="平律师")
    with refused("too_many_agents"):
        agent_of(matter, [zhang], world.handler, name="康律师")
    agent_of(matter, [zhang], world.handler, kind="receiver", name="邻居", relation="邻居", unit="")
    with refused("agent_of_both_sides"):
        agent_of(matter, [world.party(matter, "绿源合作社")], world.handler)


def test_one_sheet_for_several_and_each_takes_his_own_back(world, matter, zhang):
    li = world.party(matter, "李秀英")
    agent = agent_of(matter, [zhang, li], world.handler)
    paper = matter.papers.get(kind=PaperKind.POWER_OF_ATTORNEY)
    assert {p.name for p in paper.addressees.all()} == {"张大山", "李秀英"}
    take(agent, "give_code", world.handler, "2025-03-05", code="ABCDE-FGHJK")
    other = li.agents.get()
    assert other.has_code("abcdefghjk")
    assert fresh(agent).has_code("ABCDEFGHJK")
    take(other, "revoke", li, "2025-03-06")
    assert not fresh(other).has_code("ABCDEFGHJK")
    assert fresh(agent).has_code("ABCDEFGHJK")
    assert fresh(agent).covers(date(2025, 3, 6))
    assert not fresh(other).covers(date(2025, 3, 6))


def test_the_code_stands_nowhere(world, matter, zhang):
    agent = agent_of(matter, [zhang], world.handler)
    take(agent, "give_code", world.handler, "2025-03-05", code="ABCDE-FGHJK")
    assert "ABCDE" not in str(list(Event.objects.values_list("facts", flat=True)))


def test_a_revoked_agent_acts_receives_and_reads_no_more_from_that_moment(world, petition, zhang):
    agent = agent_of(petition.matter, [zhang], world.handler, may_receive=True)
    take(agent, "give_code", world.handler, "2025-03-05", code="ABCDE-FGHJK")
    paper = printed(issued(world, petition))
    copy = ServiceOfDocument.objects.get(paper=paper, party=zhang)
    take(copy, "dispatch", world.registrar, DECIDED, "11:00", mode="direct")
    take(agent, "revoke", zhang, "2025-03-18")
    agent = fresh(agent)
    assert not agent.has_code("ABCDEFGHJK")
    with pytest.raises(NotAllowed, check=lambda e: e.code == "agency_over"):
        take(petition, "hand_in", agent, "2025-03-18", files=proof())
    with refused("agent_may_not_receive"):
        take(
            copy,
            "record_receipt",
            world.registrar,
            "2025-03-18",
            "12:00",
            received_by="安律师",
            relation="agent",
            servers="王一",
        )
    assert Message.objects.filter(party=zhang, text__contains="不再代理您").exists()


def test_an_agent_receives_only_where_it_is_written(world, petition, zhang):
    agent_of(petition.matter, [zhang], world.handler)
    paper = printed(issued(world, petition))
    copy = ServiceOfDocument.objects.get(paper=paper, party=zhang)
    take(copy, "dispatch", world.registrar, DECIDED, "11:00", mode="direct")
    receipt = {"received_by": "安律师", "relation": "agent", "servers": "王一"}
    with refused("agent_may_not_receive"):
        take(copy, "record_receipt", world.registrar, DECIDED, "12:00", **receipt)
    agent_of(petition.matter, [zhang], world.handler, kind="receiver", name="邻居", relation="邻居", unit="")
    copy = ServiceOfDocument.objects.get(pk=copy.pk)
    take(
        copy,
        "record_receipt",
        world.registrar,
        DECIDED,
        "12:00",
        **{**receipt, "received_by": "邻居", "relation": "designee"},
    )
    assert Deadline.objects.get(code="D6", party=zhang).trigger_on == date(2025, 3, 17)


def test_an_agent_confirms_at_the_portal_and_the_proof_says_who(world, petition, zhang):
    general = agent_of(petition.matter, [zhang], world.handler)
    agent = agent_of(petition.matter, [zhang], world.handler, name="平律师", may_receive=True)
    paper = printed(issued(world, petition))
    copy = ServiceOfDocument.objects.get(paper=paper, party=zhang)
    come_in(zhang)
    take(copy, "dispatch", world.registrar, DECIDED, "11:00", mode="electronic")
    with pytest.raises(NotAllowed, check=lambda e: e.code == "beyond_authority"):
        take(copy, "confirm", general, "2025-03-18")
    take(copy, "confirm", agent, "2025-03-18")
    served = Paper.objects.get(kind=PaperKind.PROOF_OF_SERVICE, subject_id=copy.pk).snapshot["served"]
    assert (served["received_by"], served["relation"], served["place"]) == (
        "平律师",
        "代理人（网上确认）",
        "13800000001",
    )


def test_who_stands_for_a_party_on_a_day_is_answered_in_one_place(world, matter, zhang):
    agent_of(matter, [zhang], world.handler, may_receive=True, since=date(2025, 3, 10), until=date(2025, 3, 20))
    names = {day: [one.name for one in acting_for(zhang, date(2025, 3, day))] for day in (9, 10, 20, 21)}
    assert names == {9: ["张大山"], 10: ["张大山", "安律师"], 20: ["张大山", "安律师"], 21: ["张大山"]}
    assert [one.name for one in receivers_for(zhang, date(2025, 3, 15))] == ["张大山", "安律师"]


def test_a_minor_has_a_guardian_until_the_eighteenth_birthday(world, matter, zhang):
    guardian = guardian_of(world, zhang, born_on=date(2010, 1, 1))
    assert guardian.until == date(2027, 12, 31)
    assert [one.name for one in acting_for(zhang, date(2025, 3, 5))] == ["张母"]
    assert [one.name for one in acting_for(Party.objects.get(pk=zhang.pk), date(2028, 1, 1))] == ["张大山"]
    assert Party.objects.get(pk=zhang.pk).born_on == date(2010, 1, 1)
    with refused("guardian_not_dismissed"):
        take(guardian, "revoke", zhang, "2025-03-06")
    take(guardian, "resign", world.handler, "2025-03-06", ended_why="监护人变更")
    assert fresh(guardian).state == "ended"


def test_whoever_has_a_guardian_does_not_sign_for_himself(world, petition, zhang):
    paper = printed(issued(world, petition))
    guardian_of(world, zhang, born_on=date(2010, 1, 1))
    copy = ServiceOfDocument.objects.get(paper=paper, party=zhang)
    take(copy, "dispatch", world.registrar, DECIDED, "11:00", mode="direct")
    with refused("guardian_receives"):
        take(copy, "record_receipt", world.registrar, DECIDED, "12:00", relation="self", servers="王一")
    signed = {"relation": "guardian", "received_by": "张母", "servers": "王一"}
    assert take(copy, "record_receipt", world.registrar, DECIDED, "12:00", **signed).state == "served"


def test_a_guardian_of_an_adult_needs_a_judgment(world, matter, zhang):
    with refused("adult_without_judgment"):
        guardian_of(world, zhang)
    with refused("adult_without_judgment"):
        guardian_of(world, zhang, born_on=date(1960, 1, 1))
    guardian = guardian_of(world, zhang, judgment="（2025）青0101民特1号")
    assert guardian.until is None
    assert guardian.has("withdraw")
    assert guardian.has("in_person")
    with refused("no_person"):
        guardian_of(world, world.party(matter, "绿源合作社"), judgment="（2025）青0101民特2号")


def test_a_guardian_of_another_file_is_refused(world, matter):
    other = world.petition(petitioners=[{"name": "外人"}]).matter.parties.get()
    with refused("party_elsewhere"):
        gateway.perform(
            Agent, None, "appoint_guardian", by=world.handler, at=at("2025-03-05"), matter=matter, ward=other, name="甲",
            relation="父", born_on=date(2015, 1, 1), proof=proof(), id_number=CHILD_ID,
        )  # fmt: skip


def test_who_only_receives_gets_no_code_and_one_whose_time_is_over_none_either(world, matter, zhang):
    receiver = agent_of(matter, [zhang], world.handler, kind="receiver", name="邻居", relation="邻居", unit="")
    with refused("receiver_reads_nothing"):
        take(receiver, "give_code", world.handler, "2025-03-05", code="ABCDE-FGHJK")
    agent = agent_of(matter, [zhang], world.handler, until=date(2025, 3, 10))
    with refused("authority_over"):
        take(agent, "give_code", world.handler, "2025-03-11", code="ABCDE-FGHJK")


@pytest.fixture
def reviewed(world):
    """An opinion served on both petitioners; the first has a lawyer, the second one who only receives."""
    course = ReviewCourse(world)
    agent_of(course.matter, [course.zhang], world.handler)
    agent_of(
        course.matter, [course.li], world.handler, name="收件人", kind="receiver", relation="邻居", may_receive=True
    )
    return course


def asked_in(paper):
    """The words of a request as they are printed."""
    return re.sub(r"\s+", "", strip_tags(html_of(paper)))


def ask_at_the_window(course, who, agent, on="2025-03-20"):
    return gateway.perform(
        Review, None, "request", by=course.reviewer, at=at(on), matter=course.matter, stage="review",
        opinion=course.opinion, organ=course.world.county, demand="重新核查。", grounds="事实不清。", petitioners=[who],
        channel="visit", agent=agent,
    )  # fmt: skip


def test_a_request_at_the_window_names_the_agent_who_made_it(reviewed):
    lawyer = Agent.objects.get(name="安律师")
    ask_at_the_window(reviewed, reviewed.zhang, lawyer)
    assert "代理人安律师、律师、青河县公正律师事务所" in asked_in(Paper.objects.get(kind=PaperKind.REVIEW_REQUEST))
    assert Event.objects.get(object_type="review", step="request").facts["agent"]["name"] == str(lawyer)


def test_a_request_of_the_petitioner_itself_names_no_agent(reviewed):
    ask_at_the_window(reviewed, reviewed.zhang, None)
    assert "代理人" not in asked_in(Paper.objects.get(kind=PaperKind.REVIEW_REQUEST))


def test_a_request_at_the_portal_names_the_agent_too(reviewed):
    gateway.perform(
        Review, None, "request", by=Agent.objects.get(name="安律师"), at=at("2025-03-20"), matter=reviewed.matter, stage="review",
        opinion=reviewed.opinion, organ=reviewed.world.county, demand="重新核查。", grounds="事实不清。",
    )  # fmt: skip
    assert "代理人安律师、律师、青河县公正律师事务所" in asked_in(Paper.objects.get(kind=PaperKind.REVIEW_REQUEST))


@pytest.mark.parametrize("name", ["安律师", "收件人"])
def test_nobody_asks_through_the_agent_of_another_or_through_a_receiver(reviewed, name):
    with refused("agent_of_another"):
        ask_at_the_window(reviewed, reviewed.li, Agent.objects.get(name=name))
