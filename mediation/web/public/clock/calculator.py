"""The calculator: anyone counts any limit from any day. The address of an answer can be passed on."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from mediation.models import Organ
from mediation.models.clock.calendar import current_calendar, rules_for
from mediation.queries.clock.calculator import Mistake, Question, answer
from mediation.timelimits import WrongLocalRules, by_stage
from mediation.web.audience import open_to_all
from mediation.web.forms.days import iso
from mediation.web.shared.clock.explanation import Explanation, of_computation

MOST_SPANS = 12
PARTS = ("code", "start", "until", "exclude", "length", "extend", "decided", "begun", "organ")
DAYS = ("from", "until", "decided", "begun")
# What stands folded away, and is opened where one of it was filled in or is wrong.
MORE = ("days", "extend", "decided", "begun", "organ")
MORE_PARTS = ("exclude", "length", "extend", "decided", "begun", "organ")
TYPED = ("code", "from", "until", "days", "extend", "decided", "begun", "organ")


@open_to_all
@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """The form and, once a limit was asked for, the day with its reasons or what is wrong beside its field."""
    asked = {name: request.GET.get(name, "")[:80] for name in TYPED}
    asked |= {name: iso(asked[name]) for name in DAYS}
    spans = spans_of(request)
    context: dict[str, Any] = {"asked": asked, "groups": groups(), "organs": organs(), "explanation": None}
    faults = dict.fromkeys(PARTS, "")
    if any(asked.values()):
        try:
            context["explanation"] = explained(asked, spans)
        except Mistake as mistake:
            faults[mistake.part] = str(mistake)
    wrong = any(faults.values())
    context |= {
        "faults": faults, "wrong": wrong, "spans": [*spans, ("", "")],
        "more_asked": bool(spans) or any(asked[name] for name in MORE) or any(faults[part] for part in MORE_PARTS),
        "asks_organ": bool(context["organs"] or faults["organ"]),
    }  # fmt: skip
    return render(request, "public/clock/calculator.html", context, status=422 if wrong else 200)


def explained(asked: dict[str, str], spans: list[tuple[str, str]]) -> Explanation:
    """Count what was asked, on the site's own calendar. Raises Mistake."""
    question = Question(
        code=asked["code"],
        start=asked["from"],
        until=asked["until"],
        exclude=tuple(spans),
        length=asked["days"],
        extend=asked["extend"],
        decided=asked["decided"],
        begun=asked["begun"],
    )
    organ = None
    if asked["organ"]:
        organ = next((one for one in organs() if one.code == asked["organ"]), None)
        if organ is None:
            raise Mistake("organ", str(_("没有这个机关，请重新选择。")))
    try:
        local = rules_for(organ)
    except WrongLocalRules as wrong:
        raise Mistake("organ", str(wrong)) from wrong
    return of_computation(answer(question, calendar=current_calendar(), local=local))


def spans_of(request: HttpRequest) -> list[tuple[str, str]]:
    """The periods left out that were filled in; half a period stays half, to be told beside its field."""
    typed = ([iso(one[:80]) for one in request.GET.getlist(name)] for name in ("after", "through"))
    pairs = zip_longest(*typed, fillvalue="")
    return [(after, through) for after, through in pairs if after.strip() or through.strip()][:MOST_SPANS]


def groups() -> list[tuple[str, list[tuple[str, str, str]]]]:
    """The limits by stage: code, plain name, length."""
    return [
        (gettext(stage.label), [(limit.code, gettext(limit.name), limit.span) for limit in limits])
        for stage, limits in by_stage()
    ]


def organs() -> list[Organ]:
    """The organs for which local rules hold."""
    every = list(Organ.objects.all())
    regions = tuple(organ.path for organ in every if organ.settings.get("local_rules"))
    return [organ for organ in every if regions and organ.path.startswith(regions)]
