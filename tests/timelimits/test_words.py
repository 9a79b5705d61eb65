"""What people read of a limit stands with the limit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mediation.timelimits import CODES, EDITIONS, UnknownLimit, WrongLimit, by_stage, plain_words, registry
from mediation.timelimits.limits import WORDS


def told(monkeypatch, code, **changed):
    """Declare one limit with other words, and start."""
    edition = replace(EDITIONS[code][-1], **changed)
    monkeypatch.setitem(registry.EDITIONS, code, (edition,))
    return registry._told()


@pytest.mark.parametrize(
    ("code", "changed", "fault"),
    [
        ("D5", {"plain": ""}, "D5应当写明白话说明"),
        ("D6", {"plain": "", "inner": True}, "D6是当事人自己的期限"),
        ("D19", {"plain": "……"}, "D19应当写明白话说明"),
        ("D1", {"name": ""}, "D1没有写明所属阶段"),
        ("D1", {"stage": None}, "D1没有写明所属阶段"),
    ],
)
def test_a_forgotten_word_does_not_start(monkeypatch, code, changed, fault):
    with pytest.raises(WrongLimit, match=fault):
        told(monkeypatch, code, **changed)


def test_a_limit_that_nobody_declared_has_no_words():
    assert plain_words("D19") == ""
    assert "请求复查" in plain_words("D6")
    with pytest.raises(UnknownLimit, match="没有“D99”这一期限"):
        plain_words("D99")


def test_every_limit_is_listed_in_its_stage_once():
    assert sorted(limit.code for _stage, limits in by_stage() for limit in limits) == sorted(CODES)


def test_a_running_period_keeps_the_edition_and_not_the_words_of_the_day():
    kept = EDITIONS["D6"][-1].kept()
    assert kept["length"] == 30
    assert not set(WORDS) & set(kept)
