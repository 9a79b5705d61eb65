"""Whether a hearing is held: the right, who uses it, who decides. Dates: the worked example of 2025-10-20."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.actions import gateway
from mediation.actions.clock import deadlines
from mediation.models import Deadline, Message, Recusal
from mediation.vocabulary import PaperKind, Role
from mediation.workflows.base import NotAllowed
from tests.factories.hearings import HearingCourse
from tests.factories.papers import served
from tests.factories.world import World, at
from tests.refusals import refused
from tests.stages import staged


@staged
def course(world: World) -> HearingCourse:
    return HearingCourse(world)


@staged
def offered(course):
    """Told of the right; the notice is drafted."""
    course.offered()


@staged
def requested(course):
    """A petitioner asked for it at the portal."""
    course.requested()


def running(course: HearingCourse, code: str):
    return Deadline.objects.filter(matter=course.matter, code=code, state="running")


@pytest.mark.usefixtures("offered")
def test_an_offer_tells_the_petitioners_and_the_period_runs_from_each_ones_service(course):
    (notice,) = course.papers(PaperKind.HEARING_RIGHTS_NOTICE)
    assert set(notice.addressees.all()) == {course.zhang, course.li}
    assert not running(course, "D14")

    served(notice, by=course.world.registrar, on="2025-09-30", parties=[course.zhang])
    served(notice, by=course.world.registrar, on="2025-10-09", parties=[course.li])
    by_party = {d.party: d.legal_on for d in running(course, "D14")}
    assert by_party == {course.zhang: date(2025, 10, 14), course.li: date(2025, 10, 15)}


@pytest.mark.usefixtures("offered")
def test_silence_of_the_last_petitioner_waives_the_right(course):
    (notice,) = course.papers(PaperKind.HEARING_RIGHTS_NOTICE)
    served(notice, by=course.world.registrar, on="2025-09-09", parties=[course.zhang])
    served(notice, by=course.world.registrar, on="2025-09-11", parties=[course.li])
    deadlines.run_clock(at("2025-09-17"))
    assert course.hearing.state == "offered"
    deadlines.run_clock(at("2025-09-19"))
    assert course.hearing.state == "waived"


@pytest.mark.usefixtures("offered")
def test_an_unserved_petitioner_keeps_the_right_alive(course):
    (notice,) = course.papers(PaperKind.HEARING_RIGHTS_NOTICE)
    served(notice, by=course.world.registrar, on="2025-09-09", parties=[course.zhang])
    deadlines.run_clock(at("2025-09-17"))
    assert course.hearing.state == "offered"


@pytest.mark.usefixtures("offered")
def test_a_request_after_the_fifth_working_day_is_refused(course):
    (notice,) = course.papers(PaperKind.HEARING_RIGHTS_NOTICE)
    served(notice, by=course.world.registrar, on="2025-09-08")
    with refused("hearing_request_late"):
        course.requested(on="2025-09-16")
    assert course.requested(on="2025-09-15").state == "requested"


@pytest.mark.usefixtures("offered")
def test_a_waived_right_cannot_be_revived_by_a_new_request(course):
    (notice,) = course.papers(PaperKind.HEARING_RIGHTS_NOTICE)
    served(notice, by=course.world.registrar, on="2025-09-08")
    deadlines.run_clock(at("2025-09-16"))
    course.pk = None
    with refused("hearing_request_late"):
        course.requested(on="2025-09-17")


@pytest.mark.usefixtures("offered")
def test_a_request_uses_the_right_and_starts_the_organs_five_days(course):
    (notice,) = course.papers(PaperKind.HEARING_RIGHTS_NOTICE)
    served(notice, by=course.world.registrar, on="2025-09-08")
    course.requested(on="2025-09-10")
    assert dict(Deadline.objects.filter(code="D14").values_list("party__name", "state")) == {
        "张大山": "met", "李秀英": "ended",
    }  # fmt: skip
    assert running(course, "D15").get().legal_on == date(2025, 9, 17)
    assert course.hearing.requested_by == course.zhang


def test_the_desk_names_who_asked(course):
    with refused("requester_missing"):
        course.take("request", course.world.handler, "2025-09-10", grounds="承诺价没有兑现")
    hearing = course.take(
        "request", course.world.handler, "2025-09-10", grounds="承诺价没有兑现", requested_by=course.li
    )
    assert hearing.requested_by == course.li


@pytest.mark.usefixtures("requested")
def test_only_one_hearing_at_a_stage_at_a_time(course):
    course.pk = None
    with refused("hearing_under_way"):
        course.offered(on="2025-09-11")


def test_another_organ_has_no_hearing_in_this_matter(course):
    stranger = course.world.staff(Role.HANDLER, course.world.other_bureau)
    with pytest.raises(NotAllowed):
        course.take("offer", stranger, "2025-09-08", question="……")


def test_a_proposal_needs_a_petitioners_agreement(course):
    course.take("propose", course.world.handler, "2025-09-08", question="……")
    with refused("wrong_state"):
        course.take("grant", course.world.head, "2025-09-09")
    course.take("agree", course.li, "2025-09-09")
    assert course.take("grant", course.world.head, "2025-09-10").state == "granted"


def test_each_petitioner_gives_up_only_the_own_right(course):
    course.take("propose", course.world.handler, "2025-09-08", question="……")
    (notice,) = course.papers(PaperKind.HEARING_RIGHTS_NOTICE)
    served(notice, by=course.world.registrar, on="2025-09-08")
    course.take("waive", course.zhang, "2025-09-09")
    assert course.hearing.state == "proposed"
    assert [d.party for d in running(course, "D14")] == [course.li]
    with refused("right_waived"):
        course.take("agree", course.zhang, "2025-09-09")
    course.take("waive", course.li, "2025-09-09")
    assert course.hearing.state == "waived"


@pytest.mark.usefixtures("offered")
def test_nobody_gives_up_the_right_of_another(course):
    with pytest.raises(NotAllowed, match="只能为自己表示意见"):
        course.take("waive", course.zhang, "2025-09-09", waived_by=[course.li])
    with refused("waiver_not_ones_own"):
        course.take("waive", course.world.handler, "2025-09-09")


@pytest.mark.usefixtures("offered")
def test_a_right_given_up_before_the_notice_came_ends_the_offer_too(course):
    course.take("waive", course.world.handler, "2025-09-09", waived_by=[course.zhang, course.li])
    assert course.hearing.state == "waived"


@pytest.mark.usefixtures("offered")
def test_an_offer_that_nobody_took_up_is_not_withdrawn_by_staff(course):
    with refused("nobody_asked"):
        course.take("withdraw_request", course.world.handler, "2025-09-09")


def test_the_panel_that_the_notices_name_does_not_change_without_new_notices(course):
    course.scheduled()
    course.notify()
    other = course.world.staff(Role.PANELLIST, course.world.county, "周代表")
    with refused("panel_told_already"):
        course.appoint(panel=[*course.panel[:2], other], on="2025-10-13")
    with refused("panel_told_already"):
        course.appoint(recorder=course.world.staff(Role.RECORDER, course.world.bureau, "另一记录"), on="2025-10-13")
    course.take("postpone", course.presider, "2025-10-13", ground="other", why="更换听证员")
    course.appoint(panel=[*course.panel[:2], other], on="2025-10-13")


def test_a_seat_left_free_by_a_recusal_is_filled_and_the_parties_are_told(course):
    course.scheduled()
    course.notify()
    recusal = gateway.perform(
        Recusal, None, "ask", by=course.zhang, at=at("2025-10-13"), matter=course.matter, person=course.panel[2],
        role="panellist", hearing=course.hearing, ground="relative", details="是收购站长的表兄",
    )  # fmt: skip
    gateway.perform(Recusal, recusal.pk, "grant", by=course.presider, at=at("2025-10-14"), decision_reason="属实")
    other = course.world.staff(Role.PANELLIST, course.world.county, "周代表")
    course.appoint(panel=[*course.panel[:2], other], on="2025-10-14")
    assert "周代表" in Message.objects.filter(party=course.li).order_by("pk").last().text


@pytest.mark.usefixtures("requested")
def test_a_withdrawn_request_is_not_renewed_by_the_same_person(course):
    with refused("not_the_requester"):
        course.take("withdraw_request", course.li, "2025-09-11")
    course.take("withdraw_request", course.zhang, "2025-09-11")
    assert course.hearing.state == "terminated"
    assert not running(course, "D15")
    course.pk = None
    with refused("request_withdrawn_before"):
        course.requested(on="2025-09-12")


def test_granting_meets_the_organs_period(course):
    course.granted()
    assert Deadline.objects.get(code="D15").state == "met"


@pytest.mark.usefixtures("requested")
def test_a_refusal_is_told_in_writing_with_its_reasons(course):
    course.take("refuse", course.world.head, "2025-09-12", decision_reason="事实清楚，没有争议。")
    (paper,) = course.papers(PaperKind.HEARING_REFUSAL)
    assert paper.content["why"] == "事实清楚，没有争议。"
    assert list(paper.addressees.all()) == [course.zhang]
    assert Deadline.objects.get(code="D15").state == "met"


@pytest.mark.usefixtures("requested")
def test_the_handler_does_not_decide_on_the_hearing(course):
    with pytest.raises(NotAllowed):
        course.take("grant", course.world.handler, "2025-09-12")
