"""用印 for many papers at once: applied for, approved or stamped with one press, each on its own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mediation.actions import gateway
from mediation.models import Paper, SealUse
from mediation.permissions import Actor
from mediation.queries.seal_uses import to_apply_for, waiting
from mediation.web.desk.access import staff_only
from mediation.web.desk.seal_uses import proposed
from mediation.web.desk.steps import KEY, new_key
from mediation.workflows.base import Refused
from mediation.workflows.facts import WrongFacts
from mediation.workflows.seal_use import SealUseState

MOST = 200
STATES = {"approve": SealUseState.APPLIED, "stamp": SealUseState.APPROVED}
ACTS = ("apply", *STATES)


def due(act: str, actor: Actor) -> list[Any]:
    """The papers to apply for, or the applications that wait for the step; at most so many at once."""
    found = to_apply_for(actor) if act == "apply" else waiting(actor).filter(state=STATES[act])
    return list(found[:MOST])


@staff_only
def heap(request: HttpRequest, act: str) -> HttpResponse:
    """Tick and press; what is refused for one does not stop the others."""
    if act not in ACTS:
        raise Http404
    failed: list[tuple[Any, str]] = []
    rows = due(act, request.actor)
    if request.method == "POST":
        ticked = set(request.POST.getlist("rows"))
        chosen = [row for row in rows if str(row.pk) in ticked]
        failed = [(row, why) for row in chosen if (why := _taken(request, act, row))]
        if done := len(chosen) - len(failed):
            messages.success(request, _("已办理%(n)d份“%(step)s”。") % {"n": done, "step": SealUse.steps()[act].label})
        if chosen and not failed:
            return redirect("desk:seal-heap", act)
        rows = due(act, request.actor)
    context = {
        "act": act, "rows": rows, "failed": failed, "none": request.method == "POST" and not ticked, "key": new_key(),
        "step": SealUse.steps()[act], "tabs": [(name, SealUse.steps()[name].label) for name in ACTS],
        "most": MOST,
    }  # fmt: skip
    return render(request, "desk/seal_heap.html", context, status=409 if failed else 422 if context["none"] else 200)


def _taken(request: HttpRequest, act: str, row: Paper | SealUse) -> str:
    """Take the step with one; why not, if it was refused."""
    user, typed = request.actor.user, request.POST.get("_key", "")
    how = {"by": user, "at": timezone.now(), "key": f"{user.pk}-{typed}-{row.pk}" if KEY.fullmatch(typed) else ""}
    try:
        if isinstance(row, Paper):
            gateway.perform(SealUse, None, act, matter=row.matter, **how, paper=row, **proposed(row))
        else:
            stated = {"stamped_copies": row.copies} if act == "stamp" else {}
            gateway.perform(SealUse, row.pk, act, version=row.version, **how, **stated)
    except (Refused, WrongFacts) as refused:
        return str(refused)
    except IntegrityError:
        return _("刚才正在办理，请刷新后查看。")
    return ""
