"""manage.py deadline: every worked example, one sentence for every mistake, and no database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from mediation.models import CalendarYear, Organ
from mediation.timelimits import CODES

ROOT = Path(__file__).resolve().parents[2]


def ask(*words):
    out = StringIO()
    call_command("deadline", *words, "--json", stdout=out)
    return json.loads(out.getvalue())


def refused(*words):
    out, err = StringIO(), StringIO()
    with redirect_stderr(err), pytest.raises(SystemExit) as stopped:
        call_command("deadline", *words, stdout=out)
    assert stopped.value.code == 2
    assert out.getvalue() == ""
    sentence = err.getvalue().rstrip("\n")
    assert sentence.endswith("。")
    assert sentence.count("。") == 1
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize(
    ("words", "nominal", "legal"),
    [
        ("D6 --from 2025-09-08", "2025-10-08", "2025-10-09"),
        ("D5 --from 2025-03-03", "2025-05-02", "2025-05-06"),
        ("D5 --from 2025-03-03 --extend 30", "2025-06-01", "2025-06-03"),
        ("D5 --from 2025-03-03 --extend 30 --decided 2025-05-06", "2025-06-01", "2025-06-03"),
        ("D12 --from 2025-03-03 --extend 10 --extend 20", "2025-05-02", "2025-05-06"),
        ("D5x --from 2025-05-02", "2025-06-01", "2025-06-03"),
        ("D1 --from 2025-09-20", "2025-10-05", "2025-10-09"),
        ("D2 --from 2025-09-30", "2025-10-14", "2025-10-14"),
        ("D16 --from 2025-10-20", "2025-10-10", "2025-10-10"),
        ("D16 --until 2025-10-20", "2025-10-10", "2025-10-10"),
        ("D16 --from 2025-09-01 --until 2025-10-20", "2025-10-10", "2025-10-10"),
        ("D9 --from 2025-06-03", "2025-07-03", "2025-07-03"),
        ("D9 --from 2025-06-03 --exclude 2025-06-10..2025-06-24", "2025-07-17", "2025-07-17"),
        ("D17 --from 2025-08-11", "2025-09-10", "2025-09-10"),
        ("D6 --from 2025-09-10", "2025-10-10", "2025-10-10"),
    ],
)
def test_worked_examples(words, nominal, legal):
    found = ask(*words.split())
    assert (found["nominal"], found["legal"], found["provisional"]) == (nominal, legal, False)
    assert found["days"][-1]["day"] == legal
    assert all(day["why"] and day["authority"] for day in found["days"])


def test_a_hearing_notice_tells_the_advised_day_too():
    assert ask("D16", "--until", "2025-10-20")["advised"] == "2025-09-29"


def test_keys_of_the_answer():
    found = ask("D2", "--from", "2025-09-30")
    assert {"code", "authority", "nominal", "legal", "provisional", "days"} <= set(found)
    assert (found["code"], found["authority"]) == ("D2", "《信访工作条例》第二十三条第三款")
    assert found["days"][0] == {
        "day": "2025-09-30",
        "counted": None,
        "kind": "working",
        "why": "收到转送、交办之日，当日不计入",
        "authority": "《民法典》第二百零一条第一款、《民事诉讼法》第八十五条第二款",
    }


@pytest.mark.parametrize("code", [code for code in CODES if code not in ("D4", "D9x")])
def test_every_code_is_answered(code):
    assert ask(code, "--from", "2025-03-03")["code"] == code


def test_a_variant_may_be_named_apart_and_small_letters_do():
    assert ask("d1a", "--variant", "city", "--from", "2025-03-03")["code"] == "D1a-city"


def test_a_length_set_by_an_organ():
    assert ask("D4", "--from", "2025-03-03", "--days", "20")["nominal"] == "2025-03-23"


def test_two_hearings_are_left_out_in_any_order():
    spans = ["2025-06-20..2025-06-25", "2025-06-05..2025-06-10"]
    assert ask("D9", "--from", "2025-06-03", "--exclude", *spans)["nominal"] == "2025-07-13"
    again = [word for span in spans for word in ("--exclude", span)]
    assert ask("D9", "--from", "2025-06-03", *again)["nominal"] == "2025-07-13"


def test_a_petition_of_2021_is_counted_by_the_rules_of_its_time():
    assert ask("D5", "--from", "2021-03-01")["authority"] == "《信访条例》（国务院令第431号）第三十三条"


def test_a_year_without_a_holiday_notice_is_provisional():
    assert ask("D5", "--from", "2027-02-20")["provisional"] is True


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("D6 --from 2025-02-30", "2025年2月30日不存在"),
        ("D6 --from 8.9.2025", "不是日期"),
        ("D6 --from 2003-12-31", "只能计算2004年"),
        ("D6 --from 2099-12-20", "只能计算2004年"),
        ("D6 --from 2005-04-30", "自2005年5月1日起才有规定"),
        ("D6", "请填写从哪一天起算"),
        ("D16", "请填写从哪一天起算"),
        ("D99 --from 2025-03-03", "D1、D1a"),
        ("--from 2025-03-03", "可用的代码是"),
        ("D16 --from 2025-10-20 --until 2025-10-01", "早于开始的一天"),
        ("D6 --from 2025-03-03 --until 2025-10-01", "不填听证日"),
        ("D9 --from 2025-06-03 --exclude 2025-06-24..2025-06-10", "早于起始日"),
        ("D9 --from 2025-06-03 --exclude 2025-06-10..2025-06-24 2025-06-23..2025-06-26", "重叠"),
        ("D9 --from 2025-06-03 --exclude 2025-06-10", "起日..止日"),
        ("D9 --from 2025-06-03 --exclude ..2025-06-10", "起日..止日"),
        ("D9 --from 2025-06-03 --exclude 2025-06-10..2025-06-31", "6月31日不存在"),
        ("D5 --from 2025-03-03 --exclude 2025-03-10..2025-03-20", "不得扣除"),
        ("D5 --from 2025-03-03 --extend 31", "最多延长30日"),
        ("D6 --from 2025-03-03 --extend 10", "不得延长"),
        ("D5 --from 2025-03-03 --extend many", "不是日数"),
        ("D5 --from 2025-03-03 --extend 20 --extend 10", "已经延长过20日，不得再次延长"),
        ("D5 --from 2025-03-03 --extend 30 --decided 2025-05-07", "2025年5月7日（星期三）不能再决定延长"),
        ("D5 --from 2025-03-03 --decided 2025-05-06", "请一并填写延长的日数"),
        ("D5 --from 2025-03-03 --days 20", "不能另行指定"),
        ("D4 --from 2025-03-03", "请填写指定的日数"),
        ("D4 --from 2025-03-03 --days 0", "不是日数"),
        ("D9x --from 2025-03-03", "本地规则没有启用"),
        ("D6 --from", "命令写法不对"),
        ("D6 --from 2025-03-03 --level 3", "命令写法不对"),
    ],
)
def test_each_mistake_has_its_own_sentence(words, part):
    assert part in refused(*words.split())


def test_the_table_for_people_has_the_day_and_each_line():
    out = StringIO()
    call_command("deadline", "D2", "--from", "2025-09-30", stdout=out)
    text = out.getvalue()
    assert "法定届满　2025年10月14日（星期二）" in text
    assert text.count("国庆节放假，不是工作日，不计入") == 7
    assert "第3个工作日，国庆节调休上班" in text


def test_an_organ_brings_its_own_rules_and_the_sites_calendar(world):
    Organ.objects.filter(pk=world.county.pk).update(settings={"local_rules": "example"})
    found = ask("D5", "--from", "2025-03-03", "--organ", "qhny")
    assert (found["nominal"], found["source"]) == ("2025-04-02", "local")
    CalendarYear.objects.create(
        year=2027, notice="通知", holidays={"2027-04-21": "试"}, loaded_at="2026-11-01T00:00:00Z"
    )
    assert ask("D6", "--from", "2027-03-22", "--organ", "qhny")["legal"] == "2027-04-22"


def test_an_unknown_organ_is_named(db):
    assert "没有编码为“nowhere”的机关" in refused("D5", "--from", "2025-03-03", "--organ", "nowhere")


def run(*words):
    """The command as people start it, with a database that is not there."""
    env = {**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "manage.py", "deadline", *words]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_no_database_is_needed_without_an_organ():
    done = run("D6", "--from", "2025-09-08", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["legal"] == "2025-10-09"


def test_with_an_organ_a_missing_database_is_told_in_one_sentence():
    done = run("D6", "--from", "2025-09-08", "--organ", "qh")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "连接不上数据库，不能查找机关的规则；不加--organ时不需要数据库。\n"
