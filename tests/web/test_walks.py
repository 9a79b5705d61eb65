"""Every route, asked for and posted to, in every relation to one matter: `walks.toml` says who reads what of it, by need.

Whoever gets nothing is answered as if there were nothing, word for word. `make walks` asks for all and prints the table.
"""

from __future__ import annotations

import copy
import os
import tomllib
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings

from mediation.models import Matter
from mediation.permissions import Actor
from mediation.queries.visibility import visible
from mediation.workflows.base import Lifecycle, lifecycles
from tests.factories.relations import NOW, Relations
from tests.factories.world import World, at
from tests.slices import slice_of, thorough
from tests.web.test_routes import NOBODY, TABLE, address_of, asked

pytestmark = pytest.mark.django_db

RIGHT = tomllib.loads(Path(__file__).with_name("walks.toml").read_text(encoding="utf-8"))
STAFF = (
    "own_handler", "colleague", "head", "registrar", "intake", "intake_of_bureau", "administrator", "site_administrator",
    "other_organ", "rerouted_organ", "accused_organ", "organ_with_extract", "organ_with_original",
    "conference_member", "mediator", "panellist", "recorder", "recused",
    "replaced", "left_office",
)  # fmt: skip
PARTIES = ("petitioner", "co_petitioner", "represented", "other_side", "agent", "former_agent", "stranger")
RELATIONS = (*STAFF, *PARTIES, "ended_session", "anonymous")
LET_IN = {
    "staff": STAFF,
    "party": tuple(one for one in PARTIES if one != "former_agent"),
    "administrator": ("site_administrator",),
}
# What fills the address of a route: the things of walks.toml that it can be asked for; nothing of the matter, where none.
MATTER = ("matter",)
CLAIMS = ("claim of the bureau", "claim sent by extract", "accusation")
PAPERS = ("notice of acceptance", "notice of the hearing", "slip of the extract", "letter with the accusation")
TRANSFERS = ("transfer to the bureau", "transfer by extract", "transfer that came back", "transfer of the original")
THINGS = (
    *CLAIMS,
    *PAPERS,
    *TRANSFERS,
    "hearing",
    "mediation",
    "conference",
    "limit of the bureau",
    "proof handed in",
    "agent",
)
OF = {
    "matter": MATTER, "opening": MATTER, "card": ("card",), "party": ("party",), "agent": ("agent",), "pack": ("pack",), "hearing": ("hearing",), "mediation": ("mediation",), "paper": PAPERS,
    "serving": PAPERS, "deadline": ("limit of the bureau",), "material": ("proof handed in",), "thing": THINGS,
    "step": THINGS, "stamped": PAPERS, "step_of_party": (*CLAIMS, *PAPERS, "hearing", "mediation"),
}  # fmt: skip
# Whoever reads a thing gets these; other routes may have nothing to do with it as it stands.
MAIN = {
    "desk/matters/<str:number>/", "desk/matters/<str:number>/people/", "desk/party/<int:pk>/", "desk/packs/<int:pk>/pdf/",
    "desk/papers/<int:pk>/", "desk/deadline/<int:pk>/", "desk/attachment/<int:pk>/file/", "desk/<slug:model>/<int:pk>/",
    "portal/deadline/<int:pk>/", "portal/attachment/<int:pk>/file/",
}  # fmt: skip
# Routes that show nothing of a matter by their address: asked for by everybody with what stands here.
PLAIN: dict[str, dict[str, Any]] = {
    "": {}, "form": {"code": "petition"}, "ticket": {"ticket": "x"}, "code": {"code": "AAAA-AAAA-AAAA"},
    "feed": {"token": "x" * 43}, "new": {"model": "petition", "step": "register"}, "heap": {"act": "approve"},
    "question": {"question": "overdue"},
    "run": {"pk": NOBODY}, "job": {"pk": NOBODY}, "annulment": {"pk": NOBODY},
    "signer": {"pk": NOBODY, "party": NOBODY}, "mediationsession": {"pk": NOBODY}, "jointconference": {"pk": NOBODY}, "agenda_step": {"pk": NOBODY, "step": "answer"},
    "mediationsession_signer": {"pk": NOBODY, "party": NOBODY}, "jointconference_signer": {"pk": NOBODY, "party": NOBODY},
    "organ": {"pk": NOBODY}, "person": {"pk": NOBODY}, "office_change": {"pk": NOBODY}, "office_step": {"step": "enrol"},
    "office_table": {"what": "organs", "form": "csv"},
    "admin": {"object_id": NOBODY, "content_type_id": NOBODY, "app_label": "auth", "url": "nowhere"},
}  # fmt: skip


