"""What a scenario can say: the page that tells it is played, all differences are listed, records and calendars are named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from mediation.management.commands.print_steps import BEGIN
from mediation.scenarios.items import KINDS
from mediation.scenarios.nouns import all_steps
from mediation.scenarios.player import Player
from mediation.scenarios.printing import mark_ready
from mediation.scenarios.script import load
from mediation.workflows.base import COMMON_STEPS
from tests.scenarios.test_player import CAST, REGISTER, play, refusal_of, scenario

PAGE = (settings.ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")
TOLD = PAGE[: PAGE.index(BEGIN)]
EXAMPLES = "".join(re.findall(r"```yaml\n(.*?)```", TOLD, flags=re.DOTALL))


@pytest.mark.django_db
def test_the_examples_of_the_page_are_one_scenario_and_go_as_they_are_written(tmp_path):
    path = tmp_path / "page.yaml"
    path.write_text(EXAMPLES, encoding="utf-8")
    play(path)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_item_is_told_and_shown(kind):
    assert f"`{kind}`" in TOLD
    assert re.search(rf"[{{ ]{kind}: ", EXAMPLES)


def test_every_step_is_told():
    told = set(re.findall(r"^#### `([\w.]+)`", PAGE, flags=re.MULTILINE))
    common = set(re.findall(r"^#### `\*\.(\w+)`", PAGE, flags=re.MULTILINE))
    assert common == set(COMMON_STEPS)
    assert [step for step in all_steps() if step not in told and step.partition(".")[2] not in common] == []


REFUSED = "  - {by: wu, step: claim.accept, of: p1/claim/1}\n"
ASSIGNED = "  - {by: wu, step: petition.assign_handler, of: p1, record_as: named, facts: {handler: chen}}\n"
CORRECT = "step: petition.correct_day, of: p1"
WRONG = {
    "no such item": (REGISTER + "  - {expect_nothing: {of: p1}}\n", 23, "expect_no_deadline"),
    "deadline there": (REGISTER + "  - expect_no_deadline: {of: p1, code: D3}\n", 23, "不应当有这个期限（D3），却有：D3"),
    "deadline days": (REGISTER + "  - expect_no_deadline: {of: p1, code: D3, legal: 2025-03-18}\n", 23, "legal"),
    "no year": (REGISTER + "  - load_calendar: {notice: 试行, holidays: {2025-05-01: 劳动节}}\n", 23, "缺少“year”"),
    "no day": (REGISTER + "  - load_calendar: {year: 2025, notice: 试行, holidays: {五一: 劳动节}}\n", 23, "不是日期"),
    "other year": (
        REGISTER + "  - load_calendar: {year: 2025, notice: 试行, holidays: {2027-05-01: 劳动节}}\n", 23, "不能载入",
    ),
    "no calendar file": (REGISTER + "  - load_calendar: 2026.csv\n", 23, "“2026.csv”不能载入"),
    "calendar by": (REGISTER + "  - {by: wu, load_calendar: 2026.csv}\n", 23, "不认识的键“by”"),
    "unnamed record": (REGISTER + "  - {by: wu, annul: named, why: 记错}\n", 23, "没有名为“named”的记录"),
    "record named twice": (REGISTER + ASSIGNED + ASSIGNED, 24, "名称“named”已经用过"),
    "no such record": (REGISTER + f"  - {{by: chen, {CORRECT}, facts: {{event: flown, right_day: 2025-03-02, why: 错}}}}\n", 23,
                       "没有“flown”这条记录"),
    "not recorded": (REGISTER + f"  - {{by: chen, {CORRECT}, facts: {{event: accept_duty, right_day: 2025-03-02, why: 错}}}}\n", 23,
                     "没有“accept_duty”这条记录"),
    "never taken": (REGISTER + f"  - {{by: chen, {CORRECT}, facts: {{event: close, right_day: 2025-03-02, why: 错}}}}\n", 23,
                    "有的是：1. register 登记"),
    "only one": (REGISTER + f"  - {{by: chen, {CORRECT}, facts: {{event: register/2, right_day: 2025-03-02, why: 错}}}}\n", 23,
                 "有的是：1. register 登记"),
    "record of another": (
        REGISTER + ASSIGNED
        + "  - {by: chen, step: claim.correct_day, of: p1/claim/1, facts: {event: named, right_day: 2025-03-02, why: 错}}\n",
        24, "“named”是petition的记录，不是claim的",
    ),
    "no right day": (REGISTER + ASSIGNED + "  - {by: wu, correct_day: named, why: 错}\n", 24, "right_day"),
    "annulled on a day": (REGISTER + ASSIGNED + "  - {by: wu, annul: named, right_day: 2025-03-02, why: 错}\n", 24, "right_day"),
    "still counts": (REGISTER + ASSIGNED + "  - expect_record: {of: named, counts: 否}\n", 24, "counts应当是“否”，实际是“是”"),
    "of another day": (REGISTER + ASSIGNED + "  - expect_record: {of: named, day: 2025-03-04}\n", 24, "实际是“2025-03-03”"),
    "no record": (REGISTER + "  - expect_record: {of: p1, counts: 是}\n", 23, "没有名为“p1”的记录"),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("acts", "line", "words"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_named_with_its_line(tmp_path, acts, line, words):
    said = refusal_of(scenario(tmp_path, acts))
    assert said.startswith(f"s.yaml:{line}:")
    assert words in said


@pytest.mark.django_db
def test_a_calendar_that_is_loaded_moves_what_it_touches(tmp_path):
    (tmp_path / "notice.csv").write_text("日期,类别,名称\n2025-03-18,放假,本地假日\n", encoding="utf-8")
    acts = REGISTER + "  - expect_deadline: {of: p1, code: D3, legal: 2025-03-18}\n"
    acts += "  - {on: 2025-03-10, load_calendar: notice.csv}\n"
    play(scenario(tmp_path, acts + "  - expect_deadline: {of: p1, code: D3, legal: 2025-03-19}\n"))


DIFFERENCES = f"""\
{REGISTER}{REFUSED}  - {{by: chen, step: claim.fly, of: p1/claim/1, as: flown}}
  - expect: {{of: flown, state: 已受理}}
  - expect: {{of: p1/claim/1, state: 已分类}}
  - {{on: 2025-03-04, by: chen, step: paper.draft, of: p1, as: paper, facts: {{kind: 不予受理告知书}}}}
  - {{issue: paper, handler: chen, head: wu, registrar: chen, copies: [{{to: 张大山, mode: 直接送达}}]}}
  - {{by: chen, step: claim.accept, of: p1/claim/1}}
  - expect: {{of: p1/claim/1, state: 已分类}}
