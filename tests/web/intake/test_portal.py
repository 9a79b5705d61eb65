"""The portal: number and code, one page, only one's own."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse

from mediation.actions import gateway
from mediation.actions.clock import deadlines
from mediation.actions.papers import rendering
from mediation.models import FileView, Paper, Party, ServiceOfDocument, SpecialAuthority
from tests.factories.opinions import ReviewCourse, decided, take
from tests.factories.papers import BY_ITSELF
from tests.factories.people import come_in, with_secret
from tests.factories.world import at
from tests.stages import staged


@pytest.fixture(autouse=True)
def _no_tries():
    cache.clear()


@staged
def petition(world):
    """Registered, with a receipt for each petitioner."""
    return world.petition()


@staged
def served(world):
    """An acceptance notice sent to Zhang electronically, with his consent."""
    petition = world.accepted(on="2026-02-23")
    notice = Paper.objects.get(kind="acceptance_notice")
    gateway.perform(Paper, notice.pk, "submit", by=world.handler, at=at("2026-02-24"))
    gateway.perform(Paper, notice.pk, "approve", by=world.head, at=at("2026-02-24"))
    gateway.perform(Paper, notice.pk, "issue", by=world.registrar, at=at("2026-02-24"))
    Paper.objects.filter(pk=notice.pk).update(sha256="0" * 64)
    Party.objects.filter(name="张大山").update(electronic_since="2026-02-23")
    service = ServiceOfDocument.objects.get(paper=notice, party__name="张大山")
    come_in(service.party)
    gateway.perform(
        ServiceOfDocument, service.pk, "dispatch", by=world.registrar, at=at("2026-02-25"), mode="electronic"
    )
    return petition


def enter(client, party):
    return client.post(reverse("portal:enter"), {"number": party.matter.number, "code": party.issue_code().lower()})


def test_number_and_code_open_the_page_and_the_visit_is_logged(client, world, petition):
    party = world.party(petition.matter, "张大山")
    answer = enter(client, party)
    assert answer.url == reverse("portal:matter")
    assert "青椒收购价未兑现" in client.get(answer.url).content.decode()
    assert FileView.objects.filter(party=party).count() == 1


def test_a_wrong_code_is_told_without_saying_which_is_wrong_and_keeps_what_was_typed(client, world, petition):
    party = world.party(petition.matter, "张大山")
    party.issue_code()
    for number in (party.matter.number, "XX2026-00001"):
        answer = client.post(reverse("portal:enter"), {"number": number, "code": "AAAAA-AAAAA"})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "编号或者查询码不对" in page
        assert f'value="{number}"' in page


def test_ten_wrong_codes_close_the_door_for_a_while(client, world, petition):
    party = world.party(petition.matter, "张大山")
    code = party.issue_code()
    for _n in range(10):
        client.post(reverse("portal:enter"), {"number": party.matter.number, "code": "AAAAAAAAAA"})
    answer = client.post(reverse("portal:enter"), {"number": party.matter.number, "code": code})
    assert answer.status_code == 429
    assert "15分钟后" in answer.content.decode()


def test_nothing_is_shown_without_a_code(client, db):
    assert client.get(reverse("portal:matter")).url == reverse("portal:enter")


def test_a_party_confirms_receipt_by_an_act_of_its_own(client, world, served):
    party = world.party(served.matter, "张大山")
    secret = with_secret(party)
    enter(client, party)
    service = ServiceOfDocument.objects.get(party=party)
    address = reverse("portal:step", args=["serviceofdocument", service.pk, "confirm"])
    assert address in client.get(reverse("portal:matter")).content.decode()
    client.get(address)
    service.refresh_from_db()
    assert service.state == "dispatched", "opening a page is not receipt"
    client.post(address, {"_version": service.version, "_key": "a" * 32, "secret": secret})
    service.refresh_from_db()
    assert (service.state, service.served_on.isoformat()) == ("served", "2026-03-02")


def test_a_party_does_not_reach_what_is_anothers(client, world, served):
    enter(client, world.party(served.matter, "李秀英"))
    zhangs = ServiceOfDocument.objects.get(party__name="张大山")
    assert client.get(reverse("portal:step", args=["serviceofdocument", zhangs.pk, "confirm"])).status_code == 404
    receipt = Paper.objects.get(kind="registration_receipt", addressees__name="张大山")
    assert client.get(reverse("portal:paper", args=[receipt.pk])).status_code == 404
    assert client.get(reverse("portal:step", args=["claim", 1, "accept"])).status_code == 404


@pytest.mark.printing
def test_a_paper_opens_as_it_was_issued(client, world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    party = world.party(world.petition().matter, "张大山")
    receipt = Paper.objects.get(kind="registration_receipt", addressees=party)
    rendering.render_paper(paper_id=receipt.pk, at=at("2026-03-02"))
    enter(client, party)
    answer = client.get(reverse("portal:paper", args=[receipt.pk]))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


def test_leaving_forgets_the_party(client, world, petition):
    enter(client, world.party(petition.matter, "张大山"))
    client.post(reverse("portal:leave"))
    assert client.get(reverse("portal:matter")).url == reverse("portal:enter")


def test_an_empty_verification_says_what_to_fill_in_and_what_else_one_can_do(client, db):
    said = client.get(reverse("public:verify"), {"number": "", "code": ""}).content.decode()
    assert "请填写文号；文书上没有文号的，填卷宗编号。" in said
    assert "请填写核验码：每页下方二维码旁的16位字母和数字。" in said
    assert "也可以在下面直接核验文件" in said
    answer = client.post(reverse("public:verify"))
    assert answer.status_code == 422
    assert "请选择要核验的文件" in answer.content.decode()
    assert "必填" not in said + answer.content.decode()


def test_anyone_may_verify_a_paper_and_sees_no_person(client, petition):
    receipt = Paper.objects.filter(kind="registration_receipt").first()
    page = client.get(
        reverse("public:verify"), {"number": receipt.matter.number.lower(), "code": receipt.code}
    ).content.decode()
    assert "现行有效" in page
    assert "登记回执" in page
    assert "张大山" not in page
    assert "青椒" not in page


def test_a_wrong_number_and_a_wrong_code_get_the_same_answer(client, petition):
    receipt = Paper.objects.filter(kind="registration_receipt").first()
    wrong = [("X", receipt.code), (receipt.matter.number, "A" * 16)]
    pages = [client.get(reverse("public:verify"), {"number": n, "code": c}).content.decode() for n, c in wrong]
    assert all("没有查到这份文书" in page for page in pages)


def test_number_and_code_are_read_however_they_are_typed_and_a_short_code_is_told(client, petition):
    receipt = Paper.objects.filter(kind="registration_receipt").first()
    wide = {ord(ch): ord(ch) + 0xFEE0 for ch in f"{receipt.code}{receipt.matter.number}"}
    asked = {"number": receipt.matter.number.translate(wide), "code": receipt.code.lower().translate(wide)}
    assert "现行有效" in client.get(reverse("public:verify"), asked).content.decode()
    page = client.get(reverse("public:verify"), {**asked, "code": receipt.code[:15] + "0"}).content.decode()
    assert "读到15位" in page
    assert "没有查到" not in page


def portal(client, party):
    enter(client, party)
    return client.get(reverse("portal:matter")).content.decode()


def test_what_may_be_contested_is_called_by_its_name_with_its_last_day_beside(client, world, clock):
    clock.move_to(at("2025-03-20", "12:00"))
    course = ReviewCourse(world)
    said = portal(client, course.zhang)
    assert "<strong>请求复查</strong>" in said
    assert "请求复核" not in said
    assert "最后一天是2025年4月16日，还有27天。" in said
    assert said.index("请求复查</strong>") < said.index('id="papers"')


def test_after_the_first_review_only_re_examination_is_offered(client, world, clock):
    clock.move_to(at("2025-04-09", "12:00"))
    said = portal(client, decided(world).zhang)
    assert "<strong>请求复核</strong>" in said
    assert "<strong>请求复查</strong>" not in said


def test_the_request_knows_its_stage_and_opinion(client, world, clock):
    clock.move_to(at("2025-03-20", "12:00"))
    course = ReviewCourse(world)
    enter(client, course.zhang)
    address = f"/portal/open/review/request/?stage=review&opinion={course.opinion.pk}"
    page = client.get(address).content.decode()
    assert "<h1>请求复查</h1>" in page
    assert 'name="stage"' not in page
    assert 'name="opinion"' not in page
    data = {"_key": "b" * 32, "organ": world.county.pk, "demand": "变更处理意见", "grounds": "有录音"}
    assert client.post(address, data).status_code == 302
    review = course.matter.reviews.get()
    assert (review.stage, review.opinion) == ("review", course.opinion)


def test_a_right_that_has_lapsed_is_still_offered_with_the_word_good_cause(client, world, clock):
    clock.move_to(at("2025-04-20", "12:00"))
    course = ReviewCourse(world)
    deadlines.run_clock(at("2025-04-20"))
    assert "已经过了。有正当理由的" in portal(client, course.zhang)


def test_taking_back_comes_last_and_is_no_button(client, world, clock):
    clock.move_to(at("2025-03-25", "12:00"))
    course = ReviewCourse(world)
    course.ask()
    said = portal(client, course.zhang)
    address = reverse("portal:step", args=["review", course.pk, "withdraw_request"])
    assert said.index(f'<a href="{address}">撤回请求</a>') > said.index('id="papers"')


def test_a_paper_to_confirm_has_its_button_first_and_on_the_paper(client, world, served):
    said = portal(client, world.party(served.matter, "张大山"))
    service = ServiceOfDocument.objects.get(party__name="张大山")
    address = reverse("portal:step", args=["serviceofdocument", service.pk, "confirm"])
    assert said.count(f'href="{address}"') == 2
    assert said.index(f'href="{address}"') < said.index('id="until"')
    row = said[said.index(f'id="paper-{service.paper_id}"') :]
    assert row.index(f'class="btn btn-primary wide" href="{address}"') < row.index("文书原件")


def test_a_changed_result_stands_first_and_the_old_one_is_marked(client, world, clock):
    clock.move_to(at("2025-04-09", "12:00"))
    course = decided(
        world, "changed", new_conclusion="按每斤三角补足差额。", changes=[{"claim": 1, "outcome": "partly_supported"}]
    )
    said = portal(client, course.zhang)
    assert "现在的结果：支持您的一部分诉求" in said
    assert "<del>没有支持您的诉求</del>" in said
    assert "按每斤三角补足差额。" in said
    assert said.count("现在的结果") == 1, "the other claim stands as it was"


def test_a_day_that_was_corrected_is_told_right(client, world):
    petition = world.petition(on="2026-02-25")
    gateway.perform(
        type(petition), petition.pk, "correct_day", by=world.handler, at=at("2026-03-02"),
        event=1, right_day=at("2026-02-24").date(), why="笔误",
    )  # fmt: skip
    said = portal(client, world.party(petition.matter, "张大山"))
    assert "2026年2月24日</span> 登记" in said
    assert "2026年2月25日</span> 登记" not in said


def test_number_and_code_are_read_as_people_type_them(client, world, petition):
    party = world.party(petition.matter, "张大山")
    code = party.issue_code()
    wide = code.translate({n: n + 0xFEE0 for n in range(33, 127)})
    number = party.matter.number
    for typed in (number.lower(), number.replace("-", "——"), number.replace("-", " "), f" {number.replace('-', '－')}"):
        assert client.post(reverse("portal:enter"), {"number": typed, "code": wide}).status_code == 302


def test_one_who_guesses_does_not_lock_the_party_out(client, world, petition):
    party = world.party(petition.matter, "张大山")
    for _n in range(12):
        client.post(
            reverse("portal:enter"), {"number": party.matter.number, "code": "WRONG"}, REMOTE_ADDR="203.0.113.9"
        )
    assert enter(client, party).status_code == 302


def test_a_form_sent_after_the_half_hour_is_held_on_the_page(client, petition):
    answer = client.post(reverse("portal:open", args=["review", "request"]), {"grounds": "查明的事实不全。"})
    assert answer.status_code == 403
    assert "查明的事实不全。" in answer.content.decode()
    assert reverse("portal:enter") in answer.content.decode()


def test_a_form_of_one_party_is_not_sent_for_another_who_entered_since(client, served):
    zhang, li = (world_party for world_party in served.matter.petitioners)
    enter(client, zhang)
    page = reverse("portal:open", args=["mediation", "propose"])
    if client.get(page).status_code == 404:
        page = reverse("portal:step", args=["petition", served.pk, "withdraw"])
    enter(client, li)
    answer = client.post(page, {"_party": zhang.pk})
    assert answer.status_code == 409
    assert "另一位当事人" in answer.content.decode()


def test_one_withdraws_besides_only_for_those_who_authorised_it(client, served):
    zhang, li = served.matter.petitioners
    page = reverse("portal:step", args=["petition", served.pk, "withdraw"])
    enter(client, zhang)
    with_secret(zhang)
    alone = client.get(page).content.decode()
    assert ("知道撤回的后果" in alone, "withdrawn_for" in alone) == (True, False), "nobody is there to choose"
    SpecialAuthority.objects.create(
        principal=li, representative=zhang, may_withdraw=True, scope="撤回", since=at("2026-02-24").date()
    )
    told = client.get(page).content.decode().split('id="id_withdrawn_for"')[1].split("</fieldset>")[0]
    assert ("李秀英" in told, "张大山" in told) == (True, False)


def test_what_concerns_the_whole_matter_does_not_repeat_its_name(world, client):
    party = world.petition(subject="渠道淤塞三年未修").matter.petitioners[0]
    client.post("/portal/", {"number": party.matter.number, "code": party.issue_code()})
    page = client.get("/portal/matter/").content.decode()
    assert "提交材料" in page
    assert page.count("渠道淤塞三年未修") == 2, "in the title and the heading"


def test_a_paper_is_told_in_plain_words_with_my_last_day_and_the_way_to_ask(client, world, clock):
    clock.move_to(at("2025-03-20", "12:00"))
    course = ReviewCourse(world)
    portal(client, course.zhang)
    page = reverse("portal:card", args=[course.opinion.pk])
    said = client.get(page).content.decode()
    for words in ("没有支持您的诉求", "作了解释说明", "不服的，可以请上一级机关再看一次", "到2025年4月16日为止",
                  "青河县人民政府", "云州市农业农村局", "以原件为准"):  # fmt: skip
        assert words in said
    assert f"stage=review&amp;opinion={course.opinion.pk}" in said
    assert reverse("portal:paper", args=[course.opinion.pk]) in said
    assert FileView.objects.filter(party=course.zhang, what=str(course.opinion)).exists()


def test_the_card_of_anothers_paper_does_not_exist_and_a_revoked_one_says_so(client, world, clock):
    clock.move_to(at("2025-03-20", "12:00"))
    course, other = ReviewCourse(world), ReviewCourse(world, petition=world.accepted(subject="另一件"))
    portal(client, course.zhang)
    assert client.get(reverse("portal:card", args=[other.opinion.pk])).status_code == 404
    take(course.opinion, "revoke", world.head, "2025-03-19", "12:00", why="漏查录音", **BY_ITSELF)
    said = client.get(reverse("portal:card", args=[course.opinion.pk])).content.decode()
    assert "这份文书不再有效" in said
    assert "到2025年4月16日为止" not in said


def test_who_asked_for_review_is_told_so_and_is_not_invited_to_ask_again(client, world, clock):
    course = ReviewCourse(world)
    clock.move_to(at("2025-03-24", "12:00"))
    course.ask()
    page = portal(client, course.zhang)
    assert "正等复查机关决定是否受理" in page
    assert "加入请求" not in page
    assert "收回授权" not in page, "he has authorised nobody"
    card = client.get(reverse("portal:card", args=[course.opinion.pk])).content.decode()
    assert "您已经在2025年3月24日提出" in card
    assert "加入请求" in portal(client, course.li)
