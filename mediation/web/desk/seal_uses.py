"""用印 at the desk: on a paper's page, in the register, and scans that find their papers by themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from mediation.models import Attachment, Organ, Paper, SealUse
from mediation.permissions import Actor
from mediation.queries.seal_uses import Entry, register_of, scans_of
from mediation.queries.visibility import visible
from mediation.vocabulary import Role
from mediation.web.desk.access import staff_only
from mediation.web.desk.export import as_csv
from mediation.web.desk.possible import Possibility, next_of, steps_for
from mediation.web.desk.steps import whole_number


@dataclass(frozen=True)
class SealRow:
    """One use of a seal as the page of its paper shows it."""

    use: SealUse
    steps: list[Possibility]
    scans: list[Attachment] = field(default_factory=list)


@dataclass(frozen=True)
class SealPart:
    """The part 用印 of a paper's page: what was done, what may be applied for, what comes next."""

    rows: list[SealRow]
    applications: list[Possibility]
    next: Possibility | None


def of_paper(paper: Paper, actor: Actor) -> SealPart | None:
    """Of an issued paper that bears a seal; applying is proposed where the organ wants the seal before service."""
    if not (paper.bears_seal and paper.snapshot):
        return None
    now = timezone.now()
    uses = list(visible(SealUse, actor).filter(paper=paper).select_related("matter", "organ", "applied_by", "keeper"))
    for use in uses:
        use.paper = paper
    scans = scans_of(uses, actor)
    rows = [SealRow(use, steps_for(use, actor, now), scans.get(use.pk, [])) for use in uses]
    applications = [one for organ in paper.signing_organs() for one in _applying(paper, organ, actor)]
    wanted = {organ.pk for organ in paper.unstamped_by()}
    due = [one for one in applications if one.allowed and one.obj.organ.pk in wanted]
    open_ = next_of(step for row in rows for step in row.steps)
    return SealPart(rows, applications, open_ or next(iter(due), None))


def _applying(paper: Paper, organ: Organ, actor: Actor) -> list[Possibility]:
    """Applying for the seal of one of the organs that sign."""
    prepared = SealUse(matter=paper.matter, paper=paper, organ=organ)
    known = f"?paper={paper.pk}" + (f"&organ={organ.pk}" if organ.pk != paper.organ_id else "")
    steps = steps_for(prepared, actor, timezone.now())
    return [Possibility(prepared, one.step, one.refusals, known=known) for one in steps]


@staff_only
def register(request: HttpRequest) -> HttpResponse:
    """用印登记簿: one organ and one year, on the screen and on paper; `?format=csv` for a spreadsheet."""
    actor = request.actor
    held = actor.user.organs_as(Role.REGISTRAR, Role.HEAD, on=actor.on)
    organs = list(Organ.objects.filter(pk__in=held).order_by("path"))
    if not organs:
        raise Http404
    organ = next((one for one in organs if str(one.pk) == request.GET.get("organ")), organs[0])
    year = min(whole_number(request.GET.get("year", "")) or actor.on.year, 9999)
    found = register_of(organ, year)
    if request.GET.get("format") == "csv":
        return as_csv(f"seal-uses-{organ.code}-{year}", _heads(), (_row(entry) for entry in found))
    context: dict[str, Any] = {
        "organs": organs, "organ": organ, "year": year, "register": found,
        "years": range(actor.on.year, actor.on.year - 6, -1),
    }  # fmt: skip
    return render(request, "desk/seal_uses.html", context)


def _heads() -> list[str]:
    return [
        _("序号"), _("申请日期"), _("文书"), _("卷宗"), _("印章"), _("份数"), _("用途"), _("申请人"), _("审批人"),
        _("用印日期"), _("用印份数"), _("用印人"), _("归档日期"), _("状态"), _("原因"), _("扫描件的SHA-256"),
    ]  # fmt: skip


def _row(entry: Entry) -> list[object]:
    use = entry.use
    return [
        entry.place, use.applied_on, use.paper, use.matter.number, use.get_seal_display(), use.copies, use.purpose,
        use.applied_by, use.decided_by or "", use.stamped_on or "", use.stamped_copies or "", use.keeper or "",
        use.scanned_on or "", use.state_label, use.why or use.by_hand_why, "、".join(one["sha256"] for one in use.scans),
    ]  # fmt: skip
