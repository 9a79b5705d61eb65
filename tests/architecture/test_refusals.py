"""What stands against a step is a guard; an effect raises a refusal only for what nobody could know before."""

from __future__ import annotations

import ast

from tests.architecture.code import nodes

ACTIONS = "mediation/actions/"
RAISED = ("NotPossibleNow", "NotAllowed", "Refused", "Stale")
# Where one may be raised, and why it is no guard.
NO_STEP = "kept by the person herself, no step of a procedure"
MAY_RAISE = {
    "gateway.py": "the door itself: what, when, which version, by which key",
    "sittings/booking.py": "a race: the database refused a booking made after the guard had looked",
    "clock/deadlines/starting.py": "the day cannot be counted: no calendar, a local rule that is no rule",
    "papers/drafting.py": NO_STEP,
    "sittings/said.py": "words of a hearing, kept outside the gateway: who may, whether the record is open, each once",
    "sittings/leave.py": "days away of a member of staff, kept outside the gateway: whose, in order, each once",
}


def test_no_effect_refuses_what_a_guard_could():
    raising = {
        module.path.removeprefix(ACTIONS)
        for module, node in nodes(ACTIONS.rstrip("/"))
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name)
        and node.exc.func.id in RAISED
    }  # fmt: skip
    assert raising == set(MAY_RAISE)
