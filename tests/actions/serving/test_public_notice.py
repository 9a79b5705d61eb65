"""Public notice: who decides on it, what it says in public, when it is up, and when it never is."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.actions.clock import deadlines
from mediation.documents.papers.snapshot import html_of
from mediation.models import Deadline, Event, Message, Paper, PublicNotice, ServiceOfDocument
from mediation.vocabulary import PaperKind
from mediation.workflows.base import NotAllowed, NotPossibleNow
from tests.factories.opinions import DECIDED, issued, take
from tests.factories.papers import announced, printed, proposed, scan
from tests.factories.world import at
from tests.stages import staged

PUT_UP = {"place": "村务公开栏"}


@staged
def opinion(world):
    """A 处理意见书 issued on 17 March and printed, not sent yet."""
    return issued(world, world.accepted())


def service(opinion, name="张大山"):
    """The service of the opinion on one person, as it is now."""
    return ServiceOfDocument.objects.get(paper=opinion, party__name=name)


def refused(code, do, how=NotPossibleNow):
    """The step is refused with this code."""
    with pytest.raises(how) as refusal:
        do()
    assert refusal.value.code == code
    return str(refusal.value)


def text_of(notice):
    """The 送达公告."""
    return Paper.objects.of_kind(PaperKind.PUBLIC_NOTICE).get(subject_id=notice.pk, state="issued")


def test_a_registrar_alone_announces_nothing(world, opinion):
    facts = {"mode": "public_notice", "inquiry": "下落不明"}
    refused("notice_first", lambda: take(service(opinion), "dispatch", world.registrar, DECIDED, **facts))
    notice = proposed(service(opinion), by=world.registrar, on=DECIDED)
    refused("not_permitted", lambda: take(notice, "approve", world.registrar, DECIDED), NotAllowed)
    refused("wrong_state", lambda: take(notice, "post", world.registrar, DECIDED, proof=[scan()], **PUT_UP))
    assert Message.objects.filter(user=world.head, text__contains="报请公告送达").exists()


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"inquiry": ""}, "inquiry_missing"),
        ({"proof": []}, "inquiry_missing"),
        ({"ground": "other_ways"}, "too_few_attempts"),
    ],
)
def test_its_ground_is_shown(world, opinion, facts, code):
    refused(code, lambda: proposed(service(opinion), by=world.registrar, on=DECIDED, **facts))


def test_it_is_put_up_with_its_paper_and_a_picture(world, opinion):
    notice = proposed(service(opinion), by=world.registrar, on=DECIDED)
    take(notice, "approve", world.head, "2025-03-18")
    refused("announced_already", lambda: proposed(service(opinion), by=world.registrar, on="2025-03-18"))
    shown = {**PUT_UP, "proof": [scan()]}
    refused("notice_not_ready", lambda: take(notice, "post", world.registrar, "2025-03-18", **shown))
    printed(text_of(notice))
    refused("posting_unproved", lambda: take(notice, "post", world.registrar, "2025-03-18", **PUT_UP))
    take(notice, "post", world.registrar, "2025-03-19", **shown)
    sent = service(opinion)
    assert (sent.state, sent.mode, sent.place, sent.dispatched_on) == (
        "dispatched", "public_notice", "村务公开栏", date(2025, 3, 19),
    )  # fmt: skip
    assert Deadline.objects.get(code="D17").legal_on == date(2025, 4, 18)


def test_what_hangs_in_public_tells_nothing_of_the_matter(world, opinion):
    notice = announced(service(opinion), by=world.registrar, head=world.head, on=DECIDED)
    page = html_of(text_of(notice))
    assert all(word in page for word in ("张大山", opinion.number, "30日", "青河县农业农村局"))
    told_of_the_matter = (opinion.matter.number, opinion.matter.subject, "收购", "柳树乡", "13800000001", "村委会")
    assert not [word for word in told_of_the_matter if word in page]


def test_whoever_receives_the_paper_ends_the_notice(world, opinion):
    notice = announced(service(opinion), by=world.registrar, head=world.head, on=DECIDED)
    take(service(opinion), "record_receipt", world.registrar, "2025-03-25", relation="self", servers="王一")
    notice.refresh_from_db()
    assert notice.state == "ended"
    told = Paper.objects.of_kind(PaperKind.PROOF_OF_SERVICE).get(subject_id=service(opinion).pk)
    assert "签收的日期为送达日期" in told.snapshot["served"]["because"]
    assert told.snapshot["served"]["notice"]["over_on"] is None
    assert "期满以前签收" in html_of(told)


def test_the_end_of_the_period_ends_the_notice_and_the_annulment_of_the_posting_takes_all_back(world, opinion):
    notice = announced(service(opinion), by=world.registrar, head=world.head, on=DECIDED)
    deadlines.run_clock(at("2025-04-17", "00:10"))
    notice.refresh_from_db()
    assert (notice.state, service(opinion).state) == ("ended", "served")
    assert Deadline.objects.get(code="D6").state == "running"
    take(notice, "annul", world.registrar, "2025-04-18", event=3, why="张贴的不是本人住所地")
    asked = notice.matter.annulments.get()
    take(asked, "approve", world.head, "2025-04-18")
    notice.refresh_from_db()
    assert (notice.state, notice.posted_on, service(opinion).state) == ("approved", None, "planned")
    assert not Deadline.objects.filter(code__in=("D6", "D17"), state__in=("running", "lapsed")).exists()


def test_a_notice_that_waits_is_taken_back_when_the_paper_is_received_otherwise(world, opinion):
    notice = proposed(service(opinion), by=world.registrar, on=DECIDED)
    take(service(opinion), "dispatch", world.registrar, DECIDED, "11:00", mode="direct")
    take(service(opinion), "record_receipt", world.registrar, DECIDED, "12:00", relation="self", servers="王一")
    notice.refresh_from_db()
    assert notice.state == "withdrawn"


def accusing(world):
    """A petition whose second claim accuses somebody."""
    claims = [
        {"text": "按承诺价补足差额", "category": "grievance", "route": "petition_procedure"},
        {"text": "举报收购站站长收受好处", "category": "accusation", "accused_organ": world.other_bureau},
    ]
    return world.petition(claims=claims)


def test_a_matter_that_holds_an_accusation_is_never_announced_and_the_refusal_does_not_tell_why(world):
    petition = accusing(world)
    claim = petition.claims.get(no=1)
    take(claim, "accept", world.handler, "2025-03-03")
    notice_of_acceptance = petition.matter.papers.get(kind=PaperKind.ACCEPTANCE_NOTICE)
    take(notice_of_acceptance, "submit", world.handler, "2025-03-04")
    take(notice_of_acceptance, "approve", world.head, "2025-03-04", "11:00")
    printed(take(notice_of_acceptance, "issue", world.registrar, "2025-03-04", "12:00"))
    copy = service(notice_of_acceptance)
    said = refused("not_to_be_announced", lambda: proposed(copy, by=world.registrar, on="2025-03-05"))
    minor = world.accepted(petitioners=[{"name": "张小山", "address": "一村"}])
    minor.matter.parties.update(born_on=date(2012, 5, 1))
    of_a_minor = service(issued(world, minor), "张小山")
    assert refused("not_to_be_announced", lambda: proposed(of_a_minor, by=world.registrar, on=DECIDED)) == said
    assert not [word for word in ("检举", "控告", "举报") if word in said]


def test_an_accusation_that_came_to_light_after_the_approval_keeps_the_notice_down(world, opinion):
    notice = proposed(service(opinion), by=world.registrar, on=DECIDED)
    take(notice, "approve", world.head, DECIDED, "10:45")
    printed(text_of(notice))
    opinion.matter.claims.filter(no=2).update(category="accusation")
    again = PublicNotice.objects.get()
    refused(
        "not_to_be_announced",
        lambda: take(again, "post", world.registrar, "2025-03-18", proof=[scan()], **PUT_UP),
    )


def known_to_accuse(opinion):
    """It turns out that the matter holds an accusation."""
    opinion.matter.claims.filter(no=2).update(category="accusation")


def test_a_notice_that_hangs_comes_down_by_itself_and_does_not_tell_why(world, opinion):
    notice = announced(service(opinion), by=world.registrar, head=world.head, on=DECIDED)
    known_to_accuse(opinion)
    deadlines.run_clock(at("2025-03-20", "00:10"))
    notice.refresh_from_db()
    copy = service(opinion)
    assert (notice.state, copy.state, copy.attempts) == ("ended", "not_reached", 0)
    assert Deadline.objects.get(code="D17").state == "ended"
    for person in (world.registrar, world.head):
        assert Message.objects.filter(user=person, text__contains="请即从村务公开栏撤下送达公告").count() == 1
    told = list(Event.objects.filter(matter=opinion.matter, done_on="2025-03-20"))
    assert {event.step for event in told} == {"take_down", "fail", "end"}
    assert all(event.by_clock and event.part == "" for event in told)
    said = " ".join([str(event.facts) for event in told] + list(Message.objects.values_list("text", flat=True)))
    assert not [word for word in ("检举", "控告", "举报") if word in said]
    deadlines.run_clock(at("2025-04-20", "00:10"))
    assert service(opinion).state == "not_reached", "what came down serves nobody"
    take(copy, "dispatch", world.registrar, "2025-04-21", mode="direct")


def test_what_was_known_before_the_end_counts_though_the_clock_stood_still(world, opinion):
    notice = announced(service(opinion), by=world.registrar, head=world.head, on=DECIDED)
    known_to_accuse(opinion)
    deadlines.run_clock(at("2025-04-20", "00:10"))
    notice.refresh_from_db()
    assert (notice.state, service(opinion).state) == ("ended", "not_reached")
    assert not Deadline.objects.filter(code="D6", party=service(opinion).party).exists()


def test_people_take_it_down_with_a_reason_and_may_annul_that(world, opinion):
    notice = announced(service(opinion), by=world.registrar, head=world.head, on=DECIDED)
    refused("still_to_be_announced", lambda: take(notice, "take_down", world.registrar, "2025-03-20"))
    take(notice, "take_down", world.registrar, "2025-03-20", why="受送达人已经找到")
    assert service(opinion).state == "not_reached"
    record = Event.objects.get(object_type="publicnotice", step="take_down")
    take(notice, "annul", world.registrar, "2025-03-21", event=record.version, why="撤下的是另一份")
    take(notice.matter.annulments.get(), "approve", world.head, "2025-03-21", "10:30")
    notice.refresh_from_db()
    assert (notice.state, service(opinion).state) == ("posted", "dispatched")
    assert Deadline.objects.get(code="D17").state == "running"


def test_an_accusation_of_the_organ_itself_holds_nothing_up_and_so_is_not_told(world, opinion):
    opinion.matter.claims.filter(no=2).update(category="accusation", accused_organ=opinion.organ)
    notice = announced(service(opinion), by=world.registrar, head=world.head, on=DECIDED)
    deadlines.run_clock(at("2025-03-20", "00:10"))
    notice.refresh_from_db()
    assert notice.state == "posted"
