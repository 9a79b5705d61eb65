"""全部事项: the files that a person may see, newest first, by the page, as quick among a million as among a hundred.

Three ways to the same rows. Most lists walk along the person's own rows of access, which lie in the order of the list, and
stop when the page is full: right for no condition, and for a word that many files have. A word that few have is looked up in
the index of titles and names. Whoever asks for his own files has few of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, Func, Q, QuerySet

from mediation.models import Claim, Matter, Party, Petition
from mediation.models.searching import Pairs, SearchEntry, pairs_of
from mediation.permissions import Actor
from mediation.queries.office.search import called_like, each_word, word_list
from mediation.written.forms import name_form, number_form, text_form

# So many files of one's own are looked at before it is known whether the words are frequent there, and then at most.
LOOKED_AT = 300
WALKED = 3000
# A word of so many characters is a sentence or a number, which few files have whole.
SENTENCE = 8
# Counted to here: what lies beyond is "more than".
COUNTED = 1000


@dataclass(frozen=True)
class Mark:
    """A place in the list: between this file and the next older one."""

    opened_on: date
    pk: int

    @classmethod
    def read(cls, typed: str) -> Mark | None:
        """As the address of a page has it, 2026-03-01.17; None for anything else."""
        day, _dot, pk = typed.partition(".")
        try:
            return cls(date.fromisoformat(day), int(pk)) if pk.isascii() and pk.isdigit() and len(pk) < 19 else None
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.opened_on.isoformat()}.{self.pk}"


class _Holds(Func):
    """Whether an array has all of the other's elements, as the index is asked."""

    template = "(%(expressions)s)"
    arg_joiner = " @> "
    output_field = BooleanField()


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is looked for: words in number and subject, never in names; a state; one's own files."""

    actor: Actor
    words: str = ""
    state: str = ""
    mine: bool = False

    def page(self, most: int, *, after: Mark | None = None, before: Mark | None = None) -> list[Matter]:
        """So many files older than a mark, or newer than one, the newest first."""
        keys = self._keys(most, after or before, backwards=before is not None and after is None)
        found = Matter.objects.visible_to(self.actor).filter(pk__in=keys).defer("words", "petition__account")
        found = found.select_related("organ", "petition__handler", "petition__responsible_organ", "petition__organ")
        return list(found.order_by("-opened_on", "-pk"))

    def count(self) -> int | None:
        """How many there are, up to a thousand and one; None where it would have to be found out by looking at all."""
        if self.mine:
            return len(_first(self._narrowed(), COUNTED + 1))
        return None if self.words or self.state else len(self._walk(COUNTED + 1, None, backwards=False))

    def _keys(self, most: int, mark: Mark | None, *, backwards: bool) -> list[int]:
        if self.mine or any(len(word) >= SENTENCE for word in each_word(self.words)):
            return self.by_index(most, mark, backwards=backwards)
        if not (self.words or self.state):
            return [one.pk for one in self._walk(most, mark, backwards=backwards)]
        found: list[int] = []
        at, seen, at_once = mark, 0, LOOKED_AT
        while at_once:
            some = self._walk(at_once, at, backwards=backwards)
            found += self._fitting(some, backwards=backwards)
            seen += len(some)
            if len(found) >= most or len(some) < at_once:
                return found[:most]
            at, at_once = some[-1], self._worth_walking(most, len(found), seen)
        return self.by_index(most, mark, backwards=backwards)

    def by_index(self, most: int, mark: Mark | None = None, *, backwards: bool = False) -> list[int]:
        """The same by the indexes alone, by key: right where few files fit."""
        return _first(_beyond(self._narrowed(), mark, backwards=backwards), most, backwards=backwards)

    def _worth_walking(self, most: int, found: int, seen: int) -> int:
        """How many more to look at: as many as the page should need, nothing where the index is the shorter way."""
        if self.state and not self.words:
            return WALKED
        needed = seen * most // found - seen if found else WALKED + 1
        return min(needed + LOOKED_AT, WALKED) if seen + needed <= WALKED else 0

    def _walk(self, most: int, mark: Mark | None, *, backwards: bool) -> list[Mark]:
        """The next files along the person's rows of access; one that several rows open is met once."""
        lanes = [_along(lane, mark, backwards=backwards)[: 2 * most] for lane in Matter.objects.ways_of(self.actor)]
        if not lanes:
            return []
        order = ("opened_on", "matter_id") if backwards else ("-opened_on", "-matter_id")
        # Who holds no office has but his own rows: one way, in its order already.
        rows = lanes[0].union(*lanes[1:]).order_by(*order)[:most] if lanes[1:] else lanes[0]
        return list(dict.fromkeys(Mark(day, pk) for day, pk in rows))[:most]

    def _fitting(self, some: Iterable[Mark], *, backwards: bool) -> list[int]:
        """Those of them that are looked for, in the order of the walk."""
        found = self._in_state(Matter.objects.filter(pk__in=[mark.pk for mark in some]))
        for word in each_word(self.words):
            found = found.filter(self._called(word))
        keys = set(found.order_by().values_list("pk", flat=True))
        return [mark.pk for mark in some if mark.pk in keys]

    def _narrowed(self) -> QuerySet[Matter]:
        """The same by the indexes: few files are left before anything else is asked of them."""
        found = self._in_state(Matter.objects.visible_to(self.actor))
        if self.mine:
            claims = Claim.objects.filter(handler=self.actor.user).order_by().values("matter")
            own = Petition.objects.filter(handler=self.actor.user).order_by().values("matter")
            found = found.filter(pk__in=own.union(claims))
        for word in each_word(self.words):
            found = found.filter(self._called(word), pk__in=self._with(word))
        return found

    def _called(self, word: str) -> Q:
        return called_like(word, organs=self.actor.user.organ_ids(self.actor.on))

    def _in_state(self, found: QuerySet[Matter]) -> QuerySet[Matter]:
        return found.filter(petition__state=self.state) if self.state else found

    def _with(self, word: str) -> QuerySet[Any]:
        """Files that the index has under the word for this person, and perhaps a few more."""
        entries = SearchEntry.objects.filter(readers__overlap=_readers(self.actor)).order_by().values("matter")
        first, *others = [entries.filter(_Holds(Pairs("title"), word_list(pairs_of(one)))) for one in _forms(word)]
        return first.union(*others, all=True) if others else first


