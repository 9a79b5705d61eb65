"""Somebody with a browser: finds buttons and links by what they say, fills in forms, reads pages."""

from __future__ import annotations

import re
from typing import Any

from mediation.scenarios.stage import SAMPLE_PASSWORD
from mediation.settings.base import ROOT
from tests.browser import click, kept_picture, opened
from tests.factories.people import OWN_SECRET

Row = dict[str, Any]


class Person:
    """Somebody with a browser of their own."""

    width = 1280
    saying = r"^\s*%s(（\d+人）)?\s*$"

    def __init__(self, browser: Any, address: str) -> None:
        self.page = opened(browser, address, self.width)

    def finds(self, label: str, *, within: str = "main") -> Any:
        """The links and buttons that say just this."""
        named = {"name": re.compile(self.saying % re.escape(label))}
        place = self.page.locator(within)
        return place.get_by_role("button", **named).or_(place.get_by_role("link", **named))

    def press(self, label: str, *, within: str = "main") -> None:
        """Follow the link or press the button that says just this."""
        found = self.finds(label, within=within)
        assert found.count(), f"nothing says “{label}” on {self.page.url}\n{self.page.locator(within).inner_text()}"
        click(found.first)

    def fill(self, **facts: Any) -> None:
        """Fill in fields by name; a list of rows fills a table, a list of names ticks them."""
        for name, value in facts.items():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                self._fill_table(name, value)
            else:
                self._fill_one(name, value)

    def _fill_table(self, name: str, rows: list[Row]) -> None:
        for place, row in enumerate(rows):
            first = self.page.locator(f"[name='{name}-{place}-{next(iter(row))}']")
            if not first.count():
                self.page.locator(f"#table-{name}").get_by_role("button", name="增加一行").click()
                first.first.wait_for()
            self.fill(**{f"{name}-{place}-{column}": value for column, value in row.items()})

    def _fill_one(self, name: str, value: Any) -> None:
        field = self.page.locator(f"[name='{name}']")
        assert field.count(), f"no field {name} on {self.page.url}\n{self.page.locator('main').inner_text()}"
        kind = field.first.evaluate("e => e.type")
        if kind in ("radio", "checkbox"):
            labels = self.page.locator(f"label:has([name='{name}'])")
            for text in value if isinstance(value, list) else [value]:
                (labels if text is True else labels.filter(has_text=text)).first.locator("input").check()
        elif kind == "file":
            field.set_input_files([ROOT / "mediation" / "scenarios" / "files" / one for one in value])
        elif kind.startswith("select"):
            exact = field.locator(f"option[value='{value}']")
            field.select_option(label=exact.or_(field.locator("option", has_text=value)).first.inner_text())
        else:
            field.fill(value)

    def send(self) -> None:
        """Press the one filled button of the form; nothing may stand against it."""
        click(self.page.locator("main form button.btn-primary:visible").first)
        stop = self.page.locator(".told.stop[role=alert]")
        assert stop.count() == 0, f"{self.page.url}\n{stop.first.inner_text()}"

    def take(self, label: str, **facts: Any) -> None:
        """Press a step's button and, where it has a form, fill that in and send it."""
        self.press(label)
        if self.page.locator("main h1").inner_text() == label:
            self.fill(**facts)
            self.send()
        else:
            assert not facts, f"“{label}” led to {self.page.url}, where nothing is asked"

    def is_refused(self, label: str, reason: str, **facts: Any) -> None:
        """Try a step that the rules forbid: the reason is told and what was typed is still there."""
        self.press(label)
        self.fill(**facts)
        click(self.page.locator("main form button.btn-primary:visible").first)
        self.sees(reason)
        for name, value in facts.items():
            field = self.page.locator(f"input[type=text][name='{name}'], textarea[name='{name}']")
            assert not field.count() or field.input_value() == value

    def cannot_choose(self, label: str, name: str, option: str, reason: str) -> None:
        """The form of a step shows one of its options as shut, with the reason."""
        self.press(label)
        shut = self.page.locator(f"label:has([name='{name}'])").filter(has_text=option).first
        assert shut.locator("input").is_disabled()
        assert reason in shut.inner_text()

    def sees(self, *texts: str) -> None:
        """These words stand on the page."""
        page = self.page.locator("main").inner_text()
        for text in texts:
            assert text in page, f"“{text}” is not on {self.page.url}\n{page}"

    def picture(self, name: str) -> None:
        """Keep a picture for the documents, if that was asked for."""
        kept_picture(self.page, name)


