"""An administrator sets an office up by pages alone: from an empty site to its first matter, 200 people from a table, and who leaves.

With SCREENSHOTS=1 the pictures of docs/setting_up.md are made anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mediation.actions import gateway
from mediation.models import Appointment, Petition, User
from mediation.scenarios.stage import SAMPLE_PASSWORD
from mediation.vocabulary import Role
from mediation.written.tables.writing import workbook
from tests.factories.world import World, at
from tests.journeys.by_hand.people import Staff
from tests.journeys.by_hand.site import Site

pytestmark = pytest.mark.browser
START, OWN = "AAAAA-BBBBB", "right horse battery"
MOST_CLICKS = 29
NEEDED = {
    "田野": ("tian.ye", "登记人"), "白鹿": ("bai.lu", "机关负责人"), "岑雨": ("cen.yu", "承办人"), "梅林": ("mei.lin", "文书管理员"),
}  # fmt: skip


class Administrator(Staff):
    """Who counts what he presses."""

    pressed = 0

    def press(self, label: str, *, within: str = "main") -> None:
        self.pressed += 1
        super().press(label, within=within)

    def send(self) -> None:
        self.pressed += 1
        super().send()

    def shown(self, name: str) -> None:
        """A picture of the page, which fits a telephone."""
        self.picture(name)
        self.fits()

    def fits(self) -> None:
        """On a telephone nothing of the page sticks out."""
        self.page.set_viewport_size({"width": 360, "height": 900})
        wider = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{self.page.url} is {wider} px too wide for a telephone"
        self.page.set_viewport_size({"width": self.width, "height": 900})


@pytest.fixture
def empty(tmp_path: Any, monkeypatch: Any, scratch: Any, django_db_blocker: Any) -> Iterator[Site]:
    """The site as it was installed: nobody and nothing, and the secret that the server told."""
    (tmp_path / "start-secret").write_text(START, encoding="ascii")
    monkeypatch.setenv("SITE_FOLDER", str(tmp_path))
    with django_db_blocker.unblock():
        served = Site(scratch)
        try:
            served.until_it_answers()
            served.begin("2025-03-04")
            yield served
        finally:
            served.stop()


def begun(admin: Administrator) -> None:
    """The first organ and the first administrator."""
    admin.page.goto("/desk/sign-in/")
    admin.shown("set_up_sign_in")
    admin.press("系统还没有设置，从这里开始")
    admin.fill(start=START, name="柳州河县信访局", short="柳信", code="lzxf", kind="信访部门")
    admin.fill(person="罗成", username="luo.cheng", password=OWN, again=OWN)
    admin.shown("set_up_begin")
    admin.send()
    admin.sees("下一步", "还没有人担任")
    admin.shown("set_up_steps")


def people_enrolled(admin: Administrator) -> dict[str, str]:
    """Whom the first step names, each with a slip; the first secrets by user name."""
    slips = {}
    for name, (username, role) in NEEDED.items():
        admin.press("机关和人员", within="header")
        admin.press("登记工作人员")
        admin.fill(organ="柳州河县信访局", name=name, username=username, roles=[role])
        if name == "田野":
            admin.shown("set_up_person")
        admin.send()
        slips[username] = admin.page.locator("code.secret").last.inner_text()
        if name == "田野":
            admin.shown("set_up_slip")
        admin.press("已交给本人，返回")
    return slips


def signed_in(clerk: Administrator, username: str, secret: str) -> None:
    """With the slip, and a password of one's own."""
    clerk.page.goto("/desk/sign-in/")
    clerk.fill(username=username, password=secret)
    clerk.send()
    clerk.shown("set_up_own_password")
    clerk.fill(password=f"{OWN} own", again=f"{OWN} own")
    clerk.send()


