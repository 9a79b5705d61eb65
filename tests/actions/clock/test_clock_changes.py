"""What moves a clock is noted with both days; outages, postmarks, corrected days, and the rule of the first day."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.actions import gateway
from mediation.actions.clock.deadlines import preview
from mediation.actions.previewing import movings
from mediation.models import ClockChange, Deadline, Extension, Message, Organ, Outage, ReviewRequest, ServiceOfDocument
from mediation.models.clock.calendar import rules_for
from mediation.permissions import Actor
from mediation.timelimits import Excluded, Ground, WrongLocalRules, limit_for
from mediation.vocabulary import Role
from mediation.workflows.base import Act, NotAllowed, NotPossibleNow
from tests.factories.opinions import ReviewCourse
from tests.factories.world import at
from tests.stages import staged

pytestmark = pytest.mark.django_db


@staged
def accepted(world):
    """60 days from Tuesday 2025-03-04: Saturday 2025-05-03, rolls to Tuesday the 6th."""
    return world.accepted(on="2025-03-04")


@staged
def course(world):
    """An opinion served on both petitioners on 17 March: D6 ends on Wednesday 2025-04-16."""
    return ReviewCourse(world)


def handling(matter):
    return Deadline.objects.filter(matter=matter, code="D5").first()


# Extension


def asked_for(world, matter, days=30, on="2025-04-21"):
    return gateway.perform(
        Extension, None, "request", by=world.handler, at=at(on), matter=matter, days=days, why="需要补充勘测"
    )


def test_an_extension_is_noted_with_old_and_new_day_counted_from_the_nominal_day(world, accepted):
    matter = accepted.matter  # 60 days: Saturday 2025-05-03, rolls to Tuesday the 6th
    extension = asked_for(world, matter)
    gateway.perform(Extension, extension.pk, "approve", by=world.head, at=at("2025-04-22"))
    change = ClockChange.objects.filter(matter=matter).first()
    assert (change.ground, change.why, change.extension_days, change.state) == (
        "extension",
        "需要补充勘测",
        30,
        "noted",
    )
    assert (change.old_nominal_on, change.old_legal_on) == (date(2025, 5, 3), date(2025, 5, 6))
    assert (change.new_nominal_on, change.new_legal_on) == (date(2025, 6, 2), date(2025, 6, 3))


def test_a_preview_shows_both_days_and_changes_nothing(world, accepted):
    matter = accepted.matter
    extension = asked_for(world, matter)
    act = Act(by=Actor(on=date(2025, 4, 22), user=world.head), at=at("2025-04-22"), on=date(2025, 4, 22), preview=True)
    found = movings(extension, "approve", act)
    assert {(one.old, one.new) for one in found} == {(date(2025, 5, 6), date(2025, 6, 3))}
    assert handling(matter).legal_on == date(2025, 5, 6)
    assert not ClockChange.objects.exists()


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        ({"extend_by": 31, "decided_on": date(2025, 4, 1)}, "extension_too_long", "最多延长30日"),
        ({"extend_by": 5, "decided_on": date(2025, 5, 7)}, "extension_too_late", "已于2025年5月6日"),
        (
            {"exclude": Excluded(date(2025, 4, 1), date(2025, 4, 3), Ground.HEARING)},
            "exclusion_not_allowed",
            "不得扣除",
        ),
    ],
)
def test_what_cannot_move_a_clock_is_refused_each_in_its_own_sentence(accepted, change, code, said):
    deadline = handling(accepted.matter)
    with pytest.raises(NotPossibleNow, match=said) as refused:
        preview(deadline, **change)
    assert refused.value.code == code


def test_a_second_extension_is_refused_in_its_own_sentence(accepted):
    deadline = handling(accepted.matter)
    deadline.extension_days = 5
    with pytest.raises(NotPossibleNow, match="已经延长过5日，不得再次延长") as refused:
        preview(deadline, extend_by=5, decided_on=date(2025, 4, 1))
    assert refused.value.code == "second_extension"


# Days left out


def test_days_that_are_left_out_already_are_not_left_out_twice(course):
    right = Deadline.objects.filter(matter=course.matter, code="D6").first()
    right.excluded = [["2025-03-20", "2025-03-25", "outage"]]
    moved = preview(right, exclude=Excluded(date(2025, 3, 18), date(2025, 3, 28), Ground.FORCE_MAJEURE))
    assert moved.changes["excluded"] == [
        ["2025-03-20", "2025-03-25", "outage"],
        ["2025-03-18", "2025-03-20", "force_majeure"],
        ["2025-03-25", "2025-03-28", "force_majeure"],
    ]
    assert moved.computed.nominal == date(2025, 4, 26)  # 2025-04-16 and ten days


# Outages


def outage(world, began=("2025-04-16", "08:00"), ended=("2025-04-17", "12:00")):
    admin = world.staff(Role.ADMINISTRATOR, world.office)
    facts = {"organ": world.office, "began_at": at(*began), "ended_at": at(*ended), "proof": "监控记录"}
    return gateway.perform(Outage, None, "record", by=admin, at=at("2025-04-18"), **facts)


def confirmed(world, entry, on="2025-04-18"):
    chief = world.staff(Role.HEAD, world.office)
    return gateway.perform(Outage, entry.pk, "confirm", by=chief, at=at(on, "15:00"))


def test_a_confirmed_outage_moves_the_parties_periods_whose_last_day_fell_in_it(world, course):
    matter = course.matter  # served 2025-03-17: D6 ends on Wednesday 2025-04-16
    later = world.petition(on="2025-04-01").matter
    entry = outage(world)
    organs = {d.pk: d.legal_on for d in Deadline.objects.filter(party=None)}
    confirmed(world, entry)
    for right in Deadline.objects.filter(matter=matter, code="D6"):
        assert right.excluded == [["2025-04-15", "2025-04-17", "outage"]]
        assert right.legal_on == date(2025, 4, 18)
        change = right.changes.get()
        assert (change.ground, change.state, change.old_legal_on) == ("outage", "to_sign", date(2025, 4, 16))
        assert Message.objects.filter(party=right.party, text__contains="网上平台停运").exists()
    assert {d.pk: d.legal_on for d in Deadline.objects.filter(party=None)} == organs
    assert not ClockChange.objects.filter(matter=later).exists()


def test_a_right_that_lapsed_in_the_outage_lives_again(world, course):
    matter = course.matter
    right = Deadline.objects.filter(matter=matter, code="D6").first()
    gateway.perform(Deadline, right.pk, "lapse", by=None, at=at("2025-04-17", "00:10"))
    confirmed(world, outage(world))
    right.refresh_from_db()
    assert (right.state, right.legal_on) == ("running", date(2025, 4, 18))


def test_an_outage_before_the_last_day_moves_nothing(world, course):
    confirmed(world, outage(world, began=("2025-04-10", "08:00"), ended=("2025-04-11", "12:00")))
    assert not ClockChange.objects.exists()


def test_a_last_day_that_had_rolled_into_the_outage_ends_after_it(world, course):
    right = Deadline.objects.filter(matter=course.matter, code="D6").first()
    right.nominal_on, right.legal_on, right.trigger_on = date(2025, 4, 12), date(2025, 4, 14), date(2025, 3, 13)
    entry = outage(world, began=("2025-04-14", "08:00"), ended=("2025-04-15", "12:00"))
    assert preview(right, exclude=entry.left_out_of(right)).new == date(2025, 4, 16)


def test_a_period_does_not_end_in_another_outage_whichever_was_confirmed_first(world, course):
    second = outage(world, began=("2025-04-17", "08:00"), ended=("2025-04-18", "08:00"))
    confirmed(world, second)
    assert not ClockChange.objects.exists()
    confirmed(world, outage(world, ended=("2025-04-16", "12:00")))
    right = Deadline.objects.filter(code="D6").first()
    assert (right.excluded, right.legal_on) == ([["2025-04-15", "2025-04-18", "outage"]], date(2025, 4, 21))


def test_an_outage_that_ends_at_midnight_does_not_touch_the_day_that_begins(world):
    entry = outage(world, began=("2025-04-15", "08:00"), ended=("2025-04-16", "00:00"))
    assert entry.days == (date(2025, 4, 15), date(2025, 4, 15))


def test_who_recorded_an_outage_does_not_confirm_it(world):
    entry = outage(world)
    with pytest.raises(NotPossibleNow) as refused:
        gateway.perform(Outage, entry.pk, "confirm", by=entry.recorded_by, at=at("2025-04-18"))
    assert refused.value.code == "recorder_confirms"


@pytest.mark.parametrize(
    ("ended", "code"), [(("2025-04-15", "08:00"), "ends_before_it_began"), (("2025-04-19", "08:00"), "outage_not_over")]
)
def test_an_outage_that_cannot_be_is_refused(world, ended, code):
    with pytest.raises(NotPossibleNow) as refused:
        outage(world, ended=ended)
    assert refused.value.code == code


def test_only_an_administrator_records_an_outage(world):
    facts = {"organ": world.office, "began_at": at("2025-04-16"), "ended_at": at("2025-04-17"), "proof": "x"}
    with pytest.raises(NotAllowed):
        gateway.perform(Outage, None, "record", by=world.dispatcher, at=at("2025-04-18"), **facts)


def test_a_discarded_outage_moves_nothing(world, course):
    chief = world.staff(Role.HEAD, world.office)
    gateway.perform(Outage, outage(world).pk, "discard", by=chief, at=at("2025-04-18"), why="没有证明")
    assert not ClockChange.objects.exists()


# Service corrected, postmark, good cause


def corrected(course, party, right_day):
    service = ServiceOfDocument.objects.get(paper=course.opinion, party=party)
    event = course.matter.events.get(object_type="serviceofdocument", object_id=service.pk, step="record_receipt")
    facts = {"event": event.version, "right_day": date.fromisoformat(right_day), "why": "回执上的日期看错"}
    gateway.perform(
        ServiceOfDocument, service.pk, "correct_day", by=course.world.registrar, at=at("2025-04-18"), **facts
    )


def test_no_corrected_day_of_service_makes_a_request_late(course):
    corrected(course, course.zhang, "2025-03-19")
    course.ask(on="2025-04-18")
    right = course.opinion.right_of(course.zhang)
    assert (right.state, right.legal_on) == ("met", date(2025, 4, 18))
    corrected(course, course.zhang, "2025-03-17")  # by this day alone it would have been over on 2025-04-16
    right.refresh_from_db()
    assert (right.state, right.trigger_on, right.legal_on) == ("met", date(2025, 3, 17), date(2025, 4, 18))
    assert not ReviewRequest.objects.get().late


def test_a_corrected_day_of_service_may_make_a_late_request_timely(course):
    course.ask(on="2025-04-17")
    assert ReviewRequest.objects.get().late
    service = ServiceOfDocument.objects.get(paper=course.opinion, party=course.zhang)
    service_day = service.served_on
    assert service_day == date(2025, 3, 17)
    corrected(course, course.zhang, "2025-03-18")
    right = course.opinion.right_of(course.zhang)
    assert (right.state, right.legal_on) == ("met", date(2025, 4, 17))
    assert not ReviewRequest.objects.get().late


def test_the_last_day_counts_to_midnight_in_shanghai_and_the_postmark_for_post(world, course):
    review = course.ask(on="2025-04-16")
    Deadline.objects.filter(code="D6", party=course.li)
    window = world.staff(Role.REVIEWER, world.county)
    facts = {"petitioners": [course.li], "posted_on": date(2025, 4, 16)}
    gateway.perform(type(review), review.pk, "join", by=window, at=at("2025-04-21"), **facts)
    assert not ReviewRequest.objects.filter(late=True).exists()
    facts = {"petitioners": [course.li], "posted_on": date(2025, 4, 30)}
    with pytest.raises(NotPossibleNow) as refused:
        gateway.perform(type(review), review.pk, "join", by=window, at=at("2025-04-21"), **facts)
    assert refused.value.code in ("joined_before", "posted_in_future")


@pytest.mark.parametrize(
    ("clock", "day", "late"), [("23:59:59", "2025-04-16", False), ("00:00:01", "2025-04-17", True)]
)
def test_a_second_before_and_after_midnight(course, clock, day, late):
    course.pk = gateway.perform(
        type(course.ask(on="2025-03-24")), course.pk, "join", by=course.li, at=at(day, clock)
    ).pk
    assert ReviewRequest.objects.get(party=course.li).late is late


def test_a_late_request_with_good_cause_stands_in_the_ledger_of_its_period(course):
    course.ask(on="2025-04-18")
    course.accept(on="2025-04-21", good_cause="住院治疗，有病历")
    change = ClockChange.objects.get(ground="good_cause")
    assert (change.why, change.old_legal_on, change.new_legal_on) == (
        "住院治疗，有病历", date(2025, 4, 16), date(2025, 4, 16),
    )  # fmt: skip


# Which rule


def test_a_petition_keeps_the_rule_of_the_day_on_which_it_began(world):
    matter = world.petition(on="2022-04-28").matter
    for claim in matter.petition.claims.all():
        gateway.perform(type(claim), claim.pk, "accept", by=world.handler, at=at("2022-05-06"))
    assert (
        handling(matter).authority
        == limit_for("D5", on=date(2022, 4, 28)).authority
        != limit_for("D5", on=date(2022, 5, 6)).authority
    )


def test_local_rules_hold_for_an_organ_and_all_below_it_and_the_nearest_wins(world, settings, tmp_path):
    settings.LOCAL_RULES_FOLDER = str(tmp_path)
    head = 'region = "{0}"\nauthority = "《{0}办法》"\nin_force_from = 2022-05-01\n'
    (tmp_path / "dongling.toml").write_text(
        head.format("东岭省") + "[limits.D5]\nlength = 45\n[limits.D1]\nlength = 5\n"
    )
    (tmp_path / "qinghe.toml").write_text(head.format("青河县") + "[limits.D5]\nlength = 40\n")
    Organ.objects.filter(pk=world.province.pk).update(settings={"local_rules": "dongling"})
    Organ.objects.filter(pk=world.county.pk).update(settings={"local_rules": "qinghe"})
    on = date(2025, 3, 3)
    local = rules_for(Organ.objects.get(pk=world.bureau.pk))
    assert (limit_for("D5", on=on, local=local).length, limit_for("D1", on=on, local=local).length) == (40, 5)
    assert limit_for("D5", on=on, local=rules_for(Organ.objects.get(pk=world.city_bureau.pk))).length == 45
    assert limit_for("D5", on=on, local=local).authority == "《青河县办法》"
    assert handling(world.accepted(on="2025-03-04").matter).limit["length"] == 40


def test_local_rules_that_do_not_exist_are_named(world):
    Organ.objects.filter(pk=world.bureau.pk).update(settings={"local_rules": "nowhere"})
    with pytest.raises(WrongLocalRules, match="nowhere"):
        rules_for(Organ.objects.get(pk=world.bureau.pk))
