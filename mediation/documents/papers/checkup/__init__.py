"""文书体检: what is wrong with a draft before it leaves the drafter.

Pure rules over one model of facts (`facts.Draft`). An error blocks; a warning wants a reason, which is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from mediation.documents.papers.checkup import amounts, claims, confidences, days, law, names, numbers, periods, words
from mediation.documents.papers.checkup.facts import Draft
from mediation.documents.types import Finding

Rule = Callable[[Draft], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    *claims.RULES,
    *law.RULES,
    *confidences.RULES,
    *names.RULES,
    *numbers.RULES,
    *days.RULES,
    *periods.RULES,
    *amounts.RULES,
    *words.RULES,
)


def examine(draft: Draft) -> list[Finding]:
    """Every finding of every rule, errors first, each once."""
    found: Iterable[Finding] = dict.fromkeys(finding for rule in RULES for finding in rule(draft))
    return sorted(found, key=lambda finding: not finding.blocks)
