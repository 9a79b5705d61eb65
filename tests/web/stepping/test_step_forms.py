"""Every declared step has a form; hostile input is refused with a sentence and is still in the form."""

from __future__ import annotations

import uuid
from html import escape

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory

from mediation.models import Event, Matter
from mediation.permissions import Actor
from mediation.vocabulary import Role
from mediation.web.desk.steps import DeskStepPage
from mediation.web.forms.references import Scope
from mediation.workflows.base import lifecycles
from mediation.workflows.facts import Kind
from tests.factories.reading import let_read
from tests.factories.world import at
from tests.stages import staged


def steps_of_hand(model):
    return [step for step in model.steps().values() if not step.hidden]


MODELS = [model for model in lifecycles() if steps_of_hand(model)]
HOSTILE = {
    "script": '<script>alert("1")</script>',
    "control": "甲\x00乙\x07丙\x1b[0m",
    "long": "长" * 60_000,  # longer than any fact may be, and all of a form together still a request that is read
    "rare": "𠮷田𪚥𬺰\U000e0100　‮反‬",
    "formula": "=1+1;'\"--",
    "template": "{{ request.user.password }} {% now 'Y' %} %(name)s %s %d {0} {name!r} ${7*7}",
}
TYPED = (Kind.TEXT, Kind.LONG_TEXT, Kind.NUMBER, Kind.MONEY, Kind.DAY, Kind.MOMENT)


@staged
def place(world):
    """A file of the bureau, without more."""
    matter = Matter.open(organ=world.bureau, subject="青椒收购价未兑现", on=at("2025-03-03").date())
    let_read(matter, world.bureau)
    return world.staff(Role.HANDLER, world.bureau), matter


def page_of(place, model, step, data=None):
    user, matter = place
    request = RequestFactory().post("/", data) if data is not None else RequestFactory().get("/")
    request.user, request.actor = user, Actor(on=at("2025-03-03").date(), user=user)
    request.resolver_match = None
    request._messages = CookieStorage(request)
    obj = model(matter=matter)
    return DeskStepPage(request, obj, step, Scope(actor=request.actor, matter=matter, obj=obj, opens=step.opens))


def filled(step, value):
    data = {"_key": uuid.uuid4().hex, "_version": value[:20], "done_on": value[:99], "why_late": value}
    for fact in step.facts:
        if fact.kind is Kind.TABLE:
            data |= {f"{fact.name}-rows": "1"} | {f"{fact.name}-0-{column.name}": value for column in fact.columns}
        else:
            data[fact.name] = value
    return data


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_the_form_of_every_step_is_drawn(place, model):
    for step in steps_of_hand(model):
        page = page_of(place, model, step)
        said = page._page(page._form(), page._late_form()).content.decode()
        for fact in step.facts:
            assert fact.kind is Kind.CONTENT or fact.by_page or escape(str(fact.label)) in said, step.name


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_hostile_input_is_refused_and_still_in_the_form(place, model, hostile):
    value = HOSTILE[hostile]
    for step in steps_of_hand(model):
        answer = page_of(place, model, step, filled(step, value)).post()
        assert answer.status_code in (403, 409, 422), step.name
        said = answer.content.decode()
        assert "<script>alert" not in said
        shown = sum(fact.kind in TYPED and not fact.by_page for fact in step.facts) + 1
        assert said.count(escape(value, quote=True)) >= shown, step.name
    assert not Event.objects.exists()
