"""联合接访记录, 证据材料清单, 并案告知书: drafted from the matter, with what the file knows, refused where they tell what is not so."""

from __future__ import annotations

from django.core.files.base import ContentFile

from mediation.actions import gateway
from mediation.documents.papers.content import findings
from mediation.documents.papers.snapshot import html_of
from mediation.models import Paper
from tests.documents.papers.reading import words_of
from tests.factories.mediation import do
from tests.factories.world import at

DAY = "2025-03-10"


def drafted(world, petition, kind, **content):
    return gateway.perform(
        Paper, None, "draft", by=world.handler, at=at(DAY), matter=petition.matter, kind=kind, content=content
    )


def codes(paper):
    return {one.code for one in findings(paper, at(DAY).date()) if one.blocks}


MET = {
    "begins_at": "2025-03-10T09:00", "ends_at": "2025-03-10T10:30", "place": "乡政府", "account": "要求补差价。", "answer": "三日内答复。",
    "hosts": [{"name": "江河", "unit": "县水利局", "post": "副局长"}], "recorder": "高原",
    "agreed": [{"what": "取水样", "who": "县水利局", "until": "2025-03-12"}],
}  # fmt: skip


def test_a_joint_reception_is_recorded_with_begin_and_end_and_who_received(world):
    petition = world.accepted(channel="joint_reception", people_present=7)
    paper = drafted(world, petition, "joint_reception_record", **MET)
    assert not codes(paper)
    page = words_of(html_of(paper))
    for said in (
        "2025年3月10日9时至10时30分",
        "江河（县水利局，副局长）",
        "共7人",
        "最迟于2025年3月12日（含当日）",
        "不代替受理、办理的书面告知",
    ):
        assert said in page


def test_there_is_no_such_record_of_a_letter_nor_one_that_ends_before_it_begins(world):
    letter = drafted(world, world.accepted(channel="letter"), "joint_reception_record", **MET)
    assert codes(letter) == {"not_received_jointly"}
    visit = world.accepted(channel="leader_reception")
    backwards = drafted(world, visit, "joint_reception_record", **{**MET, "ends_at": "2025-03-10T08:00"})
    assert codes(backwards) == {"ends_before_it_begins"}


def test_the_list_of_evidence_begins_with_what_the_parties_handed_in(world):
    petition = world.accepted()
    zhang = world.party(petition.matter, "张大山")
    do(petition, "hand_in", world.handler, DAY, files=[ContentFile(b"x", name="合同.txt")], given_by=[zhang])
    do(petition, "hand_in", world.handler, DAY, "10:10", files=[ContentFile(b"y", name="本局记录.txt")])
    paper = drafted(world, petition, "evidence_list", receiver="高原")
    assert [row["name"] for row in paper.content["items"]] == ["合同.txt"]
    assert not codes(paper)
    page = words_of(html_of(paper))
    for said in ("合同.txt", "张大山", "2025年3月10日", "以上共1件", "接收人：高原"):
        assert said in page


def test_an_empty_list_is_no_receipt(world):
    assert codes(drafted(world, world.accepted(), "evidence_list", receiver="高原")) == {"nothing_listed"}


def test_matters_that_are_handled_together_are_told_by_number_and_no_name(world):
    lead = world.accepted()
    other = world.accepted(petitioners=[{"name": "季青"}])
    assert codes(drafted(world, other, "joinder_notice", why="同一承诺")) == {"nothing_joined"}
    do(other, "link_duplicate", world.handler, DAY, duplicate_of=lead)
    paper = drafted(world, other, "joinder_notice", why="同一承诺")
    assert not codes(paper)
    page = words_of(html_of(paper))
    assert lead.matter.number in page
    assert "受理日期和办理期限不因并案变动" in page
    assert "张大山" not in page
    assert f"编号{other.matter.number}的" in words_of(html_of(drafted(world, lead, "joinder_notice", why="同一承诺")))
