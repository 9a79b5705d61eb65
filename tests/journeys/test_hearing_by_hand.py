"""A hearing by hand, from the booking to the signed record, on one page; with SCREENSHOTS=1 the pictures of docs/sittings.md are made anew."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from mediation.actions import gateway
from mediation.models import Hearing, HearingStatement, Recusal, Room
from mediation.vocabulary import PaperKind
from tests.browser import arrived, click, opened
from tests.factories.hearings import DAY, HearingCourse
from tests.factories.world import World, at
from tests.journeys.test_sitting_by_hand import all_kept, said, sign_in

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
# Longer than a screen, and worth seeing to the end.
WHOLE = ("sitting_read", "sitting_signed")
WIDTHS = ((1280, 900), (1024, 768))


class ByHand:
    """Recorder and presider, each at his own browser, and the projector's window."""

    def __init__(self, site: Any, chromium: Any, folder: Path) -> None:
        self.site, self.chromium = site, chromium
        self.folder = ROOT / "docs" / "screenshots" if os.environ.get("SCREENSHOTS") else folder
        self.course = HearingCourse(World())

    def at_the_page_of(self, user: Any) -> Any:
        """A browser of the person."""
        page = opened(self.chromium, self.site.address)
        sign_in(page, self.site, user)
        return page

    def here(self, name: str = "sitting", *more: Any) -> str:
        """An address of the hearing."""
        return reverse(f"desk:{name}", args=[self.course.pk, *more])

    def picture(self, page: Any, name: str, *, widths: Any = WIDTHS) -> None:
        """How it looks now."""
        for width, height in widths:
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate(
                "scrollTo(0, 0); const said = document.querySelector('#record'); if (said) said.scrollTop = said.scrollHeight"
            )
            page.screenshot(path=self.folder / f"{name}_{width}.png", full_page=name in WHOLE)

    def tap(self, page: Any, step: str) -> None:
        """The button of a step that asks nothing."""
        page.locator(f"[data-tap]:has([name=step][value={step}]) button").click()

    def enters(self, page: Any, part: str) -> None:
        """The next part, by the strip."""
        page.locator("#strip").get_by_role("button", name=part).click()

    def types(self, page: Any, key: int, words: str) -> None:
        """Somebody says something: a key for who, the words, Enter."""
        page.locator("#words").focus()
        page.keyboard.press(str(key))
        page.keyboard.insert_text(words)
        page.keyboard.press("Enter")


@pytest.fixture
def hall(site: Any, chromium: Any, tmp_path: Path) -> ByHand:
    """The panel is appointed; nothing is fixed yet."""
    found = ByHand(site, chromium, tmp_path)
    found.course.granted()
    found.course.appoint()
    return found


def test_a_hearing_is_booked_held_read_and_signed_by_hand(hall: ByHand) -> None:
    booked_once(hall)
    course = hall.course
    course.notify()
    course.affirm("2025-10-20", "08:50")
    hall.site.begin(DAY, "08:55")
    recorder, presider = hall.at_the_page_of(course.recorder), hall.at_the_page_of(course.presider)
    called_and_opened(hall, recorder, presider)
    heard(hall, recorder, presider)
    challenged(hall, recorder, presider)
    heard_to_the_end(hall, recorder)
    concluded(hall, recorder, presider)


def booked_once(hall: ByHand) -> None:
    """A room that somebody has is refused with who has it; the first days on which all can come are offered, and one is taken."""
    course, hall_room = hall.course, Room.objects.create(organ=hall.course.world.bureau, name="三楼会议室", capacity=40)
    other = HearingCourse(course.world)
    other.presider, other.recorder = (
        course.world.staff(r, course.world.bureau, n)
        for r, n in (("presiding_officer", "吴主持"), ("recorder", "冯记录"))
    )
    other.panel = [
        other.presider,
        *(course.world.staff("panellist", course.world.county, name) for name in ("褚高工", "卫律师")),
    ]
    other.granted()
    other.appoint()
    other.take("schedule", other.presider, "2025-09-22", starts_at=at(DAY, "09:00"), room=hall_room)
    hall.site.begin("2025-09-22", "09:30")
    page = hall.at_the_page_of(course.presider)
    page.goto(reverse("desk:step", args=["hearing", course.pk, "schedule"]))
    page.locator("[name=starts_at]").fill(f"{DAY} 09:00")
    page.locator("[name=room]").select_option(
        label=page.locator("[name=room] option", has_text="三楼会议室").inner_text()
    )
    click(page.locator("form button.btn-primary[type=submit]").first)
    page.get_by_label("看过了，仍然定在这个时间").check()
    click(page.locator("form button.btn-primary[type=submit]").first)
    page.locator("main", has_text="三楼会议室").wait_for()
    page.locator("main", has_text="吴主持").wait_for()
    assert page.locator("[name=_take_day]").count() == 3
    hall.picture(page, "sitting_booking", widths=((1280, 1100),))
    assert course.hearing.state == "granted"
    course.schedule()


