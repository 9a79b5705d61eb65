"""Service: what it starts, for whom, from which day, and what proves it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mediation.actions import gateway
from mediation.actions.clock import deadlines
from mediation.actions.serving.service import run_by_notice
from mediation.models import Claim, Deadline, Event, Obligation, Paper, Petition, PublicNotice, ServiceOfDocument
from mediation.vocabulary import PaperKind
from mediation.workflows.base import NotPossibleNow
from tests.factories.opinions import DECIDED, approved, drafted, issued, opinion_content, sent_out, supported, take
from tests.factories.papers import BY_ITSELF, announced, printed, proposed, scan
from tests.factories.people import come_in
from tests.factories.world import at
from tests.stages import staged

RECEIPT = {"received_by": "张大山", "relation": "self", "servers": "王一、赵二"}


@staged
def opinion(world):
    """A 处理意见书 issued on 17 March and printed, not sent yet."""
    return issued(world, world.accepted())


def service(opinion, name="张大山"):
    """The service of the opinion on one person, as it is now."""
    return ServiceOfDocument.objects.get(paper=opinion, party__name=name)


def send(world, opinion, name="张大山", on=DECIDED, **facts):
    """Send one copy."""
    return take(service(opinion, name), "dispatch", world.registrar, on, "11:00", **{"mode": "direct", **facts})


def announce(world, opinion, on=DECIDED, **facts):
    """Serve one copy by public notice."""
    return announced(service(opinion), by=world.registrar, head=world.head, on=on, **facts)


def receive(world, opinion, name="张大山", on=DECIDED, **facts):
    """Record the receipt of one copy."""
    return take(service(opinion, name), "record_receipt", world.registrar, on, "12:00", **{**RECEIPT, **facts})


def refused(code, do):
    """The step is refused with this code."""
    with pytest.raises(NotPossibleNow) as refusal:
        do()
    assert refusal.value.code == code


def proofs(opinion):
    """The proofs of its service that stand."""
    services = opinion.services.values("pk")
    return Paper.objects.of_kind(PaperKind.PROOF_OF_SERVICE).filter(state="issued", subject_id__in=services)


# Sending


def test_the_issue_plans_one_service_for_each_addressee(opinion):
    assert [s.party.name for s in opinion.services.order_by("pk")] == ["张大山", "李秀英"]


def test_the_first_dispatch_meets_the_limit_and_answers_the_petition(world, opinion):
    assert Deadline.objects.filter(code="D5", state="running").count() == 2
    send(world, opinion)
    assert set(Deadline.objects.filter(code="D5").values_list("state", flat=True)) == {"met"}
    assert opinion.matter.petition.state == "answered"


def test_an_opinion_that_goes_out_after_the_legal_day_meets_its_limit_late(world):
    petition = world.accepted()
    deadlines.run_clock(at("2025-05-08"))
    send(world, issued(world, petition, on="2025-05-08"), on="2025-05-08")
    assert set(Deadline.objects.filter(code="D5").values_list("state", flat=True)) == {"met_late"}


def test_a_paper_that_is_not_printed_is_not_sent(world):
    draft = drafted(world, world.accepted())
    paper = take(approved(draft, drafter=world.handler, head=world.head, on=DECIDED), "issue", world.registrar, DECIDED)
    refused("not_rendered", lambda: send(world, paper))


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"mode": "electronic"}, "no_consent_to_electronic"),
        ({"mode": "post"}, "waybill_missing"),
        ({"mode": "left"}, "left_without_refusal"),
        ({"mode": "public_notice"}, "other_ways_first"),
    ],
)
def test_each_mode_has_its_condition(world, opinion, facts, code):
    refused(code, lambda: send(world, opinion, **facts))


def test_public_notice_after_two_attempts(world, opinion):
    for on in ("2025-03-18", "2025-03-19"):
        send(world, opinion, on=on)
        take(service(opinion), "fail", world.registrar, on, "15:00", note="无人应答", proof=[scan(on)])
    assert service(opinion).attempts == 2
    announce(world, opinion, "2025-03-20", ground="other_ways", inquiry="", proof=[])
    assert service(opinion).state == "dispatched"


def test_what_failed_without_proof_is_no_attempt_that_counts(world, opinion):
    for on in ("2025-03-18", "2025-03-19"):
        send(world, opinion, on=on, mode="post", waybill=f"EMS{on}")
        take(service(opinion), "fail", world.registrar, on, "15:00", note="邮件号码填错")
    assert service(opinion).attempts == 0
    refused("other_ways_first", lambda: send(world, opinion, on="2025-03-20", mode="public_notice"))
    refused(
        "too_few_attempts", lambda: proposed(service(opinion), by=world.registrar, on="2025-03-20", ground="other_ways")
    )


def test_an_annulled_return_counts_no_more(world, opinion):
    send(world, opinion)
    take(service(opinion), "fail", world.registrar, DECIDED, "15:00", note="退回", proof=[scan("1")])
    take(service(opinion), "annul", world.registrar, "2025-03-18", event=3, why="退回的是另一件")
    assert (service(opinion).state, service(opinion).attempts) == ("dispatched", 0)


def test_nothing_is_posted_to_nowhere(world):
    petition = world.accepted(petitioners=[{"name": "张大山", "phone": "13800000001"}])
    opinion = issued(world, petition)
    refused("no_address", lambda: send(world, opinion, mode="post", waybill="EMS1"))
    assert send(world, opinion, mode="post", waybill="EMS1", place="柳树乡一村3号").place == "柳树乡一村3号"


def test_nothing_is_sent_electronically_to_who_cannot_confirm_it(world):
    people = [{"name": "张大山", "electronic": True, "is_representative": True}, {"name": "李秀英", "electronic": True}]
    opinion = issued(world, world.accepted(petitioners=people))
    refused("no_access", lambda: send(world, opinion, "李秀英", mode="electronic"))
    service(opinion).party.issue_code()
    refused("no_access", lambda: send(world, opinion, mode="electronic"))  # a slip that nobody has used yet
    come_in(service(opinion).party)
    assert send(world, opinion, mode="electronic").state == "dispatched"
    refused("electronic_unproved", lambda: receive(world, opinion))
    shown = receive(world, opinion, proof=[scan("log")])
    assert (shown.state, proofs(opinion).count()) == ("served", 1)


# Receiving


@pytest.mark.parametrize(
    ("mode", "receipt", "code"),
    [
        ({"mode": "direct"}, {"received_by": "", "relation": ""}, "receiver_missing"),
        ({"mode": "direct"}, {"received_by": "", "relation": "family"}, "receiver_missing"),
        ({"mode": "direct"}, {"received_by": "李秀英"}, "another_name"),
        ({"mode": "direct"}, {"received_by": "老张", "relation": "mail_room"}, "receiver_unfit"),
        ({"mode": "direct"}, {"received_by": "安律师", "relation": "agent"}, "agent_may_not_receive"),
        ({"mode": "left", "note": "拒收"}, {}, "witness_missing"),
        ({"mode": "left", "note": "拒收"}, {"filmed": True}, "witness_missing"),
        ({"mode": "left", "note": "拒收"}, {"witness": "村委会主任李大年", "filmed": True}, "film_missing"),
        ({"mode": "post", "waybill": "EMS1"}, {}, "receipt_unproved"),
        ({"mode": "entrusted"}, {}, "receipt_unproved"),
        ({"mode": "forwarded"}, {}, "receipt_unproved"),
        ({"mode": "direct"}, {"served_at": at("2025-03-16")}, "moment_of_another_day"),
    ],
)
def test_a_receipt_has_its_proof(world, opinion, mode, receipt, code):
    send(world, opinion, **mode)
    refused(code, lambda: receive(world, opinion, **receipt))


@pytest.mark.parametrize(
    ("mode", "receipt"),
    [
        ({"mode": "left", "note": "拒收"}, {"witness": "柳树乡一村村委会主任李大年"}),
        ({"mode": "left", "note": "拒收"}, {"filmed": True, "proof": [scan("现场照片")]}),
        ({"mode": "post", "waybill": "EMS1"}, {"proof": [scan("回执")]}),
        ({"mode": "entrusted"}, {"proof": [scan("回证")]}),
    ],
)
def test_with_its_evidence_each_mode_serves_and_the_proof_lists_it(world, opinion, mode, receipt):
    send(world, opinion, **mode)
    assert receive(world, opinion, **receipt).state == "served"
    names = [row["name"] for row in proofs(opinion).get().snapshot["served"]["evidence"]]
    assert names == [one.name for one in receipt.get("proof", [])]


def test_the_other_side_never_receives_for_the_addressee(world):
    petition = world.accepted(opposite_parties=[{"name": "绿源合作社", "kind": "organisation"}])
    opinion = issued(world, petition)
    send(world, opinion)
    refused("received_by_opponent", lambda: receive(world, opinion, received_by="绿源合作社", relation="designee"))


@pytest.mark.parametrize(
    ("receipt", "code"),
    [
        ({"relation": "self"}, ""),
        ({"relation": "family", "received_by": "张　大山"}, "received_by_opponent"),
        ({"relation": "family", "received_by": "张　大山", "namesake": True}, ""),
        ({"relation": "", "received_by": "张大山"}, "receiver_missing"),
    ],
)
def test_a_namesake_is_another_person(world, receipt, code):
    petition = world.accepted(
        petitioners=[{"name": "张大山", "address": "一村"}], opposite_parties=[{"name": "张大山", "address": "三村"}]
    )
    opinion = issued(world, petition)
    one = opinion.services.get()
    take(one, "dispatch", world.registrar, DECIDED, "11:00", mode="direct")

    def sign():
        take(one, "record_receipt", world.registrar, DECIDED, "12:00", **{"servers": "王一", **receipt})

    refused(code, sign) if code else sign()


def test_who_writes_only_the_addressees_name_means_the_addressee(world, opinion):
    send(world, opinion)
    assert receive(world, opinion, relation="", received_by="张 大山").relation == "self"


def test_each_ones_right_runs_from_the_own_service(world, opinion):
    for name, on in (("张大山", "2025-03-18"), ("李秀英", "2025-03-20")):
        send(world, opinion, name, on=on)
        receive(world, opinion, name, on=on, received_by=name)
    rights = Deadline.objects.filter(code="D6").order_by("pk")
    assert [(d.party.name, d.trigger_on, d.nominal_on) for d in rights] == [
        ("张大山", date(2025, 3, 18), date(2025, 4, 17)),
        ("李秀英", date(2025, 3, 20), date(2025, 4, 19)),
    ]
    assert rights[1].legal_on == date(2025, 4, 21), "a Saturday rolls to Monday"


def test_an_opposite_party_has_no_right_to_review(world):
    petition = world.accepted(opposite_parties=[{"name": "绿源合作社", "kind": "organisation"}])
    opinion = issued(world, petition)
    cooperative = world.party(petition.matter, "绿源合作社")
    assert cooperative not in opinion.addressees.all()
    sent_out(opinion, by=world.registrar, on=DECIDED)
    assert not Deadline.objects.filter(code="D6", party=cooperative).exists()


def test_service_on_a_representative_counts_for_those_who_authorised_him_to_receive(world):
    people = [{"name": "张大山", "is_representative": True}, {"name": "李秀英"}, {"name": "王铁柱"}]
    petition = world.accepted(petitioners=people)
    zhang, li = (world.party(petition.matter, n) for n in ("张大山", "李秀英"))
    take(petition, "record_authority", world.handler, "2025-03-04", principals=[li], representative=zhang,
         may_receive=True, scope="代收文书")  # fmt: skip
    opinion = issued(world, petition)
    assert [s.party.name for s in opinion.services.order_by("pk")] == ["张大山", "王铁柱"]
    send(world, opinion)
    receive(world, opinion)
    assert {d.party.name for d in Deadline.objects.filter(code="D6")} == {"张大山", "李秀英"}
    assert [p.name for p in petition.unserved()] == ["王铁柱"]


def test_a_late_entry_starts_the_right_from_the_day_of_service(world, opinion):
    send(world, opinion)
    gateway.perform(
        ServiceOfDocument, service(opinion).pk, "record_receipt", by=world.registrar, at=at("2025-03-24"),
        done_on=date(2025, 3, 21), why_late="周五在村里送达", **RECEIPT,
    )  # fmt: skip
    assert Deadline.objects.get(code="D6").trigger_on == date(2025, 3, 21)


def test_one_proof_for_each_service_with_every_field(world, opinion):
    send(world, opinion, place="柳树乡一村")
    receive(world, opinion, served_at=at(DECIDED, "11:35"))
    proof = proofs(opinion).get()
    assert proof.snapshot["matter"]["number"] == opinion.matter.number
    served = proof.snapshot["served"]
    assert served["number"] == opinion.number
    assert served["addressee"] == served["received_by"] == "张大山"
    assert (served["mode"], served["place"], served["relation"]) == ("直接送达", "柳树乡一村", "本人")
    assert served["at"].startswith("2025-03-17T11:35")
    assert served["servers"] == "王一、赵二"


def test_the_addressee_confirms_at_the_portal_what_was_sent_there(world):
    people = [{"name": "张大山", "electronic": True}, {"name": "李秀英"}]
    opinion = issued(world, world.accepted(petitioners=people))
    come_in(service(opinion).party)
    send(world, opinion, mode="electronic")
    assert not Deadline.objects.filter(code="D6").exists(), "sent is not served"
    take(service(opinion), "confirm", service(opinion).party, "2025-03-18", "20:15")
    assert Deadline.objects.get(code="D6").trigger_on == date(2025, 3, 18)
    assert proofs(opinion).get().snapshot["served"]["relation"] == "本人（网上确认）"


def test_paper_handed_over_is_not_confirmed_at_the_portal(world, opinion):
    send(world, opinion)
    refused("not_electronic", lambda: take(service(opinion), "confirm", service(opinion).party, "2025-03-18"))


def test_a_returned_letter_serves_only_if_the_addressee_caused_it(world, opinion):
    send(world, opinion, mode="post", waybill="EMS1")
    by = world.registrar
    refused("not_by_addressee", lambda: take(service(opinion), "deem_returned", by, "2025-03-21", note="地址不清"))
    stated = {"note": "本人拒收", "addressee_caused": True}
    refused("return_unproved", lambda: take(service(opinion), "deem_returned", by, "2025-03-21", **stated))
    take(service(opinion), "deem_returned", by, "2025-03-21", **stated, proof=[scan("改退批条")])
    assert Deadline.objects.get(code="D6").trigger_on == date(2025, 3, 21)


def test_thirty_days_after_the_notice_the_paper_is_served_and_the_right_runs_from_then(world, opinion):
    announce(world, opinion)
    assert Deadline.objects.get(code="D17").legal_on == date(2025, 4, 16)
    deadlines.run_clock(at("2025-04-16", "23:00"))
    assert service(opinion).state == "dispatched"
    deadlines.run_clock(at("2025-04-17", "00:10"))
    assert (service(opinion).state, service(opinion).served_on) == ("served", date(2025, 4, 16))
    assert Deadline.objects.get(code="D6").trigger_on == date(2025, 4, 16)
    assert proofs(opinion).count() == 1


def test_who_collects_the_paper_during_the_notice_is_served_that_day(world, opinion):
    announce(world, opinion)
    receive(world, opinion, on="2025-03-25")
    assert Deadline.objects.get(code="D17").state == "ended"
    assert Deadline.objects.get(code="D6").trigger_on == date(2025, 3, 25)


def test_a_mistyped_day_moves_the_right_and_replaces_the_proof(world, opinion):
    send(world, opinion)
    receive(world, opinion, on="2025-03-18")
    wrong = opinion.matter.events.filter(step="record_receipt").latest("pk")
    take(service(opinion), "correct_day", world.registrar, "2025-03-25", event=wrong.version,
         right_day=date(2025, 3, 19), why="回证写的是19日")  # fmt: skip
    assert Deadline.objects.get(code="D6").trigger_on == date(2025, 3, 19)
    proof = proofs(opinion).get()
    assert proof.snapshot["served"]["on"] == "2025-03-19"
    assert proof.corrects.state == "replaced"


@pytest.mark.parametrize(("right_day", "over_on"), [("2025-03-19", "2025-04-18"), ("2025-03-18", "2025-04-17")])
def test_a_public_notice_that_began_on_another_day_was_over_and_the_right_begins_on_another_day(
    world, opinion, right_day, over_on
):
    announce(world, opinion)
    deadlines.run_clock(at("2025-04-17", "00:10"))
    wrong = opinion.matter.events.filter(step="post").latest("pk")
    shown = run_by_notice(service(opinion), wrong, date.fromisoformat(right_day))
    assert [limit.code for limit, _day in shown] == ["D17", "D6"]
    take(PublicNotice.objects.get(), "correct_day", world.registrar, "2025-04-21", event=wrong.version,
         right_day=date.fromisoformat(right_day), why="公告实际刊登的日期")  # fmt: skip
    over = date.fromisoformat(over_on)
    assert (service(opinion).served_on, Deadline.objects.get(code="D6").trigger_on) == (over, over)
    assert (Deadline.objects.get(code="D17").legal_on, Deadline.objects.get(code="D17").state) == (over, "lapsed")
    assert proofs(opinion).get().snapshot["served"]["on"] == over_on


def test_the_last_day_of_a_notice_counts_in_full(world, opinion):
    announce(world, opinion)
    deadlines.run_clock(at("2025-04-17", "00:10"))
    wrong = opinion.matter.events.filter(step="post").latest("pk")
    stated = {"event": wrong.version, "right_day": date(2025, 3, 19), "why": "公告实际刊登的日期"}
    notice = PublicNotice.objects.get()
    refused("notice_still_runs", lambda: take(notice, "correct_day", world.registrar, "2025-04-18", **stated))


def test_a_public_notice_that_is_not_over_by_the_right_day_is_corrected_later(world, opinion):
    announce(world, opinion)
    deadlines.run_clock(at("2025-04-17", "00:10"))
    wrong = opinion.matter.events.filter(step="post").latest("pk")
    stated = {"event": wrong.version, "right_day": date(2025, 4, 1), "why": "公告实际刊登的日期"}
    notice = PublicNotice.objects.get()
    refused("notice_still_runs", lambda: take(notice, "correct_day", world.registrar, "2025-04-21", **stated))
    assert Deadline.objects.get(code="D6").trigger_on == date(2025, 4, 16)


# Correction


def corrected(world, opinion, content, on="2025-03-26"):
    """A correction of the opinion, issued."""
    draft = gateway.perform(
        Paper, None, "draft", by=world.handler, at=at(on), matter=opinion.matter, kind=opinion.kind, corrects=opinion,
        content=content,
    )  # fmt: skip
    return printed(
        take(approved(draft, drafter=world.handler, head=world.head, on=on), "issue", world.registrar, on, "10:30")
    )


def served_opinion(world, **content):
    """An opinion served on both on 17 March."""
    return sent_out(issued(world, world.accepted(), **content), by=world.registrar, on=DECIDED)


def test_a_correction_that_changes_no_outcome_leaves_the_periods_alone(world):
    old = served_opinion(world)
    new = corrected(world, old, {"course": "3月11日听取了信访人陈述（原文误为3月10日）。"})
    sent_out(new, by=world.registrar, on="2025-03-26")
    assert Paper.objects.get(pk=old.pk).state == "replaced"
    assert new.snapshot["corrects"]["number"] == old.number
    rights = Deadline.objects.filter(code="D6")
    assert {(d.trigger_on, d.state) for d in rights} == {(date(2025, 3, 17), "running")}


def test_a_correction_that_changes_the_outcome_begins_the_periods_anew(world):
    old = served_opinion(world)
    new = corrected(world, old, {"opinions": supported()["opinions"]})
    sent_out(new, by=world.registrar, on="2025-03-26")
    states = Deadline.objects.filter(code="D6").order_by("pk").values_list("state", "trigger_on")
    assert list(states) == [("ended", date(2025, 3, 17))] * 2 + [("running", date(2025, 3, 26))] * 2
    claim = Claim.objects.get(petition__matter=old.matter, no=1)
    assert claim.disposal == "supported"
    assert Obligation.objects.get().claim == claim


def test_a_correction_drops_what_the_old_opinion_granted(world):
    old = served_opinion(world, **supported())
    corrected(world, old, {"opinions": opinion_content()["opinions"]})
    assert Obligation.objects.get().state == "dropped"


def test_only_the_same_kind_of_paper_corrects(world, opinion):
    def other():
        gateway.perform(
            Paper, None, "draft", by=world.handler, at=at("2025-03-26"), matter=opinion.matter,
            kind=PaperKind.ACCEPTANCE_NOTICE, corrects=opinion,
        )  # fmt: skip

    refused("corrects_another_kind", other)


def test_a_revoked_paper_is_served_no_more(world, opinion):
    take(opinion, "revoke", world.head, "2025-03-18", why="程序有误", **BY_ITSELF)
    assert {s.state for s in opinion.services.all()} == {"cancelled"}


def test_the_petition_is_closed_only_when_everyone_is_served(world, opinion):
    send(world, opinion)
    petition = Petition.objects.get(matter=opinion.matter)
    with pytest.raises(NotPossibleNow, match="2位当事人未送达：张大山、李秀英（信访事项处理意见书）"):
        take(petition, "close", world.handler, "2025-03-18")


def test_a_paper_goes_out_to_many_by_as_many_statements_as_to_few(world):
    """Each addressee has a copy and a record of his own; they are written together."""
    counts, copies = [], []
    for many in (7, 30):
        people = [{"name": f"村民{n}甲", "address": "青河县柳树乡"} for n in range(many)]
        claims = [{"text": "补足差额", "category": "grievance", "route": "petition_procedure"}]
        matter = world.accepted(channel="letter", petitioners=people, claims=claims).matter
        notice = matter.papers.get(kind="acceptance_notice")
        for step, person in (("submit", world.handler), ("approve", world.head)):
            gateway.perform(Paper, notice.pk, step, by=person, at=at("2025-03-04"))
        with CaptureQueriesContext(connection) as sent:
            gateway.perform(Paper, notice.pk, "issue", by=world.registrar, at=at("2025-03-04"))
        counts.append(len(sent))
        copies.append(Event.objects.filter(object_type="serviceofdocument", step="plan", matter=matter).count())
    assert copies == [7, 30]
    assert abs(counts[0] - counts[1]) <= 12, "what a process asks once is not asked again"
