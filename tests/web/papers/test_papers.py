"""Drafting beside the preview, approving what is shown, serving many."""

from __future__ import annotations

import uuid

import pytest

from mediation.models import Paper, ServiceOfDocument
from mediation.vocabulary import DRAFTED_FROM_PETITION, PaperKind
from tests.documents.papers.reading import text_of
from tests.factories.opinions import drafted
from tests.factories.papers import scan
from tests.factories.reading import let_read
from tests.stages import staged

TODAY = "2026-03-02"


@staged
def draft(world):
    return world.accepted(on=TODAY).matter.papers.get(kind="acceptance_notice")


def sent(paper, **facts):
    return {"_key": uuid.uuid4().hex, "_version": paper.version, **facts}


@pytest.mark.printing
def test_a_draft_is_kept_and_shown_in_the_preview(world, desk, draft):
    browser = desk(world.handler)
    assert browser.post(f"/desk/papers/{draft.pk}/", sent(draft, contact="王科长 0555-7654321")).status_code == 302
    assert Paper.objects.get(pk=draft.pk).content["contact"] == "王科长 0555-7654321"
    assert "王科长" in browser.get(f"/desk/papers/{draft.pk}/sheet/").content.decode()


@pytest.mark.printing
def test_the_preview_follows_what_is_typed_and_keeps_nothing(world, desk, draft):
    answer = desk(world.handler).post(f"/desk/papers/{draft.pk}/sheet/", sent(draft, contact="只是看看<script>"))
    said = answer.content.decode()
    assert "只是看看&lt;script&gt;" in said
    assert "script-src 'none'" in answer["Content-Security-Policy"]
    assert "只是看看" not in str(Paper.objects.get(pk=draft.pk).content)


def test_hostile_text_in_a_draft_is_refused_and_still_there(world, desk, draft):
    for text in ("甲\x07乙", "长" * 100_000):
        answer = desk(world.handler).post(f"/desk/papers/{draft.pk}/", sent(draft, contact=text))
        assert answer.status_code == 422
        assert text in answer.content.decode()


def test_characters_that_nobody_sees_are_shown_in_place_and_taken_out_by_one_press(world, desk, draft):
    browser, page = desk(world.handler), f"/desk/papers/{draft.pk}/"
    browser.post(page, sent(draft, contact="王\u200b科长\u00a00555-7654321"))
    said = browser.get(page).content.decode()
    assert "有看不见的字符：“王【零宽空格 U+200B】科长" in said
    assert "有特殊的空格：“王科长【不换行空格 U+00A0】0555-765”。" in said
    draft = Paper.objects.get(pk=draft.pk)
    answer = browser.post(page, sent(draft, contact="王\u200b科长\u00a00555-7654321", _clean="on"), follow=True)
    assert "删去了2个看不见的字符。" in answer.content.decode()
    assert "有看不见的字符" not in answer.content.decode()
    assert 'name="_clean"' not in answer.content.decode()
    assert Paper.objects.get(pk=draft.pk).content["contact"] == "王科长 0555-7654321"


def test_the_drafter_sends_on_and_another_approves_exactly_what_is_shown(world, desk, draft):
    handler, head = desk(world.handler), desk(world.head)
    answer = handler.post(f"/desk/papers/{draft.pk}/", sent(draft, contact="0555-1234567", _then="on"))
    assert answer.url == f"/desk/paper/{draft.pk}/submit/"
    draft = Paper.objects.get(pk=draft.pk)
    assert handler.post(answer.url, sent(draft)).status_code == 302
    draft = Paper.objects.get(pk=draft.pk)
    assert draft.state == "submitted"
    assert "下一步是“批准”，由机关负责人办理。" in handler.get(f"/desk/papers/{draft.pk}/").content.decode()
    assert "受理告知书" in head.get("/desk/").content.decode()
    said = head.get(f"/desk/papers/{draft.pk}/").content.decode()
    assert "批准" in said
    assert "退回修改" in said
    seen = sent(draft)
    handler.post(f"/desk/papers/{draft.pk}/", sent(draft, contact="改过了"))
    assert head.post(f"/desk/paper/{draft.pk}/approve/", seen).status_code == 409
    assert Paper.objects.get(pk=draft.pk).state == "drafted"


