"""处理依据目录: which statutes papers may cite, in force from when until when, and what their articles are about."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mediation.documents.papers import statutes as law
from mediation.web.audience import open_to_all
from mediation.web.forms.days import day_of
from mediation.web.middleware import today


@open_to_all
def statutes(request: HttpRequest) -> HttpResponse:
    """The catalogue on a day; `q` looks in titles, in what the articles are about, and for a number of an article."""
    words, typed = request.GET.get("q", "")[:60].strip(), request.GET.get("on", "")
    on = _day(typed)
    found = [row for one in law.known() if (row := _row(one, words, on)) is not None]
    context = {
        "words": words,
        "on": on,
        "rows": sorted(found, key=lambda row: (not row["now"], law.bare(row["title"]))),
    }
    return render(request, "public/papers/statutes.html", context)


def _day(typed: str) -> date:
    try:
        return day_of(typed[:60])
    except ValueError:
        return today()


def _row(one: law.Statute, words: str, on: date) -> dict[str, Any] | None:
    """One edition with its articles: all of them if the title fits, else those that do."""
    articles = [(law.article_name(no), text) for no, text in one.gloss.items()]
    if words and law.bare(words) not in law.bare(one.title):
        articles = [(no, text) for no, text in articles if words in text or words in no]
        if not articles:
            return None
    return {"title": one.title, "since": one.since, "until": one.until, "count": one.articles, "articles": articles,
            "now": one.in_force_on(on), "open": bool(words), "checked": one.checked}  # fmt: skip
