"""Every route of the site, in every relation to what it shows: `routes.toml` says whom it is for and who gets what.

A route that the table does not know fails; so does a table line without a route. What may not be seen answers as what
does not exist, word for word; nothing answers with a fault.
"""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from mediation.models import Mediation
from mediation.vocabulary import BulkAct
from mediation.web.audience import (
    AudienceMiddleware,
    NoAudience,
    audience_of,
    every_route_says_whom_it_is_for,
    open_to_all,
    routes,
)
from mediation.workflows.base import lifecycles
from tests.factories.house import House
from tests.factories.world import World
from tests.slices import slice_of

pytestmark = pytest.mark.django_db

TABLE = tomllib.loads(Path(__file__).with_name("routes.toml").read_text(encoding="utf-8"))
ROUTES = dict(routes())
NOBODY = 400_000_000
RELATIONS = ("anonymous", "stranger", "administrator", "party", "other_party", "staff", "head")
# Who is led to the door of whose part of the site.
AT_THE_DOOR = {
    "staff": ("anonymous", "party", "other_party"),
    "party": ("anonymous", "stranger", "administrator", "staff", "head"),
    "administrator": ("anonymous", "party", "other_party", "stranger", "staff", "head"),
    "everybody": (),
}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
# What differs from one answer to the next without telling anything.
PASSING = re.compile(r'(csrfmiddlewaretoken" value|nonce|csrf-token" content|X-CSRFToken": )=?"[^"]*"')
# A choice as it is stored; what of a page nobody reads, and a word that stands for itself.
CODES = {
    str(value)
    for model in apps.get_app_config("mediation").get_models()
    for field in model._meta.fields
    for value, _name in field.flatchoices
    if re.fullmatch(r"[a-z_]{3,}", str(value))
}
NOT_READ = re.compile(r"<(script|style|code)\b.*?</\1>|<[^>]*>", re.S)
# Of the many things that a step may be opened for, as many at a time.
MOST = 24
WORD = re.compile(r"(?<![\w./@-])[a-z_]{3,}(?![\w./@-])")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("house")


@pytest.fixture(autouse=True)
def _files_of_their_own(settings, folder) -> None:
    """The files of the house lie there for the whole module."""
    settings.MEDIA_ROOT = folder


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker, folder):
    """Made once; each request is taken back."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(MEDIA_ROOT=folder):
        yield House(World())
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def signed_in(house, django_db_blocker):
    """What each one's browser has after signing in, once for all routes."""
    with django_db_blocker.unblock():
        return {relation: house.browser(relation).cookies for relation in RELATIONS}


