"""The calendar beside a field for a day: by keyboard, by touch, in a browser that speaks another language."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse


@pytest.mark.browser
def test_the_calendar_by_keyboard_and_by_touch(site, chromium):
    """In an English browser: the Chinese page has its own calendar, and what is typed is shown as understood."""
    context = chromium.new_context(base_url=site.address, locale="en-US", viewport={"width": 360, "height": 740})
    context.add_cookies([{"name": "django_language", "value": "zh-hans", "url": site.address}])
    page = context.new_page()
    page.goto(reverse("public:calculator"))
    field = page.locator("#start")
    field.fill("2026年3月2日")
    field.press("Tab")
    assert field.input_value() == "2026-03-02"
    assert field.locator("xpath=..").locator(".weekday").inner_text() == "星期一"
    day = date.fromisoformat(page.locator("#calendar").get_attribute("data-today"))
    for typed, understood in (
        ("二〇二六年三月十二日", "2026-03-12"), ("2026年二十月一日", "2026年二十月一日"), ("昨天", str(day - timedelta(days=1))),
        ("十一月三十日", f"{day.year}-11-30"), ("2026年3月2日", "2026-03-02"),
    ):  # fmt: skip
        field.fill(typed)
        field.press("Tab")
        assert field.input_value() == understood
    page.keyboard.press("Enter")
    assert page.locator("#calendar-month").inner_text() == "2026年3月"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert field.input_value() == "2026-03-10"
    assert page.evaluate("document.activeElement.hasAttribute('data-calendar')")
    page.keyboard.press("Enter")
    page.keyboard.press("PageUp")
    page.keyboard.press("Escape")
    assert field.input_value() == "2026-03-10"
    page.locator("[data-calendar]").first.click()
    page.get_by_role("button", name="下一年").click()
    page.get_by_role("button", name="2027-03-31 星期三").click()
    assert field.input_value() == "2027-03-31"
    box = page.locator("#calendar")
    page.locator("[data-calendar]").first.click()
    page.wait_for_timeout(100)
    size = box.bounding_box()
    assert size["x"] >= 0
    assert size["x"] + size["width"] <= 360
    context.close()
