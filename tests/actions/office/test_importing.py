"""Organs and people from a table: each row new, changed, the same or refused with its reason; what is exported comes back unchanged."""

from __future__ import annotations

import pytest

from mediation.actions import gateway
from mediation.actions.office import importing, importing_organs, importing_people
from mediation.actions.office.importing import CHANGED, NEW, REFUSED, SAME, WrongTable
from mediation.models import Appointment, Message, OfficeChange, Organ, User
from mediation.queries.office.ledger import verify
from mediation.vocabulary import Role
from mediation.workflows.base import NotPossibleNow
from mediation.written.tables import text_of
from mediation.written.tables.writing import workbook
from tests.factories.world import at

pytestmark = pytest.mark.django_db
DAY = "2026-03-02"
ON = at(DAY).date()
ORGAN_HEADS = "编码\t机关全称\t机关代字\t类别\t上级机关编码\t复查机关编码\t行政复议机关编码\n"
PEOPLE_HEADS = "姓名\t用户名\t机关编码\t岗位\t办公电话\n"


@pytest.fixture
def admin(world):
    return world.staff(Role.ADMINISTRATOR, world.office)


def organs(lines):
    return importing_organs.plan(importing.rows_in(ORGAN_HEADS + lines, importing_organs.COLUMNS), ON)


def people(lines):
    return importing_people.plan(importing.rows_in(PEOPLE_HEADS + lines, importing_people.COLUMNS), ON)


def standing(rows):
    return [(row.number, row.status) for row in rows]


def test_organs_may_lie_below_and_be_reviewed_by_those_of_other_rows(world, admin):
    rows = organs(
        "qhlz\t青河县林业站\t青林站\t政府部门\tqhly\tqhly\t\nqhly\t青河县林业局\t青林\t政府部门\tqh\tqh、yzny\tqh\n"
    )
    assert standing(rows) == [(2, NEW), (3, NEW)]
    gateway.perform(OfficeChange, None, "import_organs", by=admin, at=at(DAY), rows=list(importing.in_rows(rows)))
    station, bureau = Organ.objects.get(code="qhlz"), Organ.objects.get(code="qhly")
    assert station.superiors()[0] == bureau
    assert bureau.superiors()[0] == world.county
    assert set(bureau.review_organs("review", ON)) == {world.county, world.city_bureau}
    assert bureau.reconsideration_organ == world.county
    assert verify().found == []


def test_each_wrong_row_says_why_and_takes_with_it_what_hangs_on_it(world):
    rows = organs(
        "QH1\t甲局\t甲\t政府部门\tqh\t\t\n"
        "jia\t甲局\t甲\t机构\tqh\t\t\n"
        "yi\t乙局\t乙\t政府部门\tjia\t\t\n"
        "bing\t丙局\t丙\t政府部门\tnowhere\t\t\n"
        "ding\t\t丁\t政府部门\tqh\t\t\n"
        "wu\t戊局\t戊\t政府部门\tqh\t\t\n"
        "wu\t己局\t己\t政府部门\tqh\t\t\n"
        "geng\t青河县农业农村局\t庚\t政府部门\tqh\t\t\n"
    )
    assert [row.number for row in rows if row.status == REFUSED] == [2, 3, 4, 5, 6, 8, 9]
    told = {row.number: "".join(row.told) for row in rows}
    assert "小写字母" in told[2]
    assert "没有“机构”这个类别" in told[3]
    assert "“jia”那一行不能导入" in told[4]
    assert "没有编码为“nowhere”的机关" in told[5]
    assert "没有填写：机关全称" in told[6]
    assert "出现了两次" in told[8]
    assert "已经有名称" in told[9]


def test_organs_in_a_circle_are_refused(world):
    rows = organs(
        "jia\t甲局\t甲\t政府部门\tyi\t\t\nyi\t乙局\t乙\t政府部门\tjia\t\t\nbing\t丙局\t丙\t政府部门\tqh\t\t\n"
    )
    assert standing(rows) == [(2, REFUSED), (3, REFUSED), (4, NEW)]


