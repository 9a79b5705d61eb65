"""What the house forbids itself is not there, and its own measure finds it when it is."""

from __future__ import annotations

import textwrap

import pytest

from setup.house import rules, templates
from setup.house.modules import Module, _imports
from setup.house.report import kept, report
from setup.house.sizes import spread
from setup.paths import ROOT
from tests.architecture.code import written


@pytest.fixture(scope="module")
def modules():
    return written()


@pytest.fixture(scope="module")
def zeros(modules):
    return kept(ROOT, modules)


def test_there_is_none_of_what_the_house_forbids_itself(zeros):
    assert {one.what: one.found for one in zeros if one.found} == {}


def test_the_report_says_the_same_each_time(modules, zeros):
    """In whatever order the files were read."""
    otherwise = dict(reversed(modules.items()))
    once, again = list(report(modules, zeros)), list(report(otherwise, kept(ROOT, otherwise)))
    assert once == again
    assert any(line.startswith("mediation/workflows/sittings ") for line in once)


def made(**texts):
    """Modules of a house that is made up; two underscores stand for the dot of a name."""
    names = {name.replace("__", "."): textwrap.dedent(text) for name, text in texts.items()}
    found = {name: Module(name, f"{name.replace('.', '/')}.py", text) for name, text in names.items()}
    for module in found.values():
        module.imports = sorted(set(_imports(module, found)))
    return found


def test_a_circle_is_found_through_functions_and_types():
    found = made(
        mediation__a="from mediation import b",
        mediation__b="""
            def late():
                from mediation.c import thing
        """,
        mediation__c="""
            from typing import TYPE_CHECKING

            if TYPE_CHECKING:
                from mediation.a import other
        """,
        mediation__d="from mediation import a",
    )
    assert rules.circles(found) == [["mediation.a", "mediation.b", "mediation.c"]]


@pytest.mark.parametrize(
    ("importer", "imported", "against"),
    [
        ("mediation.models.intake.claim", "mediation.queries.visibility", True),
        ("mediation.models.intake.claim", "mediation.models.papers.paper", True),
        ("mediation.models.papers.paper", "mediation.models.intake.claim", False),
        ("mediation.web.portal.steps", "mediation.web.desk.steps", True),
        ("mediation.web.stepping.page", "mediation.web.desk.steps", True),
        ("mediation.web.desk.steps", "mediation.web.stepping.page", False),
        ("mediation.timelimits.limits", "mediation.vocabulary.papers", True),
    ],
)
def test_what_runs_against_an_order_is_found_also_inside_a_function(importer, imported, against):
    one = rules.Import(importer, imported, 1, "inside a function")
    assert bool(rules.Contracts(ROOT).upward([one])) is against


def test_a_reason_is_read_from_the_line_of_the_import():
    found = made(mediation__a="def f():\n    import json  # slow\n\ndef g():\n    import json\n")
    assert [one.reason for one in rules.inside_functions(found)] == ["slow", ""]


def test_a_model_asked_for_by_name_is_found():
    found = made(
        mediation__models__a="from django.apps import apps\nx = apps.get_model('mediation', 'B')",
        mediation__web__a="from django.apps import apps\nx = apps.get_model('mediation', 'B')",
    )
    assert list(rules.models_by_name(found)) == ["mediation/models/a.py:2"]


def test_what_lies_beside_the_wings_is_named():
    layer = "mediation.queries"
    found = made(mediation__queries__visibility="", mediation__queries__hearing="", mediation__queries__office__desk="")
    assert [name for name in rules.without_wing(found) if name.startswith(layer)] == ["mediation.queries.hearing"]


def test_half_and_nine_of_ten():
    known = spread((n, f"m{n}") for n in range(1, 11))
    assert (known.count, known.half, known.nine, known.most, known.where) == (10, 5, 9, 10, "m10")


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("{% if a and b %}x{% endif %}", 1),
        ("{% if a %}x{% elif not b or c %}y{% endif %}", 1),
        ('{% if kind == "cut and dried" %}x{% endif %}', 0),
        ("{% if orders %}{% if band %}x{% endif %}{% endif %}", 0),
        ('{{ a|yesno:"x,y"|yesno:"p,q" }}', 1),
    ],
)
def test_a_condition_of_more_than_one_is_found_in_a_template(tmp_path, written, found):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(f"line\n{written}\n{'长' * 201}\n", encoding="utf-8")
    assert len(list(templates.tangled(tmp_path))) == found
    assert list(templates.long_lines(tmp_path)) == ["templates/page.html:3: 201"]
