"""撤销登记: what goes back with a wrong entry, what stands against it, who decides, and what never goes back."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from mediation.actions import gateway
from mediation.actions.annulling import closure_of
from mediation.actions.clock import deadlines
from mediation.management.automatic_acts import automatic_acts
from mediation.models import (
    Annulment,
    Appointment,
    Deadline,
    Event,
    Message,
    Obligation,
    Paper,
    Petition,
    Review,
    ServiceOfDocument,
    User,
)
from mediation.vocabulary import PaperKind, Role
from mediation.workflows.base import NEW, NotAllowed, NotPossibleNow, lifecycles
from tests.factories.opinions import DECIDED, issued, supported, take
from tests.factories.people import come_in
from tests.factories.world import at
from tests.stages import staged

RECEIPT = {"received_by": "张大山", "relation": "self", "servers": "王一、赵二"}


@staged
def opinion(world):
    """A 处理意见书 sent to 张大山 on 17 March and entered as received by him."""
    found = issued(world, world.accepted())
    take(service(found), "dispatch", world.registrar, DECIDED, "11:00", mode="direct")
    take(service(found), "record_receipt", world.registrar, DECIDED, "12:00", **RECEIPT)
    return found


def service(opinion, name="张大山"):
    return ServiceOfDocument.objects.get(paper=opinion, party__name=name)


def record(obj, step):
    return Event.objects.of(obj.page_name, obj.pk).filter(step=step).latest("pk")


def annul(obj, step, by, on="2025-03-20"):
    return take(obj, "annul", by, on, event=record(obj, step).version, why="登错了人")


def refused(code, do, kind=NotPossibleNow):
    with pytest.raises(kind) as refusal:
        do()
    assert refusal.value.code == code


def right():
    return Deadline.objects.get(code="D6")


def test_where_a_right_hung_on_the_entry_the_head_decides(world, opinion):
    annul(service(opinion), "record_receipt", world.registrar)
    asked = Annulment.objects.get()
    assert (asked.state, service(opinion).state, right().state) == ("asked", "served", "running")
    assert "报请撤销登记" in Message.objects.filter(user=world.head).latest("pk").text
    refused("not_permitted", lambda: take(asked, "approve", world.registrar, "2025-03-20"), NotAllowed)
    take(asked, "approve", world.head, "2025-03-20")
    assert (service(opinion).state, service(opinion).received_by, service(opinion).served_on) == (
        "dispatched",
        "",
        None,
    )
    assert right().state == "ended"


def test_who_erred_does_not_decide_though_being_head(world, opinion):
    first = service(opinion, "李秀英")
    Appointment.objects.create(user=world.head, organ=world.bureau, role=Role.REGISTRAR)
    world.head = User.objects.get(pk=world.head.pk)
    take(first, "dispatch", world.head, DECIDED, "11:00", mode="direct")
    take(first, "record_receipt", world.head, DECIDED, "12:00", **{**RECEIPT, "received_by": "李秀英"})
    annul(first, "record_receipt", world.head)
    asked = Annulment.objects.get()
    assert asked.state == "asked"
    refused("erred_oneself", lambda: take(asked, "approve", world.head, "2025-03-20"))


def test_a_head_who_finds_the_error_of_another_annuls_at_once(world, opinion):
    annul(service(opinion), "record_receipt", world.head)
    assert (Annulment.objects.get().state, right().state) == ("done", "ended")


def test_a_refused_one_leaves_all_as_it_was_and_may_be_asked_for_again(world, opinion):
    annul(service(opinion), "record_receipt", world.registrar)
    take(Annulment.objects.get(), "refuse", world.head, "2025-03-20", why_not="回证无误")
    assert (service(opinion).state, right().state) == ("served", "running")
    annul(service(opinion), "record_receipt", world.registrar)
    assert [one.state for one in Annulment.objects.all()] == ["refused", "asked"]


def test_the_proof_falls_by_revocation_and_both_stay(world, opinion):
    annul(service(opinion), "record_receipt", world.head)
    proofs = Paper.objects.filter(kind=PaperKind.PROOF_OF_SERVICE, subject_id=service(opinion).pk)
    proof = proofs.get()
    assert proof.state == "revoked"
    assert Event.objects.of("paper", proof.pk).filter(step="issue").standing().exists(), "papers are not annulled"
    wrong = record(service(opinion), "record_receipt")
    assert not wrong.counts
    take(service(opinion), "record_receipt", world.registrar, "2025-03-21", **RECEIPT)
    assert proofs.filter(state="issued").count() == 1
    assert record(service(opinion), "record_receipt").counts


def test_what_the_clock_did_meanwhile_goes_in_the_same_act(world, opinion):
    deadlines.run_clock(at("2025-05-06"))
    assert right().state == "lapsed"
    annul(service(opinion), "record_receipt", world.head, "2025-05-06")
    assert right().state == "ended"
    lapse = Event.objects.get(object_type="deadline", object_id=right().pk, step="lapse")
    assert lapse.annulments.get() == Annulment.objects.get()


def test_a_right_that_was_used_stays_used(world, opinion):
    gateway.perform(
        Review, None, "request", by=service(opinion).party, at=at("2025-03-19"), matter=opinion.matter,
        stage="review", opinion=opinion, organ=world.county, demand="支持诉求", grounds="不服",
    )  # fmt: skip
    closure = closure_of(record(service(opinion), "record_receipt"))
    assert [limit.pk for limit in closure.used] == [right().pk]
    annul(service(opinion), "record_receipt", world.head)
    assert right().state == "met"
    assert opinion.right_of(service(opinion).party) == right()


def test_a_partys_own_act_is_never_annulled(world):
    people = [{"name": "张大山", "electronic": True}, {"name": "李秀英"}]
    opinion = issued(world, world.accepted(petitioners=people))
    come_in(service(opinion).party)
    take(service(opinion), "dispatch", world.registrar, DECIDED, "11:00", mode="electronic")
    take(service(opinion), "confirm", service(opinion).party, "2025-03-18")
    refused("party_acted", lambda: annul(service(opinion), "confirm", world.head))
    refused("party_acted", lambda: annul(service(opinion), "dispatch", world.head))


@pytest.mark.parametrize("step", ["register"])
def test_the_receipt_of_a_submission_is_never_annulled(world, opinion, step):
    refused("not_annullable", lambda: annul(opinion.matter.petition, step, world.head))


def test_the_sending_takes_the_receipt_along_and_what_it_met_runs_again(world, opinion):
    assert {one.state for one in Deadline.objects.filter(code="D5")} == {"met"}
    annul(service(opinion), "dispatch", world.head)
    assert (service(opinion).state, service(opinion).mode, service(opinion).dispatched_on) == ("planned", "", None)
    assert {(one.state, one.met_on) for one in Deadline.objects.filter(code="D5")} == {("running", None)}
    assert Petition.objects.get().state == "in_hand"


def test_an_annulment_never_makes_an_organ_timelier(world):
    petition = world.accepted()
    deadlines.run_clock(at("2025-05-08"))
    opinion = issued(world, petition, on="2025-05-08")
    take(service(opinion), "dispatch", world.registrar, "2025-05-08", "11:00", mode="direct")
    assert {one.state for one in Deadline.objects.filter(code="D5")} == {"met_late"}
    annul(service(opinion), "dispatch", world.head, "2025-05-09")
    assert {one.state for one in Deadline.objects.filter(code="D5")} == {"overdue"}
    gateway.perform(
        ServiceOfDocument, service(opinion).pk, "dispatch", by=world.registrar, at=at("2025-05-09", "15:00"),
        done_on=date(2025, 5, 8), why_late="重新登记", mode="direct",
    )  # fmt: skip
    assert {one.state for one in Deadline.objects.filter(code="D5")} == {"met_late"}


def test_a_closed_petition_is_answered_again_for_it_was_closed_upon_the_service(world, opinion):
    other = service(opinion, "李秀英")
    take(other, "dispatch", world.registrar, DECIDED, "13:00", mode="direct")
    take(other, "record_receipt", world.registrar, DECIDED, "14:00", **{**RECEIPT, "received_by": "李秀英"})
    deadlines.run_clock(at("2025-04-18"))
    take(Petition.objects.get(), "close", world.handler, "2025-04-18")
    annul(other, "record_receipt", world.head, "2025-04-21")
    petition = Petition.objects.get()
    assert (petition.state, petition.closed_on) == ("answered", None)


def test_a_day_is_read_from_the_records_that_count(world, opinion):
    annul(service(opinion), "record_receipt", world.head)
    wrong = record(service(opinion), "record_receipt")
    moves = Event.objects.moves_of("serviceofdocument", service(opinion).pk)
    assert [one.step for one in moves] == ["dispatch"]
    facts = {"event": wrong.version, "right_day": date(2025, 3, 17), "why": "看错"}
    refused("annulled_before", lambda: take(service(opinion), "correct_day", world.registrar, "2025-03-21", **facts))


def test_performance_that_was_reported_wrongly_is_owed_again_and_the_clock_goes_on(world):
    petition = world.accepted()
    found = issued(world, petition, **supported())
    owed = Obligation.objects.get()
    take(owed, "perform", world.handler, "2025-03-20", proof="收条")
    annul(owed, "perform", world.head, "2025-03-21")
    owed.refresh_from_db()
    limit = Deadline.objects.about(owed).get()
    assert (owed.state, owed.performed_on, limit.state, limit.met_on) == ("due", None, "running", None)
    assert found.state == "issued"


def test_those_who_were_told_are_told_again_without_the_typed_reason(world, opinion):
    annul(service(opinion), "record_receipt", world.head)
    told = Message.objects.filter(party=service(opinion).party).latest("pk").text
    assert "已经撤销" in told
    assert "登错了人" not in told


def test_no_way_leads_back_in_the_database_but_the_record_of_an_annulment(opinion):
    found = service(opinion)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE mediation_serviceofdocument SET state = 'dispatched', version = version + 1 WHERE id = %s",
            [found.pk],
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_what_an_annulment_names_is_sealed(world, opinion):
    annul(service(opinion), "record_receipt", world.head)
    entered = record(Annulment.objects.get(), "enter")
    before = entered.row_digest
    assert before
    assert set(Annulment.objects.get().records.values_list("step", flat=True)) >= {"record_receipt", "start"}


# Every act of the clock has a way back


@pytest.mark.parametrize("automatic", list(automatic_acts()), ids=lambda one: one.name)
def test_every_automatic_act_is_taken_back_in_some_way(automatic):
    assert automatic.ways_back()


@pytest.mark.parametrize("model", lifecycles(), ids=lambda model: model.__name__)
def test_what_may_be_annulled_says_what_it_leaves(model):
    for step in model.steps().values():
        if step.annul is not None and NEW in step.sources:
            assert step.annul.leaves in model.State.values
        for name in step.overtakes:
            assert model.steps()[name].annul is not None
            assert model.steps()[name].target not in (None, *step.sources) or model.steps()[name].target in step.sources
        fields = {field.name for field in model._meta.fields}
        assert step.annul is None or set(step.annul.sets) <= fields


def test_no_paper_tells_a_day_of_service_that_was_annulled_though_the_right_was_used(world, opinion):
    review = gateway.perform(
        Review, None, "request", by=service(opinion).party, at=at("2025-03-19"), matter=opinion.matter, stage="review",
        opinion=opinion, organ=world.county, demand="变更处理意见", grounds="有广播通知为证",
    )  # fmt: skip
    assert review.served_on(service(opinion).party) == date(2025, 3, 17)
    annul(service(opinion), "record_receipt", world.head)
    assert review.served_on(service(opinion).party) is None
    take(service(opinion), "record_receipt", world.registrar, "2025-03-21", **RECEIPT)
    assert review.served_on(service(opinion).party) == date(2025, 3, 21)
