"""Mediation up to the first session: proposed, consented to, a mediator for all."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.actions import gateway
from mediation.models import Appointment, Deadline, Mediation, Message, Organ, Paper, PartyChange
from mediation.permissions import Actor
from mediation.vocabulary import OrganKind, PaperKind, PartyRole, Role
from mediation.workflows.base import NotAllowed
from tests.factories.mediation import (
    COOPERATIVE,
    DAY,
    alone,
    committee,
    consented,
    disputed,
    do,
    everyone,
    mediator_of,
    proposed,
    session,
)
from tests.factories.people import change, proof, with_slip
from tests.factories.world import at
from tests.refusals import refused


def party(mediation, name):
    return mediation.matter.parties.get(name=name)


def close(meeting, by, **facts):
    return do(meeting, "close", by, "2025-03-17", "11:00", **{"recorder": "小李", **facts})


# proposing


def test_a_proposal_from_a_petition_brings_both_sides_together(world, proposed_mediation):
    assert {p.party.name: p.side for p in proposed_mediation.participants.all()} == {
        "张大山": "asking", "李秀英": "asking", "绿源合作社": "other",
    }  # fmt: skip
    assert proposed_mediation.organ == world.bureau


def test_representatives_take_part_for_their_side_but_all_are_parties(world):
    people = [{"name": "张大山", "is_representative": True}, {"name": "李秀英"}, {"name": "王五"}]
    mediation = proposed(world, disputed(world, petitioners=people))
    assert [str(p) for p in everyone(mediation)] == ["张大山", "绿源合作社"]
    assert mediation.parties.count() == 4


def test_mediation_is_possible_before_acceptance(world):
    petition = world.petition(opposite_parties=[{"name": "绿源合作社"}])
    assert proposed(world, petition).state == "proposed"


def test_a_dispute_without_a_petition_has_a_file_of_its_own_at_the_committee(alone_mediation):
    assert alone_mediation.matter.subject == "砖厂拖欠工资"
    assert not hasattr(alone_mediation.matter, "petition")
    roles = dict(alone_mediation.matter.parties.values_list("name", "role"))
    assert roles == {
        "赵铁柱": PartyRole.APPLICANT, "钱小梅": PartyRole.APPLICANT, "永兴砖厂": PartyRole.OPPOSITE,
    }  # fmt: skip


def test_a_bureau_does_not_mediate_without_a_petition(world):
    with refused("committee_needed"):
        gateway.perform(
            Mediation, None, "propose", by=world.handler, at=at(DAY), organ=world.bureau, subject="邻里纠纷",
            dispute="排水", applicants=[{"name": "甲"}], respondents=[{"name": "乙"}],
        )  # fmt: skip


def test_a_file_needs_a_subject(world):
    with refused("subject_missing"):
        alone(world, subject="")


def test_a_committee_does_not_mediate_between_a_citizen_and_an_organ(world):
    with refused("not_a_civil_dispute"):
        alone(world, respondents=[{"name": "青河县农业农村局", "organ": world.bureau}])


def test_there_is_no_mediation_with_one_side(world):
    with refused("side_missing"):
        alone(world, respondents=[])


def test_a_party_that_proposes_makes_nobody_a_party(world):
    petition = disputed(world)
    zhang, before = petition.matter.petitioners.first(), petition.matter.parties.count()
    stated = {"claims": list(petition.claims.all()), "dispute": "差价"}
    for side in ("applicants", "respondents"):
        with pytest.raises(NotAllowed, match="当事人只能为自己表示意见"):
            gateway.perform(
                Mediation, None, "propose", by=zhang, at=at(DAY), matter=petition.matter,
                **{**stated, side: [{"name": "路人"}]},
            )  # fmt: skip
    gateway.perform(Mediation, None, "propose", by=zhang, at=at(DAY), matter=petition.matter, **stated)
    assert petition.matter.parties.count() == before


def test_a_party_is_asked_for_no_other_people_and_told_beforehand_that_a_side_is_missing(world, client, clock):
    petition = world.accepted(opposite_parties=[])
    clock.move_to(at(DAY))
    client.post(
        "/portal/", {"number": petition.matter.number, "code": petition.matter.petitioners.first().issue_code()}
    )
    page = client.get("/portal/open/mediation/propose/")
    assert [refused.code for refused in page.context["refused"]] == ["side_missing"]
    gateway.perform(
        PartyChange, None, "join", by=world.handler, at=at(DAY), matter=petition.matter, side=PartyRole.OPPOSITE,
        joining=[COOPERATIVE], why="收购方", proof=proof(),
    )  # fmt: skip
    page = client.get("/portal/open/mediation/propose/")
    assert page.context["refused"] == []
    assert not page.context["form"].tables


def test_in_a_petition_the_claims_are_named(world):
    with refused("claims_missing"):
        proposed(world, claims=[])


def test_only_grievances_are_mediated(world):
    claims = [{"text": "建议改进收购办法", "category": "suggestion"}]
    with refused("not_a_grievance"):
        proposed(world, disputed(world, claims=claims))


def test_a_claim_of_another_file_is_not_mediated_here(world):
    elsewhere = world.petition()
    with refused("claim_elsewhere"):
        proposed(world, claims=list(elsewhere.claims.all()))


def test_a_claim_that_has_its_disposal_is_not_mediated(world, dispute):
    petition = dispute
    claims = [{"text": "判决不公", "category": "grievance", "route": "litigation"}]
    petition = world.petition(claims=claims, opposite_parties=[{"name": "绿源合作社"}])
    do(
        petition.claims.get(), "guide", world.handler,
        competent_organ="青河县人民法院", legal_basis="《民事诉讼法》", time_limit="6个月",
    )  # fmt: skip
    with refused("claim_disposed"):
        proposed(world, petition)


def test_the_same_claims_are_not_mediated_twice_at_once(world, dispute):
    proposed(world, dispute)
    with refused("already_mediated"):
        proposed(world, dispute)


def test_who_clearly_refused_is_not_asked_again_until_it_asks_itself(world, dispute):
    first = proposed(world, dispute)
    do(first, "decline", world.handler, who=[party(first, "绿源合作社")])
    with refused("clearly_refused"):
        proposed(world, dispute)
    assert proposed(world, dispute, asked_anew=True).state == "proposed"


# rights and consent


def test_rights_are_told_to_each_before_anyone_consents(world, proposed_mediation):
    with refused("wrong_state"):
        do(proposed_mediation, "consent", world.handler, who=everyone(proposed_mediation))
    do(proposed_mediation, "tell_rights", world.handler)
    notices = Paper.objects.of_kind(PaperKind.MEDIATION_RIGHTS_NOTICE)
    assert [p.addressees.get().name for p in notices] == ["张大山", "李秀英", "绿源合作社"]
    assert notices.issued().count() == 3


def test_a_party_without_a_query_code_gets_one_from_who_took_the_mediation_in_and_the_notice_has_none(
    world, alone_mediation
):
    do(alone_mediation, "tell_rights", mediator_of(world, alone_mediation.organ))
    zhao = party(alone_mediation, "赵铁柱")
    (code,) = with_slip(zhao, by=mediator_of(world, alone_mediation.organ), on="2025-03-11")
    assert party(alone_mediation, "赵铁柱").has_code(code)
    assert not [p for p in Paper.objects.all() if "query_code" in p.snapshot]


def test_the_last_consent_accepts_the_mediation_and_starts_its_month(world, proposed_mediation):
    mediation = proposed_mediation
    do(mediation, "tell_rights", world.handler)
    mediation = do(mediation, "consent", world.handler, who=everyone(mediation)[:2])
    assert mediation.state == "consent_pending"
    mediation = do(mediation, "consent", world.handler, who=everyone(mediation)[2:])
    assert mediation.state == "accepted"
    assert mediation.accepted_on == date(2025, 3, 10)
    assert Deadline.objects.about(mediation).get().code == "D12"


def test_mediation_does_not_stop_the_sixty_days(world, dispute):
    before = list(dispute.matter.deadlines.filter(code="D5").values_list("legal_on", "state"))
    consented(world, proposed(world, dispute))
    assert list(dispute.matter.deadlines.filter(code="D5").values_list("legal_on", "state")) == before


def test_a_party_consents_at_the_portal_for_itself_only(world, proposed_mediation):
    do(proposed_mediation, "tell_rights", world.handler)
    me, other = everyone(proposed_mediation)[:2]
    with refused("speaks_for_others"):
        do(proposed_mediation, "consent", me, who=[other])
    do(proposed_mediation, "consent", me)
    assert [p.party for p in proposed_mediation.participants.filter(consented=True)] == [me]


def test_consent_names_somebody_who_takes_part(world, proposed_mediation):
    do(proposed_mediation, "tell_rights", world.handler)
    with refused("nobody_named"):
        do(proposed_mediation, "consent", world.handler)
    stranger = world.petition().matter.parties.first()
    with refused("not_a_participant"):
        do(proposed_mediation, "consent", world.handler, who=[stranger])


def test_one_refusal_ends_it_without_any_reason(world, proposed_mediation):
    mediation = proposed_mediation
    do(mediation, "tell_rights", world.handler)
    mediation = do(mediation, "decline", everyone(mediation)[2])
    assert mediation.state == "refused"
    assert mediation.matter.messages.filter(party=everyone(mediation)[0]).count() == 1


# mediators


def against_the_bureau(world, **who):
    """A petition whose other side is the bureau that handles it."""
    return disputed(world, opposite_parties=[{"name": "青河县农业农村局", "kind": "organisation", **who}])


def test_the_organ_that_is_the_opposite_side_does_not_give_the_mediator(world):
    mediation = proposed(world, against_the_bureau(world, organ=world.bureau), organ=world.office)
    with refused("mediator_interested"):
        do(mediation, "name_mediators", world.dispatcher, mediators=[mediator_of(world, world.bureau)])
    elsewhere = mediator_of(world, world.office)
    do(mediation, "name_mediators", world.dispatcher, mediators=[elsewhere])
    assert list(mediation.matter.mediators()) == [elsewhere]
    assert mediation.matter in type(mediation.matter).objects.visible_to(Actor(on=date(2025, 3, 10), user=elsewhere))


def test_an_organ_that_is_a_side_organises_nothing_and_asks_another(world):
    for who in ({"organ": world.bureau}, {}):
        with refused("organ_interested"):
            proposed(world, against_the_bureau(world, **who))
    head = world.staff(Role.HEAD, world.county)
    mediation = proposed(world, against_the_bureau(world), organ=world.county)
    assert mediation.organ == world.county
    told = Message.objects.filter(user=head)
    assert "请你单位组织调解" in told.latest("pk").text
    do(mediation, "tell_rights", world.staff(Role.HANDLER, world.county))


def test_nor_does_the_one_that_has_its_powers_now(world):
    ended = Organ.establish(
        below=world.county, name="青河县水务局", short="青水", code="qhsw", kind=OrganKind.DEPARTMENT,
        in_force_until=date(2025, 3, 5), successor=world.bureau,
    )  # fmt: skip
    with refused("organ_interested"):
        proposed(world, disputed(world, opposite_parties=[{"name": "青河县水务局", "organ": ended}]))


def test_a_party_need_not_know_which_organ_may_mediate(world):
    petition = against_the_bureau(world)
    asking = party(petition, "张大山")
    mediation = gateway.perform(
        Mediation, None, "propose", by=asking, at=at(DAY), matter=petition.matter, claims=list(petition.claims.all()),
        dispute="差额",
    )  # fmt: skip
    assert mediation.organ == world.county


def test_an_agreement_is_not_sealed_by_an_organ_that_has_become_a_side(world, drafted_agreement):
    for one in drafted_agreement.parties.all():
        do(drafted_agreement, "sign", mediator_of(world, world.bureau), "2025-03-17", "12:10", signer=one)
    do(drafted_agreement, "countersign", mediator_of(world, world.bureau), "2025-03-17", "12:20")
    joining = [{"name": "青河县农业农村局", "kind": "organisation", "organ": world.bureau}]
    change(drafted_agreement.matter, "join", world.handler, "2025-03-17", side="opposite", joining=joining)
    with refused("organ_interested"):
        do(drafted_agreement, "take_effect", mediator_of(world, world.bureau), "2025-03-17", "12:30")


def test_who_handles_the_matter_does_not_mediate_it_and_the_other_way_round(world, proposed_mediation):
    both = world.staff(Role.MEDIATOR, world.bureau, "两职")
    Appointment.objects.create(user=both, organ=world.bureau, role=Role.HANDLER)
    petition = proposed_mediation.petition
    do(petition, "assign_handler", world.head, handler=both)
    with refused("mediator_handles"):
        do(proposed_mediation, "name_mediators", world.handler, mediators=[both])
    do(petition, "assign_handler", world.head, handler=world.handler)
    do(proposed_mediation, "name_mediators", world.handler, mediators=[both])
    with refused("handler_mediates"):
        do(petition, "assign_handler", world.head, handler=both)


def test_a_committee_mediates_between_people_only(world):
    organ = committee(world)
    with refused("not_a_civil_dispute"):
        alone(world, respondents=[{"name": "青河县农业农村局", "kind": "organisation"}])
    asked = {"text": "查处欠薪", "category": "grievance", "route": "duty_performance"}
    petition = disputed(world, claims=[asked])
    with refused("not_a_civil_dispute"):
        proposed(world, petition, organ=organ)
    wages = {"text": "支付工资", "category": "grievance", "route": "petition_procedure"}
    assert proposed(world, disputed(world, claims=[wages]), organ=organ).organ == organ


def test_a_session_waits_until_everyone_accepts_the_mediator(world, proposed_mediation):
    mediation = consented(world, proposed_mediation)
    with refused("no_mediator"):
        session(world, mediation)
    do(mediation, "name_mediators", world.handler, mediators=[mediator_of(world, world.bureau)])
    with refused("mediator_not_accepted"):
        session(world, mediation)
    for one in everyone(mediation):
        do(mediation, "accept_mediator", one)
    assert session(world, mediation).state == "scheduled"


def test_after_a_disclosure_everyone_must_agree_again(world, ready_mediation):
    mediator = mediator_of(world, world.bureau)
    do(ready_mediation, "disclose", mediator, mediator=mediator, circumstances="曾在合作社任职")
    with refused("mediator_not_accepted"):
        session(world, ready_mediation)
    assert ready_mediation.matter.messages.filter(text__contains="曾在合作社任职").count() == 3


def test_only_the_circumstances_of_its_own_mediator_are_disclosed(world, ready_mediation):
    with refused("not_its_mediator"):
        do(ready_mediation, "disclose", world.handler, mediator=mediator_of(world, world.office), circumstances="无")


def test_a_party_may_have_the_mediator_replaced(ready_mediation):
    do(ready_mediation, "object_to_mediator", everyone(ready_mediation)[0])
    assert not ready_mediation.matter.mediators().exists()


def test_who_held_a_session_is_remembered_as_mediator_after_being_replaced(world, open_session):
    mediator = mediator_of(world, world.bureau)
    close(open_session, mediator, result="to_be_continued")
    do(open_session.mediation, "object_to_mediator", everyone(open_session.mediation)[0], "2025-03-18")
    assert list(open_session.matter.mediators()) == [mediator]
    assert not open_session.mediation.is_mediated_by(mediator)
