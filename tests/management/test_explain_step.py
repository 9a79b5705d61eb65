"""explain_step says what a step asks and brings about, and names near ones where there is none of the name."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command


def told(*steps, **how):
    out = StringIO()
    call_command("explain_step", *steps, stdout=out, **how)
    return out.getvalue()


def test_guards_effects_papers_limits_and_who_is_told():
    text = told("Hearing.schedule", "Agreement.take_effect")
    for words in ("排期并通知", "room_taken", "［填写以后判断］", "1 invite", "起草文书：听证通知书", "期限起算：D16 送达听证通知书",
                  "签发文书：调解协议书、和解协议书", "履行事项“列入履行”（Obligation.undertake）", "告知：信访人、对方当事人、申请调解人"):  # fmt: skip
        assert words in text, words


def test_dear_guards_say_when_they_are_asked():
    assert "free_of_faults  应当：文书体检没有发现须补正的地方。［在办理页和办理时检查］" in told("Paper.submit")


def test_capitals_and_chinese_names_do():
    assert told("hearing.SCHEDULE") == told("Hearing.schedule") == told("听证.排期并通知")


def test_an_unknown_name_is_told_with_near_ones():
    with pytest.raises(CommandError, match=r"没有“Hearing.shedule”这一步骤。相近的有：Hearing.schedule"):
        told("Hearing.shedule")
    with pytest.raises(CommandError, match="相近的有：.*Hearing.schedule"):
        told("schedule")
    with pytest.raises(CommandError, match="写法如 Hearing.schedule"):
        told("？？")
