"""Joint conferences at the desk: what waits for an agenda, each agenda as its reader may know it, its papers in one file."""

from __future__ import annotations

import re
from tempfile import SpooledTemporaryFile
from typing import Any
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZipFile

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mediation.actions import gateway
from mediation.models import JointConference
from mediation.models.office.organ import Organ
from mediation.queries.sittings.conferences import (
    GOING_ON,
    Item,
    conferences_of,
    items_for,
    mark_for,
    notice_to,
    offices_of,
    organs_of,
    requests_waiting,
    resolutions_open,
)
from mediation.queries.sittings.meetings import meetings as how_often
from mediation.queries.sittings.meetings import months_to
from mediation.queries.sittings.morning import leads
from mediation.queries.visibility import visible
from mediation.vocabulary import Attendance
from mediation.web.desk.access import log_views, staff_only
from mediation.web.desk.offers import steps_for
from mediation.web.desk.paging import Pages
from mediation.web.stepping.keys import whole_number
from mediation.web.stepping.taking import in_hands_of
from mediation.workflows.base import Refused
from mediation.workflows.facts import WrongFacts

PAGE = 25
FEW = 50
IN_MEMORY = 8 * 1024 * 1024
# What stands in no name of a file anywhere.
NO_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


@staff_only
def conferences(request: HttpRequest) -> HttpResponse:
    """What waits for an agenda, what is convened, and what was."""
    actor = request.actor
    page = Pages(conferences_of(actor), PAGE).get_page(request.GET.get("page"))
    context = {
        "convenes": bool(offices_of(actor)),
        "leads": leads(actor),
        "waiting": requests_waiting(actor)[:FEW],
        "open": resolutions_open(actor)[:FEW],
        "page": page,
    }
    return render(request, "desk/sittings/conferences.html", context)


@staff_only
def meetings(request: HttpRequest) -> HttpResponse:
    """How often each organ of the branch has met, beside its rule; for who answers for one."""
    if not leads(request.actor):
        raise Http404
    context = {"rows": how_often(request.actor), "months": months_to(request.actor.on)}
    return render(request, "desk/sittings/meetings.html", context)


def conference_or_404(request: HttpRequest, pk: int) -> Any:
    """A conference that the person convenes, is called to, or has asked; else there is none."""
    found = conferences_of(request.actor).filter(pk=pk).first() if pk < 2**62 else None
    if found is None:
        raise Http404
    return found


@staff_only
def agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """The agenda, to the office whole, to a member what concerns it."""
    found = conference_or_404(request, pk)
    items = items_for(found, request.actor)
    log_views(request, _files_of(found, items), _("联席会议议程"))
    office = found.organ_id in offices_of(request.actor)
    members = list(found.members.select_related("organ"))
    own = [one for one in members if one.organ_id in organs_of(request.actor)]
    drafted = found.circulated_on is not None and found.state == "held"
    for one in members:
        one.mark = mark_for(items, one.organ_id) if drafted else ""
        one.approves = drafted and bool(one.approved_mark) and one.approved_mark == one.mark
    steps = steps_for(found, request.actor, timezone.now()) if office else []
    context = {
        "conference": found, "items": items, "members": members, "office": office, "own": own,
        "answers": Attendance.choices, "going_on": found.state in GOING_ON,
        "may_answer": found.state == "convened" and not office,
        "acts": [one for one in steps if one.allowed and one.step.name in found.FROM_AGENDA],
        "resolves": office and found.state == "held",
        "drafted": drafted, "confirms": drafted and not office,
        "over": found.state == "concluded",
        "object_page": office and visible(JointConference, request.actor).filter(pk=found.pk).exists(),
    }  # fmt: skip
    return render(request, "desk/sittings/agenda.html", context)


def _files_of(conference: JointConference, items: list[Item]) -> list[Any]:
    """Whose content the page shows: the files of the items."""
    return list({one.row.request.matter_id: one.row.request.matter for one in items if one.row.request}.values())


