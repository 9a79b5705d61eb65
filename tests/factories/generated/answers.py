"""Answers are drafted, issued, served, and a wrong receipt is taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from mediation.models import Event, Organ, Paper, ServiceOfDocument
from mediation.vocabulary import PaperKind, Role
from tests.factories.generated.matter import Course
from tests.factories.opinions import approved
from tests.factories.papers import printed

ANSWER_ON = {"duty_performance": PaperKind.DUTY_ANSWER, "suggestion": PaperKind.SUGGESTION_REPLY}
STAGES = {PaperKind.HANDLING_OPINION: "review", PaperKind.REVIEW_OPINION: "re_examination"}


class Answers(Course):
    """Acts that answer a claim and bring the answer to its addressees."""

    def answer(self) -> None:
        """An organ answers what it has accepted: by opinion, under its duty, or to a suggestion."""
        if not (numbers := self.some_claims(lambda no: no in self.law.open and no in self.law.accepted)):
            return
        no = numbers[0]
        organ, claim = self.organ_for(no), self.claim(no)
        kind = ANSWER_ON.get(claim.route or claim.category, PaperKind.HANDLING_OPINION)
        by = self.staff(Role.HANDLER, organ)
        draft = self.attempt(
            f"draft {kind} by {organ}",
            lambda: self.take(Paper, None, "draft", by, matter=self.petition.matter, kind=kind),
        )
        if draft is not None:
            self._finish(draft, organ, no)

    def _finish(self, draft: Paper, organ: Organ, no: int) -> None:
        """The acceptance is told, the draft written, approved and issued; it is served later, or never."""
        handler, head = self.staff(Role.HANDLER, organ), self.staff(Role.HEAD, organ)
        on = self.on.isoformat()

        def through() -> Paper:
            for notice in draft.matter.papers.of_kind(PaperKind.ACCEPTANCE_NOTICE).filter(
                state="drafted", organ=draft.organ
            ):
                self._issued(approved(notice, drafter=handler, head=head, on=on), organ)
            self.take(Paper, draft, "revise", handler, content=written(draft, no))
            return self._issued(approved(draft, drafter=handler, head=head, on=on), organ)

        paper = self.attempt(f"issue {draft.kind} by {organ}", through)
        if paper is None:
            self.attempt(f"void {draft.kind}", lambda: self.take(Paper, draft, "void", handler, why="不再需要"))
            return
        numbers = decided_in(paper)
        self.law.acted(self, numbers, organ)
        for no in numbers:
            self.law.dispose(no, self.on)

    def _issued(self, paper: Paper, organ: Organ) -> Paper:
        return printed(self.take(Paper, paper, "issue", self.staff(Role.REGISTRAR, organ)))

    def serve(self) -> None:
        """One copy reaches its addressee: today, or on a day that is entered later."""
        waiting = ("planned", "dispatched")
        copies = list(ServiceOfDocument.objects.filter(matter=self.petition.matter, state__in=waiting))
        if not copies:
            return
        weighty = [copy for copy in copies if copy.paper.kind in STAGES]
        if not weighty and self.draw.random() < 0.8:
            return
        copy = self.draw.choice(weighty or copies)
        registrar = self.staff(Role.REGISTRAR, copy.paper.organ)
        reached = max(self.on - timedelta(days=self.draw.choice((0, 0, 2))), copy.paper.issued_on)
        late = {"done_on": reached, "why_late": "次日录入"} if reached < self.on else {}
        printed(copy.paper)

        def hand_over() -> Any:
            sent = copy
            if copy.state == "planned":
                sent = self.take(ServiceOfDocument, copy, "dispatch", registrar, mode="direct", **late)
            return self.take(
                ServiceOfDocument, sent, "record_receipt", registrar, received_by=copy.party.name, relation="self",
                servers="王一、赵二", **late,
            )  # fmt: skip

        if self.attempt(f"serve {copy.paper.kind} on {copy.party} {reached}", hand_over) is not None:
            self.law.serve(self, copy, reached)

    def annul_a_receipt(self) -> None:
        """A receipt was entered of the wrong copy: the head takes it back, and it is served anew."""
        copies = list(
            ServiceOfDocument.objects.filter(matter=self.petition.matter, state="served", paper__kind__in=STAGES)
        )
        if not copies:
            return
        copy = self.draw.choice(copies)
        entered = Event.objects.of(copy.page_name, copy.pk).filter(step="record_receipt").order_by("-pk").first()
        head = self.staff(Role.HEAD, copy.paper.organ)
        said = f"annul receipt of {copy.paper.kind} by {copy.party}"
        facts = {"event": entered.version, "why": "登错了人"}
        if self.attempt(said, lambda: self.take(ServiceOfDocument, copy, "annul", head, **facts)) is not None:
            del self.law.served[copy.paper_id][copy.party.name]


def written(draft: Paper, no: int) -> dict[str, Any]:
    """The content of an answer, for whatever claims it was laid out for; on duty for one."""
    if draft.kind == PaperKind.DUTY_ANSWER:
        said = {
            "course": "已检查。",
            "answer": "已责令改正。",
            "legal_basis": "《劳动保障监察条例》第二十六条",
            "result": "done",
        }
        return {**draft.content, **said, "claims": [{"claim": no}]}
    if draft.kind == PaperKind.SUGGESTION_REPLY:
        return {**draft.content, "answer": "已经研究采纳。"}
    numbers = [row["claim"] for row in draft.content["opinions"]]
    return {
        **draft.content,
        "course": "听取了信访人陈述，查阅了台账。",
        "findings": [{"claim": no, "text": "没有占道。", "evidence": "现场照片"} for no in numbers],
        "bases": [{"claim": no, "title": "信访工作条例", "article": "第三十二条"} for no in numbers],
        "opinions": [{"claim": no, "outcome": "not_supported", "reasons": "请求没有事实依据。"} for no in numbers],
    }


def decided_in(paper: Paper) -> list[int]:
    """The claims that an issued answer decides."""
    rows = paper.snapshot.get("decided") or paper.snapshot.get("claims") or []
    return [row["no"] for row in rows]
