"""What a person and a program are told of a period."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from mediation.timelimits import (
    CODES,
    DayKind,
    as_dict,
    chinese_day,
    compute,
    day_table,
    explain,
    limit_for,
    local_rules,
    recompute,
)
from mediation.timelimits.rules_of_counting import counting_rules

BEGUN = date(2025, 1, 2)
FIRST_DAY = "《民法典》第二百零一条第一款、《民事诉讼法》第八十五条第二款"
LAST_DAY = "《民法典》第二百零三条第一款、《民事诉讼法》第八十五条第三款"
NOTICE = "国务院办公厅关于2025年部分节假日安排的通知"
WEEK = "《国务院关于职工工作时间的规定》第七条"


def computed(code, trigger, calendar, **more):
    return compute(limit_for(code, on=BEGUN), trigger=trigger, calendar=calendar, **more)


def lines(computation):
    return {line.day: (line.counted, line.kind, line.why, line.authority) for line in day_table(computation)}


def test_a_review_right_in_words(calendar):
    assert explain(computed("D6", date(2025, 9, 8), calendar)) == [
        "请求复查的期限为30日，自收到书面答复之日起算，依据是《信访工作条例》第三十五条（法定）。",
        f"收到书面答复之日是2025年9月8日（星期一），当日不计入（{FIRST_DAY}）。",
        "期限按自然日计算：期限中间的周末和放假日照常计入。",
        f"计算到的最后一日是2025年10月8日（星期三），遇国庆节放假，顺延到其后的第一个工作日（{LAST_DAY}）。",
        "因此最迟在2025年10月9日（星期四）24时前（北京时间）（《民法典》第二百零三条第二款）。",
    ]


def test_an_objection_in_words(calendar):
    assert explain(computed("D2", date(2025, 9, 30), calendar))[2:] == [
        f"期限按工作日计算：周末（{WEEK}）和放假日不计入，调休上班的周末计入。",
        "期限最后一日是2025年10月14日（星期二），最迟在2025年10月14日（星期二）24时前（北京时间）"
        "（《民法典》第二百零三条第二款）。",
    ]


def test_an_extension_in_words(calendar):
    sentences = explain(computed("D5", date(2025, 3, 3), calendar, extension_days=30))
    assert sentences[3] == (
        "延长30日（情况复杂的，经本机关、单位负责人批准，并告知信访人延期理由），从未经顺延的名义届满日起接续计算。"
    )
    assert sentences[4].startswith("计算到的最后一日是2025年6月1日（星期日），遇端午节放假，顺延")
    bare = replace(limit_for("D5", on=BEGUN), extension_by="")
    told = explain(compute(bare, trigger=date(2025, 3, 3), calendar=calendar, extension_days=30))
    assert told[3] == "延长30日，从未经顺延的名义届满日起接续计算。"


def test_a_weekend_in_words(calendar):
    sentences = explain(computed("D1", date(2025, 9, 5), calendar))
    assert sentences[3].startswith("计算到的最后一日是2025年9月20日（星期六），遇周末，顺延到其后的第一个工作日")


def test_a_hearing_left_out_in_words(calendar):
    pair = (date(2025, 6, 10), date(2025, 6, 24))
    sentences = explain(computed("D9", date(2025, 6, 3), calendar, excluded=[pair]))
    assert sentences[3] == (
        "听证期间不计入：自2025年6月10日的次日起，至2025年6月24日止，共14日"
        "（扣除期间自事由发生之日的次日起，至事由终了之日止）。"
    )


def test_a_hearing_notice_in_words(calendar):
    sentences = explain(computed("D16", date(2025, 10, 20), calendar))
    assert sentences[0].startswith(
        "送达听证通知书的期限为7个工作日，应在举行听证之日之前届满，依据是参照《行政处罚法》"
    )
    assert sentences[3] == "期限从该日向前倒算；倒算没有专条，比照顺算规则从严计算（系统默认）。"
    assert sentences[-1] == "建议不迟于2025年9月29日（星期一）办理，即提前10个工作日。"


def test_a_backward_weekend_in_words(calendar):
    limit = replace(limit_for("D16", on=BEGUN), unit=limit_for("D5", on=BEGUN).unit, warn=None)
    notice = compute(limit, trigger=date(2025, 10, 12), calendar=calendar)
    assert (notice.nominal, notice.legal) == (date(2025, 10, 5), date(2025, 9, 30))
    assert "遇国庆节放假，提前到前一个工作日" in explain(notice)[4]
    table = lines(notice)
    assert table[date(2025, 10, 5)][2] == "第7日，国庆节放假，期限最后一日，遇休息日提前"
    assert table[date(2025, 10, 4)][2] == "国庆节放假，继续提前"
    assert table[date(2025, 9, 30)][2:] == (
        "提前后的最后一日，工作日",
        f"{LAST_DAY}（倒算没有专条，比照顺算规则从严计算（系统默认））",
    )


def test_an_uncovered_year_is_named(calendar):
    running = computed("D5", date(2026, 11, 20), calendar)
    assert explain(running)[-1].startswith("这一日期是暂定的")
    assert lines(running)[date(2027, 1, 19)][2] == "第60日，期限最后一日（暂定：尚无2027年放假安排）"
    assert lines(running)[date(2027, 1, 18)][2] == "第59日"
    by_working_days = lines(computed("D2", date(2026, 12, 31), calendar))
    assert by_working_days[date(2027, 1, 1)][2] == "第1个工作日（暂定：尚无2027年放假安排）"


def test_days_are_counted_or_not_and_why(calendar):
    table = lines(computed("D2", date(2025, 9, 30), calendar))
    article = "《信访工作条例》第二十三条第三款"
    assert table == {
        date(2025, 9, 30): (None, DayKind.WORKING, "收到转送、交办之日，当日不计入", FIRST_DAY),
        **{
            date(2025, 10, n): (
                None,
                DayKind.HOLIDAY,
                f"{'中秋' if n == 6 else '国庆'}节放假，不是工作日，不计入",
                NOTICE,
            )
            for n in range(1, 9)
        },
        date(2025, 10, 9): (1, DayKind.WORKING, "第1个工作日", article),
        date(2025, 10, 10): (2, DayKind.WORKING, "第2个工作日", article),
        date(2025, 10, 11): (3, DayKind.MAKE_UP, "第3个工作日，国庆节调休上班", article),
        date(2025, 10, 12): (None, DayKind.WEEKEND, "周日，不是工作日，不计入", WEEK),
        date(2025, 10, 13): (4, DayKind.WORKING, "第4个工作日", article),
        date(2025, 10, 14): (5, DayKind.WORKING, "第5个工作日，期限最后一日", article),
    }


def test_rolling_is_shown_day_by_day(calendar):
    table = lines(computed("D1", date(2025, 9, 20), calendar))
    article = "《信访工作条例》第二十二条第一款"
    assert table[date(2025, 9, 27)] == (7, DayKind.WEEKEND, "第7日，周六", article)
    assert table[date(2025, 9, 28)] == (8, DayKind.MAKE_UP, "第8日，国庆节调休上班", article)
    assert table[date(2025, 10, 5)] == (15, DayKind.HOLIDAY, "第15日，国庆节放假，期限最后一日，遇休息日顺延", article)
    assert table[date(2025, 10, 6)] == (None, DayKind.HOLIDAY, "中秋节放假，继续顺延", LAST_DAY)
    assert table[date(2025, 10, 9)] == (None, DayKind.WORKING, "顺延后的最后一日，工作日", LAST_DAY)


def test_extended_and_excluded_days_are_shown(calendar):
    longer = lines(computed("D5", date(2025, 3, 3), calendar, extension_days=30))
    assert longer[date(2025, 5, 2)][2] == "第60日，劳动节放假"
    assert longer[date(2025, 5, 3)][2] == "第61日（延长期限第1日），劳动节放假"
    assert longer[date(2025, 5, 6)][2] == "第64日（延长期限第4日）"
    pair = (date(2025, 6, 10), date(2025, 6, 24))
    heard = lines(computed("D9", date(2025, 6, 3), calendar, excluded=[pair]))
    assert heard[date(2025, 6, 10)][0] == 7
    assert heard[date(2025, 6, 11)] == heard[date(2025, 6, 24)]
    assert heard[date(2025, 6, 24)] == (
        None,
        DayKind.WORKING,
        "听证期间，不计入",
        "《信访工作条例》第三十六条第一款、第二款；扣除期间自事由发生之日的次日起，至事由终了之日止",
    )
    assert heard[date(2025, 6, 25)][0] == 8


def test_a_hearing_notice_is_counted_back(calendar):
    table = day_table(computed("D16", date(2025, 10, 20), calendar))
    assert [line.day for line in table[:3]] == [date(2025, 10, 20), date(2025, 10, 19), date(2025, 10, 18)]
    assert table[0].authority == f"{FIRST_DAY}（倒算没有专条，比照顺算规则从严计算（系统默认））"
    assert (table[-1].day, table[-1].counted) == (date(2025, 10, 10), 7)


def test_a_day_kept_for_a_party_is_explained(calendar):
    newer = calendar.with_changes(version="2025-2", ordinary=[date(2025, 10, 8)])
    again = recompute(computed("D6", date(2025, 9, 8), calendar), calendar=newer)
    assert (again.nominal, again.legal, again.kept) == (date(2025, 10, 8), date(2025, 10, 9), True)
    assert explain(again)[3:] == [
        "按新的放假安排，期限最后一日是2025年10月8日（星期三）；"
        "但当事人原有的届满日不因放假安排变动而提前（有利于当事人原则（系统默认））。",
        "因此最迟在2025年10月9日（星期四）24时前（北京时间）（《民法典》第二百零三条第二款）。",
    ]
    table = lines(again)
    assert table[date(2025, 10, 8)][2] == "第30日，期限最后一日"
    assert table[date(2025, 10, 9)][2:] == (
        "工作日，当事人原有的届满日不因放假安排变动而提前",
        "有利于当事人原则（系统默认）",
    )


def test_a_kept_day_that_became_a_holiday_moves_on(calendar):
    newer = calendar.with_changes(
        version="2025-2", ordinary=[date(2025, 10, 8)], holidays={date(2025, 10, 9): "国庆节"}
    )
    again = recompute(computed("D6", date(2025, 9, 8), calendar), calendar=newer)
    assert again.legal == date(2025, 10, 10)
    assert lines(again)[date(2025, 10, 9)][2] == "国庆节放假，当事人原有的届满日不因放假安排变动而提前"


def test_a_local_rule_is_named_as_such(calendar):
    limit = limit_for("D1", on=BEGUN, local=local_rules("example"))
    told = explain(compute(limit, trigger=date(2025, 9, 5), calendar=calendar))
    assert told[0].endswith("依据是《浙江省信访条例》（2016年）第二十条（地方规定）。")


def test_a_limit_that_does_not_roll_stays(calendar):
    limit = replace(limit_for("D5", on=BEGUN), rolls=False)
    over = compute(limit, trigger=date(2026, 12, 1), calendar=calendar)
    assert (over.legal, over.provisional) == (over.nominal, False)
    assert over.legal.weekday() == 5


@pytest.mark.parametrize(
    ("on", "first_day"),
    [
        (date(2017, 9, 30), "《民法通则》第一百五十四条"),
        (date(2017, 10, 1), "《民法总则》第二百零一条第一款"),
        (date(2020, 12, 31), "《民法总则》第二百零一条第一款"),
        (date(2021, 1, 1), "《民法典》第二百零一条第一款"),
        (date(2022, 1, 1), FIRST_DAY),
    ],
)
def test_rules_of_counting_are_those_of_the_time(on, first_day):
    assert counting_rules(on=on).first_day == first_day


def test_a_day_is_written_as_in_a_paper():
    assert chinese_day(date(2025, 4, 3)) == "2025年4月3日（星期四）"
    assert chinese_day(date(2025, 4, 6), weekday=False) == "2025年4月6日"


@pytest.mark.parametrize("code", [code for code in CODES if code not in ("D4", "D9x")])
def test_every_limit_explains_itself_as_plain_data(calendar, code):
    told = json.loads(json.dumps(as_dict(computed(code, date(2025, 9, 8), calendar)), ensure_ascii=False))
    assert {"code", "authority", "nominal", "legal", "provisional", "days"} <= told.keys()
    assert told["code"] == code
    assert told["days"][0]["day"] == told["trigger"] == "2025-09-08"
    assert told["days"][-1]["day"] == told["legal"]
    assert all(sentence.endswith("。") for sentence in told["explanation"])


def test_plain_data_in_full(calendar):
    pair = (date(2025, 6, 10), date(2025, 6, 24))
    told = as_dict(computed("D9", date(2025, 6, 3), calendar, excluded=[pair]))
    table = told.pop("days")
    assert len(told.pop("explanation")) == 5
    assert told == {
        "code": "D9",
        "label": "提出复核意见",
        "authority": "《信访工作条例》第三十六条第一款、第二款",
        "source": "law",
        "bound": "reexamination_organ",
        "length": 30,
        "unit": "calendar_days",
        "direction": "forward",
        "trigger": "2025-06-03",
        "trigger_event": "收到复核请求之日",
        "extension_days": 0,
        "excluded": [{"after": "2025-06-10", "through": "2025-06-24", "ground": "hearing"}],
        "nominal": "2025-07-17",
        "legal": "2025-07-17",
        "advised": None,
        "provisional": False,
        "kept": False,
        "calendar_version": calendar.version,
    }
    assert table[1] == {
        "day": "2025-06-04",
        "counted": 1,
        "kind": "working",
        "why": "第1日",
        "authority": "《信访工作条例》第三十六条第一款、第二款",
    }
    assert as_dict(computed("D16", date(2025, 10, 20), calendar))["advised"] == "2025-09-29"


def test_the_table_has_every_day_once(calendar):
    table = day_table(computed("D18", date(2025, 1, 2), calendar))
    assert [line.day for line in table] == [date(2025, 1, 2) + timedelta(days=n) for n in range(len(table))]
