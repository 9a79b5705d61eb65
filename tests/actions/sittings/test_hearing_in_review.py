"""听证 at the stage of review: who organises it, who may not sit, and the days that are not counted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mediation.actions import gateway
from mediation.actions.clock.deadlines import run_clock
from mediation.documents.papers.snapshot import html_of
from mediation.models import Deadline, Hearing, Matter, Organ, Paper, Party, Petition, Review, User
from mediation.permissions import Actor
from mediation.vocabulary import PaperKind, Role
from mediation.workflows.base import Act, NotAllowed
from tests.documents.papers.reading import words_of
from tests.factories.papers import served
from tests.factories.world import World, at
from tests.refusals import refused
from tests.stages import staged

OPINION = {
    "course": "听取了信访人的陈述。",
    "findings": [{"claim": n, "text": "查明的事实。"} for n in (1, 2)],
    "bases": [],
    "opinions": [
        {"claim": n, "outcome": "explained", "reasons": "承诺没有书面依据，会议记录也没有记载。"} for n in (1, 2)
    ],
}
REVIEW_OPINION = {
    "original": "不予补差。", "facts": "查明的事实。", "on_facts": "清楚。", "on_basis": "正确。", "on_procedure": "合法。",
    "on_conclusion": "适当。", "outcome": "upheld",
}  # fmt: skip


def issued(paper: Paper, *, organ: Organ, world: World, on: str, content: dict[str, Any]) -> Paper:
    """Drafted by the organ's handler or reviewer, approved by its head, served by its registrar."""
    drafter = world.staff(Role.HANDLER if paper.kind == PaperKind.HANDLING_OPINION else Role.REVIEWER, organ)
    gateway.perform(Paper, paper.pk, "revise", by=drafter, at=at(on, "09:00"), content=content)
    if paper.kind != PaperKind.HANDLING_OPINION:
        goes_on = [{"finding": "right_running", "reason": "李秀英表示不再请求。"}]
        gateway.perform(Paper, paper.pk, "explain", by=drafter, at=at(on, "09:03"), answers=goes_on)
    gateway.perform(Paper, paper.pk, "submit", by=drafter, at=at(on, "09:05"))
    gateway.perform(Paper, paper.pk, "approve", by=world.staff(Role.HEAD, organ), at=at(on, "09:10"))
    registrar = world.staff(Role.REGISTRAR, organ)
    gateway.perform(Paper, paper.pk, "issue", by=registrar, at=at(on, "09:15"))
    served(paper, by=registrar, on=on)
    return Paper.objects.get(pk=paper.pk)


def asked(world: World, petition: Petition, opinion: Paper, organ: Organ, stage: str, on: str) -> Review:
    """A petitioner asks for review, the organ's reviewer accepts it the same day."""
    zhang = world.party(petition.matter, "张大山")
    reviewer = world.staff(Role.REVIEWER, organ)
    asking = {"stage": stage, "opinion": opinion, "organ": organ, "demand": "请求撤销", "grounds": "有会议记录"}
    review = gateway.perform(Review, None, "request", by=zhang, at=at(on), matter=petition.matter, **asking)
    return gateway.perform(Review, review.pk, "accept", by=reviewer, at=at(on, "10:00"), reviewer=reviewer)


