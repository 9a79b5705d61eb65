"""调查核实: guards and what each step leaves in the file."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mediation.actions import gateway
from mediation.documents.papers.snapshot import html_of
from mediation.models import Claim, Event, Investigation, Paper, Party, Petition, User
from mediation.vocabulary import PaperKind, Role
from mediation.workflows.base import NotAllowed
from mediation.workflows.intake.identity import masked
from tests.documents.papers.reading import words_of
from tests.factories.world import World, at
from tests.refusals import refused
from tests.stages import staged

NUMBER = "341222197001011239"
REPORT = {"background": "甲", "course": "乙", "findings": "丙", "proposal": "丁"}


def opened(world: World, petition: Petition, on: str = "2025-03-04") -> Investigation:
    return gateway.perform(
        Investigation, None, "open", by=world.handler, at=at(on), matter=petition.matter, question="是否承诺过保底价"
    )


def talk(world: World, investigation: Investigation, *, recorders: list[User], on: str = "2025-03-05", **facts: Any):
    hours = {"begins_at": at(on, "09:00"), "ends_at": at(on, "09:40")}
    known = {"sex": "male", "age": 52, "address": "柳树乡一村", **hours} if "party" not in facts else hours
    told = {"person": "张大山", "place": "柳树乡政府", "account": "去年春天开过会。", "signed": True, **known, **facts}
    return gateway.perform(
        Investigation, investigation.pk, "record_talk", by=world.handler, at=at(on), recorders=recorders, **told
    )


@staged
def petition(world: World) -> Petition:
    return world.accepted()


@staged
def investigation(world: World, petition: Petition) -> Investigation:
    return opened(world, petition)


@staged
def two(world: World) -> list[User]:
    return [world.handler, world.staff(Role.HANDLER, world.bureau, "副手")]


def take(world: World, investigation: Investigation, step: str, on: str = "2025-03-10", **facts: Any):
    return gateway.perform(Investigation, investigation.pk, step, by=world.handler, at=at(on), **facts)


def test_nothing_is_investigated_before_a_claim_is_accepted(world):
    with refused("nothing_accepted"):
        opened(world, world.petition())


def test_one_investigation_at_a_time(world, petition, investigation):
    with refused("investigation_open"):
        opened(world, petition)


def test_only_the_handling_organ_investigates(world, petition):
    stranger = world.staff(Role.HANDLER, world.other_bureau)
    with pytest.raises(NotAllowed):
        gateway.perform(
            Investigation, None, "open", by=stranger, at=at("2025-03-04"), matter=petition.matter, question="……"
        )


def test_a_talk_needs_two_people(world, investigation, two):
    with refused("two_recorders_needed"):
        talk(world, investigation, recorders=two[:1])
    with refused("two_recorders_needed"):
        talk(world, investigation, recorders=[two[0], two[0]])


def test_recorders_are_of_the_organs_own_staff(world, investigation, two):
    stranger = world.staff(Role.HANDLER, world.other_bureau, "外人")
    with refused("recorder_not_staff"):
        talk(world, investigation, recorders=[*two, stranger])


def test_a_talk_with_a_party_of_another_file_is_refused(world, investigation, two):
    other = world.party(world.petition().matter, "张大山")
    with refused("not_a_party"):
        talk(world, investigation, recorders=two, party=other)


def test_a_refused_signature_is_explained(world, investigation, two):
    with refused("refusal_unexplained"):
        talk(world, investigation, recorders=two, signed=False)
    talk(world, investigation, recorders=two, signed=False, refusal_note="认为没有必要")


def test_a_talk_leaves_its_record_at_once(world, petition, investigation, two):
    talk(world, investigation, recorders=two)
    (record,) = petition.matter.papers.of_kind(PaperKind.INVESTIGATION_RECORD)
    assert record.state == "issued"
    assert record.snapshot["account"] == "去年春天开过会。"
    assert "副手" in record.snapshot["recorders"]
    assert list(investigation.items.get().recorders.order_by("pk")) == two


def test_a_site_visit_goes_into_the_file(world, investigation, two):
    take(world, investigation, "record_visit", place="收购点", present="村主任", recorders=two, account="地磅已封存。")
    item = investigation.items.get()
    assert (item.kind, item.place, item.present) == ("visit", "收购点", "村主任")


def test_an_inquiry_goes_to_another_organ_with_a_day_ahead(world, petition, investigation):
    asked = {"question_asked": "2024年收购合同"}
    with refused("inquiry_to_itself"):
        take(world, investigation, "send_inquiry", to_organ=world.bureau, due_on=date(2025, 3, 20), **asked)
    with refused("inquiry_due_past"):
        take(world, investigation, "send_inquiry", to_organ=world.county, due_on=date(2025, 3, 10), **asked)
    take(world, investigation, "send_inquiry", to_organ=world.county, due_on=date(2025, 3, 20), **asked)
    (letter,) = petition.matter.papers.of_kind(PaperKind.INQUIRY_LETTER)
    assert letter.state == "issued"
    assert letter.to_organ == world.county
    assert letter.number


def test_an_answer_stands_beside_its_inquiry_once(world, investigation):
    take(world, investigation, "send_inquiry", to_organ=world.county, question_asked="合同", due_on=date(2025, 3, 20))
    inquiry = investigation.items.get()
    take(world, investigation, "record_answer", on="2025-03-15", inquiry=inquiry, answer="附合同三份。")
    inquiry.refresh_from_db()
    assert (inquiry.answer, inquiry.answered_on) == ("附合同三份。", date(2025, 3, 15))
    with refused("not_an_open_inquiry"):
        take(world, investigation, "record_answer", on="2025-03-16", inquiry=inquiry, answer="再答。")


def test_evidence_is_numbered_on(world, investigation):
    rows = [
        {"title": "会议记录", "source": "县政府", "proves": "开过会"},
        {"title": "过磅单", "source": "张大山", "proves": "数量"},
    ]
    take(world, investigation, "list_evidence", evidence=rows)
    assert list(investigation.items.values_list("no", "title")) == [(1, "会议记录"), (2, "过磅单")]


def test_no_report_before_a_petitioner_was_heard(world, petition, investigation, two):
    talk(world, investigation, recorders=two, person="收购站长")
    with refused("petitioner_not_heard"):
        take(world, investigation, "report", **REPORT)
    talk(world, investigation, recorders=two, party=world.party(petition.matter, "张大山"))
    assert take(world, investigation, "report", **REPORT).state == "reported"


def test_whoever_cannot_be_heard_is_reported_with_the_cause(world, investigation):
    report = take(world, investigation, "report", not_heard_because="信访人住院，两次约谈未成", **REPORT)
    assert report.state == "reported"


def test_no_report_while_an_answer_may_still_come(world, investigation):
    take(world, investigation, "send_inquiry", to_organ=world.county, question_asked="合同", due_on=date(2025, 3, 20))
    why = {"not_heard_because": "信访人住院"}
    with refused("inquiry_unanswered"):
        take(world, investigation, "report", on="2025-03-20", **REPORT, **why)
    assert take(world, investigation, "report", on="2025-03-21", **REPORT, **why).state == "reported"


def test_the_report_is_internal(world, petition, investigation, two):
    talk(world, investigation, recorders=two, party=world.party(petition.matter, "张大山"))
    take(world, investigation, "report", **REPORT)
    (report,) = petition.matter.papers.of_kind(PaperKind.INVESTIGATION_REPORT)
    assert report.state == "issued"
    assert not report.must_be_served
    assert not report.addressees.exists()
    assert report.snapshot["items"][0]["title"] == "张大山"


def test_a_claim_to_be_decided_anew_is_investigated_anew(world, petition, investigation):
    take(world, investigation, "report", not_heard_because="信访人住院", **REPORT)
    gateway.perform(
        Petition, petition.pk, "withdraw", by=world.handler, at=at("2025-03-11"),
        withdrawn_by=list(petition.matter.petitioners), effect_told=True,
    )  # fmt: skip
    for claim in petition.claims.all():
        gateway.perform(Claim, claim.pk, "reopen", by=world.head, at=at("2025-06-01"), why="复查责令重新处理")
    investigation = Investigation.objects.get()
    assert investigation.state == "open"
    assert investigation.reported_on is None


def test_a_talk_is_recorded_with_begin_and_end_and_who_it_was(world, petition, investigation):
    """Sex, age and address as stated or as registered; of the number of the card its ends alone."""
    second = world.staff(Role.HANDLER, world.bureau, "副手")
    zhang = world.party(petition.matter, "张大山")
    Party.objects.filter(pk=zhang.pk).update(id_number=NUMBER, address="柳树乡一村3号", phone="13800000001")
    talk(world, investigation, recorders=[world.handler, second], party=Party.objects.get(pk=zhang.pk))
    paper = Paper.objects.of_kind("investigation_record").get()
    page = words_of(html_of(paper))
    for said in (
        "2025年3月5日9时至9时40分", "张大山，男，55岁", masked(NUMBER),
        "柳树乡一村3号13800000001",
    ):  # fmt: skip
        assert said in page
    assert NUMBER not in str(paper.snapshot)
    talk(world, investigation, recorders=[world.handler, second], id_number=NUMBER, capacity="收购站会计")
    assert NUMBER not in str(Paper.objects.of_kind("investigation_record").latest("pk").snapshot)
    assert NUMBER not in str(Event.objects.filter(step="record_talk").latest("pk").facts)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"sex": ""}, "talker_unknown"), ({"age": None}, "talker_unknown"), ({"address": "", "capacity": ""}, "talker_unknown"),
        ({"ends_at": at("2025-03-05", "08:00")}, "talk_hours"), ({"begins_at": at("2025-03-04", "09:00")}, "talk_hours"),
        ({"id_number": "110101197001011111"}, "id_number_wrong"),
    ],
)  # fmt: skip
def test_a_talk_with_somebody_unknown_or_without_its_hours_is_refused(world, investigation, facts, code):
    second = world.staff(Role.HANDLER, world.bureau, "副手")
    with refused(code):
        talk(world, investigation, recorders=[world.handler, second], **facts)
