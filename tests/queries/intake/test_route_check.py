"""途径提示: the words of a claim, the item they point to, the rights that run; and files that cannot be used."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.documents.papers import statutes
from mediation.queries.intake.route_check import NATIONAL, WrongRouteCheck, advice, catalogue, known
from tests.architecture import test_patterns as fence

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)

POINTS = {
    "恢复已收回的夜市摊位许可": "admin_procedure",
    "请求撤销3月1日的罚款决定": "admin_procedure",
    "对房屋征收补偿决定不服": "admin_procedure",
    "认定我丈夫为工伤": "admin_procedure",
    "失业保险金停发两个月，请求补发": "admin_procedure",
    "查处餐馆油烟直排": "duty_performance",
    "责令餐饮店安装油烟净化设施": "duty_performance",
    "砖厂拖欠四个月工资": "duty_performance",
    "公司没有缴社保，请求补缴养老保险": "duty_performance",
    "支付违法辞退的经济补偿金": "arbitration",
    "判令绿源公司赔偿误工损失": "litigation",
    "撤销对我的党纪处分": "party_appeal",
    "建议在商业街设置停车位": "suggestion",
    "反映局长收受好处": "accusation",
}


@pytest.mark.parametrize(("text", "item"), POINTS.items())
def test_words_point_to_an_item(text, item):
    assert item in [one.check.item for one in advice(text, on=TODAY).pointers]


@pytest.mark.parametrize("text", ["修复河西街路灯", "在柳树乡二村增设青椒收购点", "许可", "发放大棚补贴3600元", ""])
def test_words_that_point_nowhere_ask_nothing(text):
    told = advice(text, category="grievance", route="petition_procedure", on=TODAY)
    assert (told.pointers, told.asks) == ((), False)


def test_it_asks_where_the_choice_is_another_and_is_silent_where_one_of_them_was_chosen():
    text = "恢复已收回的夜市摊位许可"
    assert advice(text, category="grievance", route="petition_procedure", on=TODAY).asks
    assert not advice(text, category="grievance", route="admin_procedure", on=TODAY).asks
    assert not advice(text, on=TODAY).asks  # nothing is chosen yet


def test_what_runs_is_counted_from_the_day_on_which_it_was_known():
    told = advice(
        "收回我的许可", category="grievance", route="petition_procedure", on=TODAY, known_on=date(2026, 1, 12)
    )
    runs = {run.right.code: (run.last, run.left, run.at_most) for one in told.pointers for run in one.running}
    assert runs == {"reconsideration": (date(2026, 3, 13), 11, False), "suit": (date(2026, 7, 13), 133, False)}


def test_from_the_day_of_receipt_at_most_where_nobody_knows_since_when():
    told = advice("收回我的许可", category="grievance", route="petition_procedure", on=TODAY, latest=date(2026, 2, 26))
    first = told.pointers[0].running[0]
    assert (first.last, first.left, first.at_most) == (date(2026, 4, 27), 56, True)


def test_guiding_where_no_day_is_left_is_asked_about():
    late = advice("收回我的许可", category="grievance", route="admin_procedure", on=TODAY, known_on=date(2025, 7, 1))
    assert [run.right.code for run in late.lapsed] == ["reconsideration", "suit"]
    assert late.asks
    in_time = advice("收回我的许可", category="grievance", route="admin_procedure", on=TODAY, known_on=date(2026, 2, 1))
    assert not in_time.asks


def test_guiding_away_what_is_the_organs_own_duty_is_asked_about():
    told = advice("拖欠工资，确认劳动关系", category="grievance", route="arbitration", on=TODAY)
    assert [one.check.code for one in told.duties_left_out] == ["wages"]
    assert told.asks
    assert not advice("拖欠工资，确认劳动关系", category="grievance", route="duty_performance", on=TODAY).asks


def test_every_article_that_is_told_exists():
    for check in known():
        for title, articles in statutes.cited_in(f"{check.article}{check.sentence}{check.duty}"):
            assert statutes.standing(title, articles, TODAY) in (statutes.Citing.GOOD, statutes.Citing.UNKNOWN), title


@pytest.mark.parametrize("check", known(), ids=[check.code for check in known()])
def test_no_word_takes_longer_than_in_proportion_to_the_text(check):
    fence.test_a_pattern_reads_in_proportion(check.code, check.pattern)


WRONG = {
    "没有写article": 'code="a"\nitem="litigation"\nwords=["判令"]\nsentence="x"',
    "item不能是": 'code="a"\nitem="court"\nwords=["判令"]\narticle="x"\nsentence="x"',
    "words应当是": 'code="a"\nitem="litigation"\nwords=["…判令"]\narticle="x"\nsentence="x"',
    "每个词最多20个字": f'code="a"\nitem="litigation"\nwords=["{"长" * 21}"]\narticle="x"\nsentence="x"',
    "没有“forever”这一权利": 'code="a"\nitem="litigation"\nwords=["判令"]\narticle="x"\nsentence="x"\nrights=["forever"]',
    "不认识pattern": 'code="a"\nitem="litigation"\nwords=["判令"]\narticle="x"\nsentence="x"\npattern="(a+)+"',
    "code有重复": 'code="permit"\nitem="litigation"\nwords=["判令"]\narticle="x"\nsentence="x"',
    "读不出来": "code=",
}


@pytest.mark.parametrize(("why", "row"), WRONG.items())
def test_a_file_that_cannot_be_used_is_named_with_the_reason(tmp_path, why, row):
    file = tmp_path / "local.toml"
    file.write_text(f"[[check]]\n{row}\n", encoding="utf-8")
    with pytest.raises(WrongRouteCheck, match=why):
        catalogue(str(file))


def test_a_site_adds_its_own(tmp_path, settings):
    file = tmp_path / "local.toml"
    file.write_text(
        '[[check]]\ncode="port"\nitem="litigation"\nwords=["码头…合同"]\narticle="一"\nsentence="二"\n',
        encoding="utf-8",
    )
    settings.ROUTE_CHECK = str(file)
    assert advice("码头的合同", on=TODAY).pointers[0].check.code == "port"
    assert NATIONAL.exists()