class Fills:
    """What stands in the place of an address's parts: real things, and for each the same with one that does not exist."""

    def __init__(self, house: House) -> None:
        self.house = house

    def of(self, what: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """Pairs of values: an existing thing, and a missing one."""
        return list(getattr(self, f"_{what}")()) if what else [({}, {})]

    def _matter(self) -> Iterator[Any]:
        yield {"number": self.house.matter.number}, {"number": "QHNY2099-00001"}

    def _card(self) -> Iterator[Any]:
        return self._matter()

    def _opening(self) -> Iterator[Any]:
        for model in lifecycles():
            for step in model.steps().values():
                if step.opens:
                    shared = {"model": model._meta.model_name, "step": step.name}
                    yield {"number": self.house.matter.number, **shared}, {"number": "QHNY2099-00001", **shared}

    def _new(self) -> Iterator[Any]:
        for existing, _missing in self._opening():
            yield existing, {"model": "nothing", "step": "nothing"}

    def _pk(self, pk: int, **more: Any) -> Iterator[Any]:
        yield {"pk": pk, **more}, {"pk": NOBODY, **more}

    def _party(self) -> Iterator[Any]:
        return self._pk(self.house.course.zhang.pk)

    def _agent(self) -> Iterator[Any]:
        return self._pk(self.house.agent.pk)

    def _pack(self) -> Iterator[Any]:
        return self._pk(self.house.pack.pk)

    def _run(self) -> Iterator[Any]:
        return self._pk(self.house.run.pk)

    def _paper(self) -> Iterator[Any]:
        return self._pk(self.house.of_party().pk)

    def _hearing(self) -> Iterator[Any]:
        return self._pk(self.house.course.pk)

    def _mediation(self) -> Iterator[Any]:
        return self._pk(Mediation.objects.latest("pk").pk)

    def _signer(self) -> Iterator[Any]:
        return self._pk(self.house.course.pk, party=self.house.course.zhang.pk)

    def _of_kind(self, kind: str, **more: Any) -> Iterator[Any]:
        return self._pk(next(one.pk for one in self.house.things() if one.page_name == kind), **more)

    def _mediationsession(self) -> Iterator[Any]:
        return self._of_kind("mediationsession")

    def _mediationsession_signer(self) -> Iterator[Any]:
        return self._of_kind("mediationsession", party=self.house.course.zhang.pk)

    def _jointconference(self) -> Iterator[Any]:
        return self._pk(NOBODY)

    def _agenda_step(self) -> Iterator[Any]:
        return self._pk(NOBODY, step="answer")

    def _jointconference_signer(self) -> Iterator[Any]:
        return self._pk(NOBODY, party=NOBODY)

    def _stamped(self) -> Iterator[Any]:
        return self._pk(self.house.of_party().pk, file=self.house.material().pk)

    def _hearing(self) -> Iterator[Any]:
        return self._pk(self.house.course.pk)

    def _serving(self) -> Iterator[Any]:
        for step in ("dispatch", "record_receipt", "nothing"):
            yield from self._pk(self.house.of_party().pk, step=step)

    def _heap(self) -> Iterator[Any]:
        for act in ("approve", "stamp", *BulkAct.values):
            yield {"act": act}, {"act": "nothing"}

    def _question(self) -> Iterator[Any]:
        for question in ("overdue", "due", "sittings", "papers", "supervision", "resolutions"):
            yield {"question": question}, {"question": "nothing"}

    def _deadline(self) -> Iterator[Any]:
        own = self.house.matter.deadlines.filter(party=self.house.course.zhang)
        return self._pk((own.first() or self.house.matter.deadlines.first()).pk)

    def _annulment(self) -> Iterator[Any]:
        return self._pk(self.house.annulment.pk)

    def _material(self) -> Iterator[Any]:
        return self._pk(self.house.material().pk)

    def _thing(self) -> Iterator[Any]:
        for thing in self.house.things():
            yield from self._pk(thing.pk, model=thing.page_name)

    def _step(self, things: Any = None) -> Iterator[Any]:
        for thing in things or self.house.things():
            for step in type(thing).steps():
                yield from self._pk(thing.pk, model=thing.page_name, step=step)

    def _step_of_party(self) -> Iterator[Any]:
        return self._step(self.house.things_of_party())

    def _form(self) -> Iterator[Any]:
        yield {"code": "petition"}, {"code": "nothing"}

    def _feed(self) -> Iterator[Any]:
        yield {"token": self.house.token}, {"token": "x" * len(self.house.token)}

    def _ticket(self) -> Iterator[Any]:
        yield {"ticket": "x"}, {"ticket": "y"}

    def _job(self) -> Iterator[Any]:
        yield {"pk": NOBODY}, {"pk": NOBODY}

    def _organ(self) -> Iterator[Any]:
        return self._pk(self.house.world.bureau.pk)

    def _person(self) -> Iterator[Any]:
        return self._pk(self.house.world.handler.pk)

    def _office_change(self) -> Iterator[Any]:
        return self._pk(self.house.office_change().pk)

    def _office_table(self) -> Iterator[Any]:
        for what, form in (("organs", "xlsx"), ("people", "csv")):
            yield {"what": what, "form": form}, {"what": "nothing", "form": form}

    def _office_step(self) -> Iterator[Any]:
        for step in (
            "set_up_organ",
            "amend_organ",
            "move_organ",
            "end_organ",
            "enrol",
            "appoint",
            "deputize",
            "end_post",
            "open_room",
            "set_rules",
            "set_words",
            "begin_series",
            "list_outsider",
            "hand_work_over",
        ):
            yield {"step": step}, {"step": "nothing"}

    def _code(self) -> Iterator[Any]:
        yield {"code": self.house.of_party().code}, {"code": "AAAA-AAAA-AAAA"}

    def _admin(self) -> Iterator[Any]:
        values = {"object_id": NOBODY, "content_type_id": NOBODY, "app_label": "auth", "url": "nowhere"}
        yield values, values


def address_of(route: str, values: dict[str, Any]) -> str:
    """The route with values for its parts."""
    return "/" + PARAMETER.sub(lambda part: str(values[part[1] or part[2]]), route).replace("^", "").replace("$", "")


def asked(browser: Any, method: str, address: str) -> tuple[int, str]:
    """Status and text of the answer; what it changed is taken back."""
    with transaction.atomic():
        answer = browser.get(address) if method == "get" else browser.post(address, {})
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        fault = getattr(answer, "exc_info", None)
        transaction.set_rollback(True)
    # 503 is what that page says where no worker runs.
    assert answer.status_code < 500 or address == "/health/ready/", f"{method} {address}: {fault}"
    told = PASSING.sub("", body.decode(errors="replace")).replace(address, "")
    return answer.status_code, told + answer.headers.get("Location", "").replace(address, "")


def codes_in(page: str) -> set[str]:
    """What a program calls a choice, where a person should read its name."""
    if "<html" not in page:
        return set()
    return CODES & set(WORD.findall(NOT_READ.sub(" ", page)))


def test_every_route_stands_in_the_table_and_says_whom_it_is_for():
    assert sorted(set(ROUTES) - set(TABLE)) == [], "say in tests/web/routes.toml whom these are for and who gets what"
    assert sorted(set(TABLE) - set(ROUTES)) == [], "there is no such route any more: take the line out of routes.toml"
    assert {route: audience_of(pattern.callback) for route, pattern in ROUTES.items()} == {
        route: line["audience"] for route, line in TABLE.items()
    }


@pytest.mark.parametrize(
    "route", [pytest.param(one, marks=pytest.mark.printing) if one.endswith(".pdf") else one for one in TABLE]
)
def test_each_gets_what_the_table_says(house, signed_in, route):
    line = TABLE[route]
    fills = Fills(house).of(line.get("of", ""))
    most = slice_of(fills, MOST, what=f"things at {route}") if len(fills) > MOST else fills
    for relation in RELATIONS:
        door = relation in AT_THE_DOOR[line["audience"]]
        expected = as_list(line.get(relation, line.get("all", [302, 405] if door else ())))
        browser = Client(raise_request_exception=False)
        browser.cookies = copy.deepcopy(signed_in[relation])
        # A door does not look at what stands behind it.
        tried = some(fills, 2) if door else most if relation in ("staff", "party") else some(fills, 6)
        for existing, missing in tried:
            here, nowhere = address_of(route, existing), address_of(route, missing)
            answer, posted = asked(browser, "get", here), asked(browser, "post", here)
            assert answer[0] in expected, (relation, here, answer[0])
            assert route.startswith("admin/") or not codes_in(answer[1]), (relation, here)
            assert not door or posted[0] in (302, 403, 405), (relation, here, posted[0])
            if door or expected == [404]:
                assert asked(browser, "get", nowhere) == answer, (relation, here)
                assert asked(browser, "post", nowhere) == posted, (relation, here)


def some(fills: list[Any], few: int) -> list[Any]:
    """A few of many, from all parts of the list."""
    return fills[:: -(-len(fills) // few)]


def as_list(expected: Any) -> list[int]:
    return expected if isinstance(expected, list) else [expected]


def undeclared(request):
    """A view of which nobody said whom it is for."""


def test_a_view_without_an_audience_does_not_answer():
    door = AudienceMiddleware(lambda request: None)
    with pytest.raises(NoAudience, match="undeclared"):
        door.process_view(RequestFactory().get("/x/"), undeclared, (), {})
    assert door.process_view(RequestFactory().get("/x/"), open_to_all(lambda request: None), (), {}) is None


def test_the_site_does_not_start_with_such_a_view(settings):
    assert every_route_says_whom_it_is_for(None) == []
    settings.ROOT_URLCONF = type("Addresses", (), {"urlpatterns": [path("x/", undeclared)]})
    found = every_route_says_whom_it_is_for(None)
    assert [(one.id, "/x/" in one.msg) for one in found] == [("mediation.E101", True)]