def test_an_empty_site_becomes_an_office_and_registers_its_first_matter(empty: Site, chromium: Any) -> None:
    admin = Administrator(chromium, empty.address, "luo.cheng")
    begun(admin)
    slips = people_enrolled(admin)
    admin.press("机关和人员", within="header")
    admin.sees("还没有指定的：柳州河县信访局")
    admin.press("设立机关")
    admin.fill(name="柳州河县人民政府", short="柳政", code="lz", kind="人民政府", address="柳州河县中山路1号")
    admin.send()
    admin.fits()
    admin.press("机关和人员", within="header")
    admin.press("指定复查、复核机关")
    admin.fill(review="柳州河县人民政府", address="柳州河县中山路2号", phone="0772-7100001")
    admin.shown("set_up_reviewers")
    admin.send()
    admin.press("机关和人员", within="header")
    admin.sees("可以登记第一件信访事项了")
    admin.shown("set_up_ready")

    clerk = Administrator(chromium, empty.address, "tian.ye")
    signed_in(clerk, "tian.ye", slips["tian.ye"])
    clerk.press("登记信访事项", within="header")
    clerk.fill(organ="柳州河县信访局", channel="走访", subject="水渠塌了没有人修", account="村口水渠去年汛期塌了一段。")
    clerk.fill(petitioners=[{"name": "秦川", "address": "柳州河县白石村3号"}])
    clerk.fill(claims=[{"text": "修复村口塌了的水渠", "category": "申诉求决", "route": "信访程序"}])
    clerk.shown("set_up_register")
    clerk.send()
    clerk.sees("已登记", "水渠塌了没有人修")
    clerk.shown("set_up_registered")
    assert Petition.objects.count() == 1
    assert admin.pressed + clerk.pressed <= MOST_CLICKS, admin.pressed + clerk.pressed
    admin.page.goto("/desk/office/ledger/")
    admin.shown("set_up_ledger")


def people_table(path: Any) -> Any:
    """Two hundred people, three of whom cannot be taken over: a user name that is none, an unknown organ, a role that is none."""
    heads = ["姓名", "用户名", "机关编码", "岗位", "职务", "办公电话"]
    rows = [[f"人员{n:03}", f"ren.{n:03}", "qhny", "承办人", "科员", f"0555-7201{n:03}"] for n in range(200)]
    rows[17][1], rows[90][2], rows[151][3] = "任 一七", "qhnx", "承办"
    path.write_bytes(workbook("人员", heads, rows))
    return path


@pytest.fixture
def county(site: Any) -> World:
    """An office at work, with an administrator."""
    world = World()
    admin = world.staff(Role.ADMINISTRATOR, world.office, "罗成")
    admin.username = "luo.cheng"
    admin.set_password(SAMPLE_PASSWORD)
    admin.save()
    return world


def test_two_hundred_people_are_imported_with_three_wrong_rows(
    county: World, site: Any, chromium: Any, tmp_path: Any
) -> None:
    before = User.objects.count()
    admin = Administrator(chromium, site.address, "luo.cheng")
    admin.comes_in()
    admin.press("机关和人员", within="header")
    admin.press("人员")
    admin.press("从表格导入")
    admin.page.locator("[name=file]").set_input_files(people_table(tmp_path / "people.xlsx"))
    admin.fits()
    admin.press("看一看每一行")
    admin.sees("新增197行", "不能导入3行")
    assert admin.page.locator("tr.wrong").count() == 3
    admin.shown("import_rows")
    admin.press("导入这197行")
    admin.sees("共197张")
    admin.shown("import_slips")
    assert User.objects.count() == before + 197
    admin.press("已打印，返回")
    admin.fill(q="人员001")
    admin.press("查找")
    admin.sees("ren.001")
    admin.fits()


def test_all_that_runs_with_who_leaves_goes_to_others_in_one_act(county: World, site: Any, chromium: Any) -> None:
    petition = county.accepted()
    gateway.perform(
        Petition, petition.pk, "assign_handler", by=county.head, at=at("2025-03-03", "11:00"), handler=county.handler
    )
    heir = county.staff(Role.HANDLER, county.bureau, "石林")
    leaving = county.handler
    admin = Administrator(chromium, site.address, "luo.cheng")
    admin.comes_in()
    admin.press("机关和人员", within="header")
    admin.press("人员")
    admin.fill(q=leaving.name)
    admin.press("查找")
    admin.press(str(leaving))
    admin.press("离任移交")
    admin.fill(until="2025-03-31", heir="石林", why="调离本单位")
    admin.shown("leaving_form")
    admin.send()
    admin.sees("请核对要移交的工作", petition.matter.number, "石林")
    admin.shown("leaving_preview")
    admin.send()
    admin.sees("离任移交")
    admin.fits()
    petition.refresh_from_db()
    assert petition.handler == heir
    assert not Appointment.objects.filter(user=leaving, until=None).exists()


def test_a_person_s_registration_is_changed_with_what_is_there_filled_in(
    county: World, site: Any, chromium: Any
) -> None:
    admin = Administrator(chromium, site.address, "luo.cheng")
    admin.comes_in()
    admin.page.goto(f"/desk/office/people/{county.handler.pk}/")
    admin.press("更改登记")
    assert admin.page.locator("[name=name]").input_value() == county.handler.name
    admin.fill(outer_id="zwfw-330421-000117")
    admin.fits()
    admin.send()
    admin.sees("zwfw-330421-000117")
    admin.fits()
