"""What a paper says to a party, as facts for its plain-words card.

Read from the snapshot alone, that is from what was printed: the card can say less than the paper, never something
else. The words for people are the portal's; here are codes, days, organs and the paper's own sentences. Each kind of paper
declares its own card from the parts in this file; a fact that has no label does not start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.documents.remedies import Right

Snapshot = Mapping[str, Any]
Said = tuple[tuple[str, Any], ...]

# What a fact is called on the card.
LABELS = {
    "answer_by": _("最迟答复的日子"),
    "new_due_on": _("新的最后一天"),
    "accepted_on": _("受理日期"),
    "reason": _("理由"),
    "explanation": _("说明"),
    "reasons": _("理由"),
    "granted_part": _("支持的部分"),
    "rest": _("其余部分"),
    "why": _("原因"),
    "way_on": _("可以去哪里"),
    "competent_organ": _("请去找"),
    "time_limit": _("那边的期限"),
    "legal_basis": _("法律依据"),
    "performer": _("由谁办"),
    "perform_by": _("最迟哪天办完"),
    "what": _("办什么"),
    "new_conclusion": _("改成了"),
    "redo_days": _("重新处理的期限（日）"),
    "answer": _("答复"),
    "starts_at": _("时间"),
    "place": _("地点"),
    "question": _("听证的事项"),
    "organ": _("转到了"),
    "sent_on": _("转出日期"),
    "phone": _("电话"),
    "debtor": _("由谁办"),
    "creditor": _("给谁"),
    "amount": _("金额"),
    "manner": _("怎么给"),
    "wrong": _("原来写的"),
    "right": _("改成了"),
    "person": _("谁"),
    "decision": _("决定"),
}
# Told in a way of their own: that a day is provisional beside the day, another paper, one obligation.
OTHERWISE = ("provisional", "old", "owes")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the paper says of one claim: `result` is a code, or the paper's own word where it has none; then facts."""

    no: int
    text: str
    result: str
    said: Said = ()


@dataclass(frozen=True, kw_only=True)
class Card:
    """One paper in facts: answers claim by claim, the result of the whole, what else is told, the rights."""

    kind: str
    organ: Mapping[str, str]
    issued_on: str
    answers: tuple[Answer, ...] = ()
    result: str = ""
    said: Said = ()
    rights: tuple[Right, ...] = ()
    remedy: tuple[str, ...] = ()


@dataclass(frozen=True)
class Body:
    """What is particular to one kind."""

    answers: tuple[Answer, ...] = ()
    result: str = ""
    said: Said = field(default=())


def given(*names: str) -> Callable[[Snapshot], Said]:
    """Reads facts of these names, as far as there are any; `name:key` reads another key under the name."""
    pairs = [name.partition(":")[::2] for name in names]
    if unknown := [name for name, _key in pairs if name not in LABELS and name not in OTHERWISE]:
        raise LookupError(f"a card has no label for {unknown}: give it one in LABELS of documents/card.py")
    return lambda printed: tuple((name, printed[key or name]) for name, key in pairs if printed.get(key or name))


def telling(*names: str, of: str = "") -> Callable[[Snapshot], Body]:
    """A card of facts, read from the whole snapshot or from what stands under one key."""
    read = given(*names)
    return lambda printed: Body(said=read(printed[of] if of else printed))


def of_claims(result: str, *names: str) -> Callable[[Snapshot], Body]:
    """A card that says the same result of each claim of the paper, with the claim's own facts."""
    read = given(*names)
    return lambda printed: Body(answers_of(printed["claims"], result, read))


def answers_of(claims: Any, result: str, read: Callable[[Snapshot], Said]) -> tuple[Answer, ...]:
    """The same result for each of the claims, with its own facts."""
    return tuple(Answer(no=c["no"], text=c["text"], result=str(result), said=read(c)) for c in claims)
