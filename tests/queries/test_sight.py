"""Who reads a page sees of a file what the rule of each kind gives, and neither more nor less."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.actions import gateway
from mediation.models import (
    Attachment,
    Claim,
    ClockChange,
    Deadline,
    Dispatch,
    Matter,
    OfficeChange,
    Paper,
    Petition,
    SettlementOffer,
)
from mediation.permissions import Actor
from mediation.queries.visibility import Sight, events_seen, sees_original, visible
from mediation.vocabulary import Role
from mediation.workflows.base import lifecycles
from tests.factories.conference import convened
from tests.factories.hearings import HearingCourse
from tests.factories.mediation import alone, consented, disputed, in_force, proposed, with_mediator
from tests.factories.opinions import ReviewCourse
from tests.factories.world import at
from tests.stages import staged

TODAY = "2026-03-02"


def by_rule(model, matter, actor):
    return set(visible(model, actor).filter(matter=matter).values_list("pk", flat=True))


@staged
def accused(world):
    """An accusation of the bureau among claims of which the bureau was given the other, with an extract."""
    claims = [
        {"text": "增设收购点", "category": "grievance", "route": "petition_procedure"},
        {"text": "举报该局张某收受好处"},
    ]
    petition = world.petition(on=TODAY, organ=world.office, claims=claims)
    office = world.staff(Role.PETITION_OFFICE, world.office)
    accusation, matter = petition.claims.get(no=2), Matter.objects.get(pk=petition.matter_id)
    gateway.perform(
        Claim, accusation.pk, "classify", by=office, at=at(TODAY), category="accusation", accused_organ=world.bureau
    )
    stated = {"kind": "transfer", "to_organ": world.bureau, "claims": [petition.claims.get(no=1)], "extract": True}
    gateway.perform(Dispatch, None, "send", by=office, at=at(TODAY), matter=matter, **stated)
    return matter


@staged
def agreed_and_contested(world):
    """A file in which an agreement is performed, and one whose opinion is being reviewed."""
    agreement = in_force(world, proposed(world, disputed(world)), "2025-04-30", "2025-05-30")
    return agreement.matter, ReviewCourse(world).ask().matter


@staged
def heard(world):
    """A hearing with its panel."""
    course = HearingCourse(world)
    course.scheduled()
    return course


@pytest.fixture
def readers(world):
    """Members of staff of every organ of the world, and of none."""
    organs = (world.office, world.bureau, world.other_bureau, world.county)
    return [world.clerk, world.head, *(world.staff(Role.HANDLER, organ) for organ in organs)]


def test_sight_is_the_rule_of_each_kind(world, accused, agreed_and_contested, readers):
    seen = unseen = 0
    for number in [one.number for one in (accused, *agreed_and_contested)]:
        for user in readers:
            matter, actor = Matter.objects.get(number=number), Actor(on=date(2026, 3, 2), user=user)
            if not Matter.objects.visible_to(actor).filter(pk=matter.pk).exists():
                continue
            sight = Sight(matter, actor)
            for model in (*lifecycles(), Attachment):
                expected = by_rule(model, matter, actor)
                every = set(model._base_manager.filter(matter=matter).values_list("pk", flat=True))
                assert sight.seen(model) == expected, (model, user)
                assert {row.pk for row in sight.rows(model)} == expected
                assert set(sight.unseen(model)) == every - expected
                assert {row.pk for row in Sight(Matter.objects.get(pk=matter.pk), actor).some(model, every)} == expected
                seen, unseen = seen + len(expected), unseen + len(every - expected)
    assert seen > 50
    assert unseen > 3


def parts_of(person, matter, on):
    """What the person reads of the file: kinds with their rows."""
    actor = Actor(on=on, user=person)
    sight = Sight(Matter.objects.get(pk=matter.pk), actor)
    found = {}
    for model in (*lifecycles(), Attachment):
        expected = by_rule(model, matter, actor)
        assert sight.seen(model) == {row.pk for row in sight.rows(model)} == expected, model
        if expected:
            found[model.__name__] = expected
    return found


def test_a_panel_reads_its_hearing_and_nothing_else_of_the_file(world, heard):
    matter, hearing = heard.matter, heard.hearing
    for person in (heard.panel[1], heard.recorder):
        seen = parts_of(person, matter, date(2025, 9, 25))
        assert set(seen) == {"Claim", "Deadline", "Hearing", "Paper", "Petition"}
        assert seen["Hearing"] == {hearing.pk}
        papers = Paper.objects.filter(pk__in=seen["Paper"])
        assert {(one.subject_type, one.subject_id) for one in papers} == {("hearing", hearing.pk)}
        limits = Deadline.objects.filter(pk__in=seen["Deadline"])
        assert {(one.subject_type, one.subject_id) for one in limits} == {("hearing", hearing.pk)}
        actor = Actor(on=date(2025, 9, 25), user=person)
        told = events_seen(Sight(Matter.objects.get(pk=matter.pk), actor))
        assert set(told.values_list("object_type", flat=True)) <= {
            "claim", "deadline", "hearing", "paper", "petition", "serviceofdocument",
        }  # fmt: skip
        assert not sees_original(Matter.objects.get(pk=matter.pk), actor)
    assert matter.papers.exclude(subject_type="hearing").exists()
    assert sees_original(Matter.objects.get(pk=matter.pk), Actor(on=date(2025, 9, 25), user=world.head))


def test_a_mediator_reads_his_mediation_and_what_it_led_to(world):
    agreement = in_force(world, proposed(world, disputed(world)), "2025-04-30", "2025-05-30")
    mediator = agreement.mediation.mediators.get().user
    seen = parts_of(mediator, agreement.matter, date(2025, 3, 20))
    assert seen["Mediation"] == {agreement.mediation_id}
    assert seen["Agreement"] == {agreement.pk}
    assert len(seen["Obligation"]) == 2
    kinds = set(Paper.objects.filter(pk__in=seen["Paper"]).values_list("subject_type", flat=True))
    assert kinds <= {"mediation", "mediationsession", "agreement", "obligation"}
    assert set(Claim.objects.filter(pk__in=seen["Claim"])) == set(agreement.mediation.claims.all())
    assert not {"Dispatch", "Investigation", "Review", "Extension"} & set(seen)


def test_a_mediation_with_a_file_of_its_own_is_read_whole(world):
    mediation = with_mediator(world, consented(world, alone(world)))
    head = world.staff(Role.HEAD, mediation.organ)
    for person in (mediation.mediators.get().user, head):
        seen = parts_of(person, mediation.matter, date(2025, 3, 11))
        for model in lifecycles():
            every = set(model._base_manager.filter(matter=mediation.matter).values_list("pk", flat=True))
            assert seen.get(model.__name__, set()) == every


def test_members_of_a_conference_read_it_and_what_the_matter_is_about(world):
    conference = convened(world)
    member = world.staff(Role.HEAD, world.other_bureau)
    seen = parts_of(member, conference.matter, date(2025, 3, 5))
    assert seen["JointConference"] == {conference.pk}
    assert set(Paper.objects.filter(pk__in=seen["Paper"]).values_list("kind", flat=True)) == {"conference_notice"}
    assert set(seen) <= {"Claim", "JointConference", "JurisdictionDispute", "Paper", "Petition", "ServiceOfDocument"}


def test_every_kind_with_a_rule_of_its_own_knows_of_parts():
    """What lies in a file is decided by its columns; a limit's changes go with the limit, the office's are read by no file,
    and an offer is read by whom its side has told, whatever else he reads."""
    rules = {model: getattr(type(model._default_manager.all()), "visible_to", None) for model in lifecycles()}
    without = [model for model, rule in rules.items() if rule is not None and not hasattr(rule, "by_part")]
    assert set(without) == {ClockChange, OfficeChange, SettlementOffer}


def test_what_a_guard_read_before_is_not_taken_for_seen(world, accused):
    handler = world.staff(Role.HANDLER, world.bureau)
    actor, matter = Actor(on=date(2026, 3, 2), user=handler), Matter.objects.get(pk=accused.pk)
    matter.read_once()
    assert len(matter.every("claims")) == 2
    assert len(matter.every("papers")) > len(by_rule(Paper, matter, actor))
    sight = Sight(matter, actor)
    assert [claim.no for claim in sight.rows(Claim)] == [1]
    assert sight.seen(Paper) == by_rule(Paper, matter, actor)


def test_two_readers_of_the_same_file_see_each_their_own(world, accused):
    matter = Matter.objects.get(pk=accused.pk)
    office, bureau = (
        Actor(on=date(2026, 3, 2), user=world.staff(Role.PETITION_OFFICE, organ))
        for organ in (world.office, world.bureau)
    )
    assert [claim.no for claim in Sight(matter, office).rows(Claim)] == [1, 2]
    assert [claim.no for claim in Sight(matter, bureau).rows(Claim)] == [1]


def test_a_file_that_was_read_is_asked_anew_by_whoever_changes_it(world):
    petition = world.accepted()
    matter = Matter.objects.get(pk=petition.matter_id)
    matter.read_once()
    assert [claim.state for claim in matter.every("claims")] == ["accepted", "accepted"]
    gateway.perform(
        Petition, petition.pk, "withdraw", by=world.handler, at=at("2025-03-04"), withdrawn_by=list(petition.matter.petitioners),
        effect_told=True,
    )  # fmt: skip
    assert [claim.state for claim in matter.every("claims")] == ["accepted", "accepted"]
    fresh = Matter.objects.get(pk=matter.pk)
    assert "accepted" not in {claim.state for claim in fresh.every("claims")}
