"""Search for the same matter, before anything new is opened.

Words are our own pairs of neighbouring characters: two-character words such as 拆迁 find
nothing in trigram indexes, and no dictionary knows the village's names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from itertools import combinations, islice
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQueryField
from django.db import connection
from django.db.models import BooleanField, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from mediation.models import Claim, Dispatch, Matter
from mediation.models.access import seats_of
from mediation.models.accused import accuses
from mediation.permissions import Actor
from mediation.written.forms import name_form, number_form, text_form
from mediation.written.hidden import EITHER

MOST_WORDS = 400
# So many files may be brought up by words of which one is enough; so many may have a word that counts only with another.
BROUGHT_UP = 2000
READ_THROUGH = 20_000
# Of those that the person sees, so many are compared.
COMPARED = 300
FREQUENT = """
    SELECT s.word, s.share * greatest(c.reltuples, 1) FROM pg_class c, pg_stats p,
        unnest(p.most_common_elems::text::text[], p.most_common_elem_freqs) AS s(word, share)
    WHERE c.oid = 'mediation_matter'::regclass AND p.schemaname = current_schema() AND p.tablename = 'mediation_matter'
        AND p.attname = 'words' AND s.word IS NOT NULL
"""
MOST_TYPED = 5
ENOUGH = 0.3
RUN = re.compile(r"[a-z0-9]+|[^\W\d_a-z]+")


def words_of(text: str) -> list[str]:
    """The searchable words of a text: pairs of neighbouring characters, whole numbers and Latin words."""
    found: dict[str, None] = {}
    for run in RUN.findall(text_form(text)):
        plain = run.isascii() or len(run) == 1
        pieces = [run] if plain else [run[i : i + 2] for i in range(len(run) - 1)]
        found.update(dict.fromkeys(pieces))
    return list(found)


def word_of_name(name: str) -> str:
    """The one word under which a person or organisation is found: the whole name in its normal form."""
    return "@" + name_form(name)


def each_word(words: str) -> list[str]:
    """What was typed into a line for searching, word by word; characters that nobody sees are none."""
    return EITHER.sub(" ", words).split()[:MOST_TYPED]


def called_like(word: str, *, of: str = "", organs: Iterable[int] = ()) -> Q:
    """Where the word stands in the number, or in the line that says what it is about; never who is in it.

    `of` leads to the file. One of the `organs` that has an extract only finds it by the subject it was told.
    """
    keys = [str(organ) for organ in organs]
    whole = ~Q(**{f"{of}extracts__has_any_keys": keys}) | Q(**{f"{of}organ__in": organs}) if keys else Q()
    found = Q(**{f"{of}number__icontains": number_form(word)})
    for form in {word, text_form(word)}:
        found |= whole & Q(**{f"{of}subject__icontains": form})
        for key in keys:
            found |= Q(**{f"{of}extracts__{key}__subject__icontains": form})
    return found


class _Matches(Func):
    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()


class _Shared(Func):
    """How many of the words occur."""

    template = "cardinality(ARRAY(SELECT unnest(tsvector_to_array(%(expressions)s))))"
    arg_joiner = ")) INTERSECT SELECT unnest(("
    output_field = IntegerField()


def word_list(words: Iterable[str]) -> Value:
    """Words as a PostgreSQL array."""
    return Value(list(words), output_field=ArrayField(TextField()))


def same_matter(*, text: str, names: Iterable[str] = (), actor: Actor, most: int = 10) -> list[Any]:
    """Files that may be about the same matter, the likeliest first.

    Only files that the member of staff may see whole: none in which a claim accuses their own organ,
    and none of which they have but an extract.
    Each has `shared`, the number of words in common. A file is listed when it shares three tenths
    of the words of the text, or a name and any word. Names and the rarest words are looked up, and only what they bring up
    is compared.
    """
    asked = words_of(text)[:MOST_WORDS]
    named = [word_of_name(name) for name in names if name.strip()]
    if not asked or actor.user is None:
        return []
    queries = [one for one in (_any(named), _rarest(_how_many_have(asked, actor.on))) if one]
    first, *others = [_seen_whole(query, actor) for query in queries]
    compared = (
        Matter.objects.filter(pk__in=first.union(*others, all=True) if others else first)
        .annotate(shared=_Shared(F("words"), word_list(asked)), same_names=_Shared(F("words"), word_list(named)))
        .order_by("-same_names", "-shared", "-pk")
        .values_list("pk", "shared", "same_names")
    )
    fits = {pk: shared for pk, shared, same in compared if shared >= ENOUGH * len(asked) or (same and shared)}
    return _with_shared(dict(islice(fits.items(), most)))


def _with_shared(fits: dict[int, int]) -> list[Any]:
    """The files themselves, in this order: only those that are shown are read."""
    if not fits:
        return []
    found = Matter.objects.select_related(
        "organ", "petition__handler", "petition__responsible_organ", "petition__organ"
    ).defer("words", "petition__account")
    files = found.in_bulk(fits)
    for pk, shared in fits.items():
        files[pk].shared = shared
    return [files[pk] for pk in fits]


def _seen_whole(query: str, actor: Actor) -> QuerySet[Any]:
    """The newest files that fit a query of words and that the person may see whole."""
    organs = actor.user.organ_ids(actor.on)
    accusing = Claim.objects.filter(accuses(actor), matter=OuterRef("pk"))
    extracts = Dispatch.objects.filter(matter=OuterRef("pk"), extract=True, to_organ__in=organs)
    found = Matter.objects.visible_to(actor).filter(_Matches(F("words"), Cast(Value(query), SearchQueryField())))
    found = found.exclude(Exists(accusing)).exclude(Exists(extracts) & ~Q(organ__in=organs))
    if in_part := seats_of(actor).files:
        found = found.exclude(pk__in=in_part)
    return found.order_by("-pk").values("pk")[:COMPARED]


@lru_cache(maxsize=2)
def _frequent(on: date) -> dict[str, float]:
    """In how many files the frequent words stand, as the database has counted them; asked for once a day."""
    with connection.cursor() as cursor:
        cursor.execute(FREQUENT)
        return {word: float(many) for word, many in cursor.fetchall()}


def _how_many_have(words: Iterable[str], on: date) -> dict[str, float]:
    """In how many files each word stands, the rarest first."""
    known = _frequent(on)
    # What is not counted is rarer than whatever is.
    rare = min(known.values(), default=1) / 4
    return dict(sorted(((word, known.get(word, rare)) for word in words), key=lambda one: one[1]))


def _rarest(files: dict[str, float]) -> str:
    """A query that few files fit: any of the rarest words, or two of those that come next; else the four rarest together."""
    alone, together, sum_ = [], [], 0.0
    for word, many in files.items():
        sum_ += many
        if sum_ <= BROUGHT_UP:
            alone.append(word)
        elif len(together) < 5 and many <= READ_THROUGH:
            together.append(word)
    two = " | ".join(f"{_quoted(one)} & {_quoted(other)}" for one, other in combinations(together, 2))
    found = " | ".join(one for one in (_any(alone), two) if one)
    return found or " & ".join(map(_quoted, list(files)[:4]))


def _any(words: Iterable[str]) -> str:
    return " | ".join(map(_quoted, words))


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