def cells() -> Iterator[tuple[str, str]]:
    """Every route with each thing that it may be asked for."""
    for route, line in TABLE.items():
        of = line.get("of", "")
        assert of in OF or of in PLAIN, f"say in tests/web/test_walks.py what fills {route}"
        yield from ((route, thing) for thing in OF.get(of, ("",)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("walks")


@pytest.fixture(autouse=True)
def _files_of_their_own(settings, folder) -> None:
    """The files of the matter lie there for the whole module."""
    settings.MEDIA_ROOT = folder


@pytest.fixture(scope="module")
def relations(django_db_setup, django_db_blocker, folder):
    """Made once; each request is taken back."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(MEDIA_ROOT=folder):
        made = Relations(World())
        yield made, made.things(), {one: made.browser(one).cookies for one in RELATIONS}
        transaction.set_rollback(True)


def fills(route: str, thing: Any) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """What stands in the address for the thing, and the same for one that is not there; for each step that it may be asked for."""
    of = TABLE[route].get("of", "")
    if of in ("matter", "opening", "card"):
        here, nowhere = {"number": thing.number}, {"number": "QHNY2099-00001"}
    else:
        name = thing.page_name if isinstance(thing, Lifecycle) else ""
        here, nowhere = ({"pk": pk, "model": name, "file": NOBODY} for pk in (thing.pk, NOBODY))
    steps: list[dict[str, str]] = [{}]
    if of == "opening":
        steps = [
            {"model": m._meta.model_name, "step": s.name} for m in lifecycles() for s in m.steps().values() if s.opens
        ]
    elif of in ("step", "step_of_party"):
        steps = [{"step": one} for one in type(thing).steps()]
    elif of == "serving":
        steps = [{"step": "dispatch"}, {"step": "record_receipt"}]
    for step in steps:
        yield {**here, **step}, {**nowhere, **step}


TRIED: Counter[tuple[str, str]] = Counter()


NOTHING_THERE: dict[tuple[Any, ...], tuple[int, str]] = {}


def told_of_nothing(
    browser: Client, relation: str, method: str, route: str, nowhere: dict[str, Any]
) -> tuple[int, str]:
    """What one is told of a thing that is not there: the same for each thing of a kind, so it is asked once."""
    key = (relation, method, route, *sorted(nowhere.items()))
    if key not in NOTHING_THERE:
        NOTHING_THERE[key] = asked(browser, method, address_of(route, nowhere))
    return NOTHING_THERE[key]


def some_of(given: list[Any], *, reads: bool) -> list[Any]:
    """Of the steps of a thing: one, drawn for each cell; where it is thorough every one, or every fourth of what is not read."""
    if not thorough():
        return slice_of(given, 1, what="steps of one cell of the walk")
    return given if reads or len(given) <= 2 else [*given[::4], given[-1]]


def walk(browser: Client, relation: str, route: str, thing: Any, reads: bool) -> Iterator[Any]:
    """One cell: let in or not, and what is not read is not there; whatever is not as it should be."""
    line = TABLE[route]
    door = relation not in LET_IN.get(line["audience"], RELATIONS)
    given = (
        some_of(list(fills(route, thing)), reads=reads and not door)
        if thing is not None
        else [(PLAIN[line.get("of", "")], None)]
    )
    for (here, nowhere), method in product(given, ("get", "post")):
        TRIED[route, relation] += 1
        told = asked(browser, method, address_of(route, here))
        if door:
            expected = told[0] in (302, 403, 405)
        elif nowhere is None:
            expected = True
        elif not reads:
            expected = told[0] in (404, 405) and told == told_of_nothing(browser, relation, method, route, nowhere)
        else:
            expected = method == "post" or told[0] in ((200, 302) if route in MAIN else (200, 302, 404, 405, 409))
        if not expected:
            yield relation, method, route, here, told[0]


def as_relation(cookies: Any, relation: str) -> Client:
    """A browser that has only the cookies of one who stands so."""
    browser = Client(raise_request_exception=False)
    browser.cookies = copy.deepcopy(cookies[relation])
    return browser


WALKS = [(route, thing, relation) for route, thing in cells() for relation in RELATIONS]


@pytest.mark.printing
def test_each_reads_what_he_needs_and_no_more(relations, clock):
    clock.move_to(at(NOW))
    _made, things, cookies = relations
    wrong: list[Any] = []
    browsers = {one: as_relation(cookies, one) for one in RELATIONS}
    for route, thing, relation in slice_of(WALKS, 120, what="routes by relation and thing"):
        browsers[relation].cookies = copy.deepcopy(cookies[relation])  # which signing out has taken
        reads = relation in named(TABLE[route]["audience"], thing)
        wrong += walk(browsers[relation], relation, route, things.get(thing), reads)
    assert wrong == [], "\n".join(map(str, wrong))
    if out := os.environ.get("WALKS"):
        Path(out).write_text(printed(), encoding="utf-8")


def named(table: str, thing: str) -> set[str]:
    """The relations that stand beside a thing in one of the tables."""
    return set(RIGHT.get(table, {}).get(thing, "").split())


def test_the_table_names_all_who_read_each_thing_and_nobody_else(relations, clock):
    clock.move_to(at(NOW))
    made, things, _cookies = relations
    for table, rows in RIGHT.items():
        assert set(rows) <= set(things), table
        assert {one for row in rows.values() for one in row.split()} <= set(RELATIONS), table
    wrong = {}
    for name, thing in things.items():
        if name == "pack":
            continue
        actors = {one: Actor(on=at(NOW).date(), user=made.people[one]) for one in STAFF}
        shown = has_card if name == "card" else is_seen
        seen = {one for one, actor in actors.items() if shown(thing, actor)}
        right = named("staff", name)
        if seen != right:
            wrong[name] = {"too wide": seen - right, "too narrow": right - seen}
    assert wrong == {}


def is_seen(thing: Any, actor: Actor) -> bool:
    """Whether the querysets give it out."""
    found = Matter.objects.visible_to(actor) if isinstance(thing, Matter) else visible(type(thing), actor)
    return found.filter(pk=thing.pk).exists()


def has_card(matter: Matter, actor: Actor) -> bool:
    """Whether the window tells how the matter stands."""
    return Matter.objects.at_the_window_of(actor).filter(pk=matter.pk).exists()


def printed() -> str:
    """The table for people: every route by every relation, with what it was answered and how often it was tried."""
    heads = [one.replace("_", " ") for one in RELATIONS]
    lines = [HEAD.format(tried=sum(TRIED.values()), routes=len(TABLE), relations=len(RELATIONS))]
    lines += ["| route | " + " | ".join(heads) + " | tried |", "|---" * (len(heads) + 2) + "|"]
    for route, line in TABLE.items():
        row = [_said(route, line, relation) for relation in RELATIONS]
        tried = sum(count for (one, _relation), count in TRIED.items() if one == route)
        lines.append(f"| `/{route}` | " + " | ".join(row) + f" | {tried} |")
    return "\n".join([*lines, "", "## What of the matter each reads", "", *_things()]) + "\n"


def _said(route: str, line: dict[str, Any], relation: str) -> str:
    if relation not in LET_IN.get(line["audience"], RELATIONS):
        return "door"
    things = OF.get(line.get("of", ""), ())
    got = sum(relation in named(line["audience"], thing) for thing in things)
    return "open" if not things else "404" if not got else "reads" if got == len(things) else f"{got} of {len(things)}"


def _things() -> Iterator[str]:
    yield "| thing | of staff | of the parties |"
    yield "|---|---|---|"
    for thing, row in RIGHT["staff"].items():
        yield f"| {thing} | {_in_words(row)} | {_in_words(RIGHT['party'].get(thing, ''))} |"


def _in_words(row: str) -> str:
    return row.replace(" ", ", ").replace("_", " ")


HEAD = """# Walks: every route in every relation

Printed by `make walks` from `tests/web/walks.toml`: {routes} routes, {relations} relations to one matter, {tried} requests (GET and POST).
`door`: led to the door of that part of the site; `404`: answered word for word as if it were not there; `reads`: let in to
what is read by need; `2 of 4`: to some of the things that the route can be asked for; `open`: shows nothing of a matter by its address.
"""
