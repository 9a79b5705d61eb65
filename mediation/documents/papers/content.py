"""The structured fields of a paper: kept as JSON, checked against its kind."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.utils.translation import gettext as _

from mediation.documents.papers.checkup import examine
from mediation.documents.papers.checkup.gathering import facts_of
from mediation.documents.registry import document_type
from mediation.documents.types import DocumentType, Family, Finding
from mediation.models import Paper
from mediation.workflows.facts import Fact, Kind, WrongFacts, clean_facts
from mediation.workflows.papers.paper import PaperState

READ = {
    Kind.DAY: date.fromisoformat,
    Kind.MOMENT: datetime.fromisoformat,
    Kind.MONEY: Decimal,
}


def checked(kind: DocumentType, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, well-formed, as JSON values; fields may be missing in a draft.

    Raises WrongFacts with a sentence for each field that is malformed.
    """
    fields = [_lenient(fact) for fact in kind.fields if fact.name in given]
    unknown = {name: value for name, value in given.items() if name not in {fact.name for fact in kind.fields}}
    return stored(kind, clean_facts(fields, {**loaded(fields, given), **unknown}))


def stored(kind: DocumentType, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as they are kept: days and amounts as text, what is pointed at by its key."""
    return json.loads(json.dumps(values, cls=_Kept))


class _Kept(DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        return o.pk if isinstance(o, Model) else super().default(o)


def loaded(fields: list[Fact], kept: Mapping[str, Any]) -> dict[str, Any]:
    """Kept values as a form or a check wants them: days, amounts and what is pointed at as objects."""
    return {fact.name: _read(fact, kept[fact.name]) for fact in fields if fact.name in kept}


def findings(paper: Paper, on: date | None = None, *, examined: bool = True) -> list[Finding]:
    """The check-up of a draft on a day: what is missing or malformed, what its kind checks, what the rules find.

    `examined` False leaves the rules out: for papers that a step makes by itself.
    """
    kind = document_type(paper.kind)
    found = []
    try:
        clean_facts(kind.fields, loaded(list(kind.fields), paper.content))
    except WrongFacts as wrong:
        found = [Finding(code="incomplete", sentence=text, field=name) for name, text in wrong.errors.items()]
    found += [*corrects_nothing(paper), *kind.checks(paper)]
    if examined and kind.fields and kind.family is not Family.FORM:
        found += examine(facts_of(paper, on))
    return sorted(found, key=lambda finding: not finding.blocks)


def corrects_nothing(paper: Paper) -> list[Finding]:
    """The paper that it was to take the place of is out of force meanwhile."""
    old = paper.corrects
    if old is None or old.state == PaperState.ISSUED:
        return []
    sentence = _("要更正的“%(old)s”%(state)s，本文书不能再代替它。") % {"old": old, "state": old.state_label}
    mend = _("请作废本稿；需要更正的，从现在有效的文书起草。")
    return [Finding(code="corrects_nothing", sentence=sentence, mend=mend)]


def unanswered(paper: Paper, on: date, found: Iterable[Finding] | None = None) -> list[Finding]:
    """Warnings to which nobody has yet given a reason; `found` is what the check-up of that day found, if it was made."""
    answered = {row["finding"] for row in paper.answers}
    every = findings(paper, on) if found is None else found
    return [one for one in every if not (one.blocks or one.tells) and not {one.key, one.code} & answered]


def _lenient(fact: Fact) -> Fact:
    return replace(fact, required=False, columns=tuple(_lenient(column) for column in fact.columns))


def _read(fact: Fact, value: Any) -> Any:
    if fact.kind is Kind.TABLE and isinstance(value, list):
        return [
            {c.name: _read(c, row[c.name]) for c in fact.columns if c.name in row} if isinstance(row, Mapping) else row
            for row in value
        ]
    if fact.kind is Kind.ONE and isinstance(value, int):
        return apps.get_model("mediation", fact.of)._base_manager.filter(pk=value).first()
    if fact.kind in READ and isinstance(value, str) and value:
        try:
            return READ[fact.kind](value)
        except (ValueError, ArithmeticError):
            return value
    return value
