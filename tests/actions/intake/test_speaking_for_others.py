"""A party at the portal speaks for itself alone; what stands in writing for others goes through the window."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.actions import gateway
from mediation.models import Claim, Hearing, Petition, Recusal
from mediation.workflows.base import NotAllowed, NotPossibleNow
from tests.factories.hearings import HearingCourse
from tests.factories.mediation import alone, in_force
from tests.factories.opinions import ReviewCourse
from tests.factories.world import at


def for_others():
    return pytest.raises(NotAllowed, check=lambda refusal: refusal.code == "speaks_for_others")


def test_a_petitioner_cannot_withdraw_for_a_neighbour_by_naming_him(world):
    petition = world.petition()
    zhang, li = petition.matter.petitioners
    with for_others():
        gateway.perform(
            Petition, petition.pk, "withdraw", by=zhang, at=at("2025-03-10"), withdrawn_by=[zhang, li], effect_told=True
        )
    assert Claim.objects.filter(petition=petition, disposal="").count() == 2


def test_a_petitioner_alone_withdraws_without_naming_anybody(world):
    petition = world.petition(petitioners=[{"name": "张大山"}])
    zhang = petition.matter.petitioners.get()
    taken = gateway.perform(Petition, petition.pk, "withdraw", by=zhang, at=at("2025-03-10"), effect_told=True)
    assert taken.state == "withdrawn"


def test_staff_say_who_withdraws(world):
    petition = world.petition()
    with pytest.raises(NotPossibleNow, match="张大山、李秀英"):
        gateway.perform(Petition, petition.pk, "withdraw", by=world.handler, at=at("2025-03-10"), effect_told=True)


def test_a_petitioner_asks_for_a_hearing_in_no_other_name_and_gives_no_postmark(world):
    course = HearingCourse(world)
    stated = {"matter": course.matter, "grounds": "承诺价没有兑现"}
    with for_others():
        gateway.perform(
            Hearing, None, "request", by=course.zhang, at=at("2025-09-10"), requested_by=course.li, **stated
        )
    with for_others():
        gateway.perform(
            Hearing, None, "request", by=course.zhang, at=at("2025-09-10"), posted_on=date(2025, 9, 1), **stated
        )


def test_a_late_petitioner_cannot_make_the_request_timely_with_a_postmark(world):
    course = ReviewCourse(world)
    with for_others():
        course.ask(by=course.zhang, on="2025-06-30", posted_on=date(2025, 4, 1))


def test_a_party_asks_for_a_recusal_in_its_own_name(world):
    course = HearingCourse(world)
    handler = course.petition.handler or world.handler
    with for_others():
        gateway.perform(
            Recusal, None, "ask", by=course.zhang, at=at("2025-09-10"), matter=course.matter, asked_by=course.li,
            person=handler, role="handler", ground="relative", details="是收购站长的表兄",
        )  # fmt: skip


def test_the_other_side_cannot_report_a_breach_as_the_petitioner(world):
    agreement = in_force(world, alone(world), "2025-03-20")
    owner, worker = (agreement.parties.filter(role=role).first() for role in ("opposite", "applicant"))
    with for_others():
        gateway.perform(
            type(agreement), agreement.pk, "report_breach", by=owner, at=at("2025-05-06"), reported_by=worker,
            what_is_broken="没有付",
        )  # fmt: skip


def test_one_side_cannot_ask_for_confirmation_jointly_by_ticking_the_other(world):
    agreement = in_force(world, alone(world))
    worker = agreement.parties.filter(role="applicant").first()
    with pytest.raises(NotPossibleNow, match="永兴砖厂") as refusal:
        gateway.perform(
            type(agreement), agreement.pk, "ask_confirmation", by=worker, at=at("2025-03-20"),
            applicants=list(agreement.parties.all()), court="青河县人民法院",
        )  # fmt: skip
    assert refusal.value.code == "not_joint"
