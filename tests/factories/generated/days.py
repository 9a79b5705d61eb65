"""Each day that a paper prints, and the event of the law kept by hand from which it comes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from mediation.models import Mediation, Paper, PublicNotice, Review, ServiceOfDocument
from mediation.vocabulary import PaperKind
from tests.factories.generated.law import LawByHand, has_powers
from tests.factories.generated.matter import Course

# Of the papers about a review, the receipt is of the request; of all others, of the letter.
ABOUT_A_REVIEW = (
    PaperKind.REVIEW_REQUEST, PaperKind.REVIEW_ACCEPTANCE, PaperKind.REVIEW_OPINION, PaperKind.RE_EXAMINATION_OPINION,
)  # fmt: skip
Days = Iterable[date | None] | None


def _received(law: LawByHand, matter: Course, paper: Paper, row: dict[str, Any]) -> Days:
    return law.asked_on(paper) if paper.kind in ABOUT_A_REVIEW else [law.received]


def _accepted(law: LawByHand, matter: Course, paper: Paper, row: dict[str, Any]) -> Days:
    if paper.kind in ABOUT_A_REVIEW:
        return [law.review_accepted[paper.subject_id]]
    numbers = [row["no"]] if "no" in row else [one["no"] for one in row["decided"]]
    return {law.accepted.get(no) for no in numbers} if len({law.accepted.get(no) for no in numbers}) == 1 else []


def _accepted_together(law: LawByHand, matter: Course, paper: Paper, row: dict[str, Any]) -> Days:
    days = {law.accepted.get(no) for no in row["claims"]}
    return days if len(days) == 1 else []


def _sent(law: LawByHand, matter: Course, paper: Paper, row: dict[str, Any]) -> Days:
    """To whoever writes, or wrote before it."""
    organs = {no: has_powers(organ, matter.on) for no, (organ, _day) in law.sent.items()}
    return [day for no, (_organ, day) in law.sent.items() if organs[no] == has_powers(paper.organ, matter.on)]


def _sent_by_it(law: LawByHand, matter: Course, paper: Paper, row: dict[str, Any]) -> Days:
    return [day for _organ, day in law.sent.values()]


def _served(law: LawByHand, matter: Course, paper: Paper, row: dict[str, Any]) -> Days:
    if paper.kind == PaperKind.PROOF_OF_SERVICE:
        copy = ServiceOfDocument.objects.select_related("party").get(pk=paper.subject_id)
        return [law.served[copy.paper_id][copy.party.name]]
    reached = law.served.get(Review.objects.get(pk=paper.subject_id).opinion_id, {})
    name = row["name"] if "name" in row else row["applicant"]["name"]
    return [reached.get(name)]


def _entered(law: LawByHand, matter: Course, paper: Paper, row: dict[str, Any]) -> Days:
    """What was tried before it arrived."""
    return law.entered[paper.subject_id]


def _asked(law: LawByHand, matter: Course, paper: Paper, row: dict[str, Any]) -> Days:
    """For a hearing, or for review."""
    if paper.subject_type == "hearing":
        return law.days_of("hearing.apply", "hearing.agree")
    opinion = Review.objects.get(pk=paper.subject_id).opinion_id
    return [law.asked.get((opinion, row["name"]))] if "name" in row else law.asked_on(paper)


def _disposed(law: LawByHand, matter: Course, paper: Paper, row: dict[str, Any]) -> Days:
    return [law.disposed.get(row["no"])]


def _issued(law: LawByHand, matter: Course, paper: Paper, row: dict[str, Any]) -> Days:
    """Its own, or that of the paper that it names by its number."""
    if row.get("verification"):
        return [paper.issued_on]
    return [Paper.objects.get(matter=paper.matter, number=row["number"]).issued_on]


def _counted(law: LawByHand, matter: Course, paper: Paper, row: dict[str, Any]) -> Days:
    """A last day, which statutory time is tried for elsewhere."""
    return None


def _its_own(law: LawByHand, matter: Course, paper: Paper, row: dict[str, Any]) -> Days:
    return [paper.issued_on]


def _of_what_is_announced(law: LawByHand, matter: Course, paper: Paper, row: dict[str, Any]) -> Days:
    return [PublicNotice.objects.get(pk=paper.subject_id).paper.issued_on]


def _on_the_day_of(*steps: str) -> Any:
    def days(law: LawByHand, matter: Course, paper: Paper, row: dict[str, Any]) -> Days:
        return law.days_of(*steps)

    return days


def _ended(law: LawByHand, matter: Course, paper: Paper, row: dict[str, Any]) -> Days:
    """A mediation ends by a word of its own, or on the day on which the last of its claims went another way."""
    by_word = ("mediation.give_up", "mediation.decline", "mediation.terminate", "mediationsession.close", "withdraw")
    claims = [
        law.disposed.get(no) for no in Mediation.objects.get(pk=paper.subject_id).claims.values_list("no", flat=True)
    ]
    return {*law.days_of(*by_word), *({max(claims)} if all(claims) else ())}


def _put_up(law: LawByHand, matter: Course, paper: Paper, row: dict[str, Any]) -> Days:
    return [law.announced[paper.subject_id]]


# Every day that papers of such matters print, with the event from which it comes: one that is not here has no origin.
ORIGINS = {
    "issued_on": _issued, "contested.issued_on": _issued, "paper.issued_on": _issued, "redo.issued_on": _issued,
    "received_on": _received, "accepted_on": _accepted, "claims.accepted_on": _accepted, "accepted.on": _accepted_together,
    "sent_on": _sent, "dispatch.sent_on": _sent_by_it, "otherwise.on": _disposed,
    "served.on": _served, "served.course.on": _entered, "served_on": _served, "applicants.served_on": _served, "applicants.on": _asked,
    "requested_on": _asked, "due_on": _counted, "claims.due_on": _counted,
    "signed_on": _its_own, "notice.issued_on": _of_what_is_announced, "rights_told_on": _on_the_day_of("mediation.tell_rights"),
    "ended_on": _ended,
    "suspended_on": _on_the_day_of("mediation.suspend"), "signatures.on": _on_the_day_of("agreement.sign"),
    "mediator_signed_on": _on_the_day_of("agreement.countersign"), "effective_on": _on_the_day_of("agreement.take_effect"),
    "obligations.due_on": _on_the_day_of("due"), "concluded_on": _on_the_day_of("hearing.conclude"),
    "reported_on": _on_the_day_of("hearing.report"), "terminated_on": _on_the_day_of("hearing.terminate", "hearing.waive"),
    "opened_on": _on_the_day_of("hearing.open"), "deliberated_on": _on_the_day_of("hearing.conclude"),
    "hearings.concluded_on": _on_the_day_of("hearing.conclude"), "hearings.held_on": _on_the_day_of("hearing.open"),
    "hearings.noticed_on": _on_the_day_of("serve"), "agreed_on": _on_the_day_of("mediationsession.close"),
    "offered_on": _on_the_day_of("hearing.offer", "hearing.propose"),
    "served.notice.posted_on": _put_up, "served.evidence.on": _put_up, "served.notice.over_on": _served,
}  # fmt: skip


def days_in(said: Any, path: str = "", row: dict[str, Any] | None = None) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every day in a paper's facts, with the way to it and what stands beside it."""
    if isinstance(said, dict):
        for key, value in said.items():
            yield from days_in(value, f"{path}.{key}".lstrip("."), said)
    elif isinstance(said, list):
        for value in said:
            yield from days_in(value, path, row)
    elif isinstance(said, str) and len(said) == 10 and said[4:5] == said[7:8] == "-":
        yield path, said, row or {}


def papers_agree(law: LawByHand, read: set[int], matter: Course) -> None:
    """Each day that a newly issued paper prints is the day of the event that it names, by what is known now."""
    new = matter.petition.matter.papers.issued().order_by("pk")
    for paper in new.exclude(pk__in=read):
        read.add(paper.pk)
        for path, day, row in days_in(paper.snapshot):
            origin = ORIGINS.get(path)
            if origin is None:
                raise matter.fault(f"{paper.kind}印有没有来历的日期：{path}＝{day}")
            right = origin(law, matter, paper, row)
            if right is not None and day not in {str(one) for one in right}:
                raise matter.fault(f"{paper.kind}（{paper.organ}）的{path}印{day}，实为{[str(one) for one in right]}")
