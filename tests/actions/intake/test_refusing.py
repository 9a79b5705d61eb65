"""不予受理、不再受理、移送: on which ground an organ may decline, and what it must do instead."""

from __future__ import annotations

import pytest

from mediation.actions import gateway
from mediation.documents.papers.snapshot import html_of
from mediation.models import Claim, Dispatch, Event, Matter, Message, Paper, Petition
from mediation.permissions import Actor
from mediation.queries.visibility import Sight, events_seen
from mediation.workflows.base import NotAllowed
from tests.factories.mediation import do
from tests.factories.world import at
from tests.refusals import refused

NOT_OURS = {"ground": "not_competent", "explanation": "不归我局。", "way_on": "县人民法院"}
GRIEVANCE = {"text": "补足差额", "category": "grievance", "route": "petition_procedure"}
LITIGATION = {"text": "不服判决", "category": "grievance", "route": "litigation"}


def passed_on(world, petition):
    gateway.perform(
        Dispatch, None, "send", by=world.dispatcher, at=at("2025-03-04"), matter=petition.matter, kind="transfer",
        to_organ=world.bureau, claims=list(petition.claims.all()),
    )  # fmt: skip
    return Dispatch.objects.get()


def test_a_petition_office_passes_on_what_is_not_its_own(world):
    claim = world.petition(organ=world.office, claims=[GRIEVANCE]).claims.get()
    with refused("office_must_pass_on"):
        do(claim, "refuse", world.dispatcher, **NOT_OURS)


def test_an_organ_that_was_approached_itself_says_where_to_go(world):
    claim = world.petition(claims=[GRIEVANCE]).claims.get()
    assert do(claim, "refuse", world.handler, **NOT_OURS).disposal == "not_accepted"


@pytest.mark.parametrize("taken", ["take", "by_silence", "insisted"])
def test_what_was_passed_on_is_objected_to_and_never_refused(world, taken):
    petition = world.petition(organ=world.office, claims=[GRIEVANCE])
    dispatch = passed_on(world, petition)
    if taken == "insisted":
        do(dispatch, "object", world.handler, "2025-03-05", objection="不属于本局职权。")
        do(dispatch, "insist", world.dispatcher, "2025-03-06", why="属于你局职权。")
    if taken == "by_silence":
        dispatch = Dispatch.objects.get()
        gateway.perform(Dispatch, dispatch.pk, "take_by_silence", by=None, at=at("2025-03-12"))
    else:
        do(Dispatch.objects.get(), "take", world.handler, "2025-03-07")
    with refused("objection_is_the_way"):
        do(petition.claims.get(), "refuse", world.handler, "2025-03-12", **NOT_OURS)


def test_what_is_final_names_the_opinion_and_has_a_notice_of_its_own(world):
    petition = world.petition(claims=[GRIEVANCE, {**GRIEVANCE, "text": "减免税费"}])
    first, second = petition.claims.all()
    with refused("final_number_missing"):
        do(first, "refuse", world.handler, ground="final", explanation="已经终结。")
    number = "云政访复核〔2024〕3号"
    do(first, "refuse", world.handler, ground="final", explanation="没有新的事实和理由。", final_number=number)
    notice = Paper.objects.get(kind="no_further_acceptance")
    assert "第三十六条第三款" in html_of(notice)
    assert number in html_of(notice)
    do(second, "refuse", world.handler, **NOT_OURS)
    refusal = Paper.objects.get(kind="refusal_notice")
    assert "减免税费" in html_of(refusal)
    assert "补足差额" not in html_of(refusal)
    assert "减免税费" not in html_of(Paper.objects.get(kind="no_further_acceptance"))


def test_another_procedure_is_no_ground_where_the_claim_goes_by_petition(world):
    claim = world.petition(claims=[GRIEVANCE]).claims.get()
    with refused("ground_does_not_fit"):
        do(claim, "refuse", world.handler, ground="other_procedure", explanation="请去法院。")


@pytest.mark.parametrize("channel", ["letter", "online", "phone", "fax"])
def test_a_litigation_letter_is_passed_to_the_court_with_a_letter(world, channel):
    petition = world.petition(organ=world.office, channel=channel, claims=[LITIGATION])
    claim = petition.claims.get()
    with refused("litigation_is_passed_on"):
        do(claim, "guide", world.dispatcher, competent_organ="县法院", legal_basis="法", time_limit="三年")
    claim = do(claim, "forward", world.dispatcher, to_organ=world.other_bureau)
    assert claim.disposal == "forwarded"
    letter = Paper.objects.get(kind="litigation_letter")
    assert letter.to_organ == world.other_bureau
    assert "不服判决" in html_of(letter)


def test_who_comes_about_a_lawsuit_is_told_face_to_face(world):
    claim = world.petition(organ=world.office, channel="visit", claims=[LITIGATION]).claims.get()
    with refused("not_an_accusation"):
        do(claim, "forward", world.dispatcher, to_organ=world.other_bureau)
    do(claim, "guide", world.dispatcher, competent_organ="县法院", legal_basis="法", time_limit="三年")


def test_an_accusation_goes_with_a_letter_that_the_accused_never_sees(world):
    petition = world.petition(organ=world.office, claims=[
        GRIEVANCE, {"text": "局长收受红包", "category": "accusation", "accused_organ": world.bureau},
    ])  # fmt: skip
    do(petition.claims.last(), "forward", world.dispatcher, to_organ=world.discipline)
    letter = Paper.objects.get(kind="accusation_letter")
    assert "局长收受红包" in html_of(letter)
    assert "补足差额" not in html_of(letter)
    assert letter.part.startswith("accusation:")
    seen = Paper.objects.visible_to(Actor(user=world.handler, on=at("2025-03-05").date()))
    assert letter not in seen


