"""The rounds of a draft between drafter and approver: why it came back, and what was changed since."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from mediation.documents.papers.comparison import changes
from mediation.models import Event, Paper
from mediation.vocabulary import Role
from mediation.web.stepping.keys import whole_number
from mediation.workflows.facts import Fact
from mediation.workflows.papers.paper import PaperState

OPEN = (PaperState.DRAFTED, PaperState.SUBMITTED, PaperState.APPROVED)
TURNED_BACK = ("send_back", "decline_to_cosign")


def returned(paper: Paper) -> list[Event]:
    """The returns of the draft with their reasons, the latest first."""
    if paper.state not in OPEN:
        return []
    return list(Event.objects.filter(object_type="paper", object_id=paper.pk, step__in=TURNED_BACK).order_by("-pk"))


def remarks(paper: Paper, passages: list[Any]) -> list[dict[str, str]]:
    """What was remarked on single paragraphs when the draft came back last, each with the place it speaks of."""
    last = next(iter(returned(paper)), None)
    found = []
    for row in (last.facts.get("remarks") or []) if last else []:
        place = next((one for one in passages if row["quoted"] in one.text), None)
        anchor = (
            "" if place is None else f"id_{place.field}" + ("" if place.row is None else f"-{place.row}-{place.column}")
        )
        found.append({**row, "label": place.label if place else "", "anchor": anchor})
    return found


def saved(request: HttpRequest, paper: Paper, fields: tuple[Fact, ...]) -> dict[str, Any] | None:
    """The versions in which the draft was saved, the latest first; `?saved=` shows what that saving changed."""
    versions = list(paper.revisions.all())
    if len(versions) < 2:
        return None
    asked = whole_number(request.GET.get("saved", ""))
    place = next((n for n, one in enumerate(versions) if n and one.no == asked), None)
    shown = None if place is None else changes(fields, versions[place - 1].content, versions[place].content)
    return {"versions": versions[:0:-1], "no": asked if place else None, "changes": shown}


def compared(request: HttpRequest, paper: Paper, fields: tuple[Fact, ...]) -> dict[str, Any] | None:
    """What stands in the draft now against a round that was sent for approval; None if there is no such round.

    `?round=` picks the round; without it the last one that is not what stands there now.
    """
    rounds = list(enumerate(paper.rounds, 1))
    if paper.state != PaperState.DRAFTED:
        rounds = rounds[:-1]  # the last one is what stands there now
    if not rounds or paper.state not in OPEN:
        return None
    asked = whole_number(request.GET.get("round", ""))
    no, base = next(((no, one) for no, one in rounds if no == asked), rounds[-1])
    return {
        "no": no,
        "round": base,
        "others": [(other, one) for other, one in rounds if other != no],
        "changes": changes(fields, base["content"], paper.content),
    }


def endorsed(paper: Paper) -> list[dict[str, Any]]:
    """The organ's chain before the head: who has endorsed what stands there now, and who has not."""
    if not paper.needs_approval or not paper.organ.approval_chain(paper.kind):
        return []
    missing, now = paper.to_endorse(), paper.content_hash()
    given = {row["role"]: row for row in paper.endorsements if row["hash"] == now}
    return [
        {"label": Role(role).label, "given": None if role in missing else given[role]}
        for role in paper.organ.approval_chain(paper.kind)
    ]


def cosigned(paper: Paper) -> list[dict[str, Any]]:
    """The organs that issue jointly: who has signed for each what stands there now, and who has not."""
    organs = paper.co_issuers()
    if not organs:
        return []
    now = paper.content_hash()
    given = {row["organ"]: row for row in paper.cosignatures if row["hash"] == now}
    return [{"label": organ.name, "given": given.get(organ.pk)} for organ in organs]


def waits_for(paper: Paper) -> str:
    """Whose turn it is while a draft is on its way, in a sentence; empty where it is the drafter's own."""
    steps, missing = Paper.steps(), paper.to_endorse() if paper.state == PaperState.SUBMITTED else []
    name = {PaperState.SUBMITTED: "endorse" if missing else "approve", PaperState.APPROVED: "issue"}.get(paper.state)
    if name is None:
        return ""
    if name == "issue" and (signing := paper.to_cosign()):
        who = _("%(organs)s的负责人") % {"organs": _("、").join(str(organ) for organ in signing)}
        return _("下一步是“%(step)s”，由%(who)s办理。") % {"step": steps["cosign"].label, "who": who}
    who = Role(missing[0]).label if missing else steps[name].permission.label
    return _("下一步是“%(step)s”，由%(who)s办理。") % {"step": steps[name].label, "who": who}
