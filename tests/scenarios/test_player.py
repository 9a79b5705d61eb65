"""A scenario is refused with the line that is wrong, and played as it is written."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.utils.timezone import localdate

from mediation.models import Claim, Event, Organ, Petition, User
from mediation.scenarios.apart import own_rules
from mediation.scenarios.player import Player
from mediation.scenarios.reading import Node, ScenarioError
from mediation.scenarios.references import References
from mediation.scenarios.script import load
from mediation.workflows.facts import Fact, Kind

CAST = """\
title: 试验
organs:
  county: {name: 青河县人民政府, short: 青政, kind: 人民政府}
  bureau: {name: 青河县农业农村局, short: 青农, kind: 政府部门, below: county, review: county}
people:
  chen: {name: 陈静, roles: [{organ: bureau, role: [登记人, handler]}]}
  wu: {name: 吴刚, roles: [{organ: bureau, role: head}]}
acts:
"""
REGISTER = """\
  - on: 2025-03-03
    at: "09:30"
    by: chen
    step: petition.register
    as: p1
    facts:
      organ: bureau
      channel: 走访
      subject: 青椒收购价未兑现
      account: 承诺的保底价没有兑现。
      petitioners:
        - {name: 张大山, phone: "13800000001"}
      claims:
        - {text: 补足差额, category: 申诉求决, route: 信访程序}
"""


def scenario(tmp_path: Path, acts: str, cast: str = CAST) -> Path:
    path = tmp_path / "s.yaml"
    path.write_text(cast + acts, encoding="utf-8")
    return path


def mark_ready(paper, at):
    paper.sha256 = hashlib.sha256(str(paper.pk).encode()).hexdigest()
    paper.save(update_fields=["sha256"])


def play(path: Path) -> None:
    Player(load(path), mark_ready).play()


def refusal_of(path: Path) -> str:
    with pytest.raises(ScenarioError) as refused:
        play(path)
    return str(refused.value)


WRONG = {
    "unknown key": ("  - {on: 2025-03-03, by: chen, step: petition.register, colour: red}\n", 9, "colour"),
    "unknown step": ("  - {on: 2025-03-03, by: chen, step: petition.fly}\n", 9, "petition"),
    "unknown kind": ("  - {on: 2025-03-03, by: chen, step: dragon.fly}\n", 9, "claim"),
    "unknown person": (REGISTER.replace("by: chen", "by: zhao"), 11, "chen"),
    "unknown organ": (REGISTER.replace("organ: bureau", "organ: burro"), 15, "bureau"),
    "missing fact": (REGISTER.replace("      channel: 走访\n", ""), 14, "channel"),
    "unknown fact": (REGISTER + "      colour: red\n", 23, "petitioners"),
    "unknown choice": (REGISTER.replace("走访", "飞鸽"), 16, "letter（来信）"),
    "missing column": (REGISTER.replace("{text: 补足差额, ", "{"), 22, "text"),
    "not a day": (REGISTER.replace("2025-03-03", "2025-02-30"), 9, "2025-03-03的样子"),
    "out of order": (REGISTER + "  - {on: 2025-03-02, by: chen, step: claim.accept, of: p1/claim/1}\n", 23, "次序颠倒"),
    "unnamed object": (REGISTER + "  - {by: chen, step: claim.accept, of: p2/claim/1}\n", 23, "p1"),
    "unknown code": (REGISTER + "  - {expect_refused: nope, by: wu, step: claim.accept, of: p1/claim/1}\n", 23, "nope"),
    "twice named": (REGISTER + REGISTER, 27, "p1"),
    "no subject": (REGISTER + "  - {by: chen, step: claim.accept}\n", 23, "of"),
    "no such claim": (REGISTER + "  - {by: chen, step: claim.accept, of: p1/claim/2}\n", 23, "诉求1"),
    "wrong kind": (REGISTER + "  - {by: chen, step: claim.accept, of: p1}\n", 23, "信访事项"),
    "not refused": (
        REGISTER + "  - {expect_refused: not_permitted, by: chen, step: claim.accept, of: p1/claim/1}\n",
        23,
        "办成了",
    ),
    "refused otherwise": (
        REGISTER + "  - {expect_refused: guided_route, by: wu, step: claim.accept, of: p1/claim/1}\n",
        23,
        "not_permitted",
    ),
    "refused": (REGISTER + "  - {by: wu, step: claim.accept, of: p1/claim/1}\n", 23, "not_permitted"),
    "another state": (REGISTER + "  - expect: {of: p1/claim/1, state: 已受理}\n", 23, "已分类"),
    "no such field": (REGISTER + "  - expect: {of: p1/claim/1, colour: red}\n", 23, "disposal"),
    "no such deadline": (REGISTER + "  - expect_deadline: {of: p1, code: D5}\n", 23, "D3"),
    "another day": (REGISTER + "  - expect_deadline: {of: p1, code: D3, legal: 2025-03-04}\n", 23, "legal"),
    "not yaml": ("  - {on: 2025-03-03\n", 10, "YAML"),
    "key twice": (REGISTER + "      channel: 走访\n", 23, "两次"),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("acts", "line", "words"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_named_with_its_line(tmp_path, acts, line, words):
    said = refusal_of(scenario(tmp_path, acts))
    assert said.startswith(f"s.yaml:{line}:")
    assert words in said


@pytest.mark.django_db
def test_a_wrong_cast_is_named_with_its_line(tmp_path):
    cast = CAST.replace("organ: bureau, role: head", "organ: moon, role: head")
    assert refusal_of(scenario(tmp_path, REGISTER, cast)).startswith("s.yaml:7:")


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (Fact(name="organ", label="机关", kind=Kind.ONE, of="Organ"), "没有名为“qhjt”的机关，有的是：bureau"),
        (Fact(name="reviewer", label="审核人", kind=Kind.ONE, of="User"), "没有名为“qhjt”的人员，有的是：chen"),
    ],
    ids=["organ", "person"],
)
def test_who_is_not_on_the_stage_is_named_with_the_line(fact, words):
    there = References({"bureau": Organ()}, {"chen": User()})
    with pytest.raises(ScenarioError, match=words) as refused:
        there.fact(fact, Node("qhjt", Path("s.yaml"), 7), None)
    assert refused.value.where == "s.yaml:7"


def test_what_was_not_done_cannot_be_referred_to():
    there = References({}, {})
    there.names["p1"] = (Petition, 1)
    with pytest.raises(ScenarioError, match="“p9”还没有办成，不能引用；已有的是：p1"):
        there.find(Node("p9/claim/1", Path("s.yaml"), 7))


@pytest.mark.django_db
def test_acts_go_through_the_gateway_on_their_own_days(tmp_path):
    acts = (
        REGISTER
        + """\
  - {expect_refused: not_permitted, by: wu, step: claim.accept, of: p1/claim/1, says: 承办人}
  - {on: 2025-03-04, by: chen, step: claim.accept, of: p1/claim/1}
  - expect: {of: p1/claim/1, state: 已受理, accepted_on: 2025-03-04, petition: p1}
