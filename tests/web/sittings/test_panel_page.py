"""听证组: the panel's page, and a challenge that is entered from it in mid-hearing."""

from __future__ import annotations

import re
from html import unescape

from mediation.models import Recusal
from mediation.vocabulary import Role
from tests.factories.hearings import DAY, HearingCourse
from tests.factories.world import at
from tests.stages import staged


@staged
def course(world) -> HearingCourse:
    """Noticed in time and in session on its day."""
    course = HearingCourse(world)
    course.opened()
    return course


def page(course) -> str:
    return f"/desk/hearing/{course.pk}/panel/"


def test_the_hearing_and_its_sitting_lead_to_its_panel(desk, clock, course):
    clock.move_to(at(DAY, "09:40"))
    browser = desk(course.recorder)
    for here in (f"/desk/hearing/{course.pk}/", f"/desk/hearing/{course.pk}/sitting/"):
        assert page(course) in browser.get(here).content.decode()


def test_a_challenge_in_mid_hearing_is_entered_from_the_page_and_pauses_the_hearing(world, desk, clock, course):
    clock.move_to(at(DAY, "09:40"))
    browser, member = desk(course.recorder), course.panel[1]
    said = browser.get(page(course)).content.decode()
    links = [unescape(one) for one in re.findall(r'href="([^"]*recusal/ask/[^"]*)"', said)]
    (link,) = [one for one in links if f"person={member.pk}&" in one]
    form = browser.get(link)
    assert form.status_code == 200
    known = form.context["form"].initial
    assert str(known["person"]) == str(member.pk)
    assert known["role"] == "panellist"
    assert str(known["hearing"]) == str(course.pk)
    sent = {
        **known, "asked_by": course.zhang.pk, "ground": "relative", "details": "是收购站长的表兄", "said_how": "in_person",
        "_key": form.context["key"],
    }  # fmt: skip
    assert browser.post(link, sent).status_code == 302
    assert course.hearing.state == "adjourned"
    said = browser.get(page(course)).content.decode()
    assert "待决定" in said
    recusal = Recusal.objects.get()
    clock.move_to(at(DAY, "09:50"))
    decision = f"/desk/recusal/{recusal.pk}/grant/"
    deciding = desk(course.presider)
    key = deciding.get(decision).context["key"]
    assert deciding.post(decision, {"decision_reason": "属实", "_key": key}).status_code == 302
    assert desk(member).get(page(course)).status_code == 404
    assert "2025-10-20退出" in browser.get(page(course)).content.decode()


def test_whoever_is_a_stranger_to_the_hearing_finds_no_page(world, desk, clock, course):
    clock.move_to(at(DAY, "09:40"))
    stranger = world.staff(Role.PANELLIST, world.county, "别的听证员")
    assert desk(stranger).get(page(course)).status_code == 404
