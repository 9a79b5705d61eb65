"""会签: every co-issuing organ agrees to exactly the content that the lead organ approved, before it is issued."""

from __future__ import annotations

import pytest

from mediation.models import Event, Message, Paper
from mediation.permissions import Actor
from mediation.queries.office.desk import papers_to_cosign, papers_waiting
from mediation.vocabulary import Role
from mediation.workflows.base import NotAllowed, NotPossibleNow
from tests.factories.opinions import DECIDED, approved, drafted, opinion_content, take, told_of_acceptance
from tests.factories.world import at
from tests.refusals import refused
from tests.stages import staged

pytestmark = pytest.mark.django_db


@staged
def heads(world):
    """The heads of the two organs that issue jointly with the bureau."""
    return [world.staff(Role.HEAD, organ) for organ in (world.other_bureau, world.office)]


def joint(world, *organs) -> Paper:
    """An opinion of the bureau and the organs named, written."""
    petition = world.accepted()
    told_of_acceptance(world, petition, DECIDED)
    return drafted(world, petition, **opinion_content(co_issuers=[{"organ": organ} for organ in organs]))


@staged
def paper(world, heads) -> Paper:
    """An opinion of three organs, approved by the head of the lead."""
    draft = joint(world, world.other_bureau, world.office)
    return approved(draft, drafter=world.handler, head=world.head, on=DECIDED)


def sign(paper, head, organ, clock="10:30", **facts):
    return take(paper, "cosign", head, DECIDED, clock, co_issuer=organ, **facts)


def waiting(user):
    return list(papers_to_cosign(Actor(on=at(DECIDED).date(), user=user)))


def test_a_paper_waits_until_every_organ_has_signed_and_bears_the_lead_s_number_alone(world, paper, heads):
    with pytest.raises(NotPossibleNow, match="青河县住房和城乡建设局、青河县信访局") as told:
        take(paper, "issue", world.registrar, DECIDED, "10:25")
    assert told.value.code == "not_cosigned"
    sign(paper, heads[1], world.office, opinion="同意。")
    with pytest.raises(NotPossibleNow, match="还缺：青河县住房和城乡建设局。"):
        take(paper, "issue", world.registrar, DECIDED, "10:35")
    sign(paper, heads[0], world.other_bureau, "10:40")
    issued = take(paper, "issue", world.registrar, DECIDED, "10:50")
    assert issued.snapshot["signing"] == ["青河县农业农村局", "青河县住房和城乡建设局", "青河县信访局"]
    assert issued.number.startswith("青农访处〔2025〕")


def test_the_organs_are_asked_once_the_lead_has_approved_and_see_it_until_they_have_signed(world, heads):
    draft = joint(world, world.other_bureau)
    assert not waiting(heads[0])
    paper = approved(draft, drafter=world.handler, head=world.head, on=DECIDED)
    assert waiting(heads[0]) == [paper]
    assert not waiting(heads[1])
    assert not waiting(world.head)
    assert "请你单位会签" in Message.objects.get(user=heads[0]).text
    sign(paper, heads[0], world.other_bureau)
    assert not waiting(heads[0])


def test_the_record_names_the_organ_for_which_was_signed(world, paper, heads):
    sign(paper, heads[0], world.other_bureau)
    event = Event.objects.get(step="cosign")
    assert event.facts["co_issuer"]["name"] == "青河县住房和城乡建设局"
    assert event.basis


def test_an_edit_voids_every_signature(world, paper, heads):
    sign(paper, heads[0], world.other_bureau)
    take(paper, "revise", world.handler, DECIDED, "10:40", content={"course": "3月11日再次查看了收购点。"})
    assert not waiting(heads[0])
    again = take(paper, "submit", world.handler, DECIDED, "10:45")
    again = take(again, "approve", world.head, DECIDED, "10:50")
    assert waiting(heads[0]) == [again]
    assert again.to_cosign() == [world.other_bureau, world.office]


