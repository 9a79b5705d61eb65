"""Names of people and organs are those of the file: what is nearly one of them is pointed out."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from mediation.documents.papers.checkup.facts import Draft
from mediation.documents.types import Finding

SHORTEST_NAME = 3
LONGEST_NAME = 5
SHORTEST_ORGAN = 5
LONG_ORGAN = 8


def people_are_those_of_the_file(draft: Draft) -> Iterator[Finding]:
    """张大三 where the file knows 张大山. Two-character names are too short to tell."""
    if not draft.passages:
        return
    known = [name for name in draft.people if SHORTEST_NAME <= len(name) <= LONGEST_NAME and _han(name)]
    for passage in draft.passages:
        text = _without(passage.text, draft.people | draft.organs)
        for name in sorted(known):
            for start in range(len(text) - len(name) + 1):
                found = text[start : start + len(name)]
                if _off(found, name) == 1 and _han(found) and found[0] == name[0] and found[-1] != "某":
                    yield passage.finding(
                        "name_differs",
                        _("“%(found)s”与卷宗中的“%(name)s”相差一字。") % {"found": found, "name": name},
                        _("请核对姓名。"),
                        blocks=False,
                    )


def organs_are_those_of_the_file(draft: Draft) -> Iterator[Finding]:
    """青河县农村农业局 where there is a 青河县农业农村局."""
    if not draft.passages:
        return
    known = sorted(name for name in draft.organs if len(name) >= SHORTEST_ORGAN)
    for passage in draft.passages:
        text = _without(passage.text, draft.organs)
        for name in known:
            allowed = 2 if len(name) >= LONG_ORGAN else 1
            ends = [place for place, char in enumerate(text, start=1) if char == name[-1] and place >= len(name)]
            for end in ends:
                found = text[end - len(name) : end]
                begins_alike = found[0] == name[0] or found[1] == name[1]
                if begins_alike and 0 < _off(found, name) <= allowed and _han(found):
                    yield passage.finding(
                        "organ_differs",
                        _("“%(found)s”与“%(name)s”不一致。") % {"found": found, "name": name},
                        _("请写机关全称。"),
                        blocks=False,
                    )


def _off(found: str, name: str) -> int:
    return sum(a != b for a, b in zip(found, name, strict=True))


def _han(text: str) -> bool:
    return all("\u3400" <= char <= "\u9fff" or char > "\uffff" for char in text)


def _without(text: str, names: frozenset[str]) -> str:
    """The text with every known name blanked out, the longest first."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "\0" * len(name))
    return text


RULES = (people_are_those_of_the_file, organs_are_those_of_the_file)