def test_a_colleague_of_another_organ_finds_no_paper(world, desk, draft):
    stranger = desk(world.staff("handler", world.other_bureau))
    for page in ("", "sheet/", "pdf/", "serve/dispatch/"):
        assert stranger.get(f"/desk/papers/{draft.pk}/{page}").status_code == 404


def test_many_addressees_are_served_at_once_and_each_has_a_record(world, desk, issued_notice):
    registrar = desk(world.registrar)
    page = f"/desk/papers/{issued_notice.pk}/serve/dispatch/"
    assert registrar.get(page).status_code == 200
    everyone = [s.pk for s in issued_notice.services.all()]
    answer = registrar.post(page, {"_key": uuid.uuid4().hex, "services": everyone, "mode": "direct"})
    assert answer.status_code == 302, answer.content.decode()
    assert set(ServiceOfDocument.objects.values_list("state", flat=True)) == {"dispatched"}
    page = f"/desk/papers/{issued_notice.pk}/serve/record_receipt/"
    data = {"_key": uuid.uuid4().hex, "services": everyone, "by_themselves": "on", "servers": "王一、李二"}
    assert registrar.post(page, data).status_code == 302
    assert [s.received_by for s in ServiceOfDocument.objects.all()] == [
        s.party.name for s in issued_notice.services.all()
    ]


def test_each_letter_has_its_own_number_and_who_has_none_is_named_alone(world, desk, issued_notice):
    first, second = issued_notice.services.order_by("pk")
    data = {
        "_key": uuid.uuid4().hex, "services": [first.pk, second.pk], "mode": "post", f"waybill-{first.pk}": "XA123", "note": "挂号信",
    }  # fmt: skip
    answer = desk(world.registrar).post(f"/desk/papers/{issued_notice.pk}/serve/dispatch/", data)
    said = answer.content.decode()
    assert answer.status_code == 409
    assert f"{second.party}：邮寄送达请填写邮件号码" in said
    assert f"{first.party}：" not in said
    assert f"”：{first.party}。" in said, "whose paper has gone is named"
    assert "挂号信" in said
    assert [s.waybill for s in issued_notice.services.order_by("pk")] == ["XA123", ""]


def test_what_shows_that_nobody_was_met_is_kept_with_each_copy(world, desk, issued_notice):
    registrar, everyone = desk(world.registrar), [s.pk for s in issued_notice.services.all()]
    page = f"/desk/papers/{issued_notice.pk}/serve"
    registrar.post(f"{page}/dispatch/", {"_key": uuid.uuid4().hex, "services": everyone, "mode": "direct"})
    assert 'enctype="multipart/form-data"' in registrar.get(f"{page}/fail/").content.decode()
    stated = {"_key": uuid.uuid4().hex, "services": everyone, "note": "家中无人", "proof": scan("门口照片")}
    assert registrar.post(f"{page}/fail/", stated).status_code == 302
    assert [s.attempts for s in issued_notice.services.all()] == [1, 1]
    kept = issued_notice.matter.attachments.filter(subject_type="serviceofdocument")
    assert sorted(kept.values_list("subject_id", flat=True)) == sorted(everyone)
    assert {one.size for one in kept} == {len(scan("门口照片").read())}


def test_what_is_issued_and_not_served_stands_out_for_those_who_serve(world, desk, issued_notice):
    page = f"/desk/matters/{issued_notice.matter.number}/"
    for person in (world.registrar, world.handler):
        said = desk(person).get(page).content.decode()
        assert "已经签发、还没有送达的文书" in said
        assert "待送出2人" in said
    assert "还没有送达的文书" not in desk(world.head).get(page).content.decode()
    work = desk(world.registrar).get("/desk/").content.decode()
    assert work.index("待送达") < work.index("没有等您起草")


def test_what_is_refused_for_one_addressee_is_named(world, desk, issued_notice):
    everyone = [s.pk for s in issued_notice.services.all()]
    data = {"_key": uuid.uuid4().hex, "services": everyone, "mode": "electronic"}
    answer = desk(world.registrar).post(f"/desk/papers/{issued_notice.pk}/serve/dispatch/", data)
    assert answer.status_code == 409
    assert answer.content.decode().count("电子送达须经受送达人同意") == len(everyone)


