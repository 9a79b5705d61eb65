"""The people of a hearing that is fixed change: who succeeds somebody who was called is called in his place."""

from __future__ import annotations

from datetime import date

from mediation.models import Party
from mediation.vocabulary import PaperKind
from tests.factories.hearings import HearingCourse
from tests.factories.opinions import take
from tests.factories.papers import served
from tests.factories.people import change
from tests.refusals import refused
from tests.stages import staged

SON = {"name": "张小山", "relation": "子女", "address": "柳树乡一村", "for_remedies": True, "for_money": True}


@staged
def course(world):
    return HearingCourse(world)


def died(course, on="2025-10-13"):
    change(course.matter, "record_death", course.world.handler, on, party=course.zhang, happened_on=date(2025, 10, 12))


def succeeded(course, on, **row):
    zhang = Party.objects.get(pk=course.zhang.pk)
    change(course.matter, "succeed", course.world.handler, on, predecessor=zhang, successors=[{**SON, **row}])
    return course.matter.parties.get(name=row.get("name", "张小山"))


def invited(course):
    return [one.party.name for one in course.hearing.invited.order_by("pk")]


def test_who_succeeds_one_who_was_called_is_called_with_a_notice_of_his_own(course):
    course.scheduled()
    course.notify()
    died(course)
    assert invited(course) == ["李秀英"]
    son = succeeded(course, "2025-10-14")
    assert invited(course) == ["李秀英", "张小山"]
    notice = course.hearing.invited.get(party=son).notice
    assert notice.kind == PaperKind.HEARING_NOTICE
    assert list(notice.addressees.all()) == [son]
    assert notice.state == "drafted"


def test_the_hearing_does_not_open_before_the_successor_was_called_in_time(course):
    course.scheduled()
    course.notify()
    died(course)
    son = succeeded(course, "2025-10-14")
    served(course.hearing.invited.get(party=son).notice, by=course.world.registrar, on="2025-10-16")
    course.take(
        "record_attendance", course.recorder, "2025-10-20", "08:55",
        attendance=[{"party": party, "outcome": "present"} for party in (course.li, son)],
    )  # fmt: skip
    with refused("notice_too_late"):
        course.take("open", course.presider, "2025-10-20")


def test_an_heir_in_money_alone_is_not_called(course):
    course.scheduled()
    died(course)
    succeeded(course, "2025-10-14", for_remedies=False)
    assert invited(course) == ["李秀英"]


def test_a_hearing_of_which_nobody_was_told_yet_calls_nobody(course):
    course.granted()
    died(course)
    succeeded(course, "2025-10-14")
    assert invited(course) == []


def take_back(course, done, on):
    """The change is annulled, by a head where a right hung on it."""
    for paper in course.matter.papers.filter(kind=PaperKind.REGISTRATION_RECEIPT, addressees__succeeds=done.party):
        take(paper, "revoke", course.world.head, on, "09:00", why="登错了人")
    take(done, "annul", course.world.handler, on, event=1, why="登错了人")
    take(course.matter.annulments.get(state="asked"), "approve", course.world.head, on, "11:00")


def test_a_wrong_successor_is_called_no_more_and_his_notice_is_void(course):
    course.scheduled()
    course.notify()
    died(course)
    son = succeeded(course, "2025-10-14")
    notice = course.hearing.invited.get(party=son).notice
    take_back(course, course.matter.party_changes.get(kind="succeeded"), "2025-10-15")
    assert invited(course) == ["李秀英"]
    notice.refresh_from_db()
    assert notice.state == "voided"


# mediation


def test_whoever_did_not_die_after_all_takes_part_in_the_mediation_again(world, ready_mediation):
    party = ready_mediation.parties.get(name="张大山")
    done = change(
        ready_mediation.matter, "record_death", world.handler, "2025-03-17", party=party, happened_on=date(2025, 3, 16)
    )
    assert not ready_mediation.parties.filter(pk=party.pk).exists()
    take(done, "annul", world.handler, "2025-03-18", event=1, why="死亡证明是同名的另一人")
    for asked in ready_mediation.matter.annulments.filter(state="asked"):
        take(asked, "approve", world.head, "2025-03-18", "11:00")
    assert ready_mediation.parties.filter(pk=party.pk).exists()
    assert ready_mediation.participants.filter(party=party).exists(), "his consent is asked for anew"


def test_a_wrong_heir_leaves_the_mediation_with_his_succession(world, ready_mediation):
    party, matter = ready_mediation.parties.get(name="张大山"), ready_mediation.matter
    change(matter, "record_death", world.handler, "2025-03-17", party=party, happened_on=date(2025, 3, 16))
    party = Party.objects.get(pk=party.pk)
    done = change(matter, "succeed", world.handler, "2025-03-18", predecessor=party, successors=[SON])
    son = matter.parties.get(name="张小山")
    assert ready_mediation.parties.filter(pk=son.pk).exists()
    for paper in matter.papers.filter(kind=PaperKind.REGISTRATION_RECEIPT, addressees=son):
        take(paper, "revoke", world.head, "2025-03-19", "09:00", why="登错了人")
    take(done, "annul", world.handler, "2025-03-19", event=1, why="登错了人")
    take(matter.annulments.get(state="asked"), "approve", world.head, "2025-03-19", "11:00")
    assert not ready_mediation.parties.filter(pk=son.pk).exists()
    assert not ready_mediation.participants.filter(party=son).exists()