def test_what_is_exported_comes_back_as_no_change(world):
    for heads, rows, columns, plan in (
        (importing_organs.COLUMNS, importing_organs.exported(), importing_organs.COLUMNS, importing_organs.plan),
        (importing_people.COLUMNS, importing_people.exported(ON), importing_people.COLUMNS, importing_people.plan),
    ):
        text = text_of(workbook("表", [str(one.head) for one in heads], rows)).text
        again = plan(importing.rows_in(text, columns), ON)
        assert len(again) == len(rows)
        assert {row.status for row in again} <= {SAME}, [(row.called, row.told) for row in again]


def test_a_row_changes_what_it_says_and_nothing_else(world, admin):
    person = world.handler
    rows = people(f"赵磊\t{person.username.replace('handler.qhny', 'zhao.lei')}\tqhny\t承办人、记录员\t0555-7200017\n")
    assert standing(rows) == [(2, NEW)]
    User.objects.filter(pk=person.pk).update(username="zhao.lei", post="科员")
    rows = people("赵磊\tzhao.lei\tqhny\t记录员\t0555-7200017\n")
    assert standing(rows) == [(2, CHANGED)]
    importing_people.take_over(list(importing.in_rows(rows)), by=admin, at=at(DAY), key="")
    person = User.objects.get(pk=person.pk)
    assert (person.name, person.phone, person.post) == ("赵磊", "0555-7200017", "科员")
    assert {post.role for post in person.appointments.all()} == {"handler", "recorder"}


def test_two_hundred_people_with_three_wrong_rows(world, admin):
    good = "".join(f"人{n}\tren.{n}\t{'qhny' if n % 2 else 'qhxf'}\t承办人\t\n" for n in range(197))
    rows = people(good + "甲\tjia\tnowhere\t承办人\t\n乙\tyi\tqhny\t局长\t\n丙\t丙\tqhny\t承办人\t\n")
    assert [row.number for row in rows if row.status == REFUSED] == [199, 200, 201]
    head = world.head
    change, slips = importing_people.take_over(list(importing.in_rows(rows)), by=admin, at=at(DAY), key="k")
    assert len(slips) == len({secret for _person, secret in slips}) == 197
    assert all(person.check_password(secret) for person, secret in slips[:3])
    assert Appointment.objects.filter(user__username__startswith="ren.").count() == 197
    assert Message.objects.filter(user=head).count() == 1
    assert importing_people.take_over(list(importing.in_rows(rows)), by=admin, at=at(DAY), key="k") == (change, [])
    assert verify().found == []


def test_one_person_in_two_organs_is_one_account(world, admin):
    rows = people("甲\tjia.yi\tqhny\t承办人\t\n甲\tjia.yi\tqhxf\t登记人\t\n乙\tjia.yi\tqhzj\t承办人\t\n")
    assert [row.status for row in rows] == [NEW, NEW, REFUSED]
    importing_people.take_over(list(importing.in_rows(rows)), by=admin, at=at(DAY), key="")
    assert User.objects.get(username="jia.yi").appointments.count() == 2


def test_what_was_taken_meanwhile_is_refused_as_a_whole(world, admin):
    rows = list(importing.in_rows(organs("qhly\t青河县林业局\t青林\t政府部门\tqh\t\t\n")))
    Organ.establish(below=world.county, name="青河县林业局", short="青林", code="other", kind="department")
    with pytest.raises(NotPossibleNow, match="第2行"):
        gateway.perform(OfficeChange, None, "import_organs", by=admin, at=at(DAY), rows=rows)


def test_a_table_without_its_heads_says_what_they_are():
    with pytest.raises(WrongTable, match="没有找到表头"):
        importing.rows_in("甲\t乙\n丙\t丁\n", importing_people.COLUMNS)
    with pytest.raises(WrongTable, match="缺少这几列：机关编码、岗位"):
        importing.rows_in("用户名\t姓名\njia\t甲\n", importing_people.COLUMNS)