def test_an_opinion_may_be_kept_with_gaps_which_stop_it_only_when_it_is_sent_on(world, desk):
    petition = world.accepted(on=TODAY)
    handler = desk(world.handler)
    page = f"/desk/matters/{petition.matter.number}/open/paper/draft/"
    answer = handler.post(page, {"_key": uuid.uuid4().hex, "kind": "handling_opinion"})
    assert answer.status_code == 302
    opinion = Paper.objects.get(kind="handling_opinion")
    rows = {"findings-rows": "1", "findings-0-claim": "1", "findings-0-text": "", "findings-0-evidence": "会议纪要"}
    assert handler.post(f"/desk/papers/{opinion.pk}/", sent(opinion, **rows)).status_code == 302
    opinion = Paper.objects.get(pk=opinion.pk)
    assert opinion.content["findings"][0]["evidence"] == "会议纪要"
    assert "请填写“办理经过”" in handler.get(f"/desk/papers/{opinion.pk}/").content.decode()
    answer = handler.post(f"/desk/paper/{opinion.pk}/submit/", sent(opinion))
    assert answer.status_code == 409
    assert "请填写“办理经过”" in answer.content.decode()


@pytest.fixture
def rewritten(world, desk, draft):
    """Sent for approval, given back, and changed by the drafter."""
    handler, head = desk(world.handler), desk(world.head)

    def take(browser, page, **facts):
        paper = Paper.objects.get(pk=draft.pk)
        assert browser.post(f"/desk/{page}/", sent(paper, **facts)).status_code == 302

    take(handler, f"papers/{draft.pk}", contact="王科长 0555-7654321")
    take(handler, f"paper/{draft.pk}/submit")
    take(head, f"paper/{draft.pk}/send_back", comment="联系电话是旧的，请核对。")
    take(handler, f"papers/{draft.pk}", contact="王科长 0555-1234567")
    return take


def test_why_a_draft_came_back_stands_above_the_fields(world, desk, draft, rewritten):
    said = desk(world.handler).get(f"/desk/papers/{draft.pk}/").content.decode()
    assert "联系电话是旧的，请核对。" in said
    assert said.index("联系电话是旧的，请核对。") < said.index('name="contact"')


def test_drafter_and_approver_see_what_changed_since_the_round_before(world, desk, draft, rewritten):
    page = f"/desk/papers/{draft.pk}/"
    assert '<del><span class="sign">删</span>' in desk(world.handler).get(page).content.decode()
    rewritten(desk(world.handler), f"paper/{draft.pk}/submit")
    said = desk(world.head).get(page).content.decode()
    assert "与第1次送审稿对照" in said
    assert '<span class="sign">删</span>' in said
    assert '<span class="sign">增</span>' in said
    assert "批准" in said


def test_the_first_round_has_nothing_to_be_compared_with(world, desk, draft):
    assert "送审稿对照" not in desk(world.handler).get(f"/desk/papers/{draft.pk}/").content.decode()


@pytest.mark.printing
def test_the_draft_is_shown_as_the_pdf_it_would_be_with_what_is_being_typed(world, desk, draft):
    browser = desk(world.handler)
    page = f"/desk/papers/{draft.pk}/draft/"
    answer = browser.post(page, sent(draft, contact="王科长 0555-7654321"))
    assert answer["Content-Type"] == "application/pdf"
    assert "王科长" in text_of(answer.content)
    assert "王科长" not in str(Paper.objects.get(pk=draft.pk).content)
    assert "草稿" in text_of(browser.get(page).content)
    assert desk(world.staff("handler", world.other_bureau)).get(page).status_code == 404


def test_an_issued_paper_has_no_draft(world, desk, issued_notice):
    assert desk(world.handler).get(f"/desk/papers/{issued_notice.pk}/draft/").status_code == 404


