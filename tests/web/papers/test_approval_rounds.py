"""The rounds of approval as an organ sets them: section, legal office, head; each bound to exactly this content."""

from __future__ import annotations

import pytest

from mediation.models import Event, Paper
from mediation.vocabulary import Role
from mediation.workflows.base import NotAllowed, NotPossibleNow
from tests.factories.opinions import DECIDED, approved, drafted, opinion_content, take, told_of_acceptance
from tests.stages import staged


@staged
def chain(world):
    """The bureau wants its section and its legal office to look first."""
    world.bureau.settings = {"approval_chain": ["section_chief", "legal_reviewer"]}
    world.bureau.save(update_fields=["settings"])
    return world.staff(Role.SECTION_CHIEF, world.bureau), world.staff(Role.LEGAL_REVIEWER, world.bureau)


@staged
def submitted(world, chain):
    return take(drafted(world, world.accepted()), "submit", world.handler, DECIDED, "10:10")


def test_the_head_approves_only_after_section_and_legal_office(world, chain, submitted):
    section, legal = chain
    with pytest.raises(NotPossibleNow, match="科室负责人、法制审核人") as refused:
        take(submitted, "approve", world.head, DECIDED, "10:20")
    assert refused.value.code == "not_endorsed"
    take(submitted, "endorse", section, DECIDED, "10:30", opinion="同意。")
    with pytest.raises(NotPossibleNow, match="法制审核人"):
        take(submitted, "approve", world.head, DECIDED, "10:35")
    take(submitted, "endorse", legal, DECIDED, "10:40")
    assert take(submitted, "approve", world.head, DECIDED, "10:50").state == "approved"


def test_the_legal_office_waits_for_the_section_and_nobody_endorses_twice(world, chain, submitted):
    section, legal = chain
    with pytest.raises(NotPossibleNow) as refused:
        take(submitted, "endorse", legal, DECIDED, "10:30")
    assert refused.value.code == "not_ones_turn"
    take(submitted, "endorse", section, DECIDED, "10:30")
    with pytest.raises(NotPossibleNow):
        take(submitted, "endorse", section, DECIDED, "10:35")
    with pytest.raises(NotAllowed):
        take(submitted, "endorse", world.handler, DECIDED, "10:40")


def test_an_edit_voids_every_endorsement(world, chain, submitted):
    section, _legal = chain
    take(submitted, "endorse", section, DECIDED, "10:30")
    take(submitted, "revise", world.handler, DECIDED, "10:40", content={"course": "3月11日再次查看了收购点。"})
    again = take(submitted, "submit", world.handler, DECIDED, "10:45")
    assert Paper.objects.get(pk=again.pk).to_endorse() == ["section_chief", "legal_reviewer"]


def test_an_organ_without_a_chain_needs_its_head_alone(world):
    paper = take(drafted(world, world.accepted()), "submit", world.handler, DECIDED, "10:10")
    assert take(paper, "approve", world.head, DECIDED, "10:20").state == "approved"


def test_a_remark_on_a_paragraph_comes_back_with_the_draft_and_leads_to_it(world, chain, submitted, desk):
    section, _legal = chain
    remarks = [{"quoted": "全县现有收购点四处", "remark": "请写明距离。"}]
    take(submitted, "send_back", section, DECIDED, "10:30", comment="请修改。", remarks=remarks)
    assert Event.objects.filter(step="send_back").get().facts["remarks"] == remarks
    page = desk(world.handler).get(f"/desk/papers/{submitted.pk}/").content.decode()
    assert "请写明距离。" in page
    assert 'href="#id_findings-1-text"' in page
    assert "未审核" in page


def test_the_head_opens_a_paragraph_and_writes_beside_it(world, desk):
    submitted = take(drafted(world, world.accepted()), "submit", world.handler, DECIDED, "10:10")
    head, page = desk(world.head), f"/desk/paper/{submitted.pk}/send_back/"
    shown = head.get(page).context["paragraphs"]
    place = next(one.no for one in shown if one.text.startswith("全县现有收购点"))
    data = {"_key": "a" * 32, "_version": submitted.version, f"remark-{place}": "请写明距离。", "comment": ""}
    answer = head.post(page, data)
    assert answer.status_code == 302, answer.content.decode()
    facts = Event.objects.get(step="send_back").facts
    assert facts == {
        "comment": "见逐段意见。",
        "remarks": [{"quoted": "全县现有收购点四处。", "remark": "请写明距离。"}],
    }
    assert 'href="#id_findings-1-text"' in desk(world.handler).get(f"/desk/papers/{submitted.pk}/").content.decode()