"""
    )
    acts = acts.replace(", petition: p1", "")
    play(scenario(tmp_path, acts))
    claim = Claim.objects.get()
    accept = Event.objects.get(step="accept", object_type="claim")
    assert (claim.state, accept.done_on.isoformat(), accept.actor) == ("accepted", "2025-03-04", "陈静")
    assert Petition.objects.get().state == "in_hand"


@pytest.mark.django_db
def test_time_passes_between_the_acts(tmp_path):
    play(
        scenario(
            tmp_path, REGISTER + "  - clock: 2025-06-30\n  - expect_deadline: {of: p1, code: D3, state: overdue}\n"
        )
    )
    assert localdate(Event.objects.get(step="fall_due").recorded_at).isoformat() > "2025-03-18"


RULES = """\
region = "青河县"
authority = "《青河县试行办法》"
in_force_from = 2022-05-01

[limits.D3]
length = 5
"""


@pytest.mark.django_db
def test_the_rules_beside_the_file_hold_for_its_organs(tmp_path, settings):
    settings.LOCAL_RULES_FOLDER = own_rules(tmp_path / "s.yaml").get("LOCAL_RULES_FOLDER", "")
    assert settings.LOCAL_RULES_FOLDER == ""
    (tmp_path / "own.toml").write_text(RULES, encoding="utf-8")
    settings.LOCAL_RULES_FOLDER = own_rules(tmp_path / "s.yaml")["LOCAL_RULES_FOLDER"]
    cast = CAST.replace("review: county}", "review: county, local_rules: own}")
    play(scenario(tmp_path, REGISTER + "  - expect_deadline: {of: p1, code: D3, legal: 2025-03-10}\n", cast))


def test_rules_that_there_are_not_are_named_with_their_line(tmp_path):
    cast = CAST.replace("review: county}", "review: county, local_rules: nowhere}")
    assert "s.yaml:4" in refusal_of(scenario(tmp_path, REGISTER, cast))


def test_rules_are_declared_by_an_organ_and_nowhere_else(tmp_path):
    cast = CAST.replace("acts:", "local_rules: {own: own.toml}\nacts:")
    said = refusal_of(scenario(tmp_path, REGISTER, cast))
    assert "s.yaml:8" in said
    assert "local_rules" in said


@pytest.mark.django_db
def test_a_calendar_in_the_file_stands_in_place_of_the_shipped_year(tmp_path):
    own = "calendars:\n  2025: {notice: 试行, holidays: {2025-03-18: 本地假日, 2025-03-19: 本地假日}}\nacts:"
    acts = REGISTER + "  - expect_deadline: {of: p1, code: D3, nominal: 2025-03-18, legal: 2025-03-20}\n"
    play(scenario(tmp_path, acts, CAST.replace("acts:", own)))
