"""Local rules: what they replace, and what is wrong with a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mediation.timelimits import (
    Ground,
    Source,
    Unit,
    WrongLocalRules,
    faults_of,
    limit_for,
    load_local_rules,
    local_rules,
    shipped_regions,
)

ON = date(2025, 3, 3)
HEAD = 'region = "某市"\nauthority = "《某市信访工作办法》"\nin_force_from = 2024-01-01\n'


@pytest.fixture
def rules(tmp_path):
    def load(text, head=HEAD):
        path = tmp_path / "some-city.toml"
        path.write_text(head + text, encoding="utf-8")
        return load_local_rules(path)

    return load


def test_one_example_ships():
    assert shipped_regions() == ("example",)
    example = local_rules("example")
    assert (example.file, example.region, example.in_force_until) == ("example.toml", "示例地区", None)
    assert example.authority == "《示例地区信访工作办法》"
    assert example.note


def test_the_example_replaces_what_it_names_and_nothing_else():
    example = local_rules("example")
    registration = limit_for("D1", on=ON, local=example)
    assert (registration.length, registration.unit, registration.source) == (5, Unit.WORKING_DAYS, Source.LOCAL)
    handling = limit_for("D5", on=ON, local=example)
    assert (handling.length, handling.unit, handling.max_extension) == (30, Unit.CALENDAR_DAYS, 60)
    assert handling.extension_by == limit_for("D5", on=ON).extension_by
    grounds = limit_for("D7", on=ON, local=example).excluded_grounds
    assert grounds == (Ground.HEARING, Ground.APPRAISAL, Ground.SURVEY)
    notice = limit_for("D16", on=ON, local=example)
    assert (notice.length, notice.warn) == (10, 12)
    assert limit_for("D6", on=ON, local=example) == limit_for("D6", on=ON)


def test_authority_of_the_limit_or_else_of_the_file(rules):
    loaded = rules('[limits.D5]\nlength = 45\n[limits.D3]\nlength = 10\nauthority = " 《某市告知办法》第三条 "\n')
    assert limit_for("D5", on=ON, local=loaded).authority == "《某市信访工作办法》"
    assert limit_for("D3", on=ON, local=loaded).authority == "《某市告知办法》第三条"


def test_the_least_that_may_be_said(rules):
    text = "[limits.D5]\nlength = 1\nmax_extension = 0\n[limits.D16]\nlength = 1\nwarn = 2\n"
    loaded = rules(text, HEAD + "in_force_until = 2024-01-01\n")
    handling = limit_for("D5", on=date(2024, 1, 1), local=loaded)
    assert (handling.length, handling.max_extension, loaded.note) == (1, 0, "")
    assert limit_for("D16", on=date(2024, 1, 1), local=loaded).warn == 2


def test_the_rules_of_a_region_hold_over_those_above_it_limit_by_limit(rules):
    above = rules("[limits.D5]\nlength = 45\n[limits.D1]\nlength = 5\n", head=HEAD.replace("某市", "某省"))
    here = replace(rules("[limits.D5]\nlength = 40\n"), above=above)
    handling, registration = (limit_for(code, on=ON, local=here) for code in ("D5", "D1"))
    assert (handling.length, handling.authority) == (40, "《某市信访工作办法》")
    assert (registration.length, registration.authority) == (5, "《某省信访工作办法》")
    assert limit_for("D3", on=ON, local=here) == limit_for("D3", on=ON)


def test_local_rules_hold_in_their_time(rules):
    loaded = rules("[limits.D5]\nlength = 45\n", HEAD + "in_force_until = 2024-12-31\n")
    lengths = [
        limit_for("D5", on=day, local=loaded).length
        for day in (date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1))
    ]
    assert lengths == [60, 45, 45, 60]


def test_national_advice_ends_where_the_local_length_reaches_it(rules):
    lengths = {length: rules(f"[limits.D16]\nlength = {length}\n") for length in (9, 10, 12)}
    assert [limit_for("D16", on=ON, local=loaded).warn for loaded in lengths.values()] == [10, None, None]


def test_an_organs_report_may_be_given_a_length(rules):
    assert limit_for("D4", on=ON, local=rules("[limits.D4]\nlength = 60\n")).length == 60


def test_a_partys_right_may_be_longer(rules):
    assert limit_for("D6", on=ON, local=rules("[limits.D6]\nlength = 45\n")).length == 45
    loaded = rules('[limits.D6]\nexcluded_grounds = ["force_majeure", "outage", "hearing", "outage"]\n')
    assert limit_for("D6", on=ON, local=loaded).excluded_grounds == (
        Ground.FORCE_MAJEURE,
        Ground.OUTAGE,
        Ground.HEARING,
    )
    assert limit_for("D14", on=ON, local=rules("[limits.D14]\nlength = 3\n")).length == 3


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        ("[limits.D5]\nlength = 0\n", "limits.D5.length", "应为不小于1的整数"),
        ("[limits.D5]\nlength = 10000\n", "limits.D5.length", "应为不大于9999的整数"),
        ("[limits.D5]\nlength = true\n", "limits.D5.length", "应为不小于1的整数"),
        ("[limits.D5]\nlength = 30.0\n", "limits.D5.length", "应为不小于1的整数"),
        ("[limits.D5]\nmax_extension = -1\n", "limits.D5.max_extension", "应为不小于0的整数"),
        ("[limits.D16]\nwarn = 0\n", "limits.D16.warn", "应为不小于1的整数"),
        ("[limits.D16]\nwarn = 7\n", "limits.D16.warn", "应大于期限的日数7"),
        ("[limits.D16]\nlength = 12\nwarn = 12\n", "limits.D16.warn", "应大于期限的日数12"),
        ("[limits.D5]\nwarn = 70\n", "limits.D5.warn", "这个期限没有建议的日数"),
        ("[limits.D6]\nenabled = false\n", "limits.D6.enabled", "只用于仅见于地方规定的期限：D9x"),
        ("[limits.D5]\nenabled = true\n", "limits.D5.enabled", "只用于仅见于地方规定的期限：D9x"),
        ('[limits.D5]\nunit = "weeks"\n', "limits.D5.unit", "应为calendar_days或者working_days"),
        ("[limits.D5]\nunit = []\n", "limits.D5.unit", "应为calendar_days或者working_days"),
        (
            '[limits.D7]\nexcluded_grounds = ["holiday"]\n',
            "limits.D7.excluded_grounds",
            "应为列表，可用的事由是：hearing、appraisal、survey、outage、force_majeure",
        ),
        (
            '[limits.D7]\nexcluded_grounds = "hearing"\n',
            "limits.D7.excluded_grounds",
            "应为列表，可用的事由是：hearing、appraisal、survey、outage、force_majeure",
        ),
        ("[limits.D9x]\nenabled = 1\n", "limits.D9x.enabled", "应为true或者false"),
        ('[limits.D5]\nauthority = " "\n', "limits.D5.authority", "应为非空文字"),
        (
            "[limits.D5]\ndays = 30\n",
            "limits.D5.days",
            "不认识的键，可用的是：authority、length、unit、max_extension、excluded_grounds、warn、enabled",
        ),
        ("[limits]\nD5 = 30\n", "limits.D5", "应为一节，例如[limits.D5]"),
        ("[limits.D6]\nlength = 29\n", "limits.D6.length", "当事人的法定期限不得短于30日"),
        (
            '[limits.D8]\nexcluded_grounds = ["outage"]\n',
            "limits.D8.excluded_grounds",
            "不得减少有利于当事人的扣除事由",
        ),
        ("", "limits", "应列出至少一个期限"),
        ("limits = 5\n", "limits", "应列出至少一个期限"),
        ("note = 5\n[limits.D5]\nlength = 30\n", "note", "应为非空文字"),
        ("in_force_until = 2023-12-31\n", "in_force_until", "失效日期早于施行日期"),
        ('in_force_until = "never"\n', "in_force_until", "应为日期，例如2022-05-01，不加引号"),
    ],
)
def test_a_wrong_file_names_file_key_and_reason(rules, text, key, reason):
    with pytest.raises(WrongLocalRules) as refused:
        rules(text)
    assert str(refused.value) == f"地方规则文件“some-city.toml”的“{key}”有误：{reason}。"
    assert (refused.value.file, refused.value.key, refused.value.reason) == ("some-city.toml", key, reason)


@pytest.mark.parametrize(
    ("head", "key", "reason"),
    [
        ("", "region", "应为非空文字"),
        ('region = ""\n', "region", "应为非空文字"),
        ('region = "某市"\n', "authority", "应为非空文字"),
        ('region = "某市"\nauthority = "某"\n', "in_force_from", "应为日期，例如2022-05-01，不加引号"),
        (
            'region = "某市"\nauthority = "某"\nin_force_from = 2024-01-01T00:00:00\n',
            "in_force_from",
            "应为日期，例如2022-05-01，不加引号",
        ),
        (
            'regions = "某市"\n',
            "regions",
            "不认识的键，可用的是：region、authority、in_force_from、in_force_until、note、limits",
        ),
    ],
)
def test_a_wrong_head(rules, head, key, reason):
    with pytest.raises(WrongLocalRules) as refused:
        rules("[limits.D5]\nlength = 30\n", head)
    assert (refused.value.key, refused.value.reason) == (key, reason)


def test_an_unknown_limit_is_answered_with_the_known_ones(rules):
    with pytest.raises(WrongLocalRules, match="“limits.D99”有误：没有这个期限，可用的代码是：D1、"):
        rules("[limits.D99]\nlength = 5\n")


def test_not_toml_not_text_not_there(rules, tmp_path):
    with pytest.raises(WrongLocalRules, match=r"“some-city.toml”的“全文”有误：不是正确的TOML（.*）。$"):
        rules("[limits.D5\n")
    garbled = tmp_path / "garbled.toml"
    garbled.write_bytes("region = '某市'".encode("gb18030"))
    with pytest.raises(WrongLocalRules, match=r"“garbled.toml”的“全文”有误：文件不是UTF-8编码。$"):
        load_local_rules(garbled)
    with pytest.raises(WrongLocalRules, match=r"“absent.toml”的“全文”有误：文件不存在或者无法读取。$"):
        load_local_rules(tmp_path / "absent.toml")
    with pytest.raises(WrongLocalRules, match=r"“../example.toml”的“全文”有误：没有这个地区，现有：example。$"):
        local_rules("../example")


def test_rules_that_follow_replace_the_earlier_ones_as_a_whole_from_their_day(rules):
    before = rules("[limits.D5]\nlength = 45\n[limits.D1]\nlength = 5\n")
    after = rules("[limits.D5]\nlength = 40\n", HEAD.replace("2024-01-01", "2025-01-01")).following(before)
    days = date(2024, 12, 31), date(2025, 1, 1)
    assert [limit_for("D5", on=day, local=after).length for day in days] == [45, 40]
    assert [limit_for("D1", on=day, local=after).length for day in days] == [5, 15], "what they do not name ends"


def test_what_was_to_end_sooner_is_not_prolonged_by_what_follows(rules):
    before = rules("[limits.D5]\nlength = 45\n", HEAD + "in_force_until = 2024-06-30\n")
    after = rules("[limits.D5]\nlength = 40\n", HEAD.replace("2024-01-01", "2025-01-01")).following(before)
    assert limit_for("D5", on=date(2024, 7, 1), local=after).length == 60


def test_what_follows_holds_over_the_region_above_as_its_forerunner_did(rules):
    above = rules("[limits.D3]\nlength = 10\n", HEAD.replace("某市", "某省"))
    before = rules("[limits.D5]\nlength = 45\n")
    after = rules("[limits.D5]\nlength = 40\n", HEAD.replace("2024-01-01", "2025-01-01")).following(before).over(above)
    for day, length in ((date(2024, 12, 31), 45), (date(2025, 1, 1), 40)):
        assert (limit_for("D5", on=day, local=after).length, limit_for("D3", on=day, local=after).length) == (
            length,
            10,
        )


def test_everything_wrong_is_told_at_once_with_its_line():
    text = HEAD + "# 期限\n\n[limits.D5]\nlenght = 45\n[limits.D99]\nlength = 5\n"
    found = [(one.key, one.line) for one in faults_of(text, file="x.toml")]
    assert found == [("limits.D5.lenght", 7), ("limits.D99", 8)]
    assert faults_of(HEAD + "[limits.D5]\nlength = 45\n", file="x.toml") == []


def test_what_ends_in_the_middle_is_told_at_the_last_line():
    (only,) = faults_of(HEAD + '[limits.D5]\nlength = """45\n', file="x.toml")
    assert "到全文末尾" in str(only)
