"""A matter from registration to the 复查意见书, by hand through the pages, and its party on a phone."""

from __future__ import annotations

import os
import time
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from mediation.actions import rendering
from mediation.models import Deadline, Paper, Party, Petition, Review
from mediation.settings.base import ROOT
from tests.factories.world import World

PORT = 8700 + os.getpid() % 200
SITE = f"http://127.0.0.1:{PORT}"
SERVE = f"from django.core.management import call_command\ncall_command('runserver', '127.0.0.1:{PORT}', '--noreload', '--insecure')"

pytestmark = pytest.mark.browser


class Person:
    """Somebody at the desk or on a phone, with a browser of their own."""

    def __init__(self, browser: Any, width: int) -> None:
        size = {"width": width, "height": 900}
        self.page = browser.new_context(base_url=SITE, viewport=size, locale="zh-CN").new_page()
        self.page.set_default_timeout(15_000)

    def sign_in(self, user: Any) -> Person:
        self.page.goto("/desk/sign-in/")
        self.fill(username=user.username, password="right horse battery")
        self.page.locator("main button[type=submit]").last.click()
        self.page.wait_for_url("**/desk/")
        return self

    def fill(self, **facts: Any) -> None:
        for name, value in facts.items():
            field = self.page.locator(f"[name='{name}']")
            kind = field.first.evaluate("e => e.type")
            if kind in ("radio", "checkbox"):
                for text in value if isinstance(value, list) else [value]:
                    label = self.page.locator(f"label:has([name='{name}'])")
                    (label if text is True else label.filter(has_text=text)).first.locator("input").check()
            elif kind.startswith("select"):
                text = field.locator("option", has_text=value).first.inner_text()
                field.select_option(label=text)
            else:
                field.fill(value)

    def send(self) -> None:
        """The one filled button."""
        self.page.locator("form button.btn-primary").first.click()
        self.page.wait_for_load_state()
        stop = self.page.locator(".told.stop")
        assert stop.count() == 0, stop.first.inner_text()

    def take(self, address: str, **facts: Any) -> None:
        """Open the form of a step, fill it in, send it."""
        self.page.goto(address)
        self.fill(**facts)
        self.send()

    def sees(self, *texts: str) -> None:
        page = self.page.locator("main").inner_text()
        for text in texts:
            assert text in page, page


def until_it_answers() -> None:
    for _n in range(150):
        try:
            urllib.request.urlopen(SITE, timeout=2)
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the site does not start")


@pytest.fixture
def world(scratch: Any) -> Iterator[World]:
    """The county, and the site served on it."""
    made = World()
    server = scratch.start(SERVE)
    until_it_answers()
    yield made
    server.terminate()
    server.communicate()


def approve_and_issue(paper: Paper, drafter: Person, head: Person, registrar: Person) -> None:
    """Submit, approve, issue, and have the worker's rendering done."""
    drafter.take(f"/desk/paper/{paper.pk}/submit/")
    head.take(f"/desk/paper/{paper.pk}/approve/")
    registrar.take(f"/desk/paper/{paper.pk}/issue/")
    rendering.render_paper(paper_id=paper.pk, at=timezone.now())


def serve(paper: Paper, registrar: Person) -> None:
    """Hand the paper to each addressee."""
    for service in paper.services.all():
        registrar.take(f"/desk/serviceofdocument/{service.pk}/dispatch/", mode="直接送达", place="柳树乡一村村委会")
        name = service.party.name
        address = f"/desk/serviceofdocument/{service.pk}/record_receipt/"
        registrar.take(address, received_by=name, relation="本人", servers="周燕、赵磊")


def picture(person: Person, name: str) -> None:
    if os.environ.get("SCREENSHOTS"):
        person.page.screenshot(path=ROOT / "docs" / "screenshots" / f"{name}.png")