def test_what_was_written_beside_a_paragraph_is_still_there_when_the_step_is_refused(world, desk):
    submitted = take(drafted(world, world.accepted()), "submit", world.handler, DECIDED, "10:10")
    head, page = desk(world.head), f"/desk/paper/{submitted.pk}/send_back/"
    answer = head.post(page, {"_key": "a" * 32, "_version": 1, "remark-0": "意见<b>", "comment": "请改"})
    assert answer.status_code == 409
    assert ">意见&lt;b&gt;</textarea>" in answer.content.decode()
    assert head.post(page, {"_key": "b" * 32, "comment": ""}).status_code == 422
    assert desk(world.handler).post(page, {"_key": "c" * 32, "comment": "x"}).status_code == 403


def test_every_saved_version_stays_and_shows_what_it_changed(world, desk):
    paper = drafted(world, world.accepted())
    take(paper, "revise", world.handler, DECIDED, "10:05", content={"course": "3月11日再次查看了收购点。"})
    take(paper, "revise", world.handler, DECIDED, "10:06", content={"course": "3月11日再次查看了收购点。"})
    take(paper, "revise", world.head, DECIDED, "10:07", content={"course": "3月12日再次查看了收购点。"})
    assert [(one.no, one.by) for one in Paper.objects.get(pk=paper.pk).revisions.all()] == [
        (0, ""), (1, str(world.handler)), (2, str(world.head)),
    ]  # fmt: skip
    said = desk(world.handler).get(f"/desk/papers/{paper.pk}/?saved=2").content.decode()
    assert "历次保存" in said
    assert '<ins><span class="sign">增</span>2</ins>' in said
    for asked in ("0", "99", "x", "-1"):
        assert desk(world.handler).get(f"/desk/papers/{paper.pk}/?saved={asked}").status_code == 200


def test_the_head_of_a_co_issuing_organ_finds_signs_and_others_read_who_has_signed(world, desk):
    head = world.staff(Role.HEAD, world.other_bureau)
    petition = world.accepted()
    told_of_acceptance(world, petition, DECIDED)
    draft = drafted(world, petition, **opinion_content(co_issuers=[{"organ": world.other_bureau}]))
    paper = approved(draft, drafter=world.handler, head=world.head, on=DECIDED)
    browser = desk(head)
    assert "待会签" in browser.get("/desk/").content.decode()
    page = browser.get(f"/desk/papers/{paper.pk}/").content.decode()
    assert f"/desk/paper/{paper.pk}/cosign/" in page
    assert "不同意会签" in page
    assert "修改内容" not in page
    own = desk(world.registrar).get(f"/desk/papers/{paper.pk}/").content.decode()
    assert '青河县住房和城乡建设局 <span class="soft">未会签</span>' in own
    assert "下一步是“会签”，由青河县住房和城乡建设局的负责人办理。" in own
    take(paper, "cosign", head, DECIDED, "10:30", co_issuer=world.other_bureau, opinion="同意。")
    assert (
        "青建机关负责人（2025-03-17，同意。）"
        in desk(world.registrar).get(f"/desk/papers/{paper.pk}/").content.decode()
    )


def test_the_refusal_of_a_co_issuing_organ_stands_on_the_drafter_s_page(world, desk):
    head = world.staff(Role.HEAD, world.other_bureau)
    petition = world.accepted()
    told_of_acceptance(world, petition, DECIDED)
    draft = drafted(world, petition, **opinion_content(co_issuers=[{"organ": world.other_bureau}]))
    paper = approved(draft, drafter=world.handler, head=world.head, on=DECIDED)
    take(paper, "decline_to_cosign", head, DECIDED, "10:30", co_issuer=world.other_bureau, comment="请写明何时完工。")
    page = desk(world.handler).get(f"/desk/papers/{paper.pk}/").content.decode()
    assert "退回修改的意见" in page
    assert "请写明何时完工。" in page
    assert f'<option value="{world.other_bureau.pk}" selected>青河县住房和城乡建设局</option>' in page
