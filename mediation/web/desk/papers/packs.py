"""卷宗打印: a copy of the whole matter is asked for on one page, which shows how far it is and gives it out."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mediation.actions.papers import packing
from mediation.documents.papers.packing import committee_file
from mediation.documents.papers.packing.pieces import pieces_of
from mediation.models import Matter, PrintPack
from mediation.queries.office.site import worker_missing
from mediation.vocabulary import PackStage
from mediation.web.desk.access import log_view, staff_only
from mediation.web.stepping.finding import matter_or_404


@staff_only
def packs(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for a copy, see how far one's own are; a colleague's are not shown."""
    found = matter_or_404(request.actor, number)
    if request.method == "POST":
        packing.ask(
            matter=found, by=request.actor.user, at=timezone.now(), materials="materials" in request.POST,
            duplex="duplex" in request.POST, language=get_language() or "",
        )  # fmt: skip
        log_view(request, found, _("卷宗打印册"))
        return redirect("desk:packs", found.number)
    own = list(PrintPack.objects.filter(matter=found, user=request.actor.user))
    items = []
    if committee_file.is_kept_for(found):
        items = committee_file.rows_of(found, pieces_of(found, request.actor, materials=True))
    return render(request, "desk/papers/packs.html", {**_shown(found, own), "items": items})


def _shown(matter: Matter, own: list[PrintPack]) -> dict[str, Any]:
    under_way = any(pack.stage in (PackStage.WAITING, PackStage.MAKING) for pack in own)
    stuck = under_way and worker_missing(timezone.now())
    return {"matter": matter, "packs": own, "under_way": under_way, "stuck": stuck, "days": packing.KEPT_DAYS}


@staff_only
def pdf(request: HttpRequest, pk: int) -> FileResponse | HttpResponse:
    """The finished copy, for who asked for it, as long as all that is in it may be seen; it is written down."""
    mine = PrintPack.objects.filter(pk=pk, user=request.actor.user, stage=PackStage.READY) if pk < 2**62 else None
    pack = mine.select_related("matter").first() if mine is not None else None
    if pack is None or not Matter.objects.visible_to(request.actor).filter(pk=pack.matter_id).exists():
        raise Http404
    if not packing.still_seen(pack, request.actor):
        own = list(PrintPack.objects.filter(matter=pack.matter, user=request.actor.user))
        return render(request, "desk/papers/packs.html", {**_shown(pack.matter, own), "stale": True}, status=409)
    log_view(request, pack.matter, _("卷宗打印册（下载）"))
    name = f"卷宗打印册-{pack.matter.number}.pdf"
    answer = FileResponse(pack.file.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
