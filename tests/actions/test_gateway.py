"""The door: versions, keys, late entry, refusals, one transaction."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from mediation.actions import gateway
from mediation.models import Claim, Event, Paper, Petition, User
from mediation.vocabulary import PaperKind, Role
from mediation.workflows.base import NotAllowed, NotPossibleNow, Stale, lifecycles
from mediation.workflows.facts import WrongFacts
from mediation.workflows.writing import OutsideStep
from tests.factories.hearings import DAY, PHASES, HearingCourse
from tests.factories.mediation import consented, disputed, proposed, with_mediator
from tests.factories.opinions import ReviewCourse, approved, decided, drafted, issued, take, told_of_acceptance
from tests.factories.papers import printed
from tests.factories.world import at


def refusal(code: str):
    return pytest.raises(NotPossibleNow, check=lambda error: error.code == code)


def accept(claim, by, day="2025-03-04", **more):
    return gateway.perform(Claim, claim.pk, "accept", by=by, at=at(day), **more)


def test_a_step_writes_one_event_that_names_who_what_and_when(world):
    petition = world.petition()
    event = Event.objects.get(object_type="petition", step="register")
    assert (event.from_state, event.to_state, event.version, event.actor) == ("new", "registered", 1, "青农登记人")
    assert event.facts["petitioners"][0]["name"] == "张大山"
    assert event.done_on.isoformat() == "2025-03-03"
    assert event.matter == petition.matter


def test_what_follows_names_its_cause(world):
    petition = world.petition()
    follower = Event.objects.filter(object_type="claim", step="put_forward").first()
    assert follower.cause.step == "register"
    assert follower.matter == petition.matter


def test_a_wrong_state_is_refused_and_nothing_happens(world):
    petition = world.accepted()
    claim = petition.claims.first()
    before = Event.objects.count()
    with pytest.raises(NotPossibleNow, match="已受理") as refused:
        accept(claim, world.handler)
    assert refused.value.code == "wrong_state"
    assert Event.objects.count() == before


def test_another_organs_handler_is_refused_and_told_who_may(world):
    claim = world.petition().claims.first()
    with pytest.raises(NotAllowed, match="承办人"):
        accept(claim, world.staff("handler", world.other_bureau))


def test_a_stale_version_is_refused(world):
    claim = world.petition().claims.first()
    with pytest.raises(Stale, match="最新情况"):
        accept(claim, world.handler, version=claim.version - 1)


def test_a_second_click_gets_the_first_answer(world):
    claim = world.petition().claims.first()
    first = accept(claim, world.handler, key="k-1")
    again = accept(claim, world.handler, key="k-1")
    assert first.pk == again.pk
    assert Event.objects.filter(object_type="claim", step="accept", object_id=claim.pk).count() == 1


def test_unknown_and_missing_facts_are_all_named_at_once(world):
    claim = world.petition().claims.first()
    with pytest.raises(WrongFacts) as wrong:
        gateway.perform(
            Claim, claim.pk, "guide", by=world.handler, at=at("2025-03-04"), colour="red", legal_basis="x" * 300
        )
    assert set(wrong.value.errors) == {"colour", "competent_organ", "legal_basis", "time_limit"}
    assert "现有300个字" in wrong.value.errors["legal_basis"]


@pytest.mark.parametrize(
    ("done_on", "why", "code"),
    [
        ("2025-03-05", "x", "day_in_future"),
        ("2025-01-20", "x", "too_late_to_enter"),
        ("2025-03-03", "", "late_entry_unexplained"),
    ],
)
def test_late_entry_has_a_reason_and_a_limit(world, done_on, why, code):
    claim = world.petition().claims.first()
    day = at(done_on).date()
    with pytest.raises(NotPossibleNow) as refused:
        accept(claim, world.handler, done_on=day, why_late=why)
    assert refused.value.code == code


def test_a_late_entry_counts_from_the_day_it_was_done(world):
    claim = world.petition().claims.first()
    accept(claim, world.handler, day="2025-03-05", done_on=at("2025-03-03").date(), why_late="周五在村里受理")
    claim.refresh_from_db()
    assert claim.accepted_on.isoformat() == "2025-03-03"
    assert Event.objects.get(object_type="claim", step="accept").recorded_at == at("2025-03-05")


def test_the_database_refuses_a_state_written_past_the_gateway(world):
    petition = world.petition()
    new = {"petition": petition, "matter": petition.matter, "no": 9, "text": "x"}
    with pytest.raises(DatabaseError), transaction.atomic():
        Petition.objects.filter(pk=petition.pk).update(state="closed")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE mediation_petition SET state = 'answered', version = version + 1")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError), transaction.atomic():
        Claim.objects.bulk_create([Claim(**new, state="raised", version=1)])
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError), transaction.atomic():
        Claim.objects.bulk_create([Claim(**new, state="disposed", version=1)])


def test_nothing_that_the_ledger_covers_is_stored_outside_a_step(world):
    petition = world.petition()
    with pytest.raises(OutsideStep):
        Claim.objects.create(petition=petition, matter=petition.matter, no=9, text="x", state="raised", version=1)
    petition.account = "另一件事"
    with pytest.raises(OutsideStep):
        petition.save(update_fields=["account"])


def test_the_ledger_cannot_be_edited_or_emptied(world):
    world.petition()
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    for statement in (
        "UPDATE mediation_event SET actor = 'x'",
        "DELETE FROM mediation_event",
        "TRUNCATE mediation_event CASCADE",
    ):
        with (
            pytest.raises(Exception, match="append-only|Cannot|append_only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_refresh_does_not_unprotect_the_state(world):
    petition = world.petition()
    petition.refresh_from_db()
    with pytest.raises(AttributeError):
        petition.state = "closed"


def test_a_corrected_day_names_the_old_record_and_the_clock_runs_from_the_right_day(world):
    petition = world.petition(on="2025-03-03")
    wrong = Event.objects.get(object_type="petition", step="register")
    before = petition.matter.deadlines.get(code="D3")
    gateway.perform(
        Petition,
        petition.pk,
        "correct_day",
        by=world.handler,
        at=at("2025-03-05"),
        event=wrong.version,
        right_day=at("2025-02-28").date(),
        why="收件章为2月28日",
    )
    petition.refresh_from_db()
    after = petition.matter.deadlines.get(code="D3")
    assert petition.received_on.isoformat() == "2025-02-28"
    assert (before.trigger_on.isoformat(), after.trigger_on.isoformat()) == ("2025-03-03", "2025-02-28")
    assert after.legal_on < before.legal_on
    event = Event.objects.get(step="correct_day")
    assert event.facts["event"] == wrong.version
    assert Event.objects.get(pk=wrong.pk).done_on.isoformat() == "2025-03-03"


def test_correcting_a_record_that_is_not_there_is_refused(world):
    petition = world.petition()
    with pytest.raises(NotPossibleNow, match="没有第99条"):
        gateway.perform(
            Petition,
            petition.pk,
            "correct_day",
            by=world.handler,
            at=at("2025-03-05"),
            event=99,
            right_day=at("2025-02-28").date(),
            why="x",
        )


def test_a_late_entry_does_not_come_before_the_step_that_led_to_it(world):
    claim = world.accepted(on="2025-03-05").claims.first()
    course = ReviewCourse(world)
    review = course.ask(on="2025-03-25")
    with refusal("before_last_step"):
        gateway.perform(
            type(review), review.pk, "accept", by=course.reviewer, at=at("2025-03-27"), reviewer=course.reviewer,
            done_on=date(2025, 3, 24), why_late="漏记",
        )  # fmt: skip
    assert claim.accepted_on.isoformat() == "2025-03-05"


def test_a_day_is_not_corrected_past_its_neighbours(world):
    course = ReviewCourse(world)
    course.ask(by=course.reviewer, on="2025-03-25", petitioners=[course.zhang])
    course.accept(on="2025-03-27")
    asked, accepted = (Event.objects.get(object_type="review", step=step) for step in ("request", "accept"))
    for event, day, code in (
        (accepted, date(2025, 3, 24), "before_last_step"), (asked, date(2025, 3, 28), "after_next_step"),
    ):  # fmt: skip
        with refusal(code):
            course.take("correct_day", on="2025-03-31", event=event.version, right_day=day, why="看错")


def test_a_paper_is_not_sent_before_it_was_issued(world):
    opinion = printed(issued(world, world.accepted(), on="2025-03-17"))
    service = opinion.services.first()
    with refusal("before_issue"):
        gateway.perform(
            type(service), service.pk, "dispatch", by=world.registrar, at=at("2025-03-18"), mode="direct",
            done_on=date(2025, 3, 14), why_late="漏记",
        )  # fmt: skip


def test_nothing_is_received_tomorrow(world):
    with refusal("received_in_future"):
        world.petition(received_on=date(2025, 3, 4))


def signed_in(person: User) -> User:
    """As a request finds the person: nothing is known yet of what they may do."""
    return User.objects.get(pk=person.pk)


def test_a_plain_step_asks_the_database_little(world, django_assert_num_queries):
    """Begin and end, file and row under lock, posts, recusals, the save, the row read back, the chain and its new row."""
    petition = world.accepted()
    head, other = signed_in(world.head), world.staff(Role.HANDLER, world.bureau, "周经办")
    # One more than without an effect: the record is entered before it and sealed after it. One asks whether the new handler mediated.
    # One changes who reads the file: who handled it no more, the one named from now on.
    with django_assert_num_queries(11):
        take(petition, "assign_handler", head, "2025-03-04", handler=other)


def test_a_step_without_effects_asks_the_database_least(world, django_assert_num_queries):
    """Begin and end, two locks in one, posts, recusals, the save, the row read back, the end of the chain, the new row."""
    notice = world.accepted().matter.papers.of_kind(PaperKind.ACCEPTANCE_NOTICE).get()
    submitted = take(notice, "submit", world.handler, "2025-03-05")
    assert not gateway.effects_of(Paper, "send_back")
    head = signed_in(world.head)
    with django_assert_num_queries(9):
        take(submitted, "send_back", head, "2025-03-05", "10:00", comment="写明期限")


def test_registering_one_person_asks_the_database_little(world, django_assert_num_queries):
    """With its claim sorted, its first limit, its words and the receipt with the code, issued and sent to the printer."""
    world.petition()
    clerk = signed_in(world.staff(Role.INTAKE_CLERK, world.bureau))
    stated = {
        "organ": world.bureau, "channel": "visit", "subject": "养老金少发", "account": "每月少发一百元。",
        "petitioners": [{"name": "王五", "address": "青河县柳树乡三村"}],
        "claims": [{"text": "补发2024年的养老金", "category": "grievance", "route": "petition_procedure"}],
    }  # fmt: skip
    with django_assert_num_queries(28):
        gateway.perform(Petition, None, "register", by=clerk, at=at("2025-03-04"), **stated)


def test_each_further_receipt_of_an_act_asks_for_what_is_its_own_alone(world):
    """Its code, the draft, its addressee, the issue, the printer; what all receipts tell is read for the first."""
    counted = []
    for many in (1, 5):
        people = [{"name": f"第{no}户", "address": "柳树乡"} for no in range(many)]
        with CaptureQueriesContext(connection) as asked:
            world.petition(subject=f"{many}户的桥", petitioners=people)
        counted.append(len(asked))
    assert counted[1] - counted[0] <= 4 * 6


def test_a_plain_step_of_a_hearing_asks_the_database_little(world, django_assert_num_queries):
    course = HearingCourse(world)
    course.opened()
    presider = signed_in(course.presider)
    # Its guard reads the part reached; the last entry is looked up once, for the seal of the step and for the new one.
    with django_assert_num_queries(11):
        course.speak(PHASES[0])
    course.speak(*PHASES[1:])
    # Its guards read what was said, the seal the last entry; who sits is let in, and the others shut out (three).
    with django_assert_num_queries(12):
        course.take("deliberate", presider, DAY, "11:00")


def test_what_follows_in_the_same_file_takes_no_lock_on_it_again(world):
    claim = world.petition().claims.first()
    with CaptureQueriesContext(connection) as asked:
        accept(claim, world.handler)
    locks = [query["sql"].partition("FOR UPDATE") for query in asked if "FOR UPDATE" in query["sql"]]
    assert Event.objects.get(object_type="claim", step="accept").consequences.exists()
    assert len([1 for what, _for, which in locks if "mediation_matter" in (which or what)]) == 1


def test_the_issue_of_a_notice_asks_each_thing_once(world, django_assert_max_num_queries):
    """Checked, numbered, frozen, for two people: what it prints is gathered once, for its guards and for itself."""
    notice = world.accepted().matter.papers.of_kind(PaperKind.ACCEPTANCE_NOTICE).get()
    notice = approved(notice, drafter=world.handler, head=world.head, on="2025-03-05")
    registrar = signed_in(world.registrar)
    # One of them: whose powers the organ has (第二十四条第二款), on the day of the draft and of the issue.
    with django_assert_max_num_queries(36):
        take(notice, "issue", registrar, "2025-03-05", "10:30")


def test_the_issue_of_an_opinion_asks_each_thing_once(world, django_assert_max_num_queries):
    """Beside, the check-up reads what only an opinion can offend against, and two claims are decided."""
    petition = world.accepted()
    told_of_acceptance(world, petition, "2025-03-17")
    opinion = approved(drafted(world, petition), drafter=world.handler, head=world.head, on="2025-03-17")
    registrar = signed_in(world.registrar)
    with django_assert_max_num_queries(51):
        take(opinion, "issue", registrar, "2025-03-17", "10:30")


def test_the_key_of_the_acting_organ_is_that_of_the_acting_organ(world):
    HearingCourse(world).opened()
    decided(world)
    with_mediator(world, consented(world, proposed(world, disputed(world))))
    every = [one for model in lifecycles() for one in model._base_manager.all()]
    assert {type(one).__name__ for one in every} >= {"Claim", "Hearing", "Mediation", "Paper", "Petition", "Review"}
    for one in every:
        assert one.acting_organ_key == (one.acting_organ and one.acting_organ.pk), repr(one)
