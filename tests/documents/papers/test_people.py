"""授权委托书, 送达地址确认书: with their shortest and their longest data, and numbers whole only where the paper is one's own."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.documents.papers.snapshot import html_of
from mediation.vocabulary import PaperKind
from tests.factories.people import ZHANG_ID, agent_of, change
from tests.stages import staged

HOSTILE = "<script>alert(1)</script>"
LONG = "代为参加听证、陈述意见、提交材料，" * 25


@staged
def matter(world):
    return world.accepted().matter


@pytest.mark.parametrize(
    ("scope", "name"), [("代收文书", "安"), (LONG + HOSTILE, "安" * 200)], ids=["shortest", "longest"]
)
def test_a_power_of_attorney_says_who_what_and_until_when(world, matter, scope, name):
    zhang = world.party(matter, "张大山")
    agent_of(
        matter, [zhang], world.handler, scope=scope, name=name, may_settle=True, since=date(2025, 3, 4),
        until=date(2025, 12, 31),
    )  # fmt: skip
    printed = html_of(matter.papers.get(kind=PaperKind.POWER_OF_ATTORNEY))
    assert scope[:400] in printed
    assert HOSTILE not in printed
    assert name in printed
    assert "自2025年3月4日至2025年12月31日" in printed
    assert "和解、调解" in printed


def test_a_number_stands_whole_on_one_s_own_paper_and_masked_on_a_sheet_of_several(world, matter):
    zhang, li = (world.party(matter, name) for name in ("张大山", "李秀英"))
    change(matter, "correct_identity", world.handler, "2025-03-04", party=zhang, id_number=ZHANG_ID)
    agent_of(matter, [zhang], world.handler)
    agent_of(matter, [zhang, li], world.handler, name="平律师")
    own, shared = map(html_of, matter.papers.of_kind(PaperKind.POWER_OF_ATTORNEY).order_by("pk"))
    assert ZHANG_ID in own
    assert ZHANG_ID not in shared
    assert "110***********0016" in shared


@pytest.mark.parametrize("address", ["一村", "青河县柳树乡一村十二组" * 25], ids=["shortest", "longest"])
def test_a_confirmed_address_is_printed_with_who_receives(world, matter, address):
    zhang = world.party(matter, "张大山")
    agent_of(matter, [zhang], world.handler, may_receive=True, phone="0555-7266001")
    change(matter, "confirm_address", zhang, "2025-03-05", address=address)
    printed = html_of(matter.papers.get(kind=PaperKind.SERVICE_ADDRESS))
    assert address in printed
    assert "安律师（律师）0555-7266001" in printed
    assert "没有同意" in printed