def test_the_person_who_is_accused_is_told_in_the_letter_and_nowhere_else(world):
    accusing = {
        "text": "收受红包", "category": "accusation", "accused_organ": world.bureau, "accused_person": "副局长贾正直",
    }  # fmt: skip
    petition = world.petition(organ=world.office, claims=[GRIEVANCE, accusing])
    claim = petition.claims.last()
    do(claim, "forward", world.dispatcher, to_organ=world.discipline)
    letter = Paper.objects.get(kind="accusation_letter")
    assert f"被检举控告的单位：{world.bureau}；被检举控告的人：副局长贾正直。" in html_of(letter)
    others = petition.matter.papers.exclude(pk=letter.pk)
    assert others
    assert not any("贾正直" in html_of(paper) for paper in others)
    told = Event.objects.filter(matter=petition.matter, part="").values_list("facts", flat=True)
    assert "贾正直" not in str(list(told))
    assert claim.part in Event.objects.filter(facts__accused_person="副局长贾正直").values_list("part", flat=True)


def test_a_person_is_accused_as_one_of_an_organ(world):
    accusing = {"text": "收受红包", "category": "accusation", "accused_person": "贾正直"}
    with refused("accused_of_no_organ"):
        world.petition(organ=world.office, claims=[GRIEVANCE, accusing])
    claim = world.petition(organ=world.office, claims=[GRIEVANCE, {"text": "收受红包"}]).claims.last()
    with refused("accused_of_no_organ"):
        do(
            claim,
            "classify",
            world.dispatcher,
            category="grievance",
            route="petition_procedure",
            accused_person="贾正直",
        )


def test_who_is_accused_after_all_of_nothing_is_forgotten(world):
    claim = world.petition(organ=world.office, claims=[GRIEVANCE, {"text": "收受红包"}]).claims.last()
    do(claim, "classify", world.dispatcher, category="accusation", accused_organ=world.bureau, accused_person="贾正直")
    claim.refresh_from_db()
    assert claim.accused_person == "贾正直"
    do(claim, "classify", world.dispatcher, category="suggestion")
    claim.refresh_from_db()
    assert (claim.accused_organ, claim.accused_person) == (None, "")


def accusing_letter(world, person, **facts):
    """The office holds a letter that accuses a person of the bureau; it also asks for something."""
    claims = [
        {"text": "补足差额", "category": "grievance", "route": "petition_procedure"},
        {"text": "收受红包", "category": "accusation", "accused_organ": world.bureau, "accused_person": person},
    ]
    return world.petition(organ=world.office, claims=claims, **facts)


def test_an_accused_member_of_staff_of_another_organ_reads_nothing_of_it_and_handles_nothing(world):
    accused = world.staff("handler", world.office, "贾正直")
    other = world.staff("handler", world.office, "甄公道")
    petition = accusing_letter(world, "原副局长贾 正直")
    claim = petition.claims.get(no=2)
    assert list(claim.accused_staff.all()) == [accused]
    day = at("2025-03-04").date()
    his, others = Actor(on=day, user=accused), Actor(on=day, user=other)
    assert not Claim.objects.visible_to(his).filter(pk=claim.pk).exists()
    assert Claim.objects.visible_to(others).filter(pk=claim.pk).exists()
    assert not events_seen(Sight(Matter.objects.get(pk=petition.matter_id), his)).filter(part=claim.part).exists()
    with refused("handler_recused"):
        gateway.perform(
            Petition, petition.pk, "assign_handler", by=world.dispatcher, at=at("2025-03-04"), handler=accused
        )
    with pytest.raises(NotAllowed):
        gateway.perform(
            Petition, petition.pk, "correct_subject", by=accused, at=at("2025-03-04"), subject="另一件事", why="更正"
        )
    gateway.perform(Petition, petition.pk, "assign_handler", by=world.dispatcher, at=at("2025-03-04"), handler=other)


def test_who_turns_out_not_to_be_accused_acts_again(world):
    accused = world.staff("handler", world.office, "贾正直")
    petition = accusing_letter(world, "贾正直")
    claim = petition.claims.get(no=2)
    assert accused.pk in Matter.objects.get(pk=petition.matter_id).taken_off
    do(claim, "classify", world.dispatcher, category="grievance", route="petition_procedure")
    assert accused.pk not in Matter.objects.get(pk=petition.matter_id).taken_off
    assert not petition.matter.access.standing(at("2025-03-18").date()).filter(user=accused).exists()


def test_who_classifies_learns_that_the_handler_is_the_accused_and_nobody_else_does(world):
    handler = world.staff("handler", world.office, "贾正直")
    petition = world.petition(
        organ=world.office,
        claims=[{"text": "补足差额", "category": "grievance", "route": "petition_procedure"}, {"text": "收受红包"}],
    )
    gateway.perform(
        Petition, petition.pk, "assign_handler", by=world.dispatcher, at=at("2025-03-03", "15:00"), handler=handler
    )
    before = Message.objects.filter(user=handler).count()
    do(
        petition.claims.get(no=2),
        "classify",
        world.dispatcher,
        category="accusation",
        accused_organ=world.bureau,
        accused_person="贾正直",
    )
    told = Message.objects.filter(text__contains="被检举控告").get()
    assert told.user == world.dispatcher
    assert Message.objects.filter(user=handler).count() == before
