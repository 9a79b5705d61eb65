"""Opinions and reviews at every point of their course, reached through the gateway.

Accepted on Monday 2025-03-03, decided on 2025-03-17, both petitioners served that day.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from mediation.actions import gateway
from mediation.documents.papers.content import unanswered
from mediation.models import Deadline, Organ, Paper, Party, Petition, Review, User
from mediation.vocabulary import PaperKind, Role
from tests.factories.papers import printed, served
from tests.factories.world import World, at

DECIDED = "2025-03-17"
ASKED = "2025-03-24"
NOT_SUPPORTED = "没有证据证明存在书面承诺。"
EXPLAINED = "收购点布局由企业自主决定。"


def opinion_content(**over: Any) -> dict[str, Any]:
    """A complete opinion: the first claim is not supported, the second explained."""
    return {
        "course": "3月10日听取了信访人陈述，查阅了收购台账。",
        "findings": [
            {"claim": 1, "text": "2024年实付每斤九角。", "evidence": "收购台账"},
            {"claim": 2, "text": "全县现有收购点四处。", "evidence": ""},
        ],
        "bases": [{"claim": 1, "title": "中华人民共和国民法典", "article": "第四百九十条"}],
        "opinions": [
            {"claim": 1, "outcome": "not_supported", "reasons": NOT_SUPPORTED},
            {"claim": 2, "outcome": "explained", "reasons": EXPLAINED},
        ],
        **over,
    }


def supported(**over: Any) -> dict[str, Any]:
    """The first claim supported: who performs it, by when."""
    first = {
        "claim": 1, "outcome": "supported", "reasons": "承诺有公告为证。", "performer": "青河县农业农村局",
        "perform_by": at("2025-05-30").date(), "what": "补足差额", **over,
    }  # fmt: skip
    return opinion_content(opinions=[first, {"claim": 2, "outcome": "explained", "reasons": EXPLAINED}])


def take(obj: Any, step: str, by: User | Party | None, on: str, clock: str = "10:00", **facts: Any) -> Any:
    """Take a step of a stored object."""
    return gateway.perform(type(obj), obj.pk, step, by=by, at=at(on, clock), **facts)


def drafted(world: World, petition: Petition, on: str = DECIDED, **content: Any) -> Paper:
    """The 处理意见书, written."""
    written = content or opinion_content()
    return gateway.perform(
        Paper, None, "draft", by=world.handler, at=at(on), matter=petition.matter,
        kind=PaperKind.HANDLING_OPINION, content=written,
    )  # fmt: skip


def approved(paper: Paper, *, drafter: User, head: User, on: str) -> Paper:
    """Submitted and approved; what the check-up only warns of is answered."""
    if warned := unanswered(paper, date.fromisoformat(on)):
        answers = [{"finding": warning.key, "reason": "已核对，情况属实。"} for warning in warned]
        take(paper, "explain", drafter, on, "10:05", answers=answers)
    take(paper, "submit", drafter, on, "10:10")
    return take(paper, "approve", head, on, "10:20")


def issued(world: World, petition: Petition, on: str = DECIDED, **content: Any) -> Paper:
    """The 处理意见书, issued under its number and printed; its acceptance was told before."""
    told_of_acceptance(world, petition, on)
    paper = approved(drafted(world, petition, on, **content), drafter=world.handler, head=world.head, on=on)
    return printed(take(paper, "issue", world.registrar, on, "10:30"))


def told_of_acceptance(world: World, petition: Petition, on: str) -> None:
    """The acceptance notice that waits goes out."""
    for notice in petition.matter.papers.of_kind(PaperKind.ACCEPTANCE_NOTICE).filter(state="drafted"):
        sent_out(approved(notice, drafter=world.handler, head=world.head, on=on), by=world.registrar, on=on)


def sent_out(paper: Paper, *, by: User, on: str, to: list[Party] | None = None) -> Paper:
    """Handed to its addressees in person."""
    served(paper, by=by, on=on, parties=to)
    return Paper.objects.get(pk=paper.pk)


class ReviewCourse:
    """A petition of two people whose opinion was issued and served; the county government reviews."""

    def __init__(self, world: World, *, petition: Petition | None = None, **content: Any) -> None:
        self.world = world
        self.petition = petition or world.accepted()
        self.matter = self.petition.matter
        self.zhang: Party = world.party(self.matter, "张大山")
        self.li: Party = world.party(self.matter, "李秀英")
        self.opinion = sent_out(issued(world, self.petition, **content), by=world.registrar, on=DECIDED)
        self.reviewer = world.staff(Role.REVIEWER, world.county)
        self.chief = world.staff(Role.HEAD, world.county)
        self.registrar = world.staff(Role.REGISTRAR, world.county)
        self.pk: int | None = None

    @property
    def review(self) -> Review:
        """The review as it is now."""
        return Review.objects.get(pk=self.pk)

    def ask(self, by: User | Party | None = None, on: str = ASKED, **facts: Any) -> Review:
        """A petitioner asks the county government at the portal."""
        stated = {
            "stage": "review", "opinion": self.opinion, "organ": self.world.county,
            "demand": "变更处理意见", "grounds": "有广播通知为证", **facts,
        }  # fmt: skip
        review = gateway.perform(Review, None, "request", by=by or self.zhang, at=at(on), matter=self.matter, **stated)
        self.pk = review.pk
        return review

    def take(
        self, step: str, by: User | Party | None = None, on: str = ASKED, clock: str = "14:00", **facts: Any
    ) -> Review:
        """Take a step of the review, by the reviewer unless somebody else is named."""
        return take(self.review, step, by or self.reviewer, on, clock, **facts)

    def accept(self, on: str = "2025-03-25", **facts: Any) -> Review:
        """Accepted by the reviewer."""
        return self.take("accept", on=on, **{"reviewer": self.reviewer, **facts})

    def paper(self, kind: str) -> Paper:
        """The newest paper of a kind in the file."""
        return self.matter.papers.of_kind(kind).order_by("-pk").first()

    def decide(self, outcome: str, on: str = "2025-04-08", **content: Any) -> Paper:
        """The opinion of the present review, written, approved, issued and served on everyone."""
        stage = self.review.stage
        kind = PaperKind.REVIEW_OPINION if stage == "review" else PaperKind.RE_EXAMINATION_OPINION
        written = {
            "facts": "调取了广播录音。", "on_facts": "原意见未调取录音。", "on_basis": "依据适当。",
            "on_procedure": "程序合法。", "on_conclusion": "结论需要重新考虑。", "outcome": outcome, **content,
        }  # fmt: skip
        paper = take(self.paper(kind), "revise", self.reviewer, on, "09:00", content=written)
        paper = approved(paper, drafter=self.reviewer, head=self.chief, on=on)
        paper = printed(take(paper, "issue", self.registrar, on, "10:30"))
        return sent_out(paper, by=self.registrar, on=on)


def decided(world: World, outcome: str = "upheld", **content: Any) -> ReviewCourse:
    """A review that one petitioner asked for and that has ended."""
    course = ReviewCourse(world)
    course.ask()
    course.accept()
    course.decide(outcome, **content)
    return course


def re_examined(course: ReviewCourse, authority: Organ, on: str = "2025-04-15") -> ReviewCourse:
    """The same person asks the organ above for re-examination, and it is accepted."""
    world, course.opinion = course.world, course.paper(PaperKind.REVIEW_OPINION)
    course.reviewer = world.staff(Role.REVIEWER, authority)
    course.chief = world.staff(Role.HEAD, authority)
    course.registrar = world.staff(Role.REGISTRAR, authority)
    course.ask(on=on, stage="re_examination", organ=authority)
    course.accept(on=on)
    return course


def newest_deadline(code: str, **which: Any) -> Any:
    """The newest deadline of a code."""
    return Deadline.objects.filter(code=code, **which).order_by("-pk").first()
