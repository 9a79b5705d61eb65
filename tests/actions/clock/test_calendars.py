"""A holiday notice moves the deadlines it touches and no other; parties lose no day; the head signs off."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, transaction

from mediation.actions import gateway
from mediation.actions.clock.calendars import load, proposed
from mediation.actions.clock.deadlines import computation
from mediation.models import CalendarYear, ClockChange, Deadline, Event, Message
from mediation.models.clock.calendar import current_calendar, seed_calendars
from mediation.timelimits import shipped_calendar
from mediation.workflows.base import NotAllowed
from tests.factories.opinions import issued, sent_out
from tests.factories.world import at

pytestmark = pytest.mark.django_db

NOTICE = "国务院办公厅关于2027年部分节假日安排的通知"
DAYS = {
    "holidays": {"2027-01-01": "元旦", "2027-03-01": "春节", "2027-03-02": "春节", "2027-10-01": "国庆节"},
    "make_up_days": {"2027-03-06": "春节"},
}
FILE = "日期,类别,名称\n2027-01-01,放假,元旦\n2027-03-01,放假,春节\n2027-03-02,放假,春节\n2027-03-06,上班,春节\n2027-10-01,放假,国庆节\n"


def loading(days=DAYS, year=2027, on="2026-12-10"):
    return load(proposed(year, days, notice=NOTICE, at=at(on)), at=at(on))


def limits(matter):
    return dict(Deadline.objects.filter(matter=matter).order_by("pk").values_list("pk", "legal_on"))


def test_the_seeded_years_are_the_shipped_ones_and_change_no_day(world):
    assert seed_calendars(at=at("2026-11-02")) == 23
    assert seed_calendars(at=at("2026-11-02")) == 0
    calendar = current_calendar()
    assert calendar.working_ordinals() == shipped_calendar().working_ordinals()
    assert calendar.version == shipped_calendar().version


def test_the_calendar_is_built_once_and_anew_when_a_year_is_loaded(world, django_assert_num_queries):
    loading()
    first = current_calendar()
    with django_assert_num_queries(1):
        assert current_calendar() is first
    loading({**DAYS, "holidays": {**DAYS["holidays"], "2027-05-03": "劳动节"}})
    assert not current_calendar().is_working_day(date(2027, 5, 3))
    assert current_calendar().version.endswith("+2027.2")


def test_a_loaded_version_is_never_changed(world):
    row = loading().row
    with pytest.raises(ProgrammingError), transaction.atomic():
        CalendarYear.objects.filter(pk=row.pk).update(notice="别的")


def test_a_notice_moves_the_deadlines_it_touches_and_no_other(world):
    touched = world.petition(on="2027-02-14").matter  # D3: 15 days end on Monday 2027-03-01
    untouched = world.petition(on="2027-02-09").matter  # ends on 2027-02-24
    settled = Deadline.objects.get(matter=untouched, code="D3")
    assert settled.provisional
    assert Deadline.objects.get(matter=touched, code="D3").legal_on == date(2027, 3, 1)
    before = limits(untouched)
    done = loading(on="2027-02-15")
    moved = Deadline.objects.get(matter=touched, code="D3")
    assert (moved.nominal_on, moved.legal_on, moved.provisional) == (date(2027, 3, 1), date(2027, 3, 3), False)
    assert limits(untouched) == before
    settled.refresh_from_db()
    assert not settled.provisional
    assert (done.moved, done.settled) == (1, Event.objects.filter(step="settle").count())
    event = Event.objects.get(object_type="deadline", object_id=moved.pk, step="recount")
    assert event.facts == {"notice": NOTICE, "old_legal_on": "2027-03-01", "new_legal_on": "2027-03-03"}
    assert Message.objects.filter(matter=touched, party__isnull=False, text__contains="3月3日").count() == 2
    assert not Event.objects.filter(matter=untouched, step="recount").exists()


def test_loading_the_same_notice_again_changes_nothing(world):
    world.petition(on="2027-02-14")
    loading(on="2027-02-15")
    events = Event.objects.count()
    again = loading(on="2027-02-16")
    assert (again.row, again.moved, again.settled) == (None, 0, 0)
    assert Event.objects.count() == events
    assert CalendarYear.objects.count() == 1


def test_a_load_that_fails_leaves_nothing_behind(world):
    world.petition(on="2027-02-14")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        loading(on="2027-02-15")
        raise ZeroDivisionError
    assert not CalendarYear.objects.exists()
    assert not current_calendar().covers(date(2027, 1, 1), date(2027, 1, 1))


def test_a_partys_own_right_never_ends_earlier(world):
    petition = world.accepted(on="2027-01-25")
    opinion = issued(world, petition, on="2027-01-30")
    sent_out(opinion, by=world.registrar, on="2027-01-30")  # 30 days: Monday 2027-03-01
    right = Deadline.objects.filter(code="D6", matter=petition.matter).first()
    assert right.legal_on == date(2027, 3, 1)
    loading(on="2027-02-15")
    right.refresh_from_db()
    assert right.legal_on == date(2027, 3, 3)
    loading({"holidays": {"2027-10-01": "国庆节"}, "make_up_days": {}}, on="2027-02-16")
    right.refresh_from_db()
    assert (right.legal_on, right.kept_on) == (date(2027, 3, 3), date(2027, 3, 3))
    assert computation(right).kept


def with_days(*, off=(), worked=()):
    return {
        "holidays": DAYS["holidays"] | dict.fromkeys(off, "元旦"),
        "make_up_days": DAYS["make_up_days"] | dict.fromkeys(worked, "元旦"),
    }


def test_a_corrected_notice_takes_back_what_the_first_said_of_the_december_before(world):
    loading(with_days(off=["2026-12-31"], worked=["2026-12-27"]))
    assert not current_calendar().is_working_day(date(2026, 12, 31))
    loading(with_days(worked=["2026-12-26"]), on="2026-12-11")
    worked = [day for day in (26, 27, 31) if current_calendar().is_working_day(date(2026, 12, day))]
    assert worked == [26, 31]


def test_a_later_correction_of_the_year_before_leaves_its_december_to_the_notice_that_reached_into_it(world):
    loading(with_days(off=["2026-12-31"]))
    loading({"holidays": {"2026-10-01": "国庆节"}, "make_up_days": {}}, year=2026, on="2026-12-11")
    calendar = current_calendar()
    assert not calendar.is_working_day(date(2026, 12, 31))
    assert calendar.is_working_day(date(2026, 10, 2))
    assert calendar.version.endswith("+2026.1")


def test_the_head_signs_off_what_a_notice_moved(world):
    petition = world.petition(on="2027-02-14")
    loading(on="2027-02-15")
    change = ClockChange.objects.get(matter=petition.matter)
    assert (change.state, change.old_legal_on, change.new_legal_on) == ("to_sign", date(2027, 3, 1), date(2027, 3, 3))
    assert change.basis == NOTICE
    with pytest.raises(NotAllowed):
        gateway.perform(ClockChange, change.pk, "sign_off", by=world.handler, at=at("2027-02-16"))
    signed = gateway.perform(ClockChange, change.pk, "sign_off", by=world.head, at=at("2027-02-16"))
    assert (signed.state, signed.signed_by, signed.signed_on) == ("signed", world.head, date(2027, 2, 16))


def written(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "2027.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_the_command_shows_what_changes_and_loads_after_yes(world, tmp_path):
    world.petition(on="2027-02-14")
    path, said = written(tmp_path, FILE), StringIO()
    call_command("load_calendar", path, "--dry-run", stdout=said)
    assert "2027年3月1日（星期一）：工作日 → 春节放假" in said.getvalue()
    assert "将变动的期限：1个" in said.getvalue()
    assert not CalendarYear.objects.exists()
    call_command("load_calendar", path, "--yes", "--by", "管理员", stdout=said)
    assert "变动期限1个" in said.getvalue()
    assert CalendarYear.objects.get().loaded_by == "管理员"
    call_command("load_calendar", written(tmp_path, FILE, "gb18030"), "--yes", stdout=said)
    assert "与现行安排一致" in said.getvalue()
    call_command("load_calendar", written(tmp_path, FILE.replace("-", "/"), "utf-8-sig"), "--yes", stdout=said)
    assert said.getvalue().count("与现行安排一致") == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "文件是空的"),
        ("日期,类别,名称\n", "没有任何日期"),
        ("日期,类别,天气\n", "第1行：不认识的列“天气”"),
        ("日期,名称\n", "第1行：缺少“类别”"),
        ("日期,日期,类别\n", "第1行：“日期”这一列重复了"),
        ("日期,类别\n2027-02-30,放假\n", "第2行：2027年2月30日不存在"),
        ("日期,类别\n三月一日,放假\n", "第2行：“三月一日”不是日期"),
        ("日期,类别\n2027-03-01,放假\n\n2027-03-01,上班\n", "第4行：2027-03-01（星期一）已经写在第2行"),
        ("日期,类别\n2027-03-01,放假\n2027-03-02,放假\n2025-03-03,放假\n", "第4行：2025-03-03（星期一）不属于2027年"),
        ("日期,类别\n2027-03-01,休息吧\n", "第2行：不认识的类别“休息吧”"),
        ("日期,类别\n2027-03-02,上班\n", "第2行：2027-03-02（星期二）本来就是工作日"),
        ("日期,类别\n2027-03-13,放假\n", "第2行：2027-03-13（星期六）是周末"),
        ("日期,类别\n2027-03-01,放假,春节\n", "第2行：有3栏"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(db, tmp_path, text, sentence):
    with pytest.raises(CommandError, match=sentence) as refused:
        call_command("load_calendar", written(tmp_path, text), "--yes")
    assert refused.value.returncode == 2


def test_a_missing_file_and_a_file_that_is_no_text_are_refused(db, tmp_path):
    with pytest.raises(CommandError, match="不存在"):
        call_command("load_calendar", tmp_path / "none.csv", "--yes")
    (tmp_path / "x.csv").write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(CommandError, match="不是文本"):
        call_command("load_calendar", tmp_path / "x.csv", "--yes")
