"""The calculator, and the pages that say why a limit ends on its day: one wording for all."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils.html import escape

from mediation.actions import gateway
from mediation.models import Claim, Deadline, Extension, Organ
from mediation.timelimits import CODES, compute, explain, limit_for, parse_day, shipped_calendar
from mediation.web.public.clock.calculator import groups
from mediation.web.shared.clock.chips import chips
from mediation.web.shared.clock.explanation import json_of, of_chip, of_computation
from tests.factories.world import at
from tests.stages import staged


def ask(client, **asked):
    return client.get(reverse("public:calculator"), asked)


def told(page: str) -> str:
    """The words of the explanation, without the page around it."""
    inside = re.search(r'<section class="explanation".*?</section>', page, re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", inside[0]).split())


def runs(code, day, **more):
    found = compute(limit_for(code, on=parse_day(day)), trigger=parse_day(day), calendar=shipped_calendar(), **more)
    return [(run.days, run.counted, run.why) for run in of_computation(found).runs]


def test_every_limit_is_offered_once_by_a_plain_name():
    offered = [code for _stage, limits in groups() for code, name, _span in limits if name]
    assert sorted(offered) == sorted(CODES)


def test_an_empty_page_asks_and_the_footer_leads_to_it(client, db):
    page = ask(client).content.decode()
    assert "选一个期限" in page
    assert page.count(f'href="{reverse("public:calculator")}"') == 1


def test_the_day_the_reasons_and_the_day_table(client, db):
    answer = ask(client, code="D6", **{"from": "2025-09-08"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "2025年10月9日（星期四）" in page
    assert "国庆节放假" in page
    for sentence in explain(
        compute(
            limit_for("D6", on=parse_day("2025-09-08")), trigger=parse_day("2025-09-08"), calendar=shipped_calendar()
        )
    ):
        assert escape(sentence) in page
    assert 'value="2025-09-08"' in page


def test_hearing_day_and_days_left_out(client, db):
    assert "2025年10月10日（星期五）" in told(ask(client, code="D16", until="2025-10-20").content.decode())
    page = ask(client, code="D9", after="2025-06-10", through="2025-06-24", **{"from": "2025-06-03"}).content.decode()
    assert "2025年7月17日（星期四）" in told(page)


@pytest.mark.parametrize(
    ("asked", "field", "sentence"),
    [
        ({"code": "D6", "from": "2025-02-30"}, "start", "2025年2月30日不存在"),
        ({"code": "D6", "from": "next week"}, "start", "不是日期"),
        ({"code": "D6"}, "start", "请填写从哪一天起算"),
        ({"code": "", "from": "2025-03-03"}, "code", "请选择期限"),
        ({"code": "D16", "until": "2025-13-01"}, "until", "不存在"),
        ({"code": "D9", "from": "2025-06-03", "after": "2025-06-10", "through": ""}, "exclude", "不是日期"),
        ({"code": "D5", "from": "2025-06-03", "extend": "31"}, "extend", "最多延长30日"),
        ({"code": "D4", "from": "2025-06-03"}, "length", "请填写指定的日数"),
        ({"code": "D5", "from": "2025-06-03", "organ": "x"}, "organ", "没有这个机关"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(client, db, asked, field, sentence):
    answer = client.get(reverse("public:calculator"), asked)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(rf'<li><a href="#{field}"[^>]*>[^<]*{sentence}', page)
    assert re.search(rf'id="{field}"', page)
    assert page.count('class="fault"') == 1
    for typed in filter(None, asked.values()):
        assert f'value="{typed}"' in page or typed == "x"


def test_the_page_needs_no_script_and_speaks_english(client, db):
    page = client.get(reverse("public:calculator"), headers={"accept-language": "en"}).content.decode()
    assert "Time limit calculator" in page
    assert "Ask for review" in page


def test_local_rules_of_an_organ(client, world):
    Organ.objects.filter(pk=world.county.pk).update(settings={"local_rules": "example"})
    page = ask(client, code="D5", organ="qhny", **{"from": "2025-03-03"}).content.decode()
    assert "2025年4月2日（星期三）" in told(page)
    assert f"{world.city.name}</option>" not in page


def test_days_of_which_the_same_is_to_be_said_are_one_line():
    assert runs("D6", "2025-09-08") == [
        ("9月8日（周一）", False, "收到书面答复之日，当日不计入"),
        ("9月9日至10月7日", True, "第1至第29日，共29日，其间的周末、放假日、调休上班日照常计入"),
        ("10月8日（周三）", True, "第30日，国庆节放假，期限最后一日，遇休息日顺延"),
        ("10月9日（周四）", False, "顺延后的最后一日，工作日"),
    ]


def test_working_days_show_what_is_left_out_and_the_day_made_up_for():
    assert runs("D2", "2025-10-10") == [
        ("10月10日（周五）", False, "收到转送、交办之日，当日不计入"),
        ("10月11日（周六）", True, "第1个工作日，国庆节调休上班"),
        ("10月12日（周日）", False, "周日，不是工作日，不计入"),
        ("10月13日至15日", True, "第2至第4个工作日，共3个工作日"),
        ("10月16日（周四）", True, "第5个工作日，期限最后一日"),
    ]
    assert ("10月18日至19日", False, "周末，不是工作日，不计入") in runs("D2", "2025-10-16")


def test_an_extension_and_days_left_out_are_lines_of_their_own():
    extended = runs("D5", "2025-03-03", extension_days=30)
    assert extended[2] == ("5月3日至31日", True, "第61至第89日，共29日，其间的周末、放假日照常计入")
    left_out = runs("D9", "2025-06-03", excluded=[(parse_day("2025-06-10"), parse_day("2025-06-24"))])
    assert ("6月11日至24日", False, "听证期间，不计入") in left_out


def test_a_run_over_new_year_names_the_year_and_unknown_years_are_provisional():
    assert [days for days, _counted, _why in runs("D6", "2025-12-20")] == [
        "12月20日（周六）",
        "12月21日至2026年1月18日",
        "2026年1月19日（周一）",
    ]
    assert any("暂定" in why for _days, _counted, why in runs("D2", "2026-12-30"))


@staged
def accepted(world):
    cache.clear()
    return world.accepted(on="2026-02-23")


def enter(client, party):
    client.post(reverse("portal:enter"), {"number": party.matter.number, "code": party.issue_code()})


def test_calculator_desk_and_portal_tell_a_day_in_the_same_words(client, desk, world, accepted):
    deadline = Deadline.objects.filter(matter=accepted.matter, code="D5").first()
    enter(client, world.party(accepted.matter, "张大山"))
    portal = client.get(reverse("portal:deadline", args=[deadline.pk])).content.decode()
    staff = desk(world.handler).get(reverse("desk:deadline", args=[deadline.pk])).content.decode()
    link = re.search(r'href="(/calculator/\?[^"]+)"', portal)[1].replace("&amp;", "&")
    public = client.get(link).content.decode()
    assert told(portal) == told(staff) == told(public)
    assert "2026年4月24日（星期五）" in told(portal)


def test_the_same_as_data(client, desk, world, accepted):
    deadline = Deadline.objects.filter(matter=accepted.matter, code="D5").first()
    found = desk(world.handler).get(reverse("desk:deadline-json", args=[deadline.pk])).json()
    assert (found["id"], found["matter"], found["legal"]) == (deadline.pk, accepted.matter.number, "2026-04-24")
    assert found["days"][-1]["day"] == "2026-04-24"
    enter(client, world.party(accepted.matter, "张大山"))
    assert client.get(reverse("portal:deadline-json", args=[deadline.pk])).json() == found


def test_a_deadline_of_another_file_does_not_exist(client, desk, world, accepted):
    deadline = Deadline.objects.filter(matter=accepted.matter, code="D5").first()
    other, stranger = world.petition(), world.staff("handler", world.discipline)
    enter(client, other.matter.parties.first())
    for name in ("deadline", "deadline-json"):
        assert client.get(reverse(f"portal:{name}", args=[deadline.pk])).status_code == 404
        assert desk(stranger).get(reverse(f"desk:{name}", args=[deadline.pk])).status_code == 404
        assert client.get(reverse(f"portal:{name}", args=[2**70])).status_code == 404


def test_the_party_and_the_chip_lead_to_the_page(client, desk, world, accepted):
    deadline = Deadline.objects.filter(matter=accepted.matter, code="D5").first()
    enter(client, world.party(accepted.matter, "张大山"))
    assert reverse("portal:deadline", args=[deadline.pk]) in client.get(reverse("portal:matter")).content.decode()
    page = desk(world.handler).get(reverse("desk:matter", args=[accepted.matter.number])).content.decode()
    assert reverse("desk:deadline", args=[deadline.pk]) in page


def test_a_day_that_was_set_has_no_day_table(world, accepted):
    chip = chips([Deadline.objects.filter(matter=accepted.matter, code="D5").first()], parse_day("2026-03-02"))[0]
    chip.deadline.limit = {}
    told_of = of_chip(chip)
    assert (told_of.runs, told_of.calculator) == ([], "")
    assert told_of.sentences == [
        "这一天是约定或者指定的，不按日数推算，遇休息日也不顺延。",
        "依据：《信访工作条例》第三十四条",
    ]
    assert json_of(chip)["days"] == []


def same_everywhere(client, desk, world, deadline, party):
    """The words of the calculator, once those of the party's and the desk's page are seen to be the same."""
    enter(client, party)
    portal = client.get(reverse("portal:deadline", args=[deadline.pk])).content.decode()
    staff = desk(world.handler).get(reverse("desk:deadline", args=[deadline.pk])).content.decode()
    public = client.get(re.search(r'href="(/calculator/\?[^"]+)"', portal)[1].replace("&amp;", "&")).content.decode()
    assert told(portal) == told(staff) == told(public)
    return told(public)


def test_the_same_words_after_an_extension_with_what_moved_it_beside(client, desk, world, accepted):
    facts = {"matter": accepted.matter, "days": 30, "why": "需要补充勘测"}
    asked = gateway.perform(Extension, None, "request", by=world.handler, at=at("2026-03-20"), **facts)
    gateway.perform(Extension, asked.pk, "approve", by=world.head, at=at("2026-03-21"))
    deadline = Deadline.objects.filter(matter=accepted.matter, code="D5").first()
    party = world.party(accepted.matter, "张大山")
    assert "延长30日" in same_everywhere(client, desk, world, deadline, party)
    for page in (
        client.get(reverse("portal:deadline", args=[deadline.pk])),
        desk(world.handler).get(reverse("desk:deadline", args=[deadline.pk])),
    ):
        said = page.content.decode()
        assert "批准延期" in said
        assert "需要补充勘测" in said
        assert "2026-04-24" in said
        assert deadline.legal_on.isoformat() in said


def test_the_same_words_for_a_petition_begun_under_the_old_rules(client, desk, world):
    petition = world.petition(on="2022-04-28")
    for claim in petition.claims.all():
        gateway.perform(Claim, claim.pk, "accept", by=world.handler, at=at("2022-05-06"))
    deadline = Deadline.objects.filter(matter=petition.matter, code="D5").first()
    said = same_everywhere(client, desk, world, deadline, world.party(petition.matter, "张大山"))
    assert "《信访条例》（国务院令第431号）" in said
    assert "《信访工作条例》" not in said


def test_days_that_were_ordered_lead_to_no_calculation_of_other_days():
    calendar, statute = shipped_calendar(), limit_for("D5", on=date(2025, 3, 3))
    told = [
        of_computation(compute(limit, trigger=date(2025, 3, 3), calendar=calendar)).calculator
        for limit in (statute, statute.of_length(20))
    ]
    assert told == ["/calculator/?code=D5&from=2025-03-03", ""]