@pytest.mark.printing
@pytest.mark.ignore_template_errors  # what is not written yet is blank
@pytest.mark.parametrize("kind", DRAFTED_FROM_PETITION)
def test_every_kind_that_is_drafted_by_hand_has_a_preview(world, desk, kind):
    petition, handler = world.accepted(on=TODAY), desk(world.handler)
    page = f"/desk/matters/{petition.matter.number}/open/paper/draft/"
    assert handler.post(page, {"_key": uuid.uuid4().hex, "kind": kind.value}).status_code == 302
    paper = Paper.objects.latest("pk")
    assert paper.kind == kind
    assert handler.get(f"/desk/papers/{paper.pk}/sheet/").status_code == 200


def test_the_other_kinds_say_which_step_they_come_of(world, desk):
    petition, handler = world.accepted(on=TODAY), desk(world.handler)
    page = f"/desk/matters/{petition.matter.number}/open/paper/draft/"
    for kind in set(PaperKind) - set(DRAFTED_FROM_PETITION):
        answer = handler.post(page, {"_key": uuid.uuid4().hex, "kind": kind.value})
        assert answer.status_code == 409
        assert "请先办理该步骤" in answer.content.decode()


def test_only_kinds_that_the_guard_lets_through_are_offered_and_the_others_stand_behind_a_fold(world, desk):
    petition, handler = world.accepted(on=TODAY), desk(world.handler)
    page = f"/desk/matters/{petition.matter.number}/open/paper/draft/"
    answer = handler.get(page)
    offered = dict(answer.context["form"].fields["kind"].widget.choices)
    offered.pop("", None)
    assert set(offered) == {*DRAFTED_FROM_PETITION, PaperKind.REGISTRATION_RECEIPT}
    assert offered[PaperKind.REGISTRATION_RECEIPT] == "登记回执（更正已经签发的一份）"
    (rest,) = answer.context["not_now"]
    assert len(rest.kinds) == len(set(PaperKind)) - len(offered)
    assert "其他文种，现在不能在这里起草" in answer.content.decode()
    assert 'value="handling_opinion" required' not in answer.content.decode()


def test_a_step_of_a_paper_leads_back_to_the_paper(world, desk, issued_notice):
    said = desk(world.head).get(f"/desk/paper/{issued_notice.pk}/revoke/").content.decode()
    here = f"/desk/papers/{issued_notice.pk}/"
    assert f'<a class="btn btn-bare" href="{here}">不办理，返回</a>' in said
    assert f'<p class="crumb"><a href="{here}">{issued_notice}' in said


def test_a_forged_table_of_too_many_rows_is_refused_and_not_cut(world, desk, draft):
    opinion = drafted(world, draft.matter.petition, on=TODAY)
    rows = {"findings-rows": "602", **{f"findings-{n}-text": "事实" for n in range(602)}}
    answer = desk(world.handler).post(f"/desk/papers/{opinion.pk}/", sent(opinion, **rows))
    assert answer.status_code == 422
    assert "“调查核实情况”最多600行，交来602行，没有办理。" in answer.content.decode()
    assert len(Paper.objects.get(pk=opinion.pk).content["findings"]) == 2


def test_who_issued_a_paper_begins_the_corrected_one_on_its_page_and_nobody_else_does(world, desk, issued_notice):
    page, place = f"/desk/papers/{issued_notice.pk}/", f"/desk/papers/{issued_notice.pk}/replace/"
    assert place in desk(world.handler).get(page).content.decode()
    stranger = world.staff("reviewer", world.county)
    let_read(issued_notice.matter, world.county)
    assert place not in desk(stranger).get(page).content.decode()
    assert desk(stranger).post(place, {"_key": uuid.uuid4().hex}).status_code == 404
    assert issued_notice.number in desk(world.handler).get(place).content.decode()
    answer = desk(world.handler).post(place, {"_key": uuid.uuid4().hex})
    new = Paper.objects.get(corrects=issued_notice)
    assert answer.url == f"/desk/papers/{new.pk}/"
    assert (new.kind, new.content, new.state) == (issued_notice.kind, issued_notice.content, "drafted")
    assert (
        f'<a href="/desk/papers/{new.pk}/">受理告知书</a>（起草中）' in desk(world.handler).get(page).content.decode()
    )
    assert f'<a href="{page}">{issued_notice}</a>（已签发）' in desk(world.handler).get(answer.url).content.decode()
    assert desk(world.handler).get(f"/desk/papers/{new.pk}/replace/").status_code == 404, (
        "a draft is mended, not replaced"
    )
