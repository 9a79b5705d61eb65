"""Make each file findable by its words, for the search for the same matter."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import F, Func, Value
from django.db.models.functions import Coalesce

from mediation.actions.registry import effect_of
from mediation.models import Matter, Mediation, OnTheSpotRecord, PartyChange, Petition
from mediation.queries.office.search import word_list, word_of_name, words_of
from mediation.workflows.base import Act, Lifecycle

TEXTS = ("subject", "account", "said", "dispute")
PEOPLE = ("petitioners", "opposite_parties", "applicants", "respondents", "joining", "successors")


def words_of_facts(facts: dict[str, Any]) -> list[str]:
    """The words under which what was stated is found."""
    texts = [facts[name] for name in TEXTS if facts.get(name)]
    rows = facts.get("claims") or []
    texts += [row["text"] for row in rows if isinstance(row, dict)]
    people = [row["name"] for name in PEOPLE for row in facts.get(name) or []]
    people += [facts["name"]] if facts.get("name") else []
    return [*words_of("\n".join(texts)), *map(word_of_name, people)]


@effect_of(PartyChange, "strike", after="take_out_of_sittings")
def forget_the_name(change: PartyChange, act: Act) -> None:
    """Who was entered wrongly is not found in the file by his name, unless somebody else in it bears it."""
    name = change.whose.name
    if change.matter.parties.not_mistaken().filter(name=name).exists():
        return
    bare = Func(F("words"), Value(word_of_name(name).lower()), function="ts_delete")
    Matter.objects.filter(pk=change.matter_id).update(words=bare)


@effect_of(
    Petition, "register", "correct_subject", "add_petitioners",
    after=("open_the_file", "name_the_file_anew", "enter_more_people"),
)  # fmt: skip
@effect_of(OnTheSpotRecord, "settle", after="give_receipt")
@effect_of(Mediation, "propose", after="bring_sides_together")
@effect_of(
    PartyChange, "correct_identity", "join", "succeed",
    after=("enter_the_right_identity", "take_in", "invite_the_successors"),
)  # fmt: skip
def remember_words(obj: Lifecycle, act: Act) -> None:
    """Add the words of what was stated to the file's."""
    add_words(act.event.matter_id, act.facts)


def add_words(matter: int, facts: dict[str, Any]) -> None:
    """Add the words of what is stated to those of a file."""
    added = Func(word_list(words_of_facts(facts)), function="array_to_tsvector")
    before = Coalesce(F("words"), Value("", output_field=SearchVectorField()))
    joined = Func(before, added, template="(%(expressions)s)", arg_joiner=" || ", output_field=SearchVectorField())
    Matter.objects.filter(pk=matter).update(words=joined)