@staff_only
@require_POST
def answer(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """A member answers for its own organ: the call, and the draft minutes."""
    found = conference_or_404(request, pk)
    member = Organ.objects.filter(pk=whole_number(request.POST.get("member", ""))).first()
    if step not in JointConference.BY_MEMBERS or member is None or member.pk not in organs_of(request.actor):
        raise Http404
    asked = (fact.name for fact in JointConference.steps()[step].facts if fact.of != "Organ")
    told: dict[str, Any] = {name: request.POST.get(name, "") for name in asked}
    if "no" in told:
        told["no"] = whole_number(told["no"])
    key = in_hands_of(request.actor, request.POST.get("key", "") or str(uuid4()))
    try:
        gateway.perform(
            JointConference, found.pk, step, by=request.actor.user, at=timezone.now(), key=key, member=member, **told
        )
    except (Refused, WrongFacts) as no:
        messages.error(request, str(no))
    return redirect("desk:agenda", found.pk)


@staff_only
def papers(request: HttpRequest, pk: int) -> FileResponse:
    """All that a member should read, as one file: its notice, the items that concern it, what is shown with each."""
    found = conference_or_404(request, pk)
    items = items_for(found, request.actor)
    log_views(request, _files_of(found, items), _("联席会议材料（下载）"))
    packed: Any = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    with ZipFile(packed, "w", ZIP_DEFLATED) as pack:
        told = [*_notice(found, request, pack)]
        for item in items:
            told += _packed(item, pack)
        pack.writestr(f"00 {_('目录')}.txt", "\ufeff" + "\r\n".join([str(found), "", *told, ""]))
    packed.seek(0)
    name = f"{_('联席会议材料')}_{localtime(found.starts_at):%Y-%m-%d}.zip"
    return FileResponse(packed, as_attachment=True, filename=name, content_type="application/zip")


def _notice(conference: Any, request: HttpRequest, pack: ZipFile) -> list[str]:
    paper = notice_to(conference, request.actor)
    if paper is None or not paper.is_ready() or not paper.pdf:
        return []
    name = f"00 {paper.get_kind_display()}.pdf"
    _put(pack, name, paper.file)
    return [name]


def _packed(item: Item, pack: ZipFile) -> list[str]:
    """The item in words, and what is shown with it; what is not printed yet is named and left out."""
    row, place = item.row, f"{item.row.no:02}"
    told = [f"{place} {row.topic}"]
    for no, paper in enumerate(item.papers, start=1):
        name = f"{place}-{no} {paper.get_kind_display()}.pdf"
        ready = paper.is_ready() and bool(paper.pdf)
        if ready:
            _put(pack, name, paper.file)
        told.append(f"    {name}" if ready else _("    %s（还没有做好，请到议程页面查看）") % paper)
    for no, file in enumerate(item.files, start=len(item.papers) + 1):
        name = f"{place}-{no} {NO_NAME.sub('_', file.name)}"
        _put(pack, name, file.file)
        told.append(f"    {name}")
    if item.extract is not None and item.extract.is_ready() and item.extract.pdf:
        name = f"{place} {item.extract.get_kind_display()}.pdf"
        _put(pack, name, item.extract.file)
        told.append(f"    {name}")
    pack.writestr(f"{place} {_('议题')}.txt", "\ufeff" + "\r\n".join(_in_words(item)))
    return told


def _put(pack: ZipFile, name: str, file: Any) -> None:
    with file.open("rb") as source, pack.open(name, "w") as target:
        for part in iter(lambda: source.read(64 * 1024), b""):
            target.write(part)


def _in_words(item: Item) -> list[str]:
    """Its question, whom it asks what, and what was answered."""
    row = item.row
    lines = [row.topic, ""]
    if row.request is not None:
        lines += [row.request.question.replace("\n", "\r\n"), ""]
        for one in row.request.asked.all():
            lines += [
                f"{one.organ}：{one.question}",
                one.opinion.replace("\n", "\r\n") or _("（尚未提交书面意见）"),
                "",
            ]
    if item.changed:
        lines += [_("列入议程以后有变化的：%s") % "、".join(item.changed)]
    return lines
