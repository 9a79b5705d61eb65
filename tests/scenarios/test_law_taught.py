"""What ships is read by people who learn from it: claims are sorted as their words say, and rest on law that was read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import yaml

from mediation.documents.papers import statutes
from mediation.queries.intake.route_check import advice
from mediation.scenarios.samples import MATTERS, ROUTE
from mediation.scenarios.shipped import FOLDER, shipped
from mediation.vocabulary import Category, Route

pytestmark = pytest.mark.django_db
DAY = date(2025, 9, 1)
FILES = [*shipped(), FOLDER / "_sheets.yaml"]
ROUTES = {str(route.label): route.value for route in Route}
CATEGORIES = {str(category.label): category.value for category in Category}


def rows_of(found: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in a file, from the outside in."""
    if isinstance(found, dict):
        yield found
    for inner in found.values() if isinstance(found, dict) else found if isinstance(found, list) else ():
        yield from rows_of(inner)


def sorted_claims() -> list[tuple[str, str, str, str]]:
    """File, words, category and route of every claim that is sorted where it is registered, and of every sample."""
    found = [
        (path.name, row["text"], CATEGORIES[row["category"]], ROUTES.get(row.get("route", ""), ""))
        for path in FILES for row in rows_of(yaml.safe_load(path.read_text(encoding="utf-8")))
        if {"text", "category"} <= set(row)
    ]  # fmt: skip
    samples = yaml.safe_load(MATTERS.read_text(encoding="utf-8"))["matters"]
    handled = [row for row in samples if row["parts"].split()[0] in ("by_bureau", "at_window")]
    return found + [
        (row["key"], row["claim"], Category.GRIEVANCE.value, ROUTES[row.get("route", ROUTE)]) for row in handled
    ]


CLAIMS = sorted_claims()


def test_there_are_claims_of_every_route_that_is_told_apart():
    assert len(CLAIMS) > 70
    assert {route for *_, route in CLAIMS} >= {"litigation", "arbitration", "admin_procedure", "duty_performance"}


@pytest.mark.parametrize(("where", "text", "category", "route"), CLAIMS)
def test_a_claim_is_sorted_as_its_words_say(where, text, category, route):
    told = advice(text, category=category, route=route, on=DAY)
    assert not told.asks, [(one.found, one.check.label, one.check.sentence) for one in told.pointers]


def bases() -> list[tuple[str, str, str]]:
    """File, title and article of each basis."""
    found = [
        (path.name, row["title"], row["article"])
        for path in FILES for row in rows_of(yaml.safe_load(path.read_text(encoding="utf-8"))) if {"title", "article"} <= set(row)
    ]  # fmt: skip
    samples = yaml.safe_load(MATTERS.read_text(encoding="utf-8"))["matters"]
    return list(
        dict.fromkeys(found + [(row["key"], row["law"], row["article"]) for row in samples if "article" in row])
    )


@pytest.mark.parametrize(("where", "title", "article"), bases())
def test_a_basis_stands_in_the_catalogue_with_what_it_is_about(where, title, article):
    assert statutes.standing(title, article, DAY) is statutes.Citing.GOOD
    current = next(one for one in statutes.editions(title) if one.in_force_on(DAY))
    assert current.checked.startswith("公开镜像")
    assert all(no in current.gloss for no in statutes.numbers(article)), article


def test_what_is_cited_in_passing_exists():
    for path in FILES:
        for title, articles in statutes.cited_in(path.read_text(encoding="utf-8")):
            if articles:
                assert statutes.standing(title, articles, DAY) is statutes.Citing.GOOD, (path.name, title, articles)