def called_and_opened(hall: ByHand, recorder: Any, presider: Any) -> None:
    """Roll call by one tap each, the opening, the screen, the organ's words, what each side answers."""
    recorder.goto(hall.here())
    for name in ("张大山", "李秀英"):
        row = recorder.locator(".here li", has_text=name)
        row.get_by_role("button", name="到场", exact=True).click()
        row.locator(".state.in").wait_for()
    presider.goto(hall.here())
    hall.tap(presider, "open")
    presider.locator("#write").wait_for()
    hall.tap(presider, "light_screen")
    presider.locator("[name=step][value=blank_screen]").wait_for(state="attached")
    recorder.locator("#write").wait_for()
    hall.enters(recorder, "宣布开始")
    recorder.locator("#words").focus()
    recorder.keyboard.press("0")
    recorder.keyboard.press("Enter")
    for name in ("张大山", "李秀英"):
        row = recorder.locator(".here li", has_text=name)
        row.locator("summary").click()
        row.get_by_role("button", name="登记").click()
        row.get_by_text("查验身份证件；不申请回避；已经清楚").wait_for()


NOT_CUT = """() => {
  const top = which => document.querySelector(which).getBoundingClientRect().top;
  return top("#words p") >= top("#words");
}"""


def heard(hall: ByHand, recorder: Any, presider: Any) -> None:
    """Both sides speak; the server is killed and the network cut while somebody types; the room reads along."""
    window = presider.context.new_page()
    window.goto(hall.here("screen"))
    hall.enters(recorder, "信访人陈述")
    hall.types(
        recorder, 2, "动员会上讲好保底每公斤两元四角，结算时只给一元八角，身份证370303196503121234，电话13800001234。"
    )
    hall.types(recorder, 3, "宣传单上写着保底收购，我们按合同交了货，过磅单都在。")
    hall.types(recorder, 2, "运费也是我们自己垫的，一共垫了两个月。")
    all_kept(recorder)
    window.locator("#words p", has_text="运费也是").wait_for()
    hall.picture(recorder, "sitting")
    hall.picture(window, "hall_screen", widths=((1280, 720),))
    window.set_viewport_size({"width": 1280, "height": 480})
    hall.site.kill()
    hall.types(recorder, 3, "承诺书是公司发的，局里的同志在场。")
    recorder.locator("#lost", has_text="已记在本机").wait_for()
    hall.site.again()
    all_kept(recorder)
    recorder.context.set_offline(True)
    hall.types(recorder, 2, "差额每公斤六角，两户共三万公斤。")
    recorder.context.set_offline(False)
    all_kept(recorder)
    window.locator("#words p", has_text="差额每公斤六角").wait_for()
    assert window.evaluate(NOT_CUT), "what does not fit whole is not there"
    assert "370303196503121234" not in window.content()
    recorder.locator("#words").focus()
    recorder.keyboard.press("Alt+0")
    window.locator(".screen.dark").wait_for()
    window.close()
    hall.enters(recorder, "办理机关陈述")
    hall.types(recorder, 4, "宣传单写的是力争，没有购销合同。")
    all_kept(recorder)
    assert said()[1:] == [
        "动员会上讲好保底每公斤两元四角，结算时只给一元八角，身份证370303196503121234，电话13800001234。",
        "宣传单上写着保底收购，我们按合同交了货，过磅单都在。", "运费也是我们自己垫的，一共垫了两个月。",
        "承诺书是公司发的，局里的同志在场。", "差额每公斤六角，两户共三万公斤。", "宣传单写的是力争，没有购销合同。",
    ]  # fmt: skip


