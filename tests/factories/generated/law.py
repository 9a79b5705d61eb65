"""What the law says of a generated matter, kept by hand beside it: nothing here asks the code that is tried.

Which organ has which claim; the days of receipt, transfer, acceptance and service; whose right runs until when (《信访工作条例》
第三十五条、第三十六条: thirty days from the receipt of the written answer, each petitioner for himself).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mediation.models import Deadline, Organ, Paper, Review
from mediation.vocabulary import PaperKind

if TYPE_CHECKING:
    from tests.factories.generated.matter import Course

THIRTY_DAYS = timedelta(days=30)
# The longest time without a working day in these years, and a day.
LONGEST_HOLIDAY = timedelta(days=9)
# Taken in person or not at all (《最高人民法院关于适用〈民事诉讼法〉的解释》第一百三十三条).
OF_A_MEDIATION = (
    PaperKind.MEDIATION_REQUEST, PaperKind.MEDIATION_INVITATION, PaperKind.MEDIATION_RIGHTS_NOTICE, PaperKind.MEDIATION_CONSENT,
    PaperKind.MEDIATION_NOTICE, PaperKind.MEDIATION_SUSPENSION, PaperKind.MEDIATION_RECORD, PaperKind.MEDIATION_TERMINATION,
    PaperKind.MEDIATION_AGREEMENT, PaperKind.SETTLEMENT_AGREEMENT,
)  # fmt: skip


def has_powers(organ: Organ, on: date) -> Organ:
    """The organ itself, or whoever has its powers once it was ended (第二十四条第二款)."""
    ended = organ.in_force_until is not None and organ.in_force_until < on
    return has_powers(organ.successor, on) if ended and organ.successor else organ


class Fault(AssertionError):
    """What the law gives was refused, what it forbids was done, or two papers tell two days of one event."""


class LawByHand:
    """The state of a matter as the law sees it."""

    def __init__(self) -> None:
        self.received: date | None = None
        self.registered_by: Organ | None = None
        self.people: tuple[str, ...] = ()
        self.lies: dict[int, Organ] = {}
        self.sent: dict[int, tuple[Organ, date]] = {}
        self.accepted: dict[int, date] = {}
        self.taken: set[int] = set()
        self.open: set[int] = set()
        self.served: dict[int, dict[str, date]] = {}
        self.entered: dict[int, set[date]] = {}
        self.asked: dict[tuple[int, str], date] = {}
        self.reviewed: set[int] = set()
        self.review_accepted: dict[int, date] = {}
        self.disposed: dict[int, date] = {}
        self.gone: set[str] = set()
        self.announced: dict[int, date] = {}
        self.confided: list[str] = []
        self.done: dict[str, set[date]] = {}
        self.hearing_days: list[tuple[date, date]] = []

    def register(self, organ: Organ, received: date, claims: int, people: tuple[str, ...]) -> None:
        """Everything lies with whoever registered it."""
        self.registered_by, self.received, self.people = organ, received, people
        self.lies = dict.fromkeys(range(1, claims + 1), organ)
        self.open, self.taken = set(self.lies), set(self.lies)

    def send(self, matter: Course, sent: Any, numbers: list[int], to: Organ) -> None:
        """A claim goes only from where it lies, and only while nobody else has it."""
        for no in numbers:
            if self.lies[no] != matter.world.office:
                raise matter.fault(f"诉求{no}在{self.lies[no]}，却被转出")
            self.lies[no], self.sent[no] = to, (to, matter.on)
            self.taken.discard(no)

    def answer_transfer(self, matter: Course, sent: Any, step: str, receiver: Organ) -> None:
        """Who did not receive it does not answer it; given back, its claims lie with the sender again."""
        acting = has_powers(receiver, matter.on)
        if step in ("take", "object") and acting != has_powers(sent.to_organ, matter.on):
            raise matter.fault(f"{receiver}答复了转给{sent.to_organ}的事项")
        if step == "take":
            self.taken |= set(sent.claims.values_list("no", flat=True))
        if step == "give_way":
            for no in sent.claims.values_list("no", flat=True):
                self.lies[no] = sent.organ
                self.taken.add(no)
                del self.sent[no]

    def has(self, no: int, organ: Organ, on: date) -> bool:
        """Whether the organ, or the one with its powers now, has the claim."""
        return has_powers(self.lies[no], on) == has_powers(organ, on)

    def acted(self, matter: Course, numbers: list[int], organ: Organ) -> None:
        """An organ acts for the claims it has, and for those of organs whose powers it has now."""
        foreign = [no for no in numbers if not self.has(no, organ, matter.on)]
        if foreign:
            raise matter.fault(f"{organ}对不由它办理的诉求{foreign}作出了行为")

    def dispose(self, no: int, on: date) -> None:
        """The claim has its answer."""
        self.open.discard(no)
        self.disposed[no] = on

    def serve(self, matter: Course, copy: Any, day: date) -> None:
        """The addressee's own thirty days begin."""
        self.served.setdefault(copy.paper_id, {})[copy.party.name] = day
        self.entered.setdefault(copy.pk, set()).add(day)

    def days_of(self, *steps: str) -> set[date]:
        """On which days these steps of sittings were taken."""
        return {day for step in steps for day in self.done.get(step, ())}

    def not_of_a_mediation(self, matter: Course, copy: Any) -> None:
        """What people agreed to talk about is not left behind, and not hung up."""
        if copy.paper.kind in OF_A_MEDIATION:
            raise matter.fault(f"调解文书{copy.paper.kind}留置送达或者公告送达了")

    def deemed(self, matter: Course, copy: Any) -> None:
        """A public notice serves when its thirty days are over; a last day on a holiday rolls (第九十五条、第八十五条)."""
        earliest = self.announced[copy.pk] + THIRTY_DAYS
        if not earliest <= copy.served_on <= earliest + LONGEST_HOLIDAY or copy.served_on >= matter.on:
            raise matter.fault(f"公告送达应当自{self.announced[copy.pk]}起三十日期满，{copy}记为{copy.served_on}送达")
        self.serve(matter, copy, copy.served_on)

    def found_competent(self, matter: Course, numbers: list[int], organ: Organ) -> None:
        """Whoever was found competent has the claims, wherever they lay."""
        for no in numbers:
            self.lies[no] = organ
            self.taken.add(no)

    def may_ask(self, matter: Course, opinion: Paper, name: str) -> date | None:
        """The last day on which the petitioner may certainly ask; None where he may not, or may no more."""
        day = self.served.get(opinion.pk, {}).get(name)
        if day is None or name in self.gone or (opinion.pk, name) in self.asked or opinion.state != "issued":
            return None
        last = day + THIRTY_DAYS
        return last if matter.on <= last else None

    def nobody_lost_a_right(self, matter: Course) -> None:
        """Every petitioner's own thirty days run as long as the law says, whatever others or the clock did."""
        for opinion_pk, reached in self.served.items():
            opinion = Paper.objects.get(pk=opinion_pk)
            if opinion.kind not in (PaperKind.HANDLING_OPINION, PaperKind.REVIEW_OPINION) or opinion.state != "issued":
                continue
            for name, day in reached.items():
                if name in self.gone or (opinion_pk, name) in self.asked or matter.on > day + THIRTY_DAYS:
                    continue
                right = opinion.right_of(matter.person(name))
                if right is None or right.state != "running" or right.legal_on < day + THIRTY_DAYS:
                    raise matter.fault(
                        f"{name}对{opinion}的期限应当自{day}起三十日，现为{right and (right.state, right.legal_on)}"
                    )

    def asked_on(self, paper: Paper) -> list[date]:
        """The days on which the review that a paper is about was asked for."""
        opinion = Review.objects.get(pk=paper.subject_id).opinion_id
        return [day for (asked, _name), day in self.asked.items() if asked == opinion]

    def limits_of_others(self, matter: Course, organ: Organ) -> list[tuple[Any, ...]]:
        """The limits on claims that the organ does not have."""
        keys = {
            matter.claim(no).pk
            for no, own in self.lies.items()
            if has_powers(own, matter.on) != has_powers(organ, matter.on)
        }
        found = Deadline.objects.filter(subject_type="claim", subject_id__in=keys).order_by("pk")
        return list(found.values_list("pk", "state", "legal_on"))

    def open_of_others(self, matter: Course, name: str) -> list[int]:
        """The claims still open, if somebody else still asks."""
        left = set(matter.law.people) - self.gone - {name}
        return sorted(self.open) if left else []

    def others_go_on(self, matter: Course, before: list[int]) -> None:
        """One who withdraws ends no claim while another asks."""
        ended = [no for no in before if matter.claim(no).disposal == "withdrawn"]
        if ended:
            raise matter.fault(f"一人撤回，别人的诉求{ended}也终结了")
        if not set(self.people) - self.gone:
            self.open.clear()
