"""地方规则: the local lengths of an organ, pasted or uploaded by an administrator, looked at against the national ones, and loaded."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mediation.actions import gateway
from mediation.actions.office.local_rules import NEW_TEXT, follows
from mediation.models import LocalRule, OfficeChange, Organ
from mediation.models.clock.calendar import named_rules
from mediation.models.office.local_rule import name_in_words
from mediation.queries.clock.local_rules import changes_of
from mediation.timelimits import WrongLocalRules, faults_of, read_local_rules
from mediation.web.desk.access import staff_only
from mediation.web.desk.office.setting_up import administrators_only, organ_or_404
from mediation.web.stepping.keys import KEY, new_key
from mediation.web.stepping.taking import in_hands_of
from mediation.workflows.base import Refused
from mediation.workflows.facts import WrongFacts
from mediation.workflows.office.premises_steps import LONGEST_RULES

LONGEST_WHY = 200
SAMPLE = """region = "某市"
authority = "《某市信访工作办法》"
in_force_from = 2027-01-01

[limits.D3]
authority = "《某市信访工作办法》第十条"
length = 10

[limits.D16]
length = 10
unit = "working_days"
"""


@staff_only
def local_rules(request: HttpRequest, pk: int) -> HttpResponse:
    """The local rules of one organ; a text is shown length by length before it is taken over."""
    administrators_only(request)
    organ = organ_or_404(pk)
    if request.method != "POST":
        return _page(request, organ)
    text, why = request.POST.get("text", ""), request.POST.get("why", "").strip()[:LONGEST_WHY]
    if (given := request.FILES.get("file")) is not None:
        text = _text_of(given)
    faults = _faults(text) + ([] if why else [_("请填写“依据或者原因”。")])
    if faults:
        return _page(request, organ, text=text, why=why, faults=faults, status=422)
    if request.POST.get("sure") != "on":
        return _page(request, organ, text=text, why=why, **_seen(request, organ, text))
    return _load(request, organ, text, why)


def _load(request: HttpRequest, organ: Organ, text: str, why: str) -> HttpResponse:
    told: dict[str, Any] = {"text": text, "why": why}
    try:
        gateway.perform(
            OfficeChange, None, "load_rules", by=request.actor.user, at=timezone.now(),
            key=in_hands_of(request.actor, _key(request)), organ=organ, rules_text=text, why=why,
        )  # fmt: skip
    except WrongFacts as wrong:
        return _page(request, organ, **told, faults=list(wrong.errors.values()), status=422)
    except Refused as refused:
        return _page(request, organ, **told, faults=[_in_words(refused)], status=409)
    return redirect("desk:local-rules", organ.pk)


def _key(request: HttpRequest) -> str:
    typed = request.POST.get("_key", "")
    return typed if KEY.fullmatch(typed) else new_key()


def _text_of(given: Any) -> str:
    """The words of an uploaded file, as editors save it; what is no text shows as a fault of the line."""
    raw = given.read(LONGEST_RULES * 4 + 1)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return str(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    return ""


def _faults(text: str) -> list[str]:
    if not text.strip():
        return [_("请选规则文件，或者粘贴规则全文；文件应当是文本，存为UTF-8编码。")]
    if len(text) > LONGEST_RULES:
        return [_("规则全文最多%(n)d个字。") % {"n": LONGEST_RULES}]
    return [_fault(one) for one in faults_of(text, file=NEW_TEXT)]


def _fault(one: WrongLocalRules) -> str:
    told = {"line": one.line, "key": one.key, "reason": one.reason}
    if one.line is None:
        return _("“%(key)s”：%(reason)s。") % told
    return _("第%(line)d行，“%(key)s”：%(reason)s。") % told


def _in_words(refused: Refused) -> str:
    return f"{refused.sentence}{refused.mend}"


def _seen(request: HttpRequest, organ: Organ, text: str) -> dict[str, Any]:
    """What would become of it."""
    rules = read_local_rules(text, file=NEW_TEXT)
    before, against = follows(organ, rules, on=request.actor.on)
    return {
        "read": rules,
        "changes": changes_of(rules),
        "before": name_in_words(before) if before else "",
        "ending": [] if against is not None else _ending(organ, {one.code for one in changes_of(rules)}),
        "against": _in_words(against) if against is not None else "",
    }


def _ending(organ: Organ, kept: set[str]) -> list[Any]:
    """What the present rules say and the new ones do not: from their day on it is as above the organ."""
    try:
        named = organ.settings.get("local_rules")
        return [one for one in changes_of(named_rules(named)) if one.code not in kept] if named else []
    except WrongLocalRules:
        return []


def _page(request: HttpRequest, organ: Organ, *, status: int = 200, **told: Any) -> HttpResponse:
    named = str(organ.settings.get("local_rules") or "")
    shown = {
        "organ": organ, "named": name_in_words(named) if named else "", "broken": _broken(named), "sample": SAMPLE,
        "key": _key(request),
        "rows": _rows(organ, named),
        "text": "", "why": "", "faults": [], "read": None, "changes": [], "ending": [], "before": "", "against": "",
    }  # fmt: skip
    return render(request, "desk/office/local_rules.html", {**shown, **told}, status=status)


def _rows(organ: Organ, named: str) -> list[tuple[LocalRule, bool]]:
    """What was loaded for the organ, and whether it holds in its time: not what was taken back or replaced before its day."""
    rows = list(LocalRule.objects.filter(organ=organ).select_related("entered_by"))
    follows_by_name, holding = {row.name: row.follows for row in rows}, []
    while named:
        holding.append(named)
        named = follows_by_name.get(named, "")
    return [(row, row.name in holding) for row in rows]


def _broken(named: str) -> str:
    try:
        named_rules(named) if named else None
    except WrongLocalRules as wrong:
        return str(wrong)
    return ""