def challenged(hall: ByHand, recorder: Any, presider: Any) -> None:
    """A side learns now that a panellist is a relative: the hearing stands still until that is decided, then goes on by hand."""
    course = hall.course
    asked = gateway.perform(
        Recusal, None, "ask", by=course.zhang, at=at(DAY, "09:40"), matter=course.matter, hearing=course.hearing,
        person=course.panel[1], role="panellist", ground="relative", details="是收购站长的表兄", learnt="陈述时才听说",
    )  # fmt: skip
    recorder.locator("#standing", has_text="已中止").wait_for()
    hall.picture(recorder, "sitting_challenge", widths=WIDTHS[:1])
    presider.goto(reverse("desk:step", args=["recusal", asked.pk, "refuse"]))
    presider.locator("[name=decision_reason]").fill("经查，双方没有亲属关系。")
    click(presider.locator("form button.btn-primary[type=submit]").first)
    presider.goto(reverse("desk:step", args=["hearing", course.pk, "resume"]))
    presider.locator("[name=told_how]").fill("当场告知各方")
    click(presider.locator("form button.btn-primary[type=submit]").first)
    assert Hearing.objects.get(pk=course.pk).state == "in_session"


def heard_to_the_end(hall: ByHand, recorder: Any) -> None:
    """The last statements, and a correction that somebody asks for."""
    recorder.reload()
    arrived(recorder)
    for part, key, words in (
        ("信访人最后陈述", 2, "请求补足差额。"),
        ("办理机关最后陈述", 4, "坚持处理建议，愿意继续协调。"),
    ):
        hall.enters(recorder, part)
        hall.types(recorder, key, words)
    all_kept(recorder)
    recorder.locator(".entry", has_text="差额每公斤六角").get_by_role("link", name="更正").click()
    recorder.locator("#words").fill("差额每公斤六角，两户共三万二千公斤。")
    recorder.locator("#mode input").fill("张大山")
    recorder.keyboard.press("Enter")
    all_kept(recorder)
    assert HearingStatement.objects.exclude(strikes=None).get().asked_by == "张大山"


def concluded(hall: ByHand, recorder: Any, presider: Any) -> None:
    """The panel withdraws and votes; the record is read, signed by hand and refused before a witness, and then issued."""
    course = hall.course
    presider.goto(reverse("desk:step", args=["hearing", course.pk, "deliberate"]))
    click(presider.locator("form button.btn-primary[type=submit]").first)
    course.vote(True, True, False)
    recorder.goto(hall.here("sitting-reading"))
    click(recorder.get_by_role("button", name="已向参加人宣读"))
    hall.picture(recorder, "sitting_read", widths=WIDTHS[:1])
    recorder.goto(hall.here("sitting-sign", course.zhang.pk))
    draw(recorder)
    hall.picture(recorder, "sitting_sign", widths=WIDTHS[1:])
    click(recorder.get_by_role("button", name="确认签名"))
    recorder.goto(hall.here("sitting-sign", course.li.pk))
    recorder.locator("[name=why]").fill("对结论有意见")
    click(recorder.get_by_role("button", name="登记拒绝签名"))
    hall.picture(recorder, "sitting_signed", widths=WIDTHS[:1])
    presider.goto(reverse("desk:step", args=["hearing", course.pk, "conclude"]))
    presider.locator("[name=announced]").check()
    click(presider.locator("form button.btn-primary[type=submit]").first)
    (record,) = course.matter.papers.of_kind(PaperKind.HEARING_RECORD)
    assert [(one["name"], one["signed"]) for one in record.snapshot["participants"]] == [
        ("张大山", True),
        ("李秀英", False),
    ]
    assert record.snapshot["participants"][0]["answers"]["identity"] == "查验身份证件"
    assert record.snapshot["corrected"]


def draw(page: Any) -> None:
    """A name in three strokes."""
    box = page.locator("#pad").bounding_box()
    for stroke in (((10, 30), (25, 28), (18, 75)), ((35, 20), (60, 22), (40, 80)), ((70, 15), (72, 60), (90, 70))):
        points = [(box["x"] + box["width"] * x / 100, box["y"] + box["height"] * y / 100) for x, y in stroke]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point, steps=6)
        page.mouse.up()
