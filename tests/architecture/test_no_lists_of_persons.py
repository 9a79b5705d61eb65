"""No page, filter, sort, count or export goes by person: nobody's files are gathered by name, number, telephone or address.

A person is looked for where somebody stands at the window and says its name in full, in one lookup that shows a few files and
is written down. Within one file its own people are told apart; across files nothing is asked by what tells who somebody is.
"""

from __future__ import annotations

import ast
import re

import pytest
from django.apps import apps

from mediation.web.audience import routes
from tests.architecture.code import nodes
from tests.architecture.test_one_door import SHIPPED

# Columns that people alone have, and what tells who they are when it is reached through a person.
TELLING = re.compile(
    r"(^|__)(searched|id_number|credit_code|legal_representative)(__|$)"
    r"|(^|__)(party|parties|petitioners?|addressees|given_by|principal|representative|creditor|debtor|agents)__"
    r"(name|phone|address|born_on|email)(__|$)"
)
# Where the code asks so nevertheless, and why it gathers nobody's files.
ALLOWED = {
    "mediation/queries/office/files.py": "the lookup at the window, by the whole name, a few files, written down",
    "mediation/queries/office/reception.py": "the cards of the same lookup, a few, written down",
    "mediation/queries/sittings/clashes.py": "whether who is called here is called elsewhere at that hour: the hour alone is told, no file",
    "mediation/queries/office/persons.py": "read to be struck out of tables",
    "mediation/web/forms/references.py": "namesakes within one file are told apart",
    "mediation/models/matter.py": "namesakes on the other side of one file",
    "mediation/models/sittings/mediation.py": "who is a party of one file already",
}
COLUMNS = {"searched", "id_number", "credit_code"}
LAYERS = tuple(
    f"mediation/{layer}" for layer in ("web", "queries", "models", "actions", "documents", "jobs", "management")
)
# Parameters of an address that would gather by person; `who=me` is one's own work.
BY_PERSON = re.compile(r"[?&](name|person|party|people|phone|tel|id_number|address|petitioner)=")
# What a name on the window's link fills in for the clerk, on the page of one party in its form.
FILLED_IN = {"mediation/web/desk/intake/window.py"}
# Counting what somebody brought, or ranking by it.
COUNTED = re.compile(
    r"(times|count|number|times_brought|repeats?)_(of|by|per)_(person|party|petitioner)|per_person|by_person"
)


def asked(node: ast.AST) -> list[str]:
    """The paths through the tables that a call names, as keywords or as words."""
    if not isinstance(node, ast.Call) or (
        getattr(node.func, "attr", "") == "get" and node.args
    ):  # that of a dictionary
        return []
    words = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return [
        *(keyword.arg for keyword in node.keywords if keyword.arg),
        *(word for word in words if "__" in word or word in COLUMNS),
    ]


def test_nobodys_files_are_gathered_by_what_tells_who_somebody_is():
    found = {
        module.path
        for module, node in nodes(*LAYERS)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in ASKS
        and any(TELLING.search(path) for path in asked(node))
    }  # fmt: skip
    assert sorted(found - set(ALLOWED)) == []
    assert sorted(set(ALLOWED) - found) == [], "take out what asks no more"


ASKS = {
    "filter", "exclude", "get", "order_by", "values", "values_list", "annotate", "aggregate", "distinct", "Q", "F", "Count",
    "Exists", "OuterRef", "sorted", "groupby", "Counter",
}  # fmt: skip


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Matter.objects.filter(parties__name=name)", True),
        ("Party.objects.filter(searched__contains=word)", True),
        ("rows.order_by('party__phone')", True),
        ("Petition.objects.values('matter__parties__id_number').annotate(n=Count('pk'))", True),
        ("Matter.objects.filter(petition__handler=actor.user)", False),
        ("party.papers.filter(kind=kind)", False),
    ],
)
def test_what_would_gather_by_person_is_found(written, found):
    calls = [node for node in ast.walk(ast.parse(written)) if isinstance(node, ast.Call)]
    assert any(TELLING.search(path) for call in calls for path in asked(call)) is found


def test_no_address_and_no_page_chooses_by_person():
    assert [address for address, _pattern in routes() if re.search("person|name|phone|petitioner", address)] == []
    pages = [path for path in SHIPPED if path.suffix in {".html", ".py"} and "scenarios" not in path.parts]
    told = {str(path) for path in pages if BY_PERSON.search(path.read_text(encoding="utf-8", errors="ignore"))}
    assert {path for path in told if not path.endswith(tuple(FILLED_IN))} == set()


def test_a_repeat_is_said_of_the_matter_and_nobody_is_counted():
    columns = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("mediation").get_models()
        for field in model._meta.fields
    }
    assert {one for one in columns if one.endswith((".submission", ".duplicate_of"))} == {
        "Petition.submission",
        "Petition.duplicate_of",
    }
    assert [one for one in columns if re.search(r"repeat|visits_|times_|frequency|count_of", one)] == []
    texts = (path.read_text(encoding="utf-8", errors="ignore") for path in SHIPPED)
    assert [found[0] for text in texts if (found := COUNTED.search(text))] == []
