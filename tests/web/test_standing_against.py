"""What stands against a step is on its page before it is pressed."""

from __future__ import annotations

from django.urls import reverse

from tests.factories.opinions import drafted, opinion_content


def test_the_page_of_a_step_says_what_stands_against_it_before_it_is_pressed(world, desk):
    faulty = drafted(world, world.accepted(), **opinion_content(findings=[]))
    page = desk(world.handler).get(reverse("desk:step", args=["paper", faulty.pk, "submit"]))
    assert [one.code for one in page.context["refused"]] == ["incomplete"]
    assert page.context["blocked"]