def asked_at_the_window(actor: Actor, words: str, *, most: int) -> list[Matter]:
    """The files of who stands at the window and says its name in full, and those of that number or subject; a few.

    `by_name` are found by the name alone: that somebody looked is written down with each.
    """
    called = Asked(actor=actor, words=words).page(most)
    name = name_form(words)
    own = (
        Party.objects.not_mistaken().filter(searched=name).order_by().values("matter")
        if name
        else Party.objects.none().values("matter")
    )
    seen = Matter.objects.visible_to(actor).defer("words", "petition__account").select_related("organ", "petition")
    named = list(seen.filter(pk__in=own).order_by("-opened_on", "-pk")[:most])
    for matter in (*called, *named):
        matter.by_name = False
    for matter in named:
        matter.by_name = True
    every = {matter.pk: matter for matter in (*called, *named)}.values()
    return sorted(every, key=lambda one: (one.opened_on, one.pk), reverse=True)[:most]


def _forms(word: str) -> list[str]:
    """How the word may stand in the number or the subject, in their normal form."""
    return list(dict.fromkeys(form for form in (text_form(word), number_form(word).lower()) if form))


def _readers(actor: Actor) -> list[int]:
    """By what the index knows the person."""
    tokens = actor.tokens
    return [*sorted(tokens.organs), -actor.user.pk, *(-one for one in sorted(tokens.stands_for))]


def _along(lane: QuerySet[Any], mark: Mark | None, *, backwards: bool) -> QuerySet[Any]:
    order = ("opened_on", "matter_id") if backwards else ("-opened_on", "-matter_id")
    return (
        _beyond(lane, mark, key="matter_id", backwards=backwards).order_by(*order).values_list("opened_on", "matter_id")
    )


def _beyond(found: QuerySet[Any], mark: Mark | None, *, key: str = "pk", backwards: bool) -> QuerySet[Any]:
    """What lies older than the mark in the list, or newer."""
    if mark is None:
        return found
    sign = "gt" if backwards else "lt"
    same_day = Q(opened_on=mark.opened_on, **{f"{key}__{sign}": mark.pk})
    return found.filter(
        Q(**{f"opened_on__{sign}": mark.opened_on}) | same_day, **{f"opened_on__{sign}e": mark.opened_on}
    )


def _first(found: QuerySet[Matter], most: int, *, backwards: bool = False) -> list[int]:
    order = ("opened_on", "pk") if backwards else ("-opened_on", "-pk")
    return list(found.order_by(*order).values_list("pk", flat=True)[:most])
