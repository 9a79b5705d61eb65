"""用印 at the desk: on a paper's page, in the register, and scans that find their papers by themselves."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mediation.models import Attachment, Organ, Paper, SealUse
from mediation.permissions import Actor, keeps_office
from mediation.queries.papers.seal_uses import Entry, lines_of, register_of, scans_of
from mediation.queries.papers.seals import organs_of, seals_for
from mediation.queries.visibility import with_paper
from mediation.vocabulary import Role, SealKind
from mediation.web.desk.access import staff_only
from mediation.web.desk.export import as_csv
from mediation.web.desk.offers import Offer, steps_for
from mediation.web.desk.steps import DeskStepPage
from mediation.web.forms.references import Scope
from mediation.web.stepping.finding import object_or_404
from mediation.web.stepping.keys import whole_number
from mediation.web.stepping.possible import next_of
from mediation.workflows.facts import Fact

PAGE = 200


@dataclass(frozen=True)
class SealRow:
    """One use of a seal as the page of its paper shows it."""

    use: SealUse
    steps: list[Offer]
    beside: list[Offer]  # may be taken, but is not what comes next
    scans: list[Attachment] = field(default_factory=list)


@dataclass(frozen=True)
class SealPart:
    """The part 用印 of a paper's page: what was done, what may be applied for, what comes next."""

    rows: list[SealRow]
    applications: list[Offer]
    next: Offer | None
    joint: bool = False

    @property
    def beside(self) -> list[Offer]:
        """What may be applied for, but does not come next."""
        return _beside(self.applications, self.next)


def of_paper(paper: Paper, actor: Actor) -> SealPart | None:
    """Of an issued paper that bears a seal; applying is proposed where the organ wants the seal before service."""
    if not (paper.bears_seal and paper.snapshot):
        return None
    now = timezone.now()
    uses = list(with_paper(SealUse, paper).select_related("organ", "applied_by", "keeper"))
    for use in uses:
        use.paper, use.matter = paper, paper.matter
    scans = scans_of(uses, actor)
    steps = {use.pk: _with_number(use, steps_for(use, actor, now)) for use in uses}
    organs = paper.signing_organs()
    applications = [one for organ in organs for one in _applying(paper, organ, actor)]
    wanted = {organ.pk for organ in paper.unstamped_by()}
    due = [one for one in applications if one.allowed and one.obj.organ.pk in wanted]
    following = next_of(step for use in uses for step in steps[use.pk]) or next(iter(due), None)
    rows = [SealRow(use, steps[use.pk], _beside(steps[use.pk], following), scans.get(use.pk, [])) for use in uses]
    return SealPart(rows, applications, following, joint=len(organs) > 1)


def _beside(offers: list[Offer], following: Offer | None) -> list[Offer]:
    return [one for one in offers if one.allowed and one != following]


def _applying(paper: Paper, organ: Organ, actor: Actor) -> list[Offer]:
    """Applying for the seal of one of the organs that sign."""
    prepared = SealUse(matter=paper.matter, paper=paper, organ=organ)
    page = reverse("desk:apply-seal", args=[paper.pk]) + (f"?organ={organ.pk}" if organ.pk != paper.organ_id else "")
    steps = steps_for(prepared, actor, timezone.now())
    return [Offer(prepared, one.step, one.refusals, page=page) for one in steps]


def _with_number(row: SealUse, steps: list[Offer]) -> list[Offer]:
    """As many copies as were approved are proposed for stamping."""
    here = f"?stamped_copies={row.copies}"
    return [replace(one, page=one.step_url + here) if one.step.name == "stamp" else one for one in steps]


def proposed(paper: Paper) -> dict[str, Any]:
    """What one usually applies for: the official seal on a copy for everyone, and one for the file."""
    copies = len(paper.addressees.all()) or 1
    purpose = _("送达%(n)d份，存档1份") % {"n": copies}
    return {"seal": SealKind.OFFICIAL, "copies": copies + 1, "purpose": purpose}


class ApplyPage(DeskStepPage):
    """The form of an application: the paper and the organ are known, the copies proposed."""

    template = "desk/papers/apply_seal.html"

    def _facts(self) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.step.facts if fact.name not in self.settled)

    def _known(self) -> dict[str, Any]:
        return proposed(self.obj.paper)

    def _back(self) -> str:
        return reverse("desk:paper", args=[self.obj.paper.pk]) + "#seals"


@staff_only
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Apply for the seal on one paper; `?organ=` for another organ that signs it."""
    paper = object_or_404(request.actor, Paper, pk)
    organ = next((one for one in paper.signing_organs() if str(one.pk) == request.GET.get("organ")), paper.organ)
    obj = SealUse(matter=paper.matter, paper=paper, organ=organ)
    page = ApplyPage(
        request, obj, SealUse.steps()["apply"], Scope(actor=request.actor, matter=paper.matter, obj=obj, opens=True)
    )
    page.settled = {"paper": paper, "organ": organ}
    return page.post() if request.method == "POST" else page.get()


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
    if request.GET.get("format") == "csv":
        found = register_of(organ, year)
        return as_csv(f"seal-uses-{organ.code}-{year}", _heads(), ((entry.use.matter, _row(entry)) for entry in found))
    page = Paginator(lines_of(organ, year), PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "organs": organs, "organ": organ, "year": year, "register": page.object_list, "page": page,
        "query": f"organ={organ.pk}&year={year}",
        "years": range(actor.on.year, actor.on.year - 6, -1),
    }  # fmt: skip
    return render(request, "desk/papers/seal_uses.html", context)


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


@staff_only
def seals(request: HttpRequest) -> HttpResponse:
    """印章登记: which seals there are, who keeps them, and what they were put on."""
    found = seals_for(request.actor)
    keeps = keeps_office(None, request.actor)
    if not (keeps or organs_of(request.actor).exists()):
        raise Http404
    return render(request, "desk/papers/seals.html", {"seals": found, "keeps": keeps, "today": request.actor.on})