class Staff(Person):
    """A member of staff at a desk."""

    def __init__(self, browser: Any, address: str, username: str) -> None:
        super().__init__(browser, address)
        self.username = username
        self.place: Any = None

    def comes_in(self) -> None:
        """Open the desk, and sign in if asked."""
        if "/desk/" in self.page.url:
            self.press("信访事项办理", within="header")
        else:
            self.page.goto("/")
            click(self.page.get_by_role("link", name="工作人员登录"))
        if self.page.locator("[name=username]").count():
            self.fill(username=self.username, password=SAMPLE_PASSWORD)
            self.send()

    def opens(self, subject: str, *, thing: str = "", paper: str = "", begin: bool = True, again: bool = True) -> None:
        """Open the matter, and in it a procedure or a paper.

        From 我的待办 or the list at the `begin` of a day, from where one stands afterwards; who stands there already looks
        `again` if something has happened since.
        """
        wanted = (subject, thing, paper)
        if not begin and (wanted, self.address()) == self.place:
            if again:
                self.page.reload()
            return
        looks_up = begin or not self.is_at(subject)
        if looks_up:
            self.looks_up(subject)
        self.back_to(subject, again=again and not looks_up)
        if thing:
            self.press_in_row(thing)
        if paper:
            self.press(paper)
        self.place = wanted, self.address()

    def looks_up(self, subject: str) -> None:
        """Open what 我的待办 or the list calls so."""
        self.comes_in()
        if not self.page.locator("main").get_by_role("link", name=subject, exact=True).count():
            self.press("全部事项", within="header")
        self.press(subject)

    def back_to(self, subject: str, *, again: bool) -> None:
        """From a procedure or a paper to the matter; who is there already looks `again` if something has happened since."""
        crumb = self.crumb(subject)
        if crumb.count():
            click(crumb)
        elif again:
            self.page.reload()

    def is_at(self, subject: str) -> bool:
        """Whether the matter is open, or what leads back to it at once."""
        return bool(self.crumb(subject).count()) or self.page.locator("main h1").inner_text() == subject

    def crumb(self, subject: str) -> Any:
        """The way back to the matter."""
        return self.page.locator("main .crumb").get_by_role("link", name=subject)

    def address(self) -> str:
        """Of the page, wherever on it one looks."""
        return self.page.url.partition("#")[0]

    def press_in_row(self, thing: str) -> None:
        """Follow the title of the last procedure of this kind."""
        kind = self.page.locator("span.soft.small", has_text=re.compile(rf"^{thing}$"))
        click(self.page.locator("main tr").filter(has=kind).last.locator("a.title"))


class OnPhone(Person):
    """A party with a number and a query code, on a phone."""

    width = 360
    saying = r"^\s*%s(\s|$)"  # the step, then what it is about

    def __init__(self, browser: Any, address: str, number: str, code: str) -> None:
        super().__init__(browser, address)
        self.number, self.code = number, code

    def send(self) -> None:
        """What is to be read is said to be read, and what binds is sent with the person's own secret."""
        if self.page.locator("[name=_read]").count():
            self.page.check("[name=_read]")
        if self.page.locator("[name=secret]").count():
            self.page.fill("[name=secret]", OWN_SECRET)
        super().send()

    def comes_in(self) -> None:
        """Enter with what is printed on the receipt."""
        self.page.goto("/")  # the address is printed on the receipt
        click(self.page.get_by_role("link", name="查询我的事项"))
        if self.page.locator("[name=number]").count():
            self.fill(number=self.number, code=self.code.lower())
            self.send()
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width
