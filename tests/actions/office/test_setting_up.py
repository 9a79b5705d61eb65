"""The office set up through the gateway: what each change writes, what is refused and why, and how it is taken back."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mediation.actions import gateway
from mediation.actions.office.people import with_slip
from mediation.models import (
    Appointment,
    Deputyship,
    Event,
    Matter,
    Message,
    OfficeChange,
    Organ,
    ReviewAuthority,
    User,
)
from mediation.models.office.office_change import OFFICE_FILE
from mediation.permissions import Actor
from mediation.queries.office.ledger import verify
from mediation.vocabulary import OrganKind, Role
from mediation.workflows.base import NotAllowed, NotPossibleNow
from mediation.workflows.facts import WrongFacts
from tests.factories.world import at

pytestmark = pytest.mark.django_db
DAY = "2026-03-02"
ORGAN = {"name": "青河县林业局", "short": "青林", "code": "qhly", "kind": "department"}


@pytest.fixture
def admin(world):
    return world.staff(Role.ADMINISTRATOR, world.office)


@pytest.fixture
def enter(admin):
    """enter("appoint", …) takes the step as the administrator."""

    def take(step, on=DAY, by=None, **facts):
        return gateway.perform(OfficeChange, None, step, by=by or admin, at=at(on), **facts)

    return take


@pytest.fixture
def post(world):
    return Appointment.objects.get(user=world.handler, role=Role.HANDLER)


def revert(change, admin, on=DAY):
    return gateway.perform(OfficeChange, change.pk, "revert", by=admin, at=at(on), why_reverted="登错了")


def test_an_empty_site_begins_with_an_organ_and_an_administrator():
    user = User.objects.create_user("yun.fei", password="right horse battery", name="云飞")
    facts = {"name": "青河县信访局", "short": "青信", "code": "qhxf", "kind": "petition_office"}
    change = gateway.perform(OfficeChange, None, "begin", by=user, at=at(DAY), **facts)
    assert (change.organ.name, change.organ.kind) == ("青河县信访局", OrganKind.PETITION_OFFICE)
    assert user.appointments.get().role == Role.ADMINISTRATOR
    assert not Matter.objects.visible_to(Actor(on=at(DAY).date(), user=User.objects.get(pk=user.pk))).exists()
    other = User.objects.create_user("other", password="right horse battery")
    with pytest.raises(NotAllowed):
        gateway.perform(OfficeChange, None, "begin", by=other, at=at(DAY), **{**facts, "code": "two"})
    assert verify().found == []


def test_all_changes_stand_in_one_chain_that_opens_no_file_to_anybody(world, admin, enter):
    enter("set_up_organ", above=world.county, **ORGAN)
    enter("amend_person", person=world.handler, name="赵磊", title="科员")
    matter = Matter.objects.get(number=OFFICE_FILE)
    assert [event.step for event in Event.objects.filter(matter=matter)] == ["set_up_organ", "amend_person"]
    assert not matter.access.exists()
    assert verify().found == []


def test_an_organ_takes_its_place_with_those_who_review_it(world, enter):
    change = enter(
        "set_up_organ", above=world.county, review=[world.county], reconsideration_organ=world.county, **ORGAN
    )
    organ = Organ.objects.get(code="qhly")
    assert change.organ == organ
    assert organ.superiors()[0] == world.county
    assert list(organ.review_organs("review", at(DAY).date())) == [world.county]
    assert organ.reconsideration_organ == world.county


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"code": "QH LY"}, "organ_code_unfit"),
        ({"code": "qhny"}, "organ_code_taken"),
        ({"name": "青河县农业农村局"}, "organ_name_taken"),
    ],
)
def test_an_organ_is_not_set_up_twice_nor_with_a_code_that_breaks_numbers(world, enter, facts, code):
    with pytest.raises(NotPossibleNow) as refused:
        enter("set_up_organ", **{**ORGAN, **facts})
    assert refused.value.code == code
    assert not Organ.objects.filter(name="青河县林业局").exists()


def told(organ, **changed):
    names = ("name", "short", "kind", "address", "phone", "court", "reconsideration_organ")
    return {"organ": organ, **{name: getattr(organ, name) for name in names}, **changed}


def test_an_amendment_keeps_what_was_and_can_be_taken_back(world, admin, enter):
    change = enter("amend_organ", **told(world.bureau, name="青河县农业农村和水务局", review=[world.city_bureau]))
    organ = Organ.objects.get(pk=world.bureau.pk)
    assert organ.name == "青河县农业农村和水务局"
    on = at(DAY).date()
    assert list(organ.review_organs("review", on)) == [world.city_bureau]
    assert ReviewAuthority.objects.filter(organ=organ, authority=world.county, in_force_until="2026-03-01").exists()
    assert {row["was"] for row in change.details if row.get("field") == "name"} == {"青河县农业农村局"}
    revert(change, admin)
    assert Organ.objects.get(pk=organ.pk).name == "青河县农业农村局"
    assert set(organ.review_organs("review", on)) == {world.county, world.city_bureau}


def test_what_was_changed_again_is_not_taken_back(world, admin, enter):
    first = enter("amend_organ", **told(world.bureau, name="甲局"))
    second = enter("amend_organ", **told(Organ.objects.get(pk=world.bureau.pk), name="乙局"))
    with pytest.raises(NotPossibleNow, match="后来又改过"):
        revert(first, admin)
    revert(second, admin)
    revert(first, admin)
    assert Organ.objects.get(pk=world.bureau.pk).name == "青河县农业农村局"


def test_no_organ_reviews_itself(world, enter):
    with pytest.raises(NotPossibleNow) as refused:
        enter("amend_organ", **told(world.bureau, review=[world.bureau]))
    assert refused.value.code == "reviews_itself"


def test_an_organ_in_use_is_not_taken_back_but_ended(world, admin, enter):
    change = enter("set_up_organ", above=world.county, **ORGAN)
    enter("enrol", organ=change.organ, name="石林", username="shi.lin", roles=["handler"])
    with pytest.raises(NotPossibleNow) as refused:
        revert(change, admin)
    assert refused.value.code == "organ_in_use"


def test_an_organ_entered_by_mistake_was_never_in_force(world, admin, enter):
    change = enter("set_up_organ", above=world.county, **ORGAN)
    revert(change, admin)
    assert not Organ.objects.in_force(at(DAY).date()).filter(code="qhly").exists()


def test_running_work_of_an_organ_that_ends_needs_a_successor(world, enter):
    world.accepted(on=DAY)
    facts = {"organ": world.bureau, "until": date(2026, 3, 31), "why": "县委〔2026〕1号"}
    with pytest.raises(NotPossibleNow) as refused:
        enter("end_organ", **facts)
    assert refused.value.code == "organ_has_running_work"
    with pytest.raises(NotPossibleNow) as refused:
        enter("end_organ", **facts, successor=world.bureau)
    assert refused.value.code == "organ_succeeds_itself"
    enter("end_organ", **facts, successor=world.other_bureau)
    assert Organ.objects.get(pk=world.bureau.pk).competent_on(date(2026, 4, 1)) == world.other_bureau


def test_an_account_opens_with_the_secret_of_its_slip_alone(world, admin, enter):
    facts = {"organ": world.bureau, "name": "石林", "username": "shi.lin", "roles": ["handler", "recorder"]}
    change, secret = with_slip("enrol", by=admin, at=at(DAY), key="k" * 32, facts=facts)
    person = User.objects.get(username="shi.lin")
    assert person.check_password(secret)
    assert person.start_secret_until > at(DAY)
    assert {post.role for post in person.appointments.all()} == {"handler", "recorder"}
    assert secret not in str([change.details, list(change.matter.events.values_list("facts", flat=True))])
    again, none = with_slip("enrol", by=admin, at=at(DAY, "10:00"), key="k" * 32, facts=facts)
    assert (again, none) == (change, "")
    assert User.objects.get(username="shi.lin").check_password(secret), "the first slip stays good"


def test_a_user_name_is_one_persons_for_ever(world, enter):
    with pytest.raises(NotPossibleNow) as refused:
        enter("enrol", organ=world.bureau, name="另一人", username="Shi Lin", roles=["head"])
    assert refused.value.code == "username_unfit"
    enter("enrol", organ=world.bureau, name="石林", username="shi.lin", roles=["handler"])
    with pytest.raises(NotPossibleNow) as refused:
        enter("enrol", organ=world.bureau, name="另一人", username="shi.lin", roles=["handler"])
    assert refused.value.code == "username_taken"


def test_a_new_slip_ends_the_password_and_the_head_is_told(world, admin):
    head, handler = world.head, world.handler
    _change, secret = with_slip("renew_secret", by=admin, at=at(DAY), key="", facts={"person": handler, "why": "遗失"})
    person = User.objects.get(pk=handler.pk)
    assert person.check_password(secret)
    assert not person.check_password("right horse battery")
    assert Message.objects.filter(user=head, text__contains="重发首次登录口令").exists()


def test_who_gives_himself_a_post_is_seen_by_the_head(world, admin, enter):
    head = world.head
    change = enter("appoint", person=admin, organ=world.bureau, role="handler", why="人手不足")
    assert Message.objects.get(user=head).text.count(admin.name) == 2
    seen = OfficeChange.objects.read_by(Actor(on=at(DAY).date(), user=head))
    assert list(seen) == [change]
    assert not OfficeChange.objects.read_by(Actor(on=at(DAY).date(), user=world.handler)).exists()


def test_a_post_is_held_once_and_ends_by_its_day(world, admin, enter, post):
    with pytest.raises(NotPossibleNow) as refused:
        enter("appoint", person=world.handler, organ=world.bureau, role="handler", why="再任")
    assert refused.value.code == "post_held"
    with pytest.raises(NotPossibleNow) as refused:
        enter("end_post", post=post, until=date(1999, 1, 1), why="调离")
    assert refused.value.code == "outside_the_term"
    change = enter("end_post", post=post, until=date(2026, 3, 31), why="调离")
    assert world.handler.holds("handler", world.bureau, on=date(2026, 3, 31))
    assert not User.objects.get(pk=world.handler.pk).holds("handler", world.bureau, on=date(2026, 4, 1))
    revert(change, admin)
    assert User.objects.get(pk=world.handler.pk).holds("handler", world.bureau, on=date(2026, 4, 1))


def test_nobody_takes_the_last_administrators_post_away(world, admin, enter):
    own = admin.appointments.get()
    with pytest.raises(NotPossibleNow) as refused:
        enter("end_post", post=own, until=date(2026, 3, 31), why="调离")
    assert refused.value.code == "last_administrator"
    enter("appoint", person=world.head, organ=world.bureau, role="administrator", why="接替")
    enter("end_post", post=own, until=date(2026, 3, 31), why="调离")


def test_a_deputy_stands_in_for_some_days_and_no_longer(world, admin, enter, post):
    deputy = world.staff(Role.HANDLER, world.other_bureau)
    facts = {"post": post, "since": date(2026, 3, 2), "why": "休假"}
    with pytest.raises(NotPossibleNow) as refused:
        enter("deputize", deputy=world.handler, until=date(2026, 3, 10), **facts)
    assert refused.value.code == "stands_in_for_oneself"
    with pytest.raises(NotPossibleNow) as refused:
        enter("deputize", deputy=deputy, until=date(2026, 3, 1), **facts)
    assert refused.value.code == "post_ends_before_it_begins"
    change = enter("deputize", deputy=deputy, until=date(2026, 3, 10), **facts)
    assert User.objects.get(pk=deputy.pk).holds("handler", world.bureau, on=date(2026, 3, 10))
    row = Deputyship.objects.get()
    with pytest.raises(NotPossibleNow) as refused:
        enter("end_deputy", deputyship=row, until=date(2026, 3, 11), why="回来")
    assert refused.value.code == "outside_the_deputyship"
    enter("end_deputy", deputyship=row, until=date(2026, 3, 4), why="提前回来")
    assert not User.objects.get(pk=deputy.pk).holds("handler", world.bureau, on=date(2026, 3, 5))
    with pytest.raises(NotPossibleNow, match="不能撤回"):
        revert(change, admin)


def test_only_an_administrator_changes_the_office(world, enter):
    for person in (world.handler, world.head, world.clerk):
        with pytest.raises(NotAllowed):
            enter("set_up_organ", by=person, above=world.county, **ORGAN)
    with pytest.raises(WrongFacts):
        enter("set_up_organ", **{**ORGAN, "name": ""})


def test_changes_wait_for_each_other_before_they_are_judged(world, admin, enter):
    """Two who take each other's post away at the same moment leave one administrator."""
    enter("appoint", person=world.head, organ=world.bureau, role="administrator", why="接替")
    with CaptureQueriesContext(connection) as asked:
        enter("end_post", post=admin.appointments.get(), until=date(2026, 3, 31), why="调离")
    told = [one["sql"] for one in asked]
    lock = next(n for n, sql in enumerate(told) if "FOR UPDATE" in sql and "mediation_matter" in sql)
    others = next(n for n, sql in enumerate(told) if "mediation_appointment" in sql and "LIMIT 1" in sql)
    assert lock < others