def test_from_registration_to_the_review_opinion(world: World, chromium: Any, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        play(world, chromium)


def play(world: World, chromium: Any) -> None:
    def staff(role: str, organ: Any) -> Person:
        return Person(chromium, 1280).sign_in(world.staff(role, organ))

    clerk = staff("intake_clerk", world.office)
    clerk.page.goto("/desk/register/")
    clerk.fill(channel="走访", subject="青椒收购价未兑现", account="县里承诺保底价每斤一元二角，实际只付九角。")
    clerk.fill(
        **{"petitioners-0-name": "张大山", "petitioners-0-address": "柳树乡一村", "claims-0-text": "按承诺价补足差额"}
    )
    clerk.page.locator("button[name=_add][value=petitioners]").click()
    clerk.page.locator("[name='petitioners-1-name']").wait_for()
    clerk.fill(**{"petitioners-1-name": "李秀英", "petitioners-1-address": "柳树乡二村"})
    clerk.send()
    clerk.sees("已登记", "青椒收购价未兑现")
    petition = Petition.objects.get()
    claim, file = petition.claims.get(), f"/desk/matters/{petition.matter.number}/"

    office = staff("petition_office", world.office)
    office.take(f"/desk/claim/{claim.pk}/classify/", category="申诉求决", route="信访程序")
    office.take(f"{file}open/dispatch/send/", kind="转送", to_organ="青河县农业农村局", claims="诉求1")
    office.sees("已转送")

    head, handler = staff("head", world.bureau), staff("handler", world.bureau)
    head.take(f"/desk/dispatch/{petition.matter.dispatches.get().pk}/take/", handler="青农承办人")
    handler.page.goto("/desk/")
    handler.sees("青椒收购价未兑现")
    handler.take(f"/desk/claim/{claim.pk}/accept/")
    handler.sees("办理中")

    registrar = staff("registrar", world.bureau)
    notice = Paper.objects.get(kind="acceptance_notice")
    approve_and_issue(notice, handler, head, registrar)
    serve(notice, registrar)
    registrar.page.goto(f"/desk/papers/{notice.pk}/")
    registrar.sees("青农访受〔", "已送达")

    handler.take(f"{file}open/paper/draft/", kind="信访事项处理意见书")
    opinion = Paper.objects.get(kind="handling_opinion")
    handler.page.goto(f"/desk/papers/{opinion.pk}/")
    handler.fill(
        **{
            "course": "听取张大山、李秀英陈述，查阅会议纪要。",
            "findings-0-text": "会议纪要写明“鼓励按一元二角收购”。",
            "opinions-0-outcome": "不予支持",
            "opinions-0-reasons": "没有书面合同，请求缺乏依据。",
        }
    )
    handler.page.locator("button[name=_add][value=bases]").click()
    handler.page.locator("[name='bases-0-title']").wait_for()
    handler.fill(**{"bases-0-claim": "1", "bases-0-title": "中华人民共和国民法典", "bases-0-article": "第四百九十条"})
    picture(handler, "drafting")
    handler.page.get_by_role("button", name="保存草稿").click()
    handler.page.wait_for_load_state()
    approve_and_issue(opinion, handler, head, registrar)
    serve(opinion, registrar)
    handler.page.goto(file)
    handler.sees("已答复", "不予支持")
    picture(handler, "petition")

    zhang = Party.objects.get(name="张大山")
    phone = Person(chromium, 360)
    phone.page.goto("/portal/")
    phone.fill(number=petition.matter.number, code=zhang.issue_code().lower())
    phone.send()
    phone.sees("没有支持您的诉求", "您可以在这一天结束以前请求复查")
    right = Deadline.objects.get(code="D6", party=zhang)
    phone.sees(f"{right.legal_on.year}年{right.legal_on.month}月{right.legal_on.day}日")
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 360
    picture(phone, "portal")
    phone.take(
        "/portal/open/review/request/",
        stage="复查", opinion="信访事项处理意见书", organ="青河县人民政府", demand="补足差额。", grounds="局里当众作保。",
    )  # fmt: skip

    review = Review.objects.get()
    reviewer, county_head = staff("reviewer", world.county), staff("head", world.county)
    county_registrar = staff("registrar", world.county)
    reviewer.take(f"/desk/review/{review.pk}/accept/", reviewer="青政复查复核承办人")
    told = Paper.objects.get(kind="review_acceptance")
    approve_and_issue(told, reviewer, county_head, county_registrar)
    serve(told, county_registrar)

    decision = Paper.objects.get(kind="review_opinion")
    reviewer.page.goto(f"/desk/papers/{decision.pk}/")
    reviewer.fill(
        facts="调取动员会录像，局里工作人员当众作保。", on_facts="事实清楚。", on_basis="依据正确。",
        on_procedure="程序合法。", on_conclusion="结论适当。", outcome="维持",
    )  # fmt: skip
    reviewer.page.get_by_role("button", name="保存草稿").click()
    reviewer.page.wait_for_load_state()
    approve_and_issue(decision, reviewer, county_head, county_registrar)
    serve(decision, county_registrar)
    county_registrar.page.goto(f"/desk/papers/{decision.pk}/")
    county_registrar.sees("青政访复查〔", "已送达")
    phone.page.goto("/portal/matter/")
    phone.sees("您可以在这一天结束以前请求复核", "复查意见书")
    decision.refresh_from_db()
    assert decision.pdf.size > 10_000
    call_command("verify_ledger")
