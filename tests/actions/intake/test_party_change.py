"""What changes with the people of a matter: the data of their day, their own limits, and nobody else's right."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.base import ContentFile

from mediation.actions.annulling import closure_of
from mediation.actions.clock import deadlines
from mediation.actions.previewing import movings
from mediation.models import (
    Appointment,
    Deadline,
    Event,
    Matter,
    Message,
    Paper,
    Party,
    PartyChange,
    ServiceOfDocument,
    User,
)
from mediation.models.intake.party_change import as_of
from mediation.permissions import Actor
from mediation.queries.office.search import word_of_name
from mediation.vocabulary import PaperKind, Role
from mediation.workflows.base import Act, NotAllowed
from mediation.workflows.facts import WrongFacts
from tests.factories.opinions import DECIDED, approved, drafted, issued, sent_out, take, told_of_acceptance
from tests.factories.papers import printed, scan
from tests.factories.people import ZHANG_ID, agent_of, change, come_in, proof
from tests.factories.world import at
from tests.refusals import refused
from tests.stages import staged

PEOPLE = [
    {"name": "张大山", "address": "柳树乡一村", "phone": "13800000001", "is_representative": True},
    {"name": "李秀英", "address": "柳树乡二村", "electronic": True, "email": "li@example.cn"},
    {"name": "王铁柱", "address": "柳树乡三村"},
]
FIRM = {"name": "绿源合作社", "kind": "organisation", "address": "工业园2号"}
SON = {"name": "张小山", "relation": "子女", "address": "柳树乡一村", "for_remedies": True, "for_money": True}


@staged
def petition(world):
    return world.accepted(petitioners=PEOPLE, opposite_parties=[FIRM])


@staged
def matter(petition):
    return petition.matter


def fresh(matter, name):
    return Party.objects.get(matter=matter, name=name)


def served(world, petition, on=DECIDED):
    """The opinion, served on all: each has its own D6."""
    paper = issued(world, petition, on=on)
    return sent_out(paper, by=world.registrar, on=on)


def own(party, code="D6"):
    return Deadline.objects.get(party=party, code=code)


# Identity and contact


def test_a_corrected_name_is_printed_from_now_on_and_issued_papers_keep_theirs(world, petition, matter):
    paper = issued(world, petition)
    party = fresh(matter, "王铁柱")
    made = change(matter, "correct_identity", world.handler, "2025-03-20", party=party, name="王铁注", why="身份证核对")
    assert fresh(matter, "王铁注").pk == party.pk
    assert "王铁柱" in [one["name"] for one in Paper.objects.get(pk=paper.pk).snapshot["addressees"]]
    assert made.told() == [{"who": "王铁注", "label": "姓名或者名称", "before": "王铁柱", "after": "王铁注"}]
    assert made.matter.attachments.get(subject_type="partychange").name == "证明.txt"


def test_a_paper_prints_the_data_of_its_day(world, petition, matter):
    party = fresh(matter, "张大山")
    change(matter, "confirm_address", world.handler, "2025-03-20", party=party, address="县城南街1号")
    assert as_of(fresh(matter, "张大山"), date(2025, 3, 19)).address == "柳树乡一村"
    assert as_of(fresh(matter, "张大山"), date(2025, 3, 20)).address == "县城南街1号"


def test_an_identity_number_is_checked_and_kept_masked(world, matter):
    zhang = fresh(matter, "张大山")
    with refused("id_number_wrong"):
        change(matter, "correct_identity", world.handler, "2025-03-20", party=zhang, id_number="110101194912310017")
    with refused("card_disagrees"):
        change(matter, "correct_identity", world.handler, "2025-03-20", party=zhang, id_number=ZHANG_ID, sex="female")
    made = change(matter, "correct_identity", world.handler, "2025-03-20", party=zhang, id_number=ZHANG_ID)
    zhang = fresh(matter, "张大山")
    assert (zhang.born_on, zhang.sex, zhang.masked_id) == (date(1949, 12, 31), "male", "110***********0016")
    assert zhang.age(date(2025, 3, 20)) == 75
    assert ZHANG_ID not in str(made.told())
    assert ZHANG_ID not in str(Event.objects.get(object_type="partychange").facts), (
        "only its digest stands in the ledger"
    )


def test_a_unit_has_a_credit_code_and_no_birthday(world, matter):
    firm = fresh(matter, "绿源合作社")
    with refused("wrong_kind"):
        change(matter, "correct_identity", world.handler, "2025-03-20", party=firm, sex="male")
    with refused("credit_code_wrong"):
        change(matter, "correct_identity", world.handler, "2025-03-20", party=firm, credit_code="91350100M000100Y44")
    change(
        matter, "correct_identity", world.handler, "2025-03-20", party=firm, credit_code="91350100M000100Y43",
        legal_representative="陆明",
    )  # fmt: skip
    assert fresh(matter, "绿源合作社").legal_representative == "陆明"


def test_nothing_new_is_no_correction_and_no_proof_is_none(world, matter):
    zhang = fresh(matter, "张大山")
    with refused("nothing_changes"):
        change(matter, "correct_identity", world.handler, "2025-03-20", party=zhang, name="张大山")
    with refused("proof_missing"):
        change(matter, "correct_identity", world.handler, "2025-03-20", party=zhang, name="张大川", proof=[])
    with refused("happened_in_future"):
        change(
            matter, "correct_identity", world.handler, "2025-03-20", party=zhang, name="张大川",
            happened_on=date(2025, 3, 21),
        )  # fmt: skip


def test_a_party_elsewhere_is_not_changed_here(world, matter):
    other = world.petition(petitioners=[{"name": "外人"}]).matter.parties.get()
    with refused("party_elsewhere"):
        change(matter, "confirm_address", world.handler, "2025-03-20", party=other, phone="1")


def test_the_party_itself_tells_its_new_address_and_gets_the_paper(matter):
    zhang = fresh(matter, "张大山")
    with refused("no_contact"):
        change(matter, "confirm_address", zhang, "2025-03-20")
    change(matter, "confirm_address", zhang, "2025-03-20", address="县城南街1号", phone="13900000000")
    paper = matter.papers.get(kind=PaperKind.SERVICE_ADDRESS)
    said = {row["label"]: row["value"] for row in paper.snapshot["rows"]}
    assert (said["送达地址"], said["联系电话"], said["电子送达"]) == ("县城南街1号", "13900000000", "没有同意")
    assert paper in Paper.objects.visible_to(Actor(on=date(2025, 3, 20), party=zhang))


def test_nobody_changes_the_address_of_another(matter):
    zhang, li = fresh(matter, "张大山"), fresh(matter, "李秀英")
    with pytest.raises(NotAllowed):
        change(matter, "confirm_address", zhang, "2025-03-20", party=li, phone="1")


def test_service_under_way_says_which_address_it_used(world, petition, matter):
    paper = printed(issued(world, petition))
    copy = ServiceOfDocument.objects.get(paper=paper, party__name="张大山")
    take(copy, "dispatch", world.registrar, DECIDED, "11:00", mode="post", waybill="EMS1")
    change(matter, "confirm_address", world.handler, "2025-03-18", party=fresh(matter, "张大山"), address="县城南街1号")
    copy = ServiceOfDocument.objects.get(pk=copy.pk)
    assert copy.place == "柳树乡一村"
    receipt = {"received_by": "张大山", "relation": "self", "servers": "王一", "proof": [scan("回执")]}
    take(copy, "record_receipt", world.registrar, "2025-03-19", **receipt)
    proof_of = Paper.objects.get(kind=PaperKind.PROOF_OF_SERVICE, subject_id=copy.pk)
    assert proof_of.snapshot["served"]["place"] == "柳树乡一村"


def test_consent_to_electronic_service_is_given_and_taken_back(world, petition, matter):
    zhang, li = fresh(matter, "张大山"), fresh(matter, "李秀英")
    change(matter, "consent", zhang, "2025-03-05")
    assert fresh(matter, "张大山").electronic_since == date(2025, 3, 5)
    with refused("consented_already"):
        change(matter, "consent", fresh(matter, "张大山"), "2025-03-06")
    with refused("no_electronic_address"):
        change(matter, "consent", fresh(matter, "王铁柱"), "2025-03-06")
    paper = printed(issued(world, petition))
    copy = ServiceOfDocument.objects.get(paper=paper, party=li)
    come_in(li)
    take(copy, "dispatch", world.registrar, DECIDED, "11:00", mode="electronic")
    change(matter, "take_back_consent", li, "2025-03-18")
    assert ServiceOfDocument.objects.get(pk=copy.pk).state == "not_reached", "it is served in another way"
    with refused("not_consented"):
        change(matter, "take_back_consent", fresh(matter, "李秀英"), "2025-03-19")


def test_a_file_is_found_by_a_corrected_name_and_by_who_joined(world, matter):
    change(matter, "correct_identity", world.handler, "2025-03-20", party=fresh(matter, "王铁柱"), name="王铁注")
    change(matter, "join", world.handler, "2025-03-20", side="petitioner", joining=[{"name": "赵四"}])
    words = Matter.objects.get(pk=matter.pk).words
    assert all(word_of_name(name).lower() in words for name in ("王铁柱", "王铁注", "赵四"))


# Death and succession


def test_only_the_dead_partys_own_limits_stand_still(world, petition, matter):
    served(world, petition)
    zhang, li = fresh(matter, "张大山"), fresh(matter, "李秀英")
    zhang.issue_code()
    change(matter, "record_death", world.handler, "2025-03-25", party=zhang, happened_on=date(2025, 3, 22))
    zhang = fresh(matter, "张大山")
    assert (zhang.gone_on, zhang.gone_how, zhang.code_hash) == (date(2025, 3, 22), "died", "")
    assert own(zhang).suspended_on
    assert not own(li).suspended_on
    assert own(li).legal_on == date(2025, 4, 16)
    deadlines.run_clock(at("2025-06-01"))
    assert (own(zhang).state, own(li).state) == ("running", "lapsed")


def test_near_relatives_have_the_period_without_the_days_of_waiting(world, petition, matter):
    served(world, petition)
    zhang = fresh(matter, "张大山")
    change(matter, "record_death", world.handler, "2025-03-25", party=zhang, happened_on=date(2025, 3, 22))
    facts = {"predecessor": fresh(matter, "张大山"), "successors": [SON]}
    shown = movings(
        PartyChange(matter=matter), "succeed",
        Act(by=Actor(on=date(2025, 4, 21), user=world.handler), at=at("2025-04-21"), on=date(2025, 4, 21), facts=facts, preview=True),
    )  # fmt: skip
    change(matter, "succeed", world.handler, "2025-04-21", **facts)
    son, zhang = fresh(matter, "张小山"), fresh(matter, "张大山")
    assert own(zhang).state == "ended"
    assert own(son).legal_on == date(2025, 5, 16) == shown[0].new, "thirty days of waiting are not counted"
    assert (son.role, son.succeeds, son.joined_on) == ("petitioner", zhang, date(2025, 4, 21))
    assert matter.papers.filter(kind=PaperKind.REGISTRATION_RECEIPT, addressees=son).exists()
    assert not son.code_hash, "the window hands him a slip; no paper has a code"


def test_a_right_that_the_clock_ended_after_the_death_comes_back_to_the_successor(world, petition, matter):
    served(world, petition)
    deadlines.run_clock(at("2025-05-01"))
    zhang = fresh(matter, "张大山")
    assert own(zhang).state == "lapsed"
    change(matter, "record_death", world.handler, "2025-05-06", party=zhang, happened_on=date(2025, 4, 1))
    change(matter, "succeed", world.handler, "2025-05-06", predecessor=fresh(matter, "张大山"), successors=[SON])
    son = fresh(matter, "张小山")
    assert own(son).legal_on == date(2025, 5, 21)
    assert own(son).state == "running"


def test_a_later_heir_has_the_same_days_and_one_for_money_alone_has_no_remedy(world, petition, matter):
    served(world, petition)
    change(
        matter,
        "record_death",
        world.handler,
        "2025-03-25",
        party=fresh(matter, "张大山"),
        happened_on=date(2025, 3, 22),
    )
    change(matter, "succeed", world.handler, "2025-04-21", predecessor=fresh(matter, "张大山"), successors=[SON])
    later = [
        {"name": "张小花", "relation": "子女", "for_remedies": True},
        {"name": "张老三", "relation": "兄弟", "for_money": True},
    ]
    change(matter, "succeed", world.handler, "2025-04-28", predecessor=fresh(matter, "张大山"), successors=later)
    assert own(fresh(matter, "张小花")).legal_on == own(fresh(matter, "张小山")).legal_on
    assert not Deadline.objects.filter(party=fresh(matter, "张老三")).exists()


def test_the_successor_asks_for_review(world, petition, matter):
    paper = served(world, petition)
    zhang = fresh(matter, "张大山")
    change(matter, "record_death", world.handler, "2025-03-25", party=zhang, happened_on=date(2025, 3, 22))
    change(matter, "succeed", world.handler, "2025-04-21", predecessor=fresh(matter, "张大山"), successors=[SON])
    assert paper.right_of(fresh(matter, "张小山")).state == "running"
    assert paper.right_of(fresh(matter, "张大山")) is None


def test_succession_wants_a_death_a_relation_and_something_to_succeed_in(world, petition, matter):
    zhang = fresh(matter, "张大山")
    with refused("no_end_recorded"):
        change(matter, "succeed", world.handler, "2025-03-26", predecessor=zhang, successors=[SON])
    change(matter, "record_death", world.handler, "2025-03-25", party=zhang, happened_on=date(2025, 3, 22))
    zhang = fresh(matter, "张大山")
    with refused("not_ended"):
        change(matter, "succeed", world.handler, "2025-03-26", predecessor=fresh(matter, "李秀英"), successors=[SON])
    for code, row in (
        ("successor_relation_missing", {**SON, "relation": ""}),
        ("succeeds_in_nothing", {**SON, "for_remedies": False, "for_money": False}),
        ("id_number_wrong", {**SON, "id_number": "123"}),
    ):
        with refused(code):
            change(matter, "succeed", world.handler, "2025-03-26", predecessor=zhang, successors=[row])


def test_what_did_not_reach_the_dead_goes_to_the_successor_whose_period_begins_then(world, petition, matter):
    paper = printed(issued(world, petition))
    zhang = fresh(matter, "张大山")
    copy = ServiceOfDocument.objects.get(paper=paper, party=zhang)
    take(copy, "dispatch", world.registrar, DECIDED, "11:00", mode="post", waybill="EMS1")
    change(matter, "record_death", world.handler, "2025-03-25", party=zhang, happened_on=date(2025, 3, 22))
    copy = ServiceOfDocument.objects.get(pk=copy.pk)
    assert copy.state == "cancelled"
    change(matter, "succeed", world.handler, "2025-04-21", predecessor=fresh(matter, "张大山"), successors=[SON])
    mine = ServiceOfDocument.objects.get(paper=paper, party__name="张小山")
    take(mine, "dispatch", world.registrar, "2025-04-22", "11:00", mode="direct")
    take(
        mine,
        "record_receipt",
        world.registrar,
        "2025-04-22",
        "12:00",
        received_by="张小山",
        relation="self",
        servers="王一",
    )
    assert own(fresh(matter, "张小山")).trigger_on == date(2025, 4, 22)


def test_a_paper_issued_while_it_is_waited_for_a_successor_waits_too(world, petition, matter):
    told_of_acceptance(world, petition, "2025-03-10")
    change(
        matter, "record_death", world.handler, "2025-03-10", party=fresh(matter, "张大山"), happened_on=date(2025, 3, 9)
    )
    draft = approved(drafted(world, petition), drafter=world.handler, head=world.head, on=DECIDED)
    paper = printed(take(draft, "issue", world.registrar, DECIDED))
    waiting = ServiceOfDocument.objects.get(paper=paper, party__name="张大山")
    with refused("addressee_gone"):
        take(waiting, "dispatch", world.registrar, DECIDED, "11:00", mode="direct")
    change(matter, "succeed", world.handler, "2025-03-18", predecessor=fresh(matter, "张大山"), successors=[SON])
    assert {s.party.name for s in paper.services.exclude(state="cancelled")} == {"张小山", "李秀英", "王铁柱"}


def test_who_received_before_the_death_did_receive(world, petition, matter):
    paper = printed(issued(world, petition))
    copy = ServiceOfDocument.objects.get(paper=paper, party__name="张大山")
    take(copy, "dispatch", world.registrar, DECIDED, "11:00", mode="direct")
    take(
        copy, "record_receipt", world.registrar, DECIDED, "12:00", received_by="张大山", relation="self", servers="王一"
    )
    change(
        matter,
        "record_death",
        world.handler,
        "2025-03-25",
        party=fresh(matter, "张大山"),
        happened_on=date(2025, 3, 22),
    )
    assert ServiceOfDocument.objects.get(pk=copy.pk).state == "served"


def test_where_nobody_succeeds_the_head_says_so_and_the_file_may_be_closed(world, petition, matter):
    served(world, petition)
    zhang = fresh(matter, "张大山")
    change(matter, "record_death", world.handler, "2025-03-25", party=zhang, happened_on=date(2025, 3, 22))
    with pytest.raises(NotAllowed):
        change(matter, "find_no_successor", world.handler, "2025-06-25", predecessor=fresh(matter, "张大山"))
    change(matter, "find_no_successor", world.head, "2025-06-25", predecessor=fresh(matter, "张大山"))
    assert own(zhang).state == "ended"
    assert [s.party.name for s in matter.services.unfinished()] == []
    change(matter, "succeed", world.handler, "2025-07-01", predecessor=fresh(matter, "张大山"), successors=[SON])
    assert fresh(matter, "张小山").takes_part, "an heir who turns up later is entered all the same"
    with refused("has_successors"):
        change(matter, "find_no_successor", world.head, "2025-07-02", predecessor=fresh(matter, "张大山"))


def test_a_unit_ends_and_its_successor_stands_in_its_place(world, petition, matter):
    firm = fresh(matter, "绿源合作社")
    with refused("units_do_not_die"):
        change(matter, "record_death", world.handler, "2025-03-10", party=firm, happened_on=date(2025, 3, 9))
    with refused("no_unit"):
        change(
            matter,
            "record_end",
            world.handler,
            "2025-03-10",
            party=fresh(matter, "张大山"),
            happened_on=date(2025, 3, 9),
        )
    change(matter, "record_end", world.handler, "2025-03-10", party=firm, happened_on=date(2025, 3, 9))
    row = {"name": "绿源集团", "relation": "合并后的单位", "for_remedies": True, "for_money": True}
    change(matter, "succeed", world.handler, "2025-03-11", predecessor=fresh(matter, "绿源合作社"), successors=[row])
    new = fresh(matter, "绿源集团")
    assert (new.kind, new.role) == ("organisation", "opposite")


def test_nothing_is_done_with_the_dead_by_any_step(world, petition, matter):
    zhang = fresh(matter, "张大山")
    change(matter, "record_death", world.handler, "2025-03-10", party=zhang, happened_on=date(2025, 3, 9))
    zhang = fresh(matter, "张大山")
    with refused("party_gone"):
        take(
            petition, "record_authority", world.handler, "2025-03-11", principals=[zhang],
            representative=fresh(matter, "李秀英"), scope="代收",
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        take(petition, "hand_in", zhang, "2025-03-11", files=[ContentFile(b"x", name="x.txt")])


# Joining, leaving, a matter of one's own


def test_who_joins_later_gets_papers_from_now_on_and_a_code(world, petition, matter):
    with pytest.raises(WrongFacts):
        change(matter, "join", world.handler, "2025-03-10", side="petitioner", joining=[])
    change(
        matter, "join", world.handler, "2025-03-10", side="petitioner", joining=[{"name": "赵四", "address": "四村"}]
    )
    zhao = fresh(matter, "赵四")
    assert zhao.joined_on == date(2025, 3, 10)
    assert not zhao.code_hash, "the window hands him a slip"
    assert "赵四" in [party.name for party in issued(world, petition).addressees.all()]


def test_one_of_several_leaves_and_the_others_go_on(world, petition, matter):
    served(world, petition)
    zhang, li = fresh(matter, "张大山"), fresh(matter, "李秀英")
    zhang.issue_code()
    take(
        petition, "record_authority", world.handler, "2025-03-18", principals=[li], representative=zhang,
        may_receive=True, scope="代收文书",
    )  # fmt: skip
    with refused("leaving_not_explained"):
        change(matter, "leave", fresh(matter, "张大山"), "2025-03-20")
    change(matter, "leave", fresh(matter, "张大山"), "2025-03-20", effect_told=True)
    zhang = fresh(matter, "张大山")
    assert (zhang.gone_how, zhang.code_hash, own(zhang).state) == ("left", "", "ended")
    assert own(li).state == "running"
    assert petition.matter.petitioners.count() == 2
    assert not li.authorities_given.filter(ended_on=None).exists()
    assert Message.objects.filter(party=li, text__contains="不再是您的代表人").exists()
    assert [p.name for p in petition.addressees(date(2025, 3, 21))] == ["李秀英", "王铁柱"]


def test_the_last_of_a_side_withdraws_instead_of_leaving(world, matter):
    with refused("last_of_a_side"):
        change(matter, "leave", world.handler, "2025-03-20", party=fresh(matter, "绿源合作社"), effect_told=True)


def test_one_is_split_off_into_a_matter_of_his_own_received_on_the_same_day(world):
    petition = world.petition(petitioners=PEOPLE, opposite_parties=[FIRM])
    matter, zhang = petition.matter, world.party(petition.matter, "张大山")
    take(petition, "hand_in", zhang, "2025-03-04", files=[ContentFile("收据".encode(), name="收据.txt")])
    made = change(
        matter, "split_off", world.head, "2025-03-06", people=[zhang], subject="张大山的收购款",
        account="张大山一户的收购款未付。", claims=[petition.claims.first()],
    )  # fmt: skip
    other = Matter.objects.get(pk=made.to_matter_id)
    assert other.petition.received_on == petition.received_on
    assert [p.name for p in other.petitioners] == ["张大山"]
    assert other.attachments.filter(name="收据.txt", given_by=other.petitioners.get()).exists()
    assert fresh(matter, "张大山").gone_how == "split_off"
    assert [p.name for p in matter.petitioners] == ["李秀英", "王铁柱"]
    assert other.petition.claims.get().text == petition.claims.first().text


def test_only_petitioners_are_split_off(world, petition, matter):
    facts = {"subject": "另案", "account": "另案", "claims": list(petition.claims.all())}
    with refused("only_petitioners_split_off"):
        change(matter, "split_off", world.head, "2025-03-10", people=[fresh(matter, "绿源合作社")], **facts)


# Representatives


def test_the_group_chooses_others_and_authority_of_the_former_one_ends(world, petition, matter):
    zhang, li, wang = (fresh(matter, row["name"]) for row in PEOPLE)
    take(
        petition, "record_authority", world.handler, "2025-03-04", principals=[li], representative=zhang,
        may_receive=True, scope="代收文书",
    )  # fmt: skip
    change(matter, "choose_representatives", world.handler, "2025-03-10", representatives=[wang])
    assert [p.name for p in matter.parties.filter(is_representative=True)] == ["王铁柱"]
    assert not li.authorities_given.filter(ended_on=None).exists()
    assert "李秀英" in [party.name for party in issued(world, petition).addressees.all()]


def test_at_most_five_and_for_a_group_at_least_one(world):
    people = [{"name": f"村民{no}", "is_representative": no == 1} for no in range(1, 8)]
    petition = world.accepted(petitioners=people)
    group = list(petition.matter.petitioners)
    with refused("too_many_representatives"):
        change(petition.matter, "choose_representatives", world.handler, "2025-03-10", representatives=group[:6])
    with refused("no_representative"):
        change(petition.matter, "choose_representatives", world.handler, "2025-03-10", representatives=[])


# What ends with a party


def test_agents_end_with_their_principal(world, petition, matter):
    agent = agent_of(matter, [fresh(matter, "张大山")], world.handler)
    change(
        matter, "record_death", world.handler, "2025-03-10", party=fresh(matter, "张大山"), happened_on=date(2025, 3, 9)
    )
    agent = type(agent).objects.get(pk=agent.pk)
    assert (agent.state, agent.ended_on, agent.code_hash) == ("ended", date(2025, 3, 10), "")


# Recorded of the wrong person


def annulled(world, done, on):
    """The record of the change is annulled; the head approves where a right hung on it."""
    take(done, "annul", world.handler, on, event=1, why="登错了人")
    asked = done.matter.annulments.filter(state="asked").first()
    if asked is not None:
        take(asked, "approve", world.head, on, "11:00")
    done.refresh_from_db()
    return done


def test_a_death_recorded_of_the_wrong_person_is_annulled_with_all_that_it_ended(world, petition, matter):
    paper = printed(issued(world, petition))
    copy = ServiceOfDocument.objects.get(paper=paper, party__name="张大山")
    take(copy, "dispatch", world.registrar, DECIDED, "11:00", mode="post", waybill="EMS1")
    other = ServiceOfDocument.objects.get(paper=paper, party__name="李秀英")
    take(other, "dispatch", world.registrar, DECIDED, "11:00", mode="direct")
    take(other, "record_receipt", world.registrar, DECIDED, "12:00", relation="self", servers="王一")
    for name in ("张大山", "李秀英"):
        done = change(
            matter,
            "record_death",
            world.handler,
            "2025-03-25",
            party=fresh(matter, name),
            happened_on=date(2025, 3, 22),
        )
    assert (ServiceOfDocument.objects.get(pk=copy.pk).state, own(fresh(matter, "李秀英")).suspended_on) == (
        "cancelled", date(2025, 3, 25),
    )  # fmt: skip
    first = matter.party_changes.order_by("pk").first()
    assert annulled(world, first, "2025-03-26").state == "annulled"
    assert (fresh(matter, "张大山").gone_on, ServiceOfDocument.objects.get(pk=copy.pk).state) == (None, "dispatched")
    annulled(world, done, "2025-03-26")
    right = own(fresh(matter, "李秀英"))
    assert (fresh(matter, "李秀英").gone_how, right.state, right.suspended_on) == ("", "running", None)
    assert [row["after"] for row in done.details if row["field"] == "gone_on"] == ["2025-03-22"], "it stays written"
    assert Message.objects.filter(party=fresh(matter, "李秀英"), text__contains="重新领取查询码").exists()


def test_a_wrong_identity_is_taken_back_unless_it_was_changed_again(world, matter):
    zhang = fresh(matter, "张大山")
    first = change(matter, "correct_identity", world.handler, "2025-03-25", party=zhang, name="张大三", why="写错")
    second = change(matter, "correct_identity", world.handler, "2025-03-26", party=zhang, name="张大伞", why="又错")
    with refused("changed_since"):
        annulled(world, first, "2025-03-27")
    annulled(world, second, "2025-03-27")
    annulled(world, first, "2025-03-27")
    assert as_of(Party.objects.get(pk=zhang.pk), date(2025, 3, 20)).name == "张大山"
    assert Party.objects.get(pk=zhang.pk).name == "张大山"


def test_that_nobody_succeeds_is_annulled_when_an_heir_is_found_and_the_right_stands_still_again(
    world, petition, matter
):
    served(world, petition)
    zhang = fresh(matter, "张大山")
    change(matter, "record_death", world.handler, "2025-03-25", party=zhang, happened_on=date(2025, 3, 22))
    waiting = own(zhang).suspended_on
    assert waiting is not None
    done = change(matter, "find_no_successor", world.head, "2025-06-25", predecessor=fresh(matter, "张大山"))
    assert own(zhang).state == "ended"
    take(done, "annul", world.handler, "2025-07-01", event=1, why="长子从外地回来了")
    asked = matter.annulments.get(state="asked")
    with refused("erred_oneself"):
        take(asked, "approve", world.head, "2025-07-01", "11:00")
    take(asked, "approve", world.staff(Role.HEAD, world.bureau, "副局长"), "2025-07-01", "12:00")
    done.refresh_from_db()
    assert done.state == "annulled"
    assert (own(zhang).state, own(zhang).suspended_on) == ("running", waiting), "as it stood before the finding"
    assert fresh(matter, "张大山").gone_how == "died"
    change(matter, "succeed", world.handler, "2025-07-02", predecessor=fresh(matter, "张大山"), successors=[SON])
    assert own(fresh(matter, "张小山")).state == "running", "the heir has what was left of the right"


def test_a_death_with_a_successor_is_not_annulled(world, petition, matter):
    served(world, petition)
    zhang = fresh(matter, "张大山")
    done = change(matter, "record_death", world.handler, "2025-03-25", party=zhang, happened_on=date(2025, 3, 22))
    change(matter, "succeed", world.handler, "2025-04-21", predecessor=fresh(matter, "张大山"), successors=[SON])
    with refused("moved_since"):
        annulled(world, done, "2025-04-22")


def without_receipt(world, party, on):
    """What went out to the person alone is revoked first."""
    for paper in Paper.objects.filter(addressees=party, kind=PaperKind.REGISTRATION_RECEIPT, state="issued"):
        take(paper, "revoke", world.head, on, "09:00", why="登错了人")


def test_who_joined_by_a_slip_is_no_party_from_that_moment(world, petition, matter):
    done = change(
        matter, "join", world.handler, "2025-03-10", side="petitioner", joining=[{"name": "赵四", "phone": "1"}]
    )
    served(world, petition)
    zhao = fresh(matter, "赵四")
    agent_of(matter, [zhao], world.handler, on="2025-03-18")
    assert own(zhao).state == "running"
    with refused("paper_stands"):
        annulled(world, done, "2025-03-20")
    without_receipt(world, zhao, "2025-03-20")
    closure = closure_of(Event.objects.get(object_type="partychange", object_id=done.pk, version=1))
    assert [one.pk for one in closure.limits] == [own(zhao).pk]
    assert any("查询码当时失效" in line for line in closure.besides)
    assert any("代理权终止" in line for line in closure.besides)
    code = zhao.issue_code()
    assert annulled(world, done, "2025-03-20").state == "annulled"
    zhao = fresh(matter, "赵四")
    assert (zhao.gone_how, zhao.has_code(code), own(zhao).state) == ("mistaken", False, "ended")
    assert not matter.agents.filter(principal=zhao, state="acting").exists()
    assert "赵四" not in [party.name for party in petition.addressees(date(2025, 3, 21))]
    assert Message.objects.filter(party=zhao, text__contains="查询码已经失效").exists()
    assert word_of_name("赵四").lower() not in Matter.objects.get(pk=matter.pk).words


def test_one_of_several_who_joined_is_struck_out_and_the_others_stay(world, petition, matter):
    done = change(
        matter, "join", world.handler, "2025-03-10", side="petitioner", joining=[{"name": "赵四"}, {"name": "钱五"}]
    )
    zhao = fresh(matter, "赵四")
    without_receipt(world, zhao, "2025-03-11")
    take(done, "annul", world.handler, "2025-03-11", event=1, wrong_person=zhao, why="登错了人")
    asked = matter.annulments.get()
    assert (asked.state, asked.person, fresh(matter, "赵四").takes_part) == ("asked", zhao, True)
    take(asked, "approve", world.head, "2025-03-11", "11:00")
    assert (fresh(matter, "赵四").takes_part, fresh(matter, "钱五").takes_part) == (False, True)
    done.refresh_from_db()
    assert done.state == "recorded"
    with refused("not_entered_by_it"):
        take(done, "annul", world.handler, "2025-03-12", event=1, wrong_person=fresh(matter, "李秀英"), why="登错了人")


def test_who_was_registered_wrongly_is_struck_out_and_the_submission_stands(world, petition, matter):
    paper = printed(issued(world, petition))
    li = fresh(matter, "李秀英")
    copy = ServiceOfDocument.objects.get(paper=paper, party=li)
    take(copy, "dispatch", world.registrar, DECIDED, "11:00", mode="direct")
    wrong = {"event": 1, "wrong_person": li, "why": "来信没有她的名字"}
    registered = matter.petition
    with refused("paper_to_it_stands"):
        take(registered, "annul", world.handler, "2025-03-20", **{**wrong, "wrong_person": fresh(matter, "张大山")})
    with refused("not_annullable"):
        take(registered, "annul", world.handler, "2025-03-20", event=1, why="整件撤销")
    take(registered, "annul", world.handler, "2025-03-20", **wrong)
    take(matter.annulments.get(), "approve", world.head, "2025-03-20", "11:00")
    assert fresh(matter, "李秀英").gone_how == "mistaken"
    assert ServiceOfDocument.objects.get(pk=copy.pk).state == "cancelled"
    record = Event.objects.get(object_type="petition", object_id=registered.pk, step="register")
    assert record.counts, "what was received stays received"
    struck = matter.party_changes.get(kind="mistaken")
    assert "登记有误" in str(struck.told())
    take(struck, "annul", world.handler, "2025-03-21", event=1, why="来信附件里有她")
    with refused("erred_oneself"):
        take(matter.annulments.get(state="asked"), "approve", world.head, "2025-03-21", "11:00")
    Appointment.objects.create(user=world.registrar, organ=world.bureau, role=Role.HEAD)
    other = User.objects.get(pk=world.registrar.pk)
    take(matter.annulments.get(state="asked"), "approve", other, "2025-03-21", "11:00")
    assert fresh(matter, "李秀英").takes_part
    assert ServiceOfDocument.objects.get(pk=copy.pk).state == "dispatched", "all that ended with her goes on"


def test_what_keeps_a_wrongly_entered_person_is_said(world, petition, matter):
    wang, firm, registered = fresh(matter, "王铁柱"), fresh(matter, "绿源合作社"), matter.petition
    with refused("only_one_of_a_side"):
        take(registered, "annul", world.handler, "2025-03-20", event=1, wrong_person=firm, why="登错了人")
    take(registered, "hand_in", wang, "2025-03-11", files=[ContentFile(b"x", name="x.txt")])
    assert not Paper.objects.filter(addressees=wang, kind=PaperKind.REGISTRATION_RECEIPT).exists()
    with refused("acted_in_person"):
        take(registered, "annul", world.handler, "2025-03-20", event=1, wrong_person=wang, why="登错了人")


def test_a_wrong_successor_goes_and_the_dead_partys_right_waits_again(world, petition, matter):
    served(world, petition)
    zhang = fresh(matter, "张大山")
    change(matter, "record_death", world.handler, "2025-03-25", party=zhang, happened_on=date(2025, 3, 22))
    done = change(matter, "succeed", world.handler, "2025-04-21", predecessor=fresh(matter, "张大山"), successors=[SON])
    son = fresh(matter, "张小山")
    with refused("paper_stands"):
        annulled(world, done, "2025-04-22")
    without_receipt(world, son, "2025-04-22")
    annulled(world, done, "2025-04-22")
    son, zhang = fresh(matter, "张小山"), fresh(matter, "张大山")
    assert (son.gone_how, own(son).state) == ("mistaken", "ended")
    assert (own(zhang).state, own(zhang).suspended_on) == ("running", date(2025, 3, 25))
    assert not matter.clock_changes.exclude(state="annulled").filter(deadline=own(son)).exists()
    again = {**SON, "name": "张大海"}
    change(matter, "succeed", world.handler, "2025-04-28", predecessor=zhang, successors=[again])
    assert own(fresh(matter, "张大海")).state == "running"


def test_a_service_planned_for_a_wrong_successor_is_that_of_the_right_one(world, petition, matter):
    paper = printed(issued(world, petition))
    change(
        matter,
        "record_death",
        world.handler,
        "2025-03-25",
        party=fresh(matter, "张大山"),
        happened_on=date(2025, 3, 22),
    )
    done = change(matter, "succeed", world.handler, "2025-04-21", predecessor=fresh(matter, "张大山"), successors=[SON])
    without_receipt(world, fresh(matter, "张小山"), "2025-04-22")
    annulled(world, done, "2025-04-22")
    change(
        matter,
        "succeed",
        world.handler,
        "2025-04-23",
        predecessor=fresh(matter, "张大山"),
        successors=[{**SON, "name": "张大海"}],
    )
    copies = {copy.party.name: copy.state for copy in paper.services.all()}
    assert (copies["张小山"], copies["张大海"]) == ("cancelled", "planned")


def test_a_wrong_address_is_taken_back_with_what_counted_as_served_there(world, petition, matter):
    zhang = fresh(matter, "张大山")
    done = change(matter, "confirm_address", world.handler, "2025-03-05", party=zhang, address="县城南街1号")
    paper = printed(issued(world, petition))
    copy = ServiceOfDocument.objects.get(paper=paper, party=zhang)
    take(copy, "dispatch", world.registrar, DECIDED, "11:00", mode="post", waybill="EMS1")
    take(copy, "deem_returned", world.registrar, "2025-03-25", addressee_caused=True, note="查无此人", proof=proof())
    assert own(zhang).state == "running"
    with refused("paper_stands"):
        annulled(world, done, "2025-03-26")
    take(matter.papers.get(kind=PaperKind.SERVICE_ADDRESS), "revoke", world.head, "2025-03-26", "09:00", why="登错了人")
    annulled(world, done, "2025-03-26")
    assert fresh(matter, "张大山").address == "柳树乡一村"
    assert (ServiceOfDocument.objects.get(pk=copy.pk).state, own(zhang).state) == ("dispatched", "ended")
    assert as_of(fresh(matter, "张大山"), date(2025, 3, 10)).address == "柳树乡一村"


def test_an_address_that_the_party_told_itself_stands(world, matter):
    done = change(matter, "confirm_address", fresh(matter, "张大山"), "2025-03-20", address="县城南街1号")
    with refused("party_acted"):
        annulled(world, done, "2025-03-21")


def test_representatives_entered_wrongly_give_back_office_and_authority(world, petition, matter):
    zhang, li, wang = (fresh(matter, row["name"]) for row in PEOPLE)
    take(
        petition, "record_authority", world.handler, "2025-03-04", principals=[li], representative=zhang,
        may_receive=True, scope="代收文书",
    )  # fmt: skip
    done = change(matter, "choose_representatives", world.handler, "2025-03-10", representatives=[wang])
    assert annulled(world, done, "2025-03-11").state == "annulled"
    assert [p.name for p in matter.parties.filter(is_representative=True)] == ["张大山"]
    assert li.authorities_given.filter(ended_on=None).exists()


def test_who_erred_does_not_approve(world, matter):
    done = change(matter, "join", world.handler, "2025-03-10", side="petitioner", joining=[{"name": "赵四"}])
    without_receipt(world, fresh(matter, "赵四"), "2025-03-11")
    take(done, "annul", world.head, "2025-03-11", event=1, why="登错了人")
    assert matter.annulments.get().state == "done", "a head who finds the error of another"
