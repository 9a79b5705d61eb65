"""The ledger of one copy: facts in any number and order, the day derived from them, and what to try next."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.actions import gateway
from mediation.actions.clock import deadlines
from mediation.actions.previewing import movings
from mediation.documents.papers.packing.pieces import BY_PARTIES
from mediation.documents.registry import document_type
from mediation.models import Deadline, Event, FileView, Message, Paper, PublicNotice, Review, ServiceOfDocument
from mediation.permissions import Actor
from mediation.queries.serving.ledger import ledger_of
from mediation.vocabulary import PaperKind
from mediation.workflows.base import Act, NotPossibleNow
from tests.factories.opinions import DECIDED, issued, take
from tests.factories.papers import announced, scan
from tests.factories.world import at
from tests.stages import staged

POSTED = {"mode": "post", "waybill": "EMS1"}


@staged
def opinion(world):
    """A 处理意见书 issued on 17 March and printed, not sent yet."""
    return issued(world, world.accepted())


def service(opinion, name="张大山"):
    """The service of the opinion on one person, as it is now."""
    return ServiceOfDocument.objects.get(paper=opinion, party__name=name)


def send(world, opinion, on=DECIDED, **facts):
    """Send one copy."""
    return take(service(opinion), "dispatch", world.registrar, on, "11:00", **{"mode": "direct", **facts})


def note(world, opinion, news, on, **facts):
    """Something became known."""
    return take(service(opinion), "report", world.registrar, on, news=news, account="投递员来电", **facts)


def ledger(opinion, on="2025-03-31"):
    """Its ledger as a reader of the day finds it."""
    return ledger_of(service(opinion), date.fromisoformat(on))


def proof_of(opinion):
    """The proof of service that stands."""
    found = Paper.objects.of_kind(PaperKind.PROOF_OF_SERVICE).filter(state="issued", subject_id=service(opinion).pk)
    return found.get().snapshot["served"]


def test_what_was_sent_is_neither_served_nor_failed(world, opinion):
    send(world, opinion, **POSTED)
    assert "不算送达，也不算未能送达" in ledger(opinion).because
    assert not Deadline.objects.filter(code="D6").exists()


def test_facts_come_in_any_order_and_serve_nobody(world, opinion):
    send(world, opinion, **POSTED)
    note(world, opinion, "queried", "2025-03-20")
    note(world, opinion, "attempted", "2025-03-21", happened_at=at("2025-03-19", "15:30"))
    note(world, opinion, "acknowledged", "2025-03-22")
    found = ledger(opinion)
    assert [(line.on.day, line.what) for line in found.lines] == [
        (17, "送出"), (19, "投递未成，将再次投递"), (20, "查询邮件、地址或者下落"), (22, "来电、来信表示收到"),
    ]  # fmt: skip
    assert (service(opinion).state, service(opinion).served_on) == ("dispatched", None)


@pytest.mark.parametrize("news", ["returned", "bounced", "arrived"])
def test_what_others_report_is_shown(world, opinion, news):
    send(world, opinion, **POSTED)
    with pytest.raises(NotPossibleNow, match="请附凭证"):
        note(world, opinion, news, "2025-03-20")
    assert note(world, opinion, news, "2025-03-20", proof=[scan()]).state == "dispatched"


def test_a_fact_that_came_late_is_kept_and_moves_no_day(world, opinion):
    send(world, opinion, **POSTED)
    take(
        service(opinion),
        "record_receipt",
        world.registrar,
        "2025-03-20",
        relation="self",
        servers="邮政",
        proof=[scan("回执")],
    )
    note(world, opinion, "returned", "2025-03-24", proof=[scan()])
    assert (service(opinion).state, service(opinion).served_on) == ("served", date(2025, 3, 20))
    assert "2025年3月20日送达：以回执上注明的收件日期为送达日期" in ledger(opinion).because


def test_opening_at_the_portal_stands_there_and_serves_nobody(world, opinion):
    send(world, opinion)
    zhang = service(opinion).party
    FileView.objects.create(matter=opinion.matter, party=zhang, what=str(opinion)[:100], seen_at=at("2025-03-18"))
    assert ledger(opinion).lines[-1].what == "在网上打开"
    assert service(opinion).state == "dispatched"


def test_what_did_not_arrive_opens_a_task_with_the_next_mode(world, opinion):
    assert ledger(opinion).next_mode == "direct"
    send(world, opinion)
    assert ledger(opinion).next_mode == ""
    take(service(opinion), "fail", world.registrar, "2025-03-18", note="无人", proof=[scan()])
    assert ledger(opinion).next_mode == "post"
    assert Message.objects.filter(user=world.registrar, text__contains="建议改用邮寄送达").count() == 1
    send(world, opinion, "2025-03-19", **POSTED)
    take(service(opinion), "fail", world.registrar, "2025-03-24", note="退回", proof=[scan("2")])
    assert ledger(opinion).next_mode == "left"
    send(world, opinion, "2025-03-25", mode="left", note="门锁着，拒收")
    take(service(opinion), "fail", world.registrar, "2025-03-26", note="门牌不对")
    assert (ledger(opinion).next_mode, service(opinion).attempts) == ("public_notice", 2)


def test_an_annulled_entry_stands_in_the_ledger_and_does_not_count(world, opinion):
    send(world, opinion, **POSTED)
    take(service(opinion), "fail", world.registrar, "2025-03-18", note="退回", proof=[scan()])
    wrong = Event.objects.of("serviceofdocument", service(opinion).pk).get(step="fail")
    take(service(opinion), "annul", world.registrar, "2025-03-19", event=wrong.version, why="另一件")
    assert [line.counts for line in ledger(opinion).lines] == [True, False]
    assert "不算未能送达" in ledger(opinion).because


# Deemed service


def act_of(world, on, **facts):
    """A step that is only looked at."""
    return Act(by=Actor(on=at(on).date(), user=world.registrar), at=at(on), on=at(on).date(), facts=facts, preview=True)


def test_deemed_service_shows_what_it_would_start_before_it_is_taken(world, opinion):
    send(world, opinion, **POSTED)
    shown = movings(service(opinion), "deem_returned", act_of(world, "2025-03-21"))
    assert [(one.deadline.code, str(one.who), one.old, one.new) for one in shown] == [
        ("D6", "张大山", None, date(2025, 4, 21))
    ]
    assert not Deadline.objects.filter(code="D6").exists()
    take(
        service(opinion),
        "deem_returned",
        world.registrar,
        "2025-03-21",
        addressee_caused=True,
        note="拒收",
        proof=[scan("退件")],
    )
    assert Deadline.objects.get(code="D6").legal_on == date(2025, 4, 21)


def test_the_head_sees_when_the_notice_would_be_over_and_what_begins_then(world, opinion):
    notice = announced(service(opinion), by=world.registrar, head=world.head, on=DECIDED)
    shown = movings(PublicNotice.objects.get(pk=notice.pk), "approve", act_of(world, DECIDED))
    assert [(one.deadline.code, one.new) for one in shown] == [("D17", date(2025, 4, 16)), ("D6", date(2025, 5, 16))]


def test_deemed_service_by_itself_ends_no_right(world, opinion):
    announced(service(opinion), by=world.registrar, head=world.head, on=DECIDED)
    deadlines.run_clock(at("2025-04-17", "00:10"))
    deadlines.run_clock(at("2025-05-17", "00:10"))
    right = Deadline.objects.get(code="D6")
    assert right.state == "lapsed"
    asked = {
        "stage": "review", "opinion": opinion, "organ": world.county, "demand": "变更", "grounds": "外出务工，没有看到公告",
    }  # fmt: skip
    zhang = service(opinion).party
    review = gateway.perform(Review, None, "request", by=zhang, at=at("2025-06-03"), matter=opinion.matter, **asked)
    assert review.state == "requested"
    assert "张大山（公告期满视为送达）" in review.late_words()


# The proof


def test_the_proof_is_made_of_the_facts_and_lists_what_shows_them(world, opinion):
    send(world, opinion, **POSTED)
    take(service(opinion), "fail", world.registrar, "2025-03-18", note="迁址退回", proof=[scan("退件")])
    send(world, opinion, "2025-03-19")
    take(service(opinion), "record_receipt", world.registrar, "2025-03-19", "14:00", relation="self", servers="王一",
         proof=[scan("回证")])  # fmt: skip
    served = proof_of(opinion)
    assert [line["what"] for line in served["course"]] == ["送出", "未能送达", "送出", "登记签收"]
    assert [one["name"] for one in served["evidence"]] == ["退件.pdf", "回证.pdf"]
    kept = {one.name: one.sha256 for one in opinion.matter.attachments.all()}
    assert all(one["sha256"] == kept[one["name"]] for one in served["evidence"])


def test_the_proof_of_a_public_notice_tells_day_place_and_medium(world, opinion):
    announced(service(opinion), by=world.registrar, head=world.head, on=DECIDED)
    deadlines.run_clock(at("2025-04-17", "00:10"))
    served = proof_of(opinion)
    told = served["notice"]
    assert (told["posted_on"], told["over_on"], told["place"]) == ("2025-03-17", "2025-04-16", "村务公开栏")
    assert (told["medium"], told["span"], told["approved_by"]) == (
        "公告栏和受送达人住所地张贴",
        "30日",
        str(world.head),
    )
    assert {one["name"] for one in served["evidence"]} == {"查询记录.pdf", "张贴照片.pdf"}
    assert served["on"] == "2025-04-16"


def test_what_a_party_files_is_served_on_nobody_who_filed_it():
    assert not [kind for kind in BY_PARTIES if document_type(kind).must_be_served]
