"""When a sitting could be: offered on its form when asked for, and where a time was refused; one click fills it in."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.http import HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from mediation.models.sittings.booking import Booked
from mediation.queries.sittings.clashes import clashes
from mediation.queries.sittings.possible_times import possible_times
from mediation.web.forms.facts import FactsForm
from mediation.web.stepping.page import StepPage
from mediation.workflows.base import Act

# Buttons: show the days; take one.
ASK, TAKE = "_days", "_take_day"
MOMENT = "%Y-%m-%d %H:%M"
# Refusals that another time mends.
OTHER_TIME = frozenset(
    {
        "hearing_in_past", "members_told_late", "outside_hours", "party_cannot_come", "people_taken", "room_taken", "sitting_in_past",
        "too_soon_for_notice",
    }
)  # fmt: skip


def too_many(sitting: Any, called: list[Any], act: Act) -> list[str]:
    """That the room holds fewer than are called and sit there; agents and listeners come besides."""
    room, people = sitting.room_for(act), len(called) + len(sitting.booked_people())
    if room is None or room.capacity is None or room.capacity >= people:
        return []
    told = {"room": room, "most": room.capacity, "people": people}
    return [_("“%(room)s”可容纳%(most)d人，通知参加的和工作人员共%(people)d人。") % told]


class OffersDays(StepPage):
    """The page of a step that may fix the time of a sitting."""

    @property
    def fixes_time(self) -> bool:
        """Whether the step states when a sitting is."""
        return isinstance(self.obj, Booked) and any(fact.name == "starts_at" for fact in self.step.facts)

    def post(self) -> HttpResponse:
        """Show the days, or fill in the one that was taken; nothing is judged then."""
        if not (self.fixes_time and {ASK, TAKE} & set(self.request.POST)):
            return super().post()
        if TAKE in self.request.POST:
            self._take_day()
        form, late = self._form(bound=True), self._late_form(bound=True)
        if ASK in self.request.POST:
            self._offer_days(form)
        form.reshape()
        late.reshape()
        return self._page(form, late)

    def _take_day(self) -> None:
        """The hour that was chosen, and its room where neither room nor place was stated."""
        typed = self.request.POST.copy()
        typed["starts_at"], _sep, room = str(typed[TAKE]).partition("/")
        if room and not typed.get("room") and not typed.get("place"):
            typed["room"] = room
        self.request.POST = typed
        self.more["day_taken"] = typed["starts_at"]

    def _offer_days(self, form: FactsForm) -> None:
        """The first days on which everybody can, by what is stated so far."""
        form.full_clean()
        sitting, act = self._sitting_with(form.cleaned_data)
        self.more["days"] = [
            {
                "value": f"{localtime(one.starts_at).strftime(MOMENT)}/{one.room.pk if one.room else ''}",
                "starts_at": localtime(one.starts_at), "ends_at": localtime(one.ends_at), "room": one.room,
                "told_until": one.told_until,
            }
            for one in possible_times(sitting, act)
        ]  # fmt: skip

    def _sitting_with(self, stated: dict[str, Any]) -> tuple[Any, Act]:
        """The sitting before the step, with whose it is if that is stated, and the act as far as it is stated."""
        sitting = copy(self.obj)
        if stated.get("mediation") is not None:
            sitting.mediation = stated["mediation"]
        if stated.get("organ") is not None and not sitting.pk:
            sitting.organ = stated["organ"]
        return sitting, self._act(stated).as_seen_by(self.step.facts, sitting)

    def ask_first(self, form: FactsForm, late: FactsForm) -> HttpResponse | None:
        """Ask once about a party, or who acts for it, that is called elsewhere at the same time."""
        if self.fixes_time and form.cleaned_data.get("starts_at"):
            sitting, act = self._sitting_with(form.stated())
            since, until = sitting.hours(act)
            called = sitting.to_be_called(act)
            found = [
                *clashes(sitting, called, since=since, until=until),
                *too_many(sitting, called, act),
                *sitting.needs_unmet(act),
            ]
            seen = "·".join(str(one) for one in found)
            if found and self.request.POST.get("_clashes") != seen:
                self.more |= {"clashes": found, "clashes_seen": seen}
                self._offer_days(form)
                return self._page(form, late)
        return super().ask_first(form, late)

    def _page(self, form: FactsForm, late: FactsForm, status: int = 200) -> HttpResponse:
        if self.fixes_time:
            self.more["asks_days"] = True
            if form.is_bound and "days" not in self.more and OTHER_TIME & {one.code for one in self.refused}:
                self._offer_days(form)
        return super()._page(form, late, status)
