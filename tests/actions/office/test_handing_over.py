"""Somebody leaves: all that runs in his hands is in others' hands by one act, and nothing opens to him any more."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.actions import gateway
from mediation.actions.office.people import with_slip
from mediation.models import (
    Appointment,
    Deputyship,
    Dispatch,
    Investigation,
    Matter,
    Message,
    OfficeChange,
    Petition,
    Recusal,
    User,
)
from mediation.permissions import Actor
from mediation.queries.office.ledger import verify
from mediation.vocabulary import Role
from mediation.workflows.base import NotPossibleNow
from tests.factories.hearings import HearingCourse
from tests.factories.mediation import mediator_of, proposed, ready
from tests.factories.opinions import ReviewCourse
from tests.factories.world import at

pytestmark = pytest.mark.django_db
DAY, LAST = "2025-04-01", date(2025, 3, 31)


@pytest.fixture
def admin(world):
    return world.staff(Role.ADMINISTRATOR, world.office)


@pytest.fixture
def heir(world):
    return world.staff(Role.HANDLER, world.bureau, "接手人")


@pytest.fixture
def leave(admin):
    def act(person, on=DAY, **facts):
        stated = {"person": person, "until": LAST, "why": "退休", **facts}
        return gateway.perform(OfficeChange, None, "hand_work_over", by=admin, at=at(on), **stated)

    return act


def in_hand(world, handler, on="2025-03-03"):
    petition = world.accepted(on=on)
    return gateway.perform(Petition, petition.pk, "assign_handler", by=world.head, at=at(on, "11:00"), handler=handler)


def read_by(person, on=DAY):
    actor = Actor(on=date.fromisoformat(on), user=User.objects.get(pk=person.pk))
    return set(Matter.objects.visible_to(actor).values_list("pk", flat=True))


def test_every_petition_goes_to_the_heir_and_the_one_who_left_reads_none(world, heir, leave):
    handler, files = world.handler, {in_hand(world, world.handler).matter_id for _n in range(3)}
    assert read_by(handler) >= files
    change = leave(handler, heir=heir)
    assert set(Petition.objects.filter(handler=heir).values_list("matter_id", flat=True)) == files
    assert read_by(heir) >= files
    assert read_by(handler) == set()
    assert not User.objects.get(pk=handler.pk).is_active
    assert not Appointment.objects.in_force(at(DAY).date()).filter(user=handler).exists()
    taken = Petition.objects.filter(handler=heir).first().matter.events.filter(step="assign_handler").last()
    assert taken.cause.object_type == "officechange"
    assert len([row for row in change.details if row["model"] == "petition"]) == 3
    assert verify().found == []


def test_work_without_an_heir_is_refused_and_so_is_one_who_may_not(world, heir, leave):
    in_hand(world, world.handler)
    for named, code in (
        ({}, "work_without_heir"),
        ({"heir": world.handler}, "heir_of_oneself"),
        ({"heir": world.staff(Role.HANDLER, world.other_bureau)}, "heir_not_in_post"),
    ):
        with pytest.raises(NotPossibleNow) as refused:
            leave(world.handler, **named)
        assert refused.value.code == code
    assert Petition.objects.get().handler == world.handler


def test_what_the_heir_may_not_touch_waits_for_the_head(world, heir, leave):
    barred, free = in_hand(world, world.handler), in_hand(world, heir)
    gateway.perform(Petition, free.pk, "assign_handler", by=world.head, at=at("2025-03-05"), handler=world.handler)
    gateway.perform(Petition, barred.pk, "assign_handler", by=world.head, at=at("2025-03-05"), handler=heir)
    ask = gateway.perform(
        Recusal, None, "declare", by=heir, at=at("2025-03-06"), matter=barred.matter, person=heir, role="handler",
        ground="relative", details="信访人是亲属",
    )  # fmt: skip
    gateway.perform(Recusal, ask.pk, "grant", by=world.head, at=at("2025-03-06"), decision_reason="属实")
    gateway.perform(Petition, barred.pk, "assign_handler", by=world.head, at=at("2025-03-07"), handler=world.handler)
    leave(world.handler, heir=heir)
    assert Petition.objects.get(pk=free.pk).handler == heir
    assert Petition.objects.get(pk=barred.pk).handler is None
    assert barred.matter.number in Message.objects.filter(user=world.head).latest("pk").text


def test_reviews_and_mediations_go_along(world, admin, leave):
    course = ReviewCourse(world)
    course.ask()
    review = course.accept()
    person = review.reviewer
    other = world.staff(Role.REVIEWER, review.organ, "另一复查人")
    leave(person, review_heir=other, until=date(2025, 4, 10), on="2025-04-11")
    review.refresh_from_db()
    assert review.reviewer == other


def test_a_mediation_gets_the_new_mediator_whom_the_parties_accept_anew(world, leave):
    mediation = ready(world, proposed(world))
    person = mediator_of(world, mediation.organ)
    other = world.staff(Role.MEDIATOR, mediation.organ, "另一调解员")
    leave(person, mediation_heir=other)
    assert [one.user for one in mediation.mediators.filter(left_on=None)] == [other]
    assert not mediation.participants.exclude(mediator_accepted_on=None).exists()


def test_deputyships_end_and_the_last_administrator_does_not_leave(world, admin, leave):
    post = Appointment.objects.get(user=world.head, role=Role.HEAD)
    Deputyship.objects.create(appointment=post, deputy=admin, since="2025-03-01", until="2025-05-01")
    with pytest.raises(NotPossibleNow) as refused:
        leave(admin)
    assert refused.value.code == "last_administrator"
    Appointment.objects.create(user=world.head, organ=world.bureau, role=Role.ADMINISTRATOR)
    leave(admin)
    assert Deputyship.objects.get().until == LAST


def test_in_the_last_days_posts_go_on_until_the_day_and_the_account_is_open(world, heir, leave):
    in_hand(world, world.handler)
    leave(world.handler, heir=heir, until=date(2025, 4, 30))
    person = User.objects.get(pk=world.handler.pk)
    assert person.is_active
    assert person.holds(Role.HANDLER, world.bureau, on=date(2025, 4, 30))
    assert not person.holds(Role.HANDLER, world.bureau, on=date(2025, 5, 1))


def test_who_comes_back_gets_a_post_first_and_then_a_slip(world, admin, heir, leave):
    person = world.handler
    leave(person)
    slip = {"person": User.objects.get(pk=person.pk), "why": "回来"}
    with pytest.raises(NotPossibleNow) as refused:
        with_slip("renew_secret", by=admin, at=at(DAY), key="", facts=slip)
    assert refused.value.code == "account_closed"
    post = {"person": slip["person"], "organ": world.bureau, "role": "handler", "why": "调回"}
    gateway.perform(OfficeChange, None, "appoint", by=admin, at=at(DAY), **post)
    _change, secret = with_slip(
        "renew_secret", by=admin, at=at(DAY), key="", facts={**slip, "person": User.objects.get(pk=person.pk)}
    )
    person = User.objects.get(pk=person.pk)
    assert person.is_active
    assert person.check_password(secret)


def test_an_investigation_goes_with_the_matter(world, heir, leave):
    petition = in_hand(world, world.handler)
    found = gateway.perform(
        Investigation,
        None,
        "open",
        by=world.handler,
        at=at("2025-03-05"),
        matter=petition.matter,
        question="是否承诺过",
    )
    change = leave(world.handler, heir=heir)
    found.refresh_from_db()
    assert found.handler == heir
    assert {row["is"] for row in change.details if row["model"] == "investigation"} == {str(heir)}


def test_a_panel_waits_for_the_head_who_is_told(world, admin):
    course = HearingCourse(world)
    course.scheduled()
    member = course.panel[0]
    stated = {"person": member, "until": date(2025, 9, 30), "why": "退休"}
    gateway.perform(OfficeChange, None, "hand_work_over", by=admin, at=at("2025-10-01"), **stated)
    told = Message.objects.filter(user=world.head, matter__number="OFFICE").latest("pk").text
    assert course.matter.number in told
    assert member.pk in course.matter.hearings.get().panel_ids(), (
        "who sits is the head's to say, and told to the parties"
    )


def test_a_seat_goes_to_whoever_is_named_who_has_to_declare_anew(world, admin):
    course = HearingCourse(world)
    course.scheduled()
    course.affirm()
    member, new = course.panel[1], world.staff(Role.PANELLIST, world.county, "周委员")
    stated = {"person": member, "until": date(2025, 9, 30), "why": "退休", "panel_heir": new}
    change = gateway.perform(OfficeChange, None, "hand_work_over", by=admin, at=at("2025-10-01"), **stated)
    hearing = course.matter.hearings.get()
    assert [row["is"] for row in change.details if row["model"] == "hearing"] == ["周委员"]
    assert new.pk in hearing.panel_ids()
    assert [str(one) for one in hearing.undeclared()] == ["周委员"]
    assert "请声明" in Message.objects.filter(user=new).latest("pk").text


def test_who_took_part_in_the_matter_takes_no_seat_and_the_head_sees_to_it(world, admin):
    course = HearingCourse(world)
    course.scheduled()
    world.bureau.appointments.create(user=world.handler, role=Role.PANELLIST)
    handler = User.objects.get(pk=world.handler.pk)
    stated = {"person": course.panel[1], "until": date(2025, 9, 30), "why": "退休", "panel_heir": handler}
    gateway.perform(OfficeChange, None, "hand_work_over", by=admin, at=at("2025-10-01"), **stated)
    assert course.panel[1].pk in course.matter.hearings.get().panel_ids()
    assert course.matter.number in Message.objects.filter(user=world.head, matter__number="OFFICE").latest("pk").text


def test_of_claims_that_have_parted_an_organs_own_go_to_its_own_heir(world, leave):
    petition = world.petition(organ=world.office)
    for no, organ in enumerate((world.bureau, world.other_bureau), start=1):
        sent = gateway.perform(
            Dispatch, None, "send", by=world.dispatcher, at=at("2025-03-04", "09:10"), matter=petition.matter,
            kind="transfer", to_organ=organ, claims=[petition.claims.get(no=no)],
        )  # fmt: skip
        by = world.staff(Role.HANDLER, organ)
        gateway.perform(Dispatch, sent.pk, "take", by=by, at=at("2025-03-04", "09:20"), handler=by)
    person = world.staff(Role.HANDLER, world.other_bureau)
    with pytest.raises(NotPossibleNow) as refused:
        leave(person, heir=world.handler)
    assert refused.value.code == "heir_not_in_post"
    other = world.staff(Role.HANDLER, world.other_bureau, "接手人")
    leave(person, heir=other)
    assert [claim.handler for claim in petition.claims.order_by("no")] == [world.handler, other]
    assert petition.matter_id in read_by(other)
    assert petition.matter_id in read_by(world.handler)
