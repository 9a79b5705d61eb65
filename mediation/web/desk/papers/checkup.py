"""文书体检 on the page of a draft: each finding with a link to its place, each warning with room for its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, QueryDict

from mediation.documents.papers import statutes
from mediation.documents.papers.checkup.words import HIDDEN_CODES
from mediation.documents.papers.content import findings
from mediation.documents.types import Finding
from mediation.models import Paper
from mediation.web.forms.facts import FactsForm
from mediation.written.hidden import without_hidden

WHY, CITE, CLEAN = "_why_", "_cite", "_clean"


@dataclass(frozen=True)
class Shown:
    """One finding as the page shows it: `anchor` is its field, `answer` the reason that was given or may be."""

    finding: Finding
    anchor: str
    answer: dict[str, Any] | None
    may_answer: bool = False

    @property
    def leads(self) -> bool:
        """Whether the way to the field is said in words, its place having none of its own."""
        return bool(self.anchor) and not self.finding.place

    @property
    def name(self) -> str:
        """The name of the box for the reason."""
        return WHY + self.finding.key


def shown(paper: Paper, on: date, form: FactsForm | None) -> list[Shown]:
    """The check-up of the draft; links lead into the form, if the draft is being written."""
    answers = {row["finding"]: row for row in paper.answers}
    return [
        Shown(
            one, anchor_of(one, form), answers.get(one.key) or answers.get(one.code),
            may_answer=form is not None and not one.blocks,
        )
        for one in findings(paper, on)
    ]  # fmt: skip


def anchor_of(finding: Finding, form: FactsForm | None) -> str:
    """The id of the input at the finding's place."""
    if form is None:
        return ""
    if (table := form.tables.get(finding.field)) is not None:
        inside = finding.row is not None and finding.row < len(table.rows) and finding.column
        return f"id_{finding.field}-{finding.row}-{finding.column}" if inside else f"table-{finding.field}"
    return str(form[finding.field].auto_id) if finding.field in form.fields else ""


def reasons(request: HttpRequest) -> list[dict[str, str]]:
    """The reasons that were written for warnings."""
    written = {name.removeprefix(WHY): text.strip() for name, text in request.POST.items() if name.startswith(WHY)}
    return [{"finding": key, "reason": text} for key, text in written.items() if text]


def hides(found: list[Shown]) -> bool:
    """Whether the check-up found characters that nobody sees."""
    return any(one.finding.code in HIDDEN_CODES for one in found)


def cleaned(data: QueryDict, names: set[str]) -> tuple[QueryDict, int]:
    """The form as it was typed without the characters that nobody sees, and how many there were."""
    typed, n = data.copy(), 0
    for name in data:
        if name.partition("-")[0] in names:
            seen = [without_hidden(text) for text in data.getlist(name)]
            typed.setlist(name, [text for text, _taken in seen])
            n += sum(taken for _text, taken in seen)
    return typed, n


def bases_to_pick(on: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """The articles that may be cited on the day, by statute: value and what they are about."""
    return [
        (one.title, [(f"{one.title}|{no}", f"{statutes.article_name(no)}　{text}") for no, text in one.gloss.items()])
        for one in statutes.in_force(on)
        if one.gloss
    ]


def with_basis(data: QueryDict, claims: list[int]) -> QueryDict:
    """The form as it was typed with one more basis, the one that was picked, for the claim that was picked."""
    title, _bar, no = data.get(CITE, "").rpartition("|")
    if not title or not no.isdecimal():
        return data
    typed = data.copy()
    place = int(typed.get("bases-rows", "0") or 0)
    claim = typed.get("_cite_claim", "")
    typed["bases-rows"] = str(place + 1)
    typed[f"bases-{place}-title"], typed[f"bases-{place}-article"] = title, statutes.article_name(int(no))
    typed[f"bases-{place}-claim"] = claim if claim.isdecimal() else str(claims[0] if claims else "")
    return typed
