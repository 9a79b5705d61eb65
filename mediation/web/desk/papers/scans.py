"""批量归档扫描件: the files of the office scanner, each finds its own paper by the code on its pages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.core.files.base import ContentFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from mediation.actions import gateway
from mediation.actions.papers.seal_use import read_codes
from mediation.documents.papers.scans import Unreadable, split
from mediation.models import Paper, SealUse
from mediation.permissions import Actor
from mediation.queries.papers.seal_uses import to_be_scanned
from mediation.web.desk.access import staff_only
from mediation.workflows.base import Refused
from mediation.workflows.facts import WrongFacts
from mediation.workflows.files import HandedIn, cleaned, judged
from mediation.workflows.papers.seal_use import SealUseState

MOST_FILES = 30


@dataclass(frozen=True)
class Result:
    """What became of one file: the paper it went to, or why it went nowhere."""

    name: str
    paper: Paper | None = None
    kept: bool = False
    why: str = ""


@staff_only
def scans(request: HttpRequest) -> HttpResponse:
    """Drop several scans at once; what cannot be placed is told, and nothing is lost by it."""
    context: dict[str, Any] = {"most": MOST_FILES}
    status = 200
    if request.method == "POST":
        given = request.FILES.getlist("files")
        if not given:
            context["fault"], status = _("请选择扫描件。"), 422
        elif len(given) > MOST_FILES:
            context["fault"], status = _("一次最多%(n)d个文件，请分几次提交。") % {"n": MOST_FILES}, 422
        else:
            context["results"] = [result for file in given for result in placed(file, request.actor)]
            context["kept"] = sum(1 for one in context["results"] if one.kept)
    return render(request, "desk/papers/scans.html", context, status=status)


def placed(file: Any, actor: Actor) -> list[Result]:
    """Keep one file with the paper whose code it bears; a heap of papers in one PDF is taken apart."""
    name = cleaned(str(file.name or ""))
    try:
        read = _read(file)
        if read.form == "pdf" and len(read.found.papers) > 1:
            parts = split(file, read.found)
            stem = name.removesuffix(".pdf")
            return [_kept(_read(ContentFile(part, f"{stem}-{n}.pdf")), actor) for n, part in enumerate(parts, start=1)]
    except (ValueError, Unreadable) as fault:
        return [Result(name, why=str(fault))]
    return [_kept(read, actor)]


def _read(file: Any) -> HandedIn:
    """The file with its codes. Raises ValueError or Unreadable with what to do instead."""
    found = read_codes(handed_in := judged(file))
    if isinstance(found, str):
        raise Unreadable(found)
    return replace(handed_in, found=found)


def _kept(file: HandedIn, actor: Actor) -> Result:
    codes = file.found.papers
    if not codes:
        return Result(file.name, why=_("没有读出核验码。请重新扫描；确实读不出的，在文书页归档并写明人工核对的理由。"))
    paper = Paper.objects.visible_to(actor).issued().filter(code__in=codes).first()
    if paper is None:
        return Result(file.name, why=_("核验码不是本系统的文书，或者您的岗位看不到这份文书。"))
    use = to_be_scanned(paper)
    if use is None:
        return Result(file.name, paper, why=not_waited_for(paper))
    try:
        gateway.perform(SealUse, use.pk, "scan_back", by=actor.user, at=timezone.now(), scan=[file])
    except (Refused, WrongFacts) as refused:
        return Result(file.name, paper, why=str(refused))
    return Result(file.name, paper, kept=True)


def not_waited_for(paper: Paper) -> str:
    """Why no scan of the paper is expected yet or any more, and what comes first."""
    if not paper.bears_seal:
        return _("这种文书由人员签名，不加盖印章，不在这里归档。请在卷宗页作为材料提交。")
    if paper.sealed_sha256:
        return _("这份文书已经加盖电子印章，不需要归档扫描件。")
    states = set(paper.seal_uses.values_list("state", flat=True))
    if SealUseState.APPROVED in states:
        return _("用印已批准，还没有登记用印。请先在文书页登记用印，再归档扫描件。")
    if SealUseState.APPLIED in states:
        return _("用印申请还没有批准，不应当已经盖章。请先由负责人批准用印、登记用印，再归档扫描件。")
    if SealUseState.SCANNED in states:
        return _("这份文书的扫描件已经归档。要补交的，在文书页归档。")
    return _("这份文书还没有申请用印。请先在文书页申请用印，批准、盖章并登记后再归档扫描件。")
