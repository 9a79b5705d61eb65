"""延期: guards, the moved limits, the notice. Dates: the worked example from Monday 2025-03-03."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mediation.actions import gateway
from mediation.actions.clock import deadlines
from mediation.models import Claim, Deadline, Extension, Petition
from mediation.vocabulary import PaperKind, Role
from mediation.workflows.base import NotAllowed
from tests.factories.papers import served
from tests.factories.world import World, at
from tests.refusals import refused
from tests.stages import staged

ON_DUTY = [{"text": "追讨工资", "category": "grievance", "route": "duty_performance"}]


@staged
def petition(world: World) -> Petition:
    return world.accepted()


def ask(world: World, petition: Petition, on: str = "2025-04-20", days: int = 30, **facts: Any) -> Extension:
    named = {"days": days, "why": "需要等待过磅单的鉴定", **facts}
    return gateway.perform(Extension, None, "request", by=world.handler, at=at(on), matter=petition.matter, **named)


def approve(world: World, extension: Extension, on: str = "2025-04-21") -> Extension:
    return gateway.perform(Extension, extension.pk, "approve", by=world.head, at=at(on))


def limits(code: str = "D5"):
    return list(Deadline.objects.filter(code=code).values_list("nominal_on", "legal_on"))


def test_approval_moves_every_limit_from_its_nominal_day(world, petition):
    assert limits() == [(date(2025, 5, 2), date(2025, 5, 6))] * 2
    extension = approve(world, ask(world, petition))
    assert limits() == [(date(2025, 6, 1), date(2025, 6, 3))] * 2
    assert (extension.old_due_on, extension.new_due_on) == (date(2025, 5, 6), date(2025, 6, 3))


def test_the_request_alone_moves_nothing(world, petition):
    ask(world, petition)
    assert limits() == [(date(2025, 5, 2), date(2025, 5, 6))] * 2


def test_the_petitioners_are_told_old_day_new_day_reason_and_approver(world, petition):
    approve(world, ask(world, petition))
    (notice,) = petition.matter.papers.of_kind(PaperKind.EXTENSION_NOTICE)
    assert notice.must_be_served
    assert notice.addressees.count() == 2
    served(notice, by=world.registrar, on="2025-04-22")
    notice.refresh_from_db()
    told = notice.snapshot
    assert (told["old_due_on"], told["new_due_on"]) == ("2025-05-06", "2025-06-03")
    assert told["why"] == "需要等待过磅单的鉴定"
    assert told["approved_by"] == str(world.head)


def test_the_last_legal_day_is_still_in_time(world, petition):
    extension = ask(world, petition, on="2025-05-06")
    assert approve(world, extension, on="2025-05-06").state == "approved"


def test_after_the_legal_day_it_is_too_late_to_ask(world, petition):
    with refused("extension_late"):
        ask(world, petition, on="2025-05-07")


def test_after_the_legal_day_it_is_too_late_to_approve(world, petition):
    extension = ask(world, petition, on="2025-05-06")
    deadlines.run_clock(at("2025-05-07"))
    with refused("extension_late"):
        approve(world, extension, on="2025-05-07")


def test_a_limit_is_extended_once(world, petition):
    approve(world, ask(world, petition))
    with refused("extended_before"):
        ask(world, petition, on="2025-05-20")


def test_a_refused_request_may_be_made_better(world, petition):
    extension = ask(world, petition)
    gateway.perform(Extension, extension.pk, "refuse", by=world.head, at=at("2025-04-21"), refusal_reason="理由不足")
    assert limits() == [(date(2025, 5, 2), date(2025, 5, 6))] * 2
    assert ask(world, petition, on="2025-04-25").state == "requested"


@pytest.mark.parametrize("days", [0, 31])
def test_thirty_days_at_most_and_one_at_least(world, petition, days):
    with refused("extension_too_long"):
        ask(world, petition, days=days)


def test_nothing_runs_nothing_is_extended(world):
    with refused("nothing_to_extend"):
        ask(world, world.petition())


def test_who_asks_does_not_approve(world, petition):
    from mediation.models import Appointment, User

    Appointment.objects.create(user=world.handler, organ=world.bureau, role=Role.HEAD)
    both = User.objects.get(pk=world.handler.pk)
    extension = ask(world, petition)
    with refused("approver_requested"):
        gateway.perform(Extension, extension.pk, "approve", by=both, at=at("2025-04-21"))


def test_only_the_head_approves(world, petition):
    extension = ask(world, petition)
    with pytest.raises(NotAllowed):
        gateway.perform(Extension, extension.pk, "approve", by=world.registrar, at=at("2025-04-21"))


def test_a_limit_on_route_five_is_extended_in_working_days(world):
    petition = world.accepted(claims=ON_DUTY)
    (before,) = limits("D18")
    approve(world, ask(world, petition, code="D18"))
    (after,) = limits("D18")
    assert before == (date(2025, 5, 29), date(2025, 5, 29))
    assert after == (date(2025, 7, 11), date(2025, 7, 11))


def test_a_duty_under_another_law_has_its_period_its_authority_and_no_cap_of_ours(world):
    petition = world.petition(claims=ON_DUTY)
    law = {"law": "《云州市城市管理条例》第九条", "length": 60}
    claim = petition.claims.get()
    with refused("duty_limit_missing"):
        gateway.perform(Claim, claim.pk, "accept", by=world.handler, at=at("2025-03-03"))
    gateway.perform(Claim, claim.pk, "accept_duty", by=world.handler, at=at("2025-03-03"), **law)
    found = Deadline.objects.get(code="D18")
    assert (found.nominal_on, found.authority) == (date(2025, 5, 2), law["law"])
    assert "劳动" not in found.label
    approve(world, ask(world, petition, code="D18"))
    assert limits("D18") == [(date(2025, 6, 1), date(2025, 6, 3))]


def test_the_period_of_a_duty_is_at_least_a_day(world):
    claim = world.petition(claims=ON_DUTY).claims.get()
    with refused("wrong_limit"):
        gateway.perform(
            Claim,
            claim.pk,
            "accept_duty",
            by=world.handler,
            at=at("2025-03-03"),
            law="《云州市城市管理条例》第九条",
            length=0,
        )


def test_both_limits_of_a_petition_may_each_be_extended_once(world, petition):
    claim = petition.claims.first()
    assert claim.state == "accepted"
    approve(world, ask(world, petition))
    with refused("nothing_to_extend"):
        ask(world, petition, code="D18")


def test_a_withdrawn_petition_needs_no_more_time(world, petition):
    extension = ask(world, petition)
    gateway.perform(
        Petition, petition.pk, "withdraw", by=world.handler, at=at("2025-04-21"),
        withdrawn_by=list(petition.matter.petitioners), effect_told=True,
    )  # fmt: skip
    extension.refresh_from_db()
    assert extension.state == "refused"
    assert not Claim.objects.filter(state="accepted").exists()
