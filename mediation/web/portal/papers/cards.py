"""大白话: what a paper decided on each of my claims, what I can do, until when, where; the paper itself beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mediation.documents.card import LABELS, Card, Said
from mediation.documents.papers.verifying import HOLDS, about
from mediation.documents.registry import card_of, document_type
from mediation.documents.remedies import Right
from mediation.models import Deadline, Paper, Party
from mediation.permissions import Actor
from mediation.queries.papers.seal_uses import stamped_files
from mediation.web.portal import plain
from mediation.web.portal.access import log_view, party_only
from mediation.web.portal.doors import doors_of
from mediation.workflows.papers.paper import PaperState

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
NOT_TOLD = ("provisional",)
PERIOD_OF = {"apply_hearing": "D14", "agree_hearing": "D14"}


@dataclass(frozen=True, kw_only=True)
class Told:
    """One right in plain words: what, within how long, the last day if it runs, where."""

    what: str
    within: str
    last: Deadline | None
    over: bool
    organs: tuple[dict[str, str], ...]


@party_only
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """One of my papers in plain words."""
    paper = get_object_or_404(Paper.objects.visible_to(request.actor).select_related("organ", "matter"), pk=pk)
    if not paper.is_ready():
        return redirect("portal:matter")
    party = request.actor.party
    log_view(request, paper.matter, str(paper))
    context = told(card_of(paper), paper, party, request.actor.on)
    doors = [door for door in doors_of(request.actor, timezone.now())[0] if door.paper_id == paper.pk]
    known = {"paper": paper, "matter": paper.matter, "doors": doors, "stamped": stamped_files(paper)}
    known |= later(paper, request.actor)
    return render(request, "portal/papers/card.html", {**known, **context})


def later(paper: Paper, actor: Actor) -> dict[str, Any]:
    """What became of the paper since: which one took its place, or which notices correct it, if the party has them."""
    found = about(paper)
    mine = set(Paper.objects.visible_to(actor).values_list("pk", flat=True))
    ended_by = found.ended_by if found.ended_by and found.ended_by.pk in mine else None
    over = "" if found.now in HOLDS else paper.state_label if paper.state != PaperState.ISSUED else _("已被取代")
    return {"ended_by": ended_by, "over": over, "notices": [one for one in found.notices if one.pk in mine]}


def told(card: Card, paper: Paper, party: Party, on: date) -> dict[str, Any]:
    """The card in words, for this party on this day."""
    rights = [_right(right, paper, party, on) for right in card.rights]
    return {
        "about": document_type(card.kind).plain,
        "answers": [
            {"no": one.no, "text": one.text, "result": result_in_words(one.result), "said": lines(one.said)}
            for one in card.answers
        ],
        "result": plain.REVIEWED.get(card.result, ""),
        "said": lines(card.said),
        "rights": rights,
        "remedy": card.remedy,
        "any_right": bool(rights or card.remedy),
    }


def result_in_words(result: str) -> str:
    """A result as one says it; the paper's own word where there is none."""
    return str(plain.DISPOSAL.get(result) or plain.RESULT.get(result) or result)


def lines(said: Said) -> list[tuple[str, Any]]:
    """Facts with their labels; a fact that is itself made of facts is a list of such lines."""
    provisional = dict(said).get("provisional")
    found: list[tuple[str, Any]] = []
    for name, value in said:
        if name == "owes":
            found.append(("", lines(value)))
        elif name == "old":
            found.append((_("哪份文书"), _old(value)))
        elif name not in NOT_TOLD:
            day = in_words(name, value)
            unsure = provisional and name in ("answer_by", "new_due_on")
            found.append((str(LABELS[name]), _("%(day)s（暂定）") % {"day": day} if unsure else day))
    return found


def in_words(name: str, value: Any) -> str:
    """Days and hours as the paper prints them, amounts in yuan."""
    text = str(value)
    if name == "amount":
        return _("%(amount)s元") % {"amount": f"{Decimal(text):.2f}"}
    if MOMENT.match(text):
        at = datetime.fromisoformat(text)
        return _("%(day)s%(hour)d时%(minute)02d分") % {"day": day_of(at.date()), "hour": at.hour, "minute": at.minute}
    return day_of(date.fromisoformat(text)) if DAY.fullmatch(text) else text


def day_of(day: date) -> str:
    """A day as the paper prints it."""
    return _("%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}


def _right(right: Right, paper: Paper, party: Party, on: date) -> Told:
    if right.code in PERIOD_OF:
        own = Deadline.objects.filter(matter=paper.matter, party=party, code=PERIOD_OF[right.code])
        last = own.order_by("-pk").first()
    else:
        last = paper.right_of(party) if right.code in ("review", "re_examination") else None
    what = plain.RIGHT["suit_after"] if right.after else plain.RIGHT[right.code]
    over = last is not None and last.legal_on < on
    return Told(what=str(what), within=_within(right), last=last, over=over, organs=right.organs)


def _within(right: Right) -> str:
    """The period as the paper tells it."""
    if right.after:
        return _("自收到复议决定书之日起%(span)s内") % {"span": right.span} if right.days else ""
    if right.months:
        return ngettext("自知道之日起%(n)d个月内", "自知道之日起%(n)d个月内", right.months) % {"n": right.months}
    if not right.days:
        return ""
    begun = _("自知道之日起%(span)s内") if right.code == "reconsideration" else _("自收到之日起%(span)s内")
    return begun % {"span": right.span}


def _old(paper: dict[str, str]) -> str:
    return f"{paper['title']}（{paper['number']}）" if paper["number"] else paper["title"]
