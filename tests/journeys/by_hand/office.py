"""What recurs in an office: a paper goes from the draft through approval to each addressee."""

from __future__ import annotations

from datetime import date
from typing import Any

from mediation.models import Matter, Party
from tests.browser import click
from tests.factories.people import with_secret
from tests.journeys.by_hand.people import OnPhone, Row, Staff
from tests.journeys.by_hand.site import Site

Copy = dict[str, Any]


class Office:
    """The people of one matter, each with a browser of their own."""

    def __init__(self, browser: Any, site: Site, subject: str) -> None:
        self.browser, self.site, self.subject = browser, site, subject
        self.at_desk: dict[str, Staff] = {}
        self.on_phone: dict[str, OnPhone] = {}
        self.days: dict[str, date] = {}
        self.last: Any = None

    def staff(self, username: str) -> Staff:
        """This member of staff, with the browser of before."""
        if username not in self.at_desk:
            self.at_desk[username] = Staff(self.browser, self.site.address, username)
        self.last = username, self.site.turn
        return self.at_desk[username]

    def opens(self, username: str, *, thing: str = "", paper: str = "") -> Staff:
        """This member of staff opens the matter, and in it a procedure or a paper; the first time on a day from the desk."""
        before, today = self.last, self.site.now.date()
        person = self.staff(username)
        begin = self.days.get(username) != today
        person.opens(self.subject, thing=thing, paper=paper, begin=begin, again=before != self.last)
        self.days[username] = today
        return person

    def phone(self, name: str) -> OnPhone:
        """This party enters the portal; the code is handed out anew at the window, since nobody can read it here."""
        if name not in self.on_phone:
            party = Party.objects.get(name=name)
            with_secret(party)
            self.on_phone[name] = OnPhone(self.browser, self.site.address, party.matter.number, party.issue_code())
        self.last = name, self.site.turn
        self.on_phone[name].comes_in()
        return self.on_phone[name]

    def does(self, username: str, label: str, *, thing: str = "", **facts: Any) -> Staff:
        """Open, press, fill in, send."""
        person = self.opens(username, thing=thing)
        person.take(label, **facts)
        return person

    def issues(self, paper: str, *, handler: str, registrar: str, head: str = "") -> None:
        """Have a paper approved, where its kind needs it, and issued."""
        if head:
            self.submits(handler, paper)
            self.opens(head, paper=paper).take("批准")
        self.opens(registrar, paper=paper).take("签发")
        self.site.render()

    def submits(self, handler: str, paper: str, **content: Any) -> None:
        """Write what is given into the draft and send it up for approval."""
        drafter = self.opens(handler, paper=paper)
        if drafter.finds("保存并送审").count():
            drafter.fill(**content)
            drafter.press("保存并送审")
            drafter.send()
        else:
            drafter.take("送审")

    def serves(self, paper: str, *copies: Copy, registrar: str) -> None:
        """Send a paper out and record who received it, those alike together."""
        for copy in copies:
            to, received, more = copy["to"], copy.get("received", True), copy.get("more", {})
            person = self.opens(registrar, paper=paper)
            self._for_some(person, "送出", to, mode=copy["mode"], **more)
            if received:
                person = self.opens(registrar, paper=paper)
                facts = {"servers": "周燕、赵磊", **copy.get("receipt", {"by_themselves": True})}
                self._for_some(person, "登记签收", to, **facts)

    @staticmethod
    def _for_some(person: Staff, label: str, names: list[str], **facts: Any) -> None:
        """On the page for several addressees tick these; with one left, take the step in its row."""
        serving = "#serving"
        several = person.page.locator(f"{serving} > .acts")
        if several.get_by_role("link", name=label).count():
            click(person.page.locator(f"{serving} > .acts").get_by_role("link", name=label))
            for box in person.page.locator("input[name=services]").all():
                box.uncheck()
            person.fill(services=names)
            facts |= Office._numbers_of_letters(person, facts.pop("waybill", ""))
        else:
            row = person.page.locator(f"{serving} tr", has_text=names[0])
            click(row.get_by_role("link", name=label, exact=True))
            if facts.pop("by_themselves", False):
                facts |= {"received_by": names[0], "relation": "本人"}
        person.fill(**facts)
        person.send()

    @staticmethod
    def _numbers_of_letters(person: Staff, waybill: str) -> Copy:
        """Each letter has a number of its own, beside its addressee."""
        ticked = person.page.locator("input[name=services]:checked").all() if waybill else []
        return {f"waybill-{box.get_attribute('value')}": waybill for box in ticked}


def matter_of(subject: str) -> Matter:
    """The file, for what only the database can tell."""
    return Matter.objects.get(petition__subject=subject)


__all__ = ["Copy", "Office", "Row", "matter_of"]
