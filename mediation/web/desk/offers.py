"""What the desk offers to do: a step that is possible, with the address of the page on which it is taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from mediation.models import Matter
from mediation.permissions import Actor
from mediation.web.stepping import possible
from mediation.web.stepping.keys import new_key
from mediation.web.stepping.possible import Possibility
from mediation.workflows.base import Lifecycle


@dataclass(frozen=True)
class Offer(Possibility):
    """A possible step at the desk: how it is titled, what its link already knows, a page of its own if it has one."""

    known: str = ""
    title: str = ""
    page: str = ""

    @property
    def url(self) -> str:
        """Where it is taken: papers on the page that shows them, all else in its form."""
        if self.page:
            return self.page
        if self.obj.page_name == "paper" and self.obj.pk and not self.step.facts:
            return reverse("desk:paper", args=[self.obj.pk])
        return self.step_url

    @property
    def key(self) -> str:
        """A fresh key, so that a second click has no second effect."""
        return new_key()

    @property
    def step_url(self) -> str:
        """Where its form is."""
        name = self.obj.page_name
        if self.obj.pk is None:
            return reverse("desk:open", args=[self.obj.matter.number, name, self.step.name]) + self.known
        return reverse("desk:step", args=[name, self.obj.pk, self.step.name])


def steps_for(obj: Lifecycle, actor: Actor, at: datetime) -> list[Offer]:
    """What this person may do with the object, and what stands against the rest."""
    return possible.steps_for(obj, actor, at, Offer)


def openings(matter: Matter, actor: Actor, at: datetime, *, people: bool = False) -> list[Offer]:
    """What this person may open in the file: a dispatch, a hearing, a mediation; or what changes with its people."""
    return possible.openings(matter, actor, at, Offer, people=people)
