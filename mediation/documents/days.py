"""Which day is printed for what: 收到, 转送交办, 受理, 责令重办. Each is drawn from the event that it names, here alone.

So no two papers of a file tell two days of one event. What was received is said with who received it: the office that
registered the letter on one day, the organ to which it was passed on another.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from mediation.models import Claim, Organ, Paper, Petition
from mediation.workflows.writing import once_in_an_act

US, WE = "我单位", "我们"


def us(paper: Paper) -> str:
    """How a paper speaks of who issues it: of several signers together, of a successor with the name of who acted before."""
    signers = paper.signing_organs()
    said = US if len(signers) == 1 else f"{WE}（{'、'.join(organ.name for organ in signers)}）"
    before = [organ.name for organ in _acted_before(paper)]
    return f"{said}（原{'、原'.join(before)}）" if before else said


def _acted_before(paper: Paper) -> list[Organ]:
    """The organs that acted in the file and whose powers the issuing organ has on the day (第二十四条第二款)."""
    petition, on = getattr(paper.matter, "petition", None), _day_of(paper)
    if petition is None or len(paper.organ.powers(on)) == 1:
        return []
    acted = [
        petition.organ,
        *(claim.organ for claim in petition.claims.exclude(organ=None).select_related("organ")),
        *(sent.to_organ for sent in paper.matter.dispatches.select_related("to_organ")),
        *(one.organ for one in paper.matter.papers.issued().select_related("organ")),
    ]
    gone = [organ for organ in dict.fromkeys(acted) if organ.in_force_until and organ.pk != paper.organ_id]
    return [organ for organ in gone if organ.competent_on(on).pk == paper.organ_id]


def _day_of(paper: Paper) -> date:
    drafted = lambda: paper.drafted_on() or paper.matter.opened_on  # noqa: E731 - asked once in an act
    day: date = paper.issued_on or once_in_an_act(("drafted on", paper.pk), drafted)
    return day


def received(paper: Paper) -> dict[str, Any]:
    """收到 and 转送: when and by whom the letter was received, and when it was passed on to the issuing organ, by whom."""
    petition: Petition = paper.matter.petition
    sent = passed_on_to(paper)
    own = petition.organ_id == paper.organ_id or petition.organ.competent_on(_day_of(paper)).pk == paper.organ_id
    return {
        "us": us(paper),
        "received_on": petition.received_on,
        "received_by": "" if own else petition.organ.as_named_on(petition.received_on),
        "channel": petition.get_channel_display(),
        "sent_on": sent.sent_on if sent else None,
        "received_from": sent.organ.name if sent else "",
        "sent_how": sent.get_kind_display() if sent else "",
    }


def passed_on_to(paper: Paper) -> Any:
    """The transfer by which the issuing organ has its claims, or whoever had its powers; not one that was given back."""
    powers = paper.organ.powers(_day_of(paper))
    found = paper.matter.dispatches.filter(to_organ__in=powers).exclude(state="rerouted")
    asked = "passed on to", paper.matter_id, tuple(sorted(powers))
    return once_in_an_act(asked, lambda: found.select_related("organ").order_by("-pk").first())


def received_by_organ(petition: Petition, organ: Organ) -> date:
    """The day on which an organ itself received the claims: passed on to it, or brought to it directly."""
    sent = petition.matter.dispatches.filter(to_organ=organ).exclude(state="rerouted").order_by("-pk").first()
    day: date = sent.sent_on if sent is not None and sent.sent_on else petition.received_on
    return day


def accepted(claims: Iterable[Claim], paper: Paper) -> dict[str, Any]:
    """受理: of the claims that the paper speaks of, one day, or each day with its claims; never that of another claim."""
    by_day: dict[date, list[int]] = {}
    for claim in claims:
        if claim.accepted_on is not None:
            by_day.setdefault(claim.accepted_on, []).append(paper.no_of(claim))
    days = [{"on": day, "claims": numbers} for day, numbers in sorted(by_day.items())]
    return {"accepted_on": days[0]["on"] if len(days) == 1 else None, "accepted": days}


def ordered_anew(claims: Iterable[Claim]) -> dict[str, Any] | None:
    """责令重新办理: the review opinion that sent these claims back, its number and day, and when the organ received it."""
    again = [claim for claim in claims if claim.reopened_on is not None]
    if not again:
        return None
    matter = again[0].matter
    for review in matter.reviews.filter(state="decided", outcome="revoked_redo").order_by("-pk"):
        if review.looks_at(again):
            order = matter.papers.issued().filter(subject_type="review", subject_id=review.pk, corrects=None)
            paper = order.exclude(number="").filter(kind__in=("review_opinion", "re_examination_opinion")).last()
            if paper is not None:
                paper = paper.latest()
                return {
                    "organ": paper.organ.name, "title": paper.get_kind_display(), "number": paper.number,
                    "issued_on": paper.issued_on, "received_on": review.order_received_on,
                }  # fmt: skip
    return None


def copies(told: dict[str, Any]) -> list[str]:
    """抄送: who passed the matter on to the issuing organ and who registered it, each once; from what `received` tells."""
    return list(dict.fromkeys(name for name in (told["received_from"], told["received_by"]) if name))
