"""Search for the same matter, before anything new is opened.

Words are our own pairs of neighbouring characters: two-character words such as 拆迁 find
nothing in trigram indexes, and no dictionary knows the village's names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, F, Func, IntegerField, Q, TextField, Value
from django.db.models.functions import Cast

from mediation.models import Claim, Dispatch, Matter
from mediation.permissions import Actor
from mediation.written.forms import name_form, number_form, text_form
from mediation.written.hidden import EITHER

MOST_WORDS = 400
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
    of the words of the text, or a name and any word.
    """
    asked = words_of(text)[:MOST_WORDS]
    named = [word_of_name(name) for name in names if name.strip()]
    if not asked or actor.user is None:
        return []
    query = " | ".join("'" + word.replace("\\", "\\\\").replace("'", "''") + "'" for word in [*asked, *named])
    organs = actor.user.organ_ids(actor.on)
    accusing = Claim.objects.filter(accused_organ__in=organs).values("matter")
    extracts = Dispatch.objects.filter(extract=True, to_organ__in=organs).exclude(matter__organ__in=organs)
    found = (
        Matter.objects.visible_to(actor)
        .exclude(pk__in=accusing)
        .exclude(pk__in=extracts.values("matter"))
        .filter(_Matches(F("words"), Cast(Value(query), SearchQueryField())))
        .annotate(shared=_Shared(F("words"), word_list(asked)), same_names=_Shared(F("words"), word_list(named)))
        .select_related("petition")
        .order_by("-same_names", "-shared", "-pk")
    )
    return [m for m in found[: most * 5] if m.shared >= ENOUGH * len(asked) or (m.same_names and m.shared)][:most]
