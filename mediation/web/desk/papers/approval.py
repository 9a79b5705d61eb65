"""审批顺序: who looks at a draft before the head, as the organ's head or administrator sets it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from mediation.actions.papers import drafting
from mediation.documents.registry import document_types
from mediation.models import Organ, Paper, User
from mediation.vocabulary import PaperKind, Role
from mediation.web.desk.access import staff_only
from mediation.web.stepping.keys import whole_number
from mediation.workflows.base import Refused
from mediation.workflows.papers.paper import PaperState

LOOKED = (Role.SECTION_CHIEF, Role.LEGAL_REVIEWER)


def in_words(chain: Any) -> str:
    """科室审核 → 法制审核 → 负责人批准."""
    said = {Role.SECTION_CHIEF: _("科室审核"), Role.LEGAL_REVIEWER: _("法制审核")}
    return " → ".join([*(said[Role(role)] for role in chain), _("负责人批准")])


def coded(chain: Any) -> str:
    """A chain as the value of an option; that of the head alone is not empty, for empty means: as the others."""
    return ",".join(chain) or "head"


@staff_only
def approval(request: HttpRequest) -> HttpResponse:
    """The order for all kinds of paper, and for those that have one of their own; with its effect told."""
    organs = drafting.organs_kept(request.actor)
    if not organs:
        raise Http404
    asked = whole_number(request.POST.get("organ") or request.GET.get("organ", ""))
    organ = next((one for one in organs if one.pk == asked), organs[0])
    refused: list[Refused] = []
    if request.method == "POST":
        try:
            general, own = _asked(request)
            drafting.set_approval(organ, request.actor, general=general, own=own, at=timezone.now())
        except Refused as said:
            refused = [said]
        else:
            messages.success(request, _("已保存。从现在起送审和正在送审的文书都按新的顺序审核。"))
            return redirect(f"{reverse('desk:approval')}?organ={organ.pk}")
    return render(
        request, "desk/papers/approval.html", _context(request, organ, organs, refused), status=409 if refused else 200
    )


def kinds() -> list[tuple[str, str]]:
    """The kinds of paper that the head approves."""
    return [(kind, str(PaperKind(kind).label)) for kind, one in document_types().items() if one.needs_approval]


def _asked(request: HttpRequest) -> tuple[list[str], dict[str, list[str]]]:
    chains = {coded(chain): list(chain) for chain in drafting.CHAINS}
    general = chains.get(request.POST.get("general", ""), [])
    typed = {kind: request.POST.get(f"own-{kind}", "") for kind, _label in kinds()}
    return general, {kind: chains[value] for kind, value in typed.items() if value in chains}


def _context(request: HttpRequest, organ: Organ, organs: list[Organ], refused: list[Refused]) -> dict[str, Any]:
    posted = request.POST if refused else None
    own = organ.settings.get("approval_chains") or {}
    general = posted.get("general", "") if posted else coded(organ.settings.get("approval_chain") or [])
    rows = [
        (kind, label, posted.get(f"own-{kind}", "") if posted else coded(own[kind]) if kind in own else "")
        for kind, label in kinds()
    ]
    held = {role: list(User.objects.holding(role, organ, on=request.actor.on)) for role in (*LOOKED, Role.HEAD)}
    waiting = Paper.objects.filter(organ=organ, state=PaperState.SUBMITTED).count()
    return {
        "organ": organ,
        "organs": organs,
        "options": [(coded(chain), in_words(chain)) for chain in drafting.CHAINS],
        "general": general,
        "rows": rows,
        "people": [(Role(role).label, found) for role, found in held.items()],
        "waiting": waiting,
        "history": [_told(one) for one in reversed(organ.settings.get("approval_history") or [])][:10],
        "refused": refused,
    }


def _told(one: dict[str, Any]) -> dict[str, Any]:
    labels = dict(PaperKind.choices)
    own = [(labels.get(kind, kind), in_words(chain)) for kind, chain in one["approval_chains"].items()]
    return {"at": parse_datetime(one["at"]), "by": one["by"], "general": in_words(one["approval_chain"]), "own": own}
