"""Words of a period come from the period: under a local rule in which every length differs, no national one is told."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.utils.html import strip_tags
from django.utils.translation import override

from mediation.actions import gateway
from mediation.documents.papers.checkup import examine
from mediation.documents.papers.checkup.facts import passages_of
from mediation.documents.papers.checkup.gathering import facts_of
from mediation.documents.papers.snapshot import html_of
from mediation.documents.registry import document_type
from mediation.models import Deadline, Dispatch, Hearing, Organ
from mediation.scenarios import sheets as script
from mediation.scenarios.shipped import FOLDER
from mediation.timelimits import ALL_LIMITS, TimeLimit, Unit, limit_for
from mediation.vocabulary import PaperKind
from mediation.web.portal.access import remember
from mediation.workflows.base import NotPossibleNow
from mediation.workflows.periods import advised_in_words, days_in_words, in_words
from tests.factories.hearings import HearingCourse
from tests.factories.mediation import agreed, alone, drafted
from tests.factories.papers import served
from tests.factories.world import at

pytestmark = pytest.mark.django_db

# Lengths that no limit has nationally and no other has here. Those that the play waits out are shorter.
HERE = {
    "D1": 17, "D2": 4, "D3": 19, "D5": 61, "D5x": 43, "D6": 31, "D7": 28, "D8": 34, "D9": 37, "D10": 41, "D11": 47,
    "D12": 53, "D13": 59, "D14": 11, "D15": 13, "D16": 6, "D17": 26, "D19": 21, "D20": 12,
}  # fmt: skip
ADVISED = 8
NATIONAL = {
    days_in_words(limit.length, working=limit.unit is Unit.WORKING_DAYS)
    for limit in ALL_LIMITS
    if limit.length and limit.code in HERE
} | {"10个工作日"}
SPAN = re.compile(r"(?<![\d月第])(\d+|[一二三四五六七八九十百]+)(个?工作日|日|天)(?![期常])")
CHINESE = {"三": 3, "五": 5, "七": 7, "十": 10, "十五": 15, "二十": 20, "三十": 30, "六十": 60}
# A number of days that the law fixes and no rule of a place moves.
BY_LAW = {
    PaperKind.DUTY_ANSWER: {"60日": "《行政复议法》第二十条第一款", "15日": "《行政诉讼法》第四十五条"},
    PaperKind.ACCEPTANCE_NOTICE: {"60日": "《行政复议法》第二十条第一款、《行政复议法实施条例》第十六条"},
}
TOLD = {
    PaperKind.TRANSFER_SLIP: ("D2", "D3"),
    PaperKind.ASSIGNMENT_LETTER: ("D2", "D3"),
    PaperKind.TRANSFER_NOTICE: ("D3",),
    PaperKind.HANDLING_OPINION: ("D6",),
    PaperKind.REVIEW_OPINION: ("D8",),
    PaperKind.HEARING_RIGHTS_NOTICE: ("D14",),
    PaperKind.PUBLIC_NOTICE: ("D17",),
}


def rules() -> str:
    lines = ['region = "东岭省"', 'authority = "《东岭省信访工作办法》"', "in_force_from = 2022-05-01"]
    for code, length in HERE.items():
        lines += [f"[limits.{code}]", f"length = {length}"] + ([f"warn = {ADVISED}"] if code == "D16" else [])
    return "\n".join(lines) + "\n"


@pytest.fixture
def local(settings, tmp_path) -> Path:
    """A site whose province has its own length for everything."""
    folder = tmp_path / "play"
    folder.mkdir()
    settings.LOCAL_RULES_FOLDER = str(folder)
    (folder / "own.toml").write_text(rules(), encoding="utf-8")
    return folder


def here(code: str) -> TimeLimit:
    limit = limit_for(code, on=date(2025, 3, 3))
    return replace(limit, length=HERE[code], warn=ADVISED if code == "D16" else None)


def spans(text: str) -> set[str]:
    """Every number of days in a text, as it is told of a limit."""
    found = set()
    for number, unit in SPAN.findall(text):
        length = int(number) if number.isdigit() else CHINESE.get(number)
        if length:
            found.add(days_in_words(length, working="工作日" in unit))
    return found


@pytest.mark.printing
def test_every_kind_of_paper_tells_the_length_in_force_there(local, monkeypatch):
    county = (FOLDER / "_county.yaml").read_text(encoding="utf-8")
    province = "dl: {name: 东岭省人民政府,"
    (local / "_county.yaml").write_text(county.replace(province, f"{province} local_rules: own,"), encoding="utf-8")
    played = script.SCRIPT.read_text(encoding="utf-8").replace("请在十五日内书面告知", "请书面告知")
    played = played.replace("days: 15,", "days: 14,")  # as many as were asked for; no limit's length
    (local / "s.yaml").write_text(played, encoding="utf-8")
    (local / "files").symlink_to(FOLDER / "files")
    monkeypatch.setattr(script, "SCRIPT", local / "s.yaml")
    told = {sheet.kind: spans(strip_tags(sheet.html)) for sheet in script.sheets()}
    assert set(told) == set(PaperKind)
    nationally = {kind: found & NATIONAL - set(BY_LAW.get(kind, ())) for kind, found in told.items()}
    assert {kind: found for kind, found in nationally.items() if found} == {}
    for kind, codes in TOLD.items():
        assert told[kind] >= {in_words(here(code)) for code in codes}, kind


def place(world) -> None:
    Organ.objects.filter(pk=world.province.pk).update(settings={"local_rules": "own"})


def refused(step, *args, **facts) -> str:
    with pytest.raises(NotPossibleNow) as why:
        step(*args, **facts)
    return f"{why.value}"


def test_a_committees_papers_tell_how_long_a_court_may_be_asked_to_confirm(world, local):
    place(world)
    agreement = drafted(world, agreed(world, alone(world)), "2025-04-30")
    for kind in (PaperKind.MEDIATION_RIGHTS_NOTICE, PaperKind.MEDIATION_AGREEMENT):
        paper = agreement.matter.papers.of_kind(kind).first()
        assert "自生效之日起47日内" in strip_tags(html_of(paper)), kind


def test_guards_and_cards_of_a_hearing_say_the_length_in_force_there(world, local, client):
    place(world)
    course = HearingCourse(world)
    course.offered()
    notice = course.papers(PaperKind.HEARING_RIGHTS_NOTICE)[0]
    served(notice, by=world.registrar, on="2025-09-08")
    session = client.session
    remember(session, course.zhang)
    session.save()
    assert "自收到之日起11个工作日内" in client.get(f"/portal/papers/{notice.pk}/plain/").content.decode()
    late = refused(course.take, "apply", course.zhang, "2025-10-20", grounds="承诺价没有兑现")
    assert "自被告知之日起11个工作日内申请" in late
    with override("en"):
        assert "within 11 working days" in refused(course.take, "apply", course.zhang, "2025-10-20", grounds="…")
    course.requested("2025-09-10")
    course.take("grant", world.head, "2025-09-12")
    course.appoint()
    soon = refused(course.schedule, "2025-10-17")
    assert "提前6个工作日送达" in soon
    assert not spans(soon) & NATIONAL
    course.schedule("2025-10-10")
    short = [one for one in examine_all(course) if one.code == "notice_short"]
    assert short
    assert f"不足{advised_in_words(here('D16'))}" in short[0].sentence


def examine_all(course: HearingCourse):
    paper = course.notices()[0]
    return document_type(paper.kind).checks(paper)


def test_an_objection_that_is_late_is_told_the_length_in_force_there(world, local):
    place(world)
    petition = world.petition(organ=world.office)
    dispatch = gateway.perform(
        Dispatch, None, "send", by=world.dispatcher, at=at("2025-03-04"), matter=petition.matter, kind="transfer",
        to_organ=world.bureau, claims=list(petition.claims.all()),
    )  # fmt: skip
    assert Deadline.objects.about(dispatch).get(code="D2").time_limit.length == HERE["D2"]
    said = refused(
        gateway.perform, Dispatch, dispatch.pk, "object", by=world.head, at=at("2025-03-11"), objection="不属于本局职权"
    )
    assert "自收到之日起4个工作日内提出" in said


TYPED = (
    ("D14", "你可以自收到告知书之日起五个工作日内申请听证。", True),
    ("D14", "你可以自收到告知书之日起11个工作日内申请听证。", False),
    ("D2", "认为不属于本单位职权的，5个工作日内提出异议。", True),
    ("D3", "请自收到之日起十五日内书面告知是否受理。", True),
    ("D3", "请自收到之日起19日内书面告知是否受理。", False),
    ("", "请在三十日内修好水管。", False),
)


@pytest.mark.parametrize(("code", "text", "wrong"), TYPED)
def test_the_check_up_names_a_national_length_and_accepts_the_local_one(world, local, code, text, wrong):
    place(world)
    paper = world.accepted().matter.papers.first()
    draft = facts_of(paper)
    words = next(iter(passages_of(document_type(PaperKind.HANDLING_OPINION), {"course": text})))
    found = [one for one in examine(replace(draft, passages=(words,))) if one.code == "period_not_here"]
    assert bool(found) is wrong
    if wrong:
        assert in_words(here(code)) in found[0].sentence
        assert not found[0].blocks


def test_without_local_rules_the_national_length_is_no_fault(world):
    draft = facts_of(world.accepted().matter.papers.first())
    assert draft.replaced == ()


def test_a_sentence_asks_the_running_period_not_todays_rule(world, local):
    """A hearing whose right began before the rule of the place keeps the length that it was told."""
    course = HearingCourse(world)
    course.offered()
    served(course.papers(PaperKind.HEARING_RIGHTS_NOTICE)[0], by=world.registrar, on="2025-09-08")
    place(world)
    late = refused(course.take, "apply", course.zhang, "2025-10-20", grounds="承诺价没有兑现")
    assert "自被告知之日起5个工作日内申请" in late
    assert Hearing.objects.get(pk=course.pk).limit("D14", on=date(2025, 9, 8)).length == HERE["D14"]
