"""A hearing that is under way, as handler and party meet it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from mediation.actions import gateway
from mediation.models import Paper
from tests.factories.hearings import HearingCourse
from tests.factories.world import at


@pytest.fixture
def course(world, clock):
    clock.move_to(at("2025-09-10", "12:00"))
    return HearingCourse(world)


def portal(client, party):
    client.post(reverse("portal:enter"), {"number": party.matter.number, "code": party.issue_code()})
    return client.get(reverse("portal:matter")).content.decode()


OPINION = "信访事项处理意见书"
REQUEST = f'href="{reverse("portal:open", args=["hearing", "request"])}"'


def test_who_asked_for_a_hearing_reads_so_and_is_not_invited_to_ask_again(client, course):
    assert REQUEST in portal(client, course.zhang)
    course.requested()
    said = portal(client, course.zhang)
    assert REQUEST not in said
    assert "申请听证" in said[said.index("办理经过") :]


def test_the_opinion_is_not_the_next_step_before_the_hearing_is_over(world, desk, course):
    notice = course.papers("acceptance_notice")[0]
    for step, person in (("submit", world.handler), ("approve", world.head), ("issue", world.registrar)):
        gateway.perform(Paper, notice.pk, step, by=person, at=at("2025-09-01", "15:00"))
    page, browser = reverse("desk:matter", args=[course.matter.number]), desk(world.handler)
    assert browser.get(page).context["next"].title == OPINION
    course.requested()
    found = browser.get(page).context
    assert found["next"] is None
    assert found["waiting"] == ["青河县农业农村局（机关负责人）：决定听证，" + str(course.hearing)]
    course.take("refuse", world.head, "2025-09-10", decision_reason="事实清楚")
    assert not course.hearing.holds_up_the_answer
