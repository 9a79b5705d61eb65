"""What a form shuts: only what would be refused whatever else is filled in."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from mediation.models import Party
from mediation.permissions import Actor
from mediation.workflows import facts as f
from mediation.workflows.acts import Act, Guard
from mediation.workflows.options import closed_options
from tests.factories.world import at

FACTS = (f.some("who", "谁", "Party"), f.one("chair", "主持人", "User"), f.text("why", "理由", required=False))


def shut(test, options, fact="who"):
    """The options that one guard shuts in a form of three facts."""
    guard = Guard("code", lambda _obj, act: f"不能选{act.who}", test, on_facts=True)
    step = SimpleNamespace(facts=FACTS, guards_for=lambda _model: (guard,))
    named = next(one for one in FACTS if one.name == fact)
    act = Act(by=Actor(on=at("2025-03-03").date()), at=at("2025-03-03"), on=at("2025-03-03").date())
    return list(closed_options(step, Party(name="甲"), act, named, options))


@pytest.mark.parametrize(
    ("test", "closed"),
    [
        (lambda _obj, act: "已撤回" not in (act.who or ()), ["已撤回"]),  # one that spoils any choice
        (lambda _obj, act: {"甲", "乙"} <= set(act.who or ()), []),  # all are wanted
        (lambda _obj, act: "甲" in (act.who or ()), []),  # one is wanted among them
        (lambda _obj, act: len(act.who or ()) <= 1, []),  # not too many
        (lambda _obj, act: bool(act.why) or "乙" not in (act.who or ()), []),  # a reason opens it
        (lambda _obj, act: "乙" not in (act.who or ()) or bool(act.why), []),
        (lambda _obj, _act: False, []),  # stands against the step, not against the choice
    ],
)
def test_of_several_what_spoils_the_choice_is_shut(test, closed):
    assert shut(test, ["甲", "乙", "已撤回"]) == closed


def test_of_one_whoever_is_refused_is_shut_even_all():
    assert shut(lambda _obj, act: act.chair not in ("甲", "乙"), ["甲", "乙"], "chair") == ["甲", "乙"]


def test_what_one_guard_found_out_does_not_serve_for_the_next_option():
    def test(obj, act):
        return act.once("who", obj, lambda: act.chair) != "乙"

    assert shut(test, ["甲", "乙", "丙"], "chair") == ["乙"]


def test_who_looks_at_another_fact_in_the_object_wants_to_know_more():
    """Facts that are fields are stored before guards are asked: until then nothing is known of them."""
    step = SimpleNamespace(
        facts=(f.one("chair", "主持人", "User"), f.text("name", "姓名"), f.one("organ", "机关", "Organ"))
    )
    act = Act(by=Actor(on=at("2025-03-03").date()), at=at("2025-03-03"), on=at("2025-03-03").date())
    for test in (
        lambda party, act: act.chair != "乙" or party.name == "甲",
        lambda party, act: act.chair != "乙" or (party.organ is not None and party.organ.name == "甲"),
        lambda party, act: act.chair != "乙" or bool(party.organ_id),
        lambda party, act: act.chair != "乙" or f"{party.name}" == "甲",
    ):
        step.guards_for = lambda _model, test=test: (Guard("code", "不能选", test, on_facts=True),)
        assert closed_options(step, Party(name="丙"), act, step.facts[0], ["甲", "乙"]) == {}
