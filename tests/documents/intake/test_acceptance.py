"""受理告知书: what is alike of several claims is told once."""

from __future__ import annotations

from mediation.documents.intake.claim import told_together


def row(no: int, route: str = "信访程序") -> dict[str, object]:
    return {
        "no": no, "route": route, "accepted_on": 1, "due_on": 2, "provisional": False, "authority": "", "suggestion": False, "silence": "",
    }  # fmt: skip


def test_claims_that_go_the_same_way_are_told_of_it_after_the_last_by_their_numbers():
    rows = told_together([row(1), row(2, "申请履职"), row(4), row(5)])
    assert [(one["no"], one["tells"], one["together"]) for one in rows] == [
        (1, True, []), (2, True, []), (4, False, []), (5, True, [4, 5]),
    ]  # fmt: skip
