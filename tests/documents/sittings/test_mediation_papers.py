"""Papers of mediation, conference and the two-minute record, as they print."""

from __future__ import annotations

import pytest

from mediation.documents.papers.snapshot import html_of
from mediation.models import Paper, Party
from mediation.vocabulary import PaperKind
from tests.actions.intake.test_on_the_spot import recorded
from tests.documents.papers.reading import words_of
from tests.factories.conference import convened, held, resolved
from tests.factories.mediation import (
    agreed,
    alone,
    disputed,
    do,
    drafted,
    everyone,
    in_force,
    in_session,
    mediator_of,
    proposed,
    terms,
)


def printed(kind):
    """The first paper of the kind, as a page."""
    return html_of(Paper.objects.of_kind(kind).first())


def test_the_rights_notice_names_every_right_and_that_it_costs_nothing(world):
    do(proposed(world), "tell_rights", world.handler)
    page = printed(PaperKind.MEDIATION_RIGHTS_NOTICE)
    for words in ("选择或者接受调解员", "随时要求终止调解", "不收取任何费用", "仲裁、行政、司法", "第三十三条"):
        assert words in page
    assert "司法确认" not in page, "only a committee's agreement is confirmed by a court"


def test_a_committees_notice_rests_on_its_own_law_and_says_where_the_slip_is_had(world):
    mediation = alone(world)
    do(mediation, "tell_rights", mediator_of(world, mediation.organ))
    page = printed(PaperKind.MEDIATION_RIGHTS_NOTICE)
    assert "人民调解法" in page
    assert "司法确认" in page
    assert "没有查询凭条的，请向本委员会领取" in page


def test_minutes_give_time_place_people_and_result(world):
    meeting = in_session(world, proposed(world))
    do(
        meeting, "close", mediator_of(world, world.bureau), "2025-03-17", "11:00", result="not_agreed",
        statements=[{"party": everyone(meeting.mediation)[0], "statement": "请求补足差额"}],
        checked_facts="收购3000斤", outcome="价格无法一致", recorder="小李",
    )  # fmt: skip
    page = printed(PaperKind.MEDIATION_RECORD)
    for words in ("2025年3月17日9时", "乡调解室", "张大山：请求补足差额", "收购3000斤", "未达成协议", "小李"):
        assert words in page


def test_an_agreement_prints_each_obligation_with_amount_in_capitals_and_each_signature(world):
    in_force(world, alone(world), "2025-04-30", "2025-05-30")
    page = printed(PaperKind.MEDIATION_AGREEMENT)
    for words in (
        "30000.00元（大写：叁万元整）",
        "最迟于2025年5月30日（含当日）",
        "永兴砖厂",
        "钱小梅",
        "司法确认",
        "一式四份",
    ):
        assert words in page
    assert "草稿" not in page


def test_a_draft_agreement_has_lines_to_sign_on(world):
    drafted(world, agreed(world, proposed(world)))
    page = printed(PaperKind.MEDIATION_AGREEMENT)
    assert "草稿" in page
    assert page.count('class="line"') == 7


def test_a_settlement_has_no_mediator(world):
    from tests.actions.sittings.test_agreement import settlement

    settlement(world, disputed(world))
    page = printed(PaperKind.SETTLEMENT_AGREEMENT)
    assert "和解协议书" in page
    assert "调解员" not in page


def test_the_end_of_a_mediation_tells_the_other_ways_and_no_concession(world):
    mediation = proposed(world)
    do(mediation, "tell_rights", world.handler)
    do(mediation, "terminate", world.handler, termination_ground="impossible", why="对方愿意让两成")
    page = printed(PaperKind.MEDIATION_TERMINATION)
    assert "仲裁、行政、司法" in page
    assert "继续依法办理" in page
    assert "让两成" not in page


def test_minutes_of_a_conference_name_unit_and_day(world):
    conference = held(world, convened(world))
    resolved(world, conference)
    do(conference, "issue_minutes", world.dispatcher, "2025-03-12")
    page = printed(PaperKind.CONFERENCE_MINUTES)
    assert (
        "在柳树乡增设收购点，由青河县农业农村局负责，青河县住房和城乡建设局配合，最迟于2025年4月30日（含当日）落实"
        in page
    )
    assert "<b>出席：</b>" in page


def test_a_receipt_says_what_was_asked_and_answered(world):
    recorded(world)
    page = printed(PaperKind.ON_THE_SPOT_RECEIPT)
    assert "去年的运费补贴还没有拿到" in page
    assert "本月底前打入一卡通" in page


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "𠮷野家" * 40, "一" * 19_000])
def test_what_was_typed_is_printed_as_text(world, hostile):
    mediation = agreed(world, proposed(world))
    people = list(mediation.parties.all())
    drafted(world, mediation, **{**terms(people[-1], people[0]), "terms": hostile})
    page = printed(PaperKind.MEDIATION_AGREEMENT)
    assert "<script>alert" not in page
    assert hostile.replace("<", "&lt;").replace(">", "&gt;") in page


def test_an_agreement_says_who_the_parties_are_and_hides_a_number_in_the_middle(world):
    """人民调解法 29: what a court needs to know them by; the whole number is on the application to it alone."""
    mediation = agreed(world, alone(world))
    person, *_others, firm = mediation.parties.all()
    Party.objects.filter(pk=person.pk).update(id_number="341222197001011239", sex="male")
    Party.objects.filter(pk=firm.pk).update(credit_code="91350100M000100Y43", legal_representative="陆明")
    in_force(world, mediation, claims=[])
    page = words_of(html_of(Paper.objects.of_kind(PaperKind.MEDIATION_AGREEMENT).get()))
    assert "男，身份证号码：341***********1239" in page
    assert "统一社会信用代码：91350100M000100Y43，法定代表人（负责人）：陆明" in page
    assert "经人民调解员" in page
