"""用印 for many papers at once: applied for, approved or stamped with one press, each on its own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mediation.actions import gateway
from mediation.models import Event, Paper, SealUse
from mediation.permissions import Actor
from mediation.queries.papers.seal_uses import to_apply_for, waiting
from mediation.web.desk.access import staff_only
from mediation.web.desk.papers.seal_uses import proposed
from mediation.web.stepping.keys import KEY, new_key
from mediation.workflows.base import Refused
from mediation.workflows.facts import WrongFacts
from mediation.workflows.papers.seal_use import SealUseState

MOST = 200
STATES = {"approve": SealUseState.APPLIED, "stamp": SealUseState.APPROVED}
ACTS = ("apply", *STATES)


def due(act: str, actor: Actor) -> QuerySet[Any]:
    """The papers to apply for, or the applications that wait for the step."""
    return to_apply_for(actor) if act == "apply" else waiting(actor).filter(state=STATES[act])


@staff_only
def first(request: HttpRequest) -> HttpResponse:
    """The first of the steps for which anything waits."""
    return redirect("desk:seal-heap", next((act for act in ACTS if due(act, request.actor).exists()), ACTS[0]))


@staff_only
def heap(request: HttpRequest, act: str) -> HttpResponse:
    """Tick and press; what is refused for one does not stop the others."""
    if act not in ACTS:
        raise Http404
    failed: list[tuple[Any, str]] = []
    gone = 0
    rows = due(act, request.actor)[:MOST]
    if request.method == "POST":
        ticked = set(request.POST.getlist("rows"))
        gone = _gone(request, ticked - {str(row.pk) for row in rows})
        chosen = [row for row in rows if str(row.pk) in ticked]
        failed = [(row, why) for row in chosen if (why := _taken(request, act, row))]
        if done := len(chosen) - len(failed):
            messages.success(request, _("已办理%(n)d份“%(step)s”。") % {"n": done, "step": SealUse.steps()[act].label})
        if chosen and not failed and not gone:
            return redirect("desk:seal-heap", act)
        rows = due(act, request.actor)[:MOST]
    context = {
        "act": act, "rows": rows, "failed": failed, "none": request.method == "POST" and not ticked, "key": new_key(),
        "step": SealUse.steps()[act], "gone": gone, "most": MOST, "refused_some": bool(failed or gone),
        "tabs": [(name, SealUse.steps()[name].label, due(name, request.actor).order_by().count()) for name in ACTS],
    }  # fmt: skip
    context["more"] = next(n for name, _label, n in context["tabs"] if name == act) > MOST
    status = 409 if failed or gone else 422 if context["none"] else 200
    return render(request, "desk/papers/seal_heap.html", context, status=status)


def _gone(request: HttpRequest, missing: set[str]) -> int:
    """How many of those ticked wait no longer, other than by an earlier press of this very form."""
    keys = {_key(request, pk) for pk in missing if pk.isascii() and pk.isdigit()} - {""}
    return len(missing) - Event.objects.filter(key__in=keys).count()


def _key(request: HttpRequest, pk: object) -> str:
    typed = request.POST.get("_key", "")
    return f"{request.actor.user.pk}-{typed}-{pk}" if KEY.fullmatch(typed) else ""


def _taken(request: HttpRequest, act: str, row: Paper | SealUse) -> str:
    """Take the step with one; why not, if it was refused."""
    how = {"by": request.actor.user, "at": timezone.now(), "key": _key(request, row.pk)}
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