def test_nobody_signs_for_another_organ_nor_twice(world, paper, heads):
    with refused("signs_for_another"):
        sign(paper, heads[0], world.office)
    with pytest.raises(NotAllowed):
        sign(paper, world.staff(Role.HANDLER, world.other_bureau), world.other_bureau)
    with pytest.raises(NotAllowed):
        sign(paper, world.head, world.bureau)
    sign(paper, heads[0], world.other_bureau)
    with refused("cosigned_before"):
        sign(paper, heads[0], world.other_bureau, "10:40")


def test_a_head_of_two_organs_signs_for_each(world, paper, heads):
    heads[0].appointments.create(organ=world.office, role=Role.HEAD)
    sign(paper, heads[0], world.other_bureau)
    assert waiting(heads[0]) == [paper]
    assert not sign(paper, heads[0], world.office, "10:40").to_cosign()


def test_a_refusal_goes_back_to_the_drafter_with_its_reason(world, paper, heads):
    sign(paper, heads[1], world.office)
    back = take(
        paper, "decline_to_cosign", heads[0], DECIDED, "10:40", co_issuer=world.other_bureau, comment="请写明何时完工。"
    )
    assert (back.state, back.approved_hash, back.approver) == ("drafted", "", None)
    told = Message.objects.filter(user=world.handler).latest("pk").text
    assert "青河县住房和城乡建设局不同意会签" in told
    assert "请写明何时完工。" in told
    assert list(papers_waiting(Actor(on=at(DECIDED).date(), user=world.handler))) == [back]


def test_who_has_signed_may_still_refuse_before_the_issue(world, paper, heads):
    sign(paper, heads[0], world.other_bureau)
    with refused("signs_for_another"):
        take(paper, "decline_to_cosign", heads[0], DECIDED, "10:40", co_issuer=world.office, comment="不同意。")
    stated = {"co_issuer": world.other_bureau, "comment": "数字有误。"}
    assert take(paper, "decline_to_cosign", heads[0], DECIDED, "10:40", **stated).state == "drafted"


def test_the_notice_that_corrects_a_joint_paper_is_signed_by_all_too(world, paper, heads):
    sign(paper, heads[0], world.other_bureau)
    sign(paper, heads[1], world.office, "10:40")
    issued = take(paper, "issue", world.registrar, DECIDED, "10:50")
    stated = {"wrong": "收购台账", "right": "收购总账", "why": "笔误"}
    take(issued, "rectify", world.handler, DECIDED, "11:00", **stated)
    notice = approved(issued.matter.papers.latest("pk"), drafter=world.handler, head=world.head, on=DECIDED)
    assert notice.kind == "correction_notice"
    assert notice.to_cosign() == [world.other_bureau, world.office]


def test_an_organ_without_a_head_here_cannot_be_asked(world):
    draft = joint(world, world.other_bureau)
    with refused("co_issuer_without_head"):
        take(draft, "submit", world.handler, DECIDED, "10:10")


def test_the_lead_is_not_named_again_and_nobody_twice(world, heads):
    for organs in ((world.bureau,), (world.office, world.office)):
        world.staff(Role.HEAD, world.bureau)
        with refused("co_issuer_twice"):
            take(joint(world, *organs), "submit", world.handler, DECIDED, "10:10")


def test_an_accused_organ_does_not_issue_jointly(world, heads):
    accusing = {"text": "举报住建局工作人员索要财物", "category": "accusation", "accused_organ": world.other_bureau}
    plain = {"text": "按承诺价补足差额", "category": "grievance", "route": "petition_procedure"}
    petition = world.petition(claims=[plain, accusing])
    draft = drafted(world, petition, **opinion_content(co_issuers=[{"organ": world.other_bureau}]))
    with refused("co_issuer_accused"):
        take(draft, "submit", world.handler, DECIDED, "10:10")