"""
LINES = [23, 24, 25, 28, 30]


@pytest.mark.django_db
def test_all_differences_are_listed_and_what_can_go_on_does(tmp_path):
    """A refused step, one wrongly written, what names its result, an issue (told once), and what stands otherwise."""
    found = Player(load(scenario(tmp_path, DIFFERENCES), go_on=True), mark_ready).play_all()
    assert [one.where for one in found] == [f"s.yaml:{line}" for line in LINES]
    assert "flown" in found[2].sentence
    assert "已受理" in found[-1].sentence


@pytest.mark.django_db
def test_the_command_lists_them_at_the_end(tmp_path, capsys):
    path = scenario(tmp_path, DIFFERENCES)
    with pytest.raises(CommandError) as listed:
        call_command("play", str(path), "--here", "--no-papers", "--all", "--out", str(tmp_path))
    lines = str(listed.value).splitlines()
    assert listed.value.returncode == 1
    assert lines[0] == f"s.yaml：{len(LINES)}处与文件不符，其中1处随前面而来。"
    assert [re.match(r"s\.yaml:(\d+): ", line)[1] for line in lines[1:]] == [str(line) for line in LINES]
    assert lines[3].endswith("（随前面而来）")
    assert (tmp_path / "timeline.json").exists()


@pytest.mark.django_db
def test_without_differences_all_is_well(tmp_path, capsys):
    call_command("play", str(scenario(tmp_path, REGISTER)), "--here", "--no-papers", "--all", "--out", str(tmp_path))
    assert "s.yaml：试验，1项" in capsys.readouterr().out


def test_the_cast_is_read_before_anything_is_played(tmp_path):
    path: Path = scenario(tmp_path, DIFFERENCES, CAST.replace("organ: bureau, role: head", "organ: moon, role: head"))
    with pytest.raises(Exception, match="s.yaml:7"):
        load(path, go_on=True)