class Course:
    """A handling opinion of 2025-04-01, reviewed and upheld, re-examination asked on Tuesday 2025-06-03."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.petition = world.accepted(on="2025-03-03")
        self.matter = self.petition.matter
        draft = gateway.perform(
            Paper, None, "draft", by=world.handler, at=at("2025-04-01"), matter=self.matter,
            kind=PaperKind.HANDLING_OPINION, content=OPINION,
        )  # fmt: skip
        first = issued(draft, organ=world.bureau, world=world, on="2025-04-01", content=OPINION)
        asked(world, self.petition, first, world.county, "review", "2025-04-10")
        second = issued(
            self.matter.papers.get(kind=PaperKind.REVIEW_OPINION), organ=world.county, world=world, on="2025-05-08",
            content=REVIEW_OPINION,
        )  # fmt: skip
        self.review = asked(world, self.petition, second, world.city, "re_examination", "2025-06-03")
        self.reviewer = world.staff(Role.REVIEWER, world.city)
        self.presider = world.staff(Role.PRESIDING_OFFICER, world.city, "陈主持")
        self.panel = [self.presider, *(world.staff(Role.PANELLIST, world.city, n) for n in ("赵教授", "钱律师"))]
        self.recorder = world.staff(Role.RECORDER, world.city, "孙记录")

    def take(self, step: str, by: User, on: str, clock: str = "09:00", **facts: Any) -> Hearing:
        hearing = self.matter.hearings.first()
        matter = None if hearing else self.matter
        return gateway.perform(Hearing, hearing and hearing.pk, step, by=by, at=at(on, clock), matter=matter, **facts)

    def held(self, *, noticed: str, day: str) -> None:
        """Asked for on 2025-06-04, noticed and held on the days given."""
        zhang, world = self.world.party(self.matter, "张大山"), self.world
        self.take("request", zhang, "2025-06-04", grounds="有会议记录")
        self.take("grant", world.staff(Role.HEAD, world.city), "2025-06-04")
        self.take(
            "appoint_panel", world.staff(Role.HEAD, world.city), "2025-06-05", presider=self.presider,
            panel=self.panel, recorder=self.recorder,
        )  # fmt: skip
        self.take("schedule", self.presider, noticed, "08:00", starts_at=at(day), place="市政府会议室")
        for notice in self.matter.papers.of_kind(PaperKind.HEARING_NOTICE):
            served(notice, by=world.staff(Role.REGISTRAR, world.city), on=noticed)
        for person in (*self.panel, self.recorder):
            self.take("affirm", person, day, "08:00")
        people = list(self.matter.petitioners)
        self.take(
            "record_attendance", self.recorder, day,
            attendance=[{"party": party, "outcome": "present"} for party in people],
        )  # fmt: skip
        self.take("open", self.presider, day)
        for phase in ("petitioner_statement", "handler_statement", "petitioner_last", "handler_last"):
            self.take("record_statement", self.recorder, day, phase=phase, speaker="某人", text="……")
        self.take("deliberate", self.presider, day)
        votes = [{"member": member, "agrees": True} for member in self.panel]
        self.take("vote", self.presider, day, conclusion="维持", votes=votes)
        self.take("read_record", self.recorder, day, way="read")
        self.take("conclude", self.presider, day, signatures=[{"party": party, "signed": True} for party in people])


@staged
def course(world: World) -> Course:
    return Course(world)


def test_at_re_examination_both_organs_are_summoned_to_account_for_their_opinions(course):
    """第三十六条: the first organ and the reviewing one come before the panel; nobody writes to itself."""
    course.held(noticed="2025-06-06", day="2025-06-20")
    notices = course.matter.papers.of_kind(PaperKind.HEARING_NOTICE)
    summons = {notice.to_organ: notice for notice in notices.exclude(to_organ=None)}
    assert set(summons) == {course.world.bureau, course.world.county}
    page = words_of(html_of(summons[course.world.bureau]))
    for said in (
        "青河县农业农村局：",
        "请派熟悉情况的人员按时参加",
        "陈述复核所审查的意见的事实、证据和依据",
        "2025年6月20日9时",
    ):
        assert said in page
    assert "您" not in page
    assert not summons[course.world.bureau].addressees.exists()
    assert all("可以委托一至二名代理人" in html_of(notice) for notice in notices.filter(to_organ=None))


def test_whoever_was_summoned_learns_that_it_is_put_off(course):
    zhang, head = course.world.party(course.matter, "张大山"), course.world.staff(Role.HEAD, course.world.city)
    course.take("request", zhang, "2025-06-04", grounds="有会议记录")
    course.take("grant", head, "2025-06-04")
    course.take(
        "appoint_panel", head, "2025-06-05", presider=course.presider, panel=course.panel, recorder=course.recorder
    )
    course.take("schedule", course.presider, "2025-06-06", "08:00", starts_at=at("2025-06-20"), place="市政府会议室")
    for notice in course.matter.papers.of_kind(PaperKind.HEARING_NOTICE):
        served(notice, by=course.world.staff(Role.REGISTRAR, course.world.city), on="2025-06-06")
    course.take("postpone", course.presider, "2025-06-10", ground="force_majeure", why="会议室漏水")
    told = course.matter.papers.of_kind(PaperKind.HEARING_CHANGE)
    assert {paper.to_organ for paper in told.exclude(to_organ=None)} == {course.world.bureau, course.world.county}
    assert told.filter(to_organ=None).count() == 1


def test_an_organ_that_is_a_party_gets_no_notice_from_itself(course):
    own = Party.objects.create(matter=course.matter, name="云州市人民政府", role="opposite", organ=course.world.city)
    course.held(noticed="2025-06-06", day="2025-06-20")
    notices = course.matter.papers.of_kind(PaperKind.HEARING_NOTICE)
    assert not notices.filter(addressees=own).exists()
    assert course.world.city not in {notice.to_organ for notice in notices}


def test_fourteen_days_of_hearing_are_not_counted_in_re_examination(course):
    limit = Deadline.objects.get(code="D9")
    assert limit.legal_on == date(2025, 7, 3)
    course.held(noticed="2025-06-06", day="2025-06-20")
    limit.refresh_from_db()
    assert limit.excluded == [["2025-06-06", "2025-06-20", "hearing"]]
    assert limit.legal_on == date(2025, 7, 17)


def test_while_the_hearing_lasts_the_limit_stands_still_and_neither_warns_nor_falls_due(course):
    zhang, head = course.world.party(course.matter, "张大山"), course.world.staff(Role.HEAD, course.world.city)
    course.take("request", zhang, "2025-06-04", grounds="有会议记录")
    course.take("grant", head, "2025-06-04")
    seats = {"presider": course.presider, "panel": course.panel, "recorder": course.recorder}
    course.take("appoint_panel", head, "2025-06-05", **seats)
    course.take("schedule", course.presider, "2025-06-20", starts_at=at("2025-07-08"), place="市政府会议室")
    limit = Deadline.objects.get(code="D9")
    assert (limit.legal_on, limit.suspended_on) == (date(2025, 7, 3), None)
    for notice in course.matter.papers.of_kind(PaperKind.HEARING_NOTICE):
        served(notice, by=course.world.staff(Role.REGISTRAR, course.world.city), on="2025-06-20")
    run_clock(at("2025-07-07"))
    limit.refresh_from_db()
    assert (limit.state, limit.suspended_on) == ("running", date(2025, 6, 20))
    assert limit.level(date(2025, 7, 7)) == "green"
    assert not Deadline.objects.to_remind(date(2025, 7, 7)).filter(pk=limit.pk).exists()
    course.take("terminate", course.presider, "2025-07-08", end_ground="withdrawn", why="信访人书面撤回申请")
    limit.refresh_from_db()
    assert (limit.state, limit.suspended_on) == ("running", None)
    assert limit.legal_on == date(2025, 7, 21)
    change = limit.changes.get()
    assert (change.ground, change.since, change.until) == ("hearing", date(2025, 6, 20), date(2025, 7, 8))
    assert change.paper.kind == PaperKind.HEARING_NOTICE


def test_a_hearing_noticed_on_the_last_counted_day_does_not_stop_the_limit(course):
    zhang, head = course.world.party(course.matter, "张大山"), course.world.staff(Role.HEAD, course.world.city)
    course.take("request", zhang, "2025-06-04", grounds="有会议记录")
    course.take("grant", head, "2025-06-04")
    seats = {"presider": course.presider, "panel": course.panel, "recorder": course.recorder}
    course.take("appoint_panel", head, "2025-06-05", **seats)
    course.take("schedule", course.presider, "2025-07-02", starts_at=at("2025-07-22"), place="市政府会议室")
    for notice in course.matter.papers.of_kind(PaperKind.HEARING_NOTICE):
        served(notice, by=course.world.staff(Role.REGISTRAR, course.world.city), on="2025-07-03")
    limit = Deadline.objects.get(code="D9")
    assert (limit.legal_on, limit.suspended_on) == (date(2025, 7, 3), None)
    run_clock(at("2025-07-04"))
    limit.refresh_from_db()
    assert limit.state == "overdue"
    course.take("terminate", course.presider, "2025-07-08", end_ground="withdrawn", why="信访人书面撤回申请")
    limit.refresh_from_db()
    assert (limit.state, limit.legal_on, limit.excluded) == ("overdue", date(2025, 7, 3), [])


def test_a_request_taken_back_after_the_notice_lets_the_limit_go_on(course):
    zhang, head = course.world.party(course.matter, "张大山"), course.world.staff(Role.HEAD, course.world.city)
    course.take("request", zhang, "2025-06-04", grounds="有会议记录")
    course.take("grant", head, "2025-06-04")
    seats = {"presider": course.presider, "panel": course.panel, "recorder": course.recorder}
    course.take("appoint_panel", head, "2025-06-05", **seats)
    course.take("schedule", course.presider, "2025-06-20", starts_at=at("2025-07-08"), place="市政府会议室")
    for notice in course.matter.papers.of_kind(PaperKind.HEARING_NOTICE):
        served(notice, by=course.world.staff(Role.REGISTRAR, course.world.city), on="2025-06-20")
    course.take("withdraw_request", zhang, "2025-06-25")
    limit = Deadline.objects.get(code="D9")
    assert (limit.suspended_on, limit.excluded) == (None, [["2025-06-20", "2025-06-25", "hearing"]])
    assert limit.legal_on == date(2025, 7, 8)


def test_a_hearing_that_ends_on_the_day_of_its_notice_leaves_the_limit_as_it_was(course):
    zhang, head = course.world.party(course.matter, "张大山"), course.world.staff(Role.HEAD, course.world.city)
    course.take("request", zhang, "2025-06-04", grounds="有会议记录")
    course.take("grant", head, "2025-06-04")
    seats = {"presider": course.presider, "panel": course.panel, "recorder": course.recorder}
    course.take("appoint_panel", head, "2025-06-05", **seats)
    course.take("schedule", course.presider, "2025-06-20", starts_at=at("2025-07-08"), place="市政府会议室")
    for notice in course.matter.papers.of_kind(PaperKind.HEARING_NOTICE):
        served(notice, by=course.world.staff(Role.REGISTRAR, course.world.city), on="2025-06-20")
    course.take("terminate", course.presider, "2025-06-20", "18:00", end_ground="withdrawn", why="信访人书面撤回申请")
    limit = Deadline.objects.get(code="D9")
    assert (limit.legal_on, limit.suspended_on, limit.excluded) == (date(2025, 7, 3), None, [])


def test_a_petitioners_request_goes_to_the_organ_that_re_examines(course):
    course.take("request", course.world.party(course.matter, "张大山"), "2025-06-04", grounds="有会议记录")
    hearing = course.matter.hearings.get()
    assert (hearing.organ, hearing.stage, hearing.review) == (course.world.city, "re_examination", course.review)


def test_the_reviewer_may_offer_a_hearing_and_the_reviewed_organ_may_not_at_this_stage(course):
    with pytest.raises(NotAllowed):
        course.take("propose", course.world.handler, "2025-06-04", question="……", review=course.review)
    hearing = course.take("propose", course.reviewer, "2025-06-04", question="……")
    assert hearing.organ == course.world.city


def test_only_a_review_under_way_in_this_file_has_a_hearing(course):
    ended = course.matter.reviews.get(stage="review")
    with refused("review_elsewhere"):
        course.take("propose", course.world.staff(Role.REVIEWER, course.world.county), "2025-06-04",
                    question="……", review=ended)  # fmt: skip


@pytest.mark.parametrize("role", [Role.HANDLER, Role.HEAD])
def test_who_drafted_or_approved_below_does_not_sit(course, role):
    world = course.world
    course.take("request", world.party(course.matter, "张大山"), "2025-06-04", grounds="有会议记录")
    course.take("grant", world.staff(Role.HEAD, world.city), "2025-06-04")
    below = world.staff(role, world.bureau)
    with refused("panellist_took_part"):
        course.take(
            "appoint_panel", world.staff(Role.HEAD, world.city), "2025-06-05", presider=course.presider,
            panel=[*course.panel[:2], below], recorder=course.recorder,
        )  # fmt: skip


def test_while_a_review_is_pending_a_button_is_offered_until_its_stage_has_a_hearing(course):
    propose = Hearing.steps()["propose"]
    act = Act(
        by=Actor(on=date(2025, 6, 4), user=course.reviewer), at=at("2025-06-04"), on=date(2025, 6, 4), preview=True
    )
    assert not [one.code for one in propose.refusals(Hearing(matter=course.matter), act)]
    course.take("propose", course.reviewer, "2025-06-04", question="……")
    anew = Hearing(matter=Matter.objects.get(pk=course.matter.pk))
    assert [one.code for one in propose.refusals(anew, act)] == ["hearing_under_way"]
    with refused("hearing_under_way"):
        gateway.perform(
            Hearing, None, "propose", by=course.reviewer, at=at("2025-06-04"), matter=course.matter, question="……"
        )


def test_nothing_is_decided_while_the_hearing_is_open(course):
    course.take("propose", course.reviewer, "2025-06-04", question="……")
    opinion = course.matter.papers.get(kind=PaperKind.RE_EXAMINATION_OPINION)
    with refused("hearing_not_over"):
        issued(opinion, organ=course.world.city, world=course.world, on="2025-06-10", content=REVIEW_OPINION)


def test_a_withdrawn_request_for_review_ends_its_hearing(course):
    zhang = course.world.party(course.matter, "张大山")
    course.take("request", zhang, "2025-06-04", grounds="有会议记录")
    gateway.perform(Review, course.review.pk, "withdraw_request", by=zhang, at=at("2025-06-05"))
    assert course.matter.hearings.get().end_ground == "matter_ended"
